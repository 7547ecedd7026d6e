/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over argv: what is known of the command when an option is met decides which tables apply to it. */
#include "cli/options.h"

#include "base/near.h"
#include "cli/option_value.h"

#include <ctype.h>

static const char *const colour_words[] = {"auto", "always", "never", NULL};
static const char *const format_words[] = {"text", "json", "markdown", "html", NULL};
static const char *const log_words[] = {"text", "json", NULL};

const struct cx_option cx_global_options[] = {
	{.name = "project",
	 .type = CX_OPTION_TEXT,
	 .metavar = "PATH",
	 .help = "the project: its folder, or its cxctl.yaml",
	 .otherwise = "found from the current folder upwards",
	 .offer = CX_OFFER_FILES},
	{.name = "project-rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "take cxctl.yaml, policies, profiles and schemas from this revision, and only definitions "
		 "and "
		 "overlays from what is planned or checked; for branches that are not trusted yet"},
	{.name = "tenant",
	 .type = CX_OPTION_TEXT,
	 .metavar = "NAME",
	 .help = "the tenant of the project that is meant",
	 .otherwise = "default_tenant of the project, or its only one"},
	{.name = "output",
	 .letter = 'o',
	 .type = CX_OPTION_TEXT,
	 .repeatable = true,
	 .metavar = "FORMAT[=FILE]",
	 .help = "print as text or json, some commands also as markdown or html, to standard output or to "
		 "FILE; may "
		 "be "
		 "given several times",
	 .otherwise = "text",
	 .hints = format_words},
	{.name = "color",
	 .type = CX_OPTION_TEXT,
	 .metavar = "WHEN",
	 .help = "colour what is printed",
	 .otherwise = "auto, which means on terminals, unless NO_COLOR is set",
	 .words = colour_words},
	{.name = "log-format",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FORMAT",
	 .help = "how diagnostics and progress are written to standard error",
	 .otherwise = "text",
	 .words = log_words},
	{.name = "quiet", .letter = 'q', .help = "no progress, no warnings, no hints; errors only"},
	{.name = "verbose", .letter = 'v', .repeatable = true, .help = "say more; twice: still more"},
	{.name = "help", .letter = 'h', .help = "show help and end"},
	{.name = "version", .help = "show the version and end"},
	{0},
};

struct parser {
	struct cx_invocation *inv;
	int argc;
	char **argv;
	int at;     /* the next word */
	bool ended; /* "--" was seen */
	bool named; /* the command is known, or known to be wrong */
};

static const struct cx_option *table_find(const struct cx_option *table, const char *name, size_t len)
{
	for (; table && table->name; table++) {
		if (strlen(table->name) == len && !memcmp(table->name, name, len))
			return table;
		if (len == 1 && table->letter == name[0])
			return table;
	}
	return NULL;
}

static const struct cx_option *option_find(const struct cx_invocation *inv, const char *name, size_t len)
{
	const struct cx_option *option = NULL;
	if (inv->command)
		option = table_find(inv->command->options, name, len);
	return option ? option : table_find(cx_global_options, name, len);
}

static void hint_help(struct cx_invocation *inv, struct cx_diag *diag)
{
	const char *name = inv->command ? inv->command->name : NULL;
	cx_diag_hint(inv->diags, diag, "see %s%s%s --help", inv->program, name ? " " : "", name ? name : "");
}

static size_t add_names(const char **words, size_t n, size_t max, const struct cx_option *table)
{
	for (; table && table->name && n < max; table++)
		words[n++] = table->name;
	return n;
}

/* A command that has the option, if this one has not. */
static const struct cx_command *command_with(const char *name, size_t len)
{
	for (size_t i = 0; cx_commands[i]; i++)
		if (!cx_commands[i]->hidden && table_find(cx_commands[i]->options, name, len))
			return cx_commands[i];
	return NULL;
}

