/* SPDX-License-Identifier: Apache-2.0 */
/* Checking: what is said, what is not said twice, and that hostile schemas and values end. */
#include "schema_fixture.h"

static void test_branches_when_none_fits_then_nearest(void **state)
{
	(void)state;
	const char *by_const =
		"{anyOf: [{properties: {kind: {const: a}, x: {type: integer}}, required: [kind]},"
		" {properties: {kind: {const: b}, z: {type: string}}, required: [kind, z]}]}";
	assert_says(by_const, "{kind: b}", "1:1 schema.required  the document has no \"z\"\n");
	assert_says(by_const, "{kind: a, x: \"5\"}",
		    "1:14 schema.type /x x must be an integer, not \"5\" [remove the quotes]\n");
	assert_says("{oneOf: [{type: string, minLength: 3}, {type: integer, minimum: 5}]}", "4",
		    "1:1 schema.minimum  the document is 4, at least 5 is allowed\n");
	assert_says("{oneOf: [{type: string}, {type: [integer, boolean]}]}", "[]",
		    "1:1 schema.type  the list must be a string, an integer or a boolean, not an array\n");
	assert_says("{oneOf: [{type: integer}, {minimum: 2}]}", "3",
		    "1:1 schema.oneOf  the document fits 2 alternatives of which it may fit one only\n");
	assert_says("{anyOf: [{type: object}, {anyOf: [{type: 'null'}, {type: string}]}]}", "1",
		    "1:1 schema.type  the document must be a string, an object or null, not 1\n");
}

static void test_wrong_type_when_said_then_nothing_follows(void **state)
{
	(void)state;
	assert_says("{type: string, enum: [a], const: b, not: {type: integer}}", "5",
		    "1:1 schema.type  the document must be a string, not 5 [quote it]\n");
	assert_says("{allOf: [{type: string}, {type: string, minLength: 2}, {enum: [a]}]}", "5",
		    "1:1 schema.type  the document must be a string, not 5 [quote it]\n");
	assert_says(
		"{type: boolean}", "\"true\"",
		"1:1 schema.type  the document must be true or false, not \"true\" [remove the quotes]\n");
}

static void test_members_when_unknown_then_near_name_and_no_missing_one(void **state)
{
	(void)state;
	const char *schema =
		"{properties: {name: true, size: true}, required: [name], additionalProperties: false}";
	assert_says(schema, "{nmae: 1}",
		    "1:2 schema.unknown /nmae \"nmae\" is not known here [did you mean \"name\"?]\n");
	assert_says(schema, "{colour: 1, name: 2}",
		    "1:2 schema.unknown /colour \"colour\" is not known here [known here, and not yet used: "
		    "size]\n");
	assert_says("{allOf: [{properties: {name: true}}], unevaluatedProperties: false}", "{nme: 1}",
		    "1:2 schema.unknown /nme \"nme\" is not known here [did you mean \"name\"?]\n");
	assert_says("{properties: {a: {properties: {b: false}}}}", "{a: {b: 1}}",
		    "1:9 schema.false /a/b b is not allowed here\n");
}

static void test_failed_parts_when_unevaluated_then_no_follow_ups(void **state)
{
	(void)state;
	assert_says("{properties: {a: {type: string}}, anyOf: [{properties: {b: {const: 1}}, required: [b]}],"
		    " unevaluatedProperties: false}",
		    "{a: 1, b: 2}",
		    "1:5 schema.type /a a must be a string, not 1 [quote it]\n"
		    "1:11 schema.const /b b must be 1, not 2\n");
}

static void test_keywords_when_broken_then_each_says_so(void **state)
{
	(void)state;
	assert_says("{multipleOf: 0.1, exclusiveMaximum: 3, maximum: 4}", "4.05",
		    "1:1 schema.multipleOf  the document is 4.05, which is no multiple of 0.1\n"
		    "1:1 schema.exclusiveMaximum  the document is 4.05, but must be less than 3\n"
		    "1:1 schema.maximum  the document is 4.05, at most 4 is allowed\n");
	assert_says("{uniqueItems: true, maxItems: 1, contains: {const: 3}}", "[1, {a: 1}, 1.0]",
		    "1:1 schema.maxItems  the list has 3 items, at most 1 is allowed\n"
		    "1:1 schema.contains  the list has 0 matching items, at least 1 is allowed\n"
		    "1:13 schema.uniqueItems /2 [2] is the same as item 0 [remove one of the two]\n");
	assert_says("{prefixItems: [true], items: false}", "[1, 2, 3]",
		    "1:1 schema.items  the list has 3 items, at most 1 is allowed\n");
	assert_says("{dependentRequired: {a: [b, c]}, minProperties: 3, propertyNames: {maxLength: 1}}",
		    "{a: 1, bb: 2}",
		    "1:1 schema.dependentRequired  the document has no \"b\", which is needed beside \"a\"\n"
		    "1:1 schema.dependentRequired  the document has no \"c\", which is needed beside \"a\"\n"
		    "1:1 schema.minProperties  the document has 2 members, at least 3 are allowed\n"
		    "1:8 schema.maxLength /bb \"bb\" has 2 characters, at most 1 is allowed [shorten it]\n");
	assert_says("{if: {type: integer}, then: {minimum: 3}, else: {const: x}}", "2",
		    "1:1 schema.minimum  the document is 2, at least 3 is allowed\n");
	assert_says("{items: {items: {not: {const: 7}}}}", "[[7]]",
		    "1:3 schema.not /0/0 [0][0] may not be 7\n");
}

