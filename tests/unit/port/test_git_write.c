/* SPDX-License-Identifier: Apache-2.0 */
/* The git port: writing commits, moving refs, what is dirty. */
#include "port/git.h"
#include "support/gitrepo.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_diags diags;
	struct cx_arena arena;
	struct cx_oid head;
};

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	if (!cx_test_repo_make(&f->files) || cx_repo_open(f->files.path, &f->repo, &f->diags))
		return -1;
	return cx_repo_resolve(f->repo, "HEAD", &f->head, &f->diags) == CX_STATUS_OK ? 0 : -1;
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

static void assert_shell(struct fixture *f, const char *command, const char *want)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	assert_int_equal(cx_test_shell(&f->files, &out, "%s", command), 0);
	assert_string_equal(out.data, want);
}

static struct cx_oid commit_write(struct fixture *f, const struct cx_oid *base,
				  const struct cx_tree_change *changes, size_t n, const char *message)
{
	struct cx_oid oid = CX_OID_ZERO;
	struct cx_commit_new new = {.base = base,
				    .changes = changes,
				    .change_count = n,
				    .parents = base,
				    .parent_count = base ? 1 : 0,
				    .author_name = "A <b>\n",
				    .author_email = "a@b",
				    .time_s = 86400,
				    .offset_minutes = 60,
				    .message = message};
	assert_int_equal(cx_repo_commit_write(f->repo, &new, &oid, &f->diags), CX_STATUS_OK);
	return oid;
}

static void test_commit_write_when_changes_nest_then_tree_and_fsck_are_right(void **state)
{
	struct fixture *f = *state;
	const struct cx_tree_change first[] = {{"z", "1", 1},       {"a/b/c", "2", 1}, {"a/b.d", "3", 1},
					       {"a/b/d/e", "4", 1}, {"a0", "5", 1},    {"f", "", 0}};
	struct cx_oid one = commit_write(f, NULL, first, CX_COUNT(first), "one\n");
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command, "git ls-tree -r --name-only %s", one.hex);
	assert_shell(f, command.data, "a/b.d\na/b/c\na/b/d/e\na0\nf\nz\n");
	const struct cx_tree_change second[] = {{"a/b/d/e", NULL, 0},
						{"a/b/c", NULL, 0},
						{"a0/x", "6", 1},
						{"none/at/all", NULL, 0},
						{"z", "7", 1}};
	struct cx_oid two = commit_write(f, &one, second, CX_COUNT(second), "two\n");
	cx_buf_clear(&command);
	cx_buf_addf(&command, "git ls-tree -r -t --name-only %s", two.hex);
	assert_shell(f, command.data, "a\na/b.d\na0\na0/x\nf\nz\n");
	cx_buf_clear(&command);
	cx_buf_addf(&command,
		    "git fsck --strict --no-dangling 2>&1 && git show -s --format='%%an|%%ae|%%ad|%%s' %s",
		    two.hex);
	assert_shell(f, command.data, "A b|a@b|Fri Jan 2 01:00:00 1970 +0100|two\n");
}

static void test_commit_write_when_equal_then_same_commit(void **state)
{
	struct fixture *f = *state;
	const struct cx_tree_change ab[] = {{"a", "1", 1}, {"b", "2", 1}},
				    ba[] = {{"b", "2", 1}, {"a", "1", 1}};
	struct cx_oid one = commit_write(f, NULL, ab, 2, "m"), two = commit_write(f, NULL, ba, 2, "m");
	assert_true(cx_oid_equal(&one, &two));
}

/* Many changes go into one pack: the commit is the one that single files would have made. */
static void test_commit_write_when_changes_are_many_then_one_pack_and_same_commit(void **state)
{
	struct fixture *f = *state;
	enum { MANY = 300 };
	struct cx_tree_change changes[MANY];
	for (size_t i = 0; i < MANY; i++) {
		char *path = cx_arena_printf(&f->arena, "resources/K%zu/n-%zu.json", i % 3, i);
		changes[i] = (struct cx_tree_change){path, path, strlen(path)};
	}
	struct cx_oid packed = commit_write(f, &f->head, changes, MANY, "many");
	assert_shell(f, "ls .git/objects/pack/*.pack | wc -l", "1\n");
	struct cx_oid step = f->head;
	for (size_t i = 0; i < MANY; i += 50)
		step = commit_write(f, &step, changes + i, 50, "few");
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command,
		    "git fsck --strict 2>&1 | grep -v dangling; git diff %s %s; git ls-tree -r %s | wc -l",
		    packed.hex, step.hex, packed.hex);
	assert_shell(f, command.data, "302\n");
	struct cx_oid zero = CX_OID_ZERO, now;
	assert_int_equal(cx_repo_ref_move(f->repo, "refs/cxctl/many", &zero, &packed, "r", &f->diags),
			 CX_STATUS_OK);
	assert_int_equal(cx_repo_ref_read(f->repo, "refs/cxctl/many", &now, &f->diags), CX_STATUS_OK);
	struct cx_oid again = commit_write(f, &f->head, changes, MANY, "many");
	assert_true(cx_oid_equal(&packed, &again));
	changes[7].bytes = NULL;
	(void)commit_write(f, &packed, changes, MANY, "again");
	assert_int_equal(f->diags.count, 0);
}

