/* SPDX-License-Identifier: Apache-2.0 */
/* A repository's schema of a kind, made whole: with what holds for every kind filled in. */
#ifndef CX_MODEL_KIND_WHOLE_H
#define CX_MODEL_KIND_WHOLE_H

#include "doc/doc.h"

/*
 * A schema of the repository needs to say no more than its kind and its spec. Returns a copy of it that says
 * the rest too, as the envelope does: apiVersion and metadata, what is required, and that nothing else may
 * stand there. What the schema says itself stays, and what is in spec is not touched. The copy accepts what
 * schema and envelope both accept; editors, explain and new show it. Spans stay those of their files.
 */
struct cx_node *cx_kind_whole(struct cx_arena *arena, const struct cx_node *schema,
			      const struct cx_node *envelope);

#endif
