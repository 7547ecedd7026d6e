/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions: files to documents to a checked set, all problems in one run. */
#include "model/definition.h"

#include "base/limits.h"
#include "base/near.h"
#include "base/work.h"
#include "model/kind_name.h"
#include "model/normal.h"

#include <ctype.h>

void cx_definitions_release(struct cx_definitions *set)
{
	cx_map_release(&set->by_address);
	cx_map_release(&set->broken);
	cx_map_release(&set->torn_names);
	cx_map_release(&set->suppressions);
}

const struct cx_definition *cx_definitions_find(const struct cx_definitions *set, const char *address)
{
	return cx_map_get(&set->by_address, address);
}

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
	else if (cx_node_get(document, "attributes") && !cx_node_get(document, "spec"))
		cx_diag_hint(diags, d,
			     "attributes of interactions are no definition: move the file elsewhere, cxctl "
			     "attributes reads it there");
	else
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
	else
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

/* What a file that is no YAML may define: a name behind each "metadata". One that cannot be told may be any.
 */
static void note_torn_names(struct cx_arena *arena, const char *text, struct cx_definitions *set)
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

static bool says(const struct cx_diags *diags, const struct cx_diag *wanted)
{
	for (size_t i = 0; i < diags->count; i++)
		if (strcmp(diags->items[i]->code, wanted->code) == 0 &&
		    strcmp(diags->items[i]->message, wanted->message) == 0)
			return true;
	return false;
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
		if (d->second_label || cx_overlays_hold(source->overlays, &d->span) || says(&alone, d))
			continue;
		cx_diag_second(d, cx_node_key_span(overlay->patch), "only with this overlay");
	}
}

static void check_document(struct cx_arena *arena, const struct cx_definitions_source *source,
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

/* What one file adds to its worker's set. */
struct part {
	unsigned worker;
	size_t items, item_end, seen, seen_end;
};

struct checker {
	const struct cx_definitions_source *source;
	const struct cx_definition_files *files;
	struct cx_definitions sets[CX_WORK_MAX_WORKERS];
	struct part *parts; /* by file */
};

/* A definition may have been commented out: what it made would be deleted. */
static void warn_empty(const struct cx_source *source, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "definition.none", CX_SPAN_NONE,
					"there is no definition in this file");
	cx_diag_file(diags, d, source->name);
	cx_diag_hint(diags, d, "remove the file, or write one into it: cxctl new KIND NAME shows how");
}

static void check_file(void *data, struct cx_worker *worker, size_t item)
{
	struct checker *checker = data;
	struct cx_definitions *set = &checker->sets[worker->index];
	const struct cx_definition_file *file = &checker->files->items[item];
	struct part *part = &checker->parts[item];
	size_t first = worker->diags->count;
	/* Checked while it is in the processor's cache. */
	if (checker->files->unread)
		cx_definition_files_parse(checker->files, item, worker->arena, worker->diags);
	*part = (struct part){.worker = worker->index, .items = set->count, .seen = set->seen_count};
	set->torn |= file->torn;
	set->unnamed |= file->torn && !file->source->text;
	if (file->torn && file->source->text)
		note_torn_names(worker->arena, file->source->text, set);
	if (!file->torn && !file->docs.count)
		warn_empty(file->source, worker->diags);
	set->files += file->source->text != NULL;
	for (size_t i = 0; i < file->docs.count; i++) {
		struct cx_node *document = file->docs.items[i];
		if (checker->source->shared)
			document = cx_node_copy(worker->arena, document);
		check_document(worker->arena, checker->source, document, file->source->name, set,
			       worker->diags);
	}
	set->suppressed +=
		cx_suppressions_filter(file->suppressions, checker->source->now_ms, worker->diags, first);
	part->item_end = set->count;
	part->seen_end = set->seen_count;
}

/* The sets of all workers as one, in the order of files. */
static struct cx_definitions join_sets(struct cx_arena *arena, struct checker *checker)
{
	struct cx_definitions set = {.now_ms = checker->source->now_ms};
	for (size_t w = 0; w < CX_COUNT(checker->sets); w++) {
		const struct cx_definitions *one = &checker->sets[w];
		set.cap += one->count;
		set.seen_cap += one->seen_count;
		set.files += one->files;
		set.suppressed += one->suppressed;
		set.torn |= one->torn;
		set.unnamed |= one->unnamed;
		for (size_t i = 0; i < one->broken.count; i++) {
			const struct cx_map_entry *entry = &one->broken.entries[i];
			(void)cx_map_put_n(&set.broken, entry->key, entry->len, entry->value);
		}
		for (size_t i = 0; i < one->torn_names.count; i++) {
			const struct cx_map_entry *entry = &one->torn_names.entries[i];
			(void)cx_map_put_n(&set.torn_names, entry->key, entry->len, entry->value);
		}
	}
	set.items = cx_arena_alloc(arena, set.cap * sizeof *set.items);
	set.seen = cx_arena_alloc(arena, set.seen_cap * sizeof *set.seen);
	for (size_t f = 0; f < checker->files->count; f++) {
		const struct part *part = &checker->parts[f];
		struct cx_suppressions *suppressions = checker->files->items[f].suppressions;
		if (suppressions)
			(void)cx_map_put(&set.suppressions, suppressions->source->name, suppressions);
		const struct cx_definitions *one = &checker->sets[part->worker];
		for (size_t i = part->items; i < part->item_end; i++)
			set.items[set.count++] = one->items[i];
		for (size_t i = part->seen; i < part->seen_end; i++)
			set.seen[set.seen_count++] = one->seen[i];
	}
	return set;
}

