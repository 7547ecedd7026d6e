/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile names and the schemas do not know. */
#include "remote/profile_kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above. */
#include <cmocka.h>

#define HEAD "apiVersion: cxctl/v1\nkind: Profile\nmetadata: {name: mine}\nextends: cxone\nkinds:\n"

/* "line:column code message [hint]" of each diagnostic. */
static void assert_said(const char *entry, bool torn, const char *want)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_kinds kinds;
	struct cx_profile profile;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf said = CX_BUF_INIT;
	const char *text = cx_arena_printf(&arena, HEAD "%s\n", entry);
	const struct cx_source source = {"p.yaml", text, strlen(text)};
	assert_int_equal(cx_kinds_load(&arena, NULL, &kinds, &diags), CX_STATUS_OK);
	assert_int_equal(cx_profile_parse(&arena, &source, &profile, &diags), CX_STATUS_OK);
	kinds.torn = torn;
	cx_profile_check_kinds(&arena, &profile, &kinds, &diags);
	for (size_t i = 0; i < diags.count; i++) {
		const struct cx_diag *d = diags.items[i];
		cx_buf_addf(&said, "%u:%u %s%s %s [%s]\n", d->span.line, d->span.column,
			    d->severity == CX_SEVERITY_WARNING ? "warning " : "", d->code, d->message,
			    d->hint);
	}
	assert_string_equal(said.data, want);
	cx_arena_release(&arena);
}

static void test_check_when_both_know_it_then_nothing_is_said(void **state)
{
	(void)state;
	assert_said("  Webhook: {renames: {url: uri}, match_field: url}", false, "");
	assert_said("  CrmWebhook: null", false, "");
}

static void test_check_when_no_schema_then_a_warning_at_the_entry(void **state)
{
	(void)state;
	assert_said(
		"  Webhok: {identity: server_id, routes: {list: null}}", false,
		"6:3 warning profile.kind there is no schema of the kind Webhok [did you mean Webhook?]\n");
	assert_said("  PhoneBook: {identity: server_id, routes: {list: null}}", false,
		    "6:3 warning profile.kind there is no schema of the kind PhoneBook [its schema would be "
		    "schemas/phone-book.schema.json; without one there are no definitions of it]\n");
}

static void test_check_when_a_schema_is_torn_then_nothing_is_said(void **state)
{
	(void)state;
	assert_said("  PhoneBook: {identity: server_id, routes: {list: null}}", true, "");
}

static void test_check_when_no_such_field_then_a_warning(void **state)
{
	(void)state;
	assert_said(
		"  Webhook: {renames: {ulr: uri}, match_field: title}", false,
		"6:23 warning profile.field a rename names ulr, but spec of Webhook has no such field "
		"[did you mean url?]\n"
		"6:47 warning profile.field match_field names title, but spec of Webhook has no such field "
		"[cxctl explain webhook.spec shows its fields]\n");
}

static void test_check_when_a_rename_hits_a_field_then_an_error(void **state)
{
	(void)state;
	assert_said("  Webhook: {renames: {url: name}}", false,
		    "6:28 profile.rename name is a field of Webhook already: it cannot be url, too "
		    "[a rename is our name of a field, and the tenant's: {url: uri}]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_when_both_know_it_then_nothing_is_said),
		cmocka_unit_test(test_check_when_no_schema_then_a_warning_at_the_entry),
		cmocka_unit_test(test_check_when_a_schema_is_torn_then_nothing_is_said),
		cmocka_unit_test(test_check_when_no_such_field_then_a_warning),
		cmocka_unit_test(test_check_when_a_rename_hits_a_field_then_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
