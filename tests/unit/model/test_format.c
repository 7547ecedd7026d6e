/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting: what is kept, what is ordered, what is left alone, and the laws over random files. */
#include "unit/doc/support.h"

#include "model/format.h"

struct desk {
	struct bench bench;
	struct cx_kinds kinds;
	struct cx_catalog catalog;
	struct cx_formats formats;
};

static void desk_open(struct desk *desk)
{
	*desk = (struct desk){.bench = BENCH_INIT};
	struct bench *b = &desk->bench;
	assert_int_equal(cx_kinds_load(&b->arena, NULL, &desk->kinds, &b->diags), CX_STATUS_OK);
	assert_int_equal(cx_catalog_load(&b->arena, &desk->kinds, &desk->catalog, &b->diags), CX_STATUS_OK);
	assert_int_equal(cx_formats_init(&b->arena, &desk->catalog, &desk->formats, &b->diags), CX_STATUS_OK);
}

static enum cx_status desk_format(struct desk *desk, const char *text, size_t len)
{
	struct cx_source *source = cx_arena_alloc(&desk->bench.arena, sizeof *source);
	*source = (struct cx_source){"test.yaml", text, len};
	cx_buf_clear(&desk->bench.out);
	return cx_format_text(&desk->bench.arena, &desk->formats, source, &desk->bench.out,
			      &desk->bench.diags);
}

static void test_format_when_written_by_hand_then_in_order(void **state)
{
	static const struct {
		const char *text, *formatted;
	} cases[] = {
		{"", ""},
		{"# only\n\n\n", "# only\n\n\n"},
		{"kind: Audience\napiVersion:   cxctl/v1  # v\n",
		 "apiVersion: cxctl/v1  # v\nkind: Audience\n"},
		{"# top\n\n# k\nkind: Audience\r\napiVersion: 'cxctl/v1'",
		 "# top\n\napiVersion: 'cxctl/v1'\n# k\nkind: Audience\n"},
		{"kind: Audience\nspec:\n    criteria:\n      conditions:\n      - value: 1\n        field: "
		 "a\n"
		 "        operator: equals\n      operator: AND\n    zzz: 1\n    name: x\n",
		 "kind: Audience\nspec:\n  name: x\n  criteria:\n    operator: AND\n    conditions:\n"
		 "      - field: a\n        operator: equals\n        value: 1\n  zzz: 1\n"},
		{"kind: Audience\nspec:\n  criteria:\n    conditions:\n      - value: 1\n        # why\n"
		 "        field: a\n",
		 "kind: Audience\nspec:\n  criteria:\n    conditions:\n      # why\n      - field: a\n"
		 "        value: 1\n"},
		{"a:\n-   b:\n    - c # d\n    # e\n\n\n-\n", "a:\n  - b:\n      - c # d\n    # e\n\n  -\n"},
		{"a: |\n     x\n       z\n\nb: >+\n c\n\n\nd: |2-\n  e\n",
		 "a: |\n  x\n    z\n\nb: >+\n  c\n\n\nd: |2-\n  e\n"},
		{"a:\n    b: \"x\n     y\"\n    c: [1,\n      2\n    ]\n",
		 "a:\n  b: \"x\n    y\"\n  c: [1,\n    2\n  ]\n"},
		{"a:   # h\n   &x\n   b: 1\nc: *x\n", NULL},
		{"a: &x   # h\n   b: 1\nc: *x\n", "a: &x   # h\n  b: 1\nc: *x\n"},
		{"kind: Webhook\nmetadata: {name: a}\npatch:\n  spec:\n    url: x\n    name: n1\n",
		 "kind: Webhook\nmetadata: {name: a}\npatch:\n  spec:\n    name: n1\n    url: x\n"},
		{"--- # one\n\na: 1\n# tail\n---\n# two\n---\nb: 1\n",
		 "--- # one\na: 1\n# tail\n---\n# two\n---\nb: 1\n"},
		{"? a\n: b\n", NULL},
		{"%YAML 1.2\n---\na: 1\n", NULL},
		{"a: 1\n...\n", NULL},
		{"{a: 1}\n", NULL},
		{"a: |\n  no line break at the end", NULL},
	};
	struct desk desk;
	(void)state;
	desk_open(&desk);
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		enum cx_status status = desk_format(&desk, cases[i].text, strlen(cases[i].text));
		if (status != (cases[i].formatted ? CX_STATUS_OK : CX_STATUS_ABSENT))
			fail_msg("%s: %s", cases[i].text, cx_status_name(status));
		if (cases[i].formatted)
			assert_string_equal(desk.bench.out.data, cases[i].formatted);
	}
	bench_release(&desk.bench);
}

