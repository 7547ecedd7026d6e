/* SPDX-License-Identifier: Apache-2.0 */
/* Adopting: whose an object is, its name and file, references, secrets, and what the JSON says of it. */
#include "engine/adopt.h"

#include "base/embed.h"
#include "report/adopt.h"
#include "schema/schema.h"
#include "unit/engine/world.h"

#define ID_A                 "aaaaaaaa-0000-4000-8000-000000000001"
#define ID_B                 "bbbbbbbb-0000-4000-8000-000000000002"
#define ID_C                 "cccccccc-0000-4000-8000-000000000003"
#define CRITERIA             "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"
#define LIVE(id, name, more) "{id: " id ", name: " name ", " CRITERIA more "}"
#define HOOK(id, name, more) \
	"{id: " id ", name: " name ", url: 'https://x.example', events: [profile.updated]" more "}"

struct desk {
	struct world w;
	struct cx_catalog catalog;
	struct cx_formats formats;
	struct cx_adopt_glob globs[2];
	struct cx_adopt_input input;
	struct cx_live live;
	struct cx_adopt adopt;
};

static void desk_release(struct desk *d)
{
	world_release(&d->w);
}
#define DESK(name)                                                     \
	__attribute__((cleanup(desk_release))) struct desk name = {0}; \
	desk_open(&(name))

static void desk_open(struct desk *d)
{
	struct world *w = &d->w;
	world_init(w);
	assert_int_equal(cx_catalog_load(&w->f.arena, &w->f.kinds, &d->catalog, &w->f.diags), CX_STATUS_OK);
	assert_int_equal(cx_formats_init(&w->f.arena, &d->catalog, &d->formats, &w->f.diags), CX_STATUS_OK);
}

static void make(struct desk *d)
{
	struct world *w = &d->w;
	d->live = (struct cx_live){w->live, WORLD_KINDS, 3};
	d->input.project = &w->project;
	d->input.profile = &w->profile;
	d->input.kinds = &w->f.kinds;
	d->input.formats = &d->formats;
	d->input.definitions = &w->desired;
	d->input.ledger = &w->ledger;
	d->input.live = &d->live;
	d->input.globs = d->globs;
	d->input.dir = "";
	assert_int_equal(cx_adopt_make(&w->f.arena, &d->input, &d->adopt, &w->f.diags), CX_STATUS_OK);
}

/* "fate address file" a line. */
static const char *show(struct desk *d)
{
	struct cx_buf *out = &d->w.f.lines;
	cx_buf_clear(out);
	for (size_t i = 0; i < d->adopt.count; i++) {
		const struct cx_adopt_item *item = &d->adopt.items[i];
		cx_buf_addf(out, "%s %s %s\n", cx_adopt_fate_name(item->fate), item->address,
			    item->fate == CX_ADOPT_NEW ? item->file : "-");
	}
	return out->data;
}

static void test_adopt_when_names_are_alike_then_the_same_in_every_run(void **state)
{
	(void)state;
	DESK(d);
	world_live(&d.w, "Audience", LIVE(ID_C, "VIP", ""));
	world_live(&d.w, "Audience", LIVE(ID_A, "vip", ""));
	world_live(&d.w, "Audience", LIVE(ID_B, "vip-2", ""));
	world_live(&d.w, "Webhook", HOOK("w1", "vip", ""));
	make(&d);
	assert_string_equal(show(&d), "adopted Audience/vip audiences/vip.yaml\n"
				      "adopted Audience/vip-2 audiences/vip-2.yaml\n"
				      "adopted Audience/vip-3 audiences/vip-3.yaml\n"
				      "adopted Webhook/vip webhooks/vip.yaml\n");
	d.globs[0] = (struct cx_adopt_glob){
		.text = "Audience/*3", .glob = "*3", .kind = cx_kinds_find(&d.w.f.kinds, "Audience")};
	d.globs[1] = (struct cx_adopt_glob){
		.text = "Webhook/x", .glob = "x", .kind = cx_kinds_find(&d.w.f.kinds, "Webhook")};
	d.input.glob_count = 2;
	make(&d);
	assert_string_equal(show(&d), "adopted Audience/vip-3 audiences/vip-3.yaml\n");
	assert_true(d.globs[0].used);
	assert_false(d.globs[1].used);
}

static void test_adopt_when_defined_or_owned_then_left_out(void **state)
{
	(void)state;
	DESK(d);
	world_live(&d.w, "Audience", LIVE(ID_A, "One", ""));
	world_live(&d.w, "Audience", LIVE(ID_B, "Two", ""));
	world_live(&d.w, "Audience", LIVE(ID_C, "Two", ""));
	world_base(&d.w, "Audience/two", "{id: " ID_B ", protect: false, spec: {name: Two, " CRITERIA "}}");
	world_define(&d.w, "audiences/x.yaml",
		     "apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: one, id: " ID_A
		     "}\nspec: {name: Other, " CRITERIA "}\n");
	make(&d);
	assert_string_equal(show(&d), "defined Audience/one -\nowned Audience/two -\n"
				      "adopted Audience/two-2 audiences/two-2.yaml\n");
}

