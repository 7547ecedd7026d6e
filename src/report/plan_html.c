/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as one web page that stands alone. */
#include "report/plan_html.h"

#include "report/html.h"
#include "report/plan_next.h"
#include "report/plan_offline.h"

#include <inttypes.h>

/* Items in one list: browsers lay out lists that are out of sight as one box. */
#define CHUNK 50

static const struct {
	const char *id, *heading, *remark;
} groups[CX_PLAN_GROUP_COUNT] = {
	[CX_PLAN_GROUP_DELETE] = {"delete", "Will be deleted", NULL},
	[CX_PLAN_GROUP_CONFLICT] = {"conflict", "Conflicts", "They stop apply until they are decided."},
	[CX_PLAN_GROUP_UPDATE] = {"update", "Will be updated", NULL},
	[CX_PLAN_GROUP_CREATE] = {"create", "Will be created", NULL},
	[CX_PLAN_GROUP_PENDING] = {"pending", "Pending without this revision, too", NULL},
	[CX_PLAN_GROUP_DRIFT] = {"drift", "Changed by hand in the tenant",
				 "Git says otherwise: these will be put back."},
	[CX_PLAN_GROUP_UNABLE] = {"unable", "Not done by apply", "The tenant has no call for it."},
	[CX_PLAN_GROUP_RECORD] = {"record", "Only noted in the ledger", NULL},
	[CX_PLAN_GROUP_LEFT] = {"left", "Left as the tenant has it", NULL},
	[CX_PLAN_GROUP_UNDONE] = {"undone", "Pending without this revision, and not done by it", NULL},
};

static void add_head(const struct cx_plan *plan, const struct cx_html_view *view, struct cx_buf *out)
{
	cx_buf_adds(out, "<a class=\"skip\" href=\"#changes\">Skip to the changes</a>\n<header>\n<p "
			 "class=\"eyebrow\">cxctl plan</p>\n<h1>Plan for <code>");
	cx_html_text(plan->tenant, out);
	cx_buf_adds(out, "</code></h1>\n<p class=\"where\">");
	if (plan->origin) {
		cx_buf_adds(out, "<code>");
		cx_html_text(plan->origin, out);
		cx_buf_adds(out, "</code> · ");
	}
	if (plan->commit && view->links.site) {
		cx_buf_adds(out, "commit <a href=\"");
		cx_links_add(&view->links, "", 0, plan->commit, out);
		cx_buf_addf(out, "\"><code>%.12s</code></a>", plan->commit);
	} else if (plan->commit) {
		cx_buf_addf(out, "commit <code>%.12s</code>", plan->commit);
	}
	if (plan->dirty)
		cx_buf_addf(out, " <strong class=\"dirty\">%s</strong>",
			    plan->commit ? "and changes that are not committed"
					 : "from files that are not committed");
	cx_buf_adds(out, "</p>\n</header>\n");
}

static void add_card(const char *class, const char *label, size_t n, struct cx_buf *out)
{
	cx_buf_addf(out, "<div class=\"card %s%s\"><dt>%s<dd>", class, n ? "" : " zero", label);
	cx_html_number((int64_t)n, out);
	cx_buf_adds(out, "</div>\n");
}

static void add_also(const struct cx_plan *plan, struct cx_buf *out)
{
	const struct {
		size_t n;
		const char *text;
	} more[] = {
		{cx_plan_taken_over(plan), "taken over from the tenant"},
		{plan->counts.unable, "not done by apply"},
		{plan->counts.record, "only for the ledger"},
		{plan->left_fields, "left as the tenant has it"},
		{plan->unmanaged, "in the tenant that neither git nor the ledger knows"},
	};
	bool first = true;
	for (size_t i = 0; i < CX_COUNT(more); i++) {
		if (!more[i].n)
			continue;
		cx_buf_adds(out, first ? "<p class=\"also\">Also " : ", ");
		cx_html_number((int64_t)more[i].n, out);
		cx_buf_addf(out, " %s", more[i].text);
		first = false;
	}
	cx_buf_adds(out, first ? "" : ".</p>\n");
}

static void add_summary(const struct cx_plan *plan, struct cx_buf *out)
{
	const struct cx_plan_counts *counts = &plan->counts;
	cx_buf_adds(out, "<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n");
	if (cx_plan_is_empty(plan))
		cx_buf_addf(out, "<p class=\"good\"><strong>No changes:</strong> %s%s.</p>\n",
			    plan->left_fields ? "but for what is left, " : "", cx_plan_unchanged(plan));
	cx_buf_adds(out, "<dl class=\"cards\">\n");
	add_card("delete", "to delete", counts->delete, out);
	add_card("conflict", "conflicts", cx_plan_conflicts(plan), out);
	add_card("update", "to update", counts->update, out);
	add_card("create", "to create", counts->create, out);
	add_card("drift", "changed by hand", counts->drift, out);
	add_card("same", "unchanged", counts->unchanged, out);
	cx_buf_adds(out, "</dl>\n");
	add_also(plan, out);
	if (!plan->has_ledger && !plan->offline)
		cx_buf_adds(out, "<p>No ledger yet: git and tenant are compared two ways, and nothing is "
				 "ever deleted.</p>\n");
	cx_buf_adds(out, "</section>\n");
}

