/* SPDX-License-Identifier: Apache-2.0 */
/* A tenant in the test's own process, and requests to it without sockets. */
#ifndef CX_TESTS_SANDBOX_CALLS_H
#define CX_TESTS_SANDBOX_CALLS_H

#include "sandbox/route.h"
#include "sandbox/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct tenant {
	struct cx_arguments arguments;
	struct cx_sandbox *sandbox;
	char token[65];
	int64_t at_ms; /* of the next requests; 0: now */
};

/* The last argument is NULL; the others are options as on the command line. */
static inline void tenant_open(struct tenant *tenant, ...)
{
	char *argv[32] = {(char *)"cxone-sandbox", (char *)"--customers", (char *)"300"};
	int argc = 3;
	va_list args;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	va_start(args, tenant);
	for (char *arg = va_arg(args, char *); arg; arg = va_arg(args, char *))
		argv[argc++] = arg;
	va_end(args);
	*tenant = (struct tenant){0};
	assert_int_equal(cx_arguments_parse(argc, argv, &tenant->arguments, &diags), CX_STATUS_OK);
	assert_int_equal(cx_sandbox_open(&tenant->arguments, &tenant->sandbox, &diags), CX_STATUS_OK);
}

static inline void tenant_close(struct tenant *tenant)
{
	cx_sandbox_free(tenant->sandbox);
}

/* Percent-decodes in place, as a server does with a query's values. */
static inline char *decode(char *text)
{
	char *out = text;
	for (char *at = text; *at; at++) {
		unsigned byte;
		if (*at == '%' && sscanf(at + 1, "%2x", &byte) == 1) {
			*out++ = (char)byte;
			at += 2;
		} else {
			*out++ = *at;
		}
	}
	*out = 0;
	return text;
}

/* A request that is not sent yet. */
static inline struct cx_exchange *call_new(struct tenant *tenant, const char *method, const char *url)
{
	struct cx_exchange *x = cx_exchange_new(tenant->sandbox);
	char *copy = cx_arena_strdup(&x->arena, url), *query = strchr(copy, '?');
	x->method = method;
	x->url = url;
	x->path = copy;
	x->body.max = 1 << 20;
	if (tenant->at_ms)
		x->at_ms = tenant->at_ms;
	while (query) {
		*query++ = 0;
		char *value = strchr(query, '='), *next = strchr(query, '&');
		if (next)
			*next = 0;
		*value++ = 0;
		cx_exchange_add(x, &x->query, query, decode(value));
		query = next;
	}
	cx_exchange_add(x, &x->headers, "Accept", "application/json");
	if (*tenant->token)
		cx_exchange_add(x, &x->headers, "Authorization",
				cx_arena_printf(&x->arena, "Bearer %s", tenant->token));
	return x;
}

static inline void call_header(struct cx_exchange *x, const char *name, const char *value)
{
	cx_exchange_add(x, &x->headers, name, value);
}

/* Sends; NULL: no body. The caller frees the exchange. */
static inline struct cx_exchange *call_send(struct cx_exchange *x, const char *body)
{
	if (body) {
		cx_buf_adds(&x->body, body);
		if (!cx_exchange_header(x, "Content-Type"))
			call_header(x, "Content-Type", "application/json");
	}
	cx_route_serve(x);
	return x;
}

static inline struct cx_exchange *call(struct tenant *tenant, const char *method, const char *url,
				       const char *body)
{
	return call_send(call_new(tenant, method, url), body);
}

static inline const char *answer_header(const struct cx_exchange *x, const char *name)
{
	for (size_t i = 0; i < x->answer_headers.count; i++)
		if (strcmp(x->answer_headers.items[i].name, name) == 0)
			return x->answer_headers.items[i].value;
	return NULL;
}

static inline struct cx_node *answer_json(struct cx_exchange *x)
{
	struct cx_node *json = cx_exchange_parse_text(x, x->answer.data, x->answer.len);
	if (!json)
		fail_msg("no JSON: %s", x->answer.data);
	return json;
}

/* Sends, checks the status, forgets the answer. */
static inline void call_expect(struct tenant *tenant, const char *method, const char *url, const char *body,
			       unsigned status)
{
	struct cx_exchange *x = call(tenant, method, url, body);
	if (x->status != status)
		fail_msg("%s %s: %u, not %u: %s", method, url, x->status, status, x->answer.data);
	cx_exchange_free(x);
}

/* Asks for a token with that scope and keeps it for the next calls. */
static inline void tenant_login(struct tenant *tenant, const char *scope)
{
	char body[400];
	snprintf(body, sizeof body,
		 "grant_type=client_credentials&client_id=sandbox&client_secret=%s&scope=%s",
		 CX_ARGUMENTS_DEFAULT_SECRET, scope);
	*tenant->token = 0;
	struct cx_exchange *x = call_new(tenant, "POST", "/oauth/token");
	call_header(x, "Content-Type", "application/x-www-form-urlencoded");
	call_send(x, body);
	assert_int_equal(x->status, 200);
	snprintf(tenant->token, sizeof tenant->token, "%s", cx_node_get_text(answer_json(x), "access_token"));
	cx_exchange_free(x);
}

#endif
