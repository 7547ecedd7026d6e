/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an HTTP/1.1 request (RFC 9110 5, RFC 9112 2, 3 and 5). */
#include "port/answerer_head.h"

#include <strings.h>

enum { OK = 0, BAD = 400, METHOD = 405, VERSION = 505 };

struct line {
	const char *at;
	size_t len;
};

size_t cx_answerer_head_end(const char *bytes, size_t n)
{
	for (size_t i = 4; i <= n; i++)
		if (memcmp(bytes + i - 4, "\r\n\r\n", 4) == 0)
			return i;
	return 0;
}

/* The next line, without its CRLF; false where a line holds a control character, or ends otherwise. */
static bool take_line(const char **at, const char *end, struct line *ret_line)
{
	const char *c = *at;
	while (c < end && ((unsigned char)*c >= ' ' || *c == '\t') && *c != 0x7f)
		c++;
	if (end - c < 2 || c[0] != '\r' || c[1] != '\n')
		return false;
	*ret_line = (struct line){*at, (size_t)(c - *at)};
	*at = c + 2;
	return true;
}

/* tchar of RFC 9110 5.6.2 */
static size_t token_len(const struct line *line)
{
	static const char others[] = "!#$%&'*+-.^_`|~";
	size_t n = 0;
	for (; n < line->len; n++) {
		char c = line->at[n];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alnum && !memchr(others, c, sizeof others - 1))
			break;
	}
	return n;
}

static bool is(const char *at, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(at, text, len) == 0;
}

static int check_version(const char *at, size_t len)
{
	if (is(at, len, "HTTP/1.1") || is(at, len, "HTTP/1.0"))
		return OK;
	bool version = len == 8 && memcmp(at, "HTTP/", 5) == 0 && at[6] == '.' && at[5] >= '0' &&
		       at[5] <= '9' && at[7] >= '0' && at[7] <= '9';
	return version && at[5] == '1' ? OK : version ? VERSION : BAD;
}

static int parse_request_line(const struct line *line, struct cx_asked *asked)
{
	size_t method = token_len(line);
	if (!method || method == line->len || line->at[method] != ' ')
		return BAD;
	const char *target = line->at + method + 1;
	size_t left = line->len - method - 1, len = 0;
	while (len < left && target[len] > ' ')
		len++;
	if (len == 0 || len == left || target[len] != ' ')
		return BAD;
	int status = check_version(target + len + 1, left - len - 1);
	if (status)
		return status;
	asked->old = is(target + len + 1, left - len - 1, "HTTP/1.0");
	asked->head = is(line->at, method, "HEAD");
	asked->post = is(line->at, method, "POST");
	if (!asked->head && !asked->post && !is(line->at, method, "GET"))
		return METHOD;
	if (target[0] != '/')
		return BAD;
	const char *query = memchr(target, '?', len);
	asked->path = target;
	asked->path_len = query ? (size_t)(query - target) : len;
	return OK;
}

/* Name and value, without the blanks around it. */
static bool split_field(const struct line *line, struct line *ret_name, struct line *ret_value)
{
	size_t name = token_len(line);
	if (!name || name == line->len || line->at[name] != ':')
		return false;
	const char *value = line->at + name + 1, *end = line->at + line->len;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*ret_name = (struct line){line->at, name};
	*ret_value = (struct line){value, (size_t)(end - value)};
	return true;
}

static bool parse_fields(const char **at, const char *end)
{
	struct line line, name, value;
	for (;;) {
		if (!take_line(at, end, &line))
			return false;
		if (!line.len)
			return true;
		if (!split_field(&line, &name, &value))
			return false;
	}
}

int cx_answerer_head_parse(const char *bytes, size_t n, struct cx_asked *ret_asked)
{
	const char *at = bytes, *end = bytes + n, *unused;
	struct cx_asked asked = {0};
	struct line line;
	size_t len;
	if (!take_line(&at, end, &line))
		return BAD;
	int status = parse_request_line(&line, &asked);
	if (status)
		return status;
	asked.fields = at;
	if (!parse_fields(&at, end) || at != end)
		return BAD;
	asked.fields_len = (size_t)(at - asked.fields) - 2;
	size_t hosts = cx_asked_field(&asked, "Host", &unused, &len);
	if (hosts > 1 || (!hosts && !asked.old))
		return BAD;
	(void)cx_asked_field(&asked, "Accept", &asked.accept, &asked.accept_len);
	*ret_asked = asked;
	return OK;
}

size_t cx_asked_field(const struct cx_asked *asked, const char *name, const char **ret_value, size_t *ret_len)
{
	const char *at = asked->fields, *end = at + asked->fields_len;
	struct line line, is_named, value;
	size_t count = 0, len = strlen(name);
	while (at < end && take_line(&at, end, &line)) {
		if (!split_field(&line, &is_named, &value) || is_named.len != len ||
		    strncasecmp(is_named.at, name, len) != 0)
			continue;
		if (!count++) {
			*ret_value = value.at;
			*ret_len = value.len;
		}
	}
	return count;
}

bool cx_asked_is(const struct cx_asked *asked, const char *path)
{
	return is(asked->path, asked->path_len, path);
}

bool cx_asked_accepts(const struct cx_asked *asked, const char *type)
{
	size_t len = strlen(type);
	for (size_t i = 0; asked->accept && i + len <= asked->accept_len; i++)
		if (strncasecmp(asked->accept + i, type, len) == 0)
			return true;
	return false;
}
