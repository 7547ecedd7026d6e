/* SPDX-License-Identifier: Apache-2.0 */
/* New definitions: what every kind's template gives passes its schema. */
#include "report/template.h"

#include "doc/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above. */
#include <cmocka.h>

#define ID "0d9f6c1e-2b7a-4c53-8e14-5a6b7c8d9e0f"

static void test_template_when_any_kind_then_its_schema_accepts_it(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_kinds kinds;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	(void)state;
	assert_int_equal(cx_kinds_load(&arena, NULL, &kinds, &diags), CX_STATUS_OK);
	assert_true(kinds.count >= 3);
	for (size_t i = 0; i < kinds.count; i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_template_yaml(&arena, &kinds.items[i], "one", ID, &text);
		struct cx_source source = {"new.yaml", text.data, text.len};
		struct cx_docs docs = {0};
		assert_int_equal(cx_yaml_parse(&arena, &source, &docs, &diags), CX_STATUS_OK);
		assert_int_equal(docs.count, 1);
		if (!cx_kind_check(&kinds.items[i], docs.items[0], &diags))
			fail_msg("%s: %s\n%s", kinds.items[i].name, diags.items[0]->message, text.data);
		const struct cx_node *metadata = cx_node_get(docs.items[0], "metadata");
		assert_string_equal(cx_node_get_text(metadata, "name"), "one");
		const char *id = cx_node_get_text(metadata, "id");
		assert_int_equal(id != NULL, kinds.items[i].id_required);
		for (const char *line = text.data; *line; line += strcspn(line, "\n") + 1)
			assert_true(strcspn(line, "\n") <= 80);
	}
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_template_when_any_kind_then_its_schema_accepts_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