static void unknown_option(struct parser *parser, const char *dashes, const char *name, size_t len)
{
	struct cx_invocation *inv = parser->inv;
	/* Whose option it may be is not known: the command's name is what is to be mended. */
	if (parser->named && !inv->command)
		return;
	const char *words[64] = {0};
	size_t n = add_names(words, 0, CX_COUNT(words) - 1, inv->command ? inv->command->options : NULL);
	(void)add_names(words, n, CX_COUNT(words) - 1, cx_global_options);

	struct cx_diag *diag =
		cx_diag_error(inv->diags, "usage.option", "unknown option %s%.*s", dashes, (int)len, name);
	const struct cx_command *owner = command_with(name, len);
	if (owner && !inv->command) {
		cx_diag_hint(inv->diags, diag, "options of a command stand behind it: %s %s %s%.*s",
			     inv->program, owner->name, dashes, (int)len, name);
		return;
	}
	char *whole = cx_arena_strndup(inv->arena, name, len);
	const char *near = len > 1 ? cx_near_word(whole, words) : NULL;
	if (near)
		cx_diag_hint(inv->diags, diag, "did you mean --%s?", near);
	else if (owner)
		cx_diag_hint(inv->diags, diag, "it is an option of %s %s", inv->program, owner->name);
	else
		hint_help(inv, diag);
}

/* A word that cannot be a value unless it is joined with "=": it looks like an option. */
static bool looks_like_option(const char *word)
{
	return word[0] == '-' && word[1] && !isdigit((unsigned char)word[1]);
}

static void option_with_value(struct parser *parser, const struct cx_option *option, const char *joined)
{
	struct cx_invocation *inv = parser->inv;
	if (option->type == CX_OPTION_FLAG) {
		if (joined)
			(void)cx_diag_error(inv->diags, "usage.value", "--%s takes no value, not \"%s\"",
					    option->name, joined);
		else
			cx_option_value_add(inv, option, NULL);
		return;
	}
	if (joined) {
		cx_option_value_add(inv, option, joined);
		return;
	}
	const char *next = parser->at < parser->argc ? parser->argv[parser->at] : NULL;
	if (next && !looks_like_option(next)) {
		parser->at++;
		cx_option_value_add(inv, option, next);
		return;
	}
	struct cx_diag *diag = cx_diag_error(inv->diags, "usage.value", "--%s needs a value: %s",
					     option->name, option->metavar);
	if (next)
		cx_diag_hint(inv->diags, diag, "if %s is meant, write --%s=%s", next, option->name, next);
}

static void parse_long(struct parser *parser, const char *name)
{
	const char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct cx_option *option = len > 1 ? option_find(parser->inv, name, len) : NULL;
	if (!option) {
		unknown_option(parser, "--", name, len);
		/* An unknown option's value is no command. */
		if (!equals && !parser->named)
			parser->named = true;
		return;
	}
	option_with_value(parser, option, equals ? equals + 1 : NULL);
}

static void parse_letters(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct cx_option *option = option_find(parser->inv, letters, 1);
		if (!option) {
			unknown_option(parser, "-", letters, 1);
			return;
		}
		if (option->type != CX_OPTION_FLAG) {
			option_with_value(parser, option, letters[1] ? letters + 1 : NULL);
			return;
		}
		cx_option_value_add(parser->inv, option, NULL);
	}
}

static bool is_group_word(const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; cx_commands[i]; i++)
		if (!strncmp(cx_commands[i]->name, word, len) && cx_commands[i]->name[len] == ' ')
			return true;
	return false;
}

