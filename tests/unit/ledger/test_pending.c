/* SPDX-License-Identifier: Apache-2.0 */
/* What several runs leave pending. */
#include "ledger/pending.h"

#include "doc/json.h"
#include "support/ledgerrun.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_merge_when_lists_differ_then_by_entry(void **state)
{
	static const struct {
		const char *found, *ours, *theirs, *want;
	} cases[] = {
		{NULL, NULL, NULL, NULL},
		{NULL, "{\"steps\":[1]}", NULL, "{\"steps\":[1]}"},
		{NULL, NULL, "{\"steps\":[1]}", "{\"steps\":[1]}"},
		{"{\"steps\":[1]}", NULL, "{\"steps\":[1,2]}", "{\"steps\":[2]}"},
		{"{\"steps\":[1]}", "{\"steps\":[1,3]}", "{\"steps\":[1,2]}", "{\"steps\":[1,2,3]}"},
		{"{\"steps\":[1]}", "{\"steps\":[1,3]}", NULL, "{\"steps\":[3]}"},
		{"{\"steps\":[1]}", NULL, "{\"steps\":[1]}", NULL},
		{NULL, "{\"steps\":[4]}", "{\"steps\":[4]}", "{\"steps\":[4]}"},
		{"{\"notifications\":[{\"id\":\"a\"}]}", NULL,
		 "{\"notifications\":[{\"id\":\"a\"}],\"steps\":[5]}", "{\"steps\":[5]}"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		const struct cx_node *parts[3] = {NULL, NULL, NULL};
		const char *texts[] = {cases[i].found, cases[i].ours, cases[i].theirs};
		for (size_t k = 0; k < CX_COUNT(parts); k++)
			parts[k] = texts[k] ? cx_test_json(&arena, texts[k]) : NULL;
		const struct cx_node *merged = cx_pending_merge(&arena, parts[0], parts[1], parts[2]);
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		if (merged)
			cx_json_canonical(merged, &text);
		if (cases[i].want ? strcmp(text.data ? text.data : "", cases[i].want) != 0 : merged != NULL)
			fail_msg("case %zu: %s", i, merged ? text.data : "nothing");
		cx_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge_when_lists_differ_then_by_entry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
