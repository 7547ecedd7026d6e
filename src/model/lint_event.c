/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: events that the schema of a kind does not know. */
#include "base/near.h"
#include "doc/pointer.h"
#include "model/lint_parts.h"

static bool is_known(const struct cx_node *known, const char *text)
{
	for (const struct cx_node *k = known->first; k; k = k->next)
		if (cx_node_is_text(k, text))
			return true;
	return false;
}

static void add_hint(struct cx_lint *lint, const struct cx_node *known, const char *text, struct cx_diag *d)
{
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	const char **words = cx_arena_alloc(lint->arena, (known->count + 1) * sizeof *words);
	size_t n = 0;
	for (const struct cx_node *k = known->first; k; k = k->next) {
		if (k->type != CX_NODE_STRING)
			continue;
		cx_buf_addf(&list, "%s%s", n ? ", " : "", k->text);
		words[n++] = k->text;
	}
	const char *near = cx_near_word(text, words);
	if (near)
		cx_diag_hint(lint->diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(lint->diags, d, "known are %s; suppress this if the tenant has it", list.data);
}

void cx_lint_check_event(const struct cx_lint_rule *rule, struct cx_lint *lint,
			 const struct cx_definition *definition)
{
	static const char member[] = "events";
	const struct cx_shape *shape = cx_shape_member(definition->kind->spec, member, strlen(member));
	const struct cx_node *known = shape && shape->items ? shape->items->known : NULL;
	const struct cx_node *events =
		known ? cx_node_get(cx_node_get(definition->document, "spec"), member) : NULL;
	size_t index = 0;
	for (const struct cx_node *e = events ? events->first : NULL; e; e = e->next, index++) {
		if (e->type != CX_NODE_STRING || is_known(known, e->text))
			continue;
		const char *message = cx_arena_printf(lint->arena, "%s is no known event", e->text);
		struct cx_diag *d = cx_lint_report(rule, lint, e->span, message);
		CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
		cx_buf_adds(&pointer, "/spec/events");
		cx_pointer_add_index(&pointer, index);
		cx_diag_pointer(lint->diags, d, pointer.data);
		add_hint(lint, known, e->text, d);
	}
}
