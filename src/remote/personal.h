/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping people's data out of what is said of a run-time call. */
#ifndef CX_REMOTE_PERSONAL_H
#define CX_REMOTE_PERSONAL_H

#include "base/buf.h"

/*
 * Blanks by "*" what looks like an e-mail address, and each run of seven or more digits, with a plus in front
 * and blanks, dashes, dots and brackets between them: telephone and account numbers. What is written as
 * escapes of URLs, JSON, C or HTML, and what looks like hexadecimal or base64, goes too: nobody can see what
 * it says. It goes by the looks alone; names of people cannot be told from other words.
 */
void cx_personal_blank(char *text, size_t len);

#endif
