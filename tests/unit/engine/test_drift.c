/* SPDX-License-Identifier: Apache-2.0 */
/* Drift: what the tenant holds against what the ledger says. */
#include "engine/drift.h"

#include "unit/engine/world.h"

#define ID_A     "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_B     "b1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"

/* "address op path before -> after" a line; "deleted" where it is gone. */
static const char *drift_of(struct world *w, size_t *checked)
{
	struct cx_live live = {.lists = w->live, .count = WORLD_KINDS, .requests = 3};
	struct cx_drift drift;
	w->ledger.tenant = "prod";
	struct cx_drift_input input = {&w->ledger, &w->f.kinds, &w->profile, &w->project, &live};
	cx_drift_find(&w->f.arena, &input, &drift, &w->f.diags);
	*checked = drift.checked;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	for (size_t i = 0; i < drift.count; i++) {
		const struct cx_drift_item *item = &drift.items[i];
		if (item->deleted)
			cx_buf_addf(&out, "%s deleted\n", item->address);
		for (size_t f = 0; f < item->fields.count; f++) {
			const struct cx_field *field = &item->fields.items[f];
			const struct cx_node *sides[] = {field->before, field->after};
			cx_buf_addf(&out, "%s %s %s", item->address, cx_field_op_name(field->op),
				    field->path);
			for (size_t s = 0; s < CX_COUNT(sides); s++) {
				cx_buf_adds(&out, s ? " -> " : " ");
				if (sides[s] && sides[s]->secret)
					cx_buf_adds(&out, "hidden");
				else if (sides[s])
					cx_json_line(sides[s], &out);
			}
			cx_buf_addc(&out, '\n');
		}
	}
	return cx_arena_strdup(&w->f.arena, out.data);
}

static void test_drift_when_tenant_is_as_applied_then_none(void **state)
{
	(void)state;
	size_t checked;
	WORLD(w);
	world_base(&w, "Audience/one",
		   "{id: " ID_A ", spec: {name: One, " CRITERIA ", exclusions: [" ID_B "]}}");
	world_live(&w, "Audience",
		   "{id: 'A1B2C3D4-E5F6-7890-ABCD-EF1234567890', exclusions: "
		   "['B1B2C3D4-E5F6-7890-ABCD-EF1234567890'], "
		   "name: One, " CRITERIA ", version: 8, size: 1, recalculate_on_update: false, more: 1}");
	world_live(&w, "Audience", "{id: " ID_B ", name: Theirs, " CRITERIA "}");
	assert_string_equal(drift_of(&w, &checked), "");
	assert_int_equal(checked, 1);
}

static void test_drift_when_changed_by_hand_then_as_applied_and_as_it_is(void **state)
{
	(void)state;
	size_t checked;
	WORLD(w);
	world_base(&w, "Webhook/hook",
		   "{id: W1, spec: {name: h, url: 'https://x.example', events: [profile.updated], secret: "
		   "{env: K}, "
		   "headers: {X-A: one}}}");
	world_base(&w, "Audience/two", "{id: " ID_B ", spec: {name: Two, " CRITERIA "}}");
	world_base(&w, "Audience/one", "{id: " ID_A ", spec: {name: One, " CRITERIA "}}");
	world_live(&w, "Audience",
		   "{id: " ID_A ", name: Uno, description: d, " CRITERIA ", exclusions: [" ID_B "]}");
	world_live(&w, "Webhook",
		   "{id: W1, name: h, url: 'https://y.example', events: [profile.created], secret: hunter2, "
		   "headers: "
		   "{X-A: two, X-B: hunter2}}");
	assert_string_equal(drift_of(&w, &checked),
			    "Audience/one replace /name \"One\" -> \"Uno\"\n"
			    "Audience/one replace /description \"\" -> \"d\"\n"
			    "Audience/one add /exclusions/0  -> \"" ID_B "\"\n"
			    "Audience/two deleted\n"
			    "Webhook/hook replace /url \"https://x.example\" -> \"https://y.example\"\n"
			    "Webhook/hook remove /events/0 \"profile.updated\" -> \n"
			    "Webhook/hook add /events/0  -> \"profile.created\"\n"
			    "Webhook/hook replace /headers/X-A \"one\" -> \"two\"\n"
			    "Webhook/hook add /headers/X-B  -> hidden\n");
	assert_int_equal(checked, 3);
}

static void test_drift_when_kind_is_unknown_then_said(void **state)
{
	(void)state;
	size_t checked;
	WORLD(w);
	world_base(&w, "Segment/x", "{id: S1, spec: {}}");
	assert_string_equal(drift_of(&w, &checked), "");
	assert_int_equal(checked, 0);
	assert_string_equal(fixture_lines(&w.f),
			    "0:0 warning kind.profile the ledger owns Segment/x, but its kind is "
			    "unknown here; it is not checked\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drift_when_tenant_is_as_applied_then_none),
		cmocka_unit_test(test_drift_when_changed_by_hand_then_as_applied_and_as_it_is),
		cmocka_unit_test(test_drift_when_kind_is_unknown_then_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
