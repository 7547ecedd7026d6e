/* SPDX-License-Identifier: Apache-2.0 */
/* Audit records for other systems: JSON lines, CSV, and the Open Cybersecurity Schema Framework. */
#ifndef CX_REPORT_AUDIT_EXPORT_H
#define CX_REPORT_AUDIT_EXPORT_H

#include "ledger/verify.h"

enum cx_export_format {
	CX_EXPORT_JSONL, /* each record as it stands in the ledger, and where it stands */
	CX_EXPORT_CSV,   /* RFC 4180, for spreadsheets: a cell that one would take for a formula begins with '
			  */
	CX_EXPORT_OCSF,  /* OCSF 1.1.0: API Activity (6003) and Application Lifecycle (6002) */
};
/* "jsonl", "csv", "ocsf"; ends with NULL. The index is the format. */
extern const char *const cx_export_words[];

/* What a record does not say itself. */
struct cx_export_place {
	const char *tenant;
	const char *ref; /* of the ledger */
};
/* What comes before the first run: the header of a CSV. */
void cx_audit_export_begin(enum cx_export_format format, struct cx_buf *out);
/*
 * All lines of a run; returns how many. OCSF has none for intents, because what became of one is an event of
 * its own.
 */
int64_t cx_audit_export_run(enum cx_export_format format, const struct cx_export_place *place,
			    const struct cx_run_entry *run, struct cx_buf *out);

#endif
