/* SPDX-License-Identifier: Apache-2.0 */
/* Login, retries, gate, deadline, breaker, stop: against a real server, in fake time where it waits. */
#include "remote/remote.h"

#include "remote/write.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct got {
	size_t calls;
	enum cx_answer_kind kind;
	int status;
	unsigned tries;
	char body[256], etag[64], code[32], problem[1024], hint[512];
};

static void on_done(void *data, const struct cx_answer *answer)
{
	struct got *got = data;
	got->calls++;
	got->kind = answer->kind;
	got->status = answer->status;
	got->tries = answer->tries;
	(void)snprintf(got->body, sizeof got->body, "%s", answer->body);
	(void)snprintf(got->etag, sizeof got->etag, "%s", answer->etag ? answer->etag : "-");
	(void)snprintf(got->code, sizeof got->code, "%s", answer->code);
	(void)snprintf(got->problem, sizeof got->problem, "%s", answer->problem);
	(void)snprintf(got->hint, sizeof got->hint, "%s", answer->hint ? answer->hint : "");
}

#define REPLY(code, lines, text)                                     \
	{                                                            \
		.status = (code), .headers = (lines), .body = (text) \
	}
/* A script: request number i that is not for the token gets line i; the last line stays. */
struct line {
	int status;
	const char *headers, *body;
	enum server_end end;
	int delay_ms;
};
struct script {
	const struct line *lines;
	size_t count, at;
	int expires_in;
	const struct line *token; /* instead of a token */
};

static void play(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct script *script = data;
	const struct line *line;
	if (strcmp(request->target, "/oauth/token") == 0) {
		line = script->token;
		if (!line) {
			(void)tenant_answer_token(request, reply,
						  script->expires_in ? script->expires_in : 3600);
			return;
		}
	} else {
		line = &script->lines[script->at < script->count ? script->at : script->count - 1];
		script->at++;
	}
	reply->end = line->end;
	reply->delay_ms = line->delay_ms;
	if (line->status > 0)
		server_answer(reply, line->status, line->headers ? line->headers : "",
			      line->body ? line->body : "");
}

#define SCRIPT(...)                                                                        \
	{                                                                                  \
		.lines = (const struct line[]){__VA_ARGS__},                               \
		.count = sizeof((const struct line[]){__VA_ARGS__}) / sizeof(struct line), \
	}

static struct got get(struct tenant *tenant, const char *path)
{
	struct got got = {0};
	cx_reader_get(cx_remote_reader(tenant->remote), path, on_done, &got);
	cx_remote_run(tenant->remote, NULL, NULL);
	assert_int_equal(got.calls, 1);
	return got;
}

static struct got put(struct tenant *tenant, const char *method, const struct cx_write *more)
{
	struct got got = {0};
	struct cx_write write = *more;
	write.method = method;
	write.path = write.path ? write.path : "/api/v1/audiences/1";
	bool body = strcmp(method, "DELETE") != 0;
	write.body = body ? "{}" : NULL;
	write.body_len = body ? 2 : 0;
	cx_writer_send(cx_remote_writer(tenant->remote), &write, on_done, &got);
	cx_remote_run(tenant->remote, NULL, NULL);
	assert_int_equal(got.calls, 1);
	return got;
}

static void expect_header(struct server *server, size_t i, const char *name, const char *wanted)
{
	CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
	bool there = server_header(server_request(server, i), name, &value);
	assert_int_equal(there, wanted != NULL);
	if (wanted)
		assert_string_equal(value.data, wanted);
}

