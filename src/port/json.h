/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text as cJSON's tree, behind the strict scan. */
#ifndef CX_PORT_JSON_H
#define CX_PORT_JSON_H

#include "base/base.h"
#include "base/diag.h"

enum cx_json_type {
	CX_JSON_NULL,
	CX_JSON_BOOL,
	CX_JSON_NUMBER,
	CX_JSON_STRING,
	CX_JSON_ARRAY,
	CX_JSON_OBJECT,
};

struct cx_json_tree;
struct cx_json_item; /* borrowed from its tree */

/* A key that an object has twice: JSON's grammar allows it, and leaves open what it means (RFC 8259, 4). */
enum cx_json_keys {
	CX_JSON_KEYS_ONCE, /* is an error */
	CX_JSON_KEYS_LAST, /* is a warning: the last one is meant; the tree still has both */
};

/* What one item holds. Texts have a NUL behind len, and may hold NUL; they are borrowed from the tree. */
struct cx_json_value {
	enum cx_json_type type;
	bool boolean;
	const char *key; /* of a member of an object */
	size_t key_len;
	const char *text; /* of a string; of a number as it was written */
	size_t len;
	struct cx_json_item *first, *next; /* a child, and the sibling behind; NULL: none */
};

/* NULL, with one diagnostic json.*, where the source is no JSON (see port/jsonscan.h). */
struct cx_json_tree *cx_json_tree_new(const struct cx_source *source, enum cx_json_keys keys,
				      struct cx_diags *diags);
struct cx_json_item *cx_json_tree_root(const struct cx_json_tree *tree);
void cx_json_tree_free(struct cx_json_tree *tree);
CX_DEFINE_FREEP(cx_json_tree)

/* Constant time but for the length of its texts. Each item is to be read once. */
void cx_json_item_read(const struct cx_json_tree *tree, struct cx_json_item *item,
		       struct cx_json_value *ret_value);

#endif
