/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown of an apply while it runs: steps, a bar or a heartbeat, and the events of --events. */
#ifndef CX_CLI_PROGRESS_H
#define CX_CLI_PROGRESS_H

#include "cli/events.h"
#include "cli/output.h"
#include "engine/notify.h"

#define CX_PROGRESS_BEAT_US INT64_C(30000000) /* between two lines of the heartbeat */
#define CX_PROGRESS_DRAW_US INT64_C(200000)   /* between two draws of the bar, and before the first */

struct cx_progress {
	struct cx_clock clock; /* of the run: what sleeps on it still shows progress */
	struct cx_clock *inner;
	struct cx_output *output;
	struct cx_events events;
	struct cx_remote *remote;                 /* whose waits are told; or NULL */
	const volatile sig_atomic_t *interrupted; /* ends sleeps once it is not 0; or NULL */
	size_t done, total;
	bool running; /* between begin and end */
	int64_t began_us, drawn_us, beaten_us;
	int64_t held_until_us; /* the wait that was told last */
};
/* inner is the time that really passes. */
void cx_progress_init(struct cx_progress *progress, struct cx_output *output, struct cx_clock *inner);
void cx_progress_release(struct cx_progress *progress);

/* Steps begin: from here on there is a bar, or a heartbeat. */
void cx_progress_begin(struct cx_progress *progress, size_t total);
/* Shows what is to be shown by now; to be called often, it is cheap. */
void cx_progress_turn(void *progress);
/* The callbacks of cx_apply_options and cx_notify_options; data is the progress. */
void cx_progress_intent(void *progress, const struct cx_step *step);
void cx_progress_step(void *progress, const struct cx_step *step, size_t done, size_t total);
void cx_progress_rollback(void *progress, const struct cx_step *failed, size_t total);
void cx_progress_notification(void *progress, const struct cx_notification *tried);
/* That of cx_apply_wait. */
void cx_progress_settled(void *progress, const struct cx_step *step, size_t settled, size_t total);
/* No bar and no heartbeat any more. */
void cx_progress_end(struct cx_progress *progress);

#endif
