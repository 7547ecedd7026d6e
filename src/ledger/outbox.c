/* SPDX-License-Identifier: Apache-2.0 */
/* Appends under a lock; what is left of it is written anew under a name that no crash can leave two of. */
#include "ledger/outbox.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/limits.h"
#include "ledger/outbox_line.h"
#include "port/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PIECE = 1 << 16,
};

struct cx_outbox {
	int fd, claim_fd;
	char *path, *new_path, *claim_path, *folder;
};

static enum cx_status outbox_fail(const struct cx_outbox *outbox, struct cx_diags *diags, const char *what)
{
	(void)cx_diag_error(diags, "outbox.file", "%s cannot be %s: %s", outbox->path, what, strerror(errno));
	return CX_STATUS_FAILED;
}

static bool lock_take(int fd)
{
	int failed;
	do
		failed = flock(fd, LOCK_EX);
	while (failed && errno == EINTR);
	return !failed;
}

/* Opens the file that has the name now, and locks it. */
static bool file_open(struct cx_outbox *outbox)
{
	outbox->fd = open(outbox->path,
			  O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW, 0600);
	return outbox->fd >= 0 && !fchmod(outbox->fd, 0600) && lock_take(outbox->fd);
}

static bool is_current(const struct cx_outbox *outbox)
{
	struct stat own, named;
	return fstat(outbox->fd, &own) == 0 && stat(outbox->path, &named) == 0 &&
	       own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

/* Locks the file that has the name: another process may have put a new one there meanwhile. */
static enum cx_status file_lock(struct cx_outbox *outbox, struct cx_diags *diags)
{
	struct stat st;
	bool locked = outbox->fd >= 0 ? lock_take(outbox->fd) : file_open(outbox);
	while (locked && !is_current(outbox)) {
		(void)close(outbox->fd);
		locked = file_open(outbox);
	}
	if (!locked || fstat(outbox->fd, &st))
		return outbox_fail(outbox, diags, "locked");
	if (S_ISREG(st.st_mode))
		return CX_STATUS_OK;
	errno = EINVAL;
	return outbox_fail(outbox, diags, "used as an outbox");
}

static void file_unlock(struct cx_outbox *outbox)
{
	(void)flock(outbox->fd, LOCK_UN);
}

enum cx_status cx_outbox_open(const char *path, struct cx_outbox **ret_outbox, struct cx_diags *diags)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_outbox *outbox = cx_alloc(sizeof *outbox);
	*outbox = (struct cx_outbox){.fd = -1, .claim_fd = -1, .path = cx_strdup(path)};
	outbox->new_path = cx_strdup(cx_arena_printf(&arena, "%s.new", path));
	outbox->claim_path = cx_strdup(cx_arena_printf(&arena, "%s.lock", path));
	const char *slash = strrchr(path, '/');
	outbox->folder = cx_strdup(slash ? cx_arena_strndup(&arena, path, (size_t)(slash - path) + 1) : ".");
	enum cx_status status = file_lock(outbox, diags);
	if (!status) {
		file_unlock(outbox);
		status = cx_dir_sync(outbox->folder) ? CX_STATUS_OK : outbox_fail(outbox, diags, "made");
	}
	if (status) {
		cx_outbox_free(outbox);
		return status;
	}
	*ret_outbox = outbox;
	return CX_STATUS_OK;
}

void cx_outbox_free(struct cx_outbox *outbox)
{
	if (!outbox)
		return;
	if (outbox->fd >= 0)
		(void)close(outbox->fd);
	if (outbox->claim_fd >= 0)
		(void)close(outbox->claim_fd);
	cx_free(outbox->path);
	cx_free(outbox->new_path);
	cx_free(outbox->claim_path);
	cx_free(outbox->folder);
	cx_free(outbox);
}

const char *cx_outbox_path(const struct cx_outbox *outbox)
{
	return outbox->path;
}

const char *cx_outbox_id(struct cx_arena *arena, const char *text)
{
	char hex[CX_SHA256_HEX + 1];
	cx_sha256_hex(text, strlen(text), hex);
	return cx_arena_printf(arena, "msg_%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
			       hex + 20);
}

