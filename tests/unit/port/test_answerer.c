/* SPDX-License-Identifier: Apache-2.0 */
/* The small server: what it answers, and what clients cannot do to it. */
#include "port/answerer.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

static void answer(void *data, const struct cx_asked *asked, struct cx_answerer_page *page)
{
	const size_t *size = data;
	if (cx_asked_is(asked, "/big")) {
		page->status = 200;
		cx_buf_fill(&page->body, 'x', *size);
	} else if (cx_asked_is(asked, "/ill")) {
		page->status = 503;
		cx_buf_adds(&page->body, "not well\n");
	}
}

static size_t big = 4u << 20;
static const struct cx_answerer_options plain = {.answer = answer, .data = &big, .code = "watch.listen"};

static struct cx_answerer *open_with(const char *where, const struct cx_answerer_options *options)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_answerer_place place;
	struct cx_answerer *answerer = NULL;
	assert_true(cx_answerer_place_parse(where, &place));
	assert_int_equal(cx_answerer_open(&place, options, &answerer, &diags), CX_STATUS_OK);
	return answerer;
}

static struct cx_answerer *open_one(const char *where)
{
	return open_with(where, &plain);
}

static int dial(const struct cx_answerer *answerer)
{
	struct cx_answerer_place place;
	assert_true(cx_answerer_place_parse(cx_answerer_url(answerer) + strlen("http://"), &place));
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(place.port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)(const void *)&address, sizeof address), 0);
	return fd;
}

/* Everything until the other side closes. */
static void read_all(int fd, struct cx_buf *out)
{
	char chunk[65536];
	for (ssize_t got; (got = recv(fd, chunk, sizeof chunk, 0)) > 0;)
		cx_buf_add(out, chunk, (size_t)got);
	(void)close(fd);
}

static void ask(const struct cx_answerer *answerer, const char *request, size_t n, struct cx_buf *out)
{
	int fd = dial(answerer);
	cx_buf_clear(out);
	/* Of a request that is too long the rest may not be taken any more. */
	(void)send(fd, request, n, MSG_NOSIGNAL);
	read_all(fd, out);
}

static void expect(const struct cx_answerer *answerer, const char *request, const char *begin,
		   const char *end)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	ask(answerer, request, strlen(request), &out);
	assert_memory_equal(out.data, begin, strlen(begin));
	assert_string_equal(out.data + out.len - strlen(end), end);
	assert_non_null(strstr(out.data, "\r\nConnection: close\r\n"));
}

static void test_answer_when_asked_then_page_or_status(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_one("0");
	assert_memory_equal(cx_answerer_url(answerer), "http://127.0.0.1:", 17);
	expect(answerer, GET("/ill"), "HTTP/1.1 503 Service Unavailable\r\nDate: ", "\r\n\r\nnot well\n");
	expect(answerer, GET("/none"), "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n404 Not Found\n");
	expect(answerer, "HEAD /ill HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 503 ", "\r\n\r\n");
	expect(answerer, "PUT /ill HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ",
	       "\r\n\r\n405 Method Not Allowed\n");
	expect(answerer, "GET /ill\r\n\r\n", "HTTP/1.1 400 ", "\r\n\r\n400 Bad Request\n");
	/* A second request on the same connection is not looked at. */
	expect(answerer, GET("/ill") GET("/ill"), "HTTP/1.1 503 ", "not well\n");
}

static void test_answer_when_large_then_whole(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_one("127.0.0.1:0");
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	ask(answerer, GET("/big"), strlen(GET("/big")), &out);
	const char *body = strstr(out.data, "\r\n\r\n");
	assert_non_null(body);
	assert_int_equal(out.len - (size_t)(body + 4 - out.data), big);
}

static void test_head_when_too_long_then_431(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_one("0");
	CX_AUTO(cx_buf) struct cx_buf request = CX_BUF_INIT, out = CX_BUF_INIT;
	cx_buf_adds(&request, "GET /");
	cx_buf_fill(&request, 'a', 60000);
	ask(answerer, request.data, request.len, &out);
	assert_memory_equal(out.data, "HTTP/1.1 431 ", 13);
}

