/* SPDX-License-Identifier: Apache-2.0 */
/* Absorb: finds the file, the document and the member; cx_absorb_merge does the rest, and a proof ends it. */
#include "engine/absorb.h"

#include "engine/absorb_parts.h"
#include "engine/plan_parts.h"

struct job {
	struct cx_arena *arena;
	const struct cx_absorb_input *input;
	struct cx_absorb *absorb;
	struct cx_map names;   /* "Kind id" -> name */
	struct cx_map ids;     /* "Kind/name" -> id */
	struct cx_map live;    /* "Kind id" -> object */
	struct cx_map by_path; /* -> file */
	struct cx_diags *diags;
};

static void index_all(struct job *job)
{
	const struct cx_absorb_input *input = job->input;
	for (size_t i = 0; i < input->definitions->count; i++) {
		const struct cx_definition *d = &input->definitions->items[i];
		if (!d->id)
			continue;
		(void)cx_map_put(&job->names, cx_arena_printf(job->arena, "%s %s", d->kind->name, d->id),
				 (void *)(uintptr_t)d->name);
		(void)cx_map_put(&job->ids, d->address, (void *)(uintptr_t)d->id);
	}
	for (size_t k = 0; k < input->live->count; k++) {
		const struct cx_live_list *list = &input->live->lists[k];
		for (size_t i = 0; i < list->count; i++) {
			const char *id = cx_plan_live_id(job->arena, list->route, list->items[i]);
			if (id)
				(void)cx_map_put(&job->live,
						 cx_arena_printf(job->arena, "%s %s", list->route->kind, id),
						 list->items[i]);
		}
	}
	for (size_t i = 0; i < job->absorb->file_count; i++)
		(void)cx_map_put(&job->by_path, job->absorb->files[i].file->source->name,
				 &job->absorb->files[i]);
}

/* References become ids, as the tenant has them. */
static void resolve(struct job *job, const struct cx_shape *list, const struct cx_shape *shape,
		    struct cx_node *node)
{
	const char *kind = cx_shape_ref_kind(list, shape), *name = cx_node_get_text(node, "ref");
	const char *id = kind && name && node->count == 1
				 ? cx_map_get(&job->ids, cx_arena_printf(job->arena, "%s/%s", kind, name))
				 : NULL;
	if (id) {
		node->type = CX_NODE_STRING;
		node->text = id;
		node->len = strlen(id);
		node->first = node->last = NULL;
		node->count = 0;
		return;
	}
	if (!shape || shape->criteria)
		return;
	bool array = node->type == CX_NODE_ARRAY;
	for (struct cx_node *child = node->first; child; child = child->next)
		resolve(job, array ? shape : NULL,
			array ? shape->items : cx_shape_member(shape, child->key, child->key_len), child);
}

static struct cx_diag *say(struct job *job, const struct cx_absorb_item *item, const char *code,
			   struct cx_span span, const char *what)
{
	return cx_diag_add(job->diags, CX_SEVERITY_WARNING, code, span, "%s is not absorbed: %s",
			   item->drift->address, what);
}

