/* SPDX-License-Identifier: Apache-2.0 */
/* The values that conditions on one attribute can tell apart. */
#include "model/criteria_cells.h"

#include "model/criteria_values.h"

/* Cells times conditions of one attribute: beyond it, nothing is known of how they relate. */
#define MAX_ANSWERS 4000000
#define NONE        SIZE_MAX

struct attribute {
	struct cx_criteria_question *questions;
	size_t count, cap;
};

struct maker {
	struct cx_criteria_ids *ids;
	struct cx_criteria_world *world;
	struct attribute *attributes; /* by number of the field */
	bool *seen;                   /* by number of the part */
};

static uint32_t add_variable(struct maker *maker, size_t cells)
{
	struct cx_criteria_world *world = maker->world;
	CX_ARENA_GROW(maker->ids->arena, world->variables, world->count, world->cap);
	world->variables[world->count].cells = cells;
	return (uint32_t)world->count++;
}

/* Of what is not understood: it holds or it does not, whatever else is the case. */
static void add_unknown(struct maker *maker, uint32_t id)
{
	static const uint64_t holds[] = {1};
	maker->world->literals[id] =
		(struct cx_criteria_literal){.variable = add_variable(maker, 2), .holds = holds};
}

static void collect(struct maker *maker, const struct cx_criteria_part *part)
{
	if (cx_criteria_part_is_joined(part)) {
		for (size_t i = 0; i < part->count; i++)
			collect(maker, part->items[i]);
		return;
	}
	if (maker->seen[part->id])
		return;
	maker->seen[part->id] = true;
	struct cx_criteria_question question;
	if (part->is_group || !cx_criteria_question_of(maker->ids, part, &question)) {
		add_unknown(maker, part->id);
		return;
	}
	struct attribute *attribute = &maker->attributes[part->field];
	CX_ARENA_GROW(maker->ids->arena, attribute->questions, attribute->count, attribute->cap);
	attribute->questions[attribute->count++] = question;
}

/* ---- cells ---- */

struct cell {
	bool is_missing;
	bool is_unequal, is_null; /* of a missing one: unequal to any value; equal to null */
	size_t place;             /* among values in their order: odd is a value, even between two; or NONE */
	size_t class;             /* of texts, if case does not count; or NONE */
	uint32_t patterns;        /* those that fit, a bit each */
};
struct cells {
	struct cell *items;
	size_t count, cap;
};

static void add_cell(struct maker *maker, struct cells *cells, struct cell cell)
{
	CX_ARENA_GROW(maker->ids->arena, cells->items, cells->count, cells->cap);
	cells->items[cells->count++] = cell;
}

static void add_missing(struct maker *maker, const struct attribute *attribute, struct cells *cells)
{
	unsigned negated = 0, null = 0;
	for (size_t i = 0; i < attribute->count; i++) {
		const struct cx_criteria_question *question = &attribute->questions[i];
		negated |= question->negated && question->ask != CX_CRITERIA_ASK_NULL;
		null |= question->ask == CX_CRITERIA_ASK_EQUALS_NULL;
	}
	for (unsigned unequal = 0; unequal <= negated; unequal++)
		for (unsigned is_null = 0; is_null <= null; is_null++)
			add_cell(maker, cells,
				 (struct cell){.is_missing = true,
					       .is_unequal = unequal,
					       .is_null = is_null,
					       .place = NONE,
					       .class = NONE});
}

static void add_ordered(struct maker *maker, const struct cx_criteria_values *values, struct cells *cells)
{
	for (size_t place = 0; place <= 2 * values->count; place++)
		add_cell(maker, cells, (struct cell){.place = place, .class = NONE});
}

/* A cell for each set of patterns that the text may fit; NULL: a text that is not named. */
static void add_text(struct maker *maker, struct cells *cells, const struct cx_criteria_patterns *patterns,
		     const struct cx_node *text, struct cell cell)
{
	bool folds = cell.class != NONE;
	for (uint32_t set = 0; set < UINT32_C(1) << patterns->count; set++) {
		cell.patterns = set;
		if (cx_criteria_patterns_agree(patterns, set, text, folds))
			add_cell(maker, cells, cell);
	}
}

static void add_named(struct maker *maker, const struct cx_criteria_values *values,
		      const struct cx_criteria_patterns *patterns, struct cells *cells)
{
	for (size_t i = 0; i < values->count; i++)
		add_text(maker, cells, patterns, values->items[i],
			 (struct cell){.place = 2 * i + 1, .class = NONE});
	/* The same texts for those to whom case is nothing. */
	for (size_t i = 0; values->classes && i < values->count; i++)
		add_text(maker, cells, patterns, values->items[i],
			 (struct cell){.place = NONE, .class = values->classes[i]});
	if (!values->is_closed)
		add_text(maker, cells, patterns, NULL, (struct cell){.place = NONE, .class = NONE});
}

/* ---- answers ---- */

struct answers {
	const struct cx_criteria_values *values;
	const struct cx_criteria_patterns *patterns;
	size_t *places, *classes; /* of the question's values, sorted */
};

static int compare_sizes(const void *left, const void *right)
{
	const size_t *a = left, *b = right;
	return *a < *b ? -1 : *a > *b;
}

static bool holds_size(const size_t *sizes, size_t count, size_t size)
{
	return count && bsearch(&size, sizes, count, sizeof *sizes, compare_sizes);
}

