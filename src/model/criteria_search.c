/* SPDX-License-Identifier: Apache-2.0 */
/* Search for somebody who fits claims: what must be so is drawn first, then one question is split in two. */
/*
 * The cells in which each attribute can still lie are narrowed by every claim that is one condition (unit
 * propagation over sets, as in solvers of constraints); a choice is undone by putting back the sets that it
 * changed.
 */
#include "model/criteria_search.h"

#define MAX_DEPTH 400

enum truth {
	NEVER,
	MAYBE,
	ALWAYS,
};

struct saved {
	uint32_t variable;
	uint64_t *words;
};

struct search {
	const struct cx_criteria_world *world;
	uint64_t **now; /* by variable: cells that it can still lie in */
	struct saved *trail;
	size_t trail_count, trail_cap;
	int64_t steps;
	bool gave_up;
};

struct claims {
	struct cx_criteria_claim *items;
	size_t count, cap;
};

static void claims_add(struct claims *claims, const struct cx_criteria_part *part, bool negated)
{
	CX_GROW(claims->items, claims->count, claims->cap);
	claims->items[claims->count++] = (struct cx_criteria_claim){part, negated};
}

static size_t words_of(const struct search *search, uint32_t variable)
{
	return CX_CRITERIA_WORDS(search->world->variables[variable].cells);
}

static enum truth literal_truth(struct search *search, const struct cx_criteria_part *part, bool negated)
{
	const struct cx_criteria_literal *literal = &search->world->literals[part->id];
	const uint64_t *now = search->now[literal->variable];
	size_t words = words_of(search, literal->variable);
	bool some = false, all = true;
	for (size_t i = 0; i < words && (all || !some); i++) {
		uint64_t holds = negated ? ~literal->holds[i] : literal->holds[i];
		some |= (now[i] & holds) != 0;
		all &= !(now[i] & ~holds);
	}
	search->steps -= 4 + (int64_t)words;
	return all ? ALWAYS : some ? MAYBE : NEVER;
}

/* AND, or what is not OR. */
static bool needs_all(const struct cx_criteria_part *group, bool negated)
{
	return cx_node_is_text(cx_node_get(group->node, "operator"), "AND") != negated;
}

static enum truth truth_of(struct search *search, const struct cx_criteria_part *part, bool negated)
{
	search->steps -= 10;
	if (search->steps < 0) {
		search->gave_up = true;
		return MAYBE;
	}
	if (!cx_criteria_part_is_joined(part))
		return literal_truth(search, part, negated);
	bool all = needs_all(part, negated);
	enum truth truth = all ? ALWAYS : NEVER;
	for (size_t i = 0; i < part->count; i++) {
		enum truth one = truth_of(search, part->items[i], negated);
		if (one == (all ? NEVER : ALWAYS))
			return one;
		if (one == MAYBE)
			truth = MAYBE;
	}
	return truth;
}

static void narrow(struct search *search, const struct cx_criteria_part *part, bool negated)
{
	const struct cx_criteria_literal *literal = &search->world->literals[part->id];
	size_t words = words_of(search, literal->variable);
	uint64_t *now = search->now[literal->variable], *copy = cx_alloc(words * sizeof *copy);
	memcpy(copy, now, words * sizeof *copy);
	CX_GROW(search->trail, search->trail_count, search->trail_cap);
	search->trail[search->trail_count++] = (struct saved){literal->variable, copy};
	for (size_t i = 0; i < words; i++)
		now[i] &= negated ? ~literal->holds[i] : literal->holds[i];
	search->steps -= (int64_t)words + 50;
}

static void undo(struct search *search, size_t trail_count)
{
	while (search->trail_count > trail_count) {
		struct saved *saved = &search->trail[--search->trail_count];
		memcpy(search->now[saved->variable], saved->words,
		       words_of(search, saved->variable) * sizeof *saved->words);
		cx_free(saved->words);
	}
}

/* The only item that may hold still, or NULL where there are more. */
static const struct cx_criteria_part *only_way(struct search *search, const struct cx_criteria_part *group,
					       bool negated, size_t *ret_ways)
{
	const struct cx_criteria_part *way = NULL;
	*ret_ways = 0;
	for (size_t i = 0; i < group->count; i++)
		if (truth_of(search, group->items[i], negated) == MAYBE) {
			way = group->items[i];
			++*ret_ways;
		}
	return *ret_ways == 1 ? way : NULL;
}

