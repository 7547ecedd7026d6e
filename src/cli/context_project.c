/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the project that a command works on: its file, its repository, its revision. */
#include "cli/context.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/suffix.h"
#include "cli/rules.h"

#include <sys/stat.h>

static char *real_path(struct cx_arena *arena, const char *path)
{
	char *found = realpath(path, NULL);
	char *copy = found ? cx_arena_strdup(arena, found) : NULL;
	cx_free(found);
	return copy;
}

static bool is_file(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The absolute path of the nearest cxctl.yaml at or above the folder, or NULL. */
static const char *find_upwards(struct cx_arena *arena, const char *folder)
{
	char *at = cx_arena_strdup(arena, folder);
	for (;;) {
		char *candidate = cx_arena_printf(arena, "%s/%s", strcmp(at, "/") ? at : "", CX_PROJECT_FILE);
		if (is_file(candidate))
			return candidate;
		char *slash = strrchr(at, '/');
		if (!slash || strcmp(at, "/") == 0)
			return NULL;
		slash[slash == at ? 1 : 0] = '\0';
	}
}

/* --project as given: a folder that holds the file, or the file itself. */
static const char *named_project(struct cx_context *context, const char *given)
{
	struct stat st;
	if (stat(given, &st) == 0 && S_ISDIR(st.st_mode))
		given = cx_path_join(context->arena, given, CX_PROJECT_FILE);
	if (is_file(given))
		return real_path(context->arena, given);
	return NULL;
}

static enum cx_status project_missing(struct cx_context *context, const char *given)
{
	struct cx_diag *d;
	if (given) {
		d = cx_diag_error(context->diags, "project.missing", "there is no project file at %s", given);
		cx_diag_hint(context->diags, d, "--project takes the folder that holds %s, or the file",
			     CX_PROJECT_FILE);
	} else {
		d = cx_diag_error(context->diags, "project.missing",
				  "there is no %s here or in a folder above", CX_PROJECT_FILE);
		cx_diag_hint(context->diags, d, "go into the repository, or name it with --project");
	}
	return CX_STATUS_INVALID;
}

/* Fills project_folder, project_path, repo and the tree's folder, from the file's place on disk. */
static enum cx_status locate_on_disk(struct cx_context *context, const char *file)
{
	const char *slash = strrchr(file, '/');
	context->project_folder =
		slash == file ? "/" : cx_arena_strndup(context->arena, file, (size_t)(slash - file));
	enum cx_status status = cx_repo_open(context->project_folder, &context->repo, context->diags);
	const char *top = context->repo ? cx_repo_work_dir(context->repo) : NULL;
	const char *real_top = top ? real_path(context->arena, top) : NULL;
	if (status && status != CX_STATUS_ABSENT)
		return status;
	size_t n = real_top ? strlen(real_top) : 0;
	bool inside = real_top && strncmp(file, real_top, n) == 0 && file[n] == '/';
	context->tree.folder = inside ? real_top : context->project_folder;
	context->project_path = inside ? file + n + 1 : slash + 1;
	context->tree.repo = context->repo;
	return CX_STATUS_OK;
}

static const char *rev_of(const struct cx_context *context)
{
	const struct cx_option *option = context->inv->command->options;
	for (; option && option->name; option++)
		if (strcmp(option->name, "rev") == 0)
			return cx_invocation_text(context->inv, "rev");
	return NULL;
}

/*
 * A bare repository, or --rev or --project-rev where the working tree has no project: it is looked for in the
 * commit alone.
 */
static enum cx_status locate_in_commit(struct cx_context *context, const char *given)
{
	enum cx_status status = cx_repo_open(".", &context->repo, context->diags);
	const char *top = status ? NULL : cx_repo_work_dir(context->repo);
	bool in_folder = top && !rev_of(context);
	if (status == CX_STATUS_ABSENT || (in_folder && !cx_invocation_has(context->inv, "project-rev")))
		return project_missing(context, given);
	if (status)
		return status;
	context->tree.repo = context->repo;
	context->tree.folder = in_folder ? real_path(context->arena, top) : NULL;
	context->project_folder = real_path(context->arena, top ? top : ".");
	context->project_path = !given ? CX_PROJECT_FILE
				: cx_suffix_is_yaml(given)
					? given
					: cx_path_join(context->arena, given, CX_PROJECT_FILE);
	return CX_STATUS_OK;
}

static enum cx_status locate(struct cx_context *context)
{
	const char *given = cx_invocation_text(context->inv, "project");
	const char *here = given ? NULL : real_path(context->arena, ".");
	const char *file = given  ? named_project(context, given)
			   : here ? find_upwards(context->arena, here)
				  : NULL;
	return file ? locate_on_disk(context, file) : locate_in_commit(context, given);
}

bool cx_context_has_project(struct cx_context *context)
{
	const char *here = real_path(context->arena, ".");
	return cx_invocation_has(context->inv, "project") || (here && find_upwards(context->arena, here));
}

enum cx_status cx_context_need_repo(struct cx_context *context)
{
	if (context->repo)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(context->diags, "git.missing",
					  "%s is not in a git repository, and this command needs its commits",
					  context->project_folder);
	cx_diag_hint(context->diags, d, "git init, git add and git commit make one");
	return CX_STATUS_INVALID;
}

/* A file names no commit that was never merged: that would be no better than what it says itself. */
static bool is_part_of_head(struct cx_repo *repo, const char *rev)
{
	struct cx_oid commit, head;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	return !cx_repo_resolve(repo, rev, &commit, &quiet) &&
	       !cx_repo_resolve(repo, "HEAD", &head, &quiet) && cx_repo_is_descendant(repo, &head, &commit);
}

static void settle_planned(struct cx_context *context, const char *rev)
{
	const char *planned = context->planned;
	if (!planned || (!rev && context->repo && is_part_of_head(context->repo, planned)))
		return;
	context->planned = NULL;
	if (rev)
		return;
	struct cx_diag *d = cx_diag_add(
		context->diags, CX_SEVERITY_NOTE, "approval.commit", CX_SPAN_NONE,
		"the commit %.12s that was planned is not part of HEAD, which is applied", planned);
	cx_diag_hint(context->diags, d, "that is the same as long as the fingerprint is");
}

/* Settles the commit, and the tree that the project's files are read from. */
static enum cx_status choose_tree(struct cx_context *context, enum cx_context_source source)
{
	const char *rev = rev_of(context);
	settle_planned(context, rev);
	rev = rev ? rev : context->planned;
	bool from_commit = source == CX_CONTEXT_COMMIT || rev || !context->tree.folder;
	if (from_commit && cx_context_need_repo(context))
		return CX_STATUS_INVALID;
	if (!context->repo)
		return CX_STATUS_OK;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	enum cx_status status = cx_repo_resolve(context->repo, rev ? rev : "HEAD", &context->commit,
						from_commit ? context->diags : &quiet);
	context->has_commit = status == CX_STATUS_OK;
	if (!from_commit)
		return CX_STATUS_OK;
	if (!status)
		context->tree.commit = context->commit;
	return status;
}

/* Those of the tree, unless a revision is trusted more. */
static enum cx_status choose_rules(struct cx_context *context)
{
	context->rules = context->tree;
	context->rules_rev = cx_invocation_text(context->inv, "project-rev");
	if (!context->rules_rev)
		return CX_STATUS_OK;
	enum cx_status status = cx_context_need_repo(context);
	return status ? status
		      : cx_repo_resolve(context->repo, context->rules_rev, &context->rules.commit,
					context->diags);
}

/* Reads the project file from the tree that was chosen. */
static enum cx_status read_project(struct cx_context *context)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_tree_read(&context->rules, context->project_path, CX_MAX_FILE_BYTES, &text,
					     context->diags);
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *d =
			cx_diag_error(context->diags, "project.missing", "there is no %s in commit %.12s",
				      context->project_path, context->rules.commit.hex);
		cx_diag_hint(context->diags, d, "commit it first, or name another revision with %s",
			     context->rules_rev ? "--project-rev" : "--rev");
		return CX_STATUS_INVALID;
	}
	if (status)
		return status;
	struct cx_source *origin = cx_arena_alloc(context->arena, sizeof *origin);
	const char *slash = strrchr(context->project_path, '/');
	*origin = (struct cx_source){slash ? slash + 1 : context->project_path,
				     cx_arena_strndup(context->arena, text.data, text.len), text.len};
	return cx_project_parse(context->arena, origin, context->project_path, &context->project,
				context->diags);
}

