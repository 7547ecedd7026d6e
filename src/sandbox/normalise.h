/* SPDX-License-Identifier: Apache-2.0 */
/* A tenant that stores something else than it was sent. */
#ifndef CX_SANDBOX_NORMALISE_H
#define CX_SANDBOX_NORMALISE_H

#include "doc/doc.h"

/*
 * A copy of a body whose member NAME is text without white space at its ends and in lower case, a number
 * without its fraction, or a list turned round; numbers and lists below it too. Others are as they were.
 */
struct cx_node *cx_normalise(struct cx_arena *arena, const struct cx_node *body, const char *name);

#endif
