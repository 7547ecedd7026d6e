/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text in HTML, and a page that loads nothing. */
#include "report/html.h"
#include "report/plan_html.h"

#include "base/embed.h"
#include "sample_plan.h"

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void test_text_when_markup_then_entities(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_html_text("<a href=\"x\" b='y'>&\n\xe2\x80\xae", &out);
	assert_string_equal(out.data, "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\\n\\u{202e}");
}

static void test_number_when_long_then_grouped(void **state)
{
	(void)state;
	static const struct {
		int64_t n;
		const char *text;
	} rows[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {-1234567, "-1,234,567"}, {123456, "123,456"}};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_html_number(rows[i].n, &out);
		assert_string_equal(out.data, rows[i].text);
	}
}

/* Nothing of the two parts may end its element early. */
static void test_parts_when_embedded_then_no_end_tag_in_them(void **state)
{
	(void)state;
	assert_null(strstr(cx_embedded_page("page.css")->bytes, "</"));
	assert_null(strstr(cx_embedded_page("page.js")->bytes, "</"));
	assert_null(strstr(cx_embedded_page("page.js")->bytes, "<!--"));
	assert_null(strstr(cx_embedded_page("page.css")->bytes, "url("));
	assert_null(cx_embedded_page("page.txt"));
}

static void test_page_when_texts_are_hostile_then_only_our_elements(void **state)
{
	(void)state;
	static const char *const evil = "Audience/</noscript></script><script>alert(1)</script>\" onload='x'";
	CX_AUTO(sample) struct sample s;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	sample_init(&s);
	sample_fill(&s);
	s.plan.tenant = s.plan.origin = evil;
	s.definition.file = evil;
	s.plan.other_rev = "main";
	s.plan.undone = (const char **)&evil;
	s.plan.undone_count = 1;
	struct cx_change *c = sample_change(&s, CX_ACTION_CREATE, CX_CLASS_INTENDED, evil);
	c->note = c->refusal = c->id = evil;
	sample_field(&s, c, evil, NULL, "{\"</noscript><img src=x>\":\"</noscript><img src=x>\"}",
		     CX_CLASS_INTENDED);
	const struct cx_html_view view = {.options = evil, .links = {.root = ""}};
	cx_plan_html(&s.plan, &view, &out);
	assert_int_equal(count_of(out.data, "<script>"), 1);
	assert_int_equal(count_of(out.data, "</script>"), 1);
	assert_int_equal(count_of(out.data, "<noscript>"), s.plan.count);
	assert_int_equal(count_of(out.data, "</noscript>"), s.plan.count);
	assert_null(strstr(out.data, "<img"));
	assert_null(strstr(out.data, "\" onload"));
	assert_int_equal(count_of(out.data, "class=\"item\""), s.plan.count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_when_markup_then_entities),
		cmocka_unit_test(test_number_when_long_then_grouped),
		cmocka_unit_test(test_parts_when_embedded_then_no_end_tag_in_them),
		cmocka_unit_test(test_page_when_texts_are_hostile_then_only_our_elements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
