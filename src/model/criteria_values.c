/* SPDX-License-Identifier: Apache-2.0 */
/* The values and the patterns of text that conditions on one attribute name. */
#include "model/criteria_values.h"

/* ---- values ---- */

static int compare_values(const void *left, const void *right)
{
	return cx_node_compare(*(const struct cx_node *const *)left, *(const struct cx_node *const *)right);
}

size_t cx_criteria_values_find(const struct cx_criteria_values *values, const struct cx_node *value)
{
	const struct cx_node **found =
		bsearch(&value, values->items, values->count, sizeof *values->items, compare_values);
	return (size_t)(found - values->items);
}

/* Forms of dates whose order as text is that of time. */
static const char *date_form(const struct cx_node *node)
{
	static const char *const forms[] = {"9999-99-99", "9999-99-99T99:99:99Z", "9999-99-99T99:99:99.999Z"};
	for (size_t f = 0; f < CX_COUNT(forms); f++) {
		size_t i = 0, len = strlen(forms[f]);
		while (node->len == len && i < len &&
		       (forms[f][i] == '9' ? node->text[i] >= '0' && node->text[i] <= '9'
					   : node->text[i] == forms[f][i]))
			i++;
		if (i == len)
			return forms[f];
	}
	return NULL;
}

static bool are_dates(const struct cx_criteria_values *values)
{
	const char *form = values->count ? date_form(values->items[0]) : NULL;
	for (size_t i = 0; form && i < values->count; i++)
		if (date_form(values->items[i]) != form)
			return false;
	return form != NULL;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A text without what may not count. */
struct folded {
	const char *text;
	size_t len, index;
};

static struct folded fold(const struct cx_node *node, size_t index)
{
	struct folded folded = {node->text, node->len, index};
	while (folded.len && is_blank(folded.text[folded.len - 1]))
		folded.len--;
	while (folded.len && is_blank(*folded.text)) {
		folded.text++;
		folded.len--;
	}
	return folded;
}

static int compare_folded(const void *left, const void *right)
{
	const struct folded *a = left, *b = right;
	for (size_t i = 0; i < a->len && i < b->len; i++)
		if (lower(a->text[i]) != lower(b->text[i]))
			return (unsigned char)lower(a->text[i]) < (unsigned char)lower(b->text[i]) ? -1 : 1;
	return a->len < b->len ? -1 : a->len > b->len;
}

static size_t *classes_of(struct cx_arena *arena, const struct cx_criteria_values *values)
{
	size_t *classes = cx_arena_alloc(arena, (values->count + 1) * sizeof *classes);
	struct folded *folded = cx_alloc((values->count + 1) * sizeof *folded);
	for (size_t i = 0; i < values->count; i++)
		folded[i] = fold(values->items[i], i);
	if (values->count)
		qsort(folded, values->count, sizeof *folded, compare_folded);
	for (size_t i = 0, class = 0; i < values->count; i++) {
		class += i && compare_folded(&folded[i - 1], &folded[i]) != 0;
		classes[folded[i].index] = class;
	}
	cx_free(folded);
	return classes;
}

static bool is_text_pattern(const struct cx_criteria_question *question)
{
	return question->ask == CX_CRITERIA_ASK_CONTAINS || question->ask == CX_CRITERIA_ASK_STARTS ||
	       question->ask == CX_CRITERIA_ASK_ENDS;
}

/* Values that stand by themselves: those of patterns are no values. */
static void gather(struct cx_criteria_values *values, const struct cx_criteria_question *questions,
		   size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t v = 0; !is_text_pattern(&questions[i]) && v < questions[i].count; v++)
			values->items[values->count++] = questions[i].values[v];
	if (values->count)
		qsort(values->items, values->count, sizeof *values->items, compare_values);
	size_t kept = 0;
	for (size_t i = 0; i < values->count; i++)
		if (!i || compare_values(&values->items[i - 1], &values->items[i]) != 0)
			values->items[kept++] = values->items[i];
	values->count = kept;
}

static void close_booleans(struct cx_arena *arena, struct cx_criteria_values *values)
{
	values->is_closed = true;
	values->items = cx_arena_alloc(arena, 2 * sizeof *values->items);
	for (int i = 0; i < 2; i++)
		values->items[i] = cx_node_bool(arena, i);
	qsort(values->items, 2, sizeof *values->items, compare_values);
	values->count = 2;
}

struct cx_criteria_values cx_criteria_values_of(struct cx_arena *arena,
						const struct cx_criteria_question *questions, size_t count)
{
	struct cx_criteria_values values = {.type = CX_NODE_NULL};
	size_t total = 0;
	bool asks_order = false;
	for (size_t i = 0; i < count; i++) {
		total += questions[i].count;
		asks_order |= questions[i].ask == CX_CRITERIA_ASK_ORDER;
		if (!questions[i].count)
			continue;
		values.is_mixed |= values.type != CX_NODE_NULL && values.type != questions[i].type;
		values.type = questions[i].type;
	}
	values.items = cx_arena_alloc(arena, (total + 1) * sizeof *values.items);
	if (values.is_mixed)
		return values;
	gather(&values, questions, count);
	if (values.type == CX_NODE_BOOL)
		close_booleans(arena, &values);
	else if (values.type == CX_NODE_NUMBER || (asks_order && are_dates(&values)))
		values.is_ordered = true;
	else if (values.type == CX_NODE_STRING)
		values.classes = classes_of(arena, &values);
	return values;
}

