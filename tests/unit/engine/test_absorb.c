/* SPDX-License-Identifier: Apache-2.0 */
/* Absorbing: the values that drifted, edited where they stand, and what is left to a person. */
#include "engine/absorb.h"

#include "unit/engine/world.h"

#define ID       "aaaaaaaa-0000-4000-8000-000000000001"
#define OTHER    "bbbbbbbb-0000-4000-8000-000000000002"
#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"
#define HEAD     "apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: a, id: " ID "}\n"
#define SPEC     "{name: A, description: old, " CRITERIA "}"

struct desk {
	struct world w;
	struct cx_definition_file file;
	struct cx_definition_files files;
	struct cx_live live;
	struct cx_drift drift;
	struct cx_overlays overlays;
	struct cx_absorb_input input;
	struct cx_absorb absorb;
};

static void desk_release(struct desk *d)
{
	cx_absorb_release(&d->absorb);
	world_release(&d->w);
}
#define DESK(name)                                                     \
	__attribute__((cleanup(desk_release))) struct desk name = {0}; \
	world_init(&(name).w)

/* Git holds that text; the ledger and the tenant what world_base and world_live were told. */
static void absorb(struct desk *d, const char *yaml)
{
	struct cx_arena *arena = &d->w.f.arena;
	struct cx_source *source = fixture_source(&d->w.f, "a.yaml", yaml);
	world_define(&d->w, "a.yaml", yaml);
	d->file.source = source;
	assert_int_equal(cx_yaml_parse(arena, source, &d->file.docs, &d->w.f.diags), CX_STATUS_OK);
	d->files = (struct cx_definition_files){.items = &d->file, .count = 1};
	d->live = (struct cx_live){d->w.live, WORLD_KINDS, 1};
	const struct cx_drift_input found = {&d->w.ledger, &d->w.f.kinds, &d->w.profile, &d->w.project,
					     &d->live};
	cx_drift_find(arena, &found, &d->drift, &d->w.f.diags);
	d->input.drift = &d->drift;
	d->input.live = &d->live;
	d->input.kinds = &d->w.f.kinds;
	d->input.profile = &d->w.profile;
	d->input.definitions = &d->w.desired;
	d->input.files = &d->files;
	d->input.overlays = &d->overlays;
	d->input.ledger = &d->w.ledger;
	cx_absorb_release(&d->absorb);
	cx_absorb_make(arena, &d->input, &d->absorb, &d->w.f.diags);
}

static void assert_absorbed(struct desk *d, const char *expected)
{
	assert_string_equal(fixture_lines(&d->w.f), "");
	assert_true(d->absorb.files[0].changed);
	assert_string_equal(d->absorb.files[0].text.data, expected);
}

static void test_absorb_when_values_differ_then_those_alone_are_edited(void **state)
{
	(void)state;
	DESK(d);
	world_base(&d.w, "Audience/a", "{id: " ID ", protect: false, spec: " SPEC "}");
	world_live(
		&d.w, "Audience",
		"{id: " ID ", name: A, description: 'new: one', data_source: crm_sync, exclusions: [" OTHER
		"], "
		"criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 7}]}}");
	absorb(&d, HEAD
	       "spec:\n  # theirs\n  name: A\n  description: 'old'   # for now\n  criteria:\n    operator: "
	       "AND\n"
	       "    conditions:\n      # EUR\n      - {field: spend, operator: greater_than, value: 5}\n");
	assert_absorbed(
		&d, HEAD
		"spec:\n  # theirs\n  name: A\n  description: \"new: one\"   # for now\n"
		"  data_source: crm_sync\n  criteria:\n    operator: AND\n"
		"    conditions:\n      # EUR\n      - {field: spend, operator: greater_than, value: 7}\n"
		"  exclusions: [" OTHER "]\n");
	assert_int_equal(d.absorb.items[0].edits, 4);
	assert_int_equal(d.absorb.items[0].left, 0);
	cx_absorb_prove(&d.w.f.arena, &d.absorb, NULL, "no", &d.w.f.diags);
	assert_false(d.absorb.files[0].changed);
	assert_true(d.absorb.items[0].lost);
	assert_string_equal(fixture_lines(&d.w.f),
			    "1:1 warning absorb.proof Audience/a is not absorbed: edited, the "
			    "project would be wrong [it would be: no]\n");
}

