/* SPDX-License-Identifier: Apache-2.0 */
/* One connection of an answerer: a request is read, answered, and the connection closed. */
#include "port/answerer_guest.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	MAX_DRAIN = 1 << 21, /* twice the largest body: who sends more will not see why it was refused */
	PATIENCE_MS = 5000,  /* from connect to the last byte of the answer */
	DRAIN_MS = 1000,     /* then, for the client to close first */
	CHUNK = 16384
};

void cx_guest_begin(struct cx_guest *guest, const struct cx_answerer_options *options, int fd, int64_t now_ms)
{
	guest->state = CX_GUEST_READING;
	guest->fd = fd;
	guest->options = options;
	guest->born_ms = now_ms;
	guest->until_ms = now_ms + (options->patience_ms ? options->patience_ms : PATIENCE_MS);
	guest->len = guest->sent = 0;
	guest->asked = (struct cx_asked){0};
	guest->body = (struct cx_answerer_body){.bytes = CX_BUF_INIT};
	guest->out = (struct cx_buf)CX_BUF_INIT;
}

void cx_guest_close(struct cx_guest *guest)
{
	(void)close(guest->fd);
	cx_answerer_body_release(&guest->body);
	cx_buf_release(&guest->out);
	guest->state = CX_GUEST_FREE;
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = {{200, "OK"},
		    {400, "Bad Request"},
		    {401, "Unauthorized"},
		    {404, "Not Found"},
		    {405, "Method Not Allowed"},
		    {408, "Request Timeout"},
		    {411, "Length Required"},
		    {413, "Content Too Large"},
		    {415, "Unsupported Media Type"},
		    {422, "Unprocessable Content"},
		    {431, "Request Header Fields Too Large"},
		    {501, "Not Implemented"},
		    {503, "Service Unavailable"},
		    {505, "HTTP Version Not Supported"}};
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (rows[i].status == status)
			return rows[i].reason;
	return "";
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale. */
static void add_date(struct cx_buf *out)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = time(NULL);
	struct tm tm;
	if (gmtime_r(&now, &tm))
		cx_buf_addf(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n", days + 3 * tm.tm_wday,
			    tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
			    tm.tm_sec);
}

static void guest_answer(struct cx_guest *guest, const struct cx_answerer_page *page, bool head)
{
	struct cx_buf *out = &guest->out;
	const char *allow = guest->options->allow ? guest->options->allow : "GET, HEAD";
	cx_buf_addf(out, "HTTP/1.1 %d %s\r\n", page->status, reason_of(page->status));
	add_date(out);
	cx_buf_addf(out,
		    "Content-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n"
		    "X-Content-Type-Options: nosniff\r\n",
		    page->type, page->body.len);
	if (page->status == 405)
		cx_buf_addf(out, "Allow: %s\r\n", allow);
	cx_buf_adds(out, "Connection: close\r\n\r\n");
	if (!head)
		cx_buf_add(out, page->body.data, page->body.len);
	guest->state = CX_GUEST_WRITING;
}

/* status is 0, or what the request is refused with before anybody looks at what it asks. */
static void guest_asked(struct cx_guest *guest, int status)
{
	const struct cx_answerer_options *options = guest->options;
	struct cx_answerer_page page = {
		.status = status ? status : 404, .type = "text/plain; charset=utf-8", .body = CX_BUF_INIT};
	if (!status)
		options->answer(options->data, &guest->asked, &page);
	else if (options->refuse)
		options->refuse(options->data, &page);
	if (!page.body.len)
		cx_buf_addf(&page.body, "%d %s\n", page.status, reason_of(page.status));
	guest_answer(guest, &page, !status && guest->asked.head);
	cx_buf_release(&page.body);
	cx_answerer_body_release(&guest->body);
}

static void guest_body(struct cx_guest *guest, const char *bytes, size_t n)
{
	int status = cx_answerer_body_add(&guest->body, bytes, n);
	bool done = !status && guest->body.state == CX_BODY_DONE;
	guest->asked.body = guest->body.bytes.data;
	guest->asked.body_len = guest->body.bytes.len;
	if (status || done)
		guest_asked(guest, status);
}

