/* SPDX-License-Identifier: Apache-2.0 */
/* One document as a definition: its kind, overlay, variables and schema. */
#ifndef CX_MODEL_DEFINITION_DOCUMENT_H
#define CX_MODEL_DEFINITION_DOCUMENT_H

#include "model/definition.h"

/*
 * Patches the document, puts variables in and checks it: adds it to items and seen of the set, or to what is
 * broken. All that is wrong with it is said at once.
 */
void cx_definition_document_check(struct cx_arena *arena, const struct cx_definitions_source *source,
				  struct cx_node *document, const char *file, struct cx_definitions *set,
				  struct cx_diags *diags);

/*
 * What a file that is no YAML may define: a name behind each "metadata" of its text. One that cannot be told
 * may be any.
 */
void cx_definition_document_torn(struct cx_arena *arena, const char *text, struct cx_definitions *set);

#endif
