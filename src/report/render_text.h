/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions as a tenant gets them, as YAML and as JSON. */
#ifndef CX_REPORT_RENDER_TEXT_H
#define CX_REPORT_RENDER_TEXT_H

#include "base/buf.h"
#include "model/origin.h"

/* One definition to show. */
struct cx_render_item {
	const struct cx_definition *definition;
	const struct cx_node *view;
	struct cx_origins origins; /* empty where nothing is explained */
};
struct cx_render {
	const char *tenant;
	struct cx_render_item *items;
	size_t count;
	bool explain;
};

/* Documents with "---" and a comment that names the file before each; explained in comments. */
void cx_render_yaml(struct cx_arena *arena, const struct cx_render *render, struct cx_buf *out);
/* {"format_version", "command", "tenant", "definitions", "origins", "diagnostics", "exit_code"}. */
struct cx_node *cx_render_json(struct cx_arena *arena, const struct cx_render *render,
			       const struct cx_diags *diags, int exit_code);

#endif
