/* SPDX-License-Identifier: Apache-2.0 */
/* Verification and log of intact and tampered ledgers, held against an independent verifier. */
#include "ledger/verify.h"

#include "support/ledgerrun.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

#define START_MS 1795254300123

struct fixture {
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_diags diags;
	struct cx_arena arena;
	struct cx_oid head;
	struct cx_test_clock clock;
	char heads[3][CX_SHA256_HEX + 1];
};

static struct cx_ledger ledger_of(struct fixture *f)
{
	struct cx_ledger ledger;
	enum cx_status status =
		cx_ledger_read(f->repo, "prod", "refs/cxctl/{tenant}", &f->arena, &ledger, &f->diags);
	if (status)
		fail_msg("%s: %s", cx_status_name(status), f->diags.count ? f->diags.items[0]->message : "?");
	return ledger;
}

/* A run with these records between run_start and run_end. */
static struct cx_run *run_begin(struct fixture *f, const char *const *records, size_t count)
{
	struct cx_ledger ledger = ledger_of(f);
	struct cx_run *run = NULL;
	const struct cx_run_new options = {.ledger = &ledger,
					   .clock = &f->clock.clock,
					   .applied = &f->head,
					   .actor = "ada",
					   .host = "h",
					   .fingerprint = "f",
					   .project_path = "cxctl.yaml"};
	assert_int_equal(cx_run_open(&options, &run, &f->diags), CX_STATUS_OK);
	cx_ledger_release(&ledger);
	cx_test_record(run, &f->arena,
		       cx_arena_printf(&f->arena,
				       "{\"type\":\"run_start\",\"actor\":\"ada\",\"commit\":\"%s\"}",
				       f->head.hex));
	for (size_t i = 0; i < count; i++)
		cx_test_record(run, &f->arena, records[i]);
	return run;
}

static void run_seal(struct fixture *f, struct cx_run *run, const char *resource)
{
	const struct cx_tree_change change = {"resources/Audience/a.json", resource, strlen(resource)};
	const struct cx_seal options = {.changes = &change,
					.change_count = 1,
					.message = "apply\n",
					.author_name = "a",
					.author_email = "b"};
	struct cx_oid commit;
	cx_test_record(run, &f->arena, "{\"type\":\"run_end\"}");
	assert_int_equal(cx_run_seal(run, &options, &commit, &f->diags), CX_STATUS_OK);
	cx_run_free(run);
	f->clock.now_ms += 1000;
}

static const char *const applied[] = {"{\"type\":\"intent\",\"address\":\"A/a\"}",
				      "{\"type\":\"outcome\",\"address\":\"A/a\",\"result\":\"applied\"}"};

/* Two sealed runs. */
static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	f->clock = cx_test_clock_at(START_MS);
	if (!cx_test_repo_make(&f->files) || cx_repo_open(f->files.path, &f->repo, &f->diags) ||
	    cx_repo_resolve(f->repo, "HEAD", &f->head, &f->diags))
		return -1;
	for (int i = 0; i < 2; i++) {
		run_seal(f, run_begin(f, applied, 2), i ? "{\"spec\":{\"n\":2}}" : "{\"spec\":{}}");
		struct cx_ledger ledger = ledger_of(f);
		(void)snprintf(f->heads[i], sizeof f->heads[i], "%s", ledger.head);
		cx_ledger_release(&ledger);
	}
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

static void shell(struct fixture *f, const char *command)
{
	assert_int_equal(cx_test_shell(&f->files, NULL, "%s", command), 0);
}

/* Reads only the ref: the tip's files may be broken. */
static struct cx_verify_result verify_ref(struct fixture *f, const char *tenant, const char *expected)
{
	struct cx_verify_result result = {0};
	struct cx_ledger ledger = {.repo = f->repo, .tenant = tenant};
	ledger.ref = cx_arena_printf(&f->arena, "refs/cxctl/%s", tenant);
	ledger.run_ref = cx_arena_printf(&f->arena, "refs/cxctl-run/%s", tenant);
	ledger.exists = cx_repo_ref_read(f->repo, ledger.ref, &ledger.tip, &f->diags) == CX_STATUS_OK;
	enum cx_status status = cx_ledger_verify(&ledger, expected, NULL, 0, &f->arena, &result, &f->diags);
	if (status)
		fail_msg("%s: %s", cx_status_name(status), f->diags.count ? f->diags.items[0]->message : "?");
	return result;
}

