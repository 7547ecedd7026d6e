/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox of the run-time commands: several processes, torn and damaged lines, taking out what is settled.
 */
#include "ledger/outbox.h"

#include "base/file.h"
#include "base/limits.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct cx_arena arena;
	struct cx_diags diags;
	char folder[64], path[80];
	struct cx_notifications due;
};

static int setup(void **state)
{
	struct world *w = cx_alloc(sizeof *w);
	*w = (struct world){0};
	(void)snprintf(w->folder, sizeof w->folder, "/tmp/cx_outbox.XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	(void)snprintf(w->path, sizeof w->path, "%s/log.outbox", w->folder);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	char lock[90];
	(void)snprintf(lock, sizeof lock, "%s.lock", w->path);
	(void)unlink(lock);
	(void)unlink(w->path);
	assert_int_equal(rmdir(w->folder), 0); /* nothing else is left behind */
	cx_diags_release(&w->diags);
	cx_arena_release(&w->arena);
	cx_free(w);
	return 0;
}

static struct cx_outbox *open_outbox(struct world *w)
{
	struct cx_outbox *outbox = NULL;
	assert_int_equal(cx_outbox_open(w->path, &outbox, &w->diags), CX_STATUS_OK);
	return outbox;
}

/* Numbers from up to, and without, to. */
static struct cx_notifications numbers(struct world *w, size_t from, size_t to)
{
	struct cx_notifications list = {0};
	for (size_t i = from; i < to; i++)
		cx_notification_add(
			&w->arena, &list, cx_arena_printf(&w->arena, "msg_%zu", i), "trigger/j1",
			cx_arena_printf(&w->arena,
					"{\"contact_id\":\"c-%zu\",\"timestamp\":\"2026-11-21T09:44:00Z\"}",
					i));
	return list;
}

static void add(struct world *w, struct cx_outbox *outbox, const char *run, size_t from, size_t to)
{
	struct cx_notifications list = numbers(w, from, to);
	size_t added = 0;
	assert_int_equal(cx_outbox_add(outbox, run, &list, &added, &w->diags), CX_STATUS_OK);
	assert_int_equal(added, to - from);
}

static size_t read_due(struct world *w, struct cx_outbox *outbox, const char *run)
{
	w->due = (struct cx_notifications){0};
	assert_int_equal(cx_outbox_read(outbox, &w->arena, run, &w->due, &w->diags), CX_STATUS_OK);
	return w->due.count;
}

static void settle(struct world *w, struct cx_outbox *outbox, size_t from, size_t to)
{
	struct cx_notifications list = numbers(w, from, to);
	for (size_t i = 0; i < list.count; i++) {
		const struct cx_notification *item = &list.items[i];
		assert_int_equal(cx_outbox_settle(outbox, &item, 1, &w->diags), CX_STATUS_OK);
	}
}

static size_t file_size(const struct world *w)
{
	struct stat st;
	assert_int_equal(stat(w->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	return (size_t)st.st_size;
}

static void append_text(const struct world *w, const char *text)
{
	FILE *file = fopen(w->path, "a");
	(void)fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void test_read_when_added_then_same_bytes_in_order(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	add(w, outbox, "run-1", 0, 3);
	add(w, outbox, "run-2", 3, 5);
	assert_int_equal(read_due(w, outbox, NULL), 5);
	assert_string_equal(w->due.items[4].id, "msg_4");
	assert_string_equal(w->due.items[4].address, "trigger/j1");
	assert_string_equal(w->due.items[4].payload,
			    "{\"contact_id\":\"c-4\",\"timestamp\":\"2026-11-21T09:44:00Z\"}");
	assert_string_equal(w->due.items[4].since, "2026-11-21T09:44:00Z");
	assert_int_equal(read_due(w, outbox, "run-1"), 3);
	assert_int_equal(read_due(w, outbox, "run-3"), 0);
	cx_outbox_free(outbox);
}

static void test_compact_when_some_are_settled_then_they_are_gone_from_the_file(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w), *other = open_outbox(w);
	add(w, outbox, "run-1", 0, 40);
	settle(w, other, 0, 39);
	assert_int_equal(read_due(w, outbox, "run-1"), 1);
	assert_int_equal(cx_outbox_compact(outbox, &w->diags), CX_STATUS_OK);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_file_read(w->path, CX_MAX_OUTBOX_BYTES, &text, &w->diags), CX_STATUS_OK);
	assert_null(strstr(text.data, "c-38"));
	assert_non_null(strstr(text.data, "c-39"));
	/* The other one goes on in the file that has the name now. */
	add(w, other, "run-2", 50, 51);
	assert_int_equal(read_due(w, outbox, NULL), 2);
	assert_int_equal(read_due(w, other, "run-1"), 1);
	settle(w, outbox, 39, 51);
	assert_int_equal(cx_outbox_compact(other, &w->diags), CX_STATUS_OK);
	assert_int_equal(file_size(w), 0);
	assert_int_equal(w->diags.count, 0);
	cx_outbox_free(outbox);
	cx_outbox_free(other);
}

static void test_compact_when_a_killed_one_left_a_file_then_it_goes(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	char left[90];
	(void)snprintf(left, sizeof left, "%s.new", w->path);
	for (size_t due = 0; due < 2; due++) {
		FILE *file = fopen(left, "w");
		(void)fputs("half a line of somebody's", file);
		assert_int_equal(fclose(file), 0);
		add(w, outbox, "run-1", 0, due);
		assert_int_equal(cx_outbox_compact(outbox, &w->diags), CX_STATUS_OK);
		assert_int_equal(access(left, F_OK), -1);
		assert_int_equal(read_due(w, outbox, NULL), due);
	}
	cx_outbox_free(outbox);
}

static void test_add_when_told_again_then_due_once_by_the_last(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	add(w, outbox, "run-1", 0, 2);
	add(w, outbox, "run-2", 1, 3);
	assert_int_equal(read_due(w, outbox, NULL), 3);
	assert_int_equal(cx_outbox_compact(outbox, &w->diags), CX_STATUS_OK);
	assert_int_equal(read_due(w, outbox, "run-1"), 1);
	assert_int_equal(read_due(w, outbox, "run-2"), 2);
	/* What was settled and is told once more is due once more. */
	settle(w, outbox, 0, 3);
	add(w, outbox, "run-3", 2, 3);
	assert_int_equal(read_due(w, outbox, NULL), 1);
	assert_string_equal(w->due.items[0].id, "msg_2");
	cx_outbox_free(outbox);
}

static void test_read_when_torn_then_what_is_whole_counts(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	add(w, outbox, "run-1", 0, 2);
	size_t whole = file_size(w);
	add(w, outbox, "run-1", 2, 3);
	size_t end = file_size(w);
	for (size_t cut = whole; cut < end - 1; cut++) {
		assert_int_equal(truncate(w->path, (off_t)cut), 0);
		assert_int_equal(read_due(w, outbox, NULL), 2);
		assert_int_equal(w->diags.count, cut > whole);
		cx_diags_release(&w->diags);
	}
	/* The next line does not become part of the half one, nor that part of what is kept. */
	add(w, outbox, "run-1", 7, 8);
	assert_int_equal(read_due(w, outbox, NULL), 3);
	assert_string_equal(w->diags.items[0]->code, "outbox.damaged");
	cx_diags_release(&w->diags);
	assert_int_equal(cx_outbox_compact(outbox, &w->diags), CX_STATUS_OK);
	assert_int_equal(read_due(w, outbox, NULL), 3);
	assert_int_equal(w->diags.count, 0);
	cx_outbox_free(outbox);
}

static void test_read_when_lines_are_none_of_ours_then_left_out(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	append_text(w, "{\"id\":\"msg_x\",\"run\":\"r\",\"address\":\"a\",\"payload\":\"{}\"}\n\t\n\n");
	for (int i = 0; i < 3000; i++)
		append_text(w, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
	add(w, outbox, "run-1", 0, 1);
	assert_int_equal(read_due(w, outbox, NULL), 1);
	assert_string_equal(w->diags.items[0]->code, "outbox.damaged");
	assert_non_null(strstr(w->diags.items[0]->message, "3 lines of "));
	cx_outbox_free(outbox);
}

static void test_add_when_it_is_full_then_the_rest_is_left_out(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	size_t added = 99;
	add(w, outbox, "run-1", 0, 1);
	size_t line = file_size(w);
	assert_int_equal(truncate(w->path, (off_t)(CX_MAX_OUTBOX_BYTES - 2 * line)), 0);
	struct cx_notifications list = numbers(w, 1, 4);
	assert_int_equal(cx_outbox_add(outbox, "run-1", &list, &added, &w->diags), CX_STATUS_OK);
	assert_int_equal(added, 1); /* the torn line takes its newline */
	assert_true(file_size(w) <= CX_MAX_OUTBOX_BYTES);
	assert_int_equal(cx_outbox_add(outbox, "run-1", &list, &added, &w->diags), CX_STATUS_OK);
	assert_true(file_size(w) <= CX_MAX_OUTBOX_BYTES);
	cx_outbox_free(outbox);
}

/* Each child adds its own and settles half of it, and tidies up in between. */
static void child_run(struct world *w, size_t child)
{
	struct cx_outbox *outbox = open_outbox(w);
	for (size_t i = 0; i < 20; i++) {
		size_t from = child * 1000 + i * 10;
		add(w, outbox, "run", from, from + 10);
		settle(w, outbox, from, from + 5);
		if (i % 4 == child % 4)
			assert_int_equal(cx_outbox_compact(outbox, &w->diags), CX_STATUS_OK);
	}
	_exit(w->diags.count ? 1 : 0);
}

static void test_add_when_several_processes_do_then_none_is_lost(void **state)
{
	struct world *w = *state;
	enum { CHILDREN = 4 };
	for (size_t child = 0; child < CHILDREN; child++)
		if (!fork())
			child_run(w, child);
	for (size_t child = 0; child < CHILDREN; child++) {
		int status = 0;
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	struct cx_outbox *outbox = open_outbox(w);
	assert_int_equal(read_due(w, outbox, NULL), CHILDREN * 20 * 5);
	assert_int_equal(w->diags.count, 0);
	cx_outbox_free(outbox);
}

static void test_add_when_there_are_ten_thousand_then_linear(void **state)
{
	struct world *w = *state;
	struct cx_outbox *outbox = open_outbox(w);
	for (size_t i = 0; i < 10000; i += 500)
		add(w, outbox, "run-1", i, i + 500);
	assert_int_equal(read_due(w, outbox, "run-1"), 10000);
	const struct cx_notification *items[64];
	for (size_t i = 0; i < 9984; i += 64) {
		for (size_t k = 0; k < 64; k++)
			items[k] = &w->due.items[i + k];
		assert_int_equal(cx_outbox_settle(outbox, items, 64, &w->diags), CX_STATUS_OK);
	}
	assert_int_equal(cx_outbox_compact(outbox, &w->diags), CX_STATUS_OK);
	assert_int_equal(read_due(w, outbox, NULL), 16);
	cx_outbox_free(outbox);
}

static void test_claim_when_others_have_it(void **state)
{
	struct world *w = *state;
	struct cx_outbox *a = open_outbox(w), *b = open_outbox(w), *c = open_outbox(w);
	assert_true(cx_outbox_claim(a, false));
	assert_true(cx_outbox_claim(b, false));
	assert_false(cx_outbox_claim(c, true));
	cx_outbox_free(a);
	assert_false(cx_outbox_claim(c, true));
	cx_outbox_free(b);
	assert_true(cx_outbox_claim(c, true));
	a = open_outbox(w);
	assert_false(cx_outbox_claim(a, false));
	cx_outbox_free(a);
	cx_outbox_free(c);
}

static void test_open_when_it_is_no_file_of_ours(void **state)
{
	struct world *w = *state;
	struct cx_outbox *none = NULL;
	assert_int_equal(cx_outbox_open("/nowhere/at/all", &none, &w->diags), CX_STATUS_FAILED);
	assert_int_equal(symlink("/dev/null", w->path), 0);
	assert_int_equal(cx_outbox_open(w->path, &none, &w->diags), CX_STATUS_FAILED);
	assert_int_equal(w->diags.errors, 2);
	assert_string_equal(w->diags.items[0]->code, "outbox.file");
	assert_null(none);
}

static void test_id_when_text_is_the_same_then_it_is_the_same(void **state)
{
	struct world *w = *state;
	assert_string_equal(cx_outbox_id(&w->arena, "abc"), "msg_ba7816bf-8f01-cfea-4141-40de5dae2223");
	assert_string_not_equal(cx_outbox_id(&w->arena, "abd"), cx_outbox_id(&w->arena, "abc"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read_when_added_then_same_bytes_in_order),
		TEST(test_compact_when_some_are_settled_then_they_are_gone_from_the_file),
		TEST(test_compact_when_a_killed_one_left_a_file_then_it_goes),
		TEST(test_add_when_told_again_then_due_once_by_the_last),
		TEST(test_read_when_torn_then_what_is_whole_counts),
		TEST(test_read_when_lines_are_none_of_ours_then_left_out),
		TEST(test_add_when_it_is_full_then_the_rest_is_left_out),
		TEST(test_add_when_several_processes_do_then_none_is_lost),
		TEST(test_add_when_there_are_ten_thousand_then_linear),
		TEST(test_claim_when_others_have_it),
		TEST(test_open_when_it_is_no_file_of_ours),
		TEST(test_id_when_text_is_the_same_then_it_is_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
