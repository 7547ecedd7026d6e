/* SPDX-License-Identifier: Apache-2.0 */
/* Shell completion from the tables: one script a shell, complete in itself, that never calls cxctl. */
#include "base/buf.h"
#include "cli/cli.h"
#include "cli/output.h"

static bool is_shown(const struct cx_command *command)
{
	return !command->hidden;
}

static bool is_top(const struct cx_command *command)
{
	return is_shown(command) && !strchr(command->name, ' ');
}

/* Our own texts hold no quotes but "; inside '...' only ' must not stand. */
static void add_quoted(const char *text, struct cx_buf *out)
{
	for (; *text; text++)
		if (*text == '\'')
			cx_buf_adds(out, "'\\''");
		else
			cx_buf_addc(out, *text);
}

static const char *const *option_words(const struct cx_option *option)
{
	return option->words ? option->words : option->hints;
}

static void add_words(const char *const *words, struct cx_buf *out)
{
	for (size_t i = 0; words[i]; i++)
		cx_buf_addf(out, "%s%s", i ? " " : "", words[i]);
}

/* The commands of one word, or those of a group by their second word. */
static void add_command_words(const struct cx_command *group, struct cx_buf *out)
{
	bool any = false;
	for (size_t i = 0; cx_commands[i]; i++) {
		const struct cx_command *command = cx_commands[i];
		if (group ? cx_command_group(command) != group : !is_top(command))
			continue;
		if (!is_shown(command))
			continue;
		const char *space = strchr(command->name, ' ');
		cx_buf_addf(out, "%s%s", any ? " " : "", space ? space + 1 : command->name);
		any = true;
	}
}

static bool has_argument_words(const struct cx_command *command)
{
	return !command->run || command->words || command->offer == CX_OFFER_COMMANDS;
}

static void add_argument_words(const struct cx_command *command, struct cx_buf *out)
{
	if (!command->run)
		add_command_words(command, out);
	else if (command->words)
		add_words(command->words, out);
	else if (command->offer == CX_OFFER_COMMANDS)
		add_command_words(NULL, out);
}

static void add_option_words(const struct cx_option *table, struct cx_buf *out)
{
	for (; table && table->name; table++)
		cx_buf_addf(out, " --%s", table->name);
}

/* bash: a case over the option before the cursor, then over the command. */
static void bash_value(const struct cx_option *option, struct cx_buf *out)
{
	if (option->type == CX_OPTION_FLAG)
		return;
	cx_buf_addf(out, "\t--%s", option->name);
	if (option->letter)
		cx_buf_addf(out, "|-%c", option->letter);
	cx_buf_adds(out, ")\n\t\t");
	if (option_words(option)) {
		cx_buf_adds(out, "COMPREPLY=($(compgen -W '");
		add_words(option_words(option), out);
		cx_buf_adds(out, "' -- \"$cur\"))");
	} else if (option->offer == CX_OFFER_FILES) {
		cx_buf_adds(out, "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))");
	} else if (option->offer == CX_OFFER_FOLDERS) {
		cx_buf_adds(out, "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))");
	} else {
		cx_buf_adds(out, "COMPREPLY=()");
	}
	cx_buf_adds(out, "\n\t\treturn ;;\n");
}

static bool is_listed_before(const struct cx_option *option, size_t command_index)
{
	for (const struct cx_option *row = cx_global_options; row->name; row++)
		if (!strcmp(row->name, option->name))
			return true;
	for (size_t i = 0; i < command_index; i++)
		for (const struct cx_option *row = cx_commands[i]->options; row && row->name; row++)
			if (!strcmp(row->name, option->name))
				return true;
	return false;
}

static void bash_values(struct cx_buf *out)
{
	for (const struct cx_option *row = cx_global_options; row->name; row++)
		bash_value(row, out);
	for (size_t i = 0; cx_commands[i]; i++)
		for (const struct cx_option *row = cx_commands[i]->options; row && row->name; row++)
			if (!is_listed_before(row, i))
				bash_value(row, out);
}

static void bash_command(const struct cx_command *command, struct cx_buf *out)
{
	cx_buf_addf(out, "\t'%s')\n\t\twords='", command->name);
	add_argument_words(command, out);
	cx_buf_adds(out, "'\n\t\toptions='");
	add_option_words(command->options, out);
	cx_buf_addf(out, "'\n\t\tfiles=%s ;;\n",
		    command->offer == CX_OFFER_FILES     ? "-f"
		    : command->offer == CX_OFFER_FOLDERS ? "-d"
							 : "");
}

