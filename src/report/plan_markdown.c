/* SPDX-License-Identifier: Apache-2.0 */
/* The tail is written first, so that the list knows how much room is left for it. */
#include "report/plan_markdown.h"

#include "report/criteria_text.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/markdown_list.h"
#include "report/plan_groups.h"
#include "report/plan_next.h"
#include "report/plan_offline.h"
#include "report/plan_origin.h"
#include "report/plan_words.h"

#include <inttypes.h>

struct context {
	const struct cx_plan *plan;
	const struct cx_markdown_view *view;
	struct cx_plan_entries entries;
};

static const struct cx_markdown_group groups[CX_PLAN_GROUP_COUNT] = {
	[CX_PLAN_GROUP_DELETE] = {"Will be deleted", "delete", true},
	[CX_PLAN_GROUP_CONFLICT] = {"Conflicts, which stop apply until they are decided", "conflict", true},
	[CX_PLAN_GROUP_UPDATE] = {"Will be updated", "update", false},
	[CX_PLAN_GROUP_CREATE] = {"Will be created", "create", false},
	[CX_PLAN_GROUP_PENDING] = {"Pending without this revision, too", "pending change", false},
	[CX_PLAN_GROUP_DRIFT] = {"Changed by hand in the tenant, will be put back", "change by hand", false},
	[CX_PLAN_GROUP_UNABLE] = {"Not done by apply, as the tenant has no call for it", "other change",
				  false},
	[CX_PLAN_GROUP_RECORD] = {"Only noted in the ledger", "note", false},
	[CX_PLAN_GROUP_LEFT] = {"Left as the tenant has it", "resource left alone", false},
	[CX_PLAN_GROUP_UNDONE] = {"Pending without this revision, and not done by it", "pending change",
				  false},
};

static size_t group_of(const void *data, size_t item)
{
	const struct context *context = data;
	return context->entries.items[item].group;
}

/* ": can only shrink, 18204 members now" */
static void add_effect(const struct cx_change *change, struct cx_buf *out)
{
	const char *effect = cx_plan_word_effect(change);
	if (effect)
		cx_buf_addf(out, ": %s", effect);
	if (cx_plan_shows_members(change))
		cx_buf_addf(out, "%s%" PRId64 " %s now", effect ? ", " : ": ", change->members,
			    change->members == 1 ? "member" : "members");
	if (cx_plan_shows_after(change))
		cx_buf_addf(out, ", %" PRId64 " after", change->impact->after);
}

/* Where it is defined; where it was, for one that git has no more. */
static void add_place(const struct context *context, const struct cx_change *change, const char *before,
		      struct cx_buf *out)
{
	const struct cx_links *links = &context->view->links;
	const struct cx_node *old = cx_node_get(change->base, "origin");
	const char *path = cx_node_get_text(old, "path");
	int64_t line = 0;
	if (!change->desired && !path)
		return;
	cx_buf_adds(out, before);
	if (change->desired) {
		cx_markdown_link(links, change->desired->file, change->desired->line, NULL, out);
		return;
	}
	(void)cx_node_get_int64(old, "line", &line);
	cx_markdown_link(links, path, line, cx_node_get_text(old, "commit"), out);
}

static void add_line(const struct context *context, const struct cx_change *change, bool brief,
		     struct cx_buf *out)
{
	cx_buf_addf(out, "- %s ", cx_plan_word_action(change->action));
	cx_markdown_code(change->address, brief ? CX_MARKDOWN_NAME_SHORT : CX_MARKDOWN_NAME, out);
	if (!brief) {
		add_effect(change, out);
		add_place(context, change, ", ", out);
	}
	cx_buf_addc(out, '\n');
}

