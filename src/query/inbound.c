/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of an event that came in. */
/*
 * One check after the other, the cheap ones and those that need no trust in the sender first: what is said of
 * an event's time, and that it came before, is only said to who has the secret.
 */
#include "query/inbound.h"

#include "base/clock.h"
#include "doc/json.h"
#include "model/standard_webhook.h"
#include "query/inbound_parts.h"

#include <strings.h>

#define MAX_ID 255

const char *const cx_inbound_columns[] = {"eventType",  "interactionId", "attributes", "callbackLatencyMs",
					  "receivedAt", "webhookId",     "ageMs",      "verified",
					  NULL};

static const struct {
	const char *name;
	int status;
} ends[CX_INBOUND_ENDS] = {
	[CX_INBOUND_ACCEPTED] = {"accepted", 200},   [CX_INBOUND_DUPLICATE] = {"duplicate", 200},
	[CX_INBOUND_METHOD] = {"method", 405},       [CX_INBOUND_TYPE] = {"media_type", 415},
	[CX_INBOUND_HEADERS] = {"headers", 400},     [CX_INBOUND_SIGNATURE] = {"signature", 401},
	[CX_INBOUND_TIMESTAMP] = {"timestamp", 400}, [CX_INBOUND_JSON] = {"json", 400},
	[CX_INBOUND_SHAPE] = {"shape", 422},         [CX_INBOUND_SIZE] = {"size", 413},
	[CX_INBOUND_TIMEOUT] = {"timeout", 408},     [CX_INBOUND_HTTP] = {"http", 400},
	[CX_INBOUND_ENDING] = {"ending", 503},
};

const char *cx_inbound_end_name(enum cx_inbound_end end)
{
	return ends[end].name;
}

enum cx_inbound_end cx_inbound_end_of(int status)
{
	return status == 405   ? CX_INBOUND_METHOD
	       : status == 408 ? CX_INBOUND_TIMEOUT
	       : status == 413 ? CX_INBOUND_SIZE
			       : CX_INBOUND_HTTP;
}

/* The headers of a request; what is not there has at NULL. */
struct letter {
	struct cx_webhook_message message;
	struct cx_webhook_text signature;
	int64_t time_s;
};

static bool refuse(struct cx_inbound *in, enum cx_inbound_end end, const char *why)
{
	in->end = end;
	in->why = why;
	return false;
}

static bool check_type(const struct cx_asked *asked, struct cx_inbound *in)
{
	static const char json[] = "application/json";
	const char *value = NULL;
	size_t len = 0, n = sizeof json - 1;
	if (!asked->post)
		return refuse(in, CX_INBOUND_METHOD, "events are posted");
	if (cx_asked_field(asked, "Content-Type", &value, &len) != 1 || len < n ||
	    strncasecmp(value, json, n) != 0 ||
	    (len > n && value[n] != ';' && value[n] != ' ' && value[n] != '\t'))
		return refuse(in, CX_INBOUND_TYPE, "the Content-Type is not application/json");
	if (cx_asked_field(asked, "Content-Encoding", &value, &len))
		return refuse(in, CX_INBOUND_TYPE, "the body is compressed");
	return true;
}

static size_t take_field(const struct cx_asked *asked, const char *name, struct cx_webhook_text *ret_text)
{
	return cx_asked_field(asked, name, &ret_text->at, &ret_text->len);
}

static bool is_id(struct cx_webhook_text id)
{
	for (size_t i = 0; i < id.len; i++)
		if (id.at[i] <= ' ' || id.at[i] > '~')
			return false;
	return id.len > 0 && id.len <= MAX_ID;
}

static bool check_headers(const struct cx_inbound_rules *rules, const struct cx_asked *asked,
			  struct letter *letter, struct cx_inbound *in)
{
	struct cx_webhook_message *message = &letter->message;
	size_t ids = take_field(asked, CX_STANDARD_WEBHOOK_ID, &message->id);
	size_t times = take_field(asked, CX_STANDARD_WEBHOOK_TIMESTAMP, &message->timestamp);
	size_t signatures = take_field(asked, CX_STANDARD_WEBHOOK_SIGNATURE, &letter->signature);
	bool needed = rules->secret_count > 0;
	if (ids > 1 || times > 1 || signatures > 1)
		return refuse(in, CX_INBOUND_HEADERS, "a header webhook-… stands twice");
	if (needed && !signatures)
		return refuse(in, CX_INBOUND_SIGNATURE, "it is not signed: webhook-signature is missing");
	if (needed && (!ids || !times))
		return refuse(in, CX_INBOUND_HEADERS,
			      !ids ? "webhook-id is missing" : "webhook-timestamp is missing");
	if (ids && !is_id(message->id))
		return refuse(in, CX_INBOUND_HEADERS,
			      "webhook-id is not 1 to 255 characters of ASCII without blanks");
	if (times && !cx_standard_webhook_time(message->timestamp, &letter->time_s))
		return refuse(in, CX_INBOUND_HEADERS, "webhook-timestamp is not seconds since 1970");
	return true;
}

