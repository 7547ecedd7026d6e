/* SPDX-License-Identifier: Apache-2.0 */
/* Policies: what they match, what a refusal says, and what hostile ones cost. */
#include "model/policy.h"

#include "base/file.h"
#include "unit/model/fixture.h"

#include <unistd.h>

#define AUDIENCE(name, id, more)                                                      \
	"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: " name                \
	", id: 00000000-0000-0000-0000-00000000000" id more "}\n"                     \
	"spec:\n  name: A\n  data_source: customer_360\n  criteria: {operator: AND, " \
	"conditions: [{field: spend, operator: equals, value: 5}]}\n"
#define POLICY(name, spec) \
	"---\napiVersion: cxctl/v1\nkind: Policy\nmetadata: {name: " name "}\nspec: " spec "\n"

/* A project in a folder. */
struct place {
	struct fixture f;
	char path[64];
	struct cx_definitions set;
	struct cx_tenant_config tenants[2];
	struct cx_project project;
	bool partial;
};

static void place_init(struct place *place)
{
	*place = (struct place){
		.f = FIXTURE_INIT, .tenants = {{.name = "prod"}, {.name = "dev"}}, .project = {.root = ""}};
	place->project.tenants = place->tenants;
	place->project.tenant_count = CX_COUNT(place->tenants);
	(void)snprintf(place->path, sizeof place->path, "%s/cxpol-XXXXXX",
		       access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(place->path));
	(void)fixture_kind(&place->f, "Audience");
}

static void place_release(struct place *place)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command, "rm -rf '%s'", place->path);
	assert_int_equal(system(command.data), 0);
	cx_definitions_release(&place->set);
	fixture_release(&place->f);
}
#define PLACE(name)                                                      \
	__attribute__((cleanup(place_release))) struct place name = {0}; \
	place_init(&(name))

static void place_write(struct place *place, const char *name, const char *text)
{
	char *path = cx_path_join(&place->f.arena, place->path, name);
	char *parent = cx_arena_strdup(&place->f.arena, path);
	*strrchr(parent, '/') = '\0';
	assert_int_equal(cx_mkdirs(parent, &place->f.diags), CX_STATUS_OK);
	assert_int_equal(cx_file_write_atomic(path, text, strlen(text), 0644, &place->f.diags), CX_STATUS_OK);
}

static enum cx_status place_check(struct place *place, const char *tenant)
{
	const struct cx_tree tree = {.commit = CX_OID_ZERO, .folder = place->path};
	const char *path = "audiences";
	const struct cx_definitions_source source = {
		.from = {.tree = &tree, .root = place->project.root, .paths = &path, .path_count = 1},
		.kinds = &place->f.kinds,
	};
	const struct cx_policies_source from = {
		.tree = &tree, .project = &place->project, .kinds = &place->f.kinds};
	struct cx_policies policies;
	cx_definitions_release(&place->set);
	(void)cx_definitions_load(&place->f.arena, &source, &place->set, &place->f.diags);
	enum cx_status loaded = cx_policies_load(&place->f.arena, &from, &policies, &place->f.diags);
	enum cx_status status =
		cx_policies_check(&policies, &place->set, tenant, place->partial, &place->f.diags);
	return status ? status : loaded;
}

