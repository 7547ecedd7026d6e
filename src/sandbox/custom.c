/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant's side of kinds that a profile and a schema describe. */
/*
 * The profile is read here as a plain document: its structs belong to cxctl's client side, and a tenant that
 * shared that code would share its mistakes. cxctl checks the same file strictly.
 */
#include "sandbox/custom.h"

#include "base/embed.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rand.h"
#include "doc/json.h"
#include "doc/merge.h"
#include "doc/yaml.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"

static const char *const verb_names[CX_CUSTOM_VERBS] = {
	[CX_CUSTOM_LIST] = "list", [CX_CUSTOM_READ] = "read",     [CX_CUSTOM_CREATE] = "create",
	[CX_CUSTOM_PUT] = "put",   [CX_CUSTOM_DELETE] = "delete",
};

/* ---- reading the description ---- */

/* One YAML object; NULL with a diagnostic. */
static struct cx_node *parse_object(struct cx_arena *arena, const char *name, const char *text, size_t len,
				    struct cx_diags *diags)
{
	struct cx_docs docs = {0};
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){.name = name, .text = text, .len = len};
	if (cx_yaml_parse(arena, source, &docs, diags))
		return NULL;
	if (docs.count == 1 && docs.items[0]->type == CX_NODE_OBJECT)
		return docs.items[0];
	cx_diag_error(diags, "sandbox.kind", "%s is not one YAML document that is an object", name);
	return NULL;
}

/* The file over the built-in profile that it extends. */
static struct cx_node *profile_read(struct cx_arena *arena, const char *path, struct cx_node **ret_own,
				    struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_file_read(path, CX_MAX_SCHEMA_BYTES, &text, diags);
	if (status == CX_STATUS_ABSENT)
		cx_diag_error(diags, "sandbox.kind", "there is no file %s", path);
	if (status)
		return NULL;
	const char *kept = cx_arena_strndup(arena, text.data, text.len);
	struct cx_node *own = parse_object(arena, path, kept, text.len, diags);
	const char *extends = own ? cx_node_get_text(own, "extends") : NULL;
	*ret_own = own;
	if (!extends)
		return own;
	const struct cx_embedded_file *file =
		cx_embedded_find(cx_arena_printf(arena, "profiles/%s.yaml", extends));
	if (!file) {
		cx_diag_error(diags, "sandbox.kind", "%s: there is no built-in profile %s", path, extends);
		return NULL;
	}
	struct cx_node *base = parse_object(arena, file->name, file->bytes, file->len, diags);
	return base ? cx_merge_patch(arena, base, own) : NULL;
}

static void custom_read(struct cx_custom *custom, const struct cx_node *entry, const struct cx_node *paging)
{
	const struct cx_node *routes = cx_node_get(entry, "routes"), *scopes = cx_node_get(entry, "scopes");
	const char *items = cx_node_get_text(cx_node_get(entry, "paging"), "items_field");
	const char *key = cx_node_get_text(entry, "key_field"), *id = cx_node_get_text(entry, "id_field");
	items = items ? items : cx_node_get_text(paging, "items_field");
	custom->natural = key != NULL;
	custom->server_id = cx_node_is_text(cx_node_get(entry, "identity"), "server_id");
	custom->key = key ? key : id ? id : "id";
	custom->items_field = items ? items : "items";
	custom->renames = cx_node_get(entry, "renames");
	const char *theirs = cx_node_get_text(custom->renames, custom->key);
	custom->key = theirs ? theirs : custom->key;
	custom->scope_read = cx_node_get_text(scopes, "read");
	custom->scope_write = cx_node_get_text(scopes, "write");
	for (size_t verb = 0; verb < CX_CUSTOM_VERBS; verb++) {
		const struct cx_node *route = cx_node_get(routes, verb_names[verb]);
		const char *method = cx_node_get_text(route, "method"),
			   *path = cx_node_get_text(route, "path");
		if (method && path)
			custom->routes[verb] = (struct cx_custom_route){method, path};
	}
}

