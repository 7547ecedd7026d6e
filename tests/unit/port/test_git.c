/* SPDX-License-Identifier: Apache-2.0 */
/* The git port: opening, naming and reading commits. */
#include "port/git.h"
#include "support/gitrepo.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* libgit2 1.5 leaks a match when it checks extensions; this program has no other user of PCRE2. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8.so\n";
}

struct fixture {
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_diags diags;
	struct cx_arena arena;
};

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	if (!cx_test_repo_make(&f->files))
		return -1;
	return cx_repo_open(f->files.path, &f->repo, &f->diags) == CX_STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	cx_repo_free(f->repo);
	cx_diags_release(&f->diags);
	cx_arena_release(&f->arena);
	cx_test_repo_remove(&f->files);
	cx_free(f);
	return 0;
}

static void shell(struct fixture *f, const char *command)
{
	assert_int_equal(cx_test_shell(&f->files, NULL, "%s", command), 0);
}

static struct cx_oid resolve(struct fixture *f, const char *rev)
{
	struct cx_oid oid = CX_OID_ZERO;
	assert_int_equal(cx_repo_resolve(f->repo, rev, &oid, &f->diags), CX_STATUS_OK);
	return oid;
}

static void assert_one_error(struct fixture *f, const char *code, const char *part)
{
	assert_int_equal(f->diags.errors, 1);
	assert_string_equal(f->diags.items[0]->code, code);
	if (part && !strstr(f->diags.items[0]->message, part))
		fail_msg("'%s' is not in '%s'", part, f->diags.items[0]->message);
}

static void test_open_when_no_repository_then_absent(void **state)
{
	struct fixture *f = *state;
	struct cx_repo *repo = NULL;
	shell(f, "rm -rf .git");
	assert_int_equal(cx_repo_open(f->files.path, &repo, &f->diags), CX_STATUS_ABSENT);
	assert_int_equal(f->diags.count, 0);
}

static void test_open_when_below_bare_or_worktree_then_found(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_repo) struct cx_repo *below = NULL;
	CX_AUTO_FREE(cx_repo) struct cx_repo *bare = NULL;
	CX_AUTO_FREE(cx_repo) struct cx_repo *linked = NULL;
	shell(f, "git clone -q --bare . bare.git && git worktree add -q linked");
	char *path = cx_path_join(&f->arena, f->files.path, "audiences");
	assert_int_equal(cx_repo_open(path, &below, &f->diags), CX_STATUS_OK);
	assert_string_equal(cx_repo_work_dir(below), cx_repo_work_dir(f->repo));
	path = cx_path_join(&f->arena, f->files.path, "bare.git");
	assert_int_equal(cx_repo_open(path, &bare, &f->diags), CX_STATUS_OK);
	assert_null(cx_repo_work_dir(bare));
	path = cx_path_join(&f->arena, f->files.path, "linked");
	assert_int_equal(cx_repo_open(path, &linked, &f->diags), CX_STATUS_OK);
	assert_string_equal(cx_repo_common_dir(linked), cx_repo_common_dir(f->repo));
	assert_string_equal(cx_repo_identity(linked), "Ada <ada@example.com>");
}

static void test_open_when_git_variables_are_set_then_they_do_not_matter(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_repo) struct cx_repo *repo = NULL;
	setenv("GIT_DIR", "/nonexistent", 1);
	setenv("GIT_INDEX_FILE", "/nonexistent/index", 1);
	setenv("GIT_OBJECT_DIRECTORY", "/nonexistent", 1);
	enum cx_status status = cx_repo_open(f->files.path, &repo, &f->diags);
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
	unsetenv("GIT_OBJECT_DIRECTORY");
	assert_int_equal(status, CX_STATUS_OK);
	assert_string_equal(cx_repo_common_dir(repo), cx_repo_common_dir(f->repo));
}

