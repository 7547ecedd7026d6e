/* SPDX-License-Identifier: Apache-2.0 */
/* The secrets that a run knows, found again in what the tenant says. */
#ifndef CX_REMOTE_SECRETS_H
#define CX_REMOTE_SECRETS_H

#include "base/buf.h"

/* A value that is shorter cannot be told from common text, and is not looked for. */
#define CX_SECRETS_LEAST_BYTES 4

/*
 * Servers repeat what they were sent, now or an hour ago, and a tenant may be hostile: whatever it says is
 * searched for all secrets of the run before any of it is shown or kept. A secret is found as it is, in
 * either case; with any of its characters written as an escape of JSON, C, HTML or URLs; with NULs between,
 * as UTF-16 has it; in hexadecimal; and in base64 of either alphabet at any offset. The cost of a search does
 * not depend on how many secrets there are.
 */
struct cx_secrets; /* a remote owns one (cx_remote_secrets) */
struct cx_secrets *cx_secrets_new(void);
/* Wipes. */
void cx_secrets_free(struct cx_secrets *secrets);
CX_DEFINE_FREEP(cx_secrets)

/* Copies a value; one that is known already, empty or too short is left out. */
void cx_secrets_add(struct cx_secrets *secrets, const char *value, size_t len);
/* Puts asterisks over every secret. secrets may be NULL. */
void cx_secrets_blank(const struct cx_secrets *secrets, char *text, size_t len);
/* Whether any secret is in the text. */
bool cx_secrets_hold(const struct cx_secrets *secrets, const char *text, size_t len);

#endif
