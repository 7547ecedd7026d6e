/* SPDX-License-Identifier: Apache-2.0 */
/* Notes at the commits that were applied: what git log --notes=cxctl shows. */
#ifndef CX_LEDGER_NOTES_H
#define CX_LEDGER_NOTES_H

#include "ledger/ledger.h"

#define CX_NOTES_REF "refs/notes/cxctl"

struct cx_notes_counts {
	int64_t runs, commits;
	bool changed; /* the ref was moved */
};
/*
 * Writes the notes of these ledgers anew, a line for each run at the commit that it applied, oldest first.
 * The ref is a cache for people, ours alone: nothing reads it back, and what else stands in it is gone,
 * though not from its history. DAMAGED with audit.altered as cx_ledger_log.
 */
enum cx_status cx_notes_write(const struct cx_ledger *ledgers, size_t count,
			      struct cx_notes_counts *ret_counts, struct cx_diags *diags);

#endif