static void test_commit_write_when_path_leaves_then_invalid(void **state)
{
	struct fixture *f = *state;
	const struct cx_tree_change up[] = {{"../a", "1", 1}};
	struct cx_commit_new new = {
		.changes = up, .change_count = 1, .author_name = "a", .author_email = "b", .message = "m"};
	struct cx_oid oid;
	assert_int_equal(cx_repo_commit_write(f->repo, &new, &oid, &f->diags), CX_STATUS_INVALID);
}

#define REF "refs/cxctl/prod"

static void test_ref_move_when_expected_then_moved_else_conflict(void **state)
{
	struct fixture *f = *state;
	struct cx_oid zero = CX_OID_ZERO, now;
	struct cx_oid other = commit_write(f, NULL, NULL, 0, "other");
	assert_int_equal(cx_repo_ref_read(f->repo, REF, &now, &f->diags), CX_STATUS_ABSENT);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &f->head, &other, "r", &f->diags),
			 CX_STATUS_CONFLICT);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &f->head, &zero, "r", &f->diags), CX_STATUS_CONFLICT);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &zero, &f->head, "r", &f->diags), CX_STATUS_OK);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &zero, &other, "r", &f->diags), CX_STATUS_CONFLICT);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &other, &zero, "r", &f->diags), CX_STATUS_CONFLICT);
	assert_int_equal(cx_repo_ref_read(f->repo, REF, &now, &f->diags), CX_STATUS_OK);
	assert_true(cx_oid_equal(&now, &f->head));
	shell(f, "git pack-refs --all");
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &f->head, &other, "r", &f->diags), CX_STATUS_OK);
	shell(f, "git pack-refs --all");
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &f->head, &zero, "r", &f->diags), CX_STATUS_CONFLICT);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &other, &zero, "r", &f->diags), CX_STATUS_OK);
	assert_int_equal(cx_repo_ref_read(f->repo, REF, &now, &f->diags), CX_STATUS_ABSENT);
	assert_int_equal(f->diags.count, 0);
	assert_int_equal(cx_repo_ref_move(f->repo, "refs/../x", &zero, &other, "r", &f->diags),
			 CX_STATUS_INVALID);
	assert_int_equal(cx_repo_ref_move(f->repo, "HEAD", &zero, &other, "r", &f->diags), CX_STATUS_INVALID);
}

static void test_ref_read_when_symbolic_or_no_commit_then_error(void **state)
{
	struct fixture *f = *state;
	struct cx_oid now, zero = CX_OID_ZERO;
	shell(f, "git symbolic-ref " REF
		 " refs/heads/main && git update-ref refs/x/blob $(git rev-parse HEAD:cxctl.yaml)");
	assert_int_equal(cx_repo_ref_read(f->repo, REF, &now, &f->diags), CX_STATUS_FAILED);
	assert_string_equal(f->diags.items[0]->code, "git.ref");
	assert_int_equal(cx_repo_ref_read(f->repo, "refs/x/blob", &now, &f->diags), CX_STATUS_FAILED);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &f->head, &zero, "r", &f->diags), CX_STATUS_CONFLICT);
	assert_shell(f, "git rev-parse main", cx_arena_printf(&f->arena, "%s\n", f->head.hex));
}

static void test_ref_move_when_lock_is_left_by_git_then_path_and_age(void **state)
{
	struct fixture *f = *state;
	struct cx_oid zero = CX_OID_ZERO;
	shell(f, "mkdir -p .git/refs/cxctl && touch -d '2 minutes ago' .git/" REF ".lock");
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &zero, &f->head, "r", &f->diags), CX_STATUS_FAILED);
	assert_string_equal(f->diags.items[0]->code, "git.lock");
	assert_non_null(strstr(f->diags.items[0]->message, REF ".lock, made 12"));
	assert_non_null(strstr(f->diags.items[0]->hint, "rm "));
}

static void test_ref_move_when_lock_is_left_by_us_then_settled(void **state)
{
	struct fixture *f = *state;
	struct cx_oid zero = CX_OID_ZERO;
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command,
		    "mkdir -p .git/refs/cxctl .git/cxctl && echo '" REF " %s' > .git/cxctl/.ref-move && "
		    "printf %.20s > .git/" REF ".lock",
		    f->head.hex, f->head.hex);
	shell(f, command.data);
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &zero, &f->head, "r", &f->diags), CX_STATUS_OK);
	shell(f, "echo '" REF " 0000' > .git/cxctl/.ref-move && echo foreign > .git/" REF ".lock");
	assert_int_equal(cx_repo_ref_move(f->repo, REF, &f->head, &zero, "r", &f->diags), CX_STATUS_FAILED);
	assert_shell(f, "cat .git/" REF ".lock", "foreign\n");
}

