/* SPDX-License-Identifier: Apache-2.0 */
/* What has changed since a plan: told by address and path, whatever the older one holds. */
#include "report/plan_since.h"

#include "base/buf.h"
#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct cx_node *parse(struct cx_arena *arena, const char *text)
{
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	const struct cx_source source = {.name = "plan.json", .text = text, .len = strlen(text)};
	assert_int_equal(cx_json_parse(arena, &source, &node, &diags), CX_STATUS_OK);
	return node;
}

/* The notes, a line each. */
static void since(const char *then, const char *now, struct cx_buf *ret_lines)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	cx_plan_since(&arena, parse(&arena, then), parse(&arena, now), &diags);
	cx_buf_clear(ret_lines);
	for (size_t i = 0; i < diags.count; i++) {
		assert_string_equal(diags.items[i]->code, "apply.stale");
		cx_buf_addf(ret_lines, "%s\n", diags.items[i]->message);
	}
}

#define UPDATE(address, fields) \
	"{\"address\":\"" address "\",\"action\":\"update\",\"class\":\"intended\",\"fields\":[" fields "]"
#define FIELD(path, before, after) "{\"path\":\"" path "\",\"before\":\"" before "\",\"after\":\"" after "\"}"
#define DIGESTS(body, live)        ",\"digests\":{\"body\":\"" body "\",\"live\":\"" live "\"}}"

static void test_since_when_changes_differ_then_each_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *then, *now, *lines;
	} rows[] = {
		{"", UPDATE("A/a", "") "}", "A/a: would be updated now, and was not in the plan\n"},
		{UPDATE("A/a", "") "}", "", "A/a: was to be updated, and needs nothing now\n"},
		{"{\"address\":\"A/a\",\"action\":\"create\"}", UPDATE("A/a", "") "}",
		 "A/a: was to be created, and would be updated now\n"},
		{UPDATE("A/a", FIELD("/n", "x", "z")) "}", UPDATE("A/a", FIELD("/n", "y", "z")) "}",
		 "A/a /n: the tenant had \"x\", and has \"y\" now\n"},
		{UPDATE("A/a", FIELD("/n", "x", "y")) "}", UPDATE("A/a", FIELD("/n", "x", "z")) "}",
		 "A/a /n: git said \"y\", and says \"z\" now\n"},
		{UPDATE("A/a", FIELD("/n", "x", "y")) "}",
		 UPDATE("A/a", FIELD("/n", "x", "y") "," FIELD("/d", "1", "2")) "}",
		 "A/a /d: the tenant has \"1\" now, and git \"2\"\n"},
		{UPDATE("A/a", FIELD("/n", "x", "y") "," FIELD("/d", "1", "2")) "}",
		 UPDATE("A/a", FIELD("/n", "x", "y")) "}", "A/a /d: git and tenant are equal now\n"},
		{UPDATE("A/a", "") "}", UPDATE("A/a", "") ",\"refusal\":\"both changed it\"}",
		 "A/a: is refused now: both changed it\n"},
		{UPDATE("A/a", "") ",\"refusal\":\"both changed it\"}", UPDATE("A/a", "") DIGESTS("1", "1"),
		 "A/a: is not refused any more: both changed it\n"},
		{UPDATE("A/a", "") DIGESTS("1", "1"), UPDATE("A/a", "") DIGESTS("1", "2"),
		 "A/a: the tenant changed it where the plan shows nothing\n"},
		{UPDATE("A/a", "") DIGESTS("1", "1"), UPDATE("A/a", "") DIGESTS("2", "1"),
		 "A/a: what would be sent differs where the plan shows nothing\n"},
		{UPDATE("A/a", "") "}", UPDATE("A/a", "") "}",
		 "no change looks different: base URL, profile, or a decision on what is left does\n"},
	};
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf then = CX_BUF_INIT, now = CX_BUF_INIT;
		cx_buf_addf(&then, "{\"changes\":[%s]}", rows[i].then);
		cx_buf_addf(&now, "{\"changes\":[%s]}", rows[i].now);
		since(then.data, now.data, &lines);
		assert_string_equal(lines.data, rows[i].lines);
	}
}

static void test_since_when_much_differs_then_the_rest_is_counted(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf now = CX_BUF_INIT, lines = CX_BUF_INIT;
	cx_buf_adds(&now, "{\"changes\":[");
	for (int i = 0; i < CX_PLAN_SINCE_MAX + 7; i++)
		cx_buf_addf(&now, "%s{\"address\":\"A/%d\",\"action\":\"delete\"}", i ? "," : "", i);
	cx_buf_adds(&now, "]}");
	since("{}", now.data, &lines);
	size_t count = 0;
	for (const char *at = lines.data; (at = strchr(at, '\n')); at++)
		count++;
	assert_int_equal(count, CX_PLAN_SINCE_MAX + 1);
	assert_non_null(strstr(lines.data, "\n7 more differences\n"));
}

/* A later version may have other shapes; what is no text or list is passed over. */
static void test_since_when_the_plan_has_odd_shapes_then_no_harm(void **state)
{
	(void)state;
	static const char *const odd[] = {
		"{}",
		"[]",
		"{\"changes\":7}",
		"{\"changes\":\"x\"}",
		"{\"changes\":[1,\"x\",null,[],{}]}",
		"{\"changes\":[{\"address\":5}]}",
		"{\"changes\":[{\"address\":\"A/a\",\"action\":[],\"class\":{},\"fields\":{\"a\":1}}]}",
		"{\"changes\":[{\"address\":\"A/a\",\"fields\":[{\"path\":\"/n\",\"before\":{}}]}]}",
		"{\"changes\":[{\"address\":\"A/a\",\"digests\":[]},{\"address\":\"A/a\"}]}",
	};
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(odd); i++) {
		since(odd[i], "{\"changes\":[" UPDATE("A/a", FIELD("/n", "x", "y")) "}]}", &lines);
		assert_true(lines.len > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_since_when_changes_differ_then_each_is_told),
		cmocka_unit_test(test_since_when_much_differs_then_the_rest_is_counted),
		cmocka_unit_test(test_since_when_the_plan_has_odd_shapes_then_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
