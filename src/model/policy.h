/* SPDX-License-Identifier: Apache-2.0 */
/* Policies: rules of the project's own, as JSON Schemas that definitions must satisfy. */
#ifndef CX_MODEL_POLICY_H
#define CX_MODEL_POLICY_H

#include "model/definition.h"

#define CX_POLICY_FOLDER "policies"

/* A word, or the words of a list; everything is NULL and 0 where nothing was said, and then everything fits.
 */
struct cx_policy_words {
	const struct cx_node **items; /* strings */
	size_t count;
};

struct cx_policy {
	const char *name;
	struct cx_policy_words kinds, tenants;
	const char *glob; /* of metadata.name; NULL: all */
	const char *message;
	const char *hint;         /* or NULL */
	struct cx_schema *schema; /* NULL where it is wrong, which was said */
	bool refuses_all;         /* the schema is false */
	bool is_wrong;            /* its selector names what is not there, which was said */
	struct cx_span span;      /* of metadata.name */
};

struct cx_policies {
	struct cx_policy *items; /* in order of files and places; in the arena */
	size_t count, cap;
};

struct cx_policies_source {
	const struct cx_tree *tree;
	const struct cx_project *project;
	const struct cx_kinds *kinds;
};
/*
 * Reads policies/ beside cxctl.yaml; none is no error. INVALID with policy.*, yaml.* and schema.* diagnostics
 * about the policies' own files; what is right is returned all the same.
 */
enum cx_status cx_policies_load(struct cx_arena *arena, const struct cx_policies_source *source,
				struct cx_policies *ret_policies, struct cx_diags *diags);

/*
 * Checks the definitions that the policies of that tenant match, as they stand after overlays and variables.
 * Each broken keyword is an error policy.refused at its place in the definition, with the policy as second
 * place, the checker's reason as note, and the hint of the schema's x-cxctl-hint or of the policy. A policy
 * that takes too many steps is policy.limit, once. One that matches nothing is a warning, unless the set is
 * not whole: partial, or some of it is broken. REFUSED if any definition breaks any policy, else INVALID
 * after policy.limit.
 */
enum cx_status cx_policies_check(const struct cx_policies *policies, const struct cx_definitions *set,
				 const char *tenant, bool partial, struct cx_diags *diags);

#endif
