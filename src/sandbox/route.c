/* SPDX-License-Identifier: Apache-2.0 */
/* The route table, and what happens around a handler. */
#include "sandbox/route.h"

#include "sandbox/audiences.h"
#include "sandbox/contacts.h"
#include "sandbox/control.h"
#include "sandbox/interactions.h"
#include "sandbox/journeys.h"
#include "sandbox/members.h"
#include "sandbox/normalise.h"
#include "sandbox/profiles.h"
#include "sandbox/sandbox.h"
#include "sandbox/starts.h"
#include "sandbox/webhooks.h"

#include <strings.h>

#define AUDIENCES_READ  "journey:audiences:read"
#define AUDIENCES_WRITE "journey:audiences:write"
#define WEBHOOKS        "webhooks:write"
#define CRM_WEBHOOKS    "webhook:write"
#define MEMBERS         "audiences:read cdp:read"
#define JOURNEYS        "journeys:trigger"
#define INTERACTIONS    "interactions:write"

const struct cx_route cx_routes[] = {
	{.method = "POST", .path = "/oauth/token", .class = CX_ROUTE_TOKEN, .run = cx_issuer_token},
	{.method = "POST", .path = "/api/v2/oauth/token", .class = CX_ROUTE_TOKEN, .run = cx_issuer_token},

	{.method = "GET", .path = "/api/v1/audiences", .scope = AUDIENCES_READ, .run = cx_audiences_list},
	{.method = "GET", .path = "/api/v1/audiences/{id}", .scope = AUDIENCES_READ, .run = cx_audiences_get},
	{.method = "PUT",
	 .path = "/api/v1/audiences/{id}",
	 .scope = AUDIENCES_WRITE,
	 .has_json = true,
	 .run = cx_audiences_put},
	{.method = "DELETE",
	 .path = "/api/v1/audiences/{id}",
	 .scope = AUDIENCES_WRITE,
	 .run = cx_audiences_delete},
	{.method = "GET",
	 .path = "/api/v2/cdp/attributes",
	 .scope = "cdp:read",
	 .run = cx_audiences_attributes},

	{.method = "GET", .path = "/api/v2/audiences/{id}/members", .scope = MEMBERS, .run = cx_members_list},
	{.method = "GET",
	 .path = "/api/v2/audiences/{id}/members/count",
	 .scope = MEMBERS,
	 .run = cx_members_count},

	{.method = "GET", .path = "/api/v2/webhooks", .scope = WEBHOOKS, .run = cx_webhooks_list},
	{.method = "POST",
	 .path = "/api/v2/webhooks",
	 .scope = WEBHOOKS,
	 .has_json = true,
	 .run = cx_webhooks_post},
	{.method = "GET", .path = "/api/v2/webhooks/{id}", .scope = WEBHOOKS, .run = cx_webhooks_get},
	{.method = "PUT",
	 .path = "/api/v2/webhooks/{id}",
	 .scope = WEBHOOKS,
	 .has_json = true,
	 .run = cx_webhooks_put},
	{.method = "DELETE", .path = "/api/v2/webhooks/{id}", .scope = WEBHOOKS, .run = cx_webhooks_delete},

	{.method = "GET", .path = "/api/v2/crm/webhooks", .scope = CRM_WEBHOOKS, .run = cx_webhooks_list},
	{.method = "POST",
	 .path = "/api/v2/crm/webhooks",
	 .scope = CRM_WEBHOOKS,
	 .has_json = true,
	 .run = cx_webhooks_post},
	{.method = "GET", .path = "/api/v2/crm/webhooks/{id}", .scope = CRM_WEBHOOKS, .run = cx_webhooks_get},
	{.method = "PUT",
	 .path = "/api/v2/crm/webhooks/{id}",
	 .scope = CRM_WEBHOOKS,
	 .has_json = true,
	 .run = cx_webhooks_put},
	{.method = "DELETE",
	 .path = "/api/v2/crm/webhooks/{id}",
	 .scope = CRM_WEBHOOKS,
	 .run = cx_webhooks_delete},

	{.method = "GET",
	 .path = "/api/v2/crm/contacts",
	 .scope = "crm:read cdp:read",
	 .run = cx_profiles_list},
	{.method = "GET", .path = "/api/v1/contacts/{id}", .scope = "contacts:read", .run = cx_contacts_get},
	{.method = "GET", .path = "/api/v1/journeys/{id}", .scope = JOURNEYS, .run = cx_journeys_get},
	{.method = "POST",
	 .path = "/api/v1/journeys/{id}/trigger",
	 .scope = JOURNEYS,
	 .has_json = true,
	 .run = cx_journeys_trigger},
	{.method = "GET",
	 .path = "/api/v2/interactions/{id}/attributes",
	 .scope = INTERACTIONS,
	 .run = cx_interactions_get},
	{.method = "POST",
	 .path = "/api/v2/interactions/{id}/attributes",
	 .scope = INTERACTIONS,
	 .has_json = true,
	 .run = cx_interactions_post},

	{.method = "POST", .path = "/callbacks", .class = CX_ROUTE_CALLBACK, .run = cx_control_callback},
	{.method = "POST", .path = "/callbacks/*", .class = CX_ROUTE_CALLBACK, .run = cx_control_callback},

	{.method = "GET", .path = "/sandbox/requests", .class = CX_ROUTE_CONTROL, .run = cx_control_requests},
	{.method = "DELETE",
	 .path = "/sandbox/requests",
	 .class = CX_ROUTE_CONTROL,
	 .run = cx_control_forget},
	{.method = "GET", .path = "/sandbox/intents", .class = CX_ROUTE_CONTROL, .run = cx_control_intents},
	{.method = "GET",
	 .path = "/sandbox/callbacks",
	 .class = CX_ROUTE_CONTROL,
	 .run = cx_control_callbacks},
	{.method = "DELETE",
	 .path = "/sandbox/callbacks",
	 .class = CX_ROUTE_CONTROL,
	 .run = cx_control_forget_callbacks},
	{.method = "GET", .path = "/sandbox/state", .class = CX_ROUTE_CONTROL, .run = cx_control_state},
	{.method = "PUT",
	 .path = "/sandbox/state",
	 .class = CX_ROUTE_CONTROL,
	 .has_json = true,
	 .run = cx_control_seed},
	{.method = "GET", .path = "/sandbox/triggers", .class = CX_ROUTE_CONTROL, .run = cx_starts_list},
	{.method = "DELETE", .path = "/sandbox/triggers", .class = CX_ROUTE_CONTROL, .run = cx_starts_clear},
	{.method = "GET", .path = "/sandbox/events", .class = CX_ROUTE_CONTROL, .run = cx_events_list},
	{.method = "POST",
	 .path = "/sandbox/events",
	 .class = CX_ROUTE_CONTROL,
	 .has_json = true,
	 .run = cx_events_post},
	{.method = "DELETE", .path = "/sandbox/events", .class = CX_ROUTE_CONTROL, .run = cx_events_clear},
	{.method = "GET", .path = "/sandbox/faults", .class = CX_ROUTE_CONTROL, .run = cx_control_faults},
	{.method = "POST",
	 .path = "/sandbox/faults",
	 .class = CX_ROUTE_CONTROL,
	 .has_json = true,
	 .run = cx_control_fault_add},
	{.method = "DELETE",
	 .path = "/sandbox/faults",
	 .class = CX_ROUTE_CONTROL,
	 .run = cx_control_faults_clear},
	{.method = "POST",
	 .path = "/sandbox/edit",
	 .class = CX_ROUTE_CONTROL,
	 .has_json = true,
	 .run = cx_control_edit},
	{0},
};

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

