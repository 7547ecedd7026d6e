/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is to say of a live value: references in the place of secrets, and no secret that it shows. */
#include "engine/absorb_parts.h"

#include "doc/json.h"
#include "engine/secret.h"
#include "model/normal.h"

static bool is_hidden(const struct cx_shape *shape)
{
	return shape && shape->write_only && !shape->text;
}

static struct cx_node *wanted_object(struct cx_arena *arena, const struct cx_shape *shape,
				     const struct cx_node *live, const struct cx_node *now)
{
	struct cx_node *out = cx_node_share(arena, live);
	out->first = out->last = NULL;
	out->count = 0;
	for (const struct cx_node *m = live->first; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		const struct cx_node *old = cx_node_get_n(now, m->key, m->key_len);
		if (cx_is_secret(member, old))
			cx_node_add_n(out, m->key, m->key_len, cx_node_copy(arena, old));
		else if (!is_hidden(member))
			cx_node_add_n(out, m->key, m->key_len, cx_absorb_wanted(arena, member, m, old));
	}
	for (const struct cx_node *m = now && now->type == CX_NODE_OBJECT ? now->first : NULL; m; m = m->next)
		if (cx_is_secret(cx_shape_member(shape, m->key, m->key_len), m) &&
		    !cx_node_get_n(out, m->key, m->key_len))
			cx_node_add_n(out, m->key, m->key_len, cx_node_copy(arena, m));
	return out;
}

struct cx_node *cx_absorb_wanted(struct cx_arena *arena, const struct cx_shape *shape,
				 const struct cx_node *live, const struct cx_node *now)
{
	bool told = shape && !shape->criteria &&
		    (shape->property_count || shape->pattern_count || shape->additional);
	if (live->type == CX_NODE_OBJECT && told)
		return wanted_object(arena, shape, live, now);
	return cx_node_copy(arena, live);
}

bool cx_absorb_holds_secret(const struct cx_absorb_input *input, const struct cx_node *value)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (value)
		cx_json_canonical(value, &text);
	return cx_secrets_hold(input->secrets, text.data, text.len);
}

bool cx_absorb_shows_credential(const struct cx_shape *shape, const struct cx_node *wanted,
				const struct cx_node *now)
{
	for (const struct cx_node *m = wanted && wanted->type == CX_NODE_OBJECT ? wanted->first : NULL; m;
	     m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		const struct cx_node *old = cx_node_get_n(now, m->key, m->key_len);
		bool told = old && cx_node_equal(m, old);
		if (!told && member && member->write_only && cx_secret_is_likely(m))
			return true;
		if (!told && member && cx_absorb_shows_credential(member, m, old))
			return true;
	}
	return false;
}

size_t cx_absorb_unsaid(struct cx_arena *arena, const struct cx_absorb_item *item,
			const struct cx_definition *definition, const char **ret_members)
{
	const struct cx_shape *shape = definition->kind->spec;
	const struct cx_node *said = cx_normal(arena, shape, definition->spec);
	const struct cx_node *live =
		cx_normal(arena, shape, cx_absorb_wanted(arena, shape, item->live, definition->spec));
	size_t count = 0;
	for (size_t i = 0; i < item->member_count; i++) {
		const char *member = item->members[i];
		if (cx_same(cx_node_get(said, member), cx_node_get(live, member)))
			continue;
		if (ret_members)
			ret_members[count] = member;
		count++;
	}
	return count;
}

bool cx_absorb_is_conflict(struct cx_arena *arena, const struct cx_absorb_input *input,
			   const struct cx_absorb_item *item, const char *member)
{
	const struct cx_shape *shape = item->definition->kind->spec;
	const struct cx_node *base =
		cx_node_get(cx_map_get(&input->ledger->resources, item->drift->address), "spec");
	const struct cx_node *said = cx_node_get(cx_normal(arena, shape, item->definition->spec), member);
	return base && !cx_same(said, cx_node_get(cx_normal(arena, shape, base), member));
}
