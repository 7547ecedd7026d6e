/* SPDX-License-Identifier: Apache-2.0 */
/* A log of 1,000 records in which something was changed: found, whatever it was, and by both verifiers. */
#include "ledger/verify_log.h"

#include "support/gitrepo.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define RECORDS 1000

static struct cx_buf text;
static struct line {
	size_t at;              /* where it begins */
	struct cx_chain before; /* the chain that it continues */
} lines[RECORDS + 1];

static int setup(void **state)
{
	(void)state;
	struct cx_chain chain;
	cx_chain_init(&chain);
	for (int i = 0; i < RECORDS; i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct cx_node *record = cx_node_new(&arena, CX_NODE_OBJECT);
		cx_node_add(record, "type",
			    cx_node_string(&arena, i ? i % 2 ? "intent" : "outcome" : "run_start"));
		cx_node_add(record, "address",
			    cx_node_string(&arena, cx_arena_printf(&arena, "Audience/a%d", i / 2)));
		cx_node_add(record, "time", cx_node_string(&arena, "2026-11-21T09:30:00.123Z"));
		lines[i] = (struct line){text.len, chain};
		cx_chain_add(&chain, &arena, record, &text);
		cx_arena_release(&arena);
	}
	lines[RECORDS] = (struct line){text.len, chain};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cx_buf_release(&text);
	return 0;
}

