/* SPDX-License-Identifier: Apache-2.0 */
/* A schema as a part of a larger one. */
#ifndef CX_SCHEMA_BUNDLE_H
#define CX_SCHEMA_BUNDLE_H

#include "doc/doc.h"

/*
 * A copy of the schema that may stand at the pointer (without '#') of another document. Its references into
 * itself are turned to there, and its $schema and $id go, because editors resolve such references best. A
 * schema with anchors, identifiers or absolute references keeps all of them as they are; id, its own or the
 * one given, then says what they are relative to. Keys are borrowed from the schema.
 */
struct cx_node *cx_bundle_part(struct cx_arena *arena, const struct cx_node *schema, const char *pointer,
			       const char *id);

#endif
