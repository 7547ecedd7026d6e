/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes are found by writing each item once a level; what is known to be left out is not written at all. */
#include "report/markdown_list.h"

#include "base/mem.h"
#include "report/markdown.h"

/* What the note on what was left out takes at most, and what stands around a heading. */
#define NOTE_ROOM    400
#define HEADING_ROOM 40
#define ABSENT       "Not listed.\n"

struct page {
	const struct cx_markdown_list *list;
	enum cx_markdown_level *levels; /* one an item */
	size_t *sizes;                  /* as they stand now */
	size_t room, used;
};

static size_t size_at(const struct page *page, size_t item, enum cx_markdown_level level)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	page->list->add(page->list->data, item, level, &text);
	return text.len;
}

static const struct cx_markdown_group *group_of(const struct page *page, size_t item)
{
	return &page->list->groups[page->list->group_of(page->list->data, item)];
}

static void set(struct page *page, size_t item, enum cx_markdown_level level, size_t size)
{
	page->used = page->used - page->sizes[item] + size;
	page->sizes[item] = size;
	page->levels[item] = level;
}

/* The lines that must stay, all alike. */
static void place_musts(struct page *page, enum cx_markdown_level level)
{
	for (size_t i = 0; i < page->list->count; i++)
		if (group_of(page, i)->must)
			set(page, i, level, size_at(page, i, level));
}

/* The first that does not fit ends it, so that what is listed is the beginning of the list. */
static void place_lines(struct page *page)
{
	for (size_t i = 0; i < page->list->count; i++) {
		if (group_of(page, i)->must)
			continue;
		size_t size = size_at(page, i, CX_MARKDOWN_LINE);
		if (page->used + size > page->room)
			return;
		set(page, i, CX_MARKDOWN_LINE, size);
	}
}

/* A long one is left out for shorter ones behind it, until little room is left. */
static void place_details(struct page *page)
{
	enum { LITTLE = 200 };
	for (size_t i = 0; i < page->list->count && page->used + LITTLE < page->room; i++) {
		if (page->levels[i] != CX_MARKDOWN_LINE)
			continue;
		size_t size = size_at(page, i, CX_MARKDOWN_DETAIL);
		if (page->used - page->sizes[i] + size <= page->room)
			set(page, i, CX_MARKDOWN_DETAIL, size);
	}
}

static size_t count_of(const struct page *page, size_t group, enum cx_markdown_level from,
		       enum cx_markdown_level to)
{
	size_t n = 0;
	for (size_t i = 0; i < page->list->count; i++)
		n += page->list->group_of(page->list->data, i) == group && page->levels[i] >= from &&
		     page->levels[i] <= to;
	return n;
}

static void add_group(const struct page *page, size_t group, struct cx_buf *out)
{
	const struct cx_markdown_list *list = page->list;
	size_t total = count_of(page, group, CX_MARKDOWN_ABSENT, CX_MARKDOWN_DETAIL);
	if (!total)
		return;
	if (list->groups[group].heading)
		cx_buf_addf(out, "### %s (%zu)\n\n", list->groups[group].heading, total);
	enum cx_markdown_level last = CX_MARKDOWN_ABSENT;
	for (size_t i = 0; i < list->count; i++) {
		if (list->group_of(list->data, i) != group || !page->levels[i])
			continue;
		if (last && page->levels[i] != last)
			cx_markdown_gap(out);
		last = page->levels[i];
		list->add(list->data, i, last, out);
	}
	if (!last)
		cx_buf_adds(out, ABSENT);
	cx_markdown_gap(out);
}

static void add_counts(const struct page *page, enum cx_markdown_level from, enum cx_markdown_level to,
		       const char *ending, struct cx_buf *out)
{
	size_t before = out->len;
	for (size_t g = 0; g < page->list->group_count; g++) {
		size_t n = count_of(page, g, from, to);
		if (n)
			cx_buf_addf(out, "%s%zu %s%s", out->len > before ? ", " : "", n,
				    page->list->groups[g].noun, n == 1 ? "" : "s");
	}
	if (out->len > before)
		cx_buf_adds(out, ending);
}

static void add_note(const struct page *page, size_t limit, bool fits, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf absent = CX_BUF_INIT, folded = CX_BUF_INIT;
	add_counts(page, CX_MARKDOWN_ABSENT, CX_MARKDOWN_ABSENT, "", &absent);
	add_counts(page, CX_MARKDOWN_BRIEF, CX_MARKDOWN_LINE, "", &folded);
	if (!absent.len && !folded.len)
		return;
	cx_buf_addf(out, "> **Shortened** to %s %zu bytes; the counts above are of everything.\n",
		    fits ? "stay within" : "come closer to", limit);
	if (folded.len)
		cx_buf_addf(out, "> Without details: %s.\n", folded.data);
	if (absent.len)
		cx_buf_addf(out, "> Not listed: %s.\n", absent.data);
	cx_buf_addc(out, '\n');
}

static size_t headings_room(const struct cx_markdown_list *list)
{
	size_t room = 0, last = list->group_count;
	for (size_t i = 0; i < list->count; i++) {
		size_t group = list->group_of(list->data, i);
		const char *heading = list->groups[group].heading;
		if (group != last)
			room += HEADING_ROOM + (heading ? strlen(heading) : 0);
		last = group;
	}
	return room;
}

bool cx_markdown_list_add(const struct cx_markdown_list *list, size_t limit, size_t reserve,
			  struct cx_buf *out)
{
	size_t taken = out->len + reserve + NOTE_ROOM + headings_room(list);
	struct page page = {
		.list = list,
		.levels = cx_alloc((list->count + 1) * sizeof *page.levels),
		.sizes = cx_alloc((list->count + 1) * sizeof *page.sizes),
		.room = limit > taken ? limit - taken : 0,
	};
	place_musts(&page, CX_MARKDOWN_LINE);
	if (page.used > page.room)
		place_musts(&page, CX_MARKDOWN_BRIEF);
	bool fits = page.used <= page.room;
	place_lines(&page);
	place_details(&page);
	for (size_t g = 0; g < list->group_count; g++)
		add_group(&page, g, out);
	add_note(&page, limit, fits, out);
	cx_free(page.levels);
	cx_free(page.sizes);
	return fits;
}