static size_t line_of(size_t at)
{
	size_t low = 0, high = RECORDS;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (lines[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Whether the mutant, which takes the place of the lines from first up to end, is found. */
static bool is_found(size_t first, size_t end, const struct cx_buf *mutant)
{
	CX_AUTO(cx_buf) struct cx_buf rest = CX_BUF_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_line_problem problem = {0};
	size_t stop = end + 1 < RECORDS ? end + 1 : RECORDS;
	cx_buf_add(&rest, mutant->data, mutant->len);
	cx_buf_add(&rest, text.data + lines[end].at, lines[stop].at - lines[end].at);
	struct cx_chain_reader reader;
	cx_chain_reader_init(&reader, rest.data, rest.len);
	reader.chain = lines[first].before;
	enum cx_line_state line;
	while ((line = cx_chain_next(&reader, &arena, NULL, &problem)) == CX_LINE_GOOD)
		;
	cx_arena_release(&arena);
	/* At the end of the log only the head tells that records are gone. */
	bool cut = line == CX_LINE_END && stop == RECORDS &&
		   strcmp(reader.chain.prev, lines[RECORDS].before.prev) != 0;
	return line == CX_LINE_ALTERED || (line == CX_LINE_TORN && stop == RECORDS) || cut;
}

static void test_log_when_any_byte_changes_or_goes_then_found(void **state)
{
	(void)state;
	bool all = getenv("CX_ALL");
	size_t cases = 0;
	for (size_t at = 0; at < text.len; at += all ? 1 : 7) {
		size_t line = line_of(at);
		for (int change = 0; change < (all ? 10 : 2); change++) {
			CX_AUTO(cx_buf) struct cx_buf mutant = CX_BUF_INIT;
			cx_buf_add(&mutant, text.data + lines[line].at, at - lines[line].at);
			if (change == 1)
				cx_buf_addc(&mutant, text.data[at] == '\n' ? ' ' : '\n');
			else if (change > 1)
				cx_buf_addc(&mutant, (char)(text.data[at] ^ (1 << (change - 2))));
			cx_buf_add(&mutant, text.data + at + 1, lines[line + 1].at - at - 1);
			if (!is_found(line, line + 1, &mutant))
				fail_msg("byte %zu, change %d: not found", at, change);
			cases++;
		}
	}
	print_message("cases: audit/bytes %zu ok, 0 failed\n", cases);
}

static void add_line(struct cx_buf *out, size_t i)
{
	cx_buf_add(out, text.data + lines[i].at, lines[i + 1].at - lines[i].at);
}

static void test_log_when_a_record_goes_or_comes_or_moves_then_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < RECORDS; i++) {
		CX_AUTO(cx_buf) struct cx_buf gone = CX_BUF_INIT, twice = CX_BUF_INIT, swapped = CX_BUF_INIT;
		if (!is_found(i, i + 1, &gone))
			fail_msg("record %zu taken out: not found", i + 1);
		add_line(&twice, i);
		add_line(&twice, i);
		if (!is_found(i, i + 1, &twice))
			fail_msg("record %zu twice: not found", i + 1);
		if (i + 1 == RECORDS)
			continue;
		add_line(&swapped, i + 1);
		add_line(&swapped, i);
		if (!is_found(i, i + 2, &swapped))
			fail_msg("records %zu and %zu swapped: not found", i + 1, i + 2);
	}
	print_message("cases: audit/records %d ok, 0 failed\n", 3 * RECORDS - 1);
}

static void mutant_write(const char *path, size_t i, size_t n)
{
	CX_AUTO(cx_buf) struct cx_buf mutant = CX_BUF_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	size_t at = text.len / n * i;
	cx_buf_add(&mutant, text.data, at);
	if (i % 4 == 0)
		cx_buf_addc(&mutant, (char)(text.data[at] ^ 1));
	if (i % 4 != 1)
		cx_buf_add(&mutant, text.data + at + 1, text.len - at - 1);
	else if (i % 8 == 1) /* cut at the end of a line */
		cx_buf_cut(&mutant, lines[line_of(at)].at);
	assert_int_equal(cx_file_write_atomic(path, mutant.data, mutant.len, 0600, &diags), CX_STATUS_OK);
}

/* Whole files through the whole verifier, and through the other one. */
static void test_log_when_a_file_is_a_mutant_then_both_verifiers_agree(void **state)
{
	(void)state;
	const size_t n = getenv("CX_ALL") ? 400 : 40;
	struct cx_test_repo files;
	CX_AUTO(cx_buf) struct cx_buf ours = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf theirs = CX_BUF_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	assert_true(cx_test_repo_make(&files));
	size_t sound = 0;
	for (size_t i = 0; i < n; i++) {
		struct cx_verify_result result;
		const char *path = cx_arena_printf(&arena, "%s/log.%03zu", files.path, i);
		mutant_write(path, i, n);
		const char *head = lines[RECORDS].before.prev;
		assert_int_equal(cx_log_verify(path, head, &arena, &result, &diags), CX_STATUS_OK);
		cx_buf_addf(&ours, "%s\n", cx_verdict_name(result.verdict));
		sound += result.verdict == CX_VERDICT_INTACT;
	}
	assert_int_equal(sound, 0);
	assert_int_equal(
		cx_test_shell(&files, &theirs,
			      "python3 %s/tests/support/audit_verify.py --head %s --log log.* | cut -f1",
			      CX_SOURCE_DIR, lines[RECORDS].before.prev),
		0);
	assert_string_equal(ours.data, theirs.data);
	print_message("cases: audit/files %zu ok, 0 failed\n", n);
	cx_arena_release(&arena);
	cx_test_repo_remove(&files);
}

static void test_log_when_whole_then_intact_and_the_head_is_the_last_hash(void **state)
{
	(void)state;
	struct cx_test_repo files;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_verify_result result;
	assert_true(cx_test_repo_make(&files));
	const char *path = cx_path_join(&arena, files.path, "log");
	assert_int_equal(cx_file_write_atomic(path, text.data, text.len, 0600, &diags), CX_STATUS_OK);
	assert_int_equal(cx_log_verify(path, NULL, &arena, &result, &diags), CX_STATUS_OK);
	assert_int_equal(result.verdict, CX_VERDICT_INTACT);
	assert_int_equal(result.records, RECORDS);
	assert_int_equal(result.anchor, CX_ANCHOR_NONE);
	assert_string_equal(result.head, lines[RECORDS].before.prev);
	/* What was the head once is an anchor for ever. */
	assert_int_equal(cx_log_verify(path, lines[500].before.prev, &arena, &result, &diags), CX_STATUS_OK);
	assert_int_equal(result.verdict, CX_VERDICT_INTACT);
	assert_int_equal(result.anchor, CX_ANCHOR_HEAD);
	assert_int_equal(cx_log_verify("/nonexistent/log", NULL, &arena, &result, &diags), CX_STATUS_INVALID);
	assert_string_equal(diags.items[0]->code, "audit.log");
	cx_diags_release(&diags);
	cx_arena_release(&arena);
	cx_test_repo_remove(&files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log_when_any_byte_changes_or_goes_then_found),
		cmocka_unit_test(test_log_when_a_record_goes_or_comes_or_moves_then_found),
		cmocka_unit_test(test_log_when_a_file_is_a_mutant_then_both_verifiers_agree),
		cmocka_unit_test(test_log_when_whole_then_intact_and_the_head_is_the_last_hash),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
