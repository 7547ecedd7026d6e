/* SPDX-License-Identifier: Apache-2.0 */
/* Runs: lock, journal, seal, recovery, with real repositories. */
#include "ledger/run.h"

#include "ledger/journal.h"
#include "support/ledgerrun.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

#define START_MS 1795254300123 /* 2026-11-21T09:45:00.123Z */
#define MINUTE   60000

struct fixture {
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_diags diags;
	struct cx_arena arena;
	struct cx_oid head;
	struct cx_test_clock clock;
	struct cx_ledger ledger;
};

static void ledger_read(struct fixture *f)
{
	cx_ledger_release(&f->ledger);
	enum cx_status status =
		cx_ledger_read(f->repo, "prod", "refs/cxctl/{tenant}", &f->arena, &f->ledger, &f->diags);
	if (status)
		fail_msg("%s: %s", cx_status_name(status), f->diags.count ? f->diags.items[0]->message : "?");
}

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	f->clock = cx_test_clock_at(START_MS);
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

static struct cx_run_new options_of(struct fixture *f)
{
	return (struct cx_run_new){
		.ledger = &f->ledger,
		.clock = &f->clock.clock,
		.applied = &f->head,
		.actor = "ada",
		.host = "elsewhere",
		.fingerprint = "sha256:f",
		.project_path = "cxctl.yaml",
		.steps = cx_test_json(&f->arena, "[{\"address\":\"Audience/a\",\"action\":\"create\"}]")};
}

static struct cx_run *run_open(struct fixture *f)
{
	struct cx_run *run = NULL;
	struct cx_run_new options = options_of(f);
	enum cx_status status = cx_run_open(&options, &run, &f->diags);
	if (status)
		fail_msg("%s: %s", cx_status_name(status), f->diags.count ? f->diags.items[0]->message : "?");
	return run;
}

static struct cx_open_run open_run(struct fixture *f, enum cx_status want)
{
	struct cx_open_run open = {0};
	assert_int_equal(cx_ledger_open_run(&f->ledger, &f->clock.clock, &f->arena, &open, &f->diags), want);
	return open;
}

static void records_add(struct fixture *f, struct cx_run *run)
{
	cx_test_record(run, &f->arena, "{\"type\":\"run_start\",\"actor\":\"ada\"}");
	cx_test_record(run, &f->arena, "{\"type\":\"intent\",\"address\":\"Audience/a\"}");
	assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_OK);
	cx_test_record(run, &f->arena,
		       "{\"type\":\"outcome\",\"address\":\"Audience/a\",\"result\":\"applied\"}");
	cx_test_record(run, &f->arena, "{\"type\":\"run_end\"}");
}

static const struct cx_tree_change resource_a = {"resources/Audience/a.json",
						 "{\"id\":\"1\",\"spec\":{\"n\":1}}", 25};

static enum cx_status seal(struct fixture *f, struct cx_run *run, struct cx_oid *ret_commit)
{
	const struct cx_seal options = {.changes = &resource_a,
					.change_count = 1,
					.message = "apply 1 change\n\nRun: x\n",
					.author_name = "Ada",
					.author_email = "ada@example.com"};
	return cx_run_seal(run, &options, ret_commit, &f->diags);
}

static void assert_shell(struct fixture *f, const char *command, const char *want)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)cx_test_shell(&f->files, &out, "%s", command);
	assert_string_equal(out.data, want);
}

static void assert_error(struct fixture *f, const char *code)
{
	assert_int_equal(f->diags.errors, 1);
	assert_string_equal(f->diags.items[0]->code, code);
}

#define NO_TRACES "ls .git/cxctl/prod; git for-each-ref refs/cxctl-run"

static void test_genesis_when_written_then_the_known_commit(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(cx_ledger_genesis_write(f->repo, &f->diags), CX_STATUS_OK);
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command, "git show -s --format='%%P|%%T|%%an %%ae %%at %%cn %%ce %%ct' %s",
		    cx_ledger_genesis.hex);
	assert_shell(f, command.data,
		     "|4b825dc642cb6eb9a060e54bf8d69288fbee4904|cxctl cxctl@localhost 0 cxctl "
		     "cxctl@localhost 0\n");
}

