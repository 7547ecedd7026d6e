/* SPDX-License-Identifier: Apache-2.0 */
/* A field of a schema as text for people, and as JSON. */
#ifndef CX_REPORT_EXPLAIN_TEXT_H
#define CX_REPORT_EXPLAIN_TEXT_H

#include "schema/explain.h"

struct cx_explanation {
	const struct cx_node *document;
	const char *path; /* "Audience.spec.criteria" */
	struct cx_explained_list fields;
	bool recursive; /* all that is below it, in short */
};

/* Description, type, limits, an example, and the fields below; at most 80 columns but for long words. */
void cx_explain_text(struct cx_arena *arena, const struct cx_explanation *explanation, bool colour,
		     struct cx_buf *out);
/* An array of fields: name, of (the alternative's title), type, required, title, description, default,
 * allowed, limits, examples, read_only, write_only, references, fields. */
struct cx_node *cx_explain_json(struct cx_arena *arena, const struct cx_explanation *explanation);

/* What the keywords of a field ask for, in words, one a line; nothing where they say nothing. */
void cx_explain_limits(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out);

#endif
