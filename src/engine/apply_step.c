/* SPDX-License-Identifier: Apache-2.0 */
/* One step of an apply: read, intent, write, check; each answer moves it on. */
#include "engine/apply_parts.h"
#include "engine/diff.h"
#include "engine/plan_parts.h"
#include "model/normal.h"

static void check_after(struct apply_step *s);

void apply_step_due(struct apply_step *s)
{
	struct apply_run *run = s->run;
	s->phase = PHASE_DUE;
	CX_ARENA_GROW(run->arena, run->due, run->due_count, run->due_cap);
	run->due[run->due_count++] = s;
}

void apply_step_finish(struct apply_step *s, enum cx_step_result result)
{
	struct apply_run *run = s->run;
	s->phase = PHASE_DONE;
	s->step.result = result;
	run->finished++;
	if (result != CX_STEP_APPLIED && result != CX_STEP_RECORDED) {
		CX_ARENA_GROW(run->arena, run->failed, run->failed_count, run->failed_cap);
		run->failed[run->failed_count++] = s;
	}
	cx_secret_body_release(&s->body);
	if (!run->journal_failed && result != CX_STEP_SKIPPED)
		apply_record_outcome(s);
	/* A tenant that fails step after step is left alone (DESIGN.md 7: five in a row). */
	run->failures_in_row =
		result == CX_STEP_APPLIED || result == CX_STEP_RECORDED ? 0 : run->failures_in_row;
	run->failures_in_row += result == CX_STEP_NOT_APPLIED || result == CX_STEP_UNKNOWN;
	if (run->failures_in_row >= 5)
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

static void keep_etag(struct apply_step *s, const struct cx_answer *answer)
{
	s->step.etag = answer->etag ? cx_arena_strdup(s->run->arena, answer->etag) : NULL;
}

static bool is_status(const struct cx_answer *answer, int status)
{
	return answer->kind == CX_ANSWER_STATUS && answer->status == status;
}

static bool is_success(const struct cx_answer *answer)
{
	return answer->kind == CX_ANSWER_STATUS && answer->status >= 200 && answer->status < 300;
}

/* The object in an answer, or NULL after the step was failed. */
static struct cx_node *answer_object(struct apply_step *s, const struct cx_answer *answer,
				     enum cx_step_result otherwise)
{
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	enum cx_status status = cx_answer_node(s->run->arena, answer, s->step.change->route, &node, &inner);
	if (!status && node && node->type == CX_NODE_OBJECT)
		return node;
	const char *message = inner.count ? inner.items[0]->message : "the tenant's answer is no object";
	apply_step_fail_text(s, otherwise, "tenant.json", cx_arena_strdup(s->run->arena, message), NULL);
	return NULL;
}

bool apply_is_as_sent(struct cx_arena *arena, const struct cx_change *change, const struct cx_node *live)
{
	const struct cx_shape *shape = change->kind->spec;
	struct cx_node *sent = cx_normal(arena, shape, change->body), *has = cx_normal(arena, shape, live);
	struct cx_fields fields = {0};
	struct cx_diff_input diff = {.shape = shape, .desired = sent, .base = sent, .live = has};
	return cx_diff(arena, &diff, &fields) == CX_CLASS_NONE;
}

/*
 * Whether the object is what the plan saw. A list may show less than a single read: members that the plan did
 * not see are no difference, and are kept in the PUT.
 */
static bool is_as_planned(struct apply_step *s, const struct cx_node *now)
{
	const struct cx_change *change = s->step.change;
	struct cx_node *seen = cx_plan_live_state(s->run->arena, change, change->live);
	for (const struct cx_node *m = seen->first; m; m = m->next) {
		const struct cx_node *other = cx_node_get_n(now, m->key, m->key_len);
		if (!other || !cx_node_equal(m, other))
			return false;
	}
	return true;
}

/* ---- the read before ---- */

static void changed_since(struct apply_step *s, const char *what)
{
	apply_step_fail_text(s, CX_STEP_CONFLICT, "apply.conflict", what,
			     "run cxctl plan again to see what is there now");
}

static void on_read_before(void *data, const struct cx_answer *answer)
{
	struct apply_step *s = data;
	const struct cx_change *change = s->step.change;
	bool creates = s->verb == CX_ROUTE_CREATE || change->action == CX_ACTION_CREATE;
	s->step.status = answer->status;
	if (is_status(answer, 404)) {
		s->step.latency_us = answer->latency_us;
		if (change->action == CX_ACTION_DELETE)
			apply_step_finish(s, CX_STEP_APPLIED);
		else if (creates)
			apply_step_due(s);
		else
			changed_since(s, "it was deleted in the tenant since the plan");
		return;
	}
	if (!is_success(answer)) {
		apply_step_fail(s, CX_STEP_NOT_APPLIED, answer);
		return;
	}
	struct cx_node *now = answer_object(s, answer, CX_STEP_NOT_APPLIED);
	if (!now)
		return;
	if (creates) {
		changed_since(s, s->step.id ? "it was created in the tenant since the plan"
					    : "the tenant's list did not show it, but it is there");
		return;
	}
	if (!is_as_planned(s, now)) {
		changed_since(s, "it was changed in the tenant since the plan");
		return;
	}
	keep_etag(s, answer);
	apply_step_due(s);
}

static const char *object_path(struct apply_step *s)
{
	return cx_route_path(s->run->arena, &s->step.change->route->routes[CX_ROUTE_READ], s->step.id);
}

static void read_before(struct apply_step *s, const char *id)
{
	struct apply_run *run = s->run;
	s->phase = PHASE_READING;
	cx_reader_get(cx_remote_reader(run->options->remote),
		      cx_route_path(run->arena, &s->step.change->route->routes[CX_ROUTE_READ], id),
		      on_read_before, s);
}

/* Lists may lag behind: what the ledger knows is asked for by its id before it is created anew. */
static const char *id_before(const struct apply_step *s)
{
	return s->step.id ? s->step.id : cx_node_get_text(s->step.change->base, "id");
}

/* The body with secrets in it; false after the step was failed. */
static bool make_body(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	if (!change->body)
		return true;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	if (cx_secret_body_make(change->kind->spec, change->body, change->route, s->run->options->project_dir,
				&s->body, &inner) == CX_STATUS_OK)
		return true;
	apply_step_fail_text(
		s, CX_STEP_NOT_APPLIED, "secret.missing",
		cx_arena_strdup(s->run->arena, inner.count ? inner.items[0]->message : "a secret is missing"),
		NULL);
	return false;
}

void apply_step_start(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	const struct cx_kind_route *route = change->route;
	bool client_id = route->identity == CX_IDENTITY_CLIENT_UUID;
	s->verb =
		change->action == CX_ACTION_DELETE ? CX_ROUTE_DELETE
		: change->action == CX_ACTION_UPDATE || (client_id && !route->routes[CX_ROUTE_CREATE].present)
			? CX_ROUTE_PUT
			: CX_ROUTE_CREATE;
	const struct cx_route *verb = &route->routes[s->verb];
	if (!verb->present) {
		apply_step_fail_text(s, CX_STEP_NOT_APPLIED, "profile.route",
				     "the tenant's profile has no such call for this kind", NULL);
		return;
	}
	if (!make_body(s))
		return;
	s->path = cx_route_path(s->run->arena, verb, s->step.id ? s->step.id : "");
	bool conditional_create =
		client_id && change->action == CX_ACTION_CREATE && route->concurrency == CX_CONCURRENCY_ETAG;
	const char *id = route->routes[CX_ROUTE_READ].present ? id_before(s) : NULL;
	if (id && !conditional_create)
		read_before(s, id);
	else
		apply_step_due(s);
}

/* ---- the write ---- */

static void on_written(void *data, const struct cx_answer *answer);

void apply_step_send(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	bool etags = change->route->concurrency == CX_CONCURRENCY_ETAG;
	s->phase = PHASE_WRITING;
	s->writes++;
	struct cx_write write = {
		.method = change->route->routes[s->verb].method,
		.path = s->path,
		.body = change->body ? s->body.json.data : NULL,
		.body_len = s->body.json.len,
		.if_match = etags && change->action != CX_ACTION_CREATE ? s->step.etag : NULL,
		.if_none_match = etags && change->action == CX_ACTION_CREATE && !s->idempotency_key,
		.idempotency_key = s->idempotency_key,
		.secrets = (const char *const *)s->body.values,
	};
	cx_writer_send(cx_remote_writer(s->run->options->remote), &write, on_written, s);
}

static void note_normalised(struct apply_step *s, const struct cx_node *live)
{
	const struct cx_change *change = s->step.change;
	const struct cx_shape *shape = change->kind->spec;
	struct cx_node *sent = cx_normal(s->run->arena, shape, change->body);
	struct cx_diff_input diff = {.shape = shape,
				     .desired = sent,
				     .base = sent,
				     .live = cx_normal(s->run->arena, shape, live),
				     .desired_shown = change->body,
				     .live_shown = live};
	(void)cx_diff(s->run->arena, &diff, &s->step.normalised);
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

/* An answer whose success cannot be believed: a page of a login or a proxy says 200 too. */
static void doubt_answer(struct apply_step *s, const struct cx_diags *why)
{
	s->doubted = true;
	s->step.code = "tenant.json";
	s->step.problem = cx_arena_strdup(s->run->arena,
					  why->count ? why->items[0]->message : "the answer is no object");
	if (s->idempotency_key)
		s->phase = PHASE_RESOLVE;
	else
		check_after(s);
}

static void on_success(struct apply_step *s, const struct cx_answer *answer)
{
	s->step.latency_us = answer->latency_us;
	struct cx_node *object = NULL;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	if (answer->body_len)
		(void)cx_answer_node(s->run->arena, answer, s->step.change->route, &object, &inner);
	bool is_object = object && object->type == CX_NODE_OBJECT;
	if (answer->body_len && !is_object) {
		doubt_answer(s, &inner);
		return;
	}
	if (s->step.change->action == CX_ACTION_DELETE) {
		apply_step_finish(s, CX_STEP_APPLIED);
		return;
	}
	keep_etag(s, answer);
	if (is_object)
		learn_id(s, object);
	/* Whatever became of an earlier try: these bytes are there now. */
	s->doubted = !s->step.id;
	if (!s->step.id) {
		s->phase = PHASE_RESOLVE;
	} else if (is_object && is_whole(s, object)) {
		note_normalised(s, object);
		apply_step_finish(s, CX_STEP_APPLIED);
	} else {
		check_after(s);
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
		if (s->idempotency_key)
			s->phase = PHASE_RESOLVE;
		else
			check_after(s);
	} else if (answer->kind != CX_ANSWER_STATUS) {
		apply_step_fail(s, s->doubted ? CX_STEP_UNKNOWN : CX_STEP_NOT_APPLIED, answer);
	} else if (is_success(answer)) {
		on_success(s, answer);
	} else if (answer->status == 404 && action == CX_ACTION_DELETE) {
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if ((answer->status == 412 || answer->status == 409) && !s->idempotency_key) {
		/* It may be our own earlier write. */
		check_after(s);
	} else if (answer->status == 404 && action == CX_ACTION_UPDATE) {
		changed_since(s, "it was deleted in the tenant since the plan");
	} else {
		apply_step_fail(s, CX_STEP_NOT_APPLIED, answer);
	}
}

/* ---- the read after ---- */

static bool was_refused(const struct apply_step *s)
{
	return s->step.status == 412 || s->step.status == 409;
}

/*
 * Secrets are in no answer: where an update changes nothing else, the tenant looks the same before and after,
 * and only an answer of success tells that it was written.
 */
static bool reading_tells(const struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	return change->action != CX_ACTION_UPDATE || !apply_is_as_sent(s->run->arena, change, change->live);
}

/* The write did not happen, or nobody can tell: again, as long as it may. */
static void write_again(struct apply_step *s)
{
	if (s->writes < MAX_STEP_WRITES)
		apply_step_due(s);
	else if (reading_tells(s))
		apply_step_finish(s, CX_STEP_NOT_APPLIED);
	else if (s->doubted)
		apply_step_finish(s, CX_STEP_UNKNOWN);
	else
		changed_since(s, "it changes in the tenant all the time");
}

static void on_absent_after(struct apply_step *s)
{
	enum cx_action action = s->step.change->action;
	if (action == CX_ACTION_DELETE)
		apply_step_finish(s, CX_STEP_APPLIED);
	else if (action == CX_ACTION_CREATE && s->doubted && !was_refused(s))
		write_again(s);
	else
		changed_since(s, "it is gone from the tenant");
}

static void on_read_after(void *data, const struct cx_answer *answer)
{
	struct apply_step *s = data;
	const struct cx_change *change = s->step.change;
	bool wrote = !s->doubted && !was_refused(s);
	if (is_status(answer, 404)) {
		on_absent_after(s);
		return;
	}
	if (!is_success(answer)) {
		apply_step_fail(s, was_refused(s) && !s->doubted ? CX_STEP_CONFLICT : CX_STEP_UNKNOWN,
				answer);
		return;
	}
	struct cx_node *now = answer_object(s, answer, CX_STEP_UNKNOWN);
	if (!now)
		return;
	bool tells = reading_tells(s);
	bool as_sent = tells && change->body && apply_is_as_sent(s->run->arena, change, now);
	if (wrote || as_sent) {
		keep_etag(s, answer);
		s->step.problem = s->step.code = s->step.hint = NULL;
		note_normalised(s, now);
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if ((s->doubted || !tells) && change->live && is_as_planned(s, now)) {
		keep_etag(s, answer);
		write_again(s);
	} else {
		changed_since(s, change->action == CX_ACTION_CREATE
					 ? "it was created in the tenant since the plan"
					 : "it was changed in the tenant since the plan");
	}
}

static void check_after(struct apply_step *s)
{
	if (!s->step.change->route->routes[CX_ROUTE_READ].present || !s->step.id) {
		/* Nothing can be read: an answer of success is all there is. */
		apply_step_finish(s, s->doubted       ? CX_STEP_UNKNOWN
				     : was_refused(s) ? CX_STEP_CONFLICT
						      : CX_STEP_APPLIED);
		return;
	}
	s->phase = PHASE_CHECKING;
	cx_reader_get(cx_remote_reader(s->run->options->remote), object_path(s), on_read_after, s);
}
