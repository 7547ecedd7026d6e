/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and moves refs, by compare-and-swap. */
/*
 * libgit2 compares and swaps under its lock file REF.lock (PITFALLS 2), for deletions too:
 * git_reference_delete compares with what the lookup saw. A process killed in between leaves REF.lock for
 * ever. So our own moves take turns under a flock, and say in the locked file which lock file they are about
 * to make; whoever finds that note there knows that its writer died, and removes what it left.
 */
#include "port/git.h"

#include "base/file.h"
#include "base/mem.h"
#include "port/git_private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TURN_WAIT_MS = 10000, /* for other processes of ours, which sync what they write */
	LOCK_WAIT_MS = 1000,  /* for git's, as core.filesRefLockTimeout */
	LOCK_STEP_MS = 10,
};

static bool ref_is_valid(const char *ref, struct cx_diags *diags)
{
	int valid = 0;
	if (strncmp(ref, "refs/", 5) == 0 && git_reference_name_is_valid(&valid, ref) == 0 && valid)
		return true;
	struct cx_diag *d = cx_diag_error(diags, "git.ref", "%s is no name of a ref", ref);
	cx_diag_hint(diags, d, "a ref looks like refs/cxctl/prod");
	return false;
}

static enum cx_status ref_lookup(struct cx_repo *repo, const char *ref, git_reference **ret_ref,
				 struct cx_diags *diags)
{
	int code = git_reference_lookup(ret_ref, repo->git, ref);
	if (code == GIT_ENOTFOUND)
		return CX_STATUS_ABSENT;
	if (code < 0) {
		cx_git_error(diags, "git.ref", "cannot read the ref %s", ref);
		return CX_STATUS_FAILED;
	}
	if (git_reference_type(*ret_ref) == GIT_REFERENCE_DIRECT)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(diags, "git.ref", "the ref %s points at another ref, %s", ref,
					  git_reference_symbolic_target(*ret_ref));
	cx_diag_hint(diags, d, "remove it with: git symbolic-ref --delete %s", ref);
	return CX_STATUS_FAILED;
}

enum cx_status cx_repo_ref_read(struct cx_repo *repo, const char *ref, struct cx_oid *ret_commit,
				struct cx_diags *diags)
{
	CX_AUTO(git_reference) git_reference *found = NULL;
	if (!ref_is_valid(ref, diags))
		return CX_STATUS_INVALID;
	enum cx_status status = ref_lookup(repo, ref, &found, diags);
	if (status)
		return status;
	CX_AUTO(git_commit) git_commit *commit = NULL;
	int code = git_commit_lookup(&commit, repo->git, git_reference_target(found));
	if (code < 0)
		return cx_git_no_object(repo, code, ref, git_reference_target(found), diags);
	cx_git_oid_text(git_reference_target(found), ret_commit);
	return CX_STATUS_OK;
}

static void sleep_ms(long ms)
{
	struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	(void)nanosleep(&pause, NULL);
}

static void lock_explain(struct cx_repo *repo, const char *ref, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	char *path = cx_arena_printf(&arena, "%s/%s.lock", repo->common_dir, ref);
	struct stat st;
	bool there = stat(path, &st) == 0;
	if (!there) {
		path = cx_arena_printf(&arena, "%s/packed-refs.lock", repo->common_dir);
		there = stat(path, &st) == 0;
	}
	if (there) {
		long long age = (long long)(time(NULL) - st.st_mtime);
		struct cx_diag *d =
			cx_diag_error(diags, "git.lock", "the ref %s is locked by %s, made %lld second%s ago",
				      ref, path, age, age == 1 ? "" : "s");
		cx_diag_hint(diags, d, "if no git process is at work: rm %s", path);
	} else {
		struct cx_diag *d =
			cx_diag_error(diags, "git.lock", "the ref %s is being changed all the time", ref);
		cx_diag_hint(diags, d, "run it again");
	}
	cx_arena_release(&arena);
}

