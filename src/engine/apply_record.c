/* SPDX-License-Identifier: Apache-2.0 */
/* Intents and outcomes as audit records, and resources as the ledger keeps them. */
#include "doc/json.h"
#include "engine/apply_parts.h"
#include "engine/fingerprint.h"

static struct cx_node *text_or_null(struct cx_arena *arena, const char *text)
{
	return text && *text ? cx_node_string(arena, text) : cx_node_new(arena, CX_NODE_NULL);
}

static struct cx_node *record_new(struct apply_step *s, const char *type)
{
	struct cx_arena *arena = s->run->arena;
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, type));
	cx_node_add(record, "address", cx_node_string(arena, s->step.change->address));
	cx_node_add(record, "action", cx_node_string(arena, cx_action_name(s->step.change->action)));
	cx_node_add(record, "id", text_or_null(arena, s->step.id));
	if (s->undoes)
		cx_node_add(record, "rollback", cx_node_bool(arena, true));
	return record;
}

void apply_record_rollback(struct apply_step *s)
{
	struct cx_arena *arena = s->run->arena;
	const struct apply_step *undone = s->undoes, *cause = s->run->cause;
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, "rollback"));
	cx_node_add(record, "address", cx_node_string(arena, undone->step.change->address));
	cx_node_add(record, "action", cx_node_string(arena, cx_action_name(undone->step.change->action)));
	cx_node_add(record, "id", text_or_null(arena, undone->step.id));
	cx_node_add(record, "cause", cx_node_string(arena, cause->step.change->address));
	cx_run_add(s->run->options->run, record);
}

void apply_record_intent(struct apply_step *s)
{
	struct cx_arena *arena = s->run->arena;
	const struct cx_change *change = s->step.change;
	struct cx_node *record = record_new(s, "intent");
	cx_node_add(record, "method", cx_node_string(arena, change->route->routes[s->verb].method));
	cx_node_add(record, "path", cx_node_string(arena, s->path));
	cx_node_add(record, "body", text_or_null(arena, change->body_digest));
	cx_node_add(record, "before", text_or_null(arena, change->live_digest));
	cx_node_add(record, "etag", text_or_null(arena, s->step.etag));
	if (!s->undoes)
		apply_record_base(arena, change, record);
	if (s->restores)
		cx_node_add(record, "restores", cx_node_string(arena, s->restores));
	if (s->idempotency_key)
		cx_node_add(record, "idempotency_key", cx_node_string(arena, s->idempotency_key));
	if (s->notification)
		cx_node_add(record, "notification", cx_node_string(arena, s->notification));
	cx_run_add(s->run->options->run, record);
}

void apply_record_base(struct cx_arena *arena, const struct cx_change *change, struct cx_node *record)
{
	if (change->desired && change->desired->origin)
		cx_node_add(record, "reconcile", cx_node_bool(arena, true));
	if (change->left.count)
		cx_node_add(record, "left", cx_leave_json(arena, change->left));
	struct cx_node *macs = cx_secret_macs(arena, change->kind->spec, change->marked);
	if (macs)
		cx_node_add(record, "secrets", macs);
	cx_fingerprint_record(arena, change, record);
}

/* A conflict is, for the record, a write that was not applied. */
static const char *outcome_word(enum cx_step_result result)
{
	if (result == CX_STEP_APPLIED || result == CX_STEP_RECORDED)
		return "applied";
	return result == CX_STEP_UNKNOWN ? "unknown" : "not_applied";
}

void apply_record_outcome(struct apply_step *s)
{
	struct cx_arena *arena = s->run->arena;
	const struct cx_change *change = s->step.change;
	struct cx_node *record = record_new(s, "outcome");
	bool done = s->step.result == CX_STEP_APPLIED;
	cx_node_add(record, "result", cx_node_string(arena, outcome_word(s->step.result)));
	cx_node_add(record, "status",
		    s->step.status ? cx_node_int(arena, s->step.status) : cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(record, "latency_ms", cx_node_int(arena, s->step.latency_us / 1000));
	cx_node_add(record, "etag", text_or_null(arena, done ? s->step.etag : NULL));
	cx_node_add(record, "before", text_or_null(arena, change->live_digest));
	cx_node_add(record, "after", text_or_null(arena, done ? change->body_digest : change->live_digest));
	if (done && s->step.shown) {
		char digest[CX_DIGEST_LEN + 1];
		cx_json_digest(s->step.shown, digest);
		cx_node_add(record, "shown", cx_node_string(arena, cx_arena_strdup(arena, digest)));
	}
	if (done && s->notification)
		cx_node_add(record, "notification", cx_node_string(arena, s->notification));
	if (s->step.code)
		cx_node_add(record, "problem", cx_node_string(arena, s->step.code));
	if (change->action == CX_ACTION_RECORD)
		apply_record_base(arena, change, record);
	cx_run_add(s->run->options->run, record);
}

static struct cx_node *origin_node(struct cx_arena *arena, const struct cx_definition *definition,
				   const char *commit)
{
	if (definition->origin)
		return cx_node_copy(arena, definition->origin);
	struct cx_node *origin = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(origin, "commit", text_or_null(arena, commit));
	cx_node_add(origin, "path", cx_node_string(arena, definition->file));
	cx_node_add(origin, "line", cx_node_int(arena, definition->line));
	return origin;
}

void cx_resource_json(struct cx_arena *arena, const struct cx_resource *resource, struct cx_buf *out)
{
	const struct cx_definition *definition = resource->definition;
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "id", text_or_null(arena, resource->id));
	cx_node_add(object, "spec", cx_node_copy(arena, resource->spec));
	cx_node_add(object, "protect", cx_node_bool(arena, definition->protect));
	cx_node_add(object, "origin", origin_node(arena, definition, resource->commit));
	if (resource->shown)
		cx_node_add(object, "shown", cx_node_copy(arena, resource->shown));
	cx_json_canonical(object, out);
}
