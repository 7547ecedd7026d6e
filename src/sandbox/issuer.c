/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint. Tokens are kept in a ring: no test needs thousands at a time. */
#include "sandbox/issuer.h"

#include "base/rand.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "sandbox/sandbox.h"

#include <strings.h>

/* API.md, Login: every scope that a client may ask for. */
static const char *const scopes[] = {
	"journey:audiences:read", "journey:audiences:write", "data:read",        "audiences:read", "cdp:read",
	"webhooks:write",         "webhook:write",           "journeys:trigger", "contacts:read",  "crm:read",
	"interactions:write",
};

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* application/x-www-form-urlencoded, one name or value. */
static char *form_decode(struct cx_arena *arena, const char *text, size_t len)
{
	char *out = cx_arena_strndup(arena, text, len);
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		int high = i + 2 < len ? hex_value(text[i + 1]) : -1,
		    low = i + 2 < len ? hex_value(text[i + 2]) : -1;
		if (text[i] == '%' && high >= 0 && low >= 0) {
			out[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			out[n++] = text[i] == '+' ? ' ' : text[i];
		}
	}
	out[n] = 0;
	return out;
}

static void form_read(struct cx_exchange *x, struct cx_pairs *form)
{
	const char *at = x->body.data, *end = at + x->body.len;
	while (at < end) {
		const char *stop = memchr(at, '&', (size_t)(end - at));
		stop = stop ? stop : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));
		if (equals)
			cx_exchange_add(x, form, form_decode(&x->arena, at, (size_t)(equals - at)),
					form_decode(&x->arena, equals + 1, (size_t)(stop - equals - 1)));
		at = stop + 1;
	}
}

static const char *form_get(const struct cx_pairs *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->items[i].name, name) == 0)
			return form->items[i].value;
	return NULL;
}

struct client {
	const char *id, *secret;
};

/* RFC 6749 2.3.1: both parts are form-encoded inside the Basic credentials. */
static bool basic_read(struct cx_exchange *x, const char *header, struct client *client)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (strncasecmp(header, "Basic ", 6) != 0 || !cx_base64_decode(header + 6, strlen(header + 6), &text))
		return false;
	const char *colon = memchr(text.data, ':', text.len);
	if (!colon)
		return false;
	client->id = form_decode(&x->arena, text.data, (size_t)(colon - text.data));
	client->secret = form_decode(&x->arena, colon + 1, text.len - (size_t)(colon + 1 - text.data));
	return true;
}

static bool client_check(struct cx_exchange *x, const struct cx_pairs *form)
{
	const struct cx_arguments *args = x->sandbox->arguments;
	const char *header = cx_exchange_header(x, "Authorization");
	struct client client = {.id = form_get(form, "client_id"), .secret = form_get(form, "client_secret")};
	if (header && client.secret) {
		cx_exchange_error(x, 400, "invalid_request",
				  "the client logs in twice: by header and by body");
		return false;
	}
	bool read = !header || basic_read(x, header, &client);
	if (!read || !client.id || !client.secret || strcmp(client.id, args->client_id) != 0 ||
	    strcmp(client.secret, args->client_secret) != 0) {
		cx_exchange_error(x, 401, "invalid_client", "unknown client or wrong secret");
		cx_exchange_answer_header(x, "WWW-Authenticate", "Basic realm=\"cxone-sandbox\"");
		return false;
	}
	return true;
}

/* Calls for each word between spaces; returns the first for which the test does not hold, or NULL. */
static char *scope_find_not(struct cx_arena *arena, const char *scope,
			    bool (*test)(const char *word, size_t len))
{
	for (const char *at = scope; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		if (len && !test(at, len))
			return cx_arena_strndup(arena, at, len);
		at += len;
	}
	return NULL;
}

static bool scope_is_known(const char *word, size_t len)
{
	for (size_t i = 0; i < CX_COUNT(scopes); i++)
		if (strlen(scopes[i]) == len && memcmp(scopes[i], word, len) == 0)
			return true;
	return false;
}

static struct cx_token_row *token_new(struct cx_exchange *x, const char *scope)
{
	struct cx_issuer *issuer = &x->sandbox->issuer;
	struct cx_token_row *row = &issuer->rows[issuer->next++ % CX_ISSUER_MAX_TOKENS];
	unsigned char bytes[32];
	cx_random_bytes(bytes, sizeof bytes);
	cx_hex_encode(bytes, sizeof bytes, row->text);
	cx_free(row->scope);
	row->scope = cx_strdup(scope);
	row->expires_ms = x->at_ms + x->sandbox->arguments->token_ttl_s * 1000;
	return row;
}