/* What a person may have meant: the commands of one word, or those of a group, by their last word. */
static void unknown_command(struct parser *parser, const char *group, const char *word)
{
	struct cx_invocation *inv = parser->inv;
	const char *words[64] = {0};
	size_t n = 0, skip = group ? strlen(group) + 1 : 0;
	for (size_t i = 0; cx_commands[i] && n + 1 < CX_COUNT(words); i++) {
		const char *name = cx_commands[i]->name;
		bool mine =
			group ? !strncmp(name, group, skip - 1) && name[skip - 1] == ' ' : !strchr(name, ' ');
		if (mine && !cx_commands[i]->hidden)
			words[n++] = name + skip;
	}
	struct cx_diag *diag = NULL;
	if (!word)
		diag = cx_diag_error(inv->diags, "usage.command", "%s needs a command: %s", group,
				     cx_option_value_words(inv->arena, words));
	else
		diag = cx_diag_error(inv->diags, "usage.command", "unknown command \"%s%s%s\"",
				     group ? group : "", group ? " " : "", word);
	const char *near = word ? cx_near_word(word, words) : NULL;
	if (near)
		cx_diag_hint(inv->diags, diag, "did you mean %s %s%s%s?", inv->program, group ? group : "",
			     group ? " " : "", near);
	else
		hint_help(inv, diag);
}

static void parse_word(struct parser *parser, const char *word)
{
	struct cx_invocation *inv = parser->inv;
	const struct cx_command *command = inv->command;
	if (command && !command->run && !parser->named) {
		const char *name = cx_arena_printf(inv->arena, "%s %s", command->name, word);
		const struct cx_command *sub = cx_command_find(name);
		if (sub)
			inv->command = sub;
		else
			unknown_command(parser, command->name, word);
		parser->named = true;
		return;
	}
	if (!command && !parser->named) {
		inv->command = cx_command_find(word);
		if (!inv->command)
			unknown_command(parser, NULL, word);
		parser->named = !inv->command || !is_group_word(word);
		return;
	}
	CX_ARENA_GROW(inv->arena, inv->args, inv->arg_count, inv->arg_cap);
	inv->args[inv->arg_count++] = word;
}

static void check_arguments(struct cx_invocation *inv)
{
	const struct cx_command *command = inv->command;
	if (!command || !command->run)
		return;
	struct cx_diag *diag = NULL;
	if (inv->arg_count < command->min_args)
		diag = cx_diag_error(inv->diags, "usage.arguments", "%s needs %s", command->name,
				     command->arguments);
	else if (inv->arg_count > command->max_args && !command->arguments)
		diag = cx_diag_error(inv->diags, "usage.arguments", "%s takes no arguments, not \"%s\"",
				     command->name, inv->args[command->max_args]);
	else if (inv->arg_count > command->max_args)
		diag = cx_diag_error(inv->diags, "usage.arguments", "%s takes only %s; \"%s\" is too much",
				     command->name, command->arguments, inv->args[command->max_args]);
	if (diag)
		hint_help(inv, diag);
	for (size_t i = 0; i < inv->arg_count && !diag; i++) {
		if (cx_option_value_is_one_of(command->words, inv->args[i]))
			continue;
		diag = cx_diag_error(inv->diags, "usage.arguments", "%s cannot take \"%s\", only %s",
				     command->name, inv->args[i],
				     cx_option_value_words(inv->arena, command->words));
	}
}

enum cx_status cx_options_parse(struct cx_invocation *inv, int argc, char **argv)
{
	struct parser parser = {.inv = inv, .argc = argc, .argv = argv, .at = 1};
	size_t errors = inv->diags->errors;
	while (parser.at < argc) {
		const char *word = argv[parser.at++];
		if (parser.ended || word[0] != '-' || !word[1])
			parse_word(&parser, word);
		else if (!strcmp(word, "--"))
			parser.ended = true;
		else if (word[1] == '-')
			parse_long(&parser, word + 2);
		else
			parse_letters(&parser, word + 1);
	}
	if (inv->command && !inv->command->run && !parser.named && !cx_invocation_flag(inv, "help"))
		unknown_command(&parser, inv->command->name, NULL);
	if (inv->diags->errors == errors)
		check_arguments(inv);
	return inv->diags->errors == errors ? CX_STATUS_OK : CX_STATUS_INVALID;
}
