/* SPDX-License-Identifier: Apache-2.0 */
/* Making an interaction hold what is wanted, in one request that is done wholly or not at all. */
#ifndef CX_QUERY_INTERACTION_APPLY_H
#define CX_QUERY_INTERACTION_APPLY_H

#include "query/interaction.h"

#include <signal.h>

/* One request as it is about to be sent, and what became of it. */
struct cx_interaction_write {
	const char *method, *path;
	const char *body;   /* SHA-256 of its canonical JSON */
	const char *before; /* the digest of what the interaction held */
	const char *after;  /* and of what it is to hold */
	const char *etag;   /* or NULL */
	const char *idempotency_key;
	const char *result; /* NULL: it was not sent yet; "applied", "not_applied", "unknown" */
	int status;         /* HTTP, or 0 */
};
/* Called before each request is sent and after it was answered: what is not OK ends all. */
typedef enum cx_status cx_interaction_log_fn(void *data, const struct cx_interaction_write *write);

struct cx_interaction_apply_input {
	struct cx_interaction_query query; /* CX_RUNTIME_SET_ATTRIBUTES must be present, too */
	const struct cx_named *named;
	bool dry;
	cx_interaction_log_fn *log;
	void *log_data;
	struct cx_clock *clock;
	const volatile sig_atomic_t
		*interrupted; /* nothing is sent a second time once it is not 0; or NULL */
};
struct cx_interaction_result {
	struct cx_interaction_changes changes; /* what was sent last, or would be */
	bool done;                             /* it was read back as it is wanted, by our doing */
	size_t writes;
};
/*
 * Reads, sends the difference in one request that is done wholly or not at all, and reads back. Nothing is
 * sent where nothing differs, nor if dry. Where somebody else was quicker (409, 412), or no answer came, it
 * is read again, and what then differs is sent once more. A tenant that still shows what was there before is
 * given some seconds. CONFLICT (attributes.conflict) where it changed
 * again meanwhile; IN_DOUBT (attributes.doubt, attributes.differs, attributes.unseen) where reading cannot
 * tell, or tells that the tenant keeps something else than it was sent; FAILED where the tenant refuses. No
 * message holds values that are named or held. result is right whatever the status.
 */
enum cx_status cx_interaction_apply(const struct cx_interaction_apply_input *input, struct cx_arena *arena,
				    struct cx_interaction_result *ret_result, struct cx_diags *diags);

#endif