static void test_open_when_owned_by_another_then_safe_directory_is_explained(void **state)
{
	struct fixture *f = *state;
	struct cx_repo *repo = NULL;
	if (geteuid() != 0)
		skip();
	shell(f, "chown -R 12345 .");
	unsetenv("SUDO_UID");
	assert_int_equal(cx_repo_open(f->files.path, &repo, &f->diags), CX_STATUS_FAILED);
	assert_one_error(f, "git.open", f->files.path);
	assert_non_null(strstr(f->diags.items[0]->hint, "safe.directory"));
	cx_repo_free(f->repo); /* libgit2 reads HOME when the first repository is opened */
	f->repo = NULL;
	shell(f, "mkdir home && printf '[safe]\\n\\tdirectory = *\\n' > home/.gitconfig");
	setenv("HOME", cx_path_join(&f->arena, f->files.path, "home"), 1);
	unsetenv("GIT_CONFIG_GLOBAL");
	CX_AUTO_FREE(cx_repo) struct cx_repo *trusted = NULL;
	enum cx_status status = cx_repo_open(f->files.path, &trusted, &f->diags);
	cx_test_repo_environment();
	assert_int_equal(status, CX_STATUS_OK);
}

static void test_open_when_sha256_or_reftable_then_explained(void **state)
{
	struct fixture *f = *state;
	struct cx_repo *repo = NULL;
	shell(f, "git config core.repositoryformatversion 1 && git config extensions.objectformat sha256");
	assert_int_equal(cx_repo_open(f->files.path, &repo, &f->diags), CX_STATUS_FAILED);
	assert_one_error(f, "git.open", "objectformat");
	assert_non_null(strstr(f->diags.items[0]->hint, "SHA-256"));
	cx_diags_release(&f->diags);
	shell(f, "sed -i 's/objectformat = sha256/refstorage = reftable/' .git/config");
	assert_int_equal(cx_repo_open(f->files.path, &repo, &f->diags), CX_STATUS_FAILED);
	assert_one_error(f, "git.open", "refstorage");
	assert_non_null(strstr(f->diags.items[0]->hint, "reftable"));
}

static void test_resolve_when_head_tag_or_short_then_commit(void **state)
{
	struct fixture *f = *state;
	char head[64];
	shell(f, "git tag -a -m t v1");
	cx_test_word(&f->files, "git rev-parse HEAD", head, sizeof head);
	const char *const names[] = {"HEAD", "main", "v1", "refs/heads/main"};
	for (size_t i = 0; i < CX_COUNT(names); i++)
		assert_string_equal(resolve(f, names[i]).hex, head);
	head[10] = '\0';
	assert_memory_equal(resolve(f, head).hex, head, 10);
}

static void test_resolve_when_unknown_then_rev(void **state)
{
	struct fixture *f = *state;
	struct cx_oid oid;
	assert_int_equal(cx_repo_resolve(f->repo, "nosuch", &oid, &f->diags), CX_STATUS_INVALID);
	assert_one_error(f, "git.rev", "nosuch");
	cx_diags_release(&f->diags);
	assert_int_equal(cx_repo_resolve(f->repo, "", &oid, &f->diags), CX_STATUS_INVALID);
	cx_diags_release(&f->diags);
	assert_int_equal(cx_repo_resolve(f->repo, "HEAD:audiences", &oid, &f->diags), CX_STATUS_INVALID);
	assert_one_error(f, "git.rev", "HEAD:audiences");
}

static void test_resolve_when_no_commit_yet_then_says_so(void **state)
{
	struct fixture *f = *state;
	struct cx_oid oid;
	shell(f, "git checkout -q --orphan empty");
	assert_int_equal(cx_repo_resolve(f->repo, "HEAD", &oid, &f->diags), CX_STATUS_INVALID);
	assert_one_error(f, "git.rev", "no commit yet");
}

static bool count_each(void *data, const struct cx_oid *commit)
{
	(void)commit;
	return ++*(int *)data < 100;
}

static void test_walk_when_shallow_then_says_unshallow(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_repo) struct cx_repo *shallow = NULL;
	shell(f, "git commit -q --allow-empty -m 2 && git commit -q --allow-empty -m 3");
	int count = 0;
	struct cx_oid head = resolve(f, "HEAD");
	assert_int_equal(cx_repo_walk(f->repo, &head, count_each, &count, &f->diags), CX_STATUS_OK);
	assert_int_equal(count, 3);
	shell(f, "git clone -q --depth 1 file://$PWD shallow");
	char *path = cx_path_join(&f->arena, f->files.path, "shallow");
	assert_int_equal(cx_repo_open(path, &shallow, &f->diags), CX_STATUS_OK);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_repo_read(shallow, &head, "cxctl.yaml", 100, &text, &f->diags), CX_STATUS_OK);
	count = 0;
	assert_int_equal(cx_repo_walk(shallow, &head, count_each, &count, &f->diags), CX_STATUS_FAILED);
	assert_int_equal(count, 1);
	assert_one_error(f, "git.shallow", NULL);
	struct cx_oid first;
	cx_diags_release(&f->diags);
	assert_int_equal(cx_repo_resolve(shallow, "HEAD~1", &first, &f->diags), CX_STATUS_INVALID);
	assert_non_null(strstr(f->diags.items[0]->hint, "--unshallow"));
}

