/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of formatting share: the program's schemas, and a text through them. */
#ifndef CX_TESTS_UNIT_MODEL_FORMAT_DESK_H
#define CX_TESTS_UNIT_MODEL_FORMAT_DESK_H

#include "model/format.h"
#include "unit/doc/support.h"

struct desk {
	struct bench bench;
	struct cx_kinds kinds;
	struct cx_catalog catalog;
	struct cx_formats formats;
};

static inline void desk_open(struct desk *desk)
{
	*desk = (struct desk){.bench = BENCH_INIT};
	struct bench *b = &desk->bench;
	assert_int_equal(cx_kinds_load(&b->arena, NULL, &desk->kinds, &b->diags), CX_STATUS_OK);
	assert_int_equal(cx_catalog_load(&b->arena, &desk->kinds, &desk->catalog, &b->diags), CX_STATUS_OK);
	assert_int_equal(cx_formats_init(&b->arena, &desk->catalog, &desk->formats, &b->diags), CX_STATUS_OK);
}

static inline enum cx_status desk_format(struct desk *desk, const char *text, size_t len)
{
	struct cx_source *source = cx_arena_alloc(&desk->bench.arena, sizeof *source);
	*source = (struct cx_source){"test.yaml", text, len};
	cx_buf_clear(&desk->bench.out);
	return cx_format_text(&desk->bench.arena, &desk->formats, source, &desk->bench.out,
			      &desk->bench.diags);
}

#endif
