/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of plan share; nobody else includes this. */
#ifndef CX_ENGINE_PLAN_PARTS_H
#define CX_ENGINE_PLAN_PARTS_H

#include "engine/plan.h"

/* Indexes over live and base, made once per plan. */
struct cx_plan_index {
	struct cx_arena *arena;
	const struct cx_plan_input *input;
	struct cx_map live_by_id; /* "Kind id" -> tenant's object */
	struct cx_map
		live_by_name; /* "Kind name", kinds whose ids the server gives -> struct cx_name_matches * */
	struct cx_map base_by_id;   /* "Kind id" -> ledger's resource */
	struct cx_map base_address; /* "Kind id" -> address in the ledger */
	struct cx_map used_bases;   /* address in the ledger -> taken by a definition */
	struct cx_secret_marker marker;
	struct cx_map used_ids; /* "Kind id" -> address of the definition that took it */
	size_t live_objects;
	int64_t effect_steps; /* left for proofs */
	size_t left; /* live objects of the ledger's that stay because the tenant cannot delete them */
};
struct cx_name_matches {
	const struct cx_node **items;
	size_t count, cap;
};
void cx_plan_index_init(struct cx_plan_index *index, struct cx_arena *arena,
			const struct cx_plan_input *input);
void cx_plan_index_release(struct cx_plan_index *index);

/* INVALID, with kind.profile at the first definition of each kind that the profile does not know. */
enum cx_status cx_plan_check_kinds(const struct cx_profile *profile, const struct cx_definitions *desired,
				   struct cx_diags *diags);
/* The tenant's object's id as cx_plan_id has it, or NULL. */
const char *cx_plan_live_id(struct cx_arena *arena, const struct cx_kind_route *route,
			    const struct cx_node *live);
/* An id as it is compared: a UUID that the client gives in lower case, the server's as it is. NULL is
 * allowed. */
const char *cx_plan_id(struct cx_arena *arena, const struct cx_kind_route *route, const char *id);
/* The id that a definition asks for: its natural key, or metadata.id as cx_plan_id has it; or NULL. */
const char *cx_plan_desired_id(struct cx_arena *arena, const struct cx_kind_route *route,
			       const struct cx_definition *definition);
/* Lower-case copy. */
const char *cx_plan_lower(struct cx_arena *arena, const char *text);

/* Fills base, base_address, id, live and note of a definition's change. INVALID where that cannot be told. */
enum cx_status cx_plan_match(struct cx_plan_index *index, struct cx_change *change, struct cx_diags *diags);
/* Whether a definition's change has that id. */
bool cx_plan_is_claimed(const struct cx_plan_index *index, const char *kind, const char *id);
const struct cx_node *cx_plan_live_of(const struct cx_plan_index *index, const char *kind, const char *id);

/*
 * What an update's PUT would hold: live's object without readOnly members and id, the members that the schema
 * knows replaced by the definition's, version as live has it, secrets that we never applied as live has them.
 * For a create: the definition's complete spec. ret_masked: a pointer to such a secret that the tenant shows
 * as stars, which would be written over it; or NULL.
 */
struct cx_node *cx_plan_body(struct cx_arena *arena, const struct cx_change *change,
			     const struct cx_node *spec, const char **ret_lost);
/* The tenant's object without readOnly members: what "unchanged since the plan" is judged by. */
struct cx_node *cx_plan_live_state(struct cx_arena *arena, const struct cx_change *change,
				   const struct cx_node *live);

/*
 * Settles action, class, fields and what is left of a definition's change, and what becomes of an entry of
 * the ledger that git has no more. What is left goes into the plan; false: nothing but that is to be done.
 */
bool cx_plan_decide(struct cx_plan_index *index, struct cx_change *change, struct cx_plan *plan);
bool cx_plan_decide_delete(struct cx_plan_index *index, struct cx_change *change, struct cx_plan *plan);
/* The rules of the project that fit a resource; in the arena. */
const struct cx_ignore_rule *const *cx_plan_rules(struct cx_arena *arena, const struct cx_project *project,
						  const char *kind, const char *name, size_t *ret_count);

/* The call that a create, update or delete is: where the client gives ids, a create without a route of its
 * own is a PUT. */
enum cx_route_verb cx_plan_verb(const struct cx_kind_route *route, enum cx_action action);

/* What the proofs of a plan's effects may cost together: a few seconds. */
#define CX_PLAN_EFFECT_STEPS 2000000000
/* Effect, criteria and members of an audience's change; steps is what is left of them. */
void cx_plan_effect(struct cx_arena *arena, struct cx_change *change, int64_t *steps);

/* Ranks of deletes: after everything else, what refers before what is referred to. */
void cx_plan_order_deletes(struct cx_plan *plan, size_t definitions);
/* What stands under the id that a text is, as written or in lower case; NULL where it is no such id. */
void *cx_plan_find_id(const struct cx_map *by_id, const struct cx_node *text);

/* Thresholds, exact deletes, protection, empty sets (DESIGN.md 6.9). */
void cx_plan_safety(struct cx_arena *arena, const struct cx_plan_input *input, struct cx_plan *plan);

/* Counts the requests that an apply will send, and what the tenant's limits make of them. */
void cx_plan_cost(const struct cx_plan_input *input, struct cx_plan *plan);

#endif