struct choice {
	const struct cx_criteria_part *group;
	bool negated;
	size_t ways;
};

/*
 * Goes once through the claims: what holds is left out, what is one condition narrows, what needs all is
 * taken apart. *ret_choice is the group with the fewest ways left. False: a claim cannot hold.
 */
static bool draw_once(struct search *search, struct claims *claims, bool *ret_changed,
		      struct choice *ret_choice)
{
	struct claims left = {0};
	bool possible = true;
	*ret_changed = false;
	*ret_choice = (struct choice){0};
	for (size_t i = 0; possible && i < claims->count; i++) {
		const struct cx_criteria_part *part = claims->items[i].part;
		bool negated = claims->items[i].negated;
		enum truth truth = truth_of(search, part, negated);
		size_t ways = 0;
		const struct cx_criteria_part *way = NULL;
		possible = truth != NEVER;
		if (truth != MAYBE)
			continue;
		if (!cx_criteria_part_is_joined(part)) {
			narrow(search, part, negated);
			*ret_changed = true;
		} else if (needs_all(part, negated)) {
			/* They come behind, and are seen in this very pass. */
			for (size_t k = 0; k < part->count; k++)
				claims_add(claims, part->items[k], negated);
		} else if ((way = only_way(search, part, negated, &ways)) != NULL) {
			claims_add(claims, way, negated);
		} else {
			claims_add(&left, part, negated);
			if (!ret_choice->group || ways < ret_choice->ways)
				*ret_choice = (struct choice){part, negated, ways};
		}
	}
	cx_free(claims->items);
	*claims = left;
	return possible;
}

static const struct cx_criteria_part *open_literal(struct search *search, const struct cx_criteria_part *part,
						   bool negated)
{
	while (cx_criteria_part_is_joined(part)) {
		size_t i = 0;
		while (i + 1 < part->count && truth_of(search, part->items[i], negated) != MAYBE)
			i++;
		part = part->items[i];
	}
	return part;
}

/* Whether somebody may fit; takes the claims. */
static bool may_fit(struct search *search, struct claims claims, size_t depth)
{
	struct choice choice = {0};
	bool changed = true, possible = true;
	while (possible && changed && !search->gave_up)
		possible = draw_once(search, &claims, &changed, &choice);
	if (depth > MAX_DEPTH)
		search->gave_up = true;
	if (!possible || search->gave_up || !choice.group) {
		cx_free(claims.items);
		return possible;
	}
	const struct cx_criteria_part *literal = open_literal(search, choice.group, choice.negated);
	bool fits = false;
	for (int way = 0; way < 2 && !fits; way++) {
		struct claims copy = {0};
		size_t trail_count = search->trail_count;
		for (size_t i = 0; i < claims.count; i++)
			claims_add(&copy, claims.items[i].part, claims.items[i].negated);
		narrow(search, literal, way ? !choice.negated : choice.negated);
		fits = may_fit(search, copy, depth + 1);
		undo(search, trail_count);
	}
	cx_free(claims.items);
	return fits;
}

static void search_begin(struct search *search)
{
	search->now = cx_alloc((search->world->count + 1) * sizeof *search->now);
	for (size_t i = 0; i < search->world->count; i++) {
		size_t cells = search->world->variables[i].cells, words = CX_CRITERIA_WORDS(cells);
		search->now[i] = cx_alloc(words * sizeof **search->now);
		memset(search->now[i], 0xff, words * sizeof **search->now);
		if (cells % 64)
			search->now[i][words - 1] = (UINT64_C(1) << (cells % 64)) - 1;
	}
}

static void search_end(struct search *search)
{
	undo(search, 0);
	cx_free(search->trail);
	for (size_t i = 0; i < search->world->count; i++)
		cx_free(search->now[i]);
	cx_free(search->now);
}

bool cx_criteria_refuted(const struct cx_criteria_world *world, const struct cx_criteria_claim *claims,
			 size_t count, int64_t *steps)
{
	struct search search = {.world = world, .steps = *steps};
	struct claims all = {0};
	if (*steps <= 0)
		return false;
	search_begin(&search);
	for (size_t i = 0; i < count; i++)
		claims_add(&all, claims[i].part, claims[i].negated);
	bool fits = may_fit(&search, all, 0);
	search_end(&search);
	*steps = search.steps;
	return !fits && !search.gave_up;
}
