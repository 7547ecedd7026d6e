/* SPDX-License-Identifier: Apache-2.0 */
/* Heads of requests, good and hostile. */
#include "port/answerer_head.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int parse(const char *head, struct cx_asked *asked)
{
	return cx_answerer_head_parse(head, strlen(head), asked);
}

static void test_head_when_good_then_path_and_accept(void **state)
{
	(void)state;
	struct cx_asked asked;
	assert_int_equal(
		parse("GET /metrics?a=b HTTP/1.1\r\nhost: x\r\nACCEPT: \tapplication/OpenMetrics-text; "
		      "version=1.0.0,*/*;q=0.1 \r\nAccept: nothing\r\n\r\n",
		      &asked),
		0);
	assert_false(asked.head);
	assert_true(cx_asked_is(&asked, "/metrics"));
	assert_false(cx_asked_is(&asked, "/metric"));
	assert_false(cx_asked_is(&asked, "/metrics?a=b"));
	assert_true(cx_asked_accepts(&asked, "application/openmetrics-text"));
	assert_false(cx_asked_accepts(&asked, "nothing"));
	assert_int_equal(parse("HEAD / HTTP/1.0\r\n\r\n", &asked), 0);
	assert_true(asked.head);
	assert_false(cx_asked_accepts(&asked, "application/openmetrics-text"));
	assert_int_equal(parse("GET / HTTP/1.7\r\nHost:\r\n\r\n", &asked), 0);
}

static void test_head_when_bad_then_why(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		int status;
	} cases[] = {
		{"GET / HTTP/1.1\r\n\r\n", 400},                       /* no Host */
		{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400}, /* two */
		{"GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: a\r\nb\r\n\r\n", 400},
		{"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
		{"GET /\r\nHost: a\r\n\r\n", 400},
		{"GET\r\n\r\n", 400},
		{"\r\n\r\n", 400},
		{"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"G\xc3\x89T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: a\r\n\r\nmore", 400},
		{"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
		{"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
		{"PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
		{"get / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
		{"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_asked asked;
		assert_int_equal(parse(cases[i].head, &asked), cases[i].status);
	}
}

static void test_head_when_cut_or_altered_then_no_byte_behind_it_is_read(void **state)
{
	(void)state;
	static const char good[] = "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n";
	struct cx_asked asked;
	for (size_t n = 0; n < sizeof good - 1; n++) {
		/* On the heap, to its last byte: the sanitizer sees what is read behind it. */
		char *copy = cx_alloc(n ? n : 1);
		memcpy(copy, good, n);
		assert_int_equal(cx_answerer_head_end(copy, n), 0);
		assert_int_not_equal(cx_answerer_head_parse(copy, n, &asked), 0);
		cx_free(copy);
	}
	assert_int_equal(cx_answerer_head_end(good, sizeof good - 1), sizeof good - 1);
	for (size_t at = 0; at < sizeof good - 1; at++)
		for (unsigned byte = 0; byte < 256; byte++) {
			char *copy = cx_alloc(sizeof good - 1);
			memcpy(copy, good, sizeof good - 1);
			copy[at] = (char)byte;
			int status = cx_answerer_head_parse(copy, sizeof good - 1, &asked);
			assert_true(status == 0 || status == 400 || status == 405 || status == 505);
			if (!status)
				assert_true(asked.path_len > 0 && asked.path[0] == '/');
			cx_free(copy);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head_when_good_then_path_and_accept),
		cmocka_unit_test(test_head_when_bad_then_why),
		cmocka_unit_test(test_head_when_cut_or_altered_then_no_byte_behind_it_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
