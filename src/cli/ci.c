/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl ci: the same commands in a CI job, whose service is told what they found. */
/*
 * A command of ci runs the command of its own name, with its options, and only listens: its product is taken
 * as JSON and Markdown besides what the user asked for. So nothing of a plan or an apply is different in CI.
 */
#include "cli/ci_files.h"
#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "report/diag_json.h"
#include "report/escape.h"

/* What was applied would be forgotten with the job's clone, and all of it would be applied anew. */
static bool refuse_ledger(struct cx_invocation *inv, bool stays)
{
	bool writes = !strcmp(inv->command->name, "apply") ||
		      (cx_invocation_offers(inv, "reconcile") && cx_invocation_flag(inv, "reconcile"));
	if (!stays || !writes)
		return false;
	struct cx_diag *d = cx_diag_error(inv->diags, "ci.ledger",
					  "the ledger would be lost with this job's clone: it has no remote");
	cx_diag_hint(inv->diags, d,
		     "write ledger: {remote: origin} in cxctl.yaml; on a runner that keeps its clone, use "
		     "cxctl %s",
		     inv->command->name);
	return true;
}

/* Diagnostics name files from the project's folder on; CI services from the repository's. */
static const char *project_root(struct cx_invocation *inv, bool *ret_stays)
{
	struct cx_diags unsaid = CX_DIAGS_INIT;
	struct cx_context context;
	cx_context_init(&context, inv);
	context.diags = &unsaid;
	enum cx_status status = cx_context_project(&context, CX_CONTEXT_WORKING_TREE);
	*ret_stays = !status && !context.project.ledger_remote;
	const char *root = context.project.root ? cx_arena_strdup(inv->arena, context.project.root) : "";
	cx_context_release(&context);
	cx_diags_release(&unsaid);
	return root;
}

static const struct cx_node *read_document(struct cx_arena *arena, const struct cx_buf *json)
{
	struct cx_diags unsaid = CX_DIAGS_INIT;
	const struct cx_source source = {"the document", json->data, json->len};
	struct cx_node *node = NULL;
	if (json->len)
		(void)cx_json_parse(arena, &source, &node, &unsaid);
	cx_diags_release(&unsaid);
	return node;
}

/* Runs the command itself, and gives its product to the service. */
static enum cx_exit run_for(struct cx_invocation *inv, const struct cx_ci_system *system)
{
	CX_AUTO(cx_buf) struct cx_buf json = CX_BUF_INIT, markdown = CX_BUF_INIT;
	bool stays = false;
	const char *root = project_root(inv, &stays);
	cx_output_capture(inv->output, inv->arena, CX_FORMAT_JSON, &json);
	if (inv->command->formats & CX_FORMAT_BIT(CX_FORMAT_MARKDOWN))
		cx_output_capture(inv->output, inv->arena, CX_FORMAT_MARKDOWN, &markdown);
	enum cx_exit exit = refuse_ledger(inv, stays) ? CX_EXIT_INVALID : inv->command->run(inv);
	cx_output_capture_end(inv->output);
	if (exit == CX_EXIT_OK && inv->diags->errors)
		exit = CX_EXIT_INVALID;
	cx_output_diags(inv->output);
	struct cx_ci_result result = {
		.command = inv->command->name,
		.markdown = &markdown,
		.document = read_document(inv->arena, &json),
		.root = root,
		.exit = exit,
	};
	cx_ci_files_write(inv, system, &result);
	return exit;
}

static enum cx_exit ci_run(struct cx_invocation *inv)
{
	const struct cx_ci_system *system = cx_ci_find();
	inv->command = cx_command_find(strchr(inv->command->name, ' ') + 1);
	if (cx_invocation_offers(inv, "watch") && cx_invocation_has(inv, "watch")) {
		struct cx_diag *d = cx_diag_error(inv->diags, "usage.option",
						  "--watch does not end, and a CI job is told at the end");
		cx_diag_hint(inv->diags, d, "look once in each job, or use cxctl drift --watch");
		return CX_EXIT_INVALID;
	}
	if (system)
		return run_for(inv, system);
	struct cx_diag *d = cx_diag_add(inv->diags, CX_SEVERITY_WARNING, "ci.none", CX_SPAN_NONE,
					"this is neither GitHub Actions nor GitLab CI: no summary and no "
					"outputs are written");
	cx_diag_hint(inv->diags, d, "GITHUB_ACTIONS or GITLAB_CI is \"true\" there; elsewhere use cxctl %s",
		     inv->command->name);
	return inv->command->run(inv);
}

