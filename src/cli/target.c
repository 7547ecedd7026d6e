/* SPDX-License-Identifier: Apache-2.0 */
/* Settling where the output goes: -o, --color, --quiet, --log-format, terminals. */
#include "base/near.h"
#include "cli/ci_env.h"
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const format_words[] = {
	[CX_FORMAT_TEXT] = "text",
	[CX_FORMAT_JSON] = "json",
	[CX_FORMAT_YAML] = "yaml",
	[CX_FORMAT_MARKDOWN] = "markdown",
	[CX_FORMAT_HTML] = "html",
	[CX_FORMAT_SARIF] = "sarif",
	[CX_FORMAT_JUNIT] = "junit",
	[CX_FORMAT_TABLE] = "table",
	[CX_FORMAT_NDJSON] = "ndjson",
	[CX_FORMAT_CSV] = "csv",
	NULL,
};

static bool find_word(const char *const *words, const char *text, size_t len, size_t *ret_at)
{
	for (size_t i = 0; words[i]; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], text, len)) {
			*ret_at = i;
			return true;
		}
	return false;
}

static bool prints_rows(const struct cx_invocation *inv)
{
	return inv->command && (inv->command->formats & CX_FORMATS_ROWS) == CX_FORMATS_ROWS;
}

static bool is_offered(const struct cx_invocation *inv, size_t format)
{
	if (format == CX_FORMAT_TEXT)
		return !prints_rows(inv);
	return format == CX_FORMAT_JSON || (inv->command && (inv->command->formats & CX_FORMAT_BIT(format)));
}

/* What YAML is the text of needs no other. */
static void hint_formats(const struct cx_invocation *inv, struct cx_diag *diag)
{
	CX_AUTO(cx_buf) struct cx_buf words = CX_BUF_INIT;
	bool yaml = inv->command && (inv->command->formats & CX_FORMAT_BIT(CX_FORMAT_YAML));
	const char *last = NULL;
	for (size_t i = 0; format_words[i]; i++) {
		if (!is_offered(inv, i) || (yaml && i == CX_FORMAT_TEXT))
			continue;
		if (last)
			cx_buf_addf(&words, "%s%s", words.len ? ", " : "", last);
		last = format_words[i];
	}
	cx_diag_hint(inv->diags, diag, "formats are %s and %s", words.data, last);
}

static void unknown_format(const struct cx_invocation *inv, const char *text, size_t len)
{
	size_t at = 0;
	if (inv->command && find_word(format_words, text, len, &at)) {
		hint_formats(inv, cx_diag_error(inv->diags, "output.format", "%s cannot print as %s",
						inv->command->name, format_words[at]));
		return;
	}
	struct cx_diag *diag =
		cx_diag_error(inv->diags, "output.format", "unknown format \"%.*s\" of -o", (int)len, text);
	const char *words[CX_COUNT(format_words)] = {0};
	for (size_t i = 0, n = 0; format_words[i]; i++)
		if (is_offered(inv, i))
			words[n++] = format_words[i];
	const char *near = cx_near_word(cx_arena_strndup(inv->arena, text, len), words);
	if (near)
		cx_diag_hint(inv->diags, diag, "did you mean %s?", near);
	else
		hint_formats(inv, diag);
}

static void check_place(struct cx_output *output, const struct cx_invocation *inv, const char *file)
{
	for (size_t i = 0; i < output->target_count; i++) {
		const char *other = output->targets[i].file;
		if (!file && !other)
			(void)cx_diag_error(inv->diags, "output.place",
					    "only one format can go to standard output");
		if (file && other && !strcmp(file, other))
			(void)cx_diag_error(inv->diags, "output.place", "two formats would go to %s", file);
	}
}

/*
 * Whether the file could be written now. Asked before anything is sent: an apply whose report has no place to
 * go is better not begun. Regular files are replaced by a rename, so that it is the folder that must be
 * writable.
 */
