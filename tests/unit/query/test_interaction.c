/* SPDX-License-Identifier: Apache-2.0 */
/* The difference between what is named and what is held. */
#include "query/interaction.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_compare_when_each_mode(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_interaction_attribute held_items[] = {
		{"same", 4, cx_named_value(&arena, "1.0")},
		{"other", 5, cx_named_value(&arena, "x")},
		{"gone", 4, cx_named_value(&arena, "null")},
		{"kept", 4, cx_named_value(&arena, "y")},
	};
	struct cx_interaction held = {.items = held_items, .count = CX_COUNT(held_items)};
	for (size_t i = 0; i < held.count; i++)
		(void)cx_map_put_n(&held.by_key, held_items[i].key, held_items[i].key_len, &held_items[i]);
	struct cx_named_attribute items[] = {
		{.key = "same", .key_len = 4, .value = cx_named_value(&arena, "1")},
		{.key = "other", .key_len = 5, .value = cx_named_value(&arena, "null")},
		{.key = "new", .key_len = 3, .value = cx_named_value(&arena, "null")},
		{.key = "gone", .key_len = 4},
		{.key = "never", .key_len = 5},
	};
	struct cx_named named = {.items = items, .count = CX_COUNT(items)};
	struct cx_interaction_changes changes;
	cx_interaction_compare(&arena, &held, &named, &changes);
	static const enum cx_interaction_mode modes[] = {CX_INTERACTION_UPDATE, CX_INTERACTION_ADD,
							 CX_INTERACTION_DELETE};
	assert_int_equal(changes.count, 3);
	assert_int_equal(changes.same, 2);
	for (size_t i = 0; i < 3; i++) {
		assert_ptr_equal(changes.items[i].named, &items[i + 1]);
		assert_int_equal(changes.items[i].mode, modes[i]);
		assert_int_equal(changes.modes[i], 1);
	}
	assert_ptr_equal(changes.items[0].before, held_items[1].value);
	assert_null(changes.items[1].before);
	cx_interaction_release(&held);
	cx_arena_release(&arena);
}

static void test_mode_name_when_asked(void **state)
{
	(void)state;
	assert_string_equal(cx_interaction_mode_name(CX_INTERACTION_ADD), "ADD");
	assert_string_equal(cx_interaction_mode_name(CX_INTERACTION_UPDATE), "UPDATE");
	assert_string_equal(cx_interaction_mode_name(CX_INTERACTION_DELETE), "DELETE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare_when_each_mode),
		cmocka_unit_test(test_mode_name_when_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
