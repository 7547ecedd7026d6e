/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds come from the embedded files kinds/NAME.schema.json. */
#include "model/kind.h"

#include "base/embed.h"
#include "doc/json.h"

static bool requires(const struct cx_node *schema, const char *name)
{
	const struct cx_node *required = cx_node_get(schema, "required");
	for (const struct cx_node *item = required ? required->first : NULL; item; item = item->next)
		if (cx_node_is_text(item, name))
			return true;
	return false;
}

static enum cx_status kind_load(struct cx_arena *arena, const struct cx_embedded_file *file,
				struct cx_kind *ret_kind, struct cx_diags *diags)
{
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){file->name, file->bytes, file->len};
	struct cx_node *document;
	struct cx_schema *schema;
	enum cx_status status = cx_json_parse(arena, source, &document, diags);
	if (!status)
		status = cx_schema_compile(arena, document, file->name, &schema, diags);
	if (status)
		return status;
	const struct cx_node *properties = cx_node_get(document, "properties");
	const char *name = cx_node_get_text(cx_node_get(properties, "kind"), "const");
	if (!name) {
		cx_diag_error(diags, "kind.name", "%s does not name its kind at properties/kind/const",
			      file->name);
		return CX_STATUS_INVALID;
	}
	static const struct cx_shape nothing;
	const struct cx_shape *root = cx_shape_of(arena, document);
	const struct cx_shape *spec = cx_shape_member(root, "spec", 4);
	*ret_kind = (struct cx_kind){
		.name = name,
		.file = file->name,
		.document = document,
		.schema = schema,
		.metadata = cx_shape_member(root, "metadata", 8),
		.spec = spec ? spec : &nothing,
		.id_required = requires(cx_node_get(properties, "metadata"), "id"),
	};
	return CX_STATUS_OK;
}

enum cx_status cx_kinds_load(struct cx_arena *arena, struct cx_kinds *ret_kinds, struct cx_diags *diags)
{
	struct cx_kinds kinds = {0};
	size_t cap = 0;
	for (const struct cx_embedded_file *file = cx_embedded; file->name; file++) {
		if (strncmp(file->name, "kinds/", 6) != 0)
			continue;
		CX_ARENA_GROW(arena, kinds.items, kinds.count, cap);
		enum cx_status status = kind_load(arena, file, &kinds.items[kinds.count], diags);
		if (status)
			return status;
		kinds.count++;
	}
	*ret_kinds = kinds;
	return CX_STATUS_OK;
}

const struct cx_kind *cx_kinds_find(const struct cx_kinds *kinds, const char *name)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->items[i].name, name) == 0)
			return &kinds->items[i];
	return NULL;
}

const char **cx_kinds_names(struct cx_arena *arena, const struct cx_kinds *kinds)
{
	const char **names = cx_arena_alloc(arena, (kinds->count + 1) * sizeof *names);
	for (size_t i = 0; i < kinds->count; i++)
		names[i] = kinds->items[i].name;
	return names;
}
