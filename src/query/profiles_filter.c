/* SPDX-License-Identifier: Apache-2.0 */
/* What may be asked for: ids, and segments as a filter. */
#include "base/utf8.h"
#include "port/http_url.h"
#include "query/profiles.h"

const char *cx_profiles_id_problem(const char *id, size_t len)
{
	if (!len)
		return "is empty";
	if (len > CX_PROFILES_MAX_ID)
		return "has more than 255 bytes";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)id[i] < ' ' || id[i] == 0x7f)
			return "holds a control character";
	if (cx_utf8_check(id, len) != len)
		return "is no UTF-8";
	return memchr(id, ',', len) ? "holds a comma" : NULL;
}

static void add_doubled(const char *text, struct cx_buf *out)
{
	for (; *text; text++) {
		cx_buf_addc(out, *text);
		if (*text == '\'')
			cx_buf_addc(out, '\'');
	}
}

static bool check_segments(const struct cx_runtime *runtime, const char *const *segments, size_t count,
			   struct cx_diags *diags)
{
	struct cx_diag *d = NULL;
	if (count > CX_PROFILES_MAX_SEGMENTS) {
		d = cx_diag_error(diags, "profiles.segment", "%zu segments are more than the %d of one query",
				  count, CX_PROFILES_MAX_SEGMENTS);
		cx_diag_hint(diags, d, "run it several times");
	}
	for (size_t i = 0; i < count && !d; i++) {
		if (!runtime->segments_contain || !strchr(segments[i], ','))
			continue;
		d = cx_diag_error(diags, "profiles.segment",
				  "--segment number %zu has a comma in it, which cannot be asked for", i + 1);
		cx_diag_hint(diags, d,
			     "this tenant takes segments as a list with commas; name each with a "
			     "--segment of its own");
	}
	return !d;
}

enum cx_status cx_profiles_filter(const struct cx_runtime *runtime, const char *const *segments, size_t count,
				  struct cx_buf *out, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!check_segments(runtime, segments, count, diags))
		return CX_STATUS_INVALID;
	if (!count)
		return CX_STATUS_OK;
	bool contain = runtime->segments_contain;
	for (size_t i = 0; i < count; i++) {
		if (contain)
			cx_buf_adds(&text, i ? "," : "segmentIds contains '");
		else
			cx_buf_addf(&text, "%ssegmentIds/any(s: s eq '", i ? " or " : "");
		add_doubled(segments[i], &text);
		cx_buf_adds(&text, contain ? "" : "')");
	}
	cx_buf_adds(&text, contain ? "'" : "");
	cx_buf_adds(out, "filter=");
	cx_http_encode(out, text.data, text.len);
	return CX_STATUS_OK;
}
