/* SPDX-License-Identifier: Apache-2.0 */
/* Audiences: reading, writing, counting members. */
/*
 * The ETag names the version of the definition; a recalculation does not move it, because nothing
 * that a client wrote has changed.
 */
#include "sandbox/audiences.h"

#include "base/clock.h"
#include "doc/json.h"
#include "sandbox/checks.h"
#include "sandbox/customers.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"
#include "sandbox/where.h"

/* Due audiences that one list counts before it answers. */
#define SETTLE_PER_LIST 20

/* Members that only the server writes; id and version are among them, for the server decides them. */
static const char *const server_members[] = {
	"id",         "version",    "size", "evaluation_status", "last_evaluated", "metadata",
	"created_at", "updated_at", NULL};

static bool is_server_member(const char *name)
{
	for (size_t i = 0; server_members[i]; i++)
		if (strcmp(server_members[i], name) == 0)
			return true;
	return false;
}

struct lookup {
	struct cx_sandbox *sandbox;
	struct cx_arena *arena;
};

static const struct cx_node *audience_parse(struct cx_arena *arena, const struct cx_object *object)
{
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {.name = "audience", .text = object->json, .len = object->json_len};
	return cx_json_parse(arena, &source, &node, &diags) ? NULL : node;
}

static const struct cx_node *audience_lookup(void *data, const char *id)
{
	struct lookup *lookup = data;
	struct cx_object object;
	if (!cx_objects_get(lookup->sandbox->objects, CX_OBJECT_AUDIENCE, id, lookup->arena, &object))
		return NULL;
	return audience_parse(lookup->arena, &object);
}

bool cx_audiences_where(struct cx_sandbox *sandbox, const struct cx_object *object, struct cx_arena *arena,
			struct cx_where *where)
{
	struct lookup lookup = {.sandbox = sandbox, .arena = arena};
	const struct cx_node *audience = audience_parse(arena, object);
	if (audience)
		cx_where_add_audience(where, audience, audience_lookup, &lookup);
	return audience && !where->too_big;
}

static void object_evaluate(struct cx_sandbox *sandbox, struct cx_object *object, struct cx_arena *arena)
{
	struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
	int64_t count = -1;
	char now[CX_TIME_LEN + 1];
	if (cx_audiences_where(sandbox, object, &scratch, &where))
		count = cx_where_count(&where, cx_objects_db(sandbox->objects));
	cx_time_format(object->due_ms, now);
	object->evaluation = count < 0 ? CX_EVALUATION_FAILED : CX_EVALUATION_COMPLETED;
	object->size = count < 0 ? object->size : count;
	object->evaluated = cx_arena_strdup(arena, now);
	cx_arena_release(&scratch);
}

static bool object_is_due(const struct cx_object *object, int64_t now_ms)
{
	return object->evaluation == CX_EVALUATION_RUNNING && object->due_ms <= now_ms;
}

size_t cx_audiences_settle(struct cx_sandbox *sandbox, size_t limit)
{
	const char *ids[SETTLE_PER_LIST];
	struct cx_arena arena = CX_ARENA_INIT;
	int64_t now_ms = cx_clock_system()->realtime_ms(cx_clock_system());
	limit = limit < SETTLE_PER_LIST ? limit : SETTLE_PER_LIST;
	size_t count = cx_objects_due(sandbox->objects, now_ms, limit, &arena, ids);
	if (count)
		cx_objects_begin(sandbox->objects);
	for (size_t i = 0; i < count; i++) {
		struct cx_object object;
		if (!cx_objects_get(sandbox->objects, CX_OBJECT_AUDIENCE, ids[i], &arena, &object))
			continue;
		object_evaluate(sandbox, &object, &arena);
		cx_objects_put_evaluation(sandbox->objects, &object);
	}
	if (count)
		cx_objects_commit(sandbox->objects);
	cx_arena_release(&arena);
	return count;
}

void cx_audiences_list(struct cx_exchange *x)
{
	unsigned parts;
	if (!cx_resource_include(x, &parts))
		return;
	if (parts)
		cx_audiences_settle(x->sandbox, SETTLE_PER_LIST);
	cx_resource_list(x, CX_OBJECT_AUDIENCE, parts, "items");
}

void cx_audiences_get(struct cx_exchange *x)
{
	unsigned parts;
	struct cx_object object;
	if (!cx_resource_include(x, &parts) || !cx_resource_find(x, CX_OBJECT_AUDIENCE, &object))
		return;
	if (object_is_due(&object, x->at_ms)) {
		object_evaluate(x->sandbox, &object, &x->arena);
		cx_objects_put_evaluation(x->sandbox->objects, &object);
	}
	cx_resource_answer(x, &object, 200, parts);
}

static void member_default(struct cx_node *object, const char *name, struct cx_node *value)
{
	if (!cx_node_get(object, name))
		cx_node_add(object, name, value);
}

