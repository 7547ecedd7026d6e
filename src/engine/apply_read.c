/* SPDX-License-Identifier: Apache-2.0 */
/* What a step looks at before and after its write: one GET, or a list where the kind has no single read. */
#include "base/rand.h"
#include "engine/apply_parts.h"
#include "engine/diff.h"
#include "engine/plan_parts.h"
#include "engine/shown.h"
#include "model/normal.h"
#include "remote/retry.h"

#define OTHER_HINT "something between here and the tenant mixes answers up"

void apply_step_keep_etag(struct apply_step *s, const struct cx_answer *answer)
{
	s->step.etag = answer->etag ? cx_arena_strdup(s->run->arena, answer->etag) : NULL;
}

static bool is_success(const struct cx_answer *answer)
{
	return answer->kind == CX_ANSWER_STATUS && answer->status >= 200 && answer->status < 300;
}

bool apply_read_can(const struct apply_step *s)
{
	const struct cx_kind_route *route = s->step.change->route;
	/* A list may lag behind; where the tenant gives the id, its answer says more. */
	bool listed = route->routes[CX_ROUTE_LIST].present && route->identity != CX_IDENTITY_SERVER_ID;
	return route->routes[CX_ROUTE_READ].present || listed;
}

/* The object in an answer, or NULL after the step was failed. */
static struct cx_node *answer_object(struct apply_step *s, const struct cx_answer *answer,
				     enum cx_step_result otherwise)
{
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	enum cx_status status = cx_answer_node(s->run->arena, answer, s->step.change->route, &node, &inner);
	bool is_object = !status && node && node->type == CX_NODE_OBJECT;
	const char *other = is_object ? apply_same_other(s, s->list_id, node) : NULL;
	if (is_object && !other)
		return node;
	if (other) {
		apply_step_fail_text(s, otherwise, "tenant.other", other, OTHER_HINT);
		return NULL;
	}
	const char *message = inner.count ? inner.items[0]->message : "the tenant's answer is no object";
	apply_step_fail_text(s, otherwise, "tenant.json", cx_arena_strdup(s->run->arena, message), NULL);
	return NULL;
}

static void saw_hidden(struct apply_step *s)
{
	apply_step_changed(s, "the tenant's list did not show it, but it is there");
}

static void saw_created(struct apply_step *s)
{
	if (s->step.id)
		apply_step_changed_since(s, "it was created in the tenant");
	else
		saw_hidden(s);
}

/* now: the object, or NULL where there is none. */
static void saw_before(struct apply_step *s, const struct cx_node *now)
{
	const struct cx_change *change = s->step.change;
	apply_guard_saw_before(s, now);
	s->before = now;
	if (s->undoes) {
		apply_undo_saw(s, now);
		return;
	}
	if (change->gone) {
		s->step.status = 0; /* of a write: there is none */
		if (now)
			saw_hidden(s);
		else
			apply_step_finish(s, CX_STEP_RECORDED);
		return;
	}
	bool creates = s->verb == CX_ROUTE_CREATE || change->action == CX_ACTION_CREATE;
	if (!now && change->action == CX_ACTION_DELETE)
		apply_step_finish(s, CX_STEP_APPLIED);
	else if (!now && creates)
		apply_step_due(s);
	else if (!now)
		apply_step_changed_since(s, "it was deleted in the tenant");
	else if (creates)
		saw_created(s);
	else if (!apply_loss_is_as_planned(s->step.change, now))
		apply_step_changed_since(s, "it was changed in the tenant");
	else if (!apply_loss_refuse(s, now))
		apply_step_due(s);
}

static void on_read_before(void *data, const struct cx_answer *answer)
{
	struct apply_step *s = data;
	s->step.status = answer->status;
	if (answer->kind == CX_ANSWER_STATUS && answer->status == 404) {
		s->step.latency_us = answer->latency_us;
		saw_before(s, NULL);
		return;
	}
	if (!is_success(answer)) {
		apply_step_fail(s, CX_STEP_NOT_APPLIED, answer);
		return;
	}
	struct cx_node *now = answer_object(s, answer, CX_STEP_NOT_APPLIED);
	if (!now)
		return;
	apply_step_keep_etag(s, answer);
	apply_guard_saw_etag(s, answer->etag);
	saw_before(s, now);
}

static void read_one(struct apply_step *s, const char *id, cx_answer_fn *done)
{
	const struct cx_route *read = &s->step.change->route->routes[CX_ROUTE_READ];
	cx_reader_get(cx_remote_reader(s->run->options->remote), cx_route_path(s->run->arena, read, id), done,
		      s);
}

void apply_read_before(struct apply_step *s, const char *id)
{
	bool one = s->step.change->route->routes[CX_ROUTE_READ].present;
	s->phase = one ? PHASE_READING : PHASE_LIST_BEFORE;
	s->list_id = id;
	if (one)
		read_one(s, id, on_read_before);
}

