/* SPDX-License-Identifier: Apache-2.0 */
/* Two or three runners on one shared ledger, by seeds: they crash, pushes end unseen, locks expire. */
/*
 * src/ledger is real, on a repository a runner; the remote is two refs in memory that obey leases and fail as
 * a network does; the tenant is a few numbers. Of a runner that crashes, even within a push, nothing goes on:
 * the stack is left by longjmp, what it had open is closed, its memory is not missed until the batch ends.
 * Held to: one writer at a time; the ledger only goes forward; in the end every write that arrived is in the
 * record of its run, base is what was applied last, and no run and no journal is left.
 *
 * schedules [COUNT [FIRST [PROCESSES]]]
 * With CX_TRACE in the environment it tells what happens, a line each: for one seed that failed.
 */
#include "schedules.h"

#include "ledger/audit.h"
#include "ledger/verify.h"

#include <dirent.h>

static size_t total_seals, total_takeovers, total_crashes, total_orphans, total_writes;

/* An operator who knows that the runner is gone. */
static void unlock(struct world *w)
{
	for (size_t i = 0; i < w->runner_count; i++)
		if (w->runners[i].life == w->holder)
			return;
	w->unlocked = w->unlocked || w->holder;
	world_trace(w, "an operator unlocks %.8s", w->run.hex);
	w->run = CX_OID_ZERO;
	w->holder = 0;
}

/* A write in the air ends before its runner's next: time may not pass it by more than it takes. */
static void pass_time(struct world *w, int64_t ms)
{
	for (size_t i = 0; i < w->runner_count; i++) {
		struct runner *r = &w->runners[i];
		if (r->phase == PHASE_FLIGHT && !r->busy && r->arrives_ms < w->now_ms + ms) {
			w->now_ms = r->arrives_ms > w->now_ms ? r->arrives_ms : w->now_ms;
			runner_act(r);
			return;
		}
	}
	w->now_ms += ms;
}

static void run_wild(struct world *w)
{
	for (int i = 0; i < TICKS; i++) {
		struct runner *r = &w->runners[world_draw(w, w->runner_count)];
		uint64_t dice = world_draw(w, 100);
		if (dice < 80)
			runner_act(r);
		else if (dice < 95)
			pass_time(w, (int64_t)(world_draw(w, 2) ? world_draw(w, 20 * 1000)
								: world_draw(w, 8 * MINUTE)));
		else if (dice < 98)
			runner_die(r);
		else if (w->seed % 3 == 0)
			unlock(w);
	}
}

static bool is_settled(const struct world *w)
{
	bool settled = cx_oid_is_zero(&w->run);
	for (size_t i = 0; i < w->runner_count; i++)
		settled = settled && w->runners[i].phase == PHASE_IDLE;
	return settled;
}

static void calm_down(struct world *w)
{
	w->quiet = true;
	for (int i = 0; i < 400 && (i < 40 || !is_settled(w)); i++) {
		runner_act(&w->runners[(size_t)i % w->runner_count]);
		pass_time(w, i % 20 == 19 ? 16 * MINUTE : 1000);
	}
	if (!is_settled(w))
		world_broken(w, NULL, "it never settles");
	/* All have seen it, and swept what they left; of runs that lost their lock that is a seal more. */
	struct cx_oid seen;
	do {
		seen = w->ledger;
		for (size_t i = 0; i < w->runner_count; i++)
			runner_act(&w->runners[i]);
	} while (!cx_oid_equal(&seen, &w->ledger));
}