enum cx_status cx_customs_read(struct cx_arena *arena, const struct cx_arguments *arguments,
			       struct cx_customs *ret_customs, struct cx_diags *diags)
{
	struct cx_kinds kinds = {0};
	struct cx_node *own = NULL;
	if (!arguments->project)
		return CX_STATUS_OK;
	struct cx_tree tree = {.commit = CX_OID_ZERO, .folder = arguments->project};
	struct cx_kinds_source source = {.tree = &tree, .root = ""};
	enum cx_status status = cx_kinds_load(arena, &source, &kinds, diags);
	if (status)
		return status;
	const struct cx_node *profile = profile_read(arena, arguments->profile, &own, diags);
	if (!profile)
		return CX_STATUS_INVALID;
	const struct cx_node *entries = cx_node_get(profile, "kinds"), *named = cx_node_get(own, "kinds");
	for (size_t i = 0; i < kinds.count; i++) {
		const struct cx_kind *kind = &kinds.items[i];
		const struct cx_node *entry = cx_node_get(entries, kind->name);
		if (kind->builtin || !entry || !cx_node_get(named, kind->name))
			continue;
		if (ret_customs->count == CX_OBJECT_CUSTOM_MAX) {
			cx_diag_error(diags, "sandbox.kind", "more than %d kinds", CX_OBJECT_CUSTOM_MAX);
			return CX_STATUS_INVALID;
		}
		struct cx_custom *custom = &ret_customs->items[ret_customs->count];
		*custom = (struct cx_custom){
			.kind = *kind,
			.object_kind = (enum cx_object_kind)(CX_OBJECT_CUSTOM + ret_customs->count++)};
		custom_read(custom, entry, cx_node_get(profile, "paging"));
	}
	return CX_STATUS_OK;
}

const struct cx_custom *cx_customs_find(const struct cx_customs *customs, const char *name)
{
	for (size_t i = 0; i < customs->count; i++)
		if (strcmp(customs->items[i].kind.name, name) == 0)
			return &customs->items[i];
	return NULL;
}

/* ---- requests ---- */

/* Ids are compared as they are: a natural key may hold capitals. */
static bool path_fits(struct cx_exchange *x, const char *pattern)
{
	const char *hole = strstr(pattern, "{id}");
	if (!hole)
		return strcmp(pattern, x->path) == 0;
	size_t before = (size_t)(hole - pattern), len = strlen(x->path);
	if (len < before || strncmp(pattern, x->path, before) != 0)
		return false;
	size_t id = strcspn(x->path + before, "/");
	if (!id || strcmp(x->path + before + id, hole + 4) != 0)
		return false;
	x->id = cx_arena_strndup(&x->arena, x->path + before, id);
	return true;
}

const struct cx_custom *cx_customs_route(const struct cx_customs *customs, struct cx_exchange *x,
					 enum cx_custom_verb *ret_verb)
{
	for (size_t i = 0; i < customs->count; i++)
		for (size_t verb = 0; verb < CX_CUSTOM_VERBS; verb++) {
			const struct cx_custom_route *route = &customs->items[i].routes[verb];
			x->id = NULL;
			if (!route->method || !cx_exchange_is(x, route->method) || !path_fits(x, route->path))
				continue;
			*ret_verb = (enum cx_custom_verb)verb;
			return &customs->items[i];
		}
	x->id = NULL;
	return NULL;
}

/* A member's name as the schema has it; NULL for one that only a definition calls so. */
static const char *name_in_schema(const struct cx_custom *custom, const char *name)
{
	const struct cx_node *rename = custom->renames ? custom->renames->first : NULL;
	for (; rename; rename = rename->next) {
		if (cx_node_is_text(rename, name))
			return rename->key;
		if (strcmp(rename->key, name) == 0)
			return NULL;
	}
	return name;
}

