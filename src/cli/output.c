/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors are written to directly: no buffer of stdio can hold an error back until exit. */
#include "cli/output.h"

#include "base/file.h"
#include "doc/json.h"
#include "report/diag_json.h"
#include "report/diag_text.h"
#include "report/escape.h"
#include "report/github.h"
#include "report/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void erase_bar(struct cx_output *output)
{
	static const char erase[] = "\r\x1b[K";
	if (output->bar_drawn)
		(void)cx_fd_write_all(output->err, erase, sizeof erase - 1);
	output->bar_drawn = false;
}

static bool is_stdout(const struct cx_output_target *target)
{
	return !target->file && !target->memory;
}

static void write_bytes(struct cx_output *output, const struct cx_buf *text)
{
	erase_bar(output);
	if (output->out_gone || !text->len || cx_fd_write_all(output->out, text->data, text->len))
		return;
	output->failed = true;
	output->out_gone = true;
	if (errno != EPIPE)
		(void)cx_diag_error(output->diags, "output.write", "standard output cannot be written to: %s",
				    strerror(errno));
}

/* What a runner that reads along gets. */
static const struct cx_buf *guarded(const struct cx_output *output, bool json, const struct cx_buf *text,
				    struct cx_buf *safe)
{
	if (!output->guard)
		return text;
	if (json)
		cx_github_guard_json(text->data, text->len, safe);
	else
		cx_github_guard(text->data, text->len, safe);
	return safe;
}

static void write_out(struct cx_output *output, bool json, const struct cx_buf *text)
{
	CX_AUTO(cx_buf) struct cx_buf safe = CX_BUF_INIT;
	write_bytes(output, guarded(output, json, text, &safe));
}

static void write_err_bytes(struct cx_output *output, const struct cx_buf *text)
{
	erase_bar(output);
	/* Nobody could be told that this failed. */
	if (!cx_fd_write_all(output->err, text->data, text->len))
		output->failed = true;
}

static void write_err(struct cx_output *output, const struct cx_buf *text)
{
	CX_AUTO(cx_buf) struct cx_buf safe = CX_BUF_INIT;
	write_err_bytes(output, guarded(output, output->log_json, text, &safe));
}

void cx_output_commands(struct cx_output *output, const struct cx_buf *lines)
{
	if (lines->len)
		write_err_bytes(output, lines);
}

static void write_file(struct cx_output *output, const char *path, const struct cx_buf *text)
{
	if (cx_file_write_out(path, text, output->diags))
		output->failed = true;
}

/* Of JSON, where a line feed stands only before an indent. */
static void join_lines(const struct cx_buf *text, struct cx_buf *out)
{
	for (size_t i = 0; i < text->len;) {
		size_t n = strcspn(text->data + i, "\n");
		cx_buf_add(out, text->data + i, n);
		i += n;
		i += i < text->len ? 1 + strspn(text->data + i + 1, " ") : 0;
	}
}

static void write_target(struct cx_output *output, struct cx_output_target *target, const struct cx_buf *text)
{
	target->written = true;
	CX_AUTO(cx_buf) struct cx_buf safe = CX_BUF_INIT;
	if (target->format == CX_FORMAT_JSON || target->format == CX_FORMAT_SARIF) {
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		if (output->lines)
			join_lines(text, &line);
		cx_escape_json(output->lines ? line.data : text->data, output->lines ? line.len : text->len,
			       &safe);
		cx_buf_addc(&safe, '\n');
		text = &safe;
	}
	if (target->memory)
		cx_buf_add(target->memory, text->data, text->len);
	else if (target->file)
		write_file(output, target->file, text);
	else
		write_out(output, target->format == CX_FORMAT_JSON, text);
}

void cx_output_product(struct cx_output *output, cx_output_render *render, void *data)
{
	for (size_t i = 0; i < output->target_count; i++) {
		struct cx_output_target *target = &output->targets[i];
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		if (target->parts || (output->as_before && target->format == CX_FORMAT_TEXT && !target->file))
			continue;
		render(data, target->format, output->colour_out && is_stdout(target), &text);
		write_target(output, target, &text);
	}
}