/* The index of the document that defines it. */
static bool find_document(const struct cx_absorb_item *item, size_t *ret_index)
{
	const struct cx_docs *docs = &item->file->file->docs;
	for (size_t i = 0; i < docs->count; i++) {
		const char *kind = cx_node_get_text(docs->items[i], "kind");
		const char *name = cx_node_get_text(cx_node_get(docs->items[i], "metadata"), "name");
		if (kind && name && strcmp(kind, item->definition->kind->name) == 0 &&
		    strcmp(name, item->definition->name) == 0) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

static bool open_layout(struct job *job, struct cx_absorb_item *item)
{
	struct cx_absorb_file *file = item->file;
	const struct cx_source *source = file->file->source;
	struct cx_yaml_place place = {0};
	if (file->layout)
		return true;
	struct cx_layout *layout = cx_arena_alloc(job->arena, sizeof *layout);
	bool plain = source->len && !memchr(source->text, '\r', source->len) &&
		     strncmp(source->text, "\xef\xbb\xbf", 3) != 0;
	if (!plain || cx_layout_parse(job->arena, source->text, source->len, layout, &place)) {
		struct cx_diag *d = say(job, item, "absorb.layout",
					(struct cx_span){source, place.line ? place.line : 1, 1, 1},
					"the file is written in a way that cannot be edited safely");
		cx_diag_hint(job->diags, d, "%s",
			     plain ? "write by hand what cxctl drift shows, or put it back with cxctl apply"
				   : "it has a byte order mark or line ends with CR: cxctl fmt writes it "
				     "without, then absorb again");
		return false;
	}
	file->layout = layout;
	file->edits = cx_arena_alloc(job->arena, sizeof *file->edits);
	*file->edits = (struct cx_edits){.arena = job->arena, .text = source->text, .len = source->len};
	return true;
}

static const struct cx_layout_item *find_item(const struct cx_layout_node *map, const char *name)
{
	size_t len = strlen(name);
	if (map->type != CX_LAYOUT_MAP && map->type != CX_LAYOUT_FLOW_MAP)
		return NULL;
	for (const struct cx_layout_item *item = map->first; item; item = item->next)
		if (item->name_len == len && memcmp(item->name, name, len) == 0)
			return item;
	return NULL;
}

static const struct cx_layout_item *spec_of(const struct cx_layout *layout, size_t index)
{
	size_t at = 0;
	for (const struct cx_layout_document *d = layout->first; d; d = d->next)
		if (d->root.type != CX_LAYOUT_EMPTY && at++ == index)
			return find_item(&d->root, "spec");
	return NULL;
}

/* The members of spec that drifted, each once, but for what is ignored: the first parts of the paths. */
static void gather_members(struct job *job, struct cx_absorb_item *item)
{
	const struct cx_fields *fields = &item->drift->fields;
	CX_AUTO(cx_map) struct cx_map seen = CX_MAP_INIT;
	item->members = cx_arena_alloc(job->arena, (fields->count + 1) * sizeof *item->members);
	for (size_t i = 0; i < fields->count; i++) {
		const char *path = fields->items[i].path;
		size_t len = path[0] ? strcspn(path + 1, "/") : 0;
		CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
		for (size_t k = 0; k < len; k++) {
			bool escaped = path[1 + k] == '~' && k + 1 < len;
			cx_buf_addc(&name, escaped ? (path[2 + k] == '1' ? '/' : '~') : path[1 + k]);
			k += escaped;
		}
		const char *member = cx_arena_strndup(job->arena, name.data, name.len);
		if (len && !cx_map_put(&seen, member, item))
			item->members[item->member_count++] = member;
	}
}

static const struct cx_node *overlaid(const struct job *job, const struct cx_absorb_item *item,
				      const struct cx_node *document, const char *member)
{
	struct cx_overlay *overlay = cx_overlays_find(job->input->overlays, item->definition->kind, document);
	return overlay ? cx_node_get(cx_node_get(overlay->patch, "spec"), member) : NULL;
}

static void fail_member(struct job *job, struct cx_absorb_item *item, const char *member,
			const struct cx_absorb_place *place, enum cx_edit_result result)
{
	const struct cx_source *source = item->file->file->source;
	struct cx_span span = {source, item->definition->line, 1, 1};
	if (place->item)
		span = cx_span_at(source, cx_edit_offset(place->edits, place->item), 1);
	struct cx_diag *d = cx_diag_add(job->diags, CX_SEVERITY_WARNING, "absorb.place", span,
					"%s of %s is not absorbed: %s", member, item->drift->address,
					cx_edit_reason(result));
	cx_diag_hint(job->diags, d, "write by hand what cxctl drift shows, or put it back with cxctl apply");
	item->left++;
}

/* Said and left, where it is not for us to place. */
static bool leave_member(struct job *job, struct cx_absorb_item *item, const char *member,
			 const struct cx_node *now, const struct cx_node *wanted)
{
	const struct cx_shape *shape = cx_shape_member(item->definition->kind->spec, member, strlen(member));
	const struct cx_node *at = cx_node_get(cx_node_get(item->definition->document, "spec"), member);
	struct cx_span span = at ? at->span : item->definition->document->span;
	struct cx_diag *d = NULL;
	if (cx_absorb_holds_secret(job->input, wanted)) {
		d = cx_diag_add(job->diags, CX_SEVERITY_WARNING, "absorb.secret", span,
				"%s of %s is not absorbed: it holds the value of a secret", member,
				item->drift->address);
		cx_diag_hint(job->diags, d, "secrets stand in no file: put it back with cxctl apply");
	} else if (cx_absorb_shows_credential(shape, wanted, now)) {
		d = cx_diag_add(job->diags, CX_SEVERITY_WARNING, "absorb.secret", span,
				"%s of %s is not absorbed: the tenant shows what looks like a credential",
				member, item->drift->address);
		cx_diag_hint(job->diags, d,
			     "write it as a reference, {env: NAME}, or put it back with cxctl apply");
	} else if (cx_absorb_is_conflict(job->arena, job->input, item, member)) {
		d = cx_diag_add(job->diags, CX_SEVERITY_WARNING, "absorb.conflict", span,
				"%s of %s is not absorbed: git was changed as well since the last apply",
				member, item->drift->address);
		cx_diag_hint(job->diags, d, "decide by hand; cxctl plan shows both");
	}
	item->left += d != NULL;
	return d != NULL;
}

/* One member: nothing of it is edited unless all of it can be. */
static void absorb_member(struct job *job, struct cx_absorb_item *item, const struct cx_layout_item *spec,
			  const struct cx_node *now, const char *member)
{
	struct cx_edits *edits = item->file->edits;
	struct cx_absorb_place place = {.arena = job->arena,
					.edits = edits,
					.profile = job->input->profile,
					.names = job->input->plain_ids ? NULL : &job->names};
	size_t before = edits->count;
	const struct cx_shape *shape = cx_shape_member(item->definition->kind->spec, member, strlen(member));
	const struct cx_node *live = cx_node_get(item->live, member), *old = cx_node_get(now, member);
	const struct cx_node *wanted = live ? cx_absorb_wanted(job->arena, shape, live, old) : NULL;
	const struct cx_layout_item *at = find_item(&spec->value, member);
	enum cx_edit_result result = CX_EDIT_DONE;
	if (leave_member(job, item, member, old, wanted))
		return;
	bool gone = !wanted || (shape && shape->default_value && at && at->value.type != CX_LAYOUT_INLINE &&
				!wanted->first && wanted->type >= CX_NODE_ARRAY &&
				cx_node_equal(wanted, shape->default_value));
	if (at && gone)
		result = cx_edit_remove(edits, &spec->value, at);
	else if (at && old)
		result = cx_absorb_member(&place, shape, &spec->value, at, old, wanted);
	else if (wanted)
		result = cx_absorb_add(&place, item->definition->kind->spec, &spec->value, wanted);
	if (result && !place.item)
		place.item = at ? at : spec;
	if (!result) {
		item->edits += edits->count > before;
		return;
	}
	edits->count = before;
	fail_member(job, item, member, &place, result);
}

static void absorb_document(struct job *job, struct cx_absorb_item *item)
{
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	size_t index = 0;
	bool found = find_document(item, &index);
	const struct cx_node *document = found ? item->file->file->docs.items[index] : NULL;
	const struct cx_layout_item *spec =
		found && open_layout(job, item) ? spec_of(item->file->layout, index) : NULL;
	if (!spec) {
		item->left = item->member_count;
		if (!found || item->file->layout)
			(void)say(job, item, "absorb.layout", item->definition->document->span,
				  "its spec cannot be told apart in the file");
		return;
	}
	struct cx_node *now = cx_node_copy(job->arena, cx_node_get(document, "spec"));
	(void)cx_vars_apply(job->arena, now, &job->input->vars, &quiet);
	resolve(job, NULL, item->definition->kind->spec, now);
	for (size_t i = 0; i < item->member_count; i++) {
		const struct cx_node *patched = overlaid(job, item, document, item->members[i]);
		if (!patched) {
			absorb_member(job, item, spec, now, item->members[i]);
			continue;
		}
		item->left++;
		struct cx_diag *d = cx_diag_add(job->diags, CX_SEVERITY_WARNING, "absorb.overlay",
						patched->span, "%s of %s is not absorbed: an overlay sets it",
						item->members[i], item->drift->address);
		cx_diag_hint(job->diags, d, "change it there by hand");
	}
}

/* By its address; renamed since, by its id. */
static const struct cx_definition *find_definition(const struct job *job, const struct cx_drift_item *drift)
{
	const struct cx_definitions *all = job->input->definitions;
	const struct cx_definition *definition = cx_definitions_find(all, drift->address);
	const char *name = drift->id ? cx_map_get(&job->names, cx_arena_printf(job->arena, "%s %s",
									       drift->kind, drift->id))
				     : NULL;
	if (definition || !name)
		return definition;
	return cx_definitions_find(all, cx_arena_printf(job->arena, "%s/%s", drift->kind, name));
}

static void absorb_item(struct job *job, struct cx_absorb_item *item)
{
	const struct cx_drift_item *drift = item->drift;
	item->definition = find_definition(job, drift);
	if (drift->id)
		item->live =
			cx_map_get(&job->live, cx_arena_printf(job->arena, "%s %s", drift->kind, drift->id));
	if (item->definition)
		item->file = cx_map_get(&job->by_path, item->definition->file);
	gather_members(job, item);
	bool gone = drift->deleted || !item->live;
	if (gone && item->definition) {
		item->left = 1;
		struct cx_diag *d = say(job, item, "absorb.deleted", item->definition->document->span,
					"it was deleted in the tenant");
		cx_diag_hint(job->diags, d,
			     "remove its definition by hand if that was meant; cxctl apply makes it anew");
	} else if (!gone && (!item->definition || !item->file)) {
		item->left = item->member_count;
		(void)say(job, item, "absorb.missing", CX_SPAN_NONE, "git has no definition of it any more");
	} else if (!gone) {
		item->member_count = cx_absorb_unsaid(job->arena, item, item->definition, item->members);
		if (item->member_count)
			absorb_document(job, item);
	}
}

void cx_absorb_make(struct cx_arena *arena, const struct cx_absorb_input *input, struct cx_absorb *ret_absorb,
		    struct cx_diags *diags)
{
	struct cx_absorb absorb = {
		.items = cx_arena_alloc(arena, (input->drift->count + 1) * sizeof *absorb.items),
		.count = input->drift->count,
		.files = cx_arena_alloc(arena, (input->files->count + 1) * sizeof *absorb.files),
		.file_count = input->files->count,
	};
	struct job job = {.arena = arena, .input = input, .absorb = &absorb, .diags = diags};
	for (size_t i = 0; i < absorb.file_count; i++)
		absorb.files[i] =
			(struct cx_absorb_file){.file = &input->files->items[i], .text = CX_BUF_INIT};
	index_all(&job);
	for (size_t i = 0; i < absorb.count; i++) {
		absorb.items[i].drift = &input->drift->items[i];
		absorb_item(&job, &absorb.items[i]);
	}
	for (size_t i = 0; i < absorb.file_count; i++) {
		struct cx_absorb_file *file = &absorb.files[i];
		if (file->edits && file->edits->count)
			file->changed = cx_edits_apply(file->edits, &file->text);
	}
	cx_map_release(&job.names);
	cx_map_release(&job.ids);
	cx_map_release(&job.live);
	cx_map_release(&job.by_path);
	*ret_absorb = absorb;
}

void cx_absorb_prove(struct cx_arena *arena, struct cx_absorb *absorb,
		     const struct cx_definitions *definitions, const char *why, struct cx_diags *diags)
{
	for (size_t i = 0; i < absorb->count; i++) {
		struct cx_absorb_item *item = &absorb->items[i];
		if (!item->edits)
			continue;
		const struct cx_definition *definition =
			definitions ? cx_definitions_find(definitions, item->definition->address) : NULL;
		if (definition && item->file->changed &&
		    cx_absorb_unsaid(arena, item, definition, NULL) <= item->left)
			continue;
		item->lost = true;
		item->file->changed = false;
		struct cx_diag *d = cx_diag_add(
			diags, CX_SEVERITY_WARNING, "absorb.proof", item->definition->document->span,
			definitions ? "%s is not absorbed: edited, its file would not say what the tenant has"
				    : "%s is not absorbed: edited, the project would be wrong",
			item->drift->address);
		if (!definitions && why)
			cx_diag_hint(diags, d, "it would be: %s", why);
	}
	/* What shares a file with one that is taken back goes with it. */
	for (size_t i = 0; i < absorb->count; i++)
		if (absorb->items[i].file)
			absorb->items[i].lost |= absorb->items[i].edits && !absorb->items[i].file->changed;
}

void cx_absorb_release(struct cx_absorb *absorb)
{
	for (size_t i = 0; i < absorb->file_count; i++)
		cx_buf_release(&absorb->files[i].text);
}