/* What the record of a write's run says of it: applied, unknown, or NULL. */
static bool is_recorded(struct runner *r, const struct write *write)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char address[32];
	(void)snprintf(address, sizeof address, "\"Audience/r%d\"", write->resource);
	if (cx_repo_read(r->repo, &r->world->ledger, cx_audit_path(write->run, &r->arena), 1 << 20, &text,
			 &r->diags))
		return false;
	for (const char *line = text.data; *line; line += strcspn(line, "\n") + 1) {
		char *copy = cx_arena_strndup(&r->arena, line, strcspn(line, "\n"));
		if (strstr(copy, address) && strstr(copy, "\"result\":\"applied\""))
			return true;
		/* Somebody else wrote the same resource after its lock was removed. */
		if (r->world->unlocked && strstr(copy, address) && strstr(copy, "\"type\":\"resolved\""))
			return true;
	}
	return false;
}

static void check_journals(struct runner *r)
{
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_addf(&path, "%s/.git/cxctl/%s", r->files.path, r->world->tenant);
	DIR *dir = opendir(path.data);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (strstr(entry->d_name, ".jsonl"))
			world_broken(r->world, NULL, "a journal is left");
	if (dir)
		closedir(dir);
}

/*
 * Two runs that began on the same commit, the second after an operator removed the lock of the first, and
 * both were sealed by others: only clocks tell which one wrote last, and they are not trusted.
 */
static bool is_of_equals(const struct world *w, int resource, int64_t base)
{
	const struct write *last = NULL;
	for (size_t i = 0; i < w->write_count; i++)
		if (w->writes[i].resource == resource)
			last = &w->writes[i];
	for (size_t i = 0; last && w->unlocked && i < w->write_count; i++) {
		const struct write *write = &w->writes[i];
		if (write->resource == resource && write->value == base &&
		    strcmp(write->head, last->head) == 0 && strcmp(write->run, last->run) != 0)
			return true;
	}
	return false;
}

static void check_base(struct runner *r)
{
	struct world *w = r->world;
	for (int i = 0; i < RESOURCES; i++) {
		char key[32];
		int64_t base = 0;
		(void)snprintf(key, sizeof key, "Audience/r%d", i);
		const struct cx_node *node = cx_map_get(&r->ledger.resources, key);
		if (node && !cx_node_get_int64(cx_node_get(node, "spec"), "n", &base))
			world_broken(w, NULL, "a resource of the ledger has no value");
		if (base != w->live[i] && !is_of_equals(w, i, base)) {
			fprintf(stderr, "%s: base %d, live %d\n", key, (int)base, w->live[i]);
			world_broken(w, NULL, "base is not what was applied last");
		}
	}
}

static void check_world(struct world *w)
{
	struct runner *r = &w->runners[0];
	struct cx_verify_result result;
	for (size_t i = 0; i < w->runner_count; i++)
		check_journals(&w->runners[i]);
	if (cx_oid_is_zero(&w->ledger)) {
		if (w->write_count)
			world_broken(w, NULL, "something was written, and there is no ledger");
		return;
	}
	if (cx_ledger_read(r->repo, w->tenant, "refs/cxctl/{tenant}", &r->arena, &r->ledger, &r->diags) ||
	    !cx_oid_equal(&r->ledger.tip, &w->ledger))
		world_broken(w, &r->diags, "the ledger cannot be read, or is not the remote's");
	if (cx_ledger_verify(&r->ledger, NULL, NULL, 0, &r->arena, &result, &r->diags) ||
	    (result.verdict != CX_VERDICT_INTACT && result.verdict != CX_VERDICT_EMPTY))
		world_broken(w, &r->diags, result.problem ? result.problem : cx_verdict_name(result.verdict));
	for (size_t i = 0; i < w->write_count; i++)
		if (!is_recorded(r, &w->writes[i]))
			world_broken(w, NULL, "a write is not in the record of its run");
	check_base(r);
}

