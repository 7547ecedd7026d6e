/* SPDX-License-Identifier: Apache-2.0 */
/* One request and its answer. */
#include "sandbox/exchange.h"

#include "base/clock.h"
#include "base/rand.h"
#include "doc/json.h"

#include <stdarg.h>
#include <strings.h>

struct cx_exchange *cx_exchange_new(struct cx_sandbox *sandbox)
{
	struct cx_exchange *exchange = cx_alloc(sizeof *exchange);
	exchange->sandbox = sandbox;
	exchange->body.data = exchange->answer.data = cx_buf_empty;
	exchange->at_ms = cx_clock_system()->realtime_ms(cx_clock_system());
	exchange->content_type = "application/json";
	return exchange;
}

void cx_exchange_free(struct cx_exchange *exchange)
{
	if (!exchange)
		return;
	cx_buf_release(&exchange->body);
	cx_buf_release(&exchange->answer);
	cx_arena_release(&exchange->arena);
	cx_free(exchange);
}

void cx_exchange_add(struct cx_exchange *exchange, struct cx_pairs *pairs, const char *name,
		     const char *value)
{
	CX_ARENA_GROW(&exchange->arena, pairs->items, pairs->count, pairs->cap);
	pairs->items[pairs->count++] = (struct cx_pair){
		.name = cx_arena_strdup(&exchange->arena, name),
		.value = cx_arena_strdup(&exchange->arena, value ? value : ""),
	};
}

const char *cx_exchange_header(const struct cx_exchange *exchange, const char *name)
{
	for (size_t i = 0; i < exchange->headers.count; i++)
		if (strcasecmp(exchange->headers.items[i].name, name) == 0)
			return exchange->headers.items[i].value;
	return NULL;
}

const char *cx_exchange_query(const struct cx_exchange *exchange, const char *name)
{
	for (size_t i = 0; i < exchange->query.count; i++)
		if (strcmp(exchange->query.items[i].name, name) == 0)
			return exchange->query.items[i].value;
	return NULL;
}

bool cx_exchange_is(const struct cx_exchange *exchange, const char *method)
{
	return strcmp(exchange->method, method) == 0;
}

const char *cx_exchange_lower(struct cx_exchange *exchange, const char *text, size_t len)
{
	char *lower = cx_arena_strndup(&exchange->arena, text, len);
	for (char *c = lower; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return lower;
}

struct cx_node *cx_exchange_parse_text(struct cx_exchange *exchange, const char *text, size_t len)
{
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {.name = "body", .text = text, .len = len};
	return cx_json_parse(&exchange->arena, &source, &node, &diags) ? NULL : node;
}

bool cx_exchange_parse(struct cx_exchange *exchange)
{
	exchange->json = cx_exchange_parse_text(exchange, exchange->body.data, exchange->body.len);
	if (!exchange->json)
		cx_exchange_error(exchange, 400, "malformed_body", "the body is not valid JSON");
	return exchange->json != NULL;
}

void cx_exchange_answer_header(struct cx_exchange *exchange, const char *name, const char *value)
{
	cx_exchange_add(exchange, &exchange->answer_headers, name, value);
}

void cx_exchange_error(struct cx_exchange *exchange, unsigned status, const char *code, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	exchange->status = status;
	cx_buf_clear(&exchange->answer);
	cx_buf_adds(&exchange->answer, "{\"error\":");
	cx_json_string(code, strlen(code), &exchange->answer);
	cx_buf_adds(&exchange->answer, ",\"error_description\":");
	cx_json_string(text.data, text.len, &exchange->answer);
	cx_buf_addc(&exchange->answer, '}');
}

void cx_exchange_errors(struct cx_exchange *exchange, struct cx_node *errors)
{
	char uid[CX_UUID_LEN + 1];
	cx_uuid_new(uid);
	exchange->status = 400;
	cx_buf_clear(&exchange->answer);
	cx_buf_adds(&exchange->answer, "{\"errors\":");
	cx_json_line(errors, &exchange->answer);
	cx_buf_addf(&exchange->answer, ",\"uid\":\"%s\"}", uid);
}