bool cx_outbox_claim(struct cx_outbox *outbox, bool alone)
{
	if (outbox->claim_fd < 0)
		outbox->claim_fd =
			open(outbox->claim_path,
			     O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW, 0600);
	return outbox->claim_fd >= 0 && !flock(outbox->claim_fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB);
}

/* ---- reading, with the lock held ---- */

static bool piece_read(int fd, off_t at, char *piece, size_t *ret_n)
{
	ssize_t got;
	do
		got = pread(fd, piece, PIECE, at);
	while (got < 0 && errno == EINTR);
	*ret_n = got > 0 ? (size_t)got : 0;
	return got >= 0;
}

/* Gives the state each line that is there, the last without its newline, too. */
static bool lines_read(const struct cx_outbox *outbox, struct cx_outbox_state *state)
{
	CX_AUTO(cx_buf) struct cx_buf pending = CX_BUF_INIT;
	char *piece = cx_alloc(PIECE);
	size_t n = 0;
	bool good = true;
	for (off_t at = 0; (good = piece_read(outbox->fd, at, piece, &n)) && n; at += (off_t)n) {
		size_t done = 0;
		cx_buf_add(&pending, piece, n);
		for (const char *end; (end = memchr(pending.data + done, '\n', pending.len - done));
		     done = (size_t)(end - pending.data) + 1)
			if (end > pending.data + done)
				cx_outbox_state_take(state, pending.data + done,
						     (size_t)(end - pending.data) - done);
		size_t left = pending.len - done;
		memmove(pending.data, pending.data + done, left);
		cx_buf_cut(&pending, left);
	}
	if (good && pending.len)
		cx_outbox_state_take(state, pending.data, pending.len);
	cx_free(piece);
	return good;
}

static enum cx_status state_read(struct cx_outbox *outbox, struct cx_outbox_state *state,
				 struct cx_diags *diags)
{
	struct stat st;
	if (fstat(outbox->fd, &st))
		return outbox_fail(outbox, diags, "read");
	if (st.st_size > (off_t)CX_MAX_OUTBOX_BYTES * 2) {
		errno = EFBIG;
		return outbox_fail(outbox, diags, "read");
	}
	if (!lines_read(outbox, state))
		return outbox_fail(outbox, diags, "read");
	cx_outbox_state_end(state);
	return CX_STATUS_OK;
}

enum cx_status cx_outbox_read(struct cx_outbox *outbox, struct cx_arena *arena, const char *run,
			      struct cx_notifications *list, struct cx_diags *diags)
{
	struct cx_outbox_state state;
	enum cx_status status = file_lock(outbox, diags);
	if (status)
		return status;
	cx_outbox_state_init(&state, arena, run, list);
	status = state_read(outbox, &state, diags);
	file_unlock(outbox);
	if (!status && state.damaged && !run) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_NOTE, "outbox.damaged", CX_SPAN_NONE,
						"%zu %s of %s %s damaged, and left out", state.damaged,
						state.damaged == 1 ? "line" : "lines", outbox->path,
						state.damaged == 1 ? "is" : "are");
		cx_diag_hint(diags, d, "a process or the machine died while it was written");
	}
	cx_outbox_state_release(&state);
	return status;
}

/* ---- writing, with the lock held ---- */

/* Takes what is due out of the lines, and writes it to a file that then takes the name. */
static bool file_renew(struct cx_outbox *outbox, const struct cx_buf *lines)
{
	int fd = open(outbox->new_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool done = fd >= 0 && cx_fd_write_all(fd, lines->data, lines->len) && cx_fd_sync(fd) &&
		    !cx_fault(CX_FAULT_KILL) && !cx_fault(CX_FAULT_RENAME) &&
		    !rename(outbox->new_path, outbox->path) && cx_dir_sync(outbox->folder);
	int error = errno;
	if (fd >= 0)
		(void)close(fd);
	if (!done)
		(void)unlink(outbox->new_path);
	errno = error;
	return done;
}

static bool file_empty(struct cx_outbox *outbox)
{
	(void)unlink(outbox->new_path); /* which a killed process may have left */
	return !ftruncate(outbox->fd, 0) && cx_fd_sync(outbox->fd);
}

static enum cx_status compact(struct cx_outbox *outbox, struct cx_diags *diags)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	struct cx_outbox_state state;
	struct cx_notifications list = {0};
	cx_outbox_state_init(&state, &arena, NULL, &list);
	enum cx_status status = state_read(outbox, &state, diags);
	for (size_t i = 0; !status && i < list.count; i++)
		cx_outbox_line_print(&list.items[i], state.runs[i], &lines);
	cx_outbox_state_release(&state);
	if (status)
		return status;
	bool done = list.count ? file_renew(outbox, &lines) : file_empty(outbox);
	return done ? CX_STATUS_OK : outbox_fail(outbox, diags, "written");
}

