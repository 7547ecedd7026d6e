/* SPDX-License-Identifier: Apache-2.0 */
/* Webhook events on their way out. */
#include "sandbox/events.h"

#include "base/rand.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"

#include <strings.h>

static void event_free(struct cx_event *event)
{
	cx_arena_release(&event->arena);
	cx_free(event);
}

void cx_events_release(struct cx_events *events)
{
	for (struct cx_event *event = events->first, *next; event; event = next) {
		next = event->next;
		event_free(event);
	}
	*events = (struct cx_events){0};
}

/* Takes finished ones out until so many are left. */
static void events_trim(struct cx_events *events, size_t left)
{
	struct cx_event **link = &events->first, *kept = NULL;
	while (*link) {
		struct cx_event *event = *link;
		if (event->state == CX_EVENT_DONE && events->done > left) {
			*link = event->next;
			events->done--;
			event_free(event);
		} else {
			kept = event;
			link = &event->next;
		}
	}
	events->last = kept;
}

static void event_end(struct cx_events *events, struct cx_event *event, const char *problem)
{
	event->state = CX_EVENT_DONE;
	event->problem = problem ? cx_arena_strdup(&event->arena, problem) : NULL;
	events->done++;
	if (events->done > 2 * CX_EVENTS_KEPT)
		events_trim(events, CX_EVENTS_KEPT);
}

/* The sandbox talks to nobody but this machine. */
static bool is_loopback(const char *url)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
	size_t scheme = strncasecmp(url, "http://", 7) == 0    ? 7
			: strncasecmp(url, "https://", 8) == 0 ? 8
							       : 0;
	const char *host = url + scheme;
	for (size_t i = 0; scheme && i < CX_COUNT(hosts); i++) {
		size_t len = strlen(hosts[i]);
		if (strncasecmp(host, hosts[i], len) == 0 && strchr(":/?#", host[len]))
			return !memchr(host, '@', strcspn(host, "/?#"));
	}
	return false;
}

/* What an event is about. */
struct occasion {
	const char *type, *interaction;
	const struct cx_node *attributes;
};

static const char *copy(struct cx_arena *arena, const char *text)
{
	return text ? cx_arena_strdup(arena, text) : NULL;
}

/* Copies at any depth: the texts of the exchange do not live on. */
static const struct cx_node *node_copy(struct cx_event *event, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_node *read = NULL;
	if (!node)
		return NULL;
	cx_json_line(node, &text);
	struct cx_source source = {.name = "event", .text = text.data, .len = text.len};
	return cx_json_parse(&event->arena, &source, &read, &diags) ? NULL : read;
}

static struct cx_event *event_new(struct cx_exchange *x, const struct occasion *occasion, const char *url)
{
	struct cx_events *events = &x->sandbox->events;
	struct cx_event *event = cx_alloc(sizeof *event);
	char id[CX_UUID_LEN + 1];
	cx_uuid_new(id);
	event->id = cx_arena_printf(&event->arena, "evt_%s", id);
	event->url = cx_arena_strdup(&event->arena, url);
	event->type = cx_arena_strdup(&event->arena, occasion->type);
	event->interaction = copy(&event->arena, occasion->interaction);
	event->attributes = node_copy(event, occasion->attributes);
	event->fired_ms = x->at_ms;
	if (events->last)
		events->last->next = event;
	else
		events->first = event;
	events->last = event;
	return event;
}

/* It is due, unless it cannot be sent. */
static void event_start(struct cx_exchange *x, struct cx_event *event, const char *problem)
{
	struct cx_events *events = &x->sandbox->events;
	if (!problem && !is_loopback(event->url))
		problem = "not sent: the URL is not one of this machine";
	if (!problem && events->due >= CX_EVENTS_DUE)
		problem = "not sent: too many events are due";
	if (problem)
		event_end(events, event, problem);
	else
		events->due++;
}

static void event_for_webhook(struct cx_exchange *x, const struct cx_object *webhook,
			      const struct occasion *occasion)
{
	const struct cx_node *json = cx_exchange_parse_text(x, webhook->json, webhook->json_len);
	const char *url = cx_node_get_text(json, "url");
	const char *to = x->sandbox->arguments->events_to, *problem = NULL;
	url = url ? url : cx_node_get_text(json, "uri");
	struct cx_event *event = event_new(x, occasion, to ? to : url ? url : "");
	event->webhook = cx_arena_strdup(&event->arena, webhook->id);
	event->headers = node_copy(event, cx_node_get(json, "headers"));
	if (webhook->secret_sha256) {
		event->secret = cx_secrets_get(&x->sandbox->secrets, webhook->secret_sha256);
		problem = event->secret ? NULL : "not sent: its secret was given to an earlier run";
	}
	event_start(x, event, problem);
}

static bool is_subscribed(struct cx_exchange *x, const struct cx_object *webhook, const char *type)
{
	const struct cx_node *json = cx_exchange_parse_text(x, webhook->json, webhook->json_len);
	const struct cx_node *events = cx_node_get(json, "events");
	if (!cx_node_get_bool(json, "enabled", true))
		return false;
	for (const struct cx_node *item = events ? events->first : NULL; item; item = item->next)
		if (cx_node_is_text(item, type))
			return true;
	return false;
}

struct subscribers {
	struct cx_exchange *exchange;
	const struct occasion *occasion;
	const char *webhook; /* only this one, subscribed or not; or NULL */
	size_t count;
};

static void subscriber_add(void *data, const struct cx_object *webhook)
{
	struct subscribers *s = data;
	if (s->webhook ? strcmp(s->webhook, webhook->id) != 0
		       : !is_subscribed(s->exchange, webhook, s->occasion->type))
		return;
	event_for_webhook(s->exchange, webhook, s->occasion);
	s->count++;
}