static void test_open_when_first_then_genesis_lock_and_journal(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	assert_memory_equal(cx_run_id(run), "20261121T094500.123Z-", 21);
	assert_true(cx_run_id_valid(cx_run_id(run)));
	assert_shell(
		f,
		"git rev-parse refs/cxctl/prod; git rev-parse refs/cxctl-run/prod^; "
		"stat -c '%a' .git/cxctl .git/cxctl/prod .git/cxctl/prod/*.jsonl",
		cx_arena_printf(&f->arena, "%s\n%s\n700\n700\n600\n", cx_ledger_genesis.hex, f->head.hex));
	assert_shell(f,
		     "git show refs/cxctl-run/prod:run.json | python3 -c \"import json,sys; "
		     "d=json.load(sys.stdin);"
		     "print(sorted(d), d['expires'], d['started'], d['actor'], d['steps'][0]['address'])\"",
		     "['actor', 'boot', 'clone', 'expires', 'fingerprint', 'host', 'nonce', 'pid', "
		     "'project', 'run', "
		     "'started', "
		     "'steps'] 2026-11-21T10:00:00.123Z 2026-11-21T09:45:00.123Z ada Audience/a\n");
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	assert_string_equal(open.run, cx_run_id(run));
	assert_true(open.here && open.alive && !open.dead_here && !open.expired);
	assert_int_equal(cx_run_abandon(run, &f->diags), CX_STATUS_OK);
	assert_shell(f, NO_TRACES, "");
}

static void test_open_when_another_is_open_then_conflict_says_whose(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_run *second = NULL;
	ledger_read(f);
	struct cx_run_new options = options_of(f);
	assert_int_equal(cx_run_open(&options, &second, &f->diags), CX_STATUS_CONFLICT);
	assert_error(f, "run.open");
	assert_non_null(strstr(f->diags.items[0]->message, "by ada on elsewhere"));
	assert_non_null(strstr(f->diags.items[0]->note, "until 2026-11-21T10:00:00.123Z"));
	assert_non_null(f->diags.items[0]->hint);
	assert_shell(f, "ls .git/cxctl/prod | wc -l", "1\n");
}

static void test_seal_when_done_then_history_reads_with_plain_git(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_oid commit;
	records_add(f, run);
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_shell(f, NO_TRACES, "");
	assert_shell(f, "git log --first-parent --format=%s refs/cxctl/prod",
		     "apply 1 change\ncxctl: begin the ledger\n");
	assert_shell(f, "git rev-parse refs/cxctl/prod^1 refs/cxctl/prod^2",
		     cx_arena_printf(&f->arena, "%s\n%s\n", cx_ledger_genesis.hex, f->head.hex));
	CX_AUTO(cx_buf) struct cx_buf files = CX_BUF_INIT;
	cx_buf_addf(&files, "audit/2026-11/%s.jsonl\nhead.json\nresources/Audience/a.json\n", cx_run_id(run));
	assert_shell(f, "git ls-tree -r --name-only refs/cxctl/prod", files.data);
	/* the chain and the head by other means */
	assert_shell(f,
		     "git show refs/cxctl/prod:$(git ls-tree -r --name-only refs/cxctl/prod audit) | python3 "
		     "-c \"\n"
		     "import sys,json,hashlib\n"
		     "prev='0'*64\n"
		     "for n,line in enumerate(sys.stdin,1):\n"
		     " j,h=line.rstrip('\\n').split('\\t'); d=json.loads(j)\n"
		     " assert hashlib.sha256(j.encode()).hexdigest()==h and d['seq']==n and d['prev']==prev\n"
		     " prev=h\n"
		     "print(n, hashlib.sha256(('0'*64+'\\n'+d['run']+'\\n'+prev).encode()).hexdigest())\n\" "
		     "> want; "
		     "git show refs/cxctl/prod:head.json | python3 -c \"\n"
		     "import sys,json\n"
		     "d=json.load(sys.stdin); print(4, d['hash']); assert d['runs']==1 and "
		     "d['project']=='cxctl.yaml'\" > got; cmp want got && cut -c1-2 got",
		     "4 \n");
	ledger_read(f);
	assert_int_equal(f->ledger.runs, 1);
	assert_string_equal(f->ledger.project, "cxctl.yaml");
	assert_non_null(cx_map_get(&f->ledger.resources, "Audience/a"));
	assert_null(f->ledger.pending);
	assert_shell(f, "git fsck --strict 2>&1 | grep -v dangling", "");
}

