/* SPDX-License-Identifier: Apache-2.0 */
/* Work split among threads: each takes the next item until none is left. */
/*
 * Diagnostics are kept by worker, not by item: a worker's items rise, so the first hundred of all items are
 * among the first hundred of each worker, and thousands of wrong items take no more memory than one list.
 */
#include "base/work.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

/* Fewer items for each are not worth a thread. */
#define ITEMS_PER_WORKER 8u

/* Whose diagnostics an item's are. */
struct share {
	unsigned worker;
	size_t first, end;
};

struct crew {
	const struct cx_work *work;
	atomic_size_t next;
	struct share *shares;
};

struct member {
	struct crew *crew;
	struct cx_worker worker;
	struct cx_arena arena;
	struct cx_diags diags;
	pthread_t thread;
	bool started;
};

static unsigned processors(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) < 0)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

unsigned cx_work_workers(const struct cx_work *work)
{
	unsigned most = work->workers ? work->workers : processors();
	if (most > CX_WORK_MAX_WORKERS)
		most = CX_WORK_MAX_WORKERS;
	if (!work->workers && work->count / ITEMS_PER_WORKER < most)
		most = (unsigned)(work->count / ITEMS_PER_WORKER);
	return most ? most : 1;
}

static void *member_run(void *data)
{
	struct member *member = data;
	struct crew *crew = member->crew;
	const struct cx_work *work = crew->work;
	for (;;) {
		size_t item = atomic_fetch_add(&crew->next, 1);
		if (item >= work->count)
			return NULL;
		struct share *share = &crew->shares[item];
		share->worker = member->worker.index;
		share->first = member->diags.count;
		work->run(work->data, &member->worker, item);
		share->end = member->diags.count;
	}
}

static void members_start(struct member *members, unsigned count)
{
	sigset_t all, before;
	sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, &before);
	for (unsigned i = 1; i < count; i++)
		members[i].started = pthread_create(&members[i].thread, NULL, member_run, &members[i]) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void run_split(const struct cx_work *work, unsigned count, struct cx_arena *arena,
		      struct cx_diags *diags)
{
	struct crew crew = {.work = work, .shares = cx_alloc((work->count + 1) * sizeof *crew.shares)};
	struct member *members = cx_alloc(count * sizeof *members);
	for (unsigned i = 0; i < count; i++) {
		members[i].crew = &crew;
		members[i].worker = (struct cx_worker){i, &members[i].arena, &members[i].diags};
	}
	members_start(members, count);
	(void)member_run(&members[0]);
	for (unsigned i = 1; i < count; i++)
		if (members[i].started)
			(void)pthread_join(members[i].thread, NULL);
	for (size_t i = 0; i < work->count; i++) {
		const struct share *share = &crew.shares[i];
		cx_diags_append(diags, &members[share->worker].diags, share->first, share->end);
	}
	for (unsigned i = 0; i < count; i++) {
		cx_diags_adopt(diags, &members[i].diags);
		cx_arena_adopt(arena, &members[i].arena);
	}
	cx_free(members);
	cx_free(crew.shares);
}

void cx_work_run(const struct cx_work *work, struct cx_arena *arena, struct cx_diags *diags)
{
	unsigned count = cx_work_workers(work);
	if (count > 1) {
		run_split(work, count, arena, diags);
		return;
	}
	struct cx_worker alone = {0, arena, diags};
	for (size_t i = 0; i < work->count; i++)
		work->run(work->data, &alone, i);
}
