/* SPDX-License-Identifier: Apache-2.0 */
/* The command line as tables: commands, options, exit codes, environment; and what a command gets when it
 * runs. */
#ifndef CX_CLI_CLI_H
#define CX_CLI_CLI_H

#include "base/base.h"
#include "base/diag.h"
#include "base/mem.h"

/*
 * A command is one file with one `const struct cx_command cx_command_NAME`, and one line in
 * commands.c. Parsing, help, man pages, shell completion and the reference docs are made from the tables;
 * nothing of them is written a second time.
 */

/* DESIGN.md 10. The numbers are a contract; which one wins is the order of cx_exit_rows. */
enum cx_exit {
	CX_EXIT_OK = 0,
	CX_EXIT_INVALID = 1,
	CX_EXIT_CHANGES = 2,
	CX_EXIT_PARTIAL = 3,
	CX_EXIT_REFUSED = 4,
	CX_EXIT_CONFLICT = 5,
	CX_EXIT_DRIFT = 6,
	CX_EXIT_DAMAGED = 7,
};
/* For the member `exits` of a command. */
#define CX_EXIT_BIT(code) (1u << (code))

struct cx_exit_row {
	enum cx_exit code;
	const char *meaning;
};
/* The worst first; ends with a NULL meaning. */
extern const struct cx_exit_row cx_exit_rows[];
/* The one that comes first in cx_exit_rows. */
enum cx_exit cx_exit_worst(enum cx_exit a, enum cx_exit b);
/* What a status that nobody handled makes of the run; OK and ABSENT are 0 and 1. */
enum cx_exit cx_exit_from_status(enum cx_status status);

/* The variables that we read; ends with a NULL name. */
struct cx_variable_row {
	const char *name;
	const char *meaning;
};
extern const struct cx_variable_row cx_variable_rows[];

enum cx_option_type {
	CX_OPTION_FLAG,
	CX_OPTION_TEXT,
	CX_OPTION_INT,
	CX_OPTION_DURATION, /* seconds as "90", or "90s", "30m", "2h"; read by cx_invocation_int */
};

/* What a shell may offer for a value or an argument. */
enum cx_offer {
	CX_OFFER_NOTHING,
	CX_OFFER_FILES,
	CX_OFFER_FOLDERS,
	CX_OFFER_COMMANDS,
};

/*
 * One option. A table of them ends with {0}. `--name VALUE`, `--name=VALUE`, `-l VALUE`, `-lVALUE`;
 * flags take no value and their letters may stand together (-vq). An empty value is an error; so is a second
 * value of an option that is not repeatable.
 */
struct cx_option {
	const char *name; /* "allow-delete"; without dashes */
	char letter;      /* or 0 */
	enum cx_option_type type;
	bool repeatable;
	const char *metavar;      /* "N"; for all but flags */
	const char *help;         /* one sentence, lower case, no full stop */
	const char *otherwise;    /* the default as shown, or NULL */
	const char *const *words; /* the only values allowed, ending with NULL; or NULL: any */
	const char *const *hints; /* values that a shell offers, though others are allowed; or NULL */
	int64_t min, max;         /* of an INT, both inclusive */
	enum cx_offer offer;
};

/* What must be there for a command to run; for the docs, and for whoever loads the context. */
enum {
	CX_NEEDS_PROJECT = 1u << 0, /* a cxctl.yaml */
	CX_NEEDS_REPO = 1u << 1,    /* that lies in a git repository */
	CX_NEEDS_TENANT = 1u << 2,  /* credentials, and the tenant within reach */
	CX_NEEDS_LEDGER = 1u << 3,  /* the ledger of the tenant */
};

struct cx_example {
	const char *line;    /* "cxctl plan --tenant prod" */
	const char *meaning; /* one sentence, as in help texts */
};

struct cx_invocation;

/*
 * name may be two words, "audit log"; then a row "audit" without run is its group. The exit code of
 * run is made worse, never better, by an output that could not be written, and never 0 where an error was
 * added to the diagnostics.
 */
struct cx_command {
	const char *name;
	const char *summary;     /* one line, lower case, no full stop: "show what apply would change" */
	const char *description; /* paragraphs, an empty line between two; or NULL */
	const char *arguments;   /* as shown: "[PATH...]", "RUN"; NULL: none are taken */
	size_t min_args;
	size_t max_args;          /* SIZE_MAX: any number */
	const char *const *words; /* the only arguments allowed, ending with NULL; or NULL: any */
	enum cx_offer offer;
	unsigned needs;
	unsigned exits;   /* CX_EXIT_BITs besides 0 and 1, for the docs */
	unsigned formats; /* CX_FORMAT_BITs (cli/output.h) of -o besides text and json */
	bool hidden;      /* not in the list of help and completion */
	const struct cx_option *options;
	const struct cx_example *examples; /* ends with a NULL line; or NULL */
	enum cx_exit (*run)(struct cx_invocation *inv);
};

