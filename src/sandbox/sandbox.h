/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant: everything that a running cxone-sandbox holds. */
#ifndef CX_SANDBOX_SANDBOX_H
#define CX_SANDBOX_SANDBOX_H

#include "sandbox/arguments.h"
#include "sandbox/custom.h"
#include "sandbox/events.h"
#include "sandbox/intents.h"
#include "sandbox/issuer.h"
#include "sandbox/objects.h"
#include "sandbox/rules.h"
#include "sandbox/secrets.h"
#include "sandbox/traffic.h"

#include <pthread.h>

/* An Idempotency-Key that was honoured. */
struct cx_key_row {
	char *key, *id, *body_sha256;
};

struct cx_sandbox {
	const struct cx_arguments *arguments;
	struct cx_arena arena; /* of what lives as long as the sandbox */
	struct cx_customs customs;

	/* Guards all below. Handlers run with it held, one at a time. */
	pthread_mutex_t mutex;
	pthread_cond_t stopped; /* wakes those who wait out a delay */
	bool stopping;

	struct cx_objects *objects;
	struct cx_issuer issuer;
	struct cx_traffic traffic;
	struct cx_intents intents;
	struct cx_rules rules;
	struct cx_events events;
	struct cx_secrets secrets;
	double rate_tokens; /* requests that may still be served now */
	int64_t rate_at_us;
	struct cx_key_row *keys;
	size_t key_count, key_cap;
};

/* Opens the store and makes the customers; FAILED or INVALID with a diagnostic. */
enum cx_status cx_sandbox_open(const struct cx_arguments *arguments, struct cx_sandbox **ret_sandbox,
			       struct cx_diags *diags);
void cx_sandbox_free(struct cx_sandbox *sandbox);
CX_DEFINE_FREEP(cx_sandbox)

/* To be called when a rule was added: what it needs is kept from now on. */
void cx_sandbox_heed_rules(struct cx_sandbox *sandbox);
/* Waits for so long, or until the sandbox stops. Without the mutex. */
void cx_sandbox_wait(struct cx_sandbox *sandbox, int64_t ms);
void cx_sandbox_stop(struct cx_sandbox *sandbox);
bool cx_sandbox_is_stopping(struct cx_sandbox *sandbox);

/* False where this request is one too many for --rate. */
bool cx_sandbox_rate(struct cx_sandbox *sandbox);
/* What was made under an Idempotency-Key, or NULL. Valid until the next one is added, which copies its texts.
 */
const struct cx_key_row *cx_sandbox_key(const struct cx_sandbox *sandbox, const char *key);
void cx_sandbox_key_add(struct cx_sandbox *sandbox, const char *key, const char *id, const char *body_sha256);

#endif
