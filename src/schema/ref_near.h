/* SPDX-License-Identifier: Apache-2.0 */
/* What a $ref that points at nothing was perhaps meant to be. */
#ifndef CX_SCHEMA_REF_NEAR_H
#define CX_SCHEMA_REF_NEAR_H

#include "doc/doc.h"

/*
 * The JSON Pointer with its first unknown step replaced by the member nearest in spelling, in the arena; NULL
 * if none is near.
 */
const char *cx_ref_near(struct cx_arena *arena, const struct cx_node *root, const char *pointer);

#endif
