/* SPDX-License-Identifier: Apache-2.0 */
/* A runner of the schedules: fetches, takes over what was left, opens a run, sends, seals; and dies. */
#include "schedules.h"

#include "ledger/run.h"

#include <dirent.h>

void runner_begin_life(struct runner *r)
{
	r->life = ++r->world->lives;
	r->phase = PHASE_IDLE;
	r->run = NULL;
	r->count = r->at = 0;
	r->arena = (struct cx_arena)CX_ARENA_INIT;
	r->diags = (struct cx_diags)CX_DIAGS_INIT;
	r->ledger = (struct cx_ledger){0};
}

void runner_end_life(struct runner *r)
{
	cx_run_free(r->run);
	cx_ledger_release(&r->ledger);
	cx_diags_release(&r->diags);
	cx_arena_release(&r->arena);
	runner_begin_life(r);
}

static void arrive(struct runner *r)
{
	struct world *w = r->world;
	struct step *step = &r->steps[r->at];
	if (w->holder != r->life)
		world_broken(w, NULL, "a write arrives from a runner that has not the lock");
	if (w->write_count == MAX_WRITES)
		world_broken(w, NULL, "too many writes");
	struct write *write = &w->writes[w->write_count++];
	(void)snprintf(write->run, sizeof write->run, "%s", cx_run_id(r->run));
	(void)snprintf(write->head, sizeof write->head, "%s", r->ledger.head ? r->ledger.head : "");
	write->resource = step->resource;
	w->live[step->resource] = write->value = step->value;
	step->arrived = true;
	world_trace(w, "runner %d: %s writes r%d = %d", r->number, write->run, step->resource, step->value);
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
void runner_die(struct runner *r)
{
	r->world->crashes++;
	if (r->phase == PHASE_FLIGHT && r->world->holder == r->life && world_draw(r->world, 2))
		arrive(r);
	descriptors_close(r);
	world_trace(r->world, "runner %d dies, with %s", r->number, r->run ? cx_run_id(r->run) : "no run");
	runner_begin_life(r);
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
	runner_end_life(r);
	return false;
}

static struct cx_node *start_new(struct runner *r)
{
	const char *head = r->ledger.head;
	return cx_test_json(
		&r->arena,
		cx_arena_printf(&r->arena,
				"{\"type\":\"run_start\",\"actor\":\"a\",\"host\":"
				"\"h\",\"project\":\"cxctl.yaml\",\"commit\":\"%s\",\"head\":%s%s%s}",
				r->world->head.hex, head ? "\"" : "", head ? head : "null",
				head ? "\"" : ""));
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
	struct cx_oid commit = CX_OID_ZERO;
	end_run(r, "run_end");
	if (!cx_run_seal(r->run, &seal, &commit, &r->diags))
		r->world->seals++;
	world_trace(r->world, "runner %d: %s sealed at %.8s, %zu changes%s%s", r->number, cx_run_id(r->run),
		    commit.hex, seal.change_count, r->diags.count ? ", " : "",
		    r->diags.count ? r->diags.items[0]->message : "");
	runner_end_life(r);
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
			world_broken(r->world, NULL, "a step of a run cannot be read");
	}
}

/* As the engine does it: what the journal tells is believed, the rest is read off the tenant. */
static void recover_run(struct runner *r)
{
	size_t count;
	const struct cx_node *const *records = cx_run_records(r->run, &count);
	bool intents[RESOURCES] = {false}, closed[RESOURCES] = {false}, lost = cx_run_is_anew(r->run);
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
		if (strcmp(type, "announced") == 0)
			continue;
		closed[resource] = strcmp(type, "intent") != 0;
		step->arrived = step->arrived || applied;
	}
	if (lost)
		cx_run_begin_anew(r->run, start_new(r));
	end_run(r, "recovered");
	for (size_t i = 0; i < r->count; i++) {
		struct step *step = &r->steps[i];
		if (closed[step->resource] || (!lost && !intents[step->resource]))
			continue;
		step->arrived = r->world->live[step->resource] == step->value;
		world_trace(r->world, "runner %d: %s reads r%d = %d, wanted %d", r->number, cx_run_id(r->run),
			    step->resource, r->world->live[step->resource], step->value);
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
	if (status == CX_STATUS_DAMAGED)
		world_broken(r->world, &r->diags, "a journal is damaged");
	if (status) {
		runner_end_life(r);
		return;
	}
	r->world->takeovers++;
	world_trace(r->world, "runner %d takes %s over", r->number, open->run);
	if (cx_run_is_unused(r->run)) {
		(void)cx_run_abandon(r->run, &r->diags);
		runner_end_life(r);
	} else {
		recover_run(r);
	}
}

static void open_run(struct runner *r)
{
	struct world *w = r->world;
	struct cx_node *steps = cx_node_new(&r->arena, CX_NODE_ARRAY);
	size_t first = world_draw(w, RESOURCES);
	r->count = 1 + world_draw(w, RESOURCES);
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
		runner_end_life(r);
		return;
	}
	world_trace(w, "runner %d opens %s on %.8s", r->number, cx_run_id(r->run), r->ledger.tip.hex);
	cx_run_add(r->run, start_new(r));
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
		world_broken(w, &r->diags, "a name");
	names.repo = r->repo;
	names.remote = &r->remote;
	enum cx_status status = cx_refs_follow(&names, &state, &r->diags);
	if (!status)
		status = cx_ledger_read(r->repo, w->tenant, "refs/cxctl/{tenant}", &r->arena, &r->ledger,
					&r->diags);
	if (status == CX_STATUS_DAMAGED)
		world_broken(w, &r->diags, "the ledger is damaged or rewound");
	r->ledger.remote = &r->remote;
	bool orphan = false;
	if (!status) {
		status = cx_ledger_open_run(&r->ledger, &r->clock, &r->arena, &open, &r->diags);
		if (status == CX_STATUS_ABSENT) {
			status = cx_ledger_orphan_run(&r->ledger, "cxctl.yaml", &r->arena, &open, &r->diags);
			orphan = !status;
		}
	}
	if (status == CX_STATUS_DAMAGED)
		world_broken(w, &r->diags, "the open run is damaged");
	w->orphans += orphan;
	if (!status && (open.dead_here || open.expired)) {
		take_over(r, &open);
	} else if (status == CX_STATUS_ABSENT) {
		cx_run_sweep(&r->ledger);
		if (w->quiet)
			runner_end_life(r);
		else
			open_run(r);
	} else {
		runner_end_life(r);
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
	r->arrives_ms =
		w->now_ms + (int64_t)(world_draw(w, 3) ? world_draw(w, 1000) : world_draw(w, 4 * MINUTE));
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

void runner_act(struct runner *r)
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
		runner_die(r);
	w->crashed = outer;
	r->busy = false;
}
