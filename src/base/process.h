/* SPDX-License-Identifier: Apache-2.0 */
/* Runs another program to its end: no shell, bounded time and output. */
#ifndef CX_BASE_PROCESS_H
#define CX_BASE_PROCESS_H

#include "base/base.h"
#include "base/buf.h"

#include <signal.h>

/*
 * A program in a session of its own: it has no terminal to ask on, reads nothing but a file, gets no
 * descriptor of ours but its two pipes, and a Ctrl-C that is meant for us does not reach it.
 */
struct cx_process {
	const char *const *argv; /* argv[0] is looked for in PATH; ends with NULL */
	/* Variables that it does not inherit, "GIT_DIR" or, with all that begins so, "GIT_TRACE*". */
	const char *const *unset;
	const char *const *set; /* "NAME=VALUE", each overriding what is inherited; both end with NULL */
	const char *input;      /* the file that is its standard input; NULL: nothing is */
	int timeout_ms;         /* then it is killed, with what it started */
	const volatile sig_atomic_t *abandon; /* once it is not 0 the program is ended; or NULL */
	size_t max_out, max_err;              /* bytes kept; the rest is read and dropped */
};

struct cx_process_end {
	struct cx_buf out, err; /* full is set where something was dropped */
	int error;              /* errno where it could not be started; else 0 */
	bool timed_out;
	bool abandoned;
	int exit;   /* its exit code, or -1 if a signal ended it */
	int signal; /* or 0 */
};
#define CX_PROCESS_END_INIT                            \
	{                                              \
		.out = CX_BUF_INIT, .err = CX_BUF_INIT \
	}
/* end is overwritten. True if it ran and ended with exit code 0. */
bool cx_process_run(const struct cx_process *process, struct cx_process_end *end);
void cx_process_end_release(struct cx_process_end *end);

/* Whether there is such a process on this machine that has not ended; one that nobody waited for has. */
bool cx_process_lives(int64_t pid);

#endif
