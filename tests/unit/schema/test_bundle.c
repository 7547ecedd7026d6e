/* SPDX-License-Identifier: Apache-2.0 */
/* A schema as a part: references that are turned, and what only looks like one. */
#include "schema/bundle.h"

#include "schema_fixture.h"

static void assert_part(const char *schema, const char *part)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_line(cx_bundle_part(&f.arena, fixture_yaml(&f, schema), "/$defs/A", "http://x/a"), &text);
	assert_string_equal(text.data, part);
}

static void test_part_when_references_are_pointers_then_turned(void **state)
{
	(void)state;
	assert_part("{$id: 'http://x/b', items: {$ref: '#/$defs/b'}, not: {$ref: '#'}}",
		    "{\"items\":{\"$ref\":\"#/$defs/A/$defs/b\"},\"not\":{\"$ref\":\"#/$defs/A\"}}");
}

static void test_part_when_value_looks_like_reference_then_left_alone(void **state)
{
	(void)state;
	assert_part("{const: {$ref: '#'}, properties: {$ref: {$ref: '#/a'}, default: {$ref: '#/b'}}}",
		    "{\"const\":{\"$ref\":\"#\"},\"properties\":{\"$ref\":{\"$ref\":\"#/$defs/A/a\"},"
		    "\"default\":{\"$ref\":\"#/$defs/A/b\"}}}");
}

static void test_part_when_anchors_then_kept_with_id(void **state)
{
	(void)state;
	assert_part(
		"{items: {$ref: '#b'}, $defs: {b: {$anchor: b}}}",
		"{\"items\":{\"$ref\":\"#b\"},\"$defs\":{\"b\":{\"$anchor\":\"b\"}},\"$id\":\"http://x/a\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_part_when_references_are_pointers_then_turned),
		cmocka_unit_test(test_part_when_value_looks_like_reference_then_left_alone),
		cmocka_unit_test(test_part_when_anchors_then_kept_with_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