static void test_seal_when_second_then_chained_and_pending_comes_and_goes(void **state)
{
	struct fixture *f = *state;
	char first[CX_SHA256_HEX + 1];
	struct cx_oid commit;
	struct cx_run *run = run_open(f);
	records_add(f, run);
	struct cx_seal options = {.pending = cx_test_json(&f->arena, "{\"steps\":[]}"),
				  .message = "m\n",
				  .author_name = "a",
				  .author_email = "b"};
	assert_int_equal(cx_run_seal(run, &options, &commit, &f->diags), CX_STATUS_OK);
	cx_run_free(run);
	ledger_read(f);
	assert_non_null(f->ledger.pending);
	(void)snprintf(first, sizeof first, "%s", f->ledger.head);
	run = run_open(f);
	records_add(f, run);
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	cx_run_free(run);
	ledger_read(f);
	assert_null(f->ledger.pending);
	assert_int_equal(f->ledger.runs, 2);
	assert_string_not_equal(f->ledger.head, first);
}

static void test_seal_when_another_left_something_pending_meanwhile_then_both_stay(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_seal options = {.pending = cx_test_json(&f->arena, "{\"steps\":[{\"run\":\"ours\"}]}"),
				  .message = "m\n",
				  .author_name = "a",
				  .author_email = "b"};
	struct cx_oid commit;
	records_add(f, run);
	assert_shell(
		f,
		"p=$(printf '{\"notifications\":[{\"id\":1}],\"steps\":[{\"run\":\"theirs\"}]}' | git "
		"hash-object "
		"-w --stdin); h=$(printf '{\"hash\":\"%064d\",\"project\":\"cxctl.yaml\",\"runs\":1}' 7 | "
		"git "
		"hash-object -w --stdin);"
		"t=$(printf '100644 blob %s\thead.json\n100644 blob %s\tpending.json\n' $h $p | git mktree);"
		"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod -p HEAD -m later $t)",
		"");
	assert_int_equal(cx_run_seal(run, &options, &commit, &f->diags), CX_STATUS_OK);
	assert_shell(f, "git show refs/cxctl/prod:pending.json",
		     "{\"notifications\":[{\"id\":1}],\"steps\":[{\"run\":\"theirs\"},{\"run\":\"ours\"}]}");
}

static void test_seal_when_a_resource_is_no_utf8_then_it_can_be_read(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_oid commit;
	static const char text[] = "{\"origin\":\"a\xff.yaml\",\"spec\":{}}";
	const struct cx_tree_change changes[] = {{"resources/K/a.json", text, sizeof text - 1}};
	const struct cx_seal options = {.changes = changes,
					.change_count = 1,
					.message = "m\n",
					.author_name = "a",
					.author_email = "b"};
	records_add(f, run);
	assert_int_equal(cx_run_seal(run, &options, &commit, &f->diags), CX_STATUS_OK);
	ledger_read(f);
	const struct cx_node *resource = cx_map_get(&f->ledger.resources, "K/a");
	assert_string_equal(cx_node_get_text(resource, "origin"), "a\xef\xbf\xbd.yaml");
}

static void test_seal_when_git_packs_everything_meanwhile_then_nothing_is_lost(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 2; i++) {
		CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
		struct cx_oid commit;
		records_add(f, run);
		assert_shell(f, "git pack-refs --all && git gc -q --prune=now", "");
		assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_OK);
		assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
		assert_shell(f, NO_TRACES, "");
		assert_shell(f, "git pack-refs --all && git gc -q --prune=now && git fsck --strict 2>&1", "");
		ledger_read(f);
		assert_int_equal(f->ledger.runs, i + 1);
	}
}

static void test_open_when_worktree_is_linked_then_lock_and_journal_are_shared(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	assert_shell(f, "git worktree add -q --detach linked", "");
	CX_AUTO_FREE(cx_repo) struct cx_repo *linked = NULL;
	char *path = cx_path_join(&f->arena, f->files.path, "linked");
	assert_int_equal(cx_repo_open(path, &linked, &f->diags), CX_STATUS_OK);
	struct cx_ledger ledger;
	struct cx_open_run open;
	assert_int_equal(cx_ledger_read(linked, "prod", "refs/cxctl/{tenant}", &f->arena, &ledger, &f->diags),
			 CX_STATUS_OK);
	assert_int_equal(cx_ledger_open_run(&ledger, &f->clock.clock, &f->arena, &open, &f->diags),
			 CX_STATUS_OK);
	assert_true(open.here && open.alive);
	cx_ledger_release(&ledger);
}

