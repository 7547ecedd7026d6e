/* SPDX-License-Identifier: Apache-2.0 */
/* Files of definitions: paths to a sorted list, bytes to documents. */
#include "model/definition_file.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/work.h"
#include "doc/yaml.h"

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "./a//b/." is "a/b". What is absolute or climbs up stays so, and is refused by the tree. */
static const char *clean_path(struct cx_arena *arena, const char *path)
{
	char *clean = cx_arena_strdup(arena, path);
	size_t n = 0;
	if (path[0] == '/')
		return clean;
	for (const char *part = path; *part;) {
		size_t len = strcspn(part, "/");
		if (len && !(len == 1 && part[0] == '.')) {
			if (n)
				clean[n++] = '/';
			memcpy(clean + n, part, len);
			n += len;
		}
		part += len + (part[len] == '/');
	}
	clean[n] = '\0';
	return clean;
}

/* Git keeps no empty folders: one that is not there is an error only if none of them is. */
static void report_missing(const struct cx_definition_paths *paths, const char *const *missing, size_t count,
			   struct cx_diags *diags)
{
	bool fatal = paths->all_needed || count == paths->path_count;
	for (size_t i = 0; i < count; i++) {
		struct cx_diag *d =
			cx_diag_add(diags, fatal ? CX_SEVERITY_ERROR : CX_SEVERITY_WARNING, "definition.path",
				    CX_SPAN_NONE, "there is no file or folder %s", missing[i]);
		cx_diag_hint(diags, d,
			     fatal ? "definitions in cxctl.yaml names files and folders beside it"
				   : "definitions in cxctl.yaml names it; nothing is read from there");
	}
}

/* What stands in the project's root for other purposes: definitions: [.] does not mean it. */
static bool is_kept_for_others(const char *file, size_t root_len)
{
	static const char *const names[] = {"cxctl.yaml", "overlays/", "policies/", "profiles/", "schemas/"};
	const char *name = file + (root_len ? root_len + 1 : 0);
	for (size_t i = 0; i < CX_COUNT(names); i++) {
		size_t n = strlen(names[i]);
		if (strncmp(name, names[i], n) == 0 && (names[i][n - 1] == '/' || !name[n]))
			return true;
	}
	return false;
}

/* Names of files are shown relative to the project. */
static void name_from(const char *root, size_t first, struct cx_diags *diags)
{
	size_t prefix = strlen(root);
	for (size_t i = first; prefix && i < diags->count; i++) {
		const struct cx_source *source = diags->items[i]->span.source;
		if (source && strncmp(source->name, root, prefix) == 0 && source->name[prefix] == '/')
			cx_diag_file(diags, diags->items[i], source->name + prefix + 1);
	}
}

/* All files of all paths, each once, sorted: the order of paths changes nothing. ret_torn: not all are there.
 */
static struct cx_tree_paths collect_files(struct cx_arena *arena, const struct cx_definition_paths *paths,
					  bool *ret_torn, struct cx_diags *diags)
{
	struct cx_tree_paths all = {0};
	const char **missing = cx_arena_alloc(arena, (paths->path_count + 1) * sizeof *missing);
	size_t missing_count = 0, said = diags->count;
	for (size_t i = 0; i < paths->path_count; i++) {
		const char *path = clean_path(arena, cx_path_join(arena, paths->root, paths->paths[i]));
		struct cx_tree_paths some = {0};
		enum cx_status status = cx_tree_list(paths->tree, path, arena, &some, diags);
		if (status == CX_STATUS_ABSENT)
			missing[missing_count++] = paths->paths[i];
		*ret_torn |= status && status != CX_STATUS_ABSENT;
		bool whole = strcmp(path, paths->root) == 0;
		for (size_t k = 0; k < some.count; k++) {
			if (whole && is_kept_for_others(some.items[k], strlen(path)))
				continue;
			CX_ARENA_GROW(arena, all.items, all.count, all.cap);
			all.items[all.count++] = some.items[k];
		}
	}
	name_from(paths->root, said, diags);
	report_missing(paths, missing, missing_count, diags);
	if (all.count)
		qsort(all.items, all.count, sizeof *all.items, compare_texts);
	size_t kept = 0;
	for (size_t i = 0; i < all.count; i++)
		if (!kept || strcmp(all.items[kept - 1], all.items[i]) != 0)
			all.items[kept++] = all.items[i];
	all.count = kept;
	return all;
}

