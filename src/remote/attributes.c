/* SPDX-License-Identifier: Apache-2.0 */
/* One answer, read strictly: half a list would make errors of what is right. */
#include "remote/attributes.h"

#include "remote/problem.h"

struct reading {
	struct cx_arena *arena;
	const struct cx_attributes_route *route;
	struct cx_attributes attributes;
	struct cx_diags *diags;
	bool done;
};

static struct cx_diag *fail(struct reading *reading, const char *code, const char *problem)
{
	return cx_diag_error(reading->diags, code, "the tenant's attributes cannot be read: %s", problem);
}

static bool add_item(struct reading *reading, const struct cx_node *item, size_t index)
{
	const struct cx_attributes_route *route = reading->route;
	const struct cx_node *node = cx_node_get(item, route->name_field);
	const char *name = cx_node_get_text(item, route->name_field);
	struct cx_attributes *attributes = &reading->attributes;
	if (!name || !*name) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "item %zu has no %s", index, route->name_field);
		struct cx_diag *d = fail(reading, "tenant.json", text.data);
		cx_diag_hint(reading->diags, d,
			     "attributes.name_field of the profile says where the name stands");
		return false;
	}
	/* A name that repeats a secret is none that a definition could mean, and may not be proposed. */
	if (node->secret)
		return true;
	CX_ARENA_GROW(reading->arena, attributes->items, attributes->count, attributes->cap);
	attributes->items[attributes->count++] =
		(struct cx_attribute){.name = name, .type = cx_node_get_text(item, route->type_field)};
	return true;
}

static void read_page(struct reading *reading, const struct cx_node *page)
{
	const struct cx_attributes_route *route = reading->route;
	const struct cx_node *items = cx_node_get(page, route->items_field);
	const struct cx_node *next = route->next_field ? cx_node_get(page, route->next_field) : NULL;
	if (!items || items->type != CX_NODE_ARRAY) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "the answer holds no array \"%s\"", route->items_field);
		(void)fail(reading, "tenant.json", text.data);
		return;
	}
	if (next && next->type != CX_NODE_NULL && !(next->type == CX_NODE_STRING && !next->len)) {
		(void)fail(reading, "tenant.incomplete", "the answer is one page of several");
		return;
	}
	size_t index = 0;
	for (const struct cx_node *item = items->first; item; item = item->next)
		if (!add_item(reading, item, ++index))
			return;
	reading->done = true;
}

static void on_answer(void *data, const struct cx_answer *answer)
{
	struct reading *reading = data;
	struct cx_node *page = NULL;
	if (answer->kind != CX_ANSWER_STATUS || *answer->problem) {
		/* What never left says nothing about the attributes: its cause comes first. */
		bool sent = answer->kind == CX_ANSWER_STATUS || answer->kind == CX_ANSWER_IN_DOUBT;
		struct cx_diag *d = sent ? fail(reading, answer->code, answer->problem)
					 : cx_diag_error(reading->diags, answer->code, "%s", answer->problem);
		if (!sent)
			cx_diag_note(reading->diags, d, "the tenant's attributes were not read");
		if (answer->hint)
			cx_diag_hint(reading->diags, d, "%s", answer->hint);
		return;
	}
	if (cx_answer_node(reading->arena, answer, NULL, &page, reading->diags) == CX_STATUS_OK)
		read_page(reading, page);
}

enum cx_status cx_attributes_read(struct cx_reader *reader, struct cx_arena *arena,
				  const struct cx_profile *profile, struct cx_attributes *ret_attributes,
				  struct cx_diags *diags)
{
	const struct cx_attributes_route *route = &profile->attributes;
	if (!route->call.present) {
		struct cx_diag *d =
			cx_diag_error(diags, "online.route",
				      "the profile %s has no route that lists attributes", profile->name);
		cx_diag_hint(diags, d, "without --online the definitions are checked by themselves");
		return CX_STATUS_INVALID;
	}
	struct reading reading = {.arena = arena, .route = route, .diags = diags};
	cx_reader_get(reader, cx_route_path(arena, &route->call, ""), on_answer, &reading);
	cx_reader_run(reader);
	if (!reading.done)
		return CX_STATUS_FAILED;
	for (size_t i = 0; i < reading.attributes.count; i++) {
		struct cx_attribute *attribute = &reading.attributes.items[i];
		(void)cx_map_put(&reading.attributes.by_name, attribute->name, attribute);
	}
	*ret_attributes = reading.attributes;
	return CX_STATUS_OK;
}
