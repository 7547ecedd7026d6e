/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl init: a repository to begin with; what is there is kept. */
#include "base/embed.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "cli/context.h"
#include "cli/output.h"
#include "doc/yaml.h"
#include "doc/yaml_print.h"
#include "model/catalog.h"
#include "report/diag_json.h"
#include "report/escape.h"

#include <unistd.h>

#define SCHEMAS ".cxctl/schemas"

enum init_group {
	INIT_ALWAYS,
	INIT_GITHUB,
	INIT_GITLAB,
};

/* What is written: a file of schemas/init, or the text itself. */
static const struct init_file {
	const char *path;
	const char *embedded; /* or NULL */
	const char *text;
	enum init_group group;
} init_files[] = {
	{CX_PROJECT_FILE, "init/project.yaml", NULL, INIT_ALWAYS},
	{"audiences/.gitkeep", NULL, "", INIT_ALWAYS},
	{"webhooks/.gitkeep", NULL, "", INIT_ALWAYS},
	{".gitignore", NULL,
	 "# Secrets and plans stay on the machine that made them.\n.env\n/secrets/\n/plan.*\n", INIT_ALWAYS},
	{".vscode/settings.json", "init/vscode.json", NULL, INIT_ALWAYS},
	{".github/workflows/plan.yaml", "init/github/plan.yaml", NULL, INIT_GITHUB},
	{".github/workflows/apply.yaml", "init/github/apply.yaml", NULL, INIT_GITHUB},
	{".github/workflows/drift.yaml", "init/github/drift.yaml", NULL, INIT_GITHUB},
	{".gitlab-ci.yml", "init/gitlab.yaml", NULL, INIT_GITLAB},
};

struct init {
	struct cx_invocation *inv;
	const char *folder;
	const char *tenant, *base_url;  /* base_url as it stands in YAML */
	struct cx_node *written, *kept; /* paths */
	const char *repository;         /* its folder, or NULL */
	enum cx_exit exit;
};

/* An answer from the terminal, or otherwise where nothing was typed or nobody can be asked. */
static const char *ask(struct init *init, const char *question, const char *otherwise)
{
	struct cx_output *output = init->inv->output;
	if (!isatty(STDIN_FILENO) || !output->err_terminal)
		return otherwise;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%s [%s]: ", question, otherwise);
	(void)cx_fd_write_all(output->err, text.data, text.len);
	cx_buf_clear(&text);
	for (char c; text.len < 1024 && read(STDIN_FILENO, &c, 1) == 1 && c != '\n';)
		cx_buf_addc(&text, c);
	return text.len ? cx_arena_strndup(init->inv->arena, text.data, text.len) : otherwise;
}

static const char *quoted(struct cx_arena *arena, const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_yaml_print_text(text, strlen(text), &out);
	return cx_arena_strndup(arena, out.data, out.len);
}

static void settle_answers(struct init *init)
{
	static const char from_environment[] = "{env: CXONE_BASE_URL}";
	struct cx_invocation *inv = init->inv;
	const char *tenant = cx_invocation_text(inv, "tenant"), *url = cx_invocation_text(inv, "base-url");
	if (!tenant)
		tenant = ask(init, "The tenant's name, as you call it", "prod");
	if (!url)
		url = ask(init, "Its base URL, or from the environment", from_environment);
	init->tenant = quoted(inv->arena, tenant);
	init->base_url = strcmp(url, from_environment) == 0 ? url : quoted(inv->arena, url);
}

/* Copies the text with @TENANT@ and @BASE_URL@ filled in. */
static void fill_in(const struct init *init, const char *text, struct cx_buf *out)
{
	while (*text) {
		size_t n = strcspn(text, "@");
		cx_buf_add(out, text, n);
		text += n;
		if (strncmp(text, "@TENANT@", 8) == 0) {
			cx_buf_adds(out, init->tenant);
			text += 8;
		} else if (strncmp(text, "@BASE_URL@", 10) == 0) {
			cx_buf_adds(out, init->base_url);
			text += 10;
		} else if (*text) {
			cx_buf_addc(out, *text++);
		}
	}
}

