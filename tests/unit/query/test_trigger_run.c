/* SPDX-License-Identifier: Apache-2.0 */
/* A run of triggers against a tenant that answers by a script: what is asked, recorded and sent, in what
 * order. */
#include "query/trigger_run.h"

#include "query/trigger_file.h"
#include "query/trigger_past.h"
#include "schema/embedded.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

/* How the tenant answers: by the contact or journey, and each POST by the next letter of posts. */
struct script {
	const char *posts; /* y: 202, r: reset, t: 429, e: 500, n: 400, b: busy with the key, 409 */
	size_t post;
	int suppressed_from; /* contacts c-N from that one on; 0: none */
};

static void serve(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct script *script = data;
	const char *json = "Content-Type: application/json\r\n";
	if (tenant_answer_token(request, reply, 3600))
		return;
	const char *contact = strstr(request->target, "/contacts/c-");
	if (strcmp(request->method, "GET") == 0 && contact) {
		bool suppressed = script->suppressed_from && contact[12] >= '0' + script->suppressed_from;
		server_answer(reply, 200, json,
			      suppressed ? "{\"suppressionStatus\":\"BOUNCED\"}"
					 : "{\"suppressionStatus\":\"SUBSCRIBED\"}");
		return;
	}
	if (strcmp(request->method, "GET") == 0) {
		bool active = strstr(request->target, "/journeys/j") != NULL;
		server_answer(reply, 200, json, active ? "{\"state\":\"ACTIVE\"}" : "{\"state\":\"DRAFT\"}");
		return;
	}
	char letter = script->posts[script->post] ? script->posts[script->post++] : 'y';
	static const struct {
		char letter;
		int status;
	} statuses[] = {{'y', 202}, {'t', 429}, {'e', 500}, {'n', 400}, {'b', 409}};
	for (size_t i = 0; i < CX_COUNT(statuses); i++)
		if (statuses[i].letter == letter)
			server_answer(reply, statuses[i].status, json, "{}");
	if (letter == 'r')
		reply->end = SERVER_END_RESET;
}

struct running {
	struct tenant tenant;
	struct cx_triggers triggers;
	struct cx_runtime_log *log;
	struct cx_trigger_counts counts;
	char folder[64], path[80];
	size_t given, told, kept;
	enum cx_status keep_status;
};

static struct cx_node *make_record(void *data, struct cx_arena *arena, const char *type)
{
	(void)data;
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, type));
	return record;
}

static void on_complete(void *data, const struct cx_trigger *trigger, enum cx_trigger_status status)
{
	struct running *r = data;
	(void)trigger;
	assert_int_not_equal(status, CX_TRIGGER_PENDING);
	r->told++;
}

static enum cx_status on_keep(void *data)
{
	struct running *r = data;
	r->kept = r->told;
	return r->keep_status;
}

static void on_given(void *data, const struct cx_trigger *trigger)
{
	struct running *r = data;
	assert_ptr_equal(trigger, r->triggers.items[r->given]);
	assert_true(trigger->settled);
	r->given++;
}

static void on_turn(void *data, size_t settled)
{
	struct running *r = data;
	assert_true(settled >= r->given);
}

static void on_record(void *data, const struct cx_node *record)
{
	struct running *r = data;
	cx_trigger_past_learn(&r->triggers, record);
}

static void begin(struct running *r)
{
	*r = (struct running){.folder = "/tmp/cx-trigger-XXXXXX"};
	assert_non_null(mkdtemp(r->folder));
	(void)snprintf(r->path, sizeof r->path, "%s/log", r->folder);
}

static void end(struct running *r)
{
	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(rmdir(r->folder), 0);
}

