/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of the program: they compile, and their examples and defaults are valid. */
#include "base/embed.h"
#include "doc/pointer.h"
#include "schema_fixture.h"

#define DRAFT "https://json-schema.org/draft/2020-12/schema"

struct walk {
	struct fixture *f;
	const struct cx_node *document;
	const char *name;
	struct cx_buf pointer;
	size_t values, wrong;
};

/* A schema that is the place of the document at the pointer. */
static struct cx_schema *schema_at(struct walk *w)
{
	struct cx_arena *arena = &w->f->arena;
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT), *defs = cx_node_new(arena, CX_NODE_OBJECT);
	const char *id = cx_node_get_text(w->document, "$id");
	cx_node_add(defs, "it", cx_node_copy(arena, w->document));
	cx_node_add(root, "$defs", defs);
	cx_node_add(root, "$ref",
		    cx_node_string(arena, cx_arena_printf(arena, "%s#%s", id, w->pointer.data)));
	struct cx_schema *schema = NULL;
	assert_int_equal(cx_schema_compile(arena, root, w->name, &schema, &w->f->diags), CX_STATUS_OK);
	return schema;
}

static void check_value(struct walk *w, const struct cx_node *value)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	w->values++;
	if (cx_schema_check(schema_at(w), value, &diags))
		return;
	print_error("%s#%s: %s\n", w->name, w->pointer.data, diags.items[0]->message);
	w->wrong++;
}

static bool holds_values(const struct cx_node *node)
{
	return node->key && (strcmp(node->key, "examples") == 0 || strcmp(node->key, "default") == 0 ||
			     strcmp(node->key, "enum") == 0 || strcmp(node->key, "const") == 0);
}

/* is_map: the members are schemas under names of their own. */
static void walk_schema(struct walk *w, const struct cx_node *node, bool is_map)
{
	if (node->type == CX_NODE_OBJECT && !is_map) {
		const struct cx_node *examples = cx_node_get(node, "examples");
		for (const struct cx_node *e = examples ? examples->first : NULL; e; e = e->next)
			check_value(w, e);
		if (cx_node_get(node, "default"))
			check_value(w, cx_node_get(node, "default"));
	}
	size_t i = 0;
	for (const struct cx_node *child = node->first; child; child = child->next, i++) {
		if (!is_map && holds_values(child))
			continue;
		size_t mark = w->pointer.len;
		if (node->type == CX_NODE_ARRAY)
			cx_pointer_add_index(&w->pointer, i);
		else
			cx_pointer_add(&w->pointer, child->key, child->key_len);
		bool map = !is_map && child->key &&
			   (strcmp(child->key, "properties") == 0 || strcmp(child->key, "$defs") == 0 ||
			    strcmp(child->key, "patternProperties") == 0);
		walk_schema(w, child, map);
		cx_buf_cut(&w->pointer, mark);
	}
}

static bool is_schema(const char *name)
{
	size_t n = strlen(name);
	return n > 12 && strcmp(name + n - 12, ".schema.json") == 0;
}

static void test_schemas_when_compiled_then_examples_and_defaults_fit(void **state)
{
	(void)state;
	size_t schemas = 0, values = 0;
	for (const struct cx_embedded_file *file = cx_embedded; file->name; file++) {
		if (!is_schema(file->name))
			continue;
		__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
		CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
		struct walk w = {.f = &f, .name = file->name, .pointer = pointer};
		w.document = fixture_embedded(&f, file->name);
		assert_string_equal(cx_node_get_text(w.document, "$schema"), DRAFT);
		assert_non_null(cx_node_get_text(w.document, "$id"));
		assert_string_equal(cx_node_get_text(w.document, "$id"),
				    cx_arena_printf(&f.arena, "https://cxctl.dev/schemas/%s", file->name));
		walk_schema(&w, w.document, false);
		pointer = w.pointer;
		assert_int_equal(w.wrong, 0);
		values += w.values;
		assert_string_equal(fixture_lines(&f), "");
		schemas++;
	}
	assert_true(schemas >= 6);
	assert_true(values >= 100);
}

/* Editors show them: every property of a kind or of the project has both, here or behind its $ref. */
static void assert_described(const struct cx_node *document, const struct cx_node *node, const char *file)
{
	const struct cx_node *properties = cx_node_get(node, "properties");
	bool is_branch = node->key == NULL;
	for (const struct cx_node *p = properties ? properties->first : NULL; p && !is_branch; p = p->next) {
		const char *ref = cx_node_get_text(p, "$ref");
		const struct cx_node *target = ref ? cx_pointer_get((struct cx_node *)document, ref + 1) : p;
		if (!cx_node_get(p, "title") && !cx_node_get(target, "title"))
			fail_msg("%s: %s has no title", file, p->key);
		if (!cx_node_get(p, "description") && !cx_node_get(target, "description"))
			fail_msg("%s: %s has no description", file, p->key);
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		if (!holds_values(child) && !(child->key && strcmp(child->key, "if") == 0))
			assert_described(document, child, file);
}

static void test_properties_when_walked_then_described(void **state)
{
	(void)state;
	static const char *const names[] = {"kinds/audience.schema.json", "kinds/webhook.schema.json",
					    "kinds/crm-webhook.schema.json", "policy.schema.json",
					    "project.schema.json"};
	for (size_t i = 0; i < CX_COUNT(names); i++) {
		__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
		struct cx_node *document = fixture_embedded(&f, names[i]);
		document->key = "";
		assert_described(document, document, names[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schemas_when_compiled_then_examples_and_defaults_fit),
		cmocka_unit_test(test_properties_when_walked_then_described),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
