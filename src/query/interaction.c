/* SPDX-License-Identifier: Apache-2.0 */
/* What an interaction holds, and how that differs from what is wanted. */
#include "query/interaction.h"

#include "doc/json.h"
#include "remote/problem.h"

#include <strings.h>

static const char *const mode_names[CX_INTERACTION_MODES] = {
	[CX_INTERACTION_ADD] = "ADD",
	[CX_INTERACTION_UPDATE] = "UPDATE",
	[CX_INTERACTION_DELETE] = "DELETE",
};

const char *cx_interaction_mode_name(enum cx_interaction_mode mode)
{
	return mode_names[mode];
}

void cx_interaction_release(struct cx_interaction *interaction)
{
	cx_map_release(&interaction->by_key);
}

/* ---- reading ---- */

struct reading {
	const struct cx_interaction_query *query;
	struct cx_arena *arena;
	struct cx_interaction *into;
	struct cx_diags *diags;
	enum cx_status status;
};

static const char *shown_id(const struct reading *r)
{
	CX_AUTO(cx_buf) struct cx_buf id = CX_BUF_INIT;
	cx_problem_escape(&id, r->query->id, strlen(r->query->id), 80);
	return cx_arena_strndup(r->arena, id.data, id.len);
}

static enum cx_status bad_answer(const struct reading *r, const char *code, const char *what)
{
	(void)cx_diag_error(r->diags, code, "interaction %s cannot be read: %s", shown_id(r), what);
	return CX_STATUS_FAILED;
}

static enum cx_status take_one(struct reading *r, const char *key, size_t len, const struct cx_node *value)
{
	struct cx_interaction *into = r->into;
	struct cx_interaction_attribute *item = &into->items[into->count++];
	*item = (struct cx_interaction_attribute){.key = key, .key_len = len, .value = value};
	if (value->secret)
		return bad_answer(r, "tenant.secret", "an attribute repeats a secret of this run");
	if (cx_map_put_n(&into->by_key, key, len, item))
		return bad_answer(r, "tenant.json", "the answer holds a key twice");
	return CX_STATUS_OK;
}

static enum cx_status take_item(struct reading *r, const struct cx_node *item, bool map)
{
	if (map)
		return take_one(r, item->key, item->key_len, item);
	const struct cx_node *key = cx_node_get(item, "key"), *value = cx_node_get(item, "value");
	if (!key || key->type != CX_NODE_STRING || !value)
		return bad_answer(r, "tenant.json", "an attribute has no key or no value");
	if (key->secret)
		return bad_answer(r, "tenant.secret", "an attribute repeats a secret of this run");
	return take_one(r, key->text, key->len, value);
}

static enum cx_status take(struct reading *r, const struct cx_node *node)
{
	const struct cx_node *attributes = cx_node_get(node, "attributes");
	const char *id = cx_node_get_text(node, "interactionId");
	if (!attributes || (attributes->type != CX_NODE_ARRAY && attributes->type != CX_NODE_OBJECT))
		return bad_answer(r, "tenant.json", "the answer holds no \"attributes\"");
	if (id && strcasecmp(id, r->query->id) != 0)
		return bad_answer(r, "tenant.other", "the answer shows another interaction");
	r->into->items = cx_arena_alloc(r->arena, (attributes->count + 1) * sizeof *r->into->items);
	enum cx_status status = CX_STATUS_OK;
	for (const struct cx_node *item = attributes->first; item && !status; item = item->next)
		status = take_item(r, item, attributes->type == CX_NODE_OBJECT);
	if (!status)
		r->into->digest =
			cx_interaction_digest(r->arena, r->into, &(struct cx_interaction_changes){0});
	return status;
}

static enum cx_status read_failed(const struct reading *r, const struct cx_answer *answer)
{
	bool absent = answer->kind == CX_ANSWER_STATUS && answer->status == 404;
	const char *id = shown_id(r);
	struct cx_diag *d = NULL;
	if (absent)
		d = cx_diag_error(r->diags, "attributes.interaction", "there is no interaction %s", id);
	else
		d = cx_diag_error(r->diags, answer->code, "interaction %s cannot be read: %s", id,
				  answer->problem);
	if (answer->hint && !absent)
		cx_diag_hint(r->diags, d, "%s", answer->hint);
	return absent ? CX_STATUS_INVALID : CX_STATUS_FAILED;
}