static void add_remarks(const struct cx_change *change, struct cx_buf *out)
{
	const char *was = change->base_address && change->desired ? change->base_address : change->address;
	if (strcmp(was, change->address) != 0) {
		cx_buf_adds(out, "- was ");
		cx_markdown_code(was, CX_MARKDOWN_NAME, out);
		cx_buf_addc(out, '\n');
	}
	const struct {
		const char *head, *text;
	} rows[] = {
		{"", change->note},
		{change->unable ? "" : "**refused:** ", change->refusal},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		if (!rows[i].text)
			continue;
		cx_buf_addf(out, "- %s", rows[i].head);
		cx_markdown_prose(rows[i].text, out);
		cx_buf_addc(out, '\n');
	}
	if (change->cause) {
		cx_buf_addf(out, "- %s", cx_plan_text_cause(change->cause));
		if (cx_plan_word_author(change)) {
			cx_buf_adds(out, ", by ");
			cx_markdown_code(cx_plan_word_author(change), CX_MARKDOWN_NAME, out);
		}
		cx_buf_addc(out, '\n');
	}
}

/* Columns of a sentence: the page has the tree of a longer one. */
#define SENTENCE 600

static void add_criteria(const struct cx_change *change, struct cx_buf *out)
{
	const struct {
		const char *label;
		const struct cx_node *criteria;
	} sides[] = {
		{"who belongs now", change->had_criteria},
		{"who would belong", change->has_criteria},
	};
	for (size_t i = 0; i < CX_COUNT(sides) && cx_plan_shows_criteria(change); i++) {
		if (!sides[i].criteria)
			continue;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_criteria_sentence(sides[i].criteria, &text);
		cx_buf_addf(out, "- %s: ", sides[i].label);
		cx_markdown_code(text.data, SENTENCE, out);
		cx_buf_addc(out, '\n');
	}
	CX_AUTO(cx_buf) struct cx_buf unknown = CX_BUF_INIT;
	if (!cx_plan_word_unknown(change, &unknown))
		return;
	cx_buf_adds(out, "- members after: ");
	cx_markdown_prose(unknown.data, out);
	cx_buf_addc(out, '\n');
}

static void add_block_head(const char *action, const char *address, struct cx_buf *out)
{
	cx_buf_addf(out, "<details>\n<summary>%s<code>", action);
	cx_html_name(address, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, "</code>");
}

static void add_block(const struct context *context, const struct cx_change *change, struct cx_buf *out)
{
	struct cx_markdown_fields fields = {&change->fields, change->class, change->cause,
					    context->view->verbose};
	CX_AUTO(cx_buf) struct cx_buf action = CX_BUF_INIT;
	cx_buf_addf(&action, "%s ", cx_plan_word_action(change->action));
	add_block_head(action.data, change->address, out);
	add_effect(change, out);
	cx_buf_adds(out, "</summary>\n\n");
	size_t before = out->len;
	add_place(context, change, "- defined in ", out);
	if (out->len > before)
		cx_buf_addc(out, '\n');
	add_criteria(change, out);
	add_remarks(change, out);
	if (out->len > before)
		cx_buf_addc(out, '\n');
	cx_markdown_fields_add(&fields, out);
	cx_markdown_gap(out);
	cx_buf_adds(out, "</details>\n\n");
}

static void add_left(const struct context *context, const struct cx_left *left, enum cx_markdown_level level,
		     struct cx_buf *out)
{
	bool whole = !*left->fields.items[0].path;
	if (level < CX_MARKDOWN_DETAIL || whole) {
		cx_buf_adds(out, "- ");
		cx_markdown_code(left->address, CX_MARKDOWN_NAME, out);
		if (whole)
			cx_buf_adds(out, left->fields.items[0].op == CX_FIELD_OP_REMOVE
						 ? ": removed from git, but changed in the tenant: it stays"
						 : ": deleted in the tenant, but changed in git: it is not "
						   "created anew");
		cx_buf_adds(out, level < CX_MARKDOWN_DETAIL ? "\n" : "\n\n");
		return;
	}
	struct cx_markdown_fields fields = {&left->fields, CX_CLASS_CONFLICT, CX_CAUSE_NONE,
					    context->view->verbose};
	add_block_head("", left->address, out);
	cx_buf_adds(out, ": as the tenant has it, and as git says</summary>\n\n");
	cx_markdown_fields_add(&fields, out);
	cx_markdown_gap(out);
	cx_buf_adds(out, "</details>\n\n");
}

