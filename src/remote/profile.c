/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: read, merged, checked, and asked. */
#include "remote/profile.h"

#include "doc/merge.h"
#include "doc/yaml.h"
#include "remote/profile_read.h"
#include "schema/embedded.h"

static enum cx_status read_document(struct cx_arena *arena, const struct cx_source *source,
				    struct cx_node **ret_node, struct cx_diags *diags)
{
	struct cx_docs docs = {0};
	enum cx_status status = cx_yaml_parse(arena, source, &docs, diags);
	if (status != CX_STATUS_OK)
		return status;
	if (docs.count == 1 && docs.items[0]->type == CX_NODE_OBJECT) {
		*ret_node = docs.items[0];
		return CX_STATUS_OK;
	}
	struct cx_span span = {.source = source, .line = 1, .column = 1, .width = 1};
	(void)cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.document",
			  docs.count ? docs.items[0]->span : span,
			  "a profile is one YAML document that is an object");
	return CX_STATUS_INVALID;
}

static enum cx_status read_builtin(struct cx_arena *arena, const char *name, struct cx_node **ret_node,
				   struct cx_diags *diags)
{
	const struct cx_source *source =
		cx_embedded_source(arena, cx_arena_printf(arena, "profiles/%s.yaml", name));
	return source ? read_document(arena, source, ret_node, diags) : CX_STATUS_ABSENT;
}

/* The file over what it extends. */
static enum cx_status extend(struct cx_arena *arena, struct cx_node **document, struct cx_diags *diags)
{
	const struct cx_node *extends = cx_node_get(*document, "extends");
	if (!extends || extends->type != CX_NODE_STRING)
		return CX_STATUS_OK;
	struct cx_node *base = NULL;
	enum cx_status status = read_builtin(arena, extends->text, &base, diags);
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.extends", extends->span,
						   "there is no built-in profile %s", extends->text);
		cx_diag_hint(diags, diag, "extends: cxone");
		return CX_STATUS_INVALID;
	}
	if (status != CX_STATUS_OK)
		return status;
	*document = cx_merge_patch(arena, base, *document);
	return CX_STATUS_OK;
}

static enum cx_status parse_document(struct cx_arena *arena, struct cx_node *document,
				     struct cx_profile *ret_profile, struct cx_diags *diags)
{
	enum cx_status status = extend(arena, &document, diags);
	if (status != CX_STATUS_OK)
		return status;
	const struct cx_schema *schema = cx_embedded_compile(arena, "profile.schema.json", diags);
	if (!schema || !cx_schema_check(schema, document, diags))
		return CX_STATUS_INVALID;
	struct cx_profile profile;
	if (!cx_profile_read(arena, document, &profile, diags))
		return CX_STATUS_INVALID;
	*ret_profile = profile;
	return CX_STATUS_OK;
}

enum cx_status cx_profile_parse(struct cx_arena *arena, const struct cx_source *source,
				struct cx_profile *ret_profile, struct cx_diags *diags)
{
	struct cx_node *document = NULL;
	enum cx_status status = read_document(arena, source, &document, diags);
	return status == CX_STATUS_OK ? parse_document(arena, document, ret_profile, diags) : status;
}

enum cx_status cx_profile_builtin(struct cx_arena *arena, const char *name, struct cx_profile *ret_profile,
				  struct cx_diags *diags)
{
	struct cx_node *document = NULL;
	enum cx_status status = read_builtin(arena, name, &document, diags);
	return status == CX_STATUS_OK ? parse_document(arena, document, ret_profile, diags) : status;
}

const struct cx_kind_route *cx_profile_kind(const struct cx_profile *profile, const char *kind)
{
	for (size_t i = 0; i < profile->kind_count; i++)
		if (strcmp(profile->kinds[i].kind, kind) == 0)
			return &profile->kinds[i];
	return NULL;
}

bool cx_kind_route_is_blind(const struct cx_kind_route *kind)
{
	return !kind->routes[CX_ROUTE_LIST].present && !kind->routes[CX_ROUTE_READ].present;
}

/* Whether target is path with something for {id}; a query does not count. */
static bool route_fits(const struct cx_route *route, const char *target)
{
	const char *hole = strstr(route->path, "{id}");
	size_t before = hole ? (size_t)(hole - route->path) : strlen(route->path);
	size_t len = strcspn(target, "?");
	if (len < before || strncmp(target, route->path, before) != 0)
		return false;
	if (!hole)
		return len == before;
	size_t id = strcspn(target + before, "/?"), rest = len - before - id;
	return id > 0 && strlen(hole + 4) == rest && strncmp(target + before + id, hole + 4, rest) == 0;
}

const struct cx_kind_route *cx_profile_call(const struct cx_profile *profile, const char *method,
					    const char *target, enum cx_route_verb *ret_verb)
{
	for (size_t i = 0; i < profile->kind_count; i++)
		for (enum cx_route_verb verb = 0; verb < CX_ROUTE_VERBS; verb++) {
			const struct cx_route *route = &profile->kinds[i].routes[verb];
			if (!route->present || strcmp(route->method, method) != 0 ||
			    !route_fits(route, target))
				continue;
			*ret_verb = verb;
			return &profile->kinds[i];
		}
	return NULL;
}

const char *cx_profile_scope(const struct cx_kind_route *kind, enum cx_route_verb verb)
{
	bool read = verb == CX_ROUTE_LIST || verb == CX_ROUTE_READ;
	return read ? kind->scope_read : kind->scope_write;
}

const struct cx_runtime_route *cx_profile_runtime(const struct cx_profile *profile, const char *method,
						  const char *target)
{
	for (size_t i = 0; i < CX_RUNTIME_CALLS; i++) {
		const struct cx_runtime_route *route = &profile->runtime.calls[i];
		if (route->call.present && strcmp(route->call.method, method) == 0 &&
		    route_fits(&route->call, target))
			return route;
	}
	return NULL;
}
