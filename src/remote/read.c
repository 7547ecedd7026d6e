/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a tenant: single GETs, and objects by id. */
#include "remote/read.h"

#include "port/http_url.h"
#include "remote/call.h"

void cx_reader_get(struct cx_reader *reader, const char *path, cx_answer_fn *done, void *data)
{
	struct cx_call_request request = {
		.role = CX_CALL_ROLE_TENANT, .kind = CX_RETRY_CALL_GET, .method = "GET", .target = path};
	cx_call_submit(reader->remote, &request, done, data);
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

struct read_one {
	struct cx_arena *arena;
	const struct cx_kind_route *route;
	const char *id;
	struct cx_node **ret_node;
	struct cx_diags *diags;
	bool failed;
};

static void on_object(void *data, const struct cx_answer *answer)
{
	struct read_one *one = data;
	if (answer->kind == CX_ANSWER_STATUS && answer->status == 404)
		return;
	if (*answer->problem || answer->kind != CX_ANSWER_STATUS) {
		one->failed = true;
		struct cx_diag *diag = cx_diag_error(one->diags, answer->code, "%s %s cannot be read: %s",
						     one->route->kind, one->id, answer->problem);
		if (answer->hint)
			cx_diag_hint(one->diags, diag, "%s", answer->hint);
		return;
	}
	struct cx_node *node = NULL;
	if (cx_answer_node(one->arena, answer, one->route, &node, one->diags) != CX_STATUS_OK) {
		one->failed = true;
		return;
	}
	if (node->type != CX_NODE_OBJECT) {
		one->failed = true;
		(void)cx_diag_error(one->diags, "tenant.json",
				    "%s %s cannot be read: the answer is no object but of type %s",
				    one->route->kind, one->id, cx_node_type_name(node->type));
		return;
	}
	*one->ret_node = node;
}

enum cx_status cx_reader_objects(struct cx_reader *reader, struct cx_arena *arena,
				 const struct cx_kind_route *route, const char *const *ids, size_t count,
				 struct cx_node **ret_nodes, struct cx_diags *diags)
{
	struct read_one *all = cx_alloc((count + 1) * sizeof *all);
	for (size_t i = 0; i < count; i++) {
		ret_nodes[i] = NULL;
		all[i] = (struct read_one){.arena = arena,
					   .route = route,
					   .id = ids[i],
					   .ret_node = &ret_nodes[i],
					   .diags = diags};
		cx_reader_get(reader, cx_route_path(arena, &route->routes[CX_ROUTE_READ], ids[i]), on_object,
			      &all[i]);
	}
	cx_reader_run(reader);
	bool failed = false;
	for (size_t i = 0; i < count; i++)
		failed |= all[i].failed;
	cx_free(all);
	return failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}
