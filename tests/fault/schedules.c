/* SPDX-License-Identifier: Apache-2.0 */
/* Two or three runners on one shared ledger, by seeds: they crash, pushes end unseen, locks expire. */
/*
 * src/ledger is real, on a repository a runner; the remote is two refs in memory that obey leases and fail as
 * a network does; the tenant is a few numbers. Of a runner that crashes, even within a push, nothing goes on:
 * the stack is left by longjmp, what it had open is closed, its memory is not missed until the batch ends.
 * Held to: one writer at a time; the ledger only goes forward; in the end every write that arrived is in the
 * record of its run, base is what was applied last, and no run and no journal is left.
 *
 * schedules COUNT [FIRST]
 */
#include "base/num.h"
#include "ledger/audit.h"
#include "ledger/refs.h"
#include "ledger/verify.h"
#include "support/ledgerrun.h"

#include <dirent.h>
#include <setjmp.h>

#define START_MS INT64_C(1795254300123)
#define MINUTE   INT64_C(60000)

enum { RUNNERS = 3, RESOURCES = 3, BATCH = 50, MAX_WRITES = 400, TICKS = 70 };

enum phase { PHASE_IDLE, PHASE_INTENT, PHASE_SEND, PHASE_FLIGHT, PHASE_SEAL };

struct step {
	int resource, value;
	bool arrived;
};

struct write {
	char run[CX_RUN_ID_LEN + 1];
	int resource, value;
};

struct world;

struct runner {
	struct cx_refs_remote remote; /* first: the remote's calls get a pointer to it */
	struct cx_clock clock;        /* second: a clock's calls find the runner by it */
	struct world *world;
	int number, life; /* life: of the process; another one after a crash */
	int64_t skew_ms;
	struct cx_test_repo files;
	struct cx_repo *repo;
	bool busy; /* somewhere in a call */
	enum phase phase;
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_ledger ledger;
	struct cx_run *run;
	struct step steps[RESOURCES];
	size_t count, at;
	int64_t arrives_ms;
};

struct world {
	uint64_t seed, state;
	int64_t now_ms;
	char tenant[32], ref[64], run_ref[64];
	struct cx_oid ledger, run; /* the remote's refs */
	int holder;                /* life of the runner that has the lock; 0: nobody */
	int lives;
	struct runner *runners;
	size_t runner_count;
	int live[RESOURCES], values;
	struct write writes[MAX_WRITES];
	size_t write_count;
	unsigned crash, trouble; /* per thousand calls */
	bool quiet;              /* nothing new begins, nothing fails */
	bool unlocked;           /* somebody removed a lock by hand */
	jmp_buf *crashed;
	struct cx_oid head; /* what is applied */
	size_t seals, takeovers, crashes, orphans;
};

static size_t total_seals, total_takeovers, total_crashes, total_orphans, total_writes;

static uint64_t draw(struct world *w, uint64_t below)
{
	uint64_t z = w->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % below;
}

static bool chance(struct world *w, unsigned per_thousand)
{
	return !w->quiet && draw(w, 1000) < per_thousand;
}

static void CX_NORETURN broken(const struct world *w, const struct cx_diags *diags, const char *what)
{
	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)w->seed, what);
	for (size_t i = 0; diags && i < diags->count; i++)
		fprintf(stderr, "  %s [%s]\n", diags->items[i]->message, diags->items[i]->code);
	_exit(1);
}

/* ---- time ---- */

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

/* ---- the remote ---- */

static void act(struct runner *r);

/* Others get on while this one waits for an answer; and it may end here. */
static void meanwhile(struct runner *r)
{
	struct world *w = r->world;
	if (chance(w, 120)) {
		struct runner *other = &w->runners[draw(w, w->runner_count)];
		if (!other->busy)
			act(other);
	}
	w->now_ms += (int64_t)draw(w, 400);
	if (chance(w, w->crash))
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
	if (chance(r->world, r->world->trouble))
		return trouble(diags, CX_STATUS_FAILED);
	for (size_t i = 0; i < count; i++)
		ret_at[i] = strcmp(refs[i], r->world->ref) == 0 ? r->world->ledger : r->world->run;
	meanwhile(r);
	return CX_STATUS_OK;
}

/* All repositories have their objects in one place. */
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
		broken(r->world, &r->diags, "the ledger does not go forward");
	cx_arena_release(&arena);
}

