/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: identity, ownership, safety, and what the fingerprint sees. */
#include "engine/plan.h"

#include "unit/engine/world.h"

#define ID_A "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_B "b1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_C "c1b2c3d4-e5f6-7890-abcd-ef1234567890"

#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"

#define AUDIENCE(name, id, spec)                                                              \
	"---\napiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: " name ", id: " id "}\n" \
	"spec: {name: " spec ", " CRITERIA "}\n"
#define WEBHOOK(name, spec)                                                            \
	"---\napiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: " name "}\nspec: " \
	"{name: " spec ", url: 'https://x.example', events: [profile.updated]}\n"

/* As the tenant and the ledger show AUDIENCE and WEBHOOK. */
#define LIVE_AUDIENCE(id, spec) "{id: " id ", name: " spec ", " CRITERIA ", version: 3, size: 12}"
#define BASE_AUDIENCE(id, spec) "{id: " id ", protect: false, spec: {name: " spec ", " CRITERIA "}}"
#define LIVE_WEBHOOK(id, spec) \
	"{id: " id ", name: " spec ", url: 'https://x.example', events: [profile.updated]}"
#define BASE_WEBHOOK(id, spec)                                                                            \
	"{id: " id ", protect: false, spec: {name: " spec ", url: 'https://x.example', events: [profile." \
	"updated]}}"

static void test_plan_when_nothing_is_there_then_created(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "h") AUDIENCE("one", ID_A, "One"));
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan),
			    "create intended Audience/one\ncreate intended Webhook/hook\n");
	assert_string_equal(plan.changes[0].id, ID_A);
	assert_null(plan.changes[1].id);
	assert_int_equal(plan.counts.create, 2);
	assert_false(plan.has_ledger);
}

static void test_plan_when_applied_then_empty(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml",
		     WEBHOOK("hook", "h") AUDIENCE("one", ID_A, "One") AUDIENCE("two", ID_B, "Two"));
	struct cx_plan plan = world_plan(&w);
	world_apply(&w, &plan);
	assert_plan(&w, "");
	world_define(&w, "a.yaml", WEBHOOK("hook", "other") AUDIENCE("one", ID_A, "Other"));
	plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan), "update intended Audience/one /name\n"
						   "delete intended Audience/two\n"
						   "update intended Webhook/hook /name\n"
						   "safety.delete: 1 resource would be deleted\n");
	world_apply(&w, &plan);
	assert_plan(&w, "");
}

#define WEBHOOK_WITH(url, headers)                                                      \
	"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: hook}\nspec: {name: h, " \
	"url: 'https://" url "', events: [profile.updated], headers: " headers "}\n"
#define HOOK_OF(url, headers) \
	"{name: h, url: 'https://" url "', events: [profile.updated], headers: " headers "}"

/* A credential that the tenant has and we never applied is no difference, and goes back to it in a PUT. */
static void test_plan_when_credential_is_not_ours_then_kept(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Webhook",
		   "{id: W1, name: h, url: 'https://x.example', events: [profile.updated], "
		   "headers: {X-A: one, Authorization: theirs}}");
	world_define(&w, "a.yaml", WEBHOOK_WITH("x.example", "{X-A: one}"));
	assert_plan(&w, "record converged Webhook/hook (equal in git and tenant, not yet in the ledger)\n");
	world_define(&w, "a.yaml", WEBHOOK_WITH("y.example", "{X-B: two}"));
	struct cx_plan plan = world_plan(&w);
	assert_json(cx_node_get(plan.changes[0].body, "headers"),
		    "{\"Authorization\":\"theirs\",\"X-B\":\"two\"}");
	world_base(&w, "Webhook/hook",
		   "{id: W1, protect: false, spec: " HOOK_OF("x.example", "{Authorization: {env: A}}") "}");
	plan = world_plan(&w);
	assert_json(cx_node_get(plan.changes[0].body, "headers"), "{\"X-B\":\"two\"}");
}

/* Nobody's secret is overwritten with the stars that the tenant shows of it. */
static void test_plan_when_credential_is_masked_then_not_updatable(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Webhook",
		   "{id: W1, name: h, url: 'https://x.example', events: [profile.updated], "
		   "headers: {Authorization: '********'}}");
	world_define(&w, "a.yaml", WEBHOOK_WITH("y.example", "{}"));
	struct cx_plan plan = world_plan(&w);
	assert_true(plan.changes[0].unable);
	assert_int_equal(plan.counts.unable_updates, 1);
	assert_string_equal(plan.changes[0].refusal,
			    "not updatable: a PUT would spoil the secret of the tenant's at "
			    "/headers/Authorization; say in git where it is read from");
	world_define(&w, "a.yaml", WEBHOOK_WITH("y.example", "{Authorization: {env: A}}"));
	plan = world_plan(&w);
	assert_false(plan.changes[0].unable);
}

