/* SPDX-License-Identifier: Apache-2.0 */
/* Writing to a tenant: one PUT, POST or DELETE. */
#include "remote/write.h"

#include "remote/call.h"

#define WRITE_MAX_HEADERS 24

static enum cx_retry_call kind_of(const struct cx_write *write)
{
	if (strcmp(write->method, "POST") != 0)
		return CX_RETRY_CALL_PUT;
	return write->replayed ? CX_RETRY_CALL_KEYED : CX_RETRY_CALL_POST;
}

void cx_writer_send(struct cx_writer *writer, const struct cx_write *write, cx_answer_fn *done, void *data)
{
	CX_AUTO(cx_buf) struct cx_buf match = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	const char *headers[WRITE_MAX_HEADERS + 1] = {0};
	size_t n = 0;
	if (write->if_match) {
		cx_buf_addf(&match, "If-Match: %s", write->if_match);
		headers[n++] = match.data;
	} else if (write->if_none_match) {
		headers[n++] = "If-None-Match: *";
	}
	if (write->idempotency_key) {
		cx_buf_addf(&key, "Idempotency-Key: %s", write->idempotency_key);
		headers[n++] = key.data;
	}
	for (size_t i = 0; write->headers && write->headers[i] && n < WRITE_MAX_HEADERS; i++)
		headers[n++] = write->headers[i];
	bool foreign = write->url != NULL;
	struct cx_call_request request = {
		.role = foreign ? CX_CALL_ROLE_FOREIGN : CX_CALL_ROLE_TENANT,
		.kind = kind_of(write),
		.method = write->method,
		.target = foreign ? write->url : write->path,
		.body = write->body,
		.body_len = write->body_len,
		.headers = headers,
		.timeout_ms = write->timeout_ms,
	};
	cx_call_submit(writer->remote, &request, done, data);
}
