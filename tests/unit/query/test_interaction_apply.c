/* SPDX-License-Identifier: Apache-2.0 */
/* Marking an interaction: what is sent for what is held, and what is said of answers that come otherwise. */
#include "query/interaction_apply.h"

#include "doc/json.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HELD "{\"attributes\":[{\"key\":\"a\",\"value\":\"one\"},{\"key\":\"b\",\"value\":2.0}]}"

/* What GET answers before any POST and after each; how each POST ends. */
struct script {
	const char *held[4];
	int status[3]; /* 0: reset */
	const char *etag, *said;
	int posts;
	int late;                         /* GETs behind a POST that still show what was there before */
	volatile sig_atomic_t *interrupt; /* is set by the first POST; or NULL */
};

static void serve(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct script *script = data;
	CX_AUTO(cx_buf) struct cx_buf headers = CX_BUF_INIT;
	if (tenant_answer_token(request, reply, 3600))
		return;
	cx_buf_adds(&headers, "Content-Type: application/json\r\n");
	if (strcmp(request->method, "GET") == 0) {
		bool late = script->posts && script->late > 0;
		const char *held = script->held[script->posts - late];
		script->late -= late;
		if (script->etag)
			cx_buf_addf(&headers, "ETag: %s\r\n", script->etag);
		server_answer(reply, held ? 200 : 400, headers.data, held ? held : "{}");
		return;
	}
	int status = script->status[script->posts++];
	if (script->interrupt)
		*script->interrupt = 1;
	if (status)
		server_answer(reply, status, headers.data, script->said ? script->said : "{}");
	else
		reply->end = SERVER_END_RESET;
}

struct marking {
	struct tenant tenant;
	struct cx_named named;
	struct cx_interaction_result result;
	int intents, outcomes;
	enum cx_status log_status;
	const char *key, *last;
};

static enum cx_status on_write(void *data, const struct cx_interaction_write *write)
{
	struct marking *m = data;
	assert_int_equal(strlen(write->body), CX_DIGEST_LEN);
	m->intents += !write->result;
	m->outcomes += write->result != NULL;
	m->last = write->result;
	m->key = write->idempotency_key;
	return m->log_status;
}

static enum cx_status mark(struct marking *m, struct script *script, const char *const *sets, bool dry)
{
	enum cx_status log_status = m->log_status;
	*m = (struct marking){.log_status = log_status};
	tenant_init(&m->tenant, serve, script);
	assert_int_equal(tenant_open(&m->tenant, true, 0), CX_STATUS_OK);
	const char *deletes[] = {"b"};
	struct cx_named_input named = {.sets = sets, .deletes = deletes, .limit = 50};
	while (sets[named.set_count] && *sets[named.set_count] != '-')
		named.set_count++;
	named.delete_count = sets[named.set_count] != NULL;
	assert_int_equal(cx_named_read(&m->tenant.arena, &named, &m->named, &m->tenant.diags), CX_STATUS_OK);
	struct cx_interaction_apply_input input = {
		.query = {m->tenant.remote, &m->tenant.profile.runtime, "i 1"},
		.named = &m->named,
		.dry = dry,
		.log = on_write,
		.log_data = m,
		.clock = &m->tenant.clock.clock,
		.interrupted = script->interrupt};
	return cx_interaction_apply(&input, &m->tenant.arena, &m->result, &m->tenant.diags);
}

static void release(struct marking *m)
{
	cx_named_release(&m->named);
	tenant_release(&m->tenant);
	m->log_status = CX_STATUS_OK;
}

static const struct server_request *post_of(struct marking *m, size_t number)
{
	for (size_t i = 0; i < server_count(m->tenant.server); i++) {
		const struct server_request *request = server_request(m->tenant.server, i);
		if (strcmp(request->method, "POST") == 0 && strstr(request->target, "/attributes") &&
		    number-- == 0)
			return request;
	}
	return NULL;
}

static const char *const all[] = {"a=ONE", "c=true", "-b", NULL};
#define DONE "{\"attributes\":{\"c\":true,\"a\":\"ONE\",\"_x\":[1]}}"