/* Ends with NULL, in the order of the help. */
extern const struct cx_command *const cx_commands[];
/* By its whole name, "audit log"; NULL if there is none. */
const struct cx_command *cx_command_find(const char *name);
/* Of "audit log": the row "audit"; NULL for a command of one word. */
const struct cx_command *cx_command_group(const struct cx_command *command);

/* What commands take that cxctl ci has, too. */
extern const struct cx_option cx_apply_options[];
extern const struct cx_option cx_drift_options[];
extern const struct cx_option cx_plan_options[];
extern const struct cx_option cx_validate_options[];
#define CX_TAKES_STATE .needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER
#define CX_TAKES_APPLY                                                                         \
	CX_TAKES_STATE, .arguments = "[PLAN]", .max_args = 1, .offer = CX_OFFER_FILES,         \
			.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_REFUSED) | \
				 CX_EXIT_BIT(CX_EXIT_CONFLICT) | CX_EXIT_BIT(CX_EXIT_DAMAGED), \
			.formats = CX_FORMAT_BIT(CX_FORMAT_MARKDOWN), .options = cx_apply_options
#define CX_TAKES_DRIFT                                                                 \
	CX_TAKES_STATE,                                                                \
		.exits = CX_EXIT_BIT(CX_EXIT_DRIFT) | CX_EXIT_BIT(CX_EXIT_DAMAGED) |   \
			 CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_REFUSED) | \
			 CX_EXIT_BIT(CX_EXIT_CONFLICT),                                \
		.formats = CX_FORMAT_BIT(CX_FORMAT_MARKDOWN), .options = cx_drift_options
#define CX_TAKES_PLAN                                                                         \
	CX_TAKES_STATE,                                                                       \
		.exits = CX_EXIT_BIT(CX_EXIT_CHANGES) | CX_EXIT_BIT(CX_EXIT_REFUSED) |        \
			 CX_EXIT_BIT(CX_EXIT_DAMAGED),                                        \
		.formats = CX_FORMAT_BIT(CX_FORMAT_MARKDOWN) | CX_FORMAT_BIT(CX_FORMAT_HTML), \
		.options = cx_plan_options
#define CX_TAKES_VALIDATE                                                                                   \
	.arguments = "[PATH...]", .max_args = SIZE_MAX, .offer = CX_OFFER_FILES, .needs = CX_NEEDS_PROJECT, \
	.exits = CX_EXIT_BIT(CX_EXIT_REFUSED),                                                              \
	.formats = CX_FORMAT_BIT(CX_FORMAT_SARIF) | CX_FORMAT_BIT(CX_FORMAT_JUNIT),                         \
	.options = cx_validate_options

/* Options that every command takes: --project, --tenant, -o, ...; ends with {0}. */
extern const struct cx_option cx_global_options[];
/* Whether the command has an option of its own in place of that global one. */
bool cx_command_replaces(const struct cx_command *command, const struct cx_option *global);

/* One option as given. */
struct cx_option_value {
	const struct cx_option *option;
	const char *text; /* NULL for a flag */
	int64_t number;   /* of an INT */
};

/*
 * What run gets. Everything in it is borrowed and lives until the process ends. Diagnostics go into diags and
 * are printed after run (or by cx_output_diags, earlier); a product is written with the calls of
 * cli/output.h.
 */
struct cx_invocation {
	const char *program; /* "cxctl" */
	const struct cx_command *command;
	struct cx_arena *arena;
	struct cx_diags *diags;
	struct cx_output *output;
	const char **args; /* what is no option */
	size_t arg_count, arg_cap;
	struct cx_option_value *values;
	size_t value_count, value_cap;
};

/*
 * Reading options. name is the long name or the one letter ("o"); asking for one that neither the command nor
 * the global table has is a bug and ends the process.
 */
bool cx_invocation_flag(const struct cx_invocation *inv, const char *name);
/* How often a flag was given (-v -v). */
size_t cx_invocation_count(const struct cx_invocation *inv, const char *name);
/* NULL if it was not given. */
const char *cx_invocation_text(const struct cx_invocation *inv, const char *name);
int64_t cx_invocation_int(const struct cx_invocation *inv, const char *name, int64_t otherwise);
/* Whether the command has such an option at all: for what several commands share. */
bool cx_invocation_offers(const struct cx_invocation *inv, const char *name);
/* Whether it was given at all. */
bool cx_invocation_has(const struct cx_invocation *inv, const char *name);
/* All values in the order given, ending with NULL; in inv's arena. */
const char *const *cx_invocation_list(const struct cx_invocation *inv, const char *name, size_t *ret_count);

/*
 * The whole program but main's care for the process: parses, runs, prints diagnostics, returns the exit code.
 * out and err are descriptors, so that tests can give pipes.
 */
int cx_cli_run(int argc, char **argv, int out, int err);

#endif
