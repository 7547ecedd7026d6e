/* SPDX-License-Identifier: Apache-2.0 */
/* The rules come from their table, as the reference page does. */
#include "cli/explain_lint.h"

#include "base/near.h"
#include "cli/output.h"
#include "model/lint.h"
#include "report/diag_json.h"
#include "report/text.h"

#define WIDTH 80

static const char area[] = "lint";

struct rules_product {
	struct cx_invocation *inv;
	const struct cx_lint_rule *rule; /* NULL: all of them */
};

static const char *severity_of(const struct cx_lint_rule *rule)
{
	return rule->severity == CX_SEVERITY_NOTE ? "note" : "warning";
}

static void add_example(const char *title, const char *yaml, bool colour, struct cx_buf *out)
{
	cx_buf_addc(out, '\n');
	cx_text_ink(out, colour, CX_INK_BOLD, title);
	cx_buf_addc(out, '\n');
	while (*yaml) {
		size_t len = strcspn(yaml, "\n") + 1;
		cx_buf_adds(out, "  ");
		cx_buf_add(out, yaml, len);
		yaml += len;
	}
}

static void render_rule(const struct cx_lint_rule *rule, bool colour, struct cx_buf *out)
{
	cx_text_ink(out, colour, CX_INK_BOLD, rule->id);
	cx_buf_addf(out, "  %s: %s\n\n", severity_of(rule), rule->summary);
	cx_text_wrap(out, rule->explanation, 0, 0, WIDTH);
	add_example("bad", rule->bad, colour, out);
	add_example("good", rule->mended, colour, out);
	cx_text_ink(out, colour, CX_INK_BOLD, "\nto suppress it, where it is meant");
	cx_buf_addf(out, "\n  # " CX_SUPPRESS_WORD " %s until YYYY-MM-DD: reason\n", cx_lint_rule_name(rule));
}

static void render_list(bool colour, struct cx_buf *out)
{
	enum { COLUMN = 21 };
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++) {
		cx_text_ink(out, colour, CX_INK_BOLD, rule->id);
		cx_buf_addf(out, "%*s", (int)(COLUMN - strlen(rule->id)), "");
		cx_text_wrap(out, rule->summary, COLUMN, COLUMN, WIDTH);
	}
}

static struct cx_node *rule_json(struct cx_arena *arena, const struct cx_lint_rule *rule)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "id", cx_node_string(arena, rule->id));
	cx_node_add(node, "severity", cx_node_string(arena, severity_of(rule)));
	cx_node_add(node, "summary", cx_node_string(arena, rule->summary));
	cx_node_add(node, "explanation", cx_node_string(arena, rule->explanation));
	cx_node_add(node, "bad", cx_node_string(arena, rule->bad));
	cx_node_add(node, "good", cx_node_string(arena, rule->mended));
	return node;
}

static void render_json(const struct rules_product *p, struct cx_buf *out)
{
	struct cx_arena *arena = p->inv->arena;
	struct cx_node *root = cx_diag_json_begin(arena, "explain"),
		       *rules = cx_node_new(arena, CX_NODE_ARRAY);
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++)
		if (!p->rule || p->rule == rule)
			cx_node_push(rules, rule_json(arena, rule));
	cx_node_add(root, "rules", rules);
	cx_diag_json_end(arena, root, p->inv->diags, CX_EXIT_OK, out);
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct rules_product *p = data;
	if (format == CX_FORMAT_JSON)
		render_json(p, out);
	else if (p->rule)
		render_rule(p->rule, colour, out);
	else
		render_list(colour, out);
}

bool cx_explain_lint_means(const char *text)
{
	size_t n = strlen(area);
	const struct cx_lint_rule *rule = cx_lint_rule_find(text);
	return (strncmp(text, area, n) == 0 && (!text[n] || text[n] == '.')) ||
	       (rule && strcmp(rule->id, text) == 0);
}

static enum cx_exit report_unknown(struct cx_invocation *inv, const char *text)
{
	size_t count = 0;
	while (cx_lint_rules[count].id)
		count++;
	const char **names = cx_arena_alloc(inv->arena, (count + 1) * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = cx_lint_rules[i].id;
	struct cx_diag *d = cx_diag_error(inv->diags, "explain.rule", "there is no rule %s", text);
	const char *near = cx_near_word(text, names);
	if (near)
		cx_diag_hint(inv->diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(inv->diags, d, "cxctl explain lint lists the rules");
	cx_output_diags(inv->output);
	return CX_EXIT_INVALID;
}

enum cx_exit cx_explain_lint_run(struct cx_invocation *inv, const char *text)
{
	struct rules_product p = {.inv = inv, .rule = cx_lint_rule_find(text)};
	if (!p.rule && strcmp(text, area) != 0)
		return report_unknown(inv, text);
	cx_output_product(inv->output, render, &p);
	return CX_EXIT_OK;
}
