/* SPDX-License-Identifier: Apache-2.0 */
/* What apply says when it finds a run that died: whose, since when, how far it came, what is done about it.
 */
#ifndef CX_REPORT_RECOVER_TEXT_H
#define CX_REPORT_RECOVER_TEXT_H

#include "base/buf.h"
#include "engine/recover.h"

/* All of them are sentences without a newline at the end, not escaped, for cx_output_paragraph. */

/* How it is known that the run is over, when it began, whose it was, and for which commit. */
void cx_recover_text_found(const struct cx_open_run *open, int64_t now_ms, struct cx_buf *out);
/* The same of a run that died before its first record: there is nothing to read. */
void cx_recover_text_dropped(const struct cx_open_run *open, int64_t now_ms, struct cx_buf *out);
/* How many steps had ended, had not begun, were in doubt; and what became of the last, one a line. */
void cx_recover_text_steps(const struct cx_recovered *recovered, struct cx_buf *out);
/* Where it is recorded, and what comes now. */
void cx_recover_text_seal(const struct cx_recovered *recovered, struct cx_buf *out);

#endif
