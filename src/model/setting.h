/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: texts that stand in the file, in the environment or in a file. */
#ifndef CX_MODEL_SETTING_H
#define CX_MODEL_SETTING_H

#include "base/buf.h"
#include "doc/doc.h"

/* A text given in the file or by {env: NAME} or {file: PATH}; not yet looked up. */
struct cx_setting {
	const char *text; /* the value, or NULL */
	const char *env;  /* a variable's name, or NULL */
	const char *file; /* a path relative to the project, or NULL */
	struct cx_span span;
};

/* All NULL where node is NULL. Texts are the node's own. */
struct cx_setting cx_setting_of(const struct cx_node *node);

/*
 * Looks a setting up: its text, the environment, or the file (relative to project_dir, at most 64 KB, one
 * trailing newline cut). The value is appended to out, which callers of secrets release with
 * cx_buf_release_secret. ABSENT without a diagnostic where nothing was set in the project; INVALID
 * (setting.unset, setting.file) where the variable or file is missing, empty or no text (UTF-8, no NUL). what
 * names the setting in messages.
 */
enum cx_status cx_setting_get(const struct cx_setting *setting, const char *project_dir, const char *what,
			      struct cx_buf *out, struct cx_diags *diags);

#endif