static bool check_writable(const struct cx_invocation *inv, const char *file)
{
	struct stat info;
	bool exists = stat(file, &info) == 0;
	const char *place = file;
	int error = 0;
	if (exists && S_ISDIR(info.st_mode))
		error = EISDIR;
	else if (!exists && errno != ENOENT)
		error = errno;
	else if (!exists || S_ISREG(info.st_mode))
		place = dirname(cx_arena_strdup(inv->arena, file));
	if (!error && faccessat(AT_FDCWD, place, W_OK, AT_EACCESS))
		error = errno;
	if (!error)
		return true;
	struct cx_diag *diag =
		cx_diag_error(inv->diags, "output.place", "%s cannot be written: %s", file, strerror(error));
	cx_diag_hint(inv->diags, diag, "name a file in a folder that is there and may be written to");
	return false;
}

static void target_add(struct cx_output *output, const struct cx_invocation *inv, const char *text)
{
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : strlen(text), format = 0;
	if (!find_word(format_words, text, len, &format) || !is_offered(inv, format)) {
		unknown_format(inv, text, len);
		return;
	}
	const char *file = equals ? equals + 1 : NULL;
	if (file && !*file) {
		(void)cx_diag_error(inv->diags, "output.place", "-o %s names no file", text);
		return;
	}
	if (file && !strcmp(file, "-"))
		file = NULL;
	check_place(output, inv, file);
	if (file && !check_writable(inv, file))
		return;
	output->targets[output->target_count++] =
		(struct cx_output_target){.format = (enum cx_format)format, .file = file};
}

static void target_add_document(struct cx_output *output, const struct cx_invocation *inv, const char *file)
{
	if (!file)
		return;
	check_place(output, inv, file);
	if (check_writable(inv, file))
		output->targets[output->target_count++] =
			(struct cx_output_target){.format = CX_FORMAT_JSON, .file = file};
}

static bool colour_wanted(const char *when, int fd)
{
	if (when && strcmp(when, "auto") != 0)
		return !strcmp(when, "always");
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	return isatty(fd) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

enum cx_status cx_output_init(struct cx_output *output, const struct cx_invocation *inv, int out, int err)
{
	size_t errors = inv->diags->errors, count = 0;
	const char *colour = cx_invocation_text(inv, "color");
	const char *log = cx_invocation_text(inv, "log-format");
	*output = (struct cx_output){
		.out = out,
		.err = err,
		.colour_out = colour_wanted(colour, out),
		.colour_err = colour_wanted(colour, err),
		.err_terminal = isatty(err),
		.out_terminal = isatty(out),
		.rows = prints_rows(inv),
		.quiet = cx_invocation_flag(inv, "quiet"),
		.verbose = cx_invocation_count(inv, "verbose"),
		.guard = cx_ci_is_github(),
		.log_json = log && !strcmp(log, "json"),
		.diags = inv->diags,
	};
	const char *term = getenv("TERM");
	output->bar = output->err_terminal && !output->quiet && !output->log_json && term && *term &&
		      strcmp(term, "dumb") != 0;
	const char *const *formats = cx_invocation_list(inv, "output", &count);
	output->targets = cx_arena_alloc(inv->arena, (count + 2) * sizeof *output->targets);
	for (size_t i = 0; i < count; i++)
		target_add(output, inv, formats[i]);
	if (!output->target_count)
		output->targets[output->target_count++] =
			(struct cx_output_target){.format = !output->rows          ? CX_FORMAT_TEXT
							    : output->out_terminal ? CX_FORMAT_TABLE
										   : CX_FORMAT_NDJSON};
	if (cx_invocation_offers(inv, CX_OUTPUT_FILE_OPTION))
		target_add_document(output, inv, cx_invocation_text(inv, CX_OUTPUT_FILE_OPTION));
	return inv->diags->errors == errors ? CX_STATUS_OK : CX_STATUS_INVALID;
}
