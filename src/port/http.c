/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP over libcurl's multi interface. libcurl sends a request again by itself when a reused connection dies
 * before the first byte of the answer. Three things stand against that for everything but GET: the
 * pre-request hook lets a request leave once and aborts the second time; a body comes from a read function
 * whose seek function fails; POST and DELETE, where a spurious doubt costs most, go over a fresh connection.
 * The same hook is what makes NOT_SENT certain: it runs after connect and TLS and before the first byte.
 */
#include "port/http.h"

#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "port/http_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <signal.h>
#include <strings.h>

#define HTTP_TIMEOUT_MS      30000
#define HTTP_CONNECT_MS      10000
#define HTTP_HEADER_BYTES    (256u << 10)
#define HTTP_LOW_SPEED_BYTES 64L

struct http_transfer {
	struct cx_http *http;
	struct http_transfer *prev, *next;
	CURL *easy;
	struct curl_slist *headers;
	const char *body;
	size_t body_len, body_at;
	bool only_once; /* not a GET */
	bool plain;     /* http: the address must be a loopback one */
	bool left;      /* the first byte may have left */
	bool foreign;   /* plain http was about to leave this machine */
	bool replayed;  /* libcurl wanted to send again */
	bool large;     /* the answer went over a limit */
	int64_t started_us;
	size_t header_bytes;
	struct cx_buf answer, head;
	const char *refused; /* never given to libcurl: why */
	void (*leaving)(void *data);
	cx_http_fn *done;
	void *data;
	char error[CURL_ERROR_SIZE];
};

struct cx_http {
	CURLM *multi;
	struct cx_http_options options;
	struct http_transfer *transfers; /* given to libcurl */
	struct http_transfer *refused;   /* to be called back in the next turn */
	size_t in_flight;
};

/* An option that this libcurl refuses would change what the rest relies on. */
#define HTTP_SET(transfer, option, value)                                                         \
	((transfer)->refused || curl_easy_setopt((transfer)->easy, (option), (value)) == CURLE_OK \
		 ? (void)0                                                                        \
		 : (void)((transfer)->refused = "libcurl refuses " #option))

struct cx_http *cx_http_new(const struct cx_http_options *options)
{
	static bool ready;
	if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		cx_out_of_memory(0);
	ready = true;
	struct sigaction action = {0};
	if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
		action.sa_handler = SIG_IGN;
		(void)sigaction(SIGPIPE, &action, NULL);
	}
	struct cx_http *http = cx_alloc(sizeof *http);
	http->options = *options;
	http->options.ca_file = options->ca_file ? cx_strdup(options->ca_file) : NULL;
	http->options.proxy = options->proxy ? cx_strdup(options->proxy) : NULL;
	if (!options->clock)
		http->options.clock = cx_clock_system();
	http->multi = curl_multi_init();
	if (!http->multi)
		cx_out_of_memory(0);
	long connections = options->connections ? (long)options->connections : 16;
	(void)curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, connections);
	(void)curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
	return http;
}

static void transfer_free(struct http_transfer *transfer)
{
	if (transfer->easy)
		curl_easy_cleanup(transfer->easy);
	for (struct curl_slist *item = transfer->headers; item; item = item->next)
		explicit_bzero(item->data, strlen(item->data));
	curl_slist_free_all(transfer->headers);
	cx_buf_release_secret(&transfer->answer);
	cx_buf_release_secret(&transfer->head);
	cx_free(transfer);
}

void cx_http_free(struct cx_http *http)
{
	if (!http)
		return;
	for (struct http_transfer *transfer = http->transfers, *next; transfer; transfer = next) {
		next = transfer->next;
		(void)curl_multi_remove_handle(http->multi, transfer->easy);
		transfer_free(transfer);
	}
	for (struct http_transfer *transfer = http->refused, *next; transfer; transfer = next) {
		next = transfer->next;
		transfer_free(transfer);
	}
	(void)curl_multi_cleanup(http->multi);
	cx_free((char *)http->options.ca_file);
	cx_free((char *)http->options.proxy);
	cx_free(http);
}

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
	struct http_transfer *transfer = data;
	if (transfer->plain && !address_is_loopback(ip)) {
		transfer->foreign = true;
		return CURL_PREREQFUNC_ABORT;
	}
	if (transfer->left) {
		if (!transfer->only_once)
			return CURL_PREREQFUNC_OK;
		transfer->replayed = true;
		return CURL_PREREQFUNC_ABORT;
	}
	transfer->left = true;
	if (transfer->leaving)
		transfer->leaving(transfer->data);
	return CURL_PREREQFUNC_OK;
}

