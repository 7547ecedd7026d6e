/* SPDX-License-Identifier: Apache-2.0 */
/* Internationalised labels of host names (RFC 5890 to 5892). */
#ifndef CX_SCHEMA_IDNA_H
#define CX_SCHEMA_IDNA_H

#include "base/base.h"

/*
 * Whether a label that begins with "xn--" stands for one of other letters: Punycode (RFC 3492) of a text
 * whose characters and neighbourhoods RFC 5892 allows. Text direction (RFC 5893) is not looked at.
 */
bool cx_idna_a_label(const char *text, size_t len);

#endif
