/* SPDX-License-Identifier: Apache-2.0 */
/* Who changed which lines last. */
/*
 * Only the span of lines that is asked for is followed, which ends the walk as soon as these are found. Lines
 * of a text that is not committed are found in the commit by a diff: libgit2's own git_blame_buffer loses
 * memory, and takes lines behind a change for new ones.
 */
#include "port/git_blame.h"

#include "port/git_private.h"

CX_GIT_RELEASE(blame)

/* Where the lines of a changed text stand in the commit. */
struct shift {
	struct cx_blame_line *lines;
	size_t count;
	uint32_t *committed; /* of each line; 0: it is new */
	int64_t delta;       /* committed minus changed, behind the last hunk */
	uint32_t next;       /* the first line behind it */
};

static int on_hunk(const git_diff_delta *unused, const git_diff_hunk *hunk, void *data)
{
	struct shift *shift = data;
	(void)unused;
	/* Where nothing is new, the hunk names the line in front of it. */
	uint32_t first = (uint32_t)(hunk->new_start + (hunk->new_lines == 0));
	uint32_t behind = first + (uint32_t)hunk->new_lines;
	for (size_t i = 0; i < shift->count; i++) {
		uint32_t line = shift->lines[i].line;
		if (line >= shift->next && line < first)
			shift->committed[i] = (uint32_t)(line + shift->delta);
	}
	shift->delta += hunk->old_lines - hunk->new_lines;
	shift->next = behind;
	return 0;
}

static bool find_committed(const git_blob *blob, const struct cx_blame_file *file, struct shift *shift)
{
	git_diff_options options = {.version = GIT_DIFF_OPTIONS_VERSION, .flags = GIT_DIFF_FORCE_TEXT};
	if (git_diff_blob_to_buffer(blob, file->path, file->text, file->len, file->path, &options, NULL, NULL,
				    on_hunk, NULL, shift))
		return false;
	for (size_t i = 0; i < shift->count; i++)
		if (shift->lines[i].line >= shift->next)
			shift->committed[i] = (uint32_t)(shift->lines[i].line + shift->delta);
	return true;
}

static uint32_t lines_of(const git_blob *blob)
{
	const char *text = git_blob_rawcontent(blob);
	size_t len = (size_t)git_blob_rawsize(blob);
	uint32_t lines = 0;
	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n' || i + 1 == len;
	return lines;
}

static void line_tell(git_blame *blame, uint32_t committed, struct cx_arena *arena,
		      struct cx_blame_line *line)
{
	const git_blame_hunk *hunk = git_blame_get_hunk_byline(blame, committed);
	if (!hunk || git_oid_is_zero(&hunk->final_commit_id))
		return;
	cx_git_oid_text(&hunk->final_commit_id, &line->commit);
	if (!hunk->final_signature)
		return;
	line->author = cx_arena_strdup(arena, hunk->final_signature->name);
	line->time_s = hunk->final_signature->when.time;
}

static bool blame_lines(struct cx_repo *repo, const git_oid *commit, const char *path, struct cx_arena *arena,
			const struct shift *shift)
{
	git_blame_options options = {
		.version = GIT_BLAME_OPTIONS_VERSION, .newest_commit = *commit, .min_line = UINT32_MAX};
	for (size_t i = 0; i < shift->count; i++) {
		uint32_t line = shift->committed[i];
		if (line && line < options.min_line)
			options.min_line = line;
		if (line > options.max_line)
			options.max_line = line;
	}
	if (!options.max_line)
		return true;
	CX_AUTO(git_blame) git_blame *blame = NULL;
	if (git_blame_file(&blame, repo->git, path, &options))
		return false;
	for (size_t i = 0; i < shift->count; i++)
		if (shift->committed[i])
			line_tell(blame, shift->committed[i], arena, &shift->lines[i]);
	return true;
}

bool cx_repo_blame(struct cx_repo *repo, const struct cx_oid *commit, const struct cx_blame_file *file,
		   struct cx_arena *arena, struct cx_blame_line *lines, size_t count)
{
	git_oid oid;
	CX_AUTO(git_tree) git_tree *tree = NULL;
	CX_AUTO(git_tree_entry) git_tree_entry *entry = NULL;
	CX_AUTO(git_blob) git_blob *blob = NULL;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	for (size_t i = 0; i < count; i++)
		lines[i] = (struct cx_blame_line){.line = lines[i].line, .commit = CX_OID_ZERO};
	if (cx_git_oid_parse(commit, &oid, &quiet) || cx_git_tree(repo, commit, &tree, &quiet) ||
	    cx_git_entry(repo, tree, file->path, &entry, &quiet) ||
	    git_blob_lookup(&blob, repo->git, git_tree_entry_id(entry)))
		return false;
	struct shift shift = {.lines = lines,
			      .count = count,
			      .committed = cx_arena_alloc(arena, (count + 1) * sizeof(uint32_t)),
			      .next = 1};
	if (file->text && !find_committed(blob, file, &shift))
		return false;
	uint32_t last = lines_of(blob);
	for (size_t i = 0; i < count; i++) {
		if (!file->text)
			shift.committed[i] = lines[i].line;
		if (shift.committed[i] > last)
			shift.committed[i] = 0;
	}
	return blame_lines(repo, &oid, file->path, arena, &shift);
}