/* One run over the same log; count triggers for c-0, c-1, … */
static enum cx_status run(struct running *r, struct script *script, const char *journey, size_t count)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	tenant_init(&r->tenant, serve, script);
	assert_int_equal(tenant_open(&r->tenant, true, 0), CX_STATUS_OK);
	for (size_t i = 0; i < count; i++)
		cx_buf_addf(
			&text,
			"{\"contactId\":\"c-%zu\",\"attributes\":{\"email\":\"a@b\",\"external_id\":\"%zu\"},"
			"\"event\":\"left\"}\n",
			i % 10, i);
	struct cx_source source = {"t.ndjson", text.data, text.len};
	struct cx_trigger_rules rules = {
		.schema = cx_embedded_compile(&r->tenant.arena, "trigger.schema.json", &r->tenant.diags),
		.journey = journey,
		.max_bytes = 102400};
	assert_int_equal(cx_trigger_file_read(&r->triggers, &rules, &source, &r->tenant.diags), CX_STATUS_OK);
	assert_int_equal(cx_runtime_log_open(r->path, on_record, r, &r->log, &r->tenant.diags), CX_STATUS_OK);
	struct cx_trigger_run_input input = {.remote = r->tenant.remote,
					     .runtime = &r->tenant.profile.runtime,
					     .triggers = &r->triggers,
					     .log = r->log,
					     .window = 64,
					     .checks = 16,
					     .record = make_record,
					     .complete = on_complete,
					     .keep = on_keep,
					     .give = on_given,
					     .turn = on_turn,
					     .data = r};
	enum cx_status status = cx_trigger_run(&input, &r->counts, &r->tenant.diags);
	assert_int_equal(r->given, count);
	return status;
}

static void release(struct running *r)
{
	cx_runtime_log_free(r->log);
	cx_triggers_release(&r->triggers);
	tenant_release(&r->tenant);
	r->given = r->told = r->kept = 0;
}

static size_t seen(struct running *r, const char *method, const char *part)
{
	size_t count = 0;
	for (size_t i = 0; i < server_count(r->tenant.server); i++) {
		const struct server_request *request = server_request(r->tenant.server, i);
		count += !strcmp(request->method, method) && strstr(request->target, part);
	}
	return count;
}

static void test_run_when_all_is_well_asks_once_and_sends_once(void **state)
{
	(void)state;
	struct script script = {.posts = "", .suppressed_from = 8};
	struct running r;
	begin(&r);
	assert_int_equal(run(&r, &script, "j", 100), CX_STATUS_OK);
	assert_int_equal(r.counts.of[CX_TRIGGER_SENT], 80);
	assert_int_equal(r.counts.of[CX_TRIGGER_NOT_ELIGIBLE], 20);
	assert_int_equal(seen(&r, "GET", "/journeys/"), 1);
	assert_int_equal(seen(&r, "GET", "/contacts/"), 10);
	assert_int_equal(seen(&r, "POST", "/trigger"), 80);
	assert_int_equal(r.told, 80);
	assert_int_equal(r.kept, 80);
	assert_int_equal(r.tenant.diags.count, 0);
	release(&r);
	script = (struct script){.posts = ""};
	assert_int_equal(run(&r, &script, "j", 100), CX_STATUS_OK);
	assert_int_equal(r.counts.of[CX_TRIGGER_DUPLICATE], 80);
	assert_int_equal(r.counts.of[CX_TRIGGER_SENT], 20);
	release(&r);
	end(&r);
}

static void test_run_when_journey_is_not_active_asks_no_contact(void **state)
{
	(void)state;
	struct script script = {.posts = ""};
	struct running r;
	begin(&r);
	assert_int_equal(run(&r, &script, "draft", 50), CX_STATUS_OK);
	assert_int_equal(r.counts.of[CX_TRIGGER_JOURNEY_NOT_ACTIVE], 50);
	assert_int_equal(server_count(r.tenant.server), 2); /* the token's, too */
	assert_true(tenant_has(&r.tenant, "trigger.state", "t.ndjson:1, t.ndjson:2, t.ndjson:3 and 47 more"));
	release(&r);
	end(&r);
}