static void add_refusals(const struct cx_plan *plan, struct cx_buf *out)
{
	size_t changes = cx_plan_refused(plan);
	if (!plan->refusal_count && !changes)
		return;
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	bool confirm = cx_plan_next(plan, NULL, NULL, &command);
	cx_buf_addf(
		out,
		"<section class=\"alert\" aria-labelledby=\"refused\">\n<h2 id=\"refused\">%s</h2>\n<ul>\n",
		confirm ? "To be confirmed" : "Apply would refuse this plan");
	for (size_t i = 0; i < plan->refusal_count; i++) {
		cx_buf_adds(out, "<li>");
		cx_html_text(plan->refusals[i].message, out);
		cx_buf_addf(out, " <code>%s</code>", plan->refusals[i].code);
		if (plan->refusals[i].hint) {
			cx_buf_adds(out, "<br><small>");
			cx_html_text(plan->refusals[i].hint, out);
			cx_buf_adds(out, "</small>");
		}
		cx_buf_addc(out, '\n');
	}
	if (changes)
		cx_buf_addf(out, "<li>%zu %s refused below, each with its reason%s\n", changes,
			    changes == 1 ? "change is" : "changes are",
			    cx_plan_conflicts(plan) ? "<br><small>" CX_PLAN_DECIDE("") "</small>" : "");
	cx_buf_adds(out, "</ul>\n</section>\n");
}

/* What nobody looked at the tenant for is marked before anything else. */
static void add_offline(const struct cx_plan *plan, struct cx_buf *out)
{
	if (!plan->offline)
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_plan_offline(plan, &text);
	cx_buf_adds(out, "<section class=\"alert\" aria-labelledby=\"offline\">\n<h2 id=\"offline\">Made "
			 "offline</h2>\n<p>");
	cx_html_text(text.data, out);
	cx_buf_adds(out, "\n</section>\n");
}

static void add_command(const struct cx_plan *plan, const char *command, struct cx_buf *out)
{
	cx_buf_addf(out, "<p>%s", plan->dirty ? "Commit, then run" : "Who approves runs");
	cx_buf_adds(out, "<div class=\"command\"><pre><code id=\"command\">");
	cx_html_text(command, out);
	cx_buf_adds(out, "</code></pre><button type=\"button\" id=\"copy\" hidden>Copy</button></div>\n");
}

static void add_next(const struct cx_plan *plan, const struct cx_html_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_adds(out, "<section class=\"next\" aria-labelledby=\"next\">\n<h2 id=\"next\">Next</h2>\n");
	if (cx_plan_is_empty(plan))
		cx_buf_adds(out, "<p>There is nothing to do.\n");
	else if (cx_plan_next(plan, view->options, NULL, &command))
		add_command(plan, command.data, out);
	else
		cx_buf_adds(out, plan->offline ? "<p>A plan that was made offline is not applied.\n"
					       : "<p>Nothing can be applied before what is refused is "
						 "settled.\n");
	if (!plan->offline)
		cx_buf_addf(out, "<p class=\"fingerprint\">Fingerprint <code>%s</code>\n", plan->fingerprint);
	cx_buf_adds(out, "</section>\n");
}

/* The script fills and shows it: without it, all is shown anyway. */
static void add_filter(struct cx_buf *out)
{
	cx_buf_adds(out, "<form id=\"filter\" role=\"search\" aria-label=\"Filter changes\" hidden>\n"
			 "<div class=\"row\"><label for=\"q\">Find</label><input type=\"search\" id=\"q\" "
			 "autocomplete=\"off\" spellcheck=\"false\" placeholder=\"name, field or value\">"
			 "<button type=\"button\" id=\"open\">Open all</button>"
			 "<button type=\"button\" id=\"close\">Close all</button>"
			 "<button type=\"reset\" id=\"reset\">Reset</button></div>\n"
			 "<div class=\"facets\"></div>\n</form>\n"
			 "<p id=\"count\" role=\"status\" aria-live=\"polite\"></p>\n");
}

static void add_group(const struct cx_html_view *view, const struct cx_plan_entries *entries,
		      enum cx_plan_group group, struct cx_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; i < entries->count; i++)
		n += entries->items[i].group == group;
	if (!n)
		return;
	cx_buf_addf(
		out,
		"<section class=\"group\" aria-labelledby=\"g-%s\">\n<h2 id=\"g-%s\">%s <span class=\"n\">",
		groups[group].id, groups[group].id, groups[group].heading);
	cx_html_number((int64_t)n, out);
	cx_buf_adds(out, "</span></h2>\n");
	if (groups[group].remark)
		cx_buf_addf(out, "<p class=\"remark\">%s</p>\n", groups[group].remark);
	size_t at = 0;
	for (size_t i = 0; i < entries->count; i++) {
		if (entries->items[i].group != group)
			continue;
		if (at++ % CHUNK == 0)
			cx_buf_adds(out,
				    at == 1 ? "<ul class=\"items\">\n" : "</ul>\n<ul class=\"items\">\n");
		cx_plan_html_entry(view, &entries->items[i], out);
	}
	cx_buf_adds(out, "</ul>\n</section>\n");
}

void cx_plan_html(const struct cx_plan *plan, const struct cx_html_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf title = CX_BUF_INIT;
	struct cx_plan_entries entries;
	cx_plan_entries_init(&entries, plan, true);
	cx_buf_addf(&title, "Plan for %s", plan->tenant);
	cx_html_begin(title.data, out);
	add_head(plan, view, out);
	cx_buf_adds(out, "<main>\n");
	add_offline(plan, out);
	add_summary(plan, out);
	add_refusals(plan, out);
	add_next(plan, view, out);
	cx_buf_adds(out, "<div id=\"changes\" tabindex=\"-1\">\n");
	if (entries.count)
		add_filter(out);
	for (enum cx_plan_group group = 0; group < CX_PLAN_GROUP_COUNT; group++)
		add_group(view, &entries, group, out);
	cx_buf_adds(out, "</div>\n</main>\n<footer><p>Made by cxctl. This page loads nothing and sends "
			 "nothing.</footer>\n");
	cx_html_end(out);
	cx_plan_entries_release(&entries);
}
