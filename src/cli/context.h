/* SPDX-License-Identifier: Apache-2.0 */
/* What commands work on: the project, its repository, definitions, tenant and ledger, loaded step by step. */
#ifndef CX_CLI_CONTEXT_H
#define CX_CLI_CONTEXT_H

#include "cli/cli.h"
#include "engine/live.h"
#include "engine/plan.h"
#include "model/definition.h"
#include "remote/remote.h"

struct cx_catalog;

/*
 * Each cx_context_* call loads what it names and what that needs; each adds diagnostics and returns a status
 * that cx_exit_from_status turns into the exit code. Everything lives in the invocation's arena, but for what
 * cx_context_release closes.
 */
struct cx_context {
	struct cx_invocation *inv;
	struct cx_arena *arena;
	struct cx_diags *diags;
	struct cx_clock *clock;
	int64_t deadline_s;         /* of the run, from the first request; 0: as remote/remote.h has it */
	struct cx_repo *repo;       /* NULL outside of a repository */
	const char *project_folder; /* absolute: for {file: ...}; the repository's folder in a bare one */
	const char *project_path;   /* of cxctl.yaml in the tree */
	struct cx_tree tree;        /* where definitions and overlays are read */
	struct cx_tree
		rules; /* where cxctl.yaml, policies, profiles and schemas are: tree, or --project-rev */
	const char *rules_rev;     /* as --project-rev names it, or NULL */
	const char **rules_differ; /* with it: paths of these that are others in tree; NULL-terminated */
	bool has_commit;
	struct cx_oid commit; /* HEAD, or --rev, or planned */
	bool offline;         /* set by plan --offline: nothing is fetched, no secret and no URL looked up */
	/* Set by apply before the project is read: the commit of a plan file, which stands for --rev. Where
	 * it is not part of HEAD, as after a squash, HEAD is taken, and this becomes NULL. */
	const char *planned;
	bool dirty;
	const char **dirty_paths; /* NULL-terminated */
	struct cx_project project;
	struct cx_kinds kinds;
	struct cx_overlays overlays; /* of the tenant */
	struct cx_var_uses *uses;    /* set by commands that explain values; else NULL */
	struct cx_var_marks *marks;  /* set by commands that tell unused variables; else NULL */
	/* Set by commands that work on some files alone; else NULL: all that the project names. */
	const struct cx_definition_paths *only;
	/*
	 * Set by commands that check the same files for several tenants, so that they are read once: what a
	 * tenant makes of them lives in scratch. Else NULL.
	 */
	const struct cx_definition_files *files;
	struct cx_arena *scratch;
	struct cx_definitions definitions;
	const struct cx_tenant_config *tenant;
	struct cx_profile profile;
	struct cx_ledger ledger;
	bool has_ledger; /* cx_context_ledger was called */
	struct cx_remote *remote;
	struct cx_ledger_key *ledger_key; /* of CXCTL_LEDGER_KEY, once secrets were looked up; or NULL */
	struct cx_kept_token *kept; /* set by commands that open the tenant again and again; else NULL */
	struct cx_live live;        /* as the last plan read it */
	/* Once there is a remote: is set by the first signal, which gives up what is being read. */
	const volatile sig_atomic_t *interrupted;
};
void cx_context_init(struct cx_context *context, struct cx_invocation *inv);
void cx_context_release(struct cx_context *context);

/* Where the project is read from. */
enum cx_context_source {
	CX_CONTEXT_WORKING_TREE, /* the folder as it is; HEAD in a bare repository */
	CX_CONTEXT_COMMIT,       /* --rev, or HEAD */
};
/* Finds cxctl.yaml (--project, or upwards from here), the repository, the revision; reads the project file.
 */
enum cx_status cx_context_project(struct cx_context *context, enum cx_context_source source);
/*
 * The same project as another commit has it; the repository is opened anew. Its rules are those of that
 * commit, or of the other context's --project-rev, or else of the commit that rules names, if it is not NULL.
 */
