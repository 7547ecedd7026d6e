/* SPDX-License-Identifier: Apache-2.0 */
/* Triggers as they are written, in every form; what is sent of them, and what the journal knows them by. */
#include "query/trigger_file.h"

#include "doc/json.h"
#include "query/trigger_past.h"
#include "schema/embedded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ADA \
	"\"contactId\":\"c-1\",\"attributes\":{\"email\":\"a@b\",\"external_id\":\"7\"},\"event\":\"left\""

struct reading {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_triggers triggers;
	struct cx_source source;
	struct cx_trigger_rules rules;
};

static enum cx_status read_more(struct reading *r, const char *name, const char *text)
{
	struct cx_source *source = cx_arena_alloc(&r->arena, sizeof *source);
	*source = (struct cx_source){name, text, strlen(text)};
	enum cx_status status = cx_trigger_file_read(&r->triggers, &r->rules, source, &r->diags);
	assert_null(source->text);
	return status;
}

static enum cx_status read_text(struct reading *r, const char *name, const char *text)
{
	*r = (struct reading){.rules = {.journey = "j", .max_bytes = 102400}};
	r->rules.schema = cx_embedded_compile(&r->arena, "trigger.schema.json", &r->diags);
	assert_non_null(r->rules.schema);
	return read_more(r, name, text);
}

static void release(struct reading *r)
{
	cx_triggers_release(&r->triggers);
	cx_diags_release(&r->diags);
	cx_arena_release(&r->arena);
}

static void assert_said(const struct reading *r, const char *code, uint32_t line, uint32_t column)
{
	for (size_t i = 0; i < r->diags.count; i++) {
		const struct cx_diag *d = r->diags.items[i];
		if (!strcmp(d->code, code) && d->span.line == line && d->span.column == column)
			return;
	}
	fail_msg("no %s at %u:%u", code, line, column);
}

static void assert_body(struct cx_trigger *trigger, const char *timestamp, const char *wanted)
{
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	if (!trigger->timestamp)
		trigger->timestamp = timestamp;
	cx_trigger_body(trigger, &body);
	assert_string_equal(body.data, wanted);
}

static void test_read_when_written_in_any_form_is_the_same_trigger(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
	} files[] = {
		{"a.ndjson", "\n  \r\n{" ADA "}\n"},
		{"a.json", "[\n {" ADA "}]"},
		{"-", "{" ADA "}"},
		{"-", "[{" ADA "}]"},
		{"-", "{\"event\":\"left\",\n" ADA "}"}, /* event twice: no NDJSON, and wrong */
		{"a.yaml", "contactId: c-1\nevent: left\nattributes: {external_id: '7', email: a@b}\n"},
		{"a", "---\n- event: left\n  contactId: c-1\n  journeyId: j\n  attributes:\n    email: a@b\n"
		      "    external_id: \"7\"\n"},
	};
	char key[64] = "";
	for (size_t i = 0; i < CX_COUNT(files); i++) {
		struct reading r;
		enum cx_status status = read_text(&r, files[i].name, files[i].text);
		assert_int_equal(status, i == 4 ? CX_STATUS_INVALID : CX_STATUS_OK);
		if (i != 4) {
			assert_int_equal(r.triggers.count, 1);
			struct cx_trigger *trigger = r.triggers.items[0];
			if (*key)
				assert_string_equal(trigger->key, key);
			memcpy(key, trigger->key, strlen(trigger->key) + 1);
			CX_AUTO(cx_buf) struct cx_buf wanted = CX_BUF_INIT;
			cx_buf_addf(&wanted,
				    "{\"attributes\":{\"email\":\"a@b\",\"external_id\":\"7\"},\"contactId\":"
				    "\"c-1\",\"deduplicationId\":\"%s\",\"event\":\"left\",\"timestamp\":"
				    "\"2026-11-21T09:30:00Z\"}",
				    key);
			assert_body(trigger, "2026-11-21T09:30:00Z", wanted.data);
		}
		release(&r);
	}
	assert_int_equal(key[14], '8');
}

