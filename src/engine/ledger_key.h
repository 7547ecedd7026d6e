/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger's key: with it the ledger tells a secret's new value from the old one, and holds neither. */
#ifndef CX_ENGINE_LEDGER_KEY_H
#define CX_ENGINE_LEDGER_KEY_H

#include "base/diag.h"
#include "model/shape.h"

/*
 * A text that the ledger keeps beside a secret's reference: "KEY.SALT.MAC", lower-case hex.
 *
 *   KEY   first 8 bytes of HMAC-SHA256(K, "cxctl ledger key 1"): tells that another key was used
 *   SALT  16 bytes: first half of SHA-256(tenant LF address LF pointer LF source), so that equal values in
 *         two places do not look equal
 *   MAC   HMAC-SHA256(HMAC-SHA256(K, "cxctl ledger secret 1" LF value), SALT as it is written)
 *
 * The salt stands in the text, so it can be checked wherever the secret has moved to since: after a rename,
 * say.
 */
#define CX_LEDGER_KEY_VARIABLE "CXCTL_LEDGER_KEY"
#define CX_LEDGER_KEY_MIN      32

struct cx_ledger_key;
/*
 * ABSENT, without a diagnostic, for NULL and "". INVALID (secret.key) for a key of less than
 * CX_LEDGER_KEY_MIN bytes or more than CX_MAX_LEDGER_KEY_BYTES. The text is copied.
 */
enum cx_status cx_ledger_key_new(const char *text, struct cx_ledger_key **ret_key, struct cx_diags *diags);
/* Wipes. */
void cx_ledger_key_free(struct cx_ledger_key *key);
CX_DEFINE_FREEP(cx_ledger_key)

/*
 * Looks up every secret below node, once each, for cx_ledger_key_mac; says nothing of those that are not
 * there. No value is kept.
 */
void cx_ledger_key_learn(struct cx_ledger_key *key, const struct cx_shape *shape, const struct cx_node *node,
			 const char *project_dir);

/* The text for the value of a secret that was learnt, under a salt or that of another text; else NULL. */
const char *cx_ledger_key_mac(const struct cx_ledger_key *key, const struct cx_node *secret, const char *salt,
			      struct cx_arena *arena);
const char *cx_ledger_key_again(const struct cx_ledger_key *key, const struct cx_node *secret,
				const char *text, struct cx_arena *arena);
/* The salt of a place; lower-case hex. */
const char *cx_ledger_key_salt(const char *tenant, const char *address, const char *pointer,
			       const struct cx_node *secret, struct cx_arena *arena);
/* Whether the text was made with this key. */
bool cx_ledger_key_made(const struct cx_ledger_key *key, const char *text);
/* Whether the text, made with this key, is of that value. */
bool cx_ledger_key_fits(const struct cx_ledger_key *key, const char *text, const char *value, size_t len);

#endif
