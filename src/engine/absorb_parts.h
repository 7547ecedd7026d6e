/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of absorb share; nobody else includes this. */
#ifndef CX_ENGINE_ABSORB_PARTS_H
#define CX_ENGINE_ABSORB_PARTS_H

#include "doc/edit.h"
#include "engine/absorb.h"

/* One value of a file that is to become another. */
struct cx_absorb_place {
	struct cx_arena *arena;
	struct cx_edits *edits;
	const struct cx_profile *profile;
	const struct cx_map
		*names; /* "Kind id" -> name of the definition that has this id; NULL: ids alone */
	const struct cx_layout_item *item; /* where it failed */
};
/*
 * The tenant's value as a file may say it: what now, the file's, has by reference stays so, and what can only
 * be a secret is left out. now may be NULL.
 */
struct cx_node *cx_absorb_wanted(struct cx_arena *arena, const struct cx_shape *shape,
				 const struct cx_node *live, const struct cx_node *now);
/* Whether a value shows a secret that the run knows. */
bool cx_absorb_holds_secret(const struct cx_absorb_input *input, const struct cx_node *value);
/* Whether the tenant shows, where git may only refer to one, what looks like a credential, and git does not.
 */
bool cx_absorb_shows_credential(const struct cx_shape *shape, const struct cx_node *wanted,
				const struct cx_node *now);
/*
 * The members of item that definition does not say as the tenant has them, and their number. ret_members has
 * room for all of item's, and may be the same array, or NULL.
 */
size_t cx_absorb_unsaid(struct cx_arena *arena, const struct cx_absorb_item *item,
			const struct cx_definition *definition, const char **ret_members);
/* Of a member that is unsaid: git does not say what was applied either. That is for a person to decide. */
bool cx_absorb_is_conflict(struct cx_arena *arena, const struct cx_absorb_input *input,
			   const struct cx_absorb_item *item, const char *member);
/*
 * Edits what stands at item, of which now is the value with variables and references resolved, until it says
 * wanted. list: the shape of the list that it is in, or NULL.
 */
enum cx_edit_result cx_absorb_merge(struct cx_absorb_place *place, const struct cx_shape *list,
				    const struct cx_shape *shape, const struct cx_layout_item *item,
				    const struct cx_node *now, const struct cx_node *wanted);
/* The same for a member of the mapping in, which may get other lines if it does not fit into its brackets. */
enum cx_edit_result cx_absorb_member(struct cx_absorb_place *place, const struct cx_shape *shape,
				     const struct cx_layout_node *in, const struct cx_layout_item *item,
				     const struct cx_node *now, const struct cx_node *wanted);
/* A member of a mapping that is not there yet, in the place that the schema gives it; shape: the mapping's.
 */
enum cx_edit_result cx_absorb_add(struct cx_absorb_place *place, const struct cx_shape *shape,
				  const struct cx_layout_node *in, const struct cx_node *member);

#endif
