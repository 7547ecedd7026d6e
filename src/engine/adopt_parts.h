/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of adopt share; nobody else includes this. */
#ifndef CX_ENGINE_ADOPT_PARTS_H
#define CX_ENGINE_ADOPT_PARTS_H

#include "engine/adopt.h"

struct cx_adopt_job {
	struct cx_arena *arena;
	const struct cx_adopt_input *input;
	struct cx_adopt_item *items; /* in the order of cx_adopt */
	size_t count;
	struct cx_map by_id;   /* "Kind id" -> item that becomes a definition and has a metadata.id */
	struct cx_map defined; /* "Kind id" -> name of a definition that has a metadata.id */
	struct cx_map files;   /* relative to the project where that is known: taken */
	struct cx_map circles; /* "address address": a reference that would close a circle */
};

/* "Kind id", the key of a map. */
const char *cx_adopt_key(struct cx_arena *arena, const char *kind, const char *id);

/* Gives every item of a kind that becomes a definition its name, address and file. */
void cx_adopt_name(struct cx_adopt_job *job, struct cx_adopt_item *items, size_t count);

/* Finds the references that would close a circle. */
void cx_adopt_find_circles(struct cx_adopt_job *job);
/* The name by which an item may refer to the object of that kind whose id value is; NULL: by no name. */
const char *cx_adopt_reference(const struct cx_adopt_job *job, const struct cx_adopt_item *from,
			       const char *kind, const struct cx_node *value);

/*
 * A blank is a member that a secret is to be filled in for, marked as node->secret: {env: NAME} as a
 * proposal, or an object of blanks that may be left out.
 */
struct cx_node *cx_adopt_without_blanks(struct cx_arena *arena, const struct cx_node *node);
/* The document as YAML, blanks as comments; those within lists behind it all. */
void cx_adopt_print(const struct cx_node *document, const struct cx_adopt_gaps *secrets, struct cx_buf *out);

/* Fills text and gaps, or makes it impossible with the reason. */
void cx_adopt_write(struct cx_adopt_job *job, struct cx_adopt_item *item);

#endif