static void add_item(const void *data, size_t item, enum cx_markdown_level level, struct cx_buf *out)
{
	const struct context *context = data;
	const struct cx_plan_entry *entry = &context->entries.items[item];
	if (entry->left) {
		add_left(context, entry->left, level, out);
	} else if (entry->undone) {
		cx_buf_adds(out, "- ");
		cx_markdown_code(entry->undone, CX_MARKDOWN_NAME, out);
		cx_buf_adds(out, level < CX_MARKDOWN_DETAIL ? "\n" : "\n\n");
	} else if (level == CX_MARKDOWN_DETAIL) {
		add_block(context, entry->change, out);
	} else {
		add_line(context, entry->change, level == CX_MARKDOWN_BRIEF, out);
	}
}

static void add_counts(const struct cx_plan *plan, struct cx_buf *out)
{
	const struct cx_plan_counts *counts = &plan->counts;
	cx_buf_adds(out, "| create | update | delete | unchanged | changed by hand | conflicts |\n"
			 "| ---: | ---: | ---: | ---: | ---: | ---: |\n");
	cx_buf_addf(out, "| %zu | %zu | %s%zu%s | %zu | %zu | %s%zu%s |\n\n", counts->create, counts->update,
		    counts->delete ? "**" : "", counts->delete, counts->delete ? "**" : "", counts->unchanged,
		    counts->drift, cx_plan_conflicts(plan) ? "**" : "", cx_plan_conflicts(plan),
		    cx_plan_conflicts(plan) ? "**" : "");
	const struct {
		size_t n;
		const char *text;
	} more[] = {
		{cx_plan_taken_over(plan), "taken over from the tenant"},
		{counts->unable, "not done by apply"},
		{counts->record, "only for the ledger"},
		{plan->left_fields, "left as the tenant has it"},
		{plan->unmanaged, "in the tenant that neither git nor the ledger knows"},
	};
	size_t before = out->len;
	for (size_t i = 0; i < CX_COUNT(more); i++)
		if (more[i].n)
			cx_buf_addf(out, "%s%zu %s", out->len > before ? ", " : "Also: ", more[i].n,
				    more[i].text);
	if (out->len > before)
		cx_buf_adds(out, ".\n\n");
}

static void add_head(const struct cx_plan *plan, const struct cx_markdown_view *view, struct cx_buf *out)
{
	cx_markdown_marker("plan", plan->tenant, &view->links, out);
	cx_buf_adds(out, "## Plan for ");
	cx_markdown_code(plan->tenant, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, "\n\n");
	if (cx_plan_is_empty(plan))
		cx_buf_addf(out, "**No changes:** %s%s.\n\n",
			    plan->left_fields ? "but for what is left, " : "", cx_plan_unchanged(plan));
	add_counts(plan, out);
	cx_buf_adds(out, "Tenant ");
	cx_markdown_code(plan->tenant, CX_MARKDOWN_NAME, out);
	if (plan->origin) {
		cx_buf_adds(out, " at ");
		cx_markdown_code(plan->origin, CX_MARKDOWN_NAME, out);
	}
	if (plan->commit) {
		cx_buf_adds(out, ", commit ");
		cx_markdown_commit(&view->links, plan->commit, out);
	}
	cx_buf_addf(out, "%s.\n\n",
		    !plan->dirty   ? ""
		    : plan->commit ? " **and changes that are not committed**"
				   : ", **from files that are not committed**");
	if (plan->offline) {
		cx_buf_adds(out, "> [!WARNING]\n> ");
		cx_plan_offline(plan, out);
		cx_buf_adds(out, "\n\n");
	} else if (!plan->has_ledger)
		cx_buf_adds(out, "No ledger yet: git and tenant are compared two ways, and nothing is ever "
				 "deleted.\n\n");
}

