/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of cxctl attributes that were killed before they knew what became of their request. */
#include "cli/attributes_left.h"

#include "remote/problem.h"

/* A run has not more than one request open: so many were killed, and the rest is for the next run. */
#define LEFT_MOST 20

static const struct verdict {
	const char *result, *what, *hint;
	enum cx_severity severity;
} verdicts[] = {
	[CX_INTERACTION_LEFT_DONE] = {"applied", "it was done", NULL, CX_SEVERITY_NOTE},
	[CX_INTERACTION_LEFT_UNDONE] = {"not_applied", "it was not done", "mark it again",
					CX_SEVERITY_WARNING},
	[CX_INTERACTION_LEFT_OTHER] = {"unknown",
				       "it now holds neither what it held before nor what was sent",
				       "somebody else changed it, too: look at it, and mark it again",
				       CX_SEVERITY_WARNING},
	[CX_INTERACTION_LEFT_GONE] = {"unknown", "there is no such interaction any more", NULL,
				      CX_SEVERITY_WARNING},
	[CX_INTERACTION_LEFT_UNREAD] = {NULL, "what became of it cannot be read now",
					"the next run looks again", CX_SEVERITY_WARNING},
};

static void say(struct cx_diags *diags, const struct cx_interaction_left *left, const struct verdict *verdict)
{
	CX_AUTO(cx_buf) struct cx_buf id = CX_BUF_INIT;
	cx_problem_escape(&id, left->interaction, strlen(left->interaction), 80);
	struct cx_diag *d =
		cx_diag_add(diags, verdict->severity, "attributes.left", CX_SPAN_NONE,
			    "interaction %s: the run %s was killed while it changed attributes: %s", id.data,
			    left->run, verdict->what);
	if (verdict->hint)
		cx_diag_hint(diags, d, "%s", verdict->hint);
}

static enum cx_status record(struct cx_runtime_session *session, const struct cx_interaction_left *left,
			     const char *result)
{
	struct cx_arena *arena = session->context.arena;
	struct cx_node *node = cx_runtime_session_record(session, arena, "resolved");
	cx_node_add(node, "interaction", cx_node_string(arena, left->interaction));
	cx_node_add(node, "idempotency_key", cx_node_string(arena, left->key));
	cx_node_add(node, "of_run", cx_node_string(arena, left->run));
	cx_node_add(node, "result", cx_node_string(arena, result));
	return cx_runtime_log_add(session->log, arena, &node, 1, session->context.diags);
}

enum cx_status cx_attributes_settle_left(struct cx_runtime_session *session,
					 const struct cx_interaction_lefts *lefts)
{
	struct cx_context *context = &session->context;
	struct cx_interaction_query query = {.remote = context->remote, .runtime = &context->profile.runtime};
	int64_t now_ms = context->clock->realtime_ms(context->clock);
	enum cx_status status = CX_STATUS_OK;
	size_t seen = 0;
	for (size_t i = 0; i < lefts->count && seen < LEFT_MOST && !status; i++) {
		const struct cx_interaction_left *left = lefts->items[i];
		if (!left->open || cx_interaction_left_lives(left, session->actor.host, now_ms))
			continue;
		query.id = left->interaction;
		const struct verdict *verdict =
			&verdicts[cx_interaction_left_look(&query, context->arena, left)];
		if (context->interrupted && *context->interrupted)
			break;
		say(context->diags, left, verdict);
		if (verdict->result)
			status = record(session, left, verdict->result);
		seen++;
	}
	return status;
}
