/* SPDX-License-Identifier: Apache-2.0 */
/* What guards a write against others who write at the same time: ETag, version, or reading alone. */
#include "engine/apply_parts.h"

/*
 * A profile says what a tenant should have; what its answers show decides. An ETag keeps others' writes safe.
 * A version that the tenant counts up tells afterwards that somebody wrote in between. Where there is
 * neither, only the reads before and after a write tell something.
 */

static bool is_plain(const struct apply_run *run, const struct cx_kind_route *route)
{
	for (size_t i = 0; i < run->plain_count; i++)
		if (run->plain[i] == route)
			return true;
	return false;
}

bool apply_guard_has_etags(const struct apply_step *s)
{
	const struct cx_kind_route *route = s->step.change->route;
	return route->concurrency == CX_CONCURRENCY_ETAG && !is_plain(s->run, route);
}

void apply_guard_saw_etag(struct apply_step *s, const char *etag)
{
	struct apply_run *run = s->run;
	const struct cx_kind_route *route = s->step.change->route;
	if (etag || !apply_guard_has_etags(s))
		return;
	CX_ARENA_GROW(run->arena, run->plain, run->plain_count, run->plain_cap);
	run->plain[run->plain_count++] = route;
	struct cx_diag *d = cx_diag_add(
		run->diags, CX_SEVERITY_WARNING, "apply.etag", CX_SPAN_NONE,
		"the tenant sends no ETags for %s, so its writes are guarded by %s", route->kind,
		route->version_field ? "their version alone" : "reading before and after them alone");
	cx_diag_hint(run->diags, d, "say so in the profile: kinds.%s.concurrency: %s", route->kind,
		     route->version_field ? "body_version" : "none");
}

static bool version_of(const struct apply_step *s, const struct cx_node *object, int64_t *ret_version)
{
	const char *field = s->step.change->route->version_field;
	return field && object && cx_node_get_int64(object, field, ret_version);
}

void apply_guard_saw_before(struct apply_step *s, const struct cx_node *now)
{
	s->has_version = version_of(s, now, &s->version);
}

bool apply_guard_needs_look(const struct apply_step *s)
{
	return !s->guarded && s->step.change->action != CX_ACTION_DELETE;
}

/* Whether more writes than ours were counted since the read before it. */
static bool others_wrote(const struct apply_step *s, const struct cx_node *now)
{
	int64_t version;
	if (s->guarded || !version_of(s, now, &version))
		return false;
	if (s->has_version)
		return version - s->version > (int64_t)s->writes;
	/* A create: it begins with the version that was sent, or with 1. */
	int64_t sent = 1;
	(void)version_of(s, s->step.change->body, &sent);
	return s->step.change->action == CX_ACTION_CREATE &&
	       version > (sent > 1 ? sent : 1) + (int64_t)s->writes - 1;
}

static bool is_same(struct apply_step *s, const struct cx_node *a, const struct cx_node *b)
{
	struct cx_change change = *s->step.change;
	change.body = (struct cx_node *)a;
	change.base = NULL;
	return apply_is_as_sent(s->run->arena, &change, b);
}

bool apply_guard_lost(struct apply_step *s, const struct cx_node *now)
{
	if (s->guarded || apply_is_as_sent(s->run->arena, s->step.change, now))
		return false;
	return s->answered ? !is_same(s, s->answered, now) : others_wrote(s, now);
}

void apply_guard_note(struct apply_step *s, const struct cx_node *now)
{
	if (!others_wrote(s, now))
		return;
	s->step.overwrote = true;
	s->step.code = "apply.overwrote";
	s->step.problem = "somebody else wrote it at the same time, and that may be lost now";
	s->step.hint = "look at who else changes this tenant; their next cxctl plan shows what is missing";
}