static void sort_values(const struct answers *answers, const struct cx_criteria_question *question)
{
	if (cx_criteria_is_pattern(answers->values, question))
		return;
	for (size_t i = 0; i < question->count; i++) {
		size_t at = cx_criteria_values_find(answers->values, question->values[i]);
		answers->places[i] = 2 * at + 1;
		answers->classes[i] = answers->values->classes ? answers->values->classes[at] : 0;
	}
	if (!question->count)
		return;
	qsort(answers->places, question->count, sizeof *answers->places, compare_sizes);
	qsort(answers->classes, question->count, sizeof *answers->classes, compare_sizes);
}

static bool is_beyond(const struct cx_criteria_question *question, size_t place, size_t limit)
{
	if (place == limit)
		return !question->strict;
	return question->lower ? place > limit : place < limit;
}

static bool answer(const struct answers *answers, const struct cx_criteria_question *question,
		   const struct cell *cell)
{
	switch (question->ask) {
	case CX_CRITERIA_ASK_NULL:
		return cell->is_missing != question->negated;
	case CX_CRITERIA_ASK_EQUALS_NULL:
		return cell->is_missing && cell->is_null;
	case CX_CRITERIA_ASK_VALUES:
	case CX_CRITERIA_ASK_ORDER:
	case CX_CRITERIA_ASK_CONTAINS:
	case CX_CRITERIA_ASK_STARTS:
	case CX_CRITERIA_ASK_ENDS:
		break;
	}
	if (cell->is_missing)
		return question->negated && cell->is_unequal;
	bool holds;
	if (cx_criteria_is_pattern(answers->values, question))
		holds = cell->patterns >> cx_criteria_patterns_find(answers->patterns, question) & 1;
	else if (question->ask == CX_CRITERIA_ASK_ORDER)
		holds = is_beyond(question, cell->place, answers->places[0]);
	else if (cell->class == NONE)
		holds = holds_size(answers->places, question->count, cell->place);
	else
		holds = holds_size(answers->classes, question->count, cell->class);
	return holds != question->negated;
}

static void add_literals(struct maker *maker, const struct attribute *attribute, const struct cells *cells,
			 struct answers *answers)
{
	uint32_t variable = add_variable(maker, cells->count);
	for (size_t i = 0; i < attribute->count; i++) {
		const struct cx_criteria_question *question = &attribute->questions[i];
		uint64_t *holds =
			cx_arena_alloc(maker->ids->arena, CX_CRITERIA_WORDS(cells->count) * sizeof *holds);
		answers->places = cx_alloc((question->count + 1) * sizeof *answers->places);
		answers->classes = cx_alloc((question->count + 1) * sizeof *answers->classes);
		sort_values(answers, question);
		for (size_t c = 0; c < cells->count; c++)
			if (answer(answers, question, &cells->items[c]))
				holds[c / 64] |= UINT64_C(1) << (c % 64);
		cx_free(answers->places);
		cx_free(answers->classes);
		maker->world->literals[question->id] =
			(struct cx_criteria_literal){.variable = variable, .holds = holds};
	}
}

/* ---- one attribute ---- */

/* Leaves those questions of an attribute that can be asked together; nothing is known of the others. */
static void sift(struct maker *maker, struct attribute *attribute, struct cx_criteria_values *ret_values,
		 struct cx_criteria_patterns *patterns)
{
	size_t kept = 0;
	*ret_values = cx_criteria_values_of(maker->ids->arena, attribute->questions, attribute->count);
	for (size_t i = 0; i < attribute->count; i++) {
		struct cx_criteria_question *question = &attribute->questions[i];
		if (cx_criteria_values_allow(ret_values, question) &&
		    (!cx_criteria_is_pattern(ret_values, question) ||
		     cx_criteria_patterns_add(patterns, question)))
			attribute->questions[kept++] = *question;
		else
			add_unknown(maker, question->id);
	}
	attribute->count = kept;
}

static void add_attribute(struct maker *maker, struct attribute *attribute)
{
	struct cx_criteria_values values;
	struct cx_criteria_patterns patterns = {0};
	struct cells cells = {0};
	sift(maker, attribute, &values, &patterns);
	if ((values.count << (patterns.count + 1)) * attribute->count > MAX_ANSWERS) {
		for (size_t i = 0; i < attribute->count; i++)
			add_unknown(maker, attribute->questions[i].id);
		return;
	}
	add_missing(maker, attribute, &cells);
	if (values.is_ordered)
		add_ordered(maker, &values, &cells);
	else
		add_named(maker, &values, &patterns, &cells);
	struct answers answers = {.values = &values, .patterns = &patterns};
	add_literals(maker, attribute, &cells, &answers);
}

struct cx_criteria_world cx_criteria_world_of(struct cx_criteria_ids *ids,
					      struct cx_criteria_part *const *trees, size_t count)
{
	size_t size = (size_t)ids->count + 1;
	struct cx_criteria_world world = {.literals =
						  cx_arena_alloc(ids->arena, size * sizeof *world.literals)};
	struct maker maker = {
		.ids = ids,
		.world = &world,
		.attributes = cx_arena_alloc(ids->arena, size * sizeof *maker.attributes),
		.seen = cx_arena_alloc(ids->arena, size * sizeof *maker.seen),
	};
	for (size_t i = 0; i < count; i++)
		collect(&maker, trees[i]);
	for (size_t i = 0; i < size; i++)
		if (maker.attributes[i].count)
			add_attribute(&maker, &maker.attributes[i]);
	return world;
}