static void schedule_run(struct runner *runners, const struct cx_oid *head, uint64_t seed)
{
	static const unsigned moods[][2] = {{0, 0}, {25, 0}, {0, 60}, {30, 40}, {80, 100}};
	struct world w = {.seed = seed, .state = seed, .now_ms = START_MS, .head = *head};
	w.ledger = w.run = CX_OID_ZERO;
	size_t mood = world_draw(&w, CX_COUNT(moods));
	w.crash = moods[mood][0];
	w.trouble = moods[mood][1];
	w.runners = runners;
	w.runner_count = 2 + world_draw(&w, 2);
	(void)snprintf(w.tenant, sizeof w.tenant, "s%llu", (unsigned long long)seed);
	(void)snprintf(w.ref, sizeof w.ref, "refs/cxctl/%s", w.tenant);
	(void)snprintf(w.run_ref, sizeof w.run_ref, "refs/cxctl-run/%s", w.tenant);
	for (size_t i = 0; i < w.runner_count; i++) {
		runners[i].world = &w;
		runners[i].skew_ms = (int64_t)world_draw(&w, 40000) - 20000;
		runner_keep_objects(&runners[i]);
		runner_begin_life(&runners[i]);
	}
	run_wild(&w);
	calm_down(&w);
	check_world(&w);
	for (size_t i = 0; i < w.runner_count; i++)
		runner_end_life(&runners[i]);
	total_seals += w.seals;
	total_takeovers += w.takeovers;
	total_crashes += w.crashes;
	total_orphans += w.orphans;
	total_writes += w.write_count;
}

static bool runner_make(struct runner *r, int number)
{
	*r = (struct runner){.number = number};
	runner_connect(r);
	return cx_test_repo_make(&r->files) &&
	       cx_repo_open(r->files.path, &r->repo, &r->diags) == CX_STATUS_OK;
}

/* In a process of its own: with it goes what the crashes left. */
static int batch_run(uint64_t first, uint64_t count)
{
	struct runner *runners = cx_alloc(RUNNERS * sizeof *runners);
	struct cx_oid head;
	bool made = true;
	for (int i = 0; i < RUNNERS && made; i++)
		made = runner_make(&runners[i], i + 1);
	if (!made || !runners_share_objects(runners, RUNNERS) ||
	    cx_repo_resolve(runners[0].repo, "HEAD", &head, &runners[0].diags)) {
		fprintf(stderr, "the repositories cannot be made\n");
		return 1;
	}
	for (uint64_t i = 0; i < count; i++)
		schedule_run(runners, &head, first + i);
	for (int i = RUNNERS - 1; i >= 0; i--)
		cx_test_repo_remove(&runners[i].files);
	printf("%llu to %llu: %zu writes, %zu seals, %zu taken over, %zu of them without a lock, %zu "
	       "crashes\n",
	       (unsigned long long)first, (unsigned long long)(first + count - 1), total_writes, total_seals,
	       total_takeovers, total_orphans, total_crashes);
	(void)fflush(stdout);
	return total_writes && total_seals ? 0 : 1;
}

/* What crashes leave is meant to leak. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static int batches_run(uint64_t count, uint64_t first, int at_once)
{
	int failed = 0, open = 0;
	for (uint64_t done = 0; (done < count && !failed) || open; done += BATCH) {
		bool more = done < count && !failed;
		if (more) {
			pid_t pid = fork();
			if (pid < 0)
				return 1;
			if (pid == 0) {
				uint64_t left = count - done;
				_exit(batch_run(first + done, left < BATCH ? left : BATCH));
			}
			open++;
		}
		int status;
		if (open == at_once || (!more && open)) {
			if (wait(&status) < 0)
				return 1;
			open--;
			failed = failed || status != 0;
		}
	}
	return failed;
}

int main(int argc, char **argv)
{
	unsigned long long count = getenv("CX_ALL") ? 100000 : 60, first = 1;
	int at_once = 2;
	if ((argc > 1 && sscanf(argv[1], "%llu", &count) != 1) ||
	    (argc > 2 && sscanf(argv[2], "%llu", &first) != 1) ||
	    (argc > 3 && (sscanf(argv[3], "%d", &at_once) != 1 || at_once < 1)))
		return 2;
	return batches_run(count, first, at_once);
}
