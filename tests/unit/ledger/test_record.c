/* SPDX-License-Identifier: Apache-2.0 */
/* The audit record: lines, chain, what does not fit. */
#include "ledger/record.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void chain_of_three(struct cx_arena *arena, struct cx_buf *out)
{
	static const char *const types[] = {"run_start", "intent", "outcome"};
	struct cx_chain chain;
	cx_chain_init(&chain);
	for (size_t i = 0; i < CX_COUNT(types); i++) {
		struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(record, "type", cx_node_string(arena, types[i]));
		cx_node_add(record, "status", cx_node_int(arena, 200));
		cx_chain_add(&chain, arena, record, out);
	}
	assert_int_equal(chain.seq, 3);
}

/* From the definition, by sha256sum(1). */
static void test_chain_add_when_first_then_exact_bytes(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	chain_of_three(&arena, &out);
	static const char first[] =
		"{\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\","
		"\"seq\":1,\"status\":200,\"type\":\"run_start\"}\t";
	assert_memory_equal(out.data, first, sizeof first - 1);
	assert_memory_equal(out.data + sizeof first - 1,
			    "795eecc77b0c4ca9e46068e4b5fc79cafcc64ee84a9101a6a1a7c8bac268a686\n", 65);
	cx_arena_release(&arena);
}

static void test_head_hash_when_first_then_zeros_stand_before(void **state)
{
	(void)state;
	char a[CX_SHA256_HEX + 1], b[CX_SHA256_HEX + 1], zeros[CX_SHA256_HEX + 1];
	memset(zeros, '0', CX_SHA256_HEX);
	zeros[CX_SHA256_HEX] = '\0';
	cx_head_hash(NULL, "r", "x", a);
	cx_head_hash(zeros, "r", "x", b);
	assert_string_equal(a, b);
	/* printf '%064d\nr\nx' 0 | sha256sum */
	assert_string_equal(a, "8d15243ea90396b2b148ebf1237dd8f2e72581168cc9da029a95ec57125c8e61");
}

static void test_chain_next_when_whole_then_good_until_end(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	chain_of_three(&arena, &out);
	struct cx_chain_reader reader;
	struct cx_node *record;
	struct cx_line_problem problem;
	cx_chain_reader_init(&reader, out.data, out.len);
	for (int i = 0; i < 3; i++)
		assert_int_equal(cx_chain_next(&reader, &arena, &record, &problem), CX_LINE_GOOD);
	assert_string_equal(cx_node_get_text(record, "type"), "outcome");
	assert_int_equal(cx_chain_next(&reader, &arena, &record, &problem), CX_LINE_END);
	cx_arena_release(&arena);
}

static void test_chain_next_when_any_byte_changes_then_never_good_to_the_end(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	chain_of_three(&arena, &out);
	for (size_t at = 0; at < out.len; at++)
		for (int bit = 0; bit < 8; bit++) {
			struct cx_chain_reader reader;
			struct cx_line_problem problem;
			enum cx_line_state line;
			out.data[at] = (char)(out.data[at] ^ (1 << bit));
			cx_chain_reader_init(&reader, out.data, out.len);
			while ((line = cx_chain_next(&reader, &arena, NULL, &problem)) == CX_LINE_GOOD)
				;
			if (line == CX_LINE_END)
				fail_msg("byte %zu, bit %d: not noticed", at, bit);
			out.data[at] = (char)(out.data[at] ^ (1 << bit));
		}
	cx_arena_release(&arena);
}

static void test_chain_next_when_cut_anywhere_then_torn_or_fewer(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	chain_of_three(&arena, &out);
	for (size_t len = 0; len < out.len; len++) {
		struct cx_chain_reader reader;
		struct cx_line_problem problem;
		enum cx_line_state line;
		cx_chain_reader_init(&reader, out.data, len);
		while ((line = cx_chain_next(&reader, &arena, NULL, &problem)) == CX_LINE_GOOD)
			;
		bool whole = len == 0 || out.data[len - 1] == '\n';
		assert_int_equal(line, whole ? CX_LINE_END : CX_LINE_TORN);
		assert_true(reader.at <= len && (reader.at == 0 || out.data[reader.at - 1] == '\n'));
	}
	cx_arena_release(&arena);
}

static void assert_problem(const char *json, const char *want)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	char hash[CX_SHA256_HEX + 1];
	cx_sha256_hex(json, strlen(json), hash);
	cx_buf_addf(&line, "%s\t%s", json, hash);
	struct cx_chain chain;
	struct cx_line_problem problem = {0};
	cx_chain_init(&chain);
	assert_int_equal(cx_chain_check(&chain, &arena, line.data, line.len, NULL, &problem),
			 CX_LINE_ALTERED);
	if (!strstr(problem.text, want))
		fail_msg("'%s' is not in '%s'", want, problem.text);
	assert_int_equal(chain.seq, 0);
	cx_arena_release(&arena);
}

static void test_chain_check_when_hash_fits_but_contents_do_not_then_said(void **state)
{
	(void)state;
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
	assert_problem("{\"prev\":\"" ZEROS "\",\"seq\":2}", "seq is 2, not 1");
	assert_problem("{\"prev\":\"" ZEROS "\",\"seq\":\"1\"}", "has no seq");
	assert_problem("{\"prev\":\"1\",\"seq\":1}", "prev is not");
	assert_problem("{\"seq\":1}", "prev is not");
	assert_problem("{\"seq\":1,\"prev\":\"" ZEROS "\"}", "canonical");
	assert_problem("{ \"prev\":\"" ZEROS "\",\"seq\":1}", "canonical");
	assert_problem("[]", "no object");
	assert_problem("{\"a\":1,\"a\":1}", "no JSON");
	assert_problem("", "no JSON");
	assert_problem("\xff", "no JSON");
}

static void test_chain_add_when_text_is_no_utf8_then_still_readable(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_chain chain;
	struct cx_node *record = cx_node_new(&arena, CX_NODE_OBJECT);
	cx_node_add(record, "actor", cx_node_string_n(&arena, "a\xff\xc3\0\n\x7f\"z", 8));
	cx_chain_init(&chain);
	cx_chain_add(&chain, &arena, record, &out);
	struct cx_chain_reader reader;
	struct cx_line_problem problem = {0};
	cx_chain_reader_init(&reader, out.data, out.len);
	assert_int_equal(cx_chain_next(&reader, &arena, &record, &problem), CX_LINE_GOOD);
	assert_memory_equal(cx_node_get_text(record, "actor"), "a\xef\xbf\xbd\xef\xbf\xbd\0\n\x7f\"z", 13);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain_add_when_first_then_exact_bytes),
		cmocka_unit_test(test_head_hash_when_first_then_zeros_stand_before),
		cmocka_unit_test(test_chain_next_when_whole_then_good_until_end),
		cmocka_unit_test(test_chain_next_when_any_byte_changes_then_never_good_to_the_end),
		cmocka_unit_test(test_chain_next_when_cut_anywhere_then_torn_or_fewer),
		cmocka_unit_test(test_chain_check_when_hash_fits_but_contents_do_not_then_said),
		cmocka_unit_test(test_chain_add_when_text_is_no_utf8_then_still_readable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
