/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of requests, and live state as they assume it. */
#include "engine/plan_parts.h"

#include "doc/json.h"
#include "doc/pointer.h"
#include "model/normal.h"

static bool can_merge(const struct cx_shape *shape, const struct cx_node *a, const struct cx_node *b)
{
	return shape && (shape->property_count || shape->pattern_count) && !shape->criteria &&
	       !shape->write_only && a && b && a->type == CX_NODE_OBJECT && b->type == CX_NODE_OBJECT;
}

/* What can only be a secret is never compared: one that we did not apply is not ours to take away. */
static bool is_foreign_secret(const struct cx_shape *member, const struct cx_node *base)
{
	return member && member->write_only && !member->text && !base;
}

struct merge {
	struct cx_arena *arena;
	struct cx_buf path;
	const char *lost; /* pointer to the first foreign secret that the PUT would spoil; or NULL */
};

static bool shows_secret(const struct cx_shape *shape, const struct cx_node *node)
{
	bool array = node->type == CX_NODE_ARRAY, found = false;
	if (!shape || shape->criteria)
		return false;
	if (shape->write_only && !shape->text)
		return node->type != CX_NODE_NULL;
	for (const struct cx_node *m = node->first; m && !found; m = m->next)
		found = shows_secret(array ? shape->items : cx_shape_member(shape, m->key, m->key_len), m);
	return found;
}

/* A list is sent as the definition has it: which element's secret is whose, nobody can tell. */
static bool is_list_of_secrets(const struct cx_shape *shape, const struct cx_node *wanted,
			       const struct cx_node *live)
{
	return live->type == CX_NODE_ARRAY && shows_secret(shape, live) &&
	       !(wanted && shows_secret(shape, wanted));
}

/* Stars or bullets in the place of a value. */
static bool is_masked(const struct cx_node *value)
{
	return value->type == CX_NODE_STRING &&
	       (strstr(value->text, "***") || strstr(value->text, "\u2022\u2022\u2022"));
}

/*
 * Live's members in their order: unknown ones and foreign secrets kept, known ones the definition's; then
 * what is new.
 */
static struct cx_node *merge_object(struct merge *merge, const struct cx_shape *shape,
				    const struct cx_node *desired, const struct cx_node *live,
				    const struct cx_node *base)
{
	struct cx_arena *arena = merge->arena;
	struct cx_node *out = cx_node_new(arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = live->first; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		const struct cx_node *wanted = cx_node_get_n(desired, m->key, m->key_len);
		if (member && member->read_only)
			continue;
		const struct cx_node *applied = cx_node_get_n(base, m->key, m->key_len);
		bool secret = !wanted && is_foreign_secret(member, applied);
		const struct cx_node *value = !member || member->server || secret ? m : wanted;
		size_t length = merge->path.len;
		/* A field that tenants mask, they keep where it is left out. */
		bool starred = secret && is_masked(m);
		if (!value || (starred && cx_shape_is_property(shape, m->key, m->key_len)))
			continue;
		cx_pointer_add(&merge->path, m->key, m->key_len);
		if ((starred || is_list_of_secrets(member, wanted, m)) && !merge->lost)
			merge->lost = cx_arena_strdup(arena, merge->path.data);
		struct cx_node *copy = can_merge(member, wanted, m)
					       ? merge_object(merge, member, wanted, m, applied)
					       : cx_node_copy(arena, value);
		cx_buf_cut(&merge->path, length);
		cx_node_add_n(out, m->key, m->key_len, copy);
	}
	for (const struct cx_node *m = desired->first; m; m = m->next)
		if (!cx_node_get_n(out, m->key, m->key_len))
			cx_node_add_n(out, m->key, m->key_len, cx_node_copy(arena, m));
	return out;
}

struct cx_node *cx_plan_body(struct cx_arena *arena, const struct cx_change *change,
			     const struct cx_node *spec, const char **ret_lost)
{
	*ret_lost = NULL;
	if (!change->live)
		return cx_node_copy(arena, spec);
	struct merge merge = {.arena = arena, .path = CX_BUF_INIT};
	const struct cx_node *base = cx_node_get(change->base, "spec");
	struct cx_node *body = merge_object(&merge, change->kind->spec, spec, change->live, base);
	const char *id_field = change->route->id_field ? change->route->id_field : "id";
	if (!cx_shape_member(change->kind->spec, id_field, strlen(id_field)))
		(void)cx_node_remove(body, id_field);
	cx_buf_release(&merge.path);
	*ret_lost = merge.lost;
	return body;
}

struct cx_node *cx_plan_live_state(struct cx_arena *arena, const struct cx_change *change,
				   const struct cx_node *live)
{
	struct cx_node *out = cx_node_new(arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = live->first; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(change->kind->spec, m->key, m->key_len);
		if (!member || !member->read_only)
			cx_node_add_n(out, m->key, m->key_len, cx_node_copy(arena, m));
	}
	return out;
}