/* The secret itself is left out, as it is where the tenant does not show it at all. */
static void test_plan_when_secret_is_masked_then_not_sent(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Webhook",
		   "{id: W1, name: h, url: 'https://x.example', events: [profile.updated], "
		   "secret: '********'}");
	world_define(&w, "a.yaml", WEBHOOK_WITH("y.example", "{}"));
	struct cx_plan plan = world_plan(&w);
	assert_false(plan.changes[0].unable);
	assert_null(cx_node_get(plan.changes[0].body, "secret"));
}

static void test_plan_when_live_object_is_unowned_then_never_deleted(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Theirs"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W9", "theirs"));
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan), "create intended Audience/one\n");
	assert_int_equal(plan.unmanaged, 2);
}

static void test_plan_when_owned_object_leaves_git_then_deleted_once(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Two"));
	world_base(&w, "Audience/two", BASE_AUDIENCE("'B1B2C3D4-E5F6-7890-ABCD-EF1234567890'", "Two"));
	assert_plan(&w, "create intended Audience/one\ndelete intended Audience/two\n"
			"safety.delete: 1 resource would be deleted\n");
	w.live[0].count = 0;
	assert_plan(&w, "create intended Audience/one\n"
			"record converged Audience/two (already gone from git and tenant)\n");
}

static void test_plan_when_object_was_deleted_in_tenant_then_put_back_as_drift(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	assert_plan(&w, "create drift Audience/one (it was deleted in the tenant)\n");
}

static void test_plan_when_renamed_by_id_then_update_or_record(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("new", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/old", BASE_AUDIENCE(ID_A, "One"));
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan), "record converged Audience/new (renamed from old)\n");
	assert_string_equal(plan.changes[0].base_address, "Audience/old");
	world_define(&w, "a.yaml", AUDIENCE("new", ID_A, "Other"));
	plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan), "update intended Audience/new (renamed from old) /name\n");
	world_apply(&w, &plan);
	assert_plan(&w, "");
	assert_int_equal(w.ledger.resources.count, 1);
}

/* What a run that died between two ledgers may leave behind. */
static void test_plan_when_old_name_is_left_in_ledger_then_record_not_delete(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("new", ID_A, "One") WEBHOOK("hook", "h"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W1", "h"));
	world_base(&w, "Audience/new", BASE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/old", BASE_AUDIENCE(ID_A, "Was"));
	world_base(&w, "Webhook/hook", BASE_WEBHOOK("W1", "h"));
	world_base(&w, "Webhook/older", BASE_WEBHOOK("W1", "h"));
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan),
			    "record converged Audience/old (it has another name now)\n"
			    "record converged Webhook/older (it has another name now)\n");
	world_apply(&w, &plan);
	assert_plan(&w, "");
	assert_int_equal(w.live[0].count + w.live[1].count, 2);
}

static void test_plan_when_id_of_a_name_changes_then_error_while_old_one_lives(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_B, "One"));
	struct cx_node *old = world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	struct cx_plan plan;
	assert_int_equal(world_try(&w, &plan), CX_STATUS_INVALID);
	assert_string_equal(fixture_lines(&w.f),
			    "4:27 plan.id Audience/one has the id " ID_B ", but was applied with " ID_A
			    ", which the tenant still holds [give the new one a metadata.name of its own; "
			    "the old one is deleted then]\n");
	assert_non_null(old);
	w.live[0].count = 0;
	assert_plan(&w, "create intended Audience/one\n");
}

static void test_plan_when_two_names_swap_ids_then_renamed(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_B, "Two") AUDIENCE("two", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Two"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/two", BASE_AUDIENCE(ID_B, "Two"));
	assert_plan(&w, "record converged Audience/one (renamed from two)\n"
			"record converged Audience/two (renamed from one)\n");
}

static void test_plan_when_one_unowned_webhook_has_the_name_then_adopted(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "h"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W1", "h"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W2", "H"));
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(
		world_show(&w, &plan),
		"record converged Webhook/hook (equal in git and tenant, not yet in the ledger)\n");
	assert_string_equal(plan.changes[0].id, "W1");
	cx_node_set(w.live[1].items[0], "enabled", cx_node_bool(&w.f.arena, false));
	assert_plan(&w, "update conflict Webhook/hook (first contact: the tenant's values are replaced) "
			"/enabled\n");
}

static void test_plan_when_two_webhooks_have_the_name_then_error(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "h"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W1", "h"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W2", "h"));
	struct cx_plan plan;
	assert_int_equal(world_try(&w, &plan), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&w.f),
		"2:1 plan.match the tenant holds 2 of kind Webhook with name h, so none can be told "
		"[say which one it is with metadata.id]\n");
}

static void test_plan_when_same_name_is_owned_by_another_then_created(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "h") WEBHOOK("twin", "h"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W1", "h"));
	world_base(&w, "Webhook/hook", BASE_WEBHOOK("W1", "h"));
	assert_plan(&w, "create intended Webhook/twin\n");
}

