/* SPDX-License-Identifier: Apache-2.0 */
/* The handler disarms itself (SA_RESETHAND), so that a second signal needs no code of ours. */
#include "cli/interrupt.h"

#include <errno.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	static const char text[] =
		"\nending: what is in flight is finished and recorded; once more to quit at once\n";
	int error = errno;
	(void)number;
	if (!interrupted && write(STDERR_FILENO, text, sizeof text - 1) < 0) {
		/* Nobody is there to read it; the flag is what counts. */
	}
	interrupted = 1;
	errno = error;
}

const volatile sig_atomic_t *cx_interrupt_catch(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CX_COUNT(numbers); i++) {
		struct sigaction before;
		/* What was ignored when we were started (nohup) stays so. */
		if (!sigaction(numbers[i], NULL, &before) && before.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	}
	return &interrupted;
}
