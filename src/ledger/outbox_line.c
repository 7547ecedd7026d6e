/* SPDX-License-Identifier: Apache-2.0 */
/* Each line proves itself; they are no chain, since those that are settled go. */
#include "ledger/outbox_line.h"

#include "doc/json.h"
#include "port/crypto.h"

void cx_outbox_line_print(const struct cx_notification *item, const char *run, struct cx_buf *out)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *node = cx_node_new(&arena, CX_NODE_OBJECT);
	char hex[CX_SHA256_HEX + 1];
	cx_node_add(node, "id", cx_node_string(&arena, item->id));
	if (run) {
		cx_node_add(node, "run", cx_node_string(&arena, run));
		cx_node_add(node, "address", cx_node_string(&arena, item->address));
		cx_node_add(node, "payload", cx_node_string(&arena, item->payload));
	}
	size_t from = out->len;
	cx_json_canonical(node, out);
	cx_sha256_hex(out->data + from, out->len - from, hex);
	cx_buf_addf(out, "\t%s\n", hex);
}

/* NULL where the line is none of ours. */
static struct cx_node *line_parse(struct cx_arena *arena, const char *line, size_t len)
{
	const char *tab = len > CX_SHA256_HEX ? line + len - CX_SHA256_HEX - 1 : NULL;
	struct cx_source source = {.name = "entry", .text = line};
	struct cx_node *node = NULL;
	char hex[CX_SHA256_HEX + 1];
	if (!tab || *tab != '\t')
		return NULL;
	source.len = (size_t)(tab - line);
	cx_sha256_hex(line, source.len, hex);
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	if (memcmp(hex, tab + 1, CX_SHA256_HEX) != 0 || cx_json_parse(arena, &source, &node, &unused))
		return NULL;
	return cx_node_get_text(node, "id") ? node : NULL;
}

void cx_outbox_state_init(struct cx_outbox_state *state, struct cx_arena *arena, const char *run,
			  struct cx_notifications *list)
{
	*state = (struct cx_outbox_state){
		.arena = arena, .only = run, .list = list, .ids = CX_MAP_INIT, .line = CX_ARENA_INIT};
}

/* The number of the last of that id, from 1; 0: there is none, or it is settled. */
static size_t due_find(const struct cx_outbox_state *state, const char *id)
{
	size_t at = (uintptr_t)cx_map_get(&state->ids, id);
	return at && state->list->items[at - 1].result == CX_NOTIFY_DUE ? at : 0;
}

static void entry_take(struct cx_outbox_state *state, const struct cx_node *node, const char *run)
{
	const char *address = cx_node_get_text(node, "address"), *payload = cx_node_get_text(node, "payload");
	const char *id = cx_node_get_text(node, "id");
	struct cx_notifications *list = state->list;
	if (!address || !payload) {
		state->damaged++;
		return;
	}
	if (state->only && strcmp(state->only, run) != 0)
		return;
	size_t before = due_find(state, id);
	if (before) {
		state->runs[before - 1] = cx_arena_strdup(state->arena, run);
		return;
	}
	id = cx_arena_strdup(state->arena, id);
	cx_notification_add(state->arena, list, id, cx_arena_strdup(state->arena, address),
			    cx_arena_strdup(state->arena, payload));
	cx_map_put(&state->ids, id, (void *)(uintptr_t)list->count);
	if (list->count > state->runs_cap)
		state->runs = cx_arena_grow(state->arena, state->runs, &state->runs_cap, sizeof *state->runs);
	state->runs[list->count - 1] = cx_arena_strdup(state->arena, run);
}

void cx_outbox_state_take(struct cx_outbox_state *state, const char *line, size_t len)
{
	cx_arena_clear(&state->line);
	const struct cx_node *node = line_parse(&state->line, line, len);
	if (!node) {
		state->damaged++;
		return;
	}
	const char *run = cx_node_get_text(node, "run");
	size_t due = due_find(state, cx_node_get_text(node, "id"));
	if (run)
		entry_take(state, node, run);
	else if (due)
		state->list->items[due - 1].result = CX_NOTIFY_DELIVERED;
}

void cx_outbox_state_end(struct cx_outbox_state *state)
{
	struct cx_notifications *list = state->list;
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].result != CX_NOTIFY_DUE)
			continue;
		state->runs[kept] = state->runs[i];
		list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

void cx_outbox_state_release(struct cx_outbox_state *state)
{
	cx_map_release(&state->ids);
	cx_arena_release(&state->line);
}
