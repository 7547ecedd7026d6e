/* SPDX-License-Identifier: Apache-2.0 */
/* What an interaction holds, and how that differs from what is wanted. */
#ifndef CX_QUERY_INTERACTION_H
#define CX_QUERY_INTERACTION_H

#include "query/named.h"
#include "remote/read.h"

enum cx_interaction_mode {
	CX_INTERACTION_ADD,
	CX_INTERACTION_UPDATE,
	CX_INTERACTION_DELETE,
	CX_INTERACTION_MODES,
};
/* "ADD", "UPDATE", "DELETE". */
const char *cx_interaction_mode_name(enum cx_interaction_mode mode);

/* What it holds, in the tenant's order. */
struct cx_interaction_attribute {
	const char *key;
	size_t key_len;
	const struct cx_node *value;
};
struct cx_interaction {
	struct cx_interaction_attribute *items;
	size_t count;
	struct cx_map by_key; /* the items */
	const char *etag;     /* a strong one, or NULL */
	const char *digest;   /* of its attributes, whatever their order: lower-case hex */
};
void cx_interaction_release(struct cx_interaction *interaction);

struct cx_interaction_change {
	const struct cx_named_attribute *named;
	enum cx_interaction_mode mode;
	const struct cx_node *before; /* NULL: it is not there */
};
struct cx_interaction_changes {
	struct cx_interaction_change *items; /* in the order in which they were named */
	size_t count;
	size_t modes[CX_INTERACTION_MODES];
	size_t same; /* named, and held so already */
};
/* The difference between what is named and what is held; values are compared, not their text: 1.0 is 1. */
void cx_interaction_compare(struct cx_arena *arena, const struct cx_interaction *held,
			    const struct cx_named *named, struct cx_interaction_changes *ret_changes);

/* The digest of what it holds once the changes are made. */
const char *cx_interaction_digest(struct cx_arena *arena, const struct cx_interaction *held,
				  const struct cx_interaction_changes *changes);

struct cx_interaction_query {
	struct cx_remote *remote;
	const struct cx_runtime *runtime; /* CX_RUNTIME_ATTRIBUTES must be present */
	const char *id;
};

/*
 * One GET. Attributes may come as a list of {key, value} or as a map. INVALID (attributes.interaction) where
 * there is no such interaction; FAILED where it cannot be read or its answer is none (tenant.*). Release in
 * every case.
 */
enum cx_status cx_interaction_read(const struct cx_interaction_query *query, struct cx_arena *arena,
				   struct cx_interaction *ret_interaction, struct cx_diags *diags);

#endif