enum cx_status cx_context_project_at(struct cx_context *context, const struct cx_context *other,
				     const struct cx_oid *commit, const char *rules);
/* INVALID (git.missing) where the project is in no repository. */
enum cx_status cx_context_need_repo(struct cx_context *context);
/* Whether any cxctl.yaml is there at all; for validate with paths. */
bool cx_context_has_project(struct cx_context *context);
/* The tenant of --tenant, or the default. With --project-rev nothing of it may come from a file in git. */
enum cx_status cx_context_tenant(struct cx_context *context);
/* One by name, whatever the command line says. */
enum cx_status cx_context_tenant_named(struct cx_context *context, const char *name);
/* The kinds of the program and, once the project is there, those of its schemas/. Loaded once. */
enum cx_status cx_context_kinds(struct cx_context *context);
/*
 * The schemas of kinds and of other files: the program's and, where a project is found, its own. INVALID
 * where one of those is wrong (kinds.torn): the catalog then holds the others.
 */
enum cx_status cx_context_catalog(struct cx_context *context, struct cx_catalog *ret_catalog);
/* The project's ignore rules: expired ones, and those that name nothing, are errors. */
enum cx_status cx_context_ignore(struct cx_context *context);
/* Reads and parses the definitions' files, for context->files. */
void cx_context_files(struct cx_context *context, struct cx_definition_files *ret_files);
/*
 * Reads and checks the definitions with the tenant's overlays and variables, if one was chosen, and holds
 * them against the policies. REFUSED where a policy refuses one, whatever else is wrong. May be called again
 * for another tenant.
 */
enum cx_status cx_context_definitions(struct cx_context *context);
/* The policies alone; partial as in cx_policies_check. */
enum cx_status cx_context_policies(struct cx_context *context, bool partial);
/* Reads the ledger's tip; says if it belongs to another project. */
enum cx_status cx_context_ledger(struct cx_context *context);
/* Compares HEAD with the working tree: fills dirty and dirty_paths. */
enum cx_status cx_context_dirty(struct cx_context *context);
/*
 * Opens the tenant: looks up URL and credentials; sends nothing. It knows all secrets of the tenant, the
 * definitions and the ledger that were loaded, so that none is shown where the tenant repeats it. From here
 * on a signal is caught, and gives up what is read.
 */
enum cx_status cx_context_remote(struct cx_context *context);
/*
 * FAILED where a signal came before anything was written to the tenant, with the error run.interrupted unless
 * one is there; else OK.
 */
enum cx_status cx_context_check_signal(struct cx_context *context);
/* A note where a run is open or died, for commands that change nothing. */
void cx_context_report_run(struct cx_context *context);
/* Tells the remote all secrets of what is loaded; what is not there is left out without a word. */
void cx_context_learn_secrets(struct cx_context *context);
/* Takes CXCTL_LEDGER_KEY. INVALID where it is set and cannot serve. */
enum cx_status cx_context_ledger_key(struct cx_context *context);
/*
 * Looks up every secret that the definitions name, and the ledger's key: INVALID where one is missing. Values
 * are not kept.
 */
enum cx_status cx_context_secrets(struct cx_context *context);
/* The same for what the tenant's part of the project file names, if there is a tenant; warnings only. */
void cx_context_tenant_secrets(struct cx_context *context);
/*
 * The three sides of a plan, once the project is there: tenant, definitions, ledger, then secrets and the
 * remote; missing secrets and credentials are said in one run.
 */
enum cx_status cx_context_sides(struct cx_context *context);
/* Reads live state and makes the plan. allow_delete as in struct cx_plan_input. */
enum cx_status cx_context_plan(struct cx_context *context, int64_t allow_delete, struct cx_plan *ret_plan);
/* The plan that another revision of the project would have of what was read for the last plan. */
enum cx_status cx_context_plan_other(struct cx_context *context, struct cx_context *other,
				     struct cx_plan *ret_plan);

#endif
