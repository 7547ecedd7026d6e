/* SPDX-License-Identifier: Apache-2.0 */
/* The best message in an error body: API.md's five shapes, plain text, HTML. */
#include "base/limits.h"
#include "doc/json.h"
#include "remote/problem.h"

#include <strings.h>

/* An error body larger than this is not read for its message. */
#define PROBLEM_BODY_BYTES (256u << 10)
#define PROBLEM_ERRORS     8

/* The first of the members that is a text and not empty. */
static const char *first_text(const struct cx_node *object, const char *const *keys)
{
	for (; *keys; keys++) {
		const char *text = cx_node_get_text(object, *keys);
		if (text && *text)
			return text;
	}
	return NULL;
}

static void add_piece(struct cx_buf *out, const char *separator, const char *text)
{
	if (!text || !*text)
		return;
	cx_buf_addf(out, "%s%s", out->len > 0 ? separator : "", text);
}

/* Members of an error that say what field it is about. */
static const char *const field_names[] = {"field", "path", "property", "name", NULL};

/* One of {field, message, errorCode}, or a text. */
static void add_error_item(struct cx_buf *out, const struct cx_node *item)
{
	static const char *const messages[] = {"message", "msg", "description", "detail", "reason", NULL};
	static const char *const codes[] = {"errorCode", "code", NULL};
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (item->type == CX_NODE_STRING) {
		add_piece(out, "; ", item->text);
		return;
	}
	add_piece(&text, "", first_text(item, field_names));
	add_piece(&text, ": ", first_text(item, messages));
	const char *code = first_text(item, codes);
	if (code)
		cx_buf_addf(&text, "%s(%s)", text.len > 0 ? " " : "", code);
	add_piece(out, "; ", text.data);
}

static void add_errors(struct cx_buf *out, const struct cx_node *errors)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t shown = 0;
	if (!errors)
		return;
	if (errors->type == CX_NODE_OBJECT) {
		for (const struct cx_node *member = errors->first; member && shown < PROBLEM_ERRORS;
		     member = member->next, shown++) {
			cx_buf_addf(&text, "%s%s: ", shown ? "; " : "", member->key);
			const struct cx_node *word = member->type == CX_NODE_ARRAY ? member->first : member;
			cx_buf_adds(&text, word && word->text ? word->text : "");
		}
	} else {
		for (const struct cx_node *item = errors->first; item && shown < PROBLEM_ERRORS;
		     item = item->next, shown++)
			add_error_item(&text, item);
	}
	if (errors->count > shown)
		cx_buf_addf(&text, "; and %zu more", errors->count - shown);
	add_piece(out, ": ", text.data);
}

static void add_json(struct cx_buf *out, const struct cx_node *node)
{
	static const char *const long_texts[] = {"error_description", "message", "details", "detail", "title",
						 "description",       NULL};
	static const char *const short_texts[] = {"code", "errorCode", "error", NULL};
	if (node->type == CX_NODE_STRING) {
		add_piece(out, "", node->text);
		return;
	}
	if (node->type != CX_NODE_OBJECT)
		return;
	const struct cx_node *inner = cx_node_get(node, "error");
	if (inner && inner->type == CX_NODE_OBJECT) {
		add_json(out, inner);
		return;
	}
	const char *long_text = first_text(node, long_texts), *short_text = first_text(node, short_texts);
	/* {timestamp, status, error, message, path}: error only repeats the status. */
	bool repeats = cx_node_get(node, "timestamp") && cx_node_get(node, "status");
	if (!repeats || !long_text)
		add_piece(out, "", short_text);
	add_piece(out, ": ", long_text);
	const struct cx_node *errors = cx_node_get(node, "errors");
	add_errors(out, errors ? errors : cx_node_get(node, "details"));
	const char *uid = cx_node_get_text(node, "uid");
	if (uid && *uid)
		cx_buf_addf(out, "%suid %s", out->len > 0 ? ", " : "", uid);
}

static const char *find_word(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= len; i++)
		if (strncasecmp(text + i, word, n) == 0)
			return text + i;
	return NULL;
}

