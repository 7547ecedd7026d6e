/* SPDX-License-Identifier: Apache-2.0 */
/* Trees into YAML: what a person would write, and what reads back as the same tree. */
#include "doc/yaml_print.h"
#include "unit/doc/support.h"

static const char *printed(struct bench *bench, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_yaml_print(node, &out);
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
		"- a\n- [b, c]\n-\n  - {d: 1}\n",
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
		{"caf\xc3\xa9", "\"caf\xc3\xa9\""},
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

static unsigned draw(uint64_t *seed, unsigned bound)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*seed >> 33) % bound);
}

static struct cx_node *random_text(struct cx_arena *arena, uint64_t *seed)
{
	static const char *const parts[] = {
		"a",  "no",   " ",   "\n",   ":",   "#",    "-",    "'", "\"",   "\\",           "0",  "1",
		"{",  "]",    ",",   "&",    "*",   "!",    "|",    ">", "%",    "\xc3\xa9",     "\t", "~",
		": ", "\n\n", "---", "null", "1e5", "0x1F", "1:30", ".", "true", "\xe2\x80\xa8", "<<", "\r",
	};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (unsigned n = draw(seed, 6); n; n--)
		cx_buf_adds(&text, parts[draw(seed, CX_COUNT(parts))]);
	return cx_node_string_n(arena, cx_arena_strndup(arena, text.data, text.len), text.len);
}

static struct cx_node *random_tree(struct cx_arena *arena, uint64_t *seed, unsigned depth)
{
	unsigned kind = draw(seed, depth ? 8 : 5);
	if (kind == 0)
		return cx_node_new(arena, CX_NODE_NULL);
	if (kind == 1)
		return cx_node_bool(arena, draw(seed, 2) == 0);
	if (kind == 2)
		return cx_node_int(arena, (int64_t)draw(seed, 2000) - 1000);
	if (kind < 5)
		return random_text(arena, seed);
	struct cx_node *node = cx_node_new(arena, kind < 7 ? CX_NODE_OBJECT : CX_NODE_ARRAY);
	for (unsigned n = draw(seed, 5); n; n--) {
		struct cx_node *child = random_tree(arena, seed, depth - 1);
		const struct cx_node *key = random_text(arena, seed);
		if (node->type == CX_NODE_ARRAY)
			cx_node_push(node, child);
		else if (!cx_node_get_n(node, key->text, key->len))
			cx_node_add_n(node, key->text, key->len, child);
	}
	return node;
}

static void test_print_when_read_again_then_the_same_tree(void **state)
{
	enum { TREES = 3000 };
	(void)state;
	for (uint64_t i = 0; i < TREES; i++) {
		uint64_t seed = i;
		struct bench bench = BENCH_INIT;
		struct cx_docs docs = {0};
		struct cx_node *tree = random_tree(&bench.arena, &seed, 4);
		const char *text = printed(&bench, tree);
		if (tree->type == CX_NODE_NULL) {
			bench_release(&bench);
			continue;
		}
		enum cx_status status = bench_yaml(&bench, text, strlen(text), &docs);
		if (status || docs.count != 1 || !cx_node_equal(tree, docs.items[0]))
			fail_msg("seed %llu: %s\n%s", (unsigned long long)i,
				 bench.diags.count ? bench.diags.items[0]->message : "another tree", text);
		bench_release(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print_when_written_by_hand_then_as_a_person_would),
		cmocka_unit_test(test_text_when_readers_could_differ_then_it_is_quoted),
		cmocka_unit_test(test_print_when_read_again_then_the_same_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
