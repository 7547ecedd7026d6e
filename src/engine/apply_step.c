/* SPDX-License-Identifier: Apache-2.0 */
/* One step of an apply: read, intent, write, check; each answer moves it on. */
#include "engine/apply_parts.h"
#include "engine/diff.h"
#include "engine/plan_parts.h"
#include "engine/shown.h"
#include "model/normal.h"

void apply_step_due(struct apply_step *s)
{
	struct apply_run *run = s->run;
	s->phase = PHASE_DUE;
	CX_ARENA_GROW(run->arena, run->due, run->due_count, run->due_cap);
	run->due[run->due_count++] = s;
}

/* Takes it out of those under way, which keep their order. */
static void step_close(const struct apply_step *s)
{
	struct apply_run *run = s->run;
	size_t kept = 0;
	for (size_t i = 0; i < run->open_count; i++)
		if (run->open[i] != s)
			run->open[kept++] = run->open[i];
	run->open_count = kept;
}

/* What the tenant has no call for was known before the first write: it is told, and stops nothing. */
static void note_failure(const struct apply_step *s)
{
	enum cx_step_result result = s->step.result;
	if (s->undoes)
		return;
	bool failed =
		result == CX_STEP_NOT_APPLIED || result == CX_STEP_CONFLICT || result == CX_STEP_UNKNOWN;
	if (failed && !s->step.change->unable && !s->run->failed &&
	    s->run->options->on_error != CX_ON_ERROR_CONTINUE)
		s->run->failed = s;
}

void apply_step_finish(struct apply_step *s, enum cx_step_result result)
{
	struct apply_run *run = s->run;
	s->phase = PHASE_DONE;
	s->step.result = result;
	s->place = run->finished++;
	step_close(s);
	if (!s->undoes)
		cx_order_done(&run->order, (size_t)(s - run->steps),
			      result == CX_STEP_APPLIED || result == CX_STEP_RECORDED);
	cx_secret_body_release(&s->body);
	if (result == CX_STEP_APPLIED && s->step.id)
		apply_same_own(run, s->step.id);
	if (!run->journal_failed && (result != CX_STEP_SKIPPED || s->undoes))
		apply_record_outcome(s);
	note_failure(s);
	/* A tenant that fails step after step is left alone (DESIGN.md 7: five in a row). */
	run->failures_in_row =
		result == CX_STEP_APPLIED || result == CX_STEP_RECORDED ? 0 : run->failures_in_row;
	if (!s->step.change->unable)
		run->failures_in_row += result == CX_STEP_NOT_APPLIED || result == CX_STEP_UNKNOWN;
	if (run->failures_in_row >= 5 && !run->failed && !s->undoes)
		run->stopped = true;
	if (run->options->progress)
		run->options->progress(run->options->progress_data, &s->step, run->finished, run->count);
}

void apply_step_fail_text(struct apply_step *s, enum cx_step_result result, const char *code,
			  const char *problem, const char *hint)
{
	s->step.code = code;
	s->step.problem = problem;
	s->step.hint = hint;
	apply_step_finish(s, result);
}

void apply_step_fail(struct apply_step *s, enum cx_step_result result, const struct cx_answer *answer)
{
	struct cx_arena *arena = s->run->arena;
	s->step.status = answer->status;
	apply_step_fail_text(s, result, answer->code ? cx_arena_strdup(arena, answer->code) : "tenant.status",
			     cx_arena_strdup(arena, answer->problem ? answer->problem : ""),
			     answer->hint ? cx_arena_strdup(arena, answer->hint) : NULL);
}

void apply_step_changed(struct apply_step *s, const char *what)
{
	apply_step_fail_text(s, CX_STEP_CONFLICT, "apply.conflict", what,
			     "run cxctl plan again to see what is there now");
}

void apply_step_changed_since(struct apply_step *s, const char *what)
{
	apply_step_changed(s, cx_arena_printf(s->run->arena, "%s since %s", what,
					      s->undoes ? "this run wrote it" : "the plan"));
}

static bool is_success(const struct cx_answer *answer)
{
	return answer->kind == CX_ANSWER_STATUS && answer->status >= 200 && answer->status < 300;
}

