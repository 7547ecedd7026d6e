/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of single values in a YAML text: what is not changed stays as it is, byte by byte. */
#ifndef CX_DOC_EDIT_H
#define CX_DOC_EDIT_H

#include "doc/doc.h"
#include "doc/layout.h"

struct cx_edit {
	size_t from, to; /* bytes of the text */
	size_t order;    /* as added */
	size_t depth;    /* of lines that are added: the deeper ones come first */
	const char *text;
	size_t len;
};
/* Edits of one text that cx_layout_parse took apart. */
struct cx_edits {
	struct cx_arena *arena;
	const char *text;
	size_t len;
	struct cx_edit *items;
	size_t count, cap;
};

enum cx_edit_result {
	CX_EDIT_DONE,
	CX_EDIT_ANCHOR,   /* an anchor, an alias or a tag: others share the value */
	CX_EDIT_VARIABLE, /* ${var.NAME} stands there */
	CX_EDIT_BRACKETS, /* the new value does not fit into the brackets, or comments are within */
	CX_EDIT_LAYOUT,   /* the lines are shared with something else */
};
const char *cx_edit_reason(enum cx_edit_result result); /* for a message */

/* Whether a collection has an anchor or a tag. */
bool cx_edit_is_marked(const struct cx_layout_node *node);
/* Where a value stands, as an offset; item is an entry or item of a collection. */
size_t cx_edit_offset(const struct cx_edits *edits, const struct cx_layout_item *item);
/* The value of an entry becomes another one. */
enum cx_edit_result cx_edit_replace(struct cx_edits *edits, const struct cx_layout_item *item,
				    const struct cx_node *value);
/* Takes the lines of an entry of a block collection out; comments above it stay. */
enum cx_edit_result cx_edit_remove(struct cx_edits *edits, const struct cx_layout_node *in,
				   const struct cx_layout_item *item);
/* A new entry; key NULL: an item of a sequence. */
struct cx_edit_entry {
	const char *key;
	size_t key_len;
	const struct cx_node *value;
	const struct cx_layout_item
		*after; /* of the collection; NULL: the last. In brackets it is always the last */
};
/* Adds an entry to a collection that has one already. */
enum cx_edit_result cx_edit_add(struct cx_edits *edits, const struct cx_layout_node *in,
				const struct cx_edit_entry *entry);
/* An entry of a block collection gives way to a new one: BRACKETS where a comment would go with it,
 * ANCHOR where an anchor, an alias or a tag would. */
enum cx_edit_result cx_edit_swap(struct cx_edits *edits, const struct cx_layout_node *in,
				 const struct cx_layout_item *item, const struct cx_edit_entry *entry);
/* The text with all edits; false where two of them overlap. */
bool cx_edits_apply(struct cx_edits *edits, struct cx_buf *out);

#endif
