/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as JSON: schemas/drift.schema.json holds it. */
#include "report/drift_json.h"

#include "base/embed.h"
#include "report/absorb_json.h"
#include "sample_plan.h"
#include "schema/schema.h"

static void test_json_when_every_sort_then_the_schema_accepts_it(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	sample_init(&s);
	struct cx_change *c = sample_change(&s, CX_ACTION_UPDATE, CX_CLASS_DRIFT, "Audience/vip");
	sample_field(&s, c, "/name", "\"VIP\"", "\"X\"", CX_CLASS_DRIFT);
	struct cx_drift_item items[] = {
		{.address = "Audience/old", .kind = "Audience", .name = "old", .deleted = true},
		{.address = "Audience/vip",
		 .kind = "Audience",
		 .name = "vip",
		 .id = "x",
		 .fields = c->fields,
		 .changed_at = "2026-11-21T10:00:00Z"},
	};
	struct cx_drift drift = {.tenant = "prod", .items = items, .count = 2, .checked = 5};
	const struct cx_source source = {"audiences/vip.yaml", "", 0};
	const struct cx_definition_file files[] = {{.source = &source}};
	struct cx_absorb_file absorbed[] = {{.file = &files[0], .changed = true}};
	struct cx_absorb_item done[] = {
		{.drift = &items[0], .left = 1},
		{.drift = &items[1], .file = absorbed, .edits = 2, .left = 1},
		{.drift = &items[1], .file = absorbed, .edits = 2, .lost = true},
		{.drift = &items[1], .file = absorbed, .edits = 2},
	};
	const struct cx_absorb absorb = {done, CX_COUNT(done), absorbed, CX_COUNT(absorbed)};
	assert_false(cx_absorb_is_complete(&absorb));
	const struct cx_node *told = cx_absorb_json(&s.arena, &absorb, "x.patch");
	const struct cx_node *json = cx_drift_json(&s.arena, &drift, told, &s.diags, 6);
	static const char *const results[] = {"none", "part", "none", "all"};
	for (size_t i = 0; i < CX_COUNT(results); i++)
		assert_string_equal(cx_node_get_text(cx_node_at(cx_node_get(told, "resources"), i), "result"),
				    results[i]);
	assert_int_equal(cx_node_get(told, "files")->count, 1);
	const struct cx_node *changes = cx_node_get(json, "changes");
	assert_string_equal(cx_node_get_text(cx_node_at(changes, 0), "action"), "delete");
	assert_string_equal(cx_node_get_text(cx_node_at(changes, 1), "action"), "update");
	const struct cx_embedded_file *file = cx_embedded_find("drift.schema.json");
	struct cx_schema *schema = NULL;
	assert_int_equal(
		cx_schema_compile(&s.arena, sample_node(&s, file->bytes), file->name, &schema, &s.diags),
		CX_STATUS_OK);
	assert_true(cx_schema_check(schema, json, &s.diags));
	cx_node_remove((struct cx_node *)(uintptr_t)json, "exit_code");
	assert_false(cx_schema_accepts(schema, json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_when_every_sort_then_the_schema_accepts_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
