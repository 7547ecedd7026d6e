/* SPDX-License-Identifier: Apache-2.0 */
/* The project file: what it means, and every way to get it wrong. */
#include "model/project.h"

#include "unit/model/fixture.h"

#define HEAD      "apiVersion: cxctl/v1\nkind: Project\n"
#define AUTH      "auth: {client_id: a, client_secret: {env: S}}"
#define TENANT(n) n ": {base_url: 'https://na1.cxone.example', " AUTH "}"
#define SMALL     HEAD "definitions: [audiences]\ntenants:\n  " TENANT("prod") "\n"

static enum cx_status parse(struct fixture *f, const char *text, struct cx_project *project)
{
	return cx_project_parse(&f->arena, fixture_source(f, "a.yaml", text), "sub/dir/cxctl.yaml", project,
				&f->diags);
}

static struct cx_project good(struct fixture *f, const char *text)
{
	struct cx_project project = {0};
	if (parse(f, text, &project))
		fail_msg("%s", fixture_lines(f));
	return project;
}

static void test_project_when_small_then_defaults(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_project p = good(&f, SMALL);
	assert_string_equal(p.path, "sub/dir/cxctl.yaml");
	assert_string_equal(p.root, "sub/dir");
	assert_int_equal(p.definition_count, 1);
	assert_string_equal(p.ledger_ref, "refs/cxctl/{tenant}");
	assert_null(p.ledger_remote);
	assert_null(p.default_tenant);
	assert_int_equal(p.max_update_percent, 30);
	assert_int_equal(p.max_delete_percent, 30);
	assert_int_equal(p.min_resources, 10);
	assert_int_equal(p.on_conflict, CX_ON_CONFLICT_REFUSE);
	assert_int_equal(p.tenant_count, 1);
	const struct cx_tenant_config *t = &p.tenants[0];
	assert_string_equal(t->profile, "cxone");
	assert_int_equal(t->requests_per_second, 200);
	assert_int_equal(t->concurrency, 16);
	assert_false(t->has_notify);
	assert_int_equal(t->auth.flow, -1);
	assert_int_equal(t->auth.client_auth, -1);
	assert_string_equal(t->auth.client_id.text, "a");
	assert_string_equal(t->auth.client_secret.env, "S");
}

static void test_project_when_everything_is_said_then_kept(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_project p = good(
		&f, HEAD
		"definitions: [a, b/c.yaml]\n"
		"default_tenant: dev\n"
		"vars: {region: emea}\n"
		"ledger: {ref: 'refs/state/{tenant}', remote: origin}\n"
		"safety: {max_update_percent: 0, max_delete_percent: 100, min_resources: 1, on_conflict: "
		"keep-live}\n"
		"ignore: [{kind: Audience, name: 'a-*', path: /description, reason: r, until: 2027-03-31}]\n"
		"tenants:\n"
		"  prod: {base_url: {env: URL}, " AUTH "}\n"
		"  dev:\n"
		"    base_url: http://127.0.0.1:8080\n"
		"    profile: profiles/dev.yaml\n"
		"    auth: {preset: org, flow: password, token_url: 'https://x.example/t', client_auth: "
		"basic, client_id: i, "
		"client_secret: {file: s}, scope: ''}\n"
		"    limits: {requests_per_second: 5, concurrency: 2}\n"
		"    notify: {url: {env: NU}, secret: {env: K}}\n"
		"    vars: {region: apac}\n");
	assert_string_equal(p.definitions[1], "b/c.yaml");
	assert_string_equal(p.ledger_remote, "origin");
	assert_int_equal(p.max_update_percent, 0);
	assert_int_equal(p.on_conflict, CX_ON_CONFLICT_KEEP_LIVE);
	assert_string_equal(p.ignore[0].name, "a-*");
	assert_string_equal(p.ignore[0].until, "2027-03-31");
	const struct cx_tenant_config *t = NULL;
	assert_int_equal(cx_project_tenant(&p, NULL, &t, &f.diags), CX_STATUS_OK);
	assert_string_equal(t->name, "dev");
	assert_int_equal(t->auth.flow, CX_AUTH_FLOW_PASSWORD);
	assert_int_equal(t->auth.client_auth, 1);
	assert_string_equal(t->auth.scope.text, "");
	assert_string_equal(t->auth.client_secret.file, "s");
	assert_int_equal(t->concurrency, 2);
	assert_true(t->has_notify);
	assert_string_equal(t->notify_secret.env, "K");
	assert_string_equal(cx_node_get_text(t->vars, "region"), "apac");
	assert_int_equal(t->span.line, 11);
	assert_int_equal(cx_project_tenant(&p, "prod", &t, &f.diags), CX_STATUS_OK);
	assert_string_equal(t->base_url.env, "URL");
}

