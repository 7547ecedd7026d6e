/* SPDX-License-Identifier: Apache-2.0 */
/* A walk over desired and base at once; what base has is found by place, in lists by name. */
#include "engine/secret_mark.h"

#include "base/map.h"
#include "doc/json.h"
#include "doc/pointer.h"
#include "model/normal.h"

struct walk {
	struct cx_secret_marker *marker;
	const struct cx_secret_marked *marked;
	bool sent;
	struct cx_buf path; /* elements of lists are all "-": their order may mean nothing */
};

static const struct cx_shape *shape_below(const struct cx_shape *shape, const struct cx_node *node,
					  const struct cx_node *child)
{
	if (!shape || shape->criteria)
		return NULL;
	return node->type == CX_NODE_ARRAY ? shape->items
					   : cx_shape_member(shape, child->key, child->key_len);
}

static bool holds_secret(const struct cx_shape *shape, const struct cx_node *node)
{
	if (!shape || shape->criteria)
		return false;
	bool found = cx_is_secret(shape, node);
	for (const struct cx_node *m = node->first; m && !found; m = m->next)
		found = holds_secret(shape_below(shape, node, m), m);
	return found;
}

static struct cx_node *reference_copy(struct cx_arena *arena, const struct cx_node *secret)
{
	struct cx_node *copy = cx_node_copy(arena, secret);
	(void)cx_node_remove(copy, "hmac");
	return copy;
}

const struct cx_node *cx_secret_reference(struct cx_arena *arena, const struct cx_node *secret)
{
	return secret && cx_node_get(secret, "hmac") ? reference_copy(arena, secret) : secret;
}

bool cx_secret_is_new_value(struct cx_arena *arena, const struct cx_node *a, const struct cx_node *b)
{
	const char *was = cx_node_get_text(a, "hmac"), *is = cx_node_get_text(b, "hmac");
	return was && is && strcmp(was, is) != 0 &&
	       cx_node_equal(cx_secret_reference(arena, a), cx_secret_reference(arena, b));
}

static void doubt(const struct walk *w, struct cx_secret_doubt *of, const struct cx_node *secret)
{
	if (w->sent)
		return;
	if (!of->count++) {
		of->first = w->marked->address;
		of->span = secret->span;
	}
}

static const char *mac_now(const struct walk *w, const struct cx_node *secret)
{
	const struct cx_secret_marker *m = w->marker;
	if (!m->key)
		return NULL;
	const char *salt = cx_ledger_key_salt(m->tenant, w->marked->address, w->path.len ? w->path.data : "",
					      secret, m->arena);
	return cx_ledger_key_mac(m->key, secret, salt, m->arena);
}

/* Of a secret whose reference is the one that was applied; known: the ledger's hmac, or NULL. */
static const char *mac_of_same(struct walk *w, const struct cx_node *secret, const char *known)
{
	struct cx_secret_marker *m = w->marker;
	if (!known) {
		if (m->key)
			doubt(w, &m->unkept, secret);
		return w->sent ? mac_now(w, secret) : NULL;
	}
	if (!m->key || !cx_ledger_key_made(m->key, known)) {
		doubt(w, m->key ? &m->other : &m->unset, secret);
		return w->sent ? mac_now(w, secret) : known;
	}
	const char *again = cx_ledger_key_again(m->key, secret, known, m->arena);
	if (!again || strcmp(again, known) == 0 || (w->marked->keep && !w->sent))
		return known;
	return mac_now(w, secret);
}

static struct cx_node *mark_secret(struct walk *w, const struct cx_node *secret, const struct cx_node *base)
{
	struct cx_arena *arena = w->marker->arena;
	struct cx_node *out = reference_copy(arena, secret);
	bool same = base && cx_node_equal(out, cx_secret_reference(arena, base));
	const char *mac = same ? mac_of_same(w, secret, cx_node_get_text(base, "hmac")) : mac_now(w, secret);
	if (mac)
		cx_node_add(out, "hmac", cx_node_string(arena, mac));
	return out;
}

/* What tells an element of a list from the others, or NULL. */
static const char *item_name(struct cx_arena *arena, const struct cx_shape *list, const struct cx_node *item)
{
	const struct cx_node *name = cx_is_secret(list->items, item) ? cx_secret_reference(arena, item)
				     : list->list_key                ? cx_node_get(item, list->list_key)
								     : NULL;
	if (!name)
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_canonical(name, &text);
	return cx_arena_strndup(arena, text.data, text.len);
}

static struct cx_node *mark_node(struct walk *w, const struct cx_shape *shape, const struct cx_node *node,
				 const struct cx_node *base);

static void mark_items(struct walk *w, const struct cx_shape *shape, const struct cx_node *node,
		       const struct cx_node *base, struct cx_node *out)
{
	struct cx_arena *arena = w->marker->arena;
	CX_AUTO(cx_map) struct cx_map names = CX_MAP_INIT;
	const struct cx_node *first = base && base->type == CX_NODE_ARRAY ? base->first : NULL,
			     *beside = first;
	for (const struct cx_node *item = first; item; item = item->next) {
		const char *name = item_name(arena, shape, item);
		if (name)
			(void)cx_map_put(&names, name, (void *)(uintptr_t)item);
	}
	size_t length = w->path.len;
	cx_buf_adds(&w->path, "/-");
	for (const struct cx_node *item = node->first; item; item = item->next) {
		const char *name = item_name(arena, shape, item);
		cx_node_push(out, mark_node(w, shape->items, item, name ? cx_map_get(&names, name) : beside));
		beside = beside ? beside->next : NULL;
	}
	cx_buf_cut(&w->path, length);
}

