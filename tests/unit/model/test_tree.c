/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of files: the working folder and a commit of it say the same. */
#include "model/tree.h"

#include "support/gitrepo.h"
#include "unit/model/fixture.h"

/* libgit2 1.5 leaks a match when it checks extensions; this program has no other user of PCRE2. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8.so\n";
}

struct trees {
	struct fixture f;
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_tree folder, commit;
};

static void trees_release(struct trees *t)
{
	cx_repo_free(t->repo);
	cx_test_repo_remove(&t->files);
	fixture_release(&t->f);
}
#define TREES(name) __attribute__((cleanup(trees_release))) struct trees name = {.f = FIXTURE_INIT}

/* The repository with what the shell commands add, committed. */
static void trees_make(struct trees *t, const char *commands)
{
	struct cx_oid head = CX_OID_ZERO;
	assert_true(cx_test_repo_make(&t->files));
	assert_int_equal(cx_test_shell(&t->files, NULL, "%s", commands), 0);
	assert_int_equal(cx_test_shell(&t->files, NULL, "git add -A && git commit -q --allow-empty -m more"),
			 0);
	assert_int_equal(cx_repo_open(t->files.path, &t->repo, &t->f.diags), CX_STATUS_OK);
	assert_int_equal(cx_repo_resolve(t->repo, "HEAD", &head, &t->f.diags), CX_STATUS_OK);
	t->folder = (struct cx_tree){.repo = t->repo, .commit = CX_OID_ZERO, .folder = t->files.path};
	t->commit = (struct cx_tree){.repo = t->repo, .commit = head, .folder = t->files.path};
}

/* Paths, a space behind each. */
static const char *list(struct trees *t, const struct cx_tree *tree, const char *path)
{
	struct cx_tree_paths paths = {0};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_tree_list(tree, path, &t->f.arena, &paths, &t->f.diags);
	if (status)
		return cx_status_name(status);
	for (size_t i = 0; i < paths.count; i++)
		cx_buf_addf(&text, "%s ", paths.items[i]);
	return cx_arena_strdup(&t->f.arena, text.data);
}

static void assert_lists(struct trees *t, const char *path, const char *expected)
{
	assert_string_equal(list(t, &t->folder, path), expected);
	assert_string_equal(list(t, &t->commit, path), expected);
}

static void test_list_when_folder_then_definitions_sorted_without_hidden(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "mkdir -p d/b d/.h && touch d/b/z.yaml d/b/a.yml d/c.json d/.hidden.yaml d/.h/x.yaml "
		       "d/README.md "
		       "d/yaml d/.yaml d/b.yaml");
	assert_lists(&t, "d", "d/b.yaml d/b/a.yml d/b/z.yaml d/c.json ");
	assert_lists(&t, "", "audiences/a.yaml cxctl.yaml d/b.yaml d/b/a.yml d/b/z.yaml d/c.json ");
	assert_string_equal(fixture_lines(&t.f), "");
}

static void test_list_when_file_then_itself_whatever_its_name(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "mkdir d && touch d/plain");
	assert_lists(&t, "d/plain", "d/plain ");
	assert_lists(&t, "audiences/a.yaml", "audiences/a.yaml ");
}

static void test_list_when_not_there_then_absent_without_a_word(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "true");
	assert_lists(&t, "nowhere", "absent");
	assert_lists(&t, "audiences/a.yaml/below", "absent");
	assert_string_equal(fixture_lines(&t.f), "");
}

static void test_list_when_outside_then_refused(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "true");
	assert_lists(&t, "../x", "invalid");
	assert_lists(&t, "/etc", "invalid");
	assert_int_equal(t.f.diags.errors, 4);
	assert_string_equal(t.f.diags.items[3]->code, "file.outside");
}

static void assert_link_refused(const char *commands, const char *path)
{
	TREES(t);
	trees_make(&t, commands);
	assert_lists(&t, path, "invalid");
	assert_int_equal(t.f.diags.errors, 2);
	assert_string_equal(t.f.diags.items[0]->code, "file.symlink");
	assert_string_equal(t.f.diags.items[1]->code, "git.symlink");
}

