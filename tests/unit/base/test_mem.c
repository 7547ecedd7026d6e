/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas: what they hand out is zeroed and stays, and clearing starts anew. */
#include "unit/base/cmocka_first.h"

#include "base/mem.h"

static bool is_zero(const unsigned char *bytes, size_t n)
{
	size_t at = 0;
	while (at < n && !bytes[at])
		at++;
	return at == n;
}

/* Sizes from bytes to blocks of their own, until an arena has blocks of every sort. */
static void test_alloc_when_used_before_then_zeroed(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; arena.used < (size_t)9 << 20; i++) {
			size_t n = i % 100 ? i % 300 : (i % 7) << 17;
			unsigned char *bytes = cx_arena_alloc(&arena, n);
			assert_true(is_zero(bytes, n));
			assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
			memset(bytes, 0xff, n);
		}
		cx_arena_clear(&arena);
		assert_int_equal(arena.used, 0);
	}
	cx_arena_release(&arena);
}

static void test_text_when_memory_was_used_before_then_ends_where_it_should(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	memset(cx_arena_alloc(&arena, 4000), 0xff, 4000);
	cx_arena_clear(&arena);
	assert_string_equal(cx_arena_strndup(&arena, "audience", 3), "aud");
	assert_string_equal(cx_arena_strdup(&arena, ""), "");
	assert_string_equal(cx_arena_printf(&arena, "%s", ""), "");
	assert_string_equal(cx_arena_printf(&arena, "%s/%d", "Audience", 7), "Audience/7");
	cx_arena_release(&arena);
}

static void test_clear_when_nothing_was_handed_out_then_nothing_happens(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	cx_arena_clear(&arena);
	assert_null(arena.block);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc_when_used_before_then_zeroed),
		cmocka_unit_test(test_text_when_memory_was_used_before_then_ends_where_it_should),
		cmocka_unit_test(test_clear_when_nothing_was_handed_out_then_nothing_happens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
