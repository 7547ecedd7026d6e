/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping the values that people named out of what is said of them. */
#ifndef CX_QUERY_UNSAID_H
#define CX_QUERY_UNSAID_H

#include "doc/doc.h"
#include "remote/remote.h"

/*
 * Blanks in the diagnostics from first on what the readers of YAML and JSON repeat of a file that holds
 * people's data: values where they stand in a message, and what looks like personal data.
 */
void cx_unsaid_blank(struct cx_diags *diags, size_t first);

/* Adds a text, as it is and as messages show it. */
void cx_unsaid_add_text(struct cx_secrets *values, const char *text, size_t len);
/* Adds the texts and numbers of a value and of all below it, as they are and as messages show them. */
void cx_unsaid_add(struct cx_secrets *values, const struct cx_node *value);
/*
 * The tenant's words with every such value blanked. Where they were cut, a part of a value may stand at their
 * end: then only the status is told. In the arena, or the answer's own.
 */
const char *cx_unsaid_words(struct cx_arena *arena, const struct cx_answer *answer,
			    const struct cx_secrets *values);

#endif