static void test_read_when_lines_are_wrong_tells_each(void **state)
{
	(void)state;
	struct reading r;
	assert_int_equal(read_text(&r, "a.ndjson",
				   "{" ADA "}\n{" ADA ",\"x\":1}\n{]\n[]\n{" ADA
				   ",\"deduplicationId\":\"d\"}\n\n{" ADA
				   ",\"deduplicationId\":\"d\",\"timestamp\":\"2026-11-21T09:30:00Z\"}\n"),
			 CX_STATUS_INVALID);
	assert_said(&r, "schema.unknown", 2, 82);
	assert_said(&r, "json.syntax", 3, 2);
	assert_said(&r, "schema.type", 4, 1);
	assert_said(&r, "trigger.id", 7, 100);
	assert_int_equal(r.diags.errors, 4);
	release(&r);
}

static void test_read_when_ids_are_the_same_knows_the_first(void **state)
{
	(void)state;
	struct reading r;
	assert_int_equal(read_text(&r, "a.ndjson",
				   "{" ADA ",\"deduplicationId\":\"d\"}\n{" ADA
				   ",\"deduplicationId\":\"d\"}\n{" ADA
				   ",\"deduplicationId\":\"d\",\"journey\":\"k\"}"),
			 CX_STATUS_OK);
	assert_ptr_equal(r.triggers.items[1]->first, r.triggers.items[0]);
	/* Of another journey it is another trigger. */
	assert_null(r.triggers.items[2]->first);
	assert_int_equal(read_more(&r, "b.ndjson", "{" ADA ",\"deduplicationId\":\"d\"}"), CX_STATUS_OK);
	assert_ptr_equal(r.triggers.items[3]->first, r.triggers.items[0]);
	release(&r);
}

static void test_read_when_journey_is_a_uuid_ignores_case(void **state)
{
	(void)state;
	struct reading r;
	assert_int_equal(read_text(&r, "a.ndjson",
				   "{" ADA ",\"journey\":\"A1B2C3D4-E5F6-7890-ABCD-EF1234567890\"}\n"
				   "{" ADA ",\"journey\":\"a1b2c3d4-e5f6-7890-abcd-ef1234567890\"}\n{" ADA
				   ",\"journey\":\"A\"}\n{" ADA ",\"journey\":\"a\"}"),
			 CX_STATUS_OK);
	assert_ptr_equal(r.triggers.items[1]->first, r.triggers.items[0]);
	assert_string_equal(r.triggers.items[2]->journey, "A");
	assert_null(r.triggers.items[3]->first);
	release(&r);
}

static void test_size_when_at_the_limit(void **state)
{
	(void)state;
	struct reading r;
	assert_int_equal(read_text(&r, "a.ndjson", "{" ADA "}"), CX_STATUS_OK);
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	r.triggers.items[0]->timestamp = "2026-11-21T09:30:00.000Z";
	cx_trigger_body(r.triggers.items[0], &body);
	for (int64_t over = 0; over < 2; over++) {
		cx_triggers_release(&r.triggers);
		r.rules.max_bytes = (int64_t)body.len - over;
		assert_int_equal(read_more(&r, "a.ndjson", "{" ADA "}"),
				 over ? CX_STATUS_INVALID : CX_STATUS_OK);
	}
	assert_said(&r, "trigger.size", 1, 1);
	release(&r);
}

/* ---- the journal ---- */

static struct cx_node *record(struct reading *r, const char *type, const char *result)
{
	struct cx_node *node = cx_node_new(&r->arena, CX_NODE_OBJECT);
	struct cx_trigger *trigger = r->triggers.items[0];
	static const struct cx_route route = {
		.present = true, .method = "POST", .path = "/j/{id}/trigger", .query = ""};
	cx_node_add(node, "type", cx_node_string(&r->arena, type));
	if (result)
		cx_trigger_past_outcome(&r->arena, node, trigger, result);
	else
		cx_trigger_past_intent(&r->arena, node, trigger, &route, false);
	return node;
}