static void checker_release(struct checker *checker)
{
	for (size_t w = 0; w < CX_COUNT(checker->sets); w++)
		cx_definitions_release(&checker->sets[w]);
	cx_free(checker->parts);
}

static struct cx_definitions check_files(struct cx_arena *arena, const struct cx_definitions_source *source,
					 const struct cx_definition_files *files, unsigned workers,
					 struct cx_diags *diags)
{
	struct checker checker = {
		.source = source,
		.files = files,
		.parts = cx_alloc((files->count + 1) * sizeof *checker.parts),
	};
	const struct cx_work work = {files->count, workers, check_file, &checker};
	cx_work_run(&work, arena, diags);
	struct cx_definitions set = join_sets(arena, &checker);
	checker_release(&checker);
	return set;
}

/*
 * Where variables' values break their limit depends on which thread comes first: then it is done again by
 * one, so that the same files always say the same.
 */
static struct cx_definitions check_all(struct cx_arena *arena, const struct cx_definitions_source *source,
				       const struct cx_definition_files *files, struct cx_diags *diags)
{
	atomic_size_t spent = 0;
	struct cx_definitions_source counted = *source;
	counted.vars.spent = &spent;
	CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
	/* Uses of variables are recorded by one thread. */
	unsigned workers = source->vars.uses ? 1 : source->from.workers;
	struct cx_definitions set = check_files(arena, &counted, files, workers, &said);
	if (spent > CX_MAX_VARS_BYTES) {
		cx_diags_release(&said);
		cx_definitions_release(&set);
		for (size_t i = 0; !source->shared && !files->unread && i < files->count; i++)
			cx_definition_file_parse_again(arena, &files->items[i]);
		spent = 0;
		set = check_files(arena, &counted, files, 1, &said);
	}
	cx_diags_append(diags, &said, 0, said.count);
	cx_diags_adopt(diags, &said);
	return set;
}

enum cx_status cx_definitions_load(struct cx_arena *arena, const struct cx_definitions_source *source,
				   struct cx_definitions *ret_set, struct cx_diags *diags)
{
	size_t before = diags->errors;
	struct cx_definition_files files = cx_definition_files_find(arena, &source->from, diags);
	(void)cx_definitions_check(arena, source, &files, ret_set, diags);
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}

/* What overlays patch must be there; a definition that could not be read may be it. */
static void check_targets(const struct cx_definitions *set, const struct cx_overlays *overlays,
			  struct cx_diags *diags)
{
	for (size_t i = 0; i < overlays->count; i++) {
		const struct cx_overlay *overlay = overlays->items[i];
		if (overlay->used || set->unnamed || cx_map_get(&set->torn_names, overlay->name))
			continue;
		const struct cx_node *name = cx_node_get(cx_node_get(overlay->document, "metadata"), "name");
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "overlay.target", name->span,
				    "there is no %s named %s to patch", overlay->kind->name, overlay->name);
		const char **names = cx_arena_alloc(&diags->arena, (set->seen_count + 1) * sizeof *names);
		size_t n = 0;
		for (size_t k = 0; !diags->dropped && k < set->seen_count; k++)
			if (set->seen[k].kind == overlay->kind)
				names[n++] = set->seen[k].name;
		const char *near = cx_near_word(overlay->name, names);
		if (near)
			cx_diag_hint(diags, d, "did you mean %s?", near);
		else
			cx_diag_hint(diags, d, "an overlay patches a definition of the same kind and name");
	}
}

enum cx_status cx_definitions_check(struct cx_arena *arena, const struct cx_definitions_source *source,
				    const struct cx_definition_files *files, struct cx_definitions *ret_set,
				    struct cx_diags *diags)
{
	size_t before = diags->errors;
	struct cx_definitions set = check_all(arena, source, files, diags);
	for (size_t i = 0; i < set.count; i++) {
		struct cx_definition *definition = &set.items[i];
		if (!cx_map_get(&set.by_address, definition->address))
			(void)cx_map_put(&set.by_address, definition->address, definition);
	}
	if (source->overlays && !source->partial && !set.unnamed)
		check_targets(&set, source->overlays, diags);
	cx_definitions_check_unique(&set, diags);
	cx_definitions_resolve(arena, &set, source, diags);
	*ret_set = set;
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
