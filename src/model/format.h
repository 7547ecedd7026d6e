/* SPDX-License-Identifier: Apache-2.0 */
/* Files of definitions, overlays and policies as they should be written. */
#ifndef CX_MODEL_FORMAT_H
#define CX_MODEL_FORMAT_H

#include "base/buf.h"
#include "model/catalog.h"

/* What is used for all files of a run. */
struct cx_formats {
	const struct cx_catalog *catalog;
	const struct cx_node *envelope; /* what all kinds have */
};
enum cx_status cx_formats_init(struct cx_arena *arena, const struct cx_catalog *catalog,
			       struct cx_formats *ret_formats, struct cx_diags *diags);

/*
 * Appends the text as it should be: members of mappings in the order of the schema of the document's kind,
 * those that it does not name behind them; lines as cx_layout_print sets them; "\n" at their ends. The
 * values, comments, anchors and quotes are those of the source, and formatting the result again gives it
 * again: both are checked. What is in brackets keeps its lines.
 *
 * INVALID with the reader's diagnostics where the text is no YAML. ABSENT, with a warning, where it cannot
 * be kept: fmt.layout (written in a way that is not understood) or fmt.keep (the check failed). A mapping
 * whose order would put an alias before its anchor keeps its order: warning fmt.alias; so does one in
 * brackets with comments between its members: fmt.comment.
 */
enum cx_status cx_format_text(struct cx_arena *arena, const struct cx_formats *formats,
			      const struct cx_source *source, struct cx_buf *out, struct cx_diags *diags);

#endif
