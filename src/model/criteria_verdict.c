/* SPDX-License-Identifier: Apache-2.0 */
/* What is proved of two criteria. */
/*
 * A proof is the failure of a search for somebody who is in the one and not in the other. What both share at
 * the top is left out of it; then what differs is proved by the conditions on the same attributes alone, and
 * only if that does not do by all of them.
 */
#include "model/criteria_verdict.h"

#include "model/criteria_search.h"

struct claims {
	struct cx_criteria_claim *items;
	size_t count, cap;
};

struct court {
	struct cx_criteria_ids *ids;
	struct cx_criteria_world world;
	int64_t *steps;
	uint32_t *marks; /* by variable: those of the part in question */
	uint32_t mark;
};

static void claims_add(struct claims *claims, const struct cx_criteria_part *part, bool negated)
{
	CX_GROW(claims->items, claims->count, claims->cap);
	claims->items[claims->count++] = (struct cx_criteria_claim){part, negated};
}

static bool refuted(struct court *court, const struct claims *claims)
{
	return cx_criteria_refuted(&court->world, claims->items, claims->count, court->steps);
}

/* Whether nobody fits all the claims; frees them. */
static bool settle(struct court *court, struct claims *claims)
{
	bool is_refuted = refuted(court, claims);
	cx_free(claims->items);
	return is_refuted;
}

static void mark_variables(struct court *court, const struct cx_criteria_part *part)
{
	if (!cx_criteria_part_is_joined(part))
		court->marks[court->world.literals[part->id].variable] = court->mark;
	else
		for (size_t i = 0; i < part->count; i++)
			mark_variables(court, part->items[i]);
	*court->steps -= 5;
}

static bool has_marked(struct court *court, const struct cx_criteria_part *part)
{
	*court->steps -= 5;
	if (!cx_criteria_part_is_joined(part))
		return court->marks[court->world.literals[part->id].variable] == court->mark;
	for (size_t i = 0; i < part->count; i++)
		if (has_marked(court, part->items[i]))
			return true;
	return false;
}

/* Whether all items of a AND (none of a: OR) and one more claim are refuted by those that share attributes.
 */
static bool refuted_near(struct court *court, const struct cx_criteria_part *group, bool negated,
			 struct cx_criteria_claim claim)
{
	struct claims claims = {0};
	court->mark++;
	mark_variables(court, claim.part);
	claims_add(&claims, claim.part, claim.negated);
	for (size_t i = 0; i<group->count && * court->steps> 0; i++)
		if (has_marked(court, group->items[i]))
			claims_add(&claims, group->items[i], negated);
	return settle(court, &claims);
}

static bool joins(const struct cx_criteria_part *part, const char *word)
{
	return cx_criteria_part_is_joined(part) && cx_node_is_text(cx_node_get(part->node, "operator"), word);
}

static bool is_shared(const bool *held, const struct cx_criteria_part *part)
{
	return held[part->id];
}

static void hold_items(bool *held, const struct cx_criteria_part *group, bool value)
{
	for (size_t i = 0; i < group->count; i++)
		held[group->items[i]->id] = value;
}

/*
 * Whether everybody in a is in b, where both are AND: each item of b that a does not have follows from a. Or
 * both are OR: each item of a that b does not have leads to b.
 */
static bool follows_item_by_item(struct court *court, const struct cx_criteria_part *a,
				 const struct cx_criteria_part *b, bool all)
{
	const struct cx_criteria_part *from = all ? b : a, *in = all ? a : b;
	bool *held = cx_alloc((size_t)court->ids->count + 1), follows = true;
	hold_items(held, in, true);
	for (size_t i = 0; follows && i < from->count; i++)
		if (!is_shared(held, from->items[i]))
			follows = refuted_near(court, in, !all,
					       (struct cx_criteria_claim){from->items[i], all});
	cx_free(held);
	return follows;
}

static bool implies(struct court *court, const struct cx_criteria_part *a, const struct cx_criteria_part *b)
{
	if (a->id == b->id)
		return true;
	bool all = joins(a, "AND") && (joins(b, "AND") || b->joins_any);
	bool any = joins(b, "OR") && (joins(a, "OR") || a->joins_any);
	if ((all || any) && follows_item_by_item(court, a, b, all))
		return true;
	struct claims claims = {0};
	claims_add(&claims, a, false);
	claims_add(&claims, b, true);
	return settle(court, &claims);
}

static bool is_refuted(struct court *court, const struct cx_criteria_part *part, bool negated)
{
	struct claims claims = {0};
	claims_add(&claims, part, negated);
	return settle(court, &claims);
}

