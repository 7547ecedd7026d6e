/* SPDX-License-Identifier: Apache-2.0 */
/* One request on libcurl: its options and hooks; inside of port/http only. */
#ifndef CX_PORT_HTTP_TRANSFER_H
#define CX_PORT_HTTP_TRANSFER_H

#include "port/http.h"

#include <curl/curl.h>

struct cx_http_transfer {
	struct cx_http *http;
	const struct cx_http_options *options;
	struct cx_http_transfer *prev, *next;
	CURL *easy;
	struct curl_slist *headers;
	const char *body;
	size_t body_len, body_at;
	bool plain;    /* http: the address must be a loopback one */
	bool left;     /* the first byte may have left */
	bool foreign;  /* plain http was about to leave this machine */
	bool replayed; /* libcurl wanted to send again */
	bool large;    /* the answer went over a limit */
	bool headed;   /* the empty line behind the headers came: libcurl does without it */
	int64_t started_us;
	int64_t seen_bytes, seen_us; /* of the answer, and when the last of them came */
	bool stalled;
	size_t header_bytes;
	struct cx_buf answer, head;
	const char *refused; /* never given to libcurl: why */
	void (*leaving)(void *data);
	cx_http_fn *done;
	void *data;
	char error[CURL_ERROR_SIZE];
};

/* Sets method, URL, headers, limits and hooks; what must not be sent ends in transfer->refused. */
void cx_http_transfer_set(struct cx_http_transfer *transfer, const struct cx_http_request *request);

#endif
