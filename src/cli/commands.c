/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands: one line each; a command's own file says everything about it. */
#include "cli/cli.h"

extern const struct cx_command cx_command_completion;
extern const struct cx_command cx_command_help;
extern const struct cx_command cx_command_version;

const struct cx_command *const cx_commands[] = {
	&cx_command_help,
	&cx_command_version,
	&cx_command_completion,
	NULL,
};

const struct cx_command *cx_command_find(const char *name)
{
	for (size_t i = 0; cx_commands[i]; i++)
		if (!strcmp(cx_commands[i]->name, name))
			return cx_commands[i];
	return NULL;
}

const struct cx_command *cx_command_group(const struct cx_command *command)
{
	const char *space = strchr(command->name, ' ');
	if (!space)
		return NULL;
	size_t len = (size_t)(space - command->name);
	for (size_t i = 0; cx_commands[i]; i++) {
		const char *name = cx_commands[i]->name;
		if (strlen(name) == len && !memcmp(name, command->name, len))
			return cx_commands[i];
	}
	return NULL;
}
