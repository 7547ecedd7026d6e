/* SPDX-License-Identifier: Apache-2.0 */
/* What the keywords' check functions use: places, marks, issues. */
#ifndef CX_SCHEMA_CHECK_H
#define CX_SCHEMA_CHECK_H

#include "base/buf.h"
#include "schema/compiled.h"

/* Where a check stands in the value; lives on the C stack. */
struct cx_place {
	const struct cx_place *up; /* NULL at the root */
	const struct cx_node *node;
	size_t index;   /* in an array */
	size_t depth;   /* steps from the root */
	bool is_key;    /* the node stands for the key of a member */
	bool is_secret; /* below a writeOnly schema */
};
struct cx_place cx_place_member(const struct cx_place *up, const struct cx_node *member);
struct cx_place cx_place_item(const struct cx_place *up, const struct cx_node *item, size_t index);

/* Which members or items of one value were evaluated; asked for by unevaluated* alone. */
struct cx_marks {
	uint64_t small; /* the first 64, where there are no more */
	uint64_t *words;
	size_t count;
};
void cx_marks_init(struct cx_marks *marks, size_t count);
void cx_marks_add(struct cx_marks *marks, size_t index);
void cx_marks_add_all(struct cx_marks *marks);
bool cx_marks_has(const struct cx_marks *marks, size_t index);
void cx_marks_merge(struct cx_marks *into, const struct cx_marks *from);
void cx_marks_release(struct cx_marks *marks);

/* A broken rule, before it is known whether its branch is the one to report. Texts live in the check's arena.
 */
struct cx_issue {
	const char *code;
	const struct cx_rule *rule; /* NULL for the schema false */
	const struct cx_node *node; /* the value that breaks it; NULL if it is a key */
	size_t depth;
	unsigned types; /* that were wanted, where the type is wrong */
	bool is_secret;
	struct cx_span span, second;
	const char *second_label;
	const char *pointer, *message, *hint;
	const char *note; /* which alternative it is about, or NULL */
	const char *name; /* of the missing or unknown member, or NULL */
};

/* The state of one check. In silent mode it stops at the first broken rule and makes no texts. */
struct cx_check {
	bool report;
	bool gave_up; /* out of steps, or too deep */
	bool said;    /* a rule was broken by a value that could not be read: there is a diagnostic */
	unsigned depth;
	const struct cx_node *root;
	uint64_t steps, allowance; /* the latter is worked out when many were taken */
	struct cx_issue *issues;
	size_t issue_count, issue_cap;
	size_t issue_limit; /* more are not noted: they would not be shown */
	bool dropped;       /* the newest was not noted */
	struct cx_arena arena;
	struct cx_buf digits, scratch; /* kept for reuse */
};

/* Whether the value at that place satisfies the schema; marks may be NULL. */
bool cx_check_schema(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
		     struct cx_marks *marks);
/* The same without issues, whatever the mode. */
bool cx_check_silently(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
		       struct cx_marks *marks);
/* Counts work; false if there was too much of it. */
bool cx_check_step(struct cx_check *check, uint64_t cost);

/*
 * Notes that the rule is broken at that place; the message is put behind the place's name. False always. The
 * functions below it amend the newest issue, and do nothing in silent mode.
 */
bool cx_check_fail(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		   const char *fmt, ...) CX_PRINTF(4, 5);
void cx_check_code(struct cx_check *check, const char *code);
void cx_check_hint(struct cx_check *check, const char *fmt, ...) CX_PRINTF(2, 3);
void cx_check_second(struct cx_check *check, struct cx_span span, const char *label);
void cx_check_name(struct cx_check *check, const char *name);
void cx_check_types(struct cx_check *check, unsigned types);

/* Texts for messages, in the check's arena; "" in silent mode. */
const char *cx_check_show(struct cx_check *check, const struct cx_place *at);        /* the value, cut */
const char *cx_check_show_node(struct cx_check *check, const struct cx_node *value); /* of the schema */
const char *cx_check_show_list(struct cx_check *check, const struct cx_node *values);
const char *cx_check_show_name(struct cx_check *check, const char *name, size_t len); /* in quotes */
const char *cx_check_show_place(struct cx_check *check, const struct cx_place *at);
/* "a string", "an integer or null" */
const char *cx_check_show_types(struct cx_check *check, unsigned types);

bool cx_type_matches(struct cx_check *check, unsigned types, const struct cx_node *node);
unsigned cx_type_bit_of(enum cx_node_type type);

#endif