/* Waits for the flock that orders our own moves on this machine; -1 with a diagnostic. */
static int turn_take(struct cx_repo *repo, const char *ref, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	char *folder = cx_arena_printf(&arena, "%s/cxctl", repo->common_dir);
	char *path = cx_arena_printf(&arena, "%s/.ref-move", folder);
	(void)mkdir(folder, 0700);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool held = false;
	for (int waited = 0; fd >= 0 && !held && waited < TURN_WAIT_MS; waited += LOCK_STEP_MS) {
		held = flock(fd, LOCK_EX | LOCK_NB) == 0;
		if (!held && errno != EWOULDBLOCK && errno != EINTR)
			break;
		if (!held)
			sleep_ms(LOCK_STEP_MS);
	}
	if (!held) {
		bool busy = fd >= 0 && (errno == EWOULDBLOCK || errno == EINTR);
		struct cx_diag *d = cx_diag_error(diags, "git.lock", "cannot lock %s to move %s: %s", path,
						  ref, busy ? "another cxctl holds it" : strerror(errno));
		if (busy)
			cx_diag_hint(diags, d, "wait until that process ends, or end it; fuser %s names it",
				     path);
		else
			cx_git_hint_room(repo, d, diags);
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	cx_arena_release(&arena);
	return fd;
}

/* The note only helps to clear a lock that a kill left behind: without it that lock is reported instead. */
static void note_clear(int fd)
{
	if (ftruncate(fd, 0) < 0)
		return;
}

/*
 * A note "REF TO LF" is left only by a process that died while it moved REF. The lock file is its own
 * if it holds nothing but the beginning of what it was to hold; any other belongs to git.
 */
static void note_settle(struct cx_repo *repo, int fd)
{
	char note[1024];
	ssize_t got = pread(fd, note, sizeof note - 1, 0);
	if (got <= 0)
		return;
	note[got] = '\0';
	char *space = strchr(note, ' '), *end = strchr(note, '\n');
	int valid = 0;
	if (space && end && end > space) {
		*space = '\0';
		(void)git_reference_name_is_valid(&valid, note);
	}
	if (valid) {
		CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		struct cx_diags ignored = CX_DIAGS_INIT;
		cx_buf_addf(&path, "%s/%s.lock", repo->common_dir, note);
		size_t to_len = (size_t)(end - space);
		if (cx_file_read(path.data, 256, &text, &ignored) == CX_STATUS_OK && text.len <= to_len &&
		    memcmp(text.data, space + 1, text.len) == 0)
			(void)unlink(path.data);
		cx_diags_release(&ignored);
	}
	note_clear(fd);
}

static void note_write(int fd, const char *ref, const struct cx_oid *to)
{
	CX_AUTO(cx_buf) struct cx_buf note = CX_BUF_INIT;
	cx_buf_addf(&note, "%s %s\n", ref, to->hex);
	if (pwrite(fd, note.data, note.len, 0) < 0)
		note_clear(fd);
}

static int ref_swap(struct cx_repo *repo, const char *ref, const git_oid *from, const git_oid *to,
		    const char *reason)
{
	CX_AUTO(git_reference) git_reference *moved = NULL;
	if (!git_oid_is_zero(to))
		return git_reference_create_matching(&moved, repo->git, ref, to, 1, from, reason);
	int code = git_reference_lookup(&moved, repo->git, ref);
	if (code < 0)
		return code;
	if (git_reference_type(moved) != GIT_REFERENCE_DIRECT ||
	    !git_oid_equal(git_reference_target(moved), from))
		return GIT_EMODIFIED;
	return git_reference_delete(moved);
}

static enum cx_status ref_swap_patiently(struct cx_repo *repo, const char *ref, const git_oid *from,
					 const git_oid *to, const char *reason, struct cx_diags *diags)
{
	int code = GIT_ELOCKED;
	for (int waited = 0; code == GIT_ELOCKED && waited < LOCK_WAIT_MS; waited += LOCK_STEP_MS) {
		if (waited)
			sleep_ms(LOCK_STEP_MS);
		code = ref_swap(repo, ref, from, to, reason);
	}
	switch (code) {
	case 0:
		return CX_STATUS_OK;
	case GIT_EMODIFIED:
	case GIT_ENOTFOUND:
	case GIT_EEXISTS:
		return CX_STATUS_CONFLICT;
	case GIT_ELOCKED:
		lock_explain(repo, ref, diags);
		return CX_STATUS_FAILED;
	default:
		cx_git_hint_room(repo, cx_git_error(diags, "git.ref", "cannot move the ref %s", ref), diags);
		return CX_STATUS_FAILED;
	}
}

enum cx_status cx_repo_ref_await(struct cx_repo *repo, const char *ref, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct stat st;
	if (!ref_is_valid(ref, diags))
		return CX_STATUS_INVALID;
	int turn = turn_take(repo, ref, diags);
	if (turn < 0)
		return CX_STATUS_FAILED;
	note_settle(repo, turn);
	char *path = cx_arena_printf(&arena, "%s/%s.lock", repo->common_dir, ref);
	bool locked = stat(path, &st) == 0;
	for (int waited = 0; locked && waited < LOCK_WAIT_MS; waited += LOCK_STEP_MS) {
		sleep_ms(LOCK_STEP_MS);
		locked = stat(path, &st) == 0;
	}
	if (locked)
		lock_explain(repo, ref, diags);
	close(turn);
	cx_arena_release(&arena);
	return locked ? CX_STATUS_FAILED : CX_STATUS_OK;
}

enum cx_status cx_repo_ref_move(struct cx_repo *repo, const char *ref, const struct cx_oid *from,
				const struct cx_oid *to, const char *reason, struct cx_diags *diags)
{
	git_oid old_id, new_id;
	if (!ref_is_valid(ref, diags) || cx_git_oid_parse(from, &old_id, diags) ||
	    cx_git_oid_parse(to, &new_id, diags))
		return CX_STATUS_INVALID;
	int turn = turn_take(repo, ref, diags);
	if (turn < 0)
		return CX_STATUS_FAILED;
	note_settle(repo, turn);
	note_write(turn, ref, to);
	enum cx_status status = ref_swap_patiently(repo, ref, &old_id, &new_id, reason, diags);
	note_clear(turn);
	close(turn);
	return status;
}
