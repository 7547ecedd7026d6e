/* SPDX-License-Identifier: Apache-2.0 */
/* Finding in the table of commands; apart from the table, so that tests can bring their own. */
#include "cli/cli.h"

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
