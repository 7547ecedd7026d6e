/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP/1.1 server for a handful of pages that are read, in a thread of its own. */
/*
 * One thread, one poll over the listener and at most MAX_GUESTS connections. Each has one deadline from
 * connect to close, so that a slow client costs a place for a few seconds and nothing else.
 */
#include "port/answerer.h"

#include "base/clock.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MAX_GUESTS = 32,
	MAX_HEAD = 8192,
	MAX_DRAIN = 65536,
	ACCEPTS_A_TURN = 16,
	PATIENCE_MS = 5000,    /* from connect to the last byte of the answer */
	DRAIN_MS = 1000,       /* then, for the client to close first */
	KEEP_WRITING_MS = 1000 /* an answer that is younger makes no room for others */
};

enum state { FREE, READING, WRITING, DRAINING };

struct guest {
	enum state state;
	int fd;
	int64_t born_ms, until_ms;
	char head[MAX_HEAD];
	size_t len; /* of the head; while draining, of what was dropped */
	struct cx_buf out;
	size_t sent;
};

struct cx_answerer {
	int listener, stop; /* stop: an eventfd */
	cx_answerer_fn *answer;
	void *data;
	pthread_t thread;
	bool running;
	bool full; /* of descriptors: the listener rests for a turn */
	char url[80];
	struct guest guests[MAX_GUESTS];
};

static int64_t now_ms(void)
{
	struct cx_clock *clock = cx_clock_system();
	return clock->monotonic_us(clock) / 1000;
}

