/* SPDX-License-Identifier: Apache-2.0 */
/* Whole lists, page by page, with the proof that nothing is missing. */
#include "base/limits.h"
#include "base/map.h"
#include "remote/call.h"
#include "remote/trouble.h"

/* One list under way. */
struct list_state {
	struct cx_reader *reader;
	struct cx_arena *arena;
	struct cx_live_list *list;
	struct cx_diags own;   /* what is wrong with this list: one error at most */
	struct cx_map cursors; /* every cursor that was asked for */
	struct cx_map ids;
	size_t empty_pages; /* in a row */
	bool unsent;        /* what is wrong is that a request never left */
};

static void on_page(void *data, const struct cx_answer *answer);

/* "page 3: …" */
static struct cx_diag *list_error(struct list_state *state, const char *code, const char *fmt, ...)
	CX_PRINTF(3, 4);
static struct cx_diag *list_error(struct list_state *state, const char *code, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	return cx_diag_error(&state->own, code, "page %zu: %s", state->list->requests, text.data);
}

static void ask_for_page(struct list_state *state, const char *path)
{
	state->list->requests++;
	cx_reader_get(state->reader, path, on_page, state);
}

static void ask_by_cursor(struct list_state *state, const char *cursor)
{
	const struct cx_route *route = &state->list->route->routes[CX_ROUTE_LIST];
	const struct cx_paging *paging = &state->list->route->paging;
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_adds(&path, route->path);
	char separator = '?';
	if (route->query && *route->query) {
		cx_buf_addf(&path, "?%s", route->query);
		separator = '&';
	}
	if (paging->limit_param && paging->limit > 0) {
		cx_buf_addf(&path, "%c%s=%lld", separator, paging->limit_param, (long long)paging->limit);
		separator = '&';
	}
	if (cursor) {
		cx_buf_addf(&path, "%c%s=", separator, paging->cursor_param);
		cx_http_encode(&path, cursor, strlen(cursor));
	}
	ask_for_page(state, path.data);
}

/* The next page is given as a URL: on the tenant's origin only, and only its path and query are used. */
static void ask_by_url(struct list_state *state, const char *text)
{
	CX_AUTO(cx_diags) struct cx_diags own = CX_DIAGS_INIT;
	const char *path = cx_reader_follow(state->reader, state->arena, text, &own);
	if (path) {
		ask_for_page(state, path);
		return;
	}
	struct cx_diag *diag = list_error(state, own.items[0]->code, "%s", own.items[0]->message);
	cx_diag_hint(&state->own, diag, "%s", own.items[0]->hint);
}

static bool take_item(struct list_state *state, struct cx_node *item, size_t index)
{
	struct cx_live_list *list = state->list;
	const char *id_field = list->route->id_field;
	if (item->type != CX_NODE_OBJECT) {
		(void)list_error(state, "tenant.json", "item %zu is no object but of type %s", index,
				 cx_node_type_name(item->type));
		return false;
	}
	cx_route_rename(list->route, item, false);
	const struct cx_node *id = cx_node_get(item, id_field);
	if (!id || (id->type != CX_NODE_STRING && id->type != CX_NODE_NUMBER) || id->len == 0) {
		(void)list_error(state, "tenant.incomplete", "item %zu has no %s", index, id_field);
		return false;
	}
	if (id->secret) {
		(void)list_error(state, "tenant.secret", "%s of item %zu is a secret of this run", id_field,
				 index);
		return false;
	}
	if (cx_map_put_n(&state->ids, id->text, id->len, item)) {
		CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
		cx_problem_escape(&shown, id->text, id->len, 80);
		struct cx_diag *diag =
			list_error(state, "tenant.incomplete", "%s %s comes twice", id_field, shown.data);
		cx_diag_hint(&state->own, diag,
			     "the list moved while it was read, so that objects may be missing: run again");
		return false;
	}
	if (list->count >= CX_MAX_LIST_ITEMS) {
		(void)list_error(state, "tenant.large", "it has more than %u objects", CX_MAX_LIST_ITEMS);
		return false;
	}
	CX_ARENA_GROW(state->arena, list->items, list->count, list->cap);
	list->items[list->count++] = item;
	return true;
}

static void check_total(struct list_state *state, const struct cx_node *page)
{
	const struct cx_paging *paging = &state->list->route->paging;
	const struct cx_node *total = paging->total_field ? cx_node_get(page, paging->total_field) : NULL;
	int64_t count;
	if (!total || total->type == CX_NODE_NULL) {
		state->list->complete = true;
		return;
	}
	if (!cx_node_int64(total, &count)) {
		(void)list_error(state, "tenant.incomplete", "%s is no integer", paging->total_field);
		return;
	}
	if (count >= 0 && (uint64_t)count == state->list->count) {
		state->list->complete = true;
		return;
	}
	struct cx_diag *diag =
		list_error(state, "tenant.incomplete", "it is the last and says %s %lld, but %zu came",
			   paging->total_field, (long long)count, state->list->count);
	cx_diag_hint(&state->own, diag, "the list may have moved while it was read: run again");
}

