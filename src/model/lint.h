/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: what is allowed and yet hardly meant; rules in a table. */
#ifndef CX_MODEL_LINT_H
#define CX_MODEL_LINT_H

#include "model/definition.h"

struct cx_lint;
struct cx_lint_group;

/*
 * A rule looks at one group of criteria after the other, at one definition, or at the whole set: one of the
 * three is given. None: it is looked at where definitions are checked, for plan and apply too.
 */
struct cx_lint_rule {
	const char *id; /* "lint.contradiction": the code of what it reports */
	enum cx_severity severity;
	const char *summary;     /* one line */
	const char *explanation; /* sentences: why, and how to mend it */
	/* The criteria of an audience, or whole definitions: bad makes this rule speak and no other, mended
	 * none.
	 */
	const char *bad, *mended;
	void (*check_group)(const struct cx_lint_rule *rule, struct cx_lint_group *group);
	void (*check_definition)(const struct cx_lint_rule *rule, struct cx_lint *lint,
				 const struct cx_definition *definition);
	void (*check_set)(const struct cx_lint_rule *rule, struct cx_lint *lint);
};

/* Ends with a row without id. */
extern const struct cx_lint_rule cx_lint_rules[];

/* By id, with or without "lint."; NULL if there is none. */
const struct cx_lint_rule *cx_lint_rule_find(const char *name);
/* As people write it: its id without "lint.". */
const char *cx_lint_rule_name(const struct cx_lint_rule *rule);

struct cx_lint_wanted {
	bool partial; /* the set is not the whole project: nothing is said of what only the whole can show */
	bool several; /* there are other tenants, for which a suppression may be that this one does not need
		       */
	bool notes;   /* rules whose severity is a note run too */
};
/*
 * Runs every rule over definitions that were checked; files of which diags holds errors are passed over. Adds
 * warnings and notes; errors only about comments that mean to suppress one (suppression.*). Returns how many
 * warnings and notes comments suppressed, those of the definitions' own checks included.
 */
size_t cx_lint_check(const struct cx_definitions *set, const struct cx_lint_wanted *wanted,
		     struct cx_diags *diags);

#endif
