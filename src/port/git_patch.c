/* SPDX-License-Identifier: Apache-2.0 */
/* A patch of two texts, made by libgit2. */
#include "port/git_patch.h"

#include "port/git_private.h"

enum cx_status cx_git_patch(const struct cx_git_texts *texts, struct cx_buf *out, struct cx_diags *diags)
{
	git_patch *patch = NULL;
	git_buf made = {0};
	git_diff_options options;

	bool begun = git_libgit2_init() >= 0;
	int error = begun ? git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) : -1;
	options.flags = GIT_DIFF_FORCE_TEXT;
	if (!error)
		error = git_patch_from_buffers(&patch, texts->before, texts->before_len, texts->path,
					       texts->after, texts->after_len, texts->path, &options);
	if (!error)
		error = git_patch_to_buf(&made, patch);
	if (!error)
		cx_buf_add(out, made.ptr, made.size);
	else
		cx_git_error(diags, "git.patch", "cannot make a patch of %s", texts->path);
	git_buf_dispose(&made);
	git_patch_free(patch);
	if (begun)
		(void)git_libgit2_shutdown();
	return error ? CX_STATUS_FAILED : CX_STATUS_OK;
}