void cx_issuer_token(struct cx_exchange *x)
{
	struct cx_pairs form = {0};
	const char *type = cx_exchange_header(x, "Content-Type");
	if (!type || strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0) {
		cx_exchange_error(x, 400, "invalid_request", "the body must be form-encoded");
		return;
	}
	form_read(x, &form);
	const char *grant = form_get(&form, "grant_type"), *scope = form_get(&form, "scope");
	if (!grant) {
		cx_exchange_error(x, 400, "invalid_request", "grant_type is missing");
		return;
	}
	if (!client_check(x, &form))
		return;
	if (strcmp(grant, "client_credentials") != 0) {
		cx_exchange_error(x, 400, "unsupported_grant_type", "only client_credentials is served");
		return;
	}
	scope = scope ? scope : "";
	const char *unknown = scope_find_not(&x->arena, scope, scope_is_known);
	if (unknown) {
		cx_exchange_error(x, 400, "invalid_scope", "unknown scope %s", unknown);
		return;
	}
	const struct cx_token_row *row = token_new(x, scope);
	x->status = 200;
	cx_buf_addf(&x->answer,
		    "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%lld,\"scope\":",
		    row->text, (long long)x->sandbox->arguments->token_ttl_s);
	cx_json_string(scope, strlen(scope), &x->answer);
	cx_buf_addc(&x->answer, '}');
	cx_exchange_answer_header(x, "Cache-Control", "no-store");
}

static const struct cx_token_row *token_find(const struct cx_issuer *issuer, const char *text)
{
	for (size_t i = 0; i < CX_ISSUER_MAX_TOKENS && i < issuer->next; i++)
		if (strcmp(issuer->rows[i].text, text) == 0)
			return &issuer->rows[i];
	return NULL;
}

static bool scope_names(const char *granted, const char *word, size_t len, bool is_prefix)
{
	for (const char *at = granted; *at; at += strspn(at, " ")) {
		size_t word_len = strcspn(at, " ");
		if ((is_prefix ? word_len >= len : word_len == len) && memcmp(at, word, len) == 0)
			return true;
		at += word_len;
	}
	return false;
}

static bool scope_allows(const struct cx_exchange *x, const char *granted, const char *scope)
{
	const char *right = strrchr(scope, ':');
	if (!*granted || scope_names(granted, scope, strlen(scope), false))
		return true;
	if (cx_exchange_is(x, "GET") && scope_names(granted, "data:read", 9, false))
		return true;
	size_t family = right ? (size_t)(right - scope) + 1 : strlen(scope);
	return !x->sandbox->arguments->strict_scopes && !scope_names(granted, scope, family, true);
}

/* The first of the scopes, separated by spaces, that is not allowed, or NULL. */
static const char *scope_missing(struct cx_exchange *x, const char *granted, const char *scopes_needed)
{
	for (const char *at = scopes_needed ? scopes_needed : ""; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		const char *scope = cx_arena_strndup(&x->arena, at, len);
		if (!scope_allows(x, granted, scope))
			return scope;
		at += len;
	}
	return NULL;
}

bool cx_issuer_allows(struct cx_exchange *x, const char *scope)
{
	const char *header = cx_exchange_header(x, "Authorization");
	const struct cx_token_row *row = header && strncasecmp(header, "Bearer ", 7) == 0
						 ? token_find(&x->sandbox->issuer, header + 7)
						 : NULL;
	if (!row || row->expires_ms <= x->at_ms) {
		cx_exchange_error(x, 401, "invalid_token", "%s",
				  !header ? "a token is needed"
				  : row   ? "the token has expired"
					  : "the token is not known");
		cx_exchange_answer_header(x, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
		return false;
	}
	const char *missing = scope_missing(x, row->scope, scope);
	if (!missing)
		return true;
	cx_exchange_error(x, 403, "insufficient_scope", "the token lacks the scope %s", missing);
	cx_exchange_answer_header(
		x, "WWW-Authenticate",
		cx_arena_printf(&x->arena, "Bearer error=\"insufficient_scope\", scope=\"%s\"", missing));
	return false;
}

void cx_issuer_release(struct cx_issuer *issuer)
{
	for (size_t i = 0; i < CX_ISSUER_MAX_TOKENS; i++)
		cx_free(issuer->rows[i].scope);
}
