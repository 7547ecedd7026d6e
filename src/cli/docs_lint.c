/* SPDX-License-Identifier: Apache-2.0 */
/* The reference page of lint's rules, from their table. */
#include "cli/docs.h"
#include "model/lint.h"

static const char *severity_name(const struct cx_lint_rule *rule)
{
	return rule->severity == CX_SEVERITY_NOTE ? "note, with `-v`" : "warning";
}

static void add_example(const char *title, const char *yaml, struct cx_buf *out)
{
	cx_buf_addf(out, "%s:\n\n```text\n%s```\n\n", title, yaml);
}

static void add_rule(const struct cx_lint_rule *rule, struct cx_buf *out)
{
	cx_buf_addf(out, "## %s\n\n", rule->id);
	cx_docs_text(rule->summary, out);
	cx_buf_addf(out, " (%s).\n\n", severity_name(rule));
	cx_docs_text(rule->explanation, out);
	cx_buf_adds(out, "\n\n");
	add_example("Bad", rule->bad, out);
	add_example("Good", rule->mended, out);
}

void cx_docs_lint(struct cx_buf *out)
{
	cx_buf_adds(out, CX_DOCS_GENERATED
		    "# Rules of lint\n\n"
		    "What is allowed and yet hardly meant. `cxctl validate` says it, with the rule in "
		    "brackets behind "
		    "the message; `cxctl explain lint.single` prints one of these. [How to live with "
		    "them](../how-to/mend-or-suppress-warnings.md) says how a comment suppresses one.\n\n"
		    "| rule | severity | what it says |\n|---|---|---|\n");
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++) {
		CX_AUTO(cx_buf) struct cx_buf anchor = CX_BUF_INIT;
		for (const char *c = rule->id; *c; c++)
			if (*c != '.')
				cx_buf_addc(&anchor, *c);
		cx_buf_addf(out, "| [%s](#%s) | %s | ", rule->id, anchor.data, severity_name(rule));
		cx_docs_text(rule->summary, out);
		cx_buf_adds(out, " |\n");
	}
	cx_buf_addc(out, '\n');
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++)
		add_rule(rule, out);
	cx_buf_cut(out, out->len - 1);
}