static struct cx_node *mark_node(struct walk *w, const struct cx_shape *shape, const struct cx_node *node,
				 const struct cx_node *base)
{
	if (!shape || shape->criteria || !node->first)
		return cx_node_share(w->marker->arena, node);
	if (cx_is_secret(shape, node))
		return mark_secret(w, node, base && cx_is_secret(shape, base) ? base : NULL);
	struct cx_node *out = cx_node_share(w->marker->arena, node);
	out->first = out->last = NULL;
	out->count = 0;
	if (node->type == CX_NODE_ARRAY) {
		mark_items(w, shape, node, base, out);
		return out;
	}
	for (const struct cx_node *m = node->first; m; m = m->next) {
		size_t length = w->path.len;
		cx_pointer_add(&w->path, m->key, m->key_len);
		cx_node_add_n(out, m->key, m->key_len,
			      mark_node(w, cx_shape_member(shape, m->key, m->key_len), m,
					cx_node_get_n(base, m->key, m->key_len)));
		cx_buf_cut(&w->path, length);
	}
	return out;
}

static const struct cx_node *mark(struct cx_secret_marker *marker, const struct cx_secret_marked *marked,
				  bool sent)
{
	if (!holds_secret(marked->shape, marked->desired))
		return marked->desired;
	struct walk w = {marker, marked, sent, CX_BUF_INIT};
	const struct cx_node *out = mark_node(&w, marked->shape, marked->desired, marked->base);
	cx_buf_release(&w.path);
	return out;
}

const struct cx_node *cx_secret_mark_compared(struct cx_secret_marker *marker,
					      const struct cx_secret_marked *marked)
{
	return mark(marker, marked, false);
}

const struct cx_node *cx_secret_mark_sent(struct cx_secret_marker *marker,
					  const struct cx_secret_marked *marked)
{
	return mark(marker, marked, true);
}

void cx_secret_mark_report(const struct cx_secret_marker *marker, struct cx_diags *diags)
{
	const struct {
		const struct cx_secret_doubt *doubt;
		const char *why, *hint;
	} rows[] = {
		{&marker->unset, CX_LEDGER_KEY_VARIABLE " is not set",
		 "set it to the key of the earlier runs; until then only a new version: is seen"},
		{&marker->other, CX_LEDGER_KEY_VARIABLE " is another key than it was applied with",
		 "set the key of the earlier runs; or keep this one, and count version: up where a value is "
		 "to be sent again"},
		{&marker->unkept, "it was applied without " CX_LEDGER_KEY_VARIABLE,
		 "count its version: up once: it is sent again, and known from then on"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		const struct cx_secret_doubt *doubt = rows[i].doubt;
		if (!doubt->count)
			continue;
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "secret.key", doubt->span,
						"whether the secret of %s changed cannot be told: %s",
						doubt->first, rows[i].why);
		if (doubt->count > 1)
			cx_diag_note(diags, d, "the same goes for %zu more", doubt->count - 1);
		cx_diag_hint(diags, d, "%s", rows[i].hint);
	}
}

struct collect {
	struct cx_arena *arena;
	struct cx_node *macs;
	struct cx_buf path;
};

static void collect_macs(struct collect *c, const struct cx_shape *shape, const struct cx_node *node)
{
	if (!shape || shape->criteria)
		return;
	if (cx_is_secret(shape, node)) {
		const char *mac = cx_node_get_text(node, "hmac");
		if (mac)
			cx_node_add(c->macs, cx_arena_strdup(c->arena, c->path.data),
				    cx_node_string(c->arena, mac));
		return;
	}
	size_t index = 0;
	for (const struct cx_node *m = node->first; m; m = m->next) {
		size_t length = c->path.len;
		if (node->type == CX_NODE_ARRAY)
			cx_pointer_add_index(&c->path, index++);
		else
			cx_pointer_add(&c->path, m->key, m->key_len);
		collect_macs(c, shape_below(shape, node, m), m);
		cx_buf_cut(&c->path, length);
	}
}

struct cx_node *cx_secret_macs(struct cx_arena *arena, const struct cx_shape *shape,
			       const struct cx_node *spec)
{
	if (!spec || !holds_secret(shape, spec))
		return NULL;
	struct collect c = {arena, cx_node_new(arena, CX_NODE_OBJECT), CX_BUF_INIT};
	collect_macs(&c, shape, spec);
	cx_buf_release(&c.path);
	return c.macs->count ? c.macs : NULL;
}

const struct cx_node *cx_secret_with_macs(struct cx_arena *arena, const struct cx_shape *shape,
					  const struct cx_node *spec, const struct cx_node *macs)
{
	if (!macs || macs->type != CX_NODE_OBJECT || !holds_secret(shape, spec))
		return spec;
	struct cx_node *out = cx_node_copy(arena, spec);
	for (const struct cx_node *m = macs->first; m; m = m->next) {
		struct cx_node *secret = cx_pointer_get(out, m->key);
		bool named = cx_node_get(secret, "env") || cx_node_get(secret, "file");
		if (named && m->type == CX_NODE_STRING)
			cx_node_set(secret, "hmac", cx_node_copy(arena, m));
	}
	return out;
}