static void assert_verdict(struct fixture *f, const char *expected, enum cx_verdict want, const char *problem)
{
	struct cx_verify_result result = verify_ref(f, "prod", expected);
	if (result.verdict != want || (problem && (!result.problem || !strstr(result.problem, problem))))
		fail_msg("%s, %s; expected %s, %s", cx_verdict_name(result.verdict),
			 result.problem ? result.problem : "-", cx_verdict_name(want),
			 problem ? problem : "-");
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	assert_int_equal(cx_test_shell(&f->files, &out,
				       "python3 %s/tests/support/audit_verify.py %s %s . refs/cxctl/prod",
				       CX_SOURCE_DIR, expected ? "--head" : "", expected ? expected : ""),
			 0);
	out.data[strcspn(out.data, "\t")] = '\0';
	assert_string_equal(out.data, cx_verdict_name(want));
}

static void test_verify_when_intact_then_counts_and_head(void **state)
{
	struct fixture *f = *state;
	struct cx_verify_result result = verify_ref(f, "prod", NULL);
	assert_int_equal(result.verdict, CX_VERDICT_INTACT);
	assert_int_equal(result.runs, 2);
	assert_int_equal(result.records, 8);
	assert_string_equal(result.head, f->heads[1]);
	assert_int_equal(result.anchor, CX_ANCHOR_NONE);
	assert_verdict(f, NULL, CX_VERDICT_INTACT, NULL);
	for (int i = 0; i < 2; i++) {
		assert_verdict(f, f->heads[i], CX_VERDICT_INTACT, NULL);
		assert_int_equal(verify_ref(f, "prod", f->heads[i]).anchor, CX_ANCHOR_HEAD);
		assert_int_equal(verify_ref(f, "prod", f->heads[i]).anchored, 4 * (i + 1));
	}
	assert_int_equal(verify_ref(f, "none", NULL).verdict, CX_VERDICT_EMPTY);
	assert_int_equal(verify_ref(f, "none", f->heads[0]).verdict, CX_VERDICT_TRUNCATED);
	assert_int_equal(f->diags.count, 0);
}

static void test_verify_when_rewound_then_truncated_only_against_a_head(void **state)
{
	struct fixture *f = *state;
	shell(f, "git update-ref refs/cxctl/prod refs/cxctl/prod^1");
	assert_verdict(f, NULL, CX_VERDICT_INTACT, NULL);
	assert_verdict(f, f->heads[0], CX_VERDICT_INTACT, NULL);
	assert_verdict(f, f->heads[1], CX_VERDICT_TRUNCATED, "expected head");
}

static void test_verify_when_head_is_malformed_then_invalid(void **state)
{
	struct fixture *f = *state;
	struct cx_ledger ledger = ledger_of(f);
	struct cx_verify_result result;
	assert_int_equal(cx_ledger_verify(&ledger, "abc", NULL, 0, &f->arena, &result, &f->diags),
			 CX_STATUS_INVALID);
	assert_string_equal(f->diags.items[0]->code, "audit.head");
	cx_ledger_release(&ledger);
}

/* Rewrites the tip's tree in an index of its own, keeping its parents. */
#define TAMPER(edit)                                                                                       \
	"export GIT_INDEX_FILE=$PWD/.git/tamper; git read-tree refs/cxctl/prod; b() { git hash-object -w " \
	"--stdin; }; "                                                                                     \
	"a=$(git ls-tree -r --name-only refs/cxctl/prod audit | head -1);"                                 \
	"z=$(git ls-tree -r --name-only refs/cxctl/prod audit | tail -1); " edit                           \
	"; git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod^1 -p HEAD -m x $(git "      \
	"write-tree))"

