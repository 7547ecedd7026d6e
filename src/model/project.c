/* SPDX-License-Identifier: Apache-2.0 */
/* The project file: checked by its schema first, then read into structures with the defaults filled in. */
#include "model/project.h"

#include "base/near.h"
#include "doc/yaml.h"
#include "schema/embedded.h"

static int64_t int_of(const struct cx_node *object, const char *key, int64_t otherwise)
{
	int64_t value;
	return cx_node_get_int64(object, key, &value) ? value : otherwise;
}

static int auth_flow_of(const char *text)
{
	if (!text)
		return -1;
	if (strcmp(text, "password") == 0)
		return CX_AUTH_FLOW_PASSWORD;
	return strcmp(text, "access-key") == 0 ? CX_AUTH_FLOW_ACCESS_KEY : CX_AUTH_FLOW_CLIENT_CREDENTIALS;
}

static struct cx_auth auth_of(const struct cx_node *node)
{
	const char *client_auth = cx_node_get_text(node, "client_auth");
	return (struct cx_auth){
		.preset = cx_node_get_text(node, "preset"),
		.flow = auth_flow_of(cx_node_get_text(node, "flow")),
		.token_url = cx_setting_of(cx_node_get(node, "token_url")),
		.client_auth = !client_auth ? -1 : strcmp(client_auth, "basic") == 0,
		.client_id = cx_setting_of(cx_node_get(node, "client_id")),
		.client_secret = cx_setting_of(cx_node_get(node, "client_secret")),
		.scope = cx_setting_of(cx_node_get(node, "scope")),
		.issuer = cx_node_get_text(node, "issuer"),
	};
}

static struct cx_tenant_config tenant_of(const struct cx_node *node)
{
	const struct cx_node *limits = cx_node_get(node, "limits"), *notify = cx_node_get(node, "notify");
	const char *profile = cx_node_get_text(node, "profile");
	return (struct cx_tenant_config){
		.name = node->key,
		.base_url = cx_setting_of(cx_node_get(node, "base_url")),
		.profile = profile ? profile : "cxone",
		.auth = auth_of(cx_node_get(node, "auth")),
		.requests_per_second = int_of(limits, "requests_per_second", 200),
		.concurrency = int_of(limits, "concurrency", 16),
		.has_notify = notify != NULL,
		.notify_url = cx_setting_of(cx_node_get(notify, "url")),
		.notify_secret = cx_setting_of(cx_node_get(notify, "secret")),
		.vars = cx_node_get(node, "vars"),
		.span = cx_node_key_span(node),
	};
}

static struct cx_ignore_rule ignore_of(const struct cx_node *node)
{
	return (struct cx_ignore_rule){
		.kind = cx_node_get_text(node, "kind"),
		.name = cx_node_get_text(node, "name"),
		.path = cx_node_get_text(node, "path"),
		.reason = cx_node_get_text(node, "reason"),
		.until = cx_node_get_text(node, "until"),
		.span = node->span,
	};
}

enum cx_on_conflict cx_on_conflict_of(const char *text)
{
	if (text && strcmp(text, "overwrite") == 0)
		return CX_ON_CONFLICT_OVERWRITE;
	return text && strcmp(text, "keep-live") == 0 ? CX_ON_CONFLICT_KEEP_LIVE : CX_ON_CONFLICT_REFUSE;
}

static size_t count_of(const struct cx_node *node)
{
	return node ? node->count : 0;
}

