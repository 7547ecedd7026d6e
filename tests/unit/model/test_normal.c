/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes, and the complete and normal forms that they guide. */
#include "model/normal.h"

#include "unit/model/fixture.h"

static const struct cx_shape *shape_of(struct fixture *f, const char *schema)
{
	return cx_shape_of(&f->arena, fixture_yaml(f, schema));
}

static void assert_forms(const char *schema, const char *spec, const char *complete, const char *normal)
{
	FIXTURE(f);
	const struct cx_shape *shape = shape_of(&f, schema);
	const struct cx_node *node = fixture_yaml(&f, spec);
	assert_json(cx_complete(&f.arena, shape, node), complete);
	assert_json(cx_normal(&f.arena, shape, node), normal);
	assert_nodes_equal(cx_normal(&f.arena, shape, cx_complete(&f.arena, shape, node)),
			   cx_normal(&f.arena, shape, node));
}

static void test_forms_when_member_is_left_out_then_default(void **state)
{
	(void)state;
	assert_forms("properties: {b: {default: 1}, a: {default: []}, c: {}}", "{c: x}",
		     "{\"c\":\"x\",\"b\":1,\"a\":[]}", "{\"a\":[],\"b\":1,\"c\":\"x\"}");
}

static void test_forms_when_null_then_left_out_unless_null_is_a_value(void **state)
{
	(void)state;
	assert_forms(
		"properties: {a: {type: string, default: d}, b: {type: [string, 'null'], default: d}, c: {}}",
		"{a: null, b: null, c: null}", "{\"b\":null,\"a\":\"d\"}", "{\"a\":\"d\",\"b\":null}");
}

static void test_forms_when_read_only_then_dropped(void **state)
{
	(void)state;
	assert_forms("properties: {a: {readOnly: true, default: 1}, b: {}}", "{a: 2, b: 3}", "{\"b\":3}",
		     "{\"b\":3}");
}

static void test_forms_when_directive_or_server_then_sent_but_not_compared(void **state)
{
	(void)state;
	assert_forms(
		"properties: {d: {x-cxctl-directive: true, default: true}, v: {x-cxctl-server: true}, b: {}}",
		"{v: 2, b: 3}", "{\"v\":2,\"b\":3,\"d\":true}", "{\"b\":3}");
}

static void test_forms_when_unknown_then_kept_but_not_compared(void **state)
{
	(void)state;
	assert_forms("properties: {a: {properties: {x: {}}}}", "{u: 1, a: {z: 1, x: 2}}",
		     "{\"u\":1,\"a\":{\"z\":1,\"x\":2}}", "{\"a\":{\"x\":2}}");
}

/* A schema that says nothing of an object's members knows them all. */
static void test_normal_when_object_is_open_then_all_of_it(void **state)
{
	(void)state;
	assert_forms("properties: {a: {type: object}, b: {additionalProperties: {}}}",
		     "{b: {y2: 1}, a: {x: 2}}", "{\"b\":{\"y2\":1},\"a\":{\"x\":2}}",
		     "{\"a\":{\"x\":2},\"b\":{\"y2\":1}}");
}

/* The first pattern that fits; what is named as a property is one. Credentials are never compared. */
static void test_forms_when_name_fits_pattern_then_its_schema(void **state)
{
	(void)state;
	const char *headers = "properties: {p: {}}\n"
			      "patternProperties:\n"
			      "  '^[Aa]uth': {type: object, writeOnly: true}\n"
			      "  '^A': {readOnly: true}\n"
			      "  'not a pattern (': {}\n"
			      "additionalProperties: {writeOnly: true, type: [string, object]}";
	assert_forms(headers, "{X: text, Auth: 'Bearer x', A: 1, p: 2}", "{\"X\":\"text\",\"p\":2}",
		     "{\"X\":\"text\",\"p\":2}");
	assert_forms(headers, "{auth: {env: A}}", "{\"auth\":{\"env\":\"A\"}}", "{\"auth\":{\"env\":\"A\"}}");
	assert_forms("patternProperties: {'^x': {default: 1}}", "{z: 2, x: 3}", "{\"z\":2,\"x\":3}",
		     "{\"x\":3,\"z\":2}");
}

static void test_normal_when_set_then_sorted_without_repetition(void **state)
{
	(void)state;
	assert_forms("properties: {s: {x-cxctl-list: set}, l: {}}", "{s: [b, 1.0, a, 1, b], l: [b, a, b]}",
		     "{\"s\":[\"b\",1.0,\"a\",1,\"b\"],\"l\":[\"b\",\"a\",\"b\"]}",
		     "{\"l\":[\"b\",\"a\",\"b\"],\"s\":[1.0,\"a\",\"b\"]}");
}

static void test_normal_when_uuid_then_lower_case(void **state)
{
	(void)state;
	assert_forms(
		"properties: {s: {x-cxctl-list: set, items: {if: {type: string}, then: {format: uuid}}}}",
		"{s: [A0000000-0000-4000-8000-00000000000B, a0000000-0000-4000-8000-00000000000b]}",
		"{\"s\":[\"A0000000-0000-4000-8000-00000000000B\",\"a0000000-0000-4000-8000-00000000000b\"]}",
		"{\"s\":[\"a0000000-0000-4000-8000-00000000000b\"]}");
}

