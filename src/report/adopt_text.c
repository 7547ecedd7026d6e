/* SPDX-License-Identifier: Apache-2.0 */
/* An adoption as text. */
#include "report/adopt.h"

#include "base/file.h"
#include "base/utf8.h"
#include "report/escape.h"
#include "report/plan_next.h"
#include "report/plan_text.h"
#include "report/text.h"

enum {
	COLUMNS = 80,
	MARK = 4,
	MAX_ADDRESS = 40,
	MAX_PATHS = 6,
	GAP_INDENT = 6,
	TAIL_INDENT = 7,
	MAX_TITLE = 60
};

static void add_path(const struct cx_adopt_view *view, const char *file, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	cx_escape_terminal_s(cx_path_join(&arena, view->shown, file), out);
	cx_arena_release(&arena);
}

static void add_gaps(const struct cx_adopt_gaps *gaps, const char *what, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!gaps->count)
		return;
	cx_buf_adds(&text, what);
	for (size_t i = 0; i < gaps->count; i++) {
		cx_buf_adds(&text, i ? ", " : " ");
		cx_escape_terminal_s(gaps->items[i].path, &text);
	}
	cx_buf_fill(out, ' ', GAP_INDENT);
	cx_text_wrap(out, text.data, GAP_INDENT, GAP_INDENT + 2, COLUMNS);
}

static size_t widest(const struct cx_adopt *adopt)
{
	size_t width = 0;
	for (size_t i = 0; i < adopt->count; i++) {
		size_t n = adopt->items[i].fate == CX_ADOPT_NEW ? strlen(adopt->items[i].address) : 0;
		width = n > width && n <= MAX_ADDRESS ? n : width;
	}
	return width;
}

static void add_adopted(const struct cx_adopt_view *view, struct cx_buf *out)
{
	size_t width = widest(view->adopt);
	cx_text_ink_begin(out, view->colour, CX_INK_BOLD);
	cx_buf_adds(out, view->dry ? "Would adopt from " : "Adopted from ");
	cx_escape_terminal_s(view->tenant, out);
	cx_text_ink_end(out, view->colour, CX_INK_BOLD);
	cx_buf_adds(out, " (");
	cx_text_count(out, view->requests, "request");
	cx_buf_adds(out, "):\n\n");
	for (size_t i = 0; i < view->adopt->count; i++) {
		const struct cx_adopt_item *item = &view->adopt->items[i];
		if (item->fate != CX_ADOPT_NEW)
			continue;
		size_t n = strlen(item->address);
		cx_buf_adds(out, "  ");
		cx_text_ink(out, view->colour, CX_INK_GREEN, "+ ");
		cx_buf_adds(out, item->address);
		if (n > width)
			cx_buf_adds(out, "\n      ");
		else
			cx_buf_fill(out, ' ', width - n + 2);
		add_path(view, item->file, out);
		cx_buf_addc(out, '\n');
		add_gaps(&item->secrets, "secret, only as a comment:", out);
		if (view->verbose)
			add_gaps(&item->unknown, "not in the schema, stays in the tenant:", out);
	}
	cx_buf_addc(out, '\n');
}

/* The tenant's texts may be of any length. */
static void add_clipped(const char *text, struct cx_buf *out)
{
	size_t len = strlen(text), at = 0;
	while (at < len && at < MAX_TITLE) {
		uint32_t unused;
		size_t n = cx_utf8_decode(text + at, len - at, &unused);
		at += n ? n : 1;
	}
	cx_escape_terminal(text, at, out);
	if (at < len)
		cx_buf_adds(out, "...");
}

static void add_left_line(const struct cx_adopt_view *view, const struct cx_adopt_item *item,
			  struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf what = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf title = CX_BUF_INIT;
	cx_buf_addf(&what, "%s ", item->kind->name);
	add_clipped(item->id, &what);
	if (item->title) {
		cx_buf_addc(&title, '"');
		add_clipped(item->title, &title);
		cx_buf_adds(&title, "\"\n");
	}
	cx_buf_adds(out, "  ");
	cx_text_ink(out, view->colour, CX_INK_YELLOW, "! ");
	cx_buf_add(out, what.data, what.len);
	cx_buf_addc(out, title.len && MARK + what.len + title.len <= COLUMNS ? ' ' : '\n');
	if (title.len && MARK + what.len + title.len > COLUMNS)
		cx_buf_fill(out, ' ', GAP_INDENT);
	cx_buf_add(out, title.data, title.len);
	if (item->problem) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_escape_terminal_s(item->problem, &text);
		cx_buf_fill(out, ' ', GAP_INDENT);
		cx_text_wrap(out, text.data, GAP_INDENT, GAP_INDENT, COLUMNS);
	} else {
		cx_buf_addf(out, "      it is %s already\n", item->address);
	}
}