enum cx_status cx_context_project(struct cx_context *context, enum cx_context_source source)
{
	enum cx_status status = locate(context);
	if (!status)
		status = choose_tree(context, source);
	if (!status)
		status = choose_rules(context);
	if (!status)
		status = read_project(context);
	if (!status && context->rules_rev)
		cx_rules_compare(context);
	return status;
}

enum cx_status cx_context_project_at(struct cx_context *context, const struct cx_context *other,
				     const struct cx_oid *commit, const char *rules)
{
	enum cx_status status = cx_repo_open(cx_repo_common_dir(other->repo), &context->repo, context->diags);
	if (status)
		return status;
	context->project_folder = other->project_folder;
	context->project_path = other->project_path;
	context->tree = (struct cx_tree){context->repo, *commit, other->tree.folder};
	context->commit = *commit;
	context->has_commit = true;
	context->rules = context->tree;
	context->rules_rev = other->rules_rev;
	if (other->rules_rev)
		context->rules.commit = other->rules.commit;
	else if (rules)
		(void)snprintf(context->rules.commit.hex, sizeof context->rules.commit.hex, "%s", rules);
	return read_project(context);
}

enum cx_status cx_context_dirty(struct cx_context *context)
{
	static const char *const fixed[] = {"overlays", "policies", "schemas", "profiles"};
	if (!context->repo || !context->tree.folder)
		return CX_STATUS_OK;
	if (!context->has_commit) {
		context->dirty = true;
		return CX_STATUS_OK;
	}
	const char *root = context->project.root;
	size_t count = 0, max = context->project.definition_count + CX_COUNT(fixed) + 1;
	/* What is read of a revision cannot be dirty: of the fixed ones overlays are left, which come first.
	 */
	size_t fixed_count = context->rules_rev ? 1 : CX_COUNT(fixed);
	const char **paths = cx_arena_alloc(context->arena, max * sizeof *paths);
	if (!context->rules_rev)
		paths[count++] = context->project_path;
	for (size_t i = 0; i < context->project.definition_count; i++)
		paths[count++] = cx_path_join(context->arena, root, context->project.definitions[i]);
	for (size_t i = 0; i < fixed_count; i++)
		paths[count++] = cx_path_join(context->arena, root, fixed[i]);
	enum cx_status status = cx_repo_dirty(context->repo, paths, count, context->arena,
					      &context->dirty_paths, context->diags);
	context->dirty = !status && context->dirty_paths[0];
	return status;
}