/* How one trigger ends where its requests are answered so. */
static void test_run_when_answers_come_otherwise(void **state)
{
	(void)state;
	static const struct {
		const char *posts;
		enum cx_trigger_status status;
		size_t sent;
	} rows[] = {
		{"ry", CX_TRIGGER_SENT, 2},
		{"retty", CX_TRIGGER_SENT, 5},
		{"rrrrrrry", CX_TRIGGER_SENT, 8},
		{"n", CX_TRIGGER_FAILED, 1},
		{"b", CX_TRIGGER_FAILED, 1},
		/* The first may have been done, and the key be held by it: what then is refused may have
		   started. */
		{"rbb", CX_TRIGGER_UNKNOWN, 3},
		{"rnn", CX_TRIGGER_UNKNOWN, 3},
		{"rby", CX_TRIGGER_SENT, 3},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct script script = {.posts = rows[i].posts};
		struct running r;
		begin(&r);
		assert_int_equal(run(&r, &script, "j", 1), CX_STATUS_OK);
		if (r.triggers.items[0]->status != rows[i].status || seen(&r, "POST", "") != rows[i].sent + 1)
			fail_msg("row %zu: %s after %zu", i,
				 cx_trigger_status_name(r.triggers.items[0]->status),
				 seen(&r, "POST", "") - 1);
		release(&r);
		end(&r);
	}
}

static void test_run_when_in_doubt_sends_the_same_bytes_later(void **state)
{
	(void)state;
	struct script script = {.posts = "rrrrrrrr"};
	struct running r;
	begin(&r);
	assert_int_equal(run(&r, &script, "j", 1), CX_STATUS_OK);
	assert_int_equal(r.counts.of[CX_TRIGGER_UNKNOWN], 1);
	assert_true(tenant_has(&r.tenant, "trigger.doubt", "not known"));
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	cx_trigger_body(r.triggers.items[0], &body);
	release(&r);
	(void)usleep(2000);
	script = (struct script){.posts = "y"};
	assert_int_equal(run(&r, &script, "j", 1), CX_STATUS_OK);
	assert_int_equal(r.counts.of[CX_TRIGGER_SENT], 1);
	CX_AUTO(cx_buf) struct cx_buf again = CX_BUF_INIT;
	cx_trigger_body(r.triggers.items[0], &again);
	assert_string_equal(again.data, body.data);
	release(&r);
	end(&r);
}

static void test_run_when_tenant_is_dead_gives_up(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf posts = CX_BUF_INIT;
	cx_buf_fill(&posts, 'e', 2000);
	struct script script = {.posts = posts.data};
	struct running r;
	begin(&r);
	assert_int_equal(run(&r, &script, "j", 200), CX_STATUS_OK);
	assert_int_equal(r.counts.of[CX_TRIGGER_UNKNOWN] + r.counts.of[CX_TRIGGER_FAILED], 200);
	assert_true(r.counts.of[CX_TRIGGER_FAILED] > 100);
	assert_true(seen(&r, "POST", "/trigger") < 100);
	assert_true(tenant_has(&r.tenant, "tenant.breaker", "failed too often"));
	release(&r);
	end(&r);
}

static void test_run_when_nothing_can_be_kept_sends_nothing_more(void **state)
{
	(void)state;
	struct script script = {.posts = ""};
	struct running r;
	begin(&r);
	r.keep_status = CX_STATUS_FAILED;
	assert_int_equal(run(&r, &script, "j", 200), CX_STATUS_FAILED);
	assert_int_equal(r.counts.of[CX_TRIGGER_SENT], seen(&r, "POST", "/trigger"));
	assert_true(r.counts.of[CX_TRIGGER_FAILED] > 100);
	release(&r);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_when_all_is_well_asks_once_and_sends_once),
		cmocka_unit_test(test_run_when_journey_is_not_active_asks_no_contact),
		cmocka_unit_test(test_run_when_answers_come_otherwise),
		cmocka_unit_test(test_run_when_in_doubt_sends_the_same_bytes_later),
		cmocka_unit_test(test_run_when_tenant_is_dead_gives_up),
		cmocka_unit_test(test_run_when_nothing_can_be_kept_sends_nothing_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