static void test_past_when_records_are_read(void **state)
{
	(void)state;
	struct reading r;
	assert_int_equal(read_text(&r, "a.ndjson", "{" ADA ",\"deduplicationId\":\"p\"}"), CX_STATUS_OK);
	struct cx_trigger *trigger = r.triggers.items[0];
	trigger->timestamp = "2026-11-21T09:30:00.000Z";
	struct cx_node *intent = record(&r, "intent", NULL);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_line(intent, &text);
	assert_null(strstr(text.data, "a@b"));
	assert_null(strstr(text.data, "c-1"));
	trigger->timestamp = NULL;
	cx_trigger_past_learn(&r.triggers, record(&r, "outcome", "applied"));
	assert_null(trigger->past);
	cx_trigger_past_learn(&r.triggers, intent);
	assert_non_null(trigger->past);
	assert_false(trigger->past->sent);
	assert_true(cx_trigger_past_fits(trigger));
	assert_string_equal(trigger->timestamp, "2026-11-21T09:30:00.000Z");
	cx_trigger_past_learn(&r.triggers, record(&r, "outcome", "unknown"));
	assert_false(trigger->past->sent);
	cx_trigger_past_learn(&r.triggers, record(&r, "outcome", "applied"));
	assert_true(trigger->past->sent);
	assert_int_equal(cx_trigger_past_check(&r.triggers, &r.diags), CX_STATUS_OK);
	trigger->timestamp = "2026-11-22T09:30:00.000Z";
	assert_int_equal(cx_trigger_past_check(&r.triggers, &r.diags), CX_STATUS_INVALID);
	assert_said(&r, "trigger.changed", 1, 1);
	cx_trigger_past_learn(&r.triggers, record(&r, "outcome", "not_applied"));
	assert_null(trigger->past);
	release(&r);
}

/* The log is a file: it may hold anything that is a good record. */
static void test_past_when_records_are_odd_learns_nothing(void **state)
{
	(void)state;
	struct reading r;
	assert_int_equal(read_text(&r, "a.ndjson", "{" ADA "}"), CX_STATUS_OK);
	const char *name = r.triggers.items[0]->name;
	const char *odd[] = {
		"{}",
		"{\"type\":\"intent\",\"address\":7}",
		"{\"type\":\"intent\",\"address\":\"trigger/\"}",
		cx_arena_printf(&r.arena, "{\"type\":\"intent\",\"address\":\"trigger/%s\"}", name),
		cx_arena_printf(
			&r.arena,
			"{\"type\":\"intent\",\"address\":\"trigger/%s\",\"body\":\"aa\",\"timestamp\":"
			"\"2026-11-21T09:30:00Z\"}",
			name),
		cx_arena_printf(
			&r.arena,
			"{\"type\":\"intent\",\"address\":\"trigger/%s\",\"body\":\"%s\",\"timestamp\":"
			"\"x\\\"y\"}",
			name, name),
	};
	for (size_t i = 0; i < CX_COUNT(odd); i++) {
		struct cx_source source = {.name = "record", .text = odd[i], .len = strlen(odd[i])};
		struct cx_node *node;
		assert_int_equal(cx_json_parse(&r.arena, &source, &node, &r.diags), CX_STATUS_OK);
		cx_trigger_past_learn(&r.triggers, node);
		assert_null(r.triggers.items[0]->past);
	}
	release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_when_written_in_any_form_is_the_same_trigger),
		cmocka_unit_test(test_read_when_lines_are_wrong_tells_each),
		cmocka_unit_test(test_read_when_ids_are_the_same_knows_the_first),
		cmocka_unit_test(test_read_when_journey_is_a_uuid_ignores_case),
		cmocka_unit_test(test_size_when_at_the_limit),
		cmocka_unit_test(test_past_when_records_are_read),
		cmocka_unit_test(test_past_when_records_are_odd_learns_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
