/* SPDX-License-Identifier: Apache-2.0 */
/* The handler does what is safe in one: it writes, sets a flag, and lets the second signal through. */
#include "cli/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
static volatile sig_atomic_t interrupted, hung_up, hangup_calls;
static const char *volatile meaning;

static void on_signal(int number)
{
	const char *text = meaning;
	int error = errno;
	if (number == SIGHUP && hangup_calls) {
		hung_up = 1;
		return;
	}
	if (interrupted) {
		/* It arrives when this handler returns. */
		struct sigaction standard = {.sa_handler = SIG_DFL};
		(void)sigaction(number, &standard, NULL);
		(void)raise(number);
	} else if (text && write(STDERR_FILENO, text, strlen(text)) < 0) {
		/* Nobody is there to read it; the flag is what counts. */
	}
	interrupted = 1;
	errno = error;
}

const volatile sig_atomic_t *cx_interrupt_catch(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CX_COUNT(numbers); i++) {
		struct sigaction before;
		/* What was ignored when we were started (nohup) stays so. */
		if (!sigaction(numbers[i], NULL, &before) && before.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	}
	return &interrupted;
}

void cx_interrupt_means(const char *text)
{
	meaning = text;
}

volatile sig_atomic_t *cx_interrupt_catch_hangup(void)
{
	hangup_calls = 1;
	(void)cx_interrupt_catch();
	return &hung_up;
}

void cx_interrupt_wait(int64_t us)
{
	(void)cx_interrupt_wait_for(-1, us);
}

bool cx_interrupt_wait_for(int fd, int64_t us)
{
	struct pollfd polled = {.fd = fd, .events = POLLIN};
	sigset_t ours, before;
	(void)sigemptyset(&ours);
	for (size_t i = 0; i < CX_COUNT(numbers); i++)
		(void)sigaddset(&ours, numbers[i]);
	/* Nothing comes between the look at the flags and the sleep. */
	(void)pthread_sigmask(SIG_BLOCK, &ours, &before);
	struct timespec left = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};
	if (us > 0 && !interrupted && !hung_up)
		(void)ppoll(&polled, 1, &left, &before);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return polled.revents != 0;
}
