/* SPDX-License-Identifier: Apache-2.0 */
/* What a rollback sends, and what it takes for untouched. */
#include "engine/apply_parts.h"

#include "unit/engine/world.h"

#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"
#define HOOK     "name: h, url: 'https://a.example/x', events: [profile.updated], enabled: true"

/* One update that was done, and the step that takes it back. */
struct undone {
	struct world *w;
	struct apply_run run;
	struct cx_change forward, back;
	struct apply_step done, step;
};

/* before, wrote and body as the tenant and the run have them, base the ledger's spec; NULL: none. */
static void undone_init(struct undone *u, struct world *w, const char *kind, const char *before,
			const char *base)
{
	*u = (struct undone){.w = w, .run = {.arena = &w->f.arena}};
	struct cx_node *resource = cx_node_new(&w->f.arena, CX_NODE_OBJECT);
	if (base)
		cx_node_add(resource, "spec", fixture_yaml(&w->f, base));
	u->forward = (struct cx_change){.action = CX_ACTION_UPDATE,
					.kind = fixture_kind(&w->f, kind),
					.route = world_list(w, kind)->route,
					.address = "Kind/x",
					.base = base ? resource : NULL};
	u->back = u->forward;
	u->done = (struct apply_step){.run = &u->run, .step = {.change = &u->forward}};
	u->done.before = fixture_yaml(&w->f, before);
	u->step = (struct apply_step){.run = &u->run, .step = {.change = &u->back}, .undoes = &u->done};
}

static const char *body_of(struct undone *u)
{
	const char *why = NULL;
	struct cx_node *body = apply_undo_body(&u->w->f.arena, &u->step, &why);
	if (!body)
		return why;
	struct cx_buf *out = &u->w->f.lines;
	cx_buf_clear(out);
	cx_json_canonical(body, out);
	return out->data;
}

static void test_body_when_audience_then_as_it_was_with_the_version_of_now(void **state)
{
	(void)state;
	WORLD(w);
	struct undone u;
	undone_init(&u, &w, "Audience", "{id: I, name: A, version: 3, size: 7, tags: [x], " CRITERIA "}",
		    "{name: A, " CRITERIA "}");
	u.forward.body = fixture_yaml(&w.f, "{name: B, recalculate_on_update: false, version: 3}");
	u.back.live = fixture_yaml(&w.f, "{id: I, name: B, version: 4, size: 9, tags: [x], " CRITERIA "}");
	assert_string_equal(
		body_of(&u),
		"{\"criteria\":{\"conditions\":[{\"field\":\"spend\",\"operator\":\"greater_than\","
		"\"value\":5}],\"operator\":\"AND\"},\"name\":\"A\",\"recalculate_on_update\":false,"
		"\"tags\":[\"x\"],\"version\":4}");
}

static void test_body_when_deleted_then_directives_of_the_ledger(void **state)
{
	(void)state;
	WORLD(w);
	struct undone u;
	undone_init(&u, &w, "Audience", "{id: I, name: A, size: 7}",
		    "{name: A, recalculate_on_update: false}");
	u.forward.action = CX_ACTION_DELETE;
	assert_string_equal(body_of(&u), "{\"name\":\"A\",\"recalculate_on_update\":false}");
}

