/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds as loaded, and every embedded file NAME.schema.json that is no kind's. */
#include "model/catalog.h"

#include "base/embed.h"
#include "base/suffix.h"
#include "doc/pointer.h"
#include "model/kind_name.h"
#include "schema/bundle.h"
#include "schema/embedded.h"

#define ADDRESS  "https://cxctl.dev/schemas/"
#define SUFFIX   ".schema.json"
#define ENVELOPE "envelope" SUFFIX

static bool has_file(const struct cx_catalog *catalog, const char *file)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (strcmp(catalog->items[i].file, file) == 0)
			return true;
	return strcmp(file, "definition" SUFFIX) == 0 || (cx_embedded_find(file) != NULL);
}

/* "CustomField" becomes custom-field.schema.json. */
static const char *file_of_kind(struct cx_arena *arena, const struct cx_catalog *catalog, const char *name)
{
	const char *word = cx_kind_name_dashed(arena, name);
	const char *file = cx_arena_printf(arena, "%s%s", word, SUFFIX);
	for (int n = 2; has_file(catalog, file); n++)
		file = cx_arena_printf(arena, "%s-%d%s", word, n, SUFFIX);
	return file;
}

static void add(struct cx_arena *arena, struct cx_catalog *catalog, struct cx_catalog_entry entry)
{
	CX_ARENA_GROW(arena, catalog->items, catalog->count, catalog->cap);
	catalog->items[catalog->count++] = entry;
}

static bool is_other(const char *name)
{
	return !strchr(name, '/') && cx_suffix_is(name, SUFFIX) && strcmp(name, ENVELOPE) != 0;
}

/* The word that the schema's kind must be; else what the file is called. */
static const char *name_of(struct cx_arena *arena, const struct cx_embedded_file *file,
			   const struct cx_node *document)
{
	const struct cx_node *kind = cx_pointer_get((struct cx_node *)document, "/properties/kind");
	const char *name = cx_node_get_text(kind, "const");
	return name ? name : cx_arena_strndup(arena, file->name, strlen(file->name) - strlen(SUFFIX));
}

static struct cx_node *reference(struct cx_arena *arena, const char *name)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "$ref", cx_node_string(arena, cx_arena_printf(arena, "#/$defs/%s", name)));
	return node;
}

/* {"if": {"properties": {"kind": {"const": NAME}}, "required": ["kind"]}, "then": ...} */
static struct cx_node *branch(struct cx_arena *arena, const struct cx_catalog_entry *entry)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT), *test = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *properties = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *kind = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *required = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(kind, "const", cx_node_string(arena, entry->name));
	cx_node_add(properties, "kind", kind);
	cx_node_push(required, cx_node_string(arena, "kind"));
	cx_node_add(test, "properties", properties);
	cx_node_add(test, "required", required);
	cx_node_add(node, "if", test);
	struct cx_node *then = reference(arena, entry->name);
	if (entry->origin) {
		struct cx_node *both = cx_node_new(arena, CX_NODE_ARRAY);
		cx_node_push(both, reference(arena, "envelope"));
		cx_node_push(both, then);
		then = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(then, "allOf", both);
	}
	cx_node_add(node, "then", then);
	return node;
}

/* What all kinds have, said loosely: the branch of the kind says the rest, once. */
static struct cx_node *root_properties(struct cx_arena *arena, const struct cx_node *envelope,
				       struct cx_node *names)
{
	struct cx_node *properties = cx_node_new(arena, CX_NODE_OBJECT);
	const struct cx_node *member = cx_node_get(envelope, "properties")->first;
	for (; member; member = member->next) {
		struct cx_node *property = cx_node_new(arena, CX_NODE_OBJECT);
		for (const char *const *key = (const char *const[]){"title", "description", "const", NULL};
		     *key; key++)
			if (cx_node_get(member, *key))
				cx_node_add(property, *key, cx_node_copy(arena, cx_node_get(member, *key)));
		if (strcmp(member->key, "kind") == 0)
			cx_node_add(property, "enum", names);
		cx_node_add(properties, member->key, property);
	}
	return properties;
}

static struct cx_node *make_definition(struct cx_arena *arena, const struct cx_catalog *catalog,
				       const struct cx_node *envelope)
{
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT), *defs = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *names = cx_node_new(arena, CX_NODE_ARRAY), *all = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < catalog->count; i++) {
		const struct cx_catalog_entry *entry = &catalog->items[i];
		if (!entry->is_kind)
			continue;
		cx_node_push(names, cx_node_string(arena, entry->name));
		cx_node_push(all, branch(arena, entry));
		cx_node_add(defs, entry->name,
			    cx_bundle_part(arena, entry->document,
					   cx_arena_printf(arena, "/$defs/%s", entry->name),
					   cx_arena_printf(arena, ADDRESS "kinds/%s", entry->file)));
	}
	cx_node_add(defs, "envelope", cx_bundle_part(arena, envelope, "/$defs/envelope", ADDRESS ENVELOPE));
	cx_node_add(root, "$schema", cx_node_copy(arena, cx_node_get(envelope, "$schema")));
	cx_node_add(root, "$id", cx_node_string(arena, ADDRESS "definition" SUFFIX));
	cx_node_add(root, "title", cx_node_string(arena, "Definition"));
	cx_node_add(root, "description", cx_node_string(arena, "A definition of any kind, told by `kind`."));
	cx_node_add(root, "type", cx_node_string(arena, "object"));
	cx_node_add(root, "required", cx_node_copy(arena, cx_node_get(envelope, "required")));
	cx_node_add(root, "properties", root_properties(arena, envelope, names));
	cx_node_add(root, "allOf", all);
	cx_node_add(root, "$defs", defs);
	return root;
}

enum cx_status cx_catalog_load(struct cx_arena *arena, const struct cx_kinds *kinds,
			       struct cx_catalog *ret_catalog, struct cx_diags *diags)
{
	struct cx_catalog catalog = {0};
	for (size_t i = 0; i < kinds->count; i++) {
		const struct cx_kind *kind = &kinds->items[i];
		add(arena, &catalog,
		    (struct cx_catalog_entry){.name = kind->name,
					      .file = file_of_kind(arena, &catalog, kind->name),
					      .origin = kind->builtin ? NULL : kind->file,
					      .is_kind = true,
					      .document = kind->document});
	}
	for (const struct cx_embedded_file *file = cx_embedded; file->name; file++) {
		struct cx_node *document;
		if (!is_other(file->name))
			continue;
		if (cx_embedded_read(arena, file->name, &document, diags))
			return CX_STATUS_INVALID;
		add(arena, &catalog,
		    (struct cx_catalog_entry){.name = name_of(arena, file, document),
					      .file = file->name,
					      .document = document});
	}
	struct cx_node *envelope;
	if (cx_embedded_read(arena, ENVELOPE, &envelope, diags))
		return CX_STATUS_INVALID;
	catalog.definition = make_definition(arena, &catalog, envelope);
	*ret_catalog = catalog;
	return CX_STATUS_OK;
}

const struct cx_catalog_entry *cx_catalog_find(const struct cx_catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (cx_kind_name_is(name, catalog->items[i].name))
			return &catalog->items[i];
	return NULL;
}

const char **cx_catalog_names(struct cx_arena *arena, const struct cx_catalog *catalog)
{
	const char **names = cx_arena_alloc(arena, (catalog->count + 1) * sizeof *names);
	for (size_t i = 0; i < catalog->count; i++)
		names[i] = catalog->items[i].name;
	return names;
}
