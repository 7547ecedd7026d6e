/* SPDX-License-Identifier: Apache-2.0 */
/* Recovery: what the journal leaves open is read off the tenant; nothing is written to it. */
#include "engine/recover.h"

#include "doc/json.h"
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"
#include "engine/recover_parts.h"
#include "engine/shown.h"

static const struct cx_kind_route *route_of(const struct cx_profile *profile, struct cx_arena *arena,
					    const char *address)
{
	const char *slash = strchr(address, '/');
	return slash ? cx_profile_kind(profile, cx_arena_strndup(arena, address, (size_t)(slash - address)))
		     : NULL;
}

static void steps_read(struct recovery *r)
{
	const struct cx_node *document = cx_run_document(r->options->run);
	const struct cx_node *steps = cx_node_get(document, "steps");
	r->steps = cx_arena_alloc(r->arena, ((steps ? steps->count : 0) + 1) * sizeof *r->steps);
	for (const struct cx_node *node = steps ? steps->first : NULL; node; node = node->next) {
		const char *address = cx_node_get_text(node, "address"),
			   *action = cx_node_get_text(node, "action");
		if (!address || !action)
			continue;
		struct old_step *step = &r->steps[r->count++];
		step->address = address;
		step->action = action;
		step->announced = node;
		step->definition = cx_definitions_find(r->options->definitions, address);
		step->route = route_of(r->options->profile, r->arena, address);
		step->id = step->definition && step->route
				   ? cx_plan_desired_id(r->arena, step->route, step->definition)
				   : NULL;
		step->key = cx_node_get_text(node, "idempotency_key");
		step->left = cx_leave_read(r->arena, cx_node_get(node, "left"));
		if (step->definition)
			step->spec =
				cx_secret_with_macs(r->arena, step->definition->kind->spec,
						    step->definition->spec, cx_node_get(node, "secrets"));
		(void)cx_map_put(&r->by_address, address, step);
	}
}

static void record_read(struct recovery *r, const struct cx_node *record)
{
	const char *type = cx_node_get_text(record, "type"), *address = cx_node_get_text(record, "address");
	struct old_step *step = address ? cx_map_get(&r->by_address, address) : NULL;
	if (!type || !step || recover_undo_read(step, type, record))
		return;
	const char *id = cx_node_get_text(record, "id"), *result = cx_node_get_text(record, "result");
	if (id)
		step->id = id;
	if (strcmp(type, "intent") == 0)
		step->intent = record;
	if (strcmp(type, "intent") == 0)
		step->notification = cx_node_get_text(record, "notification");
	if (strcmp(type, "outcome") == 0 || strcmp(type, "resolved") == 0)
		step->result = result;
	if (strcmp(type, "outcome") == 0)
		step->shown = cx_node_get_text(record, "shown");
	if (strcmp(type, "outcome") == 0)
		step->notification = cx_node_get_text(record, "notification");
	if (strcmp(type, "notified") == 0)
		step->notification = NULL;
}

/* The base's id of a resource that is only in the ledger (a delete). */
static const char *base_id(const struct recovery *r, const char *address)
{
	return cx_node_get_text(cx_map_get(&r->options->ledger->resources, address), "id");
}

/* Where it had another name, by its id. */
static const struct cx_node *base_of(const struct recovery *r, const struct old_step *step, const char *id)
{
	const struct cx_map *resources = &r->options->ledger->resources;
	const struct cx_node *base = cx_map_get(resources, step->address);
	for (size_t i = 0; i < resources->count && !base && id && step->left.count; i++)
		if (route_of(r->options->profile, r->arena, resources->entries[i].key) == step->route &&
		    cx_node_is_text(cx_node_get(resources->entries[i].value, "id"), id))
			base = resources->entries[i].value;
	return base;
}

struct cx_change recover_change_of(const struct old_step *step)
{
	return (struct cx_change){
		.kind = step->definition->kind,
		.route = step->route,
		.address = step->address,
		.name = step->definition->name,
		.desired = step->definition,
		.body = (struct cx_node *)(uintptr_t)step->spec,
	};
}

struct cx_change recover_change_sent(struct recovery *r, const struct old_step *step, const char *id,
				     const struct cx_node *live)
{
	struct cx_change change = recover_change_of(step);
	change.base = base_of(r, step, id);
	change.body = cx_leave(r->arena, change.kind->spec, change.body, step->left, live);
	return change;
}

