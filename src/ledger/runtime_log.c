/* SPDX-License-Identifier: Apache-2.0 */
/* Reads forward in bounded pieces, or backward for the last line; appends under a lock. */
#include "ledger/runtime_log.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PIECE = 1 << 16,
};
/* Holds a whole record, wherever it begins. */
#define RECENT ((off_t)CX_MAX_RECORD_BYTES * 2)

struct cx_runtime_log {
	int fd;
	char *path;
	cx_runtime_log_fn *each;
	void *data;
	bool recent;           /* at first each is told of the last records only */
	struct cx_chain chain; /* where it stands at `at` */
	off_t at;              /* behind the last good line */
	bool failed;
};

static enum cx_status log_fail(struct cx_runtime_log *log, struct cx_diags *diags, const char *what)
{
	log->failed = true;
	(void)cx_diag_error(diags, "audit.log", "%s cannot be %s: %s", log->path, what, strerror(errno));
	return CX_STATUS_FAILED;
}

static enum cx_status log_altered(struct cx_runtime_log *log, struct cx_diags *diags, const char *problem)
{
	log->failed = true;
	struct cx_diag *d = cx_diag_error(diags, "audit.altered", "%s, record %lld: %s", log->path,
					  (long long)log->chain.seq + 1, problem);
	cx_diag_hint(diags, d,
		     "see what is wrong with: cxctl audit verify --log FILE; to begin a new log, move this "
		     "one away");
	return CX_STATUS_DAMAGED;
}

