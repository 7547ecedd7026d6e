/* SPDX-License-Identifier: Apache-2.0 */
/* A remote through the git program, with a bare repository beside. */
#include "ledger/git_remote.h"

#include "support/ledgerrun.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define LEDGER "refs/cxctl/prod"
#define RUN    "refs/cxctl-run/prod"

struct fixture {
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_diags diags;
	struct cx_arena arena;
	struct cx_oid first, second;
	struct cx_refs_remote *remote;
};

static void word(struct fixture *f, const char *command, struct cx_oid *ret_oid)
{
	cx_test_word(&f->files, command, ret_oid->hex, sizeof ret_oid->hex);
}

static int setup(void **state)
{
	struct fixture *f = cx_alloc(sizeof *f);
	*state = f;
	if (!cx_test_repo_make(&f->files) ||
	    cx_test_shell(
		    &f->files, NULL,
		    "git init -q --bare origin.git && git remote add origin ./origin.git && git commit -q "
		    "--allow-empty -m second") ||
	    cx_repo_open(f->files.path, &f->repo, &f->diags))
		return -1;
	word(f, "git rev-parse HEAD~1", &f->first);
	word(f, "git rev-parse HEAD", &f->second);
	return cx_git_remote_make(&f->arena, f->repo, cx_clock_system(), "origin", CX_SPAN_NONE, &f->remote,
				  &f->diags);
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

static enum cx_status push(struct fixture *f, const struct cx_oid *from, const struct cx_oid *to)
{
	const struct cx_ref_move move = {LEDGER, *from, *to};
	return f->remote->push(f->remote, &move, 1, &f->diags);
}

static void assert_at(struct fixture *f, const struct cx_oid *ledger, const struct cx_oid *run)
{
	static const char *const refs[] = {LEDGER, RUN};
	struct cx_oid at[2];
	assert_int_equal(f->remote->list(f->remote, refs, 2, at, &f->diags), CX_STATUS_OK);
	assert_string_equal(at[0].hex, ledger->hex);
	assert_string_equal(at[1].hex, run->hex);
}

static const struct cx_oid none = {"0000000000000000000000000000000000000000"};

static void test_push_when_the_lease_holds_then_moved_else_conflict(void **state)
{
	struct fixture *f = *state;
	assert_at(f, &none, &none);
	assert_int_equal(push(f, &none, &f->first), CX_STATUS_OK);
	assert_int_equal(push(f, &none, &f->second), CX_STATUS_CONFLICT);
	assert_int_equal(push(f, &f->second, &f->second), CX_STATUS_CONFLICT);
	assert_at(f, &f->first, &none);
	assert_int_equal(push(f, &f->first, &f->second), CX_STATUS_OK);
	assert_at(f, &f->second, &none);
	assert_int_equal(push(f, &f->second, &none), CX_STATUS_OK);
	assert_at(f, &none, &none);
	assert_int_equal(f->diags.count, 0);
}

static void test_push_when_one_of_two_leases_fails_then_neither_moves(void **state)
{
	struct fixture *f = *state;
	struct cx_ref_move moves[] = {{LEDGER, none, f->second}, {RUN, f->first, none}};
	assert_int_equal(f->remote->push(f->remote, moves, 2, &f->diags), CX_STATUS_CONFLICT);
	assert_at(f, &none, &none);
	moves[1] = (struct cx_ref_move){RUN, none, f->first};
	assert_int_equal(f->remote->push(f->remote, moves, 2, &f->diags), CX_STATUS_OK);
	assert_at(f, &f->second, &f->first);
	moves[0] = (struct cx_ref_move){LEDGER, f->second, f->first};
	moves[1] = (struct cx_ref_move){RUN, f->first, none};
	assert_int_equal(f->remote->push(f->remote, moves, 2, &f->diags), CX_STATUS_OK);
	assert_at(f, &f->first, &none);
}

static void test_push_when_a_hook_says_no_then_refused_with_its_words(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(
		cx_test_shell(&f->files, NULL,
			      "printf '#!/bin/sh\\necho \"not on $(printf '\\''\\\\033'\\'')Fridays\" "
			      ">&2; exit 1\\n' > origin.git/hooks/pre-receive && chmod +x "
			      "origin.git/hooks/pre-receive"),
		0);
	assert_int_equal(push(f, &none, &f->first), CX_STATUS_REFUSED);
	assert_string_equal(f->diags.items[0]->code, "ledger.push");
	assert_non_null(strstr(f->diags.items[0]->note, "Fridays"));
	assert_at(f, &none, &none);
}

static void test_calls_when_the_remote_is_gone_then_failed_or_in_doubt(void **state)
{
	struct fixture *f = *state;
	static const char *const refs[] = {LEDGER};
	struct cx_oid at;
	assert_int_equal(cx_test_shell(&f->files, NULL, "mv origin.git moved.git"), 0);
	assert_int_equal(f->remote->list(f->remote, refs, 1, &at, &f->diags), CX_STATUS_FAILED);
	assert_int_equal(f->remote->fetch(f->remote, refs, 1, &f->diags), CX_STATUS_FAILED);
	assert_int_equal(push(f, &none, &f->first), CX_STATUS_IN_DOUBT);
	for (size_t i = 0; i < f->diags.count; i++)
		assert_string_equal(f->diags.items[i]->code, "ledger.remote");
}

static void test_fetch_when_objects_are_there_then_they_come_and_no_ref_moves(void **state)
{
	struct fixture *f = *state;
	static const char *const refs[] = {LEDGER};
	CX_AUTO(cx_buf) struct cx_buf all = CX_BUF_INIT;
	struct cx_oid foreign;
	struct cx_commit_info info;
	assert_int_equal(push(f, &none, &f->first), CX_STATUS_OK);
	word(f,
	     "cd origin.git && GIT_DIR=. git -c user.name=a -c user.email=a@x commit-tree -p " LEDGER
	     " -m foreign " LEDGER "^{tree}",
	     &foreign);
	assert_int_equal(
		cx_test_shell(&f->files, NULL, "git -C origin.git update-ref %s %s", LEDGER, foreign.hex), 0);
	assert_int_equal(f->remote->fetch(f->remote, refs, 1, &f->diags), CX_STATUS_OK);
	assert_int_equal(cx_repo_commit_info(f->repo, &foreign, &f->arena, &info, &f->diags), CX_STATUS_OK);
	(void)cx_test_shell(&f->files, &all,
			    "git for-each-ref --format='%%(refname)'; ls .git/FETCH_HEAD 2>&1");
	assert_null(strstr(all.data, LEDGER));
	assert_null(strstr(all.data, "\n.git/FETCH_HEAD"));
}

static void test_calls_when_the_environment_names_another_repository_then_not_led_there(void **state)
{
	struct fixture *f = *state;
	(void)setenv("GIT_DIR", "/nonexistent", 1);
	(void)setenv("GIT_TRACE", "2", 1);
	enum cx_status status = push(f, &none, &f->first);
	(void)unsetenv("GIT_DIR");
	(void)unsetenv("GIT_TRACE");
	assert_int_equal(status, CX_STATUS_OK);
	assert_at(f, &f->first, &none);
}

static void test_list_when_the_url_holds_a_password_then_it_is_not_told(void **state)
{
	struct fixture *f = *state;
	static const char *const refs[] = {LEDGER};
	struct cx_oid at;
	assert_int_equal(
		cx_test_shell(&f->files, NULL, "git remote set-url origin https://ana:hunter2@127.0.0.1:1/x"),
		0);
	assert_int_equal(f->remote->list(f->remote, refs, 1, &at, &f->diags), CX_STATUS_FAILED);
	for (size_t i = 0; i < f->diags.count; i++) {
		assert_null(strstr(f->diags.items[i]->message, "hunter2"));
		assert_true(!f->diags.items[i]->note || !strstr(f->diags.items[i]->note, "hunter2"));
	}
}

static void test_make_when_the_name_is_no_remote_then_the_reason(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *name, *word;
	} cases[] = {
		{"", "is empty"},
		{"--upload-pack=x", "looks like an option"},
		{"up\nstream", "control characters"},
		{"upstream", "is no remote of this repository"},
		{"ext::sh -c x", "helper program"},
		{"https://u:p@example.com/x.git", "holds a password"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		struct cx_refs_remote *remote;
		assert_int_equal(cx_git_remote_make(&f->arena, f->repo, cx_clock_system(), cases[i].name,
						    CX_SPAN_NONE, &remote, &diags),
				 CX_STATUS_INVALID);
		assert_string_equal(diags.items[0]->code, "ledger.remote");
		assert_non_null(strstr(diags.items[0]->message, cases[i].word));
		assert_null(strstr(diags.items[0]->message, "u:p"));
	}
}

static void test_make_when_a_path_or_url_then_taken(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = {"./origin.git", "git@example.com:team/repo.git",
					    "https://example.com/x.git"};
	struct cx_refs_remote *remote;
	for (size_t i = 0; i < CX_COUNT(names); i++)
		assert_int_equal(cx_git_remote_make(&f->arena, f->repo, cx_clock_system(), names[i],
						    CX_SPAN_NONE, &remote, &f->diags),
				 CX_STATUS_OK);
	assert_int_equal(cx_git_remote_make(&f->arena, f->repo, cx_clock_system(), "./origin.git",
					    CX_SPAN_NONE, &f->remote, &f->diags),
			 CX_STATUS_OK);
	assert_at(f, &none, &none);
}

#define WITH_REPO(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_REPO(test_push_when_the_lease_holds_then_moved_else_conflict),
		WITH_REPO(test_push_when_one_of_two_leases_fails_then_neither_moves),
		WITH_REPO(test_push_when_a_hook_says_no_then_refused_with_its_words),
		WITH_REPO(test_calls_when_the_remote_is_gone_then_failed_or_in_doubt),
		WITH_REPO(test_fetch_when_objects_are_there_then_they_come_and_no_ref_moves),
		WITH_REPO(test_calls_when_the_environment_names_another_repository_then_not_led_there),
		WITH_REPO(test_list_when_the_url_holds_a_password_then_it_is_not_told),
		WITH_REPO(test_make_when_the_name_is_no_remote_then_the_reason),
		WITH_REPO(test_make_when_a_path_or_url_then_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