static void test_open_when_ledger_moved_since_read_then_conflict(void **state)
{
	struct fixture *f = *state;
	struct cx_run *run = run_open(f), *late = NULL;
	struct cx_oid commit;
	records_add(f, run);
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	cx_run_free(run);
	struct cx_run_new options = options_of(f);
	assert_int_equal(cx_run_open(&options, &late, &f->diags), CX_STATUS_CONFLICT);
	assert_error(f, "run.moved");
	assert_shell(f, NO_TRACES, "");
}

static void test_seal_when_ledger_moved_then_later_resource_stays(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_oid commit;
	records_add(f, run);
	/* somebody seals without the lock, as a remote's ledger would bring it */
	assert_shell(
		f,
		"r=20261121T094600.000Z-00000000; b=$(printf '{\"later\":1}' | git hash-object -w --stdin); "
		"h=$(printf "
		"'{\"hash\":\"%064d\",\"project\":\"cxctl.yaml\",\"runs\":1}' 7 | git hash-object -w "
		"--stdin);"
		"k=$(printf '100644 blob %s\\ta.json\\n' $b | git mktree); t=$(printf '040000 tree "
		"%s\\tAudience\\n' $k | git mktree);"
		"t=$(printf '100644 blob %s\\thead.json\\n040000 tree %s\\tresources\\n' $h $t | git mktree);"
		"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod -p HEAD -m later $t)",
		"");
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	assert_shell(f,
		     "git log --first-parent --format=%s refs/cxctl/prod; git show "
		     "refs/cxctl/prod:resources/Audience/a.json; "
		     "git show refs/cxctl/prod:head.json | grep -c '\"runs\":2'",
		     "apply 1 change\nlater\ncxctl: begin the ledger\n{\"later\":1}1\n");
}

static void test_seal_when_run_was_taken_over_then_lost(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	struct cx_oid commit;
	records_add(f, run);
	assert_shell(f, "git update-ref refs/cxctl-run/prod HEAD", "");
	assert_int_equal(seal(f, run, &commit), CX_STATUS_CONFLICT);
	assert_error(f, "run.lost");
	assert_shell(f, "git rev-parse refs/cxctl/prod",
		     cx_arena_printf(&f->arena, "%s\n", cx_ledger_genesis.hex));
	assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_FAILED);
}

static void test_renew_when_five_minutes_then_later_expiry_and_lost_when_taken(void **state)
{
	struct fixture *f = *state;
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	char before[64], after[64];
	cx_test_word(&f->files, "git rev-parse refs/cxctl-run/prod", before, sizeof before);
	f->clock.now_ms += 4 * MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
	cx_test_word(&f->files, "git rev-parse refs/cxctl-run/prod", after, sizeof after);
	assert_string_equal(before, after);
	f->clock.now_ms += MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_OK);
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	assert_string_equal(open.expires, "2026-11-21T10:05:00.123Z");
	assert_shell(f, "git update-ref -d refs/cxctl-run/prod", "");
	f->clock.now_ms += 5 * MINUTE;
	assert_int_equal(cx_run_renew(run, &f->diags), CX_STATUS_CONFLICT);
	assert_error(f, "run.lost");
}

