/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as text, byte by byte, within 80 columns, and nothing lost however long it is. */
#include "report/plan_text.h"

#include "report/escape.h"
#include "sample_plan.h"

static void test_plan_when_nothing_changes_then_says_so(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	cx_plan_text(&s.plan, &(struct cx_plan_view){0}, &out);
	assert_string_equal(out.data,
			    "Tenant prod at https://na1.cxone.example, commit 3f2c1aa0b6a9 (11 requests)\n\n"
			    "No changes: the tenant is as git says, 9997 unchanged\n");
}

static void test_plan_when_every_sort_then_by_section(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	sample_fill(&s);
	cx_plan_text(&s.plan, &(struct cx_plan_view){.options = "--tenant prod"}, &out);
	assert_string_equal(
		out.data,
		"Tenant prod at https://na1.cxone.example, commit 3f2c1aa0b6a9 (11 requests)\n"
		"\n"
		"  + Audience/high-value\n"
		"      /name         \"HighValue\"\n"
		"      /description  \"Target audience for enterprise outreach journey, of all ...\n"
		"      /criteria     {\n"
		"        operator: \"AND\",\n"
		"        conditions: [\n"
		"          {field: \"annual_revenue\", operator: \"greater_than\", value: 500000},\n"
		"          {field: \"tier\", operator: \"equals\", value: \"gold\"}\n"
		"        ]\n"
		"      }\n"
		"      /exclusions   []\n"
		"  ~ Audience/vip  can only shrink, 18204 members\n"
		"      ~ /criteria/conditions/0/value  500000 -> 750000\n"
		"      + /exclusions/2                 \"12345678-1234-1234-1234-123456789012\"\n"
		"      ~ /description\n"
		"             ...lf a million in the last year, in all regions, without partners\"\n"
		"          -> ...lf a million in the last year, in all regions, with partners\"\n"
		"  - Webhook/old-sync\n"
		"\n"
		"Changed by hand in the tenant, will be put back:\n"
		"  ~ Audience/churn-risk\n"
		"      ~ /name     \"Edited\" -> \"ChurnRisk\"\n"
		"      ~ /enabled  true -> false  (from git)\n"
		"\n"
		"Conflicts, which stop apply until they are decided:\n"
		"  ~ Audience/lapsed\n"
		"      refused: changed both in git and in the tenant since the last apply\n"
		"      ~ /criteria/conditions/1/value  30 -> 60\n"
		"\n"
		"Only noted in the ledger:\n"
		"  = Audience/same\n"
		"      git and tenant were changed alike\n"
		"\n"
		"Plan: 1 to create, 3 to update, 1 to delete, 9997 unchanged\n"
		"      1 changed by hand, 1 conflict, 1 only for the ledger, 4 in the tenant that\n"
		"      neither git nor the ledger knows\n"
		"\n"
		"apply would refuse this plan:\n"
		"  1 change is refused above, each with its reason\n"
		"    hint: to decide a conflict, take the tenant's values into git, or apply with\n"
		"      --on-conflict overwrite or --on-conflict keep-live\n");
}

static void test_plan_when_refused_then_reasons_at_the_end(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	sample_fill(&s);
	sample_refuse(&s);
	s.plan.dirty = true;
	s.plan.has_ledger = false;
	cx_plan_text(&s.plan, &(struct cx_plan_view){0}, &out);
	assert_non_null(strstr(out.data,
			       "commit 3f2c1aa0b6a9 and changes that\n  are not committed (11 requests)\n"));
	assert_non_null(strstr(out.data, "\nNo ledger yet: "));
	assert_string_equal(
		strstr(out.data, "Plan:"),
		"Plan: 1 to create, 3 to update, 1 to delete, 9997 unchanged\n"
		"      1 changed by hand, 1 conflict, 1 only for the ledger, 4 in the tenant that\n"
		"      neither git nor the ledger knows\n"
		"\n"
		"apply would refuse this plan:\n"
		"  1 resource would be deleted, and --allow-delete was not given [safety.delete]\n"
		"    hint: if that is meant: --allow-delete 1\n"
		"  1 change is refused above, each with its reason\n"
		"    hint: to decide a conflict, take the tenant's values into git, or apply with\n"
		"      --on-conflict overwrite or --on-conflict keep-live\n");
}

static void test_plan_when_only_deletes_are_to_be_confirmed_then_the_next_command_does(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	sample_refuse(&s);
	(void)sample_change(&s, CX_ACTION_DELETE, CX_CLASS_INTENDED, "Webhook/old");
	s.plan.dirty = true;
	cx_plan_text(&s.plan, &(struct cx_plan_view){.options = "--tenant prod"}, &out);
	assert_non_null(strstr(out.data,
			       "\nNext: commit, then cxctl apply --tenant prod --fingerprint "
			       "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff "
			       "--allow-delete 1\n"));
	cx_buf_clear(&out);
	cx_plan_text(&s.plan, &(struct cx_plan_view){.file = "it's.json"}, &out);
	assert_non_null(strstr(out.data, "cxctl apply 'it'\\''s.json' --allow-delete 1\n"));
}

