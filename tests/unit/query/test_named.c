/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes as they are named: what a value means, every limit, what stands before what. */
#include "query/named.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct naming {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_named named;
	struct cx_source source;
};

static void release(struct naming *n)
{
	cx_named_release(&n->named);
	cx_diags_release(&n->diags);
	cx_arena_release(&n->arena);
	*n = (struct naming){0};
}

static bool has(const struct naming *n, const char *code, const char *text)
{
	for (size_t i = 0; i < n->diags.count; i++)
		if (!strcmp(n->diags.items[i]->code, code) && strstr(n->diags.items[i]->message, text))
			return true;
	return false;
}

static enum cx_status name_all(struct naming *n, const char *const *sets, const char *const *deletes,
			       const char *yaml)
{
	struct cx_named_input input = {.sets = sets, .deletes = deletes, .limit = 3};
	*n = (struct naming){0};
	while (sets && sets[input.set_count])
		input.set_count++;
	while (deletes && deletes[input.delete_count])
		input.delete_count++;
	enum cx_status status = CX_STATUS_OK;
	if (yaml) {
		n->source = (struct cx_source){"marks.yaml", yaml, strlen(yaml)};
		status = cx_named_parse(&n->arena, &n->source, &input.document, &n->diags);
	}
	enum cx_status named = cx_named_read(&n->arena, &input, &n->named, &n->diags);
	return status ? status : named;
}

static void test_value_when_typed(void **state)
{
	(void)state;
	static const struct {
		const char *text, *json;
	} rows[] = {
		{"high", "\"high\""}, {"5", "5"},
		{"-1.50", "-1.50"},   {"1e3", "1e3"},
		{"true", "true"},     {"false", "false"},
		{"null", "null"},     {"", "\"\""},
		{"True", "\"True\""}, {"01099", "\"01099\""},
		{"+5", "\"+5\""},     {" 5", "\" 5\""},
		{"0x1F", "\"0x1F\""}, {".5", "\".5\""},
		{"\"5\"", "\"5\""},   {"\"a\\nb\"", "\"a\\nb\""},
		{"\"5", "\"\\\"5\""}, {"\"a\" b", "\"\\\"a\\\" b\""},
		{"[1]", "\"[1]\""},   {"{}", "\"{}\""},
		{"a=b", "\"a=b\""},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		CX_AUTO(cx_buf) struct cx_buf json = CX_BUF_INIT;
		cx_json_line(cx_named_value(&arena, rows[i].text), &json);
		assert_string_equal(json.data, rows[i].json);
		cx_arena_release(&arena);
	}
}

static void test_read_when_options_stand_before_the_file(void **state)
{
	(void)state;
	struct naming n;
	const char *const sets[] = {"a=b=c", NULL}, *const deletes[] = {"gone", NULL};
	assert_int_equal(name_all(&n, sets, deletes, "a: 1\ngone: 2\nmore: null\n"), CX_STATUS_OK);
	assert_int_equal(n.named.count, 3);
	assert_string_equal(n.named.items[0].value->text, "b=c");
	assert_null(n.named.items[1].value);
	assert_int_equal(n.named.items[2].value->type, CX_NODE_NULL);
	assert_int_equal(n.named.items[2].span.line, 3);
	release(&n);
}

static void test_read_when_all_is_wrong_says_all(void **state)
{
	(void)state;
	struct naming n;
	const char *const sets[] = {"no", "=1", "_a=1", "system:b=1", "c=1", NULL};
	const char *const deletes[] = {"c", NULL};
	assert_int_equal(name_all(&n, sets, deletes, "d: [1]\ne: {}\n"), CX_STATUS_INVALID);
	assert_true(has(&n, "attributes.option", "--set number 1 holds no ="));
	assert_true(has(&n, "attributes.key", "a key has no characters"));
	assert_true(has(&n, "attributes.key", "_a begins with _"));
	assert_true(has(&n, "attributes.key", "system:b begins with system:"));
	assert_true(has(&n, "attributes.twice", "c is named by two options"));
	assert_true(has(&n, "attributes.value", "the value of d is of type array"));
	assert_true(has(&n, "attributes.value", "the value of e is of type object"));
	assert_true(has(&n, "attributes.count", "6 attributes are named, at most 3 are allowed"));
	assert_int_equal(n.diags.errors, 8);
	assert_int_equal(n.diags.items[n.diags.count - 3]->span.line, 1);
	assert_int_equal(n.diags.items[n.diags.count - 3]->span.column, 4);
	release(&n);
}

