/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria: trees of AND and OR over conditions (API.md, Limits and shapes; DESIGN.md 6.6). */
#ifndef CX_MODEL_CRITERIA_H
#define CX_MODEL_CRITERIA_H

#include "base/buf.h"
#include "doc/doc.h"

/* The operators of API.md, NULL-terminated. */
extern const char *const cx_criteria_operators[];

bool cx_criteria_is_group(const struct cx_node *node);

enum cx_unknown_operator {
	CX_UNKNOWN_OPERATOR_WARN,
	CX_UNKNOWN_OPERATOR_ERROR,
	CX_UNKNOWN_OPERATOR_OFF,
};
/* How a tenant takes criteria: of its profile. Zero is what API.md says. */
struct cx_criteria_rules {
	enum cx_unknown_operator unknown_operator;
	bool root_counts; /* the root group is a level too */
};

/*
 * Checks what the schema cannot: depth and operators, an unknown one with a "did you mean". Levels are groups
 * below the root: max_depth itself is a warning, because some servers count the root, more is an error that
 * names the deepest path. Where the root is known to count, max_depth with it is fine. 0: no limit. pointer
 * is where criteria stand in the document.
 */
void cx_criteria_check(const struct cx_node *criteria, const char *pointer, int64_t max_depth,
		       const struct cx_criteria_rules *rules, struct cx_diags *diags);

/*
 * Normal form: groups of one operator inside the same are merged (associativity), children sorted
 * (commutativity), equal ones dropped (idempotence), a group of one is its child. Equal normal forms, equal
 * meaning; nothing else is used.
 */
struct cx_node *cx_criteria_normal(struct cx_arena *arena, const struct cx_node *criteria);

/* Which way a change of an audience can go. */
enum cx_effect {
	CX_EFFECT_NONE,     /* who belongs is decided in the same way */
	CX_EFFECT_GROW,     /* can only grow */
	CX_EFFECT_SHRINK,   /* can only shrink */
	CX_EFFECT_EMPTY,    /* becomes empty: nobody can fit any more */
	CX_EFFECT_EVERYONE, /* becomes everyone: nobody can fail to fit */
	CX_EFFECT_EITHER,   /* either way, or not proved */
};
const char *cx_effect_name(enum cx_effect effect); /* "no effect", "can only grow", ... */

/* Whether everyone in a is in b for every customer base: proved by the trees' structure; false means "not
 * proved". */
bool cx_criteria_implies(const struct cx_node *a, const struct cx_node *b);

#endif
