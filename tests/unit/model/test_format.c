/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting: what is kept, what is ordered, what is left alone. */
#include "unit/model/format_desk.h"

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
		{"kind: Audience\nmetadata: { id: x,name: \"a\"  , 'protect' : true}\n",
		 "kind: Audience\nmetadata: {name: \"a\", id: x, 'protect': true}\n"},
		{"kind: Audience\nspec: {criteria: {conditions: [{value: [2,1], field: a,}],\n  operator: "
		 "OR}, "
		 "name: nn}\n",
		 "kind: Audience\nspec: {name: nn, criteria: {operator: OR,\n  conditions: [{field: a, "
		 "value: "
		 "[2, 1],}]}}\n"},
		{"kind: Audience\nmetadata: {id: , name}\n", "kind: Audience\nmetadata: {name, id: }\n"},
		{"a: &y one\nb: {*y : [*y ,p:  q]}\n", "a: &y one\nb: {*y : [*y, p: q]}\n"},
		{"? a\n: b\n", NULL},
		{"a: {? b : c}\n", NULL},
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

static void test_format_when_order_cannot_be_then_it_stays_and_is_said(void **state)
{
	static const struct {
		const char *text, *code;
		unsigned line;
	} cases[] = {
		{"spec:\n  name: &n x\nkind: Audience\nmetadata:\n  name: *n\n", "fmt.alias", 1},
		{"kind: Audience\nmetadata: &m {id: &n x, name: *n}\n", "fmt.alias", 2},
		{"metadata: {id: &n x}\nkind: &n Audience\nspec: *n\n", "fmt.alias", 1},
		{"kind: Audience\nmetadata: {id: x, # why\n  name: nn}\n", "fmt.comment", 2},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct desk desk;
		desk_open(&desk);
		assert_int_equal(desk_format(&desk, cases[i].text, strlen(cases[i].text)), CX_STATUS_OK);
		assert_string_equal(desk.bench.out.data, cases[i].text);
		assert_int_equal(desk.bench.diags.count, 1);
		assert_string_equal(desk.bench.diags.items[0]->code, cases[i].code);
		assert_int_equal(desk.bench.diags.items[0]->span.line, cases[i].line);
		bench_release(&desk.bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_when_written_by_hand_then_in_order),
		cmocka_unit_test(test_format_when_order_cannot_be_then_it_stays_and_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
