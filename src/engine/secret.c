/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets live in buffers that are wiped; never in the arena. */
#include "engine/secret.h"

#include "doc/json.h"
#include "model/normal.h"
#include "model/setting.h"

#define WEAK_BYTES 32

static enum cx_status secret_get(const struct cx_node *node, const char *project_dir, struct cx_buf *out,
				 struct cx_diags *diags)
{
	struct cx_setting setting = cx_setting_of(node);
	return cx_setting_get(&setting, project_dir, "the secret", out, diags);
}

static void check_one(const struct cx_node *node, const char *project_dir, struct cx_diags *diags)
{
	struct cx_buf value = CX_BUF_INIT;
	if (secret_get(node, project_dir, &value, diags) == CX_STATUS_OK && value.len < WEAK_BYTES) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "secret.weak", node->span,
						"the secret is shorter than %d bytes", WEAK_BYTES);
		cx_diag_hint(diags, d, "make a longer one, for example with: openssl rand -hex 32");
	}
	cx_buf_release_secret(&value);
}

void cx_secret_check(const struct cx_shape *shape, const struct cx_node *node, const char *project_dir,
		     struct cx_diags *diags)
{
	if (!shape)
		return;
	if (cx_is_secret(shape, node)) {
		check_one(node, project_dir, diags);
		return;
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		cx_secret_check(node->type == CX_NODE_ARRAY
					? shape->items
					: cx_shape_member(shape, child->key, child->key_len),
				child, project_dir, diags);
}

/* Writes node as JSON with secrets in place; returns the first failure. */
static enum cx_status write_node(const struct cx_shape *shape, const struct cx_node *node,
				 const struct cx_kind_route *route, const char *project_dir,
				 struct cx_buf *out, struct cx_diags *diags)
{
	if (cx_is_secret(shape, node)) {
		struct cx_buf value = CX_BUF_INIT;
		enum cx_status status = secret_get(node, project_dir, &value, diags);
		if (!status)
			cx_json_string(value.data, value.len, out);
		cx_buf_release_secret(&value);
		return status;
	}
	bool is_array = node->type == CX_NODE_ARRAY;
	if ((!is_array && node->type != CX_NODE_OBJECT) || !shape) {
		cx_json_canonical(node, out);
		return CX_STATUS_OK;
	}
	cx_buf_addc(out, is_array ? '[' : '{');
	for (const struct cx_node *child = node->first; child; child = child->next) {
		const struct cx_shape *below =
			is_array ? shape->items : cx_shape_member(shape, child->key, child->key_len);
		if (child != node->first)
			cx_buf_addc(out, ',');
		if (!is_array) {
			const char *key = child->key;
			size_t len = child->key_len;
			for (size_t i = 0; route && i < route->rename_count; i++)
				if (strlen(route->renames[i].ours) == len &&
				    memcmp(route->renames[i].ours, key, len) == 0) {
					key = route->renames[i].theirs;
					len = strlen(key);
					break;
				}
			cx_json_string(key, len, out);
			cx_buf_addc(out, ':');
		}
		enum cx_status status = write_node(below, child, NULL, project_dir, out, diags);
		if (status)
			return status;
	}
	cx_buf_addc(out, is_array ? ']' : '}');
	return CX_STATUS_OK;
}

enum cx_status cx_secret_body(const struct cx_shape *shape, const struct cx_node *node,
			      const struct cx_kind_route *route, const char *project_dir, struct cx_buf *out,
			      struct cx_diags *diags)
{
	return write_node(shape, node, route, project_dir, out, diags);
}
