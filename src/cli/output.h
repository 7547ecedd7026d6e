/* SPDX-License-Identifier: Apache-2.0 */
/* Where a run's product, progress and diagnostics go. */
#ifndef CX_CLI_OUTPUT_H
#define CX_CLI_OUTPUT_H

#include "base/buf.h"
#include "cli/cli.h"

#include <signal.h>

/*
 * The product of a command goes to standard output, or where -o says; diagnostics and progress go to
 * standard error. What could not be written makes the exit code at least 1; a reader who went away (EPIPE) is
 * no message, and ends nothing: an apply goes on without him.
 */

enum cx_format {
	CX_FORMAT_TEXT,
	CX_FORMAT_JSON,
	/* Of commands whose rows say so. */
	CX_FORMAT_YAML,
	CX_FORMAT_MARKDOWN,
	CX_FORMAT_HTML,
	CX_FORMAT_SARIF,
	CX_FORMAT_JUNIT,
	/* Of commands that print rows, in place of text. */
	CX_FORMAT_TABLE,
	CX_FORMAT_NDJSON,
	CX_FORMAT_CSV,
};
#define CX_FORMAT_BIT(format) (1u << (format))
#define CX_FORMATS_ROWS \
	(CX_FORMAT_BIT(CX_FORMAT_TABLE) | CX_FORMAT_BIT(CX_FORMAT_NDJSON) | CX_FORMAT_BIT(CX_FORMAT_CSV))
/* What a comment on a pull request may take; sites have a limit a little above the default. */
#define CX_OPTION_MARKDOWN_LIMIT                                                                             \
	{                                                                                                    \
		.name = "markdown-limit", .type = CX_OPTION_INT, .metavar = "BYTES",                         \
		.help = "with -o markdown: leave out details, and then lines, that do not fit; deletes and " \
			"conflicts are never left out",                                                      \
		.otherwise = "60000", .min = 1000, .max = 100000000                                          \
	}

/* The option of a command whose document also goes to the file that it names. */
#define CX_OUTPUT_FILE_OPTION "out"

/* One -o FORMAT[=FILE]. */
struct cx_output_target {
	enum cx_format format;
	const char *file;      /* NULL: standard output */
	struct cx_buf *memory; /* instead of a file: cx_output_capture */
	bool written;          /* the product went there */
	bool parts;            /* or parts of it did */
	int fd;                /* of the file, while parts go into it; else 0 or -1 */
};

struct cx_output {
	int out, err; /* descriptors */
	bool colour_out, colour_err;
	bool err_terminal;
	bool out_terminal;
	bool rows;      /* the command prints rows */
	bool bar;       /* a bar may be drawn */
	bool bar_drawn; /* it stands in the terminal's last line */
	bool quiet;
	size_t verbose; /* how many -v */
	bool log_json;
	bool guard; /* a GitHub runner reads along: no line of text may be a command to it */
	struct cx_output_target *targets; /* at least one */
	size_t target_count;
	bool lines;     /* a JSON document is one line: there will be many */
	bool as_before; /* text on standard output is left out: it was said before */
	bool failed;    /* something could not be written */
	bool out_gone;  /* nobody reads standard output any more */
	size_t shown;   /* diagnostics printed so far, by their order */
	/* What a Markdown page of this run begins with, once the tenant is known: "<!-- cxctl:plan:prod .
	   -->", and a newline; or NULL. */
	const char *marker;
	struct cx_diags *diags;
};

/*
 * Settles all of it from the options, with diagnostics output.* where -o or its file cannot be. What the
 * options say wrongly is left at the default.
 */
enum cx_status cx_output_init(struct cx_output *output, const struct cx_invocation *inv, int out, int err);

/*
 * Also gives the product to the caller, as a document in a file would have it, until capture_end; memory must
 * live until then. Nothing is put there where the command has no product.
 */
void cx_output_capture(struct cx_output *output, struct cx_arena *arena, enum cx_format format,
		       struct cx_buf *memory);
void cx_output_capture_end(struct cx_output *output);
/* Lines that are commands to a CI runner, as they are, on standard error. */
void cx_output_commands(struct cx_output *output, const struct cx_buf *lines);

/* Whether some target has that format: what nobody asked for needs not be made. */
bool cx_output_wants(const struct cx_output *output, enum cx_format format);

/*
 * Makes the product for one target. JSON ends without a newline; it is added. Text from outside in it must be
 * escaped (report/escape.h); JSON is, here. colour is false where the target is no terminal, or colours are
 * off.
 */
