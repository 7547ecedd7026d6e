/* SPDX-License-Identifier: Apache-2.0 */
/* A ledger at a remote that fails when it is told to: pushes of unknown end,
 * renewals, seals. */
#include "ledger/refs.h"

#include "ledger/audit.h"
#include "ledger/journal.h"

#include "support/ledgerrun.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define START_MS 1795254300123 /* 2026-11-21T09:45:00.123Z */
#define MINUTE   60000

/* What the remote does to the next push. */
enum fate { FATE_FINE, FATE_LOST, FATE_UNSEEN, FATE_REFUSED };

struct fixture {
	struct cx_refs_remote remote; /* first */
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_diags diags;
	struct cx_arena arena;
	struct cx_oid head;
	struct cx_test_clock clock;
	struct cx_ledger ledger;
	struct cx_oid at_ledger, at_run;
	enum fate fate;
	bool overtaken; /* behind a push that is unseen somebody else seals, too */
	bool gone;      /* it cannot be asked either */
	size_t pushes;
};

static struct cx_oid *place(struct fixture *f, const char *ref)
{
	return strncmp(ref, "refs/cxctl-run/", 15) == 0 ? &f->at_run : &f->at_ledger;
}

static enum cx_status list(struct cx_refs_remote *remote, const char *const *refs, size_t count,
			   struct cx_oid *ret_at, struct cx_diags *diags)
{
	struct fixture *f = (struct fixture *)(void *)remote;
	for (size_t i = 0; i < count; i++)
		ret_at[i] = *place(f, refs[i]);
	if (f->gone)
		cx_diag_error(diags, "ledger.remote", "it is gone");
	return f->gone ? CX_STATUS_FAILED : CX_STATUS_OK;
}

static enum cx_status fetch(struct cx_refs_remote *remote, const char *const *refs, size_t count,
			    struct cx_diags *diags)
{
	(void)remote, (void)refs, (void)count, (void)diags;
	return CX_STATUS_OK;
}

static void seal_on_top(struct fixture *f)
{
	const struct cx_oid parents[] = {f->at_ledger, f->head};
	const struct cx_commit_new commit = {.base = &parents[0],
					     .parents = parents,
					     .parent_count = 2,
					     .author_name = "Eve",
					     .author_email = "eve@example.com",
					     .message = "sealed on top\n"};
	assert_int_equal(cx_repo_commit_write(f->repo, &commit, &f->at_ledger, &f->diags), CX_STATUS_OK);
}

static enum cx_status push(struct cx_refs_remote *remote, const struct cx_ref_move *moves, size_t count,
			   struct cx_diags *diags)
{
	struct fixture *f = (struct fixture *)(void *)remote;
	f->pushes++;
	if (f->fate == FATE_LOST || f->fate == FATE_REFUSED || f->gone) {
		cx_diag_error(diags, "ledger.push", "it does not work");
		return f->fate == FATE_REFUSED ? CX_STATUS_REFUSED : CX_STATUS_IN_DOUBT;
	}
	for (size_t i = 0; i < count; i++)
		if (!cx_oid_equal(place(f, moves[i].ref), &moves[i].from))
			return CX_STATUS_CONFLICT;
	for (size_t i = 0; i < count; i++)
		*place(f, moves[i].ref) = moves[i].to;
	if (f->fate != FATE_UNSEEN)
		return CX_STATUS_OK;
	if (f->overtaken)
		seal_on_top(f);
	cx_diag_error(diags, "ledger.push", "no answer");
	return CX_STATUS_IN_DOUBT;
}

static void ledger_read(struct fixture *f)
{
	struct cx_refs_state state;
	struct cx_ledger names;
	cx_ledger_release(&f->ledger);
	assert_int_equal(cx_ledger_name("prod", "refs/cxctl/{tenant}", &f->arena, &names, &f->diags), 0);
	names.repo = f->repo;
	names.remote = &f->remote;
	assert_int_equal(cx_refs_follow(&names, &state, &f->diags), CX_STATUS_OK);
	assert_int_equal(
		cx_ledger_read(f->repo, "prod", "refs/cxctl/{tenant}", &f->arena, &f->ledger, &f->diags), 0);
	f->ledger.remote = &f->remote;
}

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	f->clock = cx_test_clock_at(START_MS);
	f->remote = (struct cx_refs_remote){
		.name = "origin", .clock = &f->clock.clock, .list = list, .fetch = fetch, .push = push};
	f->at_ledger = f->at_run = CX_OID_ZERO;
	if (!cx_test_repo_make(&f->files) || cx_repo_open(f->files.path, &f->repo, &f->diags))
		return -1;
	ledger_read(f);
	return cx_repo_resolve(f->repo, "HEAD", &f->head, &f->diags) == CX_STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	cx_ledger_release(&f->ledger);
	cx_repo_free(f->repo);
	cx_diags_release(&f->diags);
	cx_arena_release(&f->arena);
	cx_test_repo_remove(&f->files);
	cx_free(f);
	return 0;
}

