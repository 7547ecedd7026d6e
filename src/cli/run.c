/* SPDX-License-Identifier: Apache-2.0 */
/* From argv to the exit code: parse, settle the output, run the command, print what it left. */
#include "base/buf.h"
#include "cli/cli.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"

static enum cx_exit run_command(struct cx_invocation *inv, enum cx_status parsed, enum cx_status placed)
{
	if (cx_invocation_flag(inv, "help")) {
		/* Whoever asks for help gets it, whatever else is wrong. */
		cx_diags_release(inv->diags);
		return cx_help_print(inv, inv->command);
	}
	if (cx_invocation_flag(inv, "version") && !parsed)
		return cx_version_print(inv);
	if (parsed || placed)
		return CX_EXIT_INVALID;
	if (!inv->command) {
		struct cx_diag *diag = cx_diag_error(inv->diags, "usage.command", "no command was given");
		cx_diag_hint(inv->diags, diag, "see %s help", inv->program);
		return CX_EXIT_INVALID;
	}
	return inv->command->run(inv);
}

int cx_cli_run(int argc, char **argv, int out, int err)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_output output;
	struct cx_invocation inv = {.program = "cxctl", .arena = &arena, .diags = &diags, .output = &output};

	enum cx_status parsed = cx_options_parse(&inv, argc, argv);
	enum cx_status placed = cx_output_init(&output, &inv, out, err);
	enum cx_exit exit = run_command(&inv, parsed, placed);
	if (exit == CX_EXIT_OK && diags.errors)
		exit = CX_EXIT_INVALID;
	exit = cx_output_finish(&output, &inv, exit);

	cx_diags_release(&diags);
	cx_arena_release(&arena);
	return exit;
}
