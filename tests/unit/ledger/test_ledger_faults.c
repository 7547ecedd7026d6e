/* SPDX-License-Identifier: Apache-2.0 */
/* Runs that die, or whose disk fails, at every fault point; the next run finds its way and the ledger is
 * intact. */
#include "ledger/run.h"
#include "ledger/verify.h"

#include "support/ledgerrun.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

/*
 * Everything happens in children, because a process reads CX_FAULT once. They end with one of these.
 */
enum child_end {
	CHILD_DONE,
	CHILD_FAILED, /* the run said that it cannot go on */
	CHILD_BROKEN, /* something that must never happen */
	CHILD_KILLED,
};

struct fixture {
	struct cx_test_repo files;
	int seals;
};

struct child {
	struct cx_repo *repo;
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_ledger ledger;
	struct cx_oid head;
};

static bool child_start(struct fixture *f, struct child *c)
{
	return cx_repo_open(f->files.path, &c->repo, &c->diags) == CX_STATUS_OK &&
	       cx_repo_resolve(c->repo, "HEAD", &c->head, &c->diags) == CX_STATUS_OK &&
	       cx_ledger_read(c->repo, "prod", "refs/cxctl/{tenant}", &c->arena, &c->ledger, &c->diags) ==
		       CX_STATUS_OK;
}

static struct cx_run_new options_of(struct child *c)
{
	return (struct cx_run_new){.ledger = &c->ledger,
				   .clock = cx_clock_system(),
				   .applied = &c->head,
				   .actor = "ada",
				   .host = "h",
				   .fingerprint = "f",
				   .project_path = "cxctl.yaml"};
}

static enum cx_status seal(struct child *c, struct cx_run *run)
{
	static const struct cx_tree_change change = {"resources/Audience/a.json", "{\"spec\":{}}", 11};
	const struct cx_seal options = {.changes = &change,
					.change_count = 1,
					.message = "apply\n",
					.author_name = "a",
					.author_email = "b"};
	struct cx_oid commit;
	cx_test_record(run, &c->arena, "{\"type\":\"run_end\"}");
	return cx_run_seal(run, &options, &commit, &c->diags);
}

/* What apply does; every failure must have a diagnostic. */
static enum child_end child_apply(struct fixture *f)
{
	struct child c = {0};
	struct cx_run *run = NULL;
	if (!child_start(f, &c))
		return CHILD_BROKEN;
	struct cx_run_new options = options_of(&c);
	enum cx_status status = cx_run_open(&options, &run, &c.diags);
	if (!status) {
		cx_test_record(run, &c.arena, "{\"type\":\"run_start\"}");
		cx_test_record(run, &c.arena, "{\"type\":\"intent\",\"address\":\"A/a\"}");
		status = cx_run_sync(run, &c.diags);
	}
	if (!status) {
		cx_test_record(run, &c.arena,
			       "{\"type\":\"outcome\",\"address\":\"A/a\",\"result\":\"applied\"}");
		status = cx_run_sync(run, &c.diags);
	}
	if (!status)
		status = seal(&c, run);
	if (status)
		return c.diags.errors ? CHILD_FAILED : CHILD_BROKEN;
	return CHILD_DONE;
}

/* What the next apply does first. */
static enum child_end child_recover(struct fixture *f)
{
	struct child c = {0};
	struct cx_open_run open;
	struct cx_run *run = NULL;
	if (!child_start(f, &c))
		return CHILD_BROKEN;
	enum cx_status status = cx_ledger_open_run(&c.ledger, cx_clock_system(), &c.arena, &open, &c.diags);
	if (status == CX_STATUS_ABSENT)
		return CHILD_DONE;
	if (status || !open.dead_here)
		return CHILD_BROKEN;
	struct cx_run_new options = options_of(&c);
	status = cx_run_take_over(&options, &open, &run, &c.diags);
	if (status == CX_STATUS_ABSENT)
		return CHILD_DONE;
	if (status)
		return CHILD_FAILED;
	size_t count;
	const struct cx_node *const *records = cx_run_records(run, &count);
	if (!count)
		return cx_run_abandon(run, &c.diags) ? CHILD_FAILED : CHILD_DONE;
	cx_test_record(run, &c.arena, "{\"type\":\"recovered\"}");
	if (cx_node_is_text(cx_node_get(records[count - 1], "type"), "intent"))
		cx_test_record(run, &c.arena,
			       "{\"type\":\"resolved\",\"address\":\"A/a\",\"result\":\"applied\"}");
	return seal(&c, run) ? CHILD_FAILED : CHILD_DONE;
}

static enum child_end child_verify(struct fixture *f)
{
	struct child c = {0};
	struct cx_verify_result result;
	if (!child_start(f, &c) || cx_ledger_verify(&c.ledger, NULL, NULL, 0, &c.arena, &result, &c.diags))
		return CHILD_BROKEN;
	if (result.verdict != CX_VERDICT_INTACT && result.verdict != CX_VERDICT_EMPTY)
		(void)fprintf(stderr, "%s: %s\n", cx_verdict_name(result.verdict), result.problem);
	return result.verdict == CX_VERDICT_INTACT ? CHILD_DONE : CHILD_BROKEN;
}

static enum child_end child_run(struct fixture *f, enum child_end (*body)(struct fixture *),
				const char *fault)
{
	pid_t pid = fork();
	if (pid == 0) {
		if (fault)
			setenv("CX_FAULT", fault, 1);
		_exit((int)body(f));
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status)) {
		assert_int_equal(WTERMSIG(status), SIGKILL);
		return CHILD_KILLED;
	}
	return (enum child_end)WEXITSTATUS(status);
}

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	return cx_test_repo_make(&f->files) ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	cx_test_repo_remove(&f->files);
	cx_free(f);
	return 0;
}

