/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a write was announced: the look into cxctl's journal when a writing request arrives. */
#ifndef CX_SANDBOX_INTENTS_H
#define CX_SANDBOX_INTENTS_H

#include "sandbox/exchange.h"

/* Missing intents that are kept to be shown; further ones are counted. */
#define CX_INTENTS_KEPT 100

struct cx_intents {
	size_t checked, missing;
	struct cx_buf shown; /* the kept ones: JSON objects with commas between */
};

/*
 * For a PUT, POST, PATCH or DELETE of the API, before anything is done with it: looks for its intent in the
 * journals that --journal names (a glob), and notes it where there is none. Needed is a whole record, its
 * digest right, with the request's method and path, its Idempotency-Key if it has one, and the digest of its
 * body unless that holds a secret; and no outcome of that resource behind it. Without --journal: nothing.
 * The sandbox's mutex is held. Reads each journal anew: meant for tests.
 */
void cx_intents_look(struct cx_exchange *exchange);
/* {"checked": n, "missing": n, "items": [{"method", "path", "idempotency_key", "problem"}]} */
void cx_intents_print(const struct cx_intents *intents, struct cx_buf *out);
void cx_intents_release(struct cx_intents *intents);

#endif
