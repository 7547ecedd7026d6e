/* SPDX-License-Identifier: Apache-2.0 */
/* The command that follows a plan. */
#include "report/plan_next.h"

#include "report/escape.h"

size_t cx_plan_refused(const struct cx_plan *plan)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->count; i++)
		n += plan->changes[i].refusal && !plan->changes[i].unable;
	return n;
}

size_t cx_plan_conflicts(const struct cx_plan *plan)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->count; i++)
		n += plan->changes[i].blocked && plan->changes[i].class == CX_CLASS_CONFLICT;
	return n;
}

size_t cx_plan_taken_over(const struct cx_plan *plan)
{
	size_t unable = 0;
	for (size_t i = 0; i < plan->count; i++)
		unable += plan->changes[i].unable && plan->changes[i].class == CX_CLASS_CONFLICT;
	return plan->counts.conflict - cx_plan_conflicts(plan) - unable;
}

/* Deletes are only to be confirmed: the next command does that. */
static bool can_go_on(const struct cx_plan *plan)
{
	for (size_t i = 0; i < plan->refusal_count; i++)
		if (strcmp(plan->refusals[i].code, "safety.delete") != 0)
			return false;
	return !cx_plan_refused(plan) && plan->counts.unable < plan->count;
}

void cx_plan_next_word(const char *word, struct cx_buf *out)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:@%./,";
	if (*word && !word[strspn(word, plain)]) {
		cx_buf_adds(out, word);
		return;
	}
	cx_buf_addc(out, '\'');
	for (; *word; word++)
		cx_buf_adds(out, *word == '\'' ? "'\\''" : (char[]){*word, '\0'});
	cx_buf_addc(out, '\'');
}

bool cx_plan_next(const struct cx_plan *plan, const char *options, const char *file, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	if (plan->offline || !can_go_on(plan))
		return false;
	cx_buf_addf(&command, "cxctl apply%s%s", options ? " " : "", options ? options : "");
	cx_buf_adds(&command, file ? " " : " --fingerprint ");
	cx_plan_next_word(file ? file : plan->fingerprint, &command);
	if (plan->counts.delete)
		cx_buf_addf(&command, " --allow-delete %zu", plan->counts.delete);
	cx_escape_terminal_s(command.data, out);
	return true;
}
