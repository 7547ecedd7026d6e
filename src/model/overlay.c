/* SPDX-License-Identifier: Apache-2.0 */
/* Overlays are merged before variables are substituted, so that a patch may use them too. */
#include "model/overlay.h"

#include "base/file.h"
#include "base/near.h"
#include "doc/merge.h"
#include "doc/pointer.h"
#include "model/definition_file.h"
#include "model/kind_name.h"
#include "schema/embedded.h"

void cx_overlays_release(struct cx_overlays *overlays)
{
	cx_map_release(&overlays->by_address);
	cx_map_release(&overlays->sources);
	cx_map_release(&overlays->suppressions);
}

struct reader {
	struct cx_arena *arena;
	const struct cx_overlays_source *source;
	const struct cx_schema *schema;
	struct cx_overlays *overlays;
	struct cx_diags *diags;
};

static const struct cx_kind *overlay_kind(struct reader *r, const struct cx_node *document)
{
	const struct cx_node *kind = cx_node_get(document, "kind");
	const struct cx_kind *found = cx_kinds_find(r->source->kinds, kind->text);
	if (found)
		return found;
	struct cx_diag *d = cx_diag_add(r->diags, CX_SEVERITY_ERROR, "overlay.kind", kind->span,
					"there is no kind %s", kind->text);
	if (!cx_kind_name_hint(r->diags, d, kind->text, cx_kinds_names(&r->diags->arena, r->source->kinds)))
		cx_diag_hint(r->diags, d, "an overlay has the kind of the definition that it patches");
	return NULL;
}

static void read_document(struct reader *r, const struct cx_node *document)
{
	if (!cx_schema_check(r->schema, document, r->diags))
		return;
	const struct cx_kind *kind = overlay_kind(r, document);
	if (!kind)
		return;
	const struct cx_node *name = cx_node_get(cx_node_get(document, "metadata"), "name");
	struct cx_overlay *overlay = cx_arena_alloc(r->arena, sizeof *overlay);
	*overlay = (struct cx_overlay){
		.address = cx_arena_printf(r->arena, "%s/%s", kind->name, name->text),
		.kind = kind,
		.name = name->text,
		.document = document,
		.patch = cx_node_get(document, "patch"),
	};
	const struct cx_overlay *first = cx_map_get(&r->overlays->by_address, overlay->address);
	if (first) {
		struct cx_diag *d =
			cx_diag_add(r->diags, CX_SEVERITY_ERROR, "overlay.twice", name->span,
				    "%s is patched twice for %s", overlay->address, r->source->tenant);
		cx_diag_second(d, cx_node_get(cx_node_get(first->document, "metadata"), "name")->span,
			       "first patched here");
		cx_diag_hint(r->diags, d, "put both patches into one document");
		return;
	}
	(void)cx_map_put(&r->overlays->by_address, overlay->address, overlay);
	CX_ARENA_GROW(r->arena, r->overlays->items, r->overlays->count, r->overlays->cap);
	r->overlays->items[r->overlays->count++] = overlay;
}

static void read_file(struct reader *r, const char *path)
{
	const struct cx_overlays_source *source = r->source;
	struct cx_definition_file file =
		cx_definition_file_read(r->arena, source->tree, source->project->root, path, r->diags);
	(void)cx_map_put(&r->overlays->sources, file.source->name, (void *)file.source);
	if (file.suppressions) {
		file.suppressions->elsewhere = true;
		(void)cx_map_put(&r->overlays->suppressions, file.source->name, file.suppressions);
	}
	for (size_t i = 0; i < file.docs.count; i++)
		read_document(r, file.docs.items[i]);
}

static bool is_tenant(const struct cx_project *project, const char *name)
{
	for (size_t i = 0; i < project->tenant_count; i++)
		if (strcmp(project->tenants[i].name, name) == 0)
			return true;
	return false;
}

static void folder_of_nobody(struct reader *r, const char *folder)
{
	const struct cx_project *project = r->source->project;
	const char **names = cx_arena_alloc(&r->diags->arena, (project->tenant_count + 1) * sizeof *names);
	for (size_t i = 0; i < project->tenant_count; i++)
		names[i] = project->tenants[i].name;
	struct cx_diag *d = cx_diag_add(r->diags, CX_SEVERITY_WARNING, "overlay.tenant", CX_SPAN_NONE,
					"%s/%s is the folder of no tenant, nothing is read from there",
					CX_OVERLAY_FOLDER, folder);
	const char *near = cx_near_word(folder, names);
	if (near)
		cx_diag_hint(r->diags, d, "did you mean %s/%s?", CX_OVERLAY_FOLDER, near);
	else
		cx_diag_hint(r->diags, d, "each folder has the name of a tenant in cxctl.yaml, such as %s/%s",
			     CX_OVERLAY_FOLDER, names[0]);
}

