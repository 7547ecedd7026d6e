/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of definitions and of the tenant's objects, by each identity that a profile may name. */
#include "engine/plan_parts.h"
#include "unit/model/fixture.h"

#define UPPER "A1B2C3D4-E5F6-7890-ABCD-EF1234567890"
#define LOWER "a1b2c3d4-e5f6-7890-abcd-ef1234567890"

struct row {
	enum cx_identity identity;
	const char *field, *id, *spec, *want; /* want: NULL for none */
};
static const struct row desired_rows[] = {
	{CX_IDENTITY_CLIENT_UUID, "id", UPPER, "{}", LOWER},
	{CX_IDENTITY_CLIENT_UUID, "id", NULL, "{id: x}", NULL},
	{CX_IDENTITY_SERVER_ID, "id", "Ab", "{id: x}", "Ab"},
	{CX_IDENTITY_NATURAL_KEY, "ident", "other", "{ident: loyaltyTier}", "loyaltyTier"},
	{CX_IDENTITY_NATURAL_KEY, "ident", "other", "{ident: \"\"}", NULL},
	{CX_IDENTITY_NATURAL_KEY, "ident", "other", "{ident: 7}", NULL},
	{CX_IDENTITY_NATURAL_KEY, "ident", "other", "{Ident: x}", NULL},
};
static const struct row live_rows[] = {
	{CX_IDENTITY_CLIENT_UUID, "id", NULL, "{id: " UPPER "}", LOWER},
	{CX_IDENTITY_SERVER_ID, "id", NULL, "{id: Ab}", "Ab"},
	{CX_IDENTITY_SERVER_ID, "id", NULL, "{id: 9007199254740993}", "9007199254740993"},
	{CX_IDENTITY_NATURAL_KEY, "ident", NULL, "{id: x, ident: loyaltyTier}", "loyaltyTier"},
	{CX_IDENTITY_NATURAL_KEY, "ident", NULL, "{ident: [x]}", NULL},
	{CX_IDENTITY_NATURAL_KEY, "ident", NULL, "{id: x}", NULL},
};

static void assert_id(const char *got, const struct row *row)
{
	if (!got != !row->want || (got && strcmp(got, row->want) != 0))
		fail_msg("%s: %s, not %s", row->spec, got ? got : "none", row->want ? row->want : "none");
}

static void test_desired_id_when_each_identity(void **state)
{
	(void)state;
	FIXTURE(f);
	for (size_t i = 0; i < CX_COUNT(desired_rows); i++) {
		const struct row *row = &desired_rows[i];
		const struct cx_kind_route route = {.identity = row->identity, .id_field = row->field};
		const struct cx_definition definition = {.id = row->id, .spec = fixture_yaml(&f, row->spec)};
		assert_id(cx_plan_desired_id(&f.arena, &route, &definition), row);
	}
}

static void test_live_id_when_each_identity(void **state)
{
	(void)state;
	FIXTURE(f);
	for (size_t i = 0; i < CX_COUNT(live_rows); i++) {
		const struct row *row = &live_rows[i];
		const struct cx_kind_route route = {.identity = row->identity, .id_field = row->field};
		assert_id(cx_plan_live_id(&f.arena, &route, fixture_yaml(&f, row->spec)), row);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_desired_id_when_each_identity),
		cmocka_unit_test(test_live_id_when_each_identity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
