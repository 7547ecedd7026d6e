/* SPDX-License-Identifier: Apache-2.0 */
/* What GitHub Actions reads from a job's log and from its files: workflow commands and outputs. */
#include "report/github.h"

#include "base/rand.h"
#include "report/escape.h"

static const char old_prefix[] = "##[";

/* Everything that some runner could count as white space; text beyond ASCII is not looked at more closely. */
static bool may_be_space(char c)
{
	return (unsigned char)c <= ' ' || (unsigned char)c >= 0x80;
}

static bool begins_with(const char *text, size_t len, const char *prefix)
{
	size_t n = strlen(prefix);
	return len >= n && !memcmp(text, prefix, n);
}

void cx_github_guard(const char *text, size_t len, struct cx_buf *out)
{
	bool blank = true;
	for (size_t i = 0; i < len; i++) {
		if (blank && begins_with(text + i, len - i, "::")) {
			cx_buf_adds(out, ": ");
			blank = false;
		} else if (begins_with(text + i, len - i, old_prefix)) {
			cx_buf_adds(out, "## ");
			i++;
			blank = false;
		} else {
			cx_buf_addc(out, text[i]);
			blank = text[i] == '\n' || (blank && may_be_space(text[i]));
		}
	}
}

void cx_github_guard_json(const char *text, size_t len, struct cx_buf *out)
{
	for (size_t i = 0; i < len; i++)
		if (begins_with(text + i, len - i, old_prefix)) {
			cx_buf_adds(out, "#\\u0023");
			i++;
		} else {
			cx_buf_addc(out, text[i]);
		}
}

/* Made harmless for people first, and then for the runner. */
static void add_value(const char *text, const char *special, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf safe = CX_BUF_INIT;
	cx_escape_terminal_s(text, &safe);
	for (size_t i = 0; i < safe.len; i++)
		if (strchr(special, safe.data[i]))
			cx_buf_addf(out, "%%%02X", (unsigned)(unsigned char)safe.data[i]);
		else
			cx_buf_addc(out, safe.data[i]);
}

static void add_property(const char *text, struct cx_buf *out)
{
	add_value(text, "%:,", out);
}

static void add_line(const char *text, struct cx_buf *out)
{
	if (!text)
		return;
	cx_buf_adds(out, "%0A");
	add_value(text, "%", out);
}

static void annotate(const struct cx_diag *diag, const char *root, struct cx_buf *out)
{
	static const char *const words[] = {
		[CX_SEVERITY_ERROR] = "error",
		[CX_SEVERITY_WARNING] = "warning",
		[CX_SEVERITY_NOTE] = "notice",
	};
	cx_buf_addf(out, "::%s file=", words[diag->severity]);
	if (*root && diag->span.source->name[0] != '/') {
		add_property(root, out);
		cx_buf_addc(out, '/');
	}
	add_property(diag->span.source->name, out);
	if (diag->span.line)
		cx_buf_addf(out, ",line=%u,col=%u", diag->span.line, diag->span.column);
	cx_buf_addf(out, ",title=%s::", diag->code);
	add_value(diag->message, "%", out);
	add_line(diag->note, out);
	add_line(diag->hint, out);
	cx_buf_addc(out, '\n');
}

void cx_github_annotations(const struct cx_diags *diags, const char *root, struct cx_buf *out)
{
	for (enum cx_severity severity = CX_SEVERITY_ERROR; severity <= CX_SEVERITY_NOTE; severity++)
		for (size_t i = 0; i < diags->count; i++)
			if (diags->items[i]->severity == severity && diags->items[i]->span.source)
				annotate(diags->items[i], root, out);
}

void cx_github_output(const char *name, const char *value, struct cx_buf *out)
{
	char delimiter[CX_UUID_LEN + 1];
	do
		cx_uuid_new(delimiter);
	while (strstr(value, delimiter));
	cx_buf_addf(out, "%s<<%s\n%s\n%s\n", name, delimiter, value, delimiter);
}
