/* SPDX-License-Identifier: Apache-2.0 */
/* A definition's name made of any text. */
#ifndef CX_MODEL_GOOD_NAME_H
#define CX_MODEL_GOOD_NAME_H

#include "base/mem.h"

#define CX_GOOD_NAME_MAX 100 /* bytes; as the pattern in envelope.schema.json */

/*
 * The name for a definition that is nearest to a text: "vip-customers" of "VIP Customers!". A good name is
 * its own; "" where nothing of the text can stand in one.
 */
const char *cx_good_name(struct cx_arena *arena, const char *text);

#endif
