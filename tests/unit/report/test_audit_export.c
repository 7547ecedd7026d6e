/* SPDX-License-Identifier: Apache-2.0 */
/* What a record's texts may do to the one who opens an export: nothing. */
#include "report/audit_export.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A run of one record, whose address is the text. */
static int64_t export_address(enum cx_export_format format, const char *type, const char *address,
			      struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *record = cx_node_new(&arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(&arena, type));
	cx_node_add(record, "address", cx_node_string(&arena, address));
	const struct cx_node *records[] = {record};
	const struct cx_run_entry run = {
		.run = "r", .seal = CX_OID_ZERO, .records = records, .record_count = 1, .last_hash = "h"};
	int64_t lines =
		cx_audit_export_run(format, &(struct cx_export_place){"prod", "refs/cxctl/prod"}, &run, out);
	cx_arena_release(&arena);
	return lines;
}

static void test_csv_when_a_cell_is_hostile_then_it_is_text(void **state)
{
	(void)state;
	static const struct {
		const char *address, *cell;
	} rows[] = {
		{"Audience/vip", ",Audience/vip,"},
		{"=cmd|' /C calc'!A0", ",\"'=cmd|' /C calc'!A0\","},
		{"+1", ",\"'+1\","},
		{"-1", ",\"'-1\","},
		{"@SUM(A1)", ",\"'@SUM(A1)\","},
		{"a,b", ",\"a,b\","},
		{"a\"b", ",\"a\"\"b\","},
		{"a\nb", ",a\\nb,"},
		{"\x1b[2J", ",\\x1b[2J,"},
		{"\t=1", ",\\t=1,"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		assert_int_equal(export_address(CX_EXPORT_CSV, "outcome", rows[i].address, &out), 1);
		if (!strstr(out.data, rows[i].cell))
			fail_msg("%s: %s", rows[i].address, out.data);
	}
}

static void test_json_when_text_is_hostile_then_the_line_is_one_line_of_printable_text(void **state)
{
	(void)state;
	static const enum cx_export_format formats[] = {CX_EXPORT_JSONL, CX_EXPORT_OCSF};
	for (size_t i = 0; i < CX_COUNT(formats); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		assert_int_equal(
			export_address(formats[i], "outcome", "Audience/\x1b[2J\n\xe2\x80\xae", &out), 1);
		assert_ptr_equal(strchr(out.data, '\n'), out.data + out.len - 1);
		assert_null(strchr(out.data, '\x1b'));
		assert_null(strstr(out.data, "\xe2\x80\xae"));
	}
}

static void test_ocsf_when_a_record_is_an_intent_then_there_is_no_event(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	assert_int_equal(export_address(CX_EXPORT_OCSF, "intent", "Audience/vip", &out), 0);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_when_a_cell_is_hostile_then_it_is_text),
		cmocka_unit_test(test_json_when_text_is_hostile_then_the_line_is_one_line_of_printable_text),
		cmocka_unit_test(test_ocsf_when_a_record_is_an_intent_then_there_is_no_event),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
