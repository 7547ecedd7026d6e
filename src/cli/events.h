/* SPDX-License-Identifier: Apache-2.0 */
/* --events FILE: one line of JSON for each thing that happens in an apply (schemas/event.schema.json). */
#ifndef CX_CLI_EVENTS_H
#define CX_CLI_EVENTS_H

#include "engine/notify.h"

/*
 * Lines are written at once, each by one write, so that a reader follows the run. The file is made before
 * anything is sent; where that fails there is no run. Where a later line cannot be written, that is an
 * error, said once: the run goes on without, and its exit code is not 0.
 */
struct cx_events {
	int fd; /* -1: nobody asked for events, or the file failed */
	const char *path;
	int64_t seq;
	struct cx_clock *clock;
	struct cx_diags *diags;
};
#define CX_EVENTS_INIT   \
	{                \
		.fd = -1 \
	}

/* Creates or empties the file and writes "start". INVALID (events.file) where it cannot be. */
enum cx_status cx_events_open(struct cx_events *events, const char *path, struct cx_clock *clock,
			      struct cx_diags *diags);
void cx_events_release(struct cx_events *events);

void cx_events_run(struct cx_events *events, const char *run, const struct cx_plan *plan);
void cx_events_intent(struct cx_events *events, const struct cx_step *step);
void cx_events_outcome(struct cx_events *events, const struct cx_step *step, size_t done, size_t total);
/* why: "retry" or "throttled". */
void cx_events_wait(struct cx_events *events, const char *why, int64_t ms);
void cx_events_notification(struct cx_events *events, const struct cx_notification *tried);
/* run and seal may be NULL. */
void cx_events_end(struct cx_events *events, const char *run, const char *seal, int exit_code);

#endif
