/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a CI service reads when a step is over. */
#include "cli/ci_files.h"

#include "base/file.h"
#include "cli/output.h"
#include "doc/json.h"
#include "report/ci_outputs.h"
#include "report/ci_summary.h"
#include "report/code_quality.h"
#include "report/github.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What GitHub takes of a step's summary, and of a job's outputs; more of it, and it takes nothing. */
#define GITHUB_LIMIT ((size_t)1 << 20)

static enum cx_status write_appended(int fd, const char *path, const struct cx_buf *text,
				     struct cx_diags *diags)
{
	struct stat info;
	int error = fstat(fd, &info) ? errno : 0;
	if (!error && !S_ISREG(info.st_mode)) {
		(void)cx_diag_error(diags, "ci.file", "%s is no regular file", path);
		return CX_STATUS_FAILED;
	}
	if (!error &&
	    ((size_t)info.st_size > GITHUB_LIMIT || text->len > GITHUB_LIMIT - (size_t)info.st_size))
		return CX_STATUS_REFUSED;
	if (!error && !cx_fd_write_all(fd, text->data, text->len))
		error = errno;
	if (error)
		(void)cx_diag_error(diags, "ci.file", "%s cannot be appended to: %s", path, strerror(error));
	return error ? CX_STATUS_FAILED : CX_STATUS_OK;
}

/* REFUSED without a diagnostic where the file would become too long: nothing was written. */
static enum cx_status append(const char *path, const struct cx_buf *text, struct cx_diags *diags)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
	if (fd < 0) {
		(void)cx_diag_error(diags, "ci.file", "%s cannot be appended to: %s", path, strerror(errno));
		return CX_STATUS_FAILED;
	}
	enum cx_status status = write_appended(fd, path, text, diags);
	close(fd);
	return status;
}

static void warn_limit(const char *what, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "ci.limit", CX_SPAN_NONE,
					"%s is left out: GitHub takes %zu bytes", what, GITHUB_LIMIT);
	cx_diag_hint(diags, d, "write it to a file with -o markdown=FILE, or lower --markdown-limit");
}

static void write_summary(struct cx_invocation *inv, const struct cx_ci_system *system,
			  const struct cx_ci_result *result)
{
	CX_AUTO(cx_buf) struct cx_buf page = CX_BUF_INIT;
	if (result->markdown->len)
		cx_buf_add(&page, result->markdown->data, result->markdown->len);
	else if (inv->diags->errors)
		cx_ci_summary_failure(result->command, result->exit, inv->diags, &page);
	if (!page.len)
		return;
	cx_buf_addc(&page, '\n');
	const char *path = cx_ci_path(system, "summary", inv->diags);
	if (path && append(path, &page, inv->diags) == CX_STATUS_REFUSED)
		warn_limit("the summary", inv->diags);
}

static void write_outputs(struct cx_invocation *inv, const struct cx_ci_system *system,
			  const struct cx_ci_result *result)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const struct cx_node *outputs = cx_ci_outputs(inv->arena, result->document, result->exit);
	const char *path = cx_ci_path(system, "output", inv->diags);
	if (!path)
		return;
	for (const struct cx_node *one = outputs->first; one; one = one->next)
		cx_github_output(one->key, one->text, &text);
	size_t short_len = text.len;
	if (result->markdown->len)
		cx_github_output("comment", result->markdown->data, &text);
	enum cx_status status = append(path, &text, inv->diags);
	if (status == CX_STATUS_REFUSED && text.len > short_len) {
		cx_buf_cut(&text, short_len);
		warn_limit("the output \"comment\"", inv->diags);
		status = append(path, &text, inv->diags);
	}
	if (status == CX_STATUS_REFUSED)
		(void)cx_diag_error(inv->diags, "ci.file", "%s is full: no output was written", path);
}

static void write_github(struct cx_invocation *inv, const struct cx_ci_system *system,
			 const struct cx_ci_result *result)
{
	CX_AUTO(cx_buf) struct cx_buf commands = CX_BUF_INIT;
	cx_github_annotations(inv->diags, result->root, &commands);
	cx_output_commands(inv->output, &commands);
	write_summary(inv, system, result);
	write_outputs(inv, system, result);
}

static void write_file(struct cx_invocation *inv, const struct cx_ci_system *system, const char *place,
		       const struct cx_buf *text)
{
	const char *path = cx_ci_path(system, place, inv->diags);
	if (path)
		(void)cx_file_write_out(path, text, inv->diags);
}

static void write_gitlab(struct cx_invocation *inv, const struct cx_ci_system *system,
			 const struct cx_ci_result *result)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT, json = CX_BUF_INIT;
	cx_ci_outputs_dotenv(cx_ci_outputs(inv->arena, result->document, result->exit), &lines);
	write_file(inv, system, "output", &lines);
	cx_json_pretty(cx_code_quality(inv->arena, inv->diags, result->root), &json);
	cx_buf_addc(&json, '\n');
	write_file(inv, system, "code quality", &json);
}

void cx_ci_files_write(struct cx_invocation *inv, const struct cx_ci_system *system,
		       const struct cx_ci_result *result)
{
	if (cx_ci_is_github())
		write_github(inv, system, result);
	else
		write_gitlab(inv, system, result);
}