static int seal_count(struct fixture *f)
{
	char word[32];
	int64_t count = 0;
	cx_test_word(&f->files, "git rev-list --count --first-parent refs/cxctl/prod 2>/dev/null || echo 1",
		     word, sizeof word);
	for (const char *c = word; *c; c++)
		count = count * 10 + (*c - '0');
	return (int)count - 1;
}

/* After a fault: recover, apply again, and nothing of the past is left. A run is sealed once or not at all.
 */
static void assert_goes_on(struct fixture *f, const char *fault)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	assert_int_equal(child_run(f, child_recover, NULL), CHILD_DONE);
	int sealed = seal_count(f) - f->seals;
	if (sealed < 0 || sealed > 1)
		fail_msg("%s: sealed %d times", fault, sealed);
	assert_int_equal(child_run(f, child_apply, NULL), CHILD_DONE);
	assert_int_equal(seal_count(f), f->seals + sealed + 1);
	f->seals += sealed + 1;
	assert_int_equal(child_run(f, child_verify, NULL), CHILD_DONE);
	(void)cx_test_shell(&f->files, &out,
			    "ls .git/cxctl/prod; git for-each-ref refs/cxctl-run; find .git -name '*.lock'");
	if (out.len)
		fail_msg("%s left %s", fault, out.data);
}

static void assert_independent(struct fixture *f)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)cx_test_shell(&f->files, &out,
			    "python3 %s/tests/support/audit_verify.py . refs/cxctl/prod | cut -f1",
			    CX_SOURCE_DIR);
	assert_string_equal(out.data, "intact\n");
}

static void need_faults(void)
{
#ifndef CX_FAULTS
	skip();
#endif
}

/* Number 1, 2, 3 … of a point, until a run passes without meeting it. */
static int fault_loop(struct fixture *f, enum child_end (*body)(struct fixture *), const char *point,
		      const char *suffix, enum child_end want)
{
	for (int n = 1, done = 0;; n++) {
		char fault[32];
		(void)snprintf(fault, sizeof fault, "%s:%d%s", point, n, suffix);
		if (body == child_recover)
			(void)child_run(f, child_apply, "kill:4"); /* dies behind its first intent */
		enum child_end end = child_run(f, body, fault);
		if (end != CHILD_DONE && end != want)
			fail_msg("%s: the child ended with %d", fault, (int)end);
		assert_goes_on(f, fault);
		/* a disk that fails while traces are removed is only warned of, once */
		done = end == CHILD_DONE ? done + 1 : 0;
		if (done == (want == CHILD_KILLED ? 1 : 3))
			return n - done;
		assert_true(n < 40);
	}
}

static void test_apply_when_killed_at_every_point_then_next_goes_on(void **state)
{
	need_faults();
	struct fixture *f = *state;
	int points = fault_loop(f, child_apply, "kill", "", CHILD_KILLED);
	print_message("          %d points\n", points);
	assert_true(points >= 9);
	assert_independent(f);
}

static void test_recover_when_killed_at_every_point_then_next_goes_on(void **state)
{
	need_faults();
	struct fixture *f = *state;
	assert_true(fault_loop(f, child_recover, "kill", "", CHILD_KILLED) >= 5);
	assert_independent(f);
}

static void test_apply_when_writes_fail_then_next_goes_on(void **state)
{
	need_faults();
	struct fixture *f = *state;
	(void)fault_loop(f, child_apply, "write", "", CHILD_FAILED);
	(void)fault_loop(f, child_apply, "write", "+", CHILD_FAILED);
	assert_independent(f);
}

static void test_apply_when_syncs_fail_then_next_goes_on(void **state)
{
	need_faults();
	struct fixture *f = *state;
	(void)fault_loop(f, child_apply, "fsync", "", CHILD_FAILED);
	(void)fault_loop(f, child_apply, "fsync", "+", CHILD_FAILED);
	assert_independent(f);
}

static void test_apply_when_killed_with_zeros_for_space_then_next_goes_on(void **state)
{
	need_faults();
	struct fixture *f = *state;
	assert_true(fault_loop(f, child_apply, "reserve:1+,kill", "", CHILD_KILLED) >= 9);
	assert_independent(f);
}

static enum child_end child_apply_on(struct fixture *f)
{
	for (int i = 0; i < 50; i++) {
		enum child_end end = child_apply(f);
		if (end)
			return end;
	}
	return CHILD_DONE;
}

static void test_apply_when_killed_at_random_then_next_goes_on(void **state)
{
	struct fixture *f = *state;
	for (int round = 0; round < 8; round++) {
		pid_t pid = fork();
		if (pid == 0)
			_exit((int)child_apply_on(f));
		usleep((useconds_t)(3000 + round * 7919));
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		assert_int_equal(child_run(f, child_recover, NULL), CHILD_DONE);
		f->seals = seal_count(f);
		assert_goes_on(f, "a random kill");
	}
	assert_independent(f);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_apply_when_killed_at_every_point_then_next_goes_on),
		CASE(test_apply_when_killed_with_zeros_for_space_then_next_goes_on),
		CASE(test_recover_when_killed_at_every_point_then_next_goes_on),
		CASE(test_apply_when_writes_fail_then_next_goes_on),
		CASE(test_apply_when_syncs_fail_then_next_goes_on),
		CASE(test_apply_when_killed_at_random_then_next_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
