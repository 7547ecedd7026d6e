/* SPDX-License-Identifier: Apache-2.0 */
/* The CI service that runs us, as its environment says. */
#ifndef CX_CLI_CI_ENV_H
#define CX_CLI_CI_ENV_H

#include "base/base.h"
#include "base/diag.h"
#include "base/mem.h"

/* One thing that a service says of the job: who, where, what. No variable that holds a token is among them.
 */
struct cx_ci_fact {
	const char *name;     /* "repository" */
	const char *variable; /* "GITHUB_REPOSITORY" */
};
/* A file that a service reads when the step is over. */
struct cx_ci_place {
	const char *name;     /* "summary" */
	const char *variable; /* that names it; or NULL */
	const char *path;     /* where no variable does */
};
struct cx_ci_system {
	const char *name;                 /* "github" */
	const char *title;                /* "GitHub Actions" */
	const char *variable;             /* is "true" there */
	const struct cx_ci_fact *facts;   /* ends with a NULL name */
	const struct cx_ci_place *places; /* likewise */
};
/* The first that fits wins; ends with a NULL name. */
extern const struct cx_ci_system cx_ci_systems[];

/* NULL where it is none of them. */
const struct cx_ci_system *cx_ci_find(void);
bool cx_ci_is_github(void);
/* NULL if it is unset, empty, longer than 4,096 bytes, no UTF-8, or holds control characters. */
const char *cx_ci_value(const char *variable);
/*
 * Where a place of the system is. NULL where its variable cannot be used: unset, or no absolute path; that is
 * a warning (ci.variable).
 */
const char *cx_ci_path(const struct cx_ci_system *system, const char *place, struct cx_diags *diags);

#endif