/* The text of HTML's title and body, without tags, styles and scripts. */
static void add_html(struct cx_buf *out, const char *body, size_t len)
{
	const char *end = body + len;
	const char *title = find_word(body, len, "<title>");
	const char *close = title ? find_word(title, (size_t)(end - title), "</title>") : NULL;
	if (close && close > title + 7) {
		cx_buf_add(out, title + 7, (size_t)(close - title - 7));
		return;
	}
	const char *begin = find_word(body, len, "<body");
	for (const char *at = begin ? begin : body; at < end && out->len < CX_MAX_ERROR_TEXT * 2;) {
		if (*at != '<') {
			cx_buf_addc(out, *at++);
			continue;
		}
		const char *skip = NULL;
		if (end - at > 7 && strncasecmp(at, "<script", 7) == 0)
			skip = find_word(at, (size_t)(end - at), "</script");
		if (end - at > 6 && strncasecmp(at, "<style", 6) == 0)
			skip = find_word(at, (size_t)(end - at), "</style");
		const char *tag = memchr(skip ? skip : at, '>', (size_t)(end - (skip ? skip : at)));
		cx_buf_addc(out, ' ');
		at = tag ? tag + 1 : end;
	}
}

static bool is_word_char(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *cx_problem_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = text; n && (at = strstr(at, word)); at++)
		if ((at == text || !is_word_char(at[-1])) && !is_word_char(at[n]))
			return at;
	return NULL;
}

/* "uri", "webhook.uri" or "/uri/0" with the definition's word for the field. */
static const char *our_name(struct cx_arena *arena, const struct cx_kind_route *route, const char *name)
{
	for (size_t i = 0; i < route->rename_count; i++) {
		const struct cx_rename *rename = &route->renames[i];
		const char *at = cx_problem_word(name, rename->theirs);
		if (at)
			return cx_arena_printf(arena, "%.*s%s%s", (int)(at - name), name, rename->ours,
					       at + strlen(rename->theirs));
	}
	return name;
}

/* What an error body says of fields: members that name one, and the keys of {errors: {FIELD: [...]}}. */
static void rename_fields(struct cx_arena *arena, const struct cx_kind_route *route, struct cx_node *node)
{
	static const char *const lists[] = {"errors", "details"};
	for (size_t i = 0; i < CX_COUNT(lists); i++) {
		struct cx_node *list = cx_node_get(node, lists[i]);
		for (struct cx_node *item = list ? list->first : NULL; item; item = item->next) {
			if (list->type == CX_NODE_OBJECT) {
				item->key = our_name(arena, route, item->key);
				item->key_len = strlen(item->key);
			}
			for (const char *const *field = field_names; *field; field++) {
				struct cx_node *name = cx_node_get(item, *field);
				if (!name || name->type != CX_NODE_STRING)
					continue;
				name->text = our_name(arena, route, name->text);
				name->len = strlen(name->text);
			}
		}
	}
}

static bool is_json(const char *body, size_t len)
{
	return len > 0 && len <= PROBLEM_BODY_BYTES && strchr("{[\"", *body);
}

/* Adds nothing where it is no JSON, or says nothing. */
static void read_json(struct cx_buf *out, const char *body, size_t len, const struct cx_kind_route *route)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {.name = "error", .text = body, .len = len};
	struct cx_node *node = NULL;
	if (cx_json_parse(&arena, &source, &node, &diags) == CX_STATUS_OK) {
		if (route && route->rename_count)
			rename_fields(&arena, route, node);
		add_json(out, node);
	}
	cx_diags_release(&diags);
	cx_arena_release(&arena);
}

void cx_problem_said(struct cx_buf *out, const char *body, size_t len, const struct cx_secrets *secrets)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	text.max = PROBLEM_BODY_BYTES;
	if (is_json(body, len) && *body != '"')
		read_json(&text, body, len, NULL);
	cx_secrets_blank(secrets, text.data, text.len);
	cx_problem_escape(out, text.data, text.len, CX_MAX_ERROR_TEXT);
}

void cx_problem_body(struct cx_buf *out, const char *body, size_t len, const struct cx_secrets *secrets,
		     const struct cx_kind_route *route)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	text.max = PROBLEM_BODY_BYTES;
	while (len > 0 && strchr(" \t\r\n", *body)) {
		body++;
		len--;
	}
	if (len == 0)
		return;
	if (is_json(body, len)) {
		read_json(&text, body, len, route);
	} else if (*body == '<') {
		/* Blanked first: what looks like a tag may be the middle of a secret. */
		CX_AUTO(cx_buf) struct cx_buf page = CX_BUF_INIT;
		cx_buf_add(&page, body, len < PROBLEM_BODY_BYTES ? len : PROBLEM_BODY_BYTES);
		cx_secrets_blank(secrets, page.data, page.len);
		add_html(&text, page.data, page.len);
	}
	if (text.len == 0)
		cx_buf_add(&text, body, len < PROBLEM_BODY_BYTES ? len : PROBLEM_BODY_BYTES);
	cx_secrets_blank(secrets, text.data, text.len);
	cx_problem_escape(out, text.data, text.len, CX_MAX_ERROR_TEXT);
}
