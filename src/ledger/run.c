/* SPDX-License-Identifier: Apache-2.0 */
/* Opens, takes over and ends runs. */
#include "ledger/run.h"

#include "base/fault.h"
#include "ledger/refs.h"
#include "ledger/run_private.h"

static struct cx_run *run_new(const struct cx_run_new *options)
{
	struct cx_run *run = cx_alloc(sizeof *run);
	const struct cx_ledger *ledger = options->ledger;
	run->clock = options->clock;
	run->ledger = *ledger;
	run->ledger.resources = (struct cx_map)CX_MAP_INIT;
	run->ledger.tenant = cx_arena_strdup(&run->arena, ledger->tenant);
	run->ledger.ref = cx_arena_strdup(&run->arena, ledger->ref);
	run->ledger.run_ref = cx_arena_strdup(&run->arena, ledger->run_ref);
	run->ledger.project = cx_arena_strdup(&run->arena, options->project_path);
	run->lines = (struct cx_buf)CX_BUF_INIT;
	cx_chain_init(&run->chain);
	return run;
}

void cx_run_free(struct cx_run *run)
{
	if (!run)
		return;
	cx_journal_free(run->journal);
	cx_buf_release(&run->lines);
	cx_free(run->records);
	cx_arena_release(&run->arena);
	cx_free(run);
}

const char *cx_run_id(const struct cx_run *run)
{
	return run->id;
}

const struct cx_node *cx_run_document(const struct cx_run *run)
{
	return run->document;
}

const struct cx_node *const *cx_run_records(const struct cx_run *run, size_t *ret_count)
{
	*ret_count = run->record_count;
	return run->records;
}

bool cx_run_is_unused(const struct cx_run *run)
{
	return !run->record_count && !cx_node_get(run->document, "taken_over");
}

static enum cx_status ledger_begin(struct cx_ledger *ledger, struct cx_diags *diags)
{
	const struct cx_ref_move begin = {ledger->ref, CX_OID_ZERO, cx_ledger_genesis};
	struct cx_refs_state state;
	enum cx_status status = cx_ledger_genesis_write(ledger->repo, diags);
	if (!status)
		status = cx_refs_move(ledger, &begin, 1, "cxctl: begin the ledger", diags);
	if (status == CX_STATUS_CONFLICT)
		status = cx_refs_follow(ledger, &state, diags);
	if (status)
		return status == CX_STATUS_IN_DOUBT ? CX_STATUS_FAILED : status;
	ledger->exists = true;
	ledger->tip = cx_ledger_genesis;
	(void)cx_fault(CX_FAULT_KILL);
	return CX_STATUS_OK;
}

/* The ledger's ref, made if it is not there, must still be what the plan was made from. */
static enum cx_status ledger_check(struct cx_run *run, struct cx_diags *diags)
{
	struct cx_ledger *ledger = &run->ledger;
	struct cx_refs_state state;
	struct cx_oid tip;
	enum cx_status status = cx_refs_follow(ledger, &state, diags);
	if (!status && !ledger->exists)
		status = ledger_begin(ledger, diags);
	if (!status) /* the seal will move it: better told now than then */
		status = cx_repo_ref_await(ledger->repo, ledger->ref, diags);
	if (status)
		return status;
	status = cx_repo_ref_read(ledger->repo, ledger->ref, &tip, diags);
	run->read_at = ledger->tip;
	if (!status && cx_oid_equal(&tip, &ledger->tip))
		return CX_STATUS_OK;
	if (status && status != CX_STATUS_ABSENT)
		return status;
	return cx_run_explain_moved(run, diags);
}

static bool is_sealed(void *data, const char *id)
{
	const struct cx_ledger *ledger = data;
	struct cx_diags ignored = CX_DIAGS_INIT;
	struct cx_oid tip;
	bool sealed = cx_repo_ref_read(ledger->repo, ledger->ref, &tip, &ignored) == CX_STATUS_OK &&
		      cx_run_sealed_in(ledger->repo, &tip, id, &ignored);
	cx_diags_release(&ignored);
	return sealed;
}

void cx_run_sweep(const struct cx_ledger *ledger)
{
	struct cx_ledger names = *ledger;
	cx_journal_sweep(ledger, "", is_sealed, &names);
}

/* The journal stays: by it the next apply here knows the run as dead, and removes it, if it was opened. */
static enum cx_status open_in_doubt(struct cx_run *run, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "run.doubt", CX_SPAN_NONE,
					"run %s may be open at %s now; nothing was sent to the tenant",
					run->id, run->ledger.remote->name);
	cx_diag_hint(diags, d, "run cxctl apply here again: it removes what this one left");
	return CX_STATUS_FAILED;
}

static size_t count_of(const struct cx_node *pending, const char *key)
{
	const struct cx_node *items = cx_node_get(pending, key);
	return items ? items->count : 0;
}