static void add_left(const struct cx_adopt_view *view, struct cx_buf *out)
{
	const struct cx_adopt *adopt = view->adopt;
	bool any = false;
	for (size_t i = 0; i < adopt->count; i++) {
		const struct cx_adopt_item *item = &adopt->items[i];
		if (item->fate == CX_ADOPT_NEW || (item->fate != CX_ADOPT_IMPOSSIBLE && !view->verbose))
			continue;
		if (!any)
			cx_buf_adds(out, "Left out:\n\n");
		any = true;
		add_left_line(view, item, out);
	}
	if (any)
		cx_buf_addc(out, '\n');
}

/* What stays in the tenant because no definition may hold it: each path once. */
static void add_unknown(const struct cx_adopt_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_map) struct cx_map seen = CX_MAP_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t more = 0;
	for (size_t i = 0; i < view->adopt->count; i++) {
		const struct cx_adopt_item *item = &view->adopt->items[i];
		for (size_t k = 0; item->fate == CX_ADOPT_NEW && k < item->unknown.count; k++) {
			const char *path = item->unknown.items[k].path;
			if (cx_map_put(&seen, path, &text))
				continue;
			more += seen.count > MAX_PATHS;
			if (seen.count > MAX_PATHS)
				continue;
			cx_buf_adds(&text, seen.count > 1 ? ", " : "");
			cx_escape_terminal_s(path, &text);
		}
	}
	if (!seen.count)
		return;
	if (more)
		cx_buf_addf(&text, " and %zu more", more);
	cx_buf_adds(&text, view->verbose ? "" : " (-v tells of which)");
	cx_buf_adds(out, "Not in the schemas, left as the tenant has them: ");
	cx_text_wrap(out, text.data, 49, 2, COLUMNS);
	cx_buf_addc(out, '\n');
}

static void add_counts(const struct cx_adopt_view *view, struct cx_buf *out)
{
	const struct cx_adopt *adopt = view->adopt;
	static const struct {
		enum cx_adopt_fate fate;
		const char *words;
	} rows[] = {
		{CX_ADOPT_DEFINED, "defined already"},
		{CX_ADOPT_OWNED, "in the ledger already"},
		{CX_ADOPT_IMPOSSIBLE, "that no definition can say"},
	};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%zu new", adopt->fates[CX_ADOPT_NEW]);
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (adopt->fates[rows[i].fate])
			cx_buf_addf(&text, ", %zu %s", adopt->fates[rows[i].fate], rows[i].words);
	if (adopt->references) {
		cx_buf_adds(&text, "; ");
		cx_text_count(&text, adopt->references, "reference");
		cx_buf_adds(&text, " by name");
	}
	cx_text_ink(out, view->colour, CX_INK_GREEN, "Adopt:");
	cx_buf_addc(out, ' ');
	cx_text_wrap(out, text.data, TAIL_INDENT, TAIL_INDENT, COLUMNS);
}

static void add_proof(const struct cx_adopt_view *view, struct cx_buf *out)
{
	const struct cx_adopt_proof *proof = view->proof;
	struct cx_plan_view fields = {.colour = view->colour, .verbose = true};
	if (!proof->made)
		return;
	if (!proof->differing_count) {
		cx_buf_adds(out, "Plan:  ");
		cx_text_ink(out, view->colour, CX_INK_GREEN, "empty");
		cx_buf_addf(out, ": no write to the tenant; %s notes %zu in the ledger\n",
			    view->unread ? "once it is read, an apply" : "the next apply", proof->records);
	} else {
		cx_text_ink(out, view->colour, CX_INK_RED, "Plan:");
		cx_buf_adds(out, "  not empty. These differ from what the tenant holds, tenant -> file:\n\n");
	}
	for (size_t i = 0; i < proof->differing_count; i++) {
		cx_buf_addf(out, "  %s\n", proof->differing[i]->address);
		cx_plan_text_fields(&proof->differing[i]->fields, proof->differing[i]->class, &fields, out);
	}
	if (proof->others) {
		cx_buf_adds(out, "       ");
		cx_text_count(out, proof->others, "change");
		cx_buf_adds(out, " of other definitions pending: cxctl plan\n");
	}
}

