/* SPDX-License-Identifier: Apache-2.0 */
/* Read, compare, send, read back: at most twice, for each reading says whether anything is left to do. */
#include "query/interaction_apply.h"

#include "base/rand.h"
#include "doc/json.h"
#include "query/unsaid.h"
#include "remote/problem.h"
#include "remote/write.h"

#define APPLY_TRIES 2
#define APPLY_SHOWN 5 /* keys in a message */

struct writing {
	const struct cx_interaction_apply_input *input;
	const struct cx_interaction_query *query; /* of the input, as named is */
	const struct cx_named *named;
	struct cx_arena *arena;
	struct cx_interaction_result *result;
	struct cx_diags *diags;
	struct cx_secrets *values; /* what no message shows */
	struct cx_interaction_write write;
	/* What became of the last request. */
	enum cx_answer_kind kind;
	const char *code, *problem, *hint;
	bool doubted; /* no answer came to one, and it was not seen by reading */
};

static struct cx_node *body_of(const struct writing *w)
{
	const struct cx_interaction_changes *changes = &w->result->changes;
	struct cx_node *body = cx_node_new(w->arena, CX_NODE_OBJECT);
	struct cx_node *list = cx_node_new(w->arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < changes->count; i++) {
		const struct cx_interaction_change *change = &changes->items[i];
		struct cx_node *item = cx_node_new(w->arena, CX_NODE_OBJECT);
		cx_node_add(item, "key",
			    cx_node_string_n(w->arena, change->named->key, change->named->key_len));
		if (change->named->value)
			cx_node_add(item, "value", cx_node_copy(w->arena, change->named->value));
		cx_node_add(item, "mode", cx_node_string(w->arena, cx_interaction_mode_name(change->mode)));
		cx_node_push(list, item);
	}
	cx_node_add(body, "attributes", list);
	return body;
}

static void on_written(void *data, const struct cx_answer *answer)
{
	struct writing *w = data;
	w->kind = answer->kind;
	w->write.status = answer->status;
	w->code = answer->code;
	w->problem = cx_arena_strdup(w->arena, cx_unsaid_words(w->arena, answer, w->values));
	w->hint = answer->hint ? cx_arena_strdup(w->arena, answer->hint) : NULL;
	bool doubt = answer->kind == CX_ANSWER_IN_DOUBT;
	w->write.result = doubt ? "unknown" : *answer->problem ? "not_applied" : "applied";
}

/* Each body has its own Idempotency-Key; the same body sent again keeps it. */
static void prepare(struct writing *w, const struct cx_interaction *held, const struct cx_node *body)
{
	const struct cx_route *route = &w->query->runtime->calls[CX_RUNTIME_SET_ATTRIBUTES].call;
	char *digest = cx_arena_alloc(w->arena, CX_DIGEST_LEN + 1);
	cx_json_digest(body, digest);
	if (!w->write.body || strcmp(w->write.body, digest) != 0) {
		char *key = cx_arena_alloc(w->arena, CX_UUID_LEN + 1);
		cx_uuid_new(key);
		w->write.idempotency_key = key;
	}
	const struct cx_interaction_changes *changes = &w->result->changes;
	w->write = (struct cx_interaction_write){.method = route->method,
						 .path = cx_route_path(w->arena, route, w->query->id),
						 .body = digest,
						 .before = held->digest,
						 .after = cx_interaction_digest(w->arena, held, changes),
						 .etag = held->etag,
						 .idempotency_key = w->write.idempotency_key};
}

static enum cx_status send(struct writing *w, const struct cx_interaction *held)
{
	const struct cx_interaction_query *query = w->query;
	const struct cx_node *body = body_of(w);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_line(body, &text);
	prepare(w, held, body);
	enum cx_status status = w->input->log(w->input->log_data, &w->write);
	if (status)
		return status;
	struct cx_write write = {
		.method = w->write.method,
		.path = w->write.path,
		.body = text.data,
		.body_len = text.len,
		.if_match = w->write.etag,
		.idempotency_key = w->write.idempotency_key,
		.timeout_ms = query->runtime->calls[CX_RUNTIME_SET_ATTRIBUTES].timeout_ms,
	};
	w->result->writes++;
	cx_writer_send(cx_remote_writer(query->remote), &write, on_written, w);
	cx_remote_run(query->remote, NULL, NULL);
	return w->input->log(w->input->log_data, &w->write);
}

