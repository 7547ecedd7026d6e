/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds come from the embedded files kinds/NAME.schema.json, and from those of the repository. */
#include "model/kind.h"

#include "base/embed.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/suffix.h"
#include "doc/json_place.h"
#include "doc/pointer.h"
#include "doc/yaml.h"
#include "model/kind_whole.h"
#include "schema/embedded.h"

#include <ctype.h>

#define ENVELOPE "envelope.schema.json"

struct loader {
	struct cx_arena *arena;
	struct cx_kinds kinds;
	size_t cap;
	const struct cx_schema *envelope;
	const struct cx_node *envelope_document;
	struct cx_diags *diags;
};

static bool requires(const struct cx_node *schema, const char *name)
{
	const struct cx_node *required = cx_node_get(schema, "required");
	for (const struct cx_node *item = required ? required->first : NULL; item; item = item->next)
		if (cx_node_is_text(item, name))
			return true;
	return false;
}

static const struct cx_node *kind_const(const struct cx_node *document)
{
	return cx_pointer_get((struct cx_node *)document, "/properties/kind/const");
}

/* Puts the kind of a schema that was compiled; false after a diagnostic. */
static bool kind_add(struct loader *loader, const char *file, const struct cx_node *document, bool builtin)
{
	struct cx_arena *arena = loader->arena;
	struct cx_schema *schema;
	if (cx_schema_compile(arena, document, file, &schema, loader->diags))
		return false;
	static const struct cx_shape nothing;
	const struct cx_shape *root = cx_shape_of(arena, document);
	if (!root) {
		cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.limit", document->span,
			    "the schema is too large, or its references are too entangled");
		return false;
	}
	const struct cx_shape *spec = cx_shape_member(root, "spec", 4);
	CX_ARENA_GROW(arena, loader->kinds.items, loader->kinds.count, loader->cap);
	loader->kinds.items[loader->kinds.count++] = (struct cx_kind){
		.name = kind_const(document)->text,
		.file = file,
		.builtin = builtin,
		.document = document,
		.schema = schema,
		.envelope = builtin ? NULL : loader->envelope,
		.metadata = cx_shape_member(root, "metadata", 8),
		.spec = spec ? spec : &nothing,
		.id_required =
			requires(cx_pointer_get((struct cx_node *)document, "/properties/metadata"), "id"),
	};
	return true;
}

static bool load_builtin(struct loader *loader, const char *name)
{
	struct cx_node *document;
	return !cx_embedded_read(loader->arena, name, &document, loader->diags) &&
	       kind_add(loader, name, document, true);
}

static bool load_envelope(struct loader *loader)
{
	struct cx_node *document;
	struct cx_schema *schema;
	if (cx_embedded_read(loader->arena, ENVELOPE, &document, loader->diags) ||
	    cx_schema_compile(loader->arena, document, ENVELOPE, &schema, loader->diags))
		return false;
	loader->envelope = schema;
	loader->envelope_document = document;
	return true;
}

static bool is_json(const char *path)
{
	return cx_suffix_is(path, ".schema.json");
}

static bool is_schema(const char *path)
{
	return is_json(path) || cx_suffix_is(path, ".schema.yaml") || cx_suffix_is(path, ".schema.yml");
}

/* A kind's name is part of addresses and of paths in the ledger. */
static bool is_kind_name(const struct cx_node *name)
{
	if (!name || name->type != CX_NODE_STRING || name->len < 1 || name->len > 64)
		return false;
	bool good = isupper((unsigned char)name->text[0]);
	for (size_t i = 0; i < name->len; i++)
		good = good && isalnum((unsigned char)name->text[i]);
	return good;
}

static bool name_refused(struct loader *loader, const struct cx_node *document, const struct cx_node *name)
{
	struct cx_diag *d;
	if (!name || name->type != CX_NODE_STRING)
		d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.name",
				name ? name->span : document->span, "the schema does not name its kind");
	else
		d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.name", name->span,
				"%.*s is no name for a kind", (int)(name->len < 100 ? name->len : 100),
				name->text);
	cx_diag_hint(loader->diags, d,
		     "at properties.kind: {\"const\": \"CustomField\"}; letters and digits, a capital first, "
		     "at most "
		     "64");
	return false;
}

static bool is_reserved(const char *name)
{
	static const char *const reserved[] = {"Project", "Profile", "Policy", "Overlay"};
	for (size_t i = 0; i < CX_COUNT(reserved); i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return false;
}

/* Whether the kind's name is free; false after a diagnostic. */
static bool name_is_free(struct loader *loader, const struct cx_node *name, const struct cx_kind *other)
{
	struct cx_diag *d;
	if (is_reserved(name->text)) {
		d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.reserved", name->span,
				"%s is a word of cxctl's own and cannot be a kind", name->text);
		cx_diag_hint(loader->diags, d, "give the kind another name");
		return false;
	}
	if (!other)
		return true;
	if (other->builtin) {
		d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.builtin", name->span,
				"the kind %s is built in and cannot be defined anew", name->text);
		cx_diag_hint(loader->diags, d,
			     "give the kind another name; schemas that were exported for editors belong into "
			     "another folder");
		return false;
	}
	d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.twice", name->span,
			"the kind %s is there twice", name->text);
	cx_diag_second(d, kind_const(other->document)->span, "first defined here");
	cx_diag_hint(loader->diags, d, "remove one of the two schemas, or give its kind another name");
	return false;
}

