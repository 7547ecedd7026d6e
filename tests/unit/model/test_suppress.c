/* SPDX-License-Identifier: Apache-2.0 */
/* Suppressions: those that are found for a line are those that speak of it, and many cost little. */
#include "model/suppress.h"

#include "base/buf.h"
#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const codes[] = {"lint.single", "lint.nested", "other.area"};
static const char *const names[] = {"single", "lint.single", "nested", "other.area", "single, lint.single"};

static struct cx_suppressions *read_text(struct cx_arena *arena, struct cx_source *source,
					 const struct cx_buf *text)
{
	*source = (struct cx_source){.name = "a.yaml", .text = text->data, .len = text->len};
	return cx_suppressions_read(arena, source);
}

/* Mappings in each other with comments above and behind keys; some have expired. */
static void add_lines(struct cx_buf *text)
{
	unsigned depth = 0;
	for (unsigned line = 0; line < 60; line++) {
		const char *name = names[rand() % (int)CX_COUNT(names)];
		int year = rand() % 2 ? 2000 : 2999;
		if (rand() % 3 == 0)
			cx_buf_addf(text, "%*s# cxctl-ignore %s until %d-01-01: x\n", 2 * (int)depth, "",
				    name, year);
		bool opens = rand() % 2 && depth < 8;
		cx_buf_addf(text, "%*sk%u:%s", 2 * (int)depth, "", line, opens ? "" : " 1");
		if (rand() % 3 == 0)
			cx_buf_addf(text, " # cxctl-ignore %s until %d-01-01: x", name, year);
		cx_buf_addc(text, '\n');
		depth = opens ? depth + 1 : depth - (unsigned)rand() % (depth + 1);
	}
}

static bool names_code(const struct cx_suppression *s, const char *code)
{
	for (size_t i = 0; i < s->rule_count; i++) {
		const char *bare = strncmp(code, "lint.", 5) == 0 ? code + 5 : code;
		if (strcmp(s->rules[i].name, code) == 0 || strcmp(s->rules[i].name, bare) == 0)
			return true;
	}
	return false;
}

/* 1: silenced, -1: expired, 0: nothing speaks of it. */
static int wanted_at(const struct cx_suppressions *set, const char *code, uint32_t line, int64_t now_ms)
{
	int wanted = 0;
	for (size_t i = 0; i < set->count; i++) {
		const struct cx_suppression *s = &set->items[i];
		if (line >= s->comment->first && line <= s->comment->last && names_code(s, code))
			wanted = wanted == 1 || now_ms < s->end_ms ? 1 : -1;
	}
	return wanted;
}

static void test_match_when_random_then_as_if_each_was_asked(void **state)
{
	(void)state;
	const int64_t now_ms = INT64_C(1700000000000);
	size_t told[3] = {0};
	for (unsigned seed = 1; seed <= 60; seed++) {
		CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		struct cx_source source;
		srand(seed);
		add_lines(&text);
		struct cx_suppressions *set = read_text(&arena, &source, &text);
		assert_non_null(set);
		for (uint32_t line = 1; line < 130; line++) {
			const struct cx_span span = {&source, line, 1, 1};
			const char *code = codes[line % CX_COUNT(codes)];
			const struct cx_suppression *expired = NULL;
			bool silenced = cx_suppressions_match(set, code, &span, now_ms, &expired);
			int found = silenced ? 1 : expired ? -1 : 0;
			if (found != wanted_at(set, code, line, now_ms))
				fail_msg("seed %u, line %u, %s: %d\n%s", seed, line, code, found, text.data);
			told[found + 1]++;
		}
	}
	for (size_t i = 0; i < CX_COUNT(told); i++)
		assert_true(told[i] > 0);
}

static void test_read_when_rules_are_many_then_fault(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_source source;
	cx_buf_adds(&text, "a: 1 # cxctl-ignore");
	for (unsigned i = 0; i <= CX_MAX_SUPPRESSION_RULES; i++)
		cx_buf_addf(&text, "%s x", i ? "," : "");
	cx_buf_adds(&text, " until 2999-01-01: x\n");
	const struct cx_suppressions *set = read_text(&arena, &source, &text);
	assert_int_equal(set->items[0].fault, CX_SUPPRESS_FAULT_RULES);
	assert_int_equal(set->items[0].at.column, 21 + 3 * CX_MAX_SUPPRESSION_RULES);
	assert_int_equal(set->items[0].rule_count, CX_MAX_SUPPRESSION_RULES);
}

/* All suppressions that a file may hold, beside each other, and very many warnings. */
static void test_match_when_many_then_quick(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_source source;
	const struct cx_suppression *expired;
	for (unsigned i = 0; i < CX_MAX_SUPPRESSIONS; i++) {
		cx_buf_addf(&text, "k%u: 1 # cxctl-ignore", i);
		for (unsigned k = 0; k < CX_MAX_SUPPRESSION_RULES; k++)
			cx_buf_addf(&text, "%s rule%u", k ? "," : "", k);
		cx_buf_adds(&text, " until 2999-01-01: x\n");
	}
	struct cx_suppressions *set = read_text(&arena, &source, &text);
	assert_int_equal(set->count, CX_MAX_SUPPRESSIONS);
	(void)alarm(10);
	for (uint32_t i = 0; i < 1000000; i++) {
		const struct cx_span span = {&source, i % CX_MAX_SUPPRESSIONS + 1, 1, 1};
		assert_true(cx_suppressions_match(set, "lint.rule99", &span, 0, &expired));
	}
	(void)alarm(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match_when_random_then_as_if_each_was_asked),
		cmocka_unit_test(test_read_when_rules_are_many_then_fault),
		cmocka_unit_test(test_match_when_many_then_quick),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
