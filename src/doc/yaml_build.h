/* SPDX-License-Identifier: Apache-2.0 */
/* A YAML document under construction: the open collections, and where the next value goes. */
#ifndef CX_DOC_YAML_BUILD_H
#define CX_DOC_YAML_BUILD_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "doc/doc.h"
#include "port/yaml.h"

/* An open collection. */
struct cx_yaml_frame {
	struct cx_node *node;
	struct cx_map seen; /* members by key, once there are more than a few */
	bool flow;
	bool has_key; /* of an object: the key below waits for its value */
	bool dropped; /* that key is not to be attached */
	bool is_key;  /* it stands where a key does: that is said, and covers the keys in it */
	const char *key;
	size_t key_len;
	struct cx_span key_span;
};

/* What the files of the reader share; doc/yaml.c fills it. */
struct cx_yaml_build {
	struct cx_arena *arena;
	const struct cx_source *source;
	struct cx_docs *docs;
	struct cx_diags *diags;
	struct cx_yaml_reader *reader;
	struct cx_yaml_frame frames[CX_MAX_DOC_DEPTH];
	size_t depth;
	struct cx_node *root;
	bool empty; /* root is nothing written */
	struct cx_map anchors;
	struct cx_buf digits;
	size_t nodes, aliases, alias_nodes;
	const char *line; /* start of line number line_number: moves forward only */
	uint32_t line_number;
	bool comment;           /* one that is none was said: it explains what cannot be read below */
	uint32_t template_line; /* the last one with a template's braces: that is said; 0: none */
};

struct cx_diag *cx_yaml_build_error(struct cx_yaml_build *b, const char *code, struct cx_span span,
				    const char *fmt, ...) CX_PRINTF(4, 5);
/* Of a scalar or an alias: what stands in its first line. */
struct cx_span cx_yaml_build_span(struct cx_yaml_build *b, const struct cx_yaml_event *event);
/* One more node; false at the limit, which ends the file. */
bool cx_yaml_build_count(struct cx_yaml_build *b, struct cx_span span);
/* The innermost open collection, or NULL. */
struct cx_yaml_frame *cx_yaml_build_top(struct cx_yaml_build *b);
/* Whether the next node is the key of a mapping. */
bool cx_yaml_build_wants_key(struct cx_yaml_build *b);
/* The node is what aliases of that name stand for; anchor NULL: nothing is done. */
void cx_yaml_build_anchor(struct cx_yaml_build *b, const char *anchor, struct cx_node *node);
/* Gives a complete or just opened value its place. */
void cx_yaml_build_attach(struct cx_yaml_build *b, struct cx_node *node);
/* Makes key, which lives in the arena or in an anchored node, the one that waits for its value. */
void cx_yaml_build_take_key(struct cx_yaml_build *b, const char *key, size_t len, struct cx_span span);
/* The key is reported; its value is read and dropped. */
void cx_yaml_build_drop_key(struct cx_yaml_build *b);

#endif
