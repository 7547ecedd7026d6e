/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of requests: the same whatever the pieces are, and bounded. */
#include "port/answerer_body.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MAX 100

static int begin(struct cx_answerer_body *body, const char *fields)
{
	CX_AUTO(cx_buf) struct cx_buf head = CX_BUF_INIT;
	struct cx_asked asked;
	cx_buf_addf(&head, "POST / HTTP/1.1\r\nHost: a\r\n%s\r\n", fields);
	assert_int_equal(cx_answerer_head_parse(head.data, head.len, &asked), 0);
	return cx_answerer_body_begin(body, &asked, MAX);
}

static void test_framing_when_odd_then_status(void **state)
{
	static const struct {
		const char *fields;
		int status;
	} rows[] = {
		{"Content-Length: 0\r\n", 0},
		{"content-length: 100\r\n", 0},
		{"Content-Length: 101\r\n", 413},
		{"Content-Length: 99999999999999999999999999\r\n", 413},
		{"Content-Length: 000000000000000000000000000001\r\n", 0},
		{"Content-Length: -1\r\n", 400},
		{"Content-Length: +1\r\n", 400},
		{"Content-Length: 1 1\r\n", 400},
		{"Content-Length: 1, 1\r\n", 400},
		{"Content-Length: 0x1\r\n", 400},
		{"Content-Length:\r\n", 400},
		{"Content-Length: 1\r\nContent-Length: 1\r\n", 400},
		{"Transfer-Encoding: CHUNKED\r\n", 0},
		{"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
		{"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", 400},
		{"Transfer-Encoding: gzip, chunked\r\n", 501},
		{"Transfer-Encoding: identity\r\n", 501},
		{"", 411},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_answerer_body) struct cx_answerer_body body;
		assert_int_equal(begin(&body, rows[i].fields), rows[i].status);
	}
}

/* In pieces of step bytes, each on the heap: the sanitizer sees what is read behind it. */
static int take(struct cx_answerer_body *body, const char *text, size_t step)
{
	size_t n = strlen(text);
	int status = 0;
	for (size_t at = 0; at < n && !status; at += step) {
		size_t len = n - at < step ? n - at : step;
		char *piece = cx_alloc(len);
		memcpy(piece, text + at, len);
		status = cx_answerer_body_add(body, piece, len);
		cx_free(piece);
	}
	return status;
}

static void test_chunks_when_in_any_pieces_then_the_same(void **state)
{
	static const struct {
		const char *text, *body; /* NULL: more is to come */
		int status;
	} rows[] = {
		{"0\r\n\r\n", "", 0},
		{"3\r\nabc\r\n0\r\n\r\nmore", "abc", 0},
		{"A\r\n0123456789\r\na;x=\"y\"\r\n0123456789\r\n00\r\nA: b\r\nC: d\r\n\r\n",
		 "01234567890123456789", 0},
		{"3\r\nabc\r\n0\r\n\r", NULL, 0},
		{"3\r\nabc", NULL, 0},
		{"3", NULL, 0},
		{"\r\n", NULL, 400},
		{";\r\n", NULL, 400},
		{"g\r\n", NULL, 400},
		{"-1\r\n", NULL, 400},
		{" 1\r\n", NULL, 400},
		{"1\n", NULL, 400},
		{"1\r\r\n", NULL, 400},
		{"1\r\nab", NULL, 400},
		{"1\r\na\n", NULL, 400},
		{"1;\x01\r\n", NULL, 400},
		{"0\r\nA\n", NULL, 400},
		{"65\r\n", NULL, 413},
		{"ffffffffffffffffffffffff\r\n", NULL, 413},
		{"64\r\n", NULL, 0},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		for (size_t step = 1; step < 40; step++) {
			CX_AUTO(cx_answerer_body) struct cx_answerer_body body;
			assert_int_equal(begin(&body, "Transfer-Encoding: chunked\r\n"), 0);
			assert_int_equal(take(&body, rows[i].text, step), rows[i].status);
			assert_int_equal(body.state == CX_BODY_DONE, rows[i].body != NULL);
			if (rows[i].body)
				assert_string_equal(body.bytes.data, rows[i].body);
		}
}

static void test_chunks_when_sum_or_line_is_too_long_then_refused(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_answerer_body) struct cx_answerer_body sum, line, trailers;
	(void)state;
	assert_int_equal(begin(&sum, "Transfer-Encoding: chunked\r\n"), 0);
	for (int i = 0; i < MAX + 1; i++)
		cx_buf_adds(&text, "1\r\na\r\n");
	assert_int_equal(take(&sum, text.data, 7), 413);
	assert_int_equal(sum.bytes.len, MAX);
	cx_buf_clear(&text);
	cx_buf_adds(&text, "1;");
	cx_buf_fill(&text, 'x', 1000);
	assert_int_equal(begin(&line, "Transfer-Encoding: chunked\r\n"), 0);
	assert_int_equal(take(&line, text.data, 7), 400);
	/* Trailers for ever. */
	cx_buf_clear(&text);
	cx_buf_adds(&text, "0\r\n");
	for (int i = 0; i < 20000; i++)
		cx_buf_adds(&text, "a: b\r\n");
	assert_int_equal(begin(&trailers, "Transfer-Encoding: chunked\r\n"), 0);
	assert_int_equal(take(&trailers, text.data, 1000), 413);
}

static void test_bytes_when_random_then_bounded(void **state)
{
	static const char letters[] = "0123aAfF;\r\n\r\n\r\n x:\t";
	unsigned seed = 20261121;
	(void)state;
	for (int i = 0; i < 20000; i++) {
		CX_AUTO(cx_answerer_body) struct cx_answerer_body body;
		char text[65] = "";
		for (size_t at = 0; at < sizeof text - 1; at++) {
			seed = seed * 1664525u + 1013904223u;
			text[at] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		assert_int_equal(begin(&body, "Transfer-Encoding: chunked\r\n"), 0);
		int status = take(&body, text, 1 + (seed >> 16) % 64);
		assert_true(status == 0 || status == 400 || status == 413);
		assert_true(body.bytes.len <= MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_framing_when_odd_then_status),
		cmocka_unit_test(test_chunks_when_in_any_pieces_then_the_same),
		cmocka_unit_test(test_chunks_when_sum_or_line_is_too_long_then_refused),
		cmocka_unit_test(test_bytes_when_random_then_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
