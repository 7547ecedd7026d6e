/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions from files: what a schema cannot say, with the places that it is said of. */
#include "model/definition.h"

#include "base/file.h"
#include "base/limits.h"
#include "model/normal.h"
#include "unit/model/fixture.h"

#include <unistd.h>

#define ID_A     "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_B     "b1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_C     "c1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"

/* A folder with files, and what loading it says. */
struct folder {
	struct fixture f;
	char path[64];
	struct cx_definitions set;
	struct cx_vars vars;
	unsigned workers;
	bool partial;
};

static void folder_init(struct folder *folder)
{
	*folder = (struct folder){.f = FIXTURE_INIT};
	(void)snprintf(folder->path, sizeof folder->path, "%s/cxdef-XXXXXX",
		       access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(folder->path));
	(void)fixture_kind(&folder->f, "Audience");
}

static void folder_release(struct folder *folder)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command, "rm -rf '%s'", folder->path);
	assert_int_equal(system(command.data), 0);
	cx_definitions_release(&folder->set);
	fixture_release(&folder->f);
}
#define FOLDER(name)                                                       \
	__attribute__((cleanup(folder_release))) struct folder name = {0}; \
	folder_init(&(name))

static void folder_write(struct folder *folder, const char *name, const char *text)
{
	char *path = cx_path_join(&folder->f.arena, folder->path, name);
	char *parent = cx_arena_strdup(&folder->f.arena, path);
	*strrchr(parent, '/') = '\0';
	assert_int_equal(cx_mkdirs(parent, &folder->f.diags), CX_STATUS_OK);
	assert_int_equal(cx_file_write_atomic(path, text, strlen(text), 0644, &folder->f.diags),
			 CX_STATUS_OK);
}

static enum cx_status folder_load_below(struct folder *folder, const char *root, const char *path)
{
	const struct cx_tree tree = {.commit = CX_OID_ZERO, .folder = folder->path};
	const struct cx_definitions_source source = {
		.from = {.tree = &tree,
			 .root = root,
			 .paths = &path,
			 .path_count = 1,
			 .workers = folder->workers,
			 .all_needed = folder->partial},
		.vars = folder->vars,
		.kinds = &folder->f.kinds,
		.partial = folder->partial,
	};
	cx_definitions_release(&folder->set);
	return cx_definitions_load(&folder->f.arena, &source, &folder->set, &folder->f.diags);
}

static enum cx_status folder_load(struct folder *folder)
{
	return folder_load_below(folder, "", ".");
}

static void assert_says(struct folder *folder, const char *lines)
{
	assert_int_equal(folder_load(folder), *lines ? CX_STATUS_INVALID : CX_STATUS_OK);
	assert_string_equal(fixture_lines(&folder->f), lines);
}

/* The place of exclusions is line 6, column 15. */
#define AUDIENCE(name, id, more)                                                   \
	"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: " name ", id: " id \
	"}\nspec:\n  name: X\n" more "  " CRITERIA "\n---\n"

static const struct cx_definition *found(const struct folder *folder, const char *address)
{
	const struct cx_definition *definition = cx_definitions_find(&folder->set, address);
	assert_non_null(definition);
	return definition;
}

static void test_load_when_good_then_complete_and_resolved(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(
		&folder, "b/two.yaml",
		AUDIENCE("two", "'A1B2C3D4-E5F6-7890-ABCD-EF1234567890'", "  exclusions: [{ref: one}]\n"));
	folder_write(&folder, "a.yml", AUDIENCE("one", ID_B, ""));
	assert_says(&folder, "");
	assert_int_equal(folder.set.files, 2);
	const struct cx_definition *two = found(&folder, "Audience/two"),
				   *one = found(&folder, "Audience/one");
	assert_string_equal(two->id, ID_A);
	assert_string_equal(two->file, "b/two.yaml");
	assert_int_equal(two->line, 1);
	assert_int_equal(two->rank, 1);
	assert_int_equal(one->rank, 0);
	assert_int_equal(two->depend_count, 1);
	assert_ptr_equal(two->depends[0], one);
	assert_json(cx_node_get(two->spec, "exclusions"), "[\"" ID_B "\"]");
	assert_json(cx_node_get(two->spec, "description"), "\"\"");
	assert_null(
		cx_node_get(cx_normal(&folder.f.arena, two->kind->spec, two->spec), "recalculate_on_update"));
}

