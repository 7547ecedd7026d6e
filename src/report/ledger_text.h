/* SPDX-License-Identifier: Apache-2.0 */
/* What the ledger commands print as text. */
#ifndef CX_REPORT_LEDGER_TEXT_H
#define CX_REPORT_LEDGER_TEXT_H

#include "base/buf.h"
#include "ledger/survey.h"

/* Both sides, the open run, the journals that are left. */
void cx_ledger_text_survey(const struct cx_survey *survey, bool colour, struct cx_buf *out);
/* "refs/cxctl/prod follows origin: 2 commits came, it is at 0123456789ab now". */
void cx_ledger_text_fetched(const struct cx_ledger *names, const struct cx_refs_state *state,
			    struct cx_buf *out);
/* One line: when, the seal, who, what. */
void cx_ledger_text_deployment(const struct cx_deployment *deployment, bool colour, struct cx_buf *out);

#endif