static void test_format_when_alias_would_precede_its_anchor_then_order_stays(void **state)
{
	const char *text = "spec:\n  name: &n x\nkind: Audience\nmetadata:\n  name: *n\n";
	struct desk desk;
	(void)state;
	desk_open(&desk);
	assert_int_equal(desk_format(&desk, text, strlen(text)), CX_STATUS_OK);
	assert_string_equal(desk.bench.out.data, text);
	assert_int_equal(desk.bench.diags.count, 1);
	assert_string_equal(desk.bench.diags.items[0]->code, "fmt.alias");
	assert_int_equal(desk.bench.diags.items[0]->span.line, 1);
	bench_release(&desk.bench);
}

/* A random file: each comment has a number of its own. */
struct writer {
	struct cx_buf *out;
	uint64_t seed;
	size_t comments;
};

static void write_comment(struct writer *w, size_t column, const char *end)
{
	if (seeded_below(&w->seed, 3))
		return;
	if (!seeded_below(&w->seed, 3))
		cx_buf_adds(w->out, "\n");
	cx_buf_fill(w->out, ' ', column);
	cx_buf_addf(w->out, "#%zu.%s", w->comments++, end);
}

static void write_value(struct writer *w, size_t column, int depth);

static void write_collection(struct writer *w, size_t column, int depth)
{
	static const char *const keys[] = {"kind",       "value", "operator",   "spec",       "field",
					   "conditions", "name",  "apiVersion", "'criteria'", "\"metadata\""};
	size_t start = seeded_below(&w->seed, 10), count = 1 + seeded_below(&w->seed, 4);
	bool is_map = depth == 4 || seeded_below(&w->seed, 2);
	for (size_t i = 0; i < count; i++) {
		write_comment(w, column + (seeded_below(&w->seed, 4) ? 0 : 1), "\n");
		cx_buf_fill(w->out, ' ', column);
		cx_buf_addf(w->out, is_map ? "%s:" : "-", keys[(start + i * 3) % CX_COUNT(keys)]);
		write_value(w, column, depth);
	}
	write_comment(w, column, "\n");
}

static void write_value(struct writer *w, size_t column, int depth)
{
	static const char *const values[] = {"", " x", "  'q # x'", " [a, {b: c}]", " \"d\"", " &a z"};
	size_t kind = seeded_below(&w->seed, depth ? 10 : 8), deeper = column + 1 + seeded_below(&w->seed, 4);
	if (kind < CX_COUNT(values)) {
		cx_buf_adds(w->out, values[kind]);
		write_comment(w, 1, "");
		cx_buf_adds(w->out, "\n");
	} else if (kind == 6) {
		cx_buf_adds(w->out, " |\n");
		cx_buf_fill(w->out, ' ', deeper);
		cx_buf_adds(w->out, "# text\n\n");
		cx_buf_fill(w->out, ' ', deeper);
		cx_buf_adds(w->out, "  more\n");
	} else if (kind == 7) {
		cx_buf_adds(w->out, " [a, # in\n");
		cx_buf_fill(w->out, ' ', deeper);
		cx_buf_adds(w->out, "b]\n");
	} else {
		cx_buf_adds(w->out, "\n");
		write_collection(w, deeper, depth - 1);
	}
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;
	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

static void test_format_when_random_then_kept_and_stable(void **state)
{
	size_t done = 0;
	struct desk desk;
	(void)state;
	desk_open(&desk);
	for (uint64_t seed = 1; seed <= 300; seed++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		struct writer w = {.out = &text, .seed = seed * 0x9e3779b97f4a7c15u};
		cx_buf_adds(&text, seed % 2 ? "kind: Audience\nspec:\n" : "# file\n\n");
		write_collection(&w, seed % 2 ? 2 : 0, 4);
		enum cx_status status = desk_format(&desk, text.data, text.len);
		if (status)
			fail_msg("seed %zu: %s: %s\n%s", (size_t)seed, cx_status_name(status),
				 desk.bench.diags.count ? desk.bench.diags.items[0]->message : "", text.data);
		char *first = cx_buf_take(&desk.bench.out);
		for (size_t i = 0; i < w.comments; i++) {
			const char *mark = cx_arena_printf(&desk.bench.arena, "#%zu.", i);
			if (count_of(first, mark) != 1)
				fail_msg("seed %zu: comment %s\n%s\n%s", (size_t)seed, mark, text.data,
					 first);
		}
		assert_int_equal(desk_format(&desk, first, strlen(first)), CX_STATUS_OK);
		assert_string_equal(desk.bench.out.data, first);
		done += strcmp(first, text.data) != 0;
		cx_free(first);
	}
	bench_release(&desk.bench);
	assert_true(done > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_when_written_by_hand_then_in_order),
		cmocka_unit_test(test_format_when_alias_would_precede_its_anchor_then_order_stays),
		cmocka_unit_test(test_format_when_random_then_kept_and_stable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
