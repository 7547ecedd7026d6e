/* SPDX-License-Identifier: Apache-2.0 */
/* Reads journals as they are at this moment, line by line, and compares them with one request. */
#include "sandbox/intents.h"

#include "base/file.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "sandbox/route.h"
#include "sandbox/sandbox.h"

#include <glob.h>

#define MAX_JOURNAL ((size_t)64 << 20)

/* How near a record comes to announcing the request; the nearest of all is told. */
enum nearness {
	NEAR_NO_JOURNAL,
	NEAR_NO_INTENT,
	NEAR_OTHER_KEY,
	NEAR_OTHER_BODY,
	NEAR_CLOSED,
	NEAR_ANNOUNCED,
};

static const char *const problems[] = {
	[NEAR_NO_JOURNAL] = "there is no journal",
	[NEAR_NO_INTENT] = "no intent has this method and path",
	[NEAR_OTHER_KEY] = "the intent has another Idempotency-Key",
	[NEAR_OTHER_BODY] = "the intent has the digest of another body",
	[NEAR_CLOSED] = "the journal holds its outcome already",
};

struct look {
	struct cx_exchange *x;
	struct cx_arena arena;
	const char *body; /* digest of what came, or NULL: there is none, or it holds a secret */
	const char *address;
	enum nearness nearest;
};

static bool has_secret(const struct cx_node *node)
{
	for (const struct cx_node *child = node->first; child; child = child->next) {
		bool is_member = node->type == CX_NODE_OBJECT;
		if (is_member && (strcmp(child->key, "secret") == 0 || strcmp(child->key, "headers") == 0))
			return true;
		if (has_secret(child))
			return true;
	}
	return false;
}

/* As cxctl makes it: SHA-256 of the canonical JSON. */
static const char *body_digest(struct look *look)
{
	const struct cx_buf *body = &look->x->body;
	const struct cx_node *json =
		body->len ? cx_exchange_parse_text(look->x, body->data, body->len) : NULL;
	if (!json || has_secret(json))
		return NULL;
	char *digest = cx_arena_alloc(&look->arena, CX_DIGEST_LEN + 1);
	cx_json_digest(json, digest);
	return digest;
}

static bool equal(const char *left, const char *right)
{
	return left && right ? strcmp(left, right) == 0 : left == right;
}

static enum nearness record_near(const struct look *look, const struct cx_node *record)
{
	const char *method = cx_node_get_text(record, "method"), *path = cx_node_get_text(record, "path"),
		   *body = cx_node_get_text(record, "body");
	if (!equal(method, look->x->method) || !equal(path, look->x->url))
		return NEAR_NO_INTENT;
	if (!equal(cx_node_get_text(record, "idempotency_key"),
		   cx_exchange_header(look->x, "Idempotency-Key")))
		return NEAR_OTHER_KEY;
	return look->body && !equal(look->body, body) ? NEAR_OTHER_BODY : NEAR_ANNOUNCED;
}

static void record_look(struct look *look, const struct cx_node *record)
{
	const char *type = cx_node_get_text(record, "type"), *address = cx_node_get_text(record, "address");
	if (look->nearest == NEAR_ANNOUNCED && equal(type, "outcome") && equal(address, look->address))
		look->nearest = NEAR_CLOSED;
	enum nearness near = record_near(look, record);
	if (near < look->nearest)
		return;
	look->nearest = near;
	look->address = address;
}

/* A line that is not whole yet, or damaged, announces nothing. */
static void line_look(struct look *look, const char *line, size_t len)
{
	const char *tab = memchr(line, '\t', len);
	char digest[CX_SHA256_HEX + 1];
	if (!tab || (size_t)(line + len - tab - 1) != CX_SHA256_HEX)
		return;
	cx_sha256_hex(line, (size_t)(tab - line), digest);
	if (memcmp(digest, tab + 1, CX_SHA256_HEX) != 0)
		return;
	const struct cx_node *record = cx_exchange_parse_text(look->x, line, (size_t)(tab - line));
	if (record)
		record_look(look, record);
}

static void journal_look(struct look *look, const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	if (cx_file_read(path, MAX_JOURNAL, &text, &ignored))
		return;
	if (look->nearest == NEAR_NO_JOURNAL)
		look->nearest = NEAR_NO_INTENT;
	const char *end;
	for (const char *at = text.data; (end = strchr(at, '\n')); at = end + 1)
		line_look(look, at, (size_t)(end - at));
}

static void member_add(struct cx_buf *out, const char *name, const char *text)
{
	cx_buf_addf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",", name);
	if (text)
		cx_json_string(text, strlen(text), out);
	else
		cx_buf_adds(out, "null");
}

static void missing_note(struct cx_intents *intents, const struct look *look)
{
	if (intents->missing++ >= CX_INTENTS_KEPT)
		return;
	cx_buf_adds(&intents->shown, intents->shown.len ? ",\n{" : "{");
	member_add(&intents->shown, "method", look->x->method);
	member_add(&intents->shown, "path", look->x->url);
	member_add(&intents->shown, "idempotency_key", cx_exchange_header(look->x, "Idempotency-Key"));
	member_add(&intents->shown, "problem", problems[look->nearest]);
	cx_buf_addc(&intents->shown, '}');
}

static bool is_write(const struct cx_exchange *x)
{
	static const char *const methods[] = {"PUT", "POST", "PATCH", "DELETE"};
	for (size_t i = 0; i < CX_COUNT(methods); i++)
		if (cx_exchange_is(x, methods[i]))
			return cx_route_class(x->path) == CX_ROUTE_API;
	return false;
}

void cx_intents_look(struct cx_exchange *x)
{
	const char *pattern = x->sandbox->arguments->journal;
	struct look look = {.x = x, .arena = CX_ARENA_INIT};
	glob_t found;
	if (!pattern || !is_write(x))
		return;
	look.body = body_digest(&look);
	if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc && look.nearest != NEAR_ANNOUNCED; i++)
			journal_look(&look, found.gl_pathv[i]);
		globfree(&found);
	}
	x->sandbox->intents.checked++;
	if (look.nearest != NEAR_ANNOUNCED)
		missing_note(&x->sandbox->intents, &look);
	cx_arena_release(&look.arena);
}

void cx_intents_print(const struct cx_intents *intents, struct cx_buf *out)
{
	cx_buf_addf(out, "{\"checked\":%zu,\"missing\":%zu,\"items\":[", intents->checked, intents->missing);
	cx_buf_add(out, intents->shown.data, intents->shown.len);
	cx_buf_adds(out, "]}");
}

void cx_intents_release(struct cx_intents *intents)
{
	cx_buf_release(&intents->shown);
}
