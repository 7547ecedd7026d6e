/* SPDX-License-Identifier: Apache-2.0 */
/* One document as a definition: its kind, overlay, variables and schema. */
#include "model/definition_document.h"

#include "base/near.h"
#include "model/kind_name.h"
#include "model/normal.h"

#include <ctype.h>

/* "write kind: A, B or C", of all kinds that there are. */
static void hint_kinds(const struct cx_kinds *kinds, struct cx_diags *diags, struct cx_diag *d)
{
	enum { MAX_SHOWN = 300 };
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; i < kinds->count && list.len < MAX_SHOWN; i++)
		cx_buf_addf(&list, "%s%s",
			    !i                     ? ""
			    : i + 1 < kinds->count ? ", "
						   : " or ",
			    kinds->items[i].name);
	cx_diag_hint(diags, d, "write kind: %s", list.data);
}

/* What a run-time command reads, and may stand here by mistake. */
static const struct elsewhere {
	const char *what, *command;
	const char *names[2]; /* a kind that somebody made up for it holds one of them */
} triggers = {"triggers of journeys", "trigger", {"trigger", "journey"}},
  marks = {"attributes of interactions", "attributes", {"attribute", "interaction"}};

/* Keys and values, as cxctl attributes takes them. */
static bool holds_values(const struct cx_node *document)
{
	static const char *const ours[] = {"apiVersion", "metadata", "name", "spec", "patch"};
	for (size_t i = 0; i < CX_COUNT(ours); i++)
		if (cx_node_get(document, ours[i]))
			return false;
	for (const struct cx_node *member = document->first; member; member = member->next)
		if (member->type == CX_NODE_OBJECT || member->type == CX_NODE_ARRAY)
			return false;
	return document->first != NULL;
}

/* NULL for what is none of them; a list is what its first item is. */
static const struct elsewhere *elsewhere_of(const struct cx_node *document)
{
	const struct cx_node *one = document->type == CX_NODE_ARRAY ? document->first : document;
	if (!one || one->type != CX_NODE_OBJECT)
		return NULL;
	if (cx_node_get(one, "contactId"))
		return &triggers;
	bool listed = cx_node_get(one, "key") && cx_node_get(one, "value");
	bool wrapped = cx_node_get(one, "attributes") && !cx_node_get(one, "spec");
	if (one == document ? wrapped || holds_values(one) : listed)
		return &marks;
	return NULL;
}

static const struct elsewhere *elsewhere_by_kind(const char *kind)
{
	static const struct elsewhere *const all[] = {&triggers, &marks};
	for (size_t i = 0; i < CX_COUNT(all); i++)
		for (size_t k = 0; k < CX_COUNT(all[i]->names); k++)
			if (strcasestr(kind, all[i]->names[k]))
				return all[i];
	return NULL;
}

/* Such a file is about people: its lines are not shown. */
static bool hint_elsewhere(const struct elsewhere *elsewhere, struct cx_diags *diags, struct cx_diag *d)
{
	if (!elsewhere)
		return false;
	cx_diag_hint(diags, d, "%s are no definition: move the file elsewhere, cxctl %s reads it there",
		     elsewhere->what, elsewhere->command);
	struct cx_source *unshown = cx_arena_alloc(&diags->arena, sizeof *unshown);
	*unshown = (struct cx_source){.name = d->span.source->name};
	d->span.source = unshown;
	return true;
}

/* A document without kind: its key may be misspelt, or it is no definition at all. */
static void refuse_kindless(const struct cx_node *document, const struct cx_kinds *kinds,
			    struct cx_diags *diags)
{
	static const char *const wanted[] = {"kind", NULL};
	const struct cx_node *near = document->first;
	while (near && !cx_near_word(near->key, wanted))
		near = near->next;
	struct cx_span span = near ? cx_node_key_span(near) : document->span;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "definition.kind", span, "the definition has no kind");
	if (near)
		cx_diag_hint(diags, d, "did you mean \"kind\" instead of \"%s\"?", near->key);
	else if (!hint_elsewhere(elsewhere_of(document), diags, d))
		hint_kinds(kinds, diags, d);
}

