/* SPDX-License-Identifier: Apache-2.0 */
/* Names of kinds: what is meant, what is near, what files are called. */
#include "model/kind_name.h"
#include "unit/doc/support.h"

static void test_name_when_typed_by_hand_then_the_kind_is_meant(void **state)
{
	static const struct {
		const char *given;
		bool meant;
	} cases[] = {
		{"CrmWebhook", true},
		{"crm-webhook", true},
		{"crm_webhook", true},
		{"CRMWEBHOOK", true},
		{"-crm--webhook-", true},
		{"crm", false},
		{"crm-webhooks", false},
		{"", false},
		{"--", false},
		{"crm webhook", false},
		{"crm/webhook", false},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		if (cx_kind_name_is(cases[i].given, "CrmWebhook") != cases[i].meant)
			fail_msg("%s", cases[i].given);
}

static void test_name_when_unknown_then_the_nearest_is_hinted(void **state)
{
	static const char *const names[] = {"Audience", "Webhook", "CrmWebhook", NULL};
	static const char *const cases[][2] = {
		{"audience", "did you mean Audience?"},
		{"Audiance", "did you mean Audience?"},
		{"audiences", "did you mean Audience?"},
		{"crm-web-hook", "did you mean CrmWebhook?"},
		{"campaign", NULL},
		{"", NULL},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		struct cx_diag *d =
			cx_diag_error(&bench.diags, "test.kind", "there is no kind %s", cases[i][0]);
		assert_int_equal(cx_kind_name_hint(&bench.diags, d, cases[i][0], names), cases[i][1] != NULL);
		if (cases[i][1])
			assert_string_equal(d->hint, cases[i][1]);
		bench_release(&bench);
	}
}

static void test_name_when_dashed_then_words_are_parted(void **state)
{
	static const char *const cases[][2] = {
		{"Audience", "audience"}, {"CrmWebhook", "crm-webhook"}, {"URLList", "urllist"}};
	struct bench bench = BENCH_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		assert_string_equal(cx_kind_name_dashed(&bench.arena, cases[i][0]), cases[i][1]);
	bench_release(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name_when_typed_by_hand_then_the_kind_is_meant),
		cmocka_unit_test(test_name_when_unknown_then_the_nearest_is_hinted),
		cmocka_unit_test(test_name_when_dashed_then_words_are_parted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
