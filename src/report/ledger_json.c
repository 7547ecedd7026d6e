/* SPDX-License-Identifier: Apache-2.0 */
/* Sides, runs, journals and deployments as JSON. */
#include "report/ledger_json.h"

#include "report/diag_json.h"

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_diag_json_text(arena, text));
}

static void add_oid(struct cx_arena *arena, struct cx_node *object, const char *key, const struct cx_oid *oid)
{
	add_text(arena, object, key, cx_oid_is_zero(oid) ? NULL : cx_arena_strdup(arena, oid->hex));
}

static void add_int(struct cx_arena *arena, struct cx_node *object, const char *key, int64_t n)
{
	cx_node_add(object, key, cx_node_int(arena, n));
}

static struct cx_node *side_node(struct cx_arena *arena, const struct cx_survey_side *side)
{
	if (!side->exists)
		return cx_node_new(arena, CX_NODE_NULL);
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	add_oid(arena, node, "commit", &side->commit);
	add_int(arena, node, "runs", side->head.runs);
	add_text(arena, node, "head", side->head.hash);
	return node;
}

struct cx_node *cx_ledger_json_run(struct cx_arena *arena, const struct cx_open_run *run)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	const struct cx_node *steps = cx_node_get(run->document, "steps");
	int64_t pid = 0;
	(void)cx_node_get_int64(run->document, "pid", &pid);
	add_text(arena, node, "run", run->run);
	add_text(arena, node, "actor", run->actor);
	add_text(arena, node, "host", run->host);
	add_int(arena, node, "pid", pid);
	add_text(arena, node, "started", run->started);
	add_text(arena, node, "expires", run->expires);
	cx_node_add(node, "expired", cx_node_bool(arena, run->expired));
	cx_node_add(node, "here", cx_node_bool(arena, run->here));
	cx_node_add(node, "alive", cx_node_bool(arena, run->alive));
	add_oid(arena, node, "commit", &run->applied);
	add_int(arena, node, "steps", steps ? (int64_t)steps->count : 0);
	return node;
}

static struct cx_node *journals_node(struct cx_arena *arena, const struct cx_survey *survey)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < survey->journal_count; i++) {
		const struct cx_survey_journal *journal = &survey->journals[i];
		struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
		add_text(arena, node, "run", journal->run);
		add_text(arena, node, "path", journal->path);
		cx_node_add(node, "empty", cx_node_bool(arena, journal->empty));
		cx_node_add(node, "alive", cx_node_bool(arena, journal->alive));
		cx_node_add(node, "sealed", cx_node_bool(arena, journal->sealed));
		cx_node_push(array, node);
	}
	return array;
}

static const char *relation_word(const struct cx_survey *survey)
{
	if (!survey->names->remote)
		return "local";
	return survey->reached ? cx_refs_relation_name(survey->state.relation) : "unknown";
}

struct cx_node *cx_ledger_json_survey(struct cx_arena *arena, const struct cx_survey *survey)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	const struct cx_refs_remote *remote = survey->names->remote;
	add_text(arena, node, "tenant", survey->names->tenant);
	add_text(arena, node, "ref", survey->names->ref);
	add_text(arena, node, "remote", remote ? remote->name : NULL);
	add_text(arena, node, "relation", relation_word(survey));
	cx_node_add(node, "rewound", cx_node_bool(arena, survey->rewound));
	add_int(arena, node, "ahead", (int64_t)survey->state.ahead);
	add_int(arena, node, "behind", (int64_t)survey->state.behind);
	cx_node_add(node, "here", side_node(arena, &survey->here));
	cx_node_add(node, "there", side_node(arena, &survey->there));
	cx_node_add(node, "run",
		    survey->is_open ? cx_ledger_json_run(arena, &survey->run)
				    : cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(node, "journals", journals_node(arena, survey));
	return node;
}

struct cx_node *cx_ledger_json_fetched(struct cx_arena *arena, const struct cx_ledger *names,
				       const struct cx_refs_state *state)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, node, "ref", names->ref);
	add_text(arena, node, "remote", names->remote->name);
	add_oid(arena, node, "before", &state->seen);
	add_oid(arena, node, "after", &state->remote);
	add_int(arena, node, "commits", (int64_t)state->behind);
	return node;
}

struct cx_node *cx_ledger_json_deployment(struct cx_arena *arena, const struct cx_deployment *deployment)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	char time[CX_TIME_LEN + 1];
	cx_time_format(deployment->time_s * 1000, time);
	add_oid(arena, node, "seal", &deployment->seal);
	add_oid(arena, node, "commit", &deployment->applied);
	add_text(arena, node, "time", cx_arena_strdup(arena, time));
	add_text(arena, node, "author", cx_arena_strdup(arena, deployment->author));
	add_text(arena, node, "subject",
		 cx_arena_strndup(arena, deployment->message, strcspn(deployment->message, "\n")));
	return node;
}
