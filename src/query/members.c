/* SPDX-License-Identifier: Apache-2.0 */
/* Two pages at a time: one is given away while the next is under way. */
#include "query/members.h"

#include "base/limits.h"
#include "port/http_url.h"
#include "query/unsaid.h"

/* A page that came. */
struct page {
	struct cx_arena arena;
	const struct cx_node *items; /* NULL: there is none here */
	char *cursor;                /* of this page; NULL: the first */
};

struct reading {
	const struct cx_members_query *query;
	cx_members_fn *each;
	void *data;
	struct cx_members_result result;
	struct cx_diags *diags;
	struct page held;
	char *next;   /* cursor of the page under way, or that could not be read; NULL: the first */
	bool more;    /* a page is under way */
	bool settled; /* a turn went by since the next page was asked for: it is on its way */
	bool failed, refused;
	struct cx_map cursors; /* every one that was asked for; keys are ours */
	size_t empty_pages;
};

static struct cx_diag *fail(struct reading *r, const char *code, const char *fmt, ...) CX_PRINTF(3, 4);
static struct cx_diag *fail(struct reading *r, const char *code, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	r->failed = true;
	return cx_diag_error(r->diags, code, "page %zu of the members: %s",
			     r->result.pages + 1 + !!r->held.items, text.data);
}

static void on_page(void *data, const struct cx_answer *answer);

/* What was found wrong with an answer; its own words show how it begins, which may be somebody's data. */
static const char *no_json(const struct cx_diags *own)
{
	bool secret = strcmp(own->items[0]->code, "tenant.secret") == 0;
	return secret ? "the answer has a field whose name is a secret of this run" : "the answer is no JSON";
}

/* The path of the next page, or NULL; what is behind its origin may be about people. */
static const char *follow(struct reading *r, struct cx_arena *arena)
{
	struct cx_reader *reader = cx_remote_reader(r->query->remote);
	CX_AUTO(cx_diags) struct cx_diags unsaid = CX_DIAGS_INIT;
	const char *path = cx_reader_follow(reader, arena, r->next, &unsaid), *problem = NULL;
	struct cx_http_url url;
	if (path)
		return path;
	bool good = cx_http_url_parse(arena, r->next, &url, &problem);
	struct cx_diag *d =
		cx_diag_error(r->diags, "tenant.origin", "the next page is at %s, which %s",
			      good ? url.origin : "an address", good ? "is not the tenant" : problem);
	cx_diag_hint(r->diags, d, "nothing was sent there; the tenant is %s", cx_reader_origin(reader));
	return NULL;
}

static void ask(struct reading *r)
{
	const struct cx_members_query *query = r->query;
	const struct cx_paging *paging = &query->runtime->paging;
	struct cx_reader *reader = cx_remote_reader(query->remote);
	const struct cx_runtime_route *route = &query->runtime->calls[CX_RUNTIME_MEMBERS];
	r->more = true;
	r->settled = false;
	if (r->next && strstr(r->next, "://")) {
		struct cx_arena arena = CX_ARENA_INIT;
		const char *path = follow(r, &arena);
		if (path)
			cx_reader_get(reader, path, on_page, r);
		else
			r->failed = true;
		r->more = path != NULL;
		cx_arena_release(&arena);
		return;
	}
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (paging->limit_param)
		cx_buf_addf(&text, "%s=%lld", paging->limit_param, (long long)query->limit);
	if (r->next) {
		cx_buf_addf(&text, "%s%s=", text.len ? "&" : "", paging->cursor_param);
		cx_http_encode(&text, r->next, strlen(r->next));
	}
	CX_AUTO(cx_buf) struct cx_buf filters = CX_BUF_INIT;
	cx_filters_query(query->filters, &filters);
	if (filters.len)
		cx_buf_addf(&text, "%s%s", text.len ? "&" : "", filters.data);
	cx_reader_ask(reader, route, query->audience, text.data, on_page, r);
}

