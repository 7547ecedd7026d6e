/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: each rule's examples, places, and that what it calls contradictory is. */
#include "model/lint.h"

#include "base/file.h"
#include "unit/model/fixture.h"

#define HEAD                                                              \
	"apiVersion: cxctl/v1\nkind: Audience\n"                          \
	"metadata: {name: a, id: 00000000-0000-0000-0000-00000000000a}\n" \
	"spec:\n  name: A\n  data_source: customer_360\n"
#define CRITERIA(operation, conditions) \
	HEAD "  criteria: {operator: " operation ", conditions: [" conditions "]}\n"

/* A fragment of a spec stands two columns in, below HEAD; whole definitions stand alone. */
static const char *document_of(struct fixture *f, const char *example)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (strncmp(example, "apiVersion", strlen("apiVersion")) == 0)
		return example;
	cx_buf_adds(&text, HEAD);
	for (const char *at = example; *at;) {
		size_t len = strcspn(at, "\n") + 1;
		cx_buf_adds(&text, "  ");
		cx_buf_add(&text, at, len);
		at += len;
	}
	return cx_arena_strdup(&f->arena, text.data);
}

static struct cx_definitions check(struct fixture *f, const char *text)
{
	struct cx_definitions set;
	struct cx_docs docs = {0};
	struct cx_source *source = fixture_source(f, "a.yaml", text);
	(void)fixture_kind(f, "Audience");
	if (cx_yaml_parse(&f->arena, source, &docs, &f->diags))
		fail_msg("%s in\n%s", fixture_lines(f), text);
	struct cx_definition_file file = {.source = source, .docs = docs};
	const struct cx_definition_files files = {.items = &file, .count = 1};
	const struct cx_definitions_source from = {.kinds = &f->kinds};
	if (cx_definitions_check(&f->arena, &from, &files, &set, &f->diags))
		fail_msg("%s in\n%s", fixture_lines(f), text);
	return set;
}

static const char *lint(struct fixture *f, const char *text, bool notes)
{
	struct cx_definitions set = check(f, text);
	cx_lint_check(&set, &(struct cx_lint_wanted){.notes = notes}, &f->diags);
	cx_definitions_release(&set);
	return fixture_lines(f);
}

static void test_examples_when_bad_then_their_rule_alone_when_mended_then_none(void **state)
{
	(void)state;
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++) {
		FIXTURE(bad);
		FIXTURE(mended);
		const char *lines =
			lint(&bad, document_of(&bad, rule->bad), rule->severity == CX_SEVERITY_NOTE);
		if (!bad.diags.count)
			fail_msg("%s: its bad example is good", rule->id);
		for (size_t i = 0; i < bad.diags.count; i++)
			if (strcmp(bad.diags.items[i]->code, rule->id) != 0)
				fail_msg("%s: its bad example says\n%s", rule->id, lines);
		/* One audience at least is referred to by none; the note must not be of the same one. */
		lines = lint(&mended, document_of(&mended, rule->mended), rule->severity == CX_SEVERITY_NOTE);
		if (rule->severity == CX_SEVERITY_NOTE ? strstr(lines, bad.diags.items[0]->message) != NULL
						       : mended.diags.count > 0)
			fail_msg("%s: its mended example says\n%s", rule->id, lines);
		assert_true(rule->summary && rule->explanation && rule->severity != CX_SEVERITY_ERROR);
		assert_ptr_equal(cx_lint_rule_find(rule->id), rule);
		assert_ptr_equal(cx_lint_rule_find(cx_lint_rule_name(rule)), rule);
	}
	assert_null(cx_lint_rule_find("lint."));
	assert_null(cx_lint_rule_find("contradictions"));
}

struct case_row {
	const char *name, *text, *lines;
};