/* The bytes; torn after a diagnostic. */
static struct cx_definition_file read_text(struct cx_arena *arena, const struct cx_tree *tree,
					   const char *root, const char *path, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t prefix = strlen(root);
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	struct cx_definition_file file = {.source = source};
	source->name = cx_arena_strdup(arena, prefix ? path + prefix + 1 : path);
	size_t before = diags->count;
	file.torn = cx_tree_read(tree, path, CX_MAX_FILE_BYTES, &text, diags) != CX_STATUS_OK;
	for (size_t i = before; i < diags->count; i++)
		diags->items[i]->span = (struct cx_span){source, 1, 1, 1};
	if (file.torn)
		return file;
	source->text = cx_arena_strndup(arena, text.data, text.len);
	source->len = text.len;
	return file;
}

static void parse_text(struct cx_arena *arena, struct cx_definition_file *file, struct cx_diags *diags)
{
	if (file->source->text)
		file->torn = cx_yaml_parse(arena, file->source, &file->docs, diags) != CX_STATUS_OK;
	if (!file->torn && !file->suppressions)
		file->suppressions = cx_suppressions_read(arena, file->source);
}

void cx_definition_file_parse_again(struct cx_arena *arena, struct cx_definition_file *file)
{
	CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
	file->docs = (struct cx_docs){0};
	parse_text(arena, file, &said);
}

struct cx_definition_file cx_definition_file_read(struct cx_arena *arena, const struct cx_tree *tree,
						  const char *root, const char *path, struct cx_diags *diags)
{
	struct cx_definition_file file = read_text(arena, tree, root, path, diags);
	parse_text(arena, &file, diags);
	return file;
}

struct cx_definition_files cx_definition_files_find(struct cx_arena *arena,
						    const struct cx_definition_paths *paths,
						    struct cx_diags *diags)
{
	bool torn = false;
	struct cx_tree_paths found = collect_files(arena, paths, &torn, diags);
	struct cx_definition_files files = {
		.items = cx_arena_alloc(arena, (found.count + 1) * sizeof *files.items),
		.count = found.count,
		.unread = paths,
		.paths = found.items,
		.torn = torn,
	};
	/* A repository is read by one thread at a time. */
	bool alone = !cx_oid_is_zero(&paths->tree->commit);
	for (size_t i = 0; alone && i < found.count; i++)
		files.items[i] = read_text(arena, paths->tree, paths->root, found.items[i], diags);
	return files;
}

void cx_definition_files_parse(const struct cx_definition_files *files, size_t item, struct cx_arena *arena,
			       struct cx_diags *diags)
{
	const struct cx_definition_paths *from = files->unread;
	struct cx_definition_file *file = &files->items[item];
	if (cx_oid_is_zero(&from->tree->commit))
		*file = read_text(arena, from->tree, from->root, files->paths[item], diags);
	file->docs = (struct cx_docs){0};
	parse_text(arena, file, diags);
}

static void parse_item(void *data, struct cx_worker *worker, size_t item)
{
	cx_definition_files_parse(data, item, worker->arena, worker->diags);
}

struct cx_definition_files cx_definition_files_read(struct cx_arena *arena,
						    const struct cx_definition_paths *paths,
						    struct cx_diags *diags)
{
	struct cx_definition_files files = cx_definition_files_find(arena, paths, diags);
	const struct cx_work work = {files.count, paths->workers, parse_item, &files};
	cx_work_run(&work, arena, diags);
	files.unread = NULL;
	return files;
}
