/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of interactions whose run died before it knew what became of them. */
#ifndef CX_QUERY_INTERACTION_LEFT_H
#define CX_QUERY_INTERACTION_LEFT_H

#include "query/interaction.h"

/* A request that was to be sent, as its intent says (ledger/runtime_log.h). */
struct cx_interaction_left {
	const char *interaction, *run, *key; /* key: its Idempotency-Key */
	const char *before, *after;          /* digests of what was held, and what was to be */
	const char *host;
	int64_t pid, time_ms;
	bool open; /* nothing is known of what became of it */
};
struct cx_interaction_lefts {
	struct cx_arena arena;
	struct cx_interaction_left **items; /* in the order of the log */
	size_t count, cap;
	struct cx_map by_key;
};
void cx_interaction_lefts_release(struct cx_interaction_lefts *lefts);
/* Takes one record of the log; lefts is a struct cx_interaction_lefts. Those of other commands are left out.
 */
void cx_interaction_lefts_learn(void *lefts, const struct cx_node *record);

/* Whether the run may still be at work: its process is there, or is one of another host, a short time ago. */
bool cx_interaction_left_lives(const struct cx_interaction_left *left, const char *host, int64_t now_ms);

enum cx_interaction_left_state {
	CX_INTERACTION_LEFT_DONE,
	CX_INTERACTION_LEFT_UNDONE,
	CX_INTERACTION_LEFT_OTHER, /* somebody else changed it, too */
	CX_INTERACTION_LEFT_GONE,
	CX_INTERACTION_LEFT_UNREAD,
};
/* One GET of the interaction, whatever query's id is for. */
enum cx_interaction_left_state cx_interaction_left_look(const struct cx_interaction_query *query,
							struct cx_arena *arena,
							const struct cx_interaction_left *left);

#endif
