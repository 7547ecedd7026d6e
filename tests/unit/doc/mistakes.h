/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of texts that are no YAML, and what is said of them. */
#ifndef CX_TESTS_UNIT_DOC_MISTAKES_H
#define CX_TESTS_UNIT_DOC_MISTAKES_H

#include "unit/doc/support.h"

struct mistake {
	const char *text;
	uint32_t line, column, width;
	const char *message;
};

/* Each is said once, with this code, at its place; hinted: with a mend, too. */
static inline void check_mistakes(const struct mistake *mistakes, size_t n, const char *code, bool hinted)
{
	for (const struct mistake *m = mistakes; m < mistakes + n; m++) {
		struct bench bench = BENCH_INIT;
		struct cx_docs docs;
		assert_int_equal(bench_yaml(&bench, m->text, strlen(m->text), &docs), CX_STATUS_INVALID);
		assert_int_equal(bench.diags.count, 1);
		const struct cx_diag *diag = bench.diags.items[0];
		assert_string_equal(diag->message, m->message);
		assert_string_equal(diag->code, code);
		assert_true(diag->hint || !hinted);
		if (diag->span.line != m->line || diag->span.column != m->column ||
		    diag->span.width != m->width)
			fail_msg("%s: %u:%u-%u instead of %u:%u-%u", m->text, diag->span.line,
				 diag->span.column, diag->span.width, m->line, m->column, m->width);
		bench_release(&bench);
	}
}

#endif
