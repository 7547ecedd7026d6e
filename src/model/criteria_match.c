/* SPDX-License-Identifier: Apache-2.0 */
/* Matching of criteria trees, group by group. */
/*
 * Equal parts are found by their numbers: first in groups that belong together, then anywhere, then
 * conditions that are left over in such groups and ask for the same attribute. The edit distance of trees was
 * rejected: it is cubic, and its answers are smaller, but not what a person would have said.
 */
#include "model/criteria_match.h"

/* Groups that are looked at for one shared condition: more of them tell nothing. */
#define MAX_SHARERS 8

/* What two groups share, in the order of its weight: the condition, attribute and operator, attribute. */
enum { WEIGHT_SAME = 8, WEIGHT_KIN = 2, WEIGHT_FIELD = 1 };

struct sharers {
	struct cx_criteria_part *groups[MAX_SHARERS];
	size_t count;
};

struct match {
	struct cx_criteria_ids *ids;
	struct cx_criteria_part **slots;   /* by number: lists of parts of before, or NULL */
	struct cx_criteria_part **scratch; /* the same for one group at a time */
	struct sharers **sharers;          /* by number: groups that hold it */
};

static void join(struct cx_criteria_part *before, struct cx_criteria_part *after)
{
	before->match = after;
	after->match = before;
	for (struct cx_criteria_part *p = before->parent; p && !p->is_broken; p = p->parent)
		p->is_broken = true;
	for (struct cx_criteria_part *p = after->parent; p && !p->is_broken; p = p->parent)
		p->is_broken = true;
}

static bool is_free(const struct cx_criteria_part *part)
{
	return !part->match && !part->is_broken;
}

/* Joins equal items of two groups. */
static void join_items(struct match *match, struct cx_criteria_part *before, struct cx_criteria_part *after)
{
	for (size_t i = 0; i < before->count; i++)
		if (is_free(before->items[i]))
			match->scratch[before->items[i]->id] = before->items[i];
	for (size_t i = 0; i < after->count; i++) {
		struct cx_criteria_part *item = after->items[i], *other = match->scratch[item->id];
		if (other && is_free(item) && other->is_group == item->is_group)
			join(other, item);
	}
	for (size_t i = 0; i < before->count; i++)
		match->scratch[before->items[i]->id] = NULL;
	for (size_t i = 0; i < after->count; i++) {
		struct cx_criteria_part *item = after->items[i];
		if (item->match && item->match->parent == before && item->match->id == item->id)
			join_items(match, item->match, item);
	}
}

static void join_whole(struct match *match, struct cx_criteria_part *before, struct cx_criteria_part *after)
{
	join(before, after);
	join_items(match, before, after);
}

/* ---- groups that belong together ---- */

struct pair {
	struct cx_criteria_part *before, *after;
	uint32_t score;
	size_t shared; /* equal items */
	size_t order;
};
struct pairs {
	struct pair *items;
	size_t count, cap;
};

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void share(struct match *match, uint32_t key, struct cx_criteria_part *group)
{
	struct sharers **sharers = &match->sharers[key];
	if (!*sharers)
		*sharers = cx_arena_alloc(match->ids->arena, sizeof **sharers);
	size_t n = (*sharers)->count;
	if (n < MAX_SHARERS && (!n || (*sharers)->groups[n - 1] != group))
		(*sharers)->groups[(*sharers)->count++] = group;
}

static void vote(const struct match *match, uint32_t key, uint32_t weight, struct cx_criteria_part *after,
		 struct pairs *pairs)
{
	const struct sharers *sharers = match->sharers[key];
	for (size_t i = 0; sharers && i < sharers->count; i++) {
		struct cx_criteria_part *before = sharers->groups[i];
		bool known = before->vote < pairs->count && pairs->items[before->vote].before == before &&
			     pairs->items[before->vote].after == after;
		if (!known) {
			before->vote = pairs->count;
			CX_GROW(pairs->items, pairs->count, pairs->cap);
			pairs->items[pairs->count++] =
				(struct pair){.before = before, .after = after, .order = before->vote};
		}
		pairs->items[before->vote].score += weight;
		pairs->items[before->vote].shared += weight == WEIGHT_SAME;
	}
}

typedef void on_key_fn(struct match *match, uint32_t key, uint32_t weight, struct cx_criteria_part *group,
		       struct pairs *pairs);

static void key_share(struct match *match, uint32_t key, uint32_t weight, struct cx_criteria_part *group,
		      struct pairs *pairs)
{
	(void)weight;
	(void)pairs;
	share(match, key, group);
}

static void key_vote(struct match *match, uint32_t key, uint32_t weight, struct cx_criteria_part *group,
		     struct pairs *pairs)
{
	vote(match, key, weight, group, pairs);
}

