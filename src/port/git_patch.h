/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts as a patch. */
#ifndef CX_PORT_GIT_PATCH_H
#define CX_PORT_GIT_PATCH_H

#include "base/buf.h"
#include "base/diag.h"

struct cx_git_texts {
	const char *path; /* relative to the repository's root */
	const char *before;
	size_t before_len;
	const char *after;
	size_t after_len;
};
/* Appends what `git apply` makes the one of the other with. FAILED with git.patch. */
enum cx_status cx_git_patch(const struct cx_git_texts *texts, struct cx_buf *out, struct cx_diags *diags);

#endif
