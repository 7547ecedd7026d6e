/* SPDX-License-Identifier: Apache-2.0 */
/* audit: a log outside of a ledger, streamed. */
#ifndef CX_LEDGER_VERIFY_LOG_H
#define CX_LEDGER_VERIFY_LOG_H

#include "ledger/verify.h"

/*
 * Reads a file of records, one chain from the first to the last, holding one line at a time. Its head is the
 * hash of the last record; runs counts run_start. Half a line at the end is a torn tail. expected_head, or
 * NULL, is the hash of some record that was the last before: 64 zeros fit every log. INVALID with audit.head
 * if it is none, and with audit.log where the file cannot be read.
 */
enum cx_status cx_log_verify(const char *path, const char *expected_head, struct cx_arena *arena,
			     struct cx_verify_result *ret_result, struct cx_diags *diags);

#endif
