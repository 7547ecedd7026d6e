/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as a comment on a pull request. */
#ifndef CX_REPORT_PLAN_MARKDOWN_H
#define CX_REPORT_PLAN_MARKDOWN_H

#include "report/markdown_parts.h"

/*
 * Counts first; then deletes, conflicts, updates, creates, what is put back, each change folded, with its
 * place in git, effect, members and a diff; then why apply would refuse, the next command and the
 * fingerprint. False where it is longer than the limit: deletes and conflicts alone do not fit.
 */
bool cx_plan_markdown(const struct cx_plan *plan, const struct cx_markdown_view *view, struct cx_buf *out);

#endif