static struct cx_diag *say(const struct writing *w, const char *code, const char *fmt, ...) CX_PRINTF(3, 4);
static struct cx_diag *say(const struct writing *w, const char *code, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf id = CX_BUF_INIT;
	va_list args;
	cx_problem_escape(&id, w->query->id, strlen(w->query->id), 80);
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	return cx_diag_error(w->diags, code, "interaction %s: %s", id.data, text.data);
}

static void hint_look(const struct writing *w, struct cx_diag *d)
{
	cx_diag_hint(w->diags, d, "run it again: it reads first, and sends only what still differs");
}

static bool was_refused(const struct writing *w)
{
	return w->kind == CX_ANSWER_STATUS && (w->write.status == 409 || w->write.status == 412);
}

static enum cx_status fail(const struct writing *w)
{
	bool doubt = w->doubted || w->kind == CX_ANSWER_IN_DOUBT;
	struct cx_diag *d = NULL;
	if (!doubt) {
		d = say(w, w->code, "nothing was changed: %s", w->problem);
		if (w->hint)
			cx_diag_hint(w->diags, d, "%s", w->hint);
		return CX_STATUS_FAILED;
	}
	d = say(w, "attributes.doubt", "it is not known whether the attributes will change: %s", w->problem);
	hint_look(w, d);
	return CX_STATUS_IN_DOUBT;
}

/* The keys that the tenant shows otherwise than they were sent. */
static enum cx_status differs(const struct writing *w, const struct cx_interaction_changes *left)
{
	CX_AUTO(cx_buf) struct cx_buf keys = CX_BUF_INIT;
	for (size_t i = 0; i < left->count && i < APPLY_SHOWN; i++) {
		cx_buf_adds(&keys, i ? ", " : "");
		cx_problem_escape(&keys, left->items[i].named->key, left->items[i].named->key_len, 80);
	}
	if (left->count > APPLY_SHOWN)
		cx_buf_addf(&keys, " and %zu more", left->count - APPLY_SHOWN);
	struct cx_diag *d =
		say(w, "attributes.differs",
		    "the tenant accepted the attributes, and shows others than were sent: %s", keys.data);
	cx_diag_hint(w->diags, d, "somebody may have changed them, or the tenant changes what it is sent");
	return CX_STATUS_IN_DOUBT;
}

static bool was_interrupted(const struct writing *w)
{
	return w->input->interrupted && *w->input->interrupted;
}

/* The tenant takes what it does not do, or shows it late. */
static enum cx_status unseen(const struct writing *w)
{
	struct cx_diag *d = say(w, "attributes.unseen",
				"the tenant accepted the attributes, and still shows those of before");
	cx_diag_hint(w->diags, d,
		     "it may show them later: look with cxctl attributes; if they do not come, ask the "
		     "tenant's support why it takes what it does not do");
	return CX_STATUS_IN_DOUBT;
}

/* What differs from what was sent; *ret_stale where all is as it was before that. */
static enum cx_status look_back(struct writing *w, struct cx_interaction_changes *ret_left, bool *ret_stale)
{
	struct cx_interaction held;
	CX_AUTO(cx_diags) struct cx_diags own = CX_DIAGS_INIT;
	enum cx_status status = cx_interaction_read(w->query, w->arena, &held, &own);
	if (status) {
		struct cx_diag *d = say(w, "attributes.doubt",
					"the tenant accepted the attributes, and they cannot be read back: "
					"%s",
					own.count ? own.items[0]->message : "there was no answer");
		hint_look(w, d);
		cx_interaction_release(&held);
		return CX_STATUS_IN_DOUBT;
	}
	cx_interaction_compare(w->arena, &held, w->named, ret_left);
	*ret_stale = strcmp(held.digest, w->write.before) == 0;
	cx_interaction_release(&held);
	return CX_STATUS_OK;
}

