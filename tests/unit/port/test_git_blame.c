/* SPDX-License-Identifier: Apache-2.0 */
/* Blame: each line's last commit and author; what is not committed is nobody's. */
#include "port/git_blame.h"
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
	struct cx_oid first, second;
};

static struct cx_oid head(struct fixture *f)
{
	struct cx_oid oid = CX_OID_ZERO;
	assert_int_equal(cx_repo_resolve(f->repo, "HEAD", &oid, &f->diags), CX_STATUS_OK);
	return oid;
}

/* Six lines of Ada's; then the second and the fifth are Ben's. */
static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	if (!cx_test_repo_make(&f->files) || cx_repo_open(f->files.path, &f->repo, &f->diags) != CX_STATUS_OK)
		return -1;
	(void)cx_test_shell(&f->files, NULL,
			    "printf '1\\n2\\n3\\n4\\n5\\n6\\n' > lines && git add lines && "
			    "git -c user.name=Ada -c user.email=a@x commit -q -m one");
	f->first = head(f);
	(void)cx_test_shell(&f->files, NULL,
			    "sed -i 's/[25]/&&/' lines && git -c user.name=Ben -c user.email=b@x commit "
			    "-q -a -m two");
	f->second = head(f);
	return 0;
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

static void assert_line(const struct cx_blame_line *line, const struct cx_oid *commit, const char *author)
{
	assert_string_equal(line->commit.hex, commit->hex);
	assert_string_equal(line->author, author);
}

static void test_blame_when_lines_of_two_then_each_its_own(void **state)
{
	struct fixture *f = *state;
	struct cx_blame_line lines[] = {{.line = 2}, {.line = 3}, {.line = 5}, {.line = 7}};
	const struct cx_blame_file file = {.path = "lines"};
	assert_true(cx_repo_blame(f->repo, &f->second, &file, &f->arena, lines, CX_COUNT(lines)));
	assert_line(&lines[0], &f->second, "Ben");
	assert_line(&lines[1], &f->first, "Ada");
	assert_line(&lines[2], &f->second, "Ben");
	assert_true(cx_oid_is_zero(&lines[3].commit));
	assert_null(lines[3].author);
}

static void test_blame_when_an_older_commit_then_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct cx_blame_line lines[] = {{.line = 5}};
	const struct cx_blame_file file = {.path = "lines"};
	assert_true(cx_repo_blame(f->repo, &f->first, &file, &f->arena, lines, 1));
	assert_line(&lines[0], &f->first, "Ada");
}

static void test_blame_when_changed_and_not_committed_then_nobody(void **state)
{
	struct fixture *f = *state;
	static const char text[] = "new\n1\n22\nchanged\n4\n55\n6\n";
	struct cx_blame_line lines[] = {{.line = 1}, {.line = 2}, {.line = 3}, {.line = 4}, {.line = 6}};
	const struct cx_blame_file file = {"lines", text, sizeof text - 1};
	assert_true(cx_repo_blame(f->repo, &f->second, &file, &f->arena, lines, CX_COUNT(lines)));
	assert_null(lines[0].author);
	assert_line(&lines[1], &f->first, "Ada");
	assert_line(&lines[2], &f->second, "Ben");
	assert_null(lines[3].author);
	assert_line(&lines[4], &f->second, "Ben");
}

static void test_blame_when_no_such_file_then_false(void **state)
{
	struct fixture *f = *state;
	struct cx_blame_line lines[] = {{.line = 1}};
	const struct cx_blame_file file = {.path = "nowhere"};
	assert_false(cx_repo_blame(f->repo, &f->second, &file, &f->arena, lines, 1));
	assert_false(cx_repo_blame(f->repo, &CX_OID_ZERO, &file, &f->arena, lines, 1));
	assert_null(lines[0].author);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_blame_when_lines_of_two_then_each_its_own, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_blame_when_an_older_commit_then_as_it_was, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_blame_when_changed_and_not_committed_then_nobody, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_blame_when_no_such_file_then_false, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
