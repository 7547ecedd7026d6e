/* SPDX-License-Identifier: Apache-2.0 */
/* Links: exact, and nothing of a path or of the environment gets out of them. */
#include "report/links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_link(const struct cx_links *links, const char *file, const char *commit,
		       const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_links_add(links, file, 12, commit, &out);
	assert_string_equal(out.data, expected);
}

static void test_link_when_site_is_known_then_absolute(void **state)
{
	(void)state;
	const struct cx_links plain = {.commit = "abc", .root = ""};
	const struct cx_links site = {"https://github.com/o/r/blob/", "abc", "sub/dir"};
	check_link(&plain, "audiences/vip.yaml", NULL, "audiences/vip.yaml#L12");
	check_link(&site, "audiences/vip.yaml", NULL,
		   "https://github.com/o/r/blob/abc/sub/dir/audiences/vip.yaml#L12");
	check_link(&site, "vip.yaml", "def", "https://github.com/o/r/blob/def/sub/dir/vip.yaml#L12");
}

static void test_link_when_path_is_hostile_then_encoded(void **state)
{
	(void)state;
	const struct cx_links links = {.root = ""};
	check_link(&links, "a b)](javascript:x)<\"'`@\n.yaml", NULL,
		   "a%20b%29%5D%28javascript%3Ax%29%3C%22%27%60%40%0A.yaml#L12");
	check_link(&links, "//evil.example/x", NULL, "evil.example/x#L12");
}

static void test_site_when_no_plain_https_then_refused(void **state)
{
	(void)state;
	static const char *const good[] = {"https://github.com/o/r/blob/",
					   "https://git.corp:8443/a/b/-/blob/"};
	static const char *const bad[] = {
		"http://github.com/o/r/blob/", "https:///o",           "https://x.example/)<b>",
		"https://x.example/a b",       "https://u@x.example/", "javascript:alert(1)",
		"https://x.example/../..",     "https://-x/",          "https://x.example/?q",
		"https://x.example/#",         "https://x\n.example/",
	};
	for (size_t i = 0; i < CX_COUNT(good); i++)
		assert_true(cx_links_is_site(good[i]));
	for (size_t i = 0; i < CX_COUNT(bad); i++)
		assert_false(cx_links_is_site(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_when_site_is_known_then_absolute),
		cmocka_unit_test(test_link_when_path_is_hostile_then_encoded),
		cmocka_unit_test(test_site_when_no_plain_https_then_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
