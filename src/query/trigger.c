/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical JSON, so that the same content is the same bytes however it is written. */
#include "query/trigger.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/rand.h"
#include "doc/json.h"
#include "query/unsaid.h"
#include "remote/problem.h"

#define TIMESTAMP_HEAD ",\"timestamp\":"
/* Of one that is not given: what cx_time_format writes, in quotes. */
#define TIMESTAMP_LEN (CX_TIME_LEN + 2)
#define SHOWN         80

const char *cx_trigger_status_name(enum cx_trigger_status status)
{
	static const char *const names[CX_TRIGGER_STATUSES] = {
		[CX_TRIGGER_PENDING] = "pending",
		[CX_TRIGGER_SENT] = "sent",
		[CX_TRIGGER_WOULD_SEND] = "would_send",
		[CX_TRIGGER_DUPLICATE] = "duplicate",
		[CX_TRIGGER_NOT_ELIGIBLE] = "not_eligible",
		[CX_TRIGGER_JOURNEY_NOT_ACTIVE] = "journey_not_active",
		[CX_TRIGGER_FAILED] = "failed",
		[CX_TRIGGER_UNKNOWN] = "unknown",
	};
	return names[status];
}

void cx_trigger_body(const struct cx_trigger *trigger, struct cx_buf *out)
{
	cx_buf_add(out, trigger->content, trigger->content_len);
	cx_buf_adds(out, TIMESTAMP_HEAD);
	cx_json_string(trigger->timestamp, strlen(trigger->timestamp), out);
	cx_buf_addc(out, '}');
}

const char *cx_trigger_words(struct cx_arena *arena, const struct cx_trigger *trigger,
			     const struct cx_answer *answer)
{
	struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf content = CX_BUF_INIT;
	struct cx_node *node = NULL;
	struct cx_secrets *values = cx_secrets_new();
	cx_buf_addf(&content, "%s}", trigger->content);
	struct cx_source source = {.name = "content", .text = content.data, .len = content.len};
	if (!cx_json_parse(&scratch, &source, &node, &unused))
		cx_unsaid_add(values, node);
	const char *text = cx_arena_strdup(arena, cx_unsaid_words(&scratch, answer, values));
	cx_secrets_free(values);
	cx_arena_release(&scratch);
	return text;
}

void cx_triggers_release(struct cx_triggers *triggers)
{
	cx_free(triggers->items);
	cx_map_release(&triggers->by_name);
	cx_arena_release(&triggers->arena);
	*triggers = (struct cx_triggers){0};
}

struct adding {
	struct cx_triggers *triggers;
	const struct cx_trigger_rules *rules;
	const struct cx_node *document;
	struct cx_diags *diags;
	bool bad;
};

static struct cx_diag *wrong(struct adding *a, const char *code, struct cx_span span, const char *fmt, ...)
	CX_PRINTF(4, 5);
static struct cx_diag *wrong(struct adding *a, const char *code, struct cx_span span, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	a->bad = true;
	return cx_diag_add(a->diags, CX_SEVERITY_ERROR, code, span, "%s", text.data);
}

/* ---- the rules that no schema can say ---- */

static const char *find_journey(struct adding *a)
{
	const struct cx_node *journey = cx_node_get(a->document, "journey");
	const struct cx_node *same = cx_node_get(a->document, "journeyId");
	if (journey && same && !cx_node_equal(journey, same)) {
		struct cx_diag *d = wrong(a, "trigger.journey", cx_node_key_span(same),
					  "journey and journeyId name two journeys");
		cx_diag_second(d, cx_node_key_span(journey), "the other one");
		cx_diag_hint(a->diags, d, "write journey alone");
		return NULL;
	}
	if (journey || same)
		return (journey ? journey : same)->text;
	if (a->rules->journey)
		return a->rules->journey;
	struct cx_diag *d = wrong(a, "trigger.journey", a->document->span, "the trigger names no journey");
	cx_diag_hint(a->diags, d, "write journey: ID, or give --journey ID for all that name none");
	return NULL;
}