/* The server's ids are its own texts: no case is folded. */
static void test_plan_when_server_id_has_capitals_then_found(void **state)
{
	(void)state;
	WORLD(w);
	world_define(
		&w, "a.yaml",
		"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: hook, id: AbC}\nspec: {name: h, url: "
		"'https://x.example', events: [profile.updated]}\n");
	world_live(&w, "Webhook", LIVE_WEBHOOK("AbC", "h"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("aBC", "h"));
	world_base(&w, "Webhook/hook", BASE_WEBHOOK("AbC", "h"));
	world_base(&w, "Webhook/gone", BASE_WEBHOOK("aBC", "h"));
	w.allow_delete = 1;
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan), "delete intended Webhook/gone\n");
	assert_string_equal(plan.changes[0].id, "aBC");
}

static void test_plan_when_server_id_is_unknown_then_error(void **state)
{
	(void)state;
	WORLD(w);
	world_define(
		&w, "a.yaml",
		"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: hook, id: W7}\nspec: {name: h, url: "
		"'https://x.example', events: [profile.updated]}\n");
	struct cx_plan plan;
	assert_int_equal(world_try(&w, &plan), CX_STATUS_INVALID);
	assert_string_equal(fixture_lines(&w.f),
			    "1:1 plan.id the tenant has no Webhook with id W7, and gives ids itself [take "
			    "metadata.id out to have it created]\n");
}

static void test_plan_when_three_sides_differ_then_conflict_stops_it(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Mine"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "Theirs"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "Was"));
	assert_plan(&w,
		    "update conflict Audience/one [blocked: changed both in git and in the tenant since the "
		    "last apply] /name\n");
	w.project.on_conflict = CX_ON_CONFLICT_OVERWRITE;
	assert_plan(&w, "update conflict Audience/one (changed in the tenant too: git wins "
			"(safety.on_conflict)) /name\n");
}

static const char *left_of(struct world *w, const struct cx_plan *plan)
{
	struct cx_buf *out = &w->f.lines;
	cx_buf_clear(out);
	for (size_t i = 0; i < plan->left_count; i++)
		for (size_t f = 0; f < plan->left[i].fields.count; f++) {
			const struct cx_field *field = &plan->left[i].fields.items[f];
			cx_buf_addf(out, "%s%s %s %s\n", plan->left[i].address, field->path,
				    cx_class_name(field->class), cx_decision_name(field->decision));
		}
	return out->data;
}

static void test_plan_when_live_is_kept_then_its_value_is_sent_and_base_stays(void **state)
{
	(void)state;
	WORLD(w);
	w.project.on_conflict = CX_ON_CONFLICT_KEEP_LIVE;
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Mine, description: new"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "Theirs, description: old"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "Was, description: old"));
	assert_plan(&w, "update intended Audience/one /description\n");
	struct cx_plan plan = world_plan(&w);
	const struct cx_change *change = &plan.changes[0];
	assert_string_equal(cx_node_get_text(change->body, "name"), "Theirs");
	assert_string_equal(cx_node_get_text(change->body, "description"), "new");
	assert_string_equal(cx_node_get_text(change->next_base, "name"), "Was");
	assert_string_equal(cx_node_get_text(change->next_base, "description"), "new");
	assert_string_equal(left_of(&w, &plan), "Audience/one/name conflict keep-live\n");
	world_apply(&w, &plan);
	plan = world_plan(&w);
	assert_true(cx_plan_is_empty(&plan));
	assert_int_equal(plan.left_fields, 1);
	w.project.on_conflict = CX_ON_CONFLICT_REFUSE;
	assert_plan(&w,
		    "update conflict Audience/one [blocked: changed both in git and in the tenant since the "
		    "last apply] /name\n");
}

static void test_plan_when_decided_otherwise_then_another_fingerprint(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Mine, description: new"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "Theirs, description: old"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "Was, description: old"));
	struct cx_plan plans[3];
	for (int i = 0; i < 3; i++) {
		w.project.on_conflict = (enum cx_on_conflict)i;
		plans[i] = world_plan(&w);
		for (int before = 0; before < i; before++)
			assert_string_not_equal(plans[before].fingerprint, plans[i].fingerprint);
	}
}

static void test_plan_when_deleted_by_hand_and_changed_in_git_then_conflict_of_existence(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "New"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "Was"));
	assert_plan(&w,
		    "create conflict Audience/one (it was deleted in the tenant) [blocked: deleted in the "
		    "tenant, but changed in git since the last apply]\n");
	w.project.on_conflict = CX_ON_CONFLICT_OVERWRITE;
	assert_plan(&w, "create conflict Audience/one (deleted in the tenant, changed in git: git wins "
			"(safety.on_conflict))\n");
	w.project.on_conflict = CX_ON_CONFLICT_KEEP_LIVE;
	assert_plan(&w, "");
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(left_of(&w, &plan), "Audience/one conflict keep-live\n");
	/* Unchanged in git, it is drift as ever. */
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Was"));
	assert_plan(&w, "create drift Audience/one (it was deleted in the tenant)\n");
}

static void test_plan_when_removed_and_kept_then_no_delete(void **state)
{
	(void)state;
	WORLD(w);
	w.project.on_conflict = CX_ON_CONFLICT_KEEP_LIVE;
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Changed"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/two", BASE_AUDIENCE(ID_B, "Two"));
	assert_plan(&w, "");
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(left_of(&w, &plan), "Audience/two conflict keep-live\n");
	assert_int_equal(plan.unmanaged, 0);
}

