/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON reader against the files of nst/JSONTestSuite, where they are at hand. */
#include "unit/doc/support.h"

#include "base/file.h"

#include <dirent.h>

/* Grammatical, but an object with the same key twice: refused unless the reader says which one is meant. */
static bool duplicate_on_purpose(const char *name)
{
	return strstr(name, "duplicated_key") != NULL;
}

static void check_file(const char *folder, const char *name)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char *path = cx_path_join(&bench.arena, folder, name);
	assert_int_equal(cx_file_read(path, 1 << 20, &text, &bench.diags), CX_STATUS_OK);
	bool accepted = bench_json_n(&bench, text.data, text.len) != NULL;
	if (name[0] == 'y' && duplicate_on_purpose(name)) {
		assert_false(accepted);
		assert_string_equal(bench.diags.items[0]->code, "json.duplicate");
		struct cx_source source = {name, text.data, text.len};
		struct cx_node *root = NULL;
		assert_int_equal(
			cx_json_parse_keys(&bench.arena, &source, CX_JSON_KEYS_LAST, &root, &bench.diags),
			CX_STATUS_OK);
	} else if (name[0] != 'i' && accepted != (name[0] == 'y')) {
		fail_msg("%s is %s", name, accepted ? "accepted" : bench.diags.items[0]->message);
	}
	if (!accepted)
		assert_true(bench.diags.items[0]->span.line > 0);
	bench_release(&bench);
}

static void test_suite_when_present_then_all_as_named(void **state)
{
	const char *shared = getenv("CX_SHARED");
	struct bench bench = BENCH_INIT;
	(void)state;
	char *folder =
		cx_path_join(&bench.arena, shared ? shared : CX_SOURCE_DIR "/../shared", "conformance/json");
	DIR *dir = opendir(folder);
	if (!dir) {
		bench_release(&bench);
		print_message("the conformance data is not there: set CX_SHARED to its folder\n");
		skip();
	}
	size_t checked = 0;
	for (const struct dirent *entry; (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		check_file(folder, entry->d_name);
		checked++;
	}
	closedir(dir);
	bench_release(&bench);
	assert_true(checked > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suite_when_present_then_all_as_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
