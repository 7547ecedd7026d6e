/* SPDX-License-Identifier: Apache-2.0 */
/* What audiences and webhooks have in common. */
#include "sandbox/resource.h"

#include "base/clock.h"
#include "base/num.h"
#include "doc/json.h"
#include "doc/pointer.h"
#include "port/crypto.h"
#include "sandbox/sandbox.h"

#define LIMIT_DEFAULT 100
#define LIMIT_MAX     1000

bool cx_resource_include(struct cx_exchange *x, unsigned *ret_parts)
{
	unsigned parts = 0;
	for (size_t i = 0; i < x->query.count; i++) {
		if (strcmp(x->query.items[i].name, "include") != 0)
			continue;
		for (const char *at = x->query.items[i].value; *at; at += strspn(at, ", ")) {
			size_t len = strcspn(at, ", ");
			if (len == 4 && memcmp(at, "size", len) == 0) {
				parts |= CX_RESOURCE_SIZE;
			} else if (len == 17 && memcmp(at, "evaluation_status", len) == 0) {
				parts |= CX_RESOURCE_EVALUATION;
			} else if (len) {
				cx_exchange_error(x, 400, "invalid_parameter",
						  "include takes size and evaluation_status, not \"%.*s\"",
						  (int)(len < 50 ? len : 50), at);
				return false;
			}
			at += len;
		}
	}
	*ret_parts = parts;
	return true;
}

static const char *const kind_words[] = {
	[CX_OBJECT_AUDIENCE] = "audience",       [CX_OBJECT_WEBHOOK] = "webhook",
	[CX_OBJECT_CRM_WEBHOOK] = "webhook",     [CX_OBJECT_JOURNEY] = "journey",
	[CX_OBJECT_INTERACTION] = "interaction", [CX_OBJECT_CUSTOM] = "object",
};

bool cx_resource_find(struct cx_exchange *x, enum cx_object_kind kind, struct cx_object *ret_object)
{
	if (cx_objects_get(x->sandbox->objects, kind, x->id, &x->arena, ret_object))
		return true;
	cx_exchange_error(x, 404, "not_found", "there is no %s %s",
			  kind_words[kind < CX_OBJECT_CUSTOM ? kind : CX_OBJECT_CUSTOM], x->id);
	return false;
}

/* Whether the list of entity tags holds that one; a weak tag never matches. */
static bool tags_match(const char *list, const char *etag)
{
	size_t len = strlen(etag);
	for (const char *at = list; *at;) {
		at += strspn(at, ", \t");
		size_t n = strcspn(at, ", \t");
		if (n == 1 && *at == '*')
			return true;
		if (n == len && memcmp(at, etag, len) == 0)
			return true;
		at += n;
	}
	return false;
}

bool cx_resource_precondition(struct cx_exchange *x, const struct cx_object *old)
{
	const char *match = cx_exchange_header(x, "If-Match"), *none = cx_exchange_header(x, "If-None-Match");
	if (x->sandbox->arguments->no_etags)
		return true;
	if (match && (!old || !tags_match(match, old->etag))) {
		cx_exchange_error(x, 412, "precondition_failed", "%s",
				  old ? "the object was changed since" : "the object does not exist");
		return false;
	}
	if (none && old && tags_match(none, old->etag)) {
		cx_exchange_error(x, 412, "precondition_failed", "the object exists already");
		return false;
	}
	return true;
}

void cx_resource_store(struct cx_exchange *x, struct cx_object *object, const struct cx_node *json)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char hex[CX_SHA256_HEX + 1];
	cx_json_line(json, &text);
	cx_sha256_hex(text.data, text.len, hex);
	object->json = cx_arena_strndup(&x->arena, text.data, text.len);
	object->json_len = text.len;
	object->etag = cx_arena_printf(&x->arena, "\"%lld-%.16s\"", (long long)object->version, hex);
	cx_objects_put(x->sandbox->objects, object);
}

static const char *evaluation_name(const struct cx_object *object, int64_t now_ms)
{
	if (object->evaluation == CX_EVALUATION_COMPLETED)
		return "COMPLETED";
	if (object->evaluation == CX_EVALUATION_FAILED)
		return "FAILED";
	return now_ms - object->start_ms < (object->due_ms - object->start_ms) / 2 ? "PENDING" : "RUNNING";
}

void cx_resource_print(const struct cx_object *object, unsigned parts, int64_t now_ms, struct cx_buf *out)
{
	cx_buf_add(out, object->json, object->json_len - 1);
	if (object->evaluation != CX_EVALUATION_NONE) {
		if (parts & CX_RESOURCE_SIZE && object->size >= 0)
			cx_buf_addf(out, ",\"size\":%lld", (long long)object->size);
		else if (parts & CX_RESOURCE_SIZE)
			cx_buf_adds(out, ",\"size\":null");
		if (parts & CX_RESOURCE_EVALUATION)
			cx_buf_addf(out, ",\"evaluation_status\":\"%s\"", evaluation_name(object, now_ms));
		if (object->evaluated)
			cx_buf_addf(out, ",\"last_evaluated\":\"%s\"", object->evaluated);
		else
			cx_buf_adds(out, ",\"last_evaluated\":null");
	}
	cx_buf_addc(out, '}');
}

