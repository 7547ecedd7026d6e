/* SPDX-License-Identifier: Apache-2.0 */
/* Error bodies: the best message of each shape, on one line, escaped and capped. */
#include "remote/problem.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_body_when_shape(void **state)
{
	(void)state;
	static const struct {
		const char *body, *text;
	} cases[] = {
		{"", ""},
		{" \r\n", ""},
		{"{\"error\":\"invalid_client\",\"error_description\":\"no such client\"}",
		 "invalid_client: no such client"},
		{"{\"error\":\"invalid_scope\"}", "invalid_scope"},
		{"{\"message\":\"name is taken\"}", "name is taken"},
		{"{\"code\":\"VALIDATION\",\"details\":\"criteria are empty\",\"errors\":[]}",
		 "VALIDATION: criteria are empty"},
		{"{\"code\":\"VALIDATION\",\"details\":[\"a\",{\"field\":\"b\",\"message\":\"c\"}]}",
		 "VALIDATION: a; b: c"},
		{"{\"timestamp\":\"2026-01-01T00:00:00Z\",\"status\":404,\"error\":\"Not "
		 "Found\",\"message\":\"no "
		 "audience 7\",\"path\":\"/x\"}",
		 "no audience 7"},
		{"{\"timestamp\":1,\"status\":404,\"error\":\"Not Found\",\"message\":\"\",\"path\":\"/x\"}",
		 "Not Found"},
		{"{\"errors\":[{\"field\":\"name\",\"message\":\"too "
		 "long\",\"errorCode\":\"E17\"},{\"field\":\"events\","
		 "\"message\":\"empty\"}],\"uid\":\"u-1\"}",
		 "name: too long (E17); events: empty, uid u-1"},
		{"{\"errors\":{\"name\":[\"too long\"],\"events\":\"empty\"}}",
		 "name: too long; events: empty"},
		{"{\"error\":{\"code\":\"X\",\"message\":\"inner\"}}", "X: inner"},
		{"\"just text\"", "just text"},
		{"upstream connect error\n  or disconnect", "upstream connect error or disconnect"},
		{"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
		 "502 Bad Gateway"},
		{"<html><body><style>p{}</style><h1>Oops</h1>\n<p>Try <b>later</b></p></body></html>",
		 "Oops Try later"},
		{"{\"message\":\"cut", "{\"message\":\"cut"},
		{"{\"unknown\":1}", "{\"unknown\":1}"},
		{"a\x1b[31mred\x07\x80", "a\\x1b[31mred\\x07\\x80"},
		{"\xe2\x80\xae"
		 "evil \xc2\x85 \xf3\xa0\x81\x81",
		 "\\u{202e}evil \\u{85} \\u{e0041}"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_problem_body(&out, cases[i].body, strlen(cases[i].body), NULL, NULL);
		if (strcmp(out.data, cases[i].text) != 0)
			fail_msg("case %zu: %s", i, out.data);
	}
}

static void test_body_when_long_is_capped(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	while (body.len < 1000000)
		cx_buf_adds(&body, "\xc3\xa4\x01");
	cx_problem_body(&out, body.data, body.len, NULL, NULL);
	assert_in_range(out.len, CX_MAX_ERROR_TEXT - 10, CX_MAX_ERROR_TEXT);
	assert_string_equal(out.data + out.len - 3, "\xe2\x80\xa6");
}

static void test_body_when_it_repeats_secrets_blanks_them(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	cx_secrets_add(secrets, "s3cr\"et", 7);
	static const char body[] = "{\"message\":\"secret s3cr\\\"et and s3cr\\u0022et are too short\"}";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_problem_body(&out, body, sizeof body - 1, secrets, NULL);
	assert_string_equal(out.data, "secret ******* and ******* are too short");
}

static void test_body_when_fields_are_renamed_names_ours(void **state)
{
	(void)state;
	static const struct cx_rename renames[] = {{"url", "uri"}};
	static const struct cx_kind_route route = {.kind = "Webhook", .renames = renames, .rename_count = 1};
	static const struct {
		const char *body, *text;
	} cases[] = {
		{"{\"errors\":[{\"field\":\"uri\",\"message\":\"uri is no URL\"}]}", "url: uri is no URL"},
		{"{\"errors\":[{\"path\":\"/webhook/uri/0\",\"message\":\"bad\"}]}", "/webhook/url/0: bad"},
		{"{\"errors\":[{\"field\":\"uris\"},{\"field\":\"my_uri\"},3]}", "uris; my_uri"},
		{"{\"errors\":{\"uri\":[\"bad\"]}}", "url: bad"},
		{"{\"code\":\"X\",\"details\":[{\"property\":\"uri\",\"reason\":\"bad\"}]}", "X: url: bad"},
		{"{\"message\":\"uri is bad\"}", "uri is bad"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_problem_body(&out, cases[i].body, strlen(cases[i].body), NULL, &route);
		if (strcmp(out.data, cases[i].text) != 0)
			fail_msg("case %zu: %s", i, out.data);
	}
}

static void test_problem_when_sentence_names_theirs_hints_ours(void **state)
{
	(void)state;
	static const struct cx_rename renames[] = {{"url", "uri"}, {"label", "title"}};
	static const struct cx_kind_route route = {.kind = "Webhook", .renames = renames, .rename_count = 2};
	static const char body[] = "{\"message\":\"the uri is bad, and its curio\"}";
	CX_AUTO(cx_buf) struct cx_buf headers = CX_BUF_INIT;
	cx_buf_addc(&headers, 0);
	struct cx_http_answer answer = {.outcome = CX_HTTP_OUTCOME_ANSWER,
					.status = 400,
					.body = body,
					.body_len = sizeof body - 1,
					.headers = &headers,
					.error = ""};
	struct cx_problem_context context = {.origin = "https://a:443", .route = &route};
	struct cx_problem problem = CX_PROBLEM_INIT;
	cx_problem_of(&problem, &answer, &context);
	assert_string_equal(problem.text.data, "400 bad request: the uri is bad, and its curio");
	assert_string_equal(problem.hint.data, "the tenant's uri is url in a definition");
	cx_problem_release(&problem);
}

static void test_redirect_when_it_repeats_the_token_blanks_it(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	cx_secrets_add(secrets, "tok-123456", 10);
	static const char head[] = "Location\0https://login.example/?next=tok-123456&x=1";
	CX_AUTO(cx_buf) struct cx_buf headers = CX_BUF_INIT;
	cx_buf_add(&headers, head, sizeof head);
	struct cx_http_answer answer = {.outcome = CX_HTTP_OUTCOME_ANSWER,
					.status = 302,
					.body = "",
					.headers = &headers,
					.error = ""};
	struct cx_problem_context context = {
		.origin = "https://a:443", .has_token = true, .secrets = secrets};
	struct cx_problem problem = CX_PROBLEM_INIT;
	cx_problem_of(&problem, &answer, &context);
	assert_string_equal(problem.text.data,
			    "302 found: redirects to https://login.example/?next=**********&x=1, and "
			    "redirects are not followed");
	cx_problem_release(&problem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_body_when_shape),
		cmocka_unit_test(test_body_when_long_is_capped),
		cmocka_unit_test(test_body_when_fields_are_renamed_names_ours),
		cmocka_unit_test(test_problem_when_sentence_names_theirs_hints_ours),
		cmocka_unit_test(test_body_when_it_repeats_secrets_blanks_them),
		cmocka_unit_test(test_redirect_when_it_repeats_the_token_blanks_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
