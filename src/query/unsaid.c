/* SPDX-License-Identifier: Apache-2.0 */
/* What is known is found as it is; what a reader repeats goes by its code. */
#include "query/unsaid.h"

#include "remote/personal.h"
#include "remote/problem.h"

/* What the readers say of these holds the value itself. */
static const struct {
	const char *code, *message, *hint;
} neutral[] = {
	{"yaml.plain", "this is text to one reader and something else to another",
	 "quote it, or write it as JSON does"},
	{"yaml.tag", "the tag is not supported, or does not fit its value", "leave it out"},
	{"yaml.alias", "no anchor of this alias stands before it", "quote text that begins with *"},
	{"yaml.quote", "these are typographic quotes, which count as part of the text",
	 "write straight ones"},
};

static void blank(struct cx_diags *diags, struct cx_diag *d)
{
	for (size_t i = 0; i < CX_COUNT(neutral); i++)
		if (strcmp(d->code, neutral[i].code) == 0) {
			d->message = neutral[i].message;
			d->hint = neutral[i].hint;
			d->note = NULL;
			return;
		}
	char *message = cx_arena_strdup(&diags->arena, d->message);
	cx_personal_blank(message, strlen(message));
	d->message = message;
}

void cx_unsaid_blank(struct cx_diags *diags, size_t first)
{
	for (size_t i = first; i < diags->count; i++)
		blank(diags, diags->items[i]);
}

void cx_unsaid_add_text(struct cx_secrets *values, const char *text, size_t len)
{
	CX_AUTO(cx_buf) struct cx_buf escaped = CX_BUF_INIT;
	cx_secrets_add(values, text, len);
	cx_problem_escape(&escaped, text, len, len * 8 + 1);
	cx_secrets_add(values, escaped.data, escaped.len);
}

void cx_unsaid_add(struct cx_secrets *values, const struct cx_node *value)
{
	for (const struct cx_node *child = value ? value->first : NULL; child; child = child->next)
		cx_unsaid_add(values, child);
	if (!value || (value->type != CX_NODE_STRING && value->type != CX_NODE_NUMBER))
		return;
	cx_unsaid_add_text(values, value->text, value->len);
}

const char *cx_unsaid_words(struct cx_arena *arena, const struct cx_answer *answer,
			    const struct cx_secrets *values)
{
	bool held = values && (cx_secrets_hold(values, answer->body, answer->body_len) ||
			       cx_secrets_hold(values, answer->problem, strlen(answer->problem)));
	if (!held)
		return answer->problem;
	if (strstr(answer->problem, "…"))
		return cx_arena_printf(arena, "%d %s", answer->status, cx_problem_reason(answer->status));
	char *words = cx_arena_strdup(arena, answer->problem);
	cx_secrets_blank(values, words, strlen(words));
	return words;
}
