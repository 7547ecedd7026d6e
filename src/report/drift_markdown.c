/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as the text of an issue. */
#include "report/drift_markdown.h"

#include "report/html.h"
#include "report/markdown.h"
#include "report/markdown_list.h"

enum group {
	GROUP_DELETED,
	GROUP_CHANGED,
	GROUP_COUNT,
};

static const struct cx_markdown_group groups[GROUP_COUNT] = {
	[GROUP_DELETED] = {"Deleted in the tenant", "delete", true},
	[GROUP_CHANGED] = {"Changed in the tenant", "change", false},
};

struct context {
	const struct cx_drift *drift;
	const struct cx_markdown_view *view;
	size_t *order; /* those deleted first */
};

static size_t group_of(const void *data, size_t item)
{
	const struct context *context = data;
	return context->drift->items[context->order[item]].deleted ? GROUP_DELETED : GROUP_CHANGED;
}

/* "last changed `2026-11-21T10:00:00Z` by `ada`", "between … and …" */
static void add_when(const struct cx_drift_item *item, const char *before, struct cx_buf *out)
{
	const struct {
		const char *word, *text;
	} parts[] = {
		{"last changed ", item->changed_at},
		{"by ", item->changed_by},
		{"between ", item->changed_at ? NULL : item->after},
		{item->after ? "and " : "before ", item->changed_at ? NULL : item->seen},
	};
	for (size_t i = 0; i < CX_COUNT(parts); i++) {
		if (!parts[i].text)
			continue;
		cx_buf_addf(out, "%s%s", before, parts[i].word);
		cx_markdown_code(parts[i].text, CX_MARKDOWN_NAME, out);
		before = " ";
	}
}

static void add_item(const void *data, size_t at, enum cx_markdown_level level, struct cx_buf *out)
{
	const struct context *context = data;
	const struct cx_drift_item *item = &context->drift->items[context->order[at]];
	if (level < CX_MARKDOWN_DETAIL) {
		bool brief = level == CX_MARKDOWN_BRIEF;
		cx_buf_adds(out, "- ");
		cx_markdown_code(item->address, brief ? CX_MARKDOWN_NAME_SHORT : CX_MARKDOWN_NAME, out);
		if (!brief)
			add_when(item, ", ", out);
		cx_buf_addc(out, '\n');
		return;
	}
	struct cx_markdown_fields fields = {&item->fields, CX_CLASS_DRIFT, CX_CAUSE_NONE,
					    context->view->verbose};
	cx_buf_addf(out, "<details>\n<summary>%s <code>", item->deleted ? "Deleted" : "Changed");
	cx_html_name(item->address, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, "</code></summary>\n\n");
	size_t before = out->len;
	add_when(item, "- ", out);
	if (out->len > before)
		cx_buf_adds(out, "\n\n");
	cx_markdown_fields_add(&fields, out);
	cx_markdown_gap(out);
	cx_buf_adds(out, "</details>\n\n");
}

static size_t *order_of(const struct cx_drift *drift)
{
	size_t *order = cx_alloc((drift->count + 1) * sizeof *order), n = 0;
	for (int deleted = 1; deleted >= 0; deleted--)
		for (size_t i = 0; i < drift->count; i++)
			if (drift->items[i].deleted == (deleted != 0))
				order[n++] = i;
	return order;
}

static void add_head(const struct cx_drift *drift, const struct cx_markdown_view *view, struct cx_buf *out)
{
	size_t deleted = 0;
	for (size_t i = 0; i < drift->count; i++)
		deleted += drift->items[i].deleted;
	cx_markdown_marker("drift", drift->tenant, &view->links, out);
	cx_buf_adds(out, "## Drift in ");
	cx_markdown_code(drift->tenant, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, "\n\n");
	if (!drift->checked && drift->unseen)
		cx_buf_adds(out, "**Nothing checked:** the tenant cannot show what it holds.\n\n");
	else if (!drift->count)
		cx_buf_adds(out, "**No drift:** the tenant holds what was applied.\n\n");
	else
		cx_buf_adds(out, "Somebody changed the tenant by hand, behind git's back. Below, `-` is as "
				 "it was applied, `+` as it is now.\n\n");
	cx_buf_adds(out, "| changed | deleted | checked | not checked | fields ignored |\n"
			 "| ---: | ---: | ---: | ---: | ---: |\n");
	cx_buf_addf(out, "| %zu | %s%zu%s | %zu | %zu | %zu |\n\n", drift->count - deleted,
		    deleted ? "**" : "", deleted, deleted ? "**" : "", drift->checked, drift->unseen,
		    drift->ignored);
	if (drift->has_unmanaged)
		cx_buf_addf(out, "Unmanaged: %zu in the tenant that neither git nor the ledger knows.\n\n",
			    drift->unmanaged);
}

static void add_tail(const struct cx_drift *drift, const char *next, struct cx_buf *out)
{
	if (!drift->count)
		return;
	cx_buf_adds(out, "### Next\n\n");
	if (next) {
		cx_markdown_prose(next, out);
		cx_buf_addc(out, '\n');
		return;
	}
	cx_buf_adds(out,
		    "- `cxctl plan` shows what apply would put back; `cxctl drift --reconcile` puts back "
		    "this and nothing else.\n"
		    "- `cxctl drift --absorb` takes it over into git, where it is to stay.\n");
}

bool cx_drift_markdown(const struct cx_drift *drift, const char *next, const struct cx_markdown_view *view,
		       struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf tail = CX_BUF_INIT;
	struct context context = {drift, view, order_of(drift)};
	const struct cx_markdown_list list = {
		.groups = groups,
		.group_count = GROUP_COUNT,
		.count = drift->count,
		.group_of = group_of,
		.add = add_item,
		.data = &context,
	};
	add_head(drift, view, out);
	add_tail(drift, next, &tail);
	bool fits = cx_markdown_list_add(&list, view->limit, tail.len, out);
	cx_buf_add(out, tail.data, tail.len);
	cx_markdown_end(out);
	cx_free(context.order);
	return fits;
}
