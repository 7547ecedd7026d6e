/* SPDX-License-Identifier: Apache-2.0 */
/* Overlays: what is read for one tenant, and what a patch does. */
#include "model/overlay.h"

#include "unit/model/folder.h"

#define HEAD(name) "apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: " name "}\n"

static struct cx_tenant_config tenants[] = {{.name = "prod"}, {.name = "staging"}};
static const struct cx_project project = {.root = "", .tenants = tenants, .tenant_count = 2};

static enum cx_status load(struct fixture *f, const struct folder *folder, struct cx_overlays *overlays)
{
	(void)fixture_kind(f, "Webhook");
	const struct cx_overlays_source source = {
		.tree = &folder->tree, .project = &project, .tenant = "prod", .kinds = &f->kinds};
	return cx_overlays_load(&f->arena, &source, overlays, &f->diags);
}

static void test_overlays_when_of_one_tenant_then_only_those_are_read(void **state)
{
	(void)state;
	FIXTURE(f);
	struct folder folder;
	folder_init(&folder);
	folder_put(&folder, &f, "overlays/prod/deep/er/a.yaml",
		   HEAD("a") "patch: {spec: {}}\n---\n" HEAD("b") "patch: {spec: {}}\n");
	folder_put(&folder, &f, "overlays/staging/wrong.yaml", "kind: [\n");
	folder_put(&folder, &f, "overlays/stagin/a.yaml", "kind: [\n");
	folder_put(&folder, &f, "overlays/a.yaml", "kind: [\n");
	struct cx_overlays overlays;
	assert_int_equal(load(&f, &folder, &overlays), CX_STATUS_OK);
	assert_int_equal(overlays.count, 2);
	assert_string_equal(overlays.items[0]->address, "Webhook/a");
	assert_string_equal(overlays.items[1]->address, "Webhook/b");
	assert_true(cx_overlays_hold(&overlays, &overlays.items[0]->patch->span));
	assert_string_equal(fixture_lines(&f), "0:0 warning overlay.place overlays/a.yaml is in the folder "
					       "of no tenant, it is not read [move it to "
					       "overlays/prod/a.yaml]\n"
					       "0:0 warning overlay.tenant overlays/stagin is the folder of "
					       "no tenant, nothing is read from there "
					       "[did you mean overlays/staging?]\n");
	cx_overlays_release(&overlays);
	folder_release(&folder);
}

static void test_overlays_when_twice_or_of_no_kind_then_said_and_the_rest_is_kept(void **state)
{
	(void)state;
	FIXTURE(f);
	struct folder folder;
	folder_init(&folder);
	folder_put(
		&folder, &f, "overlays/prod/a.yaml",
		HEAD("a") "patch: {spec: {}}\n---\n" HEAD(
			"a") "patch: {spec: {}}\n---\n"
			     "apiVersion: cxctl/v1\nkind: Webhok\nmetadata: {name: a}\npatch: {spec: {}}\n");
	struct cx_overlays overlays;
	assert_int_equal(load(&f, &folder, &overlays), CX_STATUS_INVALID);
	assert_int_equal(overlays.count, 1);
	assert_string_equal(
		fixture_lines(&f),
		"overlays/prod/a.yaml:8:18 overlay.twice Webhook/a is patched twice for prod [put both "
		"patches into one document] (first patched here overlays/prod/a.yaml:3:18)\n"
		"overlays/prod/a.yaml:12:7 overlay.kind there is no kind Webhok [did you mean Webhook?]\n");
	cx_overlays_release(&overlays);
	folder_release(&folder);
}

/* The patched document as JSON; what is said stays in the fixture. */
static void assert_patched(struct fixture *f, const char *document, const char *patch, const char *json)
{
	struct cx_node *written = fixture_yaml(f, document);
	struct cx_overlay overlay = {
		.address = "Webhook/a", .kind = fixture_kind(f, "Webhook"), .patch = fixture_yaml(f, patch)};
	assert_json(cx_overlay_apply(&f->arena, &overlay, written, &f->diags), json);
	assert_true(overlay.used);
}

static void test_overlay_when_applied_then_a_merge_patch(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_patched(&f, "{kind: W, spec: {a: 1, b: {c: [1, 2], d: x}, e: 5}}",
		       "{spec: {a: null, b: {c: [3]}, f: {g: null, h: 1}}}",
		       "{\"kind\":\"W\",\"spec\":{\"b\":{\"c\":[3],\"d\":\"x\"},\"e\":5,\"f\":{\"h\":1}}}");
	assert_string_equal(fixture_lines(&f),
			    "1:35 warning overlay.null the definition has no /spec/f/g to remove "
			    "[null removes what the definition has; take the line out]\n");
}

static void test_overlay_when_identity_or_nothing_changes_then_said(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_patched(&f, "{kind: W, metadata: {name: a}}", "{metadata: {name: b}}",
		       "{\"kind\":\"W\",\"metadata\":{\"name\":\"a\"}}");
	assert_patched(&f, "{kind: W, metadata: {name: a}}", "{kind: null}",
		       "{\"kind\":\"W\",\"metadata\":{\"name\":\"a\"}}");
	assert_patched(&f, "{kind: W, spec: {a: 1.0}}", "{spec: {a: 1}}",
		       "{\"kind\":\"W\",\"spec\":{\"a\":1}}");
	assert_int_equal(f.diags.count, 3);
	assert_string_equal(f.diags.items[0]->code, "overlay.identity");
	assert_string_equal(f.diags.items[1]->code, "overlay.identity");
	assert_string_equal(f.diags.items[2]->code, "overlay.nothing");
	assert_int_equal(f.diags.items[0]->span.column, 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlays_when_of_one_tenant_then_only_those_are_read),
		cmocka_unit_test(test_overlays_when_twice_or_of_no_kind_then_said_and_the_rest_is_kept),
		cmocka_unit_test(test_overlay_when_applied_then_a_merge_patch),
		cmocka_unit_test(test_overlay_when_identity_or_nothing_changes_then_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