static bool check_signature(const struct cx_inbound_rules *rules, const struct letter *letter,
			    struct cx_inbound *in)
{
	if (!rules->secret_count || cx_standard_webhook_verify(rules->secrets, rules->secret_count,
							       &letter->message, letter->signature))
		return true;
	return refuse(in, CX_INBOUND_SIGNATURE,
		      rules->secret_count > 1 ? "the signature is by none of the secrets"
					      : "the signature is not by the secret");
}

static bool check_age(const struct letter *letter, int64_t now_ms, struct cx_arena *arena,
		      struct cx_inbound *in)
{
	if (!letter->message.timestamp.at)
		return true;
	int64_t age_s = now_ms / 1000 - letter->time_s;
	in->has_age = true;
	in->age_ms = now_ms - letter->time_s * 1000;
	if (age_s > CX_STANDARD_WEBHOOK_TOLERANCE_S)
		return refuse(in, CX_INBOUND_TIMESTAMP,
			      cx_arena_printf(arena, "it was sent %lld s ago, more than %d", (long long)age_s,
					      CX_STANDARD_WEBHOOK_TOLERANCE_S));
	if (age_s < -CX_STANDARD_WEBHOOK_TOLERANCE_S)
		return refuse(in, CX_INBOUND_TIMESTAMP,
			      cx_arena_printf(arena, "its time is %lld s ahead of ours, more than %d",
					      -(long long)age_s, CX_STANDARD_WEBHOOK_TOLERANCE_S));
	return true;
}

static bool check_new(const struct cx_inbound_rules *rules, const struct letter *letter,
		      struct cx_arena *arena, struct cx_inbound *in)
{
	struct cx_webhook_text id = letter->message.id;
	in->id = id.at ? cx_arena_strndup(arena, id.at, id.len) : NULL;
	return !id.at || !cx_seen_has(rules->seen, id.at, id.len) || refuse(in, CX_INBOUND_DUPLICATE, NULL);
}

static bool check_event(const struct cx_webhook_text *body, struct cx_arena *arena, struct cx_inbound *in)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf wrong = CX_BUF_INIT;
	struct cx_source source = {.name = "event", .text = body->at, .len = body->len};
	/* The message may hold a part of the text. */
	if (cx_json_parse(arena, &source, &in->event, &diags)) {
		struct cx_span span = diags.items[0]->span;
		return refuse(in, CX_INBOUND_JSON,
			      cx_arena_printf(arena, "the body is no JSON that can be read (%s, %u:%u)",
					      diags.items[0]->code, span.line, span.column));
	}
	return cx_inbound_shape(in->event, &wrong, &in->callback_ms) ||
	       refuse(in, CX_INBOUND_SHAPE, cx_arena_strdup(arena, wrong.data));
}

void cx_inbound_check(const struct cx_inbound_rules *rules, const struct cx_asked *asked, int64_t now_ms,
		      struct cx_arena *arena, struct cx_inbound *ret_inbound)
{
	struct letter letter = {.message.body = {asked->body, asked->body_len}};
	struct cx_inbound in = {.end = CX_INBOUND_ACCEPTED};
	if (check_type(asked, &in) && check_headers(rules, asked, &letter, &in) &&
	    check_signature(rules, &letter, &in) && check_age(&letter, now_ms, arena, &in) &&
	    check_new(rules, &letter, arena, &in))
		(void)check_event(&letter.message.body, arena, &in);
	in.status = ends[in.end].status;
	*ret_inbound = in;
}

static void add_ours(struct cx_node *row, const char *name, struct cx_node *value)
{
	if (!cx_node_get(row, name))
		cx_node_add(row, name, value);
}

struct cx_node *cx_inbound_row(const struct cx_inbound *inbound, bool verified, int64_t now_ms,
			       struct cx_arena *arena)
{
	struct cx_node *row = cx_node_copy(arena, inbound->event);
	char now[CX_TIME_LEN + 1];
	cx_time_format(now_ms, now);
	add_ours(row, "receivedAt", cx_node_string(arena, cx_arena_strdup(arena, now)));
	add_ours(row, "webhookId",
		 inbound->id ? cx_node_string(arena, inbound->id) : cx_node_new(arena, CX_NODE_NULL));
	add_ours(row, "ageMs",
		 inbound->has_age ? cx_node_int(arena, inbound->age_ms) : cx_node_new(arena, CX_NODE_NULL));
	add_ours(row, "verified", cx_node_bool(arena, verified));
	return row;
}

void cx_inbound_count(struct cx_inbound_tally *tally, const struct cx_inbound *inbound)
{
	tally->counts[inbound->end]++;
	if (inbound->end != CX_INBOUND_ACCEPTED)
		return;
	cx_latency_add(&tally->callback, inbound->callback_ms * 1000);
	if (inbound->has_age)
		cx_latency_add(&tally->age, inbound->age_ms * 1000);
}

uint64_t cx_inbound_refused(const struct cx_inbound_tally *tally)
{
	uint64_t refused = 0;
	for (size_t i = CX_INBOUND_DUPLICATE + 1; i < CX_INBOUND_ENDS; i++)
		refused += tally->counts[i];
	return refused;
}
