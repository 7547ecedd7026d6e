/* SPDX-License-Identifier: Apache-2.0 */
/* What a repository's schema of a kind leaves out, and what stays as it says. */
#include "model/kind_whole.h"

#include "base/embed.h"
#include "doc/json.h"
#include "doc/pointer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above. */
#include <cmocka.h>

static struct cx_node *parse(struct cx_arena *arena, const char *text, size_t len)
{
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	*source = (struct cx_source){"it.json", text, len};
	assert_int_equal(cx_json_parse(arena, source, &node, &diags), CX_STATUS_OK);
	return node;
}

static struct cx_node *whole_of(struct cx_arena *arena, const char *schema)
{
	const struct cx_embedded_file *file = cx_embedded_find("envelope.schema.json");
	const struct cx_node *envelope = parse(arena, (const char *)file->bytes, file->len);
	return cx_kind_whole(arena, parse(arena, schema, strlen(schema)), envelope);
}

static void assert_text(struct cx_node *whole, const char *pointer, const char *text)
{
	if (!cx_node_is_text(cx_pointer_get(whole, pointer), text))
		fail_msg("%s is not %s", pointer, text);
}

static void test_whole_when_only_kind_and_spec_then_the_rest_is_the_envelopes(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	(void)state;
	struct cx_node *whole = whole_of(
		&arena, "{\"properties\": {\"spec\": {\"properties\": {}}, \"kind\": {\"const\": \"A\"}}}");
	assert_text(whole, "/type", "object");
	assert_text(whole, "/properties/apiVersion/const", "cxctl/v1");
	assert_text(whole, "/properties/metadata/properties/name/type", "string");
	assert_text(whole, "/properties/spec/type", "object");
	assert_int_equal(cx_node_get(whole, "required")->count, 4);
	assert_null(cx_pointer_get(whole, "/properties/kind/type"));
	assert_null(cx_pointer_get(whole, "/properties/spec/title"));
	const struct cx_node *properties = cx_node_get(whole, "properties");
	assert_string_equal(properties->first->key, "apiVersion");
	assert_string_equal(properties->last->key, "spec");
	cx_arena_release(&arena);
}

static void test_whole_when_metadata_says_something_then_it_stays(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	(void)state;
	struct cx_node *whole = whole_of(
		&arena, "{\"required\": [\"spec\"], \"properties\": {\"metadata\": {\"required\": [\"id\"],"
			"\"properties\": {\"id\": {\"format\": \"uuid\"}}}, \"spec\": {}}}");
	assert_text(whole, "/required/0", "spec");
	assert_int_equal(cx_node_get(whole, "required")->count, 4);
	assert_text(whole, "/properties/metadata/required/0", "id");
	assert_text(whole, "/properties/metadata/required/1", "name");
	assert_text(whole, "/properties/metadata/properties/id/format", "uuid");
	assert_text(whole, "/properties/metadata/properties/id/type", "string");
	assert_text(whole, "/properties/metadata/properties/protect/type", "boolean");
	cx_arena_release(&arena);
}

static void test_whole_when_it_refers_elsewhere_then_it_is_left_alone(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	(void)state;
	struct cx_node *whole = whole_of(
		&arena, "{\"properties\": {\"metadata\": {\"$ref\": \"#/$defs/m\"}, \"apiVersion\": true}}");
	assert_int_equal(cx_pointer_get(whole, "/properties/metadata")->count, 1);
	assert_text(whole, "/properties/apiVersion/const", "cxctl/v1");
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_when_only_kind_and_spec_then_the_rest_is_the_envelopes),
		cmocka_unit_test(test_whole_when_metadata_says_something_then_it_stays),
		cmocka_unit_test(test_whole_when_it_refers_elsewhere_then_it_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
