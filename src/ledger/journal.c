/* SPDX-License-Identifier: Apache-2.0 */
/* Creates, locks, appends to and removes journals. */
#include "ledger/journal.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/rand.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TAKE_TRIES = 20, /* a reader who looks whether we live holds the lock for an instant */
	TAKE_STEP_MS = 10,
};

struct cx_journal {
	int fd;
	off_t end, reserved; /* where its text ends; bytes that the disk holds for it */
	char *path, *folder;
};

void cx_run_id_make(struct cx_clock *clock, char ret_id[CX_RUN_ID_LEN + 1])
{
	char now[CX_TIME_LEN + 1], random_hex[9];
	unsigned char bytes[4];
	cx_time_format(clock->realtime_ms(clock), now);
	cx_random_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		(void)snprintf(random_hex + 2 * i, 3, "%02x", bytes[i]);
	/* 2026-11-21T09:45:00.123Z without its punctuation */
	(void)snprintf(ret_id, CX_RUN_ID_LEN + 1, "%.4s%.2s%.5s%.2s%.7s-%s", now, now + 5, now + 8, now + 14,
		       now + 17, random_hex);
}

bool cx_run_id_valid(const char *id)
{
	static const char shape[] = "ddddddddTdddddd.dddZ-xxxxxxxx";
	for (size_t i = 0; shape[i]; i++) {
		bool digit = id[i] >= '0' && id[i] <= '9';
		bool hex = digit || (id[i] >= 'a' && id[i] <= 'f');
		if (shape[i] == 'd' ? !digit : shape[i] == 'x' ? !hex : id[i] != shape[i])
			return false;
	}
	return !id[sizeof shape - 1];
}

void cx_run_id_month(const char *id, char ret_month[8])
{
	(void)snprintf(ret_month, 8, "%.4s-%.2s", id, id + 4);
}

static char *journal_folder(const struct cx_ledger *ledger, struct cx_arena *arena)
{
	return cx_arena_printf(arena, "%s/cxctl/%s", cx_repo_common_dir(ledger->repo), ledger->tenant);
}

char *cx_journal_path_of(const struct cx_ledger *ledger, const char *run, struct cx_arena *arena)
{
	return cx_arena_printf(arena, "%s/%s.jsonl", journal_folder(ledger, arena), run);
}

/* The folder and its parent, owner only, known to the disk. */
static bool folders_make(const struct cx_ledger *ledger, struct cx_arena *arena)
{
	const char *common = cx_repo_common_dir(ledger->repo);
	char *parent = cx_arena_printf(arena, "%s/cxctl", common), *folder = journal_folder(ledger, arena);
	bool made_parent = mkdir(parent, 0700) == 0;
	if (!made_parent && errno != EEXIST)
		return false;
	bool made_folder = mkdir(folder, 0700) == 0;
	if (!made_folder && errno != EEXIST)
		return false;
	return (!made_parent || cx_dir_sync(common)) && (!made_folder || cx_dir_sync(parent));
}

static struct cx_journal *journal_new(const struct cx_ledger *ledger, const char *run, int fd)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct stat st;
	struct cx_journal *journal = cx_alloc(sizeof *journal);
	journal->fd = fd;
	if (fstat(fd, &st) == 0) {
		journal->end = st.st_size;
		journal->reserved =
			(off_t)st.st_blocks * 512 > st.st_size ? (off_t)st.st_blocks * 512 : st.st_size;
	}
	journal->path = cx_strdup(cx_journal_path_of(ledger, run, &arena));
	journal->folder = cx_strdup(journal_folder(ledger, &arena));
	cx_arena_release(&arena);
	return journal;
}

static bool zeros_write(int fd, off_t from, off_t to)
{
	static const char zeros[4096];
	if (lseek(fd, from, SEEK_SET) < 0)
		return false;
	for (off_t n; from < to; from += n) {
		n = to - from < (off_t)sizeof zeros ? to - from : (off_t)sizeof zeros;
		if (!cx_fd_write_all(fd, zeros, (size_t)n))
			return false;
	}
	return true;
}

