/* SPDX-License-Identifier: Apache-2.0 */
/* The public test suite of draft 2020-12: every group of every file, ours and what CX_SHARED holds. */
#include "base/file.h"
#include "base/limits.h"
#include "doc/json.h"
#include "schema/schema.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* On the stack: skip() jumps past cleanups. */
static void suite_folder(char *ret_path, size_t size)
{
	const char *shared = getenv("CX_SHARED");
	(void)snprintf(ret_path, size, "%s/conformance/json-schema",
		       shared ? shared : CX_SOURCE_DIR "/../shared");
}

/* Number of tests that went wrong. */
static size_t run_group(struct cx_arena *arena, const char *file, const struct cx_node *group)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	const char *description = cx_node_get_text(group, "description");
	struct cx_schema *schema = NULL;
	size_t wrong = 0;
	if (cx_schema_compile(arena, cx_node_get(group, "schema"), file, &schema, &diags) != CX_STATUS_OK) {
		print_error("%s: %s: %s\n", file, description, diags.count ? diags.items[0]->message : "?");
		return cx_node_get(group, "tests")->count;
	}
	for (const struct cx_node *t = cx_node_get(group, "tests")->first; t; t = t->next) {
		const struct cx_node *data = cx_node_get(t, "data");
		CX_AUTO(cx_diags) struct cx_diags found = CX_DIAGS_INIT;
		bool expected = cx_node_get_bool(t, "valid", false);
		bool valid = cx_schema_check(schema, data, &found);
		bool accepted = cx_schema_accepts(schema, data);
		if (valid == expected && accepted == expected && (found.errors == 0) == expected)
			continue;
		CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
		cx_json_line(data, &shown);
		print_error("%s: %s: %s should be %s\n", file, description, shown.data,
			    expected ? "valid" : "invalid");
		wrong++;
	}
	return wrong;
}

static size_t run_file(const char *folder, const char *name)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_node *groups = NULL;
	size_t wrong = 0;
	assert_int_equal(cx_file_read(cx_path_join(&arena, folder, name), CX_MAX_FILE_BYTES, &text, &diags),
			 CX_STATUS_OK);
	struct cx_source source = {.name = name, .text = text.data, .len = text.len};
	assert_int_equal(cx_json_parse(&arena, &source, &groups, &diags), CX_STATUS_OK);
	for (const struct cx_node *group = groups->first; group; group = group->next)
		wrong += run_group(&arena, name, group);
	return wrong;
}

static void run_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t files = 0, wrong = 0;
	if (!dir)
		skip();
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
		size_t n = strlen(entry->d_name);
		if (n < 5 || strcmp(entry->d_name + n - 5, ".json") != 0)
			continue;
		wrong += run_file(folder, entry->d_name);
		files++;
	}
	closedir(dir);
	assert_true(files > 0);
	assert_int_equal(wrong, 0);
}

static void test_suite_when_shared_then_all_pass(void **state)
{
	char path[4096];
	(void)state;
	suite_folder(path, sizeof path);
	run_folder(path);
}

static void test_own_groups_when_run_then_all_pass(void **state)
{
	(void)state;
	run_folder(CX_SOURCE_DIR "/tests/unit/schema/suite");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suite_when_shared_then_all_pass),
		cmocka_unit_test(test_own_groups_when_run_then_all_pass),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
