/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the head of a request: no crash, and what is accepted points into them. */
#include "port/answerer_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool is_inside(const char *at, size_t len, const char *bytes, size_t n)
{
	return at >= bytes && len <= n && at + len <= bytes + n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *text = (const char *)bytes;
	struct cx_asked asked;
	size_t end = cx_answerer_head_end(text, n);
	if (end > n)
		abort();
	int status = cx_answerer_head_parse(text, end ? end : n, &asked);
	if (status != 0 && status != 400 && status != 405 && status != 505)
		abort();
	if (status)
		return 0;
	if (!end || !asked.path_len || asked.path[0] != '/' ||
	    !is_inside(asked.path, asked.path_len, text, end) ||
	    (asked.accept && !is_inside(asked.accept, asked.accept_len, text, end)))
		abort();
	(void)cx_asked_accepts(&asked, "application/openmetrics-text");
	return 0;
}
