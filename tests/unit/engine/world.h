/* SPDX-License-Identifier: Apache-2.0 */
/* A project, a tenant and a ledger in memory; plans of them, and what apply would make of them. */
#ifndef CX_TESTS_ENGINE_WORLD_H
#define CX_TESTS_ENGINE_WORLD_H

#include "engine/apply.h"
#include "engine/plan.h"
#include "unit/model/fixture.h"

enum { WORLD_KINDS = 3 };

struct world {
	struct fixture f;
	struct cx_profile profile;
	struct cx_tenant_config tenant;
	struct cx_project project;
	struct cx_definitions desired;
	struct cx_ledger ledger;
	struct cx_live_list live[WORLD_KINDS];
	int64_t allow_delete;
	const char *commit, *base_path;
	int64_t ids; /* given by the tenant so far */
};

static inline void world_init(struct world *w)
{
	static const char *const names[WORLD_KINDS] = {"Audience", "Webhook", "CrmWebhook"};
	*w = (struct world){.f = FIXTURE_INIT,
			    .tenant = {.name = "prod"},
			    .project = {.max_update_percent = 100, .max_delete_percent = 100},
			    .allow_delete = -1};
	assert_int_equal(cx_profile_builtin(&w->f.arena, "cxone", &w->profile, &w->f.diags), CX_STATUS_OK);
	(void)fixture_kind(&w->f, "Audience");
	for (size_t i = 0; i < WORLD_KINDS; i++)
		w->live[i] = (struct cx_live_list){.route = cx_profile_kind(&w->profile, names[i]),
						   .complete = true};
}

static inline void world_release(struct world *w)
{
	cx_definitions_release(&w->desired);
	cx_map_release(&w->ledger.resources);
	fixture_release(&w->f);
}
#define WORLD(name)                                                      \
	__attribute__((cleanup(world_release))) struct world name = {0}; \
	world_init(&(name))

/* The project is these documents, and no others; what they break by themselves is not looked for. */
static inline void world_define(struct world *w, const char *file, const char *yaml)
{
	struct cx_arena *arena = &w->f.arena;
	struct cx_docs docs = {0};
	cx_definitions_release(&w->desired);
	w->desired = (struct cx_definitions){0};
	if (cx_yaml_parse(arena, fixture_source(&w->f, file, yaml), &docs, &w->f.diags))
		fail_msg("%s in\n%s", fixture_lines(&w->f), yaml);
	struct cx_definition *items = cx_arena_alloc(arena, (docs.count + 1) * sizeof *items);
	for (size_t i = 0; i < docs.count; i++) {
		struct cx_node *document = docs.items[i];
		const struct cx_node *metadata = cx_node_get(document, "metadata");
		const struct cx_kind *kind = fixture_kind(&w->f, cx_node_get_text(document, "kind"));
		const char *name = cx_node_get_text(metadata, "name");
		items[i] = (struct cx_definition){
			.kind = kind,
			.name = name,
			.address = cx_arena_printf(arena, "%s/%s", kind->name, name),
			.id = cx_node_get_text(metadata, "id"),
			.protect = cx_node_get_bool(metadata, "protect", false),
			.document = document,
			.spec = cx_node_get(document, "spec"),
			.file = file,
			.line = document->span.line,
		};
		(void)cx_map_put(&w->desired.by_address, items[i].address, &items[i]);
	}
	w->desired.items = items;
	w->desired.count = w->desired.cap = docs.count;
	cx_definitions_resolve(arena, &w->desired, &(struct cx_definitions_source){0}, &w->f.diags);
	if (w->f.diags.errors)
		fail_msg("%s", fixture_lines(&w->f));
}

static inline struct cx_live_list *world_list(struct world *w, const char *kind)
{
	for (size_t i = 0; i < WORLD_KINDS; i++)
		if (strcmp(w->live[i].route->kind, kind) == 0)
			return &w->live[i];
	fail_msg("no kind %s", kind);
	return NULL;
}

static inline void world_live_add(struct world *w, const char *kind, struct cx_node *object)
{
	struct cx_live_list *list = world_list(w, kind);
	CX_ARENA_GROW(&w->f.arena, list->items, list->count, list->cap);
	list->items[list->count++] = object;
}

/* The tenant holds it. */
static inline struct cx_node *world_live(struct world *w, const char *kind, const char *yaml)
{
	struct cx_node *object = fixture_yaml(&w->f, yaml);
	world_live_add(w, kind, object);
	return object;
}

/* The ledger says so: {id: ..., spec: ..., protect: ...}. */
static inline void world_base(struct world *w, const char *address, const char *yaml)
{
	w->ledger.exists = true;
	(void)cx_map_put(&w->ledger.resources, cx_arena_strdup(&w->f.arena, address),
			 fixture_yaml(&w->f, yaml));
}

