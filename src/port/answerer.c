/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP/1.1 server for what is read or posted, in a thread of its own. */
/*
 * One thread, one poll over the listener and at most MAX_GUESTS connections. Each has one deadline from
 * connect to close, so that a slow client costs a place for a few seconds and nothing else.
 */
#include "port/answerer.h"

#include "base/clock.h"
#include "base/mem.h"
#include "port/answerer_guest.h"

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
	ACCEPTS_A_TURN = 16,
	KEEP_WRITING_MS = 1000 /* an answer that is younger makes no room for others */
};

struct cx_answerer {
	int listener, stop; /* stop: an eventfd */
	struct cx_answerer_options options;
	pthread_t thread;
	bool running;
	bool full; /* of descriptors: the listener rests for a turn */
	char url[80];
	struct cx_guest guests[MAX_GUESTS];
};

static int64_t now_ms(void)
{
	struct cx_clock *clock = cx_clock_system();
	return clock->monotonic_us(clock) / 1000;
}

/* A free place, or that of the oldest; NULL where all are being answered. */
static struct cx_guest *find_place(struct cx_answerer *answerer)
{
	struct cx_guest *oldest = NULL;
	int64_t now = now_ms();
	for (size_t i = 0; i < MAX_GUESTS; i++) {
		struct cx_guest *guest = &answerer->guests[i];
		if (guest->state == CX_GUEST_FREE)
			return guest;
		if (guest->state == CX_GUEST_WRITING && now - guest->born_ms < KEEP_WRITING_MS)
			continue;
		if (!oldest || guest->born_ms < oldest->born_ms)
			oldest = guest;
	}
	if (oldest)
		cx_guest_close(oldest);
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
		struct cx_guest *guest = find_place(answerer);
		if (!guest) {
			(void)close(fd);
			return;
		}
		cx_guest_begin(guest, &answerer->options, fd, now_ms());
	}
}

/* Milliseconds until something is to be closed; -1: nothing is. */
static int expire(struct cx_answerer *answerer)
{
	enum { REST_MS = 100 };
	int64_t now = now_ms(), wait = answerer->full ? REST_MS : -1;
	for (size_t i = 0; i < MAX_GUESTS; i++) {
		struct cx_guest *guest = &answerer->guests[i];
		if (guest->state == CX_GUEST_FREE)
			continue;
		if (guest->until_ms <= now)
			cx_guest_expire(guest, now);
		int64_t left = guest->until_ms - now;
		if (guest->state != CX_GUEST_FREE && (wait < 0 || left < wait))
			wait = left;
	}
	return (int)wait;
}

static void *serve(void *data)
{
	struct cx_answerer *answerer = data;
	for (;;) {
		struct pollfd polled[MAX_GUESTS + 2];
		struct cx_guest *whose[MAX_GUESTS + 2] = {NULL};
		int wait = expire(answerer);
		nfds_t count = 2;
		polled[0] = (struct pollfd){.fd = answerer->stop, .events = POLLIN};
		polled[1] = (struct pollfd){.fd = answerer->full ? -1 : answerer->listener, .events = POLLIN};
		answerer->full = false;
		for (size_t i = 0; i < MAX_GUESTS; i++) {
			struct cx_guest *guest = &answerer->guests[i];
			if (guest->state == CX_GUEST_FREE)
				continue;
			whose[count] = guest;
			polled[count++] = (struct pollfd){
				.fd = guest->fd,
				.events = guest->state == CX_GUEST_WRITING ? POLLOUT : POLLIN};
		}
		if (poll(polled, count, wait) < 0 && errno != EINTR)
			return NULL;
		if (polled[0].revents)
			return NULL;
		for (nfds_t i = 2; i < count; i++)
			if (polled[i].revents)
				cx_guest_turn(whose[i], now_ms());
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

enum cx_status cx_answerer_open(const struct cx_answerer_place *place,
				const struct cx_answerer_options *options, struct cx_answerer **ret_answerer,
				struct cx_diags *diags)
{
	struct cx_answerer *answerer = cx_alloc(sizeof *answerer);
	answerer->listener = answerer->stop = -1;
	answerer->options = *options;
	if (listen_at(answerer, place) && start(answerer)) {
		*ret_answerer = answerer;
		return CX_STATUS_OK;
	}
	struct cx_diag *d = cx_diag_error(diags, options->code, "cannot listen on %s port %u: %s",
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
		if (answerer->guests[i].state != CX_GUEST_FREE)
			cx_guest_close(&answerer->guests[i]);
	if (answerer->listener >= 0)
		(void)close(answerer->listener);
	if (answerer->stop >= 0)
		(void)close(answerer->stop);
	cx_free(answerer);
}
