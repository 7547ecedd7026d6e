/* SPDX-License-Identifier: Apache-2.0 */
/* JUnit XML as GitLab and Jenkins read it: it has no standard, so only what both know is written. */
#include "report/findings.h"

#include "report/html.h"

/* What has no place in a file. */
#define ELSEWHERE "cxctl.yaml"

static const char *file_of(const struct cx_diag *diag)
{
	return diag->span.source ? diag->span.source->name : ELSEWHERE;
}

static bool is_failure(const struct cx_findings *findings, const struct cx_diag *diag)
{
	return diag->severity == CX_SEVERITY_ERROR ||
	       (diag->severity == CX_SEVERITY_WARNING && findings->strict);
}

/* XML has no U+FFFE and U+FFFF, not even as references. */
static void add_xml(const char *text, struct cx_buf *out)
{
	size_t begin = out->len;
	cx_html_text(text, out);
	for (size_t i = begin; i + 2 < out->len; i++)
		if (!memcmp(out->data + i, "\xef\xbf\xbe", 3) || !memcmp(out->data + i, "\xef\xbf\xbf", 3))
			out->data[i + 2] = '\xbd';
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* "audiences/vip.yaml:14:17: error: MESSAGE [audience.depth]", and its hint. */
static void add_finding(const struct cx_diag *diag, struct cx_buf *out)
{
	static const char *const words[] = {[CX_SEVERITY_ERROR] = "error",
					    [CX_SEVERITY_WARNING] = "warning",
					    [CX_SEVERITY_NOTE] = "note"};
	add_xml(file_of(diag), out);
	if (diag->span.source && diag->span.line)
		cx_buf_addf(out, ":%u:%u", diag->span.line, diag->span.column);
	cx_buf_addf(out, ": %s: ", words[diag->severity]);
	add_xml(diag->message, out);
	cx_buf_addf(out, " [%s]\n", diag->code);
	if (diag->hint) {
		cx_buf_adds(out, "  hint: ");
		add_xml(diag->hint, out);
		cx_buf_addc(out, '\n');
	}
}

static void add_findings(const struct cx_findings *findings, const char *file, bool failures,
			 struct cx_buf *out)
{
	for (size_t i = 0; i < findings->diags->count; i++) {
		const struct cx_diag *diag = findings->diags->items[i];
		if (is_failure(findings, diag) == failures && strcmp(file_of(diag), file) == 0)
			add_finding(diag, out);
	}
}

static const struct cx_diag *first_failure(const struct cx_findings *findings, const char *file)
{
	for (size_t i = 0; i < findings->diags->count; i++)
		if (is_failure(findings, findings->diags->items[i]) &&
		    strcmp(file_of(findings->diags->items[i]), file) == 0)
			return findings->diags->items[i];
	return NULL;
}

static void add_case(const struct cx_findings *findings, const char *file, struct cx_buf *out)
{
	const struct cx_diag *failure = first_failure(findings, file);
	CX_AUTO(cx_buf) struct cx_buf others = CX_BUF_INIT;
	add_findings(findings, file, false, &others);
	cx_buf_adds(out, "    <testcase classname=\"cxctl.validate\" name=\"");
	add_xml(file, out);
	cx_buf_adds(out, "\" file=\"");
	add_xml(file, out);
	cx_buf_adds(out, "\" time=\"0\"");
	if (!failure && !others.len) {
		cx_buf_adds(out, "/>\n");
		return;
	}
	cx_buf_adds(out, ">\n");
	if (failure) {
		cx_buf_addf(out, "      <failure type=\"%s\" message=\"", failure->code);
		add_xml(failure->message, out);
		cx_buf_adds(out, "\">");
		add_findings(findings, file, true, out);
		cx_buf_adds(out, "</failure>\n");
	}
	if (others.len)
		cx_buf_addf(out, "      <system-out>%s</system-out>\n", others.data);
	cx_buf_adds(out, "    </testcase>\n");
}

/* All files once, sorted: those that were checked, and those that something is said of. */
static const char **names_of(const struct cx_findings *findings, size_t *ret_count)
{
	size_t most = findings->file_count + findings->diags->count, n = 0, kept = 0;
	const char **names = cx_alloc((most + 1) * sizeof *names);
	for (size_t i = 0; i < findings->file_count; i++)
		names[n++] = findings->files[i];
	for (size_t i = 0; i < findings->diags->count; i++)
		names[n++] = file_of(findings->diags->items[i]);
	if (n)
		qsort(names, n, sizeof *names, compare_names);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(names[kept - 1], names[i]) != 0)
			names[kept++] = names[i];
	*ret_count = kept;
	return names;
}

void cx_findings_junit(const struct cx_findings *findings, struct cx_buf *out)
{
	size_t count = 0, failures = 0;
	const char **names = names_of(findings, &count);
	for (size_t i = 0; i < count; i++)
		failures += first_failure(findings, names[i]) != NULL;
	cx_buf_addf(out,
		    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<testsuites name=\"cxctl\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" time=\"0\">\n"
		    "  <testsuite name=\"cxctl validate\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
		    "skipped=\"0\" "
		    "time=\"0\">\n",
		    count, failures, count, failures);
	for (size_t i = 0; i < count; i++)
		add_case(findings, names[i], out);
	cx_buf_adds(out, "  </testsuite>\n</testsuites>\n");
	cx_free(names);
}
