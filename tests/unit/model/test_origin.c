/* SPDX-License-Identifier: Apache-2.0 */
/* Origins: of every value the file, the line and the layer. */
#include "model/origin.h"

#include "unit/model/folder.h"

#define UUID "b1b2c3d4-e5f6-7890-abcd-ef1234567890"

static struct cx_tenant_config tenants[] = {{.name = "prod"}};

/* "POINTER layer FILE:LINE:COLUMN[, used LINE:COLUMN]" of each value below spec. */
static const char *lines_of(struct fixture *f, const struct cx_origins *origins)
{
	cx_buf_clear(&f->lines);
	for (size_t i = 0; i < origins->count; i++) {
		const struct cx_origin *o = &origins->items[i];
		if (strncmp(o->pointer, "/spec", 5) != 0)
			continue;
		cx_buf_addf(&f->lines, "%s %s", o->pointer + 5, cx_layer_name(o->layer));
		if (o->at.source)
			cx_buf_addf(&f->lines, " %s:%u:%u", o->at.source->name, o->at.line, o->at.column);
		if (o->used.source)
			cx_buf_addf(&f->lines, ", used %u:%u", o->used.line, o->used.column);
		cx_buf_addc(&f->lines, '\n');
	}
	return f->lines.data;
}

static void test_origins_when_all_layers_are_there_then_each_is_told(void **state)
{
	(void)state;
	FIXTURE(f);
	struct folder folder;
	folder_init(&folder);
	folder_put(
		&folder, &f, "audiences/a.yaml",
		"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: a, id: "
		"a1b2c3d4-e5f6-7890-abcd-ef1234567890}\n"
		"spec:\n  name: A ${var.region}\n  data_source: crm_sync\n"
		"  criteria: {operator: AND, conditions: [{field: f, operator: in, value: '${var.list}'}]}\n"
		"  exclusions: [{ref: b}]\n---\n"
		"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: b, id: " UUID "}\n"
		"spec:\n  name: B\n  data_source: crm_sync\n"
		"  criteria: {operator: AND, conditions: [{field: f, operator: equals, value: x}]}\n");
	folder_put(&folder, &f, "overlays/prod/a.yaml",
		   "apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: a}\npatch: {spec: {data_source: "
		   "customer_360}}\n");
	(void)fixture_kind(&f, "Audience");
	const struct cx_project project = {.root = "", .tenants = tenants, .tenant_count = 1};
	struct cx_overlays overlays;
	const struct cx_overlays_source from = {
		.tree = &folder.tree, .project = &project, .tenant = "prod", .kinds = &f.kinds};
	assert_int_equal(cx_overlays_load(&f.arena, &from, &overlays, &f.diags), CX_STATUS_OK);
	static const char *const paths[] = {"audiences"};
	struct cx_var_uses uses = {0};
	const struct cx_definitions_source source = {
		.from = {.tree = &folder.tree, .root = "", .paths = paths, .path_count = 1},
		.vars = {.project = fixture_yaml(&f, "{region: emea,\n list: [x, w]}"),
			 .tenant = fixture_yaml(&f, "\n\n{region: apac}"),
			 .uses = &uses},
		.kinds = &f.kinds,
		.overlays = &overlays,
	};
	struct cx_definitions set;
	if (cx_definitions_load(&f.arena, &source, &set, &f.diags))
		fail_msg("%s", fixture_lines(&f));
	const struct cx_definition *a = cx_definitions_find(&set, "Audience/a");
	struct cx_node *view = cx_definition_view(&f.arena, a);
	struct cx_origins origins = cx_origins_find(&f.arena, a, view, &uses, &overlays);
	assert_string_equal(lines_of(&f, &origins),
			    "/name variable a.yaml:3:10, used 5:9\n"
			    "/data_source overlay overlays/prod/a.yaml:4:29\n"
			    "/criteria/operator definition audiences/a.yaml:7:24\n"
			    "/criteria/conditions/0/field definition audiences/a.yaml:7:50\n"
			    "/criteria/conditions/0/operator definition audiences/a.yaml:7:63\n"
			    "/criteria/conditions/0/value/0 variable a.yaml:2:9, used 7:74\n"
			    "/criteria/conditions/0/value/1 variable a.yaml:2:12, used 7:74\n"
			    "/exclusions/0 reference audiences/a.yaml:12:25, used 8:16\n"
			    "/description default\n"
			    "/recalculate_on_update default\n"
			    "/version default\n");
	cx_var_uses_release(&uses);
	cx_overlays_release(&overlays);
	cx_definitions_release(&set);
	folder_release(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origins_when_all_layers_are_there_then_each_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