static void check_directives(struct adding *a)
{
	const struct cx_node *attributes = cx_node_get(a->document, "attributes");
	const struct cx_node *inner = cx_node_get(attributes, "identifiers");
	const struct cx_node *directives = cx_node_get(attributes, "directives");
	const struct cx_node *identifiers = inner && inner->type == CX_NODE_OBJECT ? inner : attributes;
	struct cx_map names = CX_MAP_INIT;
	if (!directives || directives->type != CX_NODE_OBJECT)
		return;
	const struct cx_node *item = identifiers->first;
	for (; item; item = item->next)
		(void)cx_map_put_n(&names, item->key, item->key_len, (void *)(uintptr_t)item);
	for (item = directives->first; item; item = item->next) {
		const struct cx_node *identifier = cx_map_get_n(&names, item->key, item->key_len);
		if (!identifier)
			continue;
		CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
		cx_problem_escape(&name, item->key, item->key_len, SHOWN);
		struct cx_diag *d = wrong(a, "trigger.directive", cx_node_key_span(item),
					  "the directive %s would overwrite an identifier", name.data);
		cx_diag_second(d, cx_node_key_span(identifier), "the identifier");
		cx_diag_hint(a->diags, d, "give it another name, or leave it out");
	}
	cx_map_release(&names);
}

static void check_timestamp(struct adding *a)
{
	const struct cx_node *timestamp = cx_node_get(a->document, "timestamp");
	int64_t at_ms;
	if (!timestamp || cx_time_parse(timestamp->text, &at_ms))
		return;
	struct cx_diag *d =
		wrong(a, "trigger.timestamp", timestamp->span, "the timestamp is no point in time");
	cx_diag_hint(a->diags, d, "write it as 2026-11-21T09:30:00Z");
}

/* ---- its bytes, its id, its name ---- */

/* What the same trigger always has: a UUID of version 8 (RFC 9562), made of its digest. */
static const char *make_key(struct adding *a, const char *journey, const struct cx_node *body)
{
	struct cx_sha256 sha;
	unsigned char digest[CX_SHA256_BYTES];
	char hex[CX_SHA256_HEX + 1];
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_canonical(body, &text);
	cx_sha256_init(&sha);
	cx_sha256_add(&sha, journey, strlen(journey) + 1);
	cx_sha256_add(&sha, text.data, text.len);
	const char *timestamp = cx_node_get_text(a->document, "timestamp");
	if (timestamp)
		cx_sha256_add(&sha, timestamp, strlen(timestamp));
	cx_sha256_end(&sha, digest);
	digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x80);
	digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80);
	cx_hex_encode(digest, sizeof digest, hex);
	return cx_arena_printf(&a->triggers->arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
			       hex + 16, hex + 20);
}

static void fill(struct adding *a, struct cx_trigger *trigger)
{
	struct cx_arena scratch = CX_ARENA_INIT;
	struct cx_arena *arena = &a->triggers->arena;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_node *body = cx_node_new(&scratch, CX_NODE_OBJECT);
	static const char *const members[] = {"contactId", "attributes", "event"};
	for (size_t i = 0; i < CX_COUNT(members); i++)
		cx_node_add(body, members[i], cx_node_copy(&scratch, cx_node_get(a->document, members[i])));
	const char *key = cx_node_get_text(a->document, "deduplicationId");
	trigger->key = key ? cx_arena_strdup(arena, key) : make_key(a, trigger->journey, body);
	cx_node_add(body, "deduplicationId", cx_node_string(&scratch, trigger->key));
	cx_json_canonical(body, &text);
	/* "timestamp" is sorted behind all others. */
	trigger->content_len = text.len - 1;
	trigger->content = cx_arena_strndup(arena, text.data, text.len - 1);
	trigger->contact = cx_arena_strdup(arena, cx_node_get_text(a->document, "contactId"));
	const char *timestamp = cx_node_get_text(a->document, "timestamp");
	trigger->timestamp = timestamp ? cx_arena_strdup(arena, timestamp) : NULL;
	cx_buf_clear(&text);
	cx_buf_addf(&text, "%s\n%s", trigger->journey, trigger->key);
	cx_sha256_hex(text.data, text.len, trigger->name);
	cx_arena_release(&scratch);
}

