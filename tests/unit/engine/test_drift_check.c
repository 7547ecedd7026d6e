/* SPDX-License-Identifier: Apache-2.0 */
/* Brackets: between the last check that found it as applied, and the first that did not. */
#include "engine/drift_check.h"

#include "unit/model/fixture.h"

#define FIRST  "2026-11-21T08:00:00.000Z"
#define SECOND "2026-11-21T09:00:00.000Z"
#define THIRD  "2026-11-21T10:00:00.000Z"

static void test_check_when_first_then_no_lower_bound(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_drift_item item = {.address = "Audience/a"};
	struct cx_drift drift = {.items = &item, .count = 1};
	(void)cx_drift_check(&f.arena, NULL, FIRST, &drift);
	assert_null(item.after);
	assert_string_equal(item.seen, FIRST);
	assert_null(drift.clean_at);
}

static void test_check_when_seen_before_then_bracket_stays(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_drift clean = {0};
	struct cx_drift_item items[] = {{.address = "Audience/a"}, {.address = "Audience/b"}};
	struct cx_drift one = {.items = items, .count = 1}, two = {.items = items, .count = 2};
	const struct cx_node *check = cx_drift_check(&f.arena, NULL, FIRST, &clean);
	assert_string_equal(clean.clean_at, FIRST);
	check = cx_drift_check(&f.arena, check, SECOND, &one);
	check = cx_drift_check(&f.arena, check, THIRD, &two);
	assert_string_equal(items[0].after, FIRST);
	assert_string_equal(items[0].seen, SECOND);
	assert_string_equal(items[1].after, SECOND);
	assert_string_equal(items[1].seen, THIRD);
	assert_string_equal(two.clean_at, FIRST);
	/* Put back, and changed again. */
	check = cx_drift_check(&f.arena, check, "2026-11-21T11:00:00.000Z", &clean);
	(void)cx_drift_check(&f.arena, check, "2026-11-21T12:00:00.000Z", &one);
	assert_string_equal(items[0].after, "2026-11-21T11:00:00.000Z");
}

static void test_check_when_file_is_not_ours_then_as_if_it_were_not_there(void **state)
{
	(void)state;
	static const char *const texts[] = {"[]", "{checked_at: 5}", "{checked_at: yesterday, drifted: []}",
					    "{drifted: {Audience/a: {seen: long ago, after: x}}}",
					    "{drifted: {Audience/a: 3}}"};
	for (size_t i = 0; i < CX_COUNT(texts); i++) {
		FIXTURE(f);
		struct cx_drift_item item = {.address = "Audience/a"};
		struct cx_drift drift = {.items = &item, .count = 1};
		(void)cx_drift_check(&f.arena, fixture_yaml(&f, texts[i]), FIRST, &drift);
		assert_null(item.after);
		assert_string_equal(item.seen, FIRST);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_when_first_then_no_lower_bound),
		cmocka_unit_test(test_check_when_seen_before_then_bracket_stays),
		cmocka_unit_test(test_check_when_file_is_not_ours_then_as_if_it_were_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