void cx_resource_answer(struct cx_exchange *x, const struct cx_object *object, unsigned status,
			unsigned parts)
{
	x->status = status;
	cx_buf_clear(&x->answer);
	cx_resource_print(object, parts, x->at_ms, &x->answer);
	if (!x->sandbox->arguments->no_etags)
		cx_exchange_answer_header(x, "ETag", object->etag);
}

/* The cursor is the last id in disguise: its "=" must be percent-encoded, as with real cursors. */
static void cursor_print(const char *id, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "1:%s", id);
	cx_base64_add(out, text.data, text.len);
}

bool cx_resource_limit(struct cx_exchange *x, int64_t *ret_limit)
{
	const char *text = cx_exchange_query(x, "limit");
	int64_t limit = LIMIT_DEFAULT;
	if (text && (!cx_int_parse(text, &limit) || limit < 1 || limit > LIMIT_MAX)) {
		cx_exchange_error(x, 400, "invalid_parameter", "limit must be a number from 1 to %d",
				  LIMIT_MAX);
		return false;
	}
	*ret_limit = limit;
	return true;
}

static bool page_read(struct cx_exchange *x, int64_t *limit, const char **after)
{
	const char *cursor = cx_exchange_query(x, "cursor");
	CX_AUTO(cx_buf) struct cx_buf id = CX_BUF_INIT;
	*after = "";
	if (!cx_resource_limit(x, limit))
		return false;
	if (!cursor)
		return true;
	if (!cx_base64_decode(cursor, strlen(cursor), &id) || strncmp(id.data, "1:", 2) != 0) {
		cx_exchange_error(x, 400, "invalid_cursor", "the cursor is not one of ours");
		return false;
	}
	*after = cx_arena_strdup(&x->arena, id.data + 2);
	return true;
}

struct page {
	struct cx_exchange *exchange;
	size_t limit, count;
	unsigned parts;
	char last[128]; /* id of the last one on the page */
	bool more;
};

/* Takes out of an object what lists do not show: members named by JSON Pointers with commas between. */
static void omit(struct cx_arena *arena, struct cx_node *object, const char *pointers)
{
	for (const char *at = pointers; *at; at += strspn(at, ",")) {
		size_t len = strcspn(at, ",");
		char *pointer = cx_arena_strndup(arena, at, len);
		char *slash = strrchr(pointer, '/');
		at += len;
		if (!slash)
			continue;
		*slash = '\0';
		struct cx_node *parent = cx_pointer_get(object, pointer);
		if (parent && parent->type == CX_NODE_OBJECT)
			(void)cx_node_remove(parent, slash + 1);
	}
}

/* The object as a list shows it. */
static struct cx_object as_listed(struct cx_exchange *x, const struct cx_object *object)
{
	struct cx_object listed = *object;
	const char *pointers = x->sandbox->arguments->list_omits;
	struct cx_node *node = pointers ? cx_exchange_parse_text(x, object->json, object->json_len) : NULL;
	if (!node)
		return listed;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	omit(&x->arena, node, pointers);
	cx_json_line(node, &text);
	listed.json = cx_arena_strndup(&x->arena, text.data, text.len);
	listed.json_len = text.len;
	return listed;
}

static void page_add(void *data, const struct cx_object *object)
{
	struct page *page = data;
	struct cx_buf *out = &page->exchange->answer;
	if (page->count == page->limit) {
		page->more = true;
		return;
	}
	cx_buf_adds(out, page->count++ ? ",\n" : "\n");
	const struct cx_object listed = as_listed(page->exchange, object);
	cx_resource_print(&listed, page->parts, page->exchange->at_ms, out);
	snprintf(page->last, sizeof page->last, "%s", object->id);
}

void cx_resource_list(struct cx_exchange *x, enum cx_object_kind kind, unsigned parts,
		      const char *items_field)
{
	int64_t limit;
	const char *after;
	if (!page_read(x, &limit, &after))
		return;
	struct page page = {.exchange = x, .limit = (size_t)limit, .parts = parts};
	x->status = 200;
	cx_buf_addc(&x->answer, '{');
	cx_json_string(items_field, strlen(items_field), &x->answer);
	cx_buf_adds(&x->answer, ":[");
	cx_objects_list(x->sandbox->objects, kind, after, page.limit + 1, page_add, &page);
	cx_buf_adds(&x->answer, "],\"nextPageToken\":");
	if (page.more) {
		cx_buf_addc(&x->answer, '"');
		cursor_print(page.last, &x->answer);
		cx_buf_addc(&x->answer, '"');
	} else {
		cx_buf_adds(&x->answer, "null");
	}
	cx_buf_addf(&x->answer, ",\"total\":%zu}", cx_objects_count(x->sandbox->objects, kind));
}

void cx_resource_delete(struct cx_exchange *x, enum cx_object_kind kind)
{
	struct cx_object old;
	if (!cx_resource_find(x, kind, &old) || !cx_resource_precondition(x, &old))
		return;
	cx_objects_delete(x->sandbox->objects, kind, x->id);
	x->status = 204;
}

const char *cx_resource_now(struct cx_exchange *x)
{
	char text[CX_TIME_LEN + 1];
	cx_time_format(x->at_ms, text);
	return cx_arena_strdup(&x->arena, text);
}

const char *cx_resource_created(struct cx_exchange *x, const struct cx_object *old)
{
	const struct cx_node *json = old ? cx_exchange_parse_text(x, old->json, old->json_len) : NULL;
	const char *created = cx_node_get_text(json, "created_at");
	return created ? created : cx_resource_now(x);
}
