/* SPDX-License-Identifier: Apache-2.0 */
/* The catalog of schemas: what is in it, how it is found, and the one schema of any definition. */
#include "model/catalog.h"

#include "fixture.h"
#include "schema/schema.h"

struct shelf {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_kinds kinds;
	struct cx_catalog catalog;
};

static void shelf_release(struct shelf *s)
{
	cx_arena_release(&s->arena);
	cx_diags_release(&s->diags);
}

static void shelf_load(struct shelf *s)
{
	assert_int_equal(cx_kinds_load(&s->arena, NULL, &s->kinds, &s->diags), CX_STATUS_OK);
	assert_int_equal(cx_catalog_load(&s->arena, &s->kinds, &s->catalog, &s->diags), CX_STATUS_OK);
	assert_int_equal(s->diags.count, 0);
}

static void test_entries_when_loaded_then_kinds_first_and_each_its_file(void **state)
{
	(void)state;
	__attribute__((cleanup(shelf_release))) struct shelf s = {0};
	shelf_load(&s);
	bool others = false;
	for (size_t i = 0; i < s.catalog.count; i++) {
		const struct cx_catalog_entry *entry = &s.catalog.items[i];
		assert_false(others && entry->is_kind);
		others = others || !entry->is_kind;
		assert_null(entry->origin);
		assert_non_null(strstr(entry->file, ".schema.json"));
		assert_non_null(cx_node_get_text(entry->document, "$id"));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(entry->file, s.catalog.items[k].file);
	}
	assert_true(others);
}

static void test_find_when_case_differs_then_found_and_unknown_is_null(void **state)
{
	(void)state;
	__attribute__((cleanup(shelf_release))) struct shelf s = {0};
	shelf_load(&s);
	assert_string_equal(cx_catalog_find(&s.catalog, "audience")->name, "Audience");
	assert_string_equal(cx_catalog_find(&s.catalog, "AUDIENCE")->name, "Audience");
	assert_false(cx_catalog_find(&s.catalog, "project")->is_kind);
	assert_null(cx_catalog_find(&s.catalog, "audiences-of-old"));
	assert_null(cx_catalog_find(&s.catalog, ""));
	const char **names = cx_catalog_names(&s.arena, &s.catalog);
	size_t n = 0;
	while (names[n])
		n++;
	assert_int_equal(n, s.catalog.count);
	assert_string_equal(names[0], s.catalog.items[0].name);
}

/* Each stands alone: an editor that gets one file can use it. */
static void test_documents_when_compiled_then_accept_their_examples(void **state)
{
	(void)state;
	__attribute__((cleanup(shelf_release))) struct shelf s = {0};
	shelf_load(&s);
	struct cx_schema *any = NULL;
	assert_int_equal(cx_schema_compile(&s.arena, s.catalog.definition, "definition", &any, &s.diags),
			 CX_STATUS_OK);
	size_t examples = 0;
	for (size_t i = 0; i < s.catalog.count; i++) {
		const struct cx_catalog_entry *entry = &s.catalog.items[i];
		struct cx_schema *own = NULL;
		assert_int_equal(cx_schema_compile(&s.arena, entry->document, entry->name, &own, &s.diags),
				 CX_STATUS_OK);
		const struct cx_node *list = cx_node_get(entry->document, "examples");
		for (const struct cx_node *e = list ? list->first : NULL; e; e = e->next, examples++) {
			assert_true(cx_schema_accepts(own, e));
			assert_int_equal(cx_schema_accepts(any, e), entry->is_kind);
		}
	}
	assert_true(examples >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries_when_loaded_then_kinds_first_and_each_its_file),
		cmocka_unit_test(test_find_when_case_differs_then_found_and_unknown_is_null),
		cmocka_unit_test(test_documents_when_compiled_then_accept_their_examples),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
