/* SPDX-License-Identifier: Apache-2.0 */
/* The control endpoint below /sandbox/, and the receiver of callbacks. */
#include "sandbox/control.h"

#include "doc/json.h"
#include "sandbox/audiences.h"
#include "sandbox/interactions.h"
#include "sandbox/journeys.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"
#include "sandbox/webhooks.h"

/* A seed of so few audiences is counted before it is answered. */
#define SEED_COUNTED_AT_ONCE 200

/* What GET and PUT /sandbox/state call the built-in kinds. */
static const struct {
	const char *name;
	enum cx_object_kind kind;
} lists[] = {
	{"audiences", CX_OBJECT_AUDIENCE},       {"webhooks", CX_OBJECT_WEBHOOK},
	{"crm_webhooks", CX_OBJECT_CRM_WEBHOOK}, {"journeys", CX_OBJECT_JOURNEY},
	{"interactions", CX_OBJECT_INTERACTION},
};

static void ok(struct cx_exchange *x)
{
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"ok\":true}");
}

void cx_control_callback(struct cx_exchange *x)
{
	cx_traffic_add_callback(&x->sandbox->traffic, x);
	ok(x);
}

void cx_control_requests(struct cx_exchange *x)
{
	x->status = 200;
	cx_traffic_print(&x->sandbox->traffic.requests, cx_exchange_query(x, "route"), &x->answer);
}

void cx_control_forget(struct cx_exchange *x)
{
	cx_traffic_clear(&x->sandbox->traffic.requests);
	ok(x);
}

void cx_control_intents(struct cx_exchange *x)
{
	x->status = 200;
	cx_intents_print(&x->sandbox->intents, &x->answer);
}

void cx_control_callbacks(struct cx_exchange *x)
{
	x->status = 200;
	cx_traffic_print(&x->sandbox->traffic.callbacks, NULL, &x->answer);
}

void cx_control_forget_callbacks(struct cx_exchange *x)
{
	cx_traffic_clear(&x->sandbox->traffic.callbacks);
	ok(x);
}

/* Objects of one kind as they are shown, to be sorted. */
struct shown {
	const char *name, *text;
};
struct state {
	struct cx_exchange *exchange;
	struct shown *items;
	size_t count, cap;
};

static void state_add(void *data, const struct cx_object *object)
{
	struct state *state = data;
	struct cx_exchange *x = state->exchange;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *name = "";
	cx_resource_print(object, CX_RESOURCE_ALL, x->at_ms, &text);
	if (object->kind == CX_OBJECT_WEBHOOK || object->kind == CX_OBJECT_CRM_WEBHOOK) {
		const struct cx_node *json = cx_exchange_parse_text(x, object->json, object->json_len);
		name = cx_node_get_text(json, "name");
		cx_buf_cut(&text, text.len - 1);
		cx_buf_addf(&text, ",\"secret_sha256\":%s%s%s}", object->secret_sha256 ? "\"" : "",
			    object->secret_sha256 ? object->secret_sha256 : "null",
			    object->secret_sha256 ? "\"" : "");
	}
	CX_ARENA_GROW(&x->arena, state->items, state->count, state->cap);
	state->items[state->count++] = (struct shown){
		.name = name ? name : "",
		.text = cx_arena_strndup(&x->arena, text.data, text.len),
	};
}

/* Audiences come in the order of their ids, and stay; webhooks have random ids, so their names count first.
 */
static int shown_compare(const void *a, const void *b)
{
	const struct shown *left = a, *right = b;
	int order = strcmp(left->name, right->name);
	return order ? order : strcmp(left->text, right->text);
}

static void state_print(struct cx_exchange *x, const char *name, enum cx_object_kind kind)
{
	struct state state = {.exchange = x};
	cx_objects_list(x->sandbox->objects, kind, "", SIZE_MAX >> 1, state_add, &state);
	if (kind != CX_OBJECT_AUDIENCE && state.count)
		qsort(state.items, state.count, sizeof *state.items, shown_compare);
	cx_buf_addf(&x->answer, "\"%s\":[", name);
	for (size_t i = 0; i < state.count; i++) {
		cx_buf_adds(&x->answer, i ? ",\n" : "\n");
		cx_buf_adds(&x->answer, state.items[i].text);
	}
	cx_buf_addc(&x->answer, ']');
}