static void key_forget(struct match *match, uint32_t key, uint32_t weight, struct cx_criteria_part *group,
		       struct pairs *pairs)
{
	(void)weight;
	(void)group;
	(void)pairs;
	if (match->sharers[key])
		match->sharers[key]->count = 0;
}

/* Calls fn with what is in a group and not matched yet. */
static void each_key(struct match *match, struct cx_criteria_part *group, on_key_fn *fn, struct pairs *pairs)
{
	for (size_t i = 0; i < group->count; i++) {
		struct cx_criteria_part *item = group->items[i];
		if (item->match)
			continue;
		fn(match, item->id, WEIGHT_SAME, group, pairs);
		if (item->is_group)
			continue;
		fn(match, item->kin, WEIGHT_KIN, group, pairs);
		fn(match, item->field, WEIGHT_FIELD, group, pairs);
	}
}

struct groups {
	struct cx_criteria_part **items;
	size_t count, cap;
};

static void groups_add(struct match *match, struct groups *groups, struct cx_criteria_part *group)
{
	CX_ARENA_GROW(match->ids->arena, groups->items, groups->count, groups->cap);
	groups->items[groups->count++] = group;
}

/* Pairs of groups that share something, the best first. */
static struct pairs pairs_of(struct match *match, const struct groups *before, const struct groups *after)
{
	struct pairs pairs = {0};
	for (size_t i = 0; i < before->count; i++)
		each_key(match, before->items[i], key_share, NULL);
	for (size_t i = 0; i < after->count; i++)
		each_key(match, after->items[i], key_vote, &pairs);
	for (size_t i = 0; i < before->count; i++)
		each_key(match, before->items[i], key_forget, NULL);
	if (pairs.count)
		qsort(pairs.items, pairs.count, sizeof *pairs.items, compare_pairs);
	return pairs;
}

static struct groups free_groups(struct match *match, const struct cx_criteria_part *parent)
{
	struct groups groups = {0};
	for (size_t i = 0; i < parent->count; i++)
		if (parent->items[i]->is_group && !parent->items[i]->match)
			groups_add(match, &groups, parent->items[i]);
	return groups;
}

static void match_groups(struct match *match, struct cx_criteria_part *before, struct cx_criteria_part *after)
{
	join(before, after);
	join_items(match, before, after);
	struct groups left = free_groups(match, before), right = free_groups(match, after);
	struct pairs pairs = pairs_of(match, &left, &right);
	for (size_t i = 0; i < pairs.count; i++)
		if (!pairs.items[i].before->match && !pairs.items[i].after->match)
			match_groups(match, pairs.items[i].before, pairs.items[i].after);
	cx_free(pairs.items);
}

bool cx_criteria_joins_same(const struct cx_criteria_part *a, const struct cx_criteria_part *b)
{
	return a->joins_any || b->joins_any ||
	       strcmp(cx_criteria_part_joins(a), cx_criteria_part_joins(b)) == 0;
}

/* ---- roots ---- */

struct nest {
	const struct cx_criteria_part *root; /* of the other tree: its items' numbers are in scratch */
	struct cx_criteria_part *best;
	size_t shared;
};

static void nest_search(const struct match *match, struct nest *nest, struct cx_criteria_part *group)
{
	size_t shared = 0;
	for (size_t i = 0; i < group->count; i++) {
		shared += match->scratch[group->items[i]->id] != NULL;
		if (group->items[i]->is_group)
			nest_search(match, nest, group->items[i]);
	}
	/* The other tree's root itself is looked at too: it is where both meet if nothing else is better. */
	bool fits = !group->parent || cx_criteria_joins_same(nest->root, group);
	if (fits && (shared > nest->shared || (shared == nest->shared && !group->parent))) {
		nest->shared = shared;
		nest->best = group;
	}
}

/* The group of the other tree that a root has become, or came from; NULL if it is the other root. */
static struct cx_criteria_part *nest_of(struct match *match, struct cx_criteria_part *root,
					struct cx_criteria_part *other)
{
	struct nest nest = {.root = root};
	for (size_t i = 0; i < root->count; i++)
		match->scratch[root->items[i]->id] = root->items[i];
	nest_search(match, &nest, other);
	for (size_t i = 0; i < root->count; i++)
		match->scratch[root->items[i]->id] = NULL;
	return nest.best && nest.best != other && nest.shared * 2 >= root->count ? nest.best : NULL;
}

/* A root that was put into another group, or taken out of one, is that group; else roots are each other's. */
static void match_roots(struct match *match, struct cx_criteria_part *before, struct cx_criteria_part *after)
{
	bool same = cx_criteria_joins_same(before, after);
	struct cx_criteria_part *inner = same ? NULL : nest_of(match, before, after);
	struct cx_criteria_part *outer = same || inner ? NULL : nest_of(match, after, before);
	before = outer ? outer : before;
	after = inner ? inner : after;
	if (before->id == after->id)
		join_whole(match, before, after);
	else
		match_groups(match, before, after);
}

