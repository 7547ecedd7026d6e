/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets of webhooks, in memory only. */
#include "sandbox/secrets.h"

void cx_secrets_keep(struct cx_secrets *secrets, const char *sha256, const char *secret)
{
	if (!cx_map_get(&secrets->by_digest, sha256))
		cx_map_put(&secrets->by_digest, cx_arena_strdup(&secrets->keys, sha256), cx_strdup(secret));
}

const char *cx_secrets_get(const struct cx_secrets *secrets, const char *sha256)
{
	return cx_map_get(&secrets->by_digest, sha256);
}

void cx_secrets_release(struct cx_secrets *secrets)
{
	for (size_t i = 0; i < secrets->by_digest.count; i++) {
		char *secret = secrets->by_digest.entries[i].value;
		cx_free_secret(secret, strlen(secret));
	}
	cx_map_release(&secrets->by_digest);
	cx_arena_release(&secrets->keys);
}
