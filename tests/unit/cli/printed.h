/* SPDX-License-Identifier: Apache-2.0 */
/* Running a command line in a test, with what it printed. */
#ifndef CX_TESTS_CLI_PRINTED_H
#define CX_TESTS_CLI_PRINTED_H

#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

/* What a run printed. */
struct printed {
	int code;
	char out[1 << 16], err[1 << 16];
};

static void read_back(int fd, char *text, size_t size)
{
	ssize_t n = pread(fd, text, size - 1, 0);
	assert_true(n >= 0);
	text[n] = '\0';
	close(fd);
}

/* line: words between single spaces. */
static void run_line(const char *line, struct printed *ret)
{
	static char copy[1024];
	char *argv[32] = {copy};
	int argc = 0;
	assert_true(strlen(line) < sizeof copy);
	memcpy(copy, line, strlen(line) + 1);
	for (char *at = copy; at; argc++) {
		argv[argc] = at;
		at = strchr(at, ' ');
		if (at)
			*at++ = '\0';
	}
	int out = memfd_create("out", 0), err = memfd_create("err", 0);
	ret->code = cx_cli_run(argc, argv, out, err);
	read_back(out, ret->out, sizeof ret->out);
	read_back(err, ret->err, sizeof ret->err);
}

#endif
