/* SPDX-License-Identifier: Apache-2.0 */
/* What guards the writes of a kind, by what its profile has. */
#include "engine/plan.h"

#include "unit/engine/world.h"

static void test_guard_when_profile_has_less_then_weaker(void **state)
{
	static const struct {
		enum cx_concurrency concurrency;
		enum cx_identity identity;
		bool read, list;
		const char *version, *guard;
	} cases[] = {
		{CX_CONCURRENCY_ETAG, CX_IDENTITY_CLIENT_UUID, true, true, "version", "etag"},
		{CX_CONCURRENCY_ETAG, CX_IDENTITY_SERVER_ID, true, false, NULL, "etag"},
		{CX_CONCURRENCY_ETAG, CX_IDENTITY_CLIENT_UUID, false, true, "version", "version"},
		{CX_CONCURRENCY_BODY_VERSION, CX_IDENTITY_CLIENT_UUID, true, true, "version", "version"},
		{CX_CONCURRENCY_NONE, CX_IDENTITY_CLIENT_UUID, true, true, NULL, "reading"},
		{CX_CONCURRENCY_NONE, CX_IDENTITY_CLIENT_UUID, false, true, NULL, "reading"},
		{CX_CONCURRENCY_ETAG, CX_IDENTITY_SERVER_ID, false, true, NULL, "none"},
		{CX_CONCURRENCY_ETAG, CX_IDENTITY_CLIENT_UUID, false, false, "version", "none"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_kind_route route = {
			.identity = cases[i].identity,
			.concurrency = cases[i].concurrency,
			.version_field = cases[i].version,
		};
		route.routes[CX_ROUTE_READ].present = cases[i].read;
		route.routes[CX_ROUTE_LIST].present = cases[i].list;
		assert_string_equal(cx_guard_name(cx_guard_of(&route)), cases[i].guard);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guard_when_profile_has_less_then_weaker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
