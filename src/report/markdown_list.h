/* SPDX-License-Identifier: Apache-2.0 */
/* A long list as Markdown within a budget of bytes: detail goes first, what matters most never. */
#ifndef CX_REPORT_MARKDOWN_LIST_H
#define CX_REPORT_MARKDOWN_LIST_H

#include "base/buf.h"

/* What sites take as one comment is a little more. */
#define CX_MARKDOWN_LIMIT 60000

/* How an item stands on the page. */
enum cx_markdown_level {
	CX_MARKDOWN_ABSENT,
	CX_MARKDOWN_BRIEF,  /* one line, its name cut short */
	CX_MARKDOWN_LINE,   /* one line */
	CX_MARKDOWN_DETAIL, /* a block that can be folded */
};

/* Items of a group stand together under its heading. */
struct cx_markdown_group {
	const char *heading; /* "Deleted", without marks and number; NULL: none */
	const char *noun;    /* what is left out: "update"; its plural has an s */
	bool must;           /* each item keeps its line, whatever the budget */
};
struct cx_markdown_list {
	const struct cx_markdown_group *groups;
	size_t group_count;
	size_t count;
	size_t (*group_of)(const void *data, size_t item); /* ascending over the items */
	/* Writes the item: at BRIEF and LINE one line with its newline, at DETAIL a block. */
	void (*add)(const void *data, size_t item, enum cx_markdown_level level, struct cx_buf *out);
	const void *data;
};

/*
 * Appends the list, and a note that says what was left out, so that out has at most limit bytes with
 * reserve more to come. In this order: every item of the groups that must stay has its line, cut short where
 * they do not all fit; then lines of the others in the order of the list; then details, in the same order,
 * each that fits. Returns false where the lines that must stay do not fit even so: they are all there, and
 * the page is longer than limit.
 */
bool cx_markdown_list_add(const struct cx_markdown_list *list, size_t limit, size_t reserve,
			  struct cx_buf *out);

#endif