/* A child that opens a run, writes two records and a half, and dies. */
static void run_die(struct fixture *f, bool torn)
{
	pid_t pid = fork();
	if (pid == 0) {
		struct cx_run *run = run_open(f);
		cx_test_record(run, &f->arena, "{\"type\":\"run_start\"}");
		cx_test_record(run, &f->arena, "{\"type\":\"intent\",\"address\":\"Audience/a\"}");
		(void)cx_run_sync(run, &f->diags);
		kill(getpid(), SIGKILL);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	ledger_read(f);
	if (torn)
		assert_shell(f, "j=$(ls .git/cxctl/prod/*.jsonl); printf '{\"half' >> $j", "");
}

/* It has the journal, as one has that tried to take the run over and came too late. */
static void test_open_run_when_journal_is_in_another_clone_too_then_not_dead_there(void **state)
{
	struct fixture *f = *state;
	struct fixture other = {.clock = f->clock};
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_open(f);
	(void)snprintf(other.files.path, sizeof other.files.path, "%.200s-copy", f->files.path);
	assert_int_equal(cx_test_shell(&f->files, NULL, "cp -r . '%s'", other.files.path), 0);
	assert_int_equal(cx_repo_open(other.files.path, &other.repo, &other.diags), CX_STATUS_OK);
	ledger_read(&other);
	struct cx_open_run open = open_run(&other, CX_STATUS_OK);
	assert_true(open.here && !open.alive && !open.dead_here && !open.expired);
	struct cx_run_new options = options_of(&other);
	struct cx_run *taken = NULL;
	assert_int_equal(cx_run_take_over(&options, &open, &taken, &other.diags), CX_STATUS_CONFLICT);
	cx_ledger_release(&other.ledger);
	cx_repo_free(other.repo);
	cx_test_repo_remove(&other.files);
	cx_diags_release(&other.diags);
	cx_arena_release(&other.arena);
}

static void test_take_over_when_owner_died_here_then_records_go_on(void **state)
{
	struct fixture *f = *state;
	run_die(f, true);
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	assert_true(open.here && !open.alive && open.dead_here && !open.expired);
	struct cx_run_new options = options_of(f);
	struct cx_run *run = NULL;
	options.actor = "bob";
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
	size_t count;
	const struct cx_node *const *records = cx_run_records(run, &count);
	assert_int_equal(count, 2);
	assert_string_equal(cx_node_get_text(records[1], "type"), "intent");
	assert_string_equal(cx_run_id(run), open.run);
	assert_string_equal(cx_node_get_text(cx_run_document(run), "actor"), "bob");
	struct cx_open_run again = open_run(f, CX_STATUS_OK);
	assert_true(again.alive);
	struct cx_run *third = NULL;
	assert_int_equal(cx_run_take_over(&options, &open, &third, &f->diags), CX_STATUS_CONFLICT);
	assert_error(f, "run.open");
	cx_test_record(run, &f->arena, "{\"type\":\"recovered\"}");
	cx_test_record(run, &f->arena,
		       "{\"type\":\"resolved\",\"address\":\"Audience/a\",\"result\":\"applied\"}");
	struct cx_oid commit;
	assert_int_equal(seal(f, run, &commit), CX_STATUS_OK);
	cx_run_free(run);
	assert_shell(f, NO_TRACES, "");
	assert_shell(f,
		     "git show refs/cxctl/prod:$(git ls-tree -r --name-only refs/cxctl/prod audit) | wc -l",
		     "4\n");
	assert_shell(f, "git rev-parse refs/cxctl/prod^2", cx_arena_printf(&f->arena, "%s\n", f->head.hex));
}

static void test_take_over_when_journal_is_elsewhere_then_only_after_expiry(void **state)
{
	struct fixture *f = *state;
	run_die(f, false);
	assert_shell(f, "rm .git/cxctl/prod/*.jsonl", "");
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	assert_true(!open.here && !open.dead_here && !open.expired);
	struct cx_run_new options = options_of(f);
	struct cx_run *run = NULL;
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_CONFLICT);
	assert_error(f, "run.open");
	cx_diags_release(&f->diags);
	f->clock.now_ms += 15 * MINUTE;
	open = open_run(f, CX_STATUS_OK);
	assert_true(open.expired);
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
	size_t count;
	(void)cx_run_records(run, &count);
	assert_int_equal(count, 0);
	assert_false(cx_run_is_unused(run));
	cx_run_free(run);
	/* This one died, too, and left an empty journal, which says nothing of what the first one sent. */
	open = open_run(f, CX_STATUS_OK);
	assert_true(open.dead_here);
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
	assert_false(cx_run_is_unused(run));
	cx_run_free(run);
}

/* The lock of a run whose journal is elsewhere, taken over here; its record is begun, and the lock removed.
 */
static struct cx_run *begin_anew(struct fixture *f, bool whole)
{
	struct cx_run *run = NULL;
	run_die(f, false);
	assert_shell(f, "rm .git/cxctl/prod/*.jsonl", "");
	f->clock.now_ms += 15 * MINUTE;
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	struct cx_run_new options = options_of(f);
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
	assert_true(cx_run_is_anew(run));
	cx_run_begin_anew(run,
			  cx_test_json(&f->arena, cx_arena_printf(&f->arena,
								  "{\"type\":\"run_start\",\"actor\":\"ada\","
								  "\"host\":\"h\",\"project\":\"cxctl.yaml\","
								  "\"commit\":\"%s\"}",
								  f->head.hex)));
	if (whole)
		cx_test_record(run, &f->arena, "{\"type\":\"recovered\"}");
	assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_OK);
	return run;
}

