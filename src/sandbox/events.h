/* SPDX-License-Identifier: Apache-2.0 */
/* Webhook events on their way out: what fired, for which webhook, and what became of it. */
#ifndef CX_SANDBOX_EVENTS_H
#define CX_SANDBOX_EVENTS_H

#include "sandbox/exchange.h"

/* Finished ones that are kept to be shown. */
#define CX_EVENTS_KEPT 1000
#define CX_EVENTS_DUE  10000

enum cx_event_state {
	CX_EVENT_DUE,
	CX_EVENT_UNDER_WAY, /* the sender has it */
	CX_EVENT_DONE,
};

/* Texts stand in its own arena. */
struct cx_event {
	struct cx_event *next;
	struct cx_arena arena;
	enum cx_event_state state;
	const char *id;                   /* "evt_…": webhook-id */
	const char *webhook;              /* its id, or NULL where only a URL was given */
	const char *url;                  /* where it goes */
	const char *type, *interaction;   /* interaction may be NULL */
	const struct cx_node *attributes; /* or NULL */
	const struct cx_node *headers;    /* the webhook's own, or NULL */
	const char *secret;               /* in the sandbox's secrets; or NULL: not signed */
	const char *payload;              /* JSON, once the sender has taken it */
	int64_t fired_ms;
	int status;          /* of the answer, or 0 */
	int64_t latency_ms;  /* of the answer */
	const char *problem; /* why it was not delivered, or NULL */
};

struct cx_events {
	struct cx_event *first, *last; /* oldest first */
	size_t due, done;
};
void cx_events_release(struct cx_events *events);

/*
 * Makes an event due for each enabled webhook that has subscribed to type; returns for how many. Nothing is
 * sent here. What cannot be sent is noted as done, with the reason: another host than this machine, a secret
 * that nobody knows any more. Nothing fires where a fault undoes the request.
 */
size_t cx_events_fire(struct cx_exchange *exchange, const char *type, const char *interaction,
		      const struct cx_node *attributes);

/* The sender takes the oldest that is due, with its payload made; NULL: none. With the mutex, as all here. */
struct cx_event *cx_events_take(struct cx_events *events, int64_t now_ms);
/* And gives it back. */
void cx_events_finish(struct cx_events *events, struct cx_event *event, int status, int64_t latency_ms,
		      const char *problem);

/* Handlers of the route table: /sandbox/events. */
void cx_events_post(struct cx_exchange *exchange);
void cx_events_list(struct cx_exchange *exchange);
void cx_events_clear(struct cx_exchange *exchange);

#endif
