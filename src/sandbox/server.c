/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server on libmicrohttpd. */
/*
 * A thread for each connection, because a fault may hold one connection up for long; the
 * handlers themselves run one at a time. An epoll thread with suspended connections would do the same with
 * more states.
 */
#include "sandbox/server.h"

#include "base/mem.h"
#include "sandbox/route.h"
#include "sandbox/tls.h"
#include "sandbox/wire.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>

#define MAX_BODY      ((size_t)1 << 20)
#define MAX_SEED_BODY ((size_t)64 << 20)
/* Sent in pieces of so many bytes when a body has no end. */
#define HUGE_BLOCK 65536

struct cx_server {
	struct cx_sandbox *sandbox;
	struct MHD_Daemon *daemon;
	struct cx_buf cert, key;
	char address[64];
};

/* MHD calls this first, with the target as it came; what it returns is the connection's context. */
static void *exchange_begin(void *data, const char *uri, struct MHD_Connection *connection)
{
	struct cx_server *server = data;
	struct cx_exchange *x = cx_exchange_new(server->sandbox);
	(void)connection;
	x->url = cx_arena_strdup(&x->arena, uri);
	return x;
}

static void exchange_end(void *data, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	(void)data;
	(void)connection;
	(void)code;
	cx_exchange_free(*context);
	*context = NULL;
}

static enum MHD_Result pair_add(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct cx_exchange *x = data;
	struct cx_pairs *pairs = kind == MHD_HEADER_KIND ? &x->headers : &x->query;
	if (pairs->count < 1000)
		cx_exchange_add(x, pairs, name, value);
	return MHD_YES;
}

/* The body of an answer that is cut, or goes on. */
struct ending {
	struct cx_buf text;
	uint64_t stop; /* bytes after which the connection is closed, or the body ends */
	bool is_cut;
};

static ssize_t ending_read(void *data, uint64_t pos, char *out, size_t max)
{
	struct ending *ending = data;
	if (pos >= ending->stop)
		return ending->is_cut ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;
	size_t n = ending->stop - pos < max ? (size_t)(ending->stop - pos) : max;
	if (pos < ending->text.len) {
		n = ending->text.len - pos < n ? (size_t)(ending->text.len - pos) : n;
		memcpy(out, ending->text.data + pos, n);
	} else {
		memset(out, ' ', n);
	}
	return (ssize_t)n;
}

static void ending_free(void *data)
{
	struct ending *ending = data;
	cx_buf_release(&ending->text);
	cx_free(ending);
}

static struct MHD_Response *response_make(struct cx_exchange *x)
{
	size_t len = x->answer.len;
	if (x->ending == CX_ENDING_ANSWER) {
		char *text = cx_buf_take(&x->answer);
		struct MHD_Response *response =
			MHD_create_response_from_buffer_with_free_callback(len, text, cx_free);
		return response;
	}
	struct ending *ending = cx_alloc(sizeof *ending);
	ending->text = x->answer;
	x->answer = (struct cx_buf)CX_BUF_INIT;
	ending->is_cut = x->ending == CX_ENDING_TRUNCATE;
	uint64_t amount = (uint64_t)x->amount;
	if (ending->is_cut)
		ending->stop = amount < len ? amount : len - (len > 0);
	else
		ending->stop = amount ? amount << 20 : UINT64_MAX;
	return MHD_create_response_from_callback(ending->is_cut ? len : MHD_SIZE_UNKNOWN, HUGE_BLOCK,
						 ending_read, ending, ending_free);
}

/* Written beside the library, that would mend it; what it does then is to close the connection. */
static void wire_send(struct cx_exchange *x, struct MHD_Connection *connection)
{
	struct cx_wire wire;
	cx_wire_init(&wire, x);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info)
		cx_wire_send(&wire, x->sandbox, info->connect_fd);
	cx_wire_release(&wire);
}

static enum MHD_Result answer_send(struct cx_exchange *x, struct MHD_Connection *connection)
{
	bool has_body = x->answer.len > 0;
	if (x->ending == CX_ENDING_WIRE)
		wire_send(x, connection);
	if (x->ending == CX_ENDING_CLOSE || x->ending == CX_ENDING_WIRE)
		return MHD_NO;
	struct MHD_Response *response = response_make(x);
	if (has_body)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, x->content_type);
	for (size_t i = 0; i < x->answer_headers.count; i++)
		MHD_add_response_header(response, x->answer_headers.items[i].name,
					x->answer_headers.items[i].value);
	enum MHD_Result result = MHD_queue_response(connection, x->status, response);
	MHD_destroy_response(response);
	return result;
}

