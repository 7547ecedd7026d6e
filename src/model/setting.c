/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: texts that stand in the file, in the environment or in a file. */
#include "model/setting.h"

#include "base/file.h"
#include "base/utf8.h"

#define MAX_SETTING_BYTES ((size_t)64 << 10)

struct cx_setting cx_setting_of(const struct cx_node *node)
{
	if (!node)
		return (struct cx_setting){0};
	return (struct cx_setting){
		.text = node->type == CX_NODE_STRING ? node->text : NULL,
		.env = cx_node_get_text(node, "env"),
		.file = cx_node_get_text(node, "file"),
		.span = node->span,
	};
}

/* One line break at the end, as editors and echo leave it. */
static void cut_newline(struct cx_buf *out, size_t from)
{
	if (out->len == from || out->data[out->len - 1] != '\n')
		return;
	cx_buf_cut(out, out->len - 1);
	if (out->len > from && out->data[out->len - 1] == '\r')
		cx_buf_cut(out, out->len - 1);
}

/* Why a value cannot stand in JSON and headers, or NULL. */
static const char *not_text(const char *value, size_t len)
{
	return memchr(value, 0, len)             ? "it holds a NUL byte"
	       : cx_utf8_check(value, len) < len ? "it is not UTF-8"
						 : NULL;
}

static enum cx_status setting_from_env(const struct cx_setting *setting, const char *what, struct cx_buf *out,
				       struct cx_diags *diags)
{
	const char *value = getenv(setting->env);
	bool is_text = value && !not_text(value, strlen(value));
	if (value && *value && is_text) {
		cx_buf_adds(out, value);
		return CX_STATUS_OK;
	}
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "setting.unset", setting->span,
			    "%s needs the environment variable %s, which is %s", what, setting->env,
			    !value   ? "not set"
			    : *value ? "not UTF-8"
				     : "empty");
	cx_diag_hint(diags, d, "set it in the environment of cxctl, for example as a secret of the CI job");
	return CX_STATUS_INVALID;
}

static enum cx_status setting_from_file(const struct cx_setting *setting, const char *project_dir,
					const char *what, struct cx_buf *out, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	size_t before = out->len;
	enum cx_status status = cx_file_read(cx_path_join(&arena, project_dir, setting->file),
					     MAX_SETTING_BYTES, out, &inner);
	if (!status)
		cut_newline(out, before);
	const char *reason = status == CX_STATUS_ABSENT ? "it does not exist"
			     : status != CX_STATUS_OK   ? inner.items[0]->message
			     : out->len == before       ? "it is empty"
							: not_text(out->data + before, out->len - before);
	if (reason) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "setting.file", setting->span,
						"%s needs the file %s: %s", what, setting->file, reason);
		cx_diag_hint(diags, d, "write the value into it; its path is relative to the project");
		status = CX_STATUS_INVALID;
	}
	cx_arena_release(&arena);
	return status;
}

enum cx_status cx_setting_get(const struct cx_setting *setting, const char *project_dir, const char *what,
			      struct cx_buf *out, struct cx_diags *diags)
{
	if (setting->env)
		return setting_from_env(setting, what, out, diags);
	if (setting->file)
		return setting_from_file(setting, project_dir, what, out, diags);
	if (!setting->text)
		return CX_STATUS_ABSENT;
	cx_buf_adds(out, setting->text);
	return CX_STATUS_OK;
}
