/* SPDX-License-Identifier: Apache-2.0 */
/* One run of cxctl adopt, for the files of that command. */
#ifndef CX_CLI_ADOPT_RUN_H
#define CX_CLI_ADOPT_RUN_H

#include "cli/context.h"
#include "report/adopt.h"

struct cx_adopt_run {
	struct cx_context context;
	struct cx_formats formats;
	struct cx_definition_files files; /* context.files */
	struct cx_adopt_input input;
	struct cx_adopt adopt;
	struct cx_adopt_proof proof;
	struct cx_adopt_view view;
	const char *folder; /* of the files, absolute */
	enum cx_exit exit;
};

/* Fills folder, what the user calls it, and where in the project it is. */
void cx_adopt_run_folder(struct cx_adopt_run *run);
/*
 * Reads the definitions' files, for context->files. A folder that is not there is no problem; warnings are
 * said if they are asked for.
 */
enum cx_status cx_adopt_run_read(struct cx_adopt_run *run, bool warnings);
/* Writes all files or none; in a dry run only looks whether it could. */
enum cx_status cx_adopt_run_write(struct cx_adopt_run *run);
/* Warns of folders that no plan reads; plans the project with the files. INVALID (adopt.plan) if they differ.
 */
enum cx_status cx_adopt_run_prove(struct cx_adopt_run *run);

#endif
