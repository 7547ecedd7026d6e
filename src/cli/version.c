/* SPDX-License-Identifier: Apache-2.0 */
/* The version command. */
#include "cli/help.h"
#include "cli/output.h"

enum cx_exit cx_version_print(struct cx_invocation *inv)
{
	cx_output_text(inv->output, "cxctl " CX_VERSION "\n");
	return CX_EXIT_OK;
}

const struct cx_command cx_command_version = {
	.name = "version",
	.summary = "show the version",
	.run = cx_version_print,
};
