/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's events, one at a time: what is written, where, before any type is resolved. */
#ifndef CX_PORT_YAML_H
#define CX_PORT_YAML_H

#include "base/base.h"
#include "base/mem.h"

enum cx_yaml_kind {
	CX_YAML_STREAM_END,
	CX_YAML_DOCUMENT_START,
	CX_YAML_DOCUMENT_END,
	CX_YAML_ALIAS,
	CX_YAML_SCALAR,
	CX_YAML_SEQUENCE_START,
	CX_YAML_SEQUENCE_END,
	CX_YAML_MAPPING_START,
	CX_YAML_MAPPING_END,
};

/* Both from 1; columns in code points. */
struct cx_yaml_place {
	uint32_t line, column;
};

/* Texts are borrowed from the reader, until its next event. */
struct cx_yaml_event {
	enum cx_yaml_kind kind;
	bool plain;         /* a scalar without quotes, and no block scalar */
	bool flow;          /* a collection in brackets */
	const char *anchor; /* of a node, or of an alias its target; NULL: none */
	const char *tag;    /* in full: "tag:yaml.org,2002:str"; NULL: none */
	const char *text;   /* of a scalar; may hold NUL */
	size_t len;
	struct cx_yaml_place start, end; /* end is behind the last character */
};

/* Why libyaml stopped, in its words. */
struct cx_yaml_problem {
	const char *problem; /* never NULL */
	const char *context; /* "while scanning a quoted scalar"; "" if there is none */
	struct cx_yaml_place at;
	struct cx_yaml_place context_at; /* line 0: none */
	struct cx_yaml_place
		quoted_at; /* the quoted text in front of it that began on another line; line 0: none */
};

struct cx_yaml_reader;

/* Reads text, which must be valid UTF-8 without byte order mark, and outlive the reader. */
struct cx_yaml_reader *cx_yaml_reader_new(const char *text, size_t len);
/* False at a syntax error: nothing can be read behind it. */
bool cx_yaml_reader_next(struct cx_yaml_reader *reader, struct cx_yaml_event *ret_event);
/* After cx_yaml_reader_next returned false. Its texts live as long as the reader. */
void cx_yaml_reader_problem(const struct cx_yaml_reader *reader, struct cx_yaml_problem *ret_problem);
void cx_yaml_reader_free(struct cx_yaml_reader *reader);
CX_DEFINE_FREEP(cx_yaml_reader)

#endif