static void test_verify_when_tampered_then_altered_says_what(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *edit, *problem;
	} cases[] = {
		{TAMPER("git update-index --force-remove $a"), "removes an earlier audit file"},
		{TAMPER("git update-index --cacheinfo 100644,$(echo x | b),$a"),
		 "changes an earlier audit file"},
		{TAMPER("git update-index --cacheinfo 100755,$(git rev-parse :$a),$a"),
		 "changes an earlier audit file"},
		{TAMPER("git update-index --force-remove $z"), "adds no audit file"},
		{TAMPER("git update-index --cacheinfo 100644,$(b </dev/null),$z"), "the audit file is empty"},
		{TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob :$z | head -3 | b),$z"),
		 "hash of head.json"},
		{TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob :$z | tail -3 | b),$z"),
		 "seq"},
		{TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob :$z | head -c -1 | b),$z"),
		 "newline"},
		{TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob :$a | b),$z"),
		 "names another run"},
		{TAMPER("git update-index --cacheinfo 120000,$(git cat-file blob :$z | b),$z"), "plain file"},
		{TAMPER("git update-index --force-remove head.json"), "does not move head.json"},
		{TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob :head.json | sed s/:2/:3/ | "
			"b),head.json"),
		 "counts another number"},
		{TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob refs/cxctl/prod^1:head.json "
			"| b),head.json"),
		 "does not move head.json"},
		{TAMPER("git update-index --add --cacheinfo 100644,$(echo | b),README"),
		 "no part of a ledger: README"},
		{TAMPER("git update-index --add --cacheinfo 100644,$(git cat-file blob :$z | "
			"b),audit/2026-10/$(basename $z)"),
		 "no audit file of a run"},
		{TAMPER("git update-index --add --cacheinfo 100644,$(git cat-file blob :$z | b),$(echo $z | "
			"sed s/....jsonl$/aaa.jsonl/)"),
		 "second audit file"},
		{"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod^1 -p HEAD -m x "
		 "refs/cxctl/prod^1^{tree})",
		 "adds no audit file"},
		{"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod -p HEAD -m x "
		 "refs/cxctl/prod^{tree})",
		 "adds no audit file"},
		{"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod^1 -m x "
		 "refs/cxctl/prod^{tree})",
		 "two parents"},
		{"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod^1 -p refs/cxctl/prod "
		 "-m x refs/cxctl/prod^{tree})",
		 "second parent"},
		{"git update-ref refs/cxctl/prod $(git commit-tree -m x refs/cxctl/prod^{tree})", "genesis"},
		{"git update-ref refs/cxctl/prod HEAD", "genesis"},
		{"git update-ref refs/cxctl/prod $(git commit-tree -p refs/cxctl/prod~2 -p HEAD -m x "
		 "refs/cxctl/prod^{tree})",
		 "second audit file"},
		{"o=$(git rev-parse refs/cxctl/prod:head.json); rm -f .git/objects/$(echo $o | cut "
		 "-c1-2)/$(echo $o | cut -c3-)",
		 "missing"},
		{"o=$(git rev-parse refs/cxctl/prod^{tree}); p=.git/objects/$(echo $o | cut -c1-2)/$(echo $o "
		 "| cut -c3-); chmod u+w $p; echo x > $p",
		 "cannot be read"},
	};
	char tip[64];
	cx_test_word(&f->files, "git rev-parse refs/cxctl/prod", tip, sizeof tip);
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		print_message("          %s\n", cases[i].problem);
		shell(f, cx_arena_printf(&f->arena, "git update-ref refs/cxctl/prod %s", tip));
		shell(f, cases[i].edit);
		cx_repo_free(f->repo); /* its cache of objects */
		assert_int_equal(cx_repo_open(f->files.path, &f->repo, &f->diags), CX_STATUS_OK);
		assert_verdict(f, NULL, CX_VERDICT_ALTERED, cases[i].problem);
	}
}

static void test_verify_when_steps_are_open_then_in_doubt_until_resolved(void **state)
{
	struct fixture *f = *state;
	static const char *const open[] = {"{\"type\":\"intent\",\"address\":\"W/w\"}"};
	static const char *const unknown[] = {
		"{\"type\":\"intent\",\"address\":\"W/w\"}",
		"{\"type\":\"outcome\",\"address\":\"W/w\",\"result\":\"unknown\"}"};
	static const char *const resolved[] = {
		"{\"type\":\"resolved\",\"address\":\"W/w\",\"result\":\"not_applied\"}"};
	run_seal(f, run_begin(f, open, 1), "{\"spec\":{\"n\":3}}");
	assert_verdict(f, NULL, CX_VERDICT_IN_DOUBT, "W/w");
	assert_int_equal(verify_ref(f, "prod", NULL).seq, 2);
	run_seal(f, run_begin(f, unknown, 2), "{\"spec\":{\"n\":4}}");
	assert_verdict(f, NULL, CX_VERDICT_IN_DOUBT, "W/w");
	run_seal(f, run_begin(f, resolved, 1), "{\"spec\":{\"n\":5}}");
	assert_verdict(f, NULL, CX_VERDICT_INTACT, NULL);
}

