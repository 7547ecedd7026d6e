/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that a profile and a schema describe: the same files that cxctl reads make the tenant's side. */
#ifndef CX_SANDBOX_CUSTOM_H
#define CX_SANDBOX_CUSTOM_H

#include "model/kind.h"
#include "sandbox/arguments.h"
#include "sandbox/exchange.h"
#include "sandbox/objects.h"

enum cx_custom_verb {
	CX_CUSTOM_LIST,
	CX_CUSTOM_READ,
	CX_CUSTOM_CREATE,
	CX_CUSTOM_PUT,
	CX_CUSTOM_DELETE,
	CX_CUSTOM_VERBS,
};

struct cx_custom {
	struct cx_kind kind;
	enum cx_object_kind object_kind; /* its number in the store */
	const char *key;                 /* the member that holds the id, as the tenant spells it */
	bool natural;                    /* that member is one of spec: people choose it */
	bool server_id;
	const char *items_field;       /* of a list's answer */
	const struct cx_node *renames; /* {of spec: of the tenant}, or NULL */
	const char *scope_read, *scope_write;
	struct cx_custom_route {
		const char *method, *path; /* NULL: the deployment has none */
	} routes[CX_CUSTOM_VERBS];
};

struct cx_customs {
	struct cx_custom items[CX_OBJECT_CUSTOM_MAX];
	size_t count;
};

/*
 * Reads the project's schemas, and what the profile file says of their kinds, over the built-in profile that
 * it extends; kinds that the file does not name are not served. Nothing without --project. INVALID or FAILED
 * with schema.*, kind.*, yaml.*, file.* and sandbox.kind diagnostics.
 */
enum cx_status cx_customs_read(struct cx_arena *arena, const struct cx_arguments *arguments,
			       struct cx_customs *ret_customs, struct cx_diags *diags);
const struct cx_custom *cx_customs_find(const struct cx_customs *customs, const char *name);

/* The kind whose route has the exchange's method and path, or NULL; ret_verb and the exchange's id are set.
 */
const struct cx_custom *cx_customs_route(const struct cx_customs *customs, struct cx_exchange *exchange,
					 enum cx_custom_verb *ret_verb);
/* Answers, once the token was looked at. */
void cx_custom_run(struct cx_exchange *exchange, const struct cx_custom *custom, enum cx_custom_verb verb);
/* Stores an object as it is; false where it has no id. */
bool cx_custom_seed(struct cx_exchange *exchange, const struct cx_custom *custom,
		    const struct cx_node *object);

#endif
