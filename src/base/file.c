/* SPDX-License-Identifier: Apache-2.0 */
/* Files by descriptors; every write, sync and rename passes a fault point. */
#include "base/file.h"

#include "base/fault.h"
#include "base/rand.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum cx_status too_large(const char *name, size_t max, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_error(diags, "file.size", "%s is larger than %zu bytes", name, max);
	cx_diag_hint(diags, d, "split it into several files");
	return CX_STATUS_FAILED;
}

enum cx_status cx_fd_read(int fd, const char *name, size_t max, struct cx_buf *out, struct cx_diags *diags)
{
	char chunk[4 << 10];
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (uint64_t)st.st_size > (uint64_t)max)
		return too_large(name, max, diags);
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			cx_diag_error(diags, "file.read", "cannot read %s: %s", name, strerror(errno));
			return CX_STATUS_FAILED;
		}
		if (got == 0)
			return CX_STATUS_OK;
		if (out->len + (size_t)got > max)
			return too_large(name, max, diags);
		cx_buf_add(out, chunk, (size_t)got);
	}
}

enum cx_status cx_file_read(const char *path, size_t max, struct cx_buf *out, struct cx_diags *diags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return CX_STATUS_ABSENT;
	if (fd < 0) {
		cx_diag_error(diags, "file.read", "cannot open %s: %s", path, strerror(errno));
		return CX_STATUS_FAILED;
	}
	struct stat st;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode)) {
		cx_diag_error(diags, "file.type", "%s is not a regular file", path);
		close(fd);
		return CX_STATUS_FAILED;
	}
	int flags = fcntl(fd, F_GETFL);
	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	enum cx_status status = cx_fd_read(fd, path, max, out, diags);
	close(fd);
	return status;
}

bool cx_fd_write_all(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;
	if (cx_fault(CX_FAULT_WRITE))
		return false;
	while (n) {
		ssize_t put = write(fd, at, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

bool cx_fd_sync(int fd)
{
	return !cx_fault(CX_FAULT_FSYNC) && fdatasync(fd) == 0;
}

bool cx_dir_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool done = !cx_fault(CX_FAULT_FSYNC) && fsync(fd) == 0;
	close(fd);
	return done;
}

static char *path_parent(struct cx_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return cx_arena_strdup(arena, ".");
	return cx_arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static bool write_beside(const char *temp, const char *path, const void *bytes, size_t n, unsigned mode)
{
	int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return false;
	bool done = fchmod(fd, (mode_t)mode) == 0 && cx_fd_write_all(fd, bytes, n) && cx_fd_sync(fd);
	int error = errno;
	close(fd);
	if (done && (cx_fault(CX_FAULT_RENAME) || rename(temp, path) < 0)) {
		error = errno;
		done = false;
	}
	if (!done)
		(void)unlink(temp);
	errno = error;
	return done;
}

enum cx_status cx_file_write_atomic(const char *path, const void *bytes, size_t n, unsigned mode,
				    struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	uint64_t nonce;
	cx_random_bytes(&nonce, sizeof nonce);
	char *temp = cx_arena_printf(&arena, "%s.%016llx.tmp", path, (unsigned long long)nonce);
	bool done = write_beside(temp, path, bytes, n, mode) && cx_dir_sync(path_parent(&arena, path));
	if (!done)
		cx_diag_error(diags, "file.write", "cannot write %s: %s", path, strerror(errno));
	cx_arena_release(&arena);
	return done ? CX_STATUS_OK : CX_STATUS_FAILED;
}

static bool write_in_place(const char *path, const struct cx_buf *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return false;
	bool done = cx_fd_write_all(fd, text->data, text->len);
	int error = errno;
	if (close(fd) && done) {
		done = false;
		error = errno;
	}
	errno = error;
	return done;
}

enum cx_status cx_file_write_out(const char *path, const struct cx_buf *text, struct cx_diags *diags)
{
	enum { PUBLIC_MODE = 0644 };
	struct stat info;
	if (stat(path, &info) || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode))
		return cx_file_write_atomic(path, text->data, text->len, PUBLIC_MODE, diags);
	if (write_in_place(path, text))
		return CX_STATUS_OK;
	cx_diag_error(diags, "file.write", "cannot write %s: %s", path, strerror(errno));
	return CX_STATUS_FAILED;
}

enum cx_status cx_mkdirs(const char *path, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	char *partial = cx_arena_strdup(&arena, path);
	int failed = 0;
	for (char *at = partial + 1; !failed; at++) {
		if (*at && *at != '/')
			continue;
		char end = *at;
		*at = '\0';
		if (mkdir(partial, 0777) < 0 && errno != EEXIST)
			failed = errno;
		*at = end;
		if (!end)
			break;
	}
	if (failed)
		cx_diag_error(diags, "file.mkdir", "cannot make the folder %s: %s", path, strerror(failed));
	cx_arena_release(&arena);
	return failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}

enum cx_status cx_file_create(const char *path, const void *bytes, size_t n, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	enum cx_status status = cx_mkdirs(path_parent(&arena, path), diags);
	cx_arena_release(&arena);
	if (status)
		return status;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return CX_STATUS_CONFLICT;
	bool done = fd >= 0 && cx_fd_write_all(fd, bytes, n) && cx_fd_sync(fd);
	int error = errno;
	if (fd >= 0 && close(fd) && done) {
		error = errno;
		done = false;
	}
	if (done)
		return CX_STATUS_OK;
	if (fd >= 0)
		(void)unlink(path);
	cx_diag_error(diags, "file.write", "cannot write %s: %s", path, strerror(error));
	return CX_STATUS_FAILED;
}

char *cx_path_join(struct cx_arena *arena, const char *dir, const char *name)
{
	if (name[0] == '/' || !dir[0] || strcmp(dir, ".") == 0)
		return cx_arena_strdup(arena, name);
	size_t n = strlen(dir);
	return cx_arena_printf(arena, dir[n - 1] == '/' ? "%s%s" : "%s/%s", dir, name);
}

bool cx_path_is_inside(const char *path)
{
	if (!path[0] || path[0] == '/')
		return false;
	for (const char *part = path; part;) {
		const char *slash = strchr(part, '/');
		size_t n = slash ? (size_t)(slash - part) : strlen(part);
		if (n == 0 && slash)
			return false;
		if (n == 2 && part[0] == '.' && part[1] == '.')
			return false;
		part = slash ? slash + 1 : NULL;
	}
	return true;
}

void cx_fds_guard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
			int null = open("/dev/null", O_RDWR);
			if (null >= 0 && null != fd) {
				(void)dup2(null, fd);
				close(null);
			}
		}
}