static enum cx_status remote_push(struct cx_refs_remote *remote, const struct cx_ref_move *moves,
				  size_t count, struct cx_diags *diags)
{
	struct runner *r = (struct runner *)(void *)remote;
	struct world *w = r->world;
	meanwhile(r);
	if (chance(w, w->trouble))
		return trouble(diags, CX_STATUS_IN_DOUBT);
	if (chance(w, w->trouble / 4))
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
		} else {
			w->run = moves[i].to;
			w->holder = cx_oid_is_zero(&w->run) ? 0 : r->life;
		}
	}
	meanwhile(r);
	return chance(w, w->trouble) ? trouble(diags, CX_STATUS_IN_DOUBT) : CX_STATUS_OK;
}

/* ---- a runner ---- */

static void life_begin(struct runner *r)
{
	r->life = ++r->world->lives;
	r->phase = PHASE_IDLE;
	r->run = NULL;
	r->count = r->at = 0;
	r->arena = (struct cx_arena)CX_ARENA_INIT;
	r->diags = (struct cx_diags)CX_DIAGS_INIT;
	r->ledger = (struct cx_ledger){0};
}

static void life_end(struct runner *r)
{
	cx_run_free(r->run);
	cx_ledger_release(&r->ledger);
	cx_diags_release(&r->diags);
	cx_arena_release(&r->arena);
	life_begin(r);
}

static void arrive(struct runner *r)
{
	struct world *w = r->world;
	struct step *step = &r->steps[r->at];
	if (w->holder != r->life)
		broken(w, NULL, "a write arrives from a runner that has not the lock");
	if (w->write_count == MAX_WRITES)
		broken(w, NULL, "too many writes");
	struct write *write = &w->writes[w->write_count++];
	(void)snprintf(write->run, sizeof write->run, "%s", cx_run_id(r->run));
	write->resource = step->resource;
	w->live[step->resource] = write->value = step->value;
	step->arrived = true;
}

/* The kernel closes what a dead process had open: its lock on its journal ends. */
static void descriptors_close(const struct runner *r)
{
	DIR *dir = opendir("/proc/self/fd");
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		char path[512], target[512];
		int fd;
		(void)snprintf(path, sizeof path, "/proc/self/fd/%.20s", entry->d_name);
		ssize_t n = readlink(path, target, sizeof target - 1);
		if (n <= 0 || sscanf(entry->d_name, "%d", &fd) != 1)
			continue;
		target[n] = '\0';
		if (strncmp(target, r->files.path, strlen(r->files.path)) == 0 && strstr(target, ".jsonl"))
			close(fd);
	}
	if (dir)
		closedir(dir);
}

/* A request that had left may still have arrived. */
static void die(struct runner *r)
{
	r->world->crashes++;
	if (r->phase == PHASE_FLIGHT && r->world->holder == r->life && draw(r->world, 2))
		arrive(r);
	descriptors_close(r);
	life_begin(r);
}

static struct cx_node *record_new(struct runner *r, const char *type, int resource, const char *result)
{
	const char *text =
		result ? cx_arena_printf(&r->arena,
					 "{\"type\":\"%s\",\"address\":\"Audience/r%d\",\"action\":"
					 "\"update\",\"result\":\"%s\"}",
					 type, resource, result)
		       : cx_arena_printf(&r->arena,
					 "{\"type\":\"%s\",\"address\":\"Audience/r%d\",\"action\":"
					 "\"update\"}",
					 type, resource);
	return cx_test_json(&r->arena, text);
}

static bool sync_run(struct runner *r)
{
	if (!cx_run_sync(r->run, &r->diags))
		return true;
	life_end(r);
	return false;
}

static void start_add(struct runner *r)
{
	const char *head = r->ledger.head;
	cx_run_add(r->run,
		   cx_test_json(&r->arena, cx_arena_printf(&r->arena,
							   "{\"type\":\"run_start\",\"actor\":\"a\",\"host\":"
							   "\"h\",\"commit\":\"%s\",\"head\":%s%s%s}",
							   r->world->head.hex, head ? "\"" : "",
							   head ? head : "null", head ? "\"" : "")));
}

static void end_run(struct runner *r, const char *type)
{
	cx_run_add(r->run, cx_test_json(&r->arena, cx_arena_printf(&r->arena, "{\"type\":\"%s\"}", type)));
}

static void seal_run(struct runner *r)
{
	struct cx_tree_change changes[RESOURCES];
	struct cx_seal seal = {.changes = changes,
			       .message = "sealed\n",
			       .author_name = "A",
			       .author_email = "a@example.com"};
	for (size_t i = 0; i < r->count; i++) {
		const struct step *step = &r->steps[i];
		if (!step->arrived)
			continue;
		char *text = cx_arena_printf(&r->arena, "{\"id\":\"x\",\"spec\":{\"n\":%d}}", step->value);
		changes[seal.change_count++] = (struct cx_tree_change){
			cx_arena_printf(&r->arena, "resources/Audience/r%d.json", step->resource), text,
			strlen(text)};
	}
	struct cx_oid commit;
	end_run(r, "run_end");
	if (!cx_run_seal(r->run, &seal, &commit, &r->diags))
		r->world->seals++;
	life_end(r);
}

