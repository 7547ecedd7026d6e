/* SPDX-License-Identifier: Apache-2.0 */
/* Units of a spec that are left as somebody else has them: what is sent, and what base becomes. Pure. */
#ifndef CX_ENGINE_LEAVE_H
#define CX_ENGINE_LEAVE_H

#include "model/shape.h"

/* A merge unit: a member, or an element of a keyed list. */
struct cx_leave_unit {
	const char *path;              /* JSON Pointer into spec, of the member or the list */
	const struct cx_node *element; /* the value of the element's key; NULL: the member itself */
};
struct cx_leave_units {
	const struct cx_leave_unit *items;
	size_t count;
};

/*
 * A copy of spec in which these units are as from has them, absent ones included; from may be NULL. With live
 * as from it is what is sent, with base's spec what base becomes.
 */
struct cx_node *cx_leave(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *spec,
			 struct cx_leave_units units, const struct cx_node *from);

/* The units as JSON, for whoever has to finish the run, and back; strangers are left out. */
struct cx_node *cx_leave_json(struct cx_arena *arena, struct cx_leave_units units);
struct cx_leave_units cx_leave_read(struct cx_arena *arena, const struct cx_node *json);

#endif
