/* SPDX-License-Identifier: Apache-2.0 */
/* A customer as the CRM tells of it: the same every time, and as untidy as real CRMs are. */
#ifndef CX_SANDBOX_PROFILE_ROW_H
#define CX_SANDBOX_PROFILE_ROW_H

#include "base/buf.h"

#include <sqlite3.h>

/* A set of fields: bits by the order of cx_profile_fields. */
#define CX_PROFILE_ALL_FIELDS 0x1ffu
/* NULL-terminated: API.md, Limits and shapes. */
extern const char *const cx_profile_fields[];

/* What a query must select, in that order. */
#define CX_PROFILE_COLUMNS "rowid, id, email, phone, created_date, tier, spend"

/*
 * Appends one object with those fields. About a tenth was last modified more than 180 days before now_ms,
 * none within ten days of that border.
 */
void cx_profile_row_print(sqlite3_stmt *row, unsigned fields, int64_t now_ms, struct cx_buf *out);

#endif