static void test_check_when_selectors_differ_then_only_matching_ones(void **state)
{
	(void)state;
	PLACE(place);
	place_write(&place, "audiences/a.yaml", AUDIENCE("vip-a", "a", ""));
	place_write(&place, "audiences/b.yaml", AUDIENCE("mass-b", "b", ", protect: true"));
	place_write(
		&place, "policies/p.yaml",
		POLICY("all", "{message: m, schema: {required: [spec]}}") POLICY(
			"vip", "{match: {kind: Audience, name: 'vip-*', tenant: [prod]}, message: guard it, "
			       "hint: do it, schema: {properties: {metadata: {required: [protect]}}}}")
			POLICY("hook", "{match: {kind: [Webhook, CrmWebhook]}, message: m, schema: false}")
				POLICY("dev", "{match: {tenant: dev, kind: Audience}, message: none here, "
					      "schema: false}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_REFUSED);
	assert_string_equal(
		fixture_lines(&place.f),
		"audiences/a.yaml:3:11 policy.refused Audience/vip-a breaks the policy vip: guard it "
		"[do it] (the policy policies/p.yaml:9:18)\n");
	assert_string_equal(place.f.diags.items[0]->note, "metadata has no \"protect\"");
	assert_string_equal(place.f.diags.items[0]->pointer, "/metadata");
	cx_diags_release(&place.f.diags);
	assert_int_equal(place_check(&place, "dev"), CX_STATUS_REFUSED);
	assert_string_equal(
		fixture_lines(&place.f),
		"audiences/a.yaml:1:1 policy.refused Audience/vip-a breaks the policy dev: none here "
		"(the policy policies/p.yaml:19:18)\n"
		"audiences/b.yaml:1:1 policy.refused Audience/mass-b breaks the policy dev: none here "
		"(the policy policies/p.yaml:19:18)\n");
	assert_string_equal(place.f.diags.items[0]->note, "it allows no definition that it matches");
}

/* JSON Schema's way: a default is no value, so that a policy can ask for what must be written. */
static void test_check_when_defaults_and_references_then_as_written(void **state)
{
	(void)state;
	PLACE(place);
	place_write(&place, "audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "audiences/b.yaml", AUDIENCE("b", "b", "") "  exclusions: [{ref: a}]\n");
	place_write(&place, "policies/p.yaml",
		    POLICY("described",
			   "{match: {name: a}, message: say what it is for, schema: {properties: "
			   "{spec: {required: [description]}}}}")
			    POLICY("excludes",
				   "{match: {name: b}, message: m, schema: {properties: {spec: {properties: "
				   "{exclusions: {contains: {const: {ref: a}}}}}}}}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_REFUSED);
	assert_string_equal(
		fixture_lines(&place.f),
		"audiences/a.yaml:5:3 policy.refused Audience/a breaks the policy described: say what "
		"it is for (the policy policies/p.yaml:4:18)\n");
}

static void test_check_when_schema_has_own_words_then_kept_beside_the_policys(void **state)
{
	(void)state;
	PLACE(place);
	place_write(&place, "audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "policies/p.yaml",
		    POLICY("named",
			   "{message: names begin with EU, hint: rename it, schema: {properties: {spec: "
			   "{properties: {name: {pattern: ^EU, x-cxctl-message: '{value} does not', "
			   "x-cxctl-hint: put EU in front}}}}}}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_REFUSED);
	assert_string_equal(
		fixture_lines(&place.f),
		"audiences/a.yaml:5:9 policy.refused Audience/a breaks the policy named: names begin "
		"with EU [rename it] (the policy policies/p.yaml:4:18)\n");
	assert_string_equal(place.f.diags.items[0]->note, "\"A\" does not; put EU in front");
}

static void test_check_when_schema_hides_values_then_no_excerpt(void **state)
{
	(void)state;
	PLACE(place);
	place_write(&place, "audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "policies/p.yaml",
		    POLICY("hides",
			   "{message: m, schema: {properties: {spec: {properties: {name: {x-cxctl-hide: "
			   "true, const: B}}}}}}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_REFUSED);
	assert_string_equal(place.f.diags.items[0]->span.source->name, "audiences/a.yaml");
	assert_null(place.f.diags.items[0]->span.source->text);
	assert_null(strstr(place.f.diags.items[0]->note, "\"A\""));
}

static void test_check_when_nothing_matches_then_warning_if_the_set_is_whole(void **state)
{
	(void)state;
	static const char line[] =
		"policies/p.yaml:4:18 warning policy.unused the policy none matches no definition [see "
		"spec.match: kind, name and tenant must all fit]\n";
	PLACE(place);
	place_write(&place, "audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "policies/p.yaml",
		    POLICY("none", "{match: {name: 'x-*'}, message: m, schema: {}}")
			    POLICY("never", "{match: {kind: CrmWebhook}, message: no CRM, schema: false}")
				    POLICY("elsewhere",
					   "{match: {name: 'x-*', tenant: dev}, message: m, schema: {}}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_OK);
	assert_string_equal(fixture_lines(&place.f), line);
	cx_diags_release(&place.f.diags);
	place.partial = true;
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_OK);
	assert_string_equal(fixture_lines(&place.f), "");
	place.partial = false;
	place_write(&place, "audiences/x.yaml", AUDIENCE("x-1", "1", "") "  nonsense: 1\n");
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_OK);
	assert_int_equal(place.f.diags.warnings, 0);
}

static void test_load_when_policies_are_wrong_then_each_place(void **state)
{
	(void)state;
	PLACE(place);
	place_write(&place, "audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "policies/p.yaml",
		    POLICY("one", "{match: {kind: audience, tenant: prd}, message: m, schema: {type: txt}}")
			    POLICY("one", "{message: m, schema: {$ref: '#/nowhere'}}") POLICY(
				    "two", "{message: m, schema: {properties: {metadata: {minLenght: 1}}}}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&place.f),
		"policies/p.yaml:5:22 policy.match there is no kind audience [did you mean Audience?]\n"
		"policies/p.yaml:5:40 policy.match there is no tenant prd [did you mean prod?]\n"
		"policies/p.yaml:5:73 schema.invalid a type is one of null, boolean, number, integer, "
		"string, "
		"array, object [for example, type: string]\n"
		"policies/p.yaml:9:18 policy.name there are two policies named one [give one of them another "
		"metadata.name] (first defined here policies/p.yaml:4:18)\n"
		"policies/p.yaml:10:35 schema.ref $ref \"#/nowhere\" points at nothing [write the schema "
		"there, or refer to one that is in $defs]\n"
		"policies/p.yaml:15:53 warning schema.keyword \"minLenght\" is no keyword of JSON Schema "
		"[did you "
		"mean \"minLength\"?]\n");
	assert_string_equal(place.f.diags.items[2]->pointer, "/spec/schema/type");
}

static void test_load_when_project_lies_in_a_folder_then_its_own_policies(void **state)
{
	(void)state;
	PLACE(place);
	place.project.root = "sub";
	place_write(&place, "sub/audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "policies/p.yaml", POLICY("other", "{message: m, schema: false}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_OK);
	place_write(&place, "sub/policies/deep/p.yml", POLICY("own", "{message: m, schema: false}"));
	place_write(&place, "sub/policies/.hidden.yaml", POLICY("hidden", "{message: m, schema: false}"));
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_REFUSED);
	assert_string_equal(
		fixture_lines(&place.f),
		"audiences/a.yaml:1:1 policy.refused Audience/a breaks the policy own: m (the policy "
		"policies/deep/p.yml:4:18)\n");
}

/* Each level asks twice for the next: 2 to the power of 40 without a limit. */
static void test_check_when_schema_is_hostile_then_given_up_once(void **state)
{
	(void)state;
	PLACE(place);
	CX_AUTO(cx_buf) struct cx_buf policy = CX_BUF_INIT;
	place_write(&place, "audiences/a.yaml", AUDIENCE("a", "a", ""));
	place_write(&place, "audiences/b.yaml", AUDIENCE("b", "b", ""));
	cx_buf_adds(&policy, POLICY("slow", "{message: m, schema: {$ref: '#/$defs/d0', $defs: {"));
	cx_buf_cut(&policy, policy.len - 1);
	for (int i = 0; i < 40; i++)
		cx_buf_addf(&policy,
			    "d%d: {anyOf: [{allOf: [{$ref: '#/$defs/d%d'}, false]}, {allOf: [{$ref: "
			    "'#/$defs/d%d'}, false]}, true], minProperties: 1},",
			    i, i + 1, i + 1);
	cx_buf_adds(&policy, "d40: true}}}\n");
	place_write(&place, "policies/p.yaml", policy.data);
	assert_int_equal(place_check(&place, "prod"), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&place.f),
		"policies/p.yaml:4:18 policy.limit checking with the policy slow takes too many steps "
		"[make its schema simpler: fewer branches inside each other] (with this definition "
		"audiences/a.yaml:1:1)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_when_selectors_differ_then_only_matching_ones),
		cmocka_unit_test(test_check_when_defaults_and_references_then_as_written),
		cmocka_unit_test(test_check_when_schema_has_own_words_then_kept_beside_the_policys),
		cmocka_unit_test(test_check_when_schema_hides_values_then_no_excerpt),
		cmocka_unit_test(test_check_when_nothing_matches_then_warning_if_the_set_is_whole),
		cmocka_unit_test(test_load_when_policies_are_wrong_then_each_place),
		cmocka_unit_test(test_load_when_project_lies_in_a_folder_then_its_own_policies),
		cmocka_unit_test(test_check_when_schema_is_hostile_then_given_up_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
