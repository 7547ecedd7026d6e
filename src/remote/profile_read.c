/* SPDX-License-Identifier: Apache-2.0 */
/* A checked profile document as structs. */
#include "remote/profile_read.h"

/* What a route of each verb may be. */
static const struct verb_rule {
	const char *name;
	const char *methods[3]; /* NULL-terminated */
	bool id;                /* the path holds {id}; of create: where the client gives the id */
	bool body;              /* the body names the object too: with a natural key {id} may be missing */
} verb_rules[CX_ROUTE_VERBS] = {
	[CX_ROUTE_LIST] = {"list", {"GET"}, false, false},
	[CX_ROUTE_READ] = {"read", {"GET"}, true, false},
	[CX_ROUTE_CREATE] = {"create", {"PUT", "POST"}, false, true},
	[CX_ROUTE_PUT] = {"put", {"PUT", "POST"}, true, true},
	[CX_ROUTE_DELETE] = {"delete", {"DELETE", "POST"}, true, false},
};

static const char *text_or(const struct cx_node *object, const char *key, const char *otherwise)
{
	const char *text = cx_node_get_text(object, key);
	return text ? text : otherwise;
}

static bool check_route(const struct cx_kind_route *kind, size_t verb, const struct cx_node *node,
			struct cx_diags *diags)
{
	const struct verb_rule *rule = &verb_rules[verb];
	const struct cx_route *route = &kind->routes[verb];
	bool allowed = false;
	for (size_t i = 0; rule->methods[i]; i++)
		allowed |= strcmp(rule->methods[i], route->method) == 0;
	if (!allowed) {
		struct cx_diag *diag = cx_diag_add(
			diags, CX_SEVERITY_ERROR, "profile.method", cx_node_get(node, "method")->span,
			"%s of %s cannot be sent as %s", rule->name, kind->kind, route->method);
		cx_diag_hint(diags, diag, "%s is sent as %s%s%s", rule->name, rule->methods[0],
			     rule->methods[1] ? " or " : "", rule->methods[1] ? rule->methods[1] : "");
	}
	bool natural = kind->identity == CX_IDENTITY_NATURAL_KEY;
	bool id = rule->id || (verb == CX_ROUTE_CREATE && kind->identity != CX_IDENTITY_SERVER_ID);
	const char *hole = strstr(route->path, "{id}");
	bool fits = id ? hole && !strstr(hole + 4, "{id}") : !hole;
	if (natural && rule->body && !hole)
		fits = true;
	if (!fits)
		(void)cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.path", cx_node_get(node, "path")->span,
				  "the path of %s of %s must %s", rule->name, kind->kind,
				  id ? "hold {id} once" : "not hold {id}");
	bool etag = kind->concurrency == CX_CONCURRENCY_ETAG;
	if (natural && rule->body && !hole && etag) {
		struct cx_diag *diag =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.path", cx_node_get(node, "path")->span,
				    "the path of %s of %s holds no {id}, so that no ETag can be its",
				    rule->name, kind->kind);
		cx_diag_hint(diags, diag, "concurrency: none compares by reading");
		return false;
	}
	return allowed && fits;
}

static bool read_routes(struct cx_kind_route *kind, const struct cx_node *node, struct cx_diags *diags)
{
	const struct cx_node *routes = cx_node_get(node, "routes");
	bool good = true;
	for (size_t verb = 0; verb < CX_ROUTE_VERBS; verb++) {
		const struct cx_node *route = cx_node_get(routes, verb_rules[verb].name);
		if (!route || route->type != CX_NODE_OBJECT)
			continue;
		kind->routes[verb] = (struct cx_route){
			.present = true,
			.method = cx_node_get_text(route, "method"),
			.path = cx_node_get_text(route, "path"),
			.query = text_or(route, "query", ""),
		};
		good &= check_route(kind, verb, route, diags);
	}
	return good;
}

/* own: the kind's, may be NULL; common: the profile's, may be NULL. */
static struct cx_paging read_paging(const struct cx_node *own, const struct cx_node *common)
{
	struct cx_paging paging = {
		.limit_param = text_or(own, "limit_param", cx_node_get_text(common, "limit_param")),
		.cursor_param = text_or(own, "cursor_param", text_or(common, "cursor_param", "cursor")),
		.items_field = text_or(own, "items_field", text_or(common, "items_field", "items")),
		.next_field = text_or(own, "next_field", cx_node_get_text(common, "next_field")),
		.total_field = text_or(own, "total_field", cx_node_get_text(common, "total_field")),
	};
	if (!cx_node_get_int64(own, "limit", &paging.limit))
		(void)cx_node_get_int64(common, "limit", &paging.limit);
	return paging;
}

