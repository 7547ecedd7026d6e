/* SPDX-License-Identifier: Apache-2.0 */
/* Temporary git repositories for tests, made with the git program. */
#ifndef CX_TESTS_GITREPO_H
#define CX_TESTS_GITREPO_H

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder below $TMPDIR, or in memory where syncs cost nothing, with a repository of one commit:
 * audiences/a.yaml, cxctl.yaml. */
struct cx_test_repo {
	char path[256];
};

static inline int cx_test_shell(const struct cx_test_repo *repo, struct cx_buf *out, const char *fmt, ...)
	CX_PRINTF(3, 4);
/* Runs a command in the repository with a clean environment of git; out (or NULL) takes its output. */
static inline int cx_test_shell(const struct cx_test_repo *repo, struct cx_buf *out, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(&command, "cd '%s' && ", repo->path);
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&command, fmt, args);
	va_end(args);
	FILE *pipe = popen(command.data, "r");
	if (!pipe)
		return -1;
	char chunk[4096];
	size_t got;
	while ((got = fread(chunk, 1, sizeof chunk, pipe)) > 0)
		if (out)
			cx_buf_add(out, chunk, got);
	int status = pclose(pipe);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void cx_test_repo_environment(void)
{
	(void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	(void)setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	(void)setenv("HOME", "/nonexistent", 1);
	(void)setenv("GIT_AUTHOR_DATE", "1700000000 +0000", 1);
	(void)setenv("GIT_COMMITTER_DATE", "1700000000 +0000", 1);
	(void)setenv("ASAN_OPTIONS", "detect_leaks=1", 0);
}

static inline bool cx_test_repo_make(struct cx_test_repo *repo)
{
	const char *base = getenv("TMPDIR"), *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	cx_test_repo_environment();
	(void)snprintf(repo->path, sizeof repo->path, "%s/cxtest-XXXXXX", base && *base ? base : memory);
	if (!mkdtemp(repo->path))
		return false;
	return cx_test_shell(repo, NULL,
			     "git init -q -b main . && git config user.name Ada && git config user.email "
			     "ada@example.com"
			     " && git config gc.auto 0 && mkdir audiences && echo 'a: 1' > audiences/a.yaml "
			     "&& echo 'p: 1' > cxctl.yaml"
			     " && git add . && git commit -q -m first") == 0;
}

static inline void cx_test_repo_remove(struct cx_test_repo *repo)
{
	(void)cx_test_shell(repo, NULL, "cd / && rm -rf '%s'", repo->path);
}

/* One word of a command's output: a commit id. */
static inline void cx_test_word(const struct cx_test_repo *repo, const char *command, char *ret_word,
				size_t size)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)cx_test_shell(repo, &out, "%s", command);
	(void)snprintf(ret_word, size, "%.*s", (int)strcspn(out.data, " \n"), out.data);
}

#endif