static void test_plan_when_first_contact_then_nothing_is_kept(void **state)
{
	(void)state;
	WORLD(w);
	w.project.on_conflict = CX_ON_CONFLICT_KEEP_LIVE;
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Mine"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "Theirs"));
	assert_plan(&w, "update conflict Audience/one (first contact: the tenant's values are replaced) "
			"/name\n");
}

static void test_plan_when_both_changed_alike_then_record(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "New"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "New"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "Was"));
	assert_plan(&w, "record converged Audience/one (git and tenant were changed alike)\n");
}

static void test_plan_when_removed_and_changed_by_hand_then_delete_is_a_conflict(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Changed"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/two", BASE_AUDIENCE(ID_B, "Two"));
	w.allow_delete = 1;
	assert_plan(
		&w,
		"delete conflict Audience/two [blocked: removed from git, but changed in the tenant since "
		"the last apply]\n");
}

static void test_plan_when_base_is_protected_then_delete_is_refused(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Two"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/two", "{id: " ID_B ", protect: true, spec: {name: Two, " CRITERIA "}}");
	w.allow_delete = 1;
	w.project.on_conflict = CX_ON_CONFLICT_OVERWRITE;
	assert_plan(
		&w,
		"delete intended Audience/two [it is protected: apply `protect: false` first, then remove "
		"the file]\n");
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One") AUDIENCE("two", ID_B, "Two"));
	assert_plan(&w, "record converged Audience/two (protection lifted)\n");
}

static void test_plan_when_ledger_is_missing_then_nothing_is_deleted(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "Other"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "Two"));
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(world_show(&w, &plan),
			    "update conflict Audience/one (first contact: the tenant's "
			    "values are replaced) /name\n");
	assert_int_equal(plan.counts.delete, 0);
	assert_int_equal(plan.unmanaged, 1);
}

static void test_plan_when_profile_cannot_then_said(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "new"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W1", "old"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W2", "gone"));
	world_base(&w, "Webhook/hook", BASE_WEBHOOK("W1", "old"));
	world_base(&w, "Webhook/gone", BASE_WEBHOOK("W2", "gone"));
	for (size_t i = 0; i < w.profile.kind_count; i++) {
		w.profile.kinds[i].routes[CX_ROUTE_PUT].present = false;
		w.profile.kinds[i].routes[CX_ROUTE_DELETE].present = false;
	}
	assert_plan(&w, "update intended Webhook/hook [not updatable: the tenant has no call that updates a "
			"Webhook] /name\n");
	assert_string_equal(fixture_lines(&w.f),
			    "0:0 warning plan.delete Webhook/gone is no longer in git, but the tenant cannot "
			    "delete it [delete it by hand; the ledger then lets it go]\n");
}

static void test_plan_when_nothing_creates_then_said(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "new"));
	for (size_t i = 0; i < w.profile.kind_count; i++)
		w.profile.kinds[i].routes[CX_ROUTE_CREATE].present = false;
	struct cx_plan plan = world_plan(&w);
	assert_int_equal(plan.counts.unable, 1);
	assert_true(plan.changes[0].unable);
	assert_string_equal(plan.changes[0].refusal,
			    "not creatable: the tenant has no call that creates a Webhook");
	assert_false(plan.changes[0].blocked);
}

static void test_plan_when_client_gives_ids_then_put_creates(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	for (size_t i = 0; i < w.profile.kind_count; i++)
		w.profile.kinds[i].routes[CX_ROUTE_CREATE].present = false;
	assert_int_equal(world_plan(&w).counts.unable, 0);
	for (size_t i = 0; i < w.profile.kind_count; i++)
		w.profile.kinds[i].routes[CX_ROUTE_PUT].present = false;
	assert_int_equal(world_plan(&w).counts.unable, 1);
}

static void test_plan_when_tenant_cannot_show_then_not_complete(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("hook", "new"));
	world_live(&w, "Webhook", LIVE_WEBHOOK("W2", "other"));
	assert_true(world_plan(&w).live_complete);
	for (size_t i = 0; i < w.profile.kind_count; i++)
		w.profile.kinds[i].routes[CX_ROUTE_LIST].present = false;
	assert_true(world_plan(&w).live_complete);
	assert_string_equal(
		fixture_lines(&w.f),
		"0:0 warning plan.unlisted the tenant has no list of kind Webhook, so nobody can see "
		"whether it holds what would be created [what it holds already is named by its id: "
		"metadata.id]\n");
	for (size_t i = 0; i < w.profile.kind_count; i++)
		w.profile.kinds[i].routes[CX_ROUTE_READ].present = false;
	assert_false(world_plan(&w).live_complete);
}

/* ---- safety ---- */

/* n audiences in git, the tenant and the ledger; the first `changed` differ, then `removed` are not in git.
 */
