/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in an audience: a count, and pages of members (API.md, Members). */
#ifndef CX_QUERY_MEMBERS_H
#define CX_QUERY_MEMBERS_H

#include "query/filter.h"
#include "remote/read.h"

struct cx_members_query {
	struct cx_remote *remote;
	const struct cx_runtime *runtime;
	const char *audience; /* its id */
	const struct cx_filters *filters;
	int64_t limit;      /* members of a page */
	const char *cursor; /* where to begin; NULL: at the first */
};

/*
 * One GET of the count. ABSENT without a diagnostic where the deployment has no such call; FAILED where the
 * tenant could not be read or its answer is no count (tenant.*).
 */
enum cx_status cx_members_count(const struct cx_members_query *query, int64_t *ret_count,
				struct cx_diags *diags);

/* Gets the members of a page, an array of objects that lives until it returns; false ends the reading. */
typedef bool cx_members_fn(void *data, const struct cx_node *items);

struct cx_members_result {
	size_t pages;
	uint64_t members;   /* given to each */
	const char *cursor; /* where to go on: of the first page that was not given to each; NULL: at the
			       first, or it is the end */
	bool ended;         /* all were given */
};
/*
 * Pages one after the other; while one is given to each, the next is under way, so that memory holds two. A
 * cursor that comes again, more than CX_MAX_LIST_EMPTY_PAGES empty pages in a row, a page that is none, and a
 * next page on another origin end it (tenant.incomplete, tenant.json, tenant.origin) with FAILED, as does
 * what the tenant could not answer. A member that repeats a secret of this run is an error (tenant.secret).
 * result is right whatever the status; its cursor is in the arena.
 */
enum cx_status cx_members_read(const struct cx_members_query *query, struct cx_arena *arena,
			       cx_members_fn *each, void *data, struct cx_members_result *ret_result,
			       struct cx_diags *diags);

#endif