static void test_load_when_path_has_dots_and_slashes_then_the_same_files(void **state)
{
	(void)state;
	static const char *const paths[] = {"a", "./a", "./a/", "a//", "./a/.", "././a"};
	FOLDER(folder);
	folder_write(&folder, "a/one.yaml", AUDIENCE("one", ID_A, ""));
	folder_write(&folder, "sub/a/one.yaml", AUDIENCE("one", ID_A, ""));
	for (size_t i = 0; i < CX_COUNT(paths); i++) {
		assert_int_equal(folder_load_below(&folder, "", paths[i]), CX_STATUS_OK);
		assert_string_equal(found(&folder, "Audience/one")->file, "a/one.yaml");
		assert_int_equal(folder_load_below(&folder, "sub", paths[i]), CX_STATUS_OK);
		assert_string_equal(found(&folder, "Audience/one")->file, "a/one.yaml");
	}
	assert_int_equal(folder_load_below(&folder, "sub", "."), CX_STATUS_OK);
	assert_int_equal(folder.set.count, 1);
}

static void test_load_when_path_leads_outside_or_nowhere_then_error(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "sub/one.yaml", AUDIENCE("one", ID_A, ""));
	assert_int_equal(folder_load_below(&folder, "sub", "../sub"), CX_STATUS_INVALID);
	assert_int_equal(folder_load_below(&folder, "sub", "/etc"), CX_STATUS_INVALID);
	assert_int_equal(folder_load_below(&folder, "", "audience"), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&folder.f),
		"0:0 file.outside sub/../sub lies outside of the project\n"
		"0:0 file.outside /etc lies outside of the project\n"
		"0:0 definition.path there is no file or folder audience [definitions in cxctl.yaml "
		"names files and folders beside it]\n");
}

static void test_load_when_document_is_no_definition_then_said(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(
		&folder, "a.yaml",
		"[1]\n---\nname: x\n---\nkind: 7\n---\nkind: Audiense\n---\nkind: Project\n---\nkind: Zzz\n");
	assert_says(
		&folder,
		"1:1 definition.type a definition is a mapping, this is an array [make each item a "
		"document of its own, with --- between them]\n"
		"3:1 definition.kind the definition has no kind [write kind: Audience, CrmWebhook or "
		"Webhook]\n"
		"5:7 definition.kind kind must be a text [write kind: Audience, CrmWebhook or Webhook]\n"
		"7:7 definition.kind there is no kind Audiense [did you mean Audience?]\n"
		"9:7 definition.kind there is no kind Project [the project file stands in the root, not "
		"among "
		"the definitions]\n"
		"11:7 definition.kind there is no kind Zzz [write kind: Audience, CrmWebhook or Webhook]\n");
}

static void test_unique_when_names_repeat_then_both_places(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "b.yaml", AUDIENCE("one", ID_A, ""));
	folder_write(&folder, "a.yaml", AUDIENCE("two", ID_B, "") AUDIENCE("one", ID_C, ""));
	assert_int_equal(folder_load(&folder), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&folder.f),
		"b.yaml:3:18 definition.name there are two of kind Audience named one [give one of "
		"them another metadata.name] (first defined here a.yaml:10:18)\n");
}

static void test_unique_when_ids_repeat_in_another_case_then_both_places(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "b.yaml", AUDIENCE("two", "'A1B2C3D4-E5F6-7890-ABCD-EF1234567890'", ""));
	folder_write(&folder, "a.yaml", AUDIENCE("one", ID_A, ""));
	assert_int_equal(folder_load(&folder), CX_STATUS_INVALID);
	assert_string_equal(
		fixture_lines(&folder.f),
		"b.yaml:3:27 definition.id one and two have the same id " ID_A
		" [each definition needs an id of its own, for example from uuidgen] (first used here "
		"a.yaml:3:27)\n");
}

/* A webhook's id is the server's text: capitals tell two apart. */
static void test_unique_when_kinds_or_server_ids_differ_then_nothing_said(void **state)
{
	(void)state;
	static const char webhook[] =
		"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {name: %s, id: %s}\nspec: "
		"{name: h, url: 'https://x.example', events: [profile.updated]}\n";
	FOLDER(folder);
	folder_write(&folder, "a.yaml", AUDIENCE("one", ID_A, ""));
	folder_write(&folder, "b.yaml", cx_arena_printf(&folder.f.arena, webhook, "one", "AbC"));
	folder_write(&folder, "c.yaml", cx_arena_printf(&folder.f.arena, webhook, "two", "aBc"));
	assert_says(&folder, "");
	assert_string_equal(found(&folder, "Webhook/one")->id, "AbC");
}

