/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies a file of records line by line. */
#include "ledger/verify_log.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define CHUNK 65536

struct log {
	const char *expected;
	struct cx_arena *arena; /* what the result points at */
	struct cx_chain chain;
	struct cx_buf pending; /* what was read and not yet looked at */
	struct cx_verify_result result;
};

static void bad(struct log *log, enum cx_verdict verdict, enum cx_tamper change, const char *text)
{
	log->result.verdict = verdict;
	log->result.change = change;
	log->result.seq = log->chain.seq + 1;
	log->result.problem = cx_arena_strdup(log->arena, text);
}

static bool line_check(struct log *log, const char *line, size_t len)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *record = NULL;
	struct cx_line_problem problem = {0};
	bool good = cx_chain_check(&log->chain, &arena, line, len, &record, &problem) == CX_LINE_GOOD;
	if (!good)
		bad(log, CX_VERDICT_ALTERED, problem.change, problem.text);
	else if (cx_node_is_text(cx_node_get(record, "type"), "run_start"))
		log->result.runs++;
	if (good && log->expected && strcmp(log->expected, log->chain.prev) == 0) {
		log->result.anchor = CX_ANCHOR_HEAD;
		log->result.anchored = log->chain.seq;
	}
	cx_arena_release(&arena);
	return good;
}

/* All whole lines of what is pending; what is left is the beginning of the next. */
static bool lines_check(struct log *log)
{
	size_t at = 0;
	for (const char *end;
	     log->pending.len > at && (end = memchr(log->pending.data + at, '\n', log->pending.len - at));
	     at = (size_t)(end - log->pending.data) + 1)
		if (!line_check(log, log->pending.data + at, (size_t)(end - log->pending.data) - at))
			return false;
	size_t left = log->pending.len - at;
	if (left > CX_MAX_RECORD_BYTES) {
		bad(log, CX_VERDICT_ALTERED, CX_TAMPER_MALFORMED, "its line is longer than any of ours");
		return false;
	}
	if (at && left)
		memmove(log->pending.data, log->pending.data + at, left);
	if (at)
		cx_buf_cut(&log->pending, left);
	return true;
}

static bool log_read(struct log *log, int fd)
{
	static char chunk[CHUNK];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		cx_buf_add(&log->pending, chunk, (size_t)n);
		if (!lines_check(log))
			return true;
	}
}

static void end_check(struct log *log)
{
	log->result.records = log->chain.seq;
	if (log->chain.seq)
		log->result.head = cx_arena_strdup(log->arena, log->chain.prev);
	if (log->result.verdict == CX_VERDICT_ALTERED)
		return;
	if (log->expected && !log->result.anchor)
		bad(log, CX_VERDICT_TRUNCATED, CX_TAMPER_CUT,
		    "the expected head is none of its hashes: it was cut, or written anew");
	else if (log->pending.len)
		bad(log, CX_VERDICT_TORN, CX_TAMPER_CUT, "the last line has no newline");
	else if (!log->chain.seq)
		log->result.verdict = CX_VERDICT_EMPTY;
}

enum cx_status cx_log_verify(const char *path, const char *expected_head, struct cx_arena *arena,
			     struct cx_verify_result *ret_result, struct cx_diags *diags)
{
	struct log log = {.expected = expected_head, .arena = arena, .pending = CX_BUF_INIT};
	if (!cx_head_valid(expected_head, diags))
		return CX_STATUS_INVALID;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	cx_chain_init(&log.chain);
	if (expected_head && strcmp(expected_head, log.chain.prev) == 0)
		log.result.anchor = CX_ANCHOR_HEAD;
	bool read = fd >= 0 && log_read(&log, fd);
	if (!read)
		(void)cx_diag_error(diags, "audit.log", "%s cannot be read: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (read)
		end_check(&log);
	cx_buf_release(&log.pending);
	*ret_result = log.result;
	return read ? CX_STATUS_OK : CX_STATUS_INVALID;
}