/* Connections that say nothing, or half of it, make room for who asks; none is kept for long. */
static void test_clients_when_many_and_silent_then_others_are_served(void **state)
{
	(void)state;
	enum { SILENT = 200 };
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_one("0");
	int fds[SILENT];
	for (size_t i = 0; i < SILENT; i++) {
		fds[i] = dial(answerer);
		if (i % 2)
			assert_int_equal(send(fds[i], "GET /ill HT", 11, MSG_NOSIGNAL), 11);
	}
	for (int i = 0; i < 20; i++)
		expect(answerer, GET("/ill"), "HTTP/1.1 503 ", "not well\n");
	/* The first of them was closed to make room. */
	struct pollfd first = {.fd = fds[0], .events = POLLIN};
	assert_int_equal(poll(&first, 1, 3000), 1);
	for (size_t i = 0; i < SILENT; i++)
		(void)close(fds[i]);
	expect(answerer, GET("/ill"), "HTTP/1.1 503 ", "not well\n");
}

static void test_clients_when_they_do_not_read_then_others_are_served(void **state)
{
	(void)state;
	enum { DEAF = 31 };
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_one("0");
	int fds[DEAF];
	for (size_t i = 0; i < DEAF; i++) {
		fds[i] = dial(answerer);
		assert_int_equal(send(fds[i], GET("/big"), strlen(GET("/big")), MSG_NOSIGNAL),
				 strlen(GET("/big")));
	}
	expect(answerer, GET("/ill"), "HTTP/1.1 503 ", "not well\n");
	for (size_t i = 0; i < DEAF; i++)
		(void)close(fds[i]);
}

/* It ends at once, whatever clients are doing; so does the test, or it hangs. */
static void test_free_when_clients_hang_then_at_once(void **state)
{
	(void)state;
	struct cx_answerer *answerer = open_one("0");
	int silent = dial(answerer), deaf = dial(answerer);
	assert_int_equal(send(deaf, GET("/big"), strlen(GET("/big")), MSG_NOSIGNAL), strlen(GET("/big")));
	struct cx_clock *clock = cx_clock_system();
	int64_t before = clock->monotonic_us(clock);
	cx_answerer_free(answerer);
	assert_true(clock->monotonic_us(clock) - before < 2000000);
	(void)close(silent);
	(void)close(deaf);
}

/* What a POST holds comes back. */
static void echo(void *data, const struct cx_asked *asked, struct cx_answerer_page *page)
{
	(void)data;
	page->status = asked->post ? 200 : 405;
	if (asked->post)
		cx_buf_add(&page->body, asked->body, asked->body_len);
}

static void refuse(void *data, struct cx_answerer_page *page)
{
	int *last = data;
	*last = page->status;
	cx_buf_addf(&page->body, "no: %d", page->status);
}

#define POST "POST / HTTP/1.1\r\nHost: x\r\n"