static void test_apply_when_things_differ_sends_them_at_once(void **state)
{
	(void)state;
	struct script script = {.held = {HELD, DONE}, .status = {200}, .etag = "\"v1\""};
	struct marking m = {0};
	assert_int_equal(mark(&m, &script, all, false), CX_STATUS_OK);
	const struct server_request *post = post_of(&m, 0);
	assert_string_equal(post->target, "/api/v2/interactions/i%201/attributes");
	assert_string_equal(post->body, "{\"attributes\":["
					"{\"key\":\"a\",\"value\":\"ONE\",\"mode\":\"UPDATE\"},"
					"{\"key\":\"c\",\"value\":true,\"mode\":\"ADD\"},"
					"{\"key\":\"b\",\"mode\":\"DELETE\"}]}");
	CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
	assert_true(server_header(post, "If-Match", &value));
	assert_string_equal(value.data, "\"v1\"");
	cx_buf_clear(&value);
	assert_true(server_header(post, "Idempotency-Key", &value));
	assert_string_equal(value.data, m.key);
	assert_true(m.result.done);
	assert_int_equal(m.result.writes, 1);
	assert_int_equal(m.intents, 1);
	assert_int_equal(m.outcomes, 1);
	assert_string_equal(m.last, "applied");
	release(&m);
}

static void test_apply_when_nothing_differs_or_dry_sends_nothing(void **state)
{
	(void)state;
	struct script script = {.held = {HELD}};
	const char *const same[] = {"a=one", "b=2", NULL};
	struct marking m = {0};
	assert_int_equal(mark(&m, &script, same, false), CX_STATUS_OK);
	assert_int_equal(m.result.changes.count, 0);
	assert_int_equal(m.result.changes.same, 2);
	assert_null(post_of(&m, 0));
	release(&m);
	assert_int_equal(mark(&m, &script, all, true), CX_STATUS_OK);
	assert_int_equal(m.result.changes.count, 3);
	assert_false(m.result.done);
	assert_int_equal(m.intents, 0);
	assert_null(post_of(&m, 0));
	release(&m);
}

static void test_apply_when_the_log_fails_sends_nothing(void **state)
{
	(void)state;
	struct script script = {.held = {HELD}};
	struct marking m = {.log_status = CX_STATUS_FAILED};
	assert_int_equal(mark(&m, &script, all, false), CX_STATUS_FAILED);
	assert_null(post_of(&m, 0));
	release(&m);
}

static void test_apply_when_no_answer_came_reads(void **state)
{
	(void)state;
	struct marking m = {0};
	struct script done = {.held = {HELD, DONE}};
	assert_int_equal(mark(&m, &done, all, false), CX_STATUS_OK);
	assert_int_equal(done.posts, 1);
	assert_true(m.result.done);
	assert_int_equal(m.result.changes.count, 3);
	release(&m);
	struct script again = {.held = {HELD, HELD, DONE}, .status = {0, 200}};
	assert_int_equal(mark(&m, &again, all, false), CX_STATUS_OK);
	assert_int_equal(again.posts, 2);
	CX_AUTO(cx_buf) struct cx_buf first = CX_BUF_INIT;
	assert_true(server_header(post_of(&m, 0), "Idempotency-Key", &first));
	assert_string_equal(first.data, m.key);
	release(&m);
	struct script never = {.held = {HELD, HELD, HELD}};
	assert_int_equal(mark(&m, &never, all, false), CX_STATUS_IN_DOUBT);
	assert_true(tenant_has(&m.tenant, "attributes.doubt", "i 1: it is not known"));
	assert_int_equal(never.posts, 2);
	release(&m);
	struct script blind = {.held = {HELD, NULL}};
	assert_int_equal(mark(&m, &blind, all, false), CX_STATUS_IN_DOUBT);
	assert_int_equal(blind.posts, 1);
	assert_int_equal(m.tenant.diags.errors, 1);
	release(&m);
	struct script last = {.held = {HELD, HELD, DONE}};
	assert_int_equal(mark(&m, &last, all, false), CX_STATUS_OK);
	assert_true(m.result.done);
	release(&m);
}

