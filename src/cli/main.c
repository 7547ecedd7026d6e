/* SPDX-License-Identifier: Apache-2.0 */
/* The program: makes the process safe to work in, then hands over to the command line. */
#include "base/file.h"
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * setlocale is never called: everything runs in the C locale, so that no number or message depends on the
 * environment (PITFALLS 5). A closed standard output is a read-only /dev/null: what is written there fails,
 * instead of vanishing.
 */
static void guard_stdout(void)
{
	if (fcntl(STDOUT_FILENO, F_GETFD) >= 0 || errno != EBADF)
		return;
	cx_fds_guard();
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0) {
		(void)dup2(null, STDOUT_FILENO);
		close(null);
	}
}

int main(int argc, char **argv)
{
	guard_stdout();
	cx_fds_guard();
	(void)umask(umask(077) | 022);
	/* Memory holds secrets: no core dump, no ptrace by others. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error of the write */
	return cx_cli_run(argc, argv, STDOUT_FILENO, STDERR_FILENO);
}
