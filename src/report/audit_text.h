/* SPDX-License-Identifier: Apache-2.0 */
/* The audit record as text: the list of runs, one run, the verdict of verify. */
#ifndef CX_REPORT_AUDIT_TEXT_H
#define CX_REPORT_AUDIT_TEXT_H

#include "base/buf.h"
#include "ledger/verify.h"

/* One run of audit log: two lines. */
void cx_audit_text_run(const struct cx_run_entry *run, bool colour, struct cx_buf *out);
/* One run whole: who, when, from what, and a line a record. */
void cx_audit_text_show(const struct cx_run_entry *run, bool colour, struct cx_buf *out);
/* "intact: 12 runs, 240 records, head 1f3c…", and what is wrong where it is not. */
void cx_audit_text_verify(const struct cx_verify_result *result, bool colour, struct cx_buf *out);

#endif