static void test_get_when_fine_logs_in_first(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, "ETag: \"7\"\r\n", "{\"a\":1}"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, false, 0), CX_STATUS_OK);
	struct got got = get(&tenant, "/api/v1/audiences?limit=1");
	assert_int_equal(got.kind, CX_ANSWER_STATUS);
	assert_int_equal(got.status, 200);
	assert_string_equal(got.body, "{\"a\":1}");
	assert_string_equal(got.etag, "\"7\"");
	assert_string_equal(got.problem, "");
	assert_string_equal(got.code, "");
	(void)get(&tenant, "/api/v1/audiences");
	assert_int_equal(server_count(tenant.server), 3);
	const struct server_request *token = server_request(tenant.server, 0);
	assert_string_equal(token->method, "POST");
	assert_string_equal(
		token->body,
		"grant_type=client_credentials&scope=journey%3Aaudiences%3Aread+journey%3Aaudiences%3A"
		"write+data%3Aread&client_id=client+1&client_secret=canary-secret-0123456789abcdef%2B%2F%3D");
	expect_header(tenant.server, 0, "Content-Type", "application/x-www-form-urlencoded");
	expect_header(tenant.server, 0, "Accept", "application/json");
	expect_header(tenant.server, 0, "Authorization", NULL);
	const struct server_request *first = server_request(tenant.server, 1);
	assert_string_equal(first->target, "/api/v1/audiences?limit=1");
	expect_header(tenant.server, 1, "Authorization", "Bearer token-0");
	expect_header(tenant.server, 1, "Accept", "application/json");
	expect_header(tenant.server, 1, "User-Agent", "cxctl/" CX_VERSION);
	expect_header(tenant.server, 1, "Content-Type", NULL);
	expect_header(tenant.server, 1, "Accept-Encoding", NULL);
	CX_AUTO(cx_buf) struct cx_buf one = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf two = CX_BUF_INIT;
	assert_true(server_header(first, "CorrelationId", &one));
	assert_true(server_header(server_request(tenant.server, 2), "CorrelationId", &two));
	assert_int_equal(one.len, 36);
	assert_string_not_equal(one.data, two.data);
	struct cx_remote_counts counts = cx_remote_counts(tenant.remote);
	assert_int_equal(counts.requests, 2);
	assert_int_equal(counts.token_requests, 1);
	assert_int_equal(counts.reads, 2);
	assert_null(strstr(tenant.trace.data, "token-0"));
	assert_null(strstr(tenant.trace.data, "canary"));
	assert_non_null(strstr(tenant.trace.data, "/api/v1/audiences?limit=1 200 "));
	tenant_release(&tenant);
}

static void test_login_when_basic_is_form_encoded_first(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, "", "{}"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	tenant.config.auth.client_auth = 1;
	tenant.config.auth.scope.text = "";
	tenant.config.auth.client_id.text = "a:b c";
	tenant.config.auth.client_secret.text = "s%";
	assert_int_equal(tenant_open(&tenant, false, 0), CX_STATUS_OK);
	assert_int_equal(get(&tenant, "/x").status, 200);
	assert_string_equal(server_request(tenant.server, 0)->body, "grant_type=client_credentials");
	/* base64 of a%3Ab+c:s%25 */
	expect_header(tenant.server, 0, "Authorization", "Basic YSUzQWIrYzpzJTI1");
	tenant_release(&tenant);
}

static void test_token_when_short_lived_is_renewed_early_once(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, "", "{}"));
	script.expires_in = 100;
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	(void)get(&tenant, "/1");
	tenant.clock.now_us += 49 * 1000000;
	(void)get(&tenant, "/2");
	assert_int_equal(server_count_of(tenant.server, "POST", "/oauth/token"), 1);
	tenant.clock.now_us += 2 * 1000000;
	for (int i = 0; i < 20; i++) {
		cx_reader_get(cx_remote_reader(tenant.remote), "/3", on_done, &(struct got){0});
		(void)get(&tenant, "/3");
	}
	assert_int_equal(server_count_of(tenant.server, "POST", "/oauth/token"), 2);
	tenant.clock.now_us += 101 * 1000000;
	(void)get(&tenant, "/4");
	assert_int_equal(server_count_of(tenant.server, "POST", "/oauth/token"), 3);
	tenant_release(&tenant);
}

