/* SPDX-License-Identifier: Apache-2.0 */
/* A checked profile document as structs; inside of remote/profile only. */
#ifndef CX_REMOTE_PROFILE_READ_H
#define CX_REMOTE_PROFILE_READ_H

#include "remote/profile.h"

/* document has passed the schema. False with profile.* diagnostics where its parts do not fit each other. */
bool cx_profile_read(struct cx_arena *arena, const struct cx_node *document, struct cx_profile *ret_profile,
		     struct cx_diags *diags);
/* The same for what the run-time commands use; paging is left to the caller. */
bool cx_profile_read_runtime(const struct cx_node *document, struct cx_runtime *ret_runtime,
			     struct cx_diags *diags);

#endif
