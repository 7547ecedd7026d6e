/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP requests under way: sending, waiting, and saying what became of them. */
#include "port/http.h"

#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "port/http_transfer.h"

#include <signal.h>
#include <strings.h>

#define HTTP_PART 206

struct cx_http {
	CURLM *multi;
	struct cx_http_options options;
	struct cx_http_transfer *transfers; /* given to libcurl */
	struct cx_http_transfer *refused;   /* to be called back in the next turn */
	size_t in_flight;
};

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

static void transfer_free(struct cx_http_transfer *transfer)
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
	for (struct cx_http_transfer *transfer = http->transfers, *next; transfer; transfer = next) {
		next = transfer->next;
		(void)curl_multi_remove_handle(http->multi, transfer->easy);
		transfer_free(transfer);
	}
	for (struct cx_http_transfer *transfer = http->refused, *next; transfer; transfer = next) {
		next = transfer->next;
		transfer_free(transfer);
	}
	(void)curl_multi_cleanup(http->multi);
	cx_free((char *)http->options.ca_file);
	cx_free((char *)http->options.proxy);
	cx_free(http);
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

static void transfer_link(struct cx_http_transfer **list, struct cx_http_transfer *transfer)
{
	transfer->next = *list;
	transfer->prev = NULL;
	if (*list)
		(*list)->prev = transfer;
	*list = transfer;
}

void cx_http_send(struct cx_http *http, const struct cx_http_request *request, cx_http_fn *done, void *data)
{
	struct cx_http_transfer *transfer = cx_alloc(sizeof *transfer);
	transfer->options = &http->options;
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
	cx_http_transfer_set(transfer, request);
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

static enum cx_http_failure failure_of(const struct cx_http_transfer *transfer, CURLcode code)
{
	if (transfer->large)
		return CX_HTTP_FAILURE_LARGE;
	if (transfer->foreign)
		return CX_HTTP_FAILURE_REQUEST;
	if (transfer->stalled)
		return CX_HTTP_FAILURE_TIMEOUT;
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

static int status_of(const struct cx_http_transfer *transfer)
{
	long status = 0;
	if (!transfer->refused)
		(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	return status >= 100 && status <= 999 ? (int)status : 0;
}

static const char *error_of(const struct cx_http_transfer *transfer, CURLcode code)
{
	if (transfer->large)
		return "the answer is larger than allowed";
	if (transfer->foreign)
		return "plain http to an address that is not a loopback address";
	if (transfer->stalled)
		return "the answer began, and then nothing more came for 15 s";
	if (transfer->replayed)
		return "the server closed the connection without an answer";
	/* curl's own words hold bytes and milliseconds: the same failure would read differently each time. */
	if (code == CURLE_OPERATION_TIMEDOUT && !transfer->left)
		return "nobody took it up";
	if (code == CURLE_OPERATION_TIMEDOUT)
		return transfer->answer.len ? "part of it had come" : "nothing had come";
	if (code == CURLE_PARTIAL_FILE)
		return "the answer ended before its announced length";
	if (transfer->error[0])
		return transfer->error;
	if (code != CURLE_OK)
		return curl_easy_strerror(code);
	if (transfer->headed && status_of(transfer) == HTTP_PART)
		return "it is one part of an answer (206), and none was asked for";
	return status_of(transfer) >= 200 ? "the answer ended within its head" : "no HTTP status came";
}

/* Calls back and frees; the transfer is in no list any more. */
static void transfer_finish(struct cx_http_transfer *transfer, CURLcode code)
{
	struct cx_clock *clock = transfer->options->clock;
	struct cx_http_answer answer = {
		.body = transfer->answer.data,
		.body_len = transfer->answer.len,
		.headers = &transfer->head,
		.error = "",
		.status = status_of(transfer),
		.latency_us = clock->monotonic_us(clock) - transfer->started_us,
	};
	if (transfer->refused) {
		bool request = strncmp(transfer->refused, "fault", 5) != 0;
		answer.outcome = CX_HTTP_OUTCOME_NOT_SENT;
		answer.failure = request ? CX_HTTP_FAILURE_REQUEST : CX_HTTP_FAILURE_CONNECT;
		answer.error = transfer->refused;
	} else if (code != CURLE_OK || answer.status < 200 || answer.status == HTTP_PART ||
		   !transfer->headed) {
		answer.outcome = transfer->left ? CX_HTTP_OUTCOME_CUT : CX_HTTP_OUTCOME_NOT_SENT;
		answer.failure = failure_of(transfer, code);
		answer.error = error_of(transfer, code);
	}
	transfer->http->in_flight--;
	transfer->done(transfer->data, &answer);
	transfer_free(transfer);
}

static void transfer_unlink(struct cx_http *http, struct cx_http_transfer *transfer)
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
	struct cx_http_transfer *refused = http->refused;
	http->refused = NULL;
	for (struct cx_http_transfer *next; refused; refused = next, any = true) {
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
		struct cx_http_transfer *transfer = NULL;
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

void cx_http_abandon(struct cx_http *http)
{
	(void)finish_some(http);
	while (http->transfers) {
		struct cx_http_transfer *transfer = http->transfers;
		(void)curl_multi_remove_handle(http->multi, transfer->easy);
		transfer_unlink(http, transfer);
		transfer_finish(transfer, CURLE_ABORTED_BY_CALLBACK);
	}
}
