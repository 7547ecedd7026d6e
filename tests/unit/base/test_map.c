/* SPDX-License-Identifier: Apache-2.0 */
/* The map: order, replacing, keys with NUL, growth. */
#include "unit/base/cmocka_first.h"

#include "base/map.h"
#include "base/mem.h"

static void test_put_when_new_and_again_then_order_stays(void **state)
{
	CX_AUTO(cx_map) struct cx_map map = CX_MAP_INIT;
	int one, two, three;
	(void)state;
	assert_null(cx_map_get(&map, "b"));
	assert_null(cx_map_put(&map, "b", &one));
	assert_null(cx_map_put(&map, "a", &two));
	assert_ptr_equal(cx_map_put(&map, "b", &three), &one);
	assert_int_equal(map.count, 2);
	assert_string_equal(map.entries[0].key, "b");
	assert_ptr_equal(map.entries[0].value, &three);
	assert_ptr_equal(cx_map_get(&map, "a"), &two);
	assert_null(cx_map_get(&map, "c"));
}

static void test_get_when_keys_hold_nul_then_told_apart(void **state)
{
	CX_AUTO(cx_map) struct cx_map map = CX_MAP_INIT;
	int one, two, three;
	(void)state;
	cx_map_put_n(&map, "a\0b", 3, &one);
	cx_map_put_n(&map, "a\0c", 3, &two);
	cx_map_put_n(&map, "", 0, &three);
	assert_ptr_equal(cx_map_get_n(&map, "a\0b", 3), &one);
	assert_ptr_equal(cx_map_get_n(&map, "a\0c", 3), &two);
	assert_ptr_equal(cx_map_get(&map, ""), &three);
	assert_null(cx_map_get(&map, "a"));
}

static void test_put_when_thousands_then_all_found(void **state)
{
	enum { COUNT = 5000 };
	CX_AUTO(cx_map) struct cx_map map = CX_MAP_INIT;
	char(*keys)[16] = cx_alloc(COUNT * sizeof *keys);
	(void)state;
	for (int i = 0; i < COUNT; i++) {
		(void)snprintf(keys[i], sizeof keys[i], "key-%d", i);
		assert_null(cx_map_put(&map, keys[i], keys[i]));
	}
	for (int i = 0; i < COUNT; i++) {
		assert_ptr_equal(cx_map_get(&map, keys[i]), keys[i]);
		assert_ptr_equal(map.entries[i].value, keys[i]);
	}
	assert_null(cx_map_get(&map, "key-5000"));
	cx_free(keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_when_new_and_again_then_order_stays),
		cmocka_unit_test(test_get_when_keys_hold_nul_then_told_apart),
		cmocka_unit_test(test_put_when_thousands_then_all_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
