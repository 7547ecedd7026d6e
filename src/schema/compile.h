/* SPDX-License-Identifier: Apache-2.0 */
/* What the keywords' compile functions use. */
#ifndef CX_SCHEMA_COMPILE_H
#define CX_SCHEMA_COMPILE_H

#include "base/buf.h"
#include "base/map.h"
#include "schema/compiled.h"

/* A $ref that waits until all identifiers are known. */
struct cx_pending_ref {
	struct cx_rule *rule;
	const char *base;
	const char *pointer; /* of the $ref, for messages */
};

/* The state of one compilation. */
struct cx_compiler {
	struct cx_arena *arena;
	const char *name;
	struct cx_diags *diags;
	struct cx_buf pointer; /* to where it stands */
	const char *base;      /* URI of the resource it stands in */
	struct cx_map by_node; /* address of a node -> subschema */
	struct cx_map by_uri;  /* URI without fragment -> root node of a resource; with "#anchor" -> node */
	struct cx_pending_ref *refs;
	size_t ref_count, ref_cap;
	struct cx_subschema **all;
	size_t all_count, all_cap;
	bool failed;
	const struct cx_keyword *keyword; /* whose value it stands in, or NULL */
	struct cx_diag *newest;           /* error, for its hint */
};

/*
 * Compiles the schema below the keyword at hand; step is the key that leads to it from the keyword's value,
 * or NULL if it is the value itself. NULL if it is no schema; the reason is said.
 */
struct cx_subschema *cx_compile_child(struct cx_compiler *compiler, const struct cx_node *node,
				      const char *step, size_t step_len);
struct cx_subschema *cx_compile_item(struct cx_compiler *compiler, const struct cx_node *node, size_t index);
/* An error about the schema at node; false always. */
bool cx_compile_error(struct cx_compiler *compiler, const char *code, const struct cx_node *node,
		      const char *fmt, ...) CX_PRINTF(4, 5);
/* How to mend what the newest error says; false always. */
bool cx_compile_hint(struct cx_compiler *compiler, const char *fmt, ...) CX_PRINTF(2, 3);
void cx_compile_later(struct cx_compiler *compiler, struct cx_rule *rule);

/* Compile functions that several keywords share. */
bool cx_compile_count(struct cx_compiler *compiler, struct cx_rule *rule);
bool cx_compile_bound(struct cx_compiler *compiler, struct cx_rule *rule);
bool cx_compile_schema(struct cx_compiler *compiler, struct cx_rule *rule);
bool cx_compile_schemas(struct cx_compiler *compiler, struct cx_rule *rule);
bool cx_compile_named(struct cx_compiler *compiler, struct cx_rule *rule);
/* Sorted, without repetitions. */
bool cx_compile_names(struct cx_compiler *compiler, const struct cx_node *source,
		      struct cx_name_list *ret_names);
struct cx_regex *cx_compile_regex(struct cx_compiler *compiler, const struct cx_node *node,
				  const char *pattern, size_t len);

#endif
