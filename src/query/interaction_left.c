/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of interactions whose run died before it knew what became of them. */
#include "query/interaction_left.h"

#include "base/clock.h"
#include "base/process.h"

#include <unistd.h>

/* Longer than any run of ours takes. */
#define LIVES_MS (INT64_C(15) * 60 * 1000)

void cx_interaction_lefts_release(struct cx_interaction_lefts *lefts)
{
	cx_map_release(&lefts->by_key);
	cx_arena_release(&lefts->arena);
}

static const char *text_of(struct cx_arena *arena, const struct cx_node *record, const char *name)
{
	const char *text = cx_node_get_text(record, name);
	return text ? cx_arena_strdup(arena, text) : NULL;
}

static void learn_intent(struct cx_interaction_lefts *lefts, const struct cx_node *record, const char *key)
{
	struct cx_arena *arena = &lefts->arena;
	const char *time = cx_node_get_text(record, "time");
	struct cx_interaction_left *left = cx_map_get(&lefts->by_key, key);
	if (!left) {
		left = cx_arena_alloc(arena, sizeof *left);
		left->key = cx_arena_strdup(arena, key);
		CX_ARENA_GROW(arena, lefts->items, lefts->count, lefts->cap);
		lefts->items[lefts->count++] = left;
		(void)cx_map_put(&lefts->by_key, left->key, left);
	}
	left->interaction = text_of(arena, record, "interaction");
	left->run = text_of(arena, record, "run");
	left->before = text_of(arena, record, "before");
	left->after = text_of(arena, record, "after");
	left->host = text_of(arena, record, "host");
	left->pid = 0;
	left->time_ms = 0;
	left->open = left->interaction && left->run && left->before && left->after && left->host && time &&
		     cx_time_parse(time, &left->time_ms) && cx_node_get_int64(record, "pid", &left->pid);
}

void cx_interaction_lefts_learn(void *data, const struct cx_node *record)
{
	struct cx_interaction_lefts *lefts = data;
	const char *type = cx_node_get_text(record, "type");
	const char *key = cx_node_get_text(record, "idempotency_key");
	if (!type || !key || !cx_node_get_text(record, "interaction"))
		return;
	struct cx_interaction_left *left = cx_map_get(&lefts->by_key, key);
	if (strcmp(type, "intent") == 0)
		learn_intent(lefts, record, key);
	else if (left && (strcmp(type, "outcome") == 0 || strcmp(type, "resolved") == 0))
		left->open = false;
}

bool cx_interaction_left_lives(const struct cx_interaction_left *left, const char *host, int64_t now_ms)
{
	if (now_ms - left->time_ms > LIVES_MS)
		return false;
	if (strcmp(left->host, host) != 0)
		return true;
	/* In a container every run may have the same. */
	return left->pid != getpid() && cx_process_lives(left->pid);
}

enum cx_interaction_left_state cx_interaction_left_look(const struct cx_interaction_query *query,
							struct cx_arena *arena,
							const struct cx_interaction_left *left)
{
	struct cx_interaction held;
	CX_AUTO(cx_diags) struct cx_diags unsaid = CX_DIAGS_INIT;
	struct cx_interaction_query own = {query->remote, query->runtime, left->interaction};
	enum cx_status status = cx_interaction_read(&own, arena, &held, &unsaid);
	enum cx_interaction_left_state state = CX_INTERACTION_LEFT_OTHER;
	if (status)
		state = status == CX_STATUS_INVALID ? CX_INTERACTION_LEFT_GONE : CX_INTERACTION_LEFT_UNREAD;
	else if (strcmp(held.digest, left->after) == 0)
		state = CX_INTERACTION_LEFT_DONE;
	else if (strcmp(held.digest, left->before) == 0)
		state = CX_INTERACTION_LEFT_UNDONE;
	cx_interaction_release(&held);
	return state;
}