/* Characters, not bytes; the last that is allowed and the first that is not. */
static void test_read_when_at_the_limits(void **state)
{
	(void)state;
	struct naming n;
	for (size_t more = 0; more < 2; more++) {
		CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
		CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
		for (size_t i = 0; i < 255 + more; i++)
			cx_buf_adds(&key, "ä");
		cx_buf_adds(&key, "=1");
		cx_buf_adds(&value, "note=");
		for (size_t i = 0; i < 2000 + more; i++)
			cx_buf_adds(&value, "€");
		const char *const sets[] = {key.data, value.data, NULL};
		assert_int_equal(name_all(&n, sets, NULL, NULL), more ? CX_STATUS_INVALID : CX_STATUS_OK);
		assert_int_equal(n.diags.errors, more * 2);
		assert_int_equal(n.diags.warnings, more ? 0 : 1);
		assert_int_equal(has(&n, "attributes.key", "has 256 characters, at most 255"), more);
		assert_int_equal(has(&n, "attributes.value", "note has 2001 characters, at most 2000"), more);
		release(&n);
	}
	const char *const bad[] = {"a=\xff", "\xfe=1", NULL};
	assert_int_equal(name_all(&n, bad, NULL, NULL), CX_STATUS_INVALID);
	assert_true(has(&n, "attributes.value", "the value of a is no UTF-8"));
	assert_true(has(&n, "attributes.key", "is no UTF-8"));
	release(&n);
}

static void test_read_when_a_key_is_odd_warns(void **state)
{
	(void)state;
	struct naming n;
	const char *const sets[] = {"order-no=1", "Order_9=1", NULL};
	assert_int_equal(name_all(&n, sets, NULL, NULL), CX_STATUS_OK);
	assert_int_equal(n.diags.count, 1);
	assert_int_equal(n.diags.items[0]->severity, CX_SEVERITY_WARNING);
	assert_true(has(&n, "attributes.key", "order-no has other characters"));
	release(&n);
}

/* A file's values are in no message, and no excerpt is left to show. */
static void test_parse_when_wrong_shows_no_values(void **state)
{
	(void)state;
	static const char *const files[] = {
		"pin: 0412\n",   "pin: !!int 04x12\n",  "pin: *p0412\n", "pin: \u201c0412\u201d\n",
		"- 0412\n",      "pin: 0412: 0412\n",   "0412\n",        "pin: 1\n---\npin: 0412\n",
		"pin: 'x0412\n", "pin: 1\npin: 0412\n", "pin: [0412]\n", "pin: +49 351 0412412: x\n",
		"pin: @0412\n",
	};
	for (size_t i = 0; i < CX_COUNT(files); i++) {
		struct naming n;
		if (name_all(&n, NULL, NULL, files[i]) == CX_STATUS_OK)
			assert_true(n.diags.warnings > 0);
		for (size_t d = 0; d < n.diags.count; d++) {
			const struct cx_diag *diag = n.diags.items[d];
			assert_null(strstr(diag->message, "0412"));
			assert_true(!diag->hint || !strstr(diag->hint, "0412"));
			assert_true(!diag->note || !strstr(diag->note, "0412"));
			assert_null(diag->span.source ? diag->span.source->text : NULL);
		}
		release(&n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value_when_typed),
		cmocka_unit_test(test_read_when_options_stand_before_the_file),
		cmocka_unit_test(test_read_when_all_is_wrong_says_all),
		cmocka_unit_test(test_read_when_at_the_limits),
		cmocka_unit_test(test_read_when_a_key_is_odd_warns),
		cmocka_unit_test(test_parse_when_wrong_shows_no_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