void apply_read_note(struct apply_step *s, const struct cx_node *live)
{
	const struct cx_change *change = s->step.change;
	const struct cx_shape *shape = change->kind->spec;
	struct cx_arena *arena = s->run->arena;
	struct cx_node *sent = cx_normal(arena, shape, change->body);
	const struct cx_node *new = cx_shown_undo(arena, shape, change->base, change->body, live);
	s->step.shown = cx_shown_note(arena, shape, change->body, live);
	struct cx_diff_input diff = {.shape = shape,
				     .desired = sent,
				     .base = sent,
				     .live = cx_normal(arena, shape, new),
				     .desired_shown = change->body,
				     .live_shown = live};
	(void)cx_diff(arena, &diff, &s->step.normalised);
	cx_diff_swap(&s->step.normalised);
}

/* ---- after the write ---- */

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

bool apply_read_tells(const struct apply_step *s)
{
	return apply_read_can(s) && s->step.id && reading_tells(s);
}

/* A redirect that a write got for an answer, and that was not the way to its result. */
static bool was_redirected(const struct apply_step *s)
{
	return s->step.status >= 300 && s->step.status < 400;
}

/* Full jitter, so that those who failed together do not come back together. */
static void write_later(struct apply_step *s)
{
	struct cx_clock *clock = s->run->options->clock;
	uint64_t random;
	cx_random_bytes(&random, sizeof random);
	s->not_before_us = clock->monotonic_us(clock) + cx_retry_jitter_ms(s->writes, random) * 1000;
	apply_step_due(s);
}

/* What was accepted is never sent again: it is looked for a while, and then it is in doubt. */
static void look_again(struct apply_step *s)
{
	static const int64_t waits_ms[] = {250, 500, 1000, 2000, 4000, 8000};
	struct cx_clock *clock = s->run->options->clock;
	if (s->looks == CX_COUNT(waits_ms)) {
		apply_step_fail_text(s, CX_STEP_UNKNOWN, "apply.accepted",
				     "the tenant accepted it (202), and does not show it yet",
				     "run cxctl apply again: it looks at what became of it");
		return;
	}
	s->not_before_us = clock->monotonic_us(clock) + waits_ms[s->looks++] * 1000;
	apply_step_due(s);
}

/* The write did not happen, or nobody can tell: again, as long as it may. */
static void write_again(struct apply_step *s)
{
	if (s->accepted)
		look_again(s);
	else if (was_redirected(s) && reading_tells(s))
		apply_step_finish(s, CX_STEP_NOT_APPLIED);
	else if (s->writes < MAX_STEP_WRITES)
		write_later(s);
	else if (reading_tells(s))
		apply_step_finish(s, CX_STEP_NOT_APPLIED);
	else if (s->doubted)
		apply_step_finish(s, CX_STEP_UNKNOWN);
	else
		apply_step_changed(s, "it changes in the tenant all the time");
}