static size_t count_secrets(const struct cx_adopt *adopt)
{
	size_t n = 0;
	for (size_t i = 0; i < adopt->count; i++)
		n += adopt->items[i].fate == CX_ADOPT_NEW ? adopt->items[i].secrets.count : 0;
	return n;
}

/* What plans say of the secrets until they are filled in, and after. */
static void add_secrets(const struct cx_adopt_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t count = count_secrets(view->adopt);
	if (!count || !view->proof->made)
		return;
	cx_text_count(&text, count, "secret");
	if (view->proof->differing_count)
		cx_buf_adds(&text, count == 1 ? " is in no file: a comment says where to fill it in. Until "
						"then an apply may take it away from the tenant."
					      : " are in no file: comments say where to fill them in. Until "
						"then an apply may take them away from the tenant.");
	else
		cx_buf_adds(&text, count == 1
					   ? " is left to the tenant: a comment says where to fill it in. "
					     "Until then no plan shows it; the first one after shows the "
					     "update that sends it."
					   : " are left to the tenant: comments say where to fill them in. "
					     "Until then no plan shows them; the first one after shows the "
					     "updates that send them.");
	if (view->proof->differing_count)
		cx_buf_addc(out, '\n');
	cx_buf_fill(out, ' ', TAIL_INDENT);
	cx_text_wrap(out, text.data, TAIL_INDENT, TAIL_INDENT, COLUMNS);
}

/* The folders of the files, each once: they stand one after the other. */
static void add_folders(const struct cx_adopt_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_map) struct cx_map seen = CX_MAP_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	for (size_t i = 0; i < view->adopt->count; i++) {
		const struct cx_adopt_item *item = &view->adopt->items[i];
		if (item->fate != CX_ADOPT_NEW)
			continue;
		const char *path = cx_path_join(&arena, view->shown, item->file);
		const char *folder = cx_arena_strndup(&arena, path, (size_t)(strrchr(path, '/') - path));
		if (cx_map_put(&seen, folder, &arena))
			continue;
		CX_AUTO(cx_buf) struct cx_buf word = CX_BUF_INIT;
		cx_plan_next_word(folder, &word);
		cx_buf_addc(out, ' ');
		cx_escape_terminal_s(word.data, out);
	}
	cx_map_release(&seen);
	seen = (struct cx_map)CX_MAP_INIT;
	cx_arena_release(&arena);
}

static void add_next(const struct cx_adopt_view *view, struct cx_buf *out)
{
	const char *between = view->options ? " " : "", *options = view->options ? view->options : "";
	if (view->dry || view->proof->differing_count || !view->proof->made || view->unread)
		return;
	cx_buf_adds(out, "\nNext: ");
	cx_escape_terminal_s(view->git, out);
	cx_buf_adds(out, " add");
	add_folders(view, out);
	cx_buf_adds(out, "\n      ");
	cx_escape_terminal_s(view->git, out);
	cx_buf_adds(out, " commit\n      cxctl apply");
	cx_buf_adds(out, between);
	cx_escape_terminal_s(options, out);
	cx_buf_addf(out, "   %s\n      cxctl plan%s",
		    view->proof->others ? "makes what is pending, and notes these"
					: "no write to the tenant: notes these as applied",
		    between);
	cx_escape_terminal_s(options, out);
	cx_buf_adds(out, "    is empty from then on\n");
}

void cx_adopt_text(const struct cx_adopt_view *view, struct cx_buf *out)
{
	const struct cx_adopt *adopt = view->adopt;
	if (adopt->fates[CX_ADOPT_NEW])
		add_adopted(view, out);
	add_unknown(view, out);
	add_left(view, out);
	if (!adopt->fates[CX_ADOPT_NEW] && !adopt->fates[CX_ADOPT_IMPOSSIBLE]) {
		cx_text_ink(out, view->colour, CX_INK_GREEN, "Nothing to adopt:");
		cx_buf_adds(out, " of ");
		cx_escape_terminal_s(view->tenant, out);
		cx_buf_addf(out, ", %zu %s defined already, %zu in the ledger\n",
			    adopt->fates[CX_ADOPT_DEFINED],
			    adopt->fates[CX_ADOPT_DEFINED] == 1 ? "is" : "are", adopt->fates[CX_ADOPT_OWNED]);
		return;
	}
	add_counts(view, out);
	add_proof(view, out);
	add_secrets(view, out);
	if (adopt->fates[CX_ADOPT_NEW])
		add_next(view, out);
}
