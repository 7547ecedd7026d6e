/* SPDX-License-Identifier: Apache-2.0 */
/* What later steps of a CI job may want to know of a run. */
#ifndef CX_REPORT_CI_OUTPUTS_H
#define CX_REPORT_CI_OUTPUTS_H

#include "base/buf.h"
#include "doc/doc.h"

/*
 * From the JSON document of plan, apply, drift or validate (NULL: the run came to nothing): an object whose
 * values are all text. "exit_code" always; with a document "changes" (true or false: whether anything is to
 * be done, was done, or drifted; not of validate), "tenant", "commit", "fingerprint", "offline" and "run" as
 * far as it has them, and every count of its summary by its own name.
 */
struct cx_node *cx_ci_outputs(struct cx_arena *arena, const struct cx_node *document, int exit_code);
/*
 * As lines of a dotenv report: CXCTL_EXIT_CODE=0. Nothing quotes there, so that a value with anything but
 * letters, digits and . _ : / @ + - is left out.
 */
void cx_ci_outputs_dotenv(const struct cx_node *outputs, struct cx_buf *out);

#endif
