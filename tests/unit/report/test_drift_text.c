/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as text: what was applied on the left, what the tenant holds now on the right. */
#include "report/drift_text.h"

#include "sample_plan.h"

static void check(const struct cx_drift *drift, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_drift_text(drift, NULL, false, &out);
	assert_string_equal(out.data, expected);
}

static void test_drift_when_none_then_says_how_much_was_checked(void **state)
{
	(void)state;
	check(&(struct cx_drift){.tenant = "prod", .checked = 1},
	      "No drift: prod holds what was applied (1 resource checked)\n");
	check(&(struct cx_drift){.tenant = "prod", .checked = 10000, .ignored = 1},
	      "No drift: prod holds what was applied (10000 resources checked, 1 field ignored\n"
	      "  as cxctl.yaml says)\n");
}

static void test_drift_when_some_then_by_field(void **state)
{
	(void)state;
	CX_AUTO(sample) struct sample s;
	sample_init(&s);
	struct cx_change *c = sample_change(&s, CX_ACTION_UPDATE, CX_CLASS_DRIFT, "Audience/vip");
	sample_field(&s, c, "/name", "\"VIP\"", "\"X\\u001b\\u202e\"", CX_CLASS_DRIFT);
	struct cx_drift_item items[] = {
		{.address = "Audience/old\033[2J", .deleted = true},
		{.address = "Audience/vip", .fields = c->fields, .changed_at = "2026-11-21T10:00:00Z\033"},
	};
	check(&(struct cx_drift){.tenant = "prod\033", .items = items, .count = 2, .checked = 5},
	      "Changed by hand in prod\\x1b, as applied -> as it is now:\n"
	      "\n"
	      "  - Audience/old\\x1b[2J  was deleted\n"
	      "  ~ Audience/vip  last changed 2026-11-21T10:00:00Z\\x1b\n"
	      "      ~ /name  \"VIP\" -> \"X\\u001b\\u{202e}\"\n"
	      "\n"
	      "Drift: 2 of 5 resources\n"
	      "\n"
	      "Next: cxctl plan shows what apply would put back\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drift_when_none_then_says_how_much_was_checked),
		cmocka_unit_test(test_drift_when_some_then_by_field),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
