/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is held, and stays: what is in it says who holds it. */
#include "cli/watch_lock.h"

#include "base/file.h"
#include "cli/context.h"
#include "port/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { PROJECT_DIGITS = 12, MAX_HOLDER = 200 };

struct cx_watch_lock {
	int fd;
};

static enum cx_status failed(struct cx_context *context, const char *path)
{
	cx_diag_error(context->diags, "file.write", "cannot write %s: %s", path, strerror(errno));
	return CX_STATUS_FAILED;
}

static enum cx_status refuse(struct cx_context *context, int fd)
{
	char holder[MAX_HOLDER + 1];
	ssize_t got = pread(fd, holder, MAX_HOLDER, 0);
	holder[got > 0 ? got : 0] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	struct cx_diag *d = cx_diag_error(context->diags, "watch.open", "another watch of %s is running%s%s",
					  context->tenant->name, *holder ? ": " : "", holder);
	cx_diag_hint(context->diags, d, "end it first; one watch of a project and a tenant is enough");
	return CX_STATUS_CONFLICT;
}

/* "process 4711, since 2026-11-21T22:05:02.123Z" */
static bool sign(struct cx_context *context, int fd)
{
	char now[CX_TIME_LEN + 1];
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_time_format(context->clock->realtime_ms(context->clock), now);
	cx_buf_addf(&text, "process %ld, since %s\n", (long)getpid(), now);
	return ftruncate(fd, 0) == 0 && pwrite(fd, text.data, text.len, 0) == (ssize_t)text.len;
}

static enum cx_status take(struct cx_context *context, struct cx_watch_lock **ret_lock)
{
	char project[CX_SHA256_HEX + 1];
	cx_sha256_hex(context->project_path, strlen(context->project_path), project);
	const char *folder = cx_arena_printf(context->arena, "%s/cxctl/%s", cx_repo_common_dir(context->repo),
					     context->tenant->name);
	const char *path =
		cx_arena_printf(context->arena, "%s/watch-%.*s.lock", folder, PROJECT_DIGITS, project);
	enum cx_status status = cx_mkdirs(folder, context->diags);
	if (status)
		return status;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return failed(context, path);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		status = errno == EWOULDBLOCK ? refuse(context, fd) : failed(context, path);
	else if (!sign(context, fd))
		status = failed(context, path);
	if (status) {
		(void)close(fd);
		return status;
	}
	*ret_lock = cx_alloc(sizeof **ret_lock);
	(*ret_lock)->fd = fd;
	return CX_STATUS_OK;
}

enum cx_status cx_watch_lock_take(struct cx_invocation *inv, struct cx_watch_lock **ret_lock,
				  const char **ret_tenant)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	enum cx_status status = cx_context_project(&context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_need_repo(&context);
	if (!status)
		status = cx_context_tenant(&context);
	if (!status)
		status = take(&context, ret_lock);
	if (!status)
		*ret_tenant = cx_arena_strdup(inv->arena, context.tenant->name);
	cx_context_release(&context);
	return status;
}

void cx_watch_lock_free(struct cx_watch_lock *lock)
{
	if (!lock)
		return;
	(void)close(lock->fd);
	cx_free(lock);
}