static void test_401_when_answered_costs_one_token_and_one_try(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(401, "", "{\"message\":\"token expired\"}"), REPLY(200, "", "{}"),
				      REPLY(401, "", "{\"message\":\"token expired\"}"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, false, 0), CX_STATUS_OK);
	struct got got = put(&tenant, "PUT", &(struct cx_write){0});
	assert_int_equal(got.status, 200);
	assert_int_equal(got.tries, 2);
	assert_int_equal(server_count_of(tenant.server, "POST", "/oauth/token"), 2);
	expect_header(tenant.server, 1, "Authorization", "Bearer token-0");
	expect_header(tenant.server, 3, "Authorization", "Bearer token-2");
	got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_STATUS);
	assert_int_equal(got.status, 401);
	assert_string_equal(got.code, "tenant.auth");
	assert_int_equal(server_count_of(tenant.server, "POST", "/oauth/token"), 3);
	assert_int_equal(server_count(tenant.server), 7);
	tenant_release(&tenant);
}

static void test_token_when_refused_says_why_and_shows_no_secret(void **state)
{
	(void)state;
	struct line refused = REPLY(401, "",
				    "{\"error\":\"invalid_client\",\"error_description\":\"no client with "
				    "secret " TENANT_CLIENT_SECRET "\\u001b[31m\"}");
	struct script script = SCRIPT(REPLY(200, "", "{}"));
	script.token = &refused;
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, false, 0), CX_STATUS_OK);
	struct got got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_NOT_SENT);
	assert_string_equal(got.code, "tenant.auth");
	assert_non_null(strstr(got.problem, "401 unauthorized: invalid_client: no client with secret ****"));
	assert_non_null(strstr(got.problem, "\\x1b[31m"));
	assert_null(strstr(got.problem, "canary"));
	assert_non_null(strstr(got.hint, "auth.client_secret"));
	/* It will not become better by asking again. */
	(void)get(&tenant, "/y");
	assert_int_equal(server_count(tenant.server), 1);
	tenant_release(&tenant);
}

static void test_token_when_answer_is_odd(void **state)
{
	(void)state;
	static const struct {
		struct line line;
		const char *problem;
	} cases[] = {
		{REPLY(200, "", "<html>login</html>"), "the answer is no JSON"},
		{REPLY(200, "", ""), "the answer is no JSON"},
		{REPLY(200, "", "{}"), "the answer holds no access_token"},
		{REPLY(200, "", "{\"access_token\":7}"), "the answer holds no access_token"},
		{REPLY(200, "", "{\"access_token\":\"a\\r\\nX: y\"}"),
		 "the access_token is not one that fits a header"},
		{REPLY(200, "", "{\"access_token\":\"a\",\"token_type\":\"MAC\"}"),
		 "the token_type is not Bearer"},
		{REPLY(200, "", "{\"access_token\":\"a\",\"expires_in\":0}"),
		 "the token has expired already"},
		{REPLY(302, "Location: https://evil.example/\r\n", ""), "redirects to https://evil.example/"},
		{REPLY(400, "", "{\"error\":\"invalid_scope\"}"), "400 bad request: invalid_scope"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct script script = SCRIPT(REPLY(200, "", "{}"));
		script.token = &cases[i].line;
		struct tenant tenant;
		tenant_init(&tenant, play, &script);
		assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
		struct got got = get(&tenant, "/x");
		assert_int_equal(got.kind, CX_ANSWER_NOT_SENT);
		assert_non_null(strstr(got.problem, cases[i].problem));
		assert_int_equal(server_count_of(tenant.server, "GET", "/"), 0);
		tenant_release(&tenant);
	}
}

static void test_token_when_endpoint_is_down_fails_after_four_tries(void **state)
{
	(void)state;
	struct line down = REPLY(503, "", "later");
	struct script script = SCRIPT(REPLY(200, "", "{}"));
	script.token = &down;
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	struct got got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_NOT_SENT);
	assert_non_null(strstr(got.problem, "503 service unavailable: later"));
	assert_int_equal(server_count(tenant.server), 4);
	tenant_release(&tenant);
}

