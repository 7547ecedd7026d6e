/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox of the run-time commands: notifications that are due, in a file of their own. */
#ifndef CX_LEDGER_OUTBOX_H
#define CX_LEDGER_OUTBOX_H

#include "base/diag.h"
#include "remote/notification.h"

/*
 * Run-time commands make no seal, so what they have to tell cannot wait in the ledger: it stands beside their
 * log, in LOG.outbox (0600). It holds the bytes that will be sent, and these may name a person (a trigger's
 * contact_id); so an entry is taken out of the file once it was delivered or given up, and the file is empty
 * while nothing is due. No bytes of it go anywhere but to the notify URL.
 *
 * A line is canonical JSON, a tab and the SHA-256 of the JSON: an entry, or word that one is settled. Lines
 * are appended under a lock by any number of processes; what is settled is taken out by writing the rest
 * anew, beside the file, and renaming. Whoever holds the lock looks whether the name still means the file
 * that it opened. A line that is cut, or damaged, is passed over: that happens to lines that were not yet
 * synced when the machine died, and what they tell of has no outcome yet either.
 */
struct cx_outbox;

/* Opens the file, or makes it; its folder must be there. FAILED (outbox.file) where that cannot be. */
enum cx_status cx_outbox_open(const char *path, struct cx_outbox **ret_outbox, struct cx_diags *diags);
void cx_outbox_free(struct cx_outbox *outbox); /* closes; a claim ends with it */
CX_DEFINE_FREEP(cx_outbox)
const char *cx_outbox_path(const struct cx_outbox *outbox);

/*
 * The id of a notification: the same text gives the same id on every machine, so that what was told twice,
 * because a process died between the outbox and the outcome, can be known by its receiver. In the arena.
 */
const char *cx_outbox_id(struct cx_arena *arena, const char *text);

/*
 * Appends what the list holds, as due by that run, and syncs once. Where the file would be larger than
 * CX_MAX_OUTBOX_BYTES the rest is left out: ret_added says how many are in it. FAILED (outbox.file): none of
 * them may count.
 */
enum cx_status cx_outbox_add(struct cx_outbox *outbox, const char *run, const struct cx_notifications *list,
			     size_t *ret_added, struct cx_diags *diags);

/*
 * Adds to the list what is due, oldest first; of two with the same id one. run: only what that run has told;
 * NULL: all.
 */
enum cx_status cx_outbox_read(struct cx_outbox *outbox, struct cx_arena *arena, const char *run,
			      struct cx_notifications *list, struct cx_diags *diags);

/*
 * Says of so many that they are due no more. Not synced: if the machine dies they are sent once more, with
 * the same id.
 */
enum cx_status cx_outbox_settle(struct cx_outbox *outbox, const struct cx_notification *const *items,
				size_t count, struct cx_diags *diags);
/* Takes what is settled, or damaged, out of the file. */
enum cx_status cx_outbox_compact(struct cx_outbox *outbox, struct cx_diags *diags);

/*
 * Who delivers. A run claims the outbox together with other runs, each for what it told itself, before it
 * adds; who delivers what all have told claims it alone, before it reads. False where that cannot be: a run
 * goes on then, for what is sent twice has the same id; the other leaves it. The claim is a lock on
 * LOG.outbox.lock, an empty file that stays.
 */
bool cx_outbox_claim(struct cx_outbox *outbox, bool alone);

#endif