/* Says once of each folder, and of each file beside the folders, that nobody reads it. */
static void check_owner(struct reader *r, const char *below, const char **last)
{
	const char *slash = strchr(below, '/');
	if (!slash) {
		struct cx_diag *d = cx_diag_add(r->diags, CX_SEVERITY_WARNING, "overlay.place", CX_SPAN_NONE,
						"%s/%s is in the folder of no tenant, it is not read",
						CX_OVERLAY_FOLDER, below);
		cx_diag_hint(r->diags, d, "move it to %s/%s/%s", CX_OVERLAY_FOLDER, r->source->tenant, below);
		return;
	}
	const char *folder = cx_arena_strndup(r->arena, below, (size_t)(slash - below));
	if (is_tenant(r->source->project, folder) || (*last && strcmp(*last, folder) == 0))
		return;
	*last = folder;
	folder_of_nobody(r, folder);
}

enum cx_status cx_overlays_load(struct cx_arena *arena, const struct cx_overlays_source *source,
				struct cx_overlays *ret_overlays, struct cx_diags *diags)
{
	size_t before = diags->errors;
	struct cx_overlays overlays = {0};
	struct reader r = {arena, source, NULL, &overlays, diags};
	struct cx_tree_paths paths = {0};
	const char *folder = cx_path_join(arena, source->project->root, CX_OVERLAY_FOLDER), *last = NULL;
	const char *mine = cx_arena_printf(arena, "%s/", source->tenant);
	(void)cx_tree_list(source->tree, folder, arena, &paths, diags);
	if (paths.count)
		r.schema = cx_embedded_compile(arena, "overlay.schema.json", diags);
	for (size_t i = 0; r.schema && i < paths.count; i++) {
		const char *below = paths.items[i] + strlen(folder) + 1;
		if (strlen(paths.items[i]) <= strlen(folder))
			continue;
		if (strncmp(below, mine, strlen(mine)) == 0)
			read_file(&r, paths.items[i]);
		else
			check_owner(&r, below, &last);
	}
	*ret_overlays = overlays;
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}

struct cx_overlay *cx_overlays_find(const struct cx_overlays *overlays, const struct cx_kind *kind,
				    const struct cx_node *document)
{
	const char *name = cx_node_get_text(cx_node_get(document, "metadata"), "name");
	if (!overlays || !overlays->count || !name)
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf address = CX_BUF_INIT;
	cx_buf_addf(&address, "%s/%s", kind->name, name);
	return cx_map_get(&overlays->by_address, address.data);
}

bool cx_overlays_hold(const struct cx_overlays *overlays, const struct cx_span *span)
{
	return overlays && span->source &&
	       cx_map_get(&overlays->sources, span->source->name) == (const void *)span->source;
}

/* The member of the patch that would make another definition of it, or NULL. */
static const struct cx_node *changes_identity(const struct cx_node *document, const struct cx_node *patch,
					      const char **ret_what)
{
	const struct cx_node *metadata = cx_node_get(patch, "metadata");
	const struct {
		const char *what;
		const struct cx_node *now, *then;
	} fixed[] = {
		{"apiVersion", cx_node_get(document, "apiVersion"), cx_node_get(patch, "apiVersion")},
		{"kind", cx_node_get(document, "kind"), cx_node_get(patch, "kind")},
		{"metadata.name", cx_node_get(cx_node_get(document, "metadata"), "name"),
		 cx_node_get(metadata, "name")},
	};
	for (size_t i = 0; i < CX_COUNT(fixed); i++) {
		*ret_what = fixed[i].what;
		if (fixed[i].then && (!fixed[i].now || !cx_node_equal(fixed[i].now, fixed[i].then)))
			return fixed[i].then;
	}
	return NULL;
}

/* Says of each null that there is nothing to remove; false if the patch has none such. */
static bool check_nulls(const struct cx_node *target, const struct cx_node *patch, struct cx_buf *pointer,
			struct cx_diags *diags)
{
	bool found = false;
	for (const struct cx_node *change = patch->first; change; change = change->next) {
		const struct cx_node *member = cx_node_get_n(target, change->key, change->key_len);
		size_t len = pointer->len;
		cx_pointer_add(pointer, change->key, change->key_len);
		if (change->type == CX_NODE_OBJECT)
			found |= check_nulls(member, change, pointer, diags);
		if (change->type == CX_NODE_NULL && !member) {
			struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "overlay.null",
							cx_node_key_span(change),
							"the definition has no %s to remove", pointer->data);
			cx_diag_hint(diags, d, "null removes what the definition has; take the line out");
			found = true;
		}
		cx_buf_cut(pointer, len);
	}
	return found;
}

struct cx_node *cx_overlay_apply(struct cx_arena *arena, struct cx_overlay *overlay, struct cx_node *document,
				 struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
	const char *what;
	overlay->used = true;
	const struct cx_node *wrong = changes_identity(document, overlay->patch, &what);
	if (wrong) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "overlay.identity",
						cx_node_key_span(wrong), "an overlay cannot change %s", what);
		cx_diag_hint(diags, d, "write another definition for what is not the same resource");
		return document;
	}
	struct cx_node *patched = cx_merge_patch(arena, document, overlay->patch);
	bool explained = check_nulls(document, overlay->patch, &pointer, diags);
	if (!explained && cx_node_equal(document, patched)) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "overlay.nothing",
						cx_node_key_span(overlay->patch),
						"the patch changes nothing of %s", overlay->address);
		cx_diag_second(d, document->span, "the definition says the same");
		cx_diag_hint(diags, d, "remove the overlay");
	}
	return patched;
}
