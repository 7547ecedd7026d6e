/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: no crash, and what is accepted survives printing and reading again. */
#include "doc/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void print_and_read(struct cx_arena *arena, const struct cx_node *node, struct cx_diags *diags,
			   void (*print)(const struct cx_node *, struct cx_buf *))
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_node *again;
	print(node, &text);
	struct cx_source source = {"printed", text.data, text.len};
	if (cx_json_parse(arena, &source, &again, diags) || !cx_node_equal(node, again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {"fuzz", (const char *)bytes, n};
	struct cx_node *node;
	if (cx_json_parse(&arena, &source, &node, &diags)) {
		if (!diags.errors || !diags.items[0]->span.source)
			abort();
	} else {
		print_and_read(&arena, node, &diags, cx_json_canonical);
		print_and_read(&arena, node, &diags, cx_json_pretty);
		print_and_read(&arena, node, &diags, cx_json_line);
	}
	cx_diags_release(&diags);
	cx_arena_release(&arena);
	return 0;
}
