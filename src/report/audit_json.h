/* SPDX-License-Identifier: Apache-2.0 */
/* The audit record as JSON. */
#ifndef CX_REPORT_AUDIT_JSON_H
#define CX_REPORT_AUDIT_JSON_H

#include "ledger/verify.h"

/*
 * {"run", "started", "ended", "actor", "host", "commit", "seal", "fingerprint", "applied", "not_applied",
 * "unknown"}, and "records", as they stand in the ledger, if asked for. Nothing of
 * run is shared.
 */
struct cx_node *cx_audit_json_run(struct cx_arena *arena, const struct cx_run_entry *run, bool records);
/* {"verdict", "runs", "records", "head", "anchor", "change", "run", "seq", "problem"}, and "signed" {"runs",
 * "signer"} where signatures were asked for. */
struct cx_node *cx_audit_json_verify(struct cx_arena *arena, const struct cx_verify_result *result);
/* {"format_version", KEY: value, "diagnostics", "exit_code"}: what a command prints. */
struct cx_node *cx_audit_json_document(struct cx_arena *arena, const char *key, struct cx_node *value,
				       const struct cx_diags *diags, int exit_code);

#endif