/* ---- elsewhere ---- */

static void slots_fill(struct match *match, struct cx_criteria_part *part, bool groups)
{
	/* Backwards, so that the first in the order of reading is the first of its list. */
	for (size_t i = part->count; i > 0; i--)
		slots_fill(match, part->items[i - 1], groups);
	if (!is_free(part) || part->is_group != groups)
		return;
	part->same_next = match->slots[part->id];
	match->slots[part->id] = part;
}

static struct cx_criteria_part *slot_take(struct match *match, uint32_t id)
{
	struct cx_criteria_part *part = match->slots[id];
	while (part && !is_free(part))
		part = part->same_next;
	match->slots[id] = part;
	return part;
}

static void match_moved(struct match *match, struct cx_criteria_part *after, bool groups)
{
	if (is_free(after) && after->is_group == groups) {
		struct cx_criteria_part *before = slot_take(match, after->id);
		if (before)
			join_whole(match, before, after);
	}
	for (size_t i = 0; i < after->count; i++)
		match_moved(match, after->items[i], groups);
}

static void slots_clear(struct match *match, const struct cx_criteria_part *part)
{
	match->slots[part->id] = NULL;
	for (size_t i = 0; i < part->count; i++)
		slots_clear(match, part->items[i]);
}

static void collect_groups(struct match *match, struct cx_criteria_part *part, struct groups *groups)
{
	if (part->is_group && !part->match)
		groups_add(match, groups, part);
	for (size_t i = 0; i < part->count; i++)
		collect_groups(match, part->items[i], groups);
}

/* Groups that were moved and changed: half of what they hold is the same. */
static void match_near(struct match *match, struct cx_criteria_part *before, struct cx_criteria_part *after)
{
	struct groups left = {0}, right = {0};
	collect_groups(match, before, &left);
	collect_groups(match, after, &right);
	struct pairs pairs = pairs_of(match, &left, &right);
	for (size_t i = 0; i < pairs.count; i++) {
		const struct pair *pair = &pairs.items[i];
		size_t larger =
			pair->before->count > pair->after->count ? pair->before->count : pair->after->count;
		if (!pair->before->match && !pair->after->match && pair->shared * 2 >= larger &&
		    cx_criteria_joins_same(pair->before, pair->after))
			match_groups(match, pair->before, pair->after);
	}
	cx_free(pairs.items);
}

/* ---- conditions with another value ---- */

static uint32_t kin_key(const struct cx_criteria_part *part)
{
	return part->kin;
}

static uint32_t field_key(const struct cx_criteria_part *part)
{
	return part->field;
}

static bool is_left(const struct cx_criteria_part *part)
{
	return !part->is_group && !part->match;
}

static void match_changed(struct match *match, struct cx_criteria_part *after,
			  uint32_t (*key)(const struct cx_criteria_part *part))
{
	struct cx_criteria_part *before = after->match;
	for (size_t i = before ? before->count : 0; i > 0; i--) {
		struct cx_criteria_part *item = before->items[i - 1];
		if (!is_left(item))
			continue;
		item->same_next = match->slots[key(item)];
		match->slots[key(item)] = item;
	}
	for (size_t i = 0; i < after->count; i++) {
		struct cx_criteria_part *item = after->items[i];
		if (item->is_group)
			continue;
		struct cx_criteria_part *other = is_left(item) ? match->slots[key(item)] : NULL;
		if (!other)
			continue;
		match->slots[key(item)] = other->same_next;
		join(other, item);
	}
	for (size_t i = 0; before && i < before->count; i++)
		if (!before->items[i]->is_group)
			match->slots[key(before->items[i])] = NULL;
	for (size_t i = 0; i < after->count; i++)
		if (after->items[i]->is_group)
			match_changed(match, after->items[i], key);
}

void cx_criteria_match(struct cx_criteria_ids *ids, struct cx_criteria_part *before,
		       struct cx_criteria_part *after)
{
	size_t size = (size_t)ids->count + 1;
	struct match match = {
		.ids = ids,
		.slots = cx_arena_alloc(ids->arena, size * sizeof *match.slots),
		.scratch = cx_arena_alloc(ids->arena, size * sizeof *match.scratch),
		.sharers = cx_arena_alloc(ids->arena, size * sizeof *match.sharers),
	};
	match_roots(&match, before, after);
	slots_fill(&match, before, true);
	match_moved(&match, after, true);
	slots_clear(&match, before);
	match_near(&match, before, after);
	slots_fill(&match, before, false);
	match_moved(&match, after, false);
	slots_clear(&match, before);
	match_changed(&match, after, kin_key);
	match_changed(&match, after, field_key);
}
