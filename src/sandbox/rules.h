/* SPDX-License-Identifier: Apache-2.0 */
/* Faults on demand: rules that make routes misbehave. */
#ifndef CX_SANDBOX_RULES_H
#define CX_SANDBOX_RULES_H

#include "sandbox/mishap.h"

#define CX_RULES_MAX 100

struct cx_rule {
	char *route; /* "PUT /api/v1/audiences/"-glob: a method or *, a space, a path glob */
	const char *kind_name;
	struct cx_mishap mishap;
	int64_t every, after,
		count;   /* each every-th match behind the first after ones, at most count times */
	int64_t percent; /* of those whose turn it is, by a row of dice; 100: all */
	int64_t seed;    /* equal seeds, equal dice */
	int64_t seen, fired;
	struct cx_arena arena; /* of the texts */
};

struct cx_rules {
	struct cx_rule *items[CX_RULES_MAX];
	size_t count;
	int64_t seed; /* of the dice of a rule that brings none: and the number of rules before it, lest all
			 fall alike */
	bool is_tls;  /* refuses what is written past the HTTP library */
};

/* Reads ROUTE:KIND[=ARGUMENT][:EVERY][:MEMBER=NUMBER]..., and a file that it names; INVALID with a diagnostic
 * (sandbox.fault).
 */
enum cx_status cx_rules_add_text(struct cx_rules *rules, const char *text, struct cx_diags *diags);
/* Reads a rule as POST /sandbox/faults takes it. */
enum cx_status cx_rules_add_json(struct cx_rules *rules, const struct cx_node *rule, struct cx_diags *diags);
bool cx_rules_have(const struct cx_rules *rules, enum cx_mishap_kind kind);
/* The first rule whose turn it is; counts the request for every rule that it matches. */
struct cx_mishap cx_rules_pick(struct cx_rules *rules, const char *method, const char *path);
/* A JSON array of all rules with what they have seen and done. */
void cx_rules_print(const struct cx_rules *rules, struct cx_buf *out);
void cx_rules_clear(struct cx_rules *rules);

#endif
