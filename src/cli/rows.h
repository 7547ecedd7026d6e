/* SPDX-License-Identifier: Apache-2.0 */
/* Rows to every place that -o names, as they come. */
#ifndef CX_CLI_ROWS_H
#define CX_CLI_ROWS_H

#include "cli/output.h"
#include "report/rows.h"

/* In place of the -o of other commands. */
extern const char *const cx_row_words[];
#define CX_OPTION_ROWS                                                                                   \
	{                                                                                                \
		.name = "output", .letter = 'o', .type = CX_OPTION_TEXT, .repeatable = true,             \
		.metavar = "FORMAT[=FILE]",                                                              \
		.help = "print rows as a table, as ndjson, csv or json, to standard output or to FILE; " \
			"may be given several times",                                                    \
		.otherwise = "table on a terminal, ndjson elsewhere", .hints = cx_row_words              \
	}

struct cx_row_output {
	struct cx_output *output;
	struct cx_rows *rows; /* one a target */
	struct cx_buf *texts; /* what was made and not yet written, one a target */
	bool begun;
};
/* columns and head as in report/rows.h; columns must outlive it. */
void cx_row_output_begin(struct cx_row_output *ro, struct cx_output *output, const char *const *columns,
			 const struct cx_node *head);
/* Right behind begin, where rows come one by one (cx_rows_stream), and each is flushed. */
void cx_row_output_stream(struct cx_row_output *ro, const size_t *widths);
void cx_row_output_add(struct cx_row_output *ro, const struct cx_node *row);
/* Writes what was made so far: false once nobody takes more. */
bool cx_row_output_flush(struct cx_row_output *ro);
/* The same, and the exit code that the tail is to tell: worse where something could not be written. */
enum cx_exit cx_row_output_exit(struct cx_row_output *ro, enum cx_exit exit);
/* Nothing where it was not begun. */
void cx_row_output_end(struct cx_row_output *ro, const struct cx_node *tail);

#endif
