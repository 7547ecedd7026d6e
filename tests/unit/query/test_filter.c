/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: read, bounded, held against attributes, encoded. */
#include "query/filter.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct cx_runtime limits = {.filters = 3, .filter_complexity = 10};

struct world {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_filters filters;
	struct cx_attributes attributes;
};

static void release(struct world *world)
{
	cx_attributes_release(&world->attributes);
	cx_diags_release(&world->diags);
	cx_arena_release(&world->arena);
}

static enum cx_status parse(struct world *world, size_t count, const char *const *texts)
{
	return cx_filters_parse(&world->arena, texts, count, &limits, &world->filters, &world->diags);
}

static void test_parse_when_good(void **state)
{
	(void)state;
	static const struct {
		const char *text, *attribute, *value;
		enum cx_filter_op op;
	} rows[] = {
		{"stage=customer", "stage", "customer", CX_FILTER_EQ},
		{" stage != a b ", "stage", "a b ", CX_FILTER_NEQ},
		{"spend>5", "spend", "5", CX_FILTER_GT},
		{"spend <5", "spend", "5", CX_FILTER_LT},
		{"name~=", "name", "=", CX_FILTER_CONTAINS},
		{"name=a=b>c", "name", "a=b>c", CX_FILTER_EQ},
		{"name!==", "name", "=", CX_FILTER_NEQ},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct world world = {0};
		assert_int_equal(parse(&world, 1, &rows[i].text), CX_STATUS_OK);
		const struct cx_filter *filter = &world.filters.items[0];
		assert_string_equal(filter->attribute, rows[i].attribute);
		assert_string_equal(filter->value, rows[i].value);
		assert_int_equal(filter->op, rows[i].op);
		release(&world);
	}
}

static void test_parse_when_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code;
	} rows[] = {
		{"", "filter.form"},         {"stage", "filter.form"},    {"=x", "filter.form"},
		{" ~x", "filter.form"},      {"stage=", "filter.form"},   {"stage= ", "filter.form"},
		{"a>=5", "filter.operator"}, {"a<=5", "filter.operator"}, {"a==5", "filter.operator"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct world world = {0};
		assert_int_equal(parse(&world, 1, &rows[i].text), CX_STATUS_INVALID);
		assert_int_equal(world.diags.errors, 1);
		assert_string_equal(world.diags.items[0]->code, rows[i].code);
		assert_non_null(world.diags.items[0]->hint);
		release(&world);
	}
}

static void test_parse_when_too_much(void **state)
{
	(void)state;
	static const char *const texts[] = {"a~1", "b~2", "c=3", "d=4"};
	struct world world = {0};
	assert_int_equal(parse(&world, 2, texts), CX_STATUS_OK);
	assert_int_equal(world.filters.complexity, 10);
	assert_int_equal(parse(&world, 3, texts), CX_STATUS_INVALID);
	assert_string_equal(world.diags.items[0]->code, "filter.complexity");
	assert_string_equal(world.diags.items[0]->message, "the filters cost 11, and one query may cost 10");
	assert_int_equal(parse(&world, 4, texts), CX_STATUS_INVALID);
	assert_string_equal(world.diags.items[1]->code, "filter.count");
	release(&world);
}

static void attributes_init(struct world *world)
{
	static struct cx_attribute items[] = {{"spend", "number"},
					      {"stage", "String"},
					      {"opted_in", "boolean"},
					      {"created", "date"},
					      {"mood", "colour"}};
	world->attributes.items = items;
	world->attributes.count = CX_COUNT(items);
	for (size_t i = 0; i < CX_COUNT(items); i++)
		(void)cx_map_put(&world->attributes.by_name, items[i].name, &items[i]);
}

static void test_check_by_type(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code; /* NULL: it is good */
	} rows[] = {
		{"spend=1.5e3", NULL},
		{"spend>-1", NULL},
		{"spend=many", "filter.type"},
		{"spend=0x10", "filter.type"},
		{"spend~5", "filter.operator"},
		{"stage=5", NULL},
		{"stage~a", NULL},
		{"stage>a", "filter.operator"},
		{"opted_in=true", NULL},
		{"opted_in=yes", "filter.type"},
		{"opted_in<1", "filter.operator"},
		{"created>2026-11-21", NULL},
		{"created=2026-11-21T09:30:00Z", NULL},
		{"created=21.11.2026", "filter.type"},
		{"created~2026", "filter.operator"},
		{"mood>x", NULL},
		{"mood~x", NULL},
		{"spnd=1", "filter.attribute"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct world world = {0};
		attributes_init(&world);
		assert_int_equal(parse(&world, 1, &rows[i].text), CX_STATUS_OK);
		enum cx_status status = cx_filters_check(&world.filters, &world.attributes, &world.diags);
		assert_int_equal(status, rows[i].code ? CX_STATUS_INVALID : CX_STATUS_OK);
		if (rows[i].code) {
			assert_string_equal(world.diags.items[0]->code, rows[i].code);
			assert_non_null(world.diags.items[0]->hint);
		}
		release(&world);
	}
}

static void test_query_is_encoded_as_a_whole(void **state)
{
	(void)state;
	static const char *const texts[] = {"stage=Travel & more", "spend>5"};
	struct world world = {0};
	CX_AUTO(cx_buf) struct cx_buf query = CX_BUF_INIT;
	assert_int_equal(parse(&world, 2, texts), CX_STATUS_OK);
	cx_filters_query(&world.filters, &query);
	assert_string_equal(query.data, "filter=stage%3DTravel%20%26%20more&filter=spend%3E5");
	release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_when_good),
		cmocka_unit_test(test_parse_when_wrong),
		cmocka_unit_test(test_parse_when_too_much),
		cmocka_unit_test(test_check_by_type),
		cmocka_unit_test(test_query_is_encoded_as_a_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
