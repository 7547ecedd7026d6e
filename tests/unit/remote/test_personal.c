/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a person's data is blanked; the rest of a sentence stays. */
#include "remote/personal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_blank_by_looks(void **state)
{
	(void)state;
	static const struct {
		const char *text, *blanked;
	} rows[] = {
		{"", ""},
		{"no contact ana.b+c@example.com here", "no contact ******************* here"},
		{"<a@b>", "<***>"},
		{"@ home, a@", "@ home, a@"},
		{"call +49 30 1234567 now", "call +************* now"},
		{"(030) 123-4567", "(*************"},
		{"503 of 123456", "503 of 123456"},
		{"id 00000000-0000-4000-8000-00000000000a", "id 00000000-0000-4000-8000-00000000000a"},
		{"7 errors at 2026", "7 errors at 2026"},
		{"4111111111111111", "****************"},
		{"said %41na%40x here", "said ********* here"},
		{"100 % of a\\b & c; 50%", "100 % of a\\b & c; 50%"},
		{"\\u0041\\u006e a \\x41", "************ a ****"},
		{"A&#110;a &amp; co", "******** ***** co"},
		{"(YW5hQGV4YW1wbGUuY29t)", "(********************)"},
		{"616e61406578616d706c65", "**********************"},
		{"limit_of_50_filters INTERACTION_ATTRIBUTES_50",
		 "limit_of_50_filters INTERACTION_ATTRIBUTES_50"},
		{"interactionAttributesV2Error", "interactionAttributesV2Error"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		char text[80];
		(void)snprintf(text, sizeof text, "%s", rows[i].text);
		cx_personal_blank(text, strlen(text));
		assert_string_equal(text, rows[i].blanked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_blank_by_looks)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
