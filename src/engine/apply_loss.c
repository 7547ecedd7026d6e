/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an object is still what the plan saw, and what of it a PUT would lose. */
/*
 * A PUT replaces the whole object, and its body is made from what the plan saw. A plan that was made from a
 * list may have seen less than a single read shows, at any depth. Filling the body up from the single read
 * was rejected: apply sends the bytes that the plan showed, or nothing.
 */
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"

static bool is_free(const struct cx_shape *shape)
{
	return shape && (shape->read_only || shape->write_only || shape->directive || shape->server);
}

static const struct cx_shape *shape_below(const struct cx_shape *shape, const struct cx_node *member)
{
	if (!shape)
		return NULL;
	return member->key ? cx_shape_member(shape, member->key, member->key_len) : shape->items;
}

static bool is_collection(const struct cx_node *a, const struct cx_node *b)
{
	return a && b && a->type == b->type && (a->type == CX_NODE_OBJECT || a->type == CX_NODE_ARRAY);
}

bool apply_loss_covers(const struct cx_shape *shape, const struct cx_node *whole, const struct cx_node *part)
{
	if (!is_collection(whole, part))
		return cx_node_equal(whole, part);
	bool is_array = part->type == CX_NODE_ARRAY;
	if (is_array && whole->count != part->count)
		return false;
	const struct cx_node *item = whole->first;
	for (const struct cx_node *m = part->first; m; m = m->next) {
		const struct cx_shape *below =
			is_array ? (shape ? shape->items : NULL) : shape_below(shape, m);
		const struct cx_node *other = is_array ? item : cx_node_get_n(whole, m->key, m->key_len);
		if (is_array)
			item = item->next;
		if (below && below->read_only)
			continue;
		if (!other || !apply_loss_covers(below, other, m))
			return false;
	}
	return true;
}

static bool was_listed(const struct cx_change *change)
{
	return change->route->routes[CX_ROUTE_LIST].present;
}

bool apply_loss_is_as_planned(const struct cx_change *change, const struct cx_node *now)
{
	const struct cx_shape *shape = change->kind->spec;
	return apply_loss_covers(shape, now, change->live) &&
	       (was_listed(change) || apply_loss_covers(shape, change->live, now));
}

struct loss {
	struct cx_buf names, path;
	size_t count;
};

enum { MOST_NAMES = 5 };

static void loss_add(struct loss *loss)
{
	if (loss->count++ < MOST_NAMES)
		cx_buf_addf(&loss->names, "%s%.120s", loss->names.len ? ", " : "", loss->path.data);
}

static void find_below(struct loss *loss, const struct cx_shape *shape, const struct cx_node *now,
		       const struct cx_node *seen, const struct cx_node *body);

/* One member or item: shown by the single read, perhaps by the plan, perhaps held by the body. */
static void find_at(struct loss *loss, const struct cx_shape *shape, const struct cx_node *now,
		    const struct cx_node *seen, const struct cx_node *body)
{
	bool is_default = shape && shape->default_value && cx_node_equal(now, shape->default_value);
	if (is_free(shape) || (seen && !is_collection(now, seen)))
		return;
	if (seen && body)
		find_below(loss, shape, now, seen, body);
	else if (!seen && !(body ? cx_node_equal(now, body) : is_default))
		loss_add(loss);
}

static void find_below(struct loss *loss, const struct cx_shape *shape, const struct cx_node *now,
		       const struct cx_node *seen, const struct cx_node *body)
{
	bool is_array = now->type == CX_NODE_ARRAY;
	const struct cx_node *seen_item = is_array ? seen->first : NULL;
	const struct cx_node *body_item = is_array && body->type == CX_NODE_ARRAY ? body->first : NULL;
	size_t index = 0, mark = loss->path.len;
	for (const struct cx_node *m = now->first; m; m = m->next) {
		const struct cx_shape *below =
			is_array ? (shape ? shape->items : NULL) : shape_below(shape, m);
		if (is_array) {
			cx_buf_addf(&loss->path, "/%zu", index++);
			find_at(loss, below, m, seen_item, body_item);
			seen_item = seen_item ? seen_item->next : NULL;
			body_item = body_item ? body_item->next : NULL;
		} else {
			cx_buf_addf(&loss->path, "%s%.80s", mark ? "/" : "", m->key);
			find_at(loss, below, m, cx_node_get_n(seen, m->key, m->key_len),
				cx_node_get_n(body, m->key, m->key_len));
		}
		cx_buf_cut(&loss->path, mark);
	}
}

bool apply_loss_refuse(struct apply_step *s, const struct cx_node *now)
{
	struct cx_arena *arena = s->run->arena;
	const struct cx_change *change = s->step.change;
	const char *id_field = change->route->id_field ? change->route->id_field : "id";
	if (change->action != CX_ACTION_UPDATE)
		return false;
	struct loss loss = {.names = CX_BUF_INIT, .path = CX_BUF_INIT};
	struct cx_node *rest = cx_node_copy(arena, now);
	if (!cx_node_get(change->live, id_field))
		(void)cx_node_remove(rest, id_field);
	find_below(&loss, change->kind->spec, rest, change->live, change->body);
	if (loss.count > MOST_NAMES)
		cx_buf_addf(&loss.names, " and %zu more", loss.count - MOST_NAMES);
	if (loss.count)
		apply_step_fail_text(
			s, CX_STEP_NOT_APPLIED, "apply.list",
			cx_arena_printf(
				arena, "the tenant's list does not show all of it, and a write would lose %s",
				loss.names.data),
			cx_arena_printf(
				arena,
				"set kinds.%s.routes.list to null in the profile: each object is then "
				"read by its id",
				change->kind->name));
	cx_buf_release(&loss.names);
	cx_buf_release(&loss.path);
	return loss.count != 0;
}