/* What is stored: what was sent, with defaults filled, between the members that the server writes. */
static struct cx_node *audience_compose(struct cx_exchange *x, const struct cx_node *body, const char *id,
					const char *created, int64_t version)
{
	struct cx_node *audience = cx_node_new(&x->arena, CX_NODE_OBJECT);
	cx_node_add(audience, "id", cx_node_string(&x->arena, id));
	for (const struct cx_node *item = body->first; item; item = item->next)
		if (!is_server_member(item->key))
			cx_node_add_n(audience, item->key, item->key_len, cx_node_copy(&x->arena, item));
	member_default(audience, "description", cx_node_string(&x->arena, ""));
	member_default(audience, "exclusions", cx_node_new(&x->arena, CX_NODE_ARRAY));
	member_default(audience, "recalculate_on_update", cx_node_bool(&x->arena, true));
	cx_node_add(audience, "version", cx_node_int(&x->arena, version));
	cx_node_add(audience, "created_at", cx_node_string(&x->arena, created));
	cx_node_add(audience, "updated_at", cx_node_string(&x->arena, cx_resource_now(x)));
	return audience;
}

/* A new audience is always counted; one that is there keeps its count where the body says so. */
static void evaluation_start(struct cx_exchange *x, struct cx_object *object, const struct cx_object *old)
{
	if (old) {
		object->size = old->size;
		object->evaluation = old->evaluation;
		object->evaluated = old->evaluated;
		object->start_ms = old->start_ms;
		object->due_ms = old->due_ms;
		if (!cx_node_get_bool(x->json, "recalculate_on_update", true))
			return;
	}
	object->evaluation = CX_EVALUATION_RUNNING;
	object->start_ms = x->at_ms;
	object->due_ms = x->at_ms + x->sandbox->arguments->settle_ms;
}

static bool version_check(struct cx_exchange *x, const struct cx_object *old)
{
	int64_t version;
	if (!x->sandbox->arguments->check_version || !old)
		return true;
	if (cx_node_get_int64(x->json, "version", &version) && version == old->version)
		return true;
	cx_exchange_error(x, 409, "version_conflict", "the audience has version %lld",
			  (long long)old->version);
	return false;
}

void cx_audiences_put(struct cx_exchange *x)
{
	struct cx_checks checks;
	struct cx_object stored, object = {.kind = CX_OBJECT_AUDIENCE, .id = x->id, .size = -1, .version = 1};
	cx_checks_init(&checks, &x->arena);
	cx_checks_audience(&checks, x->json, x->id);
	if (checks.errors->count) {
		cx_exchange_errors(x, checks.errors);
		return;
	}
	bool exists = cx_objects_get(x->sandbox->objects, CX_OBJECT_AUDIENCE, x->id, &x->arena, &stored);
	const struct cx_object *old = exists ? &stored : NULL;
	if (!cx_resource_precondition(x, old) || !version_check(x, old))
		return;
	if (old)
		object.version = old->version + 1;
	else
		cx_node_get_int64(x->json, "version", &object.version);
	evaluation_start(x, &object, old);
	cx_resource_store(x, &object,
			  audience_compose(x, x->json, x->id, cx_resource_created(x, old), object.version));
	if (object_is_due(&object, x->at_ms)) {
		object_evaluate(x->sandbox, &object, &x->arena);
		cx_objects_put_evaluation(x->sandbox->objects, &object);
	}
	cx_resource_answer(x, &object, old ? 200 : 201, CX_RESOURCE_ALL);
}

void cx_audiences_delete(struct cx_exchange *x)
{
	cx_resource_delete(x, CX_OBJECT_AUDIENCE);
}

bool cx_audiences_seed(struct cx_exchange *x, const struct cx_node *audience)
{
	const char *id = cx_node_get_text(audience, "id"),
		   *created = cx_node_get_text(audience, "created_at");
	struct cx_object object = {.kind = CX_OBJECT_AUDIENCE, .size = -1, .version = 1};
	if (!id || !*id || strlen(id) > 100)
		return false;
	object.id = cx_exchange_lower(x, id, strlen(id));
	cx_node_get_int64(audience, "version", &object.version);
	object.start_ms = object.due_ms = x->at_ms;
	object.evaluation = CX_EVALUATION_RUNNING;
	if (cx_node_get_int64(audience, "size", &object.size)) {
		object.evaluation = CX_EVALUATION_COMPLETED;
		object.evaluated = cx_resource_now(x);
	}
	cx_resource_store(x, &object,
			  audience_compose(x, audience, object.id, created ? created : cx_resource_now(x),
					   object.version));
	return true;
}

void cx_audiences_attributes(struct cx_exchange *x)
{
	const char *comma = "";
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":[");
	for (const struct cx_customer_attribute *a = cx_customer_attributes; a->name; a++) {
		cx_buf_addf(&x->answer, "%s{\"name\":\"%s\",\"type\":\"%s\"}", comma, a->name,
			    cx_customers_type_name(a->type));
		comma = ",";
	}
	cx_buf_adds(&x->answer, "],\"nextPageToken\":null}");
}
