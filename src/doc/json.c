/* SPDX-License-Identifier: Apache-2.0 */
/* JSON into nodes: one walk over the tree of port/json.h. */
#include "doc/json.h"

#include "port/crypto.h"
#include "port/json.h"

static const enum cx_node_type node_types[] = {
	[CX_JSON_NULL] = CX_NODE_NULL,     [CX_JSON_BOOL] = CX_NODE_BOOL,   [CX_JSON_NUMBER] = CX_NODE_NUMBER,
	[CX_JSON_STRING] = CX_NODE_STRING, [CX_JSON_ARRAY] = CX_NODE_ARRAY, [CX_JSON_OBJECT] = CX_NODE_OBJECT,
};

/* The item's siblings behind it too; the scan's depth limit bounds the recursion. */
static void convert_items(struct cx_arena *arena, const struct cx_json_tree *tree, struct cx_json_item *item,
			  struct cx_node *parent)
{
	struct cx_json_value value;
	for (; item; item = value.next) {
		cx_json_item_read(tree, item, &value);
		struct cx_node *node = cx_node_new(arena, node_types[value.type]);
		node->boolean = value.boolean;
		if (value.text) {
			node->text = cx_arena_strndup(arena, value.text, value.len);
			node->len = value.len;
		}
		convert_items(arena, tree, value.first, node);
		if (value.key) {
			const char *key = cx_arena_strndup(arena, value.key, value.key_len);
			cx_node_add_n(parent, key, value.key_len, node);
		} else {
			cx_node_push(parent, node);
		}
	}
}

enum cx_status cx_json_parse(struct cx_arena *arena, const struct cx_source *source,
			     struct cx_node **ret_node, struct cx_diags *diags)
{
	return cx_json_parse_keys(arena, source, CX_JSON_KEYS_ONCE, ret_node, diags);
}

enum cx_status cx_json_parse_keys(struct cx_arena *arena, const struct cx_source *source,
				  enum cx_json_keys keys, struct cx_node **ret_node, struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_json_tree) struct cx_json_tree *tree = cx_json_tree_new(source, keys, diags);
	if (!tree)
		return CX_STATUS_INVALID;
	struct cx_node holder = {.type = CX_NODE_ARRAY};
	convert_items(arena, tree, cx_json_tree_root(tree), &holder);
	*ret_node = holder.first;
	return CX_STATUS_OK;
}

void cx_json_digest(const struct cx_node *node, char ret_hex[CX_DIGEST_LEN + 1])
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_canonical(node, &text);
	cx_sha256_hex(text.data, text.len, ret_hex);
}
