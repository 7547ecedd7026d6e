/* SPDX-License-Identifier: Apache-2.0 */
/* YAML in blocks with notes: read again it is the same tree. */
#include "doc/yaml_block.h"

#include "unit/doc/support.h"

static const char *printed(struct bench *bench, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_yaml_block(node, NULL, &out);
	return cx_arena_strndup(&bench->arena, out.data, out.len);
}

static void test_text_when_ambiguous_then_quoted(void **state)
{
	static const char *const cases[][2] = {
		{"vip", "vip\n"},
		{"high value", "high value\n"},
		{"a1b2c3d4-e5f6-7890-abcd-ef1234567890", "a1b2c3d4-e5f6-7890-abcd-ef1234567890\n"},
		{"12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789012\n"},
		{"", "\"\"\n"},
		{"no", "\"no\"\n"},
		{"y", "\"y\"\n"},
		{"NULL", "\"NULL\"\n"},
		{"~", "\"~\"\n"},
		{"012", "\"012\"\n"},
		{"1:30", "\"1:30\"\n"},
		{"1e5", "\"1e5\"\n"},
		{".inf", "\".inf\"\n"},
		{"2027-03-31", "\"2027-03-31\"\n"},
		{"<<", "\"<<\"\n"},
		{"=", "\"=\"\n"},
		{"a: b", "\"a: b\"\n"},
		{"a #b", "\"a #b\"\n"},
		{"a:", "\"a:\"\n"},
		{"a ", "\"a \"\n"},
		{" a", "\" a\"\n"},
		{"- a", "\"- a\"\n"},
		{"*a", "\"*a\"\n"},
		{"${var.x}", "\"${var.x}\"\n"},
		{"\"hi\"\\", "\"\\\"hi\\\"\\\\\"\n"},
		{"a\tb", "\"a\\tb\"\n"},
		{"a\x1b[31m", "\"a\\u001b[31m\"\n"},
		{"a\xe2\x80\xae"
		 "b",
		 "\"a\\u202eb\"\n"},
		{"one\ntwo", "|-\n  one\n  two\n"},
		{"one\n\ntwo\n", "|\n  one\n\n  two\n"},
		{"one\n\n", "|+\n  one\n\n"},
		{"one\n  two", "|-\n  one\n    two\n"},
		{"\none", "\"\\none\"\n"},
		{" one\ntwo", "\" one\\ntwo\"\n"},
		{"one\n\ttwo", "\"one\\n\\ttwo\"\n"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		struct cx_node *node = cx_node_string(&bench.arena, cases[i][0]);
		assert_string_equal(printed(&bench, node), cases[i][1]);
		bench_release(&bench);
	}
}

static void test_tree_when_printed_then_in_blocks(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	const struct cx_node *node = bench_json(
		&bench,
		"{\"a\":1,\"b\":{\"c\":[],\"d\":{}},\"e\":[{\"f\":null,\"g\":[true,[1e5]]},\"x\\ny\"],"
		"\"no\":-1.5E-7}");
	assert_string_equal(printed(&bench, node), "a: 1\n"
						   "b:\n"
						   "  c: []\n"
						   "  d: {}\n"
						   "e:\n"
						   "  - f: null\n"
						   "    g:\n"
						   "      - true\n"
						   "      - - 1.0e+5\n"
						   "  - |-\n"
						   "    x\n"
						   "    y\n"
						   "\"no\": -1.5e-7\n");
	bench_release(&bench);
}

static const char *say(void *data, const struct cx_node *node)
{
	(void)data;
	return cx_node_is_text(node, "two") ? "one\nand two" : node->type == CX_NODE_STRING ? "said" : NULL;
}

static void test_notes_when_short_then_behind_and_else_above(void **state)
{
	struct bench bench = BENCH_INIT;
	const struct cx_yaml_notes notes = {say, NULL};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_yaml_block(bench_json(&bench, "{\"a\":\"b\",\"c\":[\"two\"],\"n\":1,\"l\":\"x\\ny\"}"), &notes,
		      &out);
	assert_string_equal(out.data, "a: b                                    # said\n"
				      "c:\n"
				      "  # one\n"
				      "  # and two\n"
				      "  - two\n"
				      "\"n\": 1\n"
				      "l: |-                                   # said\n"
				      "  x\n"
				      "  y\n");
	bench_release(&bench);
}

/* Texts of what is hard to write, in all places. */
static const char *seeded_text(struct cx_arena *arena, uint64_t *seed)
{
	static const char *const parts[] = {
		"a",    "no", " ",  "\n",   ":",    "#",        "- ",
		"\t",   "1",  ".",  "e",    "\"",   "'",        "\\",
		"|",    ">",  "&x", "*x",   "!",    "%",        "{",
		"]",    ",",  "~",  "---",  "...",  "\xc3\xa9", "\xf0\x9f\x98\x80",
		"\x01", "\r", "? ", "<<",   "@",    "`",        "\xe2\x80\xa8",
		"0x",   "_",  "+",  "\n\n", "  \n", "true",     "\xef\xbb\xbf"};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (size_t n = seeded_next(seed) % 7; n; n--)
		cx_buf_adds(&text, parts[seeded_next(seed) % CX_COUNT(parts)]);
	return cx_arena_strndup(arena, text.data, text.len);
}

static struct cx_node *seeded_tree(struct cx_arena *arena, uint64_t *seed, int depth)
{
	uint64_t which = seeded_next(seed) % (depth ? 6 : 3);
	if (which < 2)
		return cx_node_string(arena, seeded_text(arena, seed));
	if (which == 2)
		return cx_node_int(arena, (int64_t)(seeded_next(seed) % 1000));
	struct cx_node *node = cx_node_new(arena, which == 3 ? CX_NODE_ARRAY : CX_NODE_OBJECT);
	for (size_t n = seeded_next(seed) % 4; n; n--) {
		struct cx_node *child = seeded_tree(arena, seed, depth - 1);
		if (node->type == CX_NODE_ARRAY)
			cx_node_push(node, child);
		else
			cx_node_set(node, seeded_text(arena, seed), child);
	}
	return node;
}

static void test_print_when_generated_then_read_again_the_same(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= 2000; first++) {
		struct bench bench = BENCH_INIT;
		uint64_t seed = first;
		struct cx_docs docs = {0};
		struct cx_node *tree = cx_node_new(&bench.arena, CX_NODE_OBJECT);
		cx_node_add(tree, "k", seeded_tree(&bench.arena, &seed, 4));
		cx_node_add(tree, "n", seeded_node(&bench.arena, &seed, 3));
		const char *text = printed(&bench, tree);
		enum cx_status status = bench_yaml(&bench, text, strlen(text), &docs);
		if (status || docs.count != 1 || !cx_node_equal(docs.items[0], tree))
			fail_msg("seed %llu: %s\n%s", (unsigned long long)first, bench_line(&bench, tree),
				 text);
		bench_release(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_when_ambiguous_then_quoted),
		cmocka_unit_test(test_tree_when_printed_then_in_blocks),
		cmocka_unit_test(test_notes_when_short_then_behind_and_else_above),
		cmocka_unit_test(test_print_when_generated_then_read_again_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
