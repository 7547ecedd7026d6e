/* SPDX-License-Identifier: Apache-2.0 */
/* What an apply of a plan will cost: requests, and the time that the tenant's limits make of them. */
#include "engine/plan_parts.h"

#include "model/project.h"

/* Beyond so many written audiences, sizes are read by list (apply_measure.c). */
#define COST_FEW 20
/* The rate's window is that much longer than a second (remote/pace.c). */
#define COST_WINDOW_MS 1025
/* Taken for granted of one request, because a plan that was measured would never be the same twice. */
#define COST_LATENCY_MS 50

static bool is_counted(const struct cx_change *change)
{
	return change->body && cx_shape_member(change->kind->spec, "criteria", strlen("criteria"));
}

/* The requests of one step that goes well: read, write, and a read behind it where nothing else guards it. */
static size_t step_requests(const struct cx_change *change)
{
	const struct cx_kind_route *route = change->route;
	bool etag = route->concurrency == CX_CONCURRENCY_ETAG, read = route->routes[CX_ROUTE_READ].present;
	switch (change->action) {
	case CX_ACTION_CREATE:
		return route->identity == CX_IDENTITY_SERVER_ID || etag || !read ? 1 : 3;
	case CX_ACTION_UPDATE:
		return !read ? 1u : etag ? 2u : 3u;
	case CX_ACTION_DELETE:
		return read ? 2u : 1u;
	case CX_ACTION_RECORD:
		return change->gone && read ? 1u : 0u;
	case CX_ACTION_UNCHANGED:
		break;
	}
	return 0;
}

void cx_plan_cost(const struct cx_plan_input *input, struct cx_plan *plan)
{
	size_t counted = 0, steps = 0;
	const struct cx_tenant_config *tenant = input->tenant;
	for (size_t i = 0; i < plan->count; i++) {
		steps += step_requests(&plan->changes[i]);
		counted += is_counted(&plan->changes[i]);
	}
	/* It reads the tenant anew, as the plan did. */
	size_t requests = steps ? plan->requests + steps : 0;
	requests += counted > COST_FEW ? plan->requests : counted;
	int64_t rate = tenant->requests_per_second > 0 ? tenant->requests_per_second : 1;
	int64_t most = tenant->concurrency > 0 ? tenant->concurrency : 1;
	int64_t by_rate = (int64_t)requests * COST_WINDOW_MS / rate,
		by_latency = (int64_t)requests * COST_LATENCY_MS / most;
	plan->apply_requests = requests;
	plan->apply_ms = by_rate > by_latency ? by_rate : by_latency;
}
