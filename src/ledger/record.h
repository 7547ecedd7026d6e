/* SPDX-License-Identifier: Apache-2.0 */
/* The audit record: one line of canonical JSON, a tab, its SHA-256; a chain within a run (DESIGN.md 8). */
#ifndef CX_LEDGER_RECORD_H
#define CX_LEDGER_RECORD_H

#include "base/buf.h"
#include "doc/json.h"
#include "port/crypto.h"

/* Where a chain stands: the next record gets seq + 1 and prev. */
struct cx_chain {
	int64_t seq;
	char prev[CX_SHA256_HEX + 1];
};
void cx_chain_init(struct cx_chain *chain);
/* Adds seq and prev to record (an object of strings, integers, booleans, nulls, arrays and objects), appends
 * its line to out, moves the chain. */
void cx_chain_add(struct cx_chain *chain, struct cx_arena *arena, struct cx_node *record, struct cx_buf *out);

/* Text with U+FFFD for every byte that is no UTF-8. */
void cx_record_mend(const char *text, size_t len, struct cx_buf *out);
/* Canonical JSON whatever the texts hold: bytes that are no UTF-8 become U+FFFD, so that what was written can
 * be read. */
void cx_record_json(const struct cx_node *node, struct cx_buf *out);

/* The head of the chain of runs: lower-case hex SHA-256 of previous LF run LF last record's hash. previous
 * NULL: 64 zeros. */
void cx_head_hash(const char *previous, const char *run, const char *last_hash,
		  char ret_head[CX_SHA256_HEX + 1]);

enum cx_line_state {
	CX_LINE_GOOD,
	CX_LINE_TORN,    /* the last line without its newline */
	CX_LINE_ALTERED, /* hash, seq, prev or syntax do not fit */
	CX_LINE_END,     /* nothing is left */
};
/* What was done to a line or a ledger, as far as what is left of it tells. */
enum cx_tamper {
	CX_TAMPER_NONE,
	CX_TAMPER_EDITED,    /* contents and hash do not fit */
	CX_TAMPER_MALFORMED, /* it is nothing that we write */
	CX_TAMPER_MISSING,   /* a later record stands here: one was taken out, or moved */
	CX_TAMPER_REPEATED,  /* an earlier one stands here: one was put in, or moved */
	CX_TAMPER_REWRITTEN, /* good by itself, but what is before it is not what it was written after */
	CX_TAMPER_CUT,       /* the end is gone */
	CX_TAMPER_SEAL,      /* a commit of the ledger is none of ours, or names another head */
};
/* "edited", "malformed", …; NULL for NONE. */
const char *cx_tamper_name(enum cx_tamper change);
struct cx_line_problem {
	enum cx_tamper change;
	const char *text; /* in the arena, or static */
};
/* Checks one line (without its newline) against the chain and moves it; ret_record may be NULL. */
enum cx_line_state cx_chain_check(struct cx_chain *chain, struct cx_arena *arena, const char *line,
				  size_t len, struct cx_node **ret_record,
				  struct cx_line_problem *ret_problem);

/*
 * Reads a file of records from its beginning. at stands behind the last good line: where a torn tail is to be
 * cut. After TORN or ALTERED it stays there.
 */
struct cx_chain_reader {
	const char *text;
	size_t len, at;
	struct cx_chain chain;
};
void cx_chain_reader_init(struct cx_chain_reader *reader, const char *text, size_t len);
enum cx_line_state cx_chain_next(struct cx_chain_reader *reader, struct cx_arena *arena,
				 struct cx_node **ret_record, struct cx_line_problem *ret_problem);

#endif