/* A worker process: its exit status is how often it won. */
static int race_create(struct fixture *f, int start, const struct cx_oid *mine)
{
	char byte;
	struct cx_repo *repo = NULL;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_oid zero = CX_OID_ZERO;
	int won = 0;
	if (cx_repo_open(f->files.path, &repo, &diags))
		return 99;
	(void)!read(start, &byte, 1);
	for (int round = 0; round < 20; round++) {
		char ref[64];
		(void)snprintf(ref, sizeof ref, "refs/cxctl-run/r%d", round);
		enum cx_status status = cx_repo_ref_move(repo, ref, &zero, mine, "race", &diags);
		if (status != CX_STATUS_OK && status != CX_STATUS_CONFLICT)
			return 98;
		won += status == CX_STATUS_OK;
	}
	return won;
}

static int race_delete(struct fixture *f, int start, const struct cx_oid *mine)
{
	char byte;
	struct cx_repo *repo = NULL;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_oid zero = CX_OID_ZERO;
	int won = 0;
	(void)mine;
	if (cx_repo_open(f->files.path, &repo, &diags))
		return 99;
	(void)!read(start, &byte, 1);
	for (int round = 0; round < 20; round++) {
		char ref[64];
		(void)snprintf(ref, sizeof ref, "refs/cxctl-run/d%d", round);
		enum cx_status status = cx_repo_ref_move(repo, ref, &f->head, &zero, "race", &diags);
		if (status != CX_STATUS_OK && status != CX_STATUS_CONFLICT)
			return 98;
		won += status == CX_STATUS_OK;
	}
	return won;
}

static int race_run(struct fixture *f, int (*worker)(struct fixture *, int, const struct cx_oid *))
{
	enum { WORKERS = 4 };
	int start[2], total = 0;
	pid_t pids[WORKERS];
	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < WORKERS; i++) {
		char message[32];
		(void)snprintf(message, sizeof message, "worker %d", i);
		struct cx_oid mine = commit_write(f, NULL, NULL, 0, message);
		pids[i] = fork();
		if (pids[i] == 0) {
			close(start[1]);
			_exit(worker(f, start[0], &mine));
		}
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < WORKERS; i++) {
		int status;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_true(WEXITSTATUS(status) <= 20);
		total += WEXITSTATUS(status);
	}
	return total;
}

static void test_ref_move_when_processes_race_then_one_wins_each(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(race_run(f, race_create), 20);
	shell(f, "for i in $(seq 0 19); do git update-ref refs/cxctl-run/d$i HEAD; done; git pack-refs --all;"
		 "for i in $(seq 0 9); do git update-ref refs/cxctl-run/d$i HEAD; done");
	assert_int_equal(race_run(f, race_delete), 20);
	assert_shell(f, "git for-each-ref refs/cxctl-run | grep -c refs/cxctl-run/r; git rev-parse main",
		     cx_arena_printf(&f->arena, "20\n%s\n", f->head.hex));
}

/* A process killed at random while it moves a ref back and forth never stops the next one. */
static void test_ref_move_when_killed_anywhere_then_next_goes_on(void **state)
{
	struct fixture *f = *state;
	struct cx_oid zero = CX_OID_ZERO, other = commit_write(f, NULL, NULL, 0, "other");
	for (int round = 0; round < 25; round++) {
		pid_t pid = fork();
		if (pid == 0) {
			for (;;) {
				(void)cx_repo_ref_move(f->repo, REF, &zero, &other, "r", &f->diags);
				(void)cx_repo_ref_move(f->repo, REF, &other, &f->head, "r", &f->diags);
				(void)cx_repo_ref_move(f->repo, REF, &f->head, &zero, "r", &f->diags);
			}
		}
		usleep((useconds_t)(2000 + round * 613));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		struct cx_oid now = CX_OID_ZERO;
		enum cx_status status = cx_repo_ref_read(f->repo, REF, &now, &f->diags);
		assert_true(status == CX_STATUS_OK || status == CX_STATUS_ABSENT);
		if (status == CX_STATUS_ABSENT)
			now = zero;
		const struct cx_oid *next = cx_oid_is_zero(&now) ? &other : &zero;
		assert_int_equal(cx_repo_ref_move(f->repo, REF, &now, next, "r", &f->diags), CX_STATUS_OK);
		assert_int_equal(f->diags.count, 0);
		now = *next;
		if (!cx_oid_is_zero(&now))
			assert_int_equal(cx_repo_ref_move(f->repo, REF, &now, &zero, "r", &f->diags),
					 CX_STATUS_OK);
	}
}

