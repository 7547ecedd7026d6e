/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong with a request, in one line for people. */
#ifndef CX_REMOTE_PROBLEM_H
#define CX_REMOTE_PROBLEM_H

#include "port/http.h"
#include "remote/profile.h"
#include "remote/secrets.h"

struct cx_problem {
	const char *code; /* tenant.status, tenant.tls, ...; "" if all is well */
	struct cx_buf text, hint;
};
#define CX_PROBLEM_INIT                                                          \
	{                                                                        \
		.code = "", .text.data = cx_buf_empty, .hint.data = cx_buf_empty \
	}
void cx_problem_release(struct cx_problem *problem);

struct cx_problem_context {
	const char *origin;      /* of the URL that was asked */
	const char *correlation; /* the id that was sent */
	const char *scope;       /* that the call needs, or NULL */
	const struct cx_kind_route
		*route; /* of the kind that was asked for, or NULL: its renames are undone */
	bool has_token; /* the request bore one */
	bool personal;  /* a run-time call: only what is written for people to read is taken from a body, and
			   what  looks like a person's data is blanked in it */
	const struct cx_secrets *secrets; /* blanked in what the server says; or NULL */
};
/* Makes code, text and hint of an answer; 2xx that came whole is no problem. The body is read as error text.
 */
void cx_problem_of(struct cx_problem *problem, const struct cx_http_answer *answer,
		   const struct cx_problem_context *context);

/*
 * The best message in an error body: API.md's five shapes, plain text, HTML; one line, escaped, at most
 * CX_MAX_ERROR_TEXT bytes, the secrets blanked. Nothing is added where the body says nothing. Names of fields
 * are shown as definitions spell them: route's renames are undone; the sentences around them stay the
 * tenant's. route may be NULL.
 */
void cx_problem_body(struct cx_buf *out, const char *body, size_t len, const struct cx_secrets *secrets,
		     const struct cx_kind_route *route);
/* The same of a body in one of the JSON shapes, and nothing of any other. */
void cx_problem_said(struct cx_buf *out, const char *body, size_t len, const struct cx_secrets *secrets);
/*
 * Appends text as one line: runs of white space become a space; control and invisible characters and bytes
 * that are no UTF-8 become \xNN or \u{N}. Ends with "…" where it would exceed max bytes.
 */
void cx_problem_escape(struct cx_buf *out, const char *text, size_t len, size_t max);
/* The same for a text of the tenant's, in which secrets are blanked. */
void cx_problem_quote(struct cx_buf *out, const char *text, size_t max, const struct cx_secrets *secrets);
/* The first place of a word in a text, with neither letter, digit nor '_' beside it; NULL if it is not there.
 */
const char *cx_problem_word(const char *text, const char *word);
/* "not found" for 404; "" where the status has no common name. */
const char *cx_problem_reason(int status);

#endif