static struct step *step_find(struct runner *r, int resource)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->steps[i].resource == resource)
			return &r->steps[i];
	return NULL;
}

static void steps_read(struct runner *r)
{
	const struct cx_node *steps = cx_node_get(cx_run_document(r->run), "steps");
	r->count = 0;
	for (const struct cx_node *node = steps ? steps->first : NULL; node; node = node->next) {
		struct step *step = &r->steps[r->count++];
		const char *address = cx_node_get_text(node, "address"),
			   *body = cx_node_get_text(node, "body");
		*step = (struct step){0};
		if (!address || !body || sscanf(address, "Audience/r%d", &step->resource) != 1 ||
		    sscanf(body, "%d", &step->value) != 1)
			broken(r->world, NULL, "a step of a run cannot be read");
	}
}

/* As the engine does it: what the journal tells is believed, the rest is read off the tenant. */
static void recover_run(struct runner *r)
{
	size_t count;
	const struct cx_node *const *records = cx_run_records(r->run, &count);
	bool intents[RESOURCES] = {false}, closed[RESOURCES] = {false};
	steps_read(r);
	for (size_t i = 0; i < count; i++) {
		const char *address = cx_node_get_text(records[i], "address"),
			   *type = cx_node_get_text(records[i], "type");
		int resource;
		struct step *step;
		if (!address || sscanf(address, "Audience/r%d", &resource) != 1 ||
		    !(step = step_find(r, resource)))
			continue;
		bool applied = cx_node_is_text(cx_node_get(records[i], "result"), "applied");
		intents[resource] = intents[resource] || strcmp(type, "intent") == 0;
		closed[resource] = strcmp(type, "intent") != 0;
		step->arrived = step->arrived || applied;
	}
	if (!count)
		start_add(r);
	end_run(r, "recovered");
	for (size_t i = 0; i < r->count; i++) {
		struct step *step = &r->steps[i];
		if (closed[step->resource] || (count && !intents[step->resource]))
			continue;
		step->arrived = r->world->live[step->resource] == step->value;
		cx_run_add(r->run, record_new(r, "resolved", step->resource,
					      step->arrived ? "applied" : "not_applied"));
	}
	seal_run(r);
}

static struct cx_run_new options_of(struct runner *r, const struct cx_oid *applied)
{
	return (struct cx_run_new){.ledger = &r->ledger,
				   .clock = &r->clock,
				   .applied = applied,
				   .actor = cx_arena_printf(&r->arena, "runner %d", r->number),
				   .host = "h",
				   .fingerprint = "sha256:f",
				   .project_path = "cxctl.yaml"};
}

static void take_over(struct runner *r, const struct cx_open_run *open)
{
	struct cx_run_new options = options_of(r, &open->applied);
	enum cx_status status = cx_run_take_over(&options, open, &r->run, &r->diags);
	size_t count = 0;
	if (status == CX_STATUS_DAMAGED)
		broken(r->world, &r->diags, "a journal is damaged");
	if (status) {
		life_end(r);
		return;
	}
	r->world->takeovers++;
	(void)cx_run_records(r->run, &count);
	if (!count && open->dead_here) {
		(void)cx_run_abandon(r->run, &r->diags);
		life_end(r);
	} else {
		recover_run(r);
	}
}

static void open_run(struct runner *r)
{
	struct world *w = r->world;
	struct cx_node *steps = cx_node_new(&r->arena, CX_NODE_ARRAY);
	size_t first = draw(w, RESOURCES);
	r->count = 1 + draw(w, RESOURCES);
	for (size_t i = 0; i < r->count; i++) {
		struct step *step = &r->steps[i];
		*step = (struct step){.resource = (int)((first + i) % RESOURCES), .value = ++w->values};
		cx_node_push(steps, cx_test_json(&r->arena,
						 cx_arena_printf(&r->arena,
								 "{\"address\":\"Audience/r%d\",\"action\":"
								 "\"update\",\"body\":\"%d\"}",
								 step->resource, step->value)));
	}
	struct cx_run_new options = options_of(r, &w->head);
	options.steps = steps;
	if (cx_run_open(&options, &r->run, &r->diags)) {
		life_end(r);
		return;
	}
	start_add(r);
	if (sync_run(r))
		r->phase = PHASE_INTENT;
}