static inline enum cx_status world_try(struct world *w, struct cx_plan *ret_plan)
{
	struct cx_plan_input input = {
		.tenant = &w->tenant,
		.origin = "https://na1.cxone.example",
		.base_path = w->base_path,
		.profile = &w->profile,
		.kinds = &w->f.kinds,
		.desired = &w->desired,
		.ledger = &w->ledger,
		.live = w->live,
		.live_count = WORLD_KINDS,
		.commit = w->commit,
		.project = &w->project,
		.allow_delete = w->allow_delete,
	};
	return cx_plan_make(&w->f.arena, &input, ret_plan, &w->f.diags);
}

static inline struct cx_plan world_plan(struct world *w)
{
	struct cx_plan plan;
	if (world_try(w, &plan))
		fail_msg("no plan: %s", fixture_lines(&w->f));
	return plan;
}

/* "action class address (note) [refusal] field..." a line, in order. */
static inline const char *world_show(struct world *w, const struct cx_plan *plan)
{
	struct cx_buf *out = &w->f.lines;
	cx_buf_clear(out);
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *c = &plan->changes[i];
		cx_buf_addf(out, "%s %s %s", cx_action_name(c->action), cx_class_name(c->class), c->address);
		if (c->note)
			cx_buf_addf(out, " (%s)", c->note);
		if (c->refusal)
			cx_buf_addf(out, " [%s%s]", c->blocked ? "blocked: " : "", c->refusal);
		for (size_t f = 0; c->action == CX_ACTION_UPDATE && f < c->fields.count; f++)
			cx_buf_addf(out, " %s", c->fields.items[f].path);
		cx_buf_addc(out, '\n');
	}
	for (size_t i = 0; i < plan->refusal_count; i++)
		cx_buf_addf(out, "%s: %s\n", plan->refusals[i].code, plan->refusals[i].message);
	return out->data;
}

static inline void assert_plan(struct world *w, const char *expected)
{
	struct cx_plan plan = world_plan(w);
	assert_string_equal(world_show(w, &plan), expected);
}

/* ---- what apply does, without a network ---- */

static inline void world_remove_live(struct world *w, const struct cx_change *change)
{
	struct cx_live_list *list = world_list(w, change->kind->name);
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] != change->live)
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static inline void world_write(struct world *w, const struct cx_change *change, const char **id)
{
	struct cx_arena *arena = &w->f.arena;
	struct cx_node *object = cx_node_copy(arena, change->body);
	if (change->live)
		world_remove_live(w, change);
	if (!*id)
		*id = cx_arena_printf(arena, "W%lld", (long long)++w->ids);
	cx_node_set(object, "id", cx_node_string(arena, *id));
	if (strcmp(change->kind->name, "Audience") == 0) {
		int64_t version = 1;
		(void)cx_node_get_int64(object, "version", &version);
		cx_node_set(object, "version", cx_node_int(arena, version + 1));
		cx_node_set(object, "size", cx_node_int(arena, 4711 + version));
	}
	(void)cx_node_remove(object, "secret");
	world_live_add(w, change->kind->name, object);
}

static inline void world_forget(struct world *w, const char *address)
{
	struct cx_map left = CX_MAP_INIT;
	for (size_t i = 0; i < w->ledger.resources.count; i++) {
		const struct cx_map_entry *entry = &w->ledger.resources.entries[i];
		if (strlen(address) != entry->len || memcmp(entry->key, address, entry->len) != 0)
			(void)cx_map_put_n(&left, entry->key, entry->len, entry->value);
	}
	cx_map_release(&w->ledger.resources);
	w->ledger.resources = left;
}

/* Everything that the plan says, refused or not. */
static inline void world_apply(struct world *w, const struct cx_plan *plan)
{
	struct cx_arena *arena = &w->f.arena;
	w->ledger.exists = true;
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		const char *id = change->id;
		if (change->action == CX_ACTION_DELETE)
			world_remove_live(w, change);
		if (change->body)
			world_write(w, change, &id);
		if (change->base_address)
			world_forget(w, change->base_address);
		if (!change->desired)
			continue;
		CX_AUTO(cx_buf) struct cx_buf json = CX_BUF_INIT;
		struct cx_resource resource_of = {change->desired, change->next_base, id, w->commit, NULL};
		cx_resource_json(arena, &resource_of, &json);
		struct cx_node *resource = NULL;
		assert_int_equal(cx_json_parse(arena, fixture_source(&w->f, "ledger", json.data), &resource,
					       &w->f.diags),
				 CX_STATUS_OK);
		(void)cx_map_put(&w->ledger.resources, change->address, resource);
	}
}

#endif