/* After a request whose answer was success: what was sent must be what is held. */
static enum cx_status read_back(struct writing *w)
{
	static const int64_t waits_us[] = {250000, 500000, 1000000, 2000000};
	struct cx_interaction_changes left = {0};
	bool stale = false;
	enum cx_status status = look_back(w, &left, &stale);
	for (size_t i = 0; !status && left.count && stale && i < CX_COUNT(waits_us); i++) {
		if (was_interrupted(w) || cx_remote_left_us(w->query->remote) < waits_us[i])
			break;
		w->input->clock->sleep_us(w->input->clock, waits_us[i]);
		status = look_back(w, &left, &stale);
	}
	w->result->done = !status && !left.count;
	if (status || !left.count)
		return status;
	return stale ? unseen(w) : differs(w, &left);
}

static void learn(struct writing *w, const struct cx_interaction *held)
{
	for (size_t i = 0; i < held->count; i++)
		cx_unsaid_add(w->values, held->items[i].value);
}

/* One round; *ret_again where another may help. */
static enum cx_status round_of(struct writing *w, const struct cx_interaction *held, bool *ret_again)
{
	struct cx_interaction_changes changes;
	cx_interaction_compare(w->arena, held, w->named, &changes);
	/* Those of a request that was not answered stay: they are what was done. */
	if (!changes.count && w->doubted) {
		w->result->done = true;
		return CX_STATUS_OK;
	}
	w->result->changes = changes;
	if (!changes.count || w->input->dry)
		return CX_STATUS_OK;
	learn(w, held);
	enum cx_status status = send(w, held);
	if (status)
		return status;
	if (w->kind == CX_ANSWER_STATUS && !*w->problem)
		return read_back(w);
	w->doubted |= w->kind == CX_ANSWER_IN_DOUBT;
	*ret_again = was_refused(w) || w->kind == CX_ANSWER_IN_DOUBT;
	return *ret_again ? CX_STATUS_OK : fail(w);
}

/* Both tries are used up: a last look, where no answer came. */
static enum cx_status give_up(struct writing *w)
{
	if (was_refused(w) && !w->doubted) {
		struct cx_diag *d = say(w, "attributes.conflict", "it was changed %s meanwhile: %s",
					was_interrupted(w) ? "by somebody" : "twice", w->problem);
		hint_look(w, d);
		return CX_STATUS_CONFLICT;
	}
	struct cx_interaction held;
	struct cx_interaction_changes left = {.count = 1};
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	if (!cx_interaction_read(w->query, w->arena, &held, &unused))
		cx_interaction_compare(w->arena, &held, w->named, &left);
	cx_interaction_release(&held);
	w->result->done = left.count == 0;
	return left.count ? fail(w) : CX_STATUS_OK;
}

static enum cx_status rounds(struct writing *w)
{
	bool again = true;
	for (size_t i = 0; i < APPLY_TRIES && again && !(i && was_interrupted(w)); i++) {
		struct cx_interaction held;
		CX_AUTO(cx_diags) struct cx_diags own = CX_DIAGS_INIT;
		enum cx_status status =
			cx_interaction_read(w->query, w->arena, &held, w->doubted ? &own : w->diags);
		again = false;
		if (status && w->doubted)
			status = fail(w);
		else if (!status)
			status = round_of(w, &held, &again);
		cx_interaction_release(&held);
		if (status || !again)
			return status;
	}
	return give_up(w);
}

enum cx_status cx_interaction_apply(const struct cx_interaction_apply_input *input, struct cx_arena *arena,
				    struct cx_interaction_result *ret_result, struct cx_diags *diags)
{
	struct writing w = {.input = input,
			    .query = &input->query,
			    .named = input->named,
			    .arena = arena,
			    .result = ret_result,
			    .diags = diags,
			    .values = cx_secrets_new()};
	*ret_result = (struct cx_interaction_result){0};
	for (size_t i = 0; i < input->named->count; i++)
		cx_unsaid_add(w.values, input->named->items[i].value);
	enum cx_status status = rounds(&w);
	cx_secrets_free(w.values);
	return status;
}
