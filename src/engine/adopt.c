/* SPDX-License-Identifier: Apache-2.0 */
/* Adopt: what is whose, by the same rules as a plan; then names, references, texts. */
#include "engine/adopt.h"

#include "base/glob.h"
#include "engine/adopt_parts.h"
#include "engine/plan_parts.h"

const char *cx_adopt_fate_name(enum cx_adopt_fate fate)
{
	static const char *const names[] = {
		[CX_ADOPT_NEW] = "adopted",
		[CX_ADOPT_DEFINED] = "defined",
		[CX_ADOPT_OWNED] = "owned",
		[CX_ADOPT_IMPOSSIBLE] = "impossible",
	};
	return names[fate];
}

bool cx_adopt_wants(const struct cx_adopt_input *input, const char *kind)
{
	for (size_t i = 0; i < input->glob_count; i++)
		if (!input->globs[i].kind || strcmp(input->globs[i].kind->name, kind) == 0)
			return true;
	return !input->glob_count;
}

/* The definitions matched with the tenant's objects, as the plan does it. */
static enum cx_status match_definitions(struct cx_plan_index *index, const struct cx_adopt_input *input,
					struct cx_diags *diags)
{
	enum cx_status worst = CX_STATUS_OK;
	for (size_t i = 0; i < input->definitions->count; i++) {
		const struct cx_definition *definition = &input->definitions->items[i];
		struct cx_change change = {
			.kind = definition->kind,
			.route = cx_profile_kind(input->profile, definition->kind->name),
			.address = definition->address,
			.name = definition->name,
			.desired = definition,
		};
		enum cx_status status = cx_plan_match(index, &change, diags);
		worst = worst ? worst : status;
	}
	return worst;
}

/* Whose it is: a definition's, the ledger's, or nobody's. */
static void settle_owner(const struct cx_plan_index *index, struct cx_adopt_item *item)
{
	const char *key = cx_adopt_key(index->arena, item->kind->name, item->id);
	const char *definition = cx_map_get(&index->used_ids, key),
		   *base = cx_map_get(&index->base_address, key);
	item->fate = definition ? CX_ADOPT_DEFINED : base ? CX_ADOPT_OWNED : CX_ADOPT_NEW;
	item->address = definition ? definition : base;
	item->name = item->address ? strchr(item->address, '/') + 1 : NULL;
}

static const char *title_of(const struct cx_kind_route *route, const struct cx_node *live)
{
	const char *fields[] = {route->match_field, "name", route->id_field};
	for (size_t i = 0; i < CX_COUNT(fields); i++) {
		const char *title = fields[i] ? cx_node_get_text(live, fields[i]) : NULL;
		if (title)
			return title;
	}
	return NULL;
}

static int compare_ids(const void *left, const void *right)
{
	const struct cx_adopt_item *a = left, *b = right;
	return strcmp(a->id, b->id);
}

/* Which ids a definition has to say: those that the client gives, and where the name alone tells none. */
static void settle_ids(struct cx_adopt_item *items, size_t count)
{
	CX_AUTO(cx_map) struct cx_map titles = CX_MAP_INIT;
	for (size_t i = 0; i < count; i++) {
		const struct cx_kind_route *route = items[i].route;
		const char *title =
			route->match_field ? cx_node_get_text(items[i].live, route->match_field) : NULL;
		items[i].needs_id = route->identity == CX_IDENTITY_CLIENT_UUID ||
				    (route->identity == CX_IDENTITY_SERVER_ID && !title);
		struct cx_adopt_item *twin = title ? cx_map_put(&titles, title, &items[i]) : NULL;
		if (twin && route->identity == CX_IDENTITY_SERVER_ID)
			twin->needs_id = items[i].needs_id = true;
	}
}

/* All objects of a list, by id. */
static struct cx_adopt_item *read_list(const struct cx_plan_index *index, const struct cx_kind *kind,
				       const struct cx_live_list *list, size_t *ret_count)
{
	struct cx_adopt_item *items = cx_arena_alloc(index->arena, (list->count + 1) * sizeof *items);
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct cx_adopt_item item = {
			.kind = kind,
			.route = list->route,
			.live = list->items[i],
			.id = cx_plan_live_id(index->arena, list->route, list->items[i]),
			.title = title_of(list->route, list->items[i]),
		};
		if (!item.id)
			continue;
		settle_owner(index, &item);
		items[count++] = item;
	}
	qsort(items, count, sizeof *items, compare_ids);
	settle_ids(items, count);
	*ret_count = count;
	return items;
}

