/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics: records of what is wrong, where, and how to mend it. */
#ifndef CX_BASE_DIAG_H
#define CX_BASE_DIAG_H

#include "base/base.h"
#include "base/mem.h"

/* A text that spans point into; lives as long as the run. */
struct cx_source {
	const char *name; /* as shown: relative to the project */
	const char *text; /* may be NULL: no excerpt then */
	size_t len;
};

/* A place. line 0 means no place inside the source; source NULL means none at all. */
struct cx_span {
	const struct cx_source *source;
	uint32_t line;   /* from 1 */
	uint32_t column; /* from 1, in code points */
	uint32_t width;  /* code points to underline in that line, at least 1 */
};
#define CX_SPAN_NONE ((struct cx_span){0})

/*
 * The place of the byte at an offset, width bytes wide; what lies beyond the end of its line is not
 * underlined. Reads the source from its start: for messages, not for loops. Without text, a span without
 * line.
 */
struct cx_span cx_span_at(const struct cx_source *source, size_t offset, size_t width);

enum cx_severity {
	CX_SEVERITY_ERROR,
	CX_SEVERITY_WARNING,
	CX_SEVERITY_NOTE,
};

/*
 * Made once, where the facts are known; callers add context with the functions
 * below and never replace it. Wording: lower case, no full stop, the problem first,
 * values as the user wrote them; the mend goes into the hint.
 */
struct cx_diag {
	enum cx_severity severity;
	const char *code; /* stable: "audience.depth" */
	struct cx_span span;
	struct cx_span second;    /* "first defined here" */
	const char *second_label; /* NULL: no second span */
	const char *pointer;      /* JSON Pointer into the document, or NULL */
	const char *message;
	const char *note;           /* or NULL */
	const char *hint;           /* or NULL */
	const char *const *tenants; /* those that it concerns, NULL-terminated; NULL: not said */
	size_t order;               /* as added: keeps sorting stable */
};

/*
 * Owns everything it holds. At most CX_MAX_DIAGS errors and warnings are kept; dropped counts the rest,
 * which take no memory: they all share spare.
 */
struct cx_diags {
	struct cx_diag **items;
	size_t count, cap;
	size_t errors, warnings, dropped;
	struct cx_diag *spare; /* what callers of a dropped one write into */
	struct cx_arena arena;
};
#define CX_DIAGS_INIT \
	{             \
		0     \
	}

/* Adds one; never NULL (a dropped one is returned too, so that callers need no check). */
struct cx_diag *cx_diag_add(struct cx_diags *diags, enum cx_severity severity, const char *code,
			    struct cx_span span, const char *fmt, ...) CX_PRINTF(5, 6);
/* An error without a place. */
struct cx_diag *cx_diag_error(struct cx_diags *diags, const char *code, const char *fmt, ...) CX_PRINTF(3, 4);
void cx_diag_hint(struct cx_diags *diags, struct cx_diag *diag, const char *fmt, ...) CX_PRINTF(3, 4);
void cx_diag_note(struct cx_diags *diags, struct cx_diag *diag, const char *fmt, ...) CX_PRINTF(3, 4);
void cx_diag_second(struct cx_diag *diag, struct cx_span span, const char *label);
/* Whether there is one with this code and message. */
bool cx_diags_say(const struct cx_diags *diags, const char *code, const char *message);
/* Places it at the begin of a file that is shown by its name alone: nothing in it was read. */
void cx_diag_file(struct cx_diags *diags, struct cx_diag *diag, const char *name);
void cx_diag_pointer(struct cx_diags *diags, struct cx_diag *diag, const char *pointer);
/*
 * Two lists become one: append moves the diagnostics from first up to end, in the order of the calls and up
 * to the limit; adopt, once all is appended, takes over their memory and the counts, and leaves an empty
 * list.
 */
void cx_diags_append(struct cx_diags *diags, const struct cx_diags *from, size_t first, size_t end);
void cx_diags_adopt(struct cx_diags *diags, struct cx_diags *from);
/* By file, line, column, then as added; those without a place come last. */
void cx_diags_sort(struct cx_diags *diags);
void cx_diags_release(struct cx_diags *diags);

#endif
