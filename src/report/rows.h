/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a run-time command as they come: a table, NDJSON, CSV, or one JSON document. */
#ifndef CX_REPORT_ROWS_H
#define CX_REPORT_ROWS_H

#include "base/buf.h"
#include "doc/doc.h"

enum cx_rows_format {
	CX_ROWS_TABLE,  /* for people: columns as wide as the first rows need */
	CX_ROWS_NDJSON, /* each row on a line */
	CX_ROWS_CSV,    /* RFC 4180, with a header; no formulas */
	CX_ROWS_JSON,   /* {…, "items": [each row on a line], …} */
};

/*
 * A row is an object; its members stand in the table and in CSV in the order of columns, and what is no
 * column is left out there. NDJSON and JSON have every member. All text is escaped for where it goes. Memory
 * does not grow with the rows: a table is laid out by the first CX_ROWS_TABLE_HELD of them, and later cells
 * that are wider are cut with "…".
 */
#define CX_ROWS_TABLE_HELD 100
#define CX_ROWS_MAX_CELL   40 /* columns of a cell in a table */

struct cx_rows {
	enum cx_rows_format format;
	const char *const *columns; /* NULL-terminated */
	struct cx_buf held;         /* of a table: cells, each with a NUL behind */
	size_t held_rows, hold;     /* how many, and with how many it is laid out */
	size_t *widths;
	size_t column_count;
	size_t room;  /* of a table: columns that a line may have, 0: any; what does not fit is left out from
			 the  right */
	size_t shown; /* of a table, once it is laid out: how many fit */
	uint64_t count; /* rows added */
	bool begun;
};
/* columns must outlive it. */
void cx_rows_init(struct cx_rows *rows, enum cx_rows_format format, const char *const *columns);
/*
 * For rows that come one by one, whenever they do: a table is laid out with the first of them, its columns at
 * least as wide as said, and the last one that has some room is cut to it.
 */
void cx_rows_stream(struct cx_rows *rows, const size_t *widths);
void cx_rows_release(struct cx_rows *rows);
/* Each of the three appends what can be written now; head is what JSON begins with, tail what it ends with,
 * objects or NULL. */
void cx_rows_begin(struct cx_rows *rows, const struct cx_node *head, struct cx_buf *out);
void cx_rows_add(struct cx_rows *rows, const struct cx_node *row, struct cx_buf *out);
void cx_rows_end(struct cx_rows *rows, const struct cx_node *tail, struct cx_buf *out);

#endif