/* Every name means one field: the tenant's may be no other rename's, on either side. */
static bool check_rename(const struct cx_kind_route *kind, const struct cx_node *member,
			 const struct cx_node *other, struct cx_diags *diags)
{
	if (strcmp(member->text, other->key) != 0 &&
	    (other == member || strcmp(member->text, other->text) != 0))
		return true;
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.rename", member->span,
					   "renames of %s name %s twice", kind->kind, member->text);
	cx_diag_second(diag, cx_node_key_span(other), "here too");
	cx_diag_hint(diags, diag, "a rename is our name of a field, and the tenant's: {url: uri}");
	return false;
}

static bool read_renames(struct cx_arena *arena, struct cx_kind_route *kind, const struct cx_node *node,
			 struct cx_diags *diags)
{
	const struct cx_node *renames = cx_node_get(node, "renames");
	if (!renames || renames->count == 0)
		return true;
	struct cx_rename *items = cx_arena_alloc(arena, renames->count * sizeof *items);
	for (const struct cx_node *member = renames->first; member; member = member->next) {
		for (const struct cx_node *other = renames->first; other; other = other->next)
			if (!check_rename(kind, member, other, diags))
				return false;
		items[kind->rename_count++] = (struct cx_rename){.ours = member->key, .theirs = member->text};
	}
	kind->renames = items;
	return true;
}

static enum cx_concurrency read_concurrency(const struct cx_node *node)
{
	const char *word = text_or(node, "concurrency", "none");
	if (strcmp(word, "etag") == 0)
		return CX_CONCURRENCY_ETAG;
	return strcmp(word, "body_version") == 0 ? CX_CONCURRENCY_BODY_VERSION : CX_CONCURRENCY_NONE;
}

static enum cx_identity read_identity(const struct cx_node *node)
{
	const struct cx_node *word = cx_node_get(node, "identity");
	if (cx_node_is_text(word, "natural_key"))
		return CX_IDENTITY_NATURAL_KEY;
	return cx_node_is_text(word, "client_uuid") ? CX_IDENTITY_CLIENT_UUID : CX_IDENTITY_SERVER_ID;
}

/* key_field and natural_key go together. */
static bool check_key_field(const struct cx_kind_route *kind, const struct cx_node *node,
			    struct cx_diags *diags)
{
	bool natural = kind->identity == CX_IDENTITY_NATURAL_KEY;
	const struct cx_node *key = cx_node_get(node, "key_field");
	if (natural == (key != NULL))
		return true;
	struct cx_diag *diag =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.key",
			    key ? key->span : cx_node_get(node, "identity")->span,
			    natural ? "%s is told by a natural key, but no key_field names it"
				    : "key_field of %s is not looked at: its identity is no natural key",
			    kind->kind);
	cx_diag_hint(diags, diag, "identity: natural_key, key_field: the member of spec that names it");
	return false;
}

static bool read_kind(struct cx_arena *arena, struct cx_kind_route *kind, const struct cx_node *node,
		      const struct cx_node *paging, struct cx_diags *diags)
{
	const struct cx_node *scopes = cx_node_get(node, "scopes");
	*kind = (struct cx_kind_route){
		.kind = node->key,
		.identity = read_identity(node),
		.id_field = text_or(node, "key_field", text_or(node, "id_field", "id")),
		.match_field = text_or(node, "match_field", "name"),
		.concurrency = read_concurrency(node),
		.version_field = cx_node_get_text(node, "version_field"),
		.paging = read_paging(cx_node_get(node, "paging"), paging),
		.idempotency_honoured = cx_node_is_text(cx_node_get(node, "idempotency"), "honoured"),
		.scope_read = cx_node_get_text(scopes, "read"),
		.scope_write = cx_node_get_text(scopes, "write"),
		.create_settle_s = 60,
	};
	(void)cx_node_get_int64(node, "create_settle_s", &kind->create_settle_s);
	bool good = read_renames(arena, kind, node, diags);
	good &= read_routes(kind, node, diags);
	good &= check_key_field(kind, node, diags);
	if (kind->concurrency == CX_CONCURRENCY_BODY_VERSION && !kind->version_field) {
		(void)cx_diag_add(diags, CX_SEVERITY_ERROR, "profile.version",
				  cx_node_get(node, "concurrency")->span,
				  "concurrency body_version of %s needs a version_field", kind->kind);
		good = false;
	}
	return good;
}