bool apply_is_as_sent(struct cx_arena *arena, const struct cx_change *change, const struct cx_node *live)
{
	const struct cx_shape *shape = change->kind->spec;
	live = cx_shown_undo(arena, shape, change->base, change->body, live);
	struct cx_node *sent = cx_normal(arena, shape, change->body), *has = cx_normal(arena, shape, live);
	struct cx_fields fields = {0};
	struct cx_diff_input diff = {.shape = shape, .desired = sent, .base = sent, .live = has};
	return cx_diff(arena, &diff, &fields) == CX_CLASS_NONE;
}

/* Lists may lag behind: what the ledger knows is asked for by its id before it is created anew. */
static const char *id_before(const struct apply_step *s)
{
	return s->step.id ? s->step.id : cx_node_get_text(s->step.change->base, "id");
}

bool apply_step_make_body(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	if (!change->body)
		return true;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	s->body.secrets = cx_remote_secrets(s->run->options->remote);
	s->body.key = s->run->options->ledger_key;
	if (cx_secret_body_make(change->kind->spec, change->body, change->route, s->run->options->project_dir,
				&s->body, &inner) == CX_STATUS_OK)
		return true;
	bool changed = inner.count && strcmp(inner.items[0]->code, "secret.changed") == 0;
	apply_step_fail_text(
		s, CX_STEP_NOT_APPLIED, changed ? "secret.changed" : "secret.missing",
		cx_arena_strdup(s->run->arena, inner.count ? inner.items[0]->message : "a secret is missing"),
		NULL);
	return false;
}

void apply_step_start(struct apply_step *s)
{
	if (s->undoes) {
		apply_undo_start(s);
		return;
	}
	const struct cx_change *change = s->step.change;
	const struct cx_kind_route *route = change->route;
	bool client_id = route->identity != CX_IDENTITY_SERVER_ID;
	s->verb = cx_plan_verb(route, change->action);
	const struct cx_route *verb = &route->routes[s->verb];
	if (!apply_step_make_body(s))
		return;
	s->path = cx_route_path(s->run->arena, verb, s->step.id ? s->step.id : "");
	bool conditional_create = client_id && change->action == CX_ACTION_CREATE && apply_guard_has_etags(s);
	const char *id = apply_read_can(s) ? id_before(s) : NULL;
	if (id && !conditional_create)
		apply_read_before(s, id);
	else
		apply_step_due(s);
}

/* ---- the write ---- */

static void on_written(void *data, const struct cx_answer *answer);

void apply_step_send(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	bool etags = apply_guard_has_etags(s);
	if (s->accepted) {
		apply_read_after(s);
		return;
	}
	s->phase = PHASE_WRITING;
	s->writes++;
	s->step.written = true;
	/* A create is safe once its answer shows that the tenant has ETags at all. */
	s->guarded = etags && change->action != CX_ACTION_CREATE && s->step.etag;
	struct cx_write write = {
		.method = change->route->routes[s->verb].method,
		.path = s->path,
		.body = change->body ? s->body.json.data : NULL,
		.body_len = s->body.json.len,
		.if_match = etags && change->action != CX_ACTION_CREATE ? s->step.etag : NULL,
		.if_none_match = etags && change->action == CX_ACTION_CREATE && !s->idempotency_key,
		.idempotency_key = s->idempotency_key,
	};
	cx_writer_send(cx_remote_writer(s->run->options->remote), &write, on_written, s);
}

/* Whether an answer's object shows every member that was sent, so that no read is needed. */
static bool is_whole(const struct apply_step *s, const struct cx_node *object)
{
	const struct cx_change *change = s->step.change;
	for (const struct cx_node *m = change->body->first; m; m = m->next) {
		const struct cx_shape *shape = cx_shape_member(change->kind->spec, m->key, m->key_len);
		if (cx_is_compared(shape) && !shape->write_only && !cx_node_get_n(object, m->key, m->key_len))
			return false;
	}
	return true;
}

static void learn_id(struct apply_step *s, const struct cx_node *object)
{
	const char *id = cx_plan_live_id(s->run->arena, s->step.change->route, object);
	if (id && !s->step.id)
		s->step.id = id;
}

void apply_step_doubt(struct apply_step *s, const char *code, const char *problem)
{
	s->doubted = true;
	s->step.code = code;
	s->step.problem = problem;
	if (s->idempotency_key)
		s->phase = PHASE_RESOLVE;
	else
		apply_read_after(s);
}

