/* SPDX-License-Identifier: Apache-2.0 */
/* Which audience a word on the command line means. */
#ifndef CX_QUERY_AUDIENCE_H
#define CX_QUERY_AUDIENCE_H

#include "ledger/ledger.h"
#include "remote/read.h"

struct cx_audience_input {
	struct cx_reader *reader;
	const struct cx_profile *profile;
	const struct cx_ledger *ledger; /* or NULL */
};
/*
 * A UUID means itself. A name is looked up in the ledger, as definitions are named, and else in the tenant,
 * which is asked for its list of audiences. INVALID (members.audience) where there is none, or two;
 * FAILED where the list cannot be read. ret_id is in the arena, in lower case.
 */
enum cx_status cx_audience_find(const struct cx_audience_input *input, struct cx_arena *arena,
				const char *word, const char **ret_id, struct cx_diags *diags);

#endif
