/* SPDX-License-Identifier: Apache-2.0 */
/* What a rollback sends: the object as it was, with the secrets that the ledger knows of. */
#include "engine/apply_parts.h"
#include "model/normal.h"

/*
 * A PUT replaces the object, and no tenant shows its secrets. So they come from where the last apply took
 * them: the references in the ledger. A secret that changed in the same place, a variable that got a new
 * value and a new version, is gone for good; such an object is left as it is, for without its secret it would
 * not be what it was.
 */
struct restore {
	struct cx_arena *arena;
	const char *why; /* what stands against it, or NULL */
};

static bool is_same_text(const struct cx_node *a, const struct cx_node *b)
{
	return (!a && !b) || (a && b && cx_node_equal(a, b));
}

/* Whether both take the secret from the same place, and one of them a later value. */
static bool was_replaced(struct cx_arena *arena, const struct cx_node *before, const struct cx_node *written)
{
	return is_same_text(cx_node_get(before, "env"), cx_node_get(written, "env")) &&
	       is_same_text(cx_node_get(before, "file"), cx_node_get(written, "file")) &&
	       (!is_same_text(cx_node_get(before, "version"), cx_node_get(written, "version")) ||
		cx_secret_is_new_value(arena, before, written));
}

static struct cx_node *restore_secret(struct restore *r, const struct cx_shape *shape,
				      const struct cx_node *known, const struct cx_node *written)
{
	const char *source = cx_node_get_text(known, "env");
	if (!source)
		source = cx_node_get_text(known, "file");
	if (cx_is_secret(shape, written) && was_replaced(r->arena, known, written))
		r->why = cx_arena_printf(r->arena,
					 "its secret before cannot be known: %s holds a newer version of it",
					 source ? source : "its source");
	return cx_node_copy(r->arena, known);
}

static struct cx_node *restore_node(struct restore *r, const struct cx_shape *shape,
				    const struct cx_node *was, const struct cx_node *known,
				    const struct cx_node *written);

static bool holds_secret(const struct cx_shape *shape, const struct cx_node *known)
{
	if (!shape || shape->criteria)
		return false;
	bool found = cx_is_secret(shape, known), is_array = known->type == CX_NODE_ARRAY;
	for (const struct cx_node *m = known->first; m && !found; m = m->next)
		found = holds_secret(is_array ? shape->items : cx_shape_member(shape, m->key, m->key_len), m);
	return found;
}

static struct cx_node *restore_object(struct restore *r, const struct cx_shape *shape,
				      const struct cx_node *was, const struct cx_node *known,
				      const struct cx_node *written)
{
	struct cx_node *out = cx_node_new(r->arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = was->first; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		if (!member || !member->read_only)
			cx_node_add_n(out, m->key, m->key_len,
				      restore_node(r, member, m, cx_node_get_n(known, m->key, m->key_len),
						   cx_node_get_n(written, m->key, m->key_len)));
	}
	for (const struct cx_node *m = known ? known->first : NULL; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		if (!cx_node_get_n(was, m->key, m->key_len) && cx_is_secret(member, m))
			cx_node_add_n(
				out, m->key, m->key_len,
				restore_secret(r, member, m, cx_node_get_n(written, m->key, m->key_len)));
	}
	return out;
}

/* was: the tenant's; known: the ledger's at the same place; written: what the run sent there. NULL allowed
 * for both. */
static struct cx_node *restore_node(struct restore *r, const struct cx_shape *shape,
				    const struct cx_node *was, const struct cx_node *known,
				    const struct cx_node *written)
{
	if (!shape || shape->criteria)
		return cx_node_copy(r->arena, was);
	if (known && cx_is_secret(shape, known))
		return restore_secret(r, shape, known, written);
	if (was->type == CX_NODE_OBJECT)
		return restore_object(r, shape, was, known, written);
	bool in_the_open = known && known->type == CX_NODE_STRING;
	if ((shape->write_only && !in_the_open && was->type != CX_NODE_NULL) ||
	    (was->type == CX_NODE_ARRAY && known && holds_secret(shape, known)))
		r->why = "it holds what may be a secret, and the ledger does not know which";
	return cx_node_copy(r->arena, was);
}

/* Whether the kind has a secret that no answer shows. */
static bool may_hide_one(const struct cx_shape *shape)
{
	for (size_t i = 0; i < shape->property_count; i++)
		if (shape->properties[i].shape->write_only)
			return true;
	return false;
}

/* Directives go with the write: what was not to be counted anew is not by its undoing. */
static void add_directives(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *from,
			   struct cx_node *body)
{
	for (const struct cx_node *m = from ? from->first : NULL; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		if (member && member->directive)
			cx_node_set(body, cx_arena_strndup(arena, m->key, m->key_len),
				    cx_node_copy(arena, m));
	}
}

/* Members that are the server's stand as it has them now, as in every PUT. */
static void take_servers(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *now,
			 struct cx_node *body)
{
	for (const struct cx_node *m = now ? now->first : NULL; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		if (member && member->server && !member->read_only)
			cx_node_set(body, cx_arena_strndup(arena, m->key, m->key_len),
				    cx_node_copy(arena, m));
	}
}

struct cx_node *apply_undo_body(struct cx_arena *arena, const struct apply_step *s, const char **ret_why)
{
	const struct cx_change *change = s->step.change, *done = s->undoes->step.change;
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_node *known = cx_node_get(change->base, "spec");
	const char *id_field = change->route->id_field ? change->route->id_field : "id";
	if (!known && may_hide_one(shape)) {
		*ret_why = "it may have had a secret before, which the tenant does not show and the ledger "
			   "does not know";
		return NULL;
	}
	struct restore r = {.arena = arena};
	struct cx_node *body = restore_object(&r, shape, s->undoes->before, known, done->body);
	if (r.why) {
		*ret_why = r.why;
		return NULL;
	}
	if (!cx_shape_member(shape, id_field, strlen(id_field)))
		(void)cx_node_remove(body, id_field);
	add_directives(arena, shape, done->body ? done->body : known, body);
	take_servers(arena, shape, change->live, body);
	return body;
}
