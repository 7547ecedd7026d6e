/* SPDX-License-Identifier: Apache-2.0 */
/* Work of several threads: each item once, and diagnostics as a loop would say them. */
#include "unit/base/cmocka_first.h"

#include "base/limits.h"
#include "base/work.h"

enum { ITEMS = 3000 };

struct sums {
	unsigned char done[ITEMS];
	const char *texts[ITEMS];
	size_t last[CX_WORK_MAX_WORKERS];
	bool falls;
	size_t wrong_every;
};

static void sum_item(void *data, struct cx_worker *worker, size_t item)
{
	struct sums *sums = data;
	sums->done[item]++;
	sums->texts[item] = cx_arena_printf(worker->arena, "text %zu", item);
	if (item && sums->last[worker->index] > item)
		sums->falls = true;
	sums->last[worker->index] = item;
	if (item % sums->wrong_every == 0) {
		struct cx_diag *d = cx_diag_error(worker->diags, "test.wrong", "item %zu", item);
		cx_diag_hint(worker->diags, d, "hint %zu", item);
		cx_diag_add(worker->diags, CX_SEVERITY_WARNING, "test.odd", CX_SPAN_NONE, "odd %zu", item);
	}
}

static void assert_done(unsigned workers, size_t wrong_every)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags one = CX_DIAGS_INIT, many = CX_DIAGS_INIT;
	struct sums alone = {.wrong_every = wrong_every}, split = {.wrong_every = wrong_every};
	cx_diag_error(&one, "test.before", "said before");
	cx_diag_error(&many, "test.before", "said before");
	cx_work_run(&(struct cx_work){ITEMS, 1, sum_item, &alone}, &arena, &one);
	cx_work_run(&(struct cx_work){ITEMS, workers, sum_item, &split}, &arena, &many);
	for (size_t i = 0; i < ITEMS; i++) {
		assert_int_equal(split.done[i], 1);
		assert_string_equal(split.texts[i], alone.texts[i]);
	}
	assert_false(split.falls);
	assert_int_equal(many.errors, one.errors);
	assert_int_equal(many.warnings, one.warnings);
	assert_int_equal(many.dropped, one.dropped);
	assert_int_equal(many.count, one.count);
	for (size_t i = 0; i < one.count; i++) {
		assert_string_equal(many.items[i]->message, one.items[i]->message);
		assert_int_equal(many.items[i]->order, i);
		assert_int_equal(many.items[i]->hint != NULL, one.items[i]->hint != NULL);
	}
	cx_arena_release(&arena);
}

static void test_run_when_few_are_wrong_then_as_one_loop(void **state)
{
	(void)state;
	assert_done(4, 101);
}

static void test_run_when_more_are_wrong_than_kept_then_the_first_stay(void **state)
{
	(void)state;
	assert_done(2, 1);
	assert_done(8, 7);
}

static void test_workers_when_few_items_then_one_and_never_too_many(void **state)
{
	(void)state;
	assert_int_equal(cx_work_workers(&(struct cx_work){.count = 0}), 1);
	assert_int_equal(cx_work_workers(&(struct cx_work){.count = 15}), 1);
	assert_int_equal(cx_work_workers(&(struct cx_work){.count = 15, .workers = 3}), 3);
	assert_int_equal(cx_work_workers(&(struct cx_work){.count = 9, .workers = 4000}),
			 CX_WORK_MAX_WORKERS);
	assert_in_range(cx_work_workers(&(struct cx_work){.count = 100000}), 1, CX_WORK_MAX_WORKERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_when_few_are_wrong_then_as_one_loop),
		cmocka_unit_test(test_run_when_more_are_wrong_than_kept_then_the_first_stay),
		cmocka_unit_test(test_workers_when_few_items_then_one_and_never_too_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
