/* SPDX-License-Identifier: Apache-2.0 */
/* The access token: one holder, renewed early, wiped when it goes. */
#ifndef CX_REMOTE_TOKEN_H
#define CX_REMOTE_TOKEN_H

#include "model/project.h"
#include "port/http_url.h"
#include "remote/profile.h"
#include "remote/remote.h"

enum cx_token_state {
	CX_TOKEN_STATE_NONE, /* none yet, or expired, or refused: fetch one first */
	CX_TOKEN_STATE_GOOD,
	CX_TOKEN_STATE_OLD,    /* still good; renew it in the background */
	CX_TOKEN_STATE_FAILED, /* the token endpoint refused for good */
};

struct cx_token {
	struct cx_http_url url; /* of the token endpoint */
	bool basic;             /* client id and secret as Basic, not in the body */
	struct cx_buf client_id, client_secret, scope;
	struct cx_buf form, authorization; /* of the request under way */
	struct cx_buf value;               /* the access token */
	unsigned generation;               /* counts tokens */
	int64_t expires_us, renew_us;      /* monotonic */
	bool failed;
	const char *problem_code; /* why there is none */
	struct cx_buf problem, hint;
};

/*
 * Looks up and checks the endpoint and the credentials: the project's settings over the preset of the
 * profile. INVALID with tenant.auth, tenant.url or setting.* diagnostics.
 */
enum cx_status cx_token_open(struct cx_token *token, const struct cx_remote_options *options,
			     const struct cx_http_url *base, struct cx_arena *arena, struct cx_diags *diags);
/* Wipes. */
void cx_token_release(struct cx_token *token);

/* Goes on with a token that was kept of the same endpoint and credentials; false: there is none. */
bool cx_token_take_kept(struct cx_token *token, struct cx_kept_token *kept);
/* Leaves the token, if there is one, for the next. */
void cx_token_keep(struct cx_token *token, struct cx_kept_token *kept);

enum cx_token_state cx_token_state(const struct cx_token *token, int64_t now_us);
/* Fills form, and authorization where it is basic ("Authorization: Basic …"), for the next request. */
void cx_token_request(struct cx_token *token);
/* Takes the token endpoint's final answer; wipes the request's texts. False: there is no new token. */
bool cx_token_answer(struct cx_token *token, const struct cx_answer *answer, int64_t now_us);
/* The tenant refused the token of that generation. */
void cx_token_refused(struct cx_token *token, unsigned generation);

#endif
