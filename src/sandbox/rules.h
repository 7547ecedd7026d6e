/* SPDX-License-Identifier: Apache-2.0 */
/* Faults on demand: rules that make routes misbehave. */
#ifndef CX_SANDBOX_RULES_H
#define CX_SANDBOX_RULES_H

#include "base/buf.h"
#include "base/diag.h"
#include "doc/doc.h"

#define CX_RULES_MAX 100

enum cx_mishap_kind {
	CX_MISHAP_NONE,
	CX_MISHAP_STATUS,       /* an error status, nothing done */
	CX_MISHAP_DELAY,        /* done at once, answered late */
	CX_MISHAP_DELAY_BEFORE, /* done late */
	CX_MISHAP_RESET_BEFORE, /* connection closed, nothing done */
	CX_MISHAP_RESET_AFTER,  /* done, then closed before the first byte */
	CX_MISHAP_TRUNCATE,     /* done, and the answer's body cut */
	CX_MISHAP_HUGE,         /* done, and a body that does not want to end */
	CX_MISHAP_HTML,         /* nothing done, 200 with a page */
	CX_MISHAP_JUNK,         /* nothing done, 200 with JSON that breaks off */
	CX_MISHAP_REDIRECT,     /* nothing done, 302 to another host */
	CX_MISHAP_CLOSE,        /* done and answered, and the connection is not kept */
	CX_MISHAP_STATUS_AFTER, /* done, and answered by another status all the same */
	CX_MISHAP_NORMALISE,    /* done, but something else is stored than was sent */
};

/* What a rule does to one request. */
struct cx_mishap {
	enum cx_mishap_kind kind;
	unsigned status;
	int64_t amount;          /* milliseconds, bytes, or megabytes; 0 of the last: without end */
	const char *retry_after; /* or NULL */
	const char *body;        /* of a status, or NULL */
	const char *location;    /* of a redirect */
	const char *member;      /* of a body, that is normalised */
};

struct cx_rule {
	char *route; /* "PUT /api/v1/audiences/"-glob: a method or *, a space, a path glob */
	const char *kind_name;
	struct cx_mishap mishap;
	int64_t every, after,
		count;   /* each every-th match behind the first after ones, at most count times */
	int64_t percent; /* of those whose turn it is, by a fixed row of dice; 100: all */
	int64_t seen, fired;
	struct cx_arena arena; /* of the texts */
};

struct cx_rules {
	struct cx_rule *items[CX_RULES_MAX];
	size_t count;
};

/* Reads ROUTE:KIND[=ARGUMENT][:EVERY]; INVALID with a diagnostic (sandbox.fault). */
enum cx_status cx_rules_add_text(struct cx_rules *rules, const char *text, struct cx_diags *diags);
/* Reads a rule as POST /sandbox/faults takes it. */
enum cx_status cx_rules_add_json(struct cx_rules *rules, const struct cx_node *rule, struct cx_diags *diags);
/* The first rule whose turn it is; counts the request for every rule that it matches. */
struct cx_mishap cx_rules_pick(struct cx_rules *rules, const char *method, const char *path);
const char *cx_rules_kind_name(enum cx_mishap_kind kind);
/* A JSON array of all rules with what they have seen and done. */
void cx_rules_print(const struct cx_rules *rules, struct cx_buf *out);
void cx_rules_clear(struct cx_rules *rules);

#endif