static void test_begin_anew_when_unlocked_then_found_again_with_its_steps(void **state)
{
	struct fixture *f = *state;
	struct cx_open_run open;
	struct cx_run *run = begin_anew(f, true);
	cx_run_free(run);
	assert_shell(f, "git update-ref -d refs/cxctl-run/prod", "");
	ledger_read(f);
	assert_int_equal(cx_ledger_orphan_run(&f->ledger, "cxctl.yaml", &f->arena, &open, &f->diags),
			 CX_STATUS_OK);
	const struct cx_node *steps = cx_node_get(open.document, "steps");
	assert_int_equal(steps->count, 1);
	assert_string_equal(cx_node_get_text(steps->first, "address"), "Audience/a");
	struct cx_run_new options = options_of(f);
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
	assert_true(cx_run_is_anew(run));
	size_t before, after;
	(void)cx_run_records(run, &before);
	cx_run_begin_anew(run, cx_test_json(&f->arena, "{\"type\":\"run_start\"}"));
	assert_int_equal(cx_run_sync(run, &f->diags), CX_STATUS_OK);
	cx_run_free(run);
	open = open_run(f, CX_STATUS_OK);
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
	(void)cx_run_records(run, &after);
	assert_int_equal(after, before);
	cx_run_free(run);
}

static void test_begin_anew_when_it_died_before_recovered_then_no_orphan(void **state)
{
	struct fixture *f = *state;
	struct cx_open_run open;
	cx_run_free(begin_anew(f, false));
	assert_shell(f, "git update-ref -d refs/cxctl-run/prod", "");
	ledger_read(f);
	assert_int_equal(cx_ledger_orphan_run(&f->ledger, "cxctl.yaml", &f->arena, &open, &f->diags),
			 CX_STATUS_ABSENT);
}

static void test_take_over_when_owner_died_before_its_first_record_then_unused(void **state)
{
	struct fixture *f = *state;
	cx_run_free(run_open(f));
	ledger_read(f);
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	struct cx_run_new options = options_of(f);
	for (int i = 0; i < 2; i++) {
		struct cx_run *run = NULL;
		assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_OK);
		assert_true(cx_run_is_unused(run));
		cx_run_free(run);
		open = open_run(f, CX_STATUS_OK);
	}
}

static struct cx_run *run_of(struct fixture *f)
{
	ledger_read(f);
	struct cx_run *run = run_open(f);
	const char *head = f->ledger.head;
	cx_test_record(run, &f->arena,
		       cx_arena_printf(&f->arena, "{\"type\":\"run_start\",\"head\":%s%s%s}",
				       head ? "\"" : "", head ? head : "null", head ? "\"" : ""));
	assert_shell(f, "git update-ref -d refs/cxctl-run/prod", "");
	return run;
}

static void seal_b(struct fixture *f, struct cx_run *run, const char *text)
{
	const struct cx_tree_change change = {"resources/Audience/b.json", text, strlen(text)};
	const struct cx_seal options = {.changes = &change,
					.change_count = 1,
					.message = "seal\n",
					.author_name = "Ada",
					.author_email = "ada@example.com"};
	struct cx_oid commit;
	assert_int_equal(cx_run_seal(run, &options, &commit, &f->diags), CX_STATUS_OK);
	cx_run_free(run);
}

#define SHOW_B "git show refs/cxctl/prod:resources/Audience/b.json"

/* Three lost their locks; the one that began last is sealed behind the others, and the first at the end. */
static void test_seal_when_an_earlier_run_was_sealed_later_then_the_later_base_stays(void **state)
{
	struct fixture *f = *state;
	struct cx_run *oldest = run_of(f), *old = run_of(f), *between = run_of(f);
	struct cx_oid commit;
	assert_int_equal(seal(f, between, &commit), CX_STATUS_OK);
	cx_run_free(between);
	struct cx_run *late = run_of(f);
	seal_b(f, old, "{\"n\":2}");
	assert_shell(f, SHOW_B, "{\"n\":2}");
	seal_b(f, late, "{\"n\":4}");
	assert_shell(f, SHOW_B, "{\"n\":4}");
	seal_b(f, oldest, "{\"n\":1}");
	assert_shell(f, SHOW_B, "{\"n\":4}");
}

