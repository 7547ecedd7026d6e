/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of single values: the rest of the text stays, byte by byte. */
#include "doc/edit.h"

#include "support.h"

struct desk {
	struct bench bench;
	struct cx_layout layout;
	struct cx_edits edits;
};

static void desk_open(struct desk *d, const char *text)
{
	struct cx_yaml_place place = {0};
	*d = (struct desk){.bench = BENCH_INIT};
	assert_int_equal(cx_layout_parse(&d->bench.arena, text, strlen(text), &d->layout, &place),
			 CX_STATUS_OK);
	d->edits = (struct cx_edits){.arena = &d->bench.arena, .text = text, .len = strlen(text)};
}

static const struct cx_layout_node *root_of(const struct desk *d)
{
	return &d->layout.first->root;
}

/* The entry of that name, or the item of that number. */
static const struct cx_layout_item *entry_of(const struct cx_layout_node *in, const char *name)
{
	size_t index = 0;
	for (const struct cx_layout_item *item = in->first; item; item = item->next, index++)
		if (item->key
			    ? strlen(name) == item->name_len && memcmp(item->name, name, item->name_len) == 0
			    : name[0] == (char)('0' + index))
			return item;
	fail_msg("no entry %s", name);
	return NULL;
}

/* Applies what was edited; NULL stands for an overlap. */
static void assert_text(struct desk *d, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	bool applied = cx_edits_apply(&d->edits, &text);
	assert_true(applied == (expected != NULL));
	if (expected)
		assert_string_equal(text.data, expected);
	bench_release(&d->bench);
}

static void assert_replaced(const char *text, const char *json, const char *expected)
{
	struct desk d;
	desk_open(&d, text);
	const struct cx_node *value = bench_json(&d.bench, json);
	assert_int_equal(cx_edit_replace(&d.edits, entry_of(root_of(&d), "a"), value), CX_EDIT_DONE);
	assert_text(&d, expected);
}

static void test_replace_when_scalar_then_quotes_go_and_comments_stay(void **state)
{
	(void)state;
	assert_replaced("a: 'x'   # why\nb: 2\n", "\"no\"", "a: \"no\"   # why\nb: 2\n");
	assert_replaced("# head\na:   1e3\n", "5.50", "# head\na:   5.50\n");
	assert_replaced("a: x", "null", "a: null");
	assert_replaced("a:\nb: 1\n", "3", "a: 3\nb: 1\n");
	assert_replaced("a: [1, 2]  # all\n", "[1,\"a, b\"]", "a: [1, \"a, b\"]  # all\n");
	assert_replaced("a: one\n  two\nb: 1\n", "\"three\"", "a: three\nb: 1\n");
	assert_replaced("a: \"$${x} costs\"\n", "1", "a: 1\n");
}

static void test_replace_when_block_of_text_then_a_block_again(void **state)
{
	(void)state;
	assert_replaced("a: |\n  one\n  two\n# end\nb: 1\n", "\"one\\nthree\\n\"",
			"a: |\n  one\n  three\n# end\nb: 1\n");
	assert_replaced("a: |\n  one\n  two\nb: 1\n", "\"short\"", "a: short\nb: 1\n");
}

static void assert_refused(const char *text, const char *json, enum cx_edit_result expected)
{
	struct desk d;
	desk_open(&d, text);
	const struct cx_node *value = bench_json(&d.bench, json);
	assert_int_equal(cx_edit_replace(&d.edits, entry_of(root_of(&d), "a"), value), expected);
	assert_int_equal(d.edits.count, 0);
	assert_text(&d, text);
}

static void test_replace_when_shared_or_too_large_then_refused(void **state)
{
	(void)state;
	assert_refused("a: &x 1\nb: *x\n", "2", CX_EDIT_ANCHOR);
	assert_refused("b: &x 1\na: *x\n", "2", CX_EDIT_ANCHOR);
	assert_refused("a: !!str 1\n", "2", CX_EDIT_ANCHOR);
	assert_refused("a: [1, &x 2]\n", "[3]", CX_EDIT_ANCHOR);
	assert_refused("a: \"from ${var.x}\"\n", "2", CX_EDIT_VARIABLE);
	assert_refused("a: {b: 1}\n", "{\"b\":{\"c\":[{\"d\":1}]}}", CX_EDIT_BRACKETS);
	assert_refused("a: [1, # one\n  2]\n", "[3]", CX_EDIT_BRACKETS);
	assert_refused("a:\n  b: 1\n", "2", CX_EDIT_LAYOUT);
}

/* Text that only looks like an anchor. */
static void test_replace_when_quoted_marks_then_done(void **state)
{
	(void)state;
	assert_replaced("a: [\"&c\", '*d', \"!e\"]\n", "[1]", "a: [1]\n");
}

static void assert_removed(const char *text, const char *name, const char *expected)
{
	struct desk d;
	desk_open(&d, text);
	assert_int_equal(cx_edit_remove(&d.edits, root_of(&d), entry_of(root_of(&d), name)), CX_EDIT_DONE);
	assert_text(&d, expected);
}

