/* SPDX-License-Identifier: Apache-2.0 */
/* Known names: what a hint may offer, and that hostile references do not make it expensive. */
#include "schema/known.h"

#include "schema_fixture.h"

#include <unistd.h>

static size_t known(struct fixture *f, const char *text, const char *names[CX_KNOWN_MAX + 1])
{
	const struct cx_schema *schema = fixture_schema(f, text);
	assert_non_null(schema);
	return cx_known_names(schema->root, names);
}

static void test_names_when_in_branches_then_each_once(void **state)
{
	(void)state;
	struct fixture f = FIXTURE_INIT;
	const char *names[CX_KNOWN_MAX + 1];
	assert_int_equal(
		known(&f,
		      "{$defs: {a: {properties: {url: true, gone: false}}},"
		      " properties: {name: true}, allOf: [{$ref: '#/$defs/a'}, {properties: {name: true}}],"
		      " if: {properties: {kind: true}}, then: {$ref: '#/$defs/a'}}",
		      names),
		3);
	assert_string_equal(names[0], "name");
	assert_string_equal(names[1], "url");
	assert_string_equal(names[2], "kind");
	assert_null(names[3]);
	fixture_release(&f);
}

/* Without a bound this takes 400 to the power of 4 steps. */
static void test_names_when_references_double_then_it_ends(void **state)
{
	(void)state;
	struct fixture f = FIXTURE_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *names[CX_KNOWN_MAX + 1];
	cx_buf_adds(&text, "{$ref: '#/$defs/l0', $defs: {l4: {properties: {deep: true}}");
	for (int level = 0; level < 4; level++) {
		cx_buf_addf(&text, ", l%d: {properties: {p%d: true}, allOf: [", level, level);
		for (int i = 0; i < 400; i++)
			cx_buf_addf(&text, "%s{$ref: '#/$defs/l%d'}", i ? ", " : "", level + 1);
		cx_buf_adds(&text, "]}");
	}
	cx_buf_adds(&text, "}}");
	(void)alarm(20);
	assert_true(known(&f, text.data, names) >= 4);
	(void)alarm(0);
	assert_string_equal(names[0], "p0");
	assert_string_equal(names[1], "p1");
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_when_in_branches_then_each_once),
		cmocka_unit_test(test_names_when_references_double_then_it_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
