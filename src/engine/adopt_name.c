/* SPDX-License-Identifier: Apache-2.0 */
/* Names of adopted definitions: the same from every read of the same tenant. */
#include "engine/adopt_parts.h"

#include "base/file.h"
#include "model/definition_folder.h"
#include "model/good_name.h"
#include "model/kind_name.h"

/* Names of a kind that are taken, by definitions and by the ledger. */
static void take_names(const struct cx_adopt_job *job, const char *kind, struct cx_map *taken)
{
	const struct cx_definitions *definitions = job->input->definitions;
	const struct cx_map *resources = &job->input->ledger->resources;
	size_t n = strlen(kind);
	for (size_t i = 0; i < definitions->seen_count; i++)
		if (strcmp(definitions->seen[i].kind->name, kind) == 0)
			(void)cx_map_put(taken, definitions->seen[i].name, taken);
	for (size_t i = 0; i < resources->count; i++) {
		const struct cx_map_entry *entry = &resources->entries[i];
		if (entry->len > n && strncmp(entry->key, kind, n) == 0 && entry->key[n] == '/')
			(void)cx_map_put_n(taken, entry->key + n + 1, entry->len - n - 1, taken);
	}
}

/* A title in letters that no name can have gives way to the beginning of the id. */
static const char *first_choice(struct cx_arena *arena, const struct cx_adopt_item *item)
{
	const char *name = cx_good_name(arena, item->title ? item->title : "");
	if (*name)
		return name;
	return cx_good_name(arena, cx_arena_printf(arena, "%s-%.8s",
						   cx_kind_name_dashed(arena, item->kind->name), item->id));
}

static const char *numbered(struct cx_arena *arena, const char *name, size_t number)
{
	char suffix[24];
	int n = snprintf(suffix, sizeof suffix, "-%zu", number);
	size_t room = CX_GOOD_NAME_MAX - (size_t)n, len = strlen(name);
	return cx_arena_printf(arena, "%.*s%s", (int)(len < room ? len : room), name, suffix);
}

/* The next number of that name which is free. How far it got is kept: a thousand of one name cost no more. */
static const char *next_free(struct cx_arena *arena, const char *name, struct cx_map *taken,
			     struct cx_map *numbers)
{
	size_t number = (size_t)(uintptr_t)cx_map_get(numbers, name);
	const char *found;
	number = number ? number : 1;
	do
		found = numbered(arena, name, ++number);
	while (cx_map_get(taken, found));
	(void)cx_map_put(numbers, name, (void *)(uintptr_t)number);
	return found;
}

/* Two kinds may share a folder, and have a name in common. */
static const char *free_file(struct cx_adopt_job *job, const struct cx_adopt_item *item, const char *folder)
{
	struct cx_arena *arena = job->arena;
	const char *dir = job->input->dir ? job->input->dir : "/"; /* no file of the project is there */
	const char *file = cx_path_join(arena, folder, cx_arena_printf(arena, "%s.yaml", item->name));
	const char *path = cx_path_join(arena, dir, file);
	if (cx_map_get(&job->files, path)) {
		file = cx_path_join(arena, folder,
				    cx_arena_printf(arena, "%s.%s.yaml", item->name,
						    cx_kind_name_dashed(arena, item->kind->name)));
		path = cx_path_join(arena, dir, file);
	}
	(void)cx_map_put(&job->files, path, job);
	return file;
}

static void settle(struct cx_adopt_job *job, struct cx_adopt_item *item, const char *name, const char *folder)
{
	item->name = name;
	item->address = cx_arena_printf(job->arena, "%s/%s", item->kind->name, name);
	item->file = free_file(job, item, folder);
}

/* As new definitions are filed; below a folder of definitions, in one that is called after the kind. */
static const char *folder_of(struct cx_adopt_job *job, const char *kind)
{
	const struct cx_adopt_input *input = job->input;
	bool within = input->dir && *input->dir && cx_definition_folder_reads(input->project, input->dir);
	const char *folder = within ? NULL : cx_definition_folder(job->arena, input->project, kind);
	return folder ? folder : cx_arena_printf(job->arena, "%ss", cx_kind_name_dashed(job->arena, kind));
}

void cx_adopt_name(struct cx_adopt_job *job, struct cx_adopt_item *items, size_t count)
{
	CX_AUTO(cx_map) struct cx_map taken = CX_MAP_INIT;
	CX_AUTO(cx_map) struct cx_map numbers = CX_MAP_INIT;
	if (!count)
		return;
	const char *kind = items[0].kind->name, *folder = folder_of(job, kind);
	take_names(job, kind, &taken);
	/* Two rounds: nobody's number takes the name that another has by itself. */
	for (size_t i = 0; i < count; i++) {
		struct cx_adopt_item *item = &items[i];
		if (item->fate != CX_ADOPT_NEW)
			continue;
		item->name = first_choice(job->arena, item);
		if (!cx_map_put(&taken, item->name, item))
			settle(job, item, item->name, folder);
	}
	for (size_t i = 0; i < count; i++) {
		struct cx_adopt_item *item = &items[i];
		if (item->fate != CX_ADOPT_NEW || item->file)
			continue;
		const char *name = next_free(job->arena, item->name, &taken, &numbers);
		(void)cx_map_put(&taken, name, item);
		settle(job, item, name, folder);
	}
}
