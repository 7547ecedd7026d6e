/* SPDX-License-Identifier: Apache-2.0 */
/* What the ledger commands print as JSON: schemas/ledger.schema.json holds it. */
#include "report/ledger_json.h"

#include "base/embed.h"
#include "report/audit_json.h"
#include "sample_plan.h"
#include "schema/schema.h"

#define COMMIT "c1f3a06a52b0f6b1de3c1a8f1d1b8f0b7d9e2a44"
#define HEAD   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct cx_refs_remote origin = {.name = "origin"};
static const struct cx_ledger shared = {.tenant = "prod", .ref = "refs/cxctl/prod", .remote = &origin};

static struct cx_open_run open_run(struct sample *s)
{
	return (struct cx_open_run){
		.applied = {COMMIT},
		.document = sample_node(s, "{\"pid\": 12, \"steps\": [{\"address\": \"Audience/a\"}]}"),
		.run = "20261121T094500.123Z-3f9c2a1b",
		.actor = "Ada",
		.host = "here",
		.started = "2026-11-21T09:45:00.123Z",
		.expires = "2026-11-21T10:00:00.123Z",
		.here = true,
	};
}

static void assert_fits(struct sample *s, const char *key, struct cx_node *value, const char *needed)
{
	const struct cx_embedded_file *file = cx_embedded_find("ledger.schema.json");
	struct cx_schema *schema = NULL;
	assert_int_equal(
		cx_schema_compile(&s->arena, sample_node(s, file->bytes), file->name, &schema, &s->diags),
		CX_STATUS_OK);
	struct cx_node *document = cx_audit_json_document(&s->arena, key, value, &s->diags, 0);
	assert_true(cx_schema_check(schema, document, &s->diags));
	cx_node_remove(value, needed);
	assert_false(cx_schema_accepts(schema, document));
}

static void test_survey_when_everything_is_there_then_the_schema_accepts_it(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	sample_init(&s);
	struct cx_survey_journal journal = {.run = "r", .path = "/p", .sealed = true};
	struct cx_survey survey = {
		.names = &shared,
		.here = {.exists = true, .commit = {COMMIT}, .head = {.runs = 1, .hash = HEAD}},
		.there = {.exists = true, .commit = cx_ledger_genesis},
		.reached = true,
		.rewound = true,
		.state = {.relation = CX_REFS_AHEAD, .ahead = 1},
		.is_open = true,
		.run = open_run(&s),
		.journals = &journal,
		.journal_count = 1,
	};
	struct cx_node *node = cx_ledger_json_survey(&s.arena, &survey);
	assert_string_equal(cx_node_get_text(node, "relation"), "ahead");
	int64_t steps = 0;
	assert_true(cx_node_get_int64(cx_node_get(node, "run"), "steps", &steps));
	assert_int_equal(steps, 1);
	assert_fits(&s, "status", node, "run");
}

static void test_survey_when_nothing_is_there_then_the_schema_accepts_it(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	sample_init(&s);
	const struct cx_ledger alone = {.tenant = "prod", .ref = "refs/cxctl/prod"};
	struct cx_survey survey = {.names = &alone};
	struct cx_node *node = cx_ledger_json_survey(&s.arena, &survey);
	assert_string_equal(cx_node_get_text(node, "relation"), "local");
	assert_fits(&s, "status", node, "there");
	survey.names = &shared;
	assert_string_equal(cx_node_get_text(cx_ledger_json_survey(&s.arena, &survey), "relation"),
			    "unknown");
}

static void test_others_when_printed_then_the_schema_accepts_them(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	sample_init(&s);
	struct cx_open_run run = open_run(&s);
	struct cx_refs_state refs = {.seen = CX_OID_ZERO, .remote = {COMMIT}, .relation = CX_REFS_BEHIND};
	struct cx_deployment deployment = {.seal = {COMMIT},
					   .applied = CX_OID_ZERO,
					   .time_s = 1795254300,
					   .author = "Ada <ada@example.com>",
					   .message = "prod: 1 created\n\nmore"};
	assert_fits(&s, "unlocked", cx_ledger_json_run(&s.arena, &run), "actor");
	assert_fits(&s, "fetched", cx_ledger_json_fetched(&s.arena, &shared, &refs), "after");
	struct cx_node *all = cx_node_new(&s.arena, CX_NODE_ARRAY);
	cx_node_push(all, cx_ledger_json_deployment(&s.arena, &deployment));
	assert_string_equal(cx_node_get_text(cx_node_at(all, 0), "subject"), "prod: 1 created");
	assert_string_equal(cx_node_get_text(cx_node_at(all, 0), "time"), "2026-11-21T09:45:00.000Z");
	struct cx_node *document = cx_audit_json_document(&s.arena, "deployments", all, &s.diags, 0);
	const struct cx_embedded_file *file = cx_embedded_find("ledger.schema.json");
	struct cx_schema *schema = NULL;
	assert_int_equal(
		cx_schema_compile(&s.arena, sample_node(&s, file->bytes), file->name, &schema, &s.diags),
		CX_STATUS_OK);
	assert_true(cx_schema_check(schema, document, &s.diags));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_survey_when_everything_is_there_then_the_schema_accepts_it),
		cmocka_unit_test(test_survey_when_nothing_is_there_then_the_schema_accepts_it),
		cmocka_unit_test(test_others_when_printed_then_the_schema_accepts_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