enum cx_status cx_outbox_compact(struct cx_outbox *outbox, struct cx_diags *diags)
{
	enum cx_status status = file_lock(outbox, diags);
	if (status)
		return status;
	status = compact(outbox, diags);
	file_unlock(outbox);
	return status;
}

/* Half a line that a crash left becomes a line of its own. */
static bool tail_is_torn(const struct cx_outbox *outbox, off_t size)
{
	char last = '\n';
	return size > 0 && pread(outbox->fd, &last, 1, size - 1) == 1 && last != '\n';
}

static enum cx_status lines_append(struct cx_outbox *outbox, const struct cx_buf *lines, bool synced,
				   struct cx_diags *diags)
{
	struct stat st;
	if (fstat(outbox->fd, &st))
		return outbox_fail(outbox, diags, "read");
	bool torn = tail_is_torn(outbox, st.st_size);
	if ((!torn || cx_fd_write_all(outbox->fd, "\n", 1)) &&
	    cx_fd_write_all(outbox->fd, lines->data, lines->len) && (!synced || cx_fd_sync(outbox->fd)))
		return CX_STATUS_OK;
	enum cx_status status = outbox_fail(outbox, diags, "written");
	(void)ftruncate(outbox->fd, st.st_size);
	return status;
}

/* How many lines of the list fit in: whole entries, in their order. */
static size_t lines_fit(const char *run, const struct cx_notifications *list, size_t room,
			struct cx_buf *ret_lines)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t before = ret_lines->len;
		cx_outbox_line_print(&list->items[i], run, ret_lines);
		if (ret_lines->len <= room)
			continue;
		cx_buf_cut(ret_lines, before);
		return i;
	}
	return list->count;
}

/* One byte less: half a line takes its newline. */
static size_t room_in(const struct cx_outbox *outbox)
{
	struct stat st;
	bool known = fstat(outbox->fd, &st) == 0;
	return known && st.st_size < (off_t)CX_MAX_OUTBOX_BYTES ? CX_MAX_OUTBOX_BYTES - (size_t)st.st_size - 1
								: 0;
}

static enum cx_status add(struct cx_outbox *outbox, const char *run, const struct cx_notifications *list,
			  size_t *ret_added, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	size_t added = lines_fit(run, list, room_in(outbox), &lines);
	enum cx_status status = lines.len ? lines_append(outbox, &lines, true, diags) : CX_STATUS_OK;
	(void)cx_fault(CX_FAULT_KILL);
	if (!status)
		*ret_added = added;
	return status;
}

enum cx_status cx_outbox_add(struct cx_outbox *outbox, const char *run, const struct cx_notifications *list,
			     size_t *ret_added, struct cx_diags *diags)
{
	enum cx_status status = file_lock(outbox, diags);
	if (status)
		return status;
	status = add(outbox, run, list, ret_added, diags);
	file_unlock(outbox);
	return status;
}

enum cx_status cx_outbox_settle(struct cx_outbox *outbox, const struct cx_notification *const *items,
				size_t count, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	for (size_t i = 0; i < count; i++)
		cx_outbox_line_print(items[i], NULL, &lines);
	(void)cx_fault(CX_FAULT_KILL);
	enum cx_status status = file_lock(outbox, diags);
	if (status)
		return status;
	status = lines_append(outbox, &lines, false, diags);
	file_unlock(outbox);
	return status;
}