/* Who waits to be told to go on (RFC 9110 10.1.1) is; that little fits into the socket. */
static void guest_encourage(struct cx_guest *guest)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const char *unused;
	size_t len;
	if (cx_asked_field(&guest->asked, "Expect", &unused, &len) && !guest->asked.old)
		(void)send(guest->fd, go_on, sizeof go_on - 1, MSG_NOSIGNAL);
}

static void guest_head(struct cx_guest *guest, size_t end)
{
	size_t max = guest->options->max_body;
	int status = cx_answerer_head_parse(guest->head, end, &guest->asked);
	if (!status && guest->asked.post)
		status = max ? cx_answerer_body_begin(&guest->body, &guest->asked, max) : 405;
	if (status || !guest->asked.post) {
		guest_asked(guest, status);
		return;
	}
	guest->state = CX_GUEST_READING_BODY;
	guest_body(guest, guest->head + end, guest->len - end);
	if (guest->state == CX_GUEST_READING_BODY)
		guest_encourage(guest);
}

/* What came: 0 where nothing did for now, or no more will; then the guest is gone. */
static size_t guest_recv(struct cx_guest *guest, char *into, size_t room)
{
	ssize_t got = recv(guest->fd, into, room, 0);
	if (got > 0)
		return (size_t)got;
	if (got == 0 || (errno != EAGAIN && errno != EINTR))
		cx_guest_close(guest);
	return 0;
}

static void guest_read(struct cx_guest *guest)
{
	size_t got = guest_recv(guest, guest->head + guest->len, sizeof guest->head - guest->len);
	if (!got)
		return;
	/* The end may lie across two reads. */
	size_t from = guest->len > 3 ? guest->len - 3 : 0;
	guest->len += got;
	size_t end = cx_answerer_head_end(guest->head + from, guest->len - from);
	if (end)
		guest_head(guest, from + end);
	else if (guest->len == sizeof guest->head)
		guest_asked(guest, 431);
}

static void guest_read_body(struct cx_guest *guest)
{
	char chunk[CHUNK];
	size_t got = guest_recv(guest, chunk, sizeof chunk);
	if (got)
		guest_body(guest, chunk, got);
}

/* Closing with bytes unread would take the answer away from the client: what comes is read and dropped. */
static void guest_drain(struct cx_guest *guest)
{
	char chunk[CHUNK];
	guest->len += guest_recv(guest, chunk, sizeof chunk);
	if (guest->state != CX_GUEST_FREE && guest->len > MAX_DRAIN)
		cx_guest_close(guest);
}

static void guest_write(struct cx_guest *guest, int64_t now_ms)
{
	ssize_t put =
		send(guest->fd, guest->out.data + guest->sent, guest->out.len - guest->sent, MSG_NOSIGNAL);
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (put < 0) {
		cx_guest_close(guest);
		return;
	}
	guest->sent += (size_t)put;
	if (guest->sent < guest->out.len)
		return;
	int64_t until = now_ms + DRAIN_MS;
	(void)shutdown(guest->fd, SHUT_WR);
	guest->state = CX_GUEST_DRAINING;
	guest->len = 0;
	guest->until_ms = until < guest->until_ms ? until : guest->until_ms;
}

void cx_guest_turn(struct cx_guest *guest, int64_t now_ms)
{
	if (guest->state == CX_GUEST_READING)
		guest_read(guest);
	else if (guest->state == CX_GUEST_READING_BODY)
		guest_read_body(guest);
	else if (guest->state == CX_GUEST_DRAINING)
		guest_drain(guest);
	/* What was just asked for mostly fits into the socket at once. */
	if (guest->state == CX_GUEST_WRITING)
		guest_write(guest, now_ms);
}

void cx_guest_expire(struct cx_guest *guest, int64_t now_ms)
{
	bool began =
		guest->state == CX_GUEST_READING_BODY || (guest->state == CX_GUEST_READING && guest->len);
	if (!began) {
		cx_guest_close(guest);
		return;
	}
	guest->until_ms = now_ms + DRAIN_MS;
	guest_asked(guest, 408);
	guest_write(guest, now_ms);
}
