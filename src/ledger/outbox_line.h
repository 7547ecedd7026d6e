/* SPDX-License-Identifier: Apache-2.0 */
/* A line of the outbox, and what all of them together say is due. */
#ifndef CX_LEDGER_OUTBOX_LINE_H
#define CX_LEDGER_OUTBOX_LINE_H

#include "base/buf.h"
#include "base/map.h"
#include "remote/notification.h"

/* An entry of a run; run NULL: word that the id is settled. */
void cx_outbox_line_print(const struct cx_notification *item, const char *run, struct cx_buf *out);

/* Takes lines in their order. */
struct cx_outbox_state {
	struct cx_arena *arena; /* of what is kept */
	const char *only;       /* the run whose entries are kept; NULL: all */
	struct cx_notifications *list;
	const char **runs; /* beside list->items: who told it last */
	size_t runs_cap;
	struct cx_map ids; /* to the index of the last of that id, plus 1 */
	struct cx_arena line;
	size_t damaged; /* lines that are none of ours */
};
/* list must be empty. */
void cx_outbox_state_init(struct cx_outbox_state *state, struct cx_arena *arena, const char *run,
			  struct cx_notifications *list);
/* One line without its newline. */
void cx_outbox_state_take(struct cx_outbox_state *state, const char *line, size_t len);
/* Takes out of the list what is settled; runs stand beside what is left. */
void cx_outbox_state_end(struct cx_outbox_state *state);
void cx_outbox_state_release(struct cx_outbox_state *state);

#endif
