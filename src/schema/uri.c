/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting as in RFC 3986's appendix B, then each part by its own grammar. */
#include "schema/uri.h"

#include "schema/address.h"

#include <ctype.h>

struct part {
	const char *text; /* NULL: not there, which is not the same as empty */
	size_t len;
};

struct uri {
	struct part scheme, authority, path, query, fragment;
};

static size_t span_until(const char *text, size_t len, const char *stops)
{
	size_t n = 0;
	while (n < len && !(text[n] && strchr(stops, text[n])))
		n++;
	return n;
}

static struct uri uri_split(const char *text, size_t len)
{
	struct uri uri = {0};
	size_t n = span_until(text, len, ":/?#");
	if (n && n < len && text[n] == ':') {
		uri.scheme = (struct part){text, n};
		text += n + 1;
		len -= n + 1;
	}
	if (len >= 2 && text[0] == '/' && text[1] == '/') {
		n = span_until(text + 2, len - 2, "/?#");
		uri.authority = (struct part){text + 2, n};
		text += n + 2;
		len -= n + 2;
	}
	n = span_until(text, len, "?#");
	uri.path = (struct part){text, n};
	text += n;
	len -= n;
	if (len && text[0] == '?') {
		n = span_until(text + 1, len - 1, "#");
		uri.query = (struct part){text + 1, n};
		text += n + 1;
		len -= n + 1;
	}
	if (len)
		uri.fragment = (struct part){text + 1, len - 1};
	return uri;
}

static bool is_hex(char c)
{
	return isxdigit((unsigned char)c) != 0;
}

/* Unreserved characters, sub-delims, percent triplets, and those of also. */
static bool part_has_only(struct part part, const char *also)
{
	for (size_t i = 0; i < part.len; i++) {
		char c = part.text[i];
		if (c == '%') {
			if (part.len - i < 3 || !is_hex(part.text[i + 1]) || !is_hex(part.text[i + 2]))
				return false;
			i += 2;
		} else if (!c || (!isalnum((unsigned char)c) && !strchr("-._~!$&'()*+,;=", c) &&
				  !strchr(also, c))) {
			return false;
		}
	}
	return true;
}

static bool scheme_valid(struct part scheme)
{
	if (!scheme.text || !isalpha((unsigned char)scheme.text[0]))
		return false;
	for (size_t i = 0; i < scheme.len; i++)
		if (!scheme.text[i] ||
		    (!isalnum((unsigned char)scheme.text[i]) && !strchr("+-.", scheme.text[i])))
			return false;
	return true;
}

static bool ip_literal_valid(struct part host)
{
	if (host.len && (host.text[0] == 'v' || host.text[0] == 'V')) {
		size_t n = 1;
		while (n < host.len && is_hex(host.text[n]))
			n++;
		struct part rest = {host.text + n + 1, host.len - n - 1};
		return n > 1 && n + 1 < host.len && host.text[n] == '.' && part_has_only(rest, ":") &&
		       !memchr(rest.text, '%', rest.len);
	}
	return cx_address_ipv6(host.text, host.len);
}

static bool authority_valid(struct part authority)
{
	struct part host = authority;
	const char *at = memchr(host.text, '@', host.len);
	if (at) {
		struct part user = {host.text, (size_t)(at - host.text)};
		if (!part_has_only(user, ":"))
			return false;
		host = (struct part){at + 1, host.len - user.len - 1};
	}
	struct part port;
	if (host.len && host.text[0] == '[') {
		const char *end = memchr(host.text, ']', host.len);
		if (!end)
			return false;
		port = (struct part){end + 1, host.len - (size_t)(end - host.text) - 1};
		if (!ip_literal_valid((struct part){host.text + 1, (size_t)(end - host.text) - 1}))
			return false;
	} else {
		size_t n = span_until(host.text, host.len, ":");
		port = (struct part){host.text + n, host.len - n};
		if (!part_has_only((struct part){host.text, n}, ""))
			return false;
	}
	if (port.len && port.text[0] != ':')
		return false;
	for (size_t i = 1; i < port.len; i++)
		if (!isdigit((unsigned char)port.text[i]))
			return false;
	return true;
}

bool cx_uri_valid(const char *text, size_t len)
{
	struct uri uri = uri_split(text, len);
	return scheme_valid(uri.scheme) && (!uri.authority.text || authority_valid(uri.authority)) &&
	       part_has_only(uri.path, ":@/") && part_has_only(uri.query, ":@/?") &&
	       part_has_only(uri.fragment, ":@/?");
}

/* RFC 3986 5.2.4. */
static void put_path(struct cx_buf *out, const char *path, size_t len)
{
	size_t start = out->len, at = 0;
	while (at < len) {
		bool absolute = path[at] == '/';
		size_t from = at + absolute;
		size_t n = span_until(path + from, len - from, "/");
		bool last = from + n >= len;
		if (n == 1 && path[from] == '.') {
			if (last && absolute)
				cx_buf_addc(out, '/');
		} else if (n == 2 && path[from] == '.' && path[from + 1] == '.') {
			size_t cut = out->len;
			while (cut > start && out->data[cut - 1] != '/')
				cut--;
			cx_buf_cut(out, cut > start ? cut - 1 : start);
			if (last && absolute)
				cx_buf_addc(out, '/');
		} else {
			cx_buf_add(out, path + at, n + absolute);
		}
		at = from + n;
	}
}

static void put_part(struct cx_buf *out, const char *before, struct part part, const char *behind)
{
	if (!part.text)
		return;
	cx_buf_adds(out, before);
	cx_buf_add(out, part.text, part.len);
	cx_buf_adds(out, behind);
}

static void put_merged(struct cx_buf *out, const struct uri *base, struct part path)
{
	CX_AUTO(cx_buf) struct cx_buf merged = CX_BUF_INIT;
	size_t keep = base->path.len;
	while (keep && base->path.text[keep - 1] != '/')
		keep--;
	if (base->authority.text && !base->path.len)
		cx_buf_addc(&merged, '/');
	cx_buf_add(&merged, base->path.text, keep);
	cx_buf_add(&merged, path.text, path.len);
	put_path(out, merged.data, merged.len);
}

void cx_uri_resolve(const char *base, const char *reference, struct cx_buf *out)
{
	struct uri from = uri_split(base, strlen(base)), to = uri_split(reference, strlen(reference));
	bool own_authority = to.scheme.text || to.authority.text;
	put_part(out, "", to.scheme.text ? to.scheme : from.scheme, ":");
	put_part(out, "//", own_authority ? to.authority : from.authority, "");
	if (own_authority || (to.path.len && to.path.text[0] == '/'))
		put_path(out, to.path.text, to.path.len);
	else if (to.path.len)
		put_merged(out, &from, to.path);
	else
		cx_buf_add(out, from.path.text, from.path.len);
	put_part(out, "?", own_authority || to.path.len || to.query.text ? to.query : from.query, "");
	put_part(out, "#", to.fragment, "");
}

static int hex_value(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

bool cx_uri_decode(const char *text, size_t len, struct cx_buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '%') {
			cx_buf_addc(out, text[i]);
			continue;
		}
		if (len - i < 3 || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))
			return false;
		cx_buf_addc(out, (char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
		i += 2;
	}
	return true;
}
