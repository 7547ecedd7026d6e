/* SPDX-License-Identifier: Apache-2.0 */
/* By id, by the ledger, by the tenant's list: the cheapest first. */
#include "query/audience.h"

#include "base/near.h"
#include "schema/format.h"

#include <ctype.h>

#define KIND "Audience"

static const char *lower(struct cx_arena *arena, const char *text)
{
	char *copy = cx_arena_strdup(arena, text);
	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

static bool is_uuid(const char *word)
{
	return cx_format_find("uuid", 4)->accepts(word, strlen(word));
}

static const char *find_in_ledger(const struct cx_ledger *ledger, struct cx_arena *arena, const char *word)
{
	if (!ledger || !ledger->exists)
		return NULL;
	const struct cx_node *resource =
		cx_map_get(&ledger->resources, cx_arena_printf(arena, KIND "/%s", word));
	return cx_node_get_text(resource, "id");
}

static struct cx_diag *none(const char *word, struct cx_diags *diags)
{
	return cx_diag_error(diags, "members.audience", "there is no audience %s", word);
}

static void explain_none(const struct cx_live_list *list, const struct cx_ledger *ledger, const char *word,
			 struct cx_arena *arena, struct cx_diags *diags)
{
	size_t count = 0, applied = ledger && ledger->exists ? ledger->resources.count : 0;
	const char **names = cx_arena_alloc(arena, (list->count + applied + 1) * sizeof *names);
	for (size_t i = 0; i < applied; i++)
		if (strncmp(ledger->resources.entries[i].key, KIND "/", sizeof KIND) == 0)
			names[count++] = ledger->resources.entries[i].key + sizeof KIND;
	for (size_t i = 0; i < list->count; i++) {
		const char *name = cx_node_get_text(list->items[i], list->route->match_field);
		if (name)
			names[count++] = name;
	}
	const char *near = cx_near_word(word, names);
	struct cx_diag *d = none(word, diags);
	if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(diags, d, "the tenant has %zu audiences; none of them is called that",
			     list->count);
}

/* ABSENT if there is none. */
static enum cx_status find_in_list(const struct cx_live_list *list, struct cx_arena *arena, const char *word,
				   const char **ret_id, struct cx_diags *diags)
{
	const struct cx_node *found = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct cx_node *item = list->items[i];
		if (!cx_node_is_text(cx_node_get(item, list->route->match_field), word))
			continue;
		if (found) {
			struct cx_diag *d =
				cx_diag_error(diags, "members.audience", "two audiences are called %s", word);
			cx_diag_hint(diags, d, "name the one that is meant by its id: %s or %s",
				     cx_node_get(found, list->route->id_field)->text,
				     cx_node_get(item, list->route->id_field)->text);
			return CX_STATUS_INVALID;
		}
		found = item;
	}
	if (!found)
		return CX_STATUS_ABSENT;
	*ret_id = lower(arena, cx_node_get(found, list->route->id_field)->text);
	return CX_STATUS_OK;
}

enum cx_status cx_audience_find(const struct cx_audience_input *input, struct cx_arena *arena,
				const char *word, const char **ret_id, struct cx_diags *diags)
{
	const char *id = is_uuid(word) ? word : find_in_ledger(input->ledger, arena, word);
	if (id) {
		*ret_id = lower(arena, id);
		return CX_STATUS_OK;
	}
	const struct cx_kind_route *route = cx_profile_kind(input->profile, KIND);
	if (!route || !route->routes[CX_ROUTE_LIST].present) {
		cx_diag_hint(
			diags, none(word, diags),
			"nothing of that name was applied, and the profile %s lists no audiences: give an id",
			input->profile->name);
		return CX_STATUS_INVALID;
	}
	struct cx_live_list list = {.route = route};
	enum cx_status status = cx_reader_lists(input->reader, arena, &list, 1, diags);
	if (!status)
		status = find_in_list(&list, arena, word, ret_id, diags);
	if (status != CX_STATUS_ABSENT)
		return status;
	explain_none(&list, input->ledger, word, arena, diags);
	return CX_STATUS_INVALID;
}
