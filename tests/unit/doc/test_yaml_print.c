/* SPDX-License-Identifier: Apache-2.0 */
/* Trees into YAML: what a person would write, and what reads back as the same tree. */
#include "doc/layout.h"
#include "doc/yaml_print.h"
#include "unit/doc/support.h"

static const char *printed(struct bench *bench, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_yaml_print(node, NULL, &out);
	return cx_arena_strndup(&bench->arena, out.data, out.len);
}

static void test_print_when_written_by_hand_then_as_a_person_would(void **state)
{
	static const char *const texts[] = {
		"apiVersion: cxctl/v1\n"
		"kind: Audience\n"
		"metadata:\n"
		"  name: vip\n"
		"  id: 0d9f6c1e-2b7a-4c53-8e14-5a6b7c8d9e0f\n"
		"spec:\n"
		"  description: \"\"\n"
		"  criteria:\n"
		"    operator: AND\n"
		"    conditions:\n"
		"      - {field: spend, operator: greater_than, value: 500}\n"
		"      - operator: OR\n"
		"        conditions:\n"
		"          - {field: region, operator: in, value: [EMEA, APAC]}\n"
		"          - {field: tier, operator: equals, value: \"no\"}\n"
		"  exclusions:\n"
		"    - {ref: do-not-contact}\n"
		"  headers: {}\n"
		"  secret: {env: SECRET}\n"
		"  note: |\n"
		"    first line\n"
		"\n"
		"      third line\n",
		"[]\n",
		"- a\n- [b, c]\n- - {d: 1}\n  - - []\n    - e: {f: 2}\n      g: 3\n",
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(texts); i++) {
		struct bench bench = BENCH_INIT;
		struct cx_docs docs;
		assert_int_equal(bench_yaml(&bench, texts[i], strlen(texts[i]), &docs), CX_STATUS_OK);
		assert_string_equal(printed(&bench, docs.items[0]), texts[i]);
		bench_release(&bench);
	}
}

static void test_text_when_readers_could_differ_then_it_is_quoted(void **state)
{
	static const struct {
		const char *text, *printed;
	} cases[] = {
		{"vip", "vip"},
		{"two words", "two words"},
		{"https://a.example/x?y=1", "\"https://a.example/x?y=1\""},
		{"https://a.example/x", "https://a.example/x"},
		{"", "\"\""},
		{"no", "\"no\""},
		{"y", "\"y\""},
		{"null", "\"null\""},
		{"True", "\"True\""},
		{"012", "\"012\""},
		{"1:30", "\"1:30\""},
		{"2026-11-21", "\"2026-11-21\""},
		{"12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789012"},
		{"a: b", "\"a: b\""},
		{"a #b", "\"a #b\""},
		{"- a", "\"- a\""},
		{"a ", "\"a \""},
		{"{a}", "\"{a}\""},
		{"${var.x}", "\"${var.x}\""},
		{"it's", "\"it's\""},
		{"say \"a\\b\"", "\"say \\\"a\\\\b\\\"\""},
		{"caf\xc3\xa9", "caf\xc3\xa9"},
		{"\xc3\x9c", "\xc3\x9c"},
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
		{"a\xc2\xa0", "\"a\\u00a0\""},
		{"NULL", "\"NULL\""},
		{"~", "\"~\""},
		{"1e5", "\"1e5\""},
		{".inf", "\".inf\""},
		{"<<", "\"<<\""},
		{"=", "\"=\""},
		{"a:", "\"a:\""},
		{" a", "\" a\""},
		{"*a", "\"*a\""},
		{"a\x1b[31m", "\"a\\u001b[31m\""},
		{"a\tb\n\x01", "\"a\\tb\\n\\u0001\""},
		{"\xe2\x80\xae", "\"\\u202e\""},
		{"\xef\xbb\xbf", "\"\\ufeff\""},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_yaml_print_text(cases[i].text, strlen(cases[i].text), &out);
		assert_string_equal(out.data, cases[i].printed);
	}
}

