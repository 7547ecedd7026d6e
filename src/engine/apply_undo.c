/* SPDX-License-Identifier: Apache-2.0 */
/* Rollback: what a run wrote is taken back, newest first, each only where it still is as it was written. */
/*
 * One after the other, and not many at once: so the order is the one that it was written in, reversed, and at
 * most one write is in doubt if the run dies. What was there before is kept in memory alone. Nothing here is
 * atomic: others see every state on the way.
 */
#include "base/rand.h"
#include "doc/json.h"
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"
#include "model/normal.h"

/* The steps of one rollback, and those that could not be taken back so far. */
struct undo {
	struct apply_run run;
	struct cx_map
		kept; /* address of what must not be deleted -> the step that refers to it, and stands */
};

static enum cx_action action_against(enum cx_action action)
{
	static const enum cx_action actions[] = {
		[CX_ACTION_CREATE] = CX_ACTION_DELETE,
		[CX_ACTION_UPDATE] = CX_ACTION_UPDATE,
		[CX_ACTION_DELETE] = CX_ACTION_CREATE,
	};
	return actions[action];
}

/* What takes a change back; body and live are known once it was read. */
static struct cx_change *change_against(struct cx_arena *arena, const struct apply_step *done)
{
	struct cx_change *change = cx_arena_alloc(arena, sizeof *change);
	*change = *done->step.change;
	change->action = action_against(done->step.change->action);
	change->live = done->wrote;
	change->body = NULL;
	change->body_digest[0] = '\0';
	change->live_digest[0] = '\0';
	return change;
}

static void digest_live(struct cx_arena *arena, struct cx_change *change, const struct cx_node *live)
{
	change->live = live;
	cx_json_digest(cx_plan_live_state(arena, change, live), change->live_digest);
}

/* Its change is this run's own: nobody else has it. */
static struct cx_change *own_change(struct apply_step *s)
{
	return (struct cx_change *)(uintptr_t)s->step.change;
}

static void undo_leave(struct apply_step *s, const char *why, const char *hint)
{
	apply_step_fail_text(s, CX_STEP_NOT_APPLIED, "apply.rollback", why, hint);
}

/* Puts the body together, and makes the step due; where that cannot be, the step ends. */
static void undo_due(struct apply_step *s)
{
	struct cx_change *change = own_change(s);
	struct cx_arena *arena = s->run->arena;
	if (change->action != CX_ACTION_DELETE) {
		const char *why = NULL;
		change->body = apply_undo_body(arena, s, &why);
		if (!change->body) {
			undo_leave(s, why, "put it back by hand, or apply again");
			return;
		}
		cx_json_digest(change->body, change->body_digest);
		char digest[CX_DIGEST_LEN + 1];
		cx_json_digest(cx_normal(arena, change->kind->spec, s->undoes->before), digest);
		s->restores = cx_arena_strdup(arena, digest);
	}
	if (apply_step_make_body(s))
		apply_step_due(s);
}

static const char *why_not(const struct apply_step *s)
{
	enum cx_action action = s->step.change->action;
	if (!s->step.change->route->routes[s->verb].present)
		return action == CX_ACTION_DELETE ? "the tenant has no call to delete it"
						  : "the tenant has no call to put it back";
	if (action != CX_ACTION_CREATE && !apply_read_can(s))
		return "the tenant does not show it, so nobody can tell whether it is still as it was "
		       "written";
	if (action != CX_ACTION_DELETE && !s->undoes->before)
		return "what was there before was not seen";
	return NULL;
}

void apply_undo_start(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	const char *known = cx_node_get_text(change->base, "id");
	const char *id = s->step.id ? s->step.id : known;
	s->verb = cx_plan_verb(change->route, change->action);
	const char *why = why_not(s);
	if (why) {
		undo_leave(s, why, "look at it in the tenant, and put it back by hand");
		return;
	}
	s->path = cx_route_path(s->run->arena, &change->route->routes[s->verb], s->step.id ? s->step.id : "");
	if (apply_read_can(s) && id)
		apply_read_before(s, id);
	else
		undo_due(s);
}

/* What the answer to the write did not show may be what was there before: a write need not answer with all.
 */
static const struct cx_node *filled_up(struct cx_arena *arena, const struct cx_node *wrote,
				       const struct cx_node *before)
{
	struct cx_node *all = cx_node_copy(arena, wrote);
	for (const struct cx_node *m = before ? before->first : NULL; m; m = m->next)
		if (!cx_node_get_n(wrote, m->key, m->key_len))
			cx_node_add_n(all, m->key, m->key_len, cx_node_copy(arena, m));
	return all;
}

bool apply_undo_is_as_written(const struct apply_step *s, const struct cx_node *now)
{
	const struct apply_step *done = s->undoes;
	const struct cx_shape *shape = s->step.change->kind->spec;
	struct cx_arena *arena = s->run->arena;
	/* A list shows less than an answer. */
	if (!done->wrote || !s->step.change->route->routes[CX_ROUTE_READ].present)
		return apply_is_as_sent(arena, done->step.change, now);
	return apply_loss_covers(shape, now, done->wrote) &&
	       apply_loss_covers(shape, filled_up(arena, done->wrote, done->before), now);
}

