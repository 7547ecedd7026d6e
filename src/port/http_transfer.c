/* SPDX-License-Identifier: Apache-2.0 */
/* One request on libcurl: its options and hooks. */
#include "port/http_transfer.h"

#include "base/limits.h"
#include "base/mem.h"
#include "port/http_url.h"

#include <arpa/inet.h>

/*
 * libcurl sends a request again by itself when a reused connection dies before the first byte of the answer.
 * Three things stand against that: the pre-request hook lets a request leave once and aborts the second time,
 * for GET too, so that every request is counted and paced; a body comes from a read function whose seek
 * function fails; POST and DELETE, where a spurious doubt costs most, go over a fresh connection. The same
 * hook is what makes NOT_SENT certain: it runs after connect and TLS and before the first byte.
 */

#define HTTP_TIMEOUT_MS   30000
#define HTTP_CONNECT_MS   10000
#define HTTP_HEADER_BYTES (256u << 10)
#define HTTP_STALL_US     INT64_C(15000000)

/* An option that this libcurl refuses would change what the rest relies on. */
#define HTTP_SET(transfer, option, value)                                                         \
	((transfer)->refused || curl_easy_setopt((transfer)->easy, (option), (value)) == CURLE_OK \
		 ? (void)0                                                                        \
		 : (void)((transfer)->refused = "libcurl refuses " #option))

static bool address_is_loopback(const char *ip)
{
	struct in_addr v4;
	struct in6_addr v6;
	if (inet_pton(AF_INET, ip, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, ip, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static int on_prereq(void *data, char *ip, char *local_ip, int port, int local_port)
{
	(void)local_ip;
	(void)port;
	(void)local_port;
	struct cx_http_transfer *transfer = data;
	if (transfer->plain && !address_is_loopback(ip)) {
		transfer->foreign = true;
		return CURL_PREREQFUNC_ABORT;
	}
	if (transfer->left) {
		transfer->replayed = true;
		return CURL_PREREQFUNC_ABORT;
	}
	transfer->left = true;
	if (transfer->leaving)
		transfer->leaving(transfer->data);
	return CURL_PREREQFUNC_OK;
}

/*
 * libcurl's low speed limit would end attempts whose server thinks for long; only an answer that has begun
 * must go on.
 */
static int on_progress(void *data, curl_off_t to_get, curl_off_t got, curl_off_t to_put, curl_off_t put)
{
	(void)to_get;
	(void)to_put;
	(void)put;
	struct cx_http_transfer *transfer = data;
	int64_t now_us = transfer->options->clock->monotonic_us(transfer->options->clock);
	int64_t bytes = (int64_t)transfer->header_bytes + got;
	if (bytes != transfer->seen_bytes) {
		transfer->seen_bytes = bytes;
		transfer->seen_us = now_us;
	}
	transfer->stalled = bytes > 0 && now_us - transfer->seen_us >= HTTP_STALL_US;
	/* Not CURL_PROGRESSFUNC_CONTINUE: that prints libcurl's own progress meter as well. */
	return transfer->stalled ? 1 : 0;
}

static size_t on_read(char *bytes, size_t size, size_t count, void *data)
{
	struct cx_http_transfer *transfer = data;
	size_t n = size * count, rest = transfer->body_len - transfer->body_at;
	if (n > rest)
		n = rest;
	if (n > 0)
		memcpy(bytes, transfer->body + transfer->body_at, n);
	transfer->body_at += n;
	return n;
}

static int on_seek(void *data, curl_off_t offset, int origin)
{
	(void)offset;
	(void)origin;
	/* A seek is only ever asked for in order to send the body again. */
	((struct cx_http_transfer *)data)->replayed = true;
	return CURL_SEEKFUNC_FAIL;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct cx_http_transfer *transfer = data;
	size_t n = size * count;
	if (n > CX_MAX_BODY_BYTES - transfer->answer.len) {
		transfer->large = true;
		return 0;
	}
	cx_buf_add(&transfer->answer, bytes, n);
	return n;
}

/* Keeps the last block's headers as "name" NUL "value" NUL; a status line begins a new block. */
static size_t on_header(char *bytes, size_t size, size_t count, void *data)
{
	struct cx_http_transfer *transfer = data;
	size_t n = size * count, end = n;
	transfer->header_bytes += n;
	if (transfer->header_bytes > HTTP_HEADER_BYTES) {
		transfer->large = true;
		return 0;
	}
	if (n >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		cx_buf_clear(&transfer->head);
		transfer->headed = false;
		return n;
	}
	if (bytes[0] == '\r' || bytes[0] == '\n')
		transfer->headed = true;
	const char *colon = memchr(bytes, ':', n);
	if (!colon || memchr(bytes, '\0', n))
		return n;
	const char *value = colon + 1;
	while (end > 0 && strchr(" \t\r\n", bytes[end - 1]))
		end--;
	while (value < bytes + end && (*value == ' ' || *value == '\t'))
		value++;
	cx_buf_add(&transfer->head, bytes, (size_t)(colon - bytes));
	cx_buf_addc(&transfer->head, '\0');
	if (value < bytes + end)
		cx_buf_add(&transfer->head, value, (size_t)(bytes + end - value));
	cx_buf_addc(&transfer->head, '\0');
	return n;
}

/* A header line that can do nothing but be one header (RFC 9110 5.1, 5.5). */
static bool header_is_clean(const char *line)
{
	const char *colon = strchr(line, ':');
	if (!colon || colon == line)
		return false;
	for (const char *at = line; at < colon; at++)
		if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f ||
		    strchr("()<>@,;\\\"/[]?={}", *at))
			return false;
	for (const char *at = colon + 1; *at; at++)
		if (((unsigned char)*at < ' ' && *at != '\t') || *at == 0x7f)
			return false;
	return true;
}

static void transfer_add_header(struct cx_http_transfer *transfer, const char *line)
{
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);
	if (!longer)
		cx_out_of_memory(0);
	transfer->headers = longer;
}

static void transfer_set_headers(struct cx_http_transfer *transfer, const char *const *headers)
{
	/* libcurl's own: no "Expect: 100-continue", which it would answer a 417 to by sending again. */
	transfer_add_header(transfer, "Expect:");
	for (size_t i = 0; headers && headers[i]; i++) {
		if (!header_is_clean(headers[i])) {
			transfer->refused = "a header holds characters that it must not hold";
			return;
		}
		transfer_add_header(transfer, headers[i]);
	}
	HTTP_SET(transfer, CURLOPT_HTTPHEADER, transfer->headers);
}

static void transfer_set_method(struct cx_http_transfer *transfer, const struct cx_http_request *request)
{
	bool post = strcmp(request->method, "POST") == 0, get = strcmp(request->method, "GET") == 0;
	bool body = request->body != NULL;
	transfer->body = request->body;
	transfer->body_len = body ? request->body_len : 0;
	if (get) {
		HTTP_SET(transfer, CURLOPT_HTTPGET, 1L);
		return;
	}
	if (post) {
		HTTP_SET(transfer, CURLOPT_POST, 1L);
		HTTP_SET(transfer, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body_len);
	} else if (body || strcmp(request->method, "PUT") == 0) {
		HTTP_SET(transfer, CURLOPT_UPLOAD, 1L);
		HTTP_SET(transfer, CURLOPT_INFILESIZE_LARGE, (curl_off_t)transfer->body_len);
	}
	HTTP_SET(transfer, CURLOPT_CUSTOMREQUEST, request->method);
	HTTP_SET(transfer, CURLOPT_READFUNCTION, on_read);
	HTTP_SET(transfer, CURLOPT_READDATA, transfer);
	HTTP_SET(transfer, CURLOPT_SEEKFUNCTION, on_seek);
	HTTP_SET(transfer, CURLOPT_SEEKDATA, transfer);
	if (strcmp(request->method, "PUT") != 0)
		HTTP_SET(transfer, CURLOPT_FRESH_CONNECT, 1L);
}

static void transfer_set_url(struct cx_http_transfer *transfer, const char *text)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_http_url url;
	const char *problem = NULL;
	if (!cx_http_url_parse(&arena, text, &url, &problem)) {
		(void)snprintf(transfer->error, sizeof transfer->error, "the URL %s", problem);
		transfer->refused = transfer->error;
	} else {
		transfer->plain = strncmp(url.origin, "http:", 5) == 0;
		HTTP_SET(transfer, CURLOPT_URL, text);
		HTTP_SET(transfer, CURLOPT_PROTOCOLS_STR, transfer->plain ? "http" : "https");
	}
	cx_arena_release(&arena);
}

static void transfer_set_limits(struct cx_http_transfer *transfer, int64_t timeout_ms)
{
	const struct cx_http_options *options = transfer->options;
	long timeout = (long)(timeout_ms > 0 ? timeout_ms : HTTP_TIMEOUT_MS);
	HTTP_SET(transfer, CURLOPT_TIMEOUT_MS, timeout);
	HTTP_SET(transfer, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS);
	HTTP_SET(transfer, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	HTTP_SET(transfer, CURLOPT_FOLLOWLOCATION, 0L);
	HTTP_SET(transfer, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	HTTP_SET(transfer, CURLOPT_SSL_VERIFYPEER, 1L);
	HTTP_SET(transfer, CURLOPT_SSL_VERIFYHOST, 2L);
	HTTP_SET(transfer, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	HTTP_SET(transfer, CURLOPT_PROXY, options->proxy ? options->proxy : "");
	if (!options->proxy)
		HTTP_SET(transfer, CURLOPT_NOPROXY, "*");
	if (options->ca_file) {
		HTTP_SET(transfer, CURLOPT_CAINFO, options->ca_file);
		HTTP_SET(transfer, CURLOPT_CAPATH, NULL);
	}
	HTTP_SET(transfer, CURLOPT_NOSIGNAL, 1L);
	HTTP_SET(transfer, CURLOPT_TCP_KEEPALIVE, 1L);
	/* Below the idle time after which common servers close: a write should not meet a dying connection.
	 */
	HTTP_SET(transfer, CURLOPT_MAXAGE_CONN, 4L);
}

static void transfer_set_hooks(struct cx_http_transfer *transfer)
{
	HTTP_SET(transfer, CURLOPT_PREREQFUNCTION, on_prereq);
	HTTP_SET(transfer, CURLOPT_PREREQDATA, transfer);
	HTTP_SET(transfer, CURLOPT_WRITEFUNCTION, on_body);
	HTTP_SET(transfer, CURLOPT_WRITEDATA, transfer);
	HTTP_SET(transfer, CURLOPT_HEADERFUNCTION, on_header);
	HTTP_SET(transfer, CURLOPT_HEADERDATA, transfer);
	HTTP_SET(transfer, CURLOPT_XFERINFOFUNCTION, on_progress);
	HTTP_SET(transfer, CURLOPT_XFERINFODATA, transfer);
	HTTP_SET(transfer, CURLOPT_NOPROGRESS, 0L);
	HTTP_SET(transfer, CURLOPT_ERRORBUFFER, transfer->error);
	HTTP_SET(transfer, CURLOPT_PRIVATE, transfer);
}

void cx_http_transfer_set(struct cx_http_transfer *transfer, const struct cx_http_request *request)
{
	transfer_set_url(transfer, request->url);
	transfer_set_method(transfer, request);
	transfer_set_limits(transfer, request->timeout_ms);
	transfer_set_hooks(transfer);
	if (!transfer->refused)
		transfer_set_headers(transfer, request->headers);
}