static size_t on_read(char *bytes, size_t size, size_t count, void *data)
{
	struct http_transfer *transfer = data;
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
	(void)data;
	(void)offset;
	(void)origin;
	return CURL_SEEKFUNC_FAIL;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct http_transfer *transfer = data;
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
	struct http_transfer *transfer = data;
	size_t n = size * count, end = n;
	transfer->header_bytes += n;
	if (transfer->header_bytes > HTTP_HEADER_BYTES) {
		transfer->large = true;
		return 0;
	}
	if (n >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		cx_buf_clear(&transfer->head);
		return n;
	}
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

const char *cx_http_header(const struct cx_http_answer *answer, const char *name)
{
	const char *at = answer->headers->data, *end = at + answer->headers->len;
	while (at < end) {
		const char *value = at + strlen(at) + 1;
		if (strcasecmp(at, name) == 0)
			return value;
		at = value + strlen(value) + 1;
	}
	return NULL;
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

static void transfer_add_header(struct http_transfer *transfer, const char *line)
{
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);
	if (!longer)
		cx_out_of_memory(0);
	transfer->headers = longer;
}

static void transfer_set_headers(struct http_transfer *transfer, const char *const *headers)
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

static void transfer_set_method(struct http_transfer *transfer, const struct cx_http_request *request)
{
	bool post = strcmp(request->method, "POST") == 0, get = strcmp(request->method, "GET") == 0;
	bool body = request->body != NULL;
	transfer->only_once = !get;
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
	if (strcmp(request->method, "PUT") != 0)
		HTTP_SET(transfer, CURLOPT_FRESH_CONNECT, 1L);
}

static void transfer_set_url(struct http_transfer *transfer, const char *text)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_http_url url;
	if (cx_http_url_parse(&arena, text, &url, &transfer->refused)) {
		transfer->plain = strncmp(url.origin, "http:", 5) == 0;
		HTTP_SET(transfer, CURLOPT_URL, text);
		HTTP_SET(transfer, CURLOPT_PROTOCOLS_STR, transfer->plain ? "http" : "https");
	}
	cx_arena_release(&arena);
}

static void transfer_set_limits(struct http_transfer *transfer, int64_t timeout_ms)
{
	const struct cx_http_options *options = &transfer->http->options;
	long timeout = (long)(timeout_ms > 0 ? timeout_ms : HTTP_TIMEOUT_MS);
	HTTP_SET(transfer, CURLOPT_TIMEOUT_MS, timeout);
	HTTP_SET(transfer, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS);
	HTTP_SET(transfer, CURLOPT_LOW_SPEED_LIMIT, HTTP_LOW_SPEED_BYTES);
	HTTP_SET(transfer, CURLOPT_LOW_SPEED_TIME, timeout / 1500 + 1);
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

static void transfer_set_hooks(struct http_transfer *transfer)
{
	HTTP_SET(transfer, CURLOPT_PREREQFUNCTION, on_prereq);
	HTTP_SET(transfer, CURLOPT_PREREQDATA, transfer);
	HTTP_SET(transfer, CURLOPT_WRITEFUNCTION, on_body);
	HTTP_SET(transfer, CURLOPT_WRITEDATA, transfer);
	HTTP_SET(transfer, CURLOPT_HEADERFUNCTION, on_header);
	HTTP_SET(transfer, CURLOPT_HEADERDATA, transfer);
	HTTP_SET(transfer, CURLOPT_ERRORBUFFER, transfer->error);
	HTTP_SET(transfer, CURLOPT_PRIVATE, transfer);
}

static void transfer_link(struct http_transfer **list, struct http_transfer *transfer)
{
	transfer->next = *list;
	transfer->prev = NULL;
	if (*list)
		(*list)->prev = transfer;
	*list = transfer;
}

void cx_http_send(struct cx_http *http, const struct cx_http_request *request, cx_http_fn *done, void *data)
{
	struct http_transfer *transfer = cx_alloc(sizeof *transfer);
	transfer->http = http;
	transfer->answer = (struct cx_buf)CX_BUF_INIT;
	transfer->answer.max = CX_MAX_BODY_BYTES + 1;
	transfer->head = (struct cx_buf)CX_BUF_INIT;
	transfer->leaving = request->leaving;
	transfer->done = done;
	transfer->data = data;
	transfer->started_us = http->options.clock->monotonic_us(http->options.clock);
	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		cx_out_of_memory(0);
	transfer_set_url(transfer, request->url);
	transfer_set_method(transfer, request);
	transfer_set_limits(transfer, request->timeout_ms);
	transfer_set_hooks(transfer);
	if (!transfer->refused)
		transfer_set_headers(transfer, request->headers);
	http->in_flight++;
	bool fault = !transfer->refused && cx_fault(CX_FAULT_HTTP);
	if (fault)
		transfer->refused = "fault point http";
	if (!transfer->refused && curl_multi_add_handle(http->multi, transfer->easy) == CURLM_OK) {
		transfer_link(&http->transfers, transfer);
		return;
	}
	if (!transfer->refused)
		transfer->refused = "libcurl refuses the request";
	transfer_link(&http->refused, transfer);
}

size_t cx_http_in_flight(const struct cx_http *http)
{
	return http->in_flight;
}

static enum cx_http_failure failure_of(const struct http_transfer *transfer, CURLcode code)
{
	if (transfer->large)
		return CX_HTTP_FAILURE_LARGE;
	if (transfer->foreign)
		return CX_HTTP_FAILURE_REQUEST;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return CX_HTTP_FAILURE_DNS;
	case CURLE_COULDNT_CONNECT:
		return CX_HTTP_FAILURE_CONNECT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return CX_HTTP_FAILURE_TLS;
	case CURLE_OPERATION_TIMEDOUT:
		return CX_HTTP_FAILURE_TIMEOUT;
	default:
		return transfer->left ? CX_HTTP_FAILURE_BROKEN : CX_HTTP_FAILURE_CONNECT;
	}
}