static void test_post_when_framed_then_body_or_status(void **state)
{
	static const struct {
		const char *request, *begin, *end;
	} rows[] = {
		{POST "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK", "\r\n\r\nabc"},
		{POST "Content-Length: 0\r\n\r\n", "HTTP/1.1 200 OK", "\r\n\r\n200 OK\n"},
		{POST "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nab\r\n01\r\nc\r\n0\r\nX: y\r\n\r\n",
		 "HTTP/1.1 200 OK", "\r\n\r\nabc"},
		/* What follows is not looked at. */
		{POST "Content-Length: 3\r\n\r\nabcPOST / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK",
		 "\r\n\r\nabc"},
		{POST "\r\n", "HTTP/1.1 411 Length Required", "no: 411"},
		{POST "Content-Length: 1001\r\n\r\n", "HTTP/1.1 413 Content Too Large", "no: 413"},
		{POST "Transfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 501 ", "no: 501"},
		{POST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "HTTP/1.1 400 ", "no: 400"},
		{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "405 Method Not Allowed\n"},
		{"PUT / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "no: 405"},
	};
	int last = 0;
	struct cx_answerer_options options = {
		.answer = echo, .refuse = refuse, .data = &last, .allow = "POST", .max_body = 1000};
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_with("0", &options);
	(void)state;
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		expect(answerer, rows[i].request, rows[i].begin, rows[i].end);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	ask(answerer, "GET / HTTP/1.0\r\n\r\n", 18, &out);
	assert_non_null(strstr(out.data, "\r\nAllow: POST\r\n"));
	/* Where nothing is posted, there is no POST. */
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *other = open_one("0");
	expect(other, POST "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 405 ", "405 Method Not Allowed\n");
}

static void test_post_when_told_to_wait_then_goes_on(void **state)
{
	struct cx_answerer_options options = {.answer = echo, .max_body = 1000};
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_with("0", &options);
	static const char head[] = POST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n";
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	char came[sizeof go_on] = "";
	int fd = dial(answerer);
	(void)state;
	assert_int_equal(send(fd, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
	assert_int_equal(recv(fd, came, sizeof go_on - 1, MSG_WAITALL), sizeof go_on - 1);
	assert_string_equal(came, go_on);
	assert_int_equal(send(fd, "abc", 3, MSG_NOSIGNAL), 3);
	read_all(fd, &out);
	assert_string_equal(out.data + out.len - 7, "\r\n\r\nabc");
}

/* Who began is told that it took too long; who said nothing is not. */
static void test_post_when_slow_then_408(void **state)
{
	int last = 0;
	struct cx_answerer_options options = {
		.answer = echo, .refuse = refuse, .data = &last, .max_body = 1000, .patience_ms = 200};
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_with("0", &options);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	ask(answerer, POST "Content-Length: 3\r\n\r\nab", strlen(POST) + 23, &out);
	assert_memory_equal(out.data, "HTTP/1.1 408 Request Timeout", 28);
	ask(answerer, "POST / HT", 9, &out);
	assert_memory_equal(out.data, "HTTP/1.1 408 Request Timeout", 28);
	ask(answerer, "", 0, &out);
	assert_int_equal(out.len, 0);
	assert_int_equal(last, 408);
}

static void test_open_when_taken_then_said(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_answerer) struct cx_answerer *answerer = open_one("0");
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_answerer_place place;
	struct cx_answerer *second = NULL;
	assert_true(cx_answerer_place_parse(cx_answerer_url(answerer) + strlen("http://"), &place));
	assert_int_equal(cx_answerer_open(&place, &plain, &second, &diags), CX_STATUS_INVALID);
	assert_null(second);
	assert_string_equal(diags.items[0]->code, "watch.listen");
	assert_non_null(strstr(diags.items[0]->message, "127.0.0.1 port "));
}

static void test_place_when_written_then_where(void **state)
{
	(void)state;
	static const struct {
		const char *text, *address;
		uint16_t port;
		bool loopback;
	} good[] = {
		{"9464", "127.0.0.1", 9464, true},          {"localhost:9464", "127.0.0.1", 9464, true},
		{"127.0.0.1:0", "127.0.0.1", 0, true},      {"127.8.8.8:1", "127.8.8.8", 1, true},
		{"0.0.0.0:65535", "0.0.0.0", 65535, false}, {"10.0.0.7:80", "10.0.0.7", 80, false},
		{"[::1]:9464", "::1", 9464, true},          {"[::]:9464", "::", 9464, false},
	};
	static const char *const bad[] = {"",
					  ":9464",
					  "65536",
					  "-1",
					  "a",
					  "1.2.3:1",
					  "::1:9464",
					  "[::1]",
					  "[127.0.0.1]:1",
					  "[localhost]:1",
					  "host:1",
					  "127.0.0.1:",
					  "127.0.0.1:http",
					  "1234567",
					  "[::1]:9464 "};
	struct cx_answerer_place place;
	for (size_t i = 0; i < CX_COUNT(good); i++) {
		assert_true(cx_answerer_place_parse(good[i].text, &place));
		assert_string_equal(place.address, good[i].address);
		assert_int_equal(place.port, good[i].port);
		assert_int_equal(place.loopback, good[i].loopback);
	}
	for (size_t i = 0; i < CX_COUNT(bad); i++)
		assert_false(cx_answerer_place_parse(bad[i], &place));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer_when_asked_then_page_or_status),
		cmocka_unit_test(test_answer_when_large_then_whole),
		cmocka_unit_test(test_head_when_too_long_then_431),
		cmocka_unit_test(test_clients_when_many_and_silent_then_others_are_served),
		cmocka_unit_test(test_clients_when_they_do_not_read_then_others_are_served),
		cmocka_unit_test(test_free_when_clients_hang_then_at_once),
		cmocka_unit_test(test_post_when_framed_then_body_or_status),
		cmocka_unit_test(test_post_when_told_to_wait_then_goes_on),
		cmocka_unit_test(test_post_when_slow_then_408),
		cmocka_unit_test(test_open_when_taken_then_said),
		cmocka_unit_test(test_place_when_written_then_where),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
