/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl fmt: the files of a project in one order and one spacing. */
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/suffix.h"
#include "cli/context.h"
#include "cli/output.h"
#include "model/format.h"
#include "model/overlay.h"
#include "model/policy.h"
#include "report/diag_json.h"
#include "report/escape.h"
#include "report/text.h"

#include <sys/stat.h>
#include <unistd.h>

#define STDIN_NAME "-"

struct fmt_run {
	struct cx_invocation *inv;
	struct cx_context *context;
	struct cx_formats formats;
	struct cx_map seen; /* paths: folders may overlap */
	const char *here;
	bool check;
	struct cx_node *changed; /* names */
	struct cx_buf stream;    /* what goes to standard output for standard input */
	bool is_stream;
	size_t files, left, wrong;
	enum cx_exit exit;
};

static void render_text(const struct fmt_run *run, struct cx_buf *out)
{
	if (run->is_stream && !run->check) {
		cx_buf_add(out, run->stream.data, run->stream.len);
		return;
	}
	for (const struct cx_node *name = run->changed->first; name; name = name->next) {
		cx_buf_adds(out, run->check ? "would format " : "formatted ");
		cx_escape_terminal(name->text, name->len, out);
		cx_buf_addc(out, '\n');
	}
	if (run->exit || run->changed->count || (run->left && !run->files))
		return;
	cx_text_count(out, run->files, "file");
	cx_buf_adds(out, ": nothing to change\n");
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct fmt_run *run = data;
	struct cx_arena *arena = run->inv->arena;
	(void)colour;
	if (format != CX_FORMAT_JSON) {
		render_text(run, out);
		return;
	}
	struct cx_node *root = cx_diag_json_begin(arena, "fmt"), *sum = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(root, "check", cx_node_bool(arena, run->check));
	cx_node_add(root, "changed", cx_node_copy(arena, run->changed));
	cx_node_add(sum, "files", cx_node_int(arena, (int64_t)run->files));
	cx_node_add(sum, "changed", cx_node_int(arena, (int64_t)run->changed->count));
	cx_node_add(sum, "left", cx_node_int(arena, (int64_t)run->left));
	cx_node_add(root, "summary", sum);
	cx_diag_json_end(arena, root, run->inv->diags, run->exit, out);
}