static void test_remove_when_entry_then_its_lines_and_no_comment_above(void **state)
{
	(void)state;
	assert_removed("# of a\na: 1  # one\nb: 2\n", "a", "# of a\nb: 2\n");
	assert_removed("a:\n  x: 1\n  y: 2\n\nb: 2\n", "a", "\nb: 2\n");
	assert_removed("- 1\n# two\n- x: 2\n  y: 3\n- 3\n", "1", "- 1\n# two\n- 3\n");
	assert_removed("a: |\n  text\nb: 2", "a", "b: 2");
	struct desk d;
	desk_open(&d, "- a: 1\n  b: 2\n");
	const struct cx_layout_node *map = &root_of(&d)->first->value;
	assert_int_equal(cx_edit_remove(&d.edits, map, entry_of(map, "a")), CX_EDIT_LAYOUT);
	assert_text(&d, "- a: 1\n  b: 2\n");
	desk_open(&d, "a: \"${var.x}\"\nb: 1\n");
	assert_int_equal(cx_edit_remove(&d.edits, root_of(&d), entry_of(root_of(&d), "a")), CX_EDIT_VARIABLE);
	assert_text(&d, "a: \"${var.x}\"\nb: 1\n");
}

static void assert_added(const char *text, const char *after, const char *key, const char *json,
			 const char *expected)
{
	struct desk d;
	desk_open(&d, text);
	const struct cx_layout_node *in = &root_of(&d)->first->value;
	const struct cx_edit_entry entry = {
		.key = key,
		.key_len = key ? strlen(key) : 0,
		.value = bench_json(&d.bench, json),
		.after = after ? entry_of(in, after) : NULL,
	};
	assert_int_equal(cx_edit_add(&d.edits, in, &entry), CX_EDIT_DONE);
	assert_text(&d, expected);
}

static void test_add_when_collection_then_behind_the_entry(void **state)
{
	(void)state;
	assert_added("s:\n  a: 1   # one\n  b: 2\nt: 3\n", "a", "c", "[1]",
		     "s:\n  a: 1   # one\n  c: [1]\n  b: 2\nt: 3\n");
	assert_added("s:\n  a: 1\n  b: 2", NULL, "c", "\"x\\ny\\n\"",
		     "s:\n  a: 1\n  b: 2\n  c: |\n    x\n    y\n");
	assert_added("s:\n- 1\n- 2\n", NULL, NULL, "{\"a\":1,\"b\":{\"c\":2}}",
		     "s:\n- 1\n- 2\n- a: 1\n  b: {c: 2}\n");
	assert_added("s: {a: 1, b: 2}  # both\n", NULL, "c", "\"{x}\"",
		     "s: {a: 1, b: 2, c: \"{x}\"}  # both\n");
	assert_added("s: [1, # one\n  2, # two\n]\n", NULL, NULL, "3", "s: [1, # one\n  2, 3, # two\n]\n");
}

static void test_swap_when_comment_would_be_lost_then_refused(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d, "- {a: 1}\n- 2\n");
	struct cx_edit_entry entry = {.value = bench_json(&d.bench, "{\"a\":[{\"b\":1}]}")};
	assert_int_equal(cx_edit_swap(&d.edits, root_of(&d), root_of(&d)->first, &entry), CX_EDIT_DONE);
	assert_text(&d, "- a:\n    - {b: 1}\n- 2\n");
	desk_open(&d, "- {a: 1}  # one\n- 2\n");
	entry.value = bench_json(&d.bench, "{\"a\":[{\"b\":1}]}");
	assert_int_equal(cx_edit_swap(&d.edits, root_of(&d), root_of(&d)->first, &entry), CX_EDIT_BRACKETS);
	assert_text(&d, "- {a: 1}  # one\n- 2\n");
}

static void test_apply_when_edits_overlap_then_false(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d, "a:\n  b: 1\n");
	const struct cx_layout_item *a = entry_of(root_of(&d), "a");
	assert_int_equal(cx_edit_replace(&d.edits, a->value.first, bench_json(&d.bench, "2")), CX_EDIT_DONE);
	assert_int_equal(cx_edit_remove(&d.edits, root_of(&d), a), CX_EDIT_DONE);
	assert_text(&d, NULL);
}

static void test_apply_when_many_then_in_order_of_place(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d, "a:\n  - 1\nb: 2\n");
	const struct cx_layout_item *a = entry_of(root_of(&d), "a"), *b = entry_of(root_of(&d), "b");
	const struct cx_edit_entry member = {
		.key = "c", .key_len = 1, .value = bench_json(&d.bench, "3"), .after = a};
	assert_int_equal(cx_edit_replace(&d.edits, b, bench_json(&d.bench, "20")), CX_EDIT_DONE);
	assert_int_equal(cx_edit_add(&d.edits, root_of(&d), &member), CX_EDIT_DONE);
	for (size_t i = 0; i < 2; i++) {
		const struct cx_edit_entry item = {.value = bench_json(&d.bench, i ? "8" : "7")};
		assert_int_equal(cx_edit_add(&d.edits, &a->value, &item), CX_EDIT_DONE);
	}
	assert_text(&d, "a:\n  - 1\n  - 7\n  - 8\nc: 3\nb: 20\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace_when_scalar_then_quotes_go_and_comments_stay),
		cmocka_unit_test(test_replace_when_block_of_text_then_a_block_again),
		cmocka_unit_test(test_replace_when_shared_or_too_large_then_refused),
		cmocka_unit_test(test_replace_when_quoted_marks_then_done),
		cmocka_unit_test(test_remove_when_entry_then_its_lines_and_no_comment_above),
		cmocka_unit_test(test_add_when_collection_then_behind_the_entry),
		cmocka_unit_test(test_swap_when_comment_would_be_lost_then_refused),
		cmocka_unit_test(test_apply_when_edits_overlap_then_false),
		cmocka_unit_test(test_apply_when_many_then_in_order_of_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