void cx_control_state(struct cx_exchange *x)
{
	x->status = 200;
	cx_buf_addc(&x->answer, '{');
	for (size_t i = 0; i < CX_COUNT(lists); i++) {
		cx_buf_adds(&x->answer, i ? ",\n" : "");
		state_print(x, lists[i].name, lists[i].kind);
	}
	const struct cx_customs *customs = &x->sandbox->customs;
	for (size_t i = 0; i < customs->count; i++) {
		cx_buf_adds(&x->answer, ",\n");
		state_print(x, customs->items[i].kind.name, customs->items[i].object_kind);
	}
	cx_buf_adds(&x->answer, "}\n");
}

static bool seed_one(struct cx_exchange *x, enum cx_object_kind kind, const struct cx_node *item)
{
	if (item->type != CX_NODE_OBJECT)
		return false;
	if (kind >= CX_OBJECT_CUSTOM)
		return cx_custom_seed(x, &x->sandbox->customs.items[kind - CX_OBJECT_CUSTOM], item);
	switch (kind) {
	case CX_OBJECT_AUDIENCE:
		return cx_audiences_seed(x, item);
	case CX_OBJECT_JOURNEY:
		return cx_journeys_seed(x, item);
	case CX_OBJECT_INTERACTION:
		return cx_interactions_seed(x, item);
	default:
		return cx_webhooks_seed(x, kind == CX_OBJECT_CRM_WEBHOOK, item);
	}
}

static bool seed_kind(struct cx_exchange *x, const char *name, enum cx_object_kind kind)
{
	const struct cx_node *list = cx_node_get(x->json, name);
	if (!list)
		return true;
	cx_objects_clear(x->sandbox->objects, kind);
	for (const struct cx_node *item = list->first; item; item = item->next) {
		if (!seed_one(x, kind, item)) {
			cx_exchange_error(x, 400, "invalid_state", "%s holds something without a usable id",
					  name);
			return false;
		}
	}
	return true;
}

void cx_control_seed(struct cx_exchange *x)
{
	struct cx_objects *objects = x->sandbox->objects;
	const struct cx_node *audiences = cx_node_get(x->json, "audiences");
	cx_objects_begin(objects);
	bool stored = true;
	for (size_t i = 0; stored && i < CX_COUNT(lists); i++)
		stored = seed_kind(x, lists[i].name, lists[i].kind);
	const struct cx_customs *customs = &x->sandbox->customs;
	for (size_t i = 0; stored && i < customs->count; i++)
		stored = seed_kind(x, customs->items[i].kind.name, customs->items[i].object_kind);
	if (!stored) {
		cx_objects_rollback(objects);
		return;
	}
	cx_objects_commit(objects);
	if (audiences && audiences->count <= SEED_COUNTED_AT_ONCE)
		while (cx_audiences_settle(x->sandbox, SEED_COUNTED_AT_ONCE))
			continue;
	x->status = 200;
	for (size_t i = 0; i < CX_COUNT(lists); i++)
		cx_buf_addf(&x->answer, "%c\"%s\":%zu", i ? ',' : '{', lists[i].name,
			    cx_objects_count(objects, lists[i].kind));
	cx_buf_addc(&x->answer, '}');
}

void cx_control_faults(struct cx_exchange *x)
{
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":");
	cx_rules_print(&x->sandbox->rules, &x->answer);
	cx_buf_addc(&x->answer, '}');
}

void cx_control_fault_add(struct cx_exchange *x)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	if (cx_rules_add_json(&x->sandbox->rules, x->json, &diags))
		cx_exchange_error(x, 400, "invalid_fault", "%s", diags.items[0]->message);
	else
		ok(x);
	cx_sandbox_heed_rules(x->sandbox);
}

