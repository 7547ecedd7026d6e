/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a checked profile that the run-time commands use. */
#include "remote/profile_read.h"

/* What a call may be. */
static const struct call_rule {
	const char *name;
	bool writes; /* it is a POST or a PUT; else a GET */
	bool id;     /* the path holds {id} */
	bool keyed;  /* it has an Idempotency-Key of its own */
} call_rules[CX_RUNTIME_CALLS] = {
	[CX_RUNTIME_MEMBERS] = {"members", false, true},
	[CX_RUNTIME_MEMBERS_COUNT] = {"members_count", false, true},
	[CX_RUNTIME_PROFILES] = {"profiles", false, false},
	[CX_RUNTIME_CONTACT] = {"contact", false, true},
	[CX_RUNTIME_JOURNEY] = {"journey", false, true},
	[CX_RUNTIME_TRIGGER] = {"trigger", true, true, .keyed = true},
	[CX_RUNTIME_ATTRIBUTES] = {"attributes", false, true},
	[CX_RUNTIME_SET_ATTRIBUTES] = {"set_attributes", true, true},
};

const char *cx_runtime_name(enum cx_runtime_call call)
{
	return call_rules[call].name;
}

static bool check_call(const struct call_rule *rule, const struct cx_route *route, const struct cx_node *node,
		       struct cx_diags *diags)
{
	bool good = true;
	if ((strcmp(route->method, "GET") != 0) != rule->writes) {
		struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.method",
						   cx_node_get(node, "method")->span,
						   "%s cannot be sent as %s", rule->name, route->method);
		cx_diag_hint(diags, diag, "it %s",
			     rule->writes ? "changes something: POST or PUT" : "only reads: GET");
		good = false;
	}
	const char *hole = strstr(route->path, "{id}");
	const struct cx_node *idempotency = cx_node_get(node, "idempotency");
	if (idempotency && !rule->keyed) {
		struct cx_diag *diag =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.idempotency",
				    cx_node_key_span(idempotency), "%s has no idempotency", rule->name);
		cx_diag_hint(diags, diag, "leave it out: trigger alone is sent under a key of its own");
		good = false;
	}
	bool once = hole && !strstr(hole + 4, "{id}");
	if (rule->id ? once : !hole)
		return good;
	(void)cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.path", cx_node_get(node, "path")->span,
			  "the path of %s must %s", rule->name,
			  rule->id ? "hold {id} once" : "not hold {id}");
	return false;
}

static bool read_call(struct cx_runtime_route *route, const struct call_rule *rule,
		      const struct cx_node *node, struct cx_diags *diags)
{
	if (!node || node->type != CX_NODE_OBJECT)
		return true;
	const char *query = cx_node_get_text(node, "query");
	route->call = (struct cx_route){
		.present = true,
		.method = cx_node_get_text(node, "method"),
		.path = cx_node_get_text(node, "path"),
		.query = query ? query : "",
	};
	route->scope = cx_node_get_text(node, "scope");
	int64_t seconds = 0;
	(void)cx_node_get_int64(node, "timeout_s", &seconds);
	route->timeout_ms = seconds * 1000;
	route->idempotency_honoured = !cx_node_is_text(cx_node_get(node, "idempotency"), "ignored");
	return check_call(rule, &route->call, node, diags);
}

static int64_t limit_or(const struct cx_node *limits, const char *name, int64_t otherwise)
{
	(void)cx_node_get_int64(limits, name, &otherwise);
	return otherwise;
}

bool cx_profile_read_runtime(const struct cx_node *document, struct cx_runtime *ret_runtime,
			     struct cx_diags *diags)
{
	const struct cx_node *limits = cx_node_get(document, "limits");
	const struct cx_node *calls = cx_node_get(document, "runtime");
	*ret_runtime = (struct cx_runtime){
		.filters = limit_or(limits, "filters", 50),
		.filter_complexity = limit_or(limits, "filter_complexity", 100),
		.profile_batch = limit_or(limits, "profile_batch", 100),
		.profile_requests = limit_or(limits, "profile_requests", 5),
		.profile_page = limit_or(limits, "profile_page", 50),
		.trigger_bytes = limit_or(limits, "trigger_bytes", 102400),
		.attributes = limit_or(limits, "attributes", 50),
		.retention_days = limit_or(document, "retention_days", 180),
		.segments_contain = cx_node_is_text(cx_node_get(document, "segment_filter"), "contains"),
	};
	bool good = true;
	for (size_t i = 0; i < CX_RUNTIME_CALLS; i++)
		good &= read_call(&ret_runtime->calls[i], &call_rules[i],
				  cx_node_get(calls, call_rules[i].name), diags);
	return good;
}