enum cx_route_class cx_route_class(const char *path)
{
	if (starts_with(path, "/sandbox/"))
		return CX_ROUTE_CONTROL;
	if (starts_with(path, "/callbacks"))
		return CX_ROUTE_CALLBACK;
	if (strcmp(path, "/oauth/token") == 0 || strcmp(path, "/api/v2/oauth/token") == 0)
		return CX_ROUTE_TOKEN;
	return CX_ROUTE_API;
}

const char *cx_route_class_name(enum cx_route_class class)
{
	static const char *const names[] = {
		[CX_ROUTE_API] = "api",
		[CX_ROUTE_TOKEN] = "token",
		[CX_ROUTE_CALLBACK] = "callback",
		[CX_ROUTE_CONTROL] = "control",
	};
	return names[class];
}

static bool path_matches(struct cx_exchange *x, const char *pattern)
{
	const char *at = x->path;
	x->id = NULL;
	for (; *pattern; pattern++) {
		if (*pattern == '*')
			return true;
		if (*pattern == '{') {
			size_t len = strcspn(at, "/");
			if (!len)
				return false;
			x->id = cx_exchange_lower(x, at, len);
			at += len;
			pattern = strchr(pattern, '}');
		} else if (*pattern != *at++) {
			return false;
		}
	}
	return !*at;
}

