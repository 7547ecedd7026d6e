/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as text. */
#ifndef CX_REPORT_DRIFT_TEXT_H
#define CX_REPORT_DRIFT_TEXT_H

#include "base/buf.h"
#include "engine/drift.h"

/* A heading, a block a resource with its fields (as applied -> as it is now), and the counts. */
void cx_drift_text(const struct cx_drift *drift, bool colour, struct cx_buf *out);

#endif