static struct cx_attributes_route read_attributes(const struct cx_node *node, const struct cx_node *paging)
{
	struct cx_attributes_route route = {
		.items_field = text_or(node, "items_field", "items"),
		.name_field = text_or(node, "name_field", "name"),
		.type_field = text_or(node, "type_field", "type"),
		.next_field = cx_node_get_text(paging, "next_field"),
	};
	if (node && node->type == CX_NODE_OBJECT)
		route.call = (struct cx_route){.present = true,
					       .method = "GET",
					       .path = cx_node_get_text(node, "path"),
					       .query = text_or(node, "query", "")};
	return route;
}

static void read_presets(struct cx_arena *arena, struct cx_profile *profile, const struct cx_node *presets)
{
	if (!presets)
		return;
	profile->presets = cx_arena_alloc(arena, (presets->count + 1) * sizeof *profile->presets);
	for (const struct cx_node *member = presets->first; member; member = member->next)
		profile->presets[profile->preset_count++] = (struct cx_auth_preset){
			.name = member->key,
			.token_url = cx_node_get_text(member, "token_url"),
			.client_auth = cx_node_get_text(member, "client_auth"),
			.scope = cx_node_get_text(member, "scope"),
			.flow = cx_node_get_text(member, "flow"),
		};
}

static const char **read_words(struct cx_arena *arena, const struct cx_node *words, size_t *ret_count)
{
	*ret_count = 0;
	if (!words)
		return NULL;
	const char **texts = cx_arena_alloc(arena, (words->count + 1) * sizeof *texts);
	for (const struct cx_node *word = words->first; word; word = word->next)
		texts[(*ret_count)++] = word->text;
	return texts;
}

static struct cx_criteria_rules read_criteria(const struct cx_node *document)
{
	const struct cx_node *unknown = cx_node_get(cx_node_get(document, "limits"), "unknown_operator");
	const struct cx_node *counts = cx_node_get(document, "criteria_depth_counts");
	return (struct cx_criteria_rules){
		.unknown_operator = cx_node_is_text(unknown, "error") ? CX_UNKNOWN_OPERATOR_ERROR
				    : cx_node_is_text(unknown, "off") ? CX_UNKNOWN_OPERATOR_OFF
								      : CX_UNKNOWN_OPERATOR_WARN,
		.root_counts = cx_node_is_text(counts, "groups"),
	};
}

bool cx_profile_read(struct cx_arena *arena, const struct cx_node *document, struct cx_profile *ret_profile,
		     struct cx_diags *diags)
{
	const struct cx_node *evaluation = cx_node_get(document, "evaluation");
	const struct cx_node *kinds = cx_node_get(document, "kinds");
	struct cx_profile profile = {
		.name = cx_node_get_text(cx_node_get(document, "metadata"), "name"),
		.document = document,
		.settle_field = cx_node_get_text(evaluation, "field"),
		.settle_time = cx_node_get_text(evaluation, "time"),
		.criteria = read_criteria(document),
		.attributes =
			read_attributes(cx_node_get(document, "attributes"), cx_node_get(document, "paging")),
	};
	profile.settle_running =
		read_words(arena, cx_node_get(evaluation, "running"), &profile.settle_running_count);
	profile.settle_done = read_words(arena, cx_node_get(evaluation, "done"), &profile.settle_done_count);
	profile.settle_failed =
		read_words(arena, cx_node_get(evaluation, "failed"), &profile.settle_failed_count);
	read_presets(arena, &profile, cx_node_get(cx_node_get(document, "auth"), "presets"));
	bool good = cx_profile_read_runtime(document, &profile.runtime, diags);
	profile.runtime.paging = read_paging(NULL, cx_node_get(document, "paging"));
	profile.kinds = cx_arena_alloc(arena, ((kinds ? kinds->count : 0) + 1) * sizeof *profile.kinds);
	for (const struct cx_node *kind = kinds ? kinds->first : NULL; kind; kind = kind->next)
		good &= read_kind(arena, &profile.kinds[profile.kind_count++], kind,
				  cx_node_get(document, "paging"), diags);
	if (good)
		*ret_profile = profile;
	return good;
}