/* Fetches, reads, and begins: with what an earlier run left, if there is something. */
static void begin(struct runner *r)
{
	struct world *w = r->world;
	struct cx_ledger names;
	struct cx_refs_state state;
	struct cx_open_run open;
	if (cx_ledger_name(w->tenant, "refs/cxctl/{tenant}", &r->arena, &names, &r->diags))
		broken(w, &r->diags, "a name");
	names.repo = r->repo;
	names.remote = &r->remote;
	enum cx_status status = cx_refs_follow(&names, &state, &r->diags);
	if (!status)
		status = cx_ledger_read(r->repo, w->tenant, "refs/cxctl/{tenant}", &r->arena, &r->ledger,
					&r->diags);
	if (status == CX_STATUS_DAMAGED)
		broken(w, &r->diags, "the ledger is damaged or rewound");
	r->ledger.remote = &r->remote;
	bool orphan = false;
	if (!status) {
		status = cx_ledger_open_run(&r->ledger, &r->clock, &r->arena, &open, &r->diags);
		if (status == CX_STATUS_ABSENT) {
			status = cx_ledger_orphan_run(&r->ledger, &r->arena, &open, &r->diags);
			orphan = !status;
		}
	}
	if (status == CX_STATUS_DAMAGED)
		broken(w, &r->diags, "the open run is damaged");
	w->orphans += orphan;
	if (!status && (open.dead_here || open.expired)) {
		take_over(r, &open);
	} else if (status == CX_STATUS_ABSENT) {
		cx_run_sweep(&r->ledger);
		if (w->quiet)
			life_end(r);
		else
			open_run(r);
	} else {
		life_end(r);
	}
}

static void step_intent(struct runner *r)
{
	cx_run_add(
		r->run,
		cx_test_json(&r->arena,
			     cx_arena_printf(&r->arena,
					     "{\"type\":\"intent\",\"address\":\"Audience/r%d\",\"action\":"
					     "\"update\",\"body\":\"%d\"}",
					     r->steps[r->at].resource, r->steps[r->at].value)));
	if (sync_run(r))
		r->phase = PHASE_SEND;
}

/* A request of minutes is within what a renewal allows. */
static void step_send(struct runner *r)
{
	struct world *w = r->world;
	if (cx_run_renew(r->run, &r->diags)) {
		cx_run_add(r->run, record_new(r, "outcome", r->steps[r->at].resource, "not_applied"));
		r->phase = PHASE_SEAL;
		return;
	}
	r->arrives_ms = w->now_ms + (int64_t)(draw(w, 3) ? draw(w, 1000) : draw(w, 4 * MINUTE));
	r->phase = PHASE_FLIGHT;
}

static void step_flight(struct runner *r)
{
	if (r->world->now_ms < r->arrives_ms)
		return;
	arrive(r);
	cx_run_add(r->run, record_new(r, "outcome", r->steps[r->at].resource, "applied"));
	if (!sync_run(r))
		return;
	r->phase = ++r->at < r->count ? PHASE_INTENT : PHASE_SEAL;
}

static void act(struct runner *r)
{
	static void (*const phases[])(struct runner * r) = {[PHASE_IDLE] = begin,
							    [PHASE_INTENT] = step_intent,
							    [PHASE_SEND] = step_send,
							    [PHASE_FLIGHT] = step_flight,
							    [PHASE_SEAL] = seal_run};
	struct world *w = r->world;
	jmp_buf here, *volatile outer = w->crashed;
	r->busy = true;
	w->crashed = &here;
	if (setjmp(here) == 0)
		phases[r->phase](r);
	else
		die(r);
	w->crashed = outer;
	r->busy = false;
}

/* ---- a schedule ---- */

/* An operator who knows that the runner is gone. */
static void unlock(struct world *w)
{
	for (size_t i = 0; i < w->runner_count; i++)
		if (w->runners[i].life == w->holder)
			return;
	w->unlocked = w->unlocked || w->holder;
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
			act(r);
			return;
		}
	}
	w->now_ms += ms;
}

