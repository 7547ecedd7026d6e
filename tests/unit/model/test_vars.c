/* SPDX-License-Identifier: Apache-2.0 */
/* Variables: types, escapes, layers, and what they may cost. */
#include "model/vars.h"

#include "base/limits.h"
#include "unit/model/fixture.h"

static const char project[] =
	"{region: emea, limit: 5.0, on_hold: true, list: [1, a], empty: null, twice: '${var.limit}'}";
static const char tenant[] = "{region: apac}";

static bool apply(struct fixture *f, struct cx_node *node)
{
	const struct cx_vars vars = {.project = fixture_yaml(f, project), .tenant = fixture_yaml(f, tenant)};
	return cx_vars_apply(&f->arena, node, &vars, &f->diags);
}

static void assert_becomes(const char *yaml, const char *json)
{
	FIXTURE(f);
	struct cx_node *node = fixture_yaml(&f, yaml);
	bool good = apply(&f, node);
	if (!good)
		fail_msg("%s", fixture_lines(&f));
	assert_json(node, json);
}

static void assert_says(const char *yaml, const char *lines)
{
	FIXTURE(f);
	assert_false(apply(&f, fixture_yaml(&f, yaml)));
	assert_string_equal(fixture_lines(&f), lines);
}

static void test_vars_when_alone_then_type_is_kept(void **state)
{
	(void)state;
	assert_becomes("{a: '${var.limit}', b: ['${var.on_hold}'], c: '${var.list}', d: '${var.empty}'}",
		       "{\"a\":5.0,\"b\":[true],\"c\":[1,\"a\"],\"d\":null}");
}

static void test_vars_when_inside_text_then_text(void **state)
{
	(void)state;
	assert_becomes("'x ${var.limit}-${var.on_hold}-${var.region}.'", "\"x 5.0-true-apac.\"");
}

static void test_vars_when_tenant_has_it_then_it_wins(void **state)
{
	(void)state;
	assert_becomes("'${var.region}'", "\"apac\"");
}

static void test_vars_when_escaped_then_literal(void **state)
{
	(void)state;
	assert_becomes("['$${var.region}', 'a$${b}', '$5', 'a$', '$$', '$$$${x']",
		       "[\"${var.region}\",\"a${b}\",\"$5\",\"a$\",\"$$\",\"$$${x\"]");
}

static void test_vars_when_value_names_a_variable_then_it_is_not_looked_at_again(void **state)
{
	(void)state;
	assert_becomes("'${var.twice}'", "\"${var.limit}\"");
	assert_becomes("'a${var.twice}'", "\"a${var.limit}\"");
}

static void test_vars_when_in_a_key_then_left(void **state)
{
	(void)state;
	assert_becomes("{'${var.region}': 1}", "{\"${var.region}\":1}");
}

static void test_vars_when_put_in_then_place_and_neighbours_stay(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_node *node = fixture_yaml(&f, "{a: '${var.list}', b: 2}");
	assert_true(apply(&f, node));
	assert_int_equal(node->first->span.line, 1);
	assert_int_equal(node->first->span.column, 5);
	assert_string_equal(node->first->next->key, "b");
}

static void test_vars_when_unknown_then_did_you_mean(void **state)
{
	(void)state;
	assert_says("{a: '${var.regoin}',\n b: 'x${var.zzzzzz}'}",
		    "1:5 vars.unknown there is no variable regoin [did you mean ${var.region}?]\n"
		    "2:5 vars.unknown there is no variable zzzzzz [define it in cxctl.yaml below vars, or "
		    "below the "
		    "tenant's vars]\n");
}

static void test_vars_when_not_closed_or_no_variable_then_error(void **state)
{
	(void)state;
	assert_says(
		"['${var.region', '${env.HOME}', '${}', '${var.}']",
		"1:2 vars.syntax ${ begins a variable, but this is none [write ${var.NAME}, or $${ for a "
		"literal "
		"${]\n"
		"1:18 vars.syntax ${ begins a variable, but this is none [write ${var.NAME}, or $${ for a "
		"literal ${]\n"
		"1:33 vars.syntax ${ begins a variable, but this is none [write ${var.NAME}, or $${ for a "
		"literal ${]\n"
		"1:40 vars.syntax ${ begins a variable, but this is none [write ${var.NAME}, or $${ for a "
		"literal ${]\n");
}

static void test_vars_when_list_stands_inside_text_then_error(void **state)
{
	(void)state;
	assert_says("'x ${var.list}'", "1:1 vars.type the variable list is no text, number or boolean and "
				       "cannot stand inside text\n");
}

/* A file of 8 MB could ask for terabytes. */
static void test_vars_when_values_are_long_and_many_then_refused(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_node *values = cx_node_new(&f.arena, CX_NODE_OBJECT),
		       *list = cx_node_new(&f.arena, CX_NODE_ARRAY);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_fill(&text, 'x', 1 << 20);
	cx_node_add(values, "long", cx_node_string(&f.arena, text.data));
	cx_buf_clear(&text);
	for (int i = 0; i < 50; i++)
		cx_buf_adds(&text, "${var.long}");
	for (int i = 0; i < 1000; i++)
		cx_node_push(list, cx_node_string(&f.arena, text.data));
	size_t before = f.arena.used;
	const struct cx_vars vars = {.project = values};
	assert_false(cx_vars_apply(&f.arena, list, &vars, &f.diags));
	assert_string_equal(f.diags.items[0]->code, "vars.size");
	assert_true(f.arena.used - before < 3 * CX_MAX_VARS_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vars_when_alone_then_type_is_kept),
		cmocka_unit_test(test_vars_when_inside_text_then_text),
		cmocka_unit_test(test_vars_when_tenant_has_it_then_it_wins),
		cmocka_unit_test(test_vars_when_escaped_then_literal),
		cmocka_unit_test(test_vars_when_value_names_a_variable_then_it_is_not_looked_at_again),
		cmocka_unit_test(test_vars_when_in_a_key_then_left),
		cmocka_unit_test(test_vars_when_put_in_then_place_and_neighbours_stay),
		cmocka_unit_test(test_vars_when_unknown_then_did_you_mean),
		cmocka_unit_test(test_vars_when_not_closed_or_no_variable_then_error),
		cmocka_unit_test(test_vars_when_list_stands_inside_text_then_error),
		cmocka_unit_test(test_vars_when_values_are_long_and_many_then_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