static enum cx_status run_try(struct fixture *f, struct cx_run **ret_run)
{
	const struct cx_run_new options = {
		.ledger = &f->ledger,
		.clock = &f->clock.clock,
		.applied = &f->head,
		.actor = "ada",
		.host = "elsewhere",
		.fingerprint = "sha256:f",
		.project_path = "cxctl.yaml",
		.steps = cx_test_json(&f->arena, "[{\"address\":\"Audience/a\",\"action\":\"create\"}]")};
	return cx_run_open(&options, ret_run, &f->diags);
}

static struct cx_run *run_open(struct fixture *f)
{
	struct cx_run *run = NULL;
	assert_int_equal(run_try(f, &run), CX_STATUS_OK);
	cx_test_record(run, &f->arena,
		       "{\"type\":\"run_start\",\"actor\":\"ada\",\"host\":\"h\",\"project\":\"cxctl.yaml\","
		       "\"commit\":\"0123456789012345678901234567890123456789\"}");
	assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_OK);
	return run;
}

static enum cx_status seal(struct fixture *f, struct cx_run *run, struct cx_oid *ret_commit)
{
	static const struct cx_tree_change change = {"resources/Audience/a.json",
						     "{\"id\":\"1\",\"spec\":{\"n\":1}}", 25};
	const struct cx_seal options = {.changes = &change,
					.change_count = 1,
					.message = "sealed\n",
					.author_name = "Ada",
					.author_email = "ada@example.com"};
	cx_test_record(run, &f->arena, "{\"type\":\"run_end\"}");
	return cx_run_seal(run, &options, ret_commit, &f->diags);
}

static void assert_last(struct fixture *f, const char *code)
{
	assert_true(f->diags.count > 0);
	assert_string_equal(f->diags.items[f->diags.count - 1]->code, code);
}

static void assert_ref(struct fixture *f, const char *ref, const struct cx_oid *at)
{
	struct cx_oid here = CX_OID_ZERO;
	(void)cx_repo_ref_read(f->repo, ref, &here, &f->diags);
	assert_string_equal(here.hex, at->hex);
}

static void test_seal_when_all_is_fine_then_one_push_and_the_refs_here_follow(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_oid commit;
	assert_ref(f, "refs/cxctl-run/prod", &f->at_run);
	assert_string_equal(f->at_ledger.hex, cx_ledger_genesis.hex);
	size_t before = f->pushes;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_int_equal(f->pushes, before + 1);
	assert_string_equal(f->at_ledger.hex, commit.hex);
	assert_true(cx_oid_is_zero(&f->at_run));
	assert_ref(f, "refs/cxctl/prod", &commit);
	assert_ref(f, "refs/cxctl-run/prod", &f->at_run);
	assert_int_equal(f->diags.count, 0);
}

static void test_open_when_the_push_is_unseen_then_it_was_opened(void **state)
{
	struct fixture *f = *state;
	f->fate = FATE_UNSEEN;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	assert_false(cx_oid_is_zero(&f->at_run));
	assert_int_equal(f->diags.count, 0);
}

static void test_open_when_the_push_is_lost_then_failed_and_no_journal_left(void **state)
{
	struct fixture *f = *state;
	struct cx_run *run = NULL;
	f->fate = FATE_LOST;
	assert_int_equal(run_try(f, &run), CX_STATUS_FAILED);
	assert_last(f, "ledger.push");
	assert_int_equal(cx_test_shell(&f->files, NULL, "! ls .git/cxctl/prod | grep -q ."), 0);
}

static void test_open_when_nobody_knows_then_the_journal_stays_and_is_removed_later(void **state)
{
	struct fixture *f = *state;
	struct cx_run *run = NULL;
	f->gone = true;
	assert_int_equal(run_try(f, &run), CX_STATUS_FAILED);
	assert_last(f, "run.doubt");
	assert_int_equal(cx_test_shell(&f->files, NULL, "ls .git/cxctl/prod | grep -q jsonl"), 0);
	f->gone = false;
	cx_run_sweep(&f->ledger);
	assert_int_equal(cx_test_shell(&f->files, NULL, "! ls .git/cxctl/prod | grep -q ."), 0);
}