/* A schema of the repository; false after a diagnostic. */
static bool project_kind(struct loader *loader, const struct cx_source *source,
			 const struct cx_node *document)
{
	const struct cx_node *name = kind_const(document);
	if (!is_kind_name(name))
		return name_refused(loader, document, name);
	const struct cx_kind *other = cx_kinds_find(&loader->kinds, name->text);
	if (other && other->builtin && cx_node_equal(other->document, document))
		return true;
	const struct cx_node *spec = cx_pointer_get((struct cx_node *)document, "/properties/spec");
	if (!spec || spec->type != CX_NODE_OBJECT) {
		struct cx_diag *d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.spec",
						spec ? spec->span : document->span,
						"the schema of %s says nothing of spec", name->text);
		cx_diag_hint(loader->diags, d, "properties.spec is the schema of what is sent");
		return false;
	}
	return name_is_free(loader, name, other) &&
	       kind_add(loader, source->name,
			cx_kind_whole(loader->arena, document, loader->envelope_document), false);
}

static const struct cx_node *parse_schema(struct loader *loader, const struct cx_source *source)
{
	struct cx_docs docs = {0};
	struct cx_node *document = NULL;
	size_t before = loader->diags->errors;
	if (is_json(source->name))
		(void)cx_json_place_parse(loader->arena, source, CX_JSON_KEYS_ONCE, &document, loader->diags);
	else if (!cx_yaml_parse(loader->arena, source, &docs, loader->diags) && docs.count == 1)
		document = docs.items[0];
	if (loader->diags->errors > before || (document && document->type == CX_NODE_OBJECT))
		return document;
	struct cx_span start = {.source = source, .line = 1, .column = 1, .width = 1};
	cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "kind.document", document ? document->span : start,
		    "a schema is one document that is an object");
	return NULL;
}

static bool load_file(struct loader *loader, const struct cx_kinds_source *from, const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t prefix = strlen(from->root);
	if (cx_tree_read(from->tree, path, CX_MAX_SCHEMA_BYTES, &text, loader->diags))
		return false;
	struct cx_source *source = cx_arena_alloc(loader->arena, sizeof *source);
	*source = (struct cx_source){cx_arena_strdup(loader->arena, prefix ? path + prefix + 1 : path),
				     cx_arena_strndup(loader->arena, text.data, text.len), text.len};
	const struct cx_node *document = parse_schema(loader, source);
	return document && project_kind(loader, source, document);
}

static void warn_unread(struct loader *loader, const char *path)
{
	struct cx_diag *d = cx_diag_add(loader->diags, CX_SEVERITY_WARNING, "kind.file", CX_SPAN_NONE,
					"%s is not read: it is not called NAME.schema.json", path);
	cx_diag_hint(loader->diags, d,
		     "a kind's schema is called so, or NAME.schema.yaml; anything else belongs into another "
		     "folder");
}

static void load_project(struct loader *loader, const struct cx_kinds_source *from)
{
	struct cx_tree_paths paths = {0};
	size_t before = loader->diags->errors, prefix = strlen(from->root);
	enum cx_status status =
		cx_tree_list(from->tree, cx_path_join(loader->arena, from->root, CX_KINDS_FOLDER),
			     loader->arena, &paths, loader->diags);
	loader->kinds.torn = status && status != CX_STATUS_ABSENT;
	if (paths.count > CX_MAX_SCHEMAS) {
		cx_diag_error(loader->diags, "kind.limit", CX_KINDS_FOLDER " holds %zu files, more than %u",
			      paths.count, CX_MAX_SCHEMAS);
		paths.count = 0;
	}
	for (size_t i = 0; i < paths.count; i++) {
		if (!is_schema(paths.items[i]))
			warn_unread(loader, paths.items[i] + (prefix ? prefix + 1 : 0));
		else if (!load_file(loader, from, paths.items[i]))
			loader->kinds.torn = true;
	}
	loader->kinds.torn |= loader->diags->errors > before;
}

enum cx_status cx_kinds_load(struct cx_arena *arena, const struct cx_kinds_source *source,
			     struct cx_kinds *ret_kinds, struct cx_diags *diags)
{
	struct loader loader = {.arena = arena, .diags = diags};
	for (const struct cx_embedded_file *file = cx_embedded; file->name; file++)
		if (strncmp(file->name, "kinds/", 6) == 0 && !load_builtin(&loader, file->name))
			return CX_STATUS_INVALID;
	if (source && !load_envelope(&loader))
		return CX_STATUS_INVALID;
	if (source)
		load_project(&loader, source);
	*ret_kinds = loader.kinds;
	return loader.kinds.torn ? CX_STATUS_INVALID : CX_STATUS_OK;
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

bool cx_kind_check(const struct cx_kind *kind, const struct cx_node *document, struct cx_diags *diags)
{
	if (kind->envelope && !cx_schema_check(kind->envelope, document, diags))
		return false;
	return cx_schema_check(kind->schema, document, diags);
}