/* A tenant's name or a URL that the project's schema refuses is found before anything is written. */
static enum cx_status check_project(struct init *init)
{
	struct cx_arena *arena = init->inv->arena;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_project project;
	fill_in(init, cx_embedded_find("init/project.yaml")->bytes, &text);
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){CX_PROJECT_FILE, cx_arena_strndup(arena, text.data, text.len), text.len};
	return cx_project_parse(arena, source, CX_PROJECT_FILE, &project, init->inv->diags);
}

static enum cx_status put(struct init *init, const char *path, const struct cx_buf *text)
{
	struct cx_arena *arena = init->inv->arena;
	const char *full = cx_path_join(arena, init->folder, path);
	enum cx_status status = cx_file_create(full, text->data, text->len, init->inv->diags);
	if (status == CX_STATUS_OK || status == CX_STATUS_CONFLICT)
		cx_node_push(status ? init->kept : init->written, cx_node_string(arena, path));
	return status == CX_STATUS_CONFLICT ? CX_STATUS_OK : status;
}

static enum cx_status put_schema(struct init *init, const char *file, const struct cx_node *document)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_pretty(document, &text);
	cx_buf_addc(&text, '\n');
	return put(init, cx_arena_printf(init->inv->arena, SCHEMAS "/%s", file), &text);
}

static enum cx_status put_schemas(struct init *init)
{
	struct cx_kinds kinds;
	struct cx_catalog catalog = {0};
	struct cx_arena *arena = init->inv->arena;
	/* A project that is there may have kinds of its own. */
	struct cx_tree tree = {.commit = CX_OID_ZERO, .folder = init->folder};
	struct cx_kinds_source source = {&tree, ""};
	enum cx_status status = cx_kinds_load(arena, &source, &kinds, init->inv->diags);
	if (!status)
		status = cx_catalog_load(arena, &kinds, &catalog, init->inv->diags);
	for (size_t i = 0; !status && i < catalog.count; i++)
		status = put_schema(init, catalog.items[i].file, catalog.items[i].document);
	return status ? status : put_schema(init, "definition.schema.json", catalog.definition);
}

static bool is_wanted(const struct init *init, enum init_group group)
{
	const char *ci = cx_invocation_text(init->inv, "ci");
	if (group == INIT_ALWAYS || !ci || !strcmp(ci, "both"))
		return true;
	return !strcmp(ci, group == INIT_GITHUB ? "github" : "gitlab");
}

/* The nearest folder at or above that git takes for a repository; NULL if there is none. */
static const char *repository_of(const struct init *init)
{
	struct cx_arena *arena = init->inv->arena;
	char *real = realpath(init->folder, NULL);
	char *at = cx_arena_strdup(arena, real ? real : "");
	cx_free(real);
	while (*at) {
		if (access(cx_path_join(arena, at, ".git"), F_OK) == 0)
			return at;
		*strrchr(at, '/') = '\0';
	}
	return NULL;
}

/* CI services read their files in the root of a repository alone. */
static void say_folder(const struct init *init)
{
	const char *ci = cx_invocation_text(init->inv, "ci");
	size_t n = init->repository ? strlen(init->repository) : 0;
	char *real = realpath(init->folder, NULL);
	const char *below = real && n && strlen(real) > n ? real + n + 1 : NULL;
	if (below && (!ci || strcmp(ci, "none") != 0)) {
		struct cx_diag *d =
			cx_diag_add(init->inv->diags, CX_SEVERITY_NOTE, "init.ci", (struct cx_span){0},
				    "%s is not the root of its repository: CI does not look for "
				    "its files there",
				    below);
		cx_diag_hint(init->inv->diags, d,
			     "move them to the root, and add --project %s to their commands", below);
	}
	cx_free(real);
}

/* A .gitignore that was there is not ours to change; what it lacks is said. */
static void say_ignored(const struct init *init)
{
	static const char *const lines[] = {".env", "/secrets/", "/plan.*"};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf lacks = CX_BUF_INIT;
	const char *path = cx_path_join(init->inv->arena, init->folder, ".gitignore");
	if (cx_file_read(path, CX_MAX_FILE_BYTES, &text, init->inv->diags))
		return;
	for (size_t i = 0; i < CX_COUNT(lines); i++)
		if (!strstr(text.data, lines[i]))
			cx_buf_addf(&lacks, "%s%s", lacks.len ? ", " : "", lines[i]);
	if (!lacks.len)
		return;
	struct cx_diag *d = cx_diag_add(init->inv->diags, CX_SEVERITY_NOTE, "init.gitignore",
					(struct cx_span){0}, ".gitignore is kept, and lacks %s", lacks.data);
	cx_diag_hint(init->inv->diags, d, "add them: secrets and plans stay on the machine that made them");
}

