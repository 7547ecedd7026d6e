/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of faults: what each does to one request, as a table. */
#ifndef CX_SANDBOX_MISHAP_H
#define CX_SANDBOX_MISHAP_H

#include "base/buf.h"
#include "base/diag.h"
#include "doc/doc.h"

enum cx_mishap_kind {
	CX_MISHAP_NONE,
	CX_MISHAP_STATUS,
	CX_MISHAP_DELAY,
	CX_MISHAP_DELAY_BEFORE,
	CX_MISHAP_RESET_BEFORE,
	CX_MISHAP_RESET_AFTER,
	CX_MISHAP_TRUNCATE,
	CX_MISHAP_HUGE,
	CX_MISHAP_HTML,
	CX_MISHAP_JUNK,
	CX_MISHAP_REDIRECT,
	CX_MISHAP_CLOSE,
	CX_MISHAP_STATUS_AFTER,
	CX_MISHAP_NORMALISE,
	CX_MISHAP_IGNORE,
	CX_MISHAP_STALE,
	CX_MISHAP_BODY,
	CX_MISHAP_EMPTY_PAGE,
	CX_MISHAP_SAME_CURSOR,
	/* From here on the answer is written by hand (sandbox/wire.h), and the connection ends with it. */
	CX_MISHAP_CUT,
	CX_MISHAP_LENGTH,
	CX_MISHAP_SLOW_HEAD,
	CX_MISHAP_SLOW_BODY,
	CX_MISHAP_INTERIM,
	CX_MISHAP_ODD_HEADERS,
	CX_MISHAP_MANY_HEADERS,
	CX_MISHAP_GZIP,
	CX_MISHAP_RAW,
};

/* A row of the table: names and texts are what users write and read. */
struct cx_mishap_row {
	const char *name;
	enum cx_mishap_kind kind;
	const char *argument;        /* member of the JSON rule that "=ARGUMENT" stands for, or NULL */
	int64_t otherwise, min, max; /* where the argument is a number: its default and range */
	const char *text;            /* where it is none: its default, or NULL */
	const char *done;            /* whether the request takes effect */
	const char *sees;            /* what the client sees */
};

/* What a rule does to one request. */
struct cx_mishap {
	enum cx_mishap_kind kind;
	unsigned status;
	int64_t amount;          /* the argument, where it is a number and no status */
	const char *retry_after; /* or NULL */
	const char *body;        /* of a status; of body and raw; or NULL */
	size_t body_len;
	const char *location; /* of a redirect */
	const char *member;   /* of a body, that is normalised */
};

/* NULL for an unknown name, or for NULL. */
const struct cx_mishap_row *cx_mishap_find(const char *name);
const char *cx_mishap_name(enum cx_mishap_kind kind);
/* Whether the answer is written past the HTTP library: not possible over TLS. */
bool cx_mishap_is_wire(enum cx_mishap_kind kind);
/* Reads what a rule says beside its name; texts stand in the arena. False with a diagnostic. */
bool cx_mishap_read(const struct cx_mishap_row *row, const struct cx_node *json, struct cx_arena *arena,
		    struct cx_mishap *ret_mishap, struct cx_diags *diags);
/* False with a diagnostic where the member is no whole number in the range; no member: true, and unchanged.
 */
bool cx_mishap_read_int(const struct cx_node *json, const char *name, int64_t min, int64_t max,
			int64_t *value, struct cx_diags *diags);
/* A text, or the text of a number; NULL for anything else. */
char *cx_mishap_read_text(const struct cx_node *json, const char *name, struct cx_arena *arena);
/* All names, with commas, in lines of at most 80 columns that go on behind "Faults:". */
void cx_mishap_print_names(struct cx_buf *out);
/* The table in Markdown. */
void cx_mishap_print(struct cx_buf *out);

#endif
