/* SPDX-License-Identifier: Apache-2.0 */
/* What a plan leaves as the tenant has it: kept conflicts field by field, ignored ones as a count a rule. */
#include "report/plan_left.h"

#include "report/escape.h"
#include "report/text.h"

#define COLUMNS 80

/* Those that are shown: of ignored ones only who asks for it reads each. */
static struct cx_fields fields_shown(const struct cx_left *left, bool verbose)
{
	struct cx_fields shown = {.items = cx_alloc((left->fields.count + 1) * sizeof *shown.items)};
	for (size_t i = 0; i < left->fields.count; i++)
		if (verbose || left->fields.items[i].decision != CX_DECISION_IGNORE)
			shown.items[shown.count++] = left->fields.items[i];
	return shown;
}

static void add_resource(const struct cx_left *left, const struct cx_fields *fields,
			 const struct cx_plan_view *view, struct cx_buf *out)
{
	cx_buf_adds(out, "  . ");
	cx_text_ink_begin(out, view->colour, CX_INK_BOLD);
	cx_escape_terminal_s(left->address, out);
	cx_text_ink_end(out, view->colour, CX_INK_BOLD);
	cx_buf_addc(out, '\n');
	if (*fields->items[0].path) {
		cx_plan_text_fields(fields, CX_CLASS_CONFLICT, view, out);
		return;
	}
	cx_buf_adds(out, "      ");
	cx_text_ink(out, view->colour, CX_INK_DIM,
		    fields->items[0].op == CX_FIELD_OP_REMOVE
			    ? "removed from git, but changed in the tenant: it stays"
			    : "deleted in the tenant, but changed in git: it is not created anew");
	cx_buf_addc(out, '\n');
}

static void add_kept(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	bool headed = false;
	for (size_t i = 0; i < plan->left_count; i++) {
		struct cx_fields fields = fields_shown(&plan->left[i], view->verbose);
		if (fields.count && !headed) {
			cx_buf_addc(out, '\n');
			cx_text_ink(out, view->colour, CX_INK_BOLD,
				    "Left as the tenant has it, tenant -> git:");
			cx_buf_addc(out, '\n');
			headed = true;
		}
		if (fields.count)
			add_resource(&plan->left[i], &fields, view, out);
		cx_free(fields.items);
	}
}

/* "/description of Audience vip-*: 2 fields left, until 2027-03-31: edited by marketing" */
static void add_rule(const struct cx_plan *plan, const struct cx_ignore_rule *rule, struct cx_buf *out)
{
	size_t n = cx_plan_ignored(plan, rule);
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_adds(&line, rule->path);
	cx_buf_addf(&line, " of %s", rule->kind ? rule->kind : "all kinds");
	if (rule->name)
		cx_buf_addf(&line, " %s", rule->name);
	cx_buf_addf(&line, ": %zu %s left", n, n == 1 ? "field" : "fields");
	if (rule->until)
		cx_buf_addf(&line, ", until %s", rule->until);
	if (rule->reason)
		cx_buf_addf(&line, ": %s", rule->reason);
	cx_buf_adds(out, "  ");
	cx_text_wrap(out, line.data, 2, 4, COLUMNS);
}

void cx_plan_text_left(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	add_kept(plan, view, out);
	if (!plan->rule_count)
		return;
	cx_buf_addc(out, '\n');
	cx_text_ink(out, view->colour, CX_INK_BOLD, "Ignored, as cxctl.yaml says:");
	cx_buf_addc(out, '\n');
	for (size_t i = 0; i < plan->rule_count; i++)
		add_rule(plan, &plan->rules[i], out);
}