/* NULL, with a 404 or 405 as the answer. */
static const struct cx_route *route_find(struct cx_exchange *x)
{
	CX_AUTO(cx_buf) struct cx_buf allow = CX_BUF_INIT;
	for (const struct cx_route *route = cx_routes; route->method; route++) {
		if (!path_matches(x, route->path))
			continue;
		if (cx_exchange_is(x, route->method))
			return route;
		cx_buf_addf(&allow, "%s%s", allow.len ? ", " : "", route->method);
	}
	if (!allow.len) {
		cx_exchange_error(x, 404, "not_found", "there is nothing at this path");
	} else {
		cx_exchange_error(x, 405, "method_not_allowed", "the method is not allowed here");
		cx_exchange_answer_header(x, "Allow", allow.data);
	}
	return NULL;
}

static bool is_json_type(const char *type)
{
	return type && strncasecmp(type, "application/json", 16) == 0 &&
	       (!type[16] || strchr("; \t", type[16]));
}

static bool body_read(struct cx_exchange *x, const struct cx_route *route)
{
	if (x->body.full) {
		cx_exchange_error(x, 413, "body_too_large", "the body has more than %zu bytes", x->body.max);
		return false;
	}
	if (!route->has_json)
		return true;
	if (route->class == CX_ROUTE_API && !is_json_type(cx_exchange_header(x, "Content-Type"))) {
		cx_exchange_error(x, 415, "unsupported_media_type", "the body must be application/json");
		return false;
	}
	if (!cx_exchange_parse(x))
		return false;
	if (x->mishap.kind == CX_MISHAP_NORMALISE)
		x->json = cx_normalise(&x->arena, x->json, x->mishap.member);
	return true;
}

/* False with a 429. */
static bool rate_allows(struct cx_exchange *x)
{
	if (cx_sandbox_rate(x->sandbox))
		return true;
	cx_exchange_error(x, 429, "too_many_requests", "more than %lld requests a second",
			  (long long)x->sandbox->arguments->rate);
	cx_exchange_answer_header(x, "Retry-After", "1");
	return false;
}

/* Kinds that the project describes; their paths come before the built-in ones. */
static bool custom_run(struct cx_exchange *x)
{
	static const struct cx_route with_json = {.class = CX_ROUTE_API, .has_json = true};
	static const struct cx_route without = {.class = CX_ROUTE_API};
	enum cx_custom_verb verb;
	const struct cx_custom *custom = cx_customs_route(&x->sandbox->customs, x, &verb);
	if (!custom)
		return false;
	bool reads = verb == CX_CUSTOM_LIST || verb == CX_CUSTOM_READ;
	bool json = verb == CX_CUSTOM_CREATE || verb == CX_CUSTOM_PUT;
	const char *scope = reads ? custom->scope_read : custom->scope_write;
	if (rate_allows(x) && cx_issuer_allows(x, scope) && body_read(x, json ? &with_json : &without))
		cx_custom_run(x, custom, verb);
	return true;
}

static void handler_run(struct cx_exchange *x)
{
	if (custom_run(x))
		return;
	const struct cx_route *route = route_find(x);
	if (!route)
		return;
	if (route->class == CX_ROUTE_API && !rate_allows(x))
		return;
	if (route->class == CX_ROUTE_API && !cx_issuer_allows(x, route->scope))
		return;
	if (body_read(x, route))
		route->run(x);
}

