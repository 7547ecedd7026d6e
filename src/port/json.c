/* SPDX-License-Identifier: Apache-2.0 */
/* cJSON's tree behind the scan. */
#include "port/json.h"

#include "base/buf.h"
#include "port/jsonscan.h"

#include <cJSON.h>

/*
 * cJSON sees no number and no NUL: the scan hides both in strings (port/jsonscan.h), and reading an item
 * brings them back. Children are walked by next: cJSON's lookups are linear.
 */

struct cx_json_tree {
	cJSON *root;
	bool has_nul;
};

struct cx_json_tree *cx_json_tree_new(const struct cx_source *source, enum cx_json_keys keys,
				      struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	bool has_nul;
	if (!cx_jsonscan_rewrite(source, keys, &text, &has_nul, diags))
		return NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(text.data, text.len + 1, NULL, true);
	if (!root)
		cx_out_of_memory(text.len);
	struct cx_json_tree *tree = cx_alloc(sizeof *tree);
	tree->root = root;
	tree->has_nul = has_nul;
	return tree;
}

struct cx_json_item *cx_json_tree_root(const struct cx_json_tree *tree)
{
	return (struct cx_json_item *)tree->root;
}

void cx_json_tree_free(struct cx_json_tree *tree)
{
	if (!tree)
		return;
	cJSON_Delete(tree->root);
	cx_free(tree);
}

static size_t restore(const struct cx_json_tree *tree, char *text)
{
	size_t len = strlen(text);
	char *at = tree->has_nul ? text : NULL;
	while (at && (at = memchr(at, (unsigned char)CX_JSONSCAN_NUL, len - (size_t)(at - text))))
		*at++ = '\0';
	return len;
}

void cx_json_item_read(const struct cx_json_tree *tree, struct cx_json_item *item,
		       struct cx_json_value *ret_value)
{
	cJSON *json = (cJSON *)item;
	*ret_value = (struct cx_json_value){
		.first = (struct cx_json_item *)json->child,
		.next = (struct cx_json_item *)json->next,
	};
	if (json->string) {
		ret_value->key = json->string;
		ret_value->key_len = restore(tree, json->string);
	}
	if (cJSON_IsString(json)) {
		bool number = json->valuestring[0] == CX_JSONSCAN_NUMBER;
		ret_value->type = number ? CX_JSON_NUMBER : CX_JSON_STRING;
		ret_value->text = json->valuestring + number;
		ret_value->len = restore(tree, json->valuestring + number);
	} else if (cJSON_IsObject(json)) {
		ret_value->type = CX_JSON_OBJECT;
	} else if (cJSON_IsArray(json)) {
		ret_value->type = CX_JSON_ARRAY;
	} else if (cJSON_IsBool(json)) {
		ret_value->type = CX_JSON_BOOL;
		ret_value->boolean = cJSON_IsTrue(json);
	}
}
