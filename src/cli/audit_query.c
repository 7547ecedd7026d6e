/* SPDX-License-Identifier: Apache-2.0 */
/* Which runs an audit is about: --resource, --commit, --actor, --since. */
#include "cli/audit.h"

#include "base/num.h"

#define MS_PER_S 1000
#define MAX_AGE  1000000

struct unit_row {
	char letter;
	int64_t seconds;
};
static const struct unit_row units[] = {{'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};

/* "12h" */
static bool age_parse(const char *text, struct cx_arena *arena, int64_t *ret_ms)
{
	size_t len = strlen(text);
	for (size_t i = 0; len > 1 && i < CX_COUNT(units); i++) {
		int64_t n;
		if (text[len - 1] != units[i].letter)
			continue;
		if (!cx_int_parse(cx_arena_strndup(arena, text, len - 1), &n) || n < 0 || n > MAX_AGE)
			return false;
		*ret_ms = n * units[i].seconds * MS_PER_S;
		return true;
	}
	return false;
}

static bool since_parse(struct cx_context *context, const char *text, int64_t *ret_ms)
{
	int64_t age;
	if (age_parse(text, context->arena, &age)) {
		*ret_ms = context->clock->realtime_ms(context->clock) - age;
		return true;
	}
	const char *time = strlen(text) == 10 ? cx_arena_printf(context->arena, "%sT00:00:00Z", text) : text;
	return cx_time_parse(time, ret_ms);
}

enum cx_status cx_audit_query(struct cx_context *context, struct cx_run_query *ret_query)
{
	struct cx_invocation *inv = context->inv;
	const char *since = cx_invocation_text(inv, "since"), *rev = cx_invocation_text(inv, "commit");
	struct cx_run_query query = {.resource = cx_invocation_text(inv, "resource"),
				     .actor = cx_invocation_text(inv, "actor")};
	enum cx_status status = CX_STATUS_OK;
	if (since && !since_parse(context, since, &query.since_ms)) {
		struct cx_diag *d =
			cx_diag_error(context->diags, "usage.value", "--since is no time: \"%s\"", since);
		cx_diag_hint(
			context->diags, d,
			"a date, 2026-11-21, a time, 2026-11-21T09:30:00Z, or an age, 90m, 12h, 30d, 4w");
		status = CX_STATUS_INVALID;
	}
	if (query.resource && !strchr(query.resource, '/') && !strchr(query.resource, '*')) {
		struct cx_diag *d = cx_diag_error(context->diags, "usage.value",
						  "--resource must be KIND/NAME, not \"%s\"", query.resource);
		cx_diag_hint(context->diags, d, "Audience/%s, or '*/%s' for any kind", query.resource,
			     query.resource);
		status = CX_STATUS_INVALID;
	}
	if (rev) {
		struct cx_oid *commit = cx_arena_alloc(context->arena, sizeof *commit);
		enum cx_status resolved = cx_repo_resolve(context->repo, rev, commit, context->diags);
		query.commit = commit;
		status = resolved ? resolved : status;
	}
	*ret_query = query;
	return status;
}