static void complete_bash(struct cx_buf *out)
{
	cx_buf_adds(out, "# bash completion of cxctl; source it, or put it into a folder of bash-completion\n"
			 "_cxctl() {\n"
			 "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
			 "\tlocal command='' word words options='' files='' i\n"
			 "\tif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
			 "\tif [[ $cur == = ]]; then cur=''; prev=${COMP_WORDS[COMP_CWORD-1]}; fi\n"
			 "\tcase $prev in\n");
	bash_values(out);
	cx_buf_adds(out, "\tesac\n"
			 "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
			 "\t\tword=${COMP_WORDS[i]}\n"
			 "\t\tcase \"$command $word\" in\n");
	for (size_t i = 0; cx_commands[i]; i++)
		if (is_shown(cx_commands[i]))
			cx_buf_addf(out, "\t\t'%s%s') command='%s' ;;\n",
				    strchr(cx_commands[i]->name, ' ') ? "" : " ", cx_commands[i]->name,
				    cx_commands[i]->name);
	cx_buf_adds(out, "\t\tesac\n\tdone\n\twords='");
	add_command_words(NULL, out);
	cx_buf_adds(out, "'\n\tcase $command in\n");
	for (size_t i = 0; cx_commands[i]; i++)
		if (is_shown(cx_commands[i]))
			bash_command(cx_commands[i], out);
	cx_buf_adds(out, "\tesac\n"
			 "\tif [[ $cur == -* ]]; then\n"
			 "\t\tCOMPREPLY=($(compgen -W \"$options");
	add_option_words(cx_global_options, out);
	cx_buf_adds(out, "\" -- \"$cur\"))\n"
			 "\telif [[ -n $files ]]; then\n"
			 "\t\tcompopt -o filenames\n"
			 "\t\tCOMPREPLY=($(compgen $files -- \"$cur\"))\n"
			 "\telse\n"
			 "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
			 "\tfi\n"
			 "}\n"
			 "complete -F _cxctl cxctl\n");
}

/* zsh: _arguments rows; brackets and colons in texts are escaped. */
static void zsh_text(const char *text, struct cx_buf *out)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			cx_buf_addc(out, '\\');
		if (*text == '\'')
			cx_buf_adds(out, "'\\'");
		cx_buf_addc(out, *text);
	}
}

static void zsh_value(const struct cx_option *option, struct cx_buf *out)
{
	if (option->type == CX_OPTION_FLAG)
		return;
	cx_buf_addc(out, ':');
	zsh_text(option->metavar, out);
	cx_buf_addc(out, ':');
	if (option_words(option)) {
		cx_buf_addc(out, '(');
		add_words(option_words(option), out);
		cx_buf_addc(out, ')');
	} else if (option->offer == CX_OFFER_FILES) {
		cx_buf_adds(out, "_files");
	} else if (option->offer == CX_OFFER_FOLDERS) {
		cx_buf_adds(out, "_files -/");
	}
}

/* All but what command, if there is one, has in their place. */
static void zsh_options(const struct cx_option *table, const struct cx_command *command, const char *indent,
			struct cx_buf *out)
{
	for (; table && table->name; table++) {
		if (command && cx_command_replaces(command, table))
			continue;
		const char *star = table->repeatable ? "*" : "";
		bool takes = table->type != CX_OPTION_FLAG;
		cx_buf_addf(out, "%s'%s--%s%s[", indent, star, table->name, takes ? "=" : "");
		zsh_text(table->help, out);
		cx_buf_addc(out, ']');
		zsh_value(table, out);
		cx_buf_adds(out, "' \\\n");
		if (!table->letter)
			continue;
		cx_buf_addf(out, "%s'%s-%c%s[", indent, star, table->letter, takes ? "+" : "");
		zsh_text(table->help, out);
		cx_buf_addc(out, ']');
		zsh_value(table, out);
		cx_buf_adds(out, "' \\\n");
	}
}

static void zsh_command(const struct cx_command *command, struct cx_buf *out)
{
	cx_buf_addf(out, "\t'%s')\n\t\t_arguments -s \\\n", command->name);
	zsh_options(command->options, NULL, "\t\t\t", out);
	zsh_options(cx_global_options, command, "\t\t\t", out);
	cx_buf_adds(out, "\t\t\t'*:argument:");
	if (command->offer == CX_OFFER_FILES)
		cx_buf_adds(out, "_files");
	else if (command->offer == CX_OFFER_FOLDERS)
		cx_buf_adds(out, "_files -/");
	else if (has_argument_words(command)) {
		cx_buf_addc(out, '(');
		add_argument_words(command, out);
		cx_buf_addc(out, ')');
	}
	cx_buf_adds(out, "' ;;\n");
}

