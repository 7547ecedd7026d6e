/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: texts from the file, the environment and files. */
#include "model/setting.h"

#include "base/file.h"
#include "unit/model/fixture.h"

#include <unistd.h>

/* "text" or the status' name; the folder of {file: ...} is one of its own. */
static const char *get(struct fixture *f, const char *yaml, const char *contents, size_t len)
{
	char folder[] = "/tmp/cxset-XXXXXX";
	assert_non_null(mkdtemp(folder));
	char *path = cx_path_join(&f->arena, folder, "s");
	if (contents)
		assert_int_equal(cx_file_write_atomic(path, contents, len, 0600, &f->diags), CX_STATUS_OK);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	const struct cx_setting setting = cx_setting_of(yaml ? fixture_yaml(f, yaml) : NULL);
	enum cx_status status = cx_setting_get(&setting, folder, "the key", &out, &f->diags);
	if (contents)
		assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	return status ? cx_status_name(status) : cx_arena_printf(&f->arena, "\"%s\"", out.data);
}

static void test_setting_when_text_or_environment_then_value(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_int_equal(setenv("CX_TEST_SETTING", "from here", 1), 0);
	assert_string_equal(get(&f, "plain", NULL, 0), "\"plain\"");
	assert_string_equal(get(&f, "{env: CX_TEST_SETTING}", NULL, 0), "\"from here\"");
	assert_string_equal(get(&f, NULL, NULL, 0), "absent");
	assert_string_equal(fixture_lines(&f), "");
}

static void test_setting_when_variable_is_missing_or_empty_then_said(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_int_equal(unsetenv("CX_TEST_UNSET"), 0);
	assert_int_equal(setenv("CX_TEST_EMPTY", "", 1), 0);
	assert_string_equal(get(&f, "{env: CX_TEST_UNSET}", NULL, 0), "invalid");
	assert_string_equal(get(&f, "\n {env: CX_TEST_EMPTY}", NULL, 0), "invalid");
	assert_string_equal(fixture_lines(&f),
			    "1:1 setting.unset the key needs the environment variable CX_TEST_UNSET, which "
			    "is not set [set it in "
			    "the environment of cxctl, for example as a secret of the CI job]\n"
			    "2:2 setting.unset the key needs the environment variable CX_TEST_EMPTY, which "
			    "is empty [set it in "
			    "the environment of cxctl, for example as a secret of the CI job]\n");
}

static void test_setting_when_file_then_one_line_end_is_cut(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_string_equal(get(&f, "{file: s}", "abc", 3), "\"abc\"");
	assert_string_equal(get(&f, "{file: s}", "abc\n", 4), "\"abc\"");
	assert_string_equal(get(&f, "{file: s}", "abc\r\n", 5), "\"abc\"");
	assert_string_equal(get(&f, "{file: s}", "abc\n\n", 5), "\"abc\n\"");
	assert_string_equal(get(&f, "{file: s}", " a ", 3), "\" a \"");
	assert_string_equal(get(&f, "{file: s}", "abc\r", 4), "\"abc\r\"");
}

static void test_setting_when_it_is_no_text_then_said_without_its_value(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_int_equal(setenv("CX_TEST_SETTING", "a\xff", 1), 0);
	assert_string_equal(get(&f, "{file: s}", "a\0b", 3), "invalid");
	assert_string_equal(get(&f, "{file: s}", "a\xff", 2), "invalid");
	assert_string_equal(get(&f, "{env: CX_TEST_SETTING}", NULL, 0), "invalid");
	assert_string_equal(f.diags.items[0]->message, "the key needs the file s: it holds a NUL byte");
	assert_string_equal(f.diags.items[1]->message, "the key needs the file s: it is not UTF-8");
	assert_string_equal(f.diags.items[2]->message,
			    "the key needs the environment variable CX_TEST_SETTING, which is not UTF-8");
}

static void test_setting_when_file_is_missing_empty_or_large_then_said(void **state)
{
	(void)state;
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf large = CX_BUF_INIT;
	cx_buf_fill(&large, 'x', (64 << 10) + 1);
	assert_string_equal(get(&f, "{file: s}", NULL, 0), "invalid");
	assert_string_equal(get(&f, "{file: s}", "\n", 1), "invalid");
	assert_string_equal(get(&f, "{file: s}", large.data, large.len), "invalid");
	assert_int_equal(f.diags.errors, 3);
	assert_string_equal(f.diags.items[0]->message, "the key needs the file s: it does not exist");
	assert_string_equal(f.diags.items[1]->message, "the key needs the file s: it is empty");
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(f.diags.items[i]->code, "setting.file");
		assert_int_equal(f.diags.items[i]->span.column, 1);
		assert_null(strstr(f.diags.items[i]->message, "xxx"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_setting_when_text_or_environment_then_value),
		cmocka_unit_test(test_setting_when_variable_is_missing_or_empty_then_said),
		cmocka_unit_test(test_setting_when_file_then_one_line_end_is_cut),
		cmocka_unit_test(test_setting_when_it_is_no_text_then_said_without_its_value),
		cmocka_unit_test(test_setting_when_file_is_missing_empty_or_large_then_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