static bool check_items(struct reading *r, const struct cx_node *items)
{
	size_t index = 0;
	for (const struct cx_node *item = items->first; item; item = item->next) {
		index++;
		if (item->type != CX_NODE_OBJECT) {
			(void)fail(r, "tenant.json", "item %zu is no object but of type %s", index,
				   cx_node_type_name(item->type));
			return false;
		}
		for (const struct cx_node *member = item->first; member; member = member->next)
			if (member->secret) {
				(void)fail(r, "tenant.secret", "item %zu repeats a secret of this run",
					   index);
				return false;
			}
	}
	return true;
}

/* The cursor of the page behind; false where it cannot be used. *ret_next is NULL at the end. */
static bool find_next(struct reading *r, const struct cx_node *page, char **ret_next)
{
	const struct cx_paging *paging = &r->query->runtime->paging;
	const struct cx_node *next = paging->next_field ? cx_node_get(page, paging->next_field) : NULL;
	*ret_next = NULL;
	if (!next || next->type == CX_NODE_NULL || (next->type == CX_NODE_STRING && !next->len))
		return true;
	bool text = next->type == CX_NODE_STRING || next->type == CX_NODE_NUMBER;
	if (!text || next->len > CX_MAX_CURSOR_BYTES || strlen(next->text) != next->len) {
		(void)fail(r, "tenant.incomplete", "%s is no usable cursor", paging->next_field);
		return false;
	}
	if (cx_map_get(&r->cursors, next->text)) {
		struct cx_diag *d = fail(r, "tenant.incomplete", "its next page was there before");
		cx_diag_hint(r->diags, d, "the tenant would send the same pages for ever");
		return false;
	}
	if (r->empty_pages > CX_MAX_LIST_EMPTY_PAGES) {
		(void)fail(r, "tenant.large", "%u empty pages came one after the other",
			   CX_MAX_LIST_EMPTY_PAGES);
		return false;
	}
	*ret_next = cx_strdup(next->text);
	(void)cx_map_put(&r->cursors, *ret_next, *ret_next);
	return true;
}

/* Gives the page that is held away. */
static void give(struct reading *r)
{
	if (!r->held.items)
		return;
	if (r->held.items->count && !r->each(r->data, r->held.items))
		r->refused = true;
	if (!r->refused) {
		r->result.pages++;
		r->result.members += r->held.items->count;
	}
	cx_arena_release(&r->held.arena);
	r->held.arena = (struct cx_arena)CX_ARENA_INIT;
	r->held.items = NULL;
	if (!r->refused)
		r->held.cursor = NULL;
}

static void take(struct reading *r, const struct cx_answer *answer)
{
	struct page page = {.cursor = r->next};
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags own = CX_DIAGS_INIT;
	if (cx_answer_node(&page.arena, answer, NULL, &node, &own)) {
		(void)fail(r, own.items[0]->code, "%s", no_json(&own));
		cx_arena_release(&page.arena);
		return;
	}
	const char *items_field = r->query->runtime->paging.items_field;
	const struct cx_node *items = cx_node_get(node, items_field);
	char *next = NULL;
	bool good = items && items->type == CX_NODE_ARRAY;
	if (!good)
		(void)fail(r, "tenant.json", "the answer holds no array \"%s\"", items_field);
	good = good && check_items(r, items);
	if (good)
		r->empty_pages = items->count ? 0 : r->empty_pages + 1;
	if (!good || !find_next(r, node, &next)) {
		cx_arena_release(&page.arena);
		return;
	}
	page.items = items;
	r->held = page;
	r->next = next;
	if (next) {
		ask(r);
		cx_remote_hurry(r->query->remote);
	}
}

/* The tenant's words without the values of filters. */
static const char *words_of(struct cx_arena *arena, const struct cx_filters *filters,
			    const struct cx_answer *answer)
{
	struct cx_secrets *values = cx_secrets_new();
	for (size_t i = 0; i < filters->count; i++)
		cx_unsaid_add_text(values, filters->items[i].value, strlen(filters->items[i].value));
	const char *words = cx_unsaid_words(arena, answer, values);
	cx_secrets_free(values);
	return words;
}

