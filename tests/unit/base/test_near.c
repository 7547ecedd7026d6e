/* SPDX-License-Identifier: Apache-2.0 */
/* "did you mean": near enough, and not too far. */
#include "unit/base/cmocka_first.h"

#include "base/near.h"

static const char *const words[] = {"description", "data_source", "criteria", "exclusions",
				    "name",        "or",          NULL};

static void test_word_when_misspelt_then_found(void **state)
{
	static const char *const cases[][2] = {
		{"desciption", "description"},
		{"dscription", "description"},
		{"dataSource", "data_source"},
		{"data-source", "data_source"},
		{"Criteria", "criteria"},
		{"exlcusions", "exclusions"},
		{"nmae", "name"},
		{"name", "name"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		const char *found = cx_near_word(cases[i][0], words);
		if (!found || strcmp(found, cases[i][1]) != 0)
			fail_msg("%s: %s", cases[i][0], found ? found : "nothing");
	}
}

static void test_word_when_far_or_long_then_none(void **state)
{
	char longest[200];
	(void)state;
	memset(longest, 'n', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_null(cx_near_word("webhook", words));
	assert_null(cx_near_word("", words));
	assert_null(cx_near_word(longest, words));
}

struct far {
	const char *const *words;
	const char *texts[16];
};

/* Words that people bring from elsewhere, and that mean none of ours. */
static void test_word_when_of_another_world_then_none(void **state)
{
	static const char *const keys[] = {"name",       "description", "data_source",           "criteria",
					   "exclusions", "version",     "recalculate_on_update", NULL};
	static const char *const kinds[] = {"Audience", "Webhook", "CrmWebhook", NULL};
	static const char *const operators[] = {
		"equals",    "not_equals", "greater_than", "less_than", "contains", "starts_with",
		"ends_with", "in",         "not_in",       "is_null",   NULL};
	static const char *const events[] = {"interaction.attributes.updated", "profile.updated",
					     "profile.created", NULL};
	static const char *const names[] = {"do-not-contact", "gold", "lapsed-emea", NULL};
	static const struct far fars[] = {
		{keys,
		 {"owner", "labels", "tags", "type", "size", "id", "ttl", "namespace", "enabled", "members",
		  "team"}},
		{kinds,
		 {"Deployment", "ConfigMap", "Segment", "Service", "Job", "Secret", "Ingress", "Journey"}},
		{operators,
		 {"like", "between", "regex", "matches", "eq", "gt", "==", ">", "has", "any", "exists"}},
		{events, {"order.placed", "call.ended", "user.login", "message.received", "updated", "push"}},
		{names, {"silver", "vip", "churned", "all-customers", "emea"}},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(fars); i++)
		for (const char *const *text = fars[i].texts; *text; text++) {
			const char *found = cx_near_word(*text, fars[i].words);
			if (found)
				fail_msg("%s: %s", *text, found);
		}
}

static void test_distance_when_swapped_then_one(void **state)
{
	(void)state;
	assert_int_equal(cx_near_distance("", "abc"), 3);
	assert_int_equal(cx_near_distance("abc", ""), 3);
	assert_int_equal(cx_near_distance("abc", "acb"), 1);
	assert_int_equal(cx_near_distance("ABC", "abc"), 0);
	assert_int_equal(cx_near_distance("kitten", "sitting"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_word_when_misspelt_then_found),
		cmocka_unit_test(test_word_when_far_or_long_then_none),
		cmocka_unit_test(test_word_when_of_another_world_then_none),
		cmocka_unit_test(test_distance_when_swapped_then_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