static void test_absorb_when_git_changed_too_then_left(void **state)
{
	(void)state;
	DESK(d);
	world_base(&d.w, "Audience/a", "{id: " ID ", protect: false, spec: " SPEC "}");
	world_live(&d.w, "Audience", "{id: " ID ", name: B, description: theirs, " CRITERIA "}");
	absorb(&d, HEAD "spec: {name: A, description: ours, " CRITERIA "}\n");
	assert_string_equal(
		fixture_lines(&d.w.f),
		"4:30 warning absorb.conflict description of Audience/a is not absorbed: git was changed "
		"as well since the last apply [decide by hand; cxctl plan shows both]\n");
	assert_string_equal(d.absorb.files[0].text.data,
			    HEAD "spec: {name: B, description: ours, " CRITERIA "}\n");
	assert_int_equal(d.absorb.items[0].left, 1);
}

static void test_absorb_when_deleted_or_not_defined_then_told(void **state)
{
	(void)state;
	DESK(d);
	world_base(&d.w, "Audience/a", "{id: " ID ", protect: false, spec: " SPEC "}");
	world_base(&d.w, "Audience/b", "{id: " OTHER ", protect: false, spec: " SPEC "}");
	world_live(&d.w, "Audience", "{id: " OTHER ", name: B, description: old, " CRITERIA "}");
	absorb(&d, HEAD "spec: " SPEC "\n");
	assert_string_equal(
		fixture_lines(&d.w.f),
		"1:1 warning absorb.deleted Audience/a is not absorbed: it was deleted in the tenant "
		"[remove its definition by hand if that was meant; cxctl apply makes it anew]\n"
		"0:0 warning absorb.missing Audience/b is not absorbed: git has no definition of it any "
		"more\n");
	assert_false(d.absorb.files[0].changed);
}

/* References stay, what can only be a secret is not taken in, and what the run knows as one neither. */
static void test_absorb_when_secrets_then_none_in_the_file(void **state)
{
	(void)state;
	DESK(d);
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	cx_secrets_add(secrets, "hunter2hunter2", 14);
	d.input.secrets = secrets;
	world_base(&d.w, "Webhook/h",
		   "{id: w, protect: false, spec: {name: h, url: 'https://x.example', events: "
		   "[profile.updated], "
		   "headers: {X-A: one, X-K: {env: K}}}}");
	world_live(&d.w, "Webhook",
		   "{id: w, name: hunter2hunter2, url: 'https://x.example', events: [profile.updated], "
		   "headers: {X-A: two, X-K: hush, Authorization: hush}}");
	absorb(&d, "apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: h, id: w}\nspec:\n  name: h\n"
		   "  url: https://x.example\n  events: [profile.updated]\n  headers: {X-A: one, X-K: {env: "
		   "K}}\n");
	assert_string_equal(
		fixture_lines(&d.w.f),
		"5:9 warning absorb.secret name of Webhook/h is not absorbed: it holds the value of a secret "
		"[secrets stand in no file: put it back with cxctl apply]\n");
	assert_string_equal(
		d.absorb.files[0].text.data,
		"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: h, id: w}\nspec:\n  name: h\n"
		"  url: https://x.example\n  events: [profile.updated]\n  headers: {X-A: two, X-K: {env: "
		"K}}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absorb_when_values_differ_then_those_alone_are_edited),
		cmocka_unit_test(test_absorb_when_git_changed_too_then_left),
		cmocka_unit_test(test_absorb_when_deleted_or_not_defined_then_told),
		cmocka_unit_test(test_absorb_when_secrets_then_none_in_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
