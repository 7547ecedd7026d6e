/* SPDX-License-Identifier: Apache-2.0 */
/* One row at a time; a table waits for some before it is laid out. */
#include "report/rows.h"

#include "doc/json.h"
#include "report/csv.h"
#include "report/escape.h"

void cx_rows_init(struct cx_rows *rows, enum cx_rows_format format, const char *const *columns)
{
	*rows = (struct cx_rows){
		.format = format, .columns = columns, .held = CX_BUF_INIT, .hold = CX_ROWS_TABLE_HELD};
	while (columns[rows->column_count])
		rows->column_count++;
	rows->widths = cx_alloc((rows->column_count + 1) * sizeof *rows->widths);
	for (size_t c = 0; c < rows->column_count; c++)
		rows->widths[c] = cx_escape_columns(columns[c], strlen(columns[c]));
}

void cx_rows_stream(struct cx_rows *rows, const size_t *widths)
{
	rows->hold = 1;
	for (size_t c = 0; c < rows->column_count; c++)
		rows->widths[c] = rows->widths[c] > widths[c] ? rows->widths[c] : widths[c];
}

void cx_rows_release(struct cx_rows *rows)
{
	cx_buf_release(&rows->held);
	cx_free(rows->widths);
	rows->widths = NULL;
}

static void add_json(const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_json_line(node, &line);
	cx_escape_json(line.data, line.len, out);
}

static bool is_scalar(const struct cx_node *node)
{
	return node->type != CX_NODE_ARRAY && node->type != CX_NODE_OBJECT;
}

/* The plain text of a cell: what is missing or null is empty, a list of texts is joined, others are JSON. */
static void cell_text(const struct cx_node *node, struct cx_buf *out)
{
	if (!node || node->type == CX_NODE_NULL)
		return;
	if (node->type == CX_NODE_STRING || node->type == CX_NODE_NUMBER) {
		cx_buf_add(out, node->text, node->len);
		return;
	}
	bool plain = node->type == CX_NODE_ARRAY;
	for (const struct cx_node *item = node->first; plain && item; item = item->next)
		plain = is_scalar(item);
	if (!plain) {
		cx_json_line(node, out);
		return;
	}
	for (const struct cx_node *item = node->first; item; item = item->next) {
		cell_text(item, out);
		if (item->next)
			cx_buf_adds(out, ", ");
	}
}

static void csv_row(const struct cx_rows *rows, const struct cx_node *row, struct cx_buf *out)
{
	for (size_t c = 0; c < rows->column_count; c++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		const struct cx_node *node = row ? cx_node_get(row, rows->columns[c]) : NULL;
		if (c)
			cx_buf_addc(out, ',');
		if (row)
			cell_text(node, &text);
		else
			cx_buf_adds(&text, rows->columns[c]);
		if (node && node->type == CX_NODE_NUMBER)
			cx_buf_add(out, text.data, text.len);
		else
			cx_csv_cell(text.data, text.len, true, out);
	}
	cx_buf_adds(out, "\r\n");
}

/* As much of an escaped text as fits, with "…" where it was cut. */
static void cut_cell(const char *text, size_t width, struct cx_buf *out)
{
	size_t columns = cx_escape_columns(text, strlen(text));
	if (columns <= width) {
		cx_buf_adds(out, text);
		return;
	}
	size_t len = 0, used = 0;
	while (text[len]) {
		size_t n = 1;
		while ((text[len + n] & 0xc0) == 0x80)
			n++;
		size_t more = cx_escape_columns(text + len, n);
		if (used + more > width - 1)
			break;
		used += more;
		len += n;
	}
	cx_buf_add(out, text, len);
	cx_buf_adds(out, "…");
}

/* cells: NUL-terminated texts, one behind the other; returns what stands behind them. */
static const char *table_row(const struct cx_rows *rows, const char *cells, struct cx_buf *out)
{
	size_t pad = 0;
	for (size_t c = 0; c < rows->column_count; c++, cells += strlen(cells) + 1) {
		CX_AUTO(cx_buf) struct cx_buf cell = CX_BUF_INIT;
		if (c >= rows->shown)
			continue;
		cut_cell(cells, rows->widths[c], &cell);
		if (cell.len && (pad || c))
			cx_buf_addf(out, "%*s", (int)pad + (c ? 2 : 0), "");
		else
			pad += c ? 2 : 0;
		if (cell.len) {
			cx_buf_add(out, cell.data, cell.len);
			pad = 0;
		}
		size_t used = cell.len ? cx_escape_columns(cell.data, cell.len) : 0;
		pad += rows->widths[c] - used;
	}
	cx_buf_addc(out, '\n');
	return cells;
}