static size_t occasion_fire(struct cx_exchange *x, const struct occasion *occasion, const char *webhook)
{
	struct subscribers s = {.exchange = x, .occasion = occasion, .webhook = webhook};
	struct cx_objects *objects = x->sandbox->objects;
	cx_objects_list(objects, CX_OBJECT_WEBHOOK, "", SIZE_MAX >> 1, subscriber_add, &s);
	cx_objects_list(objects, CX_OBJECT_CRM_WEBHOOK, "", SIZE_MAX >> 1, subscriber_add, &s);
	return s.count;
}

size_t cx_events_fire(struct cx_exchange *x, const char *type, const char *interaction,
		      const struct cx_node *attributes)
{
	struct occasion occasion = {.type = type, .interaction = interaction, .attributes = attributes};
	bool undone = x->mishap.kind == CX_MISHAP_IGNORE;
	return undone ? 0 : occasion_fire(x, &occasion, NULL);
}

static void payload_make(struct cx_event *event, int64_t now_ms)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "{\"eventType\":");
	cx_json_string(event->type, strlen(event->type), &text);
	if (event->interaction) {
		cx_buf_adds(&text, ",\"interactionId\":");
		cx_json_string(event->interaction, strlen(event->interaction), &text);
	}
	if (event->attributes) {
		cx_buf_adds(&text, ",\"attributes\":");
		cx_json_line(event->attributes, &text);
	}
	cx_buf_addf(&text, ",\"callbackLatencyMs\":%lld}", (long long)(now_ms - event->fired_ms));
	event->payload = cx_arena_strndup(&event->arena, text.data, text.len);
}

struct cx_event *cx_events_take(struct cx_events *events, int64_t now_ms)
{
	struct cx_event *event = events->due ? events->first : NULL;
	while (event && event->state != CX_EVENT_DUE)
		event = event->next;
	if (!event)
		return NULL;
	events->due--;
	event->state = CX_EVENT_UNDER_WAY;
	payload_make(event, now_ms);
	return event;
}

void cx_events_finish(struct cx_events *events, struct cx_event *event, int status, int64_t latency_ms,
		      const char *problem)
{
	event->status = status;
	event->latency_ms = latency_ms;
	event_end(events, event, problem);
}

/* The same text where it lives as long as the sandbox, and is wiped. */
static const char *secret_keep(struct cx_exchange *x, const char *secret)
{
	char hex[CX_SHA256_HEX + 1];
	if (!secret)
		return NULL;
	cx_sha256_hex(secret, strlen(secret), hex);
	cx_secrets_keep(&x->sandbox->secrets, hex, secret);
	return cx_secrets_get(&x->sandbox->secrets, hex);
}

void cx_events_post(struct cx_exchange *x)
{
	const char *url = cx_node_get_text(x->json, "url"), *webhook = cx_node_get_text(x->json, "webhook");
	const struct occasion occasion = {
		.type = cx_node_get_text(x->json, "eventType"),
		.interaction = cx_node_get_text(x->json, "interactionId"),
		.attributes = cx_node_get(x->json, "attributes"),
	};
	size_t count = 1;
	if (!occasion.type || (url && webhook)) {
		cx_exchange_error(x, 400, "invalid_event",
				  "an event needs eventType, and not both url and webhook");
		return;
	}
	if (url) {
		struct cx_event *event = event_new(x, &occasion, url);
		event->secret = secret_keep(x, cx_node_get_text(x->json, "secret"));
		event_start(x, event, NULL);
	} else {
		count = occasion_fire(x, &occasion, webhook);
	}
	if (webhook && !count) {
		cx_exchange_error(x, 404, "not_found", "there is no webhook %s", webhook);
		return;
	}
	x->status = 202;
	cx_buf_addf(&x->answer, "{\"events\":%zu}", count);
}

static void text_print(struct cx_buf *out, const char *name, const char *text)
{
	cx_buf_addf(out, ",\"%s\":", name);
	if (text)
		cx_json_string(text, strlen(text), out);
	else
		cx_buf_adds(out, "null");
}

static void event_print(const struct cx_event *event, struct cx_buf *out)
{
	static const char *const names[] = {
		[CX_EVENT_DUE] = "due",
		[CX_EVENT_UNDER_WAY] = "under_way",
		[CX_EVENT_DONE] = "done",
	};
	cx_buf_addf(out, "{\"id\":\"%s\",\"state\":\"%s\"", event->id, names[event->state]);
	text_print(out, "webhook", event->webhook);
	text_print(out, "url", event->url);
	text_print(out, "event_type", event->type);
	cx_buf_addf(out, ",\"signed\":%s,\"at_ms\":%lld", event->secret ? "true" : "false",
		    (long long)event->fired_ms);
	cx_buf_addf(out, ",\"status\":%d,\"latency_ms\":%lld", event->status, (long long)event->latency_ms);
	text_print(out, "problem", event->problem);
	cx_buf_addf(out, ",\"body\":%s}", event->payload ? event->payload : "null");
}

void cx_events_list(struct cx_exchange *x)
{
	const char *before = "\n";
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":[");
	for (const struct cx_event *event = x->sandbox->events.first; event; event = event->next) {
		cx_buf_adds(&x->answer, before);
		event_print(event, &x->answer);
		before = ",\n";
	}
	cx_buf_adds(&x->answer, "]}\n");
}

void cx_events_clear(struct cx_exchange *x)
{
	events_trim(&x->sandbox->events, 0);
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"ok\":true}");
}