static enum cx_status write_all(struct init *init)
{
	enum cx_status status = check_project(init);
	for (size_t i = 0; !status && i < CX_COUNT(init_files); i++) {
		const struct init_file *file = &init_files[i];
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		fill_in(init, file->embedded ? cx_embedded_find(file->embedded)->bytes : file->text, &text);
		if (is_wanted(init, file->group))
			status = put(init, file->path, &text);
	}
	return status ? status : put_schemas(init);
}

static void list_paths(const char *verb, const struct cx_node *paths, struct cx_buf *out)
{
	bool schemas = false;
	for (const struct cx_node *path = paths->first; path; path = path->next) {
		if (strncmp(path->text, SCHEMAS, strlen(SCHEMAS)) == 0)
			schemas = true;
		else
			cx_buf_addf(out, "%s %s\n", verb, path->text);
	}
	if (schemas)
		cx_buf_addf(out, "%s %s/\n", verb, SCHEMAS);
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct init *init = data;
	struct cx_arena *arena = init->inv->arena;
	(void)colour;
	if (format != CX_FORMAT_JSON) {
		list_paths("wrote", init->written, out);
		list_paths("kept ", init->kept, out);
		cx_buf_adds(out, "\nNext:\n");
		if (strcmp(init->folder, ".") != 0) {
			cx_buf_adds(out, "  cd ");
			cx_escape_terminal_s(init->folder, out);
			cx_buf_addc(out, '\n');
		}
		cx_buf_addf(out, "  %sgit add -A && git commit -m 'cxctl init'\n",
			    init->repository ? "" : "git init && ");
		cx_buf_adds(out, "  cxctl new audience my-first      write a definition\n"
				 "  cxctl validate                   check it\n"
				 "  cxctl plan                       see what it would change\n");
		return;
	}
	struct cx_node *root = cx_diag_json_begin(arena, "init");
	cx_node_add(root, "written", cx_node_copy(arena, init->written));
	cx_node_add(root, "kept", cx_node_copy(arena, init->kept));
	cx_diag_json_end(arena, root, init->inv->diags, init->exit, out);
}

static enum cx_exit init_run(struct cx_invocation *inv)
{
	struct init init = {
		.inv = inv,
		.folder = inv->arg_count ? inv->args[0] : ".",
		.written = cx_node_new(inv->arena, CX_NODE_ARRAY),
		.kept = cx_node_new(inv->arena, CX_NODE_ARRAY),
	};
	settle_answers(&init);
	enum cx_status status = write_all(&init);
	init.exit = cx_exit_from_status(status);
	init.repository = repository_of(&init);
	if (!status) {
		say_folder(&init);
		say_ignored(&init);
	}
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render, &init);
	return init.exit;
}

static const char *const ci_words[] = {"github", "gitlab", "both", "none", NULL};

static const struct cx_option init_options[] = {
	{.name = "base-url",
	 .type = CX_OPTION_TEXT,
	 .metavar = "URL",
	 .help = "where the tenant is",
	 .otherwise = "from the environment variable CXONE_BASE_URL"},
	{.name = "ci",
	 .type = CX_OPTION_TEXT,
	 .metavar = "WHICH",
	 .help = "the CI files that are written",
	 .otherwise = "both",
	 .words = ci_words},
	{0},
};

static const struct cx_example init_examples[] = {
	{"cxctl init", "in the folder at hand; asks for the tenant on a terminal"},
	{"cxctl init gitops --tenant prod --base-url https://na1.cxone.com --ci github", "ask nothing"},
	{0},
};

const struct cx_command cx_command_init = {
	.name = "init",
	.summary = "write a repository to begin with",
	.description =
		"Writes cxctl.yaml, folders for definitions, .gitignore, schemas and settings for the "
		"editor, "
		"and CI files that validate, plan, apply and look for drift. On a terminal it asks for the "
		"tenant's name and base URL; --tenant and --base-url answer beforehand. A file that is "
		"there is kept as it is.",
	.arguments = "[DIR]",
	.max_args = 1,
	.offer = CX_OFFER_FOLDERS,
	.options = init_options,
	.examples = init_examples,
	.run = init_run,
};