static void many(struct world *w, size_t n, size_t changed, size_t removed)
{
	CX_AUTO(cx_buf) struct cx_buf git = CX_BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		const char *id = cx_arena_printf(&w->f.arena, "00000000-0000-4000-8000-%012zu", i);
		const char *address = cx_arena_printf(&w->f.arena, "Audience/a%05zu", i);
		if (i < changed || i >= changed + removed)
			cx_buf_addf(&git,
				    "---\nkind: Audience\nmetadata: {name: a%05zu, id: %s}\n"
				    "spec: {name: %s%zu, " CRITERIA "}\n",
				    i, id, i < changed ? "new" : "n", i);
		world_live(w, "Audience",
			   cx_arena_printf(&w->f.arena, "{id: %s, name: n%zu, " CRITERIA ", version: 2}", id,
					   i));
		world_base(w, address,
			   cx_arena_printf(&w->f.arena, "{id: %s, spec: {name: n%zu, " CRITERIA "}}", id, i));
	}
	world_define(w, "a.yaml", git.data);
}

static const char *refusals(struct world *w, const struct cx_plan *plan)
{
	cx_buf_clear(&w->f.lines);
	for (size_t i = 0; i < plan->refusal_count; i++)
		cx_buf_addf(&w->f.lines, "%s: %s [%s]\n", plan->refusals[i].code, plan->refusals[i].message,
			    plan->refusals[i].hint);
	return w->f.lines.data;
}

static void assert_refused(size_t n, size_t changed, size_t removed, int64_t allow, const char *expected)
{
	WORLD(w);
	many(&w, n, changed, removed);
	w.project.max_update_percent = w.project.max_delete_percent = 30;
	w.project.min_resources = 10;
	w.allow_delete = allow;
	struct cx_plan plan = world_plan(&w);
	assert_int_equal(plan.counts.update, changed);
	assert_int_equal(plan.counts.delete, removed);
	assert_string_equal(refusals(&w, &plan), expected);
}

static void test_safety_when_share_is_at_the_limit_then_allowed(void **state)
{
	(void)state;
	assert_refused(10, 3, 3, 3, "");
	assert_refused(9, 9, 0, -1, "");
	assert_refused(
		10, 4, 0, -1,
		"safety.update_percent: 4 of 10 resources would be updated, more than 30 % [if that is "
		"meant, raise safety.max_update_percent in cxctl.yaml]\n");
	assert_refused(
		10, 0, 4, 4,
		"safety.delete_percent: 4 of 10 resources would be deleted, more than 30 % [if that is "
		"meant, raise safety.max_delete_percent in cxctl.yaml]\n");
}

static void test_safety_when_deletes_are_not_counted_exactly_then_refused(void **state)
{
	(void)state;
	assert_refused(9, 0, 2, -1,
		       "safety.delete: 2 resources would be deleted [if that is meant, apply with "
		       "--allow-delete 2]\n");
	assert_refused(
		9, 0, 2, 3,
		"safety.delete: 2 would be deleted, but --allow-delete says 3 [if that is meant, apply "
		"with --allow-delete 2]\n");
	assert_refused(
		9, 0, 2, 1,
		"safety.delete: 2 would be deleted, but --allow-delete says 1 [if that is meant, apply "
		"with --allow-delete 2]\n");
	assert_refused(9, 0, 2, 2, "");
}

static void test_safety_when_nothing_is_defined_then_refused(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	world_base(&w, "Audience/one", BASE_AUDIENCE(ID_A, "One"));
	w.allow_delete = 1;
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(
		refusals(&w, &plan),
		"safety.empty: the definitions are empty [an empty set is never applied: it would "
		"delete all that cxctl owns]\n");
}

/* ---- order ---- */

static void test_order_when_deletes_refer_in_a_long_chain_then_referrers_first(void **state)
{
	(void)state;
	enum { CHAIN = 100 };
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	for (int i = 0; i < CHAIN; i++) {
		const char *id = cx_arena_printf(&w.f.arena, "00000000-0000-4000-8000-00000000%04x", i);
		/* In capitals, as an author may have written it. */
		const char *next = cx_arena_printf(&w.f.arena, "00000000-0000-4000-8000-00000000%04X", i + 1);
		world_live(&w, "Audience", cx_arena_printf(&w.f.arena, "{id: %s, name: x}", id));
		world_base(&w, cx_arena_printf(&w.f.arena, "Audience/a%03d", CHAIN - i),
			   cx_arena_printf(&w.f.arena, "{id: %s, spec: {name: x, exclusions: ['%s']}}", id,
					   next));
	}
	struct cx_plan plan = world_plan(&w);
	assert_int_equal(plan.counts.delete, CHAIN);
	/* a100 refers to a099 and so on; changes stand by address, the create last. */
	for (int i = 1; i < CHAIN; i++)
		assert_true(plan.changes[i - 1].rank > plan.changes[i].rank);
	assert_true(plan.changes[CHAIN - 1].rank > w.desired.count);
}

static void test_order_when_deletes_refer_in_a_circle_then_it_ends(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "One"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_B, "B"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_C, "C"));
	world_base(&w, "Audience/b", "{id: " ID_B ", spec: {name: B, exclusions: [" ID_C "]}}");
	world_base(&w, "Audience/c", "{id: " ID_C ", spec: {name: C, exclusions: [" ID_B "]}}");
	assert_int_equal(world_plan(&w).counts.delete, 2);
}