/* The tenant will create it: it is looked for in the list, or where there is none by the id that it was
 * given. */
static void accept_create(struct apply_step *s, const struct cx_node *object)
{
	s->accepted = true;
	if (object && !s->step.change->route->routes[CX_ROUTE_LIST].present)
		learn_id(s, object);
	if (s->step.id && apply_read_can(s)) {
		s->doubted = true;
		apply_read_after(s);
		return;
	}
	apply_step_doubt(s, "apply.accepted", "the tenant accepted it (202), and does not show it yet");
}

static void on_success(struct apply_step *s, const struct cx_answer *answer)
{
	s->step.latency_us = answer->latency_us;
	/* Whatever an earlier try ran into. */
	s->step.problem = s->step.code = s->step.hint = NULL;
	const struct cx_change *change = s->step.change;
	struct cx_node *object = NULL;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	if (answer->body_len)
		(void)cx_answer_node(s->run->arena, answer, s->step.change->route, &object, &inner);
	bool is_object = object && object->type == CX_NODE_OBJECT;
	if (answer->body_len && !is_object) {
		apply_step_doubt(s, "tenant.json",
				 cx_arena_strdup(s->run->arena, inner.count ? inner.items[0]->message
									    : "the answer is no object"));
		return;
	}
	const char *other = is_object ? apply_same_other(s, s->step.id, object) : NULL;
	if (other) {
		apply_step_doubt(s, "tenant.other", other);
		return;
	}
	if (answer->status == 202 && s->idempotency_key) {
		accept_create(s, is_object ? object : NULL);
		return;
	}
	if (answer->status == 202 && apply_read_tells(s)) {
		s->accepted = s->doubted = true;
		apply_read_after(s);
		return;
	}
	if (change->action == CX_ACTION_DELETE) {
		apply_step_finish(s, CX_STEP_APPLIED);
		return;
	}
	apply_step_keep_etag(s, answer);
	if (change->action == CX_ACTION_CREATE && !s->idempotency_key)
		apply_guard_saw_etag(s, answer->etag);
	s->guarded |= change->action == CX_ACTION_CREATE && (s->idempotency_key || answer->etag);
	if (is_object)
		learn_id(s, object);
	if (is_object && is_whole(s, object))
		s->answered = object;
	/* Whatever became of an earlier try: these bytes are there now. */
	s->doubted = !s->step.id;
	if (!s->step.id) {
		s->phase = PHASE_RESOLVE;
	} else if (s->answered && !(apply_guard_needs_look(s) && apply_read_can(s))) {
		s->wrote = object;
		apply_read_note(s, object);
		apply_step_finish(s, CX_STEP_APPLIED);
	} else {
		apply_read_after(s);
	}
}

static void on_written(void *data, const struct cx_answer *answer)
{
	struct apply_step *s = data;
	enum cx_action action = s->step.change->action;
	s->step.status = answer->status;
	s->step.latency_us = answer->latency_us;
	if (answer->kind == CX_ANSWER_IN_DOUBT) {
		s->doubted = true;
		s->step.code = answer->code ? cx_arena_strdup(s->run->arena, answer->code) : NULL;
		s->step.problem = cx_arena_strdup(s->run->arena, answer->problem ? answer->problem : "");
		s->step.hint = answer->hint ? cx_arena_strdup(s->run->arena, answer->hint) : NULL;
		if (s->idempotency_key)
			s->phase = PHASE_RESOLVE;
		else
			apply_read_after(s);
	} else if (answer->kind != CX_ANSWER_STATUS) {
		apply_step_fail(s, s->doubted ? CX_STEP_UNKNOWN : CX_STEP_NOT_APPLIED, answer);
	} else if (is_success(answer)) {
		on_success(s, answer);
	} else if (answer->status == 404 && action == CX_ACTION_DELETE) {
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if ((answer->status == 412 || answer->status == 409) && !s->idempotency_key) {
		/* It may be our own earlier write. */
		apply_read_after(s);
	} else if (answer->status == 404 && action == CX_ACTION_UPDATE) {
		apply_step_changed_since(s, "it was deleted in the tenant");
	} else {
		apply_step_fail(s, CX_STEP_NOT_APPLIED, answer);
	}
}
