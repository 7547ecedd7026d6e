/* SPDX-License-Identifier: Apache-2.0 */
/* The table of keywords: how each is compiled, and how it is checked. */
#ifndef CX_SCHEMA_KEYWORD_H
#define CX_SCHEMA_KEYWORD_H

#include "schema/check.h"
#include "schema/compile.h"

enum cx_phase {
	CX_PHASE_TYPE,  /* first: below a wrong type nothing more is said */
	CX_PHASE_PLAIN, /* in the order of the table */
	CX_PHASE_LAST,  /* unevaluated*: needs what all others evaluated */
};

struct cx_keyword {
	const char *name;
	enum cx_phase phase;
	const char *example; /* a value that it takes, as YAML; for hints */
	unsigned applies;    /* bits of enum cx_type_bit: values of other types pass */
	/* False if the value is no value for the keyword; it has said so then. NULL: an annotation. */
	bool (*compile)(struct cx_compiler *compiler, struct cx_rule *rule);
	/* False if the value breaks the rule. NULL: the keyword acts through another one. */
	bool (*check)(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		      struct cx_marks *marks);
};

/* Tables by sort; each ends with a NULL name. */
extern const struct cx_keyword cx_keywords_value[];
extern const struct cx_keyword cx_keywords_array[];
extern const struct cx_keyword cx_keywords_object[];
extern const struct cx_keyword cx_keywords_logic[];

/* NULL if the keyword is unknown: then it is an annotation. */
const struct cx_keyword *cx_keyword_find(const char *name, size_t len);
/* The known keyword that an unknown one of five letters or more was perhaps meant to be, or NULL. */
const char *cx_keyword_near(const char *name);
/* How a keyword of other drafts, or of OpenAPI, is said in this one; NULL if the name is none. */
const char *cx_keyword_instead(const char *name);

#endif
