/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in each format: escaped, laid out, streamed. */
#include "report/rows.h"

#include "doc/json.h"
#include "report/csv.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *const columns[] = {"id", "name", "tags", "spend", NULL};

static struct cx_node *json(struct cx_arena *arena, const char *text)
{
	struct cx_source source = {.name = "row", .text = text, .len = strlen(text)};
	struct cx_node *node = NULL;
	struct cx_diags diags = CX_DIAGS_INIT;
	assert_int_equal(cx_json_parse(arena, &source, &node, &diags), CX_STATUS_OK);
	cx_diags_release(&diags);
	return node;
}

static void print(enum cx_rows_format format, const char *const *texts, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_rows rows;
	cx_rows_init(&rows, format, columns);
	cx_rows_begin(&rows, json(&arena, "{\"a\": 1}"), out);
	for (; *texts; texts++)
		cx_rows_add(&rows, json(&arena, *texts), out);
	cx_rows_end(&rows, json(&arena, "{\"b\": [2]}"), out);
	cx_rows_release(&rows);
	cx_arena_release(&arena);
}

static const char *const rows_two[] = {
	"{\"id\": \"1\", \"name\": \"Ana \\u001b[2J\", \"tags\": [\"a\", \"b\"], \"spend\": 12.50}",
	"{\"id\": \"22\", \"tags\": null, \"spend\": -3, \"name\": \"=HYPERLINK(\\\"x\\\")\\nnext\", "
	"\"more\": {}}",
	NULL,
};
static const char *const rows_none[] = {NULL};

static void test_rows_by_format(void **state)
{
	(void)state;
	static const struct {
		enum cx_rows_format format;
		const char *const *rows;
		const char *text;
	} cases[] = {
		{CX_ROWS_NDJSON, rows_two,
		 "{\"id\":\"1\",\"name\":\"Ana \\u001b[2J\",\"tags\":[\"a\",\"b\"],\"spend\":12.50}\n"
		 "{\"id\":\"22\",\"tags\":null,\"spend\":-3,\"name\":\"=HYPERLINK(\\\"x\\\")\\nnext\","
		 "\"more\":{}}"
		 "\n"},
		{CX_ROWS_NDJSON, rows_none, ""},
		{CX_ROWS_CSV, rows_two,
		 "id,name,tags,spend\r\n1,Ana \\x1b[2J,\"a, b\",12.50\r\n"
		 "22,\"'=HYPERLINK(\"\"x\"\")\nnext\",,-3\r\n"},
		{CX_ROWS_CSV, rows_none, "id,name,tags,spend\r\n"},
		{CX_ROWS_JSON, rows_two,
		 "{\n  \"a\": 1,\n  \"items\": [\n"
		 "    {\"id\":\"1\",\"name\":\"Ana \\u001b[2J\",\"tags\":[\"a\",\"b\"],\"spend\":12.50},\n"
		 "    "
		 "{\"id\":\"22\",\"tags\":null,\"spend\":-3,\"name\":\"=HYPERLINK(\\\"x\\\")\\nnext\","
		 "\"more\":"
		 "{}}\n"
		 "  ],\n  \"b\": [2]\n}\n"},
		{CX_ROWS_JSON, rows_none, "{\n  \"a\": 1,\n  \"items\": [],\n  \"b\": [2]\n}\n"},
		{CX_ROWS_TABLE, rows_two,
		 "ID  NAME                   TAGS  SPEND\n"
		 "1   Ana \\x1b[2J            a, b  12.50\n"
		 "22  =HYPERLINK(\"x\")\\nnext        -3\n"},
		{CX_ROWS_TABLE, rows_none, ""},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		print(cases[i].format, cases[i].rows, &out);
		assert_string_equal(out.data ? out.data : "", cases[i].text);
	}
}