static void test_plan_when_coloured_then_the_same_text(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf plain = CX_BUF_INIT, coloured = CX_BUF_INIT, stripped = CX_BUF_INIT;
	sample_init(&s);
	sample_fill(&s);
	sample_refuse(&s);
	cx_plan_text(&s.plan, &(struct cx_plan_view){0}, &plain);
	cx_plan_text(&s.plan, &(struct cx_plan_view){.colour = true}, &coloured);
	assert_null(strchr(plain.data, '\033'));
	for (const char *at = coloured.data; *at;) {
		if (*at == '\033')
			at += strcspn(at, "m") + 1;
		else
			cx_buf_addc(&stripped, *at++);
	}
	assert_string_equal(stripped.data, plain.data);
}

/* Widths of all lines, addresses of all changes. */
static void test_plan_when_long_then_nothing_is_lost(void **state)
{
	(void)state;
	enum { COUNT = 3000 };
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	for (int i = 0; i < COUNT; i++) {
		char *address = cx_arena_printf(&s.arena, "Audience/a%04d", i);
		struct cx_change *c = sample_change(&s, i % 3 ? CX_ACTION_UPDATE : CX_ACTION_DELETE,
						    i % 7 ? CX_CLASS_INTENDED : CX_CLASS_CONFLICT, address);
		c->blocked = i % 7 == 0;
		c->refusal = c->blocked ? "changed on both sides" : NULL;
		sample_field(&s, c, "/description", "\"a\"", "\"b\"", c->class);
	}
	cx_plan_text(&s.plan, &(struct cx_plan_view){0}, &out);
	const char *at = out.data;
	for (int i = 0; i < COUNT; i++) {
		char line[64];
		(void)snprintf(line, sizeof line, "\n  %c Audience/a%04d\n", i % 3 ? '~' : '-', i);
		assert_non_null(strstr(out.data, line));
	}
	for (; *at; at += strcspn(at, "\n") + 1)
		assert_true(cx_escape_columns(at, strcspn(at, "\n")) <= 80);
}

static void test_fields_when_many_then_cut_unless_verbose(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	struct cx_change *c = sample_change(&s, CX_ACTION_UPDATE, CX_CLASS_INTENDED, "Audience/big");
	for (int i = 0; i < 100; i++)
		sample_field(&s, c, cx_arena_printf(&s.arena, "/f%d", i), "1", "2", CX_CLASS_INTENDED);
	cx_plan_text(&s.plan, &(struct cx_plan_view){0}, &out);
	assert_non_null(strstr(out.data, "/f39  1 -> 2\n      ... 60 more lines: see them with -v\n"));
	cx_buf_clear(&out);
	cx_plan_text(&s.plan, &(struct cx_plan_view){.verbose = true}, &out);
	assert_non_null(strstr(out.data, "/f99  1 -> 2\n"));
}

static void test_plan_when_texts_are_hostile_then_harmless(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	struct cx_change *c = sample_change(&s, CX_ACTION_UPDATE, CX_CLASS_INTENDED, "A/\033[2J");
	c->note = "note\r\033[1A";
	c->refusal = "\xc2\x9b"
		     "31m";
	c->base_address = "A/\xe2\x80\xae";
	sample_field(&s, c, "/\033[31m", "\"\\u001b[1m\xe2\x80\xae\"", "{\"\xc2\x9b\":1}", CX_CLASS_INTENDED);
	s.plan.tenant = "p\033";
	cx_plan_text(&s.plan, &(struct cx_plan_view){.options = "--tenant p\033"}, &out);
	for (const char *at = out.data; *at; at++)
		assert_true(*at == '\n' || (unsigned char)*at >= 0x20);
	assert_null(strstr(out.data, "\xe2\x80\xae"));
	assert_null(strstr(out.data, "\xc2\x9b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan_when_nothing_changes_then_says_so),
		cmocka_unit_test(test_plan_when_every_sort_then_by_section),
		cmocka_unit_test(test_plan_when_refused_then_reasons_at_the_end),
		cmocka_unit_test(test_plan_when_only_deletes_are_to_be_confirmed_then_the_next_command_does),
		cmocka_unit_test(test_plan_when_coloured_then_the_same_text),
		cmocka_unit_test(test_plan_when_long_then_nothing_is_lost),
		cmocka_unit_test(test_fields_when_many_then_cut_unless_verbose),
		cmocka_unit_test(test_plan_when_texts_are_hostile_then_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
