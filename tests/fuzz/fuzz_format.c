/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes through fmt: no crash, what comes out reads as what went in, and stays the second time. */
#include "doc/yaml.h"
#include "model/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_same(struct cx_arena *arena, const struct cx_source *before, const struct cx_source *after,
		       struct cx_diags *diags)
{
	struct cx_docs a = {0}, b = {0};
	if (cx_yaml_parse(arena, before, &a, diags) || cx_yaml_parse(arena, after, &b, diags) ||
	    a.count != b.count)
		abort();
	for (size_t i = 0; i < a.count; i++)
		if (!cx_node_equal(a.items[i], b.items[i]))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf once = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf twice = CX_BUF_INIT;
	struct cx_source before = {"fuzz", (const char *)bytes, n};
	struct cx_kinds kinds;
	struct cx_catalog catalog;
	struct cx_formats formats;
	if (cx_kinds_load(&arena, NULL, &kinds, &diags) ||
	    cx_catalog_load(&arena, &kinds, &catalog, &diags) ||
	    cx_formats_init(&arena, &catalog, &formats, &diags))
		abort();
	if (!cx_format_text(&arena, &formats, &before, &once, &diags)) {
		struct cx_source after = {"formatted", once.data, once.len};
		check_same(&arena, &before, &after, &diags);
		if (cx_format_text(&arena, &formats, &after, &twice, &diags) || twice.len != once.len ||
		    memcmp(twice.data, once.data, once.len) != 0)
			abort();
	}
	cx_diags_release(&diags);
	cx_arena_release(&arena);
	return 0;
}