static size_t bytes_of(const struct cx_trigger *trigger)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!trigger->timestamp)
		return trigger->content_len + strlen(TIMESTAMP_HEAD) + TIMESTAMP_LEN + 1;
	cx_trigger_body(trigger, &text);
	return text.len;
}

static void check_size(struct adding *a, const struct cx_trigger *trigger)
{
	size_t bytes = bytes_of(trigger);
	if ((int64_t)bytes <= a->rules->max_bytes)
		return;
	struct cx_diag *d = wrong(a, "trigger.size", a->document->span,
				  "the trigger has %zu bytes as it is sent, at most %lld are allowed", bytes,
				  (long long)a->rules->max_bytes);
	cx_diag_hint(a->diags, d, "leave out attributes that the journey does not need");
}

static bool same_bytes(const struct cx_trigger *a, const struct cx_trigger *b)
{
	bool timed = a->timestamp && b->timestamp;
	return a->content_len == b->content_len && memcmp(a->content, b->content, a->content_len) == 0 &&
	       (timed ? strcmp(a->timestamp, b->timestamp) == 0 : a->timestamp == b->timestamp);
}

static void check_id(struct adding *a, struct cx_trigger *trigger)
{
	struct cx_trigger *first = cx_map_get_n(&a->triggers->by_name, trigger->name, CX_SHA256_HEX);
	trigger->first = first;
	if (!first || same_bytes(trigger, first))
		return;
	const struct cx_node *key = cx_node_get(a->document, "deduplicationId");
	struct cx_diag *d =
		wrong(a, "trigger.id", key ? key->span : a->document->span,
		      "another trigger of this journey has the same deduplicationId, and other content");
	cx_diag_second(d, first->span, "the other one");
	cx_diag_hint(a->diags, d, "give each its own; the same one twice is the same trigger");
}

/* UUIDs are compared in lower case. */
static const char *journey_copy(struct adding *a, const char *text)
{
	char *id = cx_arena_strdup(&a->triggers->arena, text);
	if (cx_uuid_valid(id, strlen(id)))
		for (char *c = id; *c; c++)
			*c = *c >= 'A' && *c <= 'F' ? (char)(*c + ('a' - 'A')) : *c;
	return id;
}

static void take(struct cx_triggers *triggers, struct cx_trigger *trigger)
{
	CX_GROW(triggers->items, triggers->count, triggers->cap);
	triggers->items[triggers->count++] = trigger;
	triggers->bytes += trigger->content_len;
	if (!trigger->first)
		(void)cx_map_put_n(&triggers->by_name, trigger->name, CX_SHA256_HEX, trigger);
}

void cx_triggers_add(struct cx_triggers *triggers, const struct cx_trigger_rules *rules,
		     const struct cx_node *document, struct cx_diags *diags)
{
	struct adding a = {triggers, rules, document, diags, false};
	bool good = cx_schema_check(rules->schema, document, diags);
	if (document->type != CX_NODE_OBJECT)
		return;
	const char *journey = find_journey(&a);
	check_directives(&a);
	if (good)
		check_timestamp(&a);
	if (!good || a.bad)
		return;
	struct cx_trigger *trigger = cx_arena_alloc(&triggers->arena, sizeof *trigger);
	trigger->span = document->span;
	trigger->journey = journey_copy(&a, journey);
	fill(&a, trigger);
	check_size(&a, trigger);
	check_id(&a, trigger);
	if (!a.bad)
		take(triggers, trigger);
}
