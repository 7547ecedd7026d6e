/* SPDX-License-Identifier: Apache-2.0 */
/* schemas/rows.schema.json has the words of which rows and their counts are made, and no others. */
#include "doc/pointer.h"
#include "query/contact.h"
#include "query/inbound.h"
#include "query/interaction.h"
#include "query/trigger.h"
#include "schema/embedded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct cx_arena arena = CX_ARENA_INIT;

static const struct cx_node *part(const char *pointer)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_node *document = NULL;
	assert_int_equal(cx_embedded_read(&arena, "rows.schema.json", &document, &diags), CX_STATUS_OK);
	struct cx_node *node = cx_pointer_get(document, pointer);
	assert_non_null(node);
	return node;
}

static bool lists(const struct cx_node *list, const char *word)
{
	for (const struct cx_node *item = list->first; item; item = item->next)
		if (strcmp(item->text, word) == 0)
			return true;
	return false;
}

static void test_trigger_when_any_status_then_it_is_known(void **state)
{
	(void)state;
	const struct cx_node *words = part("/$defs/trigger/properties/status/enum");
	const struct cx_node *counts = part("/$defs/trigger_document/properties/counts/properties");
	size_t count = 0;
	for (enum cx_trigger_status s = CX_TRIGGER_SENT; s < CX_TRIGGER_STATUSES; s++, count++) {
		assert_true(lists(words, cx_trigger_status_name(s)));
		assert_non_null(cx_node_get(counts, cx_trigger_status_name(s)));
	}
	assert_int_equal(words->count, count);
	assert_int_equal(counts->count, count);
}

static void test_listen_when_any_refusal_then_it_is_known(void **state)
{
	(void)state;
	const struct cx_node *reasons = part("/$defs/listen_document/properties/refused/properties");
	size_t count = 0;
	for (enum cx_inbound_end end = CX_INBOUND_DUPLICATE + 1; end < CX_INBOUND_ENDS; end++, count++)
		assert_non_null(cx_node_get(reasons, cx_inbound_end_name(end)));
	assert_int_equal(reasons->count, count);
}

static void test_listen_when_any_column_then_it_is_known(void **state)
{
	(void)state;
	const struct cx_node *members = part("/$defs/event/properties");
	size_t count = 0;
	for (; cx_inbound_columns[count]; count++)
		assert_non_null(cx_node_get(members, cx_inbound_columns[count]));
	assert_int_equal(members->count, count);
}

static void test_profile_when_any_field_then_it_is_known(void **state)
{
	(void)state;
	const struct cx_node *plain = part("/$defs/profile/anyOf/0/properties");
	const struct cx_node *clean = part("/$defs/profile/anyOf/1/properties");
	for (size_t i = 0; i < CX_CONTACT_FIELDS; i++) {
		assert_non_null(cx_node_get(plain, cx_contact_field_name((enum cx_contact_field)i, false)));
		assert_non_null(cx_node_get(clean, cx_contact_field_name((enum cx_contact_field)i, true)));
	}
	assert_int_equal(plain->count, CX_CONTACT_FIELDS);
	assert_int_equal(clean->count, CX_CONTACT_FIELDS);
}

static void test_change_when_any_mode_then_it_is_known(void **state)
{
	(void)state;
	const struct cx_node *modes = part("/$defs/change/properties/mode/enum");
	for (size_t i = 0; i < CX_INTERACTION_MODES; i++)
		assert_true(lists(modes, cx_interaction_mode_name((enum cx_interaction_mode)i)));
	assert_int_equal(modes->count, CX_INTERACTION_MODES);
}

static int release(void **state)
{
	(void)state;
	cx_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trigger_when_any_status_then_it_is_known),
		cmocka_unit_test(test_listen_when_any_refusal_then_it_is_known),
		cmocka_unit_test(test_listen_when_any_column_then_it_is_known),
		cmocka_unit_test(test_profile_when_any_field_then_it_is_known),
		cmocka_unit_test(test_change_when_any_mode_then_it_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
