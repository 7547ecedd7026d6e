/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as text. */
#ifndef CX_REPORT_DRIFT_TEXT_H
#define CX_REPORT_DRIFT_TEXT_H

#include "base/buf.h"
#include "engine/drift.h"

/*
 * A heading, a block a resource with its fields (as applied -> as it is now), the counts, and what to do
 * next; next NULL: that plan shows what would be put back.
 */
void cx_drift_text(const struct cx_drift *drift, const char *next, bool colour, struct cx_buf *out);

#endif
