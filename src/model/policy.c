/* SPDX-License-Identifier: Apache-2.0 */
/* Reading policies: files to documents, checked by their schema, selectors looked up, schemas compiled once.
 */
#include "model/policy.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/near.h"
#include "doc/yaml.h"
#include "schema/embedded.h"

/* Where the schema stands in a policy's document. */
#define SCHEMA_POINTER "/spec/schema"

struct loader {
	struct cx_arena *arena;
	const struct cx_policies_source *source;
	const struct cx_schema *schema; /* of a policy */
	const char **kinds, **tenants;  /* names, NULL-terminated */
	struct cx_map names;            /* -> struct cx_node *, the metadata.name that has it */
	struct cx_policies policies;
	struct cx_diags *diags;
};

static struct cx_policy_words words_of(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_policy_words words = {0};
	if (!node)
		return words;
	words.items = cx_arena_alloc(arena, (node->count + 1) * sizeof *words.items);
	if (node->type == CX_NODE_STRING)
		words.items[words.count++] = node;
	for (const struct cx_node *item = node->first; item; item = item->next)
		words.items[words.count++] = item;
	return words;
}

static bool has_word(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

static void check_words(struct loader *loader, const struct cx_policy_words *words, const char *what,
			const char *const *known)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct cx_node *word = words->items[i];
		if (has_word(known, word->text))
			continue;
		struct cx_diag *d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "policy.match", word->span,
						"there is no %s %s", what, word->text);
		const char *near = cx_near_word(word->text, known);
		CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
		for (size_t k = 0; known[k] && list.len < 200; k++)
			cx_buf_addf(&list, "%s%s", k ? ", " : "", known[k]);
		if (near)
			cx_diag_hint(loader->diags, d, "did you mean %s?", near);
		else
			cx_diag_hint(loader->diags, d, "there are: %s", list.data);
	}
}

/* What compiling says has pointers into the schema; a reader wants them into the file. */
static void compile(struct loader *loader, struct cx_policy *policy, const struct cx_node *schema)
{
	struct cx_diags *diags = loader->diags;
	size_t before = diags->count;
	const char *name = cx_arena_printf(loader->arena, "of the policy %s", policy->name);
	if (cx_schema_compile(loader->arena, schema, name, &policy->schema, diags))
		policy->schema = NULL;
	for (size_t i = before; i < diags->count; i++) {
		const char *pointer = diags->items[i]->pointer;
		cx_diag_pointer(diags, diags->items[i],
				cx_arena_printf(&diags->arena, SCHEMA_POINTER "%s", pointer ? pointer : ""));
	}
}

static void check_name(struct loader *loader, const struct cx_node *name)
{
	const struct cx_node *first = cx_map_get(&loader->names, name->text);
	if (!first) {
		(void)cx_map_put(&loader->names, name->text, (void *)(uintptr_t)name);
		return;
	}
	struct cx_diag *d = cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "policy.name", name->span,
					"there are two policies named %s", name->text);
	cx_diag_second(d, first->span, "first defined here");
	cx_diag_hint(loader->diags, d, "give one of them another metadata.name");
}

static void load_document(struct loader *loader, const struct cx_node *document)
{
	if (!cx_schema_check(loader->schema, document, loader->diags))
		return;
	const struct cx_node *name = cx_node_get(cx_node_get(document, "metadata"), "name");
	const struct cx_node *spec = cx_node_get(document, "spec"), *match = cx_node_get(spec, "match");
	const struct cx_node *schema = cx_node_get(spec, "schema");
	struct cx_policy policy = {
		.name = name->text,
		.kinds = words_of(loader->arena, cx_node_get(match, "kind")),
		.tenants = words_of(loader->arena, cx_node_get(match, "tenant")),
		.glob = cx_node_get_text(match, "name"),
		.message = cx_node_get_text(spec, "message"),
		.hint = cx_node_get_text(spec, "hint"),
		.refuses_all = schema->type == CX_NODE_BOOL && !schema->boolean,
		.span = name->span,
	};
	check_name(loader, name);
	size_t before = loader->diags->errors;
	if (!loader->source->kinds->torn)
		check_words(loader, &policy.kinds, "kind", loader->kinds);
	check_words(loader, &policy.tenants, "tenant", loader->tenants);
	policy.is_wrong = loader->diags->errors > before || loader->source->kinds->torn;
	compile(loader, &policy, schema);
	CX_ARENA_GROW(loader->arena, loader->policies.items, loader->policies.count, loader->policies.cap);
	loader->policies.items[loader->policies.count++] = policy;
}

static void load_file(struct loader *loader, const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t prefix = strlen(loader->source->project->root);
	if (cx_tree_read(loader->source->tree, path, CX_MAX_FILE_BYTES, &text, loader->diags))
		return;
	struct cx_source *origin = cx_arena_alloc(loader->arena, sizeof *origin);
	*origin = (struct cx_source){cx_arena_strdup(loader->arena, prefix ? path + prefix + 1 : path),
				     cx_arena_strndup(loader->arena, text.data, text.len), text.len};
	struct cx_docs docs = {0};
	(void)cx_yaml_parse(loader->arena, origin, &docs, loader->diags);
	for (size_t i = 0; i < docs.count; i++) {
		if (loader->policies.count < CX_MAX_POLICIES) {
			load_document(loader, docs.items[i]);
			continue;
		}
		(void)cx_diag_add(loader->diags, CX_SEVERITY_ERROR, "policy.many", docs.items[i]->span,
				  "the project has more than %u policies", CX_MAX_POLICIES);
		return;
	}
}

static const char **tenant_names(struct cx_arena *arena, const struct cx_project *project)
{
	const char **names = cx_arena_alloc(arena, (project->tenant_count + 1) * sizeof *names);
	for (size_t i = 0; i < project->tenant_count; i++)
		names[i] = project->tenants[i].name;
	return names;
}

enum cx_status cx_policies_load(struct cx_arena *arena, const struct cx_policies_source *source,
				struct cx_policies *ret_policies, struct cx_diags *diags)
{
	size_t before = diags->errors;
	const char *folder = cx_path_join(arena, source->project->root, CX_POLICY_FOLDER);
	struct cx_tree_paths paths = {0};
	(void)cx_tree_list(source->tree, folder, arena, &paths, diags);
	*ret_policies = (struct cx_policies){0};
	if (!paths.count)
		return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
	struct loader loader = {
		.arena = arena,
		.source = source,
		.schema = cx_embedded_compile(arena, "policy.schema.json", diags),
		.kinds = cx_kinds_names(arena, source->kinds),
		.tenants = tenant_names(arena, source->project),
		.diags = diags,
	};
	for (size_t i = 0; loader.schema && i < paths.count && loader.policies.count < CX_MAX_POLICIES; i++)
		load_file(&loader, paths.items[i]);
	cx_map_release(&loader.names);
	*ret_policies = loader.policies;
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
