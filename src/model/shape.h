/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes: what the engine reads out of a kind's schema, with references resolved. */
#ifndef CX_MODEL_SHAPE_H
#define CX_MODEL_SHAPE_H

#include "doc/doc.h"

enum cx_list_mode {
	CX_LIST_MODE_ORDERED, /* the whole list is one value; the default */
	CX_LIST_MODE_SET,     /* order and repetition do not count */
	CX_LIST_MODE_KEYED,   /* elements are told apart by a field */
};

/*
 * One place of a schema: the annotations of DESIGN.md 5, those of its branches (allOf, anyOf, oneOf,
 * if/then/else) merged in. Shapes may be cyclic, as criteria are.
 */
struct cx_shape {
	bool read_only;    /* the tenant's; dropped */
	bool write_only;   /* may be a secret, given by reference */
	bool text;         /* its type admits text: what is write_only may stand there in the open, too */
	bool directive;    /* sent, never compared */
	bool server;       /* sent as the tenant has it, never compared: version */
	bool criteria;     /* x-cxctl-normalize: criteria */
	bool uuid;         /* format: uuid; compared in lower case */
	bool nullable;     /* null is a value of its own */
	int64_t max_depth; /* x-cxctl-max-depth, or 0 */
	enum cx_list_mode list;
	const char *list_key;                /* for KEYED */
	const char *ref;                     /* x-cxctl-ref: kind that {ref: NAME} names */
	const struct cx_node *default_value; /* or NULL */
	const struct cx_node *known; /* an array: values that it may have, perhaps among others; or NULL */
	struct cx_shape_property *properties; /* in the schema's order */
	size_t property_count, property_cap;
	struct cx_shape_pattern *patterns; /* of names that are no properties, in the schema's order */
	size_t pattern_count, pattern_cap;
	struct cx_shape *items, *additional; /* or NULL */
};

struct cx_shape_property {
	const char *name;
	size_t len;
	struct cx_shape *shape;
};

struct cx_shape_pattern {
	const struct cx_regex *regex;
	struct cx_shape *shape;
};

/* The shape of a schema document's root: what says nothing has an empty one. NULL where it would be too
 * large. */
struct cx_shape *cx_shape_of(struct cx_arena *arena, const struct cx_node *schema);
/*
 * The shape of a member: its property's, that of the first pattern that fits, or that of additional members;
 * NULL if the schema knows none of these.
 */
const struct cx_shape *cx_shape_member(const struct cx_shape *shape, const char *key, size_t key_len);
/* Whether the schema names the member as a property. */
bool cx_shape_is_property(const struct cx_shape *shape, const char *key, size_t key_len);
/* The kind that a value there names by {ref: NAME}, or NULL. list: the shape of the list it is in, or NULL.
 */
const char *cx_shape_ref_kind(const struct cx_shape *list, const struct cx_shape *item);

#endif