static void test_take_over_when_journal_was_altered_then_damaged(void **state)
{
	struct fixture *f = *state;
	run_die(f, false);
	assert_shell(f, "sed -i 's/intent/Intent/' .git/cxctl/prod/*.jsonl", "");
	struct cx_open_run open = open_run(f, CX_STATUS_OK);
	struct cx_run_new options = options_of(f);
	struct cx_run *run = NULL;
	assert_int_equal(cx_run_take_over(&options, &open, &run, &f->diags), CX_STATUS_DAMAGED);
	assert_error(f, "journal.altered");
	assert_non_null(strstr(f->diags.items[0]->message, "record 2"));
}

static void test_open_run_when_ref_is_hostile_then_damaged(void **state)
{
	struct fixture *f = *state;
	static const char *const documents[] = {
		"",
		"[]",
		"{}",
		"{\"run\":\"../../x\"}",
		"{\"run\":\"20261121T094500.123Z-3f9c2a1b\",\"actor\":1,\"host\":\"h\",\"started\":\"s\","
		"\"expires\":\"e\"}",
		"{\"run\":\"20261121T094500.123Z-3f9c2a1b\",\"actor\":\"a\",\"host\":\"h\",\"started\":\"s\","
		"\"expires\":\"never\"}",
	};
	for (size_t i = 0; i < CX_COUNT(documents); i++) {
		CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
		cx_buf_addf(
			&command,
			"b=$(printf %%s '%s' | git hash-object -w --stdin); t=$(printf '100644 blob "
			"%%s\\trun.json\\n' $b | "
			"git mktree); git update-ref refs/cxctl-run/prod $(git commit-tree -p HEAD -m x $t)",
			documents[i]);
		assert_shell(f, command.data, "");
		(void)open_run(f, CX_STATUS_DAMAGED);
		assert_error(f, "ledger.run");
		cx_diags_release(&f->diags);
	}
	assert_shell(f, "git update-ref refs/cxctl-run/prod HEAD", "");
	(void)open_run(f, CX_STATUS_DAMAGED);
}

static void test_read_when_names_are_unsafe_then_invalid(void **state)
{
	struct fixture *f = *state;
	static const char *const tenants[] = {"",       "..", "a..b", "a/b",  ".a", "-a",
					      "a.lock", "a.", "a b",  "a\nb", "ä"};
	struct cx_ledger ledger;
	for (size_t i = 0; i < CX_COUNT(tenants); i++)
		assert_int_equal(cx_ledger_read(f->repo, tenants[i], "refs/cxctl/{tenant}", &f->arena,
						&ledger, &f->diags),
				 CX_STATUS_INVALID);
	static const char *const refs[] = {
		"HEAD", "refs/heads/main", "refs/cxctl-run/{tenant}", "refs/a..b", "../x", ""};
	for (size_t i = 0; i < CX_COUNT(refs); i++)
		assert_int_equal(cx_ledger_read(f->repo, "prod", refs[i], &f->arena, &ledger, &f->diags),
				 CX_STATUS_INVALID);
}