/* A create whose id the server gives: the one object that equals what was sent and that nobody owns. */
static const char *settle_post(struct recovery *r, struct old_step *step)
{
	struct cx_change change = recover_change_of(step);
	const char *field = step->route->match_field, *found = NULL;
	const char *name = field ? cx_node_get_text(step->spec, field) : NULL;
	size_t matches = 0;
	for (const struct recover_named *at = recover_find_named(r, step, name); at; at = at->next)
		if (!recover_is_known_id(r, at->id) && apply_is_as_sent(r->arena, &change, at->object)) {
			found = at->id;
			matches++;
		}
	if (matches != 1)
		return "unknown";
	step->id = found;
	recover_know_id(r, found);
	return "applied";
}

static bool is_before(struct recovery *r, const struct old_step *step, const struct cx_node *live)
{
	const char *before = step->intent ? cx_node_get_text(step->intent, "before") : NULL;
	if (!before || !step->definition)
		return false;
	struct cx_change change = recover_change_of(step);
	char digest[CX_DIGEST_LEN + 1];
	cx_json_digest(cx_plan_live_state(r->arena, &change, live), digest);
	return strcmp(digest, before) == 0;
}

static const char *settle(struct recovery *r, struct old_step *step)
{
	bool deletes = strcmp(step->action, "delete") == 0;
	/* Of a blind kind, what stands for live is the ledger's own copy, and it knows nothing of the run. */
	if (!step->route || (!deletes && !step->definition) || cx_kind_route_is_blind(step->route))
		return "unknown";
	if (step->route->identity == CX_IDENTITY_SERVER_ID && strcmp(step->action, "create") == 0)
		return settle_post(r, step);
	const char *id = step->id ? step->id : base_id(r, step->address);
	const struct cx_node *live = recover_find_live(r, step, id);
	if (deletes)
		return live ? "not_applied" : "applied";
	if (!live)
		return strcmp(step->action, "create") == 0 ? "not_applied" : "unknown";
	struct cx_change change = recover_change_sent(r, step, id, live);
	bool before = is_before(r, step, live);
	/* Where only a secret changes, the tenant looks the same before and after. */
	if (apply_is_as_sent(r->arena, &change, live))
		return before ? "unknown" : "applied";
	return before ? "not_applied" : "unknown";
}

/* What its intent says where there is one. */
static void copy_announced(struct recovery *r, const struct old_step *step, struct cx_node *record)
{
	static const char *const keys[] = {"step", "protect"};
	for (size_t i = 0; i < CX_COUNT(keys); i++) {
		const struct cx_node *member = cx_node_get(step->announced, keys[i]);
		if (member)
			cx_node_add(record, keys[i], cx_node_copy(r->arena, member));
	}
}

static void add_resolved(struct recovery *r, const struct old_step *step)
{
	struct cx_node *record = cx_node_new(r->arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(r->arena, "resolved"));
	cx_node_add(record, "address", cx_node_string(r->arena, step->address));
	cx_node_add(record, "action", cx_node_string(r->arena, step->action));
	cx_node_add(record, "id",
		    step->id ? cx_node_string(r->arena, step->id) : cx_node_new(r->arena, CX_NODE_NULL));
	cx_node_add(record, "result", cx_node_string(r->arena, step->result));
	if (!step->intent)
		copy_announced(r, step, record);
	cx_run_add(r->options->run, record);
}

/* A POST that left no trace may still arrive: it stays pending until it cannot any more. */
static void keep_pending(struct recovery *r, const struct old_step *step)
{
	/* Of one whose journal is elsewhere it is only known that it sent nothing after it had expired. */
	const char *since = step->intent ? cx_node_get_text(step->intent, "time") : r->options->open->expires;
	if (!step->key || !since)
		return;
	struct cx_node *node = cx_node_new(r->arena, CX_NODE_OBJECT);
	const char *body = step->intent ? cx_node_get_text(step->intent, "body") : NULL;
	cx_node_add(node, "address", cx_node_string(r->arena, step->address));
	cx_node_add(node, "action", cx_node_string(r->arena, step->action));
	cx_node_add(node, "body", cx_node_string(r->arena, body ? body : ""));
	cx_node_add(node, "idempotency_key", cx_node_string(r->arena, step->key));
	cx_node_add(node, "run", cx_node_string(r->arena, cx_run_id(r->options->run)));
	cx_node_add(node, "since", cx_node_string(r->arena, since));
	cx_node_push(r->pending, node);
}

