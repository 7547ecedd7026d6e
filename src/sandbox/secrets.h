/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets of webhooks, in memory only: the store keeps their digests. */
#ifndef CX_SANDBOX_SECRETS_H
#define CX_SANDBOX_SECRETS_H

#include "base/map.h"
#include "base/mem.h"

struct cx_secrets {
	struct cx_map by_digest; /* hex SHA-256 to secret */
	struct cx_arena keys;
};

/* Keeps a secret under its digest. */
void cx_secrets_keep(struct cx_secrets *secrets, const char *sha256, const char *secret);
/* The secret of that digest, or NULL: it was given to an earlier run of the sandbox. */
const char *cx_secrets_get(const struct cx_secrets *secrets, const char *sha256);
/* Wipes all. */
void cx_secrets_release(struct cx_secrets *secrets);

#endif
