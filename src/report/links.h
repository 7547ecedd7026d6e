/* SPDX-License-Identifier: Apache-2.0 */
/* Links from reports to the lines of definitions. */
#ifndef CX_REPORT_LINKS_H
#define CX_REPORT_LINKS_H

#include "base/buf.h"

struct cx_links {
	const char *site;   /* what stands before a commit: "https://github.com/owner/repo/blob/"; NULL: links
			       are relative to the root of the repository */
	const char *commit; /* hex, of what was planned; or NULL */
	const char *root;   /* of the project in the repository: "" or "sub/dir" */
};

/*
 * "https://github.com/o/r/blob/COMMIT/sub/dir/audiences/vip.yaml#L12", or "sub/dir/audiences/vip.yaml#L12".
 * file is relative to the project. commit: where the file stood then; NULL: links->commit. Everything but
 * letters, digits and "-._~/" is percent-encoded, so that it can stand in Markdown and in HTML as it is.
 */
void cx_links_add(const struct cx_links *links, const char *file, int64_t line, const char *commit,
		  struct cx_buf *out);
/* Whether a text from the environment may stand before a link: https, a host, a path, and nothing else. */
bool cx_links_is_site(const char *url);
/* A path with everything but the characters above percent-encoded. */
void cx_links_encode(const char *path, struct cx_buf *out);

#endif