typedef void cx_output_render(void *data, enum cx_format format, bool colour, struct cx_buf *out);
/* Calls render once a target and writes what it made; files are replaced at once, or not at all. */
void cx_output_product(struct cx_output *output, cx_output_render *render, void *data);
/*
 * A part of a text product that is too long to be held: to standard output, or into the file, which is
 * emptied by the first part. cx_output_product leaves out the targets that got parts. False once nobody takes
 * more: the reader went away, or the disk is full.
 */
bool cx_output_chunk(struct cx_output *output, const struct cx_buf *text);
/*
 * The same to one target, whatever its format; JSON must be escaped already. True while somebody takes more.
 */
bool cx_output_chunk_to(struct cx_output *output, struct cx_output_target *target, const struct cx_buf *text);
/* Whether text for people goes to standard output: not with --quiet, nor where a document goes there. */
bool cx_output_is_for_people(const struct cx_output *output);
/* A product of text only, for commands without other formats. */
void cx_output_text(struct cx_output *output, const char *text);

/*
 * A line of progress ("Audience/vip: updated (200, 41 ms)"), at once: on standard output if text goes there,
 * else on standard error; with --log-format json always on standard error, as {"severity": "info", "message":
 * …}. Not with --quiet. The text is escaped here.
 */
void cx_output_progress(struct cx_output *output, const char *fmt, ...) CX_PRINTF(2, 3);
/* The same for sentences, wrapped at 80 columns; a line in it that begins with a space stays a line. */
void cx_output_paragraph(struct cx_output *output, const char *text);
/*
 * The same for what finishes while an apply runs, which a document on standard output leaves out: then it is
 * said with --log-format json alone. beat: on standard error, whatever goes to standard output.
 */
void cx_output_step(struct cx_output *output, bool beat, const char *text);
/* A line of progress on standard error, whatever goes to standard output. Not with --quiet. */
void cx_output_note(struct cx_output *output, const char *text);
/*
 * Draws a line of ASCII at the bottom of the terminal of standard error, in place of the one before; NULL
 * takes it away. Whatever else is written takes it away first. Nothing where there is no bar: no terminal, a
 * dumb one, --quiet, --log-format json, or a document on standard output.
 */
void cx_output_bar(struct cx_output *output, const char *line);
bool cx_output_has_bar(const struct cx_output *output);
/* Of the terminal of standard error, as wide as it is now; 80 where it does not say. */
size_t cx_output_columns(const struct cx_output *output);
/* The same as cx_output_progress, only with -v given at least level times, and always on standard error. */
void cx_output_verbose(struct cx_output *output, size_t level, const char *fmt, ...) CX_PRINTF(3, 4);

/* Prints what was added to the diagnostics since the last time, sorted by place. */
void cx_output_diags(struct cx_output *output);
/* And the line that counts them; for the end of a run. */
void cx_output_summary(struct cx_output *output);

/*
 * Asks a question that is answered by "yes" and nothing else, on the terminal. ABSENT if standard input or
 * standard error is no terminal; REFUSED for every other answer, and once the flag is set.
 */
enum cx_status cx_output_confirm(struct cx_output *output, const char *question,
				 const volatile sig_atomic_t *interrupted);

/*
 * For what goes on in rounds, each with diagnostics and products of its own: at the beginning of one, and at
 * its end, where a JSON target that got no product gets a document as in cx_output_finish.
 */
void cx_output_round_begin(struct cx_output *output, struct cx_diags *diags);
void cx_output_round_end(struct cx_output *output, const struct cx_invocation *inv, enum cx_exit exit);
/* Between rounds: diagnostics are those of the run again, and documents those of the rounds. */
void cx_output_round_leave(struct cx_output *output, struct cx_diags *diags);

/* What a target of that format gets from a run that has no product: why. Nothing for text, and for rows. */
void cx_output_failed(const struct cx_output *output, const struct cx_invocation *inv, enum cx_exit exit,
		      enum cx_format format, struct cx_buf *out);

/*
 * For the end: a JSON target that got no product yet gets {"format_version", "command", "diagnostics",
 * "exit_code"}, because JSON is printed in every case. Returns the exit code, made worse by what could not be
 * written.
 */
enum cx_exit cx_output_finish(struct cx_output *output, const struct cx_invocation *inv, enum cx_exit exit);

#endif
