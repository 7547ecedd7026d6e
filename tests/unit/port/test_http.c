/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP against a real server: what is certain, what is in doubt, and that nothing is sent twice. */
#include "port/http.h"
#include "port/http_url.h"
#include "support/server.h"

#include "base/limits.h"
#include "base/mem.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The last answer, copied out of the callback. */
struct got {
	size_t calls, leaving;
	enum cx_http_outcome outcome;
	enum cx_http_failure failure;
	int status;
	char body[256];
	size_t body_len;
	char error[256], etag[64];
};

static void on_done(void *data, const struct cx_http_answer *answer)
{
	struct got *got = data;
	got->calls++;
	got->outcome = answer->outcome;
	got->failure = answer->failure;
	got->status = answer->status;
	got->body_len = answer->body_len;
	(void)snprintf(got->body, sizeof got->body, "%s", answer->body);
	(void)snprintf(got->error, sizeof got->error, "%s", answer->error);
	const char *etag = cx_http_header(answer, "ETag");
	(void)snprintf(got->etag, sizeof got->etag, "%s", etag ? etag : "-");
}

static void on_leaving(void *data)
{
	((struct got *)data)->leaving++;
}

static struct got ask(struct cx_http *http, struct cx_http_request request)
{
	struct got got = {0};
	request.leaving = on_leaving;
	cx_http_send(http, &request, on_done, &got);
	while (got.calls == 0)
		cx_http_turn(http, 20);
	assert_int_equal(cx_http_in_flight(http), 0);
	return got;
}

static char *url_of(const char *origin, const char *path)
{
	static char text[256];
	(void)snprintf(text, sizeof text, "%s%s", origin, path);
	return text;
}

/* By path: what the server does. */
static void handle(void *data, const struct server_request *request, struct server_reply *reply)
{
	(void)data;
	const char *target = request->target;
	if (strcmp(target, "/close") == 0) {
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/reset") == 0) {
		reply->end = SERVER_END_RESET;
	} else if (strcmp(target, "/hang") == 0) {
		reply->end = SERVER_END_HANG;
	} else if (strcmp(target, "/short") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/chunk") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12");
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/stall") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
		reply->end = SERVER_END_HANG;
	} else if (strcmp(target, "/head") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nDat");
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/part") == 0) {
		server_answer(reply, 206, "Content-Range: bytes 0-1/5000\r\n", "{}");
	} else if (strcmp(target, "/status") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 204");
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/interim") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 103 Early Hints\r\n\r\n");
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/junk") == 0) {
		cx_buf_adds(&reply->bytes, "220 mail.example ESMTP\r\n");
		reply->end = SERVER_END_CLOSE;
	} else if (strcmp(target, "/moved") == 0) {
		server_answer(reply, 302, "Location: /ok\r\n", "");
	} else if (strcmp(target, "/large") == 0) {
		cx_buf_addf(&reply->bytes, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
			    CX_MAX_BODY_BYTES + 1);
		cx_buf_fill(&reply->bytes, 'x', CX_MAX_BODY_BYTES + 1);
	} else if (strcmp(target, "/heads") == 0) {
		cx_buf_adds(&reply->bytes, "HTTP/1.1 200 OK\r\n");
		for (int i = 0; i < 10000; i++)
			cx_buf_addf(&reply->bytes, "X-Header-%d: %064d\r\n", i, i);
		cx_buf_adds(&reply->bytes, "Content-Length: 0\r\n\r\n");
	} else {
		server_answer(reply, 200, "ETag: \"a1\" \r\n", request->body_len > 0 ? request->body : "ok");
	}
}

struct fixture {
	struct server *server;
	struct cx_http *http;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	fixture.server = server_new(handle, NULL);
	fixture.http = cx_http_new(&(struct cx_http_options){0});
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	cx_http_free(fixture->http);
	server_free(fixture->server);
	return 0;
}

static struct got ask_path(struct fixture *fixture, const char *method, const char *path, int64_t timeout_ms)
{
	bool body = strcmp(method, "PUT") == 0 || strcmp(method, "POST") == 0;
	return ask(fixture->http,
		   (struct cx_http_request){.method = method,
					    .url = url_of(server_origin(fixture->server), path),
					    .body = body ? "{\"a\":1}" : NULL,
					    .body_len = body ? 7 : 0,
					    .timeout_ms = timeout_ms});
}

static void test_answer_when_whole(void **state)
{
	struct got got = ask_path(*state, "GET", "/ok", 0);
	assert_int_equal(got.outcome, CX_HTTP_OUTCOME_ANSWER);
	assert_int_equal(got.failure, CX_HTTP_FAILURE_NONE);
	assert_int_equal(got.status, 200);
	assert_string_equal(got.body, "ok");
	assert_string_equal(got.error, "");
	assert_string_equal(got.etag, "\"a1\"");
	assert_int_equal(got.leaving, 1);
}

