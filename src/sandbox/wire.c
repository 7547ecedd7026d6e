/* SPDX-License-Identifier: Apache-2.0 */
/* Answers written by hand. */
#include "sandbox/wire.h"

#include "sandbox/bomb.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

/* How often a send that waits for its client looks whether the sandbox stops. */
#define POLL_MS 100

static const char interim_head[] = "HTTP/1.1 103 Early Hints\r\nContent-Type: text/plain\r\n"
				   "ETag: \"of-nothing\"\r\nContent-Length: 7\r\n\r\n";
/* A line of 1024 bytes is made of it. */
static const char header_line[] = "X-Filler: ";
#define HEADER_LINE_LEN ((size_t)1024)

/* Twice and unlike, folded, without value or name, with odd bytes in name and value. */
static const char odd_headers[] = "ETag: \"another\"\r\n"
				  "Content-Type: text/html; charset=utf-16\r\n"
				  "Retry-After: -1\r\nRetry-After: tomorrow\r\n"
				  "CorrelationId: \x1b[31mred\x1b[0m\r\n"
				  "X-Folded: one\r\n two\r\n\tthree\r\n"
				  "X-Empty:\r\n: no name\r\n"
				  "X-Latin: \xe9\xff\xc3\r\nX-\xe9: 1\r\n";

static void head_add(struct cx_wire *wire, const struct cx_exchange *x, int64_t length)
{
	struct cx_buf *text = &wire->text;
	cx_buf_addf(text, "HTTP/1.1 %u %s\r\n", x->status, x->status < 400 ? "OK" : "Error");
	wire->filler_at = x->mishap.kind == CX_MISHAP_MANY_HEADERS ? text->len : 0;
	if (x->answer.len)
		cx_buf_addf(text, "Content-Type: %s\r\n", x->content_type);
	if (x->status != 204)
		cx_buf_addf(text, "Content-Length: %lld\r\n", (long long)length);
	for (size_t i = 0; i < x->answer_headers.count; i++)
		cx_buf_addf(text, "%s: %s\r\n", x->answer_headers.items[i].name,
			    x->answer_headers.items[i].value);
	if (x->mishap.kind == CX_MISHAP_ODD_HEADERS)
		cx_buf_adds(text, odd_headers);
	if (x->mishap.kind == CX_MISHAP_GZIP)
		cx_buf_adds(text, "Content-Encoding: " CX_BOMB_CODING "\r\n");
	cx_buf_adds(text, "Connection: close\r\n\r\n");
}

/* Repeats so often; no times at all stand for no end. */
static void filler_set(struct cx_wire *wire, const char *filler, int64_t times)
{
	wire->filler = filler;
	wire->filler_times = times ? times : CX_WIRE_ENDLESS;
}

static const char *header_filler(struct cx_exchange *x)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_adds(&line, header_line);
	cx_buf_fill(&line, 'x', HEADER_LINE_LEN - line.len - 2);
	cx_buf_adds(&line, "\r\n");
	return cx_arena_strndup(&x->arena, line.data, line.len);
}

static void slow_set(struct cx_wire *wire, size_t begin, size_t end, int64_t pause_ms)
{
	wire->slow_begin = begin;
	wire->slow_end = end;
	wire->pause_ms = pause_ms;
}

void cx_wire_init(struct cx_wire *ret_wire, struct cx_exchange *x)
{
	struct cx_wire wire = {.text = CX_BUF_INIT};
	int64_t amount = x->mishap.amount, length;
	if (x->mishap.kind == CX_MISHAP_GZIP) {
		cx_buf_clear(&x->answer);
		cx_bomb_add(&x->answer, amount);
	}
	length = (int64_t)x->answer.len;
	if (x->mishap.kind == CX_MISHAP_LENGTH)
		length = length + amount > 0 ? length + amount : 0;
	head_add(&wire, x, length);
	size_t head_len = wire.text.len;
	cx_buf_add(&wire.text, x->answer.data, x->answer.len);
	switch (x->mishap.kind) {
	case CX_MISHAP_RAW:
		cx_buf_clear(&wire.text);
		cx_buf_add(&wire.text, x->mishap.body, x->mishap.body_len);
		break;
	case CX_MISHAP_CUT:
		if ((uint64_t)amount < wire.text.len)
			cx_buf_cut(&wire.text, (size_t)amount);
		break;
	case CX_MISHAP_SLOW_HEAD:
		slow_set(&wire, 0, head_len, amount);
		break;
	case CX_MISHAP_SLOW_BODY:
		slow_set(&wire, head_len, wire.text.len, amount);
		break;
	case CX_MISHAP_INTERIM:
		filler_set(&wire, interim_head, amount);
		break;
	case CX_MISHAP_MANY_HEADERS:
		filler_set(&wire, header_filler(x), amount);
		break;
	default:
		break;
	}
	*ret_wire = wire;
}

void cx_wire_release(struct cx_wire *wire)
{
	cx_buf_release(&wire->text);
}

/* False where nobody listens any more. */
static bool bytes_send(struct cx_sandbox *sandbox, int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent >= 0) {
			bytes += sent;
			n -= (size_t)sent;
			continue;
		}
		struct pollfd ready = {.fd = fd, .events = POLLOUT};
		if ((errno != EAGAIN && errno != EINTR) || cx_sandbox_is_stopping(sandbox))
			return false;
		poll(&ready, 1, POLL_MS);
	}
	return true;
}

static bool filler_send(const struct cx_wire *wire, struct cx_sandbox *sandbox, int fd)
{
	for (int64_t i = 0; wire->filler && i < wire->filler_times; i++)
		if (cx_sandbox_is_stopping(sandbox) ||
		    !bytes_send(sandbox, fd, wire->filler, strlen(wire->filler)))
			return false;
	return true;
}

static bool slow_send(const struct cx_wire *wire, struct cx_sandbox *sandbox, int fd)
{
	for (size_t at = wire->slow_begin; at < wire->slow_end; at++) {
		if (!bytes_send(sandbox, fd, wire->text.data + at, 1))
			return false;
		cx_sandbox_wait(sandbox, wire->pause_ms);
		if (cx_sandbox_is_stopping(sandbox))
			return false;
	}
	return true;
}

void cx_wire_send(const struct cx_wire *wire, struct cx_sandbox *sandbox, int fd)
{
	const char *text = wire->text.data;
	size_t slow_end = wire->slow_end > wire->filler_at ? wire->slow_end : wire->filler_at;
	size_t slow_begin = wire->slow_end ? wire->slow_begin : slow_end;
	if (bytes_send(sandbox, fd, text, wire->filler_at) && filler_send(wire, sandbox, fd) &&
	    bytes_send(sandbox, fd, text + wire->filler_at, slow_begin - wire->filler_at) &&
	    slow_send(wire, sandbox, fd))
		(void)bytes_send(sandbox, fd, text + slow_end, wire->text.len - slow_end);
}
