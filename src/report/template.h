/* SPDX-License-Identifier: Apache-2.0 */
/* A new definition as a file with comments, made from its kind's schema. */
#ifndef CX_REPORT_TEMPLATE_H
#define CX_REPORT_TEMPLATE_H

#include "base/buf.h"
#include "model/kind.h"

/*
 * Writes a definition of that kind: what must stand there with a value (the schema's constant or example),
 * what may stand there as a comment with its default or example, each below its description. name becomes
 * metadata.name and, where the spec has a text of that name, spec.name; id, a UUID, becomes metadata.id where
 * the kind wants one. What the tenant sets, and what schemas mark x-cxctl-server, is left out.
 */
void cx_template_yaml(struct cx_arena *arena, const struct cx_kind *kind, const char *name, const char *id,
		      struct cx_buf *out);

#endif