static bool write_chunk(struct cx_output *output, struct cx_output_target *target, const struct cx_buf *text)
{
	if (is_stdout(target)) {
		write_out(output, false, text);
		return !output->out_gone;
	}
	if (!target->parts)
		target->fd = open(target->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644);
	bool done = target->fd >= 0 && cx_fd_write_all(target->fd, text->data, text->len);
	if (!done && !output->failed) {
		output->failed = true;
		(void)cx_diag_error(output->diags, "output.write", "%s cannot be written to: %s",
				    target->file, strerror(errno));
	}
	return done;
}

bool cx_output_chunk_to(struct cx_output *output, struct cx_output_target *target, const struct cx_buf *text)
{
	bool taken = write_chunk(output, target, text);
	target->parts = target->written = true;
	return taken;
}

bool cx_output_chunk(struct cx_output *output, const struct cx_buf *text)
{
	bool refused = false, taken = false;
	for (size_t i = 0; i < output->target_count; i++) {
		struct cx_output_target *target = &output->targets[i];
		if (target->format != CX_FORMAT_TEXT)
			continue;
		if (cx_output_chunk_to(output, target, text))
			taken = true;
		else
			refused = true;
	}
	return taken || !refused;
}

static void chunks_end(struct cx_output *output)
{
	for (size_t i = 0; i < output->target_count; i++) {
		struct cx_output_target *target = &output->targets[i];
		if (target->fd > 0 && close(target->fd)) {
			output->failed = true;
			(void)cx_diag_error(output->diags, "output.write", "%s cannot be written to: %s",
					    target->file, strerror(errno));
		}
		target->fd = -1;
	}
}

void cx_output_text(struct cx_output *output, const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf buf = CX_BUF_INIT;
	cx_buf_adds(&buf, text);
	write_out(output, false, &buf);
}

void cx_output_capture(struct cx_output *output, struct cx_arena *arena, enum cx_format format,
		       struct cx_buf *memory)
{
	size_t n = output->target_count;
	struct cx_output_target *targets = cx_arena_alloc(arena, (n + 1) * sizeof *targets);
	memcpy(targets, output->targets, n * sizeof *targets);
	targets[n] = (struct cx_output_target){.format = format, .memory = memory};
	output->targets = targets;
	output->target_count = n + 1;
}

void cx_output_capture_end(struct cx_output *output)
{
	while (output->target_count && output->targets[output->target_count - 1].memory)
		output->target_count--;
}

bool cx_output_wants(const struct cx_output *output, enum cx_format format)
{
	for (size_t i = 0; i < output->target_count; i++)
		if (output->targets[i].format == format)
			return true;
	return false;
}

static bool text_on_stdout(const struct cx_output *output)
{
	for (size_t i = 0; i < output->target_count; i++)
		if (is_stdout(&output->targets[i]))
			return output->targets[i].format == CX_FORMAT_TEXT;
	return false;
}

bool cx_output_is_for_people(const struct cx_output *output)
{
	return !output->quiet && text_on_stdout(output);
}

static void say(struct cx_output *output, bool to_out, const char *message)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	if (output->log_json) {
		cx_diag_json_message(message, &line);
		to_out = false;
	} else {
		cx_escape_terminal_s(message, &line);
	}
	cx_buf_addc(&line, '\n');
	if (to_out)
		write_out(output, false, &line);
	else
		write_err(output, &line);
}

void cx_output_progress(struct cx_output *output, const char *fmt, ...)
{
	if (output->quiet)
		return;
	CX_AUTO(cx_buf) struct cx_buf message = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&message, fmt, args);
	va_end(args);
	say(output, text_on_stdout(output), message.data);
}

void cx_output_paragraph(struct cx_output *output, const char *text)
{
	enum { COLUMNS = 80 };
	if (output->quiet)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	if (output->log_json) {
		say(output, false, text);
		return;
	}
	cx_text_wrap(&line, text, 0, 0, COLUMNS);
	if (text_on_stdout(output))
		write_out(output, false, &line);
	else
		write_err(output, &line);
}

void cx_output_step(struct cx_output *output, bool beat, const char *text)
{
	if (!output->quiet && (output->log_json || text_on_stdout(output)))
		say(output, !beat, text);
}

void cx_output_note(struct cx_output *output, const char *text)
{
	if (!output->quiet)
		say(output, false, text);
}

static bool rows_on_terminal(const struct cx_output *output)
{
	for (size_t i = 0; i < output->target_count; i++)
		if (!output->targets[i].file)
			return output->out_terminal;
	return false;
}