void apply_undo_saw(struct apply_step *s, const struct cx_node *now)
{
	enum cx_action action = s->step.change->action;
	if (action == CX_ACTION_CREATE && now) {
		apply_step_changed_since(s, "it was created in the tenant");
	} else if (action == CX_ACTION_CREATE) {
		undo_due(s);
	} else if (!now && action == CX_ACTION_DELETE) {
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if (!now) {
		apply_step_changed_since(s, "it was deleted in the tenant");
	} else if (!apply_undo_is_as_written(s, now)) {
		apply_step_changed_since(s, "it was changed in the tenant");
	} else {
		digest_live(s->run->arena, own_change(s), now);
		undo_due(s);
	}
}

/* ---- the run of it ---- */

static int compare_places(const void *left, const void *right)
{
	const struct apply_step *a = *(struct apply_step *const *)left,
				*b = *(struct apply_step *const *)right;
	return a->place > b->place ? -1 : a->place < b->place;
}

static bool is_to_be_undone(const struct apply_step *s)
{
	return s->step.written && s->step.result == CX_STEP_APPLIED;
}

static void step_make(struct undo *undo, struct apply_step *done)
{
	struct apply_run *run = &undo->run;
	const struct cx_change *change = done->step.change;
	struct apply_step *s = &run->steps[run->count++];
	bool by_server = change->route->identity == CX_IDENTITY_SERVER_ID;
	s->run = run;
	s->undoes = done;
	s->step.change = change_against(run->arena, done);
	s->step.undoes = true;
	s->step.members_after = -1;
	s->body = (struct cx_secret_body)CX_SECRET_BODY_INIT;
	if (change->action != CX_ACTION_DELETE || !by_server)
		s->step.id = done->step.id;
	if (change->action == CX_ACTION_DELETE && by_server) {
		char key[CX_UUID_LEN + 1];
		cx_uuid_new(key);
		s->idempotency_key = cx_arena_strdup(run->arena, key);
	}
}

/* Of what a definition refers to, all must stay that the run created. */
static void keep(struct undo *undo, const struct apply_step *s)
{
	const struct cx_definition *desired = s->step.change->desired;
	for (size_t i = 0; desired && i < desired->depend_count; i++)
		(void)cx_map_put(&undo->kept, desired->depends[i]->address, (void *)(uintptr_t)s);
}

static void steps_make(struct undo *undo, struct apply_run *forward)
{
	struct apply_step **done =
		cx_arena_alloc(forward->arena, (forward->count + 1) * sizeof(struct apply_step *));
	size_t count = 0;
	for (size_t i = 0; i < forward->count; i++) {
		struct apply_step *s = &forward->steps[i];
		if (is_to_be_undone(s))
			done[count++] = s;
		else if (s->step.result == CX_STEP_UNKNOWN)
			keep(undo, s);
	}
	qsort(done, count, sizeof(struct apply_step *), compare_places);
	undo->run.steps = cx_arena_alloc(forward->arena, (count + 1) * sizeof *undo->run.steps);
	for (size_t i = 0; i < count; i++)
		step_make(undo, done[i]);
}

static void undo_begin(struct undo *undo, struct apply_step *s)
{
	struct apply_run *run = &undo->run;
	const struct apply_step *user = cx_map_get(&undo->kept, s->step.change->address);
	const volatile sig_atomic_t *interrupted = run->options->interrupted;
	run->open[run->open_count++] = s;
	apply_record_rollback(s);
	if (interrupted && *interrupted)
		run->stopped = true;
	if (run->stopped)
		apply_step_fail_text(s, CX_STEP_SKIPPED, "apply.stopped", "the run was stopped before it",
				     NULL);
	else if (user && s->step.change->action == CX_ACTION_DELETE)
		apply_step_fail_text(s, CX_STEP_SKIPPED, "apply.skipped",
				     cx_arena_printf(run->arena, "%s refers to it, and is not as before",
						     user->step.change->address),
				     NULL);
	else
		apply_step_start(s);
}

static const struct cx_step *result_copy(const struct apply_step *s)
{
	struct cx_step *copy = cx_arena_alloc(s->run->arena, sizeof *copy);
	*copy = s->step;
	return copy;
}

static void undo_all(struct undo *undo)
{
	struct apply_run *run = &undo->run;
	for (size_t i = 0; i < run->count && !run->journal_failed; i++) {
		struct apply_step *s = &run->steps[i];
		undo_begin(undo, s);
		if (s->phase != PHASE_DONE)
			apply_run_drive(run);
		if (s->step.result != CX_STEP_APPLIED)
			keep(undo, s->undoes);
	}
	apply_run_close(run);
	for (size_t i = 0; i < run->count; i++)
		run->steps[i].undoes->step.rollback = result_copy(&run->steps[i]);
}

void apply_undo_run(struct apply_run *forward)
{
	struct undo undo = {.run = {.arena = forward->arena,
				    .options = forward->options,
				    .diags = forward->diags,
				    .cause = forward->failed,
				    .most_open = MAX_STEPS_OPEN,
				    .stopped = forward->stopped,
				    .plain = forward->plain,
				    .plain_count = forward->plain_count,
				    .plain_cap = forward->plain_cap}};
	const struct cx_apply_options *options = forward->options;
	steps_make(&undo, forward);
	if (undo.run.count && options->rollback)
		options->rollback(options->progress_data, &forward->failed->step, undo.run.count);
	undo_all(&undo);
	forward->journal_failed |= undo.run.journal_failed;
	cx_map_release(&undo.run.owned);
	cx_map_release(&undo.kept);
}
