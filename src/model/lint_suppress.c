/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: what is wrong with suppressions themselves. */
#include "base/limits.h"
#include "base/near.h"
#include "model/lint_parts.h"

static const struct fault_row {
	const char *code, *message, *hint;
} faults[] = {
	[CX_SUPPRESS_FAULT_RULE] = {"suppression.rule", "this suppression names no rule",
				    "write " CX_SUPPRESS_FORM "; cxctl explain lint lists the rules"},
	[CX_SUPPRESS_FAULT_RULES] = {"suppression.rule", "this suppression names too many rules",
				     "each once is enough; cxctl explain lint lists them"},
	[CX_SUPPRESS_FAULT_NO_DATE] = {"suppression.date", "this suppression does not say until when",
				       "write " CX_SUPPRESS_FORM},
	[CX_SUPPRESS_FAULT_DATE] = {"suppression.date", "%s is no date", "write it as 2027-01-31"},
	[CX_SUPPRESS_FAULT_REASON] = {"suppression.reason", "this suppression gives no reason",
				      "write it behind the date and a colon: " CX_SUPPRESS_FORM},
};

static void report_fault(const struct cx_suppression *suppression, struct cx_diags *diags)
{
	const struct fault_row *row = &faults[suppression->fault];
	struct cx_diag *d;
	if (suppression->fault == CX_SUPPRESS_FAULT_DATE)
		d = cx_diag_add(diags, CX_SEVERITY_ERROR, row->code, suppression->at, "%s is no date",
				suppression->until);
	else
		d = cx_diag_add(diags, CX_SEVERITY_ERROR, row->code, suppression->at, "%s", row->message);
	cx_diag_hint(diags, d, "%s", row->hint);
}

/* The rules' ids without their area, which is how they are written. */
static const char *near_rule(struct cx_arena *arena, const char *name)
{
	size_t count = 0;
	while (cx_lint_rules[count].id)
		count++;
	const char **names = cx_arena_alloc(arena, (count + 1) * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = cx_lint_rule_name(&cx_lint_rules[i]);
	return cx_near_word(strncmp(name, "lint.", strlen("lint.")) == 0 ? name + strlen("lint.") : name,
			    names);
}

static void report_unknown(const struct cx_suppressed_rule *rule, struct cx_diags *diags)
{
	const char *near = diags->dropped ? NULL : near_rule(&diags->arena, rule->name);
	bool of_policy = strncmp(rule->name, "policy", strlen("policy")) == 0;
	struct cx_diag *d;
	if (!near && (of_policy || strchr(rule->name, '.'))) {
		d = cx_diag_add(diags, CX_SEVERITY_ERROR, "suppression.rule", rule->span,
				"%s cannot be suppressed", rule->name);
		cx_diag_hint(diags, d,
			     of_policy ? "mend the definition, or change the policy's selector"
				       : "only warnings can, not errors and policies; cxctl explain "
					 "lint lists them");
		return;
	}
	d = cx_diag_add(diags, CX_SEVERITY_ERROR, "suppression.rule", rule->span, "there is no rule %s",
			rule->name);
	if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(diags, d, "cxctl explain lint lists the rules");
}

/* Only what was looked for, and not found, is said not to be there. */
static bool was_run(const struct cx_lint *lint, const struct cx_lint_rule *rule)
{
	if (rule->severity == CX_SEVERITY_NOTE && !lint->notes)
		return false;
	bool alone = !rule->check_set && !rule->check_definition;
	return alone || (!lint->partial && !lint->set->torn && !lint->set->broken.count);
}

/* several: other tenants read the file, too. */
static void report_unused(const struct cx_lint *lint, const struct cx_suppression *suppression,
			  const struct cx_suppressed_rule *rule, bool several)
{
	const struct cx_comment *comment = suppression->comment;
	if (several && !lint->notes)
		return;
	struct cx_diag *d = cx_diag_add(lint->diags, several ? CX_SEVERITY_NOTE : CX_SEVERITY_WARNING,
					"suppression.unused", rule->span,
					"there is no warning of %s here to suppress", rule->name);
	const char *mend = several ? "remove it if no other tenant needs it" : "remove it";
	if (comment->first == comment->last)
		cx_diag_hint(lint->diags, d, "%s; it speaks of line %u", mend, comment->first);
	else
		cx_diag_hint(lint->diags, d, "%s; it speaks of lines %u to %u", mend, comment->first,
			     comment->last);
}

static void check_one(struct cx_lint *lint, const struct cx_suppressions *set,
		      const struct cx_suppression *suppression, bool is_wrong)
{
	bool several = lint->several && !set->elsewhere;
	if (suppression->fault)
		report_fault(suppression, lint->diags);
	for (size_t i = 0; i < suppression->rule_count; i++) {
		const struct cx_suppressed_rule *rule = &suppression->rules[i];
		const struct cx_lint_rule *row = cx_lint_rule_find(rule->name);
		if (!row)
			report_unknown(rule, lint->diags);
		else if (!suppression->fault && !rule->used && !is_wrong && was_run(lint, row))
			report_unused(lint, suppression, rule, several);
	}
}

void cx_lint_check_suppressions(struct cx_lint *lint)
{
	const struct cx_map *files = &lint->set->suppressions;
	for (size_t f = 0; f < files->count; f++) {
		const struct cx_suppressions *set = files->entries[f].value;
		bool is_wrong = cx_lint_is_wrong(lint->diags, set->source->name) ||
				(set->elsewhere && (lint->partial || lint->diags->errors));
		for (size_t i = 0; i < set->count; i++)
			check_one(lint, set, &set->items[i], is_wrong);
		if (!set->full)
			continue;
		struct cx_diag *d =
			cx_diag_add(lint->diags, CX_SEVERITY_ERROR, "suppression.count",
				    set->items[set->count - 1].comment->span,
				    "the file has more than %u suppressions", CX_MAX_SUPPRESSIONS);
		cx_diag_hint(lint->diags, d, "mend what they are about, or split the file");
	}
}