bool cx_output_has_bar(const struct cx_output *output)
{
	return output->bar && (output->rows ? !rows_on_terminal(output) : text_on_stdout(output));
}

void cx_output_bar(struct cx_output *output, const char *line)
{
	erase_bar(output);
	if (!line || !*line || !cx_output_has_bar(output))
		return;
	output->bar_drawn = cx_fd_write_all(output->err, line, strlen(line));
}

size_t cx_output_columns(const struct cx_output *output)
{
	struct winsize size;
	return ioctl(output->err, TIOCGWINSZ, &size) || !size.ws_col ? 80 : size.ws_col;
}

void cx_output_verbose(struct cx_output *output, size_t level, const char *fmt, ...)
{
	if (output->quiet || output->verbose < level)
		return;
	CX_AUTO(cx_buf) struct cx_buf message = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&message, fmt, args);
	va_end(args);
	say(output, false, message.data);
}

static struct cx_diag_style diag_style(const struct cx_output *output)
{
	return (struct cx_diag_style){.colour = output->colour_err, .quiet = output->quiet};
}

void cx_output_diags(struct cx_output *output)
{
	struct cx_diag_style style = diag_style(output);
	cx_diags_sort(output->diags);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (size_t i = 0; i < output->diags->count; i++) {
		const struct cx_diag *diag = output->diags->items[i];
		if (diag->order < output->shown)
			continue;
		if (!output->log_json)
			cx_diag_text(diag, &style, &text);
		else if (!output->quiet || diag->severity == CX_SEVERITY_ERROR)
			cx_diag_json_line(diag, &text);
	}
	output->shown = output->diags->count;
	if (text.len)
		write_err(output, &text);
}

void cx_output_summary(struct cx_output *output)
{
	struct cx_diag_style style = diag_style(output);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (output->log_json)
		return;
	cx_diag_text_summary(output->diags, &style, &text);
	if (text.len)
		write_err(output, &text);
}

/* By polling: a signal that comes just before a read would not end it. */
static bool can_read(const volatile sig_atomic_t *interrupted)
{
	enum { TURN_MS = 100 };
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	while (!*interrupted)
		if (poll(&input, 1, TURN_MS) > 0)
			return true;
	return false;
}

enum cx_status cx_output_confirm(struct cx_output *output, const char *question,
				 const volatile sig_atomic_t *interrupted)
{
	if (!isatty(STDIN_FILENO) || !output->err_terminal)
		return CX_STATUS_ABSENT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_escape_terminal_s(question, &text);
	cx_buf_adds(&text, " Type \"yes\" to go on: ");
	write_err(output, &text);
	char answer[8];
	size_t n = 0;
	for (char c; can_read(interrupted) && read(STDIN_FILENO, &c, 1) == 1 && c != '\n';)
		if (n < sizeof answer)
			answer[n++] = c;
	return n == 3 && !memcmp(answer, "yes", 3) ? CX_STATUS_OK : CX_STATUS_REFUSED;
}

void cx_output_round_begin(struct cx_output *output, struct cx_diags *diags)
{
	output->diags = diags;
	output->shown = 0;
	for (size_t i = 0; i < output->target_count; i++)
		output->targets[i].written = false;
}

void cx_output_round_end(struct cx_output *output, const struct cx_invocation *inv, enum cx_exit exit)
{
	cx_output_diags(output);
	for (size_t i = 0; i < output->target_count; i++) {
		struct cx_output_target *target = &output->targets[i];
		if (target->written)
			continue;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_output_failed(output, inv, exit, target->format, &text);
		if (text.len)
			write_target(output, target, &text);
	}
	cx_output_diags(output);
}

void cx_output_round_leave(struct cx_output *output, struct cx_diags *diags)
{
	output->diags = diags;
	output->shown = 0;
	for (size_t i = 0; i < output->target_count; i++)
		output->targets[i].written = true;
}

enum cx_exit cx_output_finish(struct cx_output *output, const struct cx_invocation *inv, enum cx_exit exit)
{
	chunks_end(output);
	cx_output_round_end(output, inv, exit);
	cx_output_summary(output);
	return output->failed ? cx_exit_worst(exit, CX_EXIT_INVALID) : exit;
}
