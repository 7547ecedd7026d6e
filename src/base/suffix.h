/* SPDX-License-Identifier: Apache-2.0 */
/* How names end. */
#ifndef CX_BASE_SUFFIX_H
#define CX_BASE_SUFFIX_H

#include "base/base.h"

/* Whether the text ends with the suffix, letter by letter; the suffix alone does. */
bool cx_suffix_is(const char *text, const char *suffix);

/* Whether it is the name of a YAML file: .yaml or .yml. */
bool cx_suffix_is_yaml(const char *path);

#endif