static void test_get_when_server_fails_is_tried_four_times(void **state)
{
	(void)state;
	struct script script = SCRIPT({.status = 500}, {.end = SERVER_END_CLOSE}, {.status = 502},
				      REPLY(200, "", "{}"), REPLY(500, "", "boom"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	struct got got = get(&tenant, "/x");
	assert_int_equal(got.status, 200);
	assert_int_equal(got.tries, 4);
	got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_STATUS);
	assert_int_equal(got.status, 500);
	assert_int_equal(got.tries, 4);
	assert_string_equal(got.code, "tenant.status");
	assert_non_null(strstr(got.problem, "500 internal server error: boom (correlation id "));
	tenant_release(&tenant);
}

static void test_write_when_answer_never_comes_is_in_doubt_and_not_sent_again(void **state)
{
	(void)state;
	static const char *const methods[] = {"PUT", "POST", "DELETE"};
	static const struct line lines[] = {
		{.end = SERVER_END_CLOSE}, {.end = SERVER_END_RESET},
		{.status = 500},           {.status = 504},
		{.status = 408},           {.delay_ms = 400, .status = 200, .end = SERVER_END_KEEP}};
	for (size_t i = 0; i < CX_COUNT(lines); i++) {
		for (size_t m = 0; m < CX_COUNT(methods); m++) {
			struct script script = {.lines = &lines[i], .count = 1};
			struct tenant tenant;
			tenant_init(&tenant, play, &script);
			assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
			struct got got = put(&tenant, methods[m], &(struct cx_write){.timeout_ms = 100});
			assert_int_equal(got.kind, CX_ANSWER_IN_DOUBT);
			assert_int_equal(server_count_of(tenant.server, methods[m], "/api"), 1);
			tenant_release(&tenant);
		}
	}
}

static void test_429_when_told_holds_everybody_and_is_tried_until_it_works(void **state)
{
	(void)state;
	struct script script =
		SCRIPT(REPLY(429, "Retry-After: 7\r\n", ""), REPLY(429, "Retry-After: 7\r\n", ""),
		       REPLY(429, "Retry-After: 7\r\n", ""), REPLY(429, "Retry-After: 7\r\n", ""),
		       REPLY(429, "Retry-After: 7\r\n", ""), REPLY(200, "", "{}"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	struct got got = put(&tenant, "POST", &(struct cx_write){.idempotency_key = "k1"});
	assert_int_equal(got.status, 200);
	assert_int_equal(got.tries, 6);
	assert_in_range(tenant.clock.slept_us, 35000000, 36000000);
	for (size_t i = 1; i <= 6; i++)
		expect_header(tenant.server, i, "Idempotency-Key", "k1");
	assert_int_equal(cx_remote_counts(tenant.remote).throttled, 5);
	tenant_release(&tenant);
}

static void test_deadline_when_it_passes_stops_with_a_word(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(429, "Retry-After: 60\r\n", ""));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 100000), CX_STATUS_OK);
	struct got got = put(&tenant, "PUT", &(struct cx_write){0});
	assert_int_equal(got.kind, CX_ANSWER_STOPPED);
	assert_string_equal(got.code, "tenant.deadline");
	assert_non_null(strstr(got.problem, "429 too many requests"));
	assert_true(tenant.clock.slept_us <= 100000000);
	got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_STOPPED);
	tenant_release(&tenant);
}

static void test_breaker_when_tenant_is_dead_sends_at_most_20(void **state)
{
	(void)state;
	struct script script = SCRIPT({.end = SERVER_END_CLOSE});
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	struct got got[40] = {0};
	for (size_t i = 0; i < CX_COUNT(got); i++)
		cx_reader_get(cx_remote_reader(tenant.remote), "/x", on_done, &got[i]);
	cx_remote_run(tenant.remote, NULL, NULL);
	size_t stopped = 0;
	for (size_t i = 0; i < CX_COUNT(got); i++) {
		assert_int_equal(got[i].calls, 1);
		stopped += strcmp(got[i].code, "tenant.breaker") == 0;
	}
	assert_in_range(stopped, 1, 39);
	assert_in_range(server_count_of(tenant.server, "GET", "/"), 4, 20);
	assert_true(tenant.clock.slept_us < 60000000);
	tenant_release(&tenant);
}