static void test_body_when_secrets_then_those_of_the_ledger_or_none_at_all(void **state)
{
	(void)state;
	static const struct {
		const char *what, *before, *base, *written, *want;
	} rows[] = {
		{"a secret that stays", "{" HOOK "}", "{" HOOK ", secret: {env: S}}", "{secret: {env: S}}",
		 "\"secret\":{\"env\":\"S\"}"},
		{"from another variable", "{" HOOK "}", "{" HOOK ", secret: {env: OLD, version: 1}}",
		 "{secret: {env: NEW, version: 2}}", "\"secret\":{\"env\":\"OLD\",\"version\":1}"},
		{"from a file", "{" HOOK "}", "{" HOOK ", secret: {file: a/b}}", "{secret: {file: c}}",
		 "\"secret\":{\"file\":\"a/b\"}"},
		{"a newer version of the same", "{" HOOK "}", "{" HOOK ", secret: {env: S, version: 1}}",
		 "{secret: {env: S, version: 2}}",
		 "its secret before cannot be known: S holds a newer version of it"},
		{"a first version of the same", "{" HOOK "}", "{" HOOK ", secret: {file: f}}",
		 "{secret: {file: f, version: 1}}",
		 "its secret before cannot be known: f holds a newer version of it"},
		{"there was none", "{" HOOK "}", "{" HOOK "}", "{secret: {env: S}}",
		 "\"events\":[\"profile.updated\"],\"name\":\"h\",\"url\":\"https://a.example/x\"}"},
		{"nobody knows", "{" HOOK "}", NULL, "{}",
		 "it may have had a secret before, which the tenant does not show and the ledger does not "
		 "know"},
		{"a header, masked", "{" HOOK ", headers: {Authorization: '***', X-A: b}}",
		 "{" HOOK ", headers: {Authorization: {env: S}, X-A: c}}", "{}",
		 "\"headers\":{\"Authorization\":{\"env\":\"S\"},\"X-A\":\"b\"}"},
		{"a header, not shown", "{" HOOK ", headers: {X-A: b}}",
		 "{" HOOK ", headers: {Authorization: {env: S}, X-A: b}}", "{}",
		 "\"headers\":{\"Authorization\":{\"env\":\"S\"},\"X-A\":\"b\"}"},
		{"a header by hand", "{" HOOK ", headers: {Authorization: '***'}}", "{" HOOK "}", "{}",
		 "it holds what may be a secret, and the ledger does not know which"},
		{"a secret shown as null", "{" HOOK ", secret: null}", "{" HOOK "}", "{}", "\"secret\":null"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		WORLD(w);
		struct undone u;
		undone_init(&u, &w, "Webhook", rows[i].before, rows[i].base);
		u.forward.body = fixture_yaml(&w.f, rows[i].written);
		const char *body = body_of(&u);
		if (!strstr(body, rows[i].want))
			fail_msg("%s: %s", rows[i].what, body);
	}
}

static void test_untouched_when_as_written_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *what, *before, *wrote, *now;
		bool same;
	} rows[] = {
		{"the same", "{name: A}", "{name: B}", "{name: B}", true},
		{"counted anew", "{name: A}", "{name: B, size: 1, evaluation_status: RUNNING}",
		 "{name: B, size: 2, evaluation_status: COMPLETED}", true},
		{"another value", "{name: A}", "{name: B}", "{name: C}", false},
		{"as before, but not by us", "{name: A}", "{name: B}", "{name: A}", false},
		{"written again", "{name: A, version: 1}", "{name: B, version: 2}", "{name: B, version: 3}",
		 false},
		{"a member more", "{name: A}", "{name: B}", "{name: B, tags: [x]}", false},
		{"a member that the answer did not show", "{name: A, tags: [x]}", "{name: B}",
		 "{name: B, tags: [x]}", true},
		{"that member changed", "{name: A, tags: [x]}", "{name: B}", "{name: B, tags: [z]}", false},
		{"a member less", "{name: A}", "{name: B, tags: [x]}", "{name: B}", false},
		{"deeper", "{name: A}", "{name: B, more: {a: [1, {b: 2}]}}",
		 "{name: B, more: {a: [1, {b: 3}]}}", false},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		WORLD(w);
		struct undone u;
		undone_init(&u, &w, "Audience", rows[i].before, "{name: A}");
		u.done.wrote = fixture_yaml(&w.f, rows[i].wrote);
		if (apply_undo_is_as_written(&u.step, fixture_yaml(&w.f, rows[i].now)) != rows[i].same)
			fail_msg("%s", rows[i].what);
	}
}

static void test_untouched_when_the_answer_showed_nothing_then_as_sent(void **state)
{
	(void)state;
	WORLD(w);
	struct undone u;
	undone_init(&u, &w, "Audience", "{name: A, " CRITERIA "}", "{name: A, " CRITERIA "}");
	u.forward.body = fixture_yaml(&w.f, "{name: B, " CRITERIA "}");
	assert_true(
		apply_undo_is_as_written(&u.step, fixture_yaml(&w.f, "{name: B, size: 3, " CRITERIA "}")));
	assert_false(apply_undo_is_as_written(&u.step, fixture_yaml(&w.f, "{name: C, " CRITERIA "}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_body_when_audience_then_as_it_was_with_the_version_of_now),
		cmocka_unit_test(test_body_when_deleted_then_directives_of_the_ledger),
		cmocka_unit_test(test_body_when_secrets_then_those_of_the_ledger_or_none_at_all),
		cmocka_unit_test(test_untouched_when_as_written_and_nothing_else),
		cmocka_unit_test(test_untouched_when_the_answer_showed_nothing_then_as_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