static void project_read(struct cx_arena *arena, const struct cx_node *document, struct cx_project *project)
{
	const struct cx_node *list = cx_node_get(document, "definitions");
	project->definitions = cx_arena_alloc(arena, (count_of(list) + 1) * sizeof *project->definitions);
	for (const struct cx_node *item = list ? list->first : NULL; item; item = item->next)
		project->definitions[project->definition_count++] = item->text;
	const struct cx_node *tenants = cx_node_get(document, "tenants");
	project->tenants = cx_arena_alloc(arena, (count_of(tenants) + 1) * sizeof *project->tenants);
	for (const struct cx_node *item = tenants ? tenants->first : NULL; item; item = item->next)
		project->tenants[project->tenant_count++] = tenant_of(item);
	const struct cx_node *ignore = cx_node_get(document, "ignore");
	project->ignore = cx_arena_alloc(arena, (count_of(ignore) + 1) * sizeof *project->ignore);
	for (const struct cx_node *item = ignore ? ignore->first : NULL; item; item = item->next)
		project->ignore[project->ignore_count++] = ignore_of(item);
	project->default_tenant = cx_node_get_text(document, "default_tenant");
	project->vars = cx_node_get(document, "vars");
	const struct cx_node *ledger = cx_node_get(document, "ledger"),
			     *safety = cx_node_get(document, "safety");
	const char *ref = cx_node_get_text(ledger, "ref");
	project->ledger_ref = ref ? ref : "refs/cxctl/{tenant}";
	project->ledger_remote = cx_node_get_text(ledger, "remote");
	project->max_update_percent = int_of(safety, "max_update_percent", 30);
	project->max_delete_percent = int_of(safety, "max_delete_percent", 30);
	project->min_resources = int_of(safety, "min_resources", 10);
	project->on_conflict = cx_on_conflict_of(cx_node_get_text(safety, "on_conflict"));
}

/* What the schema cannot say: default_tenant is one of tenants. */
static void project_check(const struct cx_project *project, struct cx_diags *diags)
{
	const struct cx_node *wanted = cx_node_get(project->document, "default_tenant");
	if (!wanted)
		return;
	for (size_t i = 0; i < project->tenant_count; i++)
		if (strcmp(project->tenants[i].name, wanted->text) == 0)
			return;
	cx_diag_add(diags, CX_SEVERITY_ERROR, "project.tenant", wanted->span,
		    "default_tenant is %s, but there is no such tenant below tenants", wanted->text);
}

enum cx_status cx_project_parse(struct cx_arena *arena, const struct cx_source *source, const char *path,
				struct cx_project *ret_project, struct cx_diags *diags)
{
	struct cx_docs docs = {0};
	enum cx_status status = cx_yaml_parse(arena, source, &docs, diags);
	if (status)
		return status;
	if (docs.count != 1) {
		cx_diag_error(diags, "project.documents", "%s must hold exactly one document, it holds %zu",
			      source->name, docs.count);
		return CX_STATUS_INVALID;
	}
	const struct cx_schema *schema = cx_embedded_compile(arena, "project.schema.json", diags);
	if (!schema || !cx_schema_check(schema, docs.items[0], diags))
		return CX_STATUS_INVALID;
	size_t before = diags->errors;
	const char *slash = strrchr(path, '/');
	struct cx_project project = {
		.path = cx_arena_strdup(arena, path),
		.root = cx_arena_strndup(arena, path, slash ? (size_t)(slash - path) : 0),
		.document = docs.items[0],
	};
	project_read(arena, docs.items[0], &project);
	project_check(&project, diags);
	*ret_project = project;
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}

static const char **tenant_names(struct cx_arena *arena, const struct cx_project *project)
{
	const char **names = cx_arena_alloc(arena, (project->tenant_count + 1) * sizeof *names);
	for (size_t i = 0; i < project->tenant_count; i++)
		names[i] = project->tenants[i].name;
	return names;
}

static enum cx_status tenant_unknown(const struct cx_project *project, const char *name,
				     struct cx_diags *diags)
{
	const char **names = tenant_names(&diags->arena, project);
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; i < project->tenant_count; i++)
		cx_buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	struct cx_diag *d;
	if (!name) {
		d = cx_diag_error(diags, "project.tenant",
				  "the project has several tenants and no default_tenant");
		cx_diag_hint(diags, d, "say which with --tenant: %s", list.data);
		return CX_STATUS_INVALID;
	}
	const char *near = cx_near_word(name, names);
	d = cx_diag_error(diags, "project.tenant", "%s names no tenant %s", project->path, name);
	if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(diags, d, "there are: %s", list.data);
	return CX_STATUS_INVALID;
}

enum cx_status cx_project_tenant(const struct cx_project *project, const char *name,
				 const struct cx_tenant_config **ret_tenant, struct cx_diags *diags)
{
	if (!name)
		name = project->default_tenant;
	if (!name && project->tenant_count == 1)
		name = project->tenants[0].name;
	for (size_t i = 0; name && i < project->tenant_count; i++)
		if (strcmp(project->tenants[i].name, name) == 0) {
			*ret_tenant = &project->tenants[i];
			return CX_STATUS_OK;
		}
	return tenant_unknown(project, name, diags);
}