/* The first is always shown. Of a stream, what is wide later must not push others out: some room is enough.
 */
static size_t columns_that_fit(struct cx_rows *rows)
{
	enum { SOME_ROOM = 10 };
	size_t used = 0;
	for (size_t c = 0; c < rows->column_count; c++) {
		size_t before = used + 2;
		used += rows->widths[c] + (c ? 2 : 0);
		if (!rows->room || !c || used <= rows->room)
			continue;
		if (rows->hold > 1 || before + SOME_ROOM > rows->room)
			return c;
		rows->widths[c] = rows->room - before;
		return c + 1;
	}
	return rows->column_count;
}

static void table_lay_out(struct cx_rows *rows, struct cx_buf *out)
{
	if (rows->begun)
		return;
	rows->begun = true;
	rows->shown = columns_that_fit(rows);
	CX_AUTO(cx_buf) struct cx_buf head = CX_BUF_INIT;
	for (size_t c = 0; c < rows->column_count; c++) {
		for (const char *letter = rows->columns[c]; *letter; letter++)
			cx_buf_addc(&head, *letter >= 'a' && *letter <= 'z' ? (char)(*letter - 32) : *letter);
		cx_buf_addc(&head, '\0');
	}
	if (rows->column_count && rows->held_rows)
		(void)table_row(rows, head.data, out);
	const char *cells = rows->held.data;
	for (size_t i = 0; i < rows->held_rows; i++)
		cells = table_row(rows, cells, out);
	cx_buf_release(&rows->held);
	rows->held = (struct cx_buf)CX_BUF_INIT;
}

static void table_add(struct cx_rows *rows, const struct cx_node *row, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf cells = CX_BUF_INIT;
	for (size_t c = 0; c < rows->column_count; c++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		size_t begin = cells.len;
		cell_text(cx_node_get(row, rows->columns[c]), &text);
		cx_escape_terminal(text.data ? text.data : "", text.len, &cells);
		size_t wide = cx_escape_columns(cells.data + begin, cells.len - begin);
		if (!rows->begun && wide > rows->widths[c])
			rows->widths[c] = wide < CX_ROWS_MAX_CELL ? wide : CX_ROWS_MAX_CELL;
		cx_buf_addc(&cells, '\0');
	}
	if (rows->begun) {
		(void)table_row(rows, cells.data, out);
		return;
	}
	cx_buf_add(&rows->held, cells.data, cells.len);
	if (++rows->held_rows == rows->hold)
		table_lay_out(rows, out);
}

static void json_members(const struct cx_node *object, const char *before, const char *behind,
			 struct cx_buf *out)
{
	for (const struct cx_node *member = object ? object->first : NULL; member; member = member->next) {
		CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
		cx_json_line(member, &value);
		cx_buf_addf(out, "%s  ", before);
		cx_json_string(member->key, member->key_len, out);
		cx_buf_adds(out, ": ");
		cx_escape_json(value.data, value.len, out);
		cx_buf_adds(out, behind);
	}
}

void cx_rows_begin(struct cx_rows *rows, const struct cx_node *head, struct cx_buf *out)
{
	if (rows->format == CX_ROWS_CSV)
		csv_row(rows, NULL, out);
	if (rows->format != CX_ROWS_JSON)
		return;
	cx_buf_adds(out, "{\n");
	json_members(head, "", ",\n", out);
	cx_buf_adds(out, "  \"items\": [");
}

void cx_rows_add(struct cx_rows *rows, const struct cx_node *row, struct cx_buf *out)
{
	switch (rows->format) {
	case CX_ROWS_TABLE:
		table_add(rows, row, out);
		break;
	case CX_ROWS_CSV:
		csv_row(rows, row, out);
		break;
	case CX_ROWS_NDJSON:
		add_json(row, out);
		cx_buf_addc(out, '\n');
		break;
	case CX_ROWS_JSON:
		cx_buf_adds(out, rows->count ? ",\n    " : "\n    ");
		add_json(row, out);
		break;
	}
	rows->count++;
}

void cx_rows_end(struct cx_rows *rows, const struct cx_node *tail, struct cx_buf *out)
{
	if (rows->format == CX_ROWS_TABLE)
		table_lay_out(rows, out);
	if (rows->format != CX_ROWS_JSON)
		return;
	cx_buf_adds(out, rows->count ? "\n  ]" : "]");
	json_members(tail, ",\n", "", out);
	cx_buf_adds(out, "\n}\n");
}
