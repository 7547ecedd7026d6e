/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a YAML file before libyaml sees them. */
#ifndef CX_DOC_YAML_TEXT_H
#define CX_DOC_YAML_TEXT_H

#include "base/diag.h"

/*
 * Size, UTF-8, and no characters that YAML forbids or that only some readers take for line breaks (a lone
 * carriage return, U+0085, U+2028, U+2029): lines are then the same for libyaml, for editors and for us.
 * False after a diagnostic yaml.size, yaml.utf8 or yaml.char.
 */
bool cx_yaml_text_check(const struct cx_source *source, struct cx_diags *diags);
/* Bytes of a byte order mark at the start: 0 or 3. */
size_t cx_yaml_text_bom(const struct cx_source *source);

#endif