static void test_list_when_there_is_a_link_then_refused(void **state)
{
	(void)state;
	assert_link_refused("mkdir d && ln -s /etc/passwd d/x.yaml", "d");
	assert_link_refused("mkdir d && ln -s ../audiences d/more", "d");
	assert_link_refused("mkdir d && ln -s ../audiences d/more.d", "d");
	assert_link_refused("ln -s audiences d", "d");
}

static void test_list_when_there_is_a_link_then_the_rest_of_the_folder_too(void **state)
{
	(void)state;
	TREES(t);
	struct cx_tree_paths paths = {0};
	trees_make(&t, "mkdir d && touch d/a.yaml d/z.yaml && ln -s a.yaml d/b.yaml");
	assert_int_equal(cx_tree_list(&t.folder, "d", &t.f.arena, &paths, &t.f.diags), CX_STATUS_INVALID);
	assert_int_equal(paths.count, 2);
	assert_string_equal(paths.items[0], "d/a.yaml");
	assert_string_equal(paths.items[1], "d/z.yaml");
	assert_int_equal(t.f.diags.errors, 1);
}

static void test_read_when_there_then_the_same_bytes(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "true");
	const struct cx_tree *trees[] = {&t.folder, &t.commit};
	for (size_t i = 0; i < CX_COUNT(trees); i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		assert_int_equal(cx_tree_read(trees[i], "audiences/a.yaml", 100, &text, &t.f.diags),
				 CX_STATUS_OK);
		assert_string_equal(text.data, "a: 1\n");
		assert_int_equal(cx_tree_read(trees[i], "audiences/b.yaml", 100, &text, &t.f.diags),
				 CX_STATUS_ABSENT);
		assert_int_equal(t.f.diags.errors, 0);
	}
}

static void test_read_when_behind_a_link_or_outside_or_large_then_error(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "ln -s audiences d && ln -s a.yaml audiences/l.yaml");
	static const char *const paths[] = {"d/a.yaml", "audiences/l.yaml", "../a", "/etc/passwd"};
	const struct cx_tree *trees[] = {&t.folder, &t.commit};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(trees); i++) {
		for (size_t p = 0; p < CX_COUNT(paths); p++)
			assert_int_equal(cx_tree_read(trees[i], paths[p], 100, &text, &t.f.diags),
					 CX_STATUS_INVALID);
		assert_int_equal(cx_tree_read(trees[i], "audiences/a.yaml", 2, &text, &t.f.diags),
				 CX_STATUS_FAILED);
	}
	assert_int_equal(t.f.diags.errors, 10);
	assert_int_equal(text.len, 0);
}

static void test_read_when_folder_or_pipe_then_not_read(void **state)
{
	(void)state;
	TREES(t);
	trees_make(&t, "true");
	assert_int_equal(cx_test_shell(&t.files, NULL, "mkfifo audiences/pipe.yaml"), 0);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_tree_read(&t.folder, "audiences", 100, &text, &t.f.diags), CX_STATUS_FAILED);
	assert_int_equal(cx_tree_read(&t.folder, "audiences/pipe.yaml", 100, &text, &t.f.diags),
			 CX_STATUS_FAILED);
	assert_string_equal(fixture_lines(&t.f), "0:0 file.type audiences is not a regular file\n"
						 "0:0 file.type audiences/pipe.yaml is not a regular file\n");
	assert_string_equal(list(&t, &t.folder, "audiences"), "audiences/a.yaml ");
}

int main(void)
{
	cx_test_repo_environment();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list_when_folder_then_definitions_sorted_without_hidden),
		cmocka_unit_test(test_list_when_file_then_itself_whatever_its_name),
		cmocka_unit_test(test_list_when_not_there_then_absent_without_a_word),
		cmocka_unit_test(test_list_when_outside_then_refused),
		cmocka_unit_test(test_list_when_there_is_a_link_then_refused),
		cmocka_unit_test(test_list_when_there_is_a_link_then_the_rest_of_the_folder_too),
		cmocka_unit_test(test_read_when_there_then_the_same_bytes),
		cmocka_unit_test(test_read_when_behind_a_link_or_outside_or_large_then_error),
		cmocka_unit_test(test_read_when_folder_or_pipe_then_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
