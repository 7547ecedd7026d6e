/* SPDX-License-Identifier: Apache-2.0 */
/* What guards the writes of a kind, as far as the profile tells it. */
#include "engine/plan.h"

const char *cx_guard_name(enum cx_guard guard)
{
	static const char *const names[] = {
		[CX_GUARD_ETAG] = "etag",
		[CX_GUARD_VERSION] = "version",
		[CX_GUARD_READING] = "reading",
		[CX_GUARD_NONE] = "none",
	};
	return names[guard];
}

/* Lists carry no ETags, and where nothing is read there is nothing to compare. */
enum cx_guard cx_guard_of(const struct cx_kind_route *route)
{
	bool read = route->routes[CX_ROUTE_READ].present;
	bool listed = route->routes[CX_ROUTE_LIST].present && route->identity != CX_IDENTITY_SERVER_ID;
	if (read && route->concurrency == CX_CONCURRENCY_ETAG)
		return CX_GUARD_ETAG;
	if (!read && !listed)
		return CX_GUARD_NONE;
	return route->version_field ? CX_GUARD_VERSION : CX_GUARD_READING;
}