/* Reads exactly n bytes that are there. */
static bool bytes_read(int fd, off_t at, char *bytes, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(fd, bytes + done, n - done, at + (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

static enum cx_status torn_cut(struct cx_runtime_log *log, struct cx_diags *diags)
{
	if (ftruncate(log->fd, log->at) || !cx_fd_sync(log->fd))
		return log_fail(log, diags, "cut");
	cx_diag_add(diags, CX_SEVERITY_NOTE, "audit.torn", CX_SPAN_NONE,
		    "%s ended with half a record, which was cut: a run was killed while it wrote", log->path);
	return CX_STATUS_OK;
}

/* One whole line without its newline. */
static enum cx_status line_take(struct cx_runtime_log *log, const char *line, size_t len,
				struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_line_problem problem = {0};
	struct cx_node *record = NULL;
	enum cx_status status = CX_STATUS_OK;
	if (cx_chain_check(&log->chain, &arena, line, len, &record, &problem) != CX_LINE_GOOD)
		status = log_altered(log, diags, problem.text);
	else if (log->each)
		log->each(log->data, record);
	log->at += (off_t)len + 1;
	cx_arena_release(&arena);
	return status;
}

/* From where we stand to the end. */
static enum cx_status forward_read(struct cx_runtime_log *log, off_t size, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf pending = CX_BUF_INIT;
	char *piece = cx_alloc(PIECE);
	enum cx_status status = CX_STATUS_OK;
	for (off_t from = log->at; !status && from < size;) {
		size_t n = size - from < PIECE ? (size_t)(size - from) : PIECE, done = 0;
		if (!bytes_read(log->fd, from, piece, n)) {
			status = log_fail(log, diags, "read");
			break;
		}
		from += (off_t)n;
		cx_buf_add(&pending, piece, n);
		for (const char *end;
		     !status && (end = memchr(pending.data + done, '\n', pending.len - done));
		     done = (size_t)(end - pending.data) + 1)
			status = line_take(log, pending.data + done, (size_t)(end - pending.data) - done,
					   diags);
		size_t left = pending.len - done;
		memmove(pending.data, pending.data + done, left);
		cx_buf_cut(&pending, left);
		if (!status && left > CX_MAX_RECORD_BYTES)
			status = log_altered(log, diags, "its line is longer than any of ours");
	}
	cx_free(piece);
	return !status && log->at < size ? torn_cut(log, diags) : status;
}

/* The chain as it stands before a record, if that is good by itself. */
static bool chain_before(struct cx_runtime_log *log, const char *line, size_t len)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_source source = {.name = "record", .text = line};
	struct cx_node *record = NULL;
	const char *tab = memchr(line, '\t', len);
	source.len = tab ? (size_t)(tab - line) : 0;
	bool good = tab && cx_json_parse(&arena, &source, &record, &unused) == CX_STATUS_OK &&
		    cx_node_get_int64(record, "seq", &log->chain.seq);
	const char *prev = good ? cx_node_get_text(record, "prev") : NULL;
	good = prev && strlen(prev) == CX_SHA256_HEX && log->chain.seq > 0;
	if (good) {
		log->chain.seq--;
		memcpy(log->chain.prev, prev, CX_SHA256_HEX + 1);
	}
	cx_diags_release(&unused);
	cx_arena_release(&arena);
	return good;
}

/* The same behind it. */
static bool chain_resume(struct cx_runtime_log *log, const char *line, size_t len)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_line_problem problem;
	bool good = chain_before(log, line, len) &&
		    cx_chain_check(&log->chain, &arena, line, len, NULL, &problem) == CX_LINE_GOOD;
	cx_arena_release(&arena);
	return good;
}

/* The last whole line, from the end. */
static enum cx_status backward_read(struct cx_runtime_log *log, off_t size, struct cx_diags *diags)
{
	off_t from = size > RECENT ? size - RECENT : 0;
	size_t n = (size_t)(size - from);
	char *text = cx_alloc(n + 1);
	enum cx_status status = CX_STATUS_OK;
	if (!bytes_read(log->fd, from, text, n)) {
		status = log_fail(log, diags, "read");
	} else {
		const char *end = memrchr(text, '\n', n);
		const char *before = end ? memrchr(text, '\n', (size_t)(end - text)) : NULL;
		const char *line = before ? before + 1 : text;
		log->at = end ? from + (end + 1 - text) : 0;
		if (end && !chain_resume(log, line, (size_t)(end - line)))
			status = log_altered(log, diags, "the last record is none of ours");
		else if (!end && from > 0)
			status = log_altered(log, diags, "its line is longer than any of ours");
	}
	cx_free(text);
	return !status && log->at < size ? torn_cut(log, diags) : status;
}

/* From the first record that begins in the last bytes. */
static enum cx_status recent_read(struct cx_runtime_log *log, off_t size, struct cx_diags *diags)
{
	const off_t from = size - RECENT;
	if (from <= 0)
		return forward_read(log, size, diags);
	char *text = cx_alloc(RECENT);
	enum cx_status status = CX_STATUS_OK;
	bool read = bytes_read(log->fd, from, text, RECENT);
	const char *before = read ? memchr(text, '\n', RECENT) : NULL;
	size_t at = before ? (size_t)(before + 1 - text) : 0;
	const char *end = before ? memchr(text + at, '\n', RECENT - at) : NULL;
	if (!read)
		status = log_fail(log, diags, "read");
	else if (end && !chain_before(log, text + at, (size_t)(end - text) - at))
		status = log_altered(log, diags, "it is none of ours");
	log->at = end ? from + (off_t)at : 0;
	cx_free(text);
	if (status)
		return status;
	return end ? forward_read(log, size, diags) : backward_read(log, size, diags);
}

/* With the lock held: the chain stands at the end of the file then. */
static enum cx_status catch_up(struct cx_runtime_log *log, bool first, struct cx_diags *diags)
{
	struct stat st;
	if (fstat(log->fd, &st))
		return log_fail(log, diags, "read");
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return log_fail(log, diags, "used as a log");
	}
	if (st.st_size < log->at)
		return log_altered(log, diags, "it was cut while it was in use");
	if (st.st_size == log->at)
		return CX_STATUS_OK;
	if (first && !log->each)
		return backward_read(log, st.st_size, diags);
	return first && log->recent ? recent_read(log, st.st_size, diags)
				    : forward_read(log, st.st_size, diags);
}