static void exchange_serve(struct cx_exchange *x)
{
	struct cx_sandbox *sandbox = x->sandbox;
	pthread_mutex_lock(&sandbox->mutex);
	cx_intents_look(x);
	if (cx_route_class(x->path) != CX_ROUTE_CONTROL)
		x->mishap = cx_rules_pick(&sandbox->rules, x->method, x->path);
	if (x->mishap.kind == CX_MISHAP_DELAY_BEFORE) {
		pthread_mutex_unlock(&sandbox->mutex);
		cx_sandbox_wait(sandbox, x->mishap.amount);
		pthread_mutex_lock(&sandbox->mutex);
	}
	cx_route_serve(x);
	pthread_mutex_unlock(&sandbox->mutex);
	if (x->mishap.kind == CX_MISHAP_DELAY)
		cx_sandbox_wait(sandbox, x->mishap.amount);
}

/* Called once when the headers are there, again for each piece of the body, and at its end. */
static enum MHD_Result exchange_handle(void *data, struct MHD_Connection *connection, const char *url,
				       const char *method, const char *version, const char *upload,
				       size_t *upload_size, void **context)
{
	struct cx_exchange *x = *context;
	(void)data;
	(void)version;
	if (!x->method) {
		x->method = cx_arena_strdup(&x->arena, method);
		x->path = cx_arena_strdup(&x->arena, url);
		x->body.max = cx_route_class(url) == CX_ROUTE_CONTROL ? MAX_SEED_BODY : MAX_BODY;
		MHD_get_connection_values(connection, MHD_HEADER_KIND, pair_add, x);
		MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, pair_add, x);
		return MHD_YES;
	}
	if (*upload_size) {
		cx_buf_add(&x->body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	exchange_serve(x);
	return answer_send(x, connection);
}

static enum cx_status tls_read(struct cx_server *server, struct cx_diags *diags)
{
	if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
		cx_diag_error(diags, "sandbox.tls", "this libmicrohttpd was built without TLS");
		return CX_STATUS_FAILED;
	}
	return cx_tls_open(server->sandbox->arguments, &server->cert, &server->key, diags);
}

enum cx_status cx_server_start(struct cx_sandbox *sandbox, struct cx_server **ret_server,
			       struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_server) struct cx_server *server = cx_alloc(sizeof *server);
	bool tls = cx_tls_is_wanted(sandbox->arguments);
	struct sockaddr_in loopback = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)sandbox->arguments->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	server->sandbox = sandbox;
	server->cert.data = server->key.data = cx_buf_empty;
	enum cx_status status = tls ? tls_read(server, diags) : CX_STATUS_OK;
	if (status)
		return status;
	struct MHD_OptionItem tls_options[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, server->cert.data},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, server->key.data},
		{MHD_OPTION_END, 0, NULL},
	};
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
	server->daemon = MHD_start_daemon(
		flags | (tls ? MHD_USE_TLS : 0), 0, NULL, NULL, exchange_handle, server, MHD_OPTION_SOCK_ADDR,
		&loopback, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, server, MHD_OPTION_NOTIFY_COMPLETED,
		exchange_end, server, MHD_OPTION_CONNECTION_LIMIT, 1000u, MHD_OPTION_ARRAY,
		tls ? tls_options : &tls_options[2], MHD_OPTION_END);
	if (!server->daemon) {
		cx_diag_error(diags, "sandbox.listen", "cannot listen on 127.0.0.1:%lld%s",
			      (long long)sandbox->arguments->port,
			      tls ? " with this certificate and key" : "");
		return CX_STATUS_FAILED;
	}
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	snprintf(server->address, sizeof server->address, "%s://127.0.0.1:%u", tls ? "https" : "http",
		 (unsigned)info->port);
	*ret_server = server;
	server = NULL;
	return CX_STATUS_OK;
}

const char *cx_server_address(const struct cx_server *server)
{
	return server->address;
}

void cx_server_free(struct cx_server *server)
{
	if (!server)
		return;
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	cx_buf_release(&server->cert);
	cx_buf_release_secret(&server->key);
	cx_free(server);
}
