/* SPDX-License-Identifier: Apache-2.0 */
/* Atomic writing, with each of its system calls failing in turn: readers see the old or the new contents. */
#include "unit/base/cmocka_first.h"

#include "base/file.h"

#include <sys/wait.h>
#include <unistd.h>

#ifdef CX_FAULTS
/* The rules are read once per process, so each try is a process of its own. Exit 2: the write failed. */
static int write_with_fault(const char *rule, const char *path, const char *text)
{
	pid_t child = fork();
	if (child == 0) {
		struct cx_diags diags = CX_DIAGS_INIT;
		(void)setenv("CX_FAULT", rule, 1);
		enum cx_status status = cx_file_write_atomic(path, text, strlen(text), 0600, &diags);
		bool told = diags.errors == 1 && strcmp(diags.items[0]->code, "file.write") == 0;
		_exit(status == CX_STATUS_OK ? 0 : told ? 2 : 1);
	}
	int result = 0;
	assert_true(child > 0);
	assert_true(waitpid(child, &result, 0) == child);
	return WIFEXITED(result) ? WEXITSTATUS(result) : 128;
}

static void check_fault(const char *rule, int expected, const char *contents)
{
	char folder[] = "/tmp/cx-test-faults-XXXXXX";
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_non_null(mkdtemp(folder));
	const char *path = cx_path_join(&arena, folder, "file");
	assert_int_equal(write_with_fault("", path, "old"), 0);
	assert_int_equal(write_with_fault(rule, path, "new"), expected);
	assert_int_equal(cx_file_read(path, 10, &text, &diags), CX_STATUS_OK);
	assert_string_equal(text.data, contents);
	assert_int_equal(unlink(path), 0);
	/* Fails if a temporary file was left. */
	assert_int_equal(rmdir(folder), 0);
	cx_diags_release(&diags);
	cx_arena_release(&arena);
}
#endif

static void test_write_atomic_when_a_call_fails_then_old_or_new(void **state)
{
	(void)state;
#ifdef CX_FAULTS
	check_fault("write:1", 2, "old");
	check_fault("fsync:1", 2, "old");
	check_fault("rename:1", 2, "old");
	check_fault("fsync:2", 2, "new"); /* the folder's */
	check_fault("write:2,rename:2,fsync:3", 0, "new");
#else
	skip();
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_atomic_when_a_call_fails_then_old_or_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