/* Space that is missing must be missed now, not between two requests. */
static bool space_reserve(int fd, off_t end, off_t size)
{
	if (cx_fault(CX_FAULT_WRITE))
		return false;
	struct rlimit limit;
	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < (rlim_t)size) {
		errno = EFBIG; /* reserving asks nobody for it, writing does */
		return false;
	}
	int failed;
	if (cx_fault(CX_FAULT_RESERVE))
		errno = failed = EOPNOTSUPP;
	else
		do
			failed = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, size) < 0 ? errno : 0;
		while (failed == EINTR);
	if (failed == EOPNOTSUPP || failed == ENOSYS)
		return zeros_write(fd, end, size);
	return !failed;
}

static bool lock_patiently(int fd)
{
	for (int i = 0; i < TAKE_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		struct timespec pause = {.tv_nsec = TAKE_STEP_MS * 1000000};
		(void)nanosleep(&pause, NULL);
	}
	return false;
}

static bool file_prepare(int fd, const char *folder, size_t bytes)
{
	return fchmod(fd, 0600) == 0 && lock_patiently(fd) && space_reserve(fd, 0, (off_t)bytes) &&
	       cx_fd_sync(fd) && cx_dir_sync(folder);
}

enum cx_status cx_journal_create(const struct cx_ledger *ledger, const char *run, size_t bytes,
				 struct cx_journal **ret_journal, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	char *path = cx_journal_path_of(ledger, run, &arena);
	int fd = -1;
	if (folders_make(ledger, &arena))
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat by_fd, by_path;
	bool done = fd >= 0 && file_prepare(fd, journal_folder(ledger, &arena), bytes);
	int error = errno;
	/* A sweeper may have taken the empty file away before it was locked. */
	if (done && (fstat(fd, &by_fd) < 0 || stat(path, &by_path) < 0 || by_fd.st_ino != by_path.st_ino)) {
		done = false;
		error = EAGAIN;
	}
	if (!done) {
		struct cx_diag *d = cx_diag_error(diags, "run.journal", "cannot make the journal %s: %s",
						  path, strerror(error));
		cx_diag_hint(diags, d, "make room, or see who may write to that folder");
		if (fd >= 0) {
			(void)unlink(path);
			close(fd);
		}
	} else {
		*ret_journal = journal_new(ledger, run, fd);
		(*ret_journal)->end = 0;
		(*ret_journal)->reserved = (off_t)bytes;
	}
	cx_arena_release(&arena);
	return done ? CX_STATUS_OK : CX_STATUS_FAILED;
}

enum cx_status cx_journal_take(const struct cx_ledger *ledger, const char *run,
			       struct cx_journal **ret_journal, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	char *path = cx_journal_path_of(ledger, run, &arena);
	enum cx_status status = CX_STATUS_OK;
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR) {
		cx_diag_error(diags, "run.journal", "cannot open the journal %s: %s", path, strerror(errno));
		status = CX_STATUS_FAILED;
	} else if (fd < 0) {
		status = CX_STATUS_ABSENT;
	} else if (!lock_patiently(fd)) {
		close(fd);
		status = CX_STATUS_CONFLICT;
	} else if (stat(path, &(struct stat){0}) < 0) {
		close(fd);
		status = CX_STATUS_ABSENT;
	} else {
		*ret_journal = journal_new(ledger, run, fd);
	}
	cx_arena_release(&arena);
	return status;
}

void cx_journal_probe(const struct cx_ledger *ledger, const char *run, bool *ret_here, bool *ret_alive)
{
	struct cx_arena arena = CX_ARENA_INIT;
	int fd = open(cx_journal_path_of(ledger, run, &arena), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	*ret_here = fd >= 0 || (errno != ENOENT && errno != ENOTDIR);
	/* one that cannot be opened is another user's: taken for alive */
	*ret_alive = *ret_here && (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) < 0);
	if (fd >= 0)
		close(fd);
	cx_arena_release(&arena);
}

void cx_journal_free(struct cx_journal *journal)
{
	if (!journal)
		return;
	close(journal->fd);
	cx_free(journal->path);
	cx_free(journal->folder);
	cx_free(journal);
}

const char *cx_journal_path(const struct cx_journal *journal)
{
	return journal->path;
}

static enum cx_status journal_failed(const struct cx_journal *journal, const char *what,
				     struct cx_diags *diags)
{
	cx_diag_error(diags, "run.journal", "cannot %s the journal %s: %s", what, journal->path,
		      strerror(errno));
	return CX_STATUS_FAILED;
}

