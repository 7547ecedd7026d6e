/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are held until they are worth a write. */
#include "cli/rows.h"

const char *const cx_row_words[] = {"table", "ndjson", "csv", "json", NULL};

#define WORTH_A_WRITE 65536

static enum cx_rows_format format_of(enum cx_format format)
{
	switch (format) {
	case CX_FORMAT_NDJSON:
		return CX_ROWS_NDJSON;
	case CX_FORMAT_CSV:
		return CX_ROWS_CSV;
	case CX_FORMAT_JSON:
		return CX_ROWS_JSON;
	default:
		return CX_ROWS_TABLE;
	}
}

void cx_row_output_begin(struct cx_row_output *ro, struct cx_output *output, const char *const *columns,
			 const struct cx_node *head)
{
	size_t count = output->target_count;
	*ro = (struct cx_row_output){.output = output,
				     .rows = cx_alloc(count * sizeof *ro->rows),
				     .texts = cx_alloc(count * sizeof *ro->texts),
				     .begun = true};
	for (size_t i = 0; i < count; i++) {
		ro->texts[i] = (struct cx_buf)CX_BUF_INIT;
		cx_rows_init(&ro->rows[i], format_of(output->targets[i].format), columns);
		if (!output->targets[i].file && output->out_terminal)
			ro->rows[i].room = cx_output_columns(output);
		cx_rows_begin(&ro->rows[i], head, &ro->texts[i]);
	}
}

void cx_row_output_stream(struct cx_row_output *ro, const size_t *widths)
{
	for (size_t i = 0; i < ro->output->target_count; i++)
		cx_rows_stream(&ro->rows[i], widths);
}

void cx_row_output_add(struct cx_row_output *ro, const struct cx_node *row)
{
	bool full = false;
	for (size_t i = 0; i < ro->output->target_count; i++) {
		cx_rows_add(&ro->rows[i], row, &ro->texts[i]);
		full |= ro->texts[i].len > WORTH_A_WRITE;
	}
	if (full)
		(void)cx_row_output_flush(ro);
}

bool cx_row_output_flush(struct cx_row_output *ro)
{
	bool taken = false;
	for (size_t i = 0; i < ro->output->target_count; i++) {
		taken |= cx_output_chunk_to(ro->output, &ro->output->targets[i], &ro->texts[i]);
		cx_buf_clear(&ro->texts[i]);
	}
	return taken;
}

enum cx_exit cx_row_output_exit(struct cx_row_output *ro, enum cx_exit exit)
{
	(void)cx_row_output_flush(ro);
	return ro->output->failed ? cx_exit_worst(exit, CX_EXIT_INVALID) : exit;
}

static void say_left_out(struct cx_output *output, const struct cx_rows *rows)
{
	if (!rows->held_rows || rows->shown == rows->column_count)
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "not shown, for want of room:");
	for (size_t c = rows->shown; c < rows->column_count; c++)
		cx_buf_addf(&text, " %s", rows->columns[c]);
	cx_output_note(output, text.data);
}

void cx_row_output_end(struct cx_row_output *ro, const struct cx_node *tail)
{
	if (!ro->begun)
		return;
	for (size_t i = 0; i < ro->output->target_count; i++)
		cx_rows_end(&ro->rows[i], tail, &ro->texts[i]);
	(void)cx_row_output_flush(ro);
	for (size_t i = 0; i < ro->output->target_count; i++) {
		say_left_out(ro->output, &ro->rows[i]);
		cx_rows_release(&ro->rows[i]);
		cx_buf_release(&ro->texts[i]);
	}
	cx_free(ro->rows);
	cx_free(ro->texts);
	ro->begun = false;
}