static void test_renew_when_the_remote_is_gone_then_warned_until_ten_minutes(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->gone = true;
	for (int minute = 5; minute < 10; minute++) {
		f->clock.now_ms = START_MS + minute * MINUTE;
		size_t pushes = f->pushes;
		assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
		assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
		assert_int_equal(f->diags.warnings, minute - 4);
		assert_true(f->pushes <= pushes + 1);
	}
	assert_int_equal(f->diags.errors, 0);
	f->clock.now_ms = START_MS + 10 * MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_FAILED);
	assert_last(f, "run.renew");
	f->gone = false;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_FAILED);
	assert_int_equal(f->diags.errors, 1);
	/* It sends nothing more; what it did is recorded. */
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_true(cx_oid_is_zero(&f->at_run));
}

static void test_renew_when_one_went_in_unseen_then_it_is_known_again(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_oid first = f->at_run, second;
	f->clock.now_ms += 5 * MINUTE;
	f->fate = FATE_UNSEEN;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
	assert_false(cx_oid_equal(&first, &f->at_run));
	second = f->at_run;
	f->fate = FATE_LOST;
	f->gone = true;
	f->clock.now_ms += 5 * MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
	assert_string_equal(f->at_run.hex, second.hex);
	f->fate = FATE_FINE;
	f->gone = false;
	f->clock.now_ms += MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
	assert_false(cx_oid_equal(&second, &f->at_run));
	assert_int_equal(f->diags.errors, 0);
}

static void test_renew_when_taken_over_then_lost_and_its_records_still_written(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->at_run = f->head;
	f->clock.now_ms += 5 * MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_CONFLICT);
	assert_last(f, "run.lost");
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_FAILED);
	cx_test_record(run, &f->arena, "{\"type\":\"outcome\",\"address\":\"Audience/a\"}");
	assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_OK);
	assert_int_equal(seal(f, run, &commit), CX_STATUS_CONFLICT);
	assert_int_equal(f->diags.errors, 1);
	assert_int_equal(cx_test_shell(&f->files, NULL, "ls .git/cxctl/prod | grep -q jsonl"), 0);
}

static void test_seal_when_unseen_then_ours_even_behind_another(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->fate = FATE_UNSEEN;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_string_equal(f->at_ledger.hex, commit.hex);
	assert_true(cx_oid_is_zero(&f->at_run));
	ledger_read(f);
	f->fate = FATE_FINE;
	CX_AUTO_FREE(cx_run) struct cx_run *second = run_open(f);
	f->fate = FATE_UNSEEN;
	f->overtaken = true;
	assert_int_equal(seal(f, second, &commit), CX_STATUS_OK);
	assert_string_not_equal(f->at_ledger.hex, commit.hex);
	assert_int_equal(f->diags.count, 0);
	assert_int_equal(cx_test_shell(&f->files, NULL, "! ls .git/cxctl/prod | grep -q ."), 0);
}

static void test_seal_when_refused_then_failed_and_the_journal_stays(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->fate = FATE_REFUSED;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_FAILED);
	assert_last(f, "ledger.push");
	assert_int_equal(cx_test_shell(&f->files, NULL, "ls .git/cxctl/prod | grep -q jsonl"), 0);
}

static void test_seal_when_nobody_knows_then_in_doubt_and_the_next_try_finds_it(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->gone = true;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_IN_DOUBT);
	assert_int_equal(cx_test_shell(&f->files, NULL, "ls .git/cxctl/prod | grep -q jsonl"), 0);
	f->gone = false;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_string_equal(f->at_ledger.hex, commit.hex);
}

static void test_seal_when_the_lock_was_removed_then_made_anew_and_sealed(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->at_run = CX_OID_ZERO;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_string_equal(f->at_ledger.hex, commit.hex);
	assert_int_equal(f->diags.count, 0);
	assert_true(cx_oid_is_zero(&f->at_run));
}

static void test_seal_when_the_removed_lock_was_taken_unseen_then_lost(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	const struct cx_oid before = f->at_ledger;
	f->at_run = CX_OID_ZERO;
	ledger_read(f);
	f->at_run = f->head;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_CONFLICT);
	assert_last(f, "run.lost");
	assert_string_equal(f->at_ledger.hex, before.hex);
	assert_string_equal(f->at_run.hex, f->head.hex);
}