/* Bytes that the records of a run take at most. */
static size_t room_for(const struct cx_run *run, const struct cx_node *steps)
{
	const struct cx_node *pending = run->ledger.pending;
	size_t others = count_of(pending, "steps") + count_of(pending, "notifications");
	return CX_JOURNAL_RUN_BYTES + (steps ? steps->count : 0) * CX_JOURNAL_STEP_BYTES +
	       others * CX_JOURNAL_OTHER_BYTES;
}

/* The first of the errors from there on says it for all. */
static enum cx_status nothing_sent(struct cx_diags *diags, size_t from)
{
	if (from < diags->count && diags->items[from]->severity == CX_SEVERITY_ERROR)
		cx_diag_note(diags, diags->items[from], "nothing was sent to the tenant");
	return CX_STATUS_FAILED;
}

/*
 * A disk that fails may do so behind the move of the ref. By its journal the next apply here knows the run as
 * dead, and removes both; without it, it would have to wait for the ref to expire.
 */
static void claim_failed(struct cx_run *run, enum cx_status status)
{
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	struct cx_oid now;
	bool absent =
		cx_repo_ref_read(run->ledger.repo, run->ledger.run_ref, &now, &ignored) == CX_STATUS_ABSENT;
	if (status == CX_STATUS_CONFLICT || absent)
		(void)cx_journal_remove(run->journal, &ignored);
}

static enum cx_status run_begin(struct cx_run *run, size_t bytes, struct cx_diags *diags)
{
	struct cx_oid none = CX_OID_ZERO;
	enum cx_status status = cx_journal_create(&run->ledger, run->id, bytes, &run->journal, diags);
	if (status)
		return status;
	(void)cx_fault(CX_FAULT_KILL);
	status = cx_run_claim(run, &none, diags);
	if (status == CX_STATUS_IN_DOUBT)
		return open_in_doubt(run, diags);
	if (status) {
		claim_failed(run, status);
		return status == CX_STATUS_CONFLICT ? cx_run_explain_open(run, diags) : status;
	}
	(void)cx_fault(CX_FAULT_KILL);
	status = ledger_check(run, diags);
	if (status)
		(void)cx_run_abandon(run, diags);
	return status;
}

enum cx_status cx_run_open(const struct cx_run_new *options, struct cx_run **ret_run, struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_new(options);
	size_t said = diags->count;
	cx_run_id_make(run->clock, run->id);
	run->applied = *options->applied;
	cx_run_describe(run, options);
	enum cx_status status = run_begin(run, room_for(run, options->steps), diags);
	if (status)
		return status == CX_STATUS_FAILED ? nothing_sent(diags, said) : status;
	cx_journal_sweep(&run->ledger, run->id, is_sealed, &run->ledger);
	*ret_run = run;
	run = NULL;
	return CX_STATUS_OK;
}

static enum cx_status journal_altered(struct cx_run *run, const char *problem, struct cx_diags *diags)
{
	struct cx_diag *d =
		cx_diag_error(diags, "journal.altered", "record %lld of the journal %s: %s",
			      (long long)run->chain.seq + 1, cx_journal_path(run->journal), problem);
	cx_diag_hint(diags, d,
		     "somebody or a broken disk changed it; keep a copy, cut it behind the record before, "
		     "and check the tenant by hand");
	return CX_STATUS_DAMAGED;
}

/* The records that a dead owner left; what it wrote last may be half a line. */
static enum cx_status records_recover(struct cx_run *run, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_journal_read(run->journal, &text, diags);
	if (status)
		return status;
	struct cx_chain_reader reader;
	cx_chain_reader_init(&reader, text.data, text.len);
	enum cx_line_state state;
	struct cx_node *record = NULL;
	struct cx_line_problem problem = {0};
	size_t cap = 0;
	while ((state = cx_chain_next(&reader, &run->arena, &record, &problem)) == CX_LINE_GOOD) {
		CX_GROW(run->records, run->record_count, cap);
		run->records[run->record_count++] = record;
		run->chain = reader.chain;
	}
	if (state == CX_LINE_ALTERED)
		return journal_altered(run, problem.text, diags);
	return state == CX_LINE_TORN ? cx_journal_cut(run->journal, reader.at, diags) : CX_STATUS_OK;
}

static enum cx_status journal_open(struct cx_run *run, const struct cx_open_run *open, struct cx_diags *diags)
{
	enum cx_status status = cx_journal_take(&run->ledger, run->id, &run->journal, diags);
	if (status == CX_STATUS_CONFLICT)
		return cx_ledger_explain_open(&run->ledger, open, diags);
	if (status != CX_STATUS_ABSENT)
		return status;
	if (!open->expired)
		return cx_ledger_explain_open(&run->ledger, open, diags);
	const struct cx_node *steps = cx_node_get(open->document, "steps");
	return cx_journal_create(&run->ledger, run->id, room_for(run, steps), &run->journal, diags);
}

