/* SPDX-License-Identifier: Apache-2.0 */
/* The route table: which handler answers what, and what must hold before it runs. */
#ifndef CX_SANDBOX_ROUTE_H
#define CX_SANDBOX_ROUTE_H

#include "sandbox/exchange.h"

enum cx_route_class {
	CX_ROUTE_API,      /* needs a token, is limited by --rate, follows fault rules */
	CX_ROUTE_TOKEN,    /* follows fault rules */
	CX_ROUTE_CALLBACK, /* follows fault rules */
	CX_ROUTE_CONTROL,  /* always works */
};

struct cx_route {
	const char *method;
	const char *path;  /* a part {id} takes one segment, a last part * takes any rest */
	const char *scope; /* of an API route: what its token must allow, all of it */
	enum cx_route_class class;
	bool has_json; /* the body must be JSON and is parsed before the handler runs */
	void (*run)(struct cx_exchange *exchange);
};
/* Ends with a NULL method. */
extern const struct cx_route cx_routes[];

/* The class that a path belongs to, known or not. */
enum cx_route_class cx_route_class(const char *path);
/* "api", "token", "callback", "control": the log's words. */
const char *cx_route_class_name(enum cx_route_class class);

/*
 * Makes the answer, with the sandbox's mutex held: fault rule (already picked into the exchange), rate,
 * token, scope, body, handler; and notes it in the log.
 */
void cx_route_serve(struct cx_exchange *exchange);

#endif