/* The body as a definition of its kind must be, without what only the tenant says. */
static bool body_check(struct cx_exchange *x, const struct cx_custom *custom, const struct cx_node *body)
{
	struct cx_arena *arena = &x->arena;
	struct cx_node *definition = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *metadata = cx_node_new(arena, CX_NODE_OBJECT),
		       *spec = cx_node_new(arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = body->first; m; m = m->next) {
		const char *name = name_in_schema(custom, m->key);
		const struct cx_shape *shape =
			name ? cx_shape_member(custom->kind.spec, name, strlen(name)) : NULL;
		bool left_out = (shape && shape->read_only) ||
				(!custom->natural && m->key && strcmp(m->key, custom->key) == 0);
		/* What only a definition calls so is as unknown as any word. */
		if (!left_out)
			cx_node_add(spec, name ? name : cx_arena_printf(arena, "%s (not known)", m->key),
				    cx_node_copy(arena, m));
	}
	cx_node_add(metadata, "name", cx_node_string(arena, "body"));
	if (custom->kind.id_required && x->id)
		cx_node_add(metadata, "id", cx_node_string(arena, x->id));
	cx_node_add(definition, "apiVersion", cx_node_string(arena, CX_API_VERSION));
	cx_node_add(definition, "kind", cx_node_string(arena, custom->kind.name));
	cx_node_add(definition, "metadata", metadata);
	cx_node_add(definition, "spec", spec);
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	if (cx_kind_check(&custom->kind, definition, &diags))
		return true;
	struct cx_node *errors = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < diags.count; i++) {
		struct cx_node *error = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(error, "message", cx_node_string(arena, diags.items[i]->message));
		cx_node_add(error, "errorCode", cx_node_string(arena, diags.items[i]->code));
		cx_node_push(errors, error);
	}
	cx_exchange_errors(x, errors);
	return false;
}

/* The id that the body gives, or NULL. */
static const char *body_id(const struct cx_custom *custom, const struct cx_node *body)
{
	const char *id = cx_node_get_text(body, custom->key);
	return id && *id && strlen(id) <= 100 ? id : NULL;
}

static void custom_store(struct cx_exchange *x, const struct cx_custom *custom, const char *id,
			 const struct cx_node *body, struct cx_object *ret_object)
{
	struct cx_object old;
	bool had = cx_objects_get(x->sandbox->objects, custom->object_kind, id, &x->arena, &old);
	struct cx_node *whole = cx_node_copy(&x->arena, body);
	if (!custom->natural)
		cx_node_set(whole, custom->key, cx_node_string(&x->arena, id));
	*ret_object = (struct cx_object){
		.kind = custom->object_kind, .id = id, .version = had ? old.version + 1 : 1, .size = -1};
	cx_resource_store(x, ret_object, whole);
}

/* Creates and puts. One to a path without an id answers with an empty body, one to the object's own with it.
 */
static void custom_write(struct cx_exchange *x, const struct cx_custom *custom, enum cx_custom_verb verb)
{
	char fresh[CX_UUID_LEN + 1];
	struct cx_object old, object;
	if (x->json->type != CX_NODE_OBJECT) {
		cx_exchange_error(x, 400, "malformed_body", "the body is no object");
		return;
	}
	if (!body_check(x, custom, x->json))
		return;
	bool in_path = x->id != NULL, posts = verb == CX_CUSTOM_CREATE && custom->server_id;
	cx_uuid_new(fresh);
	const char *id = posts ? fresh : in_path ? x->id : body_id(custom, x->json);
	if (!id || (in_path && custom->natural && strcmp(id, body_id(custom, x->json)) != 0)) {
		cx_exchange_error(x, 400, "invalid_key", "%s must be a text of up to 100 bytes%s",
				  custom->key, in_path ? ", the one of the path" : "");
		return;
	}
	bool had = cx_objects_get(x->sandbox->objects, custom->object_kind, id, &x->arena, &old);
	if (in_path && !cx_resource_precondition(x, had ? &old : NULL))
		return;
	custom_store(x, custom, id, x->json, &object);
	if (in_path || posts)
		cx_resource_answer(x, &object, had ? 200 : 201, 0);
	else
		x->status = 200;
}

void cx_custom_run(struct cx_exchange *x, const struct cx_custom *custom, enum cx_custom_verb verb)
{
	struct cx_object object;
	switch (verb) {
	case CX_CUSTOM_LIST:
		cx_resource_list(x, custom->object_kind, 0, custom->items_field);
		break;
	case CX_CUSTOM_READ:
		if (cx_resource_find(x, custom->object_kind, &object))
			cx_resource_answer(x, &object, 200, 0);
		break;
	case CX_CUSTOM_DELETE:
		cx_resource_delete(x, custom->object_kind);
		break;
	default:
		custom_write(x, custom, verb);
		break;
	}
}

bool cx_custom_seed(struct cx_exchange *x, const struct cx_custom *custom, const struct cx_node *body)
{
	struct cx_object object;
	const char *id = body_id(custom, body);
	if (id)
		custom_store(x, custom, id, body, &object);
	return id != NULL;
}
