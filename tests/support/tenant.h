/* SPDX-License-Identifier: Apache-2.0 */
/* A remote on a test's server: profile cxone, literal credentials, a clock that only sleeping moves. */
#ifndef CX_TESTS_SUPPORT_TENANT_H
#define CX_TESTS_SUPPORT_TENANT_H

#include "remote/remote.h"
#include "support/server.h"

/* Time stands still but for sleeps; each sleep is as long as it is asked to be, at once. */
struct fake_clock {
	struct cx_clock clock;
	int64_t now_us;
	int64_t slept_us;
};
void fake_clock_init(struct fake_clock *clock);

#define TENANT_CLIENT_SECRET "canary-secret-0123456789abcdef+/="

struct tenant {
	struct server *server;
	struct fake_clock clock;
	struct cx_arena arena;
	struct cx_profile profile;
	struct cx_tenant_config config;
	struct cx_diags diags;
	struct cx_remote *remote;
	struct cx_kept_token *kept; /* for cx_remote_open; or NULL */
	struct cx_buf trace;        /* lines of -v */
};
/* The server runs; settings may be changed before tenant_open. */
void tenant_init(struct tenant *tenant, server_fn *handler, void *data);
/* With the fake clock, or the system's. The status of cx_remote_open. */
enum cx_status tenant_open(struct tenant *tenant, bool fake_time, int64_t deadline_ms);
void tenant_release(struct tenant *tenant);

/* Answers the token endpoint as a tenant does, with a token "token-N" that lives expires_in; false if the
 * request is not for it. */
bool tenant_answer_token(const struct server_request *request, struct server_reply *reply, int expires_in);
/* Whether a diagnostic of that code is there whose message holds text. */
bool tenant_has(const struct tenant *tenant, const char *code, const char *text);

#endif
