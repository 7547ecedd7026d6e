/* SPDX-License-Identifier: Apache-2.0 */
/* Work on many items, split among threads, with the outcome of a loop. */
#ifndef CX_BASE_WORK_H
#define CX_BASE_WORK_H

#include "base/diag.h"

#define CX_WORK_MAX_WORKERS 8u

/* What one thread has for itself. */
struct cx_worker {
	unsigned index; /* below the count that cx_work_workers says */
	struct cx_arena *arena;
	struct cx_diags *diags;
};

/*
 * run is called once for each item from 0 to count - 1, by several threads at a time; each thread sees its
 * items in rising order. It may write what belongs to its item or to its worker, and may read anything.
 */
struct cx_work {
	size_t count;
	unsigned workers; /* 0: as many as there are processors, one for few items */
	void (*run)(void *data, struct cx_worker *worker, size_t item);
	void *data;
};

/* How many threads the work takes, the caller's own among them. */
unsigned cx_work_workers(const struct cx_work *work);

/*
 * Does the work. Afterwards arena owns what the workers allocated, and diags holds what they said in the
 * order of items, up to the limit of any list: all is as if one loop had gone over the items. A thread that
 * cannot be started is no error: the others do its share. Signals stay with the caller's thread.
 */
void cx_work_run(const struct cx_work *work, struct cx_arena *arena, struct cx_diags *diags);

#endif
