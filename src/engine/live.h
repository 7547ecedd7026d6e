/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the live state of the kinds that a project uses. */
#ifndef CX_ENGINE_LIVE_H
#define CX_ENGINE_LIVE_H

#include "ledger/ledger.h"
#include "model/definition.h"
#include "remote/read.h"

struct cx_live {
	struct cx_live_list *lists; /* one a kind in use; in the arena */
	size_t count;
	size_t requests;
};
/*
 * Lists every kind that desired or ledger holds (DESIGN.md 6.3). Where the profile has no list, each known id
 * is read by a GET; where it has neither, live is taken from the ledger, with a warning (plan.blind). FAILED
 * if the tenant could not be read whole: an incomplete read is never "it does not exist".
 */
enum cx_status cx_live_read(struct cx_reader *reader, struct cx_arena *arena,
			    const struct cx_profile *profile, const struct cx_definitions *desired,
			    const struct cx_ledger *ledger, struct cx_live *ret_live, struct cx_diags *diags);

/*
 * Without the tenant: every kind as the ledger says that it was applied last. It is not complete, and says
 * nothing of what others did.
 */
void cx_live_from_ledger(struct cx_arena *arena, const struct cx_profile *profile,
			 const struct cx_definitions *desired, const struct cx_ledger *ledger,
			 struct cx_live *ret_live);

struct cx_live_input {
	const struct cx_profile *profile;
	const struct cx_definitions *desired;
	const struct cx_ledger *ledger;
	const char *const *also; /* kinds that are listed though nobody uses them yet */
	size_t also_count;
};
/* The same for these kinds too; such a one without a list stays empty. */
enum cx_status cx_live_read_more(struct cx_reader *reader, struct cx_arena *arena,
				 const struct cx_live_input *input, struct cx_live *ret_live,
				 struct cx_diags *diags);

#endif