static void test_seal_when_another_sealed_it_unseen_then_lost_and_no_lock_left(void **state)
{
	struct fixture *f = *state;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	f->at_run = CX_OID_ZERO;
	ledger_read(f);
	const struct cx_oid parents[] = {f->at_ledger, f->head};
	const struct cx_tree_change change = {cx_audit_path(cx_run_id(run), &f->arena), "{}", 2};
	const struct cx_commit_new by_another = {.base = &parents[0],
						 .changes = &change,
						 .change_count = 1,
						 .parents = parents,
						 .parent_count = 2,
						 .author_name = "Eve",
						 .author_email = "eve@example.com",
						 .message = "sealed\n"};
	struct cx_oid theirs;
	assert_int_equal(cx_repo_commit_write(f->repo, &by_another, &theirs, &f->diags), CX_STATUS_OK);
	f->at_ledger = theirs;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_CONFLICT);
	assert_last(f, "run.lost");
	assert_string_equal(f->at_ledger.hex, theirs.hex);
	assert_true(cx_oid_is_zero(&f->at_run));
}

static void test_orphan_when_unlocked_then_of_its_own_project_alone(void **state)
{
	struct fixture *f = *state;
	struct cx_open_run open;
	struct cx_run *run = run_open(f);
	char id[CX_RUN_ID_LEN + 1];
	(void)snprintf(id, sizeof id, "%s", cx_run_id(run));
	f->at_run = CX_OID_ZERO;
	ledger_read(f);
	assert_int_equal(cx_ledger_orphan_run(&f->ledger, "cxctl.yaml", &f->arena, &open, &f->diags),
			 CX_STATUS_ABSENT);
	cx_run_free(run);
	assert_int_equal(cx_ledger_orphan_run(&f->ledger, "two/cxctl.yaml", &f->arena, &open, &f->diags),
			 CX_STATUS_ABSENT);
	assert_int_equal(cx_ledger_orphan_run(&f->ledger, "cxctl.yaml", &f->arena, &open, &f->diags),
			 CX_STATUS_OK);
	assert_string_equal(open.run, id);
	assert_true(open.dead_here);
	assert_string_equal(open.actor, "ada");
}

static void test_follow_when_the_remote_went_back_then_damaged_and_nothing_moves(void **state)
{
	struct fixture *f = *state;
	struct cx_refs_state refs;
	struct cx_oid commit;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	static const struct {
		struct cx_oid at;
		enum cx_refs_relation relation;
	} cases[] = {
		{{"80183fb99c1224cc8e94452b351eb1df9821f9de"}, CX_REFS_AHEAD},
		{{"0000000000000000000000000000000000000000"}, CX_REFS_AHEAD},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		f->at_ledger = cases[i].at;
		assert_int_equal(cx_refs_follow(&f->ledger, &refs, &f->diags), CX_STATUS_DAMAGED);
		assert_last(f, "ledger.rewound");
		assert_int_equal(refs.relation, cases[i].relation);
		assert_non_null(strstr(f->diags.items[f->diags.count - 1]->message, commit.hex));
		assert_ref(f, "refs/cxctl/prod", &commit);
		assert_int_equal(cx_refs_look(&f->ledger, &refs, &f->diags), CX_STATUS_OK);
	}
	f->at_ledger = f->head;
	assert_int_equal(cx_refs_look(&f->ledger, &refs, &f->diags), CX_STATUS_OK);
	assert_int_equal(refs.relation, CX_REFS_DIVERGED);
	assert_int_equal(refs.ahead, 2);
	assert_int_equal(refs.behind, 1);
}

#define WITH_REPO(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_REPO(test_seal_when_all_is_fine_then_one_push_and_the_refs_here_follow),
		WITH_REPO(test_open_when_the_push_is_unseen_then_it_was_opened),
		WITH_REPO(test_open_when_the_push_is_lost_then_failed_and_no_journal_left),
		WITH_REPO(test_open_when_nobody_knows_then_the_journal_stays_and_is_removed_later),
		WITH_REPO(test_renew_when_the_remote_is_gone_then_warned_until_ten_minutes),
		WITH_REPO(test_renew_when_one_went_in_unseen_then_it_is_known_again),
		WITH_REPO(test_renew_when_taken_over_then_lost_and_its_records_still_written),
		WITH_REPO(test_seal_when_unseen_then_ours_even_behind_another),
		WITH_REPO(test_seal_when_refused_then_failed_and_the_journal_stays),
		WITH_REPO(test_seal_when_nobody_knows_then_in_doubt_and_the_next_try_finds_it),
		WITH_REPO(test_seal_when_the_lock_was_removed_then_made_anew_and_sealed),
		WITH_REPO(test_seal_when_the_removed_lock_was_taken_unseen_then_lost),
		WITH_REPO(test_seal_when_another_sealed_it_unseen_then_lost_and_no_lock_left),
		WITH_REPO(test_orphan_when_unlocked_then_of_its_own_project_alone),
		WITH_REPO(test_follow_when_the_remote_went_back_then_damaged_and_nothing_moves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