static void test_body_when_put_and_post(void **state)
{
	static const char *const methods[] = {"PUT", "POST"};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < CX_COUNT(methods); i++) {
		struct got got = ask_path(fixture, methods[i], "/ok", 0);
		assert_int_equal(got.status, 200);
		assert_string_equal(got.body, "{\"a\":1}");
		const struct server_request *request = server_request(fixture->server, i);
		assert_string_equal(request->method, methods[i]);
		CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
		assert_false(server_header(request, "Expect", &value));
		assert_false(server_header(request, "Accept-Encoding", &value));
		assert_false(server_header(request, "Transfer-Encoding", &value));
	}
	assert_int_equal(ask_path(fixture, "DELETE", "/ok", 0).status, 200);
	assert_string_equal(server_request(fixture->server, 2)->method, "DELETE");
}

/* PITFALLS 1: the server commits, then closes before the first byte; on a reused connection. */
static void test_write_is_sent_once_when_server_closes_before_first_byte(void **state)
{
	static const char *const methods[] = {"PUT", "POST", "DELETE"};
	static const char *const ends[] = {"/close", "/reset"};
	struct fixture *fixture = *state;
	for (size_t round = 0; round < 1000; round++) {
		const char *method = methods[round % 3], *end = ends[round % 2];
		size_t before = server_count_of(fixture->server, method, end);
		if (round >= 6)
			assert_int_equal(ask_path(fixture, "GET", "/ok", 0).status, 200);
		struct got got = ask_path(fixture, method, end, 0);
		assert_int_equal(got.outcome, CX_HTTP_OUTCOME_CUT);
		assert_int_equal(got.failure, CX_HTTP_FAILURE_BROKEN);
		assert_int_equal(got.leaving, 1);
		assert_null(strstr(got.error, "callback"));
		assert_int_equal(server_count_of(fixture->server, method, end), before + 1);
	}
	bool reused = false;
	for (size_t i = 0; i < server_count(fixture->server); i++) {
		const struct server_request *request = server_request(fixture->server, i);
		reused |= strcmp(request->method, "PUT") == 0 && request->on_connection > 0;
	}
	assert_true(reused);
}

static void test_cut_when_answer_is_not_whole(void **state)
{
	static const char *const paths[] = {"/short", "/chunk", "/head",  "/status", "/interim",
					    "/part",  "/junk",  "/close", "/reset"};
	for (size_t i = 0; i < CX_COUNT(paths); i++) {
		struct got got = ask_path(*state, "PUT", paths[i], 0);
		assert_int_equal(got.outcome, CX_HTTP_OUTCOME_CUT);
		assert_int_equal(got.failure, CX_HTTP_FAILURE_BROKEN);
		assert_true(got.error[0] != '\0');
	}
}

static void test_cut_when_time_is_up(void **state)
{
	static const char *const paths[] = {"/hang", "/stall"};
	for (size_t i = 0; i < CX_COUNT(paths); i++) {
		struct got got = ask_path(*state, "PUT", paths[i], 60);
		assert_int_equal(got.outcome, CX_HTTP_OUTCOME_CUT);
		assert_int_equal(got.failure, CX_HTTP_FAILURE_TIMEOUT);
	}
}

static int64_t leaping_us(struct cx_clock *clock)
{
	(void)clock;
	static int64_t now_us;
	return now_us += 1000000;
}

static void test_cut_when_answer_stalls(void **state)
{
	struct fixture *fixture = *state;
	struct cx_clock clock = {.monotonic_us = leaping_us};
	CX_AUTO_FREE(cx_http) struct cx_http *http = cx_http_new(&(struct cx_http_options){.clock = &clock});
	char *url = url_of(server_origin(fixture->server), "/stall");
	struct got got = ask(http, (struct cx_http_request){.method = "GET", .url = url});
	assert_int_equal(got.outcome, CX_HTTP_OUTCOME_CUT);
	assert_int_equal(got.failure, CX_HTTP_FAILURE_TIMEOUT);
	assert_non_null(strstr(got.error, "nothing more came"));
}

static void test_large_when_body_or_head_exceeds_limit(void **state)
{
	static const char *const paths[] = {"/large", "/heads"};
	for (size_t i = 0; i < CX_COUNT(paths); i++) {
		struct got got = ask_path(*state, "GET", paths[i], 0);
		assert_int_equal(got.outcome, CX_HTTP_OUTCOME_CUT);
		assert_int_equal(got.failure, CX_HTTP_FAILURE_LARGE);
	}
}