static void test_exclusions_when_own_id_or_name_then_error(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "a.yaml",
		     AUDIENCE("one", ID_A, "  exclusions: ['A1B2C3D4-E5F6-7890-ABCD-EF1234567890']\n")
			     AUDIENCE("two", ID_B, "  exclusions: [{ref: two}]\n"));
	assert_says(
		&folder,
		"6:16 audience.exclusion one excludes itself [take it out of exclusions: an audience that "
		"excludes itself is empty]\n"
		"14:16 audience.exclusion two excludes itself [take it out of exclusions: an audience that "
		"excludes itself is empty]\n");
}

static void test_exclusions_when_named_twice_then_both_places(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "a.yaml",
		     AUDIENCE("one", ID_A,
			      "  exclusions:\n"
			      "    - " ID_C "\n"
			      "    - {ref: two}\n"
			      "    - C1B2C3D4-E5F6-7890-ABCD-EF1234567890\n"
			      "    - {ref: two}\n"
			      "    - " ID_B "\n") AUDIENCE("two", ID_B, ""));
	assert_int_equal(folder_load(&folder), CX_STATUS_INVALID);
	assert_string_equal(fixture_lines(&folder.f),
			    "9:7 audience.exclusion C1B2C3D4-E5F6-7890-ABCD-EF1234567890 is excluded twice "
			    "[remove one of the "
			    "two] (first here a.yaml:7:7)\n"
			    "10:7 audience.exclusion two is excluded twice [remove one of the two] (first "
			    "here a.yaml:8:7)\n"
			    "11:7 audience.exclusion " ID_B
			    " is excluded twice [remove one of the two] (first here a.yaml:10:7)\n");
}

static void test_references_when_unknown_then_did_you_mean(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "a.yaml",
		     AUDIENCE("do-not-contact", ID_A, "")
			     AUDIENCE("two", ID_B, "  exclusions: [{ref: do-not-contakt}, {ref: zzz}]\n"));
	assert_says(
		&folder,
		"13:22 ref.unknown there is no Audience named do-not-contakt [did you mean do-not-contact?]\n"
		"13:45 ref.unknown there is no Audience named zzz [define it, or name the audience by its "
		"UUID]\n");
}

static void test_references_when_only_a_part_is_loaded_then_names_may_be_missing(void **state)
{
	(void)state;
	FOLDER(folder);
	folder.partial = true;
	folder_write(&folder, "a.yaml", AUDIENCE("two", ID_B, "  exclusions: [{ref: elsewhere}]\n"));
	assert_says(&folder, "");
	assert_json(cx_node_get(found(&folder, "Audience/two")->spec, "exclusions"),
		    "[{\"ref\":\"elsewhere\"}]");
}

/* One mistake, one error: what is broken is there all the same. */
static void test_references_when_target_is_broken_then_only_that_is_said(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "a.yaml",
		     AUDIENCE("one", "no-uuid", "")
			     AUDIENCE("two", ID_B, "  exclusions: [{ref: one}, {ref: zzz}]\n"));
	assert_int_equal(folder_load(&folder), CX_STATUS_INVALID);
	assert_int_equal(folder.f.diags.errors, 2);
	assert_string_equal(folder.f.diags.items[0]->code, "schema.format");
	assert_string_equal(folder.f.diags.items[1]->message, "there is no Audience named zzz");
}

static void test_references_when_a_file_is_torn_then_missing_names_are_not_said(void **state)
{
	(void)state;
	FOLDER(folder);
	folder_write(&folder, "a.yaml", "a: [\n---\n" AUDIENCE("one", ID_A, ""));
	folder_write(&folder, "b.yaml", AUDIENCE("two", ID_B, "  exclusions: [{ref: one}]\n"));
	assert_int_equal(folder_load(&folder), CX_STATUS_INVALID);
	for (size_t i = 0; i < folder.f.diags.count; i++)
		assert_int_equal(strncmp(folder.f.diags.items[i]->code, "yaml.", 5), 0);
}

#define BIG "${var.big}${var.big}${var.big}${var.big}${var.big}"