/* Text of many lines stands as it is where nothing in it can be misread. */
static void test_lines_when_harmless_then_literal_and_else_quoted(void **state)
{
	static const char *const cases[][2] = {
		{"one\ntwo", "|-\n  one\n  two\n"},
		{"one\n\ntwo\n", "|\n  one\n\n  two\n"},
		{"one\n  two", "|-\n  one\n    two\n"},
		{"one\n\n", "\"one\\n\\n\"\n"},
		{"one \ntwo", "\"one \\ntwo\"\n"},
		{"\none", "\"\\none\"\n"},
		{" one\ntwo", "\" one\\ntwo\"\n"},
		{"one\n\ttwo", "\"one\\n\\ttwo\"\n"},
		{"one\n", "\"one\\n\"\n"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		assert_string_equal(printed(&bench, cx_node_string(&bench.arena, cases[i][0])), cases[i][1]);
		bench_release(&bench);
	}
}

static void test_tree_when_spread_then_one_value_a_line(void **state)
{
	struct bench bench = BENCH_INIT;
	const struct cx_yaml_style style = {.spread = true};
	(void)state;
	const struct cx_node *node = bench_json(
		&bench,
		"{\"a\":1,\"b\":{\"c\":[],\"d\":{}},\"e\":[{\"f\":null,\"g\":[true,[1e5]]},\"x\\ny\"],"
		"\"no\":-1.5E-7}");
	cx_yaml_print(node, &style, &bench.out);
	assert_string_equal(bench.out.data, "a: 1\n"
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
	const struct cx_yaml_style style = {true, say, NULL};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_yaml_print(bench_json(&bench, "{\"a\":\"b\",\"c\":[\"two\"],\"n\":1,\"l\":\"x\\ny\"}"), &style,
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

/* Texts of what is hard to write; some are whole words that readers take for something else. */
static struct cx_node *seeded_text(struct cx_arena *arena, uint64_t *seed)
{
	static const char *const words[] = {
		"no",   "Yes",    "off", "null",      "~",     "true",       "012",
		"0x1F", "0o17",   "1e5", "1_000",     "1:30",  "+5",         ".5",
		".inf", "-",      "?",   "<<",        "=",     "2026-11-21", "2026-11-21T10:00:00Z",
		"!tag", "&a",     "*a",  "%YAML 1.2", "---",   "...",        "@at",
		"`x`",  "{a: 1}", "[a]", "'q'",       "\"q\"", "a: b",       "a #b",
		"#c",   "- a",    "k:",
	};
	static const char *const parts[] = {
		"a",
		"no",
		" ",
		"\n",
		":",
		"#",
		"-",
		"'",
		"\"",
		"\\",
		"0",
		"1",
		"{",
		"]",
		",",
		"&",
		"*",
		"!",
		"|",
		">",
		"%",
		"\t",
		"~",
		": ",
		"\n\n",
		"---",
		"null",
		"true",
		".",
		"<<",
		"\r",
		"e",
		"? ",
		"@",
		"`",
		"_",
		"+",
		"  \n",
		"\xc2\x85",
		"\xe2\x80\xa8",
		"\xe2\x80\xa9",
		"\xef\xbb\xbf",
		"\x01",
		"\x7f",
		"\xc2\xa0",
		"\xc3\xa9",
		"\xe2\x80\xae",
		"\xe3\x80\x80",
		"\xf0\x9f\x98\x80",
		"\xf3\xa0\x80\x81",
		"\xee\x80\x80",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
	};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t way = seeded_below(seed, 12);
	if (way < 4)
		cx_buf_adds(&text, words[seeded_below(seed, CX_COUNT(words))]);
	else if (way == 4)
		cx_buf_fill(&text, "ab "[seeded_below(seed, 3)], seeded_below(seed, 1500));
	else
		for (size_t n = seeded_below(seed, 7); n; n--)
			cx_buf_adds(&text, parts[seeded_below(seed, CX_COUNT(parts))]);
	return cx_node_string_n(arena, cx_arena_strndup(arena, text.data, text.len), text.len);
}

static struct cx_node *seeded_tree(struct cx_arena *arena, uint64_t *seed, int depth)
{
	size_t kind = seeded_below(seed, depth ? 10 : 5);
	if (kind == 0)
		return seeded_node(arena, seed, 0);
	if (kind < 5)
		return seeded_text(arena, seed);
	struct cx_node *node = cx_node_new(arena, kind < 8 ? CX_NODE_OBJECT : CX_NODE_ARRAY);
	for (size_t n = seeded_below(seed, 5); n; n--) {
		struct cx_node *child = seeded_tree(arena, seed, depth - 1);
		const struct cx_node *key = seeded_text(arena, seed);
		if (node->type == CX_NODE_ARRAY)
			cx_node_push(node, child);
		else if (!cx_node_get_n(node, key->text, key->len))
			cx_node_add_n(node, key->text, key->len, child);
	}
	return node;
}

/* What fmt would write is what was printed, but for keys behind `? `, which it leaves alone. */
static void check_layout(struct bench *bench, const char *text)
{
	struct cx_layout layout;
	struct cx_yaml_place place;
	cx_buf_clear(&bench->out);
	if (cx_layout_parse(&bench->arena, text, strlen(text), &layout, &place))
		return;
	cx_layout_print(&layout, &bench->out);
	assert_string_equal(bench->out.data, text);
}

static const char *note(void *data, const struct cx_node *node)
{
	(void)node;
	return ++*(size_t *)data % 3 ? NULL : "a note: no";
}

static void test_print_when_generated_then_read_again_the_same(void **state)
{
	enum { TREES = 3000 };
	(void)state;
	for (uint64_t first = 1; first <= TREES; first++) {
		struct bench bench = BENCH_INIT;
		uint64_t seed = first * 0x9e3779b97f4a7c15u;
		size_t notes = 0;
		struct cx_docs docs = {0};
		struct cx_yaml_style style = {first % 2, note, &notes};
		struct cx_node *tree = seeded_tree(&bench.arena, &seed, 4);
		/* A document of nothing is none. */
		if (tree->type != CX_NODE_NULL) {
			cx_yaml_print(tree, &style, &bench.out);
			const char *text = cx_arena_strndup(&bench.arena, bench.out.data, bench.out.len);
			enum cx_status status = bench_yaml(&bench, text, strlen(text), &docs);
			if (status || docs.count != 1 || !cx_node_equal(tree, docs.items[0]))
				fail_msg("seed %llu: %s\n%s", (unsigned long long)first,
					 bench.diags.count ? bench.diags.items[0]->message : "another tree",
					 text);
			check_layout(&bench, text);
		}
		bench_release(&bench);
	}
}

static void test_entry_when_with_and_without_key_then_lines_of_a_file(void **state)
{
	(void)state;
	static const struct {
		const char *key, *text, *printed;
	} rows[] = {
		{"value", "5\n", "value: 5\n"},
		{NULL, "5\n", "5\n"},
		{"yes", "a: {b: [1]}\n", "\"yes\":\n  a: {b: [1]}\n"},
		{NULL, "a: {b: [1]}\n", "a: {b: [1]}\n"},
		{"text", "|\n  a\n  b\n", "text: |\n  a\n  b\n"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct bench bench = {0};
		struct cx_docs docs = {0};
		assert_int_equal(bench_yaml(&bench, rows[i].text, strlen(rows[i].text), &docs), CX_STATUS_OK);
		cx_buf_adds(&bench.out, "before\n");
		cx_yaml_print_entry(rows[i].key, docs.items[0], &bench.out);
		assert_string_equal(bench.out.data + strlen("before\n"), rows[i].printed);
		bench_release(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print_when_written_by_hand_then_as_a_person_would),
		cmocka_unit_test(test_text_when_readers_could_differ_then_it_is_quoted),
		cmocka_unit_test(test_lines_when_harmless_then_literal_and_else_quoted),
		cmocka_unit_test(test_tree_when_spread_then_one_value_a_line),
		cmocka_unit_test(test_notes_when_short_then_behind_and_else_above),
		cmocka_unit_test(test_entry_when_with_and_without_key_then_lines_of_a_file),
		cmocka_unit_test(test_print_when_generated_then_read_again_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
