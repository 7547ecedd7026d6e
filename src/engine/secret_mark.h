/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets' references with what the ledger's key makes of their values: {env, version, hmac}. */
#ifndef CX_ENGINE_SECRET_MARK_H
#define CX_ENGINE_SECRET_MARK_H

#include "engine/ledger_key.h"

/* Secrets of which it cannot be told whether their value is the one that was applied. */
struct cx_secret_doubt {
	size_t count;
	const char *first; /* "Webhook/sync", or NULL */
	struct cx_span span;
};

struct cx_secret_marker {
	struct cx_arena *arena;
	const struct cx_ledger_key *key; /* NULL: there is none */
	const char *tenant;
	struct cx_secret_doubt unset, other; /* the ledger has an HMAC; no key is set, or another one */
	struct cx_secret_doubt unkept;       /* there is a key; the ledger has no HMAC */
};

/* One resource: what git says, and what was applied. */
struct cx_secret_marked {
	const char *address;
	const struct cx_shape *shape;
	const struct cx_node *desired, *base; /* specs; base may be NULL */
	bool keep; /* desired is what was applied last: a value that changed since is none of its business */
};

/*
 * desired as it is compared with base: a secret has another hmac than base if, and only if, its value is
 * known to be another one. Where that cannot be told it has base's, and is counted once among the doubts.
 * Without secrets, desired itself; else a copy that shares what is below with it.
 */
const struct cx_node *cx_secret_mark_compared(struct cx_secret_marker *marker,
					      const struct cx_secret_marked *marked);
/* desired as it is sent, and kept once that is done: each hmac is of the value now, or is not there. */
const struct cx_node *cx_secret_mark_sent(struct cx_secret_marker *marker,
					  const struct cx_secret_marked *marked);
/* A warning for each sort of doubt. */
void cx_secret_mark_report(const struct cx_secret_marker *marker, struct cx_diags *diags);

/* The reference alone: what people are shown. */
const struct cx_node *cx_secret_reference(struct cx_arena *arena, const struct cx_node *secret);
/* Whether both take the secret from the same place and version, and one is known to be of another value. */
bool cx_secret_is_new_value(struct cx_arena *arena, const struct cx_node *a, const struct cx_node *b);

/* Pointer -> hmac of all secrets in a spec, for those who have only the definition; NULL where there are
 * none. */
struct cx_node *cx_secret_macs(struct cx_arena *arena, const struct cx_shape *shape,
			       const struct cx_node *spec);
/* The other way round: spec, or a copy with macs (NULL allowed) in it. */
const struct cx_node *cx_secret_with_macs(struct cx_arena *arena, const struct cx_shape *shape,
					  const struct cx_node *spec, const struct cx_node *macs);

#endif