static void on_absent_after(struct apply_step *s)
{
	enum cx_action action = s->step.change->action;
	if (s->idempotency_key && s->accepted) {
		look_again(s);
	} else if (s->idempotency_key) {
		/* The id was of nothing: what was created is looked for by its natural key. */
		s->step.id = NULL;
		apply_step_doubt(s, "tenant.other", "the answer names an object that is not there");
	} else if (action == CX_ACTION_DELETE) {
		s->step.problem = s->step.code = s->step.hint = NULL;
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if (action == CX_ACTION_CREATE && s->doubted && !was_refused(s))
		write_again(s);
	else
		apply_step_changed(s, "it is gone from the tenant");
}

/* now: the object, or NULL where there is none; etag: its, or NULL. */
static void saw_after(struct apply_step *s, const struct cx_node *now, const char *etag)
{
	const struct cx_change *change = s->step.change;
	bool before = change->live && now && apply_loss_is_as_planned(s->step.change, now);
	bool wrote = (!s->doubted && !was_refused(s)) || (s->accepted && change->body && !before);
	if (!now) {
		on_absent_after(s);
		return;
	}
	bool tells = reading_tells(s);
	bool as_sent = tells && change->body && apply_is_as_sent(s->run->arena, change, now);
	if (wrote && apply_guard_lost(s, now)) {
		apply_step_fail_text(s, CX_STEP_CONFLICT, "apply.lost",
				     "it was written, and somebody else wrote over it at the same time",
				     "run cxctl plan again to see what is there now");
	} else if (wrote || as_sent) {
		s->step.etag = etag;
		s->step.problem = s->step.code = s->step.hint = NULL;
		s->wrote = now;
		apply_guard_note(s, now);
		apply_read_note(s, now);
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if ((s->doubted || !tells) && before) {
		s->step.etag = etag;
		write_again(s);
	} else {
		apply_step_changed_since(s, change->action == CX_ACTION_CREATE
						    ? "it was created in the tenant"
						    : "it was changed in the tenant");
	}
}

/* The reading failed: nobody can tell, but for a write that was refused. */
static enum cx_step_result unread_result(const struct apply_step *s)
{
	return was_refused(s) && !s->doubted ? CX_STEP_CONFLICT : CX_STEP_UNKNOWN;
}

static void accepted_unread(struct apply_step *s, const struct cx_answer *answer)
{
	struct cx_arena *arena = s->run->arena;
	apply_step_fail_text(
		s, CX_STEP_UNKNOWN, answer->code ? cx_arena_strdup(arena, answer->code) : "tenant.status",
		cx_arena_printf(arena, "the tenant accepted it (202), and did not show it before: %s",
				answer->problem ? answer->problem : "no answer"),
		"run cxctl apply again: it looks at what became of it");
}

static void on_read_after(void *data, const struct cx_answer *answer)
{
	struct apply_step *s = data;
	if (answer->kind == CX_ANSWER_STATUS && answer->status == 404) {
		on_absent_after(s);
		return;
	}
	if (!is_success(answer) && s->accepted) {
		accepted_unread(s, answer);
		return;
	}
	if (!is_success(answer)) {
		apply_step_fail(s, unread_result(s), answer);
		return;
	}
	struct cx_node *now = answer_object(s, answer, CX_STEP_UNKNOWN);
	if (now)
		saw_after(s, now, answer->etag ? cx_arena_strdup(s->run->arena, answer->etag) : NULL);
}

void apply_read_after(struct apply_step *s)
{
	if (!apply_read_can(s) || !s->step.id) {
		/* Nothing can be read: an answer of success is all there is. */
		apply_step_finish(s, s->doubted       ? CX_STEP_UNKNOWN
				     : was_refused(s) ? CX_STEP_CONFLICT
						      : CX_STEP_APPLIED);
		return;
	}
	bool one = s->step.change->route->routes[CX_ROUTE_READ].present;
	s->phase = one ? PHASE_CHECKING : PHASE_LIST_AFTER;
	s->list_id = s->step.id;
	if (one)
		read_one(s, s->step.id, on_read_after);
}

/* ---- by list ---- */

static bool waits_for_list(const struct apply_step *s)
{
	return s->phase == PHASE_LIST_BEFORE || s->phase == PHASE_LIST_AFTER;
}

static void saw_list(struct apply_step *s, struct cx_map *by_id)
{
	const char *id = cx_plan_id(s->run->arena, s->step.change->route, s->list_id);
	const struct cx_node *now = cx_map_get(by_id, id);
	if (s->phase == PHASE_LIST_BEFORE)
		saw_before(s, now);
	else
		saw_after(s, now, NULL);
}

static void saw_no_list(struct apply_step *s, const struct cx_diags *why)
{
	const struct cx_diag *diag = why->count ? why->items[0] : NULL;
	enum cx_step_result result = s->phase == PHASE_LIST_BEFORE ? CX_STEP_NOT_APPLIED : unread_result(s);
	apply_step_fail_text(s, result, diag ? diag->code : "tenant.incomplete",
			     diag ? cx_arena_strdup(s->run->arena, diag->message)
				  : "the tenant's list is not complete",
			     NULL);
}

/* One list serves every step of the kind that waits now; those that begin to wait meanwhile get the next. */
static void list_serve(struct apply_run *run, const struct cx_kind_route *route)
{
	struct apply_step *waiting[MAX_STEPS_OPEN];
	size_t count = 0;
	for (size_t i = 0; i < run->open_count; i++)
		if (waits_for_list(run->open[i]) && run->open[i]->step.change->route == route)
			waiting[count++] = run->open[i];
	struct cx_live_list list = {.route = route};
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	struct cx_reader *reader = cx_remote_reader(run->options->remote);
	bool good = !cx_reader_lists(reader, run->arena, &list, 1, &inner) && list.complete;
	struct cx_map by_id = {0};
	for (size_t i = 0; good && i < list.count; i++)
		(void)cx_map_put(&by_id, cx_plan_live_id(run->arena, route, list.items[i]), list.items[i]);
	for (size_t i = 0; i < count; i++) {
		if (good)
			saw_list(waiting[i], &by_id);
		else
			saw_no_list(waiting[i], &inner);
	}
	cx_map_release(&by_id);
}

void apply_read_lists(struct apply_run *run)
{
	struct apply_step *open[MAX_STEPS_OPEN];
	size_t count = run->open_count;
	for (size_t i = 0; i < count; i++)
		open[i] = run->open[i];
	for (size_t i = 0; i < count && !run->journal_failed; i++)
		if (waits_for_list(open[i]))
			list_serve(run, open[i]->step.change->route);
}