/* ---- effect ---- */

static void assert_effect(const char *live, const char *desired, enum cx_effect effect)
{
	WORLD(w);
	world_define(&w, "a.yaml",
		     cx_arena_printf(&w.f.arena,
				     "kind: Audience\nmetadata: {name: one, id: " ID_A "}\nspec: {%s}\n",
				     desired));
	world_live(&w, "Audience", cx_arena_printf(&w.f.arena, "{id: " ID_A ", size: 42, %s}", live));
	struct cx_plan plan = world_plan(&w);
	assert_int_equal(plan.count, 1);
	assert_true(plan.changes[0].has_effect);
	assert_int_equal(plan.changes[0].members, 42);
	assert_string_equal(cx_effect_name(plan.changes[0].effect), cx_effect_name(effect));
}

#define OVER(n) "criteria: {field: spend, operator: greater_than, value: " #n "}"

#define NOBODY                                                                                \
	"criteria: {operator: AND, conditions: [{field: a, operator: is_null, value: null}, " \
	"{field: a, operator: equals, value: 1}]}"
#define EVERYBODY                                                                            \
	"criteria: {operator: OR, conditions: [{field: a, operator: is_null, value: null}, " \
	"{field: a, operator: is_not_null, value: null}]}"

static void test_effect_when_criteria_or_exclusions_differ_then_proved(void **state)
{
	(void)state;
	assert_effect(OVER(5), OVER(7), CX_EFFECT_SHRINK);
	assert_effect(OVER(7), OVER(5), CX_EFFECT_GROW);
	assert_effect(OVER(5), OVER(5) ", description: x", CX_EFFECT_NONE);
	assert_effect(OVER(5), OVER(5) ", exclusions: [" ID_B "]", CX_EFFECT_SHRINK);
	assert_effect(OVER(5) ", exclusions: [" ID_B "]", OVER(5), CX_EFFECT_GROW);
	assert_effect(OVER(5) ", exclusions: [" ID_B "]", OVER(5) ", exclusions: [" ID_C "]",
		      CX_EFFECT_EITHER);
	assert_effect(OVER(5) ", exclusions: [" ID_B "]", OVER(7), CX_EFFECT_EITHER);
	assert_effect(OVER(5), NOBODY, CX_EFFECT_EMPTY);
	assert_effect(NOBODY, NOBODY ", description: x", CX_EFFECT_NONE);
	assert_effect(NOBODY, OVER(5), CX_EFFECT_GROW);
	assert_effect(OVER(5) ", data_source: crm_sync", NOBODY, CX_EFFECT_EMPTY);
	assert_effect(OVER(5), EVERYBODY, CX_EFFECT_EVERYONE);
	assert_effect(OVER(5), EVERYBODY ", exclusions: [" ID_B "]", CX_EFFECT_EITHER);
	assert_effect(OVER(5) ", data_source: crm_sync", OVER(7) ", data_source: customer_360",
		      CX_EFFECT_EITHER);
}

/* ---- fingerprint ---- */

static const char *fingerprint(struct world *w)
{
	struct cx_plan plan = world_plan(w);
	return cx_arena_strdup(&w->f.arena, plan.fingerprint);
}

#define SPEC_A "{name: One, exclusions: [" ID_B ", " ID_C "], description: d, " CRITERIA "}"
#define SPEC_B "{" CRITERIA ", description: d, exclusions: [" ID_C ", '" ID_B "'], name: One}"
#define DOCUMENT(name, id, spec) \
	"---\nkind: Audience\nmetadata: {name: " name ", id: " id "}\nspec: " spec "\n"

static void test_fingerprint_when_files_look_different_then_the_same(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "Other"));
	world_define(&w, "a.yaml",
		     DOCUMENT("one", ID_A, SPEC_A) DOCUMENT("two", ID_B, "{name: Two, " CRITERIA "}"));
	w.commit = "1111111111111111111111111111111111111111";
	const char *first = fingerprint(&w);
	assert_int_equal(strncmp(first, "sha256:", 7), 0);
	w.commit = "2222222222222222222222222222222222222222";
	world_define(&w, "z.yaml",
		     "# said\n" DOCUMENT("two", ID_B, "{name: Two, " CRITERIA "}") "\n\n# more\n" DOCUMENT(
			     "one", ID_A, SPEC_A));
	assert_string_equal(fingerprint(&w), first);
}

static void test_plan_when_members_stand_in_another_order_then_same_change(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Audience",
		   "{id: " ID_A ", name: One, description: d, version: 2, exclusions: [" ID_B ", " ID_C
		   "], " CRITERIA "}");
	world_define(&w, "a.yaml", DOCUMENT("one", ID_A, SPEC_A));
	struct cx_plan plan = world_plan(&w);
	const char *shown = cx_arena_strdup(&w.f.arena, world_show(&w, &plan));
	world_define(&w, "a.yaml", DOCUMENT("one", ID_A, SPEC_B));
	assert_plan(&w, shown);
	assert_string_equal(
		shown, "record converged Audience/one (equal in git and tenant, not yet in the ledger)\n");
}