static void test_redirect_when_given_is_not_followed(void **state)
{
	struct fixture *fixture = *state;
	struct got got = ask_path(fixture, "GET", "/moved", 0);
	assert_int_equal(got.status, 302);
	assert_int_equal(server_count(fixture->server), 1);
}

static void test_not_sent_when_nobody_listens(void **state)
{
	struct fixture *fixture = *state;
	char url[64];
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_dead_port());
	struct got got = ask(fixture->http, (struct cx_http_request){.method = "POST", .url = url});
	assert_int_equal(got.outcome, CX_HTTP_OUTCOME_NOT_SENT);
	assert_int_equal(got.failure, CX_HTTP_FAILURE_CONNECT);
	assert_int_equal(got.leaving, 0);
}

static void test_not_sent_when_host_is_unknown(void **state)
{
	struct fixture *fixture = *state;
	struct got got = ask(fixture->http, (struct cx_http_request){.method = "GET",
								     .url = "https://no-such-host.invalid/"});
	assert_int_equal(got.outcome, CX_HTTP_OUTCOME_NOT_SENT);
	assert_int_equal(got.failure, CX_HTTP_FAILURE_DNS);
}

static void test_not_sent_when_peer_speaks_no_tls(void **state)
{
	struct fixture *fixture = *state;
	char url[64];
	(void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", server_port(fixture->server));
	struct got got =
		ask(fixture->http, (struct cx_http_request){.method = "PUT", .url = url, .timeout_ms = 300});
	assert_int_equal(got.outcome, CX_HTTP_OUTCOME_NOT_SENT);
	assert_int_equal(server_count(fixture->server), 0);
}

static void test_refused_when_url_or_header_is_not_clean(void **state)
{
	struct fixture *fixture = *state;
	const char *ok = url_of(server_origin(fixture->server), "/ok");
	char *copy = cx_strdup(ok);
	static const char *const bad_headers[][2] = {{"X-A: b\r\nX-Evil: 1", NULL},
						     {"X-A: b\nc", NULL},
						     {"X A: b", NULL},
						     {"none", NULL},
						     {": b", NULL}};
	for (size_t i = 0; i < CX_COUNT(bad_headers); i++) {
		struct got got = ask(
			fixture->http,
			(struct cx_http_request){.method = "GET", .url = copy, .headers = bad_headers[i]});
		assert_int_equal(got.outcome, CX_HTTP_OUTCOME_NOT_SENT);
		assert_int_equal(got.failure, CX_HTTP_FAILURE_REQUEST);
	}
	static const char *const bad_urls[] = {"http://example.com/",
					       "ftp://127.0.0.1/",
					       "/ok",
					       "https://u:p@127.0.0.1/",
					       "https://a/b\r\nc",
					       "file:///etc/passwd",
					       "http://127.0.0.1.example.com/",
					       ""};
	for (size_t i = 0; i < CX_COUNT(bad_urls); i++) {
		struct got got =
			ask(fixture->http, (struct cx_http_request){.method = "GET", .url = bad_urls[i]});
		assert_int_equal(got.outcome, CX_HTTP_OUTCOME_NOT_SENT);
		assert_int_equal(got.failure, CX_HTTP_FAILURE_REQUEST);
	}
	assert_int_equal(server_count(fixture->server), 0);
	cx_free(copy);
}

static void test_proxy_when_in_environment_is_ignored(void **state)
{
	char proxy[64];
	(void)snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server_dead_port());
	assert_int_equal(setenv("http_proxy", proxy, 1), 0);
	assert_int_equal(setenv("ALL_PROXY", proxy, 1), 0);
	struct got got = ask_path(*state, "GET", "/ok", 0);
	(void)unsetenv("http_proxy");
	(void)unsetenv("ALL_PROXY");
	assert_int_equal(got.status, 200);
}

