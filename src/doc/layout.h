/* SPDX-License-Identifier: Apache-2.0 */
/* How a YAML file is written: collections as trees, all else as the bytes that stand there. */
#ifndef CX_DOC_LAYOUT_H
#define CX_DOC_LAYOUT_H

#include "base/buf.h"
#include "port/yaml.h"

/*
 * For programs that change the order or the indentation of a file and nothing else: printing the layout of a
 * text gives its comments, anchors, quotes and values back. Collections are taken apart; a scalar is one
 * slice of the text, whatever is in it. Slices point into the text, which must outlive the layout.
 */
struct cx_layout_slice {
	const char *text;
	size_t len;
};

struct cx_layout_comment {
	const char *text; /* from its # on, without blanks at the end; NULL: none */
	size_t len;
	size_t column; /* from 0; of one behind a token: blanks between them, at least 1 */
	bool blank;    /* an empty line stands before it */
	struct cx_layout_comment *next;
};
struct cx_layout_comments {
	struct cx_layout_comment *first, *last;
};

enum cx_layout_type {
	CX_LAYOUT_EMPTY,  /* nothing: null */
	CX_LAYOUT_INLINE, /* a scalar or an alias, on one line or several */
	CX_LAYOUT_BLOCK_SCALAR,
	CX_LAYOUT_MAP,
	CX_LAYOUT_SEQUENCE,
	CX_LAYOUT_FLOW_MAP, /* in brackets, on one line or several */
	CX_LAYOUT_FLOW_SEQUENCE,
};

struct cx_layout_node {
	enum cx_layout_type type;
	const char *text; /* the slice; of a block collection its anchor and tag, or nothing; of one in
			     brackets these and the opening one */
	size_t len;
	size_t column;                    /* from 0; of a collection's keys or dashes */
	bool keep;                        /* a block scalar whose last empty lines count */
	struct cx_layout_comments header; /* stay on top, an empty line behind them */
	struct cx_layout_item *first, *last;
	size_t count;
	struct cx_layout_comments tail; /* behind the last item, at the collection's column */
	struct cx_layout_slice *gaps;   /* in brackets: before each item, and behind the last */
	size_t gap_count, gap_cap;
	struct cx_layout_slice close; /* the closing bracket */
	bool pinned;                  /* a comment stands between the items: their order is not to change */
};

/* An entry of a mapping, or an item of a sequence. */
struct cx_layout_item {
	struct cx_layout_comments lead; /* the lines before it */
	bool blank;                     /* an empty line between those and it */
	const char *key;                /* as written; NULL: a dash */
	size_t key_len;
	size_t column;    /* of the collection it is in */
	const char *name; /* what the key says; in the arena */
	size_t name_len;
	struct cx_layout_slice colon;     /* in brackets: what stands between key and value */
	struct cx_layout_comment head;    /* behind the colon or dash */
	bool below;                       /* an inline value on a line of its own */
	struct cx_layout_comments before; /* lines before that */
	struct cx_layout_node value;
	struct cx_layout_comment trailing; /* behind the value */
	struct cx_layout_comments after;   /* lines below it that are deeper than the key */
	size_t marks_begin, marks_end;     /* of the layout's marks, which are within it */
	struct cx_layout_item *next;
};

/* An anchor, or an alias and the anchor it means. */
struct cx_layout_mark {
	const char *name; /* in the arena */
	bool is_alias;
	size_t target; /* of an alias: index of its anchor's mark */
	size_t next;   /* of an anchor: index of the next one of that name, or 0 */
};

struct cx_layout_document {
	bool is_explicit;               /* --- */
	bool blank;                     /* an empty line before that */
	struct cx_layout_comments lead; /* before --- */
	struct cx_layout_comment head;  /* behind it */
	struct cx_layout_node root;     /* a block collection, or EMPTY */
	struct cx_layout_comments tail; /* of one that is EMPTY */
	struct cx_layout_document *next;
};

struct cx_layout {
	struct cx_layout_document *first, *last;
	struct cx_layout_mark *marks;
	size_t mark_count, mark_cap;
};

/*
 * Takes a text apart that cx_yaml_parse accepts, without byte order mark, with lines that end in "\n".
 * INVALID where it holds what is not understood here (`? ` before a key, directives, `...`, a document that
 * is no block collection): ret_place says where.
 */
enum cx_status cx_layout_parse(struct cx_arena *arena, const char *text, size_t len,
			       struct cx_layout *ret_layout, struct cx_yaml_place *ret_place);

/*
 * Two blanks a level, sequences deeper than their keys, one blank behind colons and dashes, no blanks at
 * ends of lines, one empty line where there were several and none at the start of a collection. The lines of
 * a value that has several keep their distances from each other.
 */
void cx_layout_print(const struct cx_layout *layout, struct cx_buf *out);

#endif