static void test_problem_when_tenant_redirects_forbids_or_is_not_there(void **state)
{
	(void)state;
	struct script script =
		SCRIPT(REPLY(307, "Location: https://evil.example/\x1b\r\n", ""), REPLY(403, "", "no"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	struct got got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_STATUS);
	assert_string_equal(got.code, "tenant.redirect");
	assert_non_null(strstr(got.problem,
			       "redirects to https://evil.example/\\x1b, and redirects are not followed"));
	got = put(&tenant, "PUT", &(struct cx_write){0});
	assert_string_equal(got.code, "tenant.scope");
	assert_non_null(strstr(got.hint, "journey:audiences:write"));
	got = get(&tenant, "/api/v2/webhooks/77");
	assert_non_null(strstr(got.hint, "webhooks:write"));
	tenant_release(&tenant);

	tenant_init(&tenant, play, &script);
	char url[64];
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d", server_dead_port());
	tenant.config.base_url.text = url;
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	got = get(&tenant, "/x");
	assert_int_equal(got.kind, CX_ANSWER_NOT_SENT);
	assert_string_equal(got.code, "tenant.connect");
	assert_non_null(strstr(got.problem, url));
	tenant_release(&tenant);
}

static void test_write_when_conditional_or_foreign(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, "", "{}"), REPLY(200, "", "{}"), {.status = 204},
				      REPLY(500, "", ""), {.status = 202});
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	(void)put(&tenant, "PUT", &(struct cx_write){.if_match = "\"7\""});
	expect_header(tenant.server, 1, "If-Match", "\"7\"");
	expect_header(tenant.server, 1, "Content-Type", "application/json");
	(void)put(&tenant, "PUT", &(struct cx_write){.if_none_match = true});
	expect_header(tenant.server, 2, "If-None-Match", "*");
	expect_header(tenant.server, 2, "If-Match", NULL);
	(void)put(&tenant, "DELETE", &(struct cx_write){0});
	expect_header(tenant.server, 3, "Content-Type", NULL);
	char url[96];
	(void)snprintf(url, sizeof url, "%s/hook?key=private", server_origin(tenant.server));
	static const char *const headers[] = {"webhook-id: m1", "Content-Type: application/json", NULL};
	struct got got = put(&tenant, "POST", &(struct cx_write){.url = url, .headers = headers});
	assert_int_equal(got.kind, CX_ANSWER_IN_DOUBT);
	assert_int_equal(got.tries, 1);
	expect_header(tenant.server, 4, "Authorization", NULL);
	expect_header(tenant.server, 4, "webhook-id", "m1");
	got = put(&tenant, "POST", &(struct cx_write){.url = url, .headers = headers});
	assert_int_equal(got.status, 202);
	assert_null(strstr(tenant.trace.data, "private"));
	/* A header that would be two is not sent at all. */
	got = put(&tenant, "PUT", &(struct cx_write){.if_match = "\"7\"\r\nX-Evil: 1"});
	assert_int_equal(got.kind, CX_ANSWER_NOT_SENT);
	assert_string_equal(got.code, "tenant.request");
	assert_int_equal(server_count(tenant.server), 6);
	tenant_release(&tenant);
}

static void test_target_when_not_a_path_is_not_sent(void **state)
{
	(void)state;
	static const char *const targets[] = {"@evil.example/", ".evil.example/", "0/x", "",
					      "/a b",           "/a\r\nb"};
	struct script script = SCRIPT(REPLY(200, "", "{}"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	for (size_t i = 0; i < CX_COUNT(targets); i++)
		assert_string_equal(get(&tenant, targets[i]).code, "tenant.request");
	assert_int_equal(server_count_of(tenant.server, "GET", ""), 0);
	tenant_release(&tenant);
}

struct turns {
	struct tenant *tenant;
	size_t turns, until;
	bool synced;
	struct got got[2];
};

static bool idle(void *data)
{
	struct turns *turns = data;
	turns->synced = true;
	return ++turns->turns < turns->until;
}

/* Submits a write from a callback: it must not leave before idle has run again. */
static void on_first(void *data, const struct cx_answer *answer)
{
	struct turns *turns = data;
	on_done(&turns->got[0], answer);
	turns->synced = false;
	cx_writer_send(cx_remote_writer(turns->tenant->remote),
		       &(struct cx_write){.method = "PUT", .path = "/2", .body = "{}", .body_len = 2},
		       on_done, &turns->got[1]);
}

static void test_idle_when_write_is_submitted_runs_before_it_is_sent(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, "", "{}"));
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	assert_int_equal(tenant_open(&tenant, false, 0), CX_STATUS_OK);
	struct turns turns = {.tenant = &tenant, .until = 1000000};
	cx_reader_get(cx_remote_reader(tenant.remote), "/1", on_first, &turns);
	cx_remote_run(tenant.remote, idle, &turns);
	assert_true(turns.synced);
	assert_int_equal(turns.got[1].status, 200);
	tenant_release(&tenant);
}

