/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a tenant: GET and nothing else. plan, drift and adopt hold only this. */
#ifndef CX_REMOTE_READ_H
#define CX_REMOTE_READ_H

#include "remote/remote.h"

/*
 * The object that plan holds: it can send GET, and the token request that a GET needs. There is no way from a
 * reader to a writer; a test checks that the files of plan and drift do not include remote/write.h (DESIGN.md
 * 1, promise 1).
 */
struct cx_reader;
struct cx_reader *cx_remote_reader(struct cx_remote *remote); /* borrowed */

/*
 * Queues one GET of path (with query, already encoded, begins with "/"). 408, 429, 5xx, resets, timeouts and
 * short bodies are tried again as DESIGN.md 7 says; the callback comes once, with the final answer.
 */
void cx_reader_get(struct cx_reader *reader, const char *path, cx_answer_fn *done, void *data);
/*
 * The same for a run-time call of the profile, which must be present and a GET, with its timeout: {id} is
 * replaced by id, and query, encoded and without "?", follows the route's own.
 */
void cx_reader_ask(struct cx_reader *reader, const struct cx_runtime_route *route, const char *id,
		   const char *query, cx_answer_fn *done, void *data);
/*
 * The path and query that a URL means, in the arena, if it is on the tenant's origin and below its base URL;
 * NULL with the error tenant.origin, "the next page is at …", if it is not: nothing may be sent there.
 */
const char *cx_reader_follow(struct cx_reader *reader, struct cx_arena *arena, const char *url,
			     struct cx_diags *diags);
/* As cx_remote_run. */
void cx_reader_run(struct cx_reader *reader);
/* As cx_remote_origin. */
const char *cx_reader_origin(const struct cx_reader *reader);

/* One object of a list: the tenant's JSON with field renames undone. */
struct cx_live_list {
	const struct cx_kind_route *route;
	struct cx_node **items;
	size_t count, cap;
	size_t requests; /* pages */
	bool complete;
};
/*
 * Reads whole lists, several kinds at once, pages of one kind one after the other; runs until done. The list
 * proves itself complete: a failed page, a repeated cursor, a next page on another origin, a count that
 * disagrees with total, an object without id, or an id that comes twice end it with an error that names kind
 * and page (tenant.incomplete, tenant.origin, tenant.json, or what failed) and FAILED. A route without list
 * is not touched: complete stays false. Every list is read to its own end, so that all problems are reported.
 */
enum cx_status cx_reader_lists(struct cx_reader *reader, struct cx_arena *arena, struct cx_live_list *lists,
			       size_t count, struct cx_diags *diags);

/*
 * Reads objects by id, several at once. ret_nodes[i] is NULL where the tenant says 404. FAILED if any read
 * failed.
 */
enum cx_status cx_reader_objects(struct cx_reader *reader, struct cx_arena *arena,
				 const struct cx_kind_route *route, const char *const *ids, size_t count,
				 struct cx_node **ret_nodes, struct cx_diags *diags);

/* The path of a route with {id} filled in, percent-encoded, query appended. */
char *cx_route_path(struct cx_arena *arena, const struct cx_route *route, const char *id);
/*
 * Renames the members of an object that goes to the tenant, or undoes it for one that came. One that came
 * with both names keeps the tenant's: the other would be sent under the same name.
 */
void cx_route_rename(const struct cx_kind_route *route, struct cx_node *object, bool to_theirs);
/* Parses an answer's body as JSON and undoes the renames (route may be NULL); INVALID with tenant.json. */
enum cx_status cx_answer_node(struct cx_arena *arena, const struct cx_answer *answer,
			      const struct cx_kind_route *route, struct cx_node **ret_node,
			      struct cx_diags *diags);

#endif
