/* SPDX-License-Identifier: Apache-2.0 */
/* The remote of the schedules: two refs that obey leases, behind a network that fails. */
#include "schedules.h"

#include "port/git_private.h"

#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>

uint64_t world_draw(struct world *w, uint64_t below)
{
	uint64_t z = w->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % below;
}

bool world_chance(struct world *w, unsigned per_thousand)
{
	return !w->quiet && world_draw(w, 1000) < per_thousand;
}

void CX_NORETURN world_broken(const struct world *w, const struct cx_diags *diags, const char *what)
{
	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)w->seed, what);
	for (size_t i = 0; diags && i < diags->count; i++)
		fprintf(stderr, "  %s [%s]\n", diags->items[i]->message, diags->items[i]->code);
	_exit(1);
}

void world_trace(const struct world *w, const char *format, ...)
{
	static int traced = -1;
	va_list args;
	if (traced < 0)
		traced = getenv("CX_TRACE") != NULL;
	if (!traced)
		return;
	fprintf(stderr, "%9lld ms  ", (long long)(w->now_ms - START_MS));
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

static struct runner *runner_of_clock(struct cx_clock *clock)
{
	return (struct runner *)(void *)((char *)clock - offsetof(struct runner, clock));
}

static int64_t clock_real(struct cx_clock *clock)
{
	struct runner *r = runner_of_clock(clock);
	return r->world->now_ms + r->skew_ms;
}

static int64_t clock_steady(struct cx_clock *clock)
{
	return runner_of_clock(clock)->world->now_ms * 1000;
}

static void clock_sleep(struct cx_clock *clock, int64_t us)
{
	runner_of_clock(clock)->world->now_ms += us / 1000 + 1;
}

/* Others get on while this one waits for an answer; and it may end here. */
static void meanwhile(struct runner *r)
{
	struct world *w = r->world;
	if (world_chance(w, 120)) {
		struct runner *other = &w->runners[world_draw(w, w->runner_count)];
		if (!other->busy)
			runner_act(other);
	}
	w->now_ms += (int64_t)world_draw(w, 400);
	if (world_chance(w, w->crash))
		longjmp(*w->crashed, 1);
}

static enum cx_status trouble(struct cx_diags *diags, enum cx_status status)
{
	cx_diag_error(diags, "ledger.remote", "the network is gone");
	return status;
}

static enum cx_status remote_list(struct cx_refs_remote *remote, const char *const *refs, size_t count,
				  struct cx_oid *ret_at, struct cx_diags *diags)
{
	struct runner *r = (struct runner *)(void *)remote;
	meanwhile(r);
	if (world_chance(r->world, r->world->trouble))
		return trouble(diags, CX_STATUS_FAILED);
	for (size_t i = 0; i < count; i++)
		ret_at[i] = strcmp(refs[i], r->world->ref) == 0 ? r->world->ledger : r->world->run;
	meanwhile(r);
	return CX_STATUS_OK;
}

/*
 * All repositories have their objects in one place, and what is written there stays in memory: nobody dies
 * between two objects, and most of the time would go into their files.
 */
bool runners_share_objects(struct runner *runners, size_t count)
{
	CX_AUTO(git_odb) git_odb *odb = NULL;
	git_odb_backend *memory;
	if (git_repository_odb(&odb, runners[0].repo->git) || git_mempack_new(&memory) ||
	    git_odb_add_backend(odb, memory, 1000))
		return false;
	for (size_t i = 1; i < count; i++)
		if (git_repository_set_odb(runners[i].repo->git, odb))
			return false;
	return true;
}

void runner_keep_objects(struct runner *r)
{
	r->repo->read = 0;
}

static enum cx_status remote_fetch(struct cx_refs_remote *remote, const char *const *refs, size_t count,
				   struct cx_diags *diags)
{
	(void)refs, (void)count, (void)diags;
	meanwhile((struct runner *)(void *)remote);
	return CX_STATUS_OK;
}

static void check_forward(struct runner *r, const struct cx_ref_move *move)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_commit_info info;
	bool begins = cx_oid_is_zero(&move->from) && cx_oid_equal(&move->to, &cx_ledger_genesis);
	if (!begins && (cx_repo_commit_info(r->repo, &move->to, &arena, &info, &r->diags) ||
			!info.parent_count || !cx_oid_equal(&info.parents[0], &move->from)))
		world_broken(r->world, &r->diags, "the ledger does not go forward");
	cx_arena_release(&arena);
}

static enum cx_status remote_push(struct cx_refs_remote *remote, const struct cx_ref_move *moves,
				  size_t count, struct cx_diags *diags)
{
	struct runner *r = (struct runner *)(void *)remote;
	struct world *w = r->world;
	meanwhile(r);
	if (world_chance(w, w->trouble))
		return trouble(diags, CX_STATUS_IN_DOUBT);
	if (world_chance(w, w->trouble / 4))
		return trouble(diags, CX_STATUS_REFUSED);
	for (size_t i = 0; i < count; i++) {
		const struct cx_oid *at = strcmp(moves[i].ref, w->ref) == 0 ? &w->ledger : &w->run;
		if (!cx_oid_equal(at, &moves[i].from))
			return CX_STATUS_CONFLICT;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(moves[i].ref, w->ref) == 0) {
			check_forward(r, &moves[i]);
			w->ledger = moves[i].to;
			world_trace(w, "runner %d: ledger -> %.8s", r->number, w->ledger.hex);
		} else {
			w->run = moves[i].to;
			w->holder = cx_oid_is_zero(&w->run) ? 0 : r->life;
			world_trace(w, "runner %d: lock -> %.8s", r->number, w->run.hex);
		}
	}
	meanwhile(r);
	return world_chance(w, w->trouble) ? trouble(diags, CX_STATUS_IN_DOUBT) : CX_STATUS_OK;
}

void runner_connect(struct runner *r)
{
	r->remote = (struct cx_refs_remote){.name = "origin",
					    .clock = &r->clock,
					    .list = remote_list,
					    .fetch = remote_fetch,
					    .push = remote_push};
	r->clock = (struct cx_clock){clock_real, clock_steady, clock_sleep};
}