static void test_own_words_when_given_then_used(void **state)
{
	(void)state;
	assert_says(
		"{pattern: '^a', minLength: 9, x-cxctl-message: '{value} is bad', x-cxctl-hint: 'mend it'}",
		"b",
		"1:1 schema.pattern  \"b\" is bad [mend it]\n"
		"1:1 schema.minLength  the document has 1 character, at least 9 are allowed [write more]\n");
	assert_says("{minLength: 9, x-cxctl-message: {minLength: short}, x-cxctl-hint: {minLength: longer}}",
		    "b", "1:1 schema.minLength  short [longer]\n");
}

static void test_long_values_when_shown_then_cut(void **state)
{
	(void)state;
	assert_says("{const: 1}",
		    "\"\xc3\xa4"
		    "123456789012345678901234567890123456789012345678901234567890123456789\"",
		    "1:1 schema.const  the document must be 1, not "
		    "\"\xc3\xa4"
		    "12345678901234567890123456789012345678901234567890123456789\xe2\x80\xa6\"\n");
	assert_says("{const: 1}", "\"a\\nb\"", "1:1 schema.const  the document must be 1, not \"a\\nb\"\n");
}

static void test_schemas_when_wrong_then_refused_with_place(void **state)
{
	(void)state;
	assert_says("{minLength: -1}", "1",
		    "1:13 schema.invalid /minLength \"minLength\" must be an integer of at least 0 [for "
		    "example, minLength: 1]\n");
	assert_says("{properties: {a: {type: strng}}}", "1",
		    "1:25 schema.invalid /properties/a/type a type is one of null, boolean, number, integer, "
		    "string, array, "
		    "object [did you mean \"string\"?]\n");
	assert_says("{allOf: [true, 5]}", "1",
		    "1:16 schema.invalid /allOf/1 a schema must be an object or a boolean, not number [for "
		    "example, allOf: [{required: [name]}]]\n");
	assert_says("{$ref: '#/$defs/no'}", "1",
		    "1:8 schema.ref /$ref $ref \"#/$defs/no\" points at nothing [write the schema there, or "
		    "refer to one that is in $defs]\n");
	assert_says("{$ref: 'https://example.com/s'}", "1",
		    "1:8 schema.ref /$ref $ref \"https://example.com/s\" leaves this document, which is not "
		    "supported [copy what it names into $defs, and write $ref: \"#/$defs/NAME\"]\n");
	assert_says("{$ref: '#/$defs/teir', $defs: {tier: true}}", "1",
		    "1:8 schema.ref /$ref $ref \"#/$defs/teir\" points at nothing [did you mean "
		    "\"#/$defs/tier\"?]\n");
	assert_says(
		"{$ref: '#here'}", "1",
		"1:8 schema.ref /$ref $ref \"#here\" points at nothing [no schema here has that $anchor]\n");
	assert_says("{items: [true]}", "1",
		    "1:9 schema.invalid /items a schema must be an object or a boolean, not array "
		    "[a list of schemas, one for each place, is prefixItems]\n");
	assert_says("{patternProperties: {'[': true}}", "1",
		    "1:22 schema.regex /patternProperties pattern \"[\" is no regular expression: the class "
		    "is not "
		    "closed at character 2 [patterns are those of JavaScript with the flag u]\n");
	assert_says("{dependencies: {a: [b]}}", "1",
		    "1:2 schema.keyword - \"dependencies\" is no keyword of draft 2020-12, and does nothing "
		    "[write dependentRequired, or dependentSchemas]\n");
	assert_says("{format: emial}", "1",
		    "1:10 schema.format - the format \"emial\" is unknown, and not checked [did you mean "
		    "\"email\"?]\n");
	assert_says("{format: time}", "1", "");
	assert_says("{$dynamicRef: '#a'}", "1",
		    "1:15 schema.unsupported  $dynamicRef is not supported [write $ref to a schema of $defs "
		    "instead]\n");
	assert_says("{$schema: 'http://json-schema.org/draft-07/schema#'}", "1",
		    "1:11 schema.unsupported  only draft 2020-12 is supported "
		    "[$schema: https://json-schema.org/draft/2020-12/schema]\n");
	assert_says("{pattern: '(a'}", "1",
		    "1:11 schema.regex /pattern pattern \"(a\" is no regular expression: missing closing "
		    "parenthesis [patterns are those of JavaScript with the flag u]\n");
	assert_says("{$defs: {a: {$id: 'http://x/y'}, b: {$id: 'http://x/y'}}}", "1",
		    "1:37 schema.id /$defs/b two subschemas are called \"http://x/y\"\n");
	assert_says("{requierd: [a]}", "1",
		    "1:2 schema.keyword - \"requierd\" is no keyword of JSON Schema [did you mean "
		    "\"required\"?]\n");
}