bool cx_criteria_values_allow(const struct cx_criteria_values *values,
			      const struct cx_criteria_question *question)
{
	if (question->ask == CX_CRITERIA_ASK_NULL || question->ask == CX_CRITERIA_ASK_EQUALS_NULL)
		return true;
	if (values->is_mixed)
		return false;
	return !is_text_pattern(question) || !values->is_ordered;
}

/* ---- patterns ---- */

bool cx_criteria_is_pattern(const struct cx_criteria_values *values,
			    const struct cx_criteria_question *question)
{
	return is_text_pattern(question) || (question->ask == CX_CRITERIA_ASK_ORDER && !values->is_ordered);
}

/* Questions of order differ in their sort, too; not_contains is contains. */
static bool is_same(const struct cx_criteria_question *a, const struct cx_criteria_question *b)
{
	return a->ask == b->ask && a->lower == b->lower && a->strict == b->strict &&
	       cx_node_equal(a->values[0], b->values[0]);
}

size_t cx_criteria_patterns_find(const struct cx_criteria_patterns *patterns,
				 const struct cx_criteria_question *question)
{
	size_t at = 0;
	while (at < patterns->count && !is_same(&patterns->items[at], question))
		at++;
	return at;
}

bool cx_criteria_patterns_add(struct cx_criteria_patterns *patterns,
			      const struct cx_criteria_question *question)
{
	if (cx_criteria_patterns_find(patterns, question) < patterns->count)
		return true;
	if (patterns->count == CX_CRITERIA_MAX_PATTERNS)
		return false;
	patterns->items[patterns->count++] = *question;
	return true;
}

static bool stands_at(const char *text, const struct cx_node *pattern, bool folds)
{
	for (size_t i = 0; i < pattern->len; i++)
		if (folds ? lower(text[i]) != lower(pattern->text[i]) : text[i] != pattern->text[i])
			return false;
	return true;
}

static bool fits(const struct cx_criteria_question *question, const struct cx_node *text, bool folds)
{
	const struct cx_node *pattern = question->values[0];
	if (pattern->len > text->len)
		return false;
	size_t last = text->len - pattern->len;
	if (question->ask == CX_CRITERIA_ASK_STARTS)
		return stands_at(text->text, pattern, folds);
	if (question->ask == CX_CRITERIA_ASK_ENDS)
		return stands_at(text->text + last, pattern, folds);
	for (size_t at = 0; at <= last; at++)
		if (stands_at(text->text + at, pattern, folds))
			return true;
	return false;
}

static bool is_equal(const struct cx_node *a, const struct cx_node *b, bool folds)
{
	struct folded x = fold(a, 0), y = fold(b, 0);
	return folds ? compare_folded(&x, &y) == 0 : cx_node_equal(a, b);
}

/* Whether a named text may have that answer. */
static bool answer_fits(const struct cx_criteria_question *question, bool yes, const struct cx_node *text,
			bool folds)
{
	if (question->ask != CX_CRITERIA_ASK_ORDER)
		return fits(question, text, folds) == yes;
	return !is_equal(question->values[0], text, folds) || yes == !question->strict;
}

static bool is_of_same(const struct cx_criteria_question *a, const struct cx_criteria_question *b)
{
	return a->ask == CX_CRITERIA_ASK_ORDER && b->ask == CX_CRITERIA_ASK_ORDER &&
	       cx_node_equal(a->values[0], b->values[0]);
}

/* Whether every text that fits a fits b: b's text is a part of a's, where it has to be. */
static bool pattern_implies(const struct cx_criteria_question *a, const struct cx_criteria_question *b)
{
	if (a->ask == CX_CRITERIA_ASK_ORDER || b->ask == CX_CRITERIA_ASK_ORDER)
		return is_of_same(a, b) && a->lower == b->lower && a->strict && !b->strict;
	return (b->ask == CX_CRITERIA_ASK_CONTAINS || a->ask == b->ask) && fits(b, a->values[0], false);
}

/* Whether every text fits one of them: < and >=, <= and >=. */
static bool pattern_completes(const struct cx_criteria_question *a, const struct cx_criteria_question *b)
{
	return is_of_same(a, b) && a->lower != b->lower && (!a->strict || !b->strict);
}

/* Whether no text fits both: it would begin, or end, in two ways; or come before and after one. */
static bool pattern_excludes(const struct cx_criteria_question *a, const struct cx_criteria_question *b)
{
	if (a->ask != b->ask || a->ask == CX_CRITERIA_ASK_CONTAINS)
		return false;
	if (a->ask == CX_CRITERIA_ASK_ORDER)
		return is_of_same(a, b) && a->lower != b->lower && (a->strict || b->strict);
	return !fits(a, b->values[0], true) && !fits(b, a->values[0], true);
}

static bool pair_agrees(const struct cx_criteria_question *a, bool yes, const struct cx_criteria_question *b,
			bool other)
{
	if (yes)
		return other ? !pattern_excludes(a, b) : !pattern_implies(a, b);
	return other || !pattern_completes(a, b);
}

bool cx_criteria_patterns_agree(const struct cx_criteria_patterns *patterns, uint32_t set,
				const struct cx_node *text, bool folds)
{
	for (size_t i = 0; i < patterns->count; i++) {
		const struct cx_criteria_question *a = &patterns->items[i];
		if (text && !answer_fits(a, set >> i & 1, text, folds))
			return false;
		for (size_t j = 0; j < patterns->count; j++)
			if (i != j && !pair_agrees(a, set >> i & 1, &patterns->items[j], set >> j & 1))
				return false;
	}
	return true;
}
