/* SPDX-License-Identifier: Apache-2.0 */
/* Files: bounded reading, atomic writing, paths that stay inside. */
#include "unit/base/cmocka_first.h"

#include "base/file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
	char path[64];
	struct cx_arena arena;
	struct cx_diags diags;
};

static void folder_make(struct folder *folder)
{
	*folder = (struct folder){.path = "/tmp/cx-test-file-XXXXXX"};
	assert_non_null(mkdtemp(folder->path));
}

static size_t folder_release(struct folder *folder)
{
	DIR *dir = opendir(folder->path);
	size_t count = 0;
	assert_non_null(dir);
	for (const struct dirent *entry; (entry = readdir(dir));)
		if (entry->d_name[0] != '.') {
			count++;
			(void)unlink(cx_path_join(&folder->arena, folder->path, entry->d_name));
		}
	closedir(dir);
	(void)rmdir(folder->path);
	cx_diags_release(&folder->diags);
	cx_arena_release(&folder->arena);
	return count;
}

static void test_write_atomic_when_done_then_contents_and_mode(void **state)
{
	struct folder folder;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct stat st;
	(void)state;
	folder_make(&folder);
	const char *path = cx_path_join(&folder.arena, folder.path, "a");
	mode_t mask = umask(0077);
	assert_int_equal(cx_file_write_atomic(path, "one", 3, 0644, &folder.diags), CX_STATUS_OK);
	assert_int_equal(cx_file_write_atomic(path, "other", 5, 0640, &folder.diags), CX_STATUS_OK);
	(void)umask(mask);
	assert_int_equal(cx_file_read(path, 5, &text, &folder.diags), CX_STATUS_OK);
	assert_string_equal(text.data, "other");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(folder_release(&folder), 1);
}

static void test_write_out_when_a_link_leads_to_a_device_then_it_is_written_to_and_stays(void **state)
{
	struct folder folder;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct stat st;
	(void)state;
	folder_make(&folder);
	const char *link = cx_path_join(&folder.arena, folder.path, "null");
	const char *file = cx_path_join(&folder.arena, folder.path, "file");
	cx_buf_adds(&text, "one");
	assert_int_equal(symlink("/dev/null", link), 0);
	assert_int_equal(cx_file_write_out(link, &text, &folder.diags), CX_STATUS_OK);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(cx_file_write_out(file, &text, &folder.diags), CX_STATUS_OK);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(cx_file_write_out(folder.path, &text, &folder.diags), CX_STATUS_FAILED);
	assert_int_equal(cx_file_write_out("/dev/full", &text, &folder.diags), CX_STATUS_FAILED);
	assert_string_equal(folder.diags.items[1]->message,
			    "cannot write /dev/full: No space left on device");
	assert_int_equal(unlink(link), 0);
	assert_int_equal(folder_release(&folder), 1);
}

static void test_read_when_absent_large_or_folder_then_status(void **state)
{
	struct folder folder;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	folder_make(&folder);
	const char *path = cx_path_join(&folder.arena, folder.path, "a");
	assert_int_equal(cx_file_read(path, 5, &text, &folder.diags), CX_STATUS_ABSENT);
	assert_int_equal(cx_file_read(cx_path_join(&folder.arena, path, "b"), 5, &text, &folder.diags),
			 CX_STATUS_ABSENT);
	assert_int_equal(folder.diags.count, 0);
	assert_int_equal(cx_file_write_atomic(path, "123456", 6, 0600, &folder.diags), CX_STATUS_OK);
	assert_int_equal(cx_file_read(path, 5, &text, &folder.diags), CX_STATUS_FAILED);
	assert_string_equal(folder.diags.items[0]->code, "file.size");
	assert_int_equal(cx_file_read(folder.path, 5, &text, &folder.diags), CX_STATUS_FAILED);
	assert_string_equal(folder.diags.items[1]->code, "file.type");
	(void)folder_release(&folder);
}

static void test_write_atomic_when_folder_is_missing_then_failed(void **state)
{
	struct folder folder;
	(void)state;
	folder_make(&folder);
	const char *path = cx_path_join(&folder.arena, folder.path, "no/such/a");
	assert_int_equal(cx_file_write_atomic(path, "x", 1, 0600, &folder.diags), CX_STATUS_FAILED);
	assert_string_equal(folder.diags.items[0]->code, "file.write");
	assert_int_equal(folder_release(&folder), 0);
}

static void test_path_when_checked_then_inside_or_not(void **state)
{
	static const char *const inside[] = {"a", "a/b", "a/..b", "..a", "a..", "a/./b", "a/"};
	static const char *const outside[] = {"", "/a", "..", "../a", "a/..", "a/../b", "a//b"};
	struct cx_arena arena = CX_ARENA_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(inside); i++)
		if (!cx_path_is_inside(inside[i]))
			fail_msg("%s", inside[i]);
	for (size_t i = 0; i < CX_COUNT(outside); i++)
		if (cx_path_is_inside(outside[i]))
			fail_msg("%s", outside[i]);
	assert_string_equal(cx_path_join(&arena, "a", "b"), "a/b");
	assert_string_equal(cx_path_join(&arena, "a/", "b"), "a/b");
	assert_string_equal(cx_path_join(&arena, "", "b"), "b");
	assert_string_equal(cx_path_join(&arena, ".", "b"), "b");
	assert_string_equal(cx_path_join(&arena, "a", "/b"), "/b");
	cx_arena_release(&arena);
}

static void test_mkdirs_when_parents_are_missing_then_made(void **state)
{
	struct folder folder;
	(void)state;
	folder_make(&folder);
	const char *path = cx_path_join(&folder.arena, folder.path, "x/y");
	assert_int_equal(cx_mkdirs(path, &folder.diags), CX_STATUS_OK);
	assert_int_equal(cx_mkdirs(path, &folder.diags), CX_STATUS_OK);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(cx_path_join(&folder.arena, folder.path, "x")), 0);
	assert_int_equal(folder_release(&folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_atomic_when_done_then_contents_and_mode),
		cmocka_unit_test(
			test_write_out_when_a_link_leads_to_a_device_then_it_is_written_to_and_stays),
		cmocka_unit_test(test_read_when_absent_large_or_folder_then_status),
		cmocka_unit_test(test_write_atomic_when_folder_is_missing_then_failed),
		cmocka_unit_test(test_path_when_checked_then_inside_or_not),
		cmocka_unit_test(test_mkdirs_when_parents_are_missing_then_made),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
