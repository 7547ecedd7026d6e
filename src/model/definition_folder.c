/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of definitions, told by their names. */
#include "model/definition_folder.h"

#include "model/kind_name.h"

static const char *folder_that_begins(const struct cx_project *project, const char *word, size_t *ret_count)
{
	const char *found = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < project->definition_count; i++) {
		const char *path = project->definitions[i], *slash = strrchr(path, '/');
		const char *name = slash && slash[1] ? slash + 1 : path;
		if (strstr(name, ".yaml") || strstr(name, ".yml") || strstr(name, ".json"))
			continue;
		if (strncmp(name, word, strlen(word)) != 0)
			continue;
		found = found ? found : path;
		++*ret_count;
	}
	return found;
}

const char *cx_definition_folder(struct cx_arena *arena, const struct cx_project *project, const char *kind)
{
	const char *word = cx_kind_name_dashed(arena, kind), *last = strrchr(word, '-');
	const char *words[] = {word, last ? last + 1 : word, ""};
	size_t count = 0;
	for (size_t i = 0; i < CX_COUNT(words); i++) {
		const char *folder = folder_that_begins(project, words[i], &count);
		if (folder && (words[i][0] || count == 1))
			return folder;
	}
	return NULL;
}

bool cx_definition_folder_reads(const struct cx_project *project, const char *path)
{
	for (size_t i = 0; i < project->definition_count; i++) {
		const char *from = project->definitions[i];
		while (strncmp(from, "./", 2) == 0)
			from += 2;
		size_t n = strlen(from);
		while (n && from[n - 1] == '/')
			n--;
		if (!n || (n == 1 && from[0] == '.') ||
		    (strncmp(path, from, n) == 0 && (path[n] == '/' || !path[n])))
			return true;
	}
	return false;
}
