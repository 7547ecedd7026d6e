/* SPDX-License-Identifier: Apache-2.0 */
/* What a CXone tenant refuses: the rules of API.md, Limits and shapes, all broken ones at once. */
#ifndef CX_SANDBOX_CHECKS_H
#define CX_SANDBOX_CHECKS_H

#include "doc/doc.h"

/* Errors reported for one body; the rest is not looked at. */
#define CX_CHECKS_MAX_ERRORS 50

/* errors is an array of {field, message, errorCode}; field is "criteria.conditions[0].value". */
struct cx_checks {
	struct cx_arena *arena;
	struct cx_node *errors;
};
void cx_checks_init(struct cx_checks *checks, struct cx_arena *arena);
/* Appends one, unless there are CX_CHECKS_MAX_ERRORS; field must live as long as the arena. */
void cx_checks_error(struct cx_checks *checks, const char *field, const char *code, const char *fmt, ...)
	CX_PRINTF(4, 5);

/* id is the one of the path, in lower case. Members that the rules do not know are let pass. */
void cx_checks_audience(struct cx_checks *checks, const struct cx_node *body, const char *id);
/* A v2 webhook, or, where is_crm is set, one of the CRM. */
void cx_checks_webhook(struct cx_checks *checks, const struct cx_node *body, bool is_crm, bool needs_uri);

#endif
