/* SPDX-License-Identifier: Apache-2.0 */
/* Journals on a file system that can reserve no space: zeros stand for what is to come. */
#include "ledger/journal.h"

#include "support/ledgerrun.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

#define RUN   "20261121T094500.123Z-3f9c2a1b"
#define BYTES 10000

struct fixture {
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_ledger ledger;
	struct cx_journal *journal;
};

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	if (!cx_test_repo_make(&f->files) || cx_repo_open(f->files.path, &f->repo, &f->diags))
		return -1;
	if (cx_ledger_read(f->repo, "prod", "refs/cxctl/{tenant}", &f->arena, &f->ledger, &f->diags))
		return -1;
	return cx_journal_create(&f->ledger, RUN, BYTES, &f->journal, &f->diags) ? -1 : 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	cx_journal_free(f->journal);
	cx_ledger_release(&f->ledger);
	cx_repo_free(f->repo);
	cx_diags_release(&f->diags);
	cx_arena_release(&f->arena);
	cx_test_repo_remove(&f->files);
	cx_free(f);
	return 0;
}

static off_t size_of(const struct fixture *f)
{
	struct stat st;
	assert_int_equal(stat(cx_journal_path(f->journal), &st), 0);
	return st.st_size;
}

static void append(struct fixture *f, const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	cx_buf_adds(&lines, text);
	assert_int_equal(cx_journal_append(f->journal, &lines, &f->diags), CX_STATUS_OK);
}

static void assert_text(struct fixture *f, const char *want)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_journal_read(f->journal, &text, &f->diags), CX_STATUS_OK);
	assert_int_equal(text.len, strlen(want));
	assert_string_equal(text.data, want);
}

static void test_create_when_nothing_can_be_reserved_then_zeros_hold_the_space(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(size_of(f), BYTES);
	assert_text(f, "");
}

static void test_append_when_space_is_held_by_zeros_then_they_are_replaced(void **state)
{
	struct fixture *f = *state;
	append(f, "one\n");
	append(f, "two\n");
	assert_text(f, "one\ntwo\n");
	append(f, "three\n");
	assert_text(f, "one\ntwo\nthree\n");
	assert_int_equal(size_of(f), BYTES);
}

static void test_append_when_more_than_reserved_then_room_for_the_end_comes_with_it(void **state)
{
	struct fixture *f = *state;
	char *line = cx_arena_alloc(&f->arena, BYTES + 1);
	memset(line, 'x', BYTES);
	append(f, "one\n");
	append(f, line);
	assert_int_equal(size_of(f), 4 + BYTES + CX_JOURNAL_RUN_BYTES);
	append(f, "end\n");
	assert_int_equal(size_of(f), 4 + BYTES + CX_JOURNAL_RUN_BYTES);
	assert_text(f, cx_arena_printf(&f->arena, "one\n%send\n", line));
}

static void test_take_when_zeros_are_behind_the_text_then_it_goes_on_where_it_ended(void **state)
{
	struct fixture *f = *state;
	append(f, "one\n");
	append(f, "to");
	cx_journal_free(f->journal);
	f->journal = NULL;
	assert_int_equal(cx_journal_take(&f->ledger, RUN, &f->journal, &f->diags), CX_STATUS_OK);
	assert_text(f, "one\nto");
	assert_int_equal(cx_journal_cut(f->journal, 4, &f->diags), CX_STATUS_OK);
	append(f, "two\n");
	assert_text(f, "one\ntwo\n");
}

static void test_read_when_zeros_are_in_the_middle_then_the_damage_is_seen(void **state)
{
	struct fixture *f = *state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	append(f, "one\ntwo\n");
	(void)cx_test_shell(&f->files, &out,
			    "printf '\\0\\0' | dd of=%s bs=1 seek=2 conv=notrunc status=none",
			    cx_journal_path(f->journal));
	assert_int_equal(cx_journal_read(f->journal, &text, &f->diags), CX_STATUS_OK);
	assert_int_equal(text.len, BYTES);
}

static bool not_sealed(void *data, const char *run)
{
	(void)data;
	(void)run;
	return false;
}

static void test_sweep_when_nothing_but_zeros_then_removed(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	char *path = cx_journal_path_of(&f->ledger, RUN, &f->arena);
	append(f, "{}\n");
	cx_journal_free(f->journal);
	f->journal = NULL;
	cx_journal_sweep(&f->ledger, "", not_sealed, NULL);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(cx_journal_take(&f->ledger, RUN, &f->journal, &f->diags), CX_STATUS_OK);
	assert_int_equal(cx_journal_remove(f->journal, &f->diags), CX_STATUS_OK);
	cx_journal_free(f->journal);
	f->journal = NULL;
	assert_int_equal(cx_journal_create(&f->ledger, RUN, BYTES, &f->journal, &f->diags), CX_STATUS_OK);
	cx_journal_sweep(&f->ledger, "", not_sealed, NULL); /* one that is held stays */
	assert_int_equal(stat(path, &st), 0);
	cx_journal_free(f->journal);
	f->journal = NULL;
	cx_journal_sweep(&f->ledger, "", not_sealed, NULL);
	assert_int_equal(stat(path, &st), -1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_create_when_nothing_can_be_reserved_then_zeros_hold_the_space),
		CASE(test_append_when_space_is_held_by_zeros_then_they_are_replaced),
		CASE(test_append_when_more_than_reserved_then_room_for_the_end_comes_with_it),
		CASE(test_take_when_zeros_are_behind_the_text_then_it_goes_on_where_it_ended),
		CASE(test_read_when_zeros_are_in_the_middle_then_the_damage_is_seen),
		CASE(test_sweep_when_nothing_but_zeros_then_removed),
	};
#ifdef CX_FAULTS
	setenv("CX_FAULT", "reserve:1+", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
#else
	print_message("skipped: %zu tests need the fault points\n", CX_COUNT(tests));
	return 0;
#endif
}