/* "line:column code" of each problem. */
static void assert_wrong(const char *text, const char *expected)
{
	FIXTURE(f);
	struct cx_project project = {0};
	assert_int_equal(parse(&f, text, &project), CX_STATUS_INVALID);
	CX_AUTO(cx_buf) struct cx_buf said = CX_BUF_INIT;
	cx_diags_sort(&f.diags);
	for (size_t i = 0; i < f.diags.count; i++)
		cx_buf_addf(&said, "%s%u:%u %s", i ? ", " : "", f.diags.items[i]->span.line,
			    f.diags.items[i]->span.column, f.diags.items[i]->code);
	if (strcmp(said.data, expected) != 0)
		fail_msg("%s\n%s\nexpected: %s", text, fixture_lines(&f), expected);
}

static void test_project_when_wrong_then_code_and_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"", "0:0 project.documents"},
		{SMALL "---\n" SMALL, "0:0 project.documents"},
		{"[1]\n", "1:1 schema.type"},
		{"a: [\n", "2:1 yaml.syntax"},
		{HEAD "definitions: []\ntenants: {}\n", "3:14 schema.minItems, 4:10 schema.minProperties"},
		{HEAD "tenants:\n  " TENANT("prod") "\n", "1:1 schema.required"},
		{SMALL "default_tenant: dev\n", "6:17 project.tenant"},
		{SMALL "defaulttenant: prod\n", "6:1 schema.unknown"},
		{SMALL "safety: {max_update_percent: 101, on_conflict: merge}\n",
		 "6:30 schema.maximum, 6:48 schema.enum"},
		{SMALL "ignore: [{path: description}]\n", "6:17 schema.pattern"},
		{SMALL "ignore: [{path: /a, until: 2027-02-30}]\n", "6:28 schema.format"},
		{SMALL "ledger: {ref: 'heads/x y'}\n", "6:15 schema.pattern"},
		{HEAD "definitions: [a]\ntenants:\n  a..b: {base_url: 'https://x.example', " AUTH "}\n",
		 "5:3 schema.pattern"},
		{HEAD "definitions: [a]\ntenants:\n  a: {base_url: 'http://x.example', " AUTH "}\n",
		 "5:17 schema.pattern"},
		{HEAD "definitions: [a]\ntenants:\n  a: {base_url: 'https://u:p@x.example', " AUTH "}\n",
		 "5:17 schema.not"},
		{HEAD "definitions: [a]\ntenants:\n  a: {base_url: 'https://x.example', auth: {client_id: a, "
		      "client_secret: hunter2}}\n",
		 "5:74 schema.type"},
		{HEAD "definitions: [a]\ntenants:\n  a: {" AUTH "}\n", "5:6 schema.required"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		assert_wrong(cases[i].text, cases[i].expected);
}

static void test_project_when_secret_stands_inside_then_not_repeated(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_project project = {0};
	assert_int_equal(
		parse(&f,
		      HEAD "definitions: [a]\ntenants:\n  a: {base_url: 'https://u:hunter2@x.example', auth: "
			   "{client_id: a, client_secret: hunter2}}\n",
		      &project),
		CX_STATUS_INVALID);
	assert_null(strstr(fixture_lines(&f), "hunter2"));
}

static void test_tenant_when_unknown_or_not_said_then_which_there_are(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_tenant_config *t = NULL;
	struct cx_project p =
		good(&f, HEAD "definitions: [a]\ntenants:\n  " TENANT("prod") "\n  " TENANT("dev") "\n");
	assert_int_equal(cx_project_tenant(&p, NULL, &t, &f.diags), CX_STATUS_INVALID);
	assert_int_equal(cx_project_tenant(&p, "prd", &t, &f.diags), CX_STATUS_INVALID);
	assert_int_equal(cx_project_tenant(&p, "zzzzzz", &t, &f.diags), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&f),
		"0:0 project.tenant the project has several tenants and no default_tenant [say which with "
		"--tenant: prod, dev]\n"
		"0:0 project.tenant sub/dir/cxctl.yaml names no tenant prd [did you mean prod?]\n"
		"0:0 project.tenant sub/dir/cxctl.yaml names no tenant zzzzzz [there are: prod, dev]\n");
	assert_null(t);
}

static void test_tenant_when_there_is_one_then_it_is_meant(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_tenant_config *t = NULL;
	struct cx_project p = good(&f, SMALL);
	assert_int_equal(cx_project_tenant(&p, NULL, &t, &f.diags), CX_STATUS_OK);
	assert_string_equal(t->name, "prod");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_project_when_small_then_defaults),
		cmocka_unit_test(test_project_when_everything_is_said_then_kept),
		cmocka_unit_test(test_project_when_wrong_then_code_and_place),
		cmocka_unit_test(test_project_when_secret_stands_inside_then_not_repeated),
		cmocka_unit_test(test_tenant_when_unknown_or_not_said_then_which_there_are),
		cmocka_unit_test(test_tenant_when_there_is_one_then_it_is_meant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
