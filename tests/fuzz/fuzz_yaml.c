/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as YAML: no crash, errors have places inside the text, and documents are JSON's values. */
#include "doc/json.h"
#include "doc/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static size_t count_lines(const uint8_t *bytes, size_t n)
{
	size_t lines = 1;
	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n';
	return lines;
}

static void check_document(struct cx_arena *arena, const struct cx_node *node, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_node *again;
	cx_json_canonical(node, &text);
	struct cx_source source = {"printed", text.data, text.len};
	if (cx_json_parse(arena, &source, &again, diags) || !cx_node_equal(node, again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {"fuzz", (const char *)bytes, n};
	struct cx_docs docs;
	enum cx_status status = cx_yaml_parse(&arena, &source, &docs, &diags);
	if ((status != CX_STATUS_OK) != (diags.errors > 0))
		abort();
	size_t lines = count_lines(bytes, n);
	for (size_t i = 0; i < diags.count; i++)
		if (!diags.items[i]->span.line || diags.items[i]->span.line > lines)
			abort();
	for (size_t i = 0; i < docs.count; i++)
		check_document(&arena, docs.items[i], &diags);
	cx_diags_release(&diags);
	cx_arena_release(&arena);
	return 0;
}
