/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of lint share: a group of criteria as its rules see it, and how they speak. */
#ifndef CX_MODEL_LINT_PARTS_H
#define CX_MODEL_LINT_PARTS_H

#include "model/lint.h"

#include <stdatomic.h>

struct cx_lint {
	const struct cx_definitions *set;
	bool partial, several, notes; /* as wanted */
	struct cx_diags *diags;
	struct cx_arena *arena;    /* of one definition's check, or of one rule's for the set */
	struct cx_diags *silenced; /* what suppressions keep from being said */
	atomic_size_t *suppressed; /* how much that was, of definitions that are done */
};

struct cx_lint_child {
	const struct cx_node *node;
	const char *field; /* of a condition; NULL for a group */
	const char *operation;
	const struct cx_node *value; /* NULL where there is none */
	size_t index;                /* among the conditions as written */
	bool told;                   /* something is said of it: no more is */
};

/* The conditions of one group that ask for one field, in the order written. */
struct cx_lint_run {
	struct cx_lint_child *items;
	size_t count;
	bool told;
};

struct cx_lint_group {
	struct cx_lint *lint;
	const struct cx_definition *definition;
	const struct cx_node *node;
	const struct cx_lint_group *parent; /* NULL: the criteria themselves */
	size_t index;                       /* among the parent's conditions */
	bool is_and;
	struct cx_lint_child *children; /* conditions by field, then groups */
	size_t count;
	struct cx_lint_run *runs;
	size_t run_count;
	struct cx_lint_child *groups;
	size_t group_count;
	size_t steps; /* what comparing has cost so far */
};

/* Most that comparing conditions of one group may cost; beyond it less is found. */
#define CX_LINT_MAX_STEPS 20000

/*
 * Reports that a place breaks the rule. What a comment suppresses is returned all the same, and goes nowhere.
 */
struct cx_diag *cx_lint_report(const struct cx_lint_rule *rule, struct cx_lint *lint, struct cx_span span,
			       const char *message);
/* Reports that child of a group (NULL: the group) breaks the rule. */
struct cx_diag *cx_lint_report_child(const struct cx_lint_rule *rule, struct cx_lint_group *group,
				     struct cx_lint_child *child, const char *message);

/* A condition in a message: `greater_than 5`. */
const char *cx_lint_condition_text(struct cx_lint *lint, const struct cx_lint_child *child);

/* The members are objects of three members that we know. */
bool cx_lint_is_plain(const struct cx_lint_child *child);

/* lint_group.c */
void cx_lint_check_duplicate(const struct cx_lint_rule *rule, struct cx_lint_group *group);
void cx_lint_check_single(const struct cx_lint_rule *rule, struct cx_lint_group *group);
void cx_lint_check_nested(const struct cx_lint_rule *rule, struct cx_lint_group *group);
void cx_lint_check_always(const struct cx_lint_rule *rule, struct cx_lint_group *group);

/* lint_contradiction.c */
void cx_lint_check_contradiction(const struct cx_lint_rule *rule, struct cx_lint_group *group);

/* lint_redundant.c */
void cx_lint_check_redundant(const struct cx_lint_rule *rule, struct cx_lint_group *group);

/* lint_set.c */
void cx_lint_check_exclusion(const struct cx_lint_rule *rule, struct cx_lint *lint,
			     const struct cx_definition *definition);
void cx_lint_check_unprotected(const struct cx_lint_rule *rule, struct cx_lint *lint);
void cx_lint_check_unreferenced(const struct cx_lint_rule *rule, struct cx_lint *lint);

/* lint_event.c */
void cx_lint_check_event(const struct cx_lint_rule *rule, struct cx_lint *lint,
			 const struct cx_definition *definition);

/* lint_suppress.c: what is wrong with suppressions, and which were needed by nothing. */
void cx_lint_check_suppressions(struct cx_lint *lint);
/* Whether something is wrong with a file: lint would speak of what may not be meant. */
bool cx_lint_is_wrong(const struct cx_diags *diags, const char *file);

/* Whether the conditions of an AND exclude each other; says nothing. */
bool cx_lint_is_contradictory(struct cx_lint *lint, const struct cx_node *group);

#endif