static void keep_notification(struct recovery *r, const struct old_step *step)
{
	struct cx_change change = recover_change_of(step);
	struct cx_step done = {.change = &change, .result = CX_STEP_APPLIED, .id = step->id};
	struct cx_apply apply = {.steps = &done, .count = 1};
	struct cx_plan plan = {.changes = &change, .count = 1};
	const char *ids[] = {step->notification};
	cx_notify_collect(r->arena, &apply, &plan, ids, r->options->clock, &r->notifications);
}

/* What the tenant made of it, where it still shows what the dead run saw. */
static const struct cx_node *shown_again(struct recovery *r, const struct old_step *step, const char *id)
{
	const struct cx_node *live = step->shown ? recover_find_live(r, step, id) : NULL;
	if (!live || !step->definition)
		return NULL;
	const struct cx_shape *shape = step->definition->kind->spec;
	struct cx_node *shown =
		cx_shown_note(r->arena, shape, cx_leave(r->arena, shape, step->spec, step->left, live), live);
	char digest[CX_DIGEST_LEN + 1] = "";
	if (shown)
		cx_json_digest(shown, digest);
	return strcmp(digest, step->shown) == 0 ? cx_shown_without(r->arena, shown, step->left) : NULL;
}

static const struct cx_node *next_base(struct recovery *r, const struct old_step *step, const char *id)
{
	return cx_leave(r->arena, step->definition->kind->spec, step->spec, step->left,
			cx_node_get(base_of(r, step, id), "spec"));
}

static void step_close(struct recovery *r, struct old_step *step)
{
	if (recover_undo_close(r, step)) {
		/* Whether there is something to tell is not known: then it is told. */
		if (strcmp(step->undo_result, "unknown") == 0 && step->notification && step->definition)
			keep_notification(r, step);
		return;
	}
	bool applied = step->result && strcmp(step->result, "applied") == 0;
	bool removed = strcmp(step->action, "delete") == 0 || !step->definition;
	bool writes = strcmp(step->action, "create") == 0 || strcmp(step->action, "update") == 0;
	/* What was written cannot be told without its definition: the base stays as it is. */
	if (applied && writes && !step->definition) {
		r->end.unknown++;
		return;
	}
	if (!applied) {
		r->end.not_applied += step->result && strcmp(step->result, "not_applied") == 0;
		r->end.unknown += step->result && strcmp(step->result, "unknown") == 0;
		return;
	}
	r->end.created += strcmp(step->action, "create") == 0;
	r->end.updated += strcmp(step->action, "update") == 0;
	r->end.deleted += strcmp(step->action, "delete") == 0;
	r->end.recorded += strcmp(step->action, "record") == 0;
	const char *id = step->id ? step->id : base_id(r, step->address);
	r->resources[r->end.resource_count++] = (struct cx_seal_resource){
		.address = step->address,
		.definition = removed ? NULL : step->definition,
		.spec = removed ? NULL : next_base(r, step, id),
		.id = id,
		.shown = shown_again(r, step, id),
	};
	if (step->notification && step->definition)
		keep_notification(r, step);
}

/* The beginning of a record whose own one is on another machine: what the run ref says. */
static void add_start(struct recovery *r)
{
	const struct cx_open_run *open = r->options->open;
	const char *head = r->options->ledger->head;
	const char *fingerprint = cx_node_get_text(open->document, "fingerprint"),
		   *approved = cx_node_get_text(open->document, "approved");
	struct cx_node *record = cx_node_new(r->arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(r->arena, "run_start"));
	cx_node_add(record, "head",
		    head && *head ? cx_node_string(r->arena, head) : cx_node_new(r->arena, CX_NODE_NULL));
	cx_node_add(record, "actor", cx_node_string(r->arena, open->actor));
	cx_node_add(record, "host", cx_node_string(r->arena, open->host));
	cx_node_add(record, "tool_version", cx_node_string(r->arena, CX_VERSION));
	cx_node_add(record, "tenant", cx_node_string(r->arena, r->options->ledger->tenant));
	cx_node_add(record, "commit", cx_node_string(r->arena, open->applied.hex));
	if (fingerprint && *fingerprint)
		cx_node_add(record, "fingerprint", cx_node_string(r->arena, fingerprint));
	if (approved)
		cx_node_add(record, "approved", cx_node_string(r->arena, approved));
	const char *project = cx_node_get_text(open->document, "project");
	if (project)
		cx_node_add(record, "project", cx_node_string(r->arena, project));
	const char *rules = cx_node_get_text(open->document, "project_commit");
	if (rules)
		cx_node_add(record, "project_commit", cx_node_string(r->arena, rules));
	cx_run_begin_anew(r->options->run, record);
}

