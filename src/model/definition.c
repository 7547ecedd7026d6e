/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions: files to documents to a checked set, all problems in one run. */
#include "model/definition.h"

#include "base/limits.h"
#include "base/near.h"
#include "base/work.h"
#include "model/definition_document.h"

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
		cx_definition_document_torn(worker->arena, file->source->text, set);
	if (!file->torn && !file->docs.count)
		warn_empty(file->source, worker->diags);
	set->files += file->source->text != NULL;
	for (size_t i = 0; i < file->docs.count; i++) {
		struct cx_node *document = file->docs.items[i];
		if (checker->source->shared)
			document = cx_node_copy(worker->arena, document);
		cx_definition_document_check(worker->arena, checker->source, document, file->source->name,
					     set, worker->diags);
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

/* Comments of overlays silence what is said of the values that they set. */
static void apply_suppressions(struct cx_definitions *set, const struct cx_overlays *overlays,
			       struct cx_diags *said)
{
	for (size_t i = 0; overlays && i < overlays->suppressions.count; i++) {
		const struct cx_map_entry *entry = &overlays->suppressions.entries[i];
		(void)cx_map_put_n(&set->suppressions, entry->key, entry->len, entry->value);
		set->suppressed += cx_suppressions_filter(entry->value, set->now_ms, said, 0);
	}
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
	apply_suppressions(&set, source->overlays, &said);
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
	set.torn |= files->torn;
	set.unnamed |= files->torn;
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