/* openssl s_server with a fresh self-signed certificate; its process id, or 0 where there is no openssl. */
static pid_t tls_server(const char *dir, int port)
{
	char command[1024];
	(void)snprintf(command, sizeof command,
		       "command -v openssl >/dev/null && openssl req -x509 -newkey ec -pkeyopt "
		       "ec_paramgen_curve:prime256v1 -nodes -keyout %s/key.pem -out %s/cert.pem -days 2 "
		       "-subj /CN=localhost -addext subjectAltName=DNS:localhost >/dev/null 2>&1",
		       dir, dir);
	if (system(command) != 0)
		return 0;
	pid_t pid = fork();
	if (pid == 0) {
		(void)snprintf(
			command, sizeof command,
			"exec openssl s_server -quiet -accept 127.0.0.1:%d -key %s/key.pem -cert %s/cert.pem "
			"-www >/dev/null 2>&1",
			port, dir, dir);
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static void test_tls_when_certificate_is_not_trusted(void **state)
{
	(void)state;
	char dir[] = "/tmp/cx_http_XXXXXX", url[64], wrong[64], ca[64];
	assert_non_null(mkdtemp(dir));
	int port = server_dead_port();
	pid_t pid = tls_server(dir, port);
	(void)snprintf(url, sizeof url, "https://localhost:%d/", port);
	(void)snprintf(wrong, sizeof wrong, "https://127.0.0.1:%d/", port);
	(void)snprintf(ca, sizeof ca, "%s/cert.pem", dir);
	CX_AUTO_FREE(cx_http) struct cx_http *bare = cx_http_new(&(struct cx_http_options){0});
	CX_AUTO_FREE(cx_http)
	struct cx_http *trusting = cx_http_new(&(struct cx_http_options){.ca_file = ca});
	struct cx_http_request get = {.method = "GET", .url = url}, other = {.method = "GET", .url = wrong};
	struct got got = {0};
	for (int i = 0; pid && i < 200 && (i == 0 || got.failure == CX_HTTP_FAILURE_CONNECT); i++) {
		(void)usleep(10000);
		got = ask(bare, get);
	}
	struct got trusted = pid ? ask(trusting, get) : got, named = pid ? ask(trusting, other) : got;
	if (pid) {
		(void)kill(pid, SIGTERM);
		(void)waitpid(pid, NULL, 0);
	}
	(void)unlink(ca);
	(void)snprintf(ca, sizeof ca, "%s/key.pem", dir);
	(void)unlink(ca);
	(void)rmdir(dir);
	if (!pid)
		skip();
	assert_int_equal(got.outcome, CX_HTTP_OUTCOME_NOT_SENT);
	assert_int_equal(got.failure, CX_HTTP_FAILURE_TLS);
	assert_non_null(strstr(got.error, "certificate"));
	assert_int_equal(named.outcome, CX_HTTP_OUTCOME_NOT_SENT);
	assert_int_equal(named.failure, CX_HTTP_FAILURE_TLS);
	assert_int_equal(trusted.status, 200);
}

static void test_url_when_parsed(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_http_url url;
	const char *problem = NULL;
	assert_true(cx_http_url_parse(&arena, "https://NA1.cxone.Example", &url, &problem));
	assert_string_equal(url.origin, "https://na1.cxone.example:443");
	assert_string_equal(url.path, "/");
	assert_null(url.query);
	assert_true(cx_http_url_parse(&arena, "http://[::1]:8080/a/b?c=%20", &url, &problem));
	assert_string_equal(url.origin, "http://[::1]:8080");
	assert_string_equal(url.path, "/a/b");
	assert_string_equal(url.query, "c=%20");
	assert_true(url.loopback);
	assert_true(cx_http_url_parse(&arena, "http://127.3.4.5", &url, &problem));
	assert_true(cx_http_url_parse(&arena, "HTTP://LOCALHOST:1", &url, &problem));
	assert_string_equal(url.origin, "http://localhost:1");
	assert_false(cx_http_url_parse(&arena, "http://cxone.example", &url, &problem));
	assert_string_equal(problem, "is plain http, which is for loopback addresses alone");
	assert_false(cx_http_url_parse(&arena, "http://localhost.evil.example", &url, &problem));
	assert_false(cx_http_url_parse(&arena, "https://a#b", &url, &problem));
	assert_false(cx_http_url_parse(&arena, "cxone.example", &url, &problem));
	cx_arena_release(&arena);
}

static void test_encode_when_special(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_http_encode(&out, "a b/c~=\xc3\xa4", 9);
	assert_string_equal(out.data, "a%20b%2Fc~%3D%C3%A4");
	cx_buf_clear(&out);
	cx_http_encode_form(&out, "a b~+", 5);
	assert_string_equal(out.data, "a+b%7E%2B");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_answer_when_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_body_when_put_and_post, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_write_is_sent_once_when_server_closes_before_first_byte,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cut_when_answer_is_not_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cut_when_time_is_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cut_when_answer_stalls, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_large_when_body_or_head_exceeds_limit, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_redirect_when_given_is_not_followed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_sent_when_nobody_listens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_sent_when_host_is_unknown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_sent_when_peer_speaks_no_tls, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused_when_url_or_header_is_not_clean, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_proxy_when_in_environment_is_ignored, set_up, tear_down),
		cmocka_unit_test(test_tls_when_certificate_is_not_trusted),
		cmocka_unit_test(test_url_when_parsed),
		cmocka_unit_test(test_encode_when_special),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
