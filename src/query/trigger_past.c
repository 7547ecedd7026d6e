/* SPDX-License-Identifier: Apache-2.0 */
/* The last intent that was not refused is the one that counts. */
#include "query/trigger_past.h"

#include "base/clock.h"
#include "doc/json.h"
#include "remote/personal.h"
#include "remote/problem.h"

#define ADDRESS_HEAD "trigger/"
#define SHOWN        80

static const char *digest_of(struct cx_arena *arena, const char *text, size_t len)
{
	char hex[CX_SHA256_HEX + 1];
	cx_sha256_hex(text, len, hex);
	return cx_arena_printf(arena, "sha256:%s", hex);
}

/* The name in "trigger/…", or NULL. */
static const char *get_name(const struct cx_node *record)
{
	const char *text = cx_node_get_text(record, "address");
	const size_t head = strlen(ADDRESS_HEAD);
	if (!text || strncmp(text, ADDRESS_HEAD, head) != 0 || strlen(text + head) != CX_SHA256_HEX)
		return NULL;
	return text + head;
}

static void learn_intent(struct cx_triggers *triggers, struct cx_trigger *trigger,
			 const struct cx_node *record)
{
	const char *body = cx_node_get_text(record, "body"),
		   *timestamp = cx_node_get_text(record, "timestamp");
	int64_t unused;
	if (!body || strlen(body) != CX_SHA256_HEX || !timestamp || !cx_time_parse(timestamp, &unused))
		return;
	if (!trigger->past)
		trigger->past = cx_arena_alloc(&triggers->arena, sizeof *trigger->past);
	memcpy(trigger->past->body, body, CX_SHA256_HEX + 1);
	trigger->past->timestamp = cx_arena_strdup(&triggers->arena, timestamp);
	trigger->past->sent = false;
}

void cx_trigger_past_learn(struct cx_triggers *triggers, const struct cx_node *record)
{
	const char *name = get_name(record);
	struct cx_trigger *trigger = name ? cx_map_get_n(&triggers->by_name, name, CX_SHA256_HEX) : NULL;
	if (!trigger)
		return;
	const struct cx_node *type = cx_node_get(record, "type"), *result = cx_node_get(record, "result");
	if (cx_node_is_text(type, "intent"))
		learn_intent(triggers, trigger, record);
	else if (!cx_node_is_text(type, "outcome") || !trigger->past)
		return;
	else if (cx_node_is_text(result, "applied"))
		trigger->past->sent = true;
	else if (cx_node_is_text(result, "not_applied"))
		trigger->past = NULL;
}

bool cx_trigger_past_fits(struct cx_trigger *trigger)
{
	const struct cx_trigger_past *past = trigger->past;
	char hex[CX_SHA256_HEX + 1];
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	if (!trigger->timestamp)
		trigger->timestamp = past->timestamp;
	cx_trigger_body(trigger, &body);
	cx_sha256_hex(body.data, body.len, hex);
	return strcmp(hex, past->body) == 0;
}

enum cx_status cx_trigger_past_check(const struct cx_triggers *triggers, struct cx_diags *diags)
{
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < triggers->count; i++) {
		struct cx_trigger *trigger = triggers->items[i];
		if (!trigger->past || trigger->first || cx_trigger_past_fits(trigger))
			continue;
		CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
		cx_problem_escape(&key, trigger->key, strlen(trigger->key), SHOWN);
		cx_personal_blank(key.data, key.len);
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "trigger.changed", trigger->span,
						"%s was sent with other content before", key.data);
		cx_diag_hint(diags, d,
			     "give it another deduplicationId if it is another trigger; what was sent stays");
		status = CX_STATUS_INVALID;
	}
	return status;
}

static void add_name(struct cx_arena *arena, struct cx_node *record, const struct cx_trigger *trigger)
{
	const char *name = cx_arena_printf(arena, ADDRESS_HEAD "%s", trigger->name);
	cx_node_add(record, "address", cx_node_string(arena, name));
}

void cx_trigger_past_intent(struct cx_arena *arena, struct cx_node *record, const struct cx_trigger *trigger,
			    const struct cx_route *route, bool values)
{
	const char *contact = digest_of(arena, trigger->contact, strlen(trigger->contact));
	char hex[CX_SHA256_HEX + 1];
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	cx_trigger_body(trigger, &body);
	cx_sha256_hex(body.data, body.len, hex);
	add_name(arena, record, trigger);
	cx_node_add(record, "method", cx_node_string(arena, route->method));
	cx_node_add(record, "path", cx_node_string(arena, cx_route_path(arena, route, trigger->journey)));
	cx_node_add(record, "body", cx_node_string(arena, cx_arena_strdup(arena, hex)));
	cx_node_add(record, "timestamp", cx_node_string(arena, trigger->timestamp));
	cx_node_add(record, "contact", cx_node_string(arena, contact));
	if (!values)
		return;
	cx_node_add(record, "contact_id", cx_node_string(arena, trigger->contact));
	cx_node_add(record, "idempotency_key", cx_node_string(arena, trigger->key));
}

void cx_trigger_past_outcome(struct cx_arena *arena, struct cx_node *record, const struct cx_trigger *trigger,
			     const char *result)
{
	add_name(arena, record, trigger);
	cx_node_add(record, "result", cx_node_string(arena, result));
	cx_node_add(record, "status",
		    trigger->http_status ? cx_node_int(arena, trigger->http_status)
					 : cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(record, "latency_ms", cx_node_int(arena, trigger->latency_us / 1000));
}