static void test_read_when_tip_cannot_be_ours_then_damaged(void **state)
{
	struct fixture *f = *state;
	static const char good[] = "{\"hash\":\"%064d\",\"project\":\"cxctl.yaml\",\"runs\":1}";
	static const struct {
		const char *head, *path, *body;
	} cases[] = {
		{NULL, "resources/Audience/a.json", "{\"spec\":{}}"},
		{"{\"hash\":\"12\",\"project\":\"cxctl.yaml\",\"runs\":1}", "x", ""},
		{"{\"hash\":\"%064d\",\"project\":\"cxctl.yaml\",\"runs\":0}", "x", ""},
		{"{\"hash\":\"%064d\",\"runs\":1}", "x", ""},
		{"{\"hash\"", "x", ""},
		{good, "resources/a.json", "{\"spec\":{}}"},
		{good, "resources/Audience/a.txt", "{\"spec\":{}}"},
		{good, "resources/Audience/b/a.json", "{\"spec\":{}}"},
		{good, "resources/Audience/a.json", "{\"spec\":[]}"},
		{good, "resources/Audience/a.json", "{\"spec\":{}"},
		{good, "resources/Audience/a.json", "[]"},
		{good, "resources/Audience/a.json", "{\"kind\":\"Webhook\",\"spec\":{}}"},
		{good, "resources/Audience/a.json", "{\"name\":\"b\",\"spec\":{}}"},
		{good, "pending.json", "?"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
		cx_buf_adds(&command, "export GIT_INDEX_FILE=$PWD/.git/other; rm -f .git/other; ");
		if (cases[i].head)
			cx_buf_addf(&command,
				    "git update-index --add --cacheinfo 100644,$(printf '%s' 0 | git "
				    "hash-object -w --stdin),head.json;",
				    cases[i].head);
		cx_buf_addf(
			&command,
			"git update-index --add --cacheinfo 100644,$(printf %%s '%s' | git hash-object -w "
			"--stdin),%s;"
			"git update-ref refs/cxctl/prod $(git commit-tree -p HEAD -m x $(git write-tree))",
			cases[i].body, cases[i].path);
		assert_shell(f, command.data, "");
		struct cx_ledger ledger;
		enum cx_status status =
			cx_ledger_read(f->repo, "prod", "refs/cxctl/{tenant}", &f->arena, &ledger, &f->diags);
		if (status != CX_STATUS_DAMAGED)
			fail_msg("case %zu: %s", i, cx_status_name(status));
		assert_error(f, "ledger.damaged");
		cx_diags_release(&f->diags);
	}
}

static int fork_racer(struct fixture *f, int start)
{
	char byte;
	struct cx_repo *repo = NULL;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_ledger ledger;
	if (cx_repo_open(f->files.path, &repo, &diags) ||
	    cx_ledger_read(repo, "prod", "refs/cxctl/{tenant}", &arena, &ledger, &diags))
		return 3;
	(void)!read(start, &byte, 1);
	struct cx_run_new options = options_of(f);
	options.ledger = &ledger;
	struct cx_run *run = NULL;
	enum cx_status status = cx_run_open(&options, &run, &diags);
	if (status)
		return status == CX_STATUS_CONFLICT ? 0 : 4;
	usleep(300000);
	return cx_run_abandon(run, &diags) ? 5 : 1;
}

static void test_open_when_processes_race_then_exactly_one_wins(void **state)
{
	struct fixture *f = *state;
	enum { RACERS = 6 };
	int start[2], won = 0;
	pid_t pids[RACERS];
	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < RACERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			close(start[1]);
			_exit(fork_racer(f, start[0]));
		}
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < RACERS; i++) {
		int status;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
		won += WEXITSTATUS(status);
	}
	assert_int_equal(won, 1);
	assert_shell(f, NO_TRACES, "");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_genesis_when_written_then_the_known_commit),
		CASE(test_open_when_first_then_genesis_lock_and_journal),
		CASE(test_open_when_another_is_open_then_conflict_says_whose),
		CASE(test_seal_when_done_then_history_reads_with_plain_git),
		CASE(test_seal_when_second_then_chained_and_pending_comes_and_goes),
		CASE(test_seal_when_another_left_something_pending_meanwhile_then_both_stay),
		CASE(test_seal_when_a_resource_is_no_utf8_then_it_can_be_read),
		CASE(test_seal_when_git_packs_everything_meanwhile_then_nothing_is_lost),
		CASE(test_open_when_worktree_is_linked_then_lock_and_journal_are_shared),
		CASE(test_open_when_ledger_moved_since_read_then_conflict),
		CASE(test_seal_when_ledger_moved_then_later_resource_stays),
		CASE(test_seal_when_run_was_taken_over_then_lost),
		CASE(test_renew_when_five_minutes_then_later_expiry_and_lost_when_taken),
		CASE(test_open_run_when_journal_is_in_another_clone_too_then_not_dead_there),
		CASE(test_take_over_when_owner_died_here_then_records_go_on),
		CASE(test_take_over_when_journal_is_elsewhere_then_only_after_expiry),
		CASE(test_begin_anew_when_unlocked_then_found_again_with_its_steps),
		CASE(test_begin_anew_when_it_died_before_recovered_then_no_orphan),
		CASE(test_take_over_when_owner_died_before_its_first_record_then_unused),
		CASE(test_seal_when_an_earlier_run_was_sealed_later_then_the_later_base_stays),
		CASE(test_take_over_when_journal_was_altered_then_damaged),
		CASE(test_open_run_when_ref_is_hostile_then_damaged),
		CASE(test_read_when_names_are_unsafe_then_invalid),
		CASE(test_read_when_tip_cannot_be_ours_then_damaged),
		CASE(test_open_when_processes_race_then_exactly_one_wins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