/* The kind that a document names, or NULL after a diagnostic. */
static const struct cx_kind *document_kind(const struct cx_node *document, const struct cx_kinds *kinds,
					   struct cx_diags *diags)
{
	struct cx_diag *d;
	if (document->type != CX_NODE_OBJECT) {
		d = cx_diag_add(diags, CX_SEVERITY_ERROR, "definition.type", document->span,
				"a definition is a mapping, this is %s %s",
				document->type == CX_NODE_ARRAY || document->type == CX_NODE_OBJECT ? "an"
												    : "a",
				cx_node_type_name(document->type));
		if (hint_elsewhere(elsewhere_of(document), diags, d))
			return NULL;
		if (document->type == CX_NODE_ARRAY)
			cx_diag_hint(diags, d, "make each item a document of its own, with --- between them");
		else
			cx_diag_hint(diags, d, "begin with apiVersion: %s", CX_API_VERSION);
		return NULL;
	}
	const struct cx_node *kind = cx_node_get(document, "kind");
	if (!kind) {
		refuse_kindless(document, kinds, diags);
		return NULL;
	}
	if (kind->type != CX_NODE_STRING) {
		d = cx_diag_add(diags, CX_SEVERITY_ERROR, "definition.kind", kind->span,
				"kind must be a text");
		hint_kinds(kinds, diags, d);
		return NULL;
	}
	const struct cx_kind *found = cx_kinds_find(kinds, kind->text);
	/* Its schema may be the one that is wrong, which is said already. */
	if (found || kinds->torn)
		return found;
	d = cx_diag_add(diags, CX_SEVERITY_ERROR, "definition.kind", kind->span, "there is no kind %s",
			kind->text);
	if (cx_kind_name_hint(diags, d, kind->text, cx_kinds_names(&diags->arena, kinds)))
		return NULL;
	if (strcmp(kind->text, "Project") == 0)
		cx_diag_hint(diags, d, "the project file stands in the root, not among the definitions");
	else if (!hint_elsewhere(elsewhere_by_kind(kind->text), diags, d))
		hint_kinds(kinds, diags, d);
	return NULL;
}

