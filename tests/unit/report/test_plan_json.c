/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as JSON: the names of DESIGN.md 10, and schemas/plan.schema.json holds it. */
#include "report/plan_json.h"

#include "base/embed.h"
#include "sample_plan.h"
#include "schema/schema.h"

static struct cx_schema *compile(struct sample *s)
{
	const struct cx_embedded_file *file = cx_embedded_find("plan.schema.json");
	struct cx_schema *schema = NULL;
	assert_non_null(file);
	assert_int_equal(
		cx_schema_compile(&s->arena, sample_node(s, file->bytes), file->name, &schema, &s->diags),
		CX_STATUS_OK);
	return schema;
}

static void test_json_when_every_sort_then_the_schema_accepts_it(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source file = {.name = "a.yaml", .text = "a", .len = 1};
	sample_init(&s);
	sample_fill(&s);
	sample_refuse(&s);
	struct cx_diag *diag =
		cx_diag_add(&diags, CX_SEVERITY_WARNING, "x", (struct cx_span){&file, 1, 1, 1}, "m");
	cx_diag_second(diag, (struct cx_span){&file, 1, 1, 1}, "here");
	struct cx_node *plan = cx_plan_json(&s.arena, &s.plan, &diags, 2);
	struct cx_schema *schema = compile(&s);
	bool valid = cx_schema_check(schema, plan, &s.diags);
	for (size_t i = 0; i < s.diags.count; i++)
		print_message("%s: %s\n", s.diags.items[i]->pointer, s.diags.items[i]->message);
	assert_true(valid);
	/* And it is no schema that accepts everything. */
	cx_node_set(cx_node_get(plan, "summary"), "create", cx_node_int(&s.arena, -1));
	assert_false(cx_schema_accepts(schema, plan));
	cx_diags_release(&diags);
}

static void test_json_when_made_offline_then_no_fingerprint(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	sample_init(&s);
	s.plan.offline = true;
	s.plan.origin = NULL;
	s.plan.live_complete = false;
	for (int ledger = 0; ledger < 2; ledger++) {
		s.plan.has_ledger = ledger;
		struct cx_node *plan = cx_plan_json(&s.arena, &s.plan, &s.diags, 0);
		assert_true(cx_schema_check(compile(&s), plan, &s.diags));
		assert_int_equal(cx_node_get(plan, "fingerprint")->type, CX_NODE_NULL);
		assert_true(cx_node_get_bool(plan, "offline", false));
		assert_int_equal(cx_node_get(plan, "applied")->type == CX_NODE_NULL, !ledger);
		assert_null(cx_node_get(plan, "base_url"));
	}
}

static void test_json_when_printed_then_as_the_design_says(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	struct cx_change *c = sample_change(&s, CX_ACTION_UPDATE, CX_CLASS_INTENDED, "Audience/vip");
	c->id = "b1b2c3d4-e5f6-7890-abcd-ef1234567890";
	c->has_effect = true;
	c->effect = CX_EFFECT_SHRINK;
	c->members = 18204;
	sample_field(&s, c, "/criteria/conditions/0/value", "500000", "750000", CX_CLASS_INTENDED);
	cx_json_line(cx_plan_json(&s.arena, &s.plan, &s.diags, 2), &out);
	assert_string_equal(
		out.data,
		"{\"format_version\":\"1.0\",\"tenant\":\"prod\","
		"\"base_url\":\"https://na1.cxone.example\",\"commit\":"
		"\"3f2c1aa0b6a94d6a8b3f1d2e4c5b6a7988776655\","
		"\"dirty\":false,"
		"\"fingerprint\":\"sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\","
		"\"summary\":{\"create\":0,\"update\":1,\"delete\":0,\"unchanged\":9997,\"drift\":0,"
		"\"conflict\":0},\"live\":{\"complete\":true,\"requests\":11},\"apply\":{\"requests\":0,"
		"\"milliseconds\":0,\"guards\":{\"Audience\":\"etag\"}},\"changes\":[{"
		"\"address\":\"Audience/vip\",\"kind\":\"Audience\",\"name\":\"vip\","
		"\"id\":\"b1b2c3d4-e5f6-7890-abcd-ef1234567890\",\"action\":\"update\",\"class\":"
		"\"intended\","
		"\"effect\":\"can only "
		"shrink\",\"members\":18204,\"criteria\":null,\"origin\":{\"file\":\"audiences/vip.yaml\","
		"\"line\":3,\"commit\":\"3f2c1aa0b6a94d6a8b3f1d2e4c5b6a7988776655\",\"author\":null},"
		"\"fields\":[{\"path\":\"/criteria/conditions/0/value\",\"op\":\"replace\",\"before\":500000,"
		"\"after\":750000,\"class\":\"intended\"}],"
		"\"digests\":{\"body\":null,\"live\":null},\"note\":null,\"refusal\":null}],\"left\":[],"
		"\"ignore\":[],"
		"\"refusals\":[],"
		"\"diagnostics\":[],\"exit_code\":2}");
}

static void test_json_when_a_node_is_secret_then_not_its_value(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	struct cx_change *c = sample_change(&s, CX_ACTION_UPDATE, CX_CLASS_INTENDED, "Webhook/w");
	sample_field(&s, c, "/headers", "{\"k\":[\"hunter2\"]}", "\"hunter3\"", CX_CLASS_INTENDED);
	c->fields.items[0].before->first->first->secret = true;
	struct cx_node *after = cx_node_copy(&s.arena, c->fields.items[0].after);
	after->secret = true;
	c->fields.items[0].after = after;
	cx_json_line(cx_plan_json(&s.arena, &s.plan, &s.diags, 0), &out);
	assert_null(strstr(out.data, "hunter"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_when_every_sort_then_the_schema_accepts_it),
		cmocka_unit_test(test_json_when_made_offline_then_no_fingerprint),
		cmocka_unit_test(test_json_when_printed_then_as_the_design_says),
		cmocka_unit_test(test_json_when_a_node_is_secret_then_not_its_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