void cx_control_faults_clear(struct cx_exchange *x)
{
	cx_rules_clear(&x->sandbox->rules);
	ok(x);
}

/* RFC 7396. */
static struct cx_node *merge_patch(struct cx_arena *arena, struct cx_node *target,
				   const struct cx_node *patch)
{
	if (patch->type != CX_NODE_OBJECT)
		return cx_node_copy(arena, patch);
	if (!target || target->type != CX_NODE_OBJECT)
		target = cx_node_new(arena, CX_NODE_OBJECT);
	for (const struct cx_node *item = patch->first; item; item = item->next) {
		if (item->type == CX_NODE_NULL)
			cx_node_remove(target, item->key);
		else
			cx_node_set(target, item->key,
				    merge_patch(arena, cx_node_get(target, item->key), item));
	}
	return target;
}

struct editable {
	const char *kind;
	enum cx_object_kind object_kind;
	const char *path;                   /* what the handlers look at to know the kind */
	void (*put)(struct cx_exchange *x); /* NULL: as a seed, unchecked */
	void (*remove)(struct cx_exchange *x);
};

static const struct editable editables[] = {
	{"Audience", CX_OBJECT_AUDIENCE, "/api/v1/audiences/", cx_audiences_put, cx_audiences_delete},
	{"Webhook", CX_OBJECT_WEBHOOK, "/api/v2/webhooks/", cx_webhooks_put, cx_webhooks_delete},
	{"CrmWebhook", CX_OBJECT_CRM_WEBHOOK, "/api/v2/crm/webhooks/", cx_webhooks_put, cx_webhooks_delete},
	{"Journey", CX_OBJECT_JOURNEY, NULL, NULL, NULL},
	{"Interaction", CX_OBJECT_INTERACTION, NULL, NULL, NULL},
};

/* What another user of a kind without routes to write it would do: any object, any member. */
static void edit_freely(struct cx_exchange *x, enum cx_object_kind kind, const char *id,
			const struct cx_node *patch)
{
	struct cx_object object;
	x->id = id;
	if (!cx_resource_find(x, kind, &object))
		return;
	if (patch->type == CX_NODE_NULL)
		cx_objects_delete(x->sandbox->objects, kind, id);
	else if (!seed_one(x, kind,
			   merge_patch(&x->arena, cx_exchange_parse_text(x, object.json, object.json_len),
				       patch))) {
		cx_exchange_error(x, 400, "invalid_edit", "the patch makes the object unusable");
		return;
	}
	ok(x);
}

/* An edit is the PUT, or the DELETE, that another user would send. */
void cx_control_edit(struct cx_exchange *x)
{
	const char *kind = cx_node_get_text(x->json, "kind"), *id = cx_node_get_text(x->json, "id");
	const struct cx_node *patch = cx_node_get(x->json, "patch");
	const struct editable *editable = NULL;
	const struct cx_custom *custom = kind ? cx_customs_find(&x->sandbox->customs, kind) : NULL;
	struct cx_object object;
	if (custom && id && patch) {
		edit_freely(x, custom->object_kind, id, patch);
		return;
	}
	for (size_t i = 0; kind && i < CX_COUNT(editables); i++)
		if (strcmp(editables[i].kind, kind) == 0)
			editable = &editables[i];
	if (!editable || !id || !patch) {
		cx_exchange_error(x, 400, "invalid_edit", "an edit needs kind, id and patch");
		return;
	}
	x->id = cx_exchange_lower(x, id, strlen(id));
	if (!editable->put) {
		edit_freely(x, editable->object_kind, x->id, patch);
		return;
	}
	if (!cx_resource_find(x, editable->object_kind, &object))
		return;
	x->path = editable->path;
	if (patch->type == CX_NODE_NULL) {
		editable->remove(x);
		return;
	}
	struct cx_node *whole = cx_exchange_parse_text(x, object.json, object.json_len);
	x->json = merge_patch(&x->arena, whole, patch);
	editable->put(x);
}