static bool lock_take(int fd)
{
	int failed;
	do
		failed = flock(fd, LOCK_EX);
	while (failed && errno == EINTR);
	return !failed;
}

static struct cx_runtime_log *log_new(const char *path, cx_runtime_log_fn *each, void *data)
{
	struct cx_runtime_log *log = cx_alloc(sizeof *log);
	*log = (struct cx_runtime_log){.path = cx_strdup(path), .each = each, .data = data};
	cx_chain_init(&log->chain);
	return log;
}

static enum cx_status log_open(struct cx_runtime_log *log, struct cx_runtime_log **ret_log,
			       struct cx_diags *diags)
{
	log->fd = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
	enum cx_status status = log->fd < 0 || !lock_take(log->fd) ? log_fail(log, diags, "opened")
								   : catch_up(log, true, diags);
	if (log->fd >= 0)
		(void)flock(log->fd, LOCK_UN);
	if (status) {
		cx_runtime_log_free(log);
		return status;
	}
	*ret_log = log;
	return CX_STATUS_OK;
}

enum cx_status cx_runtime_log_open(const char *path, cx_runtime_log_fn *each, void *data,
				   struct cx_runtime_log **ret_log, struct cx_diags *diags)
{
	return log_open(log_new(path, each, data), ret_log, diags);
}

enum cx_status cx_runtime_log_open_recent(const char *path, cx_runtime_log_fn *each, void *data,
					  struct cx_runtime_log **ret_log, struct cx_diags *diags)
{
	struct cx_runtime_log *log = log_new(path, each, data);
	log->recent = true;
	return log_open(log, ret_log, diags);
}

void cx_runtime_log_free(struct cx_runtime_log *log)
{
	if (!log)
		return;
	if (log->fd >= 0)
		(void)close(log->fd);
	cx_free(log->path);
	cx_free(log);
}

const char *cx_runtime_log_path(const struct cx_runtime_log *log)
{
	return log->path;
}

static enum cx_status append(struct cx_runtime_log *log, struct cx_arena *arena,
			     struct cx_node *const *records, size_t count, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	for (size_t i = 0; i < count; i++)
		cx_chain_add(&log->chain, arena, records[i], &lines);
	if (cx_fd_write_all(log->fd, lines.data, lines.len) && cx_fd_sync(log->fd)) {
		log->at += (off_t)lines.len;
		(void)cx_fault(CX_FAULT_KILL);
		return CX_STATUS_OK;
	}
	return log_fail(log, diags, "written");
}

static struct cx_runtime_records given(void *data, struct cx_arena *arena)
{
	(void)arena;
	return *(const struct cx_runtime_records *)data;
}

enum cx_status cx_runtime_log_add(struct cx_runtime_log *log, struct cx_arena *arena,
				  struct cx_node *const *records, size_t count, struct cx_diags *diags)
{
	struct cx_runtime_records all = {records, count};
	if (!count)
		return log->failed ? CX_STATUS_FAILED : CX_STATUS_OK;
	return cx_runtime_log_add_made(log, arena, given, &all, diags);
}

enum cx_status cx_runtime_log_add_made(struct cx_runtime_log *log, struct cx_arena *arena,
				       cx_runtime_make_fn *make, void *data, struct cx_diags *diags)
{
	if (log->failed)
		return CX_STATUS_FAILED;
	if (!lock_take(log->fd))
		return log_fail(log, diags, "locked");
	enum cx_status status = catch_up(log, false, diags);
	if (!status) {
		struct cx_runtime_records records = make(data, arena);
		if (records.count)
			status = append(log, arena, records.items, records.count, diags);
	}
	(void)flock(log->fd, LOCK_UN);
	return status;
}
