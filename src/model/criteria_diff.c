/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two criteria, in the order of reading. */
#include "model/criteria_diff.h"

#include "model/criteria_match.h"

const char *cx_criteria_mark_name(enum cx_criteria_mark mark)
{
	static const char *const names[] = {
		[CX_CRITERIA_SAME] = "same",       [CX_CRITERIA_ADDED] = "added",
		[CX_CRITERIA_REMOVED] = "removed", [CX_CRITERIA_CHANGED] = "changed",
		[CX_CRITERIA_MOVED] = "moved",
	};
	return names[mark];
}

struct writer {
	struct cx_arena *arena;
	struct cx_criteria_diff *diff;
};

static bool others_same(const struct cx_node *a, const struct cx_node *b)
{
	for (const struct cx_node *m = a->first; m; m = m->next)
		if (strcmp(m->key, "conditions") != 0 && strcmp(m->key, "operator") != 0) {
			const struct cx_node *other = cx_node_get_n(b, m->key, m->key_len);
			if (!other || !cx_node_equal(m, other))
				return false;
		}
	return true;
}

static enum cx_criteria_mark mark_of(const struct cx_criteria_part *before,
				     const struct cx_criteria_part *after)
{
	const struct cx_criteria_part *was_in = before->parent, *is_in = after->parent;
	bool moved = was_in && is_in ? was_in->match != is_in : was_in || is_in;
	if (moved)
		return CX_CRITERIA_MOVED;
	if (!after->is_group)
		return before->id == after->id ? CX_CRITERIA_SAME : CX_CRITERIA_CHANGED;
	bool same = cx_criteria_joins_same(before, after) && others_same(before->node, after->node) &&
		    others_same(after->node, before->node);
	return same ? CX_CRITERIA_SAME : CX_CRITERIA_CHANGED;
}

/* Adds an entry without its place of origin, which may come later. */
static size_t add_entry(struct writer *writer, struct cx_criteria_part *before,
			struct cx_criteria_part *after, size_t parent)
{
	struct cx_criteria_diff *diff = writer->diff;
	CX_ARENA_GROW(writer->arena, diff->items, diff->count, diff->cap);
	size_t at = diff->count++;
	struct cx_criteria_entry *entry = &diff->items[at];
	const struct cx_criteria_part *either = after ? after : before;
	*entry = (struct cx_criteria_entry){
		.mark = !before  ? CX_CRITERIA_ADDED
			: !after ? CX_CRITERIA_REMOVED
				 : mark_of(before, after),
		.is_group = either->is_group,
		.is_whole = before && after && before->id == after->id,
		.before = before ? before->node : NULL,
		.after = after ? after->node : NULL,
		.depth = parent == CX_CRITERIA_NOWHERE ? 0 : diff->items[parent].depth + 1,
		.parent = parent,
		.from = CX_CRITERIA_NOWHERE,
	};
	diff->counts[entry->mark]++;
	if (before)
		before->entry = at;
	if (after)
		after->entry = at;
	return at;
}

static void write_removed(struct writer *writer, struct cx_criteria_part *before, size_t parent)
{
	size_t at = add_entry(writer, before, NULL, parent);
	for (size_t i = 0; i < before->count; i++)
		if (!before->items[i]->match)
			write_removed(writer, before->items[i], at);
}

static void write_part(struct writer *writer, struct cx_criteria_part *after, size_t parent)
{
	struct cx_criteria_part *before = after->match;
	size_t at = add_entry(writer, before, after, parent), gone = 0;
	for (size_t i = 0; i < after->count; i++) {
		const struct cx_criteria_part *old = after->items[i]->match;
		for (; before && old && old->parent == before && gone < old->at; gone++)
			if (!before->items[gone]->match)
				write_removed(writer, before->items[gone], at);
		write_part(writer, after->items[i], at);
	}
	for (; before && gone < before->count; gone++)
		if (!before->items[gone]->match)
			write_removed(writer, before->items[gone], at);
}

static void write_origins(struct cx_criteria_diff *diff, const struct cx_criteria_part *after)
{
	if (diff->items[after->entry].mark == CX_CRITERIA_MOVED && after->match->parent)
		diff->items[after->entry].from = after->match->parent->entry;
	for (size_t i = 0; i < after->count; i++)
		write_origins(diff, after->items[i]);
}

struct cx_criteria_diff cx_criteria_diff_of(struct cx_arena *arena, const struct cx_node *before,
					    const struct cx_node *after)
{
	struct cx_criteria_diff diff = {0};
	CX_AUTO(cx_criteria_ids) struct cx_criteria_ids ids = {.arena = arena};
	struct cx_criteria_part *left = before ? cx_criteria_tree(&ids, before) : NULL;
	struct cx_criteria_part *right = after ? cx_criteria_tree(&ids, after) : NULL;
	struct writer writer = {.arena = arena, .diff = &diff};
	if (left && right)
		cx_criteria_match(&ids, left, right);
	if (right)
		write_part(&writer, right, CX_CRITERIA_NOWHERE);
	if (left && !left->match)
		write_removed(&writer, left, CX_CRITERIA_NOWHERE);
	if (left && right)
		write_origins(&diff, right);
	return diff;
}
