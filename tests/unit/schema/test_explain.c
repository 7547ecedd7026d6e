/* SPDX-License-Identifier: Apache-2.0 */
/* Paths through schemas: lists, maps, alternatives, references without end. */
#include "schema/explain.h"

#include "schema_fixture.h"

/* "PATH: TYPE[ required][ of OWNER]" of every field found, or "unknown PART at PATH". */
static void assert_found(const char *schema, const char *path, const char *lines)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	CX_AUTO(cx_buf) struct cx_buf found = CX_BUF_INIT, text = CX_BUF_INIT;
	struct cx_explained_list fields = {0};
	const char *unknown = NULL;
	const struct cx_node *document = fixture_yaml(&f, schema);
	if (cx_explain_find(&f.arena, document, path, &fields, &found, &unknown))
		cx_buf_addf(&text, "unknown %s at %s", unknown, found.data);
	for (size_t i = 0; !unknown && i < fields.count; i++) {
		cx_buf_addf(&text, "%s%s: ", i ? "\n" : "", found.data);
		cx_explain_type(document, fields.items[i].schema, &text);
		cx_buf_adds(&text, fields.items[i].required ? " required" : "");
		if (fields.items[i].owner)
			cx_buf_addf(&text, " of %s", fields.items[i].owner);
	}
	assert_string_equal(text.data, lines);
}

#define TREE                                                                                              \
	"{properties: {a: {$ref: '#/$defs/node'}}, required: [a], $defs: {node: {type: object, "          \
	"properties: {size: {type: integer}, children: {type: array, items: {$ref: '#/$defs/node'}}, "    \
	"labels: {type: object, additionalProperties: {type: object, properties: {text: {type: [string, " \
	"'null']}}}}}}}}"

static void test_path_when_lists_and_maps_then_walked_through(void **state)
{
	(void)state;
	assert_found(TREE, "a", ".a: object required");
	assert_found(TREE, "a.children.children.size", ".a.children.children.size: integer");
	assert_found(TREE, "a.children[0].size", ".a.children.size: integer");
	assert_found(TREE, "/a/children/12", ".a.children: object");
	assert_found(TREE, "a.labels.text", ".a.labels.NAME.text: string or null");
	assert_found(TREE, "a.labels.mine.text", ".a.labels.NAME.text: string or null");
	assert_found(TREE, "a.labels.mine", ".a.labels.NAME: object");
	assert_found(TREE, "a.children", ".a.children: list of object");
}

static void test_path_when_unknown_then_the_part(void **state)
{
	(void)state;
	assert_found(TREE, "a.szie", "unknown szie at .a");
	assert_found(TREE, "a.labels.txet", "unknown txet at .a.labels");
	assert_found(TREE, "a.children.x", "unknown x at .a.children");
	assert_found("true", "a", "unknown a at ");
}

static void test_path_when_alternatives_then_each_with_its_title(void **state)
{
	(void)state;
	static const char schema[] =
		"{if: {properties: {x: {type: 'null'}}}, then: {title: One, required: [x], properties: {x: "
		"{type: "
		"string}}}, else: {oneOf: [{title: Two, properties: {x: {enum: [1, 2]}}}, false]}}";
	assert_found(schema, "x", ".x: string required of One\n.x: number of Two");
}

static void test_path_when_references_have_no_end_then_it_ends(void **state)
{
	(void)state;
	assert_found("{$ref: '#'}", "a", "unknown a at ");
	assert_found("{allOf: [{$ref: '#/allOf/1'}, {$ref: '#/allOf/0'}], properties: {a: true}}", "a",
		     ".a: any value");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path_when_lists_and_maps_then_walked_through),
		cmocka_unit_test(test_path_when_unknown_then_the_part),
		cmocka_unit_test(test_path_when_alternatives_then_each_with_its_title),
		cmocka_unit_test(test_path_when_references_have_no_end_then_it_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