static void test_commit_info_when_read_then_all_parts(void **state)
{
	struct fixture *f = *state;
	shell(f, "git commit -q --allow-empty -m 'second: of them'");
	struct cx_oid head = resolve(f, "HEAD"), first = resolve(f, "HEAD~1");
	struct cx_commit_info info;
	assert_int_equal(cx_repo_commit_info(f->repo, &head, &f->arena, &info, &f->diags), CX_STATUS_OK);
	assert_int_equal(info.parent_count, 1);
	assert_true(cx_oid_equal(&info.parents[0], &first));
	assert_string_equal(info.author, "Ada <ada@example.com>");
	assert_string_equal(info.message, "second: of them\n");
	assert_int_equal(info.time_s, 1700000000);
	assert_true(cx_repo_is_descendant(f->repo, &head, &first));
	assert_true(cx_repo_is_descendant(f->repo, &head, &head));
	assert_false(cx_repo_is_descendant(f->repo, &first, &head));
}

static void test_read_when_file_folder_symlink_or_absent(void **state)
{
	struct fixture *f = *state;
	shell(f, "ln -s a.yaml audiences/link.yaml && ln -s audiences dir && git add . && git commit -q -m "
		 "links");
	struct cx_oid head = resolve(f, "HEAD");
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_repo_read(f->repo, &head, "audiences/a.yaml", 100, &text, &f->diags),
			 CX_STATUS_OK);
	assert_string_equal(text.data, "a: 1\n");
	static const char *const absent[] = {"audiences", "none", "audiences/none/x", "cxctl.yaml/x", "../x",
					     "",          "/x"};
	for (size_t i = 0; i < CX_COUNT(absent); i++)
		assert_int_equal(cx_repo_read(f->repo, &head, absent[i], 100, &text, &f->diags),
				 CX_STATUS_ABSENT);
	assert_int_equal(f->diags.count, 0);
	assert_int_equal(cx_repo_read(f->repo, &head, "audiences/link.yaml", 100, &text, &f->diags),
			 CX_STATUS_INVALID);
	assert_one_error(f, "git.symlink", "audiences/link.yaml");
	cx_diags_release(&f->diags);
	assert_int_equal(cx_repo_read(f->repo, &head, "dir/a.yaml", 100, &text, &f->diags),
			 CX_STATUS_INVALID);
	assert_one_error(f, "git.symlink", "dir/a.yaml");
	cx_diags_release(&f->diags);
	assert_int_equal(cx_repo_read(f->repo, &head, "audiences/a.yaml", 4, &text, &f->diags),
			 CX_STATUS_FAILED);
	assert_one_error(f, "file.size", "audiences/a.yaml");
}

static void test_list_when_nested_then_sorted_and_links_refused(void **state)
{
	struct fixture *f = *state;
	shell(f, "mkdir -p audiences/a && echo > audiences/a/b.yaml && echo > audiences/a.b && echo > "
		 "audiences/a0"
		 " && git add . && git commit -q -m more");
	struct cx_oid head = resolve(f, "HEAD");
	struct cx_repo_files files;
	assert_int_equal(cx_repo_list(f->repo, &head, "audiences", &f->arena, &files, &f->diags),
			 CX_STATUS_OK);
	static const char *const want[] = {"audiences/a.b", "audiences/a.yaml", "audiences/a/b.yaml",
					   "audiences/a0"};
	assert_int_equal(files.count, CX_COUNT(want));
	for (size_t i = 0; i < files.count; i++)
		assert_string_equal(files.items[i].path, want[i]);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_repo_read_blob(f->repo, &files.items[1].blob, 100, &text, &f->diags),
			 CX_STATUS_OK);
	assert_string_equal(text.data, "a: 1\n");
	assert_int_equal(cx_repo_list(f->repo, &head, "", &f->arena, &files, &f->diags), CX_STATUS_OK);
	assert_int_equal(files.count, 5);
	assert_int_equal(cx_repo_list(f->repo, &head, "cxctl.yaml", &f->arena, &files, &f->diags),
			 CX_STATUS_OK);
	assert_int_equal(files.count, 1);
	assert_int_equal(cx_repo_list(f->repo, &head, "none", &f->arena, &files, &f->diags),
			 CX_STATUS_ABSENT);
	shell(f, "ln -s /etc/passwd audiences/z.yaml && git add . && git commit -q -m link");
	head = resolve(f, "HEAD");
	assert_int_equal(cx_repo_list(f->repo, &head, "", &f->arena, &files, &f->diags), CX_STATUS_INVALID);
	assert_one_error(f, "git.symlink", "audiences/z.yaml");
}

