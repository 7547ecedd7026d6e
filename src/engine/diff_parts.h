/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the comparison share; nobody else includes this. */
#ifndef CX_ENGINE_DIFF_PARTS_H
#define CX_ENGINE_DIFF_PARTS_H

#include "base/buf.h"
#include "engine/diff.h"

struct differ {
	struct cx_arena *arena;
	struct cx_fields *fields;
	bool has_base;
	enum cx_class worst;
	struct cx_buf path;
	const struct cx_diff_leave *leave; /* NULL: nothing is left */
	struct cx_diff_left *left;
	bool ignoring; /* a rule covers the place */
};

/* One place in all five trees; each may be NULL for absent. */
struct place {
	const struct cx_shape *shape;
	const struct cx_node *desired, *base, *live;
	const struct cx_node *desired_shown, *live_shown;
	const char *list;              /* path of the keyed list whose element this is, or NULL */
	const struct cx_node *element; /* and its key */
};

static inline bool is_object(const struct cx_node *node)
{
	return node && node->type == CX_NODE_OBJECT;
}

static inline bool is_array(const struct cx_node *node)
{
	return node && node->type == CX_NODE_ARRAY;
}

void diff_meet(struct differ *d, enum cx_class class);
void diff_fields_add(struct cx_arena *arena, struct cx_fields *fields, const char *path,
		     const struct cx_node *before, const struct cx_node *after, enum cx_class class);
void diff_shown_walk(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
		     const struct cx_node *after, enum cx_class class, struct cx_fields *fields);

/* All of a place as one unit. */
void diff_unit(struct differ *d, const struct place *p);
/* Element by element; desired and live are sets in normal form. */
void diff_set(struct differ *d, const struct place *p);
/* The same for a keyed list; false, and nothing done, where keys are missing or not unique. */
bool diff_keyed(struct differ *d, const struct place *p);

#endif
