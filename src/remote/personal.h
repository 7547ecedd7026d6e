/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping people's data out of what is said of a run-time call. */
#ifndef CX_REMOTE_PERSONAL_H
#define CX_REMOTE_PERSONAL_H

#include "base/buf.h"

/*
 * Blanks by "*" what looks like an e-mail address, and each run of seven or more digits, with a plus in front
 * and blanks, dashes, dots and brackets between them: telephone and account numbers. It goes by the looks
 * alone; names of people cannot be told from other words.
 */
void cx_personal_blank(char *text, size_t len);

#endif
