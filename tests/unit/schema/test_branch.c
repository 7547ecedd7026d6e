/* SPDX-License-Identifier: Apache-2.0 */
/* Of the alternatives of anyOf and oneOf: which is told about, and that it is named. */
#include "schema_fixture.h"

/* As assert_says, with the note behind "|". */
static void assert_notes(const char *schema, const char *value, const char *lines)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_false(cx_schema_check(fixture_schema(&f, schema), fixture_yaml(&f, value), &f.diags));
	cx_diags_sort(&f.diags);
	for (size_t i = 0; i < f.diags.count; i++) {
		const struct cx_diag *d = f.diags.items[i];
		cx_buf_addf(&text, "%u:%u %s%s%s%s%s\n", d->span.line, d->span.column, d->message,
			    d->note ? " | " : "", d->note ? d->note : "", d->hint ? " | " : "",
			    d->hint ? d->hint : "");
	}
	assert_string_equal(text.data, lines);
}

#define TARGETS                                                                                         \
	"{oneOf: [{title: Mail, type: object, required: [type, to], properties: {type: {const: mail}, " \
	"to: {type: string}}, additionalProperties: false}, {$ref: '#/$defs/hook'}, {type: string, "    \
	"pattern: '^#'}], $defs: {hook: {title: Hook, type: object, required: [type, url], "            \
	"properties: {type: {const: hook}, url: {type: string}}, additionalProperties: false}}}"

static void test_branch_when_constant_tells_then_that_one_is_named(void **state)
{
	(void)state;
	assert_notes(TARGETS, "{type: hook, url: 7}",
		     "1:19 url must be a string, not 7 | taken as \"Hook\", the nearest of 3 alternatives | "
		     "quote it\n");
}

static void test_branch_when_no_constant_fits_then_all_of_them_once(void **state)
{
	(void)state;
	assert_notes(TARGETS, "{type: hok, url: x}",
		     "1:8 type must be one of \"mail\", \"hook\", not \"hok\" | did you mean \"hook\"?\n");
	assert_notes("{oneOf: [{prefixItems: [true, {const: a}]}, {prefixItems: [true, {const: b}]}]}",
		     "[1, c]", "1:5 [1] must be one of \"a\", \"b\", not \"c\" | did you mean \"a\"?\n");
	assert_notes("{oneOf: [{const: red}, {const: 3}]}", "rde",
		     "1:1 the document must be one of \"red\", 3, not \"rde\" | did you mean \"red\"?\n");
	assert_notes("{oneOf: [{oneOf: [{const: 1}, {const: 2}]}, {type: object}]}", "3",
		     "1:1 the document must be one of 1, 2, not 3\n");
}

static void test_branch_when_type_tells_then_no_note(void **state)
{
	(void)state;
	assert_notes(TARGETS, "abc", "1:1 the document is \"abc\", which does not match the pattern ^#\n");
	assert_notes(TARGETS, "7", "1:1 the document must be a string or an object, not 7\n");
}

static void test_branch_when_untitled_then_by_number(void **state)
{
	(void)state;
	static const char boxes[] =
		"{anyOf: [{required: [r], properties: {r: {type: number}}, additionalProperties: "
		"false}, {required: [w, h], properties: {w: {type: number}, h: {type: number}}, "
		"additionalProperties: false}]}";
	assert_notes(
		boxes, "{w: 1, h: x}",
		"1:11 h must be a number, not \"x\" | taken as alternative 2, the nearest of 2 | write a "
		"number\n");
	assert_notes("{anyOf: [{enum: [aa, bb]}, {pattern: '^x'}]}", "ab",
		     "1:1 the document is \"ab\", which does not match the pattern ^x | taken as alternative "
		     "2, the "
		     "nearest of 2\n");
}

static void test_branch_when_it_only_requires_then_no_note(void **state)
{
	(void)state;
	assert_notes("{oneOf: [{required: [env]}, {required: [file]}]}", "{x: 1}",
		     "1:1 the document has no \"env\"\n");
}

static void test_branch_when_secret_then_value_is_not_shown(void **state)
{
	(void)state;
	assert_notes("{properties: {s: {writeOnly: true, oneOf: [{const: one}, {const: two}]}}}", "{s: twoo}",
		     "1:5 s must be one of \"one\", \"two\", not a string\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_branch_when_constant_tells_then_that_one_is_named),
		cmocka_unit_test(test_branch_when_no_constant_fits_then_all_of_them_once),
		cmocka_unit_test(test_branch_when_type_tells_then_no_note),
		cmocka_unit_test(test_branch_when_untitled_then_by_number),
		cmocka_unit_test(test_branch_when_it_only_requires_then_no_note),
		cmocka_unit_test(test_branch_when_secret_then_value_is_not_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
