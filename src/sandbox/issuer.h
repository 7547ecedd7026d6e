/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint, and what a token allows. */
#ifndef CX_SANDBOX_ISSUER_H
#define CX_SANDBOX_ISSUER_H

#include "sandbox/exchange.h"

/* Tokens that live at a time; the oldest goes. */
#define CX_ISSUER_MAX_TOKENS 4096

struct cx_token_row {
	char text[65];
	char *scope; /* separated by spaces; "" is all */
	int64_t expires_ms;
};
struct cx_issuer {
	struct cx_token_row rows[CX_ISSUER_MAX_TOKENS];
	size_t next; /* row that is written next */
};

/* POST /oauth/token: client credentials, RFC 6749 4.4; errors as in 5.2. */
void cx_issuer_token(struct cx_exchange *exchange);
/*
 * Whether the exchange carries a live token that allows scope; if not, the answer is a 401, or a 403 that
 * names the scope. scope may be several with spaces between, all of which are needed, or NULL: any live token
 * then. A token without scopes allows all. One with scopes allows what it names, and reading by data:read;
 * unless scopes are strict, also what it names nothing of the same family for ("webhooks:" and its like).
 */
bool cx_issuer_allows(struct cx_exchange *exchange, const char *scope);
void cx_issuer_release(struct cx_issuer *issuer);

#endif
