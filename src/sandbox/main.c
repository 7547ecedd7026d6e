/* SPDX-License-Identifier: Apache-2.0 */
/* cxone-sandbox: a CXone tenant on loopback. */
#include "base/file.h"
#include "sandbox/audiences.h"
#include "sandbox/sender.h"
#include "sandbox/server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Audiences that are counted between two looks at the signals. */
#define SETTLE_PER_TURN 4

static void diags_show(const struct cx_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct cx_diag *diag = diags->items[i];
		fprintf(stderr, "cxone-sandbox: %s [%s]\n", diag->message, diag->code);
		if (diag->hint)
			fprintf(stderr, "  hint: %s\n", diag->hint);
	}
}

/* Blocked in all threads, so that only the main one takes them; and a closed client is no signal. */
static sigset_t signals_block(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	sigdelset(&set, SIGPIPE);
	return set;
}

/* Counts what is due, and sends the events that fired, until a signal comes. */
static void run_until_signal(struct cx_sandbox *sandbox, const sigset_t *signals)
{
	CX_AUTO_FREE(cx_sender) struct cx_sender *sender = cx_sender_new(sandbox);
	size_t settled = 0;
	struct timespec pause = {0};
	do {
		pthread_mutex_lock(&sandbox->mutex);
		settled = cx_audiences_settle(sandbox, SETTLE_PER_TURN);
		pthread_mutex_unlock(&sandbox->mutex);
		bool sending = cx_sender_turn(sender);
		pause.tv_nsec = settled || sending ? 1000000 : 50000000;
	} while (sigtimedwait(signals, NULL, &pause) < 0);
}

static enum cx_status sandbox_run(const struct cx_arguments *args, struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_sandbox) struct cx_sandbox *sandbox = NULL;
	CX_AUTO_FREE(cx_server) struct cx_server *server = NULL;
	sigset_t signals = signals_block();
	enum cx_status status = cx_sandbox_open(args, &sandbox, diags);
	if (!status)
		status = cx_server_start(sandbox, &server, diags);
	if (status)
		return status;
	printf("cxone-sandbox listening on %s\n", cx_server_address(server));
	if (!args->quiet)
		printf("client %s, %lld customers from seed %lld, control at %s/sandbox/requests\n",
		       args->client_id, (long long)args->customers, (long long)args->seed,
		       cx_server_address(server));
	fflush(stdout);
	run_until_signal(sandbox, &signals);
	cx_sandbox_stop(sandbox);
	return CX_STATUS_OK;
}

int main(int argc, char **argv)
{
	struct cx_arguments args;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	cx_fds_guard();
	enum cx_status status = cx_arguments_parse(argc, argv, &args, &diags);
	if (!status && args.version) {
		printf("cxone-sandbox %s\n", CX_VERSION);
		return 0;
	}
	if (!status && (args.help || args.help_faults)) {
		CX_AUTO(cx_buf) struct cx_buf help = CX_BUF_INIT;
		if (args.help)
			cx_arguments_help(&help);
		else
			cx_mishap_print(&help);
		fputs(help.data, stdout);
		return 0;
	}
	if (!status && args.exit_with_parent) {
		pid_t parent = getppid();
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			return 0;
	}
	if (!status)
		status = sandbox_run(&args, &diags);
	diags_show(&diags);
	return status ? 1 : 0;
}
