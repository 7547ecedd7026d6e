/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of new files: all of them or none. */
#include "unit/base/cmocka_first.h"

#include "base/file.h"
#include "base/file_set.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
	char path[64];
	struct cx_arena arena;
	struct cx_diags diags;
	size_t files;
};

static void folder_make(struct folder *folder)
{
	*folder = (struct folder){.path = "/tmp/cx-test-set-XXXXXX"};
	assert_non_null(mkdtemp(folder->path));
}

static size_t seen_files;
static int visit(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)where;
	seen_files += type == FTW_F && S_ISREG(st->st_mode);
	return remove(path);
}

/* Removes it all; how many files there were. */
static size_t folder_release(struct folder *folder)
{
	seen_files = 0;
	assert_int_equal(nftw(folder->path, visit, 8, FTW_DEPTH | FTW_PHYS), 0);
	cx_diags_release(&folder->diags);
	cx_arena_release(&folder->arena);
	return seen_files;
}

static const struct cx_file_set_item three[] = {
	{"a/one.yaml", "1", 1}, {"a/two.yaml", "22", 2}, {"b.yaml", "", 0}};

static struct cx_file_set set_in(const struct folder *folder)
{
	return (struct cx_file_set){folder->path, "shown", three, CX_COUNT(three)};
}

static void test_create_when_nothing_is_there_then_all(void **state)
{
	(void)state;
	struct folder folder;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	folder_make(&folder);
	const struct cx_file_set set = set_in(&folder);
	assert_int_equal(cx_file_set_check(&set, &folder.diags), CX_STATUS_OK);
	assert_int_equal(cx_file_set_create(&set, &folder.diags), CX_STATUS_OK);
	assert_int_equal(
		cx_file_read(cx_path_join(&folder.arena, folder.path, "a/two.yaml"), 9, &text, &folder.diags),
		CX_STATUS_OK);
	assert_string_equal(text.data, "22");
	assert_int_not_equal(access(cx_path_join(&folder.arena, folder.path, ".cxctl-new-files"), F_OK), 0);
	assert_int_equal(folder_release(&folder), 3);
}

/* Whatever it is: a folder, a link that leads nowhere. */
static void test_create_when_one_is_there_then_none(void **state)
{
	(void)state;
	struct folder folder;
	folder_make(&folder);
	assert_int_equal(symlink("/nowhere/at/all", cx_path_join(&folder.arena, folder.path, "b.yaml")), 0);
	const struct cx_file_set set = set_in(&folder);
	assert_int_equal(cx_file_set_create(&set, &folder.diags), CX_STATUS_INVALID);
	assert_int_equal(folder.diags.count, 1);
	assert_string_equal(folder.diags.items[0]->code, "file.exists");
	assert_string_equal(folder.diags.items[0]->message, "shown/b.yaml is there already");
	assert_int_equal(folder_release(&folder), 0);
}

static void test_create_when_a_run_died_then_its_rests_go(void **state)
{
	(void)state;
	struct folder folder;
	folder_make(&folder);
	const char *stage = cx_path_join(&folder.arena, folder.path, ".cxctl-new-files");
	assert_int_equal(mkdir(stage, 0700), 0);
	assert_int_equal(cx_file_create(cx_path_join(&folder.arena, stage, "0"), "rest", 4, &folder.diags),
			 CX_STATUS_OK);
	const struct cx_file_set set = set_in(&folder);
	assert_int_equal(cx_file_set_create(&set, &folder.diags), CX_STATUS_OK);
	assert_int_equal(folder_release(&folder), 3);
}

static void test_create_when_another_does_it_then_busy(void **state)
{
	(void)state;
	struct folder folder;
	folder_make(&folder);
	const char *stage = cx_path_join(&folder.arena, folder.path, ".cxctl-new-files");
	assert_int_equal(mkdir(stage, 0700), 0);
	int fd = open(stage, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	const struct cx_file_set set = set_in(&folder);
	assert_int_equal(cx_file_set_create(&set, &folder.diags), CX_STATUS_CONFLICT);
	assert_string_equal(folder.diags.items[0]->code, "file.busy");
	close(fd);
	assert_int_equal(folder_release(&folder), 0);
}

/* One that cannot be named takes those back that were. */
static void test_create_when_one_fails_then_none(void **state)
{
	(void)state;
	struct folder folder;
	folder_make(&folder);
	static const struct cx_file_set_item items[] = {{"a.yaml", "1", 1}, {"a.yaml/b.yaml", "2", 1}};
	const struct cx_file_set set = {folder.path, "", items, CX_COUNT(items)};
	assert_int_equal(cx_file_set_create(&set, &folder.diags), CX_STATUS_FAILED);
	assert_string_equal(folder.diags.items[0]->code, "file.write");
	assert_int_equal(folder_release(&folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create_when_nothing_is_there_then_all),
		cmocka_unit_test(test_create_when_one_is_there_then_none),
		cmocka_unit_test(test_create_when_a_run_died_then_its_rests_go),
		cmocka_unit_test(test_create_when_another_does_it_then_busy),
		cmocka_unit_test(test_create_when_one_fails_then_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
