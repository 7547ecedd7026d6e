/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of layouts share: libyaml's tokens, and the text between them. */
#ifndef CX_DOC_LAYOUT_SCAN_H
#define CX_DOC_LAYOUT_SCAN_H

#include "base/map.h"
#include "doc/layout.h"
#include "doc/lines.h"

struct cx_layout_scan {
	struct cx_arena *arena;
	const char *text;
	size_t len;
	struct cx_yaml_reader *reader;
	struct cx_yaml_event event;
	size_t start, end; /* of the event, as offsets */
	struct cx_layout *layout;
	struct cx_map anchors; /* name to index of its last mark + 1 */
	struct cx_lines lines;
	size_t pos;                     /* behind the last token */
	size_t breaks;                  /* lines ended since the last token or comment */
	bool ended;                     /* a line ended since the last token */
	struct cx_layout_comment *slot; /* for a comment in the line of the last token; NULL: none may come */
	struct cx_layout_comments pending;
	bool unsure;
	size_t unsure_at; /* where what is not understood stands */
};

/* arena, text, len, reader and layout are set; release what it returns with. */
void cx_layout_scan_begin(struct cx_layout_scan *scan);
void cx_layout_scan_release(struct cx_layout_scan *scan);
/* The next event; false at the end of what libyaml understands. */
bool cx_layout_scan_next(struct cx_layout_scan *scan);
/* Remembers the first place that is not understood; returns false. */
bool cx_layout_scan_give_up(struct cx_layout_scan *scan, size_t at);

/* Over blanks and comments up to `to`; gives up at anything else. */
bool cx_layout_scan_gap(struct cx_layout_scan *scan, size_t to);
/* Over an indicator that has no event; ret_blank: an empty line stands before it. */
bool cx_layout_scan_indicator(struct cx_layout_scan *scan, char c, size_t limit, bool *ret_blank);
/* A token ends at `at`; slot takes the comment behind it. */
void cx_layout_scan_token(struct cx_layout_scan *scan, size_t at, struct cx_layout_comment *slot);
/* A new last item of a collection; marks from here on are within it. */
struct cx_layout_item *cx_layout_scan_item(struct cx_layout_scan *scan, struct cx_layout_node *node);
/* Keeps the event's anchor or alias, if it has one. */
void cx_layout_scan_mark(struct cx_layout_scan *scan);
void cx_layout_comments_add(struct cx_layout_comments *list, struct cx_layout_comment *comment);

#endif