static void assert_dirty(struct fixture *f, const char *want)
{
	static const char *const paths[] = {"audiences", "cxctl.yaml", "overlays"};
	const char **found = NULL;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_int_equal(cx_repo_dirty(f->repo, paths, CX_COUNT(paths), &f->arena, &found, &f->diags),
			 CX_STATUS_OK);
	for (; *found; found++)
		cx_buf_addf(&text, "%s ", *found);
	assert_string_equal(text.data, want);
}

static void test_dirty_when_changed_in_every_way_then_named(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *change, *want;
	} cases[] = {
		{"true", ""},
		{"echo x > README && mkdir other && echo x > other/a.yaml", ""},
		{"echo 'a: 2' > audiences/a.yaml", "audiences/a.yaml "},
		{"echo 'a: 2' > audiences/a.yaml && git add . && echo 'a: 1' > audiences/a.yaml",
		 "audiences/a.yaml "},
		{"echo 'a: 2' > audiences/a.yaml && git add .", "audiences/a.yaml "},
		{"rm cxctl.yaml", "cxctl.yaml "},
		{"git rm -q --cached cxctl.yaml", "cxctl.yaml "},
		{"mkdir -p audiences/deep && echo > audiences/deep/n.yaml", "audiences/deep/n.yaml "},
		{"mkdir overlays && echo > overlays/n.yaml", "overlays/n.yaml "},
		{"git mv audiences/a.yaml audiences/b.yaml", "audiences/a.yaml audiences/b.yaml "},
		{"echo '*.yaml' > .git/info/exclude && echo > audiences/i.yaml && echo > audiences/i.txt",
		 "audiences/i.txt audiences/i.yaml "},
		{"echo '*.txt' > .git/info/exclude && echo > audiences/i.txt", ""},
		{"echo 'overlays/' > .git/info/exclude && mkdir overlays && echo > overlays/i.yaml",
		 "overlays/i.yaml "},
		{"git update-index --assume-unchanged cxctl.yaml && echo 'p: 2' > cxctl.yaml", "cxctl.yaml "},
		{"git update-index --skip-worktree cxctl.yaml && echo 'p: 2' > cxctl.yaml", "cxctl.yaml "},
		{"git update-index --skip-worktree cxctl.yaml && rm cxctl.yaml", ""},
		{"ln -sf /etc/hostname audiences/a.yaml", "audiences/a.yaml "},
		{"touch -d '1 hour ago' cxctl.yaml", ""},
		{"git checkout -q --orphan fresh", "audiences/a.yaml cxctl.yaml "},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		print_message("          %s\n", cases[i].change);
		shell(f, "git checkout -q -f main && git update-index --no-assume-unchanged cxctl.yaml && "
			 "git update-index --no-skip-worktree cxctl.yaml &&"
			 " : > .git/info/exclude && git reset -q --hard && git clean -qfdx");
		shell(f, cases[i].change);
		assert_dirty(f, cases[i].want);
	}
}

static void test_dirty_when_path_is_odd_then_literal(void **state)
{
	struct fixture *f = *state;
	shell(f, "mkdir 'a*' ab && echo > ab/x.yaml && echo > 'a*/y.yaml'");
	static const char *const star[] = {"a*"}, *const root[] = {"."};
	const char **found = NULL;
	assert_int_equal(cx_repo_dirty(f->repo, star, 1, &f->arena, &found, &f->diags), CX_STATUS_OK);
	assert_string_equal(found[0], "a*/y.yaml");
	assert_null(found[1]);
	assert_int_equal(cx_repo_dirty(f->repo, root, 1, &f->arena, &found, &f->diags), CX_STATUS_OK);
	assert_string_equal(found[0], "a*/y.yaml");
	assert_string_equal(found[1], "ab/x.yaml");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_commit_write_when_changes_nest_then_tree_and_fsck_are_right),
		CASE(test_commit_write_when_equal_then_same_commit),
		CASE(test_commit_write_when_changes_are_many_then_one_pack_and_same_commit),
		CASE(test_commit_write_when_path_leaves_then_invalid),
		CASE(test_ref_move_when_expected_then_moved_else_conflict),
		CASE(test_ref_read_when_symbolic_or_no_commit_then_error),
		CASE(test_ref_move_when_lock_is_left_by_git_then_path_and_age),
		CASE(test_ref_move_when_lock_is_left_by_us_then_settled),
		CASE(test_ref_move_when_processes_race_then_one_wins_each),
		CASE(test_ref_move_when_killed_anywhere_then_next_goes_on),
		CASE(test_dirty_when_changed_in_every_way_then_named),
		CASE(test_dirty_when_path_is_odd_then_literal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
