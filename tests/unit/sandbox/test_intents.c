/* SPDX-License-Identifier: Apache-2.0 */
/* Writes that arrive, held against journals that announce them, and against those that do not. */
#include "sandbox/intents.h"

#include "base/file.h"
#include "calls.h"
#include "doc/json.h"
#include "port/crypto.h"

#include <glob.h>
#include <unistd.h>

#define AUDIENCE "/api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define BODY     "{\"name\": \"Gold\", \"spend\": 10}"
#define SECRET   "{\"name\": \"w\", \"secret\": \"s\"}"

struct world {
	struct tenant tenant;
	char folder[40], glob[80];
};

static int open_world(void **state)
{
	struct world *world = cx_alloc(sizeof *world);
	(void)snprintf(world->folder, sizeof world->folder, "/tmp/cx-intents-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	(void)snprintf(world->glob, sizeof world->glob, "%s/*.jsonl", world->folder);
	tenant_open(&world->tenant, "--journal", world->glob, NULL);
	*state = world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;
	glob_t found;
	if (glob(world->glob, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	assert_int_equal(rmdir(world->folder), 0);
	tenant_close(&world->tenant);
	cx_free(world);
	return 0;
}

static void line_add(struct cx_buf *text, const char *json)
{
	char digest[CX_SHA256_HEX + 1];
	cx_sha256_hex(json, strlen(json), digest);
	cx_buf_addf(text, "%s\t%s\n", json, digest);
}

static void journal_write(const struct world *world, const char *name, const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	cx_buf_addf(&path, "%s/%s.jsonl", world->folder, name);
	assert_int_equal(cx_file_write_atomic(path.data, text, strlen(text), 0600, &diags), CX_STATUS_OK);
}

static const char *digest_of(struct cx_exchange *x, const char *body)
{
	char *digest = cx_arena_alloc(&x->arena, CX_DIGEST_LEN + 1);
	cx_json_digest(cx_exchange_parse_text(x, body, strlen(body)), digest);
	return digest;
}

/* What is said of one request; NULL: it was announced. Valid until the next. */
static const char *problem_of(struct world *world, const char *method, const char *key, const char *body)
{
	static char problem[200];
	struct cx_intents *intents = &world->tenant.sandbox->intents;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_intents_release(intents);
	*intents = (struct cx_intents){.shown = CX_BUF_INIT};
	struct cx_exchange *x = call_new(&world->tenant, method, AUDIENCE);
	if (key)
		call_header(x, "Idempotency-Key", key);
	cx_buf_adds(&x->body, body);
	cx_intents_look(x);
	cx_intents_print(intents, &text);
	const struct cx_node *shown = cx_exchange_parse_text(x, text.data, text.len),
			     *items = cx_node_get(shown, "items");
	assert_int_equal(intents->checked, 1);
	assert_int_equal(intents->missing, items->count);
	(void)snprintf(problem, sizeof problem, "%s",
		       items->first ? cx_node_get_text(items->first, "problem") : "");
	cx_exchange_free(x);
	return *problem ? problem : NULL;
}

static char *intent(struct cx_exchange *x, const char *method, const char *key, const char *body)
{
	return cx_arena_printf(&x->arena,
			       "{\"address\":\"Audience/gold\",\"body\":\"%s\",%s%s%s\"method\":\"%s\","
			       "\"path\":\"" AUDIENCE "\",\"type\":\"intent\"}",
			       digest_of(x, body), key ? "\"idempotency_key\":\"" : "", key ? key : "",
			       key ? "\"," : "", method);
}

static void test_write_when_no_intent_announces_it_then_missing(void **state)
{
	struct world *world = *state;
	struct cx_exchange *x = cx_exchange_new(world->tenant.sandbox);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_string_equal(problem_of(world, "PUT", NULL, BODY), "there is no journal");
	journal_write(world, "a", "");
	assert_string_equal(problem_of(world, "PUT", NULL, BODY), "no intent has this method and path");
	line_add(&text, intent(x, "DELETE", NULL, BODY));
	journal_write(world, "a", text.data);
	assert_string_equal(problem_of(world, "PUT", NULL, BODY), "no intent has this method and path");
	line_add(&text, intent(x, "PUT", NULL, "{\"name\": \"Silver\"}"));
	journal_write(world, "a", text.data);
	assert_string_equal(problem_of(world, "PUT", NULL, BODY),
			    "the intent has the digest of another body");
	line_add(&text, intent(x, "POST", "one", BODY));
	journal_write(world, "a", text.data);
	assert_string_equal(problem_of(world, "POST", "two", BODY), "the intent has another Idempotency-Key");
	assert_string_equal(problem_of(world, "POST", NULL, BODY), "the intent has another Idempotency-Key");
	cx_exchange_free(x);
}

static void test_write_when_its_intent_is_torn_or_damaged_then_missing(void **state)
{
	struct world *world = *state;
	struct cx_exchange *x = cx_exchange_new(world->tenant.sandbox);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	line_add(&text, intent(x, "PUT", NULL, BODY));
	char *whole = cx_arena_strdup(&x->arena, text.data);
	for (size_t len = 0; len < text.len; len += 7) {
		journal_write(world, "a", cx_arena_strndup(&x->arena, whole, len));
		assert_string_equal(problem_of(world, "PUT", NULL, BODY),
				    "no intent has this method and path");
	}
	journal_write(world, "a", whole);
	assert_null(problem_of(world, "PUT", NULL, BODY));
	*strstr(whole, "gold") = 'G';
	journal_write(world, "a", whole);
	assert_string_equal(problem_of(world, "PUT", NULL, BODY), "no intent has this method and path");
	cx_exchange_free(x);
}

static void test_write_when_its_outcome_is_recorded_then_missing_until_announced_again(void **state)
{
	struct world *world = *state;
	struct cx_exchange *x = cx_exchange_new(world->tenant.sandbox);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	line_add(&text, intent(x, "PUT", NULL, BODY));
	line_add(&text, "{\"address\":\"Audience/other\",\"type\":\"outcome\"}");
	journal_write(world, "a", text.data);
	assert_null(problem_of(world, "PUT", NULL, BODY));
	line_add(&text, "{\"address\":\"Audience/gold\",\"type\":\"outcome\"}");
	journal_write(world, "a", text.data);
	assert_string_equal(problem_of(world, "PUT", NULL, BODY), "the journal holds its outcome already");
	line_add(&text, intent(x, "PUT", NULL, BODY));
	journal_write(world, "a", text.data);
	assert_null(problem_of(world, "PUT", NULL, BODY));
	cx_exchange_free(x);
}

static void test_write_when_announced_then_counted_only(void **state)
{
	struct world *world = *state;
	struct cx_exchange *x = cx_exchange_new(world->tenant.sandbox);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	journal_write(world, "a", "");
	line_add(&text, intent(x, "PUT", NULL, BODY));
	line_add(&text, intent(x, "POST", "one", BODY));
	line_add(&text, intent(x, "POST", "two", "{\"name\": \"other\"}"));
	journal_write(world, "b", text.data);
	assert_null(problem_of(world, "PUT", NULL, BODY));
	assert_null(problem_of(world, "POST", "one", BODY));
	assert_null(problem_of(world, "POST", "two", SECRET)); /* what it announces is not what is sent */
	cx_exchange_free(x);
}

static void test_request_when_it_does_not_write_or_no_journal_is_named_then_not_looked_at(void **state)
{
	struct world *world = *state;
	struct cx_exchange *x = call_new(&world->tenant, "GET", AUDIENCE);
	cx_intents_look(x);
	cx_exchange_free(x);
	x = call_new(&world->tenant, "POST", "/oauth/token");
	cx_intents_look(x);
	cx_exchange_free(x);
	x = call_new(&world->tenant, "POST", "/callbacks/prod");
	cx_intents_look(x);
	cx_exchange_free(x);
	world->tenant.arguments.journal = NULL;
	x = call_new(&world->tenant, "PUT", AUDIENCE);
	cx_intents_look(x);
	cx_exchange_free(x);
	assert_int_equal(world->tenant.sandbox->intents.checked, 0);
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
	const struct CMUnitTest tests[] = {
		IN_WORLD(test_write_when_no_intent_announces_it_then_missing),
		IN_WORLD(test_write_when_its_intent_is_torn_or_damaged_then_missing),
		IN_WORLD(test_write_when_its_outcome_is_recorded_then_missing_until_announced_again),
		IN_WORLD(test_write_when_announced_then_counted_only),
		IN_WORLD(test_request_when_it_does_not_write_or_no_journal_is_named_then_not_looked_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