static void follow(struct list_state *state, const struct cx_node *page)
{
	const struct cx_paging *paging = &state->list->route->paging;
	const struct cx_node *next = paging->next_field ? cx_node_get(page, paging->next_field) : NULL;
	if (!next || next->type == CX_NODE_NULL || (next->type == CX_NODE_STRING && next->len == 0)) {
		check_total(state, page);
		return;
	}
	bool text = next->type == CX_NODE_STRING || next->type == CX_NODE_NUMBER;
	if (!text || next->len > CX_MAX_CURSOR_BYTES || strlen(next->text) != next->len) {
		(void)list_error(state, "tenant.incomplete", "%s is no usable cursor", paging->next_field);
		return;
	}
	if (cx_map_put_n(&state->cursors, next->text, next->len, state)) {
		CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
		cx_problem_escape(&shown, next->text, next->len, 80);
		struct cx_diag *diag =
			list_error(state, "tenant.incomplete", "the cursor %s was there before", shown.data);
		cx_diag_hint(&state->own, diag, "the tenant would send the same pages for ever");
		return;
	}
	if (state->list->requests >= CX_MAX_LIST_PAGES || state->empty_pages > CX_MAX_LIST_EMPTY_PAGES) {
		(void)list_error(state, "tenant.large", "the list does not end");
		return;
	}
	if (strstr(next->text, "://"))
		ask_by_url(state, next->text);
	else
		ask_by_cursor(state, next->text);
}

static void on_page(void *data, const struct cx_answer *answer)
{
	struct list_state *state = data;
	const struct cx_kind_route *route = state->list->route;
	if (answer->kind != CX_ANSWER_STATUS || *answer->problem) {
		/* What never left says nothing about a page. */
		bool sent = answer->kind == CX_ANSWER_STATUS || answer->kind == CX_ANSWER_IN_DOUBT;
		state->unsent = !sent;
		struct cx_diag *diag = sent ? list_error(state, answer->code, "%s", answer->problem)
					    : cx_diag_error(&state->own, answer->code, "%s", answer->problem);
		if (answer->hint)
			cx_diag_hint(&state->own, diag, "%s", answer->hint);
		return;
	}
	struct cx_node *page = NULL;
	struct cx_diags wrong = CX_DIAGS_INIT;
	struct cx_answer bare = *answer;
	bare.method = NULL;
	if (cx_answer_node(state->arena, &bare, NULL, &page, &wrong) != CX_STATUS_OK && wrong.count > 0) {
		struct cx_diag *diag = list_error(state, wrong.items[0]->code, "%s", wrong.items[0]->message);
		if (wrong.items[0]->note)
			cx_diag_note(&state->own, diag, "%s", wrong.items[0]->note);
		if (wrong.items[0]->hint)
			cx_diag_hint(&state->own, diag, "%s", wrong.items[0]->hint);
	}
	cx_diags_release(&wrong);
	if (!page)
		return;
	const struct cx_node *items = cx_node_get(page, route->paging.items_field);
	if (!items || items->type != CX_NODE_ARRAY) {
		(void)list_error(state, "tenant.json", "the answer holds no array \"%s\"",
				 route->paging.items_field);
		return;
	}
	size_t index = 0;
	for (struct cx_node *item = items->first, *next; item; item = next) {
		next = item->next;
		if (!take_item(state, item, ++index))
			return;
	}
	state->empty_pages = items->count == 0 ? state->empty_pages + 1 : 0;
	follow(state, page);
}

enum cx_status cx_reader_lists(struct cx_reader *reader, struct cx_arena *arena, struct cx_live_list *lists,
			       size_t count, struct cx_diags *diags)
{
	struct list_state *states = cx_alloc((count + 1) * sizeof *states);
	for (size_t i = 0; i < count; i++) {
		if (!lists[i].route->routes[CX_ROUTE_LIST].present)
			continue;
		states[i] = (struct list_state){.reader = reader, .arena = arena, .list = &lists[i]};
		ask_by_cursor(&states[i], NULL);
	}
	cx_reader_run(reader);
	struct cx_troubles troubles = CX_TROUBLES_INIT;
	for (size_t i = 0; i < count; i++) {
		if (states[i].own.count > 0) {
			cx_troubles_add(&troubles, lists[i].route->kind, states[i].own.items[0],
					!states[i].unsent);
			lists[i].complete = false;
		}
		cx_diags_release(&states[i].own);
		cx_map_release(&states[i].cursors);
		cx_map_release(&states[i].ids);
	}
	cx_free(states);
	bool failed = cx_troubles_report(&troubles, "no complete list of", "no complete lists of", diags);
	cx_troubles_release(&troubles);
	return failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}
