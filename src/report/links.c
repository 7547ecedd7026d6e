/* SPDX-License-Identifier: Apache-2.0 */
/* Links from reports to the lines of definitions. */
#include "report/links.h"

#include <ctype.h>
#include <inttypes.h>

#define SITE_LIMIT 512

static bool is_plain(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("-._~/", c));
}

void cx_links_encode(const char *path, struct cx_buf *out)
{
	for (; *path; path++)
		if (is_plain(*path))
			cx_buf_addc(out, *path);
		else
			cx_buf_addf(out, "%%%02X", (unsigned)(unsigned char)*path);
}

bool cx_links_is_site(const char *url)
{
	static const char scheme[] = "https://";
	if (strncmp(url, scheme, sizeof scheme - 1) != 0 || strlen(url) > SITE_LIMIT)
		return false;
	const char *host = url + sizeof scheme - 1;
	size_t host_len = strcspn(host, "/");
	for (size_t i = 0; i < host_len; i++)
		if (!isalnum((unsigned char)host[i]) && !strchr(".-:", host[i]))
			return false;
	for (const char *at = host + host_len; *at; at++)
		if (!is_plain(*at))
			return false;
	return host_len > 0 && isalnum((unsigned char)host[0]) && !strstr(host + host_len, "..");
}

void cx_links_add(const struct cx_links *links, const char *file, int64_t line, const char *commit,
		  struct cx_buf *out)
{
	if (!commit)
		commit = links->commit;
	if (links->site && commit)
		cx_buf_addf(out, "%s%s/", links->site, commit);
	if (links->root && *links->root) {
		cx_links_encode(links->root, out);
		cx_buf_addc(out, '/');
	}
	cx_links_encode(file + strspn(file, "/"), out);
	if (line > 0)
		cx_buf_addf(out, "#L%" PRId64, line);
}