static void on_read(void *data, const struct cx_answer *answer)
{
	struct reading *r = data;
	struct cx_node *node = NULL;
	if (answer->kind != CX_ANSWER_STATUS || *answer->problem) {
		r->status = read_failed(r, answer);
		return;
	}
	/* What is no JSON would be shown in part, and may hold values. */
	CX_AUTO(cx_diags) struct cx_diags own = CX_DIAGS_INIT;
	if (cx_answer_node(r->arena, answer, NULL, &node, &own)) {
		bool secret = own.count && strcmp(own.items[0]->code, "tenant.secret") == 0;
		r->status = bad_answer(r, secret ? "tenant.secret" : "tenant.json",
				       secret ? "an attribute repeats a secret of this run"
					      : "the answer is no JSON");
		return;
	}
	r->status = take(r, node);
	const char *etag = answer->etag;
	if (etag && *etag == '"' && !cx_secrets_hold(answer->secrets, etag, strlen(etag)))
		r->into->etag = cx_arena_strdup(r->arena, etag);
}

enum cx_status cx_interaction_read(const struct cx_interaction_query *query, struct cx_arena *arena,
				   struct cx_interaction *ret_interaction, struct cx_diags *diags)
{
	struct reading r = {query, arena, ret_interaction, diags, CX_STATUS_FAILED};
	*ret_interaction = (struct cx_interaction){0};
	struct cx_reader *reader = cx_remote_reader(query->remote);
	cx_reader_ask(reader, &query->runtime->calls[CX_RUNTIME_ATTRIBUTES], query->id, "", on_read, &r);
	cx_reader_run(reader);
	return r.status;
}

/* ---- the difference ---- */

void cx_interaction_compare(struct cx_arena *arena, const struct cx_interaction *held,
			    const struct cx_named *named, struct cx_interaction_changes *ret_changes)
{
	*ret_changes = (struct cx_interaction_changes){
		.items = cx_arena_alloc(arena, (named->count + 1) * sizeof *ret_changes->items)};
	for (size_t i = 0; i < named->count; i++) {
		const struct cx_named_attribute *want = &named->items[i];
		const struct cx_interaction_attribute *has =
			cx_map_get_n(&held->by_key, want->key, want->key_len);
		bool same = want->value ? has && cx_node_equal(has->value, want->value) : !has;
		if (same) {
			ret_changes->same++;
			continue;
		}
		enum cx_interaction_mode mode = has ? CX_INTERACTION_UPDATE : CX_INTERACTION_ADD;
		mode = want->value ? mode : CX_INTERACTION_DELETE;
		ret_changes->modes[mode]++;
		ret_changes->items[ret_changes->count++] =
			(struct cx_interaction_change){want, mode, has ? has->value : NULL};
	}
}

const char *cx_interaction_digest(struct cx_arena *arena, const struct cx_interaction *held,
				  const struct cx_interaction_changes *changes)
{
	struct cx_node *all = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_map changed = {0};
	char *digest = cx_arena_alloc(arena, CX_DIGEST_LEN + 1);
	for (size_t i = 0; i < changes->count; i++) {
		const struct cx_named_attribute *named = changes->items[i].named;
		(void)cx_map_put_n(&changed, named->key, named->key_len, &changes->items[i]);
		if (named->value)
			cx_node_add_n(all, named->key, named->key_len, cx_node_copy(arena, named->value));
	}
	for (size_t i = 0; i < held->count; i++) {
		const struct cx_interaction_attribute *item = &held->items[i];
		if (!cx_map_get_n(&changed, item->key, item->key_len))
			cx_node_add_n(all, item->key, item->key_len, cx_node_copy(arena, item->value));
	}
	cx_json_digest(all, digest);
	cx_map_release(&changed);
	return digest;
}