/* Takes an equal part of what is left for each question that is still to come; what one does not use stays.
 */
struct purse {
	int64_t left;
	int questions;
};

static void next_question(struct court *court, struct purse *purse)
{
	int64_t part = purse->left / purse->questions--;
	purse->left -= part;
	*court->steps = part;
}

static void end_question(const struct court *court, struct purse *purse)
{
	if (*court->steps > 0)
		purse->left += *court->steps;
}

static bool ask_implies(struct court *court, struct purse *purse, const struct cx_criteria_part *a,
			const struct cx_criteria_part *b)
{
	next_question(court, purse);
	bool answer = implies(court, a, b);
	end_question(court, purse);
	return answer;
}

static bool ask_refuted(struct court *court, struct purse *purse, const struct cx_criteria_part *part,
			bool negated)
{
	next_question(court, purse);
	bool answer = is_refuted(court, part, negated);
	end_question(court, purse);
	return answer;
}

/* A court for two trees, and what it may spend. */
struct session {
	struct cx_criteria_ids ids;
	struct cx_criteria_part *before, *after;
	struct court court;
	struct purse purse;
	int64_t now, given;
};

static void session_begin(struct session *session, struct cx_arena *arena, const struct cx_node *before,
			  const struct cx_node *after, int64_t steps)
{
	*session = (struct session){.ids.arena = arena};
	session->before = cx_criteria_tree(&session->ids, before);
	session->after = cx_criteria_tree(&session->ids, after);
	struct cx_criteria_part *const trees[] = {session->before, session->after};
	session->given = steps < CX_CRITERIA_VERDICT_STEPS ? steps : CX_CRITERIA_VERDICT_STEPS;
	session->purse.left = session->given;
	session->court = (struct court){.ids = &session->ids, .steps = &session->now};
	session->court.world = cx_criteria_world_of(&session->ids, trees, CX_COUNT(trees));
	session->court.marks =
		cx_arena_alloc(arena, (session->court.world.count + 1) * sizeof *session->court.marks);
}

/* Returns what was spent. */
static int64_t session_end(struct session *session)
{
	cx_criteria_ids_release(&session->ids);
	return session->given - session->purse.left;
}

struct cx_criteria_verdict cx_criteria_verdict_of(const struct cx_node *before, const struct cx_node *after,
						  int64_t *steps)
{
	struct cx_criteria_verdict verdict = {0};
	struct cx_arena arena = CX_ARENA_INIT;
	struct session s;
	session_begin(&s, &arena, before, after, *steps);
	s.purse.questions = 4;
	verdict.grows = ask_implies(&s.court, &s.purse, s.before, s.after);
	verdict.shrinks = ask_implies(&s.court, &s.purse, s.after, s.before);
	verdict.empty = ask_refuted(&s.court, &s.purse, s.after, false);
	verdict.everyone = ask_refuted(&s.court, &s.purse, s.after, true);
	*steps -= session_end(&s);
	cx_arena_release(&arena);
	return verdict;
}

struct cx_criteria_rest cx_criteria_rest_of(struct cx_arena *arena, const struct cx_node *before,
					    const struct cx_node *after, int64_t *steps)
{
	struct cx_criteria_rest rest = {0};
	struct cx_arena scratch = CX_ARENA_INIT;
	struct session s;
	session_begin(&s, &scratch, before, after, *steps);
	/* An OR is one thing that is asked for. */
	bool apart = s.after->joins_any || joins(s.after, "AND");
	struct cx_criteria_part *const *items = apart ? s.after->items : &s.after;
	size_t count = apart ? s.after->count : 1;
	s.purse.questions = (int)count;
	rest.items = cx_arena_alloc(arena, (count + 1) * sizeof *rest.items);
	for (size_t i = 0; i < count; i++)
		if (!ask_implies(&s.court, &s.purse, s.before, items[i]))
			rest.items[rest.count++] = items[i]->node;
	*steps -= session_end(&s);
	cx_arena_release(&scratch);
	return rest;
}

enum cx_effect cx_criteria_verdict_effect(const struct cx_criteria_verdict *verdict)
{
	if (verdict->shrinks && verdict->grows)
		return CX_EFFECT_NONE;
	if (verdict->empty)
		return CX_EFFECT_EMPTY;
	if (verdict->everyone)
		return CX_EFFECT_EVERYONE;
	return verdict->shrinks ? CX_EFFECT_SHRINK : verdict->grows ? CX_EFFECT_GROW : CX_EFFECT_EITHER;
}