static void complete_zsh(struct cx_buf *out)
{
	cx_buf_adds(out, "#compdef cxctl\n"
			 "# zsh completion of cxctl; put it into a folder of $fpath as _cxctl\n"
			 "_cxctl() {\n"
			 "\tlocal command='' word\n"
			 "\tlocal -a commands\n"
			 "\tfor word in ${words[2,CURRENT-1]}; do\n"
			 "\t\tcase \"$command $word\" in\n");
	for (size_t i = 0; cx_commands[i]; i++)
		if (is_shown(cx_commands[i]))
			cx_buf_addf(out, "\t\t'%s%s') command='%s' ;;\n",
				    strchr(cx_commands[i]->name, ' ') ? "" : " ", cx_commands[i]->name,
				    cx_commands[i]->name);
	cx_buf_adds(out, "\t\tesac\n\tdone\n\tcase $command in\n\t'')\n\t\tcommands=(\n");
	for (size_t i = 0; cx_commands[i]; i++) {
		if (!is_top(cx_commands[i]))
			continue;
		cx_buf_addf(out, "\t\t\t'%s:", cx_commands[i]->name);
		add_quoted(cx_commands[i]->summary, out);
		cx_buf_adds(out, "'\n");
	}
	cx_buf_adds(out, "\t\t)\n\t\t_arguments -s \\\n");
	zsh_options(cx_global_options, NULL, "\t\t\t", out);
	cx_buf_adds(out, "\t\t\t'*:command:{_describe command commands}' ;;\n");
	for (size_t i = 0; cx_commands[i]; i++)
		if (is_shown(cx_commands[i]))
			zsh_command(cx_commands[i], out);
	cx_buf_adds(out, "\tesac\n}\n_cxctl \"$@\"\n");
}

static void fish_option(const char *condition, const struct cx_option *option, struct cx_buf *out)
{
	cx_buf_addf(out, "complete -c cxctl%s -l %s", condition, option->name);
	if (option->letter)
		cx_buf_addf(out, " -s %c", option->letter);
	if (option->type != CX_OPTION_FLAG)
		cx_buf_adds(out, option->offer == CX_OFFER_NOTHING ? " -x" : " -r -F");
	if (option_words(option)) {
		cx_buf_adds(out, " -a '");
		add_words(option_words(option), out);
		cx_buf_addc(out, '\'');
	}
	cx_buf_adds(out, " -d '");
	for (const char *c = option->help; *c; c++) {
		if (*c == '\'' || *c == '\\')
			cx_buf_addc(out, '\\');
		cx_buf_addc(out, *c);
	}
	cx_buf_adds(out, "'\n");
}

static void fish_command(const struct cx_command *command, struct cx_buf *out)
{
	const char *space = strchr(command->name, ' ');
	CX_AUTO(cx_buf) struct cx_buf seen = CX_BUF_INIT;
	if (space)
		cx_buf_addf(&seen,
			    " -n '__fish_seen_subcommand_from %.*s; and __fish_seen_subcommand_from %s'",
			    (int)(space - command->name), command->name, space + 1);
	else
		cx_buf_addf(&seen, " -n '__fish_seen_subcommand_from %s'", command->name);
	if (space)
		cx_buf_addf(out,
			    "complete -c cxctl -f -n '__fish_seen_subcommand_from %.*s; and not "
			    "__fish_seen_subcommand_from %s' -a %s -d '",
			    (int)(space - command->name), command->name, space + 1, space + 1);
	else
		cx_buf_addf(out, "complete -c cxctl -f -n __fish_use_subcommand -a %s -d '", command->name);
	cx_buf_addf(out, "%s'\n", command->summary);
	if (command->offer == CX_OFFER_FILES || command->offer == CX_OFFER_FOLDERS)
		cx_buf_addf(out, "complete -c cxctl -F%s\n", seen.data);
	if (command->run && has_argument_words(command)) {
		cx_buf_addf(out, "complete -c cxctl -f%s -a '", seen.data);
		add_argument_words(command, out);
		cx_buf_adds(out, "'\n");
	}
	for (const struct cx_option *row = command->options; row && row->name; row++)
		fish_option(seen.data, row, out);
}

static void complete_fish(struct cx_buf *out)
{
	cx_buf_adds(out, "# fish completion of cxctl; put it into ~/.config/fish/completions/cxctl.fish\n"
			 "complete -c cxctl -f\n");
	for (size_t i = 0; cx_commands[i]; i++)
		if (is_shown(cx_commands[i]))
			fish_command(cx_commands[i], out);
	for (const struct cx_option *row = cx_global_options; row->name; row++)
		fish_option("", row, out);
}

static const char *const shell_words[] = {"bash", "zsh", "fish", NULL};
/* In the order of shell_words. */
static void (*const shell_makers[])(struct cx_buf *out) = {complete_bash, complete_zsh, complete_fish};

static enum cx_exit completion_run(struct cx_invocation *inv)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(shell_makers); i++)
		if (!strcmp(shell_words[i], inv->args[0]))
			shell_makers[i](&out);
	cx_output_text(inv->output, out.data);
	return CX_EXIT_OK;
}

static const struct cx_example completion_examples[] = {
	{"source <(cxctl completion bash)", "complete in this shell"},
	{0},
};

const struct cx_command cx_command_completion = {
	.name = "completion",
	.summary = "print a script by which a shell completes commands and options",
	.arguments = "bash|zsh|fish",
	.min_args = 1,
	.max_args = 1,
	.words = shell_words,
	.examples = completion_examples,
	.run = completion_run,
};
