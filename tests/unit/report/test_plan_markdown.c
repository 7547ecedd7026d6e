/* SPDX-License-Identifier: Apache-2.0 */
/* The budget of a page: what goes, in which order, and what never does. */
#include "report/plan_markdown.h"

#include "sample_plan.h"

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void fill(struct sample *s, size_t creates, size_t deletes)
{
	for (size_t i = 0; i < creates; i++) {
		struct cx_change *c = sample_change(s, CX_ACTION_CREATE, CX_CLASS_INTENDED,
						    cx_arena_printf(&s->arena, "Audience/new-%zu", i));
		sample_field(s, c, "/name", NULL, "\"a name of some length, as names are\"",
			     CX_CLASS_INTENDED);
	}
	for (size_t i = 0; i < deletes; i++) {
		struct cx_change *c = sample_change(
			s, CX_ACTION_DELETE, CX_CLASS_INTENDED,
			cx_arena_printf(&s->arena, "Audience/of-a-name-that-is-long-enough-to-be-cut-%zu",
					i));
		c->members = 5;
	}
}

static bool render(struct sample *s, size_t limit, struct cx_buf *out)
{
	const struct cx_markdown_view view = {.limit = limit, .links = {.root = ""}};
	return cx_plan_markdown(&s->plan, &view, out);
}

static void test_budget_when_all_fits_then_all_details(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	sample_fill(&s);
	assert_true(render(&s, 60000, &out));
	assert_int_equal(count_of(out.data, "<details>"), s.plan.count);
	assert_null(strstr(out.data, "Shortened"));
}

static void test_budget_when_creates_do_not_fit_then_they_go_and_deletes_stay(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	fill(&s, 5000, 20);
	assert_true(render(&s, 60000, &out));
	assert_true(out.len <= 60000 && out.len > 55000);
	assert_int_equal(count_of(out.data, "of-a-name-that-is-long-enough-to-be-cut-"), 20);
	assert_non_null(strstr(out.data, "| 5000 | 0 | **20** |"));
	assert_non_null(strstr(out.data, "> **Shortened** to stay within 60000 bytes"));
	size_t listed = count_of(out.data, "Create `Audience/new-");
	CX_AUTO(cx_buf) struct cx_buf note = CX_BUF_INIT;
	cx_buf_addf(&note, "> Not listed: %zu creates.\n", 5000 - listed);
	assert_non_null(strstr(out.data, note.data));
}

static void test_budget_when_deletes_do_not_fit_then_names_are_cut_first(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	fill(&s, 10, 1000);
	assert_true(render(&s, 60000, &out));
	assert_true(out.len <= 60000);
	assert_int_equal(count_of(out.data, "- Delete `Audience/of-a-"), 1000);
	assert_non_null(strstr(out.data, "- Delete `Audience/of-a-...cut-999`\n"));
}

static void test_budget_when_deletes_do_not_fit_at_all_then_all_stay_and_it_says_so(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	fill(&s, 10, 10000);
	assert_false(render(&s, 60000, &out));
	assert_int_equal(count_of(out.data, "- Delete `Audience/"), 10000);
	assert_non_null(strstr(out.data, "> **Shortened** to come closer to 60000 bytes"));
	assert_non_null(strstr(out.data, "> Without details: 10000 deletes.\n> Not listed: 10 creates.\n"));
}

static void test_page_when_names_are_huge_then_within_the_limit(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	char *name = cx_arena_alloc(&s.arena, 70000 + 10);
	memcpy(name, "Audience/", 9);
	memset(name + 9, '`', 70000);
	(void)sample_change(&s, CX_ACTION_DELETE, CX_CLASS_INTENDED, name);
	struct cx_change *c = sample_change(&s, CX_ACTION_CREATE, CX_CLASS_CONFLICT, name);
	c->refusal = name;
	c->blocked = true;
	assert_true(render(&s, 60000, &out));
	assert_true(out.len < 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budget_when_all_fits_then_all_details),
		cmocka_unit_test(test_budget_when_creates_do_not_fit_then_they_go_and_deletes_stay),
		cmocka_unit_test(test_budget_when_deletes_do_not_fit_then_names_are_cut_first),
		cmocka_unit_test(test_budget_when_deletes_do_not_fit_at_all_then_all_stay_and_it_says_so),
		cmocka_unit_test(test_page_when_names_are_huge_then_within_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