enum cx_status cx_journal_read(struct cx_journal *journal, struct cx_buf *out, struct cx_diags *diags)
{
	if (lseek(journal->fd, 0, SEEK_SET) < 0)
		return journal_failed(journal, "read", diags);
	enum cx_status status = cx_fd_read(journal->fd, journal->path, CX_MAX_BUF_BYTES, out, diags);
	if (status)
		return status;
	size_t len = strlen(out->data), rest = len;
	while (rest < out->len && !out->data[rest])
		rest++;
	/* Zeros with something behind them are damage, which is not to be hidden. */
	if (rest == out->len)
		cx_buf_cut(out, len);
	journal->end = (off_t)out->len;
	return CX_STATUS_OK;
}

enum cx_status cx_journal_cut(struct cx_journal *journal, size_t len, struct cx_diags *diags)
{
	if (cx_fault(CX_FAULT_WRITE) || ftruncate(journal->fd, (off_t)len) < 0 || !cx_fd_sync(journal->fd))
		return journal_failed(journal, "cut", diags);
	journal->end = journal->reserved = (off_t)len;
	return CX_STATUS_OK;
}

/* Records are longer than was reckoned, or the journal was another's: what ends the run needs room as well.
 */
static bool space_extend(struct cx_journal *journal, off_t more)
{
	off_t size = journal->end + more + CX_JOURNAL_RUN_BYTES;
	if (journal->end + more <= journal->reserved)
		return true;
	if (!space_reserve(journal->fd, journal->end, size))
		return false;
	journal->reserved = size;
	return true;
}

enum cx_status cx_journal_append(struct cx_journal *journal, const struct cx_buf *lines,
				 struct cx_diags *diags)
{
	if (lines->full)
		errno = EFBIG;
	if (lines->full || !space_extend(journal, (off_t)lines->len) ||
	    lseek(journal->fd, journal->end, SEEK_SET) < 0 ||
	    !cx_fd_write_all(journal->fd, lines->data, lines->len))
		return journal_failed(journal, "write to", diags);
	if (!cx_fd_sync(journal->fd))
		return journal_failed(journal, "sync", diags);
	journal->end += (off_t)lines->len;
	return CX_STATUS_OK;
}

enum cx_status cx_journal_remove(struct cx_journal *journal, struct cx_diags *diags)
{
	if ((unlink(journal->path) < 0 && errno != ENOENT) || !cx_dir_sync(journal->folder))
		return journal_failed(journal, "remove", diags);
	return CX_STATUS_OK;
}

/* Of a record the first byte is a brace; what is reserved may be zeros. */
static bool is_empty(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char first = '\0';
	bool empty = fd >= 0 && pread(fd, &first, 1, 0) >= 0 && !first;
	if (fd >= 0)
		close(fd);
	return empty;
}

void cx_journal_each(const struct cx_ledger *ledger,
		     void (*each)(void *data, const struct cx_journal_left *journal), void *data)
{
	struct cx_arena arena = CX_ARENA_INIT;
	DIR *dir = opendir(journal_folder(ledger, &arena));
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		char *run = cx_arena_strdup(&arena, entry->d_name), *end = strstr(run, ".jsonl");
		if (!end || end[6])
			continue;
		*end = '\0';
		if (!cx_run_id_valid(run))
			continue;
		struct cx_journal_left left = {.run = run, .path = cx_journal_path_of(ledger, run, &arena)};
		bool here;
		cx_journal_probe(ledger, run, &here, &left.alive);
		left.empty = is_empty(left.path);
		each(data, &left);
	}
	if (dir)
		closedir(dir);
	cx_arena_release(&arena);
}

struct sweep {
	const char *keep;
	bool (*sealed)(void *data, const char *run);
	void *data;
	bool removed;
};

static void sweep_one(void *data, const struct cx_journal_left *journal)
{
	struct sweep *sweep = data;
	if (strcmp(journal->run, sweep->keep) == 0)
		return;
	int fd = open(journal->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    (is_empty(journal->path) || sweep->sealed(sweep->data, journal->run)) &&
	    unlink(journal->path) == 0)
		sweep->removed = true;
	if (fd >= 0)
		close(fd);
}

void cx_journal_sweep(const struct cx_ledger *ledger, const char *keep,
		      bool (*sealed)(void *data, const char *run), void *data)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct sweep sweep = {.keep = keep, .sealed = sealed, .data = data};
	cx_journal_each(ledger, sweep_one, &sweep);
	if (sweep.removed)
		(void)cx_dir_sync(journal_folder(ledger, &arena));
	cx_arena_release(&arena);
}
