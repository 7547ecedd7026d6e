/* SPDX-License-Identifier: Apache-2.0 */
/* What came in, each entry kept as the JSON that will be shown. */
#include "sandbox/traffic.h"

#include "base/utf8.h"
#include "doc/json.h"
#include "port/crypto.h"

#include <strings.h>

static void entry_add(struct cx_traffic_log *log, struct cx_buf *json, const char *route)
{
	struct cx_traffic_entry *entry;
	if (log->count < CX_TRAFFIC_MAX) {
		CX_GROW(log->items, log->count, log->cap);
		entry = &log->items[log->count++];
	} else {
		entry = &log->items[log->first];
		log->first = (log->first + 1) % CX_TRAFFIC_MAX;
		log->dropped++;
		cx_free(entry->json);
	}
	*entry = (struct cx_traffic_entry){.json = cx_buf_take(json), .route = route};
}

static void text_add(struct cx_buf *out, const char *name, const char *text)
{
	cx_buf_addf(out, ",\"%s\":", name);
	if (text && cx_utf8_check(text, strlen(text)) == strlen(text))
		cx_json_string(text, strlen(text), out);
	else
		cx_buf_adds(out, "null");
}

static bool is_credential(const char *header)
{
	static const char *const parts[] = {"authorization", "token", "secret", "key", "cookie", "password"};
	for (size_t i = 0; i < CX_COUNT(parts); i++)
		if (strcasestr(header, parts[i]))
			return true;
	return false;
}

static void headers_mask(struct cx_arena *arena, struct cx_node *headers)
{
	for (struct cx_node *item = headers->first; item; item = item->next)
		if (item->type == CX_NODE_STRING && is_credential(item->key)) {
			item->text = cx_arena_strdup(arena, "***");
			item->len = 3;
		}
}

/* A copy in which no secret is left, at any depth. */
static void secrets_mask(struct cx_arena *arena, struct cx_node *node)
{
	for (struct cx_node *child = node->first; child; child = child->next) {
		bool has_key = node->type == CX_NODE_OBJECT;
		if (has_key && strcmp(child->key, "secret") == 0 && child->type == CX_NODE_STRING) {
			child->text = cx_arena_strdup(arena, "***");
			child->len = 3;
		}
		if (has_key && strcmp(child->key, "headers") == 0 && child->type == CX_NODE_OBJECT)
			headers_mask(arena, child);
		secrets_mask(arena, child);
	}
}

static void digest_add(struct cx_buf *out, const struct cx_buf *body)
{
	char hex[CX_SHA256_HEX + 1];
	if (!body->len) {
		cx_buf_adds(out, ",\"body_sha256\":null");
		return;
	}
	cx_sha256_hex(body->data, body->len, hex);
	cx_buf_addf(out, ",\"body_sha256\":\"%s\"", hex);
}

void cx_traffic_add_request(struct cx_traffic *traffic, struct cx_exchange *x, const char *route)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_buf_addf(&out, "{\"route\":\"%s\"", route);
	text_add(&out, "method", x->method);
	text_add(&out, "path", x->url);
	cx_buf_addf(&out, ",\"status\":%u,\"at_ms\":%lld", x->status, (long long)x->at_ms);
	cx_buf_addf(&out, ",\"fault\":%s%s%s", x->mishap.kind ? "\"" : "",
		    x->mishap.kind ? cx_mishap_name(x->mishap.kind) : "null", x->mishap.kind ? "\"" : "");
	text_add(&out, "if_match", cx_exchange_header(x, "If-Match"));
	text_add(&out, "if_none_match", cx_exchange_header(x, "If-None-Match"));
	text_add(&out, "idempotency_key", cx_exchange_header(x, "Idempotency-Key"));
	text_add(&out, "correlation_id", cx_exchange_header(x, "CorrelationId"));
	text_add(&out, "user_agent", cx_exchange_header(x, "User-Agent"));
	text_add(&out, "accept", cx_exchange_header(x, "Accept"));
	text_add(&out, "content_type", cx_exchange_header(x, "Content-Type"));
	cx_buf_addf(&out, ",\"authorization\":%s", cx_exchange_header(x, "Authorization") ? "true" : "false");
	digest_add(&out, &x->body);
	cx_buf_adds(&out, ",\"body\":");
	if (x->json && strcmp(route, "control") != 0) {
		struct cx_node *masked = cx_node_copy(&x->arena, x->json);
		secrets_mask(&x->arena, masked);
		cx_json_line(masked, &out);
	} else {
		cx_buf_adds(&out, "null");
	}
	cx_buf_addc(&out, '}');
	entry_add(&traffic->requests, &out, route);
}

void cx_traffic_add_callback(struct cx_traffic *traffic, struct cx_exchange *x)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	const struct cx_node *json = cx_exchange_parse_text(x, x->body.data, x->body.len);
	cx_buf_addf(&out, "{\"at_ms\":%lld", (long long)x->at_ms);
	text_add(&out, "path", x->url);
	cx_buf_adds(&out, ",\"headers\":{");
	for (size_t i = 0; i < x->headers.count; i++) {
		const char *name = x->headers.items[i].name, *value = x->headers.items[i].value;
		bool is_first = cx_exchange_header(x, name) == value;
		if (!is_first || cx_utf8_check(name, strlen(name)) < strlen(name) ||
		    cx_utf8_check(value, strlen(value)) < strlen(value))
			continue;
		if (out.data[out.len - 1] != '{')
			cx_buf_addc(&out, ',');
		cx_json_string(name, strlen(name), &out);
		cx_buf_addc(&out, ':');
		cx_json_string(value, strlen(value), &out);
	}
	cx_buf_addc(&out, '}');
	digest_add(&out, &x->body);
	text_add(&out, "body_text", x->body.data);
	cx_buf_adds(&out, ",\"body\":");
	if (json)
		cx_json_line(json, &out);
	else
		cx_buf_adds(&out, "null");
	cx_buf_addc(&out, '}');
	entry_add(&traffic->callbacks, &out, "callback");
}

void cx_traffic_print(const struct cx_traffic_log *log, const char *route, struct cx_buf *out)
{
	const char *comma = "";
	cx_buf_adds(out, "{\"items\":[");
	for (size_t i = 0; i < log->count; i++) {
		const struct cx_traffic_entry *entry = &log->items[(log->first + i) % log->count];
		if (route && strcmp(route, entry->route) != 0)
			continue;
		cx_buf_addf(out, "%s\n", comma);
		cx_buf_adds(out, entry->json);
		comma = ",";
	}
	cx_buf_addf(out, "],\"dropped\":%zu}", log->dropped);
}

void cx_traffic_clear(struct cx_traffic_log *log)
{
	for (size_t i = 0; i < log->count; i++)
		cx_free(log->items[i].json);
	cx_free(log->items);
	*log = (struct cx_traffic_log){0};
}

void cx_traffic_release(struct cx_traffic *traffic)
{
	cx_traffic_clear(&traffic->requests);
	cx_traffic_clear(&traffic->callbacks);
}