static void test_table_when_long_is_laid_out_once(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_rows rows;
	cx_rows_init(&rows, CX_ROWS_TABLE, columns);
	for (size_t i = 0; i < CX_ROWS_TABLE_HELD; i++) {
		assert_int_equal(out.len, 0);
		cx_rows_add(&rows, json(&arena, "{\"id\": \"1\", \"name\": \"Ana\"}"), &out);
	}
	assert_true(out.len > 0);
	cx_buf_clear(&out);
	cx_rows_add(&rows, json(&arena, "{\"id\": \"123\", \"name\": \"Bj\\u00f6rk!\"}"), &out);
	assert_string_equal(out.data, "1…  Bjö…\n");
	cx_rows_end(&rows, NULL, &out);
	cx_rows_release(&rows);
	cx_arena_release(&arena);
}

static void test_table_when_room_is_short(void **state)
{
	(void)state;
	static const struct {
		size_t room;
		const char *text;
	} rows[] = {
		{0, "ID    NAME  TAGS  SPEND\n1234  Ana   x     5\n"},
		{23, "ID    NAME  TAGS  SPEND\n1234  Ana   x     5\n"},
		{22, "ID    NAME  TAGS\n1234  Ana   x\n"},
		{2, "ID\n1234\n"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		struct cx_rows table;
		cx_rows_init(&table, CX_ROWS_TABLE, columns);
		table.room = rows[i].room;
		cx_rows_add(&table,
			    json(&arena,
				 "{\"id\": \"1234\", \"name\": \"Ana\", \"tags\": [\"x\"], \"spend\": 5}"),
			    &out);
		cx_rows_end(&table, NULL, &out);
		assert_string_equal(out.data, rows[i].text);
		cx_rows_release(&table);
		cx_arena_release(&arena);
	}
}

/* Each row is there when it is added; what has no room is cut, not left out, where some is left. */
static void test_table_when_streamed(void **state)
{
	static const size_t widths[] = {4, 10, 20, 6};
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_rows rows;
	(void)state;
	cx_rows_init(&rows, CX_ROWS_TABLE, columns);
	rows.room = 30;
	cx_rows_stream(&rows, widths);
	cx_rows_begin(&rows, NULL, &out);
	assert_int_equal(out.len, 0);
	cx_rows_add(&rows,
		    json(&arena, "{\"id\": \"1\", \"name\": \"Ana\", \"tags\": [\"abcdefghijkl\", \"m\"]}"),
		    &out);
	assert_string_equal(out.data, "ID    NAME        TAGS\n1     Ana         abcdefghijk…\n");
	cx_buf_clear(&out);
	cx_rows_add(&rows, json(&arena, "{\"id\": \"12345\"}"), &out);
	assert_string_equal(out.data, "123…\n");
	cx_rows_end(&rows, NULL, &out);
	assert_int_equal(rows.shown, 3);
	cx_rows_release(&rows);
	cx_arena_release(&arena);
}

static void test_cell_when_hostile(void **state)
{
	(void)state;
	static const struct {
		const char *text, *cell;
		bool keep;
	} cases[] = {
		{"", "", false},
		{"a", "a", false},
		{"a,b", "\"a,b\"", false},
		{"+49", "\"'+49\"", false},
		{"-1", "\"'-1\"", false},
		{"@x", "\"'@x\"", false},
		{"\t=x", "\\t=x", false},
		{"a\nb", "a\\nb", false},
		{"a\nb", "\"a\nb\"", true},
		{"a\rb", "a\\rb", true},
		{"\xe2\x80\xae", "\\u{202e}", true},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_csv_cell(cases[i].text, strlen(cases[i].text), cases[i].keep, &out);
		assert_string_equal(out.data ? out.data : "", cases[i].cell);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_by_format),
		cmocka_unit_test(test_table_when_long_is_laid_out_once),
		cmocka_unit_test(test_table_when_room_is_short),
		cmocka_unit_test(test_table_when_streamed),
		cmocka_unit_test(test_cell_when_hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