static void test_list_when_trees_explode_then_limit(void **state)
{
	struct fixture *f = *state;
	shell(f, "t=$(git mktree </dev/null); for i in $(seq 30); do "
		 "t=$(printf '040000 tree %s\\ta\\n040000 tree %s\\tb\\n' $t $t | git mktree); done; "
		 "git update-ref refs/heads/bomb $(git commit-tree -m bomb $t)");
	struct cx_oid bomb = resolve(f, "bomb");
	struct cx_repo_files files;
	assert_int_equal(cx_repo_list(f->repo, &bomb, "", &f->arena, &files, &f->diags), CX_STATUS_FAILED);
	assert_one_error(f, "git.limit", "folders");
}

static void test_read_when_partial_clone_lacks_blob_then_partial(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_repo) struct cx_repo *partial = NULL;
	shell(f, "git config uploadpack.allowFilter true && "
		 "git clone -q --no-checkout --filter=blob:none file://$PWD partial");
	char *path = cx_path_join(&f->arena, f->files.path, "partial");
	assert_int_equal(cx_repo_open(path, &partial, &f->diags), CX_STATUS_OK);
	struct cx_oid head = resolve(f, "HEAD");
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_repo_read(partial, &head, "cxctl.yaml", 100, &text, &f->diags), CX_STATUS_FAILED);
	assert_one_error(f, "git.partial", "cxctl.yaml");
}

static void test_read_when_object_is_gone_or_broken_then_object(void **state)
{
	struct fixture *f = *state;
	struct cx_oid head = resolve(f, "HEAD");
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	shell(f, "o=$(git rev-parse HEAD:cxctl.yaml); p=.git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut "
		 "-c3-); "
		 "chmod u+w $p; echo garbage > $p");
	assert_int_equal(cx_repo_read(f->repo, &head, "cxctl.yaml", 100, &text, &f->diags), CX_STATUS_FAILED);
	assert_one_error(f, "git.object", "cxctl.yaml");
	cx_diags_release(&f->diags);
	shell(f, "o=$(git rev-parse HEAD:audiences); rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | "
		 "cut -c3-)");
	assert_int_equal(cx_repo_read(f->repo, &head, "audiences/a.yaml", 100, &text, &f->diags),
			 CX_STATUS_FAILED);
	assert_one_error(f, "git.object", "missing");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_open_when_no_repository_then_absent),
		CASE(test_open_when_below_bare_or_worktree_then_found),
		CASE(test_open_when_git_variables_are_set_then_they_do_not_matter),
		CASE(test_open_when_owned_by_another_then_safe_directory_is_explained),
		CASE(test_open_when_sha256_or_reftable_then_explained),
		CASE(test_resolve_when_head_tag_or_short_then_commit),
		CASE(test_resolve_when_unknown_then_rev),
		CASE(test_resolve_when_no_commit_yet_then_says_so),
		CASE(test_walk_when_shallow_then_says_unshallow),
		CASE(test_commit_info_when_read_then_all_parts),
		CASE(test_read_when_file_folder_symlink_or_absent),
		CASE(test_list_when_nested_then_sorted_and_links_refused),
		CASE(test_list_when_trees_explode_then_limit),
		CASE(test_read_when_partial_clone_lacks_blob_then_partial),
		CASE(test_read_when_object_is_gone_or_broken_then_object),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
