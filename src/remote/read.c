/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a tenant: single GETs, and objects by id. */
#include "remote/read.h"

#include "base/limits.h"
#include "port/http_url.h"
#include "remote/call.h"
#include "remote/trouble.h"

#include <strings.h>

void cx_reader_get(struct cx_reader *reader, const char *path, cx_answer_fn *done, void *data)
{
	struct cx_call_request request = {
		.role = CX_CALL_ROLE_TENANT, .kind = CX_RETRY_CALL_GET, .method = "GET", .target = path};
	cx_call_submit(reader->remote, &request, done, data);
}

void cx_reader_ask(struct cx_reader *reader, const struct cx_runtime_route *route, const char *id,
		   const char *query, cx_answer_fn *done, void *data)
{
	struct cx_arena arena = CX_ARENA_INIT;
	const char *path = cx_route_path(&arena, &route->call, id);
	if (query && *query)
		path = cx_arena_printf(&arena, "%s%c%s", path, strchr(path, '?') ? '&' : '?', query);
	struct cx_call_request request = {.role = CX_CALL_ROLE_TENANT,
					  .kind = CX_RETRY_CALL_GET,
					  .method = "GET",
					  .target = path,
					  .timeout_ms = route->timeout_ms};
	cx_call_submit(reader->remote, &request, done, data);
	cx_arena_release(&arena);
}

const char *cx_reader_follow(struct cx_reader *reader, struct cx_arena *arena, const char *text,
			     struct cx_diags *diags)
{
	struct cx_http_url url;
	const char *problem = NULL;
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	bool good = cx_http_url_parse(arena, text, &url, &problem);
	if (good && cx_reader_target(reader, &url, &path))
		return cx_arena_strndup(arena, path.data, path.len);
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
	cx_problem_quote(&shown, text, CX_MAX_ERROR_TEXT, reader->remote->secrets);
	struct cx_diag *diag = cx_diag_error(diags, "tenant.origin", "the next page is at %s, which %s",
					     shown.data, good ? "is not the tenant" : problem);
	cx_diag_hint(diags, diag, "nothing was sent there; the tenant is %s", cx_reader_origin(reader));
	return NULL;
}

void cx_reader_run(struct cx_reader *reader)
{
	cx_remote_run(reader->remote, NULL, NULL);
}

const char *cx_reader_origin(const struct cx_reader *reader)
{
	return reader->remote->base.origin;
}

bool cx_reader_target(const struct cx_reader *reader, const struct cx_http_url *url, struct cx_buf *out)
{
	const struct cx_http_url *base = &reader->remote->base;
	size_t n = strlen(base->path);
	while (n > 0 && base->path[n - 1] == '/')
		n--;
	if (strcmp(url->origin, base->origin) != 0 || strncmp(url->path, base->path, n) != 0 ||
	    url->path[n] != '/')
		return false;
	cx_buf_addf(out, "%s%s%s", url->path + n, url->query ? "?" : "", url->query ? url->query : "");
	return true;
}

char *cx_route_path(struct cx_arena *arena, const struct cx_route *route, const char *id)
{
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	const char *hole = strstr(route->path, "{id}");
	if (hole) {
		cx_buf_add(&path, route->path, (size_t)(hole - route->path));
		/* "." and ".." as they are would be steps of the path. */
		if (strcmp(id, ".") == 0 || strcmp(id, "..") == 0)
			cx_buf_adds(&path, id[1] ? "%2E%2E" : "%2E");
		else
			cx_http_encode(&path, id, strlen(id));
		cx_buf_adds(&path, hole + 4);
	} else {
		cx_buf_adds(&path, route->path);
	}
	if (route->query && *route->query)
		cx_buf_addf(&path, "?%s", route->query);
	return cx_arena_strndup(arena, path.data, path.len);
}

/* One of many objects. */
struct read_one {
	struct cx_arena *arena;
	const struct cx_kind_route *route;
	const char *id;
	struct cx_node **ret_node;
	struct cx_troubles *troubles;
};

/* Caches and proxies mix answers up. A name may be shown otherwise than it was asked for; ids in either case.
 */
static bool is_another(const struct read_one *one, const struct cx_node *object)
{
	const struct cx_kind_route *route = one->route;
	const struct cx_node *id = cx_node_get(object, route->id_field ? route->id_field : "id");
	bool has_id = id && (id->type == CX_NODE_STRING || id->type == CX_NODE_NUMBER);
	return has_id && route->identity != CX_IDENTITY_NATURAL_KEY && strcasecmp(id->text, one->id) != 0;
}

static void on_object(void *data, const struct cx_answer *answer)
{
	struct read_one *one = data;
	struct cx_diags own = CX_DIAGS_INIT;
	struct cx_node *node = NULL;
	struct cx_answer bare = *answer;
	bare.method = NULL;
	if (answer->kind == CX_ANSWER_STATUS && answer->status == 404)
		return;
	if (answer->kind != CX_ANSWER_STATUS || *answer->problem) {
		struct cx_diag *diag = cx_diag_error(&own, answer->code, "%s", answer->problem);
		if (answer->hint)
			cx_diag_hint(&own, diag, "%s", answer->hint);
	} else if (cx_answer_node(one->arena, &bare, one->route, &node, &own) == CX_STATUS_OK &&
		   node->type != CX_NODE_OBJECT) {
		(void)cx_diag_error(&own, "tenant.json", "the answer is no object but of type %s",
				    cx_node_type_name(node->type));
	} else if (own.count == 0 && is_another(one, node)) {
		(void)cx_diag_error(&own, "tenant.other", "the answer shows another object");
	}
	if (own.count > 0) {
		CX_AUTO(cx_buf) struct cx_buf subject = CX_BUF_INIT;
		cx_buf_addf(&subject, "%s ", one->route->kind);
		cx_problem_escape(&subject, one->id, strlen(one->id), 80);
		bool sent = answer->kind == CX_ANSWER_STATUS || answer->kind == CX_ANSWER_IN_DOUBT;
		cx_troubles_add(one->troubles, subject.data, own.items[0], sent);
	} else {
		*one->ret_node = node;
	}
	cx_diags_release(&own);
}

enum cx_status cx_reader_objects(struct cx_reader *reader, struct cx_arena *arena,
				 const struct cx_kind_route *route, const char *const *ids, size_t count,
				 struct cx_node **ret_nodes, struct cx_diags *diags)
{
	struct cx_troubles troubles = CX_TROUBLES_INIT;
	struct read_one *all = cx_alloc((count + 1) * sizeof *all);
	for (size_t i = 0; i < count; i++) {
		ret_nodes[i] = NULL;
		all[i] = (struct read_one){.arena = arena,
					   .route = route,
					   .id = ids[i],
					   .ret_node = &ret_nodes[i],
					   .troubles = &troubles};
		cx_reader_get(reader, cx_route_path(arena, &route->routes[CX_ROUTE_READ], ids[i]), on_object,
			      &all[i]);
	}
	cx_reader_run(reader);
	cx_free(all);
	bool failed = cx_troubles_report(&troubles, "cannot read", "cannot read", diags);
	cx_troubles_release(&troubles);
	return failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}