static void run_wild(struct world *w)
{
	for (int i = 0; i < TICKS; i++) {
		struct runner *r = &w->runners[draw(w, w->runner_count)];
		uint64_t dice = draw(w, 100);
		if (dice < 80)
			act(r);
		else if (dice < 95)
			pass_time(w, (int64_t)(draw(w, 2) ? draw(w, 20 * 1000) : draw(w, 8 * MINUTE)));
		else if (dice < 98)
			die(r);
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
		act(&w->runners[(size_t)i % w->runner_count]);
		pass_time(w, i % 20 == 19 ? 16 * MINUTE : 1000);
	}
	if (!is_settled(w))
		broken(w, NULL, "it never settles");
	/* All have seen it, and swept what they left. */
	for (size_t i = 0; i < w->runner_count; i++)
		act(&w->runners[i]);
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
			broken(r->world, NULL, "a journal is left");
	if (dir)
		closedir(dir);
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
			broken(w, NULL, "a resource of the ledger has no value");
		if (base != w->live[i]) {
			fprintf(stderr, "%s: base %d, live %d\n", key, (int)base, w->live[i]);
			broken(w, NULL, "base is not what was applied last");
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
			broken(w, NULL, "something was written, and there is no ledger");
		return;
	}
	if (cx_ledger_read(r->repo, w->tenant, "refs/cxctl/{tenant}", &r->arena, &r->ledger, &r->diags) ||
	    !cx_oid_equal(&r->ledger.tip, &w->ledger))
		broken(w, &r->diags, "the ledger cannot be read, or is not the remote's");
	if (cx_ledger_verify(&r->ledger, NULL, NULL, 0, &r->arena, &result, &r->diags) ||
	    (result.verdict != CX_VERDICT_INTACT && result.verdict != CX_VERDICT_EMPTY))
		broken(w, &r->diags, result.problem ? result.problem : cx_verdict_name(result.verdict));
	for (size_t i = 0; i < w->write_count; i++)
		if (!is_recorded(r, &w->writes[i]))
			broken(w, NULL, "a write is not in the record of its run");
	check_base(r);
}

static void schedule_run(struct runner *runners, const struct cx_oid *head, uint64_t seed)
{
	static const unsigned moods[][2] = {{0, 0}, {25, 0}, {0, 60}, {30, 40}, {80, 100}};
	struct world w = {.seed = seed, .state = seed, .now_ms = START_MS, .head = *head};
	w.ledger = w.run = CX_OID_ZERO;
	size_t mood = draw(&w, CX_COUNT(moods));
	w.crash = moods[mood][0];
	w.trouble = moods[mood][1];
	w.runners = runners;
	w.runner_count = 2 + draw(&w, 2);
	(void)snprintf(w.tenant, sizeof w.tenant, "s%llu", (unsigned long long)seed);
	(void)snprintf(w.ref, sizeof w.ref, "refs/cxctl/%s", w.tenant);
	(void)snprintf(w.run_ref, sizeof w.run_ref, "refs/cxctl-run/%s", w.tenant);
	for (size_t i = 0; i < w.runner_count; i++) {
		runners[i].world = &w;
		runners[i].skew_ms = (int64_t)draw(&w, 40000) - 20000;
		life_begin(&runners[i]);
	}
	run_wild(&w);
	calm_down(&w);
	check_world(&w);
	for (size_t i = 0; i < w.runner_count; i++)
		life_end(&runners[i]);
	total_seals += w.seals;
	total_takeovers += w.takeovers;
	total_crashes += w.crashes;
	total_orphans += w.orphans;
	total_writes += w.write_count;
}

static bool runner_make(struct runner *r, struct runner *first, int number)
{
	*r = (struct runner){.number = number,
			     .remote = {.name = "origin",
					.clock = &r->clock,
					.list = remote_list,
					.fetch = remote_fetch,
					.push = remote_push},
			     .clock = {clock_real, clock_steady, clock_sleep}};
	if (!cx_test_repo_make(&r->files))
		return false;
	if (r != first && cx_test_shell(&r->files, NULL,
					"rm -rf .git/objects && ln -s '%s/.git/objects' "
					".git/objects",
					first->files.path))
		return false;
	return cx_repo_open(r->files.path, &r->repo, &r->diags) == CX_STATUS_OK;
}

/* In a process of its own: with it goes what the crashes left. */
static int batch_run(uint64_t first, uint64_t count)
{
	struct runner *runners = cx_alloc(RUNNERS * sizeof *runners);
	struct cx_oid head;
	bool made = true;
	for (int i = 0; i < RUNNERS && made; i++)
		made = runner_make(&runners[i], &runners[0], i + 1);
	if (!made || cx_repo_resolve(runners[0].repo, "HEAD", &head, &runners[0].diags)) {
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

static int batches_run(uint64_t count, uint64_t first)
{
	enum { AT_ONCE = 2 };
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
		if (open == AT_ONCE || (!more && open)) {
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
	if ((argc > 1 && sscanf(argv[1], "%llu", &count) != 1) ||
	    (argc > 2 && sscanf(argv[2], "%llu", &first) != 1))
		return 2;
	return batches_run(count, first);
}
