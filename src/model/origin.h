/* SPDX-License-Identifier: Apache-2.0 */
/* Where each value of a definition came from. */
#ifndef CX_MODEL_ORIGIN_H
#define CX_MODEL_ORIGIN_H

#include "model/definition.h"

enum cx_layer {
	CX_LAYER_DEFINITION,
	CX_LAYER_OVERLAY,
	CX_LAYER_VARIABLE,  /* a variable is it, or stands in it */
	CX_LAYER_DEFAULT,   /* of the kind's schema */
	CX_LAYER_REFERENCE, /* the id of another definition */
};
/* "definition", "overlay", … */
const char *cx_layer_name(enum cx_layer layer);

/* Of one scalar, or one empty collection. */
struct cx_origin {
	const struct cx_node *node;
	const char *pointer; /* into the definition */
	enum cx_layer layer;
	struct cx_span
		at; /* of the value: of the variable's value, of the id referred to; none of a default */
	struct cx_span used; /* of a variable or reference: where it is used; else none */
	const char *target;  /* of a reference: the name */
	const struct cx_var_use *vars;
	size_t var_count;
};
struct cx_origins {
	struct cx_origin *items; /* in the arena, in the order of the values */
	size_t count, cap;
};

/*
 * The definition as it is sent: apiVersion, kind, metadata as written, and the spec in complete form. Nodes
 * of the definition are shared, so it must not be changed.
 */
struct cx_node *cx_definition_view(struct cx_arena *arena, const struct cx_definition *definition);

/*
 * Explains view, which cx_definition_view made of definition; uses were recorded when it was loaded, with
 * these overlays.
 */
struct cx_origins cx_origins_find(struct cx_arena *arena, const struct cx_definition *definition,
				  const struct cx_node *view, const struct cx_var_uses *uses,
				  const struct cx_overlays *overlays);

#endif