static void test_fingerprint_when_something_sent_or_assumed_differs_then_another(void **state)
{
	(void)state;
	static const char *const specs[] = {
		"{name: Two, " CRITERIA "}",
		"{name: Two, description: x, " CRITERIA "}",
		"{name: Two, recalculate_on_update: false, " CRITERIA "}",
		"{name: Two, exclusions: [" ID_B "], " CRITERIA "}",
		"{name: Two, criteria: {operator: OR, conditions: [{field: a, operator: equals, value: 5}]}}",
	};
	static const char *const lives[] = {
		LIVE_AUDIENCE(ID_A, "One"),
		LIVE_AUDIENCE(ID_A, "Uno"),
		"{id: " ID_A ", name: One, " CRITERIA ", version: 4}",
		"{id: " ID_A ", name: One, " CRITERIA ", version: 3, more: 1}",
	};
	WORLD(w);
	const char *seen[CX_COUNT(specs) * CX_COUNT(lives)];
	size_t n = 0;
	for (size_t s = 0; s < CX_COUNT(specs); s++)
		for (size_t l = 0; l < CX_COUNT(lives); l++) {
			w.live[0].count = 0;
			world_live(&w, "Audience", lives[l]);
			world_define(&w, "a.yaml",
				     cx_arena_printf(&w.f.arena, DOCUMENT("one", ID_A, "%s"), specs[s]));
			seen[n] = fingerprint(&w);
			for (size_t i = 0; i < n; i++)
				assert_string_not_equal(seen[i], seen[n]);
			n++;
		}
}

static void test_fingerprint_when_only_the_tenants_own_members_differ_then_the_same(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Two"));
	world_live(&w, "Audience", LIVE_AUDIENCE(ID_A, "One"));
	const char *first = fingerprint(&w);
	w.live[0].count = 0;
	world_live(&w, "Audience",
		   "{size: 99, evaluation_status: RUNNING, updated_at: now, version: 3, " CRITERIA
		   ", name: One, id: " ID_A "}");
	assert_string_equal(fingerprint(&w), first);
}

/* Another tenant of the host, another way to the same resources. */
static void test_fingerprint_when_the_way_to_the_tenant_differs_then_another(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("one", ID_A, "Two"));
	const char *first = fingerprint(&w);
	w.base_path = "";
	assert_string_equal(fingerprint(&w), first);
	w.base_path = "/tenants/a";
	assert_string_not_equal(fingerprint(&w), first);
	w.base_path = NULL;
	struct cx_node *document = cx_node_copy(&w.f.arena, w.profile.document);
	cx_node_set(document, "criteria_depth_counts", cx_node_string(&w.f.arena, "groups"));
	w.profile.document = document;
	assert_string_not_equal(fingerprint(&w), first);
}

/* ---- secrets ---- */

static void test_secret_when_in_definition_then_reference_everywhere(void **state)
{
	(void)state;
	WORLD(w);
	world_define(
		&w, "a.yaml",
		"kind: Webhook\nmetadata: {name: hook}\nspec: {name: h, url: 'https://x.example', events: "
		"[profile.updated], headers: {X-Token: {env: TOKEN}}, secret: {env: KEY, version: 1}}\n");
	struct cx_plan plan = world_plan(&w);
	assert_json(cx_node_get(plan.changes[0].body, "secret"), "{\"env\":\"KEY\",\"version\":1}");
	world_apply(&w, &plan);
	cx_node_set(w.live[1].items[0], "headers", fixture_yaml(&w.f, "{X-Token: hunter2}"));
	assert_plan(&w, "");
	world_define(
		&w, "a.yaml",
		"kind: Webhook\nmetadata: {name: hook}\nspec: {name: h, url: 'https://x.example', events: "
		"[profile.updated], headers: {X-Token: {env: TOKEN}}, secret: {env: KEY, version: 2}}\n");
	assert_plan(&w, "update intended Webhook/hook /secret\n");
}

static void test_secret_when_webhook_is_deleted_then_not_shown(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", WEBHOOK("other", "o"));
	world_live(&w, "Webhook",
		   "{id: W1, name: h, url: 'https://x.example', events: [profile.updated], secret: hunter2, "
		   "headers: {X-Token: hunter2, X-Other: hunter2, X-Source: cxone}}");
	world_base(
		&w, "Webhook/hook",
		"{id: W1, spec: {name: h, url: 'https://x.example', events: [profile.updated], secret: {env: "
		"KEY}, headers: {X-Token: {env: TOKEN}, X-Source: cxone}}}");
	struct cx_plan plan = world_plan(&w);
	assert_string_equal(plan.changes[0].address, "Webhook/hook");
	const struct cx_fields *fields = &plan.changes[0].fields;
	for (size_t i = 0; i < fields->count; i++) {
		const struct cx_field *field = &fields->items[i];
		if (strcmp(field->path, "/secret") == 0)
			assert_json(field->before, "{\"env\":\"KEY\"}");
		if (strcmp(field->path, "/headers") != 0)
			continue;
		assert_json(cx_node_get(field->before, "X-Token"), "{\"env\":\"TOKEN\"}");
		assert_true(cx_node_get(field->before, "X-Other")->secret);
		assert_false(cx_node_get(field->before, "X-Source")->secret);
	}
	assert_int_equal(fields->count, 5);
}

