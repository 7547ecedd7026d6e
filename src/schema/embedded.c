/* SPDX-License-Identifier: Apache-2.0 */
/* Embedded files are read as any other: the tests of schemas/ are what keeps them right. */
#include "schema/embedded.h"

#include "base/embed.h"
#include "doc/json.h"

const struct cx_source *cx_embedded_source(struct cx_arena *arena, const char *name)
{
	const struct cx_embedded_file *file = cx_embedded_find(name);
	if (!file)
		return NULL;
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){.name = file->name, .text = file->bytes, .len = file->len};
	return source;
}

enum cx_status cx_embedded_read(struct cx_arena *arena, const char *name, struct cx_node **ret_document,
				struct cx_diags *diags)
{
	const struct cx_source *source = cx_embedded_source(arena, name);
	if (source)
		return cx_json_parse(arena, source, ret_document, diags);
	cx_diag_error(diags, "schema.embedded", "%s is not in this program", name);
	return CX_STATUS_INVALID;
}

const struct cx_schema *cx_embedded_compile(struct cx_arena *arena, const char *name, struct cx_diags *diags)
{
	struct cx_node *document;
	struct cx_schema *schema;
	if (cx_embedded_read(arena, name, &document, diags) ||
	    cx_schema_compile(arena, document, name, &schema, diags))
		return NULL;
	return schema;
}