/* As seen from here, for a file that is not above. */
static const char *name_of(const struct fmt_run *run, const char *path)
{
	size_t n = strlen(run->here);
	return strncmp(path, run->here, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static void changed_add(struct fmt_run *run, const char *name)
{
	cx_node_push(run->changed, cx_node_string(run->inv->arena, name));
}

/* Formats a text; true if the result is there and differs. */
static bool text_format(struct fmt_run *run, const char *name, const struct cx_buf *text, struct cx_buf *out)
{
	struct cx_arena *arena = run->inv->arena;
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){name, cx_arena_strndup(arena, text->data, text->len), text->len};
	enum cx_status status = cx_format_text(arena, &run->formats, source, out, run->inv->diags);
	run->files++;
	run->left += status == CX_STATUS_ABSENT;
	run->wrong += status && status != CX_STATUS_ABSENT;
	return !status && (out->len != text->len || memcmp(out->data, text->data, out->len) != 0);
}

/* A link is replaced by a file if it is written to, and a file that is read-only is meant to be so. */
static bool is_writable(struct fmt_run *run, const char *path, const struct stat *info)
{
	if ((info->st_mode & 0222u) && access(path, W_OK) == 0)
		return true;
	struct cx_diag *d = cx_diag_error(run->inv->diags, "fmt.readonly",
					  "%s would change, and is read-only", name_of(run, path));
	cx_diag_hint(run->inv->diags, d, "chmod u+w makes it writable");
	run->wrong++;
	return false;
}

static bool write_back(struct fmt_run *run, const char *path, const struct cx_buf *text)
{
	struct stat info = {.st_mode = 0644};
	(void)stat(path, &info);
	if (!is_writable(run, path, &info))
		return false;
	enum cx_status status = cx_file_write_atomic(path, text->data, text->len,
						     (unsigned)info.st_mode & 0777u, run->inv->diags);
	run->wrong += status != CX_STATUS_OK;
	return status == CX_STATUS_OK;
}

/* path is relative to the tree. */
static void file_format(struct fmt_run *run, const struct cx_tree *tree, const char *path)
{
	struct cx_arena *arena = run->inv->arena;
	const char *full = cx_path_join(arena, tree->folder, path);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	if (cx_suffix_is(path, ".json") || cx_map_put(&run->seen, full, run))
		return;
	if (cx_tree_read(tree, path, CX_MAX_FILE_BYTES, &text, run->inv->diags)) {
		run->wrong++;
		return;
	}
	if (text_format(run, name_of(run, full), &text, &out) && (run->check || write_back(run, full, &out)))
		changed_add(run, name_of(run, full));
}

/* The folder that names in messages are relative to: here, the project's, or the root. */
static const char *base_of(const struct fmt_run *run, const char *path)
{
	const char *bases[] = {run->here, run->context->project_folder};
	for (size_t i = 0; i < CX_COUNT(bases); i++) {
		size_t n = bases[i] ? strlen(bases[i]) : 0;
		if (n > 1 && strncmp(path, bases[i], n) == 0 && (path[n] == '/' || !path[n]))
			return bases[i];
	}
	return "/";
}

static void leave_link(struct fmt_run *run, const char *name)
{
	struct cx_diag *d = cx_diag_add(run->inv->diags, CX_SEVERITY_WARNING, "fmt.symlink", CX_SPAN_NONE,
					"%s is a symbolic link, and left as it is", name);
	cx_diag_hint(run->inv->diags, d, "name the file that it leads to");
	run->left++;
}

/* What could not be listed of a folder: the files beside a link are formatted all the same. */
static void tell_unlisted(struct fmt_run *run, const struct cx_diags *said)
{
	for (size_t i = 0; i < said->count; i++) {
		const struct cx_diag *d = said->items[i];
		if (strcmp(d->code, "file.symlink") == 0) {
			leave_link(run, cx_arena_strdup(run->inv->arena, d->span.source->name));
			continue;
		}
		struct cx_diag *again = cx_diag_error(run->inv->diags, d->code, "%s", d->message);
		if (d->span.source)
			cx_diag_file(run->inv->diags, again, d->span.source->name);
		if (d->hint)
			cx_diag_hint(run->inv->diags, again, "%s", d->hint);
		run->wrong++;
	}
}

/* A file, or all files of a folder. False if there is neither. */
static bool path_format(struct fmt_run *run, const char *path)
{
	struct cx_tree_paths paths = {0};
	struct cx_arena *arena = run->inv->arena;
	CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
	char *real = realpath(path, NULL);
	const char *at = real ? cx_arena_strdup(arena, real) : NULL;
	cx_free(real);
	if (!at)
		return false;
	struct cx_tree tree = {.folder = base_of(run, at), .commit = CX_OID_ZERO};
	at += strlen(tree.folder);
	at += *at == '/';
	enum cx_status status = cx_tree_list(&tree, at, arena, &paths, &said);
	tell_unlisted(run, &said);
	for (size_t i = 0; i < paths.count; i++)
		file_format(run, &tree, paths.items[i]);
	return status != CX_STATUS_ABSENT;
}

/* A link to a file, named on the command line: said, and left as it is. */
static bool is_link(struct fmt_run *run, const char *path)
{
	struct stat link, file;
	if (lstat(path, &link) < 0 || !S_ISLNK(link.st_mode) || stat(path, &file) < 0 ||
	    !S_ISREG(file.st_mode))
		return false;
	leave_link(run, path);
	return true;
}

static void stream_format(struct fmt_run *run)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	run->is_stream = true;
	if (cx_fd_read(STDIN_FILENO, STDIN_NAME, CX_MAX_FILE_BYTES, &text, run->inv->diags)) {
		run->wrong++;
		return;
	}
	size_t wrong = run->wrong;
	if (text_format(run, STDIN_NAME, &text, &run->stream))
		changed_add(run, STDIN_NAME);
	else if (run->wrong == wrong && !run->stream.len)
		cx_buf_add(&run->stream, text.data, text.len);
}

static void arguments_format(struct fmt_run *run)
{
	struct cx_invocation *inv = run->inv;
	for (size_t i = 0; i < inv->arg_count; i++) {
		if (strcmp(inv->args[i], STDIN_NAME) == 0) {
			stream_format(run);
		} else if (!is_link(run, inv->args[i]) && !path_format(run, inv->args[i])) {
			cx_diag_error(inv->diags, "fmt.path", "there is no file or folder %s", inv->args[i]);
			run->wrong++;
		}
	}
}

