/* SPDX-License-Identifier: Apache-2.0 */
/* What an apply did, as a comment on what was merged. */
#include "report/apply_markdown.h"

#include "report/markdown.h"
#include "report/markdown_list.h"

#include <inttypes.h>

enum group {
	GROUP_BAD,
	GROUP_DELETED,
	GROUP_WELL,
	GROUP_COUNT,
};

static const struct cx_markdown_group groups[GROUP_COUNT] = {
	[GROUP_BAD] = {"Not applied, or in doubt", "failure", true},
	[GROUP_DELETED] = {"Deleted", "delete", true},
	[GROUP_WELL] = {"Applied", "change", false},
};

struct context {
	const struct cx_apply *apply;
	const struct cx_markdown_view *view;
	const struct cx_step **steps; /* by group */
};

static enum group group_of_step(const struct cx_step *step)
{
	bool well = step->result == CX_STEP_APPLIED || step->result == CX_STEP_RECORDED;
	if (!well || step->rollback || step->settle == CX_SETTLE_FAILED)
		return GROUP_BAD;
	return step->change->action == CX_ACTION_DELETE ? GROUP_DELETED : GROUP_WELL;
}

static size_t group_of(const void *data, size_t item)
{
	const struct context *context = data;
	return group_of_step(context->steps[item]);
}

/* " updated, 34 -> 44 members, then rolled back" */
static void add_result(const struct cx_step *step, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf members = CX_BUF_INIT;
	cx_buf_addf(out, ": %s", cx_apply_text_result(step));
	if (step->rollback)
		cx_buf_addf(out, ", then %s", cx_apply_text_result(step->rollback));
	cx_apply_text_members(step, &members);
	if (members.len)
		cx_buf_adds(out, ", ");
	cx_markdown_prose(members.data, out);
}

static void add_problem(const struct cx_step *step, const char *before, bool hint, struct cx_buf *out)
{
	if (!step->problem)
		return;
	cx_buf_adds(out, before);
	cx_markdown_prose(step->problem, out);
	if (step->code)
		cx_buf_addf(out, " (`%s`)", step->code);
	if (hint && step->hint) {
		cx_buf_adds(out, "; ");
		cx_markdown_prose(step->hint, out);
	}
}

static bool has_detail(const struct cx_step *step)
{
	return step->normalised.count || (step->rollback && step->rollback->problem);
}

static void add_item(const void *data, size_t item, enum cx_markdown_level level, struct cx_buf *out)
{
	const struct context *context = data;
	const struct cx_step *step = context->steps[item];
	bool brief = level == CX_MARKDOWN_BRIEF;
	cx_buf_adds(out, "- ");
	cx_markdown_code(step->change->address, brief ? CX_MARKDOWN_NAME_SHORT : CX_MARKDOWN_NAME, out);
	if (brief)
		cx_buf_addf(out, ": %s", cx_apply_text_result(step));
	else
		add_result(step, out);
	if (!brief)
		add_problem(step, ": ", level == CX_MARKDOWN_DETAIL, out);
	cx_buf_adds(out, "\n");
	if (level != CX_MARKDOWN_DETAIL || !has_detail(step))
		return;
	if (step->rollback)
		add_problem(step->rollback, "\n  The rollback: ", true, out);
	struct cx_markdown_fields fields = {
		&step->normalised, step->normalised.count ? step->normalised.items[0].class : CX_CLASS_NONE,
		CX_CAUSE_NONE, context->view->verbose};
	if (fields.fields->count)
		cx_buf_adds(out, "\nNormalised by the tenant, as sent and as it shows it:\n\n");
	cx_markdown_fields_add(&fields, out);
	cx_buf_addc(out, '\n');
}

static void add_head(const struct cx_apply *apply, const struct cx_apply_view *report,
		     const struct cx_markdown_view *view, struct cx_buf *out)
{
	static const struct cx_apply nothing = {0};
	const struct cx_apply *a = apply ? apply : &nothing;
	bool well = a->applied + a->recorded == a->count;
	cx_markdown_marker("apply", report->tenant, &view->links, out);
	cx_buf_adds(out, well ? "## Applied to " : "## Applied in part to ");
	cx_markdown_code(report->tenant, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, "\n\n");
	if (!apply)
		cx_buf_adds(out, "**Nothing to do:** the tenant is as the commit says.\n\n");
	cx_buf_adds(out,
		    "| applied | only noted | not applied | conflicts | in doubt | skipped | rolled back |\n"
		    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
	cx_buf_addf(out, "| %zu | %zu | %zu | %zu | %zu | %zu | %zu |\n\n", a->applied, a->recorded,
		    a->not_applied, a->conflicts, a->unknown, a->skipped, a->rolled_back);
	cx_buf_adds(out, "Commit ");
	cx_markdown_commit(&view->links, report->commit, out);
	if (apply && apply->count)
		cx_buf_addf(out, ", %.1f %% success",
			    100.0 * (double)(apply->applied + apply->recorded) / (double)apply->count);
	if (a->answered)
		cx_buf_addf(out, ", mean latency %" PRId64 " ms",
			    a->latency_total_us / (int64_t)a->answered / 1000);
	cx_buf_addf(out, ", %zu %s in %.1f s.\n\n", report->requests,
		    report->requests == 1 ? "request" : "requests", (double)report->elapsed_us / 1e6);
}

static void add_tail(const struct cx_apply_view *report, struct cx_buf *out)
{
	if (report->notify_due)
		cx_buf_addf(out, "%zu of %zu notifications delivered.\n\n", report->notified,
			    report->notify_due);
	if (report->run) {
		cx_buf_addf(out, "Run `%s`", report->run);
		if (report->seal) {
			cx_buf_adds(out, ", sealed in ");
			cx_markdown_code(report->ref, CX_MARKDOWN_NAME, out);
			cx_buf_addf(out, " as `%.12s`.\n\n", report->seal);
		} else {
			cx_buf_adds(out, ", **not sealed**: the next apply does that.\n\n");
		}
	}
	cx_buf_addf(out, "Fingerprint `%s`\n", report->fingerprint);
}

static const struct cx_step **order_of(const struct cx_apply *apply)
{
	const struct cx_step **steps = cx_alloc((apply->count + 1) * sizeof *steps);
	size_t n = 0;
	for (enum group group = 0; group < GROUP_COUNT; group++)
		for (size_t i = 0; i < apply->count; i++)
			if (group_of_step(&apply->steps[i]) == group)
				steps[n++] = &apply->steps[i];
	return steps;
}

bool cx_apply_markdown(const struct cx_apply *apply, const struct cx_apply_view *report,
		       const struct cx_markdown_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf tail = CX_BUF_INIT;
	static const struct cx_apply nothing = {0};
	struct context context = {apply ? apply : &nothing, view, order_of(apply ? apply : &nothing)};
	const struct cx_markdown_list list = {
		.groups = groups,
		.group_count = GROUP_COUNT,
		.count = context.apply->count,
		.group_of = group_of,
		.add = add_item,
		.data = &context,
	};
	add_head(apply, report, view, out);
	add_tail(report, &tail);
	bool fits = cx_markdown_list_add(&list, view->limit, tail.len, out);
	cx_buf_add(out, tail.data, tail.len);
	cx_markdown_end(out);
	cx_free(context.steps);
	return fits;
}
