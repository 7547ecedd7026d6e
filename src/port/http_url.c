/* SPDX-License-Identifier: Apache-2.0 */
/* URLs: taken apart, checked and normalised in one way only (libcurl's URL parser). */
#include "port/http_url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <strings.h>

static void url_cleanup(CURLU **url)
{
	curl_url_cleanup(*url);
}

/* A part as text in the arena, or NULL. */
static char *url_part(struct cx_arena *arena, CURLU *url, CURLUPart part, unsigned flags)
{
	char *text = NULL;
	if (curl_url_get(url, part, &text, flags) != CURLUE_OK)
		return NULL;
	char *copy = cx_arena_strdup(arena, text);
	curl_free(text);
	return copy;
}

static bool url_is_loopback(const char *host)
{
	struct in_addr address;
	if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool cx_http_url_parse(struct cx_arena *arena, const char *text, struct cx_http_url *ret_url,
		       const char **ret_problem)
{
	for (const char *at = text; *at; at++) {
		if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f) {
			*ret_problem = "holds a space, a control character or a character beyond ASCII";
			return false;
		}
	}
	CURLU *url __attribute__((cleanup(url_cleanup))) = curl_url();
	if (!url)
		cx_out_of_memory(0);
	if (curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
		*ret_problem = "is no absolute URL";
		return false;
	}
	const char *scheme = url_part(arena, url, CURLUPART_SCHEME, 0);
	char *host = url_part(arena, url, CURLUPART_HOST, 0);
	const char *port = url_part(arena, url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	if (!scheme || !host || !*host || !port) {
		*ret_problem = "names no host";
		return false;
	}
	if (url_part(arena, url, CURLUPART_USER, 0) || url_part(arena, url, CURLUPART_PASSWORD, 0)) {
		*ret_problem = "holds user information";
		return false;
	}
	if (url_part(arena, url, CURLUPART_FRAGMENT, 0)) {
		*ret_problem = "holds a fragment";
		return false;
	}
	for (char *at = host; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	bool loopback = url_is_loopback(host);
	if (strcasecmp(scheme, "https") != 0 && !(strcasecmp(scheme, "http") == 0 && loopback)) {
		*ret_problem = strcasecmp(scheme, "http") == 0
				       ? "is plain http, which is for loopback addresses alone"
				       : "has no https scheme";
		return false;
	}
	ret_url->host = host;
	ret_url->loopback = loopback;
	ret_url->origin = cx_arena_printf(arena, "%s://%s:%s",
					  strcasecmp(scheme, "https") == 0 ? "https" : "http", host, port);
	const char *path = url_part(arena, url, CURLUPART_PATH, 0);
	ret_url->path = path ? path : "/";
	ret_url->query = url_part(arena, url, CURLUPART_QUERY, 0);
	return true;
}

static void encode(struct cx_buf *out, const char *bytes, size_t n, bool form)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (alnum || c == '-' || c == '.' || c == '_' || (c == '~' && !form))
			cx_buf_addc(out, (char)c);
		else if (c == ' ' && form)
			cx_buf_addc(out, '+');
		else
			cx_buf_addf(out, "%%%02X", c);
	}
}

void cx_http_encode(struct cx_buf *out, const char *bytes, size_t n)
{
	encode(out, bytes, n, false);
}

void cx_http_encode_form(struct cx_buf *out, const char *bytes, size_t n)
{
	encode(out, bytes, n, true);
}