static void guest_close(struct guest *guest)
{
	(void)close(guest->fd);
	cx_buf_release(&guest->out);
	guest->state = FREE;
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = {{200, "OK"},
		    {400, "Bad Request"},
		    {404, "Not Found"},
		    {405, "Method Not Allowed"},
		    {431, "Request Header Fields Too Large"},
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

static void guest_answer(struct guest *guest, const struct cx_answerer_page *page, bool head)
{
	struct cx_buf *out = &guest->out;
	cx_buf_addf(out, "HTTP/1.1 %d %s\r\n", page->status, reason_of(page->status));
	add_date(out);
	cx_buf_addf(out,
		    "Content-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n"
		    "X-Content-Type-Options: nosniff\r\n%sConnection: close\r\n\r\n",
		    page->type, page->body.len, page->status == 405 ? "Allow: GET, HEAD\r\n" : "");
	if (!head)
		cx_buf_add(out, page->body.data, page->body.len);
	guest->state = WRITING;
}

/* status is 0, or what a bad head is refused with. */
static void guest_asked(struct cx_answerer *answerer, struct guest *guest, int status,
			const struct cx_asked *asked)
{
	struct cx_answerer_page page = {
		.status = status ? status : 404, .type = "text/plain; charset=utf-8", .body = CX_BUF_INIT};
	if (!status)
		answerer->answer(answerer->data, asked, &page);
	if (!page.body.len)
		cx_buf_addf(&page.body, "%d %s\n", page.status, reason_of(page.status));
	guest_answer(guest, &page, !status && asked->head);
	cx_buf_release(&page.body);
}

static void guest_read(struct cx_answerer *answerer, struct guest *guest)
{
	struct cx_asked asked = {0};
	ssize_t got = recv(guest->fd, guest->head + guest->len, MAX_HEAD - guest->len, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		guest_close(guest);
		return;
	}
	/* The end may lie across two reads. */
	size_t from = guest->len > 3 ? guest->len - 3 : 0;
	guest->len += (size_t)got;
	size_t end = cx_answerer_head_end(guest->head + from, guest->len - from);
	if (end)
		guest_asked(answerer, guest, cx_answerer_head_parse(guest->head, from + end, &asked), &asked);
	else if (guest->len == MAX_HEAD)
		guest_asked(answerer, guest, 431, &asked);
}

/* Closing with bytes unread would take the answer away from the client: what comes is read and dropped. */
static void guest_drain(struct guest *guest)
{
	ssize_t got = recv(guest->fd, guest->head, MAX_HEAD, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	guest->len += got > 0 ? (size_t)got : 0;
	if (got <= 0 || guest->len > MAX_DRAIN)
		guest_close(guest);
}

static void guest_write(struct guest *guest)
{
	ssize_t put =
		send(guest->fd, guest->out.data + guest->sent, guest->out.len - guest->sent, MSG_NOSIGNAL);
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (put < 0) {
		guest_close(guest);
		return;
	}
	guest->sent += (size_t)put;
	if (guest->sent < guest->out.len)
		return;
	int64_t until = now_ms() + DRAIN_MS;
	(void)shutdown(guest->fd, SHUT_WR);
	guest->state = DRAINING;
	guest->len = 0;
	guest->until_ms = until < guest->until_ms ? until : guest->until_ms;
}

static void guest_turn(struct cx_answerer *answerer, struct guest *guest)
{
	if (guest->state == READING)
		guest_read(answerer, guest);
	else if (guest->state == DRAINING)
		guest_drain(guest);
	/* What was just asked for mostly fits into the socket at once. */
	if (guest->state == WRITING)
		guest_write(guest);
}

/* A free place, or that of the oldest; NULL where all are being answered. */
static struct guest *find_place(struct cx_answerer *answerer)
{
	struct guest *oldest = NULL;
	int64_t now = now_ms();
	for (size_t i = 0; i < MAX_GUESTS; i++) {
		struct guest *guest = &answerer->guests[i];
		if (guest->state == FREE)
			return guest;
		if (guest->state == WRITING && now - guest->born_ms < KEEP_WRITING_MS)
			continue;
		if (!oldest || guest->born_ms < oldest->born_ms)
			oldest = guest;
	}
	if (oldest)
		guest_close(oldest);
	return oldest;
}

static void accept_some(struct cx_answerer *answerer)
{
	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		int fd = accept4(answerer->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0) {
			answerer->full =
				errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
			return;
		}
		struct guest *guest = find_place(answerer);
		if (!guest) {
			(void)close(fd);
			return;
		}
		int64_t now = now_ms();
		guest->state = READING;
		guest->fd = fd;
		guest->born_ms = now;
		guest->until_ms = now + PATIENCE_MS;
		guest->len = guest->sent = 0;
		guest->out = (struct cx_buf)CX_BUF_INIT;
	}
}

/* Milliseconds until something is to be closed; -1: nothing is. */
static int expire(struct cx_answerer *answerer)
{
	enum { REST_MS = 100 };
	int64_t now = now_ms(), wait = answerer->full ? REST_MS : -1;
	for (size_t i = 0; i < MAX_GUESTS; i++) {
		struct guest *guest = &answerer->guests[i];
		if (guest->state == FREE)
			continue;
		int64_t left = guest->until_ms - now;
		if (left <= 0)
			guest_close(guest);
		else if (wait < 0 || left < wait)
			wait = left;
	}
	return (int)wait;
}

static void *serve(void *data)
{
	struct cx_answerer *answerer = data;
	for (;;) {
		struct pollfd polled[MAX_GUESTS + 2];
		struct guest *whose[MAX_GUESTS + 2] = {NULL};
		int wait = expire(answerer);
		nfds_t count = 2;
		polled[0] = (struct pollfd){.fd = answerer->stop, .events = POLLIN};
		polled[1] = (struct pollfd){.fd = answerer->full ? -1 : answerer->listener, .events = POLLIN};
		answerer->full = false;
		for (size_t i = 0; i < MAX_GUESTS; i++) {
			struct guest *guest = &answerer->guests[i];
			if (guest->state == FREE)
				continue;
			whose[count] = guest;
			polled[count++] = (struct pollfd){
				.fd = guest->fd, .events = guest->state == WRITING ? POLLOUT : POLLIN};
		}
		if (poll(polled, count, wait) < 0 && errno != EINTR)
			return NULL;
		if (polled[0].revents)
			return NULL;
		for (nfds_t i = 2; i < count; i++)
			if (polled[i].revents)
				guest_turn(answerer, whose[i]);
		if (polled[1].revents)
			accept_some(answerer);
	}
}

/* The socket's own address, and how long it is. */
static socklen_t address_of(const struct cx_answerer_place *place, struct sockaddr_storage *ret_address)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(place->port)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(place->port)};
	memset(ret_address, 0, sizeof *ret_address);
	if (inet_pton(AF_INET, place->address, &four.sin_addr) == 1) {
		memcpy(ret_address, &four, sizeof four);
		return sizeof four;
	}
	(void)inet_pton(AF_INET6, place->address, &six.sin6_addr);
	memcpy(ret_address, &six, sizeof six);
	return sizeof six;
}

