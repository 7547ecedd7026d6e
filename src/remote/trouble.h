/* SPDX-License-Identifier: Apache-2.0 */
/* Troubles: the same failure of many reads said once. */
#ifndef CX_REMOTE_TROUBLE_H
#define CX_REMOTE_TROUBLE_H

#include "base/buf.h"
#include "base/diag.h"

struct cx_trouble; /* one failure, and whom it befell */
struct cx_troubles {
	struct cx_trouble *items;
	size_t count, cap;
	struct cx_arena arena;
};
#define CX_TROUBLES_INIT \
	{                \
		0        \
	}

/*
 * Takes code, message, hint and note of the diagnostic; texts are copied. Failures are the same where code
 * and message are, the correlation id aside. sent: the request left; what never did, for want of a token or a
 * connection, has nothing to do with the subject.
 */
void cx_troubles_add(struct cx_troubles *troubles, const char *subject, const struct cx_diag *diag,
		     bool sent);
/*
 * One error each: "ONE SUBJECT: text" or "MANY SUBJECTS: text"; of what never left "text" with the note "ONE
 * SUBJECT". True if there were any.
 */
bool cx_troubles_report(struct cx_troubles *troubles, const char *one, const char *many,
			struct cx_diags *diags);
void cx_troubles_release(struct cx_troubles *troubles);

#endif
