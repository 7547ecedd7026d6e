/* SPDX-License-Identifier: Apache-2.0 */
/* By whole members of the spec: parts of sets and of criteria have no names to remember them by. */
#include "engine/shown.h"

#include "doc/pointer.h"
#include "engine/diff.h"
#include "model/normal.h"

/* The normal form of one member; NULL stands for one that is absent. */
static const struct cx_node *member_normal(struct cx_arena *arena, const struct cx_shape *shape,
					   const char *key, size_t len, const struct cx_node *value)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	if (value)
		cx_node_add_n(object, key, len, cx_node_copy(arena, value));
	return cx_node_get_n(cx_normal(arena, shape, object), key, len);
}

/* The tenant's member with the secrets that sent names as references. */
static const struct cx_node *member_hide(struct cx_arena *arena, const struct cx_shape *shape,
					 const struct cx_node *live, const struct cx_node *sent)
{
	return live ? cx_diff_hide(arena, shape, live, sent) : NULL;
}

static bool has_secret(const struct cx_node *node)
{
	bool found = node && node->secret;
	for (const struct cx_node *child = node ? node->first : NULL; child && !found; child = child->next)
		found = has_secret(child);
	return found;
}

static bool is_as_sent(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *sent,
		       const struct cx_node *live)
{
	struct cx_fields unused = {0};
	struct cx_diff_input diff = {.shape = shape, .desired = sent, .base = sent, .live = live};
	return cx_diff(arena, &diff, &unused) == CX_CLASS_NONE;
}

/* One member of both, alone in an object. */
static bool member_is_as_sent(struct cx_arena *arena, const struct cx_shape *shape, const char *key,
			      size_t len, const struct cx_node *sent, const struct cx_node *live)
{
	const struct cx_node *values[] = {sent, live};
	struct cx_node *objects[2];
	for (size_t i = 0; i < CX_COUNT(values); i++) {
		struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
		if (values[i])
			cx_node_add_n(object, key, len, cx_node_copy(arena, values[i]));
		objects[i] = cx_normal(arena, shape, object);
	}
	return is_as_sent(arena, shape, objects[0], objects[1]);
}

static void note_member(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *sent,
			const struct cx_node *live, struct cx_node *notes)
{
	const struct cx_node *named = sent ? sent : live;
	const char *key = named->key;
	size_t len = named->key_len;
	const struct cx_shape *member = cx_shape_member(shape, key, len);
	if (cx_is_secret(member, sent) || member_is_as_sent(arena, shape, key, len, sent, live))
		return;
	const struct cx_node *value = member_hide(arena, member, live, sent);
	if (has_secret(value))
		return;
	struct cx_node *note = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(note, "member", cx_node_string_n(arena, key, len));
	if (value)
		cx_node_add(note, "value", cx_node_copy(arena, value));
	cx_node_push(notes, note);
}

static bool is_compared(const struct cx_shape *shape, const struct cx_node *member)
{
	return cx_is_compared(cx_shape_member(shape, member->key, member->key_len));
}

struct cx_node *cx_shown_note(struct cx_arena *arena, const struct cx_shape *shape,
			      const struct cx_node *sent, const struct cx_node *live)
{
	if (is_as_sent(arena, shape, cx_normal(arena, shape, sent), cx_normal(arena, shape, live)))
		return NULL;
	struct cx_node *notes = cx_node_new(arena, CX_NODE_ARRAY);
	for (const struct cx_node *m = sent->first; m; m = m->next)
		if (is_compared(shape, m))
			note_member(arena, shape, m, cx_node_get_n(live, m->key, m->key_len), notes);
	for (const struct cx_node *m = live->first; m; m = m->next)
		if (is_compared(shape, m) && !cx_node_get_n(sent, m->key, m->key_len))
			note_member(arena, shape, NULL, m, notes);
	return notes->count ? notes : NULL;
}

static bool is_left(const struct cx_node *note, struct cx_leave_units left)
{
	const struct cx_node *name = cx_node_get(note, "member");
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_pointer_add(&path, name->text, name->len);
	for (size_t i = 0; i < left.count; i++)
		if (strncmp(left.items[i].path, path.data, path.len) == 0 &&
		    strchr("/", left.items[i].path[path.len]))
			return true;
	return false;
}

const struct cx_node *cx_shown_without(struct cx_arena *arena, const struct cx_node *notes,
				       struct cx_leave_units left)
{
	if (!notes || !left.count)
		return notes;
	struct cx_node *kept = cx_node_new(arena, CX_NODE_ARRAY);
	for (const struct cx_node *note = notes->first; note; note = note->next)
		if (!is_left(note, left))
			cx_node_push(kept, cx_node_copy(arena, note));
	return kept->count ? kept : NULL;
}

/* Whether the tenant still shows what the note says, and nobody wants that. */
static bool note_holds(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *note,
		       const struct cx_node *base_spec, const struct cx_node *desired,
		       const struct cx_node *live)
{
	const struct cx_node *name = cx_node_get(note, "member");
	const char *key = name->text;
	size_t len = name->len;
	const struct cx_shape *member = cx_shape_member(shape, key, len);
	const struct cx_node *now = cx_node_get_n(live, key, len);
	if (!cx_is_compared(member))
		return false;
	if (desired && member_is_as_sent(arena, shape, key, len, cx_node_get_n(desired, key, len), now))
		return false;
	now = member_hide(arena, member, now, cx_node_get_n(base_spec, key, len));
	return !has_secret(now) && cx_same(member_normal(arena, shape, key, len, now),
					   member_normal(arena, shape, key, len, cx_node_get(note, "value")));
}

const struct cx_node *cx_shown_undo(struct cx_arena *arena, const struct cx_shape *shape,
				    const struct cx_node *base, const struct cx_node *desired,
				    const struct cx_node *live)
{
	const struct cx_node *notes = cx_node_get(base, "shown"), *spec = cx_node_get(base, "spec");
	if (!live || !spec || spec->type != CX_NODE_OBJECT || !notes || notes->type != CX_NODE_ARRAY)
		return live;
	struct cx_node *undone = cx_node_copy(arena, live);
	for (const struct cx_node *note = notes->first; note; note = note->next) {
		const struct cx_node *name = cx_node_get(note, "member");
		if (!name || name->type != CX_NODE_STRING ||
		    !note_holds(arena, shape, note, spec, desired, live))
			continue;
		const char *key = cx_arena_strndup(arena, name->text, name->len);
		const struct cx_node *sent = cx_node_get_n(spec, name->text, name->len);
		(void)cx_node_remove(undone, key);
		if (sent)
			cx_node_add_n(undone, key, name->len, cx_node_copy(arena, sent));
	}
	return undone;
}