static char *lower_case(struct cx_arena *arena, const char *text)
{
	char *lower = cx_arena_strdup(arena, text);
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

/* UUIDs are compared in lower case; an id that the server gives is its own text. */
static const char *definition_id(struct cx_arena *arena, const struct cx_kind *kind, const char *id)
{
	const struct cx_shape *shape = cx_shape_member(kind->metadata, "id", strlen("id"));
	return id && shape && shape->uuid ? lower_case(arena, id) : id;
}

/* NULL also where it holds a variable that is not there. */
static const char *known_text(const struct cx_node *metadata, const char *key)
{
	const struct cx_node *value = cx_node_get(metadata, key);
	return value && value->bad ? NULL : cx_node_get_text(metadata, key);
}

static void definition_fill(struct cx_arena *arena, struct cx_definition *definition, const char *file)
{
	struct cx_node *document = definition->document;
	const struct cx_node *metadata = cx_node_get(document, "metadata");
	const char *id = known_text(metadata, "id");
	definition->name = cx_node_get_text(metadata, "name");
	definition->id = definition_id(arena, definition->kind, id);
	definition->protect = cx_node_get_bool(metadata, "protect", false);
	definition->address = cx_arena_printf(arena, "%s/%s", definition->kind->name, definition->name);
	definition->file = file;
	definition->line = document->span.line ? document->span.line : 1;
	definition->spec = cx_node_get(document, "spec");
}

static void see(struct cx_arena *arena, struct cx_definitions *set, const struct cx_definition *definition)
{
	CX_ARENA_GROW(arena, set->seen, set->seen_count, set->seen_cap);
	set->seen[set->seen_count++] = *definition;
}

/* A document that its schema does not accept: what can be said all the same is said in the same run. */
static void check_broken(struct cx_arena *arena, const struct cx_criteria_rules *rules,
			 struct cx_definition *definition, const char *file, struct cx_definitions *set,
			 struct cx_diags *diags)
{
	const struct cx_node *spec = cx_node_get(definition->document, "spec");
	if (!known_text(cx_node_get(definition->document, "metadata"), "name"))
		return;
	definition_fill(arena, definition, file);
	see(arena, set, definition);
	if (!spec || spec->type != CX_NODE_OBJECT)
		return;
	cx_definition_check(definition, rules, diags);
	cx_definition_check_twice(definition, diags);
}

/* What refers to it is not wrong as well; without a name, it may be what any reference means. */
static void note_broken(struct cx_arena *arena, const char *kind, struct cx_node *document,
			struct cx_definitions *set)
{
	const char *name = known_text(cx_node_get(document, "metadata"), "name");
	set->torn |= !name;
	set->unnamed |= !name;
	(void)cx_map_put(&set->broken, cx_arena_printf(arena, "%s/%s", kind, name ? name : ""), document);
}

/* The word behind the next key "name", of which nothing is missing; else 0 is its length. */
static size_t torn_name(const char *text, const char **ret_name)
{
	while ((text = strstr(text, "name"))) {
		text += strlen("name");
		text += *text == '"' || *text == '\'';
		text += strspn(text, " \t");
		if (*text++ != ':')
			continue;
		text += strspn(text, " \t\"'");
		size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-");
		*ret_name = text;
		return strchr(" \t\r\n\"',}", text[len]) ? len : 0;
	}
	return 0;
}

void cx_definition_document_torn(struct cx_arena *arena, const char *text, struct cx_definitions *set)
{
	const char *metadata = strstr(text, "metadata"), *name;
	set->unnamed |= !metadata;
	for (; metadata; metadata = strstr(metadata + 1, "metadata")) {
		size_t len = torn_name(metadata, &name);
		if (len)
			(void)cx_map_put_n(&set->torn_names, cx_arena_strndup(arena, name, len), len, set);
		set->unnamed |= !len;
	}
}

static void check_patched(struct cx_arena *arena, const struct cx_definitions_source *source,
			  const struct cx_kind *kind, struct cx_node *document, const char *file,
			  struct cx_definitions *set, struct cx_diags *diags)
{
	struct cx_definition definition = {.kind = kind, .document = document};
	bool good = cx_vars_apply(arena, document, &source->vars, diags);
	good &= cx_kind_check(kind, document, diags);
	if (!good) {
		note_broken(arena, kind->name, document, set);
		check_broken(arena, &source->criteria, &definition, file, set, diags);
		return;
	}
	definition_fill(arena, &definition, file);
	see(arena, set, &definition);
	cx_definition_check(&definition, &source->criteria, diags);
	definition.spec = cx_complete(arena, kind->spec, definition.spec);
	CX_ARENA_GROW(arena, set->items, set->count, set->cap);
	set->items[set->count++] = definition;
}

/* What is wrong only with the overlay, but elsewhere than in its file, says so. */
static void blame_overlay(struct cx_arena *arena, const struct cx_definitions_source *source,
			  const struct cx_kind *kind, struct cx_node *document,
			  const struct cx_overlay *overlay, size_t first, struct cx_diags *diags)
{
	CX_AUTO(cx_diags) struct cx_diags alone = CX_DIAGS_INIT;
	struct cx_definitions none = {0};
	check_patched(arena, source, kind, cx_node_copy(arena, document), "", &none, &alone);
	cx_definitions_release(&none);
	for (size_t i = first; i < diags->count; i++) {
		struct cx_diag *d = diags->items[i];
		if (d->second_label || cx_overlays_hold(source->overlays, &d->span) ||
		    cx_diags_say(&alone, d->code, d->message))
			continue;
		cx_diag_second(d, cx_node_key_span(overlay->patch), "only with this overlay");
	}
}

void cx_definition_document_check(struct cx_arena *arena, const struct cx_definitions_source *source,
				  struct cx_node *document, const char *file, struct cx_definitions *set,
				  struct cx_diags *diags)
{
	const struct cx_kind *kind = document_kind(document, source->kinds, diags);
	if (!kind) {
		note_broken(arena, "", document, set);
		return;
	}
	size_t first = diags->count;
	struct cx_overlay *overlay = cx_overlays_find(source->overlays, kind, document);
	struct cx_node *patched = overlay ? cx_overlay_apply(arena, overlay, document, diags) : document;
	check_patched(arena, source, kind, patched, file, set, diags);
	if (patched != document && diags->count > first)
		blame_overlay(arena, source, kind, document, overlay, first, diags);
}
