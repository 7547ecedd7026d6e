/* SPDX-License-Identifier: Apache-2.0 */
/* What a schema says of one field, for people: the fields below it, its type, its limits. */
#ifndef CX_SCHEMA_EXPLAIN_H
#define CX_SCHEMA_EXPLAIN_H

#include "base/buf.h"
#include "doc/doc.h"

/*
 * A field is a place in a schema document. References into the document and allOf are part of it; anyOf,
 * oneOf, then and else are alternatives, whose fields carry the alternative's title as owner.
 */
struct cx_explained {
	const char *name;  /* NULL at the root */
	const char *owner; /* "Group": the alternative that has it, or NULL */
	const struct cx_node *schema;
	bool required; /* within the owner */
};
struct cx_explained_list {
	struct cx_explained *items; /* in the arena */
	size_t count, cap;
};

/* The members that the field may have, in the schema's order; one name may come with several owners. */
void cx_explain_members(struct cx_arena *arena, const struct cx_node *document, const struct cx_node *schema,
			struct cx_explained_list *ret_members);
/* What stands in a list or in a map with free keys, or NULL. */
const struct cx_node *cx_explain_below(const struct cx_node *document, const struct cx_node *schema,
				       bool *ret_is_map);
/* The members of the field, or of what its lists and maps hold. */
struct cx_explained_list cx_explain_fields(struct cx_arena *arena, const struct cx_node *document,
					   const struct cx_node *schema);
/* The first value of a keyword at the field, alternatives left out; NULL if there is none. */
const struct cx_node *cx_explain_get(const struct cx_node *document, const struct cx_node *schema,
				     const char *keyword);
/* The enum of an alternative, where others are allowed too: values that are known. NULL if there is none. */
const struct cx_node *cx_explain_known(const struct cx_node *document, const struct cx_node *schema);
/* "string", "list of object", "map of string or number"; "any value" if the schema does not say. */
void cx_explain_type(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out);
/* Names of which exactly (oneOf) or at least (anyOf) one must be there; false if there is no such rule. */
bool cx_explain_choice(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out);

/*
 * Finds the fields of a dotted path below the root; lists and maps are walked through with or without an
 * index or key. path becomes the path as it should be written, NAME standing for a key. INVALID where a
 * part is unknown: then *ret_unknown is that part, ret_fields its parents, path what was found.
 */
enum cx_status cx_explain_find(struct cx_arena *arena, const struct cx_node *document, const char *text,
			       struct cx_explained_list *ret_fields, struct cx_buf *path,
			       const char **ret_unknown);

#endif
