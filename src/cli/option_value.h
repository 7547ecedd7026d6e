/* SPDX-License-Identifier: Apache-2.0 */
/* Values of options: checked against the option's row before they are taken. */
#ifndef CX_CLI_OPTION_VALUE_H
#define CX_CLI_OPTION_VALUE_H

#include "cli/cli.h"

/* Adds a value to the invocation, NULL for a flag; a wrong one is a diagnostic usage.* and left out. */
void cx_option_value_add(struct cx_invocation *inv, const struct cx_option *option, const char *text);

/* words is NULL-terminated; NULL allows everything. */
bool cx_option_value_is_one_of(const char *const *words, const char *text);
/* "a, b or c". */
const char *cx_option_value_words(struct cx_arena *arena, const char *const *words);

#endif
