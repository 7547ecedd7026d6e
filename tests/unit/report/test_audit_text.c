/* SPDX-License-Identifier: Apache-2.0 */
/* The audit record as text and JSON. */
#include "report/audit_text.h"

#include "report/audit_json.h"
#include "sample_plan.h"

static const char *const lines[] = {
	"{\"type\":\"run_start\",\"seq\":1}",
	"{\"type\":\"intent\",\"seq\":2,\"address\":\"Audience/"
	"vip\",\"action\":\"update\",\"method\":\"PUT\"}",
	"{\"type\":\"outcome\",\"seq\":3,\"address\":\"Audience/"
	"vip\",\"action\":\"update\",\"result\":\"applied\","
	"\"status\":200,\"latency_ms\":41}",
	"{\"type\":\"outcome\",\"seq\":4,\"address\":\"Webhook/"
	"\\u001b[2J\",\"action\":\"create\",\"result\":\"unknown\","
	"\"status\":null,\"problem\":\"apply.lost\"}",
	"{\"type\":\"run_end\",\"seq\":5}",
};

static void entry_init(struct sample *s, struct cx_run_entry *run)
{
	static const struct cx_node *records[CX_COUNT(lines)];
	sample_init(s);
	for (size_t i = 0; i < CX_COUNT(lines); i++)
		records[i] = sample_node(s, lines[i]);
	*run = (struct cx_run_entry){
		.run = "20261121T094854.123Z-deadbeef",
		.seal = {"1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"},
		.started = "2026-11-21T09:48:54.123Z",
		.ended = "2026-11-21T09:48:56.001Z",
		.actor = "Ana <ana@example.com>",
		.host = "ci-7",
		.commit = "3f2c1aa0b6a94d6a8b3f1d2e4c5b6a7988776655",
		.fingerprint = "sha256:00",
		.applied_count = 1,
		.unknown_count = 1,
		.records = records,
		.record_count = CX_COUNT(lines),
	};
}

static void test_run_when_listed_then_two_lines(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_run_entry run;
	entry_init(&s, &run);
	cx_audit_text_run(&run, false, &out);
	assert_string_equal(out.data,
			    "2026-11-21 09:48:54Z  1 applied, 1 in doubt  by Ana <ana@example.com>\n"
			    "    run 20261121T094854.123Z-deadbeef, commit 3f2c1aa0b6a9, on ci-7\n");
	cx_buf_clear(&out);
	run.recorded_count = 2;
	cx_audit_text_run(&run, false, &out);
	assert_non_null(strstr(out.data, "  1 applied, 2 noted, 1 in doubt  by "));
	cx_buf_clear(&out);
	run = (struct cx_run_entry){.run = "r\033", .started = "yesterday\033", .actor = "\xe2\x80\xae"};
	cx_audit_text_run(&run, false, &out);
	assert_string_equal(out.data, "yesterday\\x1b  0 applied  by \\u{202e}\n    run r\\x1b\n");
}

static void test_run_when_shown_then_a_line_a_record(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_run_entry run;
	entry_init(&s, &run);
	cx_audit_text_show(&run, false, &out);
	assert_string_equal(out.data, "run          20261121T094854.123Z-deadbeef\n"
				      "actor        Ana <ana@example.com>\n"
				      "host         ci-7\n"
				      "started      2026-11-21T09:48:54.123Z\n"
				      "ended        2026-11-21T09:48:56.001Z\n"
				      "commit       3f2c1aa0b6a94d6a8b3f1d2e4c5b6a7988776655\n"
				      "sealed as    1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d\n"
				      "fingerprint  sha256:00\n"
				      "outcome      1 applied, 1 in doubt\n"
				      "\n"
				      "   1 run_start\n"
				      "   2 intent    Audience/vip update\n"
				      "   3 outcome   Audience/vip update applied 200, 41 ms\n"
				      "   4 outcome   Webhook/\\x1b[2J create unknown apply.lost\n"
				      "   5 run_end\n");
}

static void check_verify(const struct cx_verify_result *result, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_audit_text_verify(result, false, &out);
	assert_string_equal(out.data, expected);
}

static void test_verify_when_judged_then_verdict_and_place(void **state)
{
	(void)state;
	check_verify(&(struct cx_verify_result){.verdict = CX_VERDICT_INTACT,
						.runs = 1,
						.records = 5,
						.head = "abc",
						.anchor = CX_ANCHOR_HEAD,
						.anchored = 5},
		     "intact: 1 run, 5 records\n  head abc\n    as given\n");
	check_verify(&(struct cx_verify_result){.verdict = CX_VERDICT_INTACT,
						.runs = 1,
						.records = 5,
						.head = "abc",
						.anchor = CX_ANCHOR_HEAD,
						.anchored = 4},
		     "intact: 1 run, 5 records\n  head abc\n    1 record after the one that was given\n");
	check_verify(&(struct cx_verify_result){.verdict = CX_VERDICT_EMPTY}, "empty: 0 runs, 0 records\n");
	check_verify(&(struct cx_verify_result){.verdict = CX_VERDICT_ALTERED,
						.runs = 2,
						.records = 9,
						.run = "r1",
						.seq = 4,
						.problem = "the hash does not fit the record"},
		     "altered: 2 runs, 9 records\n  run r1, record 4: the hash does not fit the record\n");
}

static void test_json_when_a_run_then_its_records_as_they_are(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_run_entry run;
	entry_init(&s, &run);
	struct cx_node *json =
		cx_audit_json_document(&s.arena, "run", cx_audit_json_run(&s.arena, &run, true), &s.diags, 0);
	const struct cx_node *records = cx_node_get(cx_node_get(json, "run"), "records");
	assert_int_equal(records->count, CX_COUNT(lines));
	cx_json_line(records->first, &out);
	assert_string_equal(out.data, lines[0]);
	assert_null(cx_node_get(cx_audit_json_run(&s.arena, &run, false), "records"));
	struct cx_verify_result result = {.verdict = CX_VERDICT_INTACT, .runs = 2, .head = "h"};
	cx_buf_clear(&out);
	cx_json_line(cx_audit_json_verify(&s.arena, &result), &out);
	assert_string_equal(
		out.data,
		"{\"verdict\":\"intact\",\"runs\":2,\"records\":0,\"head\":\"h\","
		"\"anchor\":\"no anchor\",\"change\":null,\"run\":null,\"seq\":null,\"problem\":null}");
}

static void test_json_when_the_run_is_gone_then_it_stands(void **state)
{
	(void)state;
	struct sample s;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_run_entry run;
	entry_init(&s, &run);
	struct cx_node *json = cx_audit_json_run(&arena, &run, true);
	sample_release(&s);
	cx_json_line(cx_node_at(cx_node_get(json, "records"), 2), &out);
	assert_string_equal(out.data, lines[2]);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_when_listed_then_two_lines),
		cmocka_unit_test(test_run_when_shown_then_a_line_a_record),
		cmocka_unit_test(test_verify_when_judged_then_verdict_and_place),
		cmocka_unit_test(test_json_when_a_run_then_its_records_as_they_are),
		cmocka_unit_test(test_json_when_the_run_is_gone_then_it_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
