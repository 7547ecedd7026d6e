/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server: libmicrohttpd on loopback, a thread for each connection. */
#ifndef CX_SANDBOX_SERVER_H
#define CX_SANDBOX_SERVER_H

#include "sandbox/sandbox.h"

struct cx_server;
/* Listens; FAILED with a diagnostic (sandbox.listen, sandbox.tls). */
enum cx_status cx_server_start(struct cx_sandbox *sandbox, struct cx_server **ret_server,
			       struct cx_diags *diags);
/* "http://127.0.0.1:PORT", or https. */
const char *cx_server_address(const struct cx_server *server);
/* Closes all connections and waits for their threads. */
void cx_server_free(struct cx_server *server);
CX_DEFINE_FREEP(cx_server)

#endif