static void test_cycles_when_at_one_value_then_refused(void **state)
{
	(void)state;
	static const char *const schemas[] = {
		"{$ref: '#'}",
		"{$defs: {a: {$ref: '#/$defs/b'}, b: {allOf: [{$ref: '#/$defs/a'}]}}, $ref: '#/$defs/a'}",
		"{if: {$ref: '#'}}",
		"{anyOf: [true, {not: {oneOf: [{$ref: '#'}]}}]}",
	};
	for (size_t i = 0; i < CX_COUNT(schemas); i++) {
		__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
		assert_null(fixture_schema(&f, schemas[i]));
		assert_string_equal(f.diags.items[0]->code, "schema.cycle");
	}
	assert_says("{dependentSchemas: {a: {$ref: '#'}}}", "{b: 1}", "");
	assert_says(
		"{dependentSchemas: {a: {$ref: '#'}}}", "{a: 1}",
		"1:1 schema.limit  checking with the schema test takes too many steps [look for a $ref or an "
		"allOf in it that doubles at each step]\n");
}

static void test_subschemas_when_too_many_then_refused(void **state)
{
	(void)state;
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	struct cx_node *root = cx_node_new(&f.arena, CX_NODE_OBJECT),
		       *list = cx_node_new(&f.arena, CX_NODE_ARRAY);
	for (int i = 0; i < 10001; i++)
		cx_node_push(list, cx_node_bool(&f.arena, true));
	cx_node_add(root, "allOf", list);
	struct cx_schema *schema = NULL;
	assert_int_equal(cx_schema_compile(&f.arena, root, "test", &schema, &f.diags), CX_STATUS_INVALID);
	assert_string_equal(f.diags.items[0]->code, "schema.limit");
	assert_int_equal(f.diags.count, 1);
}

/* $defs/a0 .. aN, each of which applies the next one twice. */
static void test_doubling_when_deep_then_ends(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "{$ref: '#/$defs/a0', $defs: {a60: {minimum: 5}");
	for (int i = 0; i < 60; i++)
		cx_buf_addf(&text, ", a%d: {allOf: [{$ref: '#/$defs/a%d'}, {$ref: '#/$defs/a%d'}]}", i, i + 1,
			    i + 1);
	cx_buf_adds(&text, "}}");
	assert_says(
		text.data, "7",
		"1:1 schema.limit  checking with the schema test takes too many steps [look for a $ref or an "
		"allOf in it that doubles at each step]\n");
}

static void test_long_chain_when_checked_then_ends(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "{$ref: '#/$defs/a0', $defs: {a9000: {minimum: 5}");
	for (int i = 0; i < 9000; i++)
		cx_buf_addf(&text, ", a%d: {$ref: '#/$defs/a%d'}", i, i + 1);
	cx_buf_adds(&text, "}}");
	assert_says(
		text.data, "7",
		"1:1 schema.limit  checking with the schema test takes too many steps [look for a $ref or an "
		"allOf in it that doubles at each step]\n");
}

static void test_many_problems_when_listed_then_bounded(void **state)
{
	(void)state;
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	struct cx_node *list = cx_node_new(&f.arena, CX_NODE_ARRAY);
	for (int i = 0; i < 20000; i++)
		cx_node_push(list, cx_node_int(&f.arena, i % 7));
	struct cx_schema *schema = fixture_schema(&f, "{uniqueItems: true, items: {anyOf: [{type: string}, "
						      "{oneOf: [{type: array}, {minimum: 9}]}]}}");
	assert_false(cx_schema_check(schema, list, &f.diags));
	assert_true(f.diags.count > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_branches_when_none_fits_then_nearest),
		cmocka_unit_test(test_wrong_type_when_said_then_nothing_follows),
		cmocka_unit_test(test_members_when_unknown_then_near_name_and_no_missing_one),
		cmocka_unit_test(test_failed_parts_when_unevaluated_then_no_follow_ups),
		cmocka_unit_test(test_keywords_when_broken_then_each_says_so),
		cmocka_unit_test(test_own_words_when_given_then_used),
		cmocka_unit_test(test_long_values_when_shown_then_cut),
		cmocka_unit_test(test_schemas_when_wrong_then_refused_with_place),
		cmocka_unit_test(test_cycles_when_at_one_value_then_refused),
		cmocka_unit_test(test_subschemas_when_too_many_then_refused),
		cmocka_unit_test(test_doubling_when_deep_then_ends),
		cmocka_unit_test(test_long_chain_when_checked_then_ends),
		cmocka_unit_test(test_many_problems_when_listed_then_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
