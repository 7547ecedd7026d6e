/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between a plan and its first write: the working tree, safety rules, conflicts, a person. */
#include "cli/gate.h"
#include "cli/output.h"
#include "report/plan_text.h"

enum cx_status cx_gate_dirty(struct cx_context *context)
{
	enum { MAX_SHOWN = 8 };
	if (cx_invocation_has(context->inv, "rev") || context->planned)
		return CX_STATUS_OK;
	enum cx_status status = cx_context_dirty(context);
	if (status || !context->dirty)
		return status;
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	size_t count = 0;
	for (; context->dirty_paths && context->dirty_paths[count]; count++)
		if (count < MAX_SHOWN)
			cx_buf_addf(&list, "%s%s", count ? ", " : "", context->dirty_paths[count]);
	if (count > MAX_SHOWN)
		cx_buf_addf(&list, " and %zu more", count - MAX_SHOWN);
	struct cx_diag *d = cx_diag_error(context->diags, "apply.dirty",
					  "the working tree differs from HEAD: %s", list.data);
	cx_diag_hint(context->diags, d, "commit the change, or apply a revision as it is with --rev HEAD");
	return CX_STATUS_INVALID;
}

/* Safety rules and conflicts, before the first write. */
static enum cx_status check_refusals(struct cx_context *context, const struct cx_plan *plan)
{
	enum cx_status worst = CX_STATUS_OK;
	for (size_t i = 0; i < plan->refusal_count; i++) {
		const struct cx_refusal *refusal = &plan->refusals[i];
		struct cx_diag *d = cx_diag_error(context->diags, refusal->code, "%s", refusal->message);
		if (refusal->hint)
			cx_diag_hint(context->diags, d, "%s", refusal->hint);
		worst = CX_STATUS_REFUSED;
	}
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		if (!change->refusal || change->unable)
			continue;
		struct cx_diag *d =
			cx_diag_add(context->diags, CX_SEVERITY_ERROR,
				    change->blocked ? "apply.conflict" : "safety.refused",
				    change->desired ? change->desired->document->span : CX_SPAN_NONE,
				    "%s: %s", change->address, change->refusal);
		if (change->blocked)
			cx_diag_hint(
				context->diags, d,
				"take the tenant's values into git, or decide with --on-conflict overwrite "
				"or --on-conflict keep-live");
		/* A conflict is told before a refusal (exit codes, DESIGN.md 10). */
		if (worst != CX_STATUS_CONFLICT)
			worst = change->blocked ? CX_STATUS_CONFLICT : CX_STATUS_REFUSED;
	}
	return worst;
}

/* A plan of nothing but what the tenant has no call for: there is nothing to run. */
static enum cx_status check_calls(struct cx_context *context, const struct cx_plan *plan)
{
	if (!plan->count || plan->counts.unable < plan->count || context->ledger.pending)
		return CX_STATUS_OK;
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		struct cx_diag *d = cx_diag_add(context->diags, CX_SEVERITY_ERROR, "apply.unable",
						change->desired->document->span, "%s is %s", change->address,
						change->refusal);
		cx_diag_hint(context->diags, d, "do it by hand in the tenant, or take the change out of git");
	}
	return CX_STATUS_INVALID;
}

static enum cx_status confirm(struct cx_context *context, const struct cx_approval *approval,
			      const struct cx_plan *plan)
{
	struct cx_invocation *inv = context->inv;
	/* Who names what is to be done has said yes to it. */
	if (cx_invocation_flag(inv, "yes") || approval->fingerprint)
		return CX_STATUS_OK;
	const char *question =
		cx_arena_printf(inv->arena, "Apply this to %s (%s)?", plan->tenant, plan->origin);
	struct cx_clock *clock = context->clock;
	int64_t asked_us = clock->monotonic_us(clock);
	enum cx_status status = cx_output_confirm(inv->output, question, context->interrupted);
	cx_remote_extend(context->remote, (clock->monotonic_us(clock) - asked_us) / 1000);
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *d = cx_diag_error(inv->diags, "apply.yes",
						  "there is no terminal to ask on, and no --yes");
		cx_diag_hint(inv->diags, d,
			     cx_invocation_offers(inv, "reconcile")
				     ? "look at cxctl drift, then run cxctl drift --reconcile --yes"
				     : "look at cxctl plan, then run cxctl apply --yes");
		return CX_STATUS_INVALID;
	}
	if (cx_context_check_signal(context))
		return CX_STATUS_FAILED;
	if (status)
		cx_diag_error(inv->diags, "apply.yes", "not applied: the answer was not yes");
	return status ? CX_STATUS_INVALID : CX_STATUS_OK;
}

static void show_plan(const struct cx_context *context, const struct cx_plan *plan)
{
	struct cx_output *output = context->inv->output;
	if (!cx_output_is_for_people(output))
		return;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_plan_view view = {
		.colour = output->colour_out, .verbose = output->verbose > 0, .is_apply = true};
	cx_plan_text(plan, &view, &out);
	cx_buf_addc(&out, '\n');
	cx_output_text(output, out.data);
}

enum cx_status cx_gate_plan(struct cx_context *context, const struct cx_approval *approval,
			    const struct cx_plan *plan)
{
	show_plan(context, plan);
	enum cx_status status = cx_approval_check_plan(context, approval, plan);
	if (!status)
		status = check_refusals(context, plan);
	if (!status)
		status = check_calls(context, plan);
	if (!status)
		status = confirm(context, approval, plan);
	return status ? status : cx_context_check_signal(context);
}
