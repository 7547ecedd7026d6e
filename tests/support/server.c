/* SPDX-License-Identifier: Apache-2.0 */
/* One thread accepts, one thread a connection; a mutex around the handler and the log of requests. */
#include "support/server.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER_MAX_THREADS 4096

struct server {
	int fd, port;
	int quit[2]; /* a pipe: readable when the server ends */
	char origin[64];
	server_fn *handler;
	void *data;
	pthread_mutex_t lock;
	pthread_t accepter;
	pthread_t threads[SERVER_MAX_THREADS];
	size_t thread_count;
	struct server_request **requests;
	size_t count, cap;
};

struct connection {
	struct server *server;
	int fd;
	size_t number, requests;
	struct cx_buf in;
};

void server_answer(struct server_reply *reply, int status, const char *headers, const char *body)
{
	cx_buf_addf(&reply->bytes, "HTTP/1.1 %d Word\r\nContent-Length: %zu\r\n%s\r\n", status, strlen(body),
		    headers);
	cx_buf_adds(&reply->bytes, body);
}

bool server_header(const struct server_request *request, const char *name, struct cx_buf *out)
{
	size_t n = strlen(name);
	for (const char *line = strstr(request->head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
		const char *at = line + 2;
		if (strncasecmp(at, name, n) != 0 || at[n] != ':')
			continue;
		at += n + 1;
		at += strspn(at, " ");
		cx_buf_add(out, at, strcspn(at, "\r\n"));
		return true;
	}
	return false;
}

/* False when the peer is gone or the server ends. */
static bool connection_fill(struct connection *connection)
{
	struct pollfd fds[2] = {{.fd = connection->fd, .events = POLLIN},
				{.fd = connection->server->quit[0], .events = POLLIN}};
	if (poll(fds, 2, -1) < 0)
		return errno == EINTR;
	if (fds[1].revents)
		return false;
	char bytes[16384];
	ssize_t n = recv(connection->fd, bytes, sizeof bytes, 0);
	if (n <= 0)
		return false;
	cx_buf_add(&connection->in, bytes, (size_t)n);
	return true;
}

static struct server_request *connection_read(struct connection *connection)
{
	char *end;
	while (!(end = strstr(connection->in.data, "\r\n\r\n")))
		if (!connection_fill(connection))
			return NULL;
	size_t head_len = (size_t)(end - connection->in.data) + 4;
	struct server_request *request = cx_alloc(sizeof *request);
	request->head = cx_strndup(connection->in.data, head_len);
	size_t method = strcspn(request->head, " ");
	size_t target = strcspn(request->head + method + 1, " ");
	request->method = cx_strndup(request->head, method);
	request->target = cx_strndup(request->head + method + 1, target);
	struct cx_buf length = CX_BUF_INIT;
	int64_t body_len = 0;
	if (server_header(request, "Content-Length", &length))
		(void)cx_int_parse(length.data, &body_len);
	cx_buf_release(&length);
	bool whole = true;
	while (whole && connection->in.len < head_len + (size_t)body_len)
		whole = connection_fill(connection);
	size_t got = connection->in.len - head_len;
	request->body_len = got < (size_t)body_len ? got : (size_t)body_len;
	request->body = cx_strndup(connection->in.data + head_len, request->body_len);
	size_t used = head_len + request->body_len;
	memmove(connection->in.data, connection->in.data + used, connection->in.len - used);
	cx_buf_cut(&connection->in, connection->in.len - used);
	request->connection = connection->number;
	request->on_connection = connection->requests++;
	request->at_us = cx_clock_system()->monotonic_us(cx_clock_system());
	return request;
}

static void wait_for_quit(struct server *server, int ms)
{
	struct pollfd fd = {.fd = server->quit[0], .events = POLLIN};
	(void)poll(&fd, 1, ms);
}

static bool connection_serve(struct connection *connection)
{
	struct server *server = connection->server;
	struct server_request *request = connection_read(connection);
	if (!request)
		return false;
	struct server_reply reply = {.bytes = CX_BUF_INIT};
	(void)pthread_mutex_lock(&server->lock);
	request->number = server->count;
	CX_GROW(server->requests, server->count, server->cap);
	server->requests[server->count++] = request;
	server->handler(server->data, request, &reply);
	(void)pthread_mutex_unlock(&server->lock);
	if (reply.delay_ms > 0)
		wait_for_quit(server, reply.delay_ms);
	for (size_t at = 0; at < reply.bytes.len;) {
		ssize_t n = send(connection->fd, reply.bytes.data + at, reply.bytes.len - at, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	cx_buf_release(&reply.bytes);
	if (reply.end == SERVER_END_HANG)
		wait_for_quit(server, -1);
	if (reply.end == SERVER_END_RESET) {
		struct linger linger = {.l_onoff = 1};
		(void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	}
	return reply.end == SERVER_END_KEEP;
}

static void *connection_main(void *data)
{
	struct connection *connection = data;
	while (connection_serve(connection))
		continue;
	(void)close(connection->fd);
	cx_buf_release(&connection->in);
	cx_free(connection);
	return NULL;
}

static void *accepter_main(void *data)
{
	struct server *server = data;
	for (;;) {
		struct pollfd fds[2] = {{.fd = server->fd, .events = POLLIN},
					{.fd = server->quit[0], .events = POLLIN}};
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[1].revents)
			return NULL;
		int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0 || server->thread_count == SERVER_MAX_THREADS)
			continue;
		struct connection *connection = cx_alloc(sizeof *connection);
		*connection = (struct connection){.server = server, .fd = fd, .in = CX_BUF_INIT};
		(void)pthread_mutex_lock(&server->lock);
		connection->number = server->thread_count;
		if (pthread_create(&server->threads[server->thread_count], NULL, connection_main,
				   connection) == 0)
			server->thread_count++;
		(void)pthread_mutex_unlock(&server->lock);
	}
}

static int listen_on_loopback(int *ret_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) < 0 || listen(fd, 256) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		abort();
	*ret_port = ntohs(address.sin_port);
	return fd;
}

int server_dead_port(void)
{
	int port;
	(void)close(listen_on_loopback(&port));
	return port;
}

struct server *server_new(server_fn *handler, void *data)
{
	struct server *server = cx_alloc(sizeof *server);
	server->handler = handler;
	server->data = data;
	server->fd = listen_on_loopback(&server->port);
	(void)snprintf(server->origin, sizeof server->origin, "http://127.0.0.1:%d", server->port);
	if (pipe(server->quit) < 0 || pthread_mutex_init(&server->lock, NULL) != 0 ||
	    pthread_create(&server->accepter, NULL, accepter_main, server) != 0)
		abort();
	return server;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	(void)close(server->quit[1]);
	(void)pthread_join(server->accepter, NULL);
	for (size_t i = 0; i < server->thread_count; i++)
		(void)pthread_join(server->threads[i], NULL);
	(void)close(server->quit[0]);
	(void)close(server->fd);
	(void)pthread_mutex_destroy(&server->lock);
	for (size_t i = 0; i < server->count; i++) {
		struct server_request *request = server->requests[i];
		cx_free(request->method);
		cx_free(request->target);
		cx_free(request->head);
		cx_free(request->body);
		cx_free(request);
	}
	cx_free(server->requests);
	cx_free(server);
}

int server_port(const struct server *server)
{
	return server->port;
}

const char *server_origin(const struct server *server)
{
	return server->origin;
}

size_t server_count(struct server *server)
{
	(void)pthread_mutex_lock(&server->lock);
	size_t count = server->count;
	(void)pthread_mutex_unlock(&server->lock);
	return count;
}

size_t server_connections(struct server *server)
{
	(void)pthread_mutex_lock(&server->lock);
	size_t count = server->thread_count;
	(void)pthread_mutex_unlock(&server->lock);
	return count;
}

const struct server_request *server_request(struct server *server, size_t i)
{
	(void)pthread_mutex_lock(&server->lock);
	const struct server_request *request = i < server->count ? server->requests[i] : NULL;
	(void)pthread_mutex_unlock(&server->lock);
	return request;
}

size_t server_count_of(struct server *server, const char *method, const char *prefix)
{
	size_t count = 0;
	(void)pthread_mutex_lock(&server->lock);
	for (size_t i = 0; i < server->count; i++)
		count += strcmp(server->requests[i]->method, method) == 0 &&
			 strncmp(server->requests[i]->target, prefix, strlen(prefix)) == 0;
	(void)pthread_mutex_unlock(&server->lock);
	return count;
}
