/* SPDX-License-Identifier: Apache-2.0 */
/* The journal and audit log of the run-time commands: one file, one chain (DESIGN.md 11). */
#ifndef CX_LEDGER_RUNTIME_LOG_H
#define CX_LEDGER_RUNTIME_LOG_H

#include "base/diag.h"
#include "ledger/record.h"

/*
 * Records of all runs of a tenant on this machine, from any number of processes at once: whoever appends
 * holds the file's lock, and continues the chain where the last one left it. Records are as in a ledger
 * (ledger/record.h), but the chain goes on from run to run; `cxctl audit verify --log FILE` checks it. It
 * holds no personal data.
 */
struct cx_runtime_log;

/* What every record that is found is told to; the node lives until it returns. */
typedef void cx_runtime_log_fn(void *data, const struct cx_node *record);

/*
 * Opens the file, or makes it (0600; its folder must be there). With each, everything in it is read and
 * checked; without, only its end is. Half a line at the end, which a crash leaves, is cut, with the note
 * audit.torn. DAMAGED (audit.altered) where it is not what we wrote; FAILED (audit.log) where it cannot be
 * read or written.
 */
enum cx_status cx_runtime_log_open(const char *path, cx_runtime_log_fn *each, void *data,
				   struct cx_runtime_log **ret_log, struct cx_diags *diags);
/* The same, but each is told only of the records in the last 2 MB: it takes no longer for a longer log. */
enum cx_status cx_runtime_log_open_recent(const char *path, cx_runtime_log_fn *each, void *data,
					  struct cx_runtime_log **ret_log, struct cx_diags *diags);
void cx_runtime_log_free(struct cx_runtime_log *log);
CX_DEFINE_FREEP(cx_runtime_log)
const char *cx_runtime_log_path(const struct cx_runtime_log *log);

/*
 * Adds seq and prev to the records, and appends and syncs them together. What others appended since the last
 * look is read first, and told to each. A log that failed stays so: what is on disk is not to be trusted
 * beyond the last success.
 */
enum cx_status cx_runtime_log_add(struct cx_runtime_log *log, struct cx_arena *arena,
				  struct cx_node *const *records, size_t count, struct cx_diags *diags);

/* What is to be added, in the arena. */
struct cx_runtime_records {
	struct cx_node *const *items;
	size_t count;
};
typedef struct cx_runtime_records cx_runtime_make_fn(void *data, struct cx_arena *arena);
/*
 * The same for records that depend on what others appended: make is called behind the last each, and nobody
 * can append between it and its records.
 */
enum cx_status cx_runtime_log_add_made(struct cx_runtime_log *log, struct cx_arena *arena,
				       cx_runtime_make_fn *make, void *data, struct cx_diags *diags);

#endif