static void test_check_when_cases_then_what_they_say(void **state)
{
	(void)state;
	static const struct case_row rows[] = {
		{"bounds of one number leave it",
		 CRITERIA("AND", "{field: m, operator: less_than_or_equal, value: 3}, "
				 "{field: m, operator: greater_than_or_equal, value: 3.0}"),
		 ""},
		{"a strict bound takes it",
		 CRITERIA("AND", "{field: m, operator: less_than, value: 3},\n"
				 "    {field: m, operator: greater_than_or_equal, value: 3.0}"),
		 "8:5 warning lint.contradiction m greater_than_or_equal 3.0 contradicts less_than 3 [nobody "
		 "fulfils both, so the AND around them holds for nobody: mend a value, or make it an OR] "
		 "(the "
		 "other condition a.yaml:7:42)\n"},
		{"case may not count",
		 CRITERIA("AND", "{field: t, operator: equals, value: Gold}, {field: t, operator: equals, "
				 "value: gold}"),
		 ""},
		{"types prove nothing",
		 CRITERIA("AND",
			  "{field: t, operator: equals, value: 5}, {field: t, operator: equals, value: '6'}"),
		 ""},
		{"letters beyond ASCII prove nothing",
		 CRITERIA("AND",
			  "{field: t, operator: equals, value: ä}, {field: t, operator: equals, value: ö}"),
		 ""},
		{"dates have no order",
		 CRITERIA("AND", "{field: t, operator: greater_than, value: '2026-01-02'}, "
				 "{field: t, operator: less_than, value: '2026-01-01'}"),
		 ""},
		{"other fields",
		 CRITERIA("AND",
			  "{field: t, operator: equals, value: a}, {field: T, operator: equals, value: b}"),
		 ""},
		{"an OR of both",
		 CRITERIA("OR",
			  "{field: t, operator: equals, value: a}, {field: t, operator: equals, value: b}"),
		 ""},
		{"a negation is left out",
		 CRITERIA("AND", "{field: t, operator: equals, value: a}, {field: t, operator: not_equals, "
				 "value: a}"),
		 ""},
		{"missing and empty",
		 CRITERIA("AND", "{field: t, operator: is_null, value: null}, {field: t, operator: equals, "
				 "value: ''}"),
		 ""},
		{"is_null of something is not known",
		 CRITERIA("AND", "{field: t, operator: is_null, value: false}, {field: t, operator: equals, "
				 "value: a}"),
		 ""},
		{"three sets",
		 CRITERIA("AND",
			  "{field: t, operator: in, value: [a, b]}, {field: t, operator: in, value: [b, c]}, "
			  "{field: t, operator: in, value: [c, a]}"),
		 "7:124 warning lint.contradiction t in [\"c\",\"a\"] contradicts in [\"b\",\"c\"] and what "
		 "else is "
		 "asked of it [nobody fulfils both, so the AND around them holds for nobody: mend a value, "
		 "or "
		 "make it an OR] (the other condition a.yaml:7:83)\n"},
		{"a set between bounds",
		 CRITERIA("AND", "{field: m, operator: in, value: [1, 9]}, {field: m, operator: "
				 "greater_than, value: 3}, "
				 "{field: m, operator: less_than, value: 7}"),
		 "7:83 warning lint.contradiction m greater_than 3 contradicts in [1,9] and what else is "
		 "asked of it "
		 "[nobody fulfils both, so the AND around them holds for nobody: mend a value, or make it an "
		 "OR] "
		 "(the other condition a.yaml:7:42)\n"},
		{"absorbed",
		 CRITERIA("OR", "{field: m, operator: greater_than, value: 3}, {operator: AND, conditions: "
				"[{field: m, operator: greater_than, value: 5}, {field: t, operator: equals, "
				"value: a}]}"),
		 "7:88 warning lint.redundant this group adds nobody to m greater_than 3 [remove the group, "
		 "or the "
		 "condition] (the other condition a.yaml:7:41)\n"},
		{"groups twice",
		 CRITERIA("AND",
			  "{operator: OR, conditions: [&x {field: m, operator: equals, value: 3}, &y "
			  "{field: t, operator: equals, value: a}]}, {operator: OR, conditions: [*x, *y]}"),
		 "7:159 warning lint.duplicate this group stands in its group already [remove one of the "
		 "two] (first "
		 "here a.yaml:7:42)\n"},
		{"one group alone at the root",
		 CRITERIA("AND", "{operator: OR, conditions: [{field: m, operator: equals, value: 3}, "
				 "{field: t, operator: equals, value: a}]}"),
		 "7:14 warning lint.single this group holds one group alone [write the inner group in place "
		 "of the "
		 "group]\n"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		FIXTURE(f);
		const char *lines = lint(&f, rows[i].text, false);
		if (strcmp(lines, rows[i].lines) != 0)
			fail_msg("%s: says\n%sinstead of\n%s", rows[i].name, lines, rows[i].lines);
	}
}

/* ---- soundness ---- */

/*
 * A customer has one attribute x: missing, a number from -1 to 4 in halves, a text or a boolean. Texts may
 * be compared with case or without, and a missing text may be read as empty: worlds. What lint calls
 * contradictory must hold for nobody in each of them.
 */
struct attribute {
	char type; /* '0' missing, 'n' halves, 's' text, 'b' boolean */
	int halves;
	const char *text;
};
static const char *const texts[] = {"", "a", "A", "b", "bb"};

static bool same_text(const char *a, const char *b, bool ignore_case)
{
	while (*a && *b && (*a == *b || (ignore_case && (*a | 32) == (*b | 32))))
		a++, b++;
	return *a == *b;
}

static bool is_value(const struct attribute *x, const struct cx_node *value, bool ignore_case)
{
	int64_t number;
	if (x->type == 'n')
		return cx_node_int64(value, &number) && x->halves == 2 * number;
	if (x->type == 's')
		return value->type == CX_NODE_STRING && same_text(x->text, value->text, ignore_case);
	return x->type == 'b' && value->type == CX_NODE_BOOL && value->boolean == (x->halves != 0);
}

static bool condition_holds(const struct cx_node *condition, const struct attribute *x, bool ignore_case)
{
	const char *operation = cx_node_get_text(condition, "operator");
	const struct cx_node *value = cx_node_get(condition, "value");
	int64_t limit;
	if (strcmp(operation, "is_null") == 0 || strcmp(operation, "is_not_null") == 0)
		return (x->type == '0' || (x->type == 's' && !*x->text)) == (operation[4] == 'u');
	if (strcmp(operation, "in") == 0) {
		for (const struct cx_node *item = value->first; item; item = item->next)
			if (is_value(x, item, ignore_case))
				return true;
		return false;
	}
	if (strcmp(operation, "equals") == 0)
		return is_value(x, value, ignore_case);
	if (x->type != 'n' || !cx_node_int64(value, &limit))
		return false;
	int order = x->halves - 2 * (int)limit;
	bool equal = strstr(operation, "or_equal") && order == 0;
	return equal || (operation[0] == 'g' ? order > 0 : order < 0);
}

static bool anybody(const struct cx_node *conditions, bool ignore_case)
{
	for (int i = -2; i <= 16; i++) {
		struct attribute x = {.type = 'n', .halves = i};
		if (i > 8 && i <= 13)
			x = (struct attribute){.type = 's', .text = texts[i - 9]};
		else if (i > 13 && i <= 15)
			x = (struct attribute){.type = 'b', .halves = i - 14};
		else if (i == 16)
			x = (struct attribute){.type = '0'};
		bool all = true;
		for (const struct cx_node *c = conditions->first; c && all; c = c->next)
			all = condition_holds(c, &x, ignore_case);
		if (all)
			return true;
	}
	return false;
}

static struct cx_node *random_value(struct dice *dice, struct cx_arena *arena)
{
	uint32_t what = dice_roll(dice, 8);
	if (what == 0)
		return cx_node_bool(arena, dice_roll(dice, 2));
	if (what < 4)
		return cx_node_string(arena, texts[dice_roll(dice, CX_COUNT(texts))]);
	return cx_node_int(arena, dice_roll(dice, 4));
}

static void random_condition(struct dice *dice, struct cx_arena *arena, struct cx_buf *out)
{
	static const char *const operations[] = {
		"equals",       "in",
		"greater_than", "greater_than_or_equal",
		"less_than",    "less_than_or_equal",
		"is_null",      "is_not_null",
	};
	const char *operation = operations[dice_roll(dice, CX_COUNT(operations))];
	cx_buf_addf(out, "{field: x, operator: %s, value: ", operation);
	if (strncmp(operation, "is_", 3) == 0) {
		cx_buf_adds(out, "null}");
		return;
	}
	bool is_list = strcmp(operation, "in") == 0;
	cx_buf_adds(out, is_list ? "[" : "");
	for (uint32_t n = is_list ? 1 + dice_roll(dice, 3) : 1; n > 0; n--) {
		cx_json_line(random_value(dice, arena), out);
		cx_buf_adds(out, n > 1 ? ", " : "");
	}
	cx_buf_adds(out, is_list ? "]}" : "}");
}

static void test_check_when_it_says_contradiction_then_nobody_fulfils_it(void **state)
{
	(void)state;
	size_t told = 0, empty = 0;
	struct dice dice = dice_of(20261121);
	for (int round = 0; round < FIXTURE_ROUNDS(20000, 1500); round++) {
		FIXTURE(f);
		struct cx_kind kind = {.spec = NULL};
		static struct cx_shape criteria = {.criteria = true};
		static struct cx_shape_property property = {.name = "criteria", .len = 8, .shape = &criteria};
		static struct cx_shape spec = {.properties = &property, .property_count = 1};
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		kind.spec = &spec;
		cx_buf_adds(&text, "spec: {criteria: {operator: AND, conditions: [");
		for (uint32_t n = 2 + dice_roll(&dice, 3); n > 0; n--) {
			random_condition(&dice, &f.arena, &text);
			cx_buf_adds(&text, n > 1 ? ", " : "");
		}
		cx_buf_adds(&text, "]}}");
		struct cx_definition definition = {
			.kind = &kind, .file = "a.yaml", .document = fixture_yaml(&f, text.data)};
		const struct cx_definitions set = {.items = &definition, .count = 1};
		const struct cx_node *conditions = cx_node_get(
			cx_node_get(cx_node_get(definition.document, "spec"), "criteria"), "conditions");
		bool some = anybody(conditions, false) || anybody(conditions, true);
		cx_lint_check(&set, &(struct cx_lint_wanted){.partial = true}, &f.diags);
		bool says = strstr(fixture_lines(&f), "lint.contradiction") != NULL;
		if (says && some)
			fail_msg("round %d: somebody fulfils\n%s\nbut lint says\n%s", round, text.data,
				 f.lines.data);
		told += says;
		empty += !some;
	}
	/* Much of what is empty here is so because types differ, of which it says nothing. */
	if (told < empty / 3)
		fail_msg("it told %zu of %zu contradictions", told, empty);
}

/* ---- cost ---- */

static void test_check_when_group_is_large_then_cost_is_near_linear(void **state)
{
	(void)state;
	FIXTURE(f);
	enum { CONDITIONS = 4000 };
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, HEAD "  criteria:\n    operator: AND\n    conditions:\n");
	for (int i = 0; i < CONDITIONS; i++)
		cx_buf_addf(&text, "      - {field: m, operator: greater_than, value: %d}\n", i);
	struct cx_definitions set = check(&f, text.data);
	clock_t start = clock();
	cx_lint_check(&set, &(struct cx_lint_wanted){0}, &f.diags);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	cx_definitions_release(&set);
	assert_int_equal(f.diags.count + f.diags.dropped, CONDITIONS - 1);
	/* Pairs would be eight million questions. */
	assert_true(seconds < 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples_when_bad_then_their_rule_alone_when_mended_then_none),
		cmocka_unit_test(test_check_when_cases_then_what_they_say),
		cmocka_unit_test(test_check_when_it_says_contradiction_then_nobody_fulfils_it),
		cmocka_unit_test(test_check_when_group_is_large_then_cost_is_near_linear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
