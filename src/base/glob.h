/* SPDX-License-Identifier: Apache-2.0 */
/* Name patterns with * and ?. */
#ifndef CX_BASE_GLOB_H
#define CX_BASE_GLOB_H

#include "base/base.h"

/*
 * Whether the pattern fits the whole text: * stands for any run of bytes, the empty one too, ? for one byte,
 * everything else for itself. There is no way to escape: names hold neither. Takes at most the product of
 * both lengths, whatever the pattern.
 */
bool cx_glob_fits(const char *pattern, const char *text);

#endif
