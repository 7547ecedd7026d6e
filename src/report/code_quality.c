/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as GitLab's code quality report. */
#include "report/code_quality.h"

#include "base/map.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "report/diag_json.h"

static const char *path_of(struct cx_arena *arena, const struct cx_diag *diag, const char *root)
{
	const char *name = diag->span.source->name;
	return *root && *name != '/' ? cx_arena_printf(arena, "%s/%s", root, name) : name;
}

static const char *fingerprint_of(struct cx_arena *arena, const struct cx_diag *diag, const char *path,
				  struct cx_map *seen)
{
	const char *key = cx_arena_printf(arena, "%s\n%s\n%s\n%s", diag->code, path,
					  diag->pointer ? diag->pointer : "", diag->message);
	size_t before = (size_t)(uintptr_t)cx_map_get(seen, key);
	(void)cx_map_put(seen, key, (void *)(uintptr_t)(before + 1));
	const char *text = cx_arena_printf(arena, "%s\n%zu", key, before);
	char *hex = cx_arena_alloc(arena, CX_SHA256_HEX + 1);
	cx_sha256_hex(text, strlen(text), hex);
	return hex;
}

static struct cx_node *location(struct cx_arena *arena, const struct cx_diag *diag, const char *path)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT),
		       *lines = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(lines, "begin", cx_node_int(arena, diag->span.line ? diag->span.line : 1));
	cx_node_add(node, "path", cx_diag_json_text(arena, path));
	cx_node_add(node, "lines", lines);
	return node;
}

struct cx_node *cx_code_quality(struct cx_arena *arena, const struct cx_diags *diags, const char *root)
{
	static const char *const severities[] = {
		[CX_SEVERITY_ERROR] = "critical",
		[CX_SEVERITY_WARNING] = "minor",
		[CX_SEVERITY_NOTE] = "info",
	};
	struct cx_map seen = {0};
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < diags->count; i++) {
		const struct cx_diag *diag = diags->items[i];
		if (!diag->span.source)
			continue;
		const char *path = path_of(arena, diag, root);
		const char *text = diag->hint ? cx_arena_printf(arena, "%s (%s)", diag->message, diag->hint)
					      : diag->message;
		struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(node, "description", cx_diag_json_text(arena, text));
		cx_node_add(node, "check_name", cx_diag_json_text(arena, diag->code));
		cx_node_add(node, "fingerprint",
			    cx_diag_json_text(arena, fingerprint_of(arena, diag, path, &seen)));
		cx_node_add(node, "severity", cx_diag_json_text(arena, severities[diag->severity]));
		cx_node_add(node, "location", location(arena, diag, path));
		cx_node_push(array, node);
	}
	cx_map_release(&seen);
	return array;
}