/* One of the references of a circle is by id; so is one to what cannot be adopted. */
static void test_adopt_when_references_then_by_name_where_that_can_be(void **state)
{
	(void)state;
	DESK(d);
	world_live(&d.w, "Audience", LIVE(ID_A, "A", ", exclusions: [" ID_B "]"));
	world_live(&d.w, "Audience", LIVE(ID_B, "B", ", exclusions: [" ID_A ", " ID_C "]"));
	world_live(&d.w, "Audience", "{id: " ID_C ", name: C}");
	make(&d);
	assert_int_equal(d.adopt.fates[CX_ADOPT_NEW], 2);
	assert_int_equal(d.adopt.fates[CX_ADOPT_IMPOSSIBLE], 1);
	assert_int_equal(d.adopt.references, 1);
	assert_non_null(strstr(d.adopt.items[0].text, "- {ref: b}"));
	assert_non_null(strstr(d.adopt.items[1].text, "- " ID_A "\n    - " ID_C "\n"));
	assert_string_equal(d.adopt.items[2].problem, "spec has no \"criteria\"");
}

static void test_adopt_when_credentials_are_shown_then_comments(void **state)
{
	(void)state;
	DESK(d);
	world_live(&d.w, "Webhook",
		   HOOK("w1", "hook", ", headers: {Authorization: hush, X-A: one, X-B: bearer hush}"));
	make(&d);
	const struct cx_adopt_item *item = &d.adopt.items[0];
	assert_null(strstr(item->text, "hush"));
	assert_non_null(strstr(item->text,
			       "\n    # Authorization: {env: HOOK_HEADERS_AUTHORIZATION}\n    X-A: one\n"));
	assert_non_null(strstr(item->text, "\n  # secret: {env: HOOK_SECRET}\n"));
	assert_int_equal(item->secrets.count, 3);
	assert_string_equal(item->secrets.items[0].path, "/headers/Authorization");
}

static void test_adopt_when_a_known_secret_is_in_it_then_impossible(void **state)
{
	(void)state;
	DESK(d);
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	cx_secrets_add(secrets, "hunter2hunter2", 14);
	d.input.secrets = secrets;
	world_live(&d.w, "Audience", LIVE(ID_A, "A", ", description: it is hunter2hunter2"));
	make(&d);
	assert_int_equal(d.adopt.fates[CX_ADOPT_IMPOSSIBLE], 1);
	assert_string_equal(d.adopt.items[0].problem, "it holds the value of a secret of this project");
}

static void test_json_when_every_fate_then_the_schema_accepts_it(void **state)
{
	(void)state;
	DESK(d);
	struct cx_arena *arena = &d.w.f.arena;
	world_live(&d.w, "Audience", LIVE(ID_A, "A", ""));
	world_live(&d.w, "Audience", "{id: " ID_B ", name: B}");
	world_live(&d.w, "Webhook", HOOK("w1", "hook", ", headers: {Authorization: hush}"));
	make(&d);
	struct cx_adopt_proof proof = {.made = true, .records = 2};
	struct cx_adopt_view view = {.adopt = &d.adopt, .proof = &proof, .shown = "", .tenant = "prod"};
	struct cx_node *json = cx_adopt_json(arena, &view, &d.w.f.diags, 1);
	const struct cx_embedded_file *file = cx_embedded_find("adopt.schema.json");
	struct cx_source source = {file->name, file->bytes, strlen(file->bytes)};
	struct cx_node *text = NULL;
	struct cx_schema *schema = NULL;
	assert_int_equal(cx_json_parse(arena, &source, &text, &d.w.f.diags), CX_STATUS_OK);
	assert_int_equal(cx_schema_compile(arena, text, file->name, &schema, &d.w.f.diags), CX_STATUS_OK);
	assert_true(cx_schema_check(schema, json, &d.w.f.diags));
	assert_int_equal(cx_node_get(json, "adopted")->count, 2);
	assert_int_equal(cx_node_get(json, "left_out")->count, 1);
	proof.made = false;
	assert_true(cx_schema_accepts(schema, cx_adopt_json(arena, &view, &d.w.f.diags, 1)));
	(void)cx_node_remove(json, "exit_code");
	assert_false(cx_schema_accepts(schema, json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_adopt_when_names_are_alike_then_the_same_in_every_run),
		cmocka_unit_test(test_adopt_when_defined_or_owned_then_left_out),
		cmocka_unit_test(test_adopt_when_references_then_by_name_where_that_can_be),
		cmocka_unit_test(test_adopt_when_credentials_are_shown_then_comments),
		cmocka_unit_test(test_adopt_when_a_known_secret_is_in_it_then_impossible),
		cmocka_unit_test(test_json_when_every_fate_then_the_schema_accepts_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