/* All that is ours. Folders that are not there have nothing to format. */
static void project_format(struct fmt_run *run)
{
	static const char *const folders[] = {CX_OVERLAY_FOLDER, CX_POLICY_FOLDER, CX_KINDS_FOLDER};
	const struct cx_context *context = run->context;
	const struct cx_project *project = &context->project;
	struct cx_arena *arena = run->inv->arena;
	const char *root = context->project_folder, *slash = strrchr(project->path, '/');
	(void)path_format(run, cx_path_join(arena, root, slash ? slash + 1 : project->path));
	for (size_t i = 0; i < project->definition_count; i++)
		(void)path_format(run, cx_path_join(arena, root, project->definitions[i]));
	for (size_t i = 0; i < CX_COUNT(folders); i++)
		(void)path_format(run, cx_path_join(arena, root, folders[i]));
	for (size_t i = 0; i < project->tenant_count; i++)
		if (cx_suffix_is_yaml(project->tenants[i].profile))
			(void)path_format(run, cx_path_join(arena, root, project->tenants[i].profile));
}

/* A wrong schema is said; a definition of its kind keeps the order inside its spec. */
static enum cx_status load(struct fmt_run *run)
{
	struct cx_context *context = run->context;
	struct cx_catalog *catalog = cx_arena_alloc(context->arena, sizeof *catalog);
	enum cx_status status = CX_STATUS_OK;
	if (!run->inv->arg_count)
		status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_catalog(context, catalog);
	if (status && !context->kinds.torn)
		return status;
	run->wrong += context->kinds.torn;
	return cx_formats_init(context->arena, catalog, &run->formats, context->diags);
}

static enum cx_exit fmt_run(struct cx_invocation *inv)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	char *here = realpath(".", NULL);
	struct fmt_run run = {
		.inv = inv,
		.context = &context,
		.here = cx_arena_strdup(inv->arena, here ? here : "/"),
		.check = cx_invocation_flag(inv, "check"),
		.changed = cx_node_new(inv->arena, CX_NODE_ARRAY),
		.stream = CX_BUF_INIT,
	};
	cx_free(here);
	enum cx_status status = load(&run);
	if (!status && inv->arg_count)
		arguments_format(&run);
	else if (!status)
		project_format(&run);
	run.exit = cx_exit_from_status(status);
	if (run.wrong || (run.check && run.changed->count))
		run.exit = cx_exit_worst(run.exit, CX_EXIT_INVALID);
	cx_output_diags(inv->output);
	cx_output_product(inv->output, render, &run);
	cx_buf_release(&run.stream);
	cx_map_release(&run.seen);
	cx_context_release(&context);
	return run.exit;
}

static const struct cx_option fmt_options[] = {
	{.name = "check",
	 .type = CX_OPTION_FLAG,
	 .help = "list the files that would change, write nothing, and exit 1 if there are any"},
	{0},
};

static const struct cx_example fmt_examples[] = {
	{"cxctl fmt", "format all files of the project"},
	{"cxctl fmt --check", "say which files are not formatted, for a pull request"},
	{"cxctl fmt - < audiences/vip.yaml", "format standard input"},
	{0},
};

const struct cx_command cx_command_fmt = {
	.name = "fmt",
	.summary = "put keys and spacing of definitions in order",
	.description =
		"Writes the keys of each file in the order of its schema, and indents them by two: "
		"cxctl.yaml, definitions, overlays, policies, profiles, and schemas, whose keys keep their "
		"order. Only files that change are written. Comments, anchors, quotes and "
		"values are kept: the result is read again and held against the file. What is in brackets "
		"keeps its lines, and JSON files are passed over.\n\n"
		"A comment moves with the key below it; one at the top with an empty line behind it stays. "
		"What cannot be kept is left as it is, with a warning that says so.",
	.arguments = "[PATH...]",
	.max_args = SIZE_MAX,
	.offer = CX_OFFER_FILES,
	.needs = CX_NEEDS_PROJECT,
	.options = fmt_options,
	.examples = fmt_examples,
	.run = fmt_run,
};
