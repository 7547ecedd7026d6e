/* SPDX-License-Identifier: Apache-2.0 */
/* A tenant over REST: login, pace, retry; readers and writers are made from it. */
#ifndef CX_REMOTE_REMOTE_H
#define CX_REMOTE_REMOTE_H

#include "base/clock.h"
#include "model/project.h"
#include "remote/latency.h"
#include "remote/profile.h"
#include "remote/secrets.h"

#include <signal.h>

struct cx_remote; /* token holder, connection pool, rate limit, 429 gate, counters */

/*
 * A token that outlives its remote: what is opened next for the same endpoint and credentials goes on with
 * it, instead of asking for one. Begins as zeros with cx_kept_token_init; wiped by release.
 */
struct cx_kept_token {
	struct cx_buf owner; /* digest of the endpoint and the credentials */
	struct cx_buf value;
	int64_t expires_us, renew_us; /* monotonic */
};
void cx_kept_token_init(struct cx_kept_token *kept);
void cx_kept_token_release(struct cx_kept_token *kept);

struct cx_remote_options {
	const struct cx_tenant_config *tenant;
	const struct cx_profile *profile;
	const char *project_dir; /* for {file: ...} settings */
	struct cx_clock *clock;
	struct cx_kept_token *kept;                  /* taken when opened, given back when freed; or NULL */
	int64_t deadline_ms;                         /* the run's, from now; 0: 30 minutes */
	void (*trace)(void *data, const char *line); /* -v: method, URL, status, ms; never a token; or NULL */
	void *trace_data;
};
/*
 * Checks URLs and credentials; sends nothing yet. INVALID with tenant.* and setting.* diagnostics. The
 * environment variable CXCTL_CA_FILE may name a PEM file of certificate authorities that stands in for the
 * system's. The options' tenant and profile must outlive the remote.
 */
enum cx_status cx_remote_open(const struct cx_remote_options *options, struct cx_remote **ret_remote,
			      struct cx_diags *diags);
void cx_remote_free(struct cx_remote *remote);
CX_DEFINE_FREEP(cx_remote)
/*
 * What is blanked in all that the tenant says, to whatever request: the client secret and tokens are there;
 * to those who know more, it is to be added before anything is sent.
 */
struct cx_secrets *cx_remote_secrets(struct cx_remote *remote);

struct cx_remote_counts {
	size_t requests; /* all but the token's, tries included */
	size_t token_requests;
	size_t reads, writes;
	size_t retries, throttled;
	size_t failed;            /* no answer came whole, or it was none of 2xx; tries included */
	int64_t latency_total_us; /* of answered requests */
	size_t answered;
};
struct cx_remote_counts cx_remote_counts(const struct cx_remote *remote);
/* Of all answered requests but the token's. */
const struct cx_latency *cx_remote_latency(const struct cx_remote *remote);
/* Normalised "https://host:port" of the tenant. */
const char *cx_remote_origin(const struct cx_remote *remote);
/* What stands behind it in the tenant's base URL, without a slash at the end: "" or "/tenants/a". */
const char *cx_remote_base_path(const struct cx_remote *remote);

/* What became of one request, after the retries that are always safe. */
enum cx_answer_kind {
	CX_ANSWER_STATUS,   /* an answer came whole: look at status */
	CX_ANSWER_NOT_SENT, /* no byte of the request left; certain no effect */
	CX_ANSWER_IN_DOUBT, /* sent, but the answer never came whole (or 408, 5xx to a write) */
	CX_ANSWER_STOPPED,  /* deadline, breaker or interrupt before it was sent */
};
struct cx_answer {
	enum cx_answer_kind kind;
	int status;       /* HTTP status, or 0 */
	const char *body; /* decoded bytes, NUL behind; valid during the callback only */
	size_t body_len;
	const char *etag;         /* or NULL; valid during the callback only */
	const char *content_type; /* as it came, not escaped, or NULL; valid during the callback only */
	const struct cx_secrets *secrets; /* to be blanked in body, etag and content_type */
	const char *method, *target; /* what was asked: path and query; of another host only its origin */
	int64_t latency_us;          /* of the last try */
	unsigned tries;
	const char *problem; /* one line for people, escaped and capped: "503 service unavailable: try later
				(correlation id …)"; "" if all is well */
	/*
	 * Diagnostic code of the problem: tenant.status, tenant.auth, tenant.scope, tenant.redirect,
	 * tenant.dns, tenant.connect, tenant.tls, tenant.timeout, tenant.cut, tenant.large, tenant.request,
	 * tenant.stopped, tenant.breaker, tenant.deadline, run.interrupted; "" if all is well. Static.
	 */
	const char *code;
	const char *hint; /* or NULL */
};
typedef void cx_answer_fn(void *data, const struct cx_answer *answer);

/*
 * Drives all requests under way until none is left. Callbacks run inside and may submit more, but must not
 * call cx_remote_run. idle, if given, runs once per turn before anything is sent: apply syncs its intents
 * there, and returns false to end early, which is cx_remote_stop. What is submitted after idle has run, by
 * callbacks, is sent in a later turn only, so idle has always seen it. A turn lasts 100 ms at most.
 */
void cx_remote_run(struct cx_remote *remote, bool (*idle)(void *data), void *data);
/* The next turn waits for nothing: idle has work that it left for then, so that what was submitted is under
 * way meanwhile. */
void cx_remote_hurry(struct cx_remote *remote);
/* Whether nothing will be sent any more: stopped, the breaker is open, or the deadline has passed. */
bool cx_remote_is_over(const struct cx_remote *remote);
/* Why that is: static texts, hint or NULL. False while something may be sent. */
struct cx_remote_over {
	const char *code, *why, *hint;
};
bool cx_remote_why_over(const struct cx_remote *remote, struct cx_remote_over *ret_why);
/* Microseconds until the run's deadline: no sleep should be longer. 0 once nothing will be sent any more. */
int64_t cx_remote_left_us(const struct cx_remote *remote);
/* Puts the deadline off by so long: what is begun now is known to take time. */
void cx_remote_extend(struct cx_remote *remote, int64_t ms);
/* How long the tenant's own word (429, Retry-After) still holds every request; 0: it does not. */
int64_t cx_remote_held_us(const struct cx_remote *remote);
/*
 * While a flag is set here, and is not 0, cx_remote_run gives up what is in flight too (run.interrupted), and
 * nothing is sent any more: for reads, and what may be sent twice. why is what such a call failed of. NULL,
 * as at first: there is none.
 */
void cx_remote_abandon_on(struct cx_remote *remote, const volatile sig_atomic_t *flag, const char *why);
/* From now on nothing new is sent; what is in flight finishes. Safe to call from idle. */
void cx_remote_stop(struct cx_remote *remote);

#endif
