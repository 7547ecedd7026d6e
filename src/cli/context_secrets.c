/* SPDX-License-Identifier: Apache-2.0 */
/* Looking secrets up, of definitions and of the tenant. */
#include "cli/context.h"
#include "engine/secret.h"

static struct cx_secret_checker checker_for(const struct cx_context *context, struct cx_diags *diags)
{
	return (struct cx_secret_checker){
		.project_dir = context->project_folder ? context->project_folder : context->tree.folder,
		.repo = context->repo,
		.diags = diags,
	};
}

enum cx_status cx_context_ledger_key(struct cx_context *context)
{
	if (context->ledger_key)
		return CX_STATUS_OK;
	enum cx_status status =
		cx_ledger_key_new(getenv(CX_LEDGER_KEY_VARIABLE), &context->ledger_key, context->diags);
	return status == CX_STATUS_ABSENT ? CX_STATUS_OK : status;
}

enum cx_status cx_context_secrets(struct cx_context *context)
{
	size_t before = context->diags->errors;
	struct cx_secret_checker checker = checker_for(context, context->diags);
	for (size_t i = 0; i < context->definitions.count; i++) {
		const struct cx_definition *definition = &context->definitions.items[i];
		cx_secret_check(&checker, definition->kind->spec, definition->spec);
	}
	cx_secret_checker_release(&checker);
	(void)cx_context_ledger_key(context);
	return context->diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}

/* What plan would call an error is a warning where nothing is asked of the tenant. */
static void add_as_warnings(struct cx_diags *found, struct cx_diags *diags)
{
	for (size_t i = 0; i < found->count; i++)
		found->items[i]->severity = CX_SEVERITY_WARNING;
	found->warnings += found->errors;
	found->errors = 0;
	cx_diags_append(diags, found, 0, found->count);
	cx_diags_adopt(diags, found);
}

void cx_context_tenant_secrets(struct cx_context *context)
{
	CX_AUTO(cx_diags) struct cx_diags found = CX_DIAGS_INIT;
	const struct cx_tenant_config *tenant = context->tenant;
	if (!tenant)
		return;
	const struct {
		const struct cx_setting *setting;
		const char *what;
		bool self_made;
	} settings[] = {
		{&tenant->base_url, "base_url", false},
		{&tenant->auth.token_url, "auth.token_url", false},
		{&tenant->auth.client_id, "auth.client_id", false},
		{&tenant->auth.client_secret, "auth.client_secret", false},
		{&tenant->auth.scope, "auth.scope", false},
		{&tenant->notify_url, "notify.url", false},
		{&tenant->notify_secret, "notify.secret", true},
	};
	struct cx_secret_checker checker = checker_for(context, &found);
	for (size_t i = 0; i < CX_COUNT(settings); i++)
		(void)cx_secret_check_setting(&checker, settings[i].setting, settings[i].what,
					      settings[i].self_made);
	cx_secret_checker_release(&checker);
	add_as_warnings(&found, context->diags);
}

/* {env} and {file} of a resource as it was applied. */
static void learn_applied(struct cx_context *context, struct cx_secrets *secrets)
{
	for (size_t i = 0; i < context->ledger.resources.count; i++) {
		const struct cx_map_entry *entry = &context->ledger.resources.entries[i];
		const char *name = cx_arena_strndup(context->arena, entry->key, strcspn(entry->key, "/"));
		const struct cx_kind *kind = cx_kinds_find(&context->kinds, name);
		if (kind)
			cx_secret_learn(secrets, kind->spec, cx_node_get(entry->value, "spec"),
					context->project_folder);
	}
}

void cx_context_learn_secrets(struct cx_context *context)
{
	struct cx_secrets *secrets = cx_remote_secrets(context->remote);
	const char *key = getenv(CX_LEDGER_KEY_VARIABLE);
	if (key)
		cx_secrets_add(secrets, key, strlen(key));
	cx_secret_learn_setting(secrets, &context->tenant->notify_secret, context->project_folder);
	for (size_t i = 0; i < context->definitions.count; i++) {
		const struct cx_definition *definition = &context->definitions.items[i];
		cx_secret_learn(secrets, definition->kind->spec, definition->spec, context->project_folder);
	}
	learn_applied(context, secrets);
}
