/* SPDX-License-Identifier: Apache-2.0 */
/* What a tenant made of what was sent: noted, and undone as long as it holds. */
#include "engine/shown.h"

#include "doc/json.h"
#include "model/normal.h"
#include "unit/engine/world.h"

#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"
#define HOOK     "name: h, url: 'https://x.example', events: [profile.updated, profile.created]"

struct case_note {
	const char *kind, *sent, *live, *notes; /* notes: "" where there are none */
};

static struct cx_node *yaml(struct world *w, const char *text)
{
	return fixture_yaml(&w->f, text);
}

static const char *line(struct world *w, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	if (node)
		cx_json_line(node, &out);
	return cx_arena_strdup(&w->f.arena, out.len ? out.data : "");
}

static void test_note_when_shown_otherwise_then_by_member_and_without_secrets(void **state)
{
	static const struct case_note cases[] = {
		{"Audience", "{name: A, " CRITERIA "}", "{name: A, " CRITERIA ", version: 7, size: 3}", ""},
		{"Audience", "{name: A, description: ' X', " CRITERIA "}",
		 "{name: A, description: x, " CRITERIA "}", "[{\"member\":\"description\",\"value\":\"x\"}]"},
		/* One that is not shown, and one that was not sent. */
		{"Audience", "{name: A, description: D, " CRITERIA "}", "{description: '', " CRITERIA "}",
		 "[{\"member\":\"name\"},{\"member\":\"description\",\"value\":\"\"}]"},
		{"Audience", "{name: A, " CRITERIA "}", "{name: A, description: d, " CRITERIA ", other: 1}",
		 "[{\"member\":\"description\",\"value\":\"d\"}]"},
		/* Order is nothing, and a number is a number. */
		{"Webhook", "{" HOOK "}",
		 "{name: h, url: 'https://x.example', events: [profile.created, profile.updated]}", ""},
		/* A secret that the tenant shows stands as its reference; an unknown one bars the member. */
		{"Webhook", "{" HOOK ", secret: {env: K}, headers: {X-A: ' One', X-B: {env: B}}}",
		 "{" HOOK ", secret: hunter2, headers: {X-A: One, X-B: hunter2}}",
		 "[{\"member\":\"headers\",\"value\":{\"X-A\":\"One\",\"X-B\":{\"env\":\"B\"}}}]"},
		{"Webhook", "{" HOOK ", headers: {X-A: ' One'}}",
		 "{" HOOK ", headers: {X-A: One, X-C: hunter2}}", ""},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		WORLD(w);
		const struct cx_shape *shape = fixture_kind(&w.f, cases[i].kind)->spec;
		const struct cx_node *sent = yaml(&w, cases[i].sent), *live = yaml(&w, cases[i].live);
		const struct cx_node *notes = cx_shown_note(&w.f.arena, shape, sent, live);
		assert_string_equal(line(&w, notes), cases[i].notes);
		assert_null(strstr(line(&w, notes), "hunter2"));
	}
}

/* What was noted of sent and live, undone in now: whether that means the same as sent. */
static bool is_undone(struct world *w, const char *sent_text, const char *live_text, const char *desired,
		      const char *now_text)
{
	struct cx_arena *arena = &w->f.arena;
	const struct cx_shape *shape = fixture_kind(&w->f, "Audience")->spec;
	const struct cx_node *sent = yaml(w, sent_text), *now = yaml(w, now_text);
	struct cx_node *base = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(base, "spec", cx_node_copy(arena, sent));
	cx_node_add(base, "shown", cx_shown_note(arena, shape, sent, yaml(w, live_text)));
	const struct cx_node *undone =
		cx_shown_undo(arena, shape, base, desired ? yaml(w, desired) : NULL, now);
	return cx_node_equal(cx_normal(arena, shape, undone), cx_normal(arena, shape, sent));
}

static void test_undo_when_tenant_shows_the_same_then_as_sent(void **state)
{
	static const char sent[] = "{name: A, description: ' X', " CRITERIA "}",
			  live[] = "{name: A, description: x, " CRITERIA "}",
			  hand[] = "{name: A, description: by hand, " CRITERIA "}",
			  gone[] = "{description: x, " CRITERIA "}";
	(void)state;
	WORLD(w);
	assert_true(is_undone(&w, sent, live, NULL, live));
	assert_true(is_undone(&w, sent, live, sent, live));
	assert_true(is_undone(&w, sent, gone, NULL, gone));
	assert_false(is_undone(&w, sent, live, NULL, hand));
	assert_false(is_undone(&w, sent, live, NULL, gone));
	/* Git has followed the tenant. */
	assert_false(is_undone(&w, sent, live, live, live));
}

/* The ledger is a git ref that others can write. */
static void test_undo_when_ledger_is_odd_then_live_as_it_is(void **state)
{
	static const char *const bases[] = {
		"{spec: {name: A}}",
		"{shown: [{member: name, value: b}]}",
		"{spec: 5, shown: [{member: name, value: b}]}",
		"{spec: {name: A}, shown: {member: name}}",
		"{spec: {name: A}, shown: [5, null, [], {}, {member: 5}, {value: b}, {member: size}, "
		"{member: x}]}",
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(bases); i++) {
		WORLD(w);
		const struct cx_node *live = yaml(&w, "{name: b, size: 5, x: 1}");
		const struct cx_node *undone = cx_shown_undo(&w.f.arena, fixture_kind(&w.f, "Audience")->spec,
							     yaml(&w, bases[i]), NULL, live);
		assert_string_equal(line(&w, undone), line(&w, live));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_note_when_shown_otherwise_then_by_member_and_without_secrets),
		cmocka_unit_test(test_undo_when_tenant_shows_the_same_then_as_sent),
		cmocka_unit_test(test_undo_when_ledger_is_odd_then_live_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
