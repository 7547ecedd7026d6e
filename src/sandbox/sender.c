/* SPDX-License-Identifier: Apache-2.0 */
/* Sends webhook events. */
/*
 * Not in the handlers, because these hold the mutex, and the receiver may be the sandbox itself. The
 * signature is written here a second time, by hand, so that the sandbox is a second opinion on that of cxctl.
 */
#include "sandbox/sender.h"

#include "port/crypto.h"
#include "port/http.h"
#include "sandbox/events.h"

/* API.md, Endpoints: callbacks. */
#define TIMEOUT_MS  15000
#define AT_ONCE     8
#define MAX_HEADERS 64

struct cx_sender {
	struct cx_sandbox *sandbox;
	struct cx_http *http;
};

struct delivery {
	struct cx_sender *sender;
	struct cx_event *event;
};

struct cx_sender *cx_sender_new(struct cx_sandbox *sandbox)
{
	struct cx_sender *sender = cx_alloc(sizeof *sender);
	struct cx_http_options options = {.connections = AT_ONCE, .clock = cx_clock_system()};
	sender->sandbox = sandbox;
	sender->http = cx_http_new(&options);
	return sender;
}

void cx_sender_free(struct cx_sender *sender)
{
	if (!sender)
		return;
	cx_http_abandon(sender->http);
	cx_http_free(sender->http);
	cx_free(sender);
}

void cx_sender_sign(const char *secret, const char *id, const char *timestamp, const char *payload,
		    struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_buf key = CX_BUF_INIT;
	unsigned char mac[CX_SHA256_BYTES];
	if (strncmp(secret, "whsec_", 6) != 0 || !cx_base64_decode(secret + 6, strlen(secret + 6), &key)) {
		cx_buf_clear(&key);
		cx_buf_adds(&key, secret);
	}
	cx_buf_addf(&text, "%s.%s.%s", id, timestamp, payload);
	cx_hmac_sha256(key.data, key.len, text.data, text.len, mac);
	cx_buf_adds(out, "v1,");
	cx_base64_add(out, mac, sizeof mac);
	cx_buf_release_secret(&key);
}

static void on_answer(void *data, const struct cx_http_answer *answer)
{
	struct delivery *delivery = data;
	struct cx_sandbox *sandbox = delivery->sender->sandbox;
	bool whole = answer->outcome == CX_HTTP_OUTCOME_ANSWER;
	pthread_mutex_lock(&sandbox->mutex);
	cx_events_finish(&sandbox->events, delivery->event, answer->status, answer->latency_us / 1000,
			 whole ? NULL : answer->error);
	pthread_mutex_unlock(&sandbox->mutex);
	cx_free(delivery);
}

/* The event is the sender's until it is finished, and so is its arena. */
static void event_send(struct cx_sender *sender, struct cx_event *event)
{
	const char *headers[MAX_HEADERS + 8];
	size_t count = 0;
	struct cx_arena *arena = &event->arena;
	struct cx_clock *clock = cx_clock_system();
	const char *timestamp = cx_arena_printf(arena, "%lld", (long long)(clock->realtime_ms(clock) / 1000));
	const struct cx_node *own = event->headers ? event->headers->first : NULL;
	for (; own && count < MAX_HEADERS; own = own->next)
		if (own->type == CX_NODE_STRING)
			headers[count++] = cx_arena_printf(arena, "%s: %s", own->key, own->text);
	headers[count++] = "Content-Type: application/json";
	headers[count++] = "User-Agent: cxone-sandbox/" CX_VERSION;
	headers[count++] = cx_arena_printf(arena, "webhook-id: %s", event->id);
	headers[count++] = cx_arena_printf(arena, "webhook-timestamp: %s", timestamp);
	if (event->secret) {
		CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
		cx_sender_sign(event->secret, event->id, timestamp, event->payload, &signature);
		headers[count++] = cx_arena_printf(arena, "webhook-signature: %s", signature.data);
	}
	headers[count] = NULL;
	struct delivery *delivery = cx_alloc(sizeof *delivery);
	*delivery = (struct delivery){.sender = sender, .event = event};
	struct cx_http_request request = {
		.method = "POST",
		.url = event->url,
		.headers = headers,
		.body = event->payload,
		.body_len = strlen(event->payload),
		.timeout_ms = TIMEOUT_MS,
	};
	cx_http_send(sender->http, &request, on_answer, delivery);
}

bool cx_sender_turn(struct cx_sender *sender)
{
	struct cx_sandbox *sandbox = sender->sandbox;
	struct cx_clock *clock = cx_clock_system();
	while (cx_http_in_flight(sender->http) < AT_ONCE) {
		pthread_mutex_lock(&sandbox->mutex);
		struct cx_event *event = cx_events_take(&sandbox->events, clock->realtime_ms(clock));
		pthread_mutex_unlock(&sandbox->mutex);
		if (!event)
			break;
		event_send(sender, event);
	}
	if (cx_http_in_flight(sender->http))
		cx_http_turn(sender->http, 0);
	return cx_http_in_flight(sender->http) > 0;
}