static const char *error_of(const struct http_transfer *transfer, CURLcode code)
{
	if (transfer->large)
		return "the answer is larger than allowed";
	if (transfer->foreign)
		return "plain http to an address that is not a loopback address";
	if (transfer->replayed)
		return "the server closed the connection without an answer";
	if (transfer->error[0])
		return transfer->error;
	return code == CURLE_OK ? "no HTTP status came" : curl_easy_strerror(code);
}

/* Calls back and frees; the transfer is in no list any more. */
static void transfer_finish(struct http_transfer *transfer, CURLcode code)
{
	struct cx_clock *clock = transfer->http->options.clock;
	struct cx_http_answer answer = {
		.body = transfer->answer.data,
		.body_len = transfer->answer.len,
		.headers = &transfer->head,
		.error = "",
		.latency_us = clock->monotonic_us(clock) - transfer->started_us,
	};
	long status = 0;
	if (!transfer->refused)
		(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	answer.status = status >= 100 && status <= 999 ? (int)status : 0;
	if (transfer->refused) {
		bool request = strncmp(transfer->refused, "fault", 5) != 0;
		answer.outcome = CX_HTTP_OUTCOME_NOT_SENT;
		answer.failure = request ? CX_HTTP_FAILURE_REQUEST : CX_HTTP_FAILURE_CONNECT;
		answer.error = transfer->refused;
	} else if (code != CURLE_OK || answer.status < 200) {
		answer.outcome = transfer->left ? CX_HTTP_OUTCOME_CUT : CX_HTTP_OUTCOME_NOT_SENT;
		answer.failure = failure_of(transfer, code);
		answer.error = error_of(transfer, code);
	}
	transfer->http->in_flight--;
	transfer->done(transfer->data, &answer);
	transfer_free(transfer);
}

static void transfer_unlink(struct cx_http *http, struct http_transfer *transfer)
{
	if (transfer->prev)
		transfer->prev->next = transfer->next;
	else
		http->transfers = transfer->next;
	if (transfer->next)
		transfer->next->prev = transfer->prev;
}

static bool finish_some(struct cx_http *http)
{
	bool any = false;
	struct http_transfer *refused = http->refused;
	http->refused = NULL;
	for (struct http_transfer *next; refused; refused = next, any = true) {
		next = refused->next;
		transfer_finish(refused, CURLE_OK);
	}
	for (;;) {
		int left = 0;
		CURLMsg *message = curl_multi_info_read(http->multi, &left);
		if (!message)
			return any;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		struct http_transfer *transfer = NULL;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		(void)curl_multi_remove_handle(http->multi, message->easy_handle);
		transfer_unlink(http, transfer);
		transfer_finish(transfer, code);
		any = true;
	}
}

void cx_http_turn(struct cx_http *http, int wait_ms)
{
	int running = 0;
	(void)curl_multi_perform(http->multi, &running);
	if (finish_some(http) || wait_ms <= 0 || http->in_flight == 0)
		return;
	(void)curl_multi_poll(http->multi, NULL, 0, wait_ms, NULL);
	(void)curl_multi_perform(http->multi, &running);
	(void)finish_some(http);
}
