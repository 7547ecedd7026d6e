/* SPDX-License-Identifier: Apache-2.0 */
/* One temporary folder for all tests of a program: make_folder and remove_folder are its group's set-up. */
#ifndef CX_TESTS_UNIT_CLI_FOLDER_H
#define CX_TESTS_UNIT_CLI_FOLDER_H

#include <stdio.h>
#include <stdlib.h>

static char folder[] = "/tmp/cx-cli-XXXXXX";

static inline int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
	(void)state;
	char command[128];
	(void)snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

#endif