static void test_apply_when_somebody_was_quicker(void **state)
{
	(void)state;
	struct marking m = {0};
	const char *half = "{\"attributes\":[{\"key\":\"a\",\"value\":\"ONE\"},{\"key\":\"b\",\"value\":1}]}";
	struct script script = {.held = {HELD, half, DONE}, .status = {412, 200}};
	assert_int_equal(mark(&m, &script, all, false), CX_STATUS_OK);
	assert_string_equal(post_of(&m, 1)->body,
			    "{\"attributes\":[{\"key\":\"c\",\"value\":true,\"mode\":\"ADD\"},"
			    "{\"key\":\"b\",\"mode\":\"DELETE\"}]}");
	assert_int_equal(m.result.changes.count, 2);
	release(&m);
	struct script twice = {.held = {HELD, HELD, HELD}, .status = {409, 412}};
	assert_int_equal(mark(&m, &twice, all, false), CX_STATUS_CONFLICT);
	assert_true(tenant_has(&m.tenant, "attributes.conflict", "412"));
	assert_int_equal(twice.posts, 2);
	release(&m);
	struct script same = {.held = {HELD, DONE}, .status = {409}};
	assert_int_equal(mark(&m, &same, all, false), CX_STATUS_OK);
	assert_false(m.result.done);
	assert_int_equal(m.result.changes.count, 0);
	release(&m);
}

static void test_apply_when_read_back_differs(void **state)
{
	(void)state;
	struct marking m = {0};
	const char *other =
		"{\"attributes\":[{\"key\":\"a\",\"value\":\"Ada\"},{\"key\":\"b\",\"value\":2.0}]}";
	struct script script = {.held = {HELD, other}, .status = {200}};
	assert_int_equal(mark(&m, &script, all, false), CX_STATUS_IN_DOUBT);
	assert_true(tenant_has(&m.tenant, "attributes.differs", "a, c, b"));
	assert_false(m.result.done);
	release(&m);
	struct script blind = {.held = {HELD, NULL}, .status = {200}};
	assert_int_equal(mark(&m, &blind, all, false), CX_STATUS_IN_DOUBT);
	assert_true(tenant_has(&m.tenant, "attributes.doubt", "cannot be read back"));
	release(&m);
}

static int64_t slept_us(struct marking *m)
{
	return m->tenant.clock.clock.monotonic_us(&m->tenant.clock.clock);
}

static void test_apply_when_the_tenant_shows_it_late_waits(void **state)
{
	(void)state;
	struct marking m = {0};
	struct script late = {.held = {HELD, DONE}, .status = {200}, .late = 2};
	assert_int_equal(mark(&m, &late, all, false), CX_STATUS_OK);
	assert_true(m.result.done);
	assert_int_equal(late.posts, 1);
	release(&m);
	struct script never = {.held = {HELD, DONE}, .status = {200}, .late = 100};
	assert_int_equal(mark(&m, &never, all, false), CX_STATUS_IN_DOUBT);
	assert_true(tenant_has(&m.tenant, "attributes.unseen", "still shows those of before"));
	assert_false(m.result.done);
	assert_int_equal(100 - never.late, 5);
	assert_true(slept_us(&m) >= 3750000);
	release(&m);
}

static void test_apply_when_interrupted_sends_nothing_again(void **state)
{
	(void)state;
	struct marking m = {0};
	volatile sig_atomic_t interrupted = 0;
	struct script good = {.held = {HELD, DONE}, .status = {200}, .interrupt = &interrupted};
	assert_int_equal(mark(&m, &good, all, false), CX_STATUS_OK);
	assert_true(m.result.done);
	release(&m);
	interrupted = 0;
	struct script quicker = {.held = {HELD, HELD}, .status = {412}, .interrupt = &interrupted};
	assert_int_equal(mark(&m, &quicker, all, false), CX_STATUS_CONFLICT);
	assert_int_equal(quicker.posts, 1);
	assert_true(tenant_has(&m.tenant, "attributes.conflict", "changed by somebody meanwhile"));
	release(&m);
	interrupted = 0;
	struct script doubt = {.held = {HELD, HELD}, .interrupt = &interrupted};
	assert_int_equal(mark(&m, &doubt, all, false), CX_STATUS_IN_DOUBT);
	assert_int_equal(doubt.posts, 1);
	release(&m);
	interrupted = 0;
	struct script done = {.held = {HELD, DONE}, .interrupt = &interrupted};
	assert_int_equal(mark(&m, &done, all, false), CX_STATUS_OK);
	assert_true(m.result.done);
	release(&m);
	interrupted = 0;
	struct script stale = {.held = {HELD, DONE}, .status = {200}, .late = 9, .interrupt = &interrupted};
	assert_int_equal(mark(&m, &stale, all, false), CX_STATUS_IN_DOUBT);
	assert_int_equal(stale.late, 8);
	release(&m);
}

