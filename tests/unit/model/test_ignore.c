/* SPDX-License-Identifier: Apache-2.0 */
/* Ignore rules: to the end of their day, and only for places that can be left. */
#include "model/ignore.h"

#include "base/clock.h"
#include "unit/model/fixture.h"

#define PROJECT                                                                      \
	"apiVersion: cxctl/v1\nkind: Project\ndefinitions: [audiences]\n"            \
	"tenants: {prod: {base_url: 'https://na1.cxone.example', auth: {client_id: " \
	"a, client_secret: {env: S}}}}\nignore:\n"

/* The diagnostics of these rules on that day, or "". */
static const char *checked(struct fixture *f, const char *rules, const char *day)
{
	struct cx_project project;
	int64_t now_ms;
	(void)fixture_kind(f, "Audience");
	cx_diags_release(&f->diags);
	f->diags = (struct cx_diags)CX_DIAGS_INIT;
	const char *text = cx_arena_printf(&f->arena, PROJECT "%s", rules);
	if (cx_project_parse(&f->arena, fixture_source(f, "cxctl.yaml", text), "cxctl.yaml", &project,
			     &f->diags))
		fail_msg("%s", fixture_lines(f));
	assert_true(cx_time_parse(day, &now_ms));
	enum cx_status status = cx_ignore_check(&f->arena, &project, &f->kinds, now_ms, &f->diags);
	assert_int_equal(status, f->diags.errors ? CX_STATUS_INVALID : CX_STATUS_OK);
	return f->diags.count ? fixture_lines(f) : "";
}

static void test_ignore_when_its_day_ends_then_expired(void **state)
{
	(void)state;
	FIXTURE(f);
	const char *rule = "  - {kind: Audience, path: /description, until: 2027-02-28}\n";
	assert_string_equal(checked(&f, rule, "2027-02-28T23:59:59Z"), "");
	assert_non_null(strstr(checked(&f, rule, "2027-03-01T00:00:00Z"), "cxctl.yaml:6:49 "));
	assert_non_null(strstr(checked(&f, rule, "2027-03-01T00:00:00Z"), "ignore.expired"));
}

static void test_ignore_when_place_can_be_left_then_fine(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_string_equal(checked(&f,
				    "  - {path: /description}\n  - {kind: Audience, path: /criteria}\n"
				    "  - {kind: Audience, path: /exclusions}\n"
				    "  - {kind: Webhook, path: /headers}\n"
				    "  - {kind: Webhook, path: /headers/X-One~1Two}\n"
				    "  - {path: /url}\n",
				    "2027-01-01T00:00:00Z"),
			    "");
}

static void test_ignore_when_place_cannot_be_left_then_error_there(void **state)
{
	(void)state;
	FIXTURE(f);
	static const struct {
		const char *rule, *code;
	} rows[] = {
		{"{kind: Audience, path: /descripton}", "ignore.path"},
		{"{kind: Audience, path: /name/first}", "ignore.path"},
		{"{kind: Audience, path: /criteria/conditions}", "ignore.path"},
		{"{kind: Audience, path: /exclusions/0}", "ignore.path"},
		{"{kind: Audience, path: /recalculate_on_update}", "ignore.path"},
		{"{kind: Webhook, path: /secret}", "ignore.path"},
		{"{kind: Webhook, path: /secret/env}", "ignore.path"},
		{"{path: /nowhere}", "ignore.path"},
		{"{kind: Nobody, path: /name}", "ignore.kind"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		const char *found = checked(&f, cx_arena_printf(&f.arena, "  - %s\n", rows[i].rule),
					    "2027-01-01T00:00:00Z");
		if (!strstr(found, rows[i].code) || f.diags.errors != 1)
			fail_msg("%s: %s", rows[i].rule, found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ignore_when_its_day_ends_then_expired),
		cmocka_unit_test(test_ignore_when_place_can_be_left_then_fine),
		cmocka_unit_test(test_ignore_when_place_cannot_be_left_then_error_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