static void on_page(void *data, const struct cx_answer *answer)
{
	struct reading *r = data;
	r->more = false;
	give(r);
	if (r->refused)
		return;
	if (answer->kind == CX_ANSWER_STATUS && !*answer->problem) {
		take(r, answer);
		return;
	}
	bool sent = answer->kind == CX_ANSWER_STATUS || answer->kind == CX_ANSWER_IN_DOUBT;
	struct cx_arena arena = CX_ARENA_INIT;
	const char *words = words_of(&arena, r->query->filters, answer);
	struct cx_diag *d = NULL;
	if (sent)
		d = fail(r, answer->code, "%s", words);
	else
		d = cx_diag_error(r->diags, answer->code, "%s", words);
	cx_arena_release(&arena);
	r->failed = true;
	if (answer->hint)
		cx_diag_hint(r->diags, d, "%s", answer->hint);
}

/* The page that is held goes out once the next one is on its way. */
static bool on_turn(void *data)
{
	struct reading *r = data;
	if (!r->more || r->settled)
		give(r);
	r->settled = true;
	return !r->refused;
}

enum cx_status cx_members_read(const struct cx_members_query *query, struct cx_arena *arena,
			       cx_members_fn *each, void *data, struct cx_members_result *ret_result,
			       struct cx_diags *diags)
{
	struct reading r = {.query = query, .each = each, .data = data, .diags = diags};
	if (query->cursor) {
		r.next = cx_strdup(query->cursor);
		(void)cx_map_put(&r.cursors, r.next, r.next);
	}
	ask(&r);
	cx_remote_run(query->remote, on_turn, &r);
	give(&r);
	const char *cursor = r.refused ? r.held.cursor : r.next;
	r.result.ended = !r.failed && !r.refused && !cursor;
	r.result.cursor = cursor ? cx_arena_strdup(arena, cursor) : NULL;
	for (size_t i = 0; i < r.cursors.count; i++)
		cx_free(r.cursors.entries[i].value);
	cx_map_release(&r.cursors);
	*ret_result = r.result;
	return r.failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}

struct counting {
	const struct cx_filters *filters;
	struct cx_diags *diags;
	int64_t count;
	bool done;
};

static void on_count(void *data, const struct cx_answer *answer)
{
	struct counting *c = data;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *node = NULL;
	if (answer->kind != CX_ANSWER_STATUS || *answer->problem) {
		struct cx_diag *d = cx_diag_error(c->diags, answer->code, "the members cannot be counted: %s",
						  words_of(&arena, c->filters, answer));
		cx_arena_release(&arena);
		if (answer->hint)
			cx_diag_hint(c->diags, d, "%s", answer->hint);
		return;
	}
	CX_AUTO(cx_diags) struct cx_diags own = CX_DIAGS_INIT;
	const char *problem = NULL;
	if (cx_answer_node(&arena, answer, NULL, &node, &own))
		problem = no_json(&own);
	else if (!cx_node_get_int64(node, "count", &c->count) || c->count < 0)
		problem = "the answer holds no count";
	if (problem)
		(void)cx_diag_error(c->diags, "tenant.json", "the members cannot be counted: %s", problem);
	c->done = !problem;
	cx_arena_release(&arena);
}

enum cx_status cx_members_count(const struct cx_members_query *query, int64_t *ret_count,
				struct cx_diags *diags)
{
	const struct cx_runtime_route *route = &query->runtime->calls[CX_RUNTIME_MEMBERS_COUNT];
	if (!route->call.present)
		return CX_STATUS_ABSENT;
	struct counting counting = {.filters = query->filters, .diags = diags};
	CX_AUTO(cx_buf) struct cx_buf filters = CX_BUF_INIT;
	cx_filters_query(query->filters, &filters);
	struct cx_reader *reader = cx_remote_reader(query->remote);
	cx_reader_ask(reader, route, query->audience, filters.data, on_count, &counting);
	cx_reader_run(reader);
	*ret_count = counting.count;
	return counting.done ? CX_STATUS_OK : CX_STATUS_FAILED;
}
