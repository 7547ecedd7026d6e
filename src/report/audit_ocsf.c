/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers are those of OCSF's classes and enumerations: schema.ocsf.io, version 1.1.0. */
#include "report/audit_ocsf.h"

#include "base/clock.h"
#include "report/diag_json.h"

enum {
	APPLICATION_ACTIVITY = 6, /* the category of both classes */
	LIFECYCLE = 6002,
	API_ACTIVITY = 6003,
	OTHER = 99,
	INFORMATIONAL = 1,
	MEDIUM = 3,
};

/* Which records are events, and of which class. */
struct event_row {
	const char *type, *action; /* action NULL: whatever it is */
	int64_t class_uid, activity_id;
	const char *activity_name;
};
static const struct event_row rows[] = {
	{"run_start", NULL, LIFECYCLE, 3, "Start"},
	{"run_end", NULL, LIFECYCLE, 4, "Stop"},
	{"outcome", "create", API_ACTIVITY, 1, "Create"},
	{"outcome", "update", API_ACTIVITY, 3, "Update"},
	{"outcome", "delete", API_ACTIVITY, 4, "Delete"},
	{"outcome", NULL, API_ACTIVITY, OTHER, "Record"},
	{"resolved", NULL, API_ACTIVITY, OTHER, "Resolve"},
	{"rollback", NULL, API_ACTIVITY, OTHER, "Rollback"},
	{"recovered", NULL, API_ACTIVITY, OTHER, "Recover"},
	{"announced", NULL, API_ACTIVITY, OTHER, "Announce"},
	{"notified", NULL, API_ACTIVITY, OTHER, "Notify"},
};

static const struct event_row *row_of(const struct cx_node *record)
{
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (cx_node_is_text(cx_node_get(record, "type"), rows[i].type) &&
		    (!rows[i].action || cx_node_is_text(cx_node_get(record, "action"), rows[i].action)))
			return &rows[i];
	return NULL;
}

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	if (text)
		cx_node_add(object, key, cx_diag_json_text(arena, text));
}

static struct cx_node *object_add(struct cx_arena *arena, struct cx_node *parent, const char *key)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	if (key)
		cx_node_add(parent, key, object);
	else
		cx_node_push(parent, object);
	return object;
}

static void add_metadata(struct cx_arena *arena, struct cx_node *event, const char *tenant, const char *hash)
{
	struct cx_node *metadata = object_add(arena, event, "metadata");
	struct cx_node *product = object_add(arena, metadata, "product");
	add_text(arena, product, "name", "cxctl");
	add_text(arena, product, "vendor_name", "cxctl");
	add_text(arena, product, "version", CX_VERSION);
	add_text(arena, metadata, "version", "1.1.0");
	add_text(arena, metadata, "uid", hash);
	add_text(arena, metadata, "tenant_uid", tenant);
}

/* Success, failure, or what is known of neither. */
static void add_status(struct cx_arena *arena, struct cx_node *event, const struct cx_node *record)
{
	const struct cx_node *result = cx_node_get(record, "result");
	bool failed = cx_node_is_text(result, "not_applied"), doubted = cx_node_is_text(result, "unknown");
	cx_node_add(event, "severity_id", cx_node_int(arena, failed || doubted ? MEDIUM : INFORMATIONAL));
	cx_node_add(event, "severity", cx_node_string(arena, failed || doubted ? "Medium" : "Informational"));
	cx_node_add(event, "status_id", cx_node_int(arena, doubted ? 0 : failed ? 2 : 1));
	cx_node_add(event, "status",
		    cx_node_string(arena, doubted  ? "Unknown"
					  : failed ? "Failure"
						   : "Success"));
	add_text(arena, event, "status_detail", cx_node_get_text(record, "problem"));
}

