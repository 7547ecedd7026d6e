/* SPDX-License-Identifier: Apache-2.0 */
/* --on-conflict: what becomes of units that git and the tenant have both changed. */
#include "cli/on_conflict.h"

const char *const cx_on_conflict_words[] = {"refuse", "overwrite", "keep-live", NULL};

const char *cx_on_conflict_choose(struct cx_context *context)
{
	const struct cx_option *option = context->inv->command->options;
	for (; option && option->name; option++)
		if (option->words == cx_on_conflict_words && cx_invocation_has(context->inv, option->name)) {
			context->project.on_conflict =
				cx_on_conflict_of(cx_invocation_text(context->inv, option->name));
			return "--on-conflict";
		}
	return NULL;
}