static void render_text(const struct cx_ci_system *system, struct cx_buf *out)
{
	if (!system) {
		cx_buf_adds(out, "neither GitHub Actions nor GitLab CI\n");
		return;
	}
	cx_buf_addf(out, "%s\n", system->title);
	for (const struct cx_ci_fact *fact = system->facts; fact->name; fact++) {
		const char *value = cx_ci_value(fact->variable);
		cx_buf_addf(out, "  %-12s  ", fact->name);
		cx_escape_terminal_s(value ? value : "not said", out);
		cx_buf_addc(out, '\n');
	}
	cx_buf_adds(out, "writes\n");
	for (const struct cx_ci_place *place = system->places; place->name; place++) {
		const char *path = place->variable ? cx_ci_value(place->variable) : place->path;
		cx_buf_addf(out, "  %-12s  ", place->name);
		cx_escape_terminal_s(path ? path : "not said", out);
		cx_buf_addc(out, '\n');
	}
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct cx_invocation *inv = data;
	const struct cx_ci_system *system = cx_ci_find();
	(void)colour;
	if (format != CX_FORMAT_JSON) {
		render_text(system, out);
		return;
	}
	struct cx_node *root = cx_diag_json_begin(inv->arena, "ci show");
	struct cx_node *facts = cx_node_new(inv->arena, CX_NODE_OBJECT);
	struct cx_node *files = cx_node_new(inv->arena, CX_NODE_OBJECT);
	for (const struct cx_ci_fact *fact = system ? system->facts : NULL; fact && fact->name; fact++)
		cx_node_add(facts, fact->name, cx_diag_json_text(inv->arena, cx_ci_value(fact->variable)));
	for (const struct cx_ci_place *place = system ? system->places : NULL; place && place->name; place++)
		cx_node_add(files, place->name,
			    cx_diag_json_text(inv->arena,
					      place->variable ? cx_ci_value(place->variable) : place->path));
	cx_node_add(root, "system", cx_diag_json_text(inv->arena, system ? system->name : NULL));
	cx_node_add(root, "facts", facts);
	cx_node_add(root, "files", files);
	cx_diag_json_end(inv->arena, root, inv->diags, CX_EXIT_OK, out);
}

static enum cx_exit show_run(struct cx_invocation *inv)
{
	cx_output_product(inv->output, render, inv);
	return CX_EXIT_OK;
}

#define SHARED_NEEDS (CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER)
const struct cx_command cx_command_ci = {
	.name = "ci",
	.summary = "run a command in a CI job and tell the service what it found",
	.description =
		"The commands of ci do what those of their name do, with the same options and exit codes. "
		"Which "
		"service it is, the environment tells.\n\n"
		"On GitHub Actions the page in Markdown goes to the step's summary, diagnostics with a place "
		"become annotations, and the step has outputs: exit_code, changes (true or false), tenant, "
		"commit, fingerprint, offline, run, each count of the summary by its name in the JSON, and "
		"comment, the page.\n\n"
		"On GitLab CI the same outputs but the page go to cxctl.env, a dotenv report, as "
		"CXCTL_EXIT_CODE and so on, and diagnostics to gl-code-quality-report.json.\n\n"
		"After a run that failed before it had anything to show there is exit_code alone.",
};

const struct cx_command cx_command_ci_show = {
	.name = "ci show",
	.summary = "show which CI service was found, and what it says of the job",
	.run = show_run,
};

const struct cx_command cx_command_ci_validate = {
	.name = "ci validate",
	.summary = "validate, and write annotations or a code quality report",
	.description = "cxctl help ci says what the service is told.",
	CX_TAKES_VALIDATE,
	.run = ci_run,
};

const struct cx_command cx_command_ci_plan = {
	.name = "ci plan",
	.summary = "plan, and write the step's summary, outputs and annotations",
	.description = "cxctl help ci says what the service is told.",
	CX_TAKES_PLAN,
	.examples =
		(const struct cx_example[]){
			{"cxctl ci plan --rev HEAD --base origin/main", "in a pull request"},
			{"cxctl ci plan --rev HEAD --base origin/main --offline", "in one from a fork"},
			{0},
		},
	.run = ci_run,
};

const struct cx_command cx_command_ci_apply = {
	.name = "ci apply",
	.summary = "apply, and write the step's summary, outputs and annotations",
	.description = "cxctl help ci says what the service is told.",
	CX_TAKES_APPLY,
	.examples =
		(const struct cx_example[]){
			{"cxctl ci apply --rev HEAD --yes", "after a merge"},
			{0},
		},
	.run = ci_run,
};

const struct cx_command cx_command_ci_drift = {
	.name = "ci drift",
	.summary = "look for drift, and write the step's summary, outputs and annotations",
	.description = "cxctl help ci says what the service is told.",
	CX_TAKES_DRIFT,
	.examples =
		(const struct cx_example[]){
			{"cxctl ci drift --tenant prod", "every night"},
			{0},
		},
	.run = ci_run,
};
