/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the embedded schemas. */
#include "schema/embedded.h"

#include "base/embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static bool is_schema(const char *name)
{
	size_t len = strlen(name), suffix = strlen(".schema.json");
	return len > suffix && strcmp(name + len - suffix, ".schema.json") == 0;
}

static void test_compile_when_embedded_then_every_schema_compiles(void **state)
{
	(void)state;
	size_t tried = 0;
	for (const struct cx_embedded_file *file = cx_embedded; file->name; file++) {
		CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		if (!is_schema(file->name))
			continue;
		assert_non_null(cx_embedded_compile(&arena, file->name, &diags));
		assert_int_equal(diags.count, 0);
		tried++;
	}
	assert_true(tried > 5);
}

static void test_compile_when_there_is_no_such_file_then_invalid_says_its_name(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	assert_null(cx_embedded_source(&arena, "none.schema.json"));
	assert_null(cx_embedded_compile(&arena, "none.schema.json", &diags));
	assert_int_equal(diags.count, 1);
	assert_string_equal(diags.items[0]->code, "schema.embedded");
	assert_string_equal(diags.items[0]->message, "none.schema.json is not in this program");
}

static void test_source_when_a_profile_then_its_bytes(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	const struct cx_source *source = cx_embedded_source(&arena, "profiles/cxone.yaml");
	assert_non_null(source);
	assert_string_equal(source->name, "profiles/cxone.yaml");
	assert_int_equal(source->len, cx_embedded_find("profiles/cxone.yaml")->len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compile_when_embedded_then_every_schema_compiles),
		cmocka_unit_test(test_compile_when_there_is_no_such_file_then_invalid_says_its_name),
		cmocka_unit_test(test_source_when_a_profile_then_its_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