static void add_resource(struct cx_arena *arena, struct cx_node *event, const struct cx_node *record)
{
	const char *address = cx_node_get_text(record, "address"),
		   *slash = address ? strchr(address, '/') : NULL;
	if (!slash)
		return;
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(event, "resources", list);
	struct cx_node *resource = object_add(arena, list, NULL);
	add_text(arena, resource, "name", slash + 1);
	add_text(arena, resource, "type", cx_arena_strndup(arena, address, (size_t)(slash - address)));
	add_text(arena, resource, "uid", cx_node_get_text(record, "id"));
}

static void add_api(struct cx_arena *arena, struct cx_node *event, const struct cx_node *record)
{
	int64_t status = 0, latency = 0;
	const char *action = cx_node_get_text(record, "action");
	struct cx_node *api = object_add(arena, event, "api");
	add_text(arena, api, "operation", action ? action : cx_node_get_text(record, "type"));
	if (cx_node_get_int64(record, "status", &status) && status)
		cx_node_add(object_add(arena, api, "response"), "code", cx_node_int(arena, status));
	if (cx_node_get_int64(record, "latency_ms", &latency))
		cx_node_add(event, "duration", cx_node_int(arena, latency));
}

static void add_unmapped(struct cx_arena *arena, struct cx_node *event, const struct cx_run_entry *run,
			 const struct cx_node *record)
{
	struct cx_node *rest = object_add(arena, event, "unmapped");
	int64_t seq = 0;
	(void)cx_node_get_int64(record, "seq", &seq);
	add_text(arena, rest, "record_type", cx_node_get_text(record, "type"));
	add_text(arena, rest, "run", run->run);
	cx_node_add(rest, "seq", cx_node_int(arena, seq));
	add_text(arena, rest, "commit", run->commit);
	add_text(arena, rest, "seal", run->seal.hex);
	add_text(arena, rest, "result", cx_node_get_text(record, "result"));
	add_text(arena, rest, "before", cx_node_get_text(record, "before"));
	add_text(arena, rest, "after", cx_node_get_text(record, "after"));
	add_text(arena, rest, "ci", cx_node_get_text(run->records[0], "ci"));
}

struct cx_node *cx_audit_ocsf_event(struct cx_arena *arena, const char *tenant,
				    const struct cx_run_entry *run, size_t i, const char *hash)
{
	const struct cx_node *record = run->records[i];
	const struct event_row *row = row_of(record);
	if (!row)
		return NULL;
	struct cx_node *event = cx_node_new(arena, CX_NODE_OBJECT);
	const char *time = cx_node_get_text(record, "time");
	int64_t time_ms = 0;
	if (time)
		(void)cx_time_parse(time, &time_ms);
	cx_node_add(event, "category_uid", cx_node_int(arena, APPLICATION_ACTIVITY));
	cx_node_add(event, "class_uid", cx_node_int(arena, row->class_uid));
	cx_node_add(event, "activity_id", cx_node_int(arena, row->activity_id));
	add_text(arena, event, "activity_name", row->activity_name);
	cx_node_add(event, "type_uid", cx_node_int(arena, row->class_uid * 100 + row->activity_id));
	cx_node_add(event, "time", cx_node_int(arena, time_ms));
	add_status(arena, event, record);
	add_metadata(arena, event, tenant, hash);
	struct cx_node *user = object_add(arena, object_add(arena, event, "actor"), "user");
	add_text(arena, user, "name", run->actor);
	if (row->class_uid == API_ACTIVITY) {
		add_text(arena, object_add(arena, event, "src_endpoint"), "hostname", run->host);
		add_api(arena, event, record);
		add_resource(arena, event, record);
	} else {
		add_text(arena, object_add(arena, event, "device"), "hostname", run->host);
		struct cx_node *app = object_add(arena, event, "app");
		add_text(arena, app, "name", "cxctl");
		add_text(arena, app, "vendor_name", "cxctl");
		add_text(arena, app, "version", cx_node_get_text(run->records[0], "tool_version"));
	}
	add_unmapped(arena, event, run, record);
	return event;
}