/* What reviewers of a branch would take for granted: rules of its own do not count yet. */
static void add_rules(const struct cx_plan *plan, struct cx_buf *out)
{
	enum { MAX_SHOWN = 10 };
	size_t n = 0;
	if (!plan->rules_differ || !plan->rules_differ[0])
		return;
	cx_buf_adds(out, "> [!IMPORTANT]\n> ");
	for (; plan->rules_differ[n]; n++) {
		if (n >= MAX_SHOWN)
			continue;
		cx_buf_adds(out, n ? ", " : "");
		cx_markdown_code(plan->rules_differ[n], CX_MARKDOWN_NAME, out);
	}
	if (n > MAX_SHOWN)
		cx_buf_addf(out, " and %zu more", n - MAX_SHOWN);
	cx_buf_adds(out, n == 1 ? " differs from " : " differ from ");
	cx_markdown_code(plan->rules_rev, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, ", which is what counts here: the change takes effect once it is merged.\n\n");
}

static void add_refusals(const struct cx_plan *plan, struct cx_buf *out)
{
	size_t changes = cx_plan_refused(plan);
	if (!plan->refusal_count && !changes)
		return;
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	cx_buf_addf(out, "### %s\n\n",
		    cx_plan_next(plan, NULL, NULL, &command) ? "To be confirmed"
							     : "Apply would refuse this plan");
	for (size_t i = 0; i < plan->refusal_count; i++) {
		const struct cx_refusal *refusal = &plan->refusals[i];
		cx_buf_adds(out, "- ");
		cx_markdown_prose(refusal->message, out);
		cx_buf_addf(out, " (`%s`)", refusal->code);
		if (refusal->hint) {
			cx_buf_adds(out, "; ");
			cx_markdown_prose(refusal->hint, out);
		}
		cx_buf_addc(out, '\n');
	}
	if (changes)
		cx_buf_addf(out, "- %zu %s refused below, each with its reason", changes,
			    changes == 1 ? "change is" : "changes are");
	if (cx_plan_conflicts(plan)) {
		cx_buf_adds(out, "; ");
		cx_buf_adds(out, CX_PLAN_DECIDE("`"));
	}
	cx_buf_adds(out, changes ? "\n" : "");
	cx_buf_addc(out, '\n');
}

static void add_tail(const struct cx_plan *plan, const struct cx_markdown_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	if (!cx_plan_is_empty(plan) && cx_plan_next(plan, view->options, NULL, &command)) {
		cx_buf_addc(&command, '\n');
		cx_buf_addf(out, "### Next\n\n%s", plan->dirty ? "Commit, then:\n\n" : "");
		cx_markdown_fence("sh", &command, out);
		cx_buf_addc(out, '\n');
	}
	if (plan->offline)
		cx_buf_adds(out, "Made offline: without a fingerprint, and not to be applied.\n");
	else
		cx_buf_addf(out, "Fingerprint `%s`\n", plan->fingerprint);
}

bool cx_plan_markdown(const struct cx_plan *plan, const struct cx_markdown_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf tail = CX_BUF_INIT;
	struct context context = {.plan = plan, .view = view};
	cx_plan_entries_init(&context.entries, plan, view->verbose);
	const struct cx_markdown_list list = {
		.groups = groups,
		.group_count = CX_COUNT(groups),
		.count = context.entries.count,
		.group_of = group_of,
		.add = add_item,
		.data = &context,
	};
	add_head(plan, view, out);
	add_rules(plan, out);
	add_refusals(plan, out);
	add_tail(plan, view, &tail);
	bool fits = cx_markdown_list_add(&list, view->limit, tail.len, out);
	cx_buf_add(out, tail.data, tail.len);
	cx_markdown_end(out);
	cx_plan_entries_release(&context.entries);
	return fits;
}