static void test_verify_when_a_run_is_open_then_its_journal_counts(void **state)
{
	struct fixture *f = *state;
	pid_t pid = fork();
	if (pid == 0) {
		struct cx_run *run = run_begin(f, applied, 1);
		(void)cx_run_sync(run, &f->diags);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	struct cx_verify_result result = verify_ref(f, "prod", NULL);
	assert_int_equal(result.verdict, CX_VERDICT_IN_DOUBT);
	assert_int_equal(result.seq, 2);
	assert_string_equal(result.head, f->heads[1]);
	shell(f, "j=$(ls .git/cxctl/prod/*.jsonl); printf '{\"half' >> $j");
	assert_int_equal(verify_ref(f, "prod", NULL).verdict, CX_VERDICT_TORN);
	shell(f, "j=$(ls .git/cxctl/prod/*.jsonl); echo >> $j");
	result = verify_ref(f, "prod", NULL);
	assert_int_equal(result.verdict, CX_VERDICT_ALTERED);
	assert_int_equal(result.seq, 3);
	assert_non_null(strstr(result.problem, "journal"));
	shell(f, "rm .git/cxctl/prod/*.jsonl");
	result = verify_ref(f, "prod", NULL);
	assert_int_equal(result.verdict, CX_VERDICT_IN_DOUBT);
	assert_non_null(strstr(result.problem, "journal is on h"));
}

static void test_verify_when_shallow_then_failed_says_unshallow(void **state)
{
	struct fixture *f = *state;
	shell(f, "git init -q --bare shallow.git && git -C shallow.git fetch -q --depth 1 file://$PWD "
		 "refs/cxctl/prod:refs/cxctl/prod");
	CX_AUTO_FREE(cx_repo) struct cx_repo *shallow = NULL;
	char *path = cx_path_join(&f->arena, f->files.path, "shallow.git");
	assert_int_equal(cx_repo_open(path, &shallow, &f->diags), CX_STATUS_OK);
	struct cx_ledger ledger;
	struct cx_verify_result result;
	assert_int_equal(
		cx_ledger_read(shallow, "prod", "refs/cxctl/{tenant}", &f->arena, &ledger, &f->diags),
		CX_STATUS_OK);
	assert_int_equal(ledger.runs, 2);
	assert_int_equal(cx_ledger_verify(&ledger, NULL, NULL, 0, &f->arena, &result, &f->diags),
			 CX_STATUS_FAILED);
	assert_string_equal(f->diags.items[0]->code, "git.shallow");
	cx_ledger_release(&ledger);
}

/* The seals again with one byte of the first audit file changed, as refs f0, f1, …: input for git
 * fast-import. */
static size_t flips_write(struct fixture *f)
{
	struct cx_buf files[5] = {CX_BUF_INIT, CX_BUF_INIT, CX_BUF_INIT, CX_BUF_INIT, CX_BUF_INIT};
	CX_AUTO(cx_buf) struct cx_buf names = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf stream = CX_BUF_INIT;
	(void)cx_test_shell(&f->files, &names, "git ls-tree -r --name-only refs/cxctl/prod audit");
	char *second = strchr(names.data, '\n');
	*second++ = '\0';
	second[strcspn(second, "\n")] = '\0';
	const char *const sources[] = {names.data, "head.json", "resources/Audience/a.json"};
	for (int i = 0; i < 3; i++)
		(void)cx_test_shell(&f->files, &files[i], "git show refs/cxctl/prod~1:%s", sources[i]);
	(void)cx_test_shell(&f->files, &files[3], "git show refs/cxctl/prod:%s", second);
	(void)cx_test_shell(&f->files, &files[4], "git show refs/cxctl/prod:head.json");
	for (size_t at = 0; at < files[0].len; at++) {
		files[0].data[at] ^= 1;
		for (int seal = 0; seal < 2; seal++) {
			cx_buf_addf(&stream,
				    "commit refs/cxctl/f%zu\nmark :%zu\ncommitter a <b> 0 +0000\ndata 0\n",
				    at, 2 * at + (size_t)seal + 1);
			if (seal)
				cx_buf_addf(&stream, "from :%zu\n", 2 * at + 1);
			else
				cx_buf_addf(&stream, "from %s\n", cx_ledger_genesis.hex);
			cx_buf_addf(&stream, "merge %s\n", f->head.hex);
			const char *const paths[] = {names.data, "head.json", sources[2], second,
						     "head.json"};
			for (int i = seal ? 3 : 0; i < (seal ? 5 : 3); i++) {
				cx_buf_addf(&stream, "M 100644 inline %s\ndata %zu\n", paths[i],
					    files[i].len);
				cx_buf_add(&stream, files[i].data, files[i].len);
				cx_buf_addc(&stream, '\n');
			}
		}
		files[0].data[at] ^= 1;
	}
	char *path = cx_path_join(&f->arena, f->files.path, "stream");
	assert_int_equal(cx_file_write_atomic(path, stream.data, stream.len, 0600, &f->diags), CX_STATUS_OK);
	shell(f, "git fast-import --quiet < stream");
	size_t count = files[0].len;
	for (size_t i = 0; i < CX_COUNT(files); i++)
		cx_buf_release(&files[i]);
	return count;
}

static void test_verify_when_any_byte_of_an_audit_file_changes_then_both_say_altered(void **state)
{
	struct fixture *f = *state;
	size_t count = flips_write(f);
	cx_repo_free(f->repo);
	assert_int_equal(cx_repo_open(f->files.path, &f->repo, &f->diags), CX_STATUS_OK);
	for (size_t at = 0; at < count; at++) {
		char tenant[32];
		(void)snprintf(tenant, sizeof tenant, "f%zu", at);
		struct cx_verify_result result = verify_ref(f, tenant, NULL);
		if (result.verdict != CX_VERDICT_ALTERED || !result.run || result.seq < 1)
			fail_msg("byte %zu: %s", at, cx_verdict_name(result.verdict));
	}
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf want = CX_BUF_INIT;
	(void)cx_test_shell(
		&f->files, &out,
		"python3 %s/tests/support/audit_verify.py . $(git for-each-ref --format='%%(refname)' "
		"'refs/cxctl/f*') | cut -f1 | sort | uniq -c | sed 's/^ *//'",
		CX_SOURCE_DIR);
	cx_buf_addf(&want, "%zu altered\n", count);
	assert_string_equal(out.data, want.data);
}

struct seen {
	int count;
	char runs[4][64];
	int64_t applied;
};

static bool entry_see(void *data, const struct cx_run_entry *run)
{
	struct seen *seen = data;
	(void)snprintf(seen->runs[seen->count], sizeof seen->runs[0], "%s", run->run);
	seen->applied += run->applied_count;
	assert_int_equal(run->record_count, 4);
	assert_string_equal(run->actor, "ada");
	assert_string_equal(run->commit, run->applied.hex);
	assert_memory_equal(run->started, "2026-11-21T", 11);
	assert_non_null(run->ended);
	return ++seen->count < 4;
}

static void test_log_when_read_then_newest_first(void **state)
{
	struct fixture *f = *state;
	struct seen seen = {0};
	struct cx_ledger ledger = ledger_of(f);
	assert_int_equal(cx_ledger_log(&ledger, NULL, entry_see, &seen, &f->diags), CX_STATUS_OK);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.applied, 2);
	assert_true(strcmp(seen.runs[0], seen.runs[1]) > 0);
	cx_ledger_release(&ledger);
	shell(f, TAMPER("git update-index --cacheinfo 100644,$(git cat-file blob :$z | tail -3 | b),$z"));
	ledger = ledger_of(f);
	assert_int_equal(cx_ledger_log(&ledger, NULL, entry_see, &seen, &f->diags), CX_STATUS_DAMAGED);
	assert_string_equal(f->diags.items[0]->code, "audit.altered");
	cx_ledger_release(&ledger);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_verify_when_intact_then_counts_and_head),
		CASE(test_verify_when_rewound_then_truncated_only_against_a_head),
		CASE(test_verify_when_head_is_malformed_then_invalid),
		CASE(test_verify_when_tampered_then_altered_says_what),
		CASE(test_verify_when_steps_are_open_then_in_doubt_until_resolved),
		CASE(test_verify_when_a_run_is_open_then_its_journal_counts),
		CASE(test_verify_when_shallow_then_failed_says_unshallow),
		CASE(test_verify_when_any_byte_of_an_audit_file_changes_then_both_say_altered),
		CASE(test_log_when_read_then_newest_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