static bool fits(const struct cx_adopt_input *input, const struct cx_adopt_item *item)
{
	bool found = !input->glob_count;
	for (size_t i = 0; i < input->glob_count; i++) {
		struct cx_adopt_glob *glob = &input->globs[i];
		if (glob->kind && glob->kind != item->kind)
			continue;
		if (!cx_glob_fits(glob->glob, item->name) &&
		    !(item->title && cx_glob_fits(glob->glob, item->title)))
			continue;
		glob->used = found = true;
	}
	return found;
}

static void add_list(struct cx_adopt_job *job, const struct cx_plan_index *index,
		     const struct cx_live_list *list, struct cx_adopt *adopt)
{
	const struct cx_kind *kind = cx_kinds_find(job->input->kinds, list->route->kind);
	size_t count = 0;
	if (!kind || !cx_adopt_wants(job->input, kind->name) || !list->route->routes[CX_ROUTE_LIST].present)
		return;
	struct cx_adopt_item *items = read_list(index, kind, list, &count);
	cx_adopt_name(job, items, count);
	for (size_t i = 0; i < count; i++) {
		if (!fits(job->input, &items[i]))
			continue;
		CX_ARENA_GROW(job->arena, adopt->items, adopt->count, adopt->cap);
		adopt->items[adopt->count++] = items[i];
	}
}

static void index_references(struct cx_adopt_job *job)
{
	const struct cx_definitions *definitions = job->input->definitions;
	for (size_t i = 0; i < definitions->count; i++) {
		const struct cx_definition *d = &definitions->items[i];
		if (d->id)
			(void)cx_map_put(&job->defined, cx_adopt_key(job->arena, d->kind->name, d->id),
					 (void *)(uintptr_t)d->name);
	}
	for (size_t i = 0; i < job->count; i++) {
		struct cx_adopt_item *item = &job->items[i];
		if (item->fate == CX_ADOPT_NEW && item->needs_id)
			(void)cx_map_put(&job->by_id, cx_adopt_key(job->arena, item->kind->name, item->id),
					 item);
	}
}

/* Texts of all; what turns out to be impossible is referred to by no name, so those are written again. */
static void write_all(struct cx_adopt_job *job)
{
	bool lost = true;
	while (lost) {
		lost = false;
		for (size_t i = 0; i < job->count; i++) {
			struct cx_adopt_item *item = &job->items[i];
			if (item->fate != CX_ADOPT_NEW)
				continue;
			cx_adopt_write(job, item);
			lost |= item->fate != CX_ADOPT_NEW;
		}
	}
}

static void job_release(struct cx_adopt_job *job)
{
	cx_map_release(&job->files);
	cx_map_release(&job->by_id);
	cx_map_release(&job->defined);
	cx_map_release(&job->circles);
}

enum cx_status cx_adopt_make(struct cx_arena *arena, const struct cx_adopt_input *input,
			     struct cx_adopt *ret_adopt, struct cx_diags *diags)
{
	struct cx_adopt adopt = {0};
	struct cx_adopt_job job = {.arena = arena, .input = input};
	struct cx_plan_index index;
	struct cx_plan_input matched = {
		.profile = input->profile,
		.kinds = input->kinds,
		.desired = input->definitions,
		.ledger = input->ledger,
		.live = input->live->lists,
		.live_count = input->live->count,
		.project = input->project,
	};
	cx_plan_index_init(&index, arena, &matched);
	enum cx_status status = match_definitions(&index, input, diags);
	for (size_t i = 0; i < input->definitions->seen_count; i++)
		(void)cx_map_put(&job.files, input->definitions->seen[i].file, &job);
	for (size_t i = 0; i < input->live->count && !status; i++)
		add_list(&job, &index, &input->live->lists[i], &adopt);
	cx_plan_index_release(&index);
	if (status) {
		job_release(&job);
		return status;
	}
	job.items = adopt.items;
	job.count = adopt.count;
	index_references(&job);
	cx_adopt_find_circles(&job);
	write_all(&job);
	job_release(&job);
	for (size_t i = 0; i < adopt.count; i++) {
		adopt.fates[adopt.items[i].fate]++;
		adopt.references += adopt.items[i].references;
	}
	*ret_adopt = adopt;
	return CX_STATUS_OK;
}