static void test_apply_when_refused_shows_no_values(void **state)
{
	(void)state;
	struct marking m = {0};
	struct script script = {.held = {HELD},
				.status = {400},
				.said = "{\"message\":\"'Ana Maria' is not one, nor is old-held\"}"};
	script.held[0] = "{\"attributes\":[{\"key\":\"a\",\"value\":\"old-held\"}]}";
	const char *const sets[] = {"a=Ana Maria", NULL};
	assert_int_equal(mark(&m, &script, sets, false), CX_STATUS_FAILED);
	assert_true(tenant_has(&m.tenant, "tenant.status", "'*********' is not one, nor is ********"));
	assert_string_equal(m.last, "not_applied");
	release(&m);
}

/* Cut by the limit of what is shown, a value could show its beginning. */
static void test_apply_when_a_long_value_is_repeated(void **state)
{
	(void)state;
	struct marking m = {0};
	CX_AUTO(cx_buf) struct cx_buf set = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf said = CX_BUF_INIT;
	cx_buf_adds(&set, "a=");
	for (int i = 0; i < 100; i++)
		cx_buf_addf(&set, "word%d ", i);
	cx_buf_addf(&said, "{\"message\":\"refused: %s\"}", set.data + 2);
	struct script script = {.held = {HELD}, .status = {400}, .said = said.data};
	const char *const sets[] = {set.data, NULL};
	assert_int_equal(mark(&m, &script, sets, false), CX_STATUS_FAILED);
	assert_false(tenant_has(&m.tenant, "tenant.status", "word"));
	assert_true(tenant_has(&m.tenant, "tenant.status", "400 bad request"));
	release(&m);
}

static void test_read_when_answers_are_none(void **state)
{
	(void)state;
	static const struct {
		const char *body, *code;
	} rows[] = {
		{"[]", "tenant.json"},
		{"{\"attributes\":7}", "tenant.json"},
		{"{\"attributes\":[7]}", "tenant.json"},
		{"{\"attributes\":[{\"key\":1,\"value\":1}]}", "tenant.json"},
		{"{\"attributes\":[{\"key\":\"a\"}]}", "tenant.json"},
		{"{\"attributes\":[{\"key\":\"a\",\"value\":1},{\"key\":\"a\",\"value\":1}]}", "tenant.json"},
		{"{\"attributes\":[{\"key\":\"a\",\"value\":\"" TENANT_CLIENT_SECRET "\"}]}",
		 "tenant.secret"},
		{"{\"attributes\":{\"" TENANT_CLIENT_SECRET "\":1}}", "tenant.secret"},
		{"{\"attributes\":[{\"key\":\"" TENANT_CLIENT_SECRET "\",\"value\":1}]}", "tenant.secret"},
		{"{\"interactionId\":\"i 2\",\"attributes\":[]}", "tenant.other"},
		{"{\"attributes\":", "tenant.json"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct marking m = {0};
		struct script script = {.held = {rows[i].body}};
		assert_int_equal(mark(&m, &script, all, false), CX_STATUS_FAILED);
		assert_true(tenant_has(&m.tenant, rows[i].code, "interaction i 1 cannot be read"));
		assert_int_equal(m.tenant.diags.errors, 1);
		assert_int_equal(script.posts, 0);
		release(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_when_things_differ_sends_them_at_once),
		cmocka_unit_test(test_apply_when_nothing_differs_or_dry_sends_nothing),
		cmocka_unit_test(test_apply_when_the_log_fails_sends_nothing),
		cmocka_unit_test(test_apply_when_no_answer_came_reads),
		cmocka_unit_test(test_apply_when_somebody_was_quicker),
		cmocka_unit_test(test_apply_when_read_back_differs),
		cmocka_unit_test(test_apply_when_the_tenant_shows_it_late_waits),
		cmocka_unit_test(test_apply_when_interrupted_sends_nothing_again),
		cmocka_unit_test(test_apply_when_refused_shows_no_values),
		cmocka_unit_test(test_apply_when_a_long_value_is_repeated),
		cmocka_unit_test(test_read_when_answers_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
