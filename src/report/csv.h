/* SPDX-License-Identifier: Apache-2.0 */
/* A cell of a CSV file: quoted where it must be, and no formula. */
#ifndef CX_REPORT_CSV_H
#define CX_REPORT_CSV_H

#include "base/buf.h"

/*
 * Text from outside as one cell: what would steer a terminal is escaped (report/escape.h), except line ends
 * where keep_lines is set; a cell that a spreadsheet would run begins with an apostrophe; RFC 4180 quotes.
 */
void cx_csv_cell(const char *text, size_t len, bool keep_lines, struct cx_buf *out);

#endif