static void test_normal_when_secret_then_reference_or_nothing(void **state)
{
	(void)state;
	static const char schema[] = "properties: {k: {$ref: '#/$defs/s'}, h: {additionalProperties: {type: "
				     "[string, object], if: {type: "
				     "string}, then: {}, else: {$ref: '#/$defs/s'}}}}\n$defs: {s: {type: "
				     "object, writeOnly: true}}";
	assert_forms(schema, "{k: {env: A, version: 2}, h: {a: text, b: {file: f}}}",
		     "{\"k\":{\"env\":\"A\",\"version\":2},\"h\":{\"a\":\"text\",\"b\":{\"file\":\"f\"}}}",
		     "{\"h\":{\"a\":\"text\",\"b\":{\"file\":\"f\"}},\"k\":{\"env\":\"A\",\"version\":2}}");
	assert_forms(schema, "{k: '****', h: {a: text}}", "{\"h\":{\"a\":\"text\"}}",
		     "{\"h\":{\"a\":\"text\"}}");
}

static void test_shape_when_schema_refers_to_itself_then_built_once(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_shape *shape =
		shape_of(&f, "properties: {a: {$ref: '#/$defs/node'}}\n$defs: {node: {properties: "
			     "{next: {$ref: '#/$defs/node'}, v: {default: 1}}}}");
	const struct cx_shape *a = cx_shape_member(shape, "a", 1), *next = cx_shape_member(a, "next", 4);
	const struct cx_shape *again = cx_shape_member(next, "next", 4);
	assert_non_null(again);
	assert_ptr_equal(again, cx_shape_member(again, "next", 4));
	assert_json(cx_normal(&f.arena, shape, fixture_yaml(&f, "{a: {next: {next: {}}}}")),
		    "{\"a\":{\"next\":{\"next\":{\"v\":1},\"v\":1},\"v\":1}}");
}

static void test_shape_when_reference_leads_in_circles_or_nowhere_then_it_ends(void **state)
{
	(void)state;
	FIXTURE(f);
	(void)shape_of(
		&f, "$ref: '#/$defs/a'\n$defs: {a: {$ref: '#/$defs/b'}, b: {allOf: [{$ref: '#/$defs/a'}]}}");
	(void)shape_of(&f, "$ref: '#/nowhere'");
	(void)shape_of(&f, "$ref: 'https://x.example/s'");
	(void)shape_of(&f, "true");
	assert_null(cx_shape_member(NULL, "a", 1));
}

static void test_set_is_within_when_elements_differ_then_not(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_node *some = fixture_yaml(&f, "[b, d]"), *all = fixture_yaml(&f, "[a, b, c, d]");
	struct cx_node *other = fixture_yaml(&f, "[b, e]"), *none = fixture_yaml(&f, "[]");
	assert_true(cx_set_is_within(some, all));
	assert_true(cx_set_is_within(some, some));
	assert_true(cx_set_is_within(none, some));
	assert_true(cx_set_is_within(NULL, none));
	assert_false(cx_set_is_within(all, some));
	assert_false(cx_set_is_within(other, all));
	assert_false(cx_set_is_within(some, NULL));
}

/* The kinds that come with the program. */
static void test_kinds_when_loaded_then_audience_is_as_the_api_has_it(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_kind *audience = fixture_kind(&f, "Audience"), *webhook = fixture_kind(&f, "Webhook");
	assert_true(audience->id_required);
	assert_false(webhook->id_required);
	assert_json(
		cx_normal(&f.arena, audience->spec,
			  fixture_yaml(
				  &f,
				  "{name: A, size: 3, metadata: {}, evaluation_status: PENDING, version: 9, "
				  "recalculate_on_update: false, criteria: {operator: AND, conditions: [c]}, "
				  "last_evaluated: x, created_at: x, updated_at: x, other: 1}")),
		"{\"criteria\":\"c\",\"description\":\"\",\"exclusions\":[],\"name\":\"A\"}");
	assert_json(cx_complete(&f.arena, audience->spec, fixture_yaml(&f, "{name: A, criteria: {}}")),
		    "{\"name\":\"A\",\"criteria\":{},\"description\":\"\",\"exclusions\":[],\"recalculate_on_"
		    "update\":"
		    "true,\"version\":1}");
	const struct cx_shape *criteria = cx_shape_member(audience->spec, "criteria", 8);
	assert_true(criteria->criteria);
	assert_int_equal(criteria->max_depth, 5);
	assert_json(cx_normal(&f.arena, webhook->spec, fixture_yaml(&f, "{name: w, events: [b, a]}")),
		    "{\"enabled\":true,\"events\":[\"a\",\"b\"],\"headers\":{},\"name\":\"w\"}");
	assert_null(cx_kinds_find(&f.kinds, "audience"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_when_member_is_left_out_then_default),
		cmocka_unit_test(test_forms_when_null_then_left_out_unless_null_is_a_value),
		cmocka_unit_test(test_forms_when_read_only_then_dropped),
		cmocka_unit_test(test_forms_when_directive_or_server_then_sent_but_not_compared),
		cmocka_unit_test(test_forms_when_unknown_then_kept_but_not_compared),
		cmocka_unit_test(test_normal_when_object_is_open_then_all_of_it),
		cmocka_unit_test(test_forms_when_name_fits_pattern_then_its_schema),
		cmocka_unit_test(test_normal_when_set_then_sorted_without_repetition),
		cmocka_unit_test(test_normal_when_uuid_then_lower_case),
		cmocka_unit_test(test_normal_when_secret_then_reference_or_nothing),
		cmocka_unit_test(test_shape_when_schema_refers_to_itself_then_built_once),
		cmocka_unit_test(test_shape_when_reference_leads_in_circles_or_nowhere_then_it_ends),
		cmocka_unit_test(test_set_is_within_when_elements_differ_then_not),
		cmocka_unit_test(test_kinds_when_loaded_then_audience_is_as_the_api_has_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