static void add_recovered(struct recovery *r)
{
	struct cx_node *record = cx_node_new(r->arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(r->arena, "recovered"));
	cx_node_add(record, "actor", cx_node_string(r->arena, r->options->actor->name));
	cx_node_add(record, "host", cx_node_string(r->arena, r->options->actor->host));
	cx_node_add(record, "tool_version", cx_node_string(r->arena, CX_VERSION));
	cx_run_add(r->options->run, record);
}

static void steps_settle(struct recovery *r, struct cx_recovered *result)
{
	result->planned = r->count;
	result->doubted = cx_arena_alloc(r->arena, (r->count + 1) * sizeof *result->doubted);
	for (size_t i = 0; i < r->count; i++) {
		struct old_step *step = &r->steps[i];
		bool sent = step->intent || (r->lost && strcmp(step->action, "record") != 0);
		bool open = sent && (!step->result || strcmp(step->result, "unknown") == 0);
		if (step->result && !open) {
			result->finished++;
			result->failed += strcmp(step->result, "applied") != 0;
		}
		if (open) {
			step->result = settle(r, step);
			add_resolved(r, step);
			result->applied += strcmp(step->result, "applied") == 0;
			result->not_applied += strcmp(step->result, "not_applied") == 0;
			result->unknown += strcmp(step->result, "unknown") == 0;
			result->doubted[result->doubted_count++] =
				(struct cx_recovered_step){step->address, step->action, step->result, false};
			if (strcmp(step->result, "unknown") == 0)
				keep_pending(r, step);
		}
		recover_undo_settle(r, step, result);
		step_close(r, step);
	}
}

enum cx_status cx_recover_run(struct cx_arena *arena, const struct cx_recover_options *options,
			      struct cx_recovered *ret_recovered, struct cx_diags *diags)
{
	struct recovery r = {.arena = arena, .options = options};
	struct cx_recovered result = {0};
	enum cx_status status = cx_live_read(options->reader, arena, options->profile, options->definitions,
					     options->ledger, &r.live, diags);
	if (status)
		return status;
	size_t record_count = 0;
	const struct cx_node *const *records = cx_run_records(options->run, &record_count);
	steps_read(&r);
	for (size_t i = 0; i < record_count; i++)
		record_read(&r, records[i]);
	r.resources = cx_arena_alloc(arena, (r.count + 1) * sizeof *r.resources);
	r.pending = cx_node_new(arena, CX_NODE_ARRAY);
	/* What an earlier run left pending stays so: it is the next apply's to settle. */
	const struct cx_node *earlier = cx_node_get(options->ledger->pending, "steps");
	for (const struct cx_node *node = earlier ? earlier->first : NULL; node; node = node->next)
		cx_node_push(r.pending, cx_node_copy(arena, node));
	cx_notify_read(arena, options->ledger->pending, &r.notifications);
	r.lost = cx_run_is_anew(options->run);
	if (r.lost)
		add_start(&r);
	add_recovered(&r);
	recover_index_make(&r);
	steps_settle(&r, &result);
	recover_index_release(&r);
	cx_map_release(&r.by_address);
	r.end.tenant = options->ledger->tenant;
	r.end.commit = options->open->applied.hex;
	r.end.repo = options->repo;
	r.end.actor = options->actor;
	r.end.resources = r.resources;
	r.end.pending_steps = r.pending;
	r.end.notifications = &r.notifications;
	r.end.recovered = true;
	status = cx_seal_finish(arena, options->run, &r.end, &result.seal, diags);
	if (!status)
		*ret_recovered = result;
	return status;
}