static void test_stop_when_asked_finishes_what_is_in_flight(void **state)
{
	(void)state;
	struct script script = SCRIPT({.status = 200, .body = "{}", .delay_ms = 150});
	struct tenant tenant;
	tenant_init(&tenant, play, &script);
	tenant.config.concurrency = 2;
	assert_int_equal(tenant_open(&tenant, false, 0), CX_STATUS_OK);
	(void)get(&tenant, "/0");
	struct turns turns = {.tenant = &tenant, .until = 2};
	struct got got[6] = {0};
	for (size_t i = 0; i < CX_COUNT(got); i++)
		cx_writer_send(cx_remote_writer(tenant.remote),
			       &(struct cx_write){.method = "PUT", .path = "/2", .body = "{}", .body_len = 2},
			       on_done, &got[i]);
	cx_remote_run(tenant.remote, idle, &turns);
	for (size_t i = 0; i < CX_COUNT(got); i++) {
		assert_int_equal(got[i].calls, 1);
		assert_int_equal(got[i].kind, i < 2 ? CX_ANSWER_STATUS : CX_ANSWER_STOPPED);
	}
	assert_string_equal(got[5].code, "tenant.stopped");
	assert_int_equal(server_count_of(tenant.server, "PUT", "/2"), 2);
	tenant_release(&tenant);
}

/* Opens anew, reads once, and closes: the number of requests that the server has seen since the last time. */
static size_t open_and_get(struct tenant *tenant, size_t *seen)
{
	assert_int_equal(tenant_open(tenant, true, 0), CX_STATUS_OK);
	assert_int_equal(get(tenant, "/api/v1/audiences").status, 200);
	cx_remote_free(tenant->remote);
	tenant->remote = NULL;
	size_t before = *seen;
	*seen = server_count(tenant->server);
	return *seen - before;
}

static void test_token_when_kept_then_the_next_remote_goes_on_with_it(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, NULL, "{}"));
	struct tenant tenant;
	struct cx_kept_token kept;
	size_t seen = 0;
	script.expires_in = 600;
	cx_kept_token_init(&kept);
	tenant_init(&tenant, play, &script);
	tenant.kept = &kept;
	assert_int_equal(open_and_get(&tenant, &seen), 2);
	assert_int_equal(open_and_get(&tenant, &seen), 1);
	expect_header(tenant.server, 2, "Authorization", "Bearer token-0");
	/* Credentials of somebody else, or another scope: his token is not for them. */
	tenant.config.auth.client_id.text = "client 2";
	assert_int_equal(open_and_get(&tenant, &seen), 2);
	tenant.config.auth.scope.text = "data:read";
	assert_int_equal(open_and_get(&tenant, &seen), 2);
	assert_int_equal(open_and_get(&tenant, &seen), 1);
	/* It gets old, too. */
	tenant.clock.now_us += INT64_C(600000000);
	assert_int_equal(open_and_get(&tenant, &seen), 2);
	/* Whoever keeps nothing asks each time. */
	tenant.kept = NULL;
	assert_int_equal(open_and_get(&tenant, &seen), 2);
	assert_null(strstr(kept.owner.data, "canary"));
	tenant_release(&tenant);
	cx_kept_token_release(&kept);
}