static bool listen_at(struct cx_answerer *answerer, const struct cx_answerer_place *place)
{
	enum { BACKLOG = 64 };
	struct sockaddr_storage address;
	socklen_t len = address_of(place, &address);
	int yes = 1;
	bool six = address.ss_family == AF_INET6;
	answerer->listener = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (answerer->listener < 0 ||
	    setsockopt(answerer->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
	    (six && setsockopt(answerer->listener, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) < 0) ||
	    bind(answerer->listener, (const struct sockaddr *)(const void *)&address, len) < 0 ||
	    listen(answerer->listener, BACKLOG) < 0 ||
	    getsockname(answerer->listener, (struct sockaddr *)(void *)&address, &len) < 0)
		return false;
	in_port_t port;
	memcpy(&port,
	       (const char *)&address + (six ? offsetof(struct sockaddr_in6, sin6_port)
					     : offsetof(struct sockaddr_in, sin_port)),
	       sizeof port);
	(void)snprintf(answerer->url, sizeof answerer->url, six ? "http://[%s]:%u" : "http://%s:%u",
		       place->address, (unsigned)ntohs(port));
	return true;
}

/* Signals stay with the other threads. */
static bool start(struct cx_answerer *answerer)
{
	sigset_t all, before;
	(void)sigfillset(&all);
	answerer->stop = eventfd(0, EFD_CLOEXEC);
	if (answerer->stop < 0 || pthread_sigmask(SIG_SETMASK, &all, &before))
		return false;
	int error = pthread_create(&answerer->thread, NULL, serve, answerer);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	answerer->running = !error;
	errno = error;
	return !error;
}

enum cx_status cx_answerer_open(const struct cx_answerer_place *place, cx_answerer_fn *answer, void *data,
				struct cx_answerer **ret_answerer, struct cx_diags *diags)
{
	struct cx_answerer *answerer = cx_alloc(sizeof *answerer);
	answerer->listener = answerer->stop = -1;
	answerer->answer = answer;
	answerer->data = data;
	if (listen_at(answerer, place) && start(answerer)) {
		*ret_answerer = answerer;
		return CX_STATUS_OK;
	}
	struct cx_diag *d = cx_diag_error(diags, "watch.listen", "cannot listen on %s port %u: %s",
					  place->address, (unsigned)place->port, strerror(errno));
	cx_diag_hint(diags, d,
		     "name an address of this machine and a free port; port 0 takes any that is free");
	cx_answerer_free(answerer);
	return CX_STATUS_INVALID;
}

const char *cx_answerer_url(const struct cx_answerer *answerer)
{
	return answerer->url;
}

void cx_answerer_free(struct cx_answerer *answerer)
{
	if (!answerer)
		return;
	if (answerer->running) {
		(void)eventfd_write(answerer->stop, 1);
		(void)pthread_join(answerer->thread, NULL);
	}
	for (size_t i = 0; i < MAX_GUESTS; i++)
		if (answerer->guests[i].state != FREE)
			guest_close(&answerer->guests[i]);
	if (answerer->listener >= 0)
		(void)close(answerer->listener);
	if (answerer->stop >= 0)
		(void)close(answerer->stop);
	cx_free(answerer);
}
