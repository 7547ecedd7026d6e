/* SPDX-License-Identifier: Apache-2.0 */
/* Suppressions: comments that silence a warning until a date, and say why. */
#ifndef CX_MODEL_SUPPRESS_H
#define CX_MODEL_SUPPRESS_H

#include "doc/comment.h"

#include <stdatomic.h>

/*
 * `# cxctl-ignore RULE[, RULE...] until 2027-01-31: reason`. It silences warnings and notes of these rules in
 * the lines that the comment speaks of (doc/comment.h), that day included (UTC). Errors are not silenced,
 * policies' refusals among them. One that is not well formed silences nothing.
 */
#define CX_SUPPRESS_WORD "cxctl-ignore"
#define CX_SUPPRESS_FORM "# " CX_SUPPRESS_WORD " RULE until YYYY-MM-DD: reason"

enum cx_suppress_fault {
	CX_SUPPRESS_FAULT_NONE,
	CX_SUPPRESS_FAULT_RULE,    /* it names none */
	CX_SUPPRESS_FAULT_RULES,   /* it names more than CX_MAX_SUPPRESSION_RULES */
	CX_SUPPRESS_FAULT_NO_DATE, /* until is not there */
	CX_SUPPRESS_FAULT_DATE,    /* no date of the calendar */
	CX_SUPPRESS_FAULT_REASON,  /* it gives none */
};

struct cx_suppressed_rule {
	const char *name; /* as written */
	struct cx_span span;
	atomic_bool used; /* there was something to silence, if only before it expired */
};
struct cx_suppression {
	const struct cx_comment *comment;
	struct cx_suppressed_rule *rules;
	size_t rule_count, rule_cap;
	const char *until;  /* as written; "" if it is not there */
	struct cx_span at;  /* of what is wrong with it; else of the comment */
	int64_t end_ms;     /* the first moment that it does not hold */
	const char *reason; /* never NULL */
	enum cx_suppress_fault fault;
};

/* One rule that one suppression names. */
struct cx_suppress_entry {
	const char *name; /* the rule's, without lint. */
	struct cx_suppression *suppression;
	struct cx_suppressed_rule *rule;
	const struct cx_suppress_entry *around; /* the next that may hold the same lines; or NULL */
};

/* Those of one file. */
struct cx_suppressions {
	const struct cx_source *source;
	struct cx_suppression *items;
	size_t count;
	struct cx_suppress_entry *entries; /* by name, then by the first line that they speak of */
	size_t entry_count;
	bool full;      /* there are more than CX_MAX_SUPPRESSIONS: the rest is not read */
	bool elsewhere; /* they are of an overlay: what is checked stands in another file */
};
/* NULL where the file has none. */
struct cx_suppressions *cx_suppressions_read(struct cx_arena *arena, const struct cx_source *source);

/* Whether a diagnostic with this code at this place of the file is silenced. What only an expired suppression
 * would have silenced is not: *ret_expired, which may be set to NULL. set may be NULL. */
bool cx_suppressions_match(struct cx_suppressions *set, const char *code, const struct cx_span *span,
			   int64_t now_ms, const struct cx_suppression **ret_expired);
/* What a suppression that has expired says at the warning that is back. */
void cx_suppression_note(const struct cx_suppression *expired, struct cx_diags *diags, struct cx_diag *diag);
/* Takes the silenced ones out of diags, from index first on; returns how many there were. */
size_t cx_suppressions_filter(struct cx_suppressions *set, int64_t now_ms, struct cx_diags *diags,
			      size_t first);

#endif