static void test_token_when_kept_and_refused_then_a_new_one_is_asked_for(void **state)
{
	(void)state;
	struct script script = SCRIPT(REPLY(200, NULL, "{}"), REPLY(401, NULL, "{}"), REPLY(200, NULL, "{}"));
	struct tenant tenant;
	struct cx_kept_token kept;
	size_t seen = 0;
	cx_kept_token_init(&kept);
	tenant_init(&tenant, play, &script);
	tenant.kept = &kept;
	assert_int_equal(open_and_get(&tenant, &seen), 2);
	assert_string_equal(kept.value.data, "token-0");
	assert_int_equal(open_and_get(&tenant, &seen), 3);
	assert_string_equal(kept.value.data, "token-3");
	assert_int_equal(open_and_get(&tenant, &seen), 1);
	tenant_release(&tenant);
	cx_kept_token_release(&kept);
}

static void test_open_when_settings_are_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *base_url, *preset, *token_url, *client_id;
		int flow;
		const char *code, *text;
	} cases[] = {
		{"http://cxone.example", NULL, NULL, "a", -1, "tenant.url", "plain http"},
		{"https://u:p@cxone.example", NULL, NULL, "a", -1, "tenant.url", "user information"},
		{"cxone.example", NULL, NULL, "a", -1, "tenant.url", "absolute URL"},
		{"https://cxone.example", "regoin", NULL, "a", -1, "tenant.auth", "regoin"},
		{"https://cxone.example", NULL, "http://evil.example/t", "a", -1, "tenant.url", "plain http"},
		{"https://cxone.example", NULL, NULL, NULL, -1, "tenant.auth", "auth.client_id"},
		{"https://cxone.example", "access-key", NULL, "a", -1, "tenant.auth", "not supported"},
		{"https://cxone.example", NULL, NULL, "a", CX_AUTH_FLOW_PASSWORD, "tenant.auth",
		 "not supported"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct script script = SCRIPT({.status = 200});
		struct tenant tenant;
		tenant_init(&tenant, play, &script);
		tenant.config.base_url.text = cases[i].base_url;
		tenant.config.auth.preset = cases[i].preset;
		tenant.config.auth.token_url.text = cases[i].token_url;
		tenant.config.auth.client_id.text = cases[i].client_id;
		tenant.config.auth.flow = cases[i].flow;
		assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_INVALID);
		assert_null(tenant.remote);
		if (!tenant_has(&tenant, cases[i].code, cases[i].text))
			fail_msg("case %zu: %s", i, tenant.diags.items[0]->message);
		tenant_release(&tenant);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get_when_fine_logs_in_first),
		cmocka_unit_test(test_token_when_kept_then_the_next_remote_goes_on_with_it),
		cmocka_unit_test(test_token_when_kept_and_refused_then_a_new_one_is_asked_for),
		cmocka_unit_test(test_login_when_basic_is_form_encoded_first),
		cmocka_unit_test(test_token_when_short_lived_is_renewed_early_once),
		cmocka_unit_test(test_401_when_answered_costs_one_token_and_one_try),
		cmocka_unit_test(test_token_when_refused_says_why_and_shows_no_secret),
		cmocka_unit_test(test_token_when_answer_is_odd),
		cmocka_unit_test(test_token_when_endpoint_is_down_fails_after_four_tries),
		cmocka_unit_test(test_get_when_server_fails_is_tried_four_times),
		cmocka_unit_test(test_write_when_answer_never_comes_is_in_doubt_and_not_sent_again),
		cmocka_unit_test(test_429_when_told_holds_everybody_and_is_tried_until_it_works),
		cmocka_unit_test(test_deadline_when_it_passes_stops_with_a_word),
		cmocka_unit_test(test_breaker_when_tenant_is_dead_sends_at_most_20),
		cmocka_unit_test(test_problem_when_tenant_redirects_forbids_or_is_not_there),
		cmocka_unit_test(test_write_when_conditional_or_foreign),
		cmocka_unit_test(test_target_when_not_a_path_is_not_sent),
		cmocka_unit_test(test_idle_when_write_is_submitted_runs_before_it_is_sent),
		cmocka_unit_test(test_stop_when_asked_finishes_what_is_in_flight),
		cmocka_unit_test(test_open_when_settings_are_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