/* With what it does to the objects, without it, or on the objects of an earlier time. */
static void handler_serve(struct cx_exchange *x)
{
	struct cx_objects *objects = x->sandbox->objects;
	bool is_stale = x->mishap.kind == CX_MISHAP_STALE && cx_exchange_is(x, "GET");
	if (!is_stale && x->mishap.kind != CX_MISHAP_IGNORE) {
		handler_run(x);
		return;
	}
	cx_objects_begin(objects);
	if (is_stale)
		cx_objects_go_back(objects, x->at_ms - x->mishap.amount);
	handler_run(x);
	cx_objects_rollback(objects);
}

/* Answers in place of the handler; false where the mishap lets the handler run. */
static bool mishap_answer(struct cx_exchange *x)
{
	const struct cx_mishap *mishap = &x->mishap;
	switch (mishap->kind) {
	case CX_MISHAP_STATUS:
		cx_exchange_error(x, mishap->status, "fault", "a fault rule made this answer");
		if (mishap->retry_after)
			cx_exchange_answer_header(x, "Retry-After", mishap->retry_after);
		if (mishap->body) {
			cx_buf_clear(&x->answer);
			cx_buf_adds(&x->answer, mishap->body);
		}
		return true;
	case CX_MISHAP_RESET_BEFORE:
		x->ending = CX_ENDING_CLOSE;
		return true;
	case CX_MISHAP_HTML:
		x->status = 200;
		x->content_type = "text/html";
		cx_buf_adds(&x->answer, "<!DOCTYPE html><html><head><title>Sign in</title></head>"
					"<body><h1>Please sign in</h1></body></html>\n");
		return true;
	case CX_MISHAP_JUNK:
		x->status = 200;
		cx_buf_adds(&x->answer, "{\"items\": [{\"id\": \"");
		return true;
	case CX_MISHAP_REDIRECT:
		x->status = 302;
		cx_exchange_answer_header(x, "Location", mishap->location);
		return true;
	default:
		return false;
	}
}

static void mishap_end(struct cx_exchange *x)
{
	x->amount = x->mishap.amount;
	if (x->mishap.kind == CX_MISHAP_CLOSE)
		cx_exchange_answer_header(x, "Connection", "close");
	if (x->mishap.kind == CX_MISHAP_STATUS_AFTER)
		cx_exchange_error(x, x->mishap.status, "fault", "a fault rule made this answer");
	if (x->mishap.kind == CX_MISHAP_BODY) {
		cx_buf_clear(&x->answer);
		cx_buf_add(&x->answer, x->mishap.body, x->mishap.body_len);
	}
	if (cx_mishap_is_wire(x->mishap.kind))
		x->ending = CX_ENDING_WIRE;
	else if (x->mishap.kind == CX_MISHAP_RESET_AFTER)
		x->ending = CX_ENDING_CLOSE;
	else if (x->mishap.kind == CX_MISHAP_TRUNCATE)
		x->ending = CX_ENDING_TRUNCATE;
	else if (x->mishap.kind == CX_MISHAP_HUGE)
		x->ending = CX_ENDING_HUGE;
}

/* CXone answers in another format to those who do not ask for JSON. */
static void accept_apply(struct cx_exchange *x)
{
	const char *accept = cx_exchange_header(x, "Accept");
	if ((accept && strstr(accept, "application/json")) || !x->answer.len)
		return;
	cx_buf_clear(&x->answer);
	x->content_type = "application/xml";
	cx_buf_addf(&x->answer, "<?xml version=\"1.0\"?>\n<response><status>%u</status></response>\n",
		    x->status);
}

void cx_route_serve(struct cx_exchange *x)
{
	enum cx_route_class class = cx_route_class(x->path);
	if (!mishap_answer(x)) {
		handler_serve(x);
		mishap_end(x);
		if (class == CX_ROUTE_API || class == CX_ROUTE_TOKEN)
			accept_apply(x);
	} else if (x->body.len && !x->body.full) {
		x->json = cx_exchange_parse_text(x, x->body.data, x->body.len);
	}
	const char *correlation = cx_exchange_header(x, "CorrelationId");
	if (correlation && class != CX_ROUTE_CONTROL)
		cx_exchange_answer_header(x, "CorrelationId", correlation);
	cx_traffic_add_request(&x->sandbox->traffic, x, cx_route_class_name(class));
}