/* Forty files: right ones, wrong ones, torn ones, two of a name, and references to and fro. */
static void write_many(struct folder *folder)
{
	static const struct {
		const char *name, *id, *more;
	} texts[] = {
		{"n", "a1b2c3d4-e5f6-7890-abcd-0000000000", "  exclusions: [{ref: n5}]\n"},
		{"n", "a1b2c3d4-e5f6-7890-abcd-0000000000", "  description: a " BIG BIG BIG "\n"},
		{"n", "no-uuid", "  unknown: 1\n"},
		{"same-0", "b1b2c3d4-e5f6-7890-abcd-0000000000", "  exclusions: [{ref: n1}, {ref: m1}]\n"},
		{"n", "a1b2c3d4-e5f6-7890-abcd-0000000000", "---\na: [\n"},
	};
	for (size_t i = 0; i < 40; i++) {
		bool same = texts[i % 5].name[1] != '\0';
		const char *text = cx_arena_printf(
			&folder->f.arena,
			"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: %s%zu, id: %s%02zu}\nspec:\n"
			"  name: X\n  " CRITERIA "\n%s",
			texts[i % 5].name, same ? 0 : i, texts[i % 5].id, i, texts[i % 5].more);
		folder_write(folder, cx_arena_printf(&folder->f.arena, "%02zu.yaml", i), text);
	}
}

/* What is said, and what the set holds in which order, of the same files read by so many threads. */
static char *outcome(unsigned workers, const char *vars)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	FOLDER(folder);
	struct cx_source source = {"vars.yaml", vars, strlen(vars)};
	struct cx_docs docs = {0};
	assert_int_equal(cx_yaml_parse(&folder.f.arena, &source, &docs, &folder.f.diags), CX_STATUS_OK);
	folder.vars.project = docs.items[0];
	folder.workers = workers;
	write_many(&folder);
	assert_int_equal(folder_load(&folder), CX_STATUS_INVALID);
	for (size_t i = 0; i < folder.set.count; i++)
		cx_buf_addf(&text, "%s %s:%u %zu %zu\n", folder.set.items[i].address,
			    folder.set.items[i].file, folder.set.items[i].line,
			    folder.set.items[i].depend_count, folder.set.items[i].rank);
	cx_buf_addf(&text, "%zu files, %zu seen, %zu broken, %zu errors\n", folder.set.files,
		    folder.set.seen_count, folder.set.broken.count, folder.f.diags.errors);
	cx_buf_adds(&text, fixture_lines(&folder.f));
	return cx_strdup(text.data);
}

static void assert_same_outcome(const char *vars, const char *holds)
{
	char *one = outcome(1, vars);
	if (!strstr(one, holds))
		fail_msg("no %s in\n%s", holds, one);
	for (unsigned workers = 2; workers <= 5; workers += 3) {
		char *many = outcome(workers, vars);
		assert_string_equal(many, one);
		cx_free(many);
	}
	cx_free(one);
}

static void test_load_when_by_many_threads_then_as_by_one(void **state)
{
	(void)state;
	assert_same_outcome("big: small", "there are two of kind Audience named same-00");
}

static void test_load_when_variables_break_their_limit_then_in_the_same_place(void **state)
{
	(void)state;
	/* Eight files use it fifteen times each: the last two find the limit broken. */
	CX_AUTO(cx_buf) struct cx_buf vars = CX_BUF_INIT;
	cx_buf_adds(&vars, "big: ");
	for (size_t i = 0; i < CX_MAX_VARS_BYTES / 75; i++)
		cx_buf_addc(&vars, 'x');
	assert_same_outcome(vars.data, "vars.size");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load_when_good_then_complete_and_resolved),
		cmocka_unit_test(test_load_when_path_has_dots_and_slashes_then_the_same_files),
		cmocka_unit_test(test_load_when_path_leads_outside_or_nowhere_then_error),
		cmocka_unit_test(test_load_when_document_is_no_definition_then_said),
		cmocka_unit_test(test_unique_when_names_repeat_then_both_places),
		cmocka_unit_test(test_unique_when_ids_repeat_in_another_case_then_both_places),
		cmocka_unit_test(test_unique_when_kinds_or_server_ids_differ_then_nothing_said),
		cmocka_unit_test(test_exclusions_when_own_id_or_name_then_error),
		cmocka_unit_test(test_exclusions_when_named_twice_then_both_places),
		cmocka_unit_test(test_references_when_unknown_then_did_you_mean),
		cmocka_unit_test(test_references_when_only_a_part_is_loaded_then_names_may_be_missing),
		cmocka_unit_test(test_references_when_target_is_broken_then_only_that_is_said),
		cmocka_unit_test(test_references_when_a_file_is_torn_then_missing_names_are_not_said),
		cmocka_unit_test(test_load_when_by_many_threads_then_as_by_one),
		cmocka_unit_test(test_load_when_variables_break_their_limit_then_in_the_same_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
