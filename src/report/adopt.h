/* SPDX-License-Identifier: Apache-2.0 */
/* What reports of an adoption are made of. */
#ifndef CX_REPORT_ADOPT_H
#define CX_REPORT_ADOPT_H

#include "base/buf.h"
#include "engine/adopt.h"

struct cx_adopt_view {
	const char *tenant;
	const struct cx_adopt *adopt;
	const struct cx_adopt_proof *proof;
	const char *shown; /* the folder of the files as the user would write it, "" for here */
	bool unread;       /* some of them are where no plan reads */
	bool dry;          /* nothing was written */
	bool verbose;      /* text: all that was left out */
	bool colour;
	size_t requests;
	const char *git;     /* how git is called for paths below shown: "git", "git -C .." */
	const char *options; /* what the next command repeats: "--tenant prod"; or NULL */
};

/*
 * schemas/adopt.schema.json: what was adopted and what was left out, each with its reason; in plan, what the
 * plan with the new files would do with them.
 */
struct cx_node *cx_adopt_json(struct cx_arena *arena, const struct cx_adopt_view *view,
			      const struct cx_diags *diags, int exit_code);
/* A line a file, what is left to do by hand, the counts, the proof, the next commands. */
void cx_adopt_text(const struct cx_adopt_view *view, struct cx_buf *out);

#endif