/* ---- size ---- */

static size_t bytes_of_plan(size_t n)
{
	WORLD(w);
	many(&w, n, n / 10, n / 10);
	size_t before = w.f.arena.used;
	struct cx_plan plan = world_plan(&w);
	assert_int_equal(plan.counts.update, n / 10);
	return w.f.arena.used - before;
}

static void test_plan_when_twice_the_resources_then_twice_the_memory(void **state)
{
	(void)state;
	enum { SIZE = FIXTURE_ROUNDS(10000, 2000) };
	size_t half = bytes_of_plan(SIZE / 2), whole = bytes_of_plan(SIZE);
	assert_true(whole * 10 < half * 26);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan_when_nothing_is_there_then_created),
		cmocka_unit_test(test_plan_when_applied_then_empty),
		cmocka_unit_test(test_plan_when_credential_is_not_ours_then_kept),
		cmocka_unit_test(test_plan_when_credential_is_masked_then_not_updatable),
		cmocka_unit_test(test_plan_when_secret_is_masked_then_not_sent),
		cmocka_unit_test(test_plan_when_live_object_is_unowned_then_never_deleted),
		cmocka_unit_test(test_plan_when_owned_object_leaves_git_then_deleted_once),
		cmocka_unit_test(test_plan_when_object_was_deleted_in_tenant_then_put_back_as_drift),
		cmocka_unit_test(test_plan_when_renamed_by_id_then_update_or_record),
		cmocka_unit_test(test_plan_when_old_name_is_left_in_ledger_then_record_not_delete),
		cmocka_unit_test(test_plan_when_id_of_a_name_changes_then_error_while_old_one_lives),
		cmocka_unit_test(test_plan_when_two_names_swap_ids_then_renamed),
		cmocka_unit_test(test_plan_when_one_unowned_webhook_has_the_name_then_adopted),
		cmocka_unit_test(test_plan_when_two_webhooks_have_the_name_then_error),
		cmocka_unit_test(test_plan_when_same_name_is_owned_by_another_then_created),
		cmocka_unit_test(test_plan_when_server_id_has_capitals_then_found),
		cmocka_unit_test(test_plan_when_server_id_is_unknown_then_error),
		cmocka_unit_test(test_plan_when_three_sides_differ_then_conflict_stops_it),
		cmocka_unit_test(test_plan_when_live_is_kept_then_its_value_is_sent_and_base_stays),
		cmocka_unit_test(test_plan_when_decided_otherwise_then_another_fingerprint),
		cmocka_unit_test(
			test_plan_when_deleted_by_hand_and_changed_in_git_then_conflict_of_existence),
		cmocka_unit_test(test_plan_when_removed_and_kept_then_no_delete),
		cmocka_unit_test(test_plan_when_first_contact_then_nothing_is_kept),
		cmocka_unit_test(test_plan_when_both_changed_alike_then_record),
		cmocka_unit_test(test_plan_when_removed_and_changed_by_hand_then_delete_is_a_conflict),
		cmocka_unit_test(test_plan_when_base_is_protected_then_delete_is_refused),
		cmocka_unit_test(test_plan_when_ledger_is_missing_then_nothing_is_deleted),
		cmocka_unit_test(test_plan_when_profile_cannot_then_said),
		cmocka_unit_test(test_plan_when_nothing_creates_then_said),
		cmocka_unit_test(test_plan_when_client_gives_ids_then_put_creates),
		cmocka_unit_test(test_plan_when_tenant_cannot_show_then_not_complete),
		cmocka_unit_test(test_plan_when_members_stand_in_another_order_then_same_change),
		cmocka_unit_test(test_plan_when_twice_the_resources_then_twice_the_memory),
		cmocka_unit_test(test_safety_when_share_is_at_the_limit_then_allowed),
		cmocka_unit_test(test_safety_when_deletes_are_not_counted_exactly_then_refused),
		cmocka_unit_test(test_safety_when_nothing_is_defined_then_refused),
		cmocka_unit_test(test_order_when_deletes_refer_in_a_long_chain_then_referrers_first),
		cmocka_unit_test(test_order_when_deletes_refer_in_a_circle_then_it_ends),
		cmocka_unit_test(test_effect_when_criteria_or_exclusions_differ_then_proved),
		cmocka_unit_test(test_fingerprint_when_files_look_different_then_the_same),
		cmocka_unit_test(test_fingerprint_when_something_sent_or_assumed_differs_then_another),
		cmocka_unit_test(test_fingerprint_when_the_way_to_the_tenant_differs_then_another),
		cmocka_unit_test(test_fingerprint_when_only_the_tenants_own_members_differ_then_the_same),
		cmocka_unit_test(test_secret_when_in_definition_then_reference_everywhere),
		cmocka_unit_test(test_secret_when_webhook_is_deleted_then_not_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