/* The seal was made, only its traces are left. */
static enum cx_status traces_remove(struct cx_run *run, const struct cx_open_run *open,
				    struct cx_diags *diags)
{
	const struct cx_ref_move removal = {run->ledger.run_ref, open->commit, CX_OID_ZERO};
	enum cx_status status = CX_STATUS_OK;
	if (!cx_oid_is_zero(&open->commit))
		status = cx_refs_move(&run->ledger, &removal, 1, "cxctl: clean up", diags);
	if (status && status != CX_STATUS_CONFLICT)
		return status;
	status = cx_journal_remove(run->journal, diags);
	return status ? status : CX_STATUS_ABSENT;
}

struct beginning {
	struct cx_run *run;
	const char *head; /* of the ledger, as run_start has it; NULL: there was none */
	struct cx_oid found;
	struct cx_diags *diags;
};

static bool beginning_each(void *data, const struct cx_oid *commit)
{
	struct beginning *beginning = data;
	struct cx_ledger_head head;
	struct cx_run *run = beginning->run;
	if (cx_ledger_head_read(run->ledger.repo, commit, &run->arena, &head, beginning->diags))
		return false;
	if (beginning->head ? !head.hash || strcmp(head.hash, beginning->head) != 0 : head.hash != NULL)
		return true;
	beginning->found = *commit;
	return false;
}

/*
 * The ledger as it was when the run began, if it lost its lock and others came between: what they touched
 * is theirs. Where that cannot be told, all is.
 */
static enum cx_status beginning_find(struct cx_run *run, struct cx_diags *diags)
{
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	if (!run->record_count)
		return CX_STATUS_OK;
	struct beginning beginning = {.run = run,
				      .head = cx_node_get_text(run->records[0], "head"),
				      .found = cx_ledger_genesis,
				      .diags = &ignored};
	enum cx_status status = cx_ledger_genesis_write(run->ledger.repo, diags);
	if (status)
		return status;
	(void)cx_repo_walk(run->ledger.repo, &run->ledger.tip, beginning_each, &beginning, &ignored);
	run->ledger.tip = beginning.found;
	return CX_STATUS_OK;
}

enum cx_status cx_run_take_over(const struct cx_run_new *options, const struct cx_open_run *open,
				struct cx_run **ret_run, struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_run) struct cx_run *run = run_new(options);
	if (!open->dead_here && !open->expired)
		return cx_ledger_explain_open(&run->ledger, open, diags);
	(void)snprintf(run->id, sizeof run->id, "%s", open->run);
	run->applied = open->applied;
	enum cx_status status = journal_open(run, open, diags);
	if (status)
		return status;
	if (is_sealed(&run->ledger, run->id))
		return traces_remove(run, open, diags);
	status = records_recover(run, diags);
	if (status)
		return status;
	run->document = cx_node_copy(&run->arena, open->document);
	if (!open->dead_here)
		cx_node_set(run->document, "taken_over", cx_node_bool(&run->arena, true));
	cx_run_own(run, options);
	status = cx_run_claim(run, &open->commit, diags);
	if (status == CX_STATUS_IN_DOUBT)
		return CX_STATUS_FAILED;
	if (status)
		return status == CX_STATUS_CONFLICT ? cx_run_explain_open(run, diags) : status;
	(void)cx_fault(CX_FAULT_KILL);
	status = ledger_check(run, diags);
	if (!status)
		status = beginning_find(run, diags);
	if (status)
		return status;
	*ret_run = run;
	run = NULL;
	return CX_STATUS_OK;
}

enum cx_status cx_run_dead(struct cx_run *run, struct cx_diags *diags)
{
	cx_diag_error(diags, "run.dead", "run %s cannot go on after what happened to its journal", run->id);
	return CX_STATUS_FAILED;
}

void cx_run_add(struct cx_run *run, struct cx_node *record)
{
	char now[CX_TIME_LEN + 1];
	cx_time_format(run->clock->realtime_ms(run->clock), now);
	cx_node_set(record, "time", cx_node_string(&run->arena, cx_arena_strdup(&run->arena, now)));
	cx_node_set(record, "run", cx_node_string(&run->arena, run->id));
	cx_chain_add(&run->chain, &run->arena, record, &run->lines);
}

enum cx_status cx_run_sync(struct cx_run *run, struct cx_diags *diags)
{
	if (run->dead)
		return cx_run_dead(run, diags);
	if (!run->lines.len)
		return CX_STATUS_OK;
	enum cx_status status = cx_journal_append(run->journal, &run->lines, diags);
	run->dead = status != CX_STATUS_OK;
	cx_buf_clear(&run->lines);
	(void)cx_fault(CX_FAULT_KILL);
	return status;
}
