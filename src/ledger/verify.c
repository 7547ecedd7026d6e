/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies a ledger: every seal from the genesis on, then the open run's journal. */
#include "ledger/verify.h"

#include "base/file.h"
#include "base/limits.h"
#include "ledger/audit.h"

static const char *const names[] = {
	[CX_VERDICT_INTACT] = "intact",     [CX_VERDICT_EMPTY] = "empty",
	[CX_VERDICT_IN_DOUBT] = "in doubt", [CX_VERDICT_TORN] = "torn tail",
	[CX_VERDICT_ALTERED] = "altered",   [CX_VERDICT_TRUNCATED] = "truncated",
};

static const char *const anchors[] = {
	[CX_ANCHOR_NONE] = "no anchor",
	[CX_ANCHOR_HEAD] = "head",
	[CX_ANCHOR_REMOTE] = "remote",
	[CX_ANCHOR_SIGNED] = "signature",
};

const char *cx_anchor_name(enum cx_anchor anchor)
{
	return anchors[anchor];
}

const char *cx_verdict_name(enum cx_verdict verdict)
{
	return names[verdict];
}

struct oid_list {
	struct cx_oid *items;
	size_t count, cap;
};

/* A step that may have happened; the newest per address. */
struct doubt {
	char run[CX_RUN_ID_LEN + 1];
	int64_t seq;
	bool open;
};

struct verification {
	const struct cx_ledger *ledger;
	const char *expected;
	struct cx_map known;    /* head -> struct cx_known_head */
	struct cx_arena *arena; /* the caller's: what the result points at */
	struct cx_map doubts;   /* address -> struct doubt */
	char head[CX_SHA256_HEX + 1];
	struct cx_verify_result result;
	struct cx_diags *diags;
};

/* The first problem of the gravest kind is told. */
static void verdict_set(struct verification *v, enum cx_verdict verdict, enum cx_tamper change,
			const char *run, int64_t seq, const char *problem)
{
	if (verdict <= v->result.verdict && v->result.problem)
		return;
	v->result.verdict = verdict;
	v->result.change = change;
	v->result.run = run ? cx_arena_strdup(v->arena, run) : NULL;
	v->result.seq = seq;
	v->result.problem = cx_arena_strdup(v->arena, problem);
}

static void seal_altered(struct verification *v, const char *run, int64_t seq, const char *problem)
{
	verdict_set(v, CX_VERDICT_ALTERED, CX_TAMPER_SEAL, run, seq, problem);
}

/* What cannot be read because somebody broke it is altered; what a clone leaves out is not. */
static enum cx_status unreadable(struct verification *v, enum cx_status status, const char *run)
{
	const struct cx_diag *last = v->diags->count ? v->diags->items[v->diags->count - 1] : NULL;
	bool broken = status == CX_STATUS_DAMAGED || status == CX_STATUS_INVALID ||
		      (last && strcmp(last->code, "git.object") == 0);
	if (!broken)
		return status;
	seal_altered(v, run, 0, last ? last->message : "it cannot be read");
	return CX_STATUS_OK;
}

static void doubt_track(struct verification *v, const char *run, const struct cx_node *record, int64_t seq)
{
	const char *type = cx_node_get_text(record, "type"), *address = cx_node_get_text(record, "address");
	bool intent = type && strcmp(type, "intent") == 0;
	bool answer = type && (strcmp(type, "outcome") == 0 || strcmp(type, "resolved") == 0);
	if (!address || (!intent && !answer))
		return;
	struct doubt *doubt = cx_map_get(&v->doubts, address);
	bool unknown = answer && cx_node_is_text(cx_node_get(record, "result"), "unknown");
	if (!intent && !unknown) {
		if (doubt)
			doubt->open = false;
		return;
	}
	if (!doubt) {
		doubt = cx_arena_alloc(v->arena, sizeof *doubt);
		(void)cx_map_put(&v->doubts, cx_arena_strdup(v->arena, address), doubt);
	}
	*doubt = (struct doubt){.seq = seq, .open = true};
	(void)snprintf(doubt->run, sizeof doubt->run, "%s", run);
}

/* The records of one run, as they pass by. */
struct passing {
	struct verification *v;
	const char *run;
	char commit[CX_OID_LEN + 1]; /* that its run_start names */
};

static void record_pass(void *data, const struct cx_node *record, int64_t seq)
{
	struct passing *p = data;
	const char *commit = seq == 1 ? cx_node_get_text(record, "commit") : NULL;
	if (commit)
		(void)snprintf(p->commit, sizeof p->commit, "%s", commit);
	doubt_track(p->v, p->run, record, seq);
}

static void head_check(struct verification *v, const char *run, const struct cx_ledger_head *head)
{
	if (strcmp(head->hash, v->head) != 0)
		seal_altered(v, run, 0, "the hash of head.json is not that of the chain of runs");
	else if (head->runs != v->result.runs)
		seal_altered(v, run, 0, "head.json counts another number of runs");
}

/* The audit file that a seal adds, and the head that follows from it. */
static enum cx_status records_check(struct verification *v, const struct cx_oid *commit,
				    const struct cx_seal_files *files, const struct cx_commit_info *info,
				    struct cx_arena *arena)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_audit_end end;
	enum cx_status status =
		cx_repo_read_blob(v->ledger->repo, &files->audit->after, CX_MAX_BUF_BYTES, &text, v->diags);
	if (status)
		return unreadable(v, status, files->run);
	struct passing passing = {.v = v, .run = files->run};
	cx_audit_scan(files->run, text.data, text.len, record_pass, &passing, arena, &end);
	if (end.state != CX_LINE_END || !end.chain.seq) {
		verdict_set(v, CX_VERDICT_ALTERED, end.chain.seq ? end.problem.change : CX_TAMPER_CUT,
			    files->run, end.chain.seq + 1,
			    end.problem.text ? end.problem.text : "the audit file is empty");
		return CX_STATUS_OK;
	}
	if (*passing.commit && strcmp(passing.commit, info->parents[1].hex) != 0)
		seal_altered(v, files->run, 1,
			     "the seal's second parent is not the commit that run_start names");
	cx_repo_done_with(v->ledger->repo, text.len);
	v->result.records += end.chain.seq;
	v->result.runs++;
	cx_head_hash(v->result.runs == 1 ? NULL : v->head, files->run, end.chain.prev, v->head);
	if (v->expected && strcmp(v->expected, v->head) == 0) {
		v->result.anchor = CX_ANCHOR_HEAD;
		v->result.anchored = v->result.records;
	}
	struct cx_known_head *known = cx_map_get(&v->known, v->head);
	if (known)
		known->runs = v->result.runs;
	struct cx_ledger_head head;
	status = cx_ledger_head_read(v->ledger->repo, commit, arena, &head, v->diags);
	if (status)
		return unreadable(v, status, files->run);
	head_check(v, files->run, &head);
	return CX_STATUS_OK;
}

static enum cx_status seal_check(struct verification *v, const struct cx_oid *before,
				 const struct cx_oid *commit, struct cx_arena *arena)
{
	struct cx_commit_info info;
	struct cx_seal_files files;
	enum cx_status status = cx_repo_commit_info(v->ledger->repo, commit, arena, &info, v->diags);
	if (!status)
		status = cx_seal_files_read(v->ledger->repo, before, commit, arena, &files, v->diags);
	if (status)
		return unreadable(v, status, NULL);
	const char *problem = files.problem;
	if (!problem && info.parent_count != 2)
		problem = "has not the two parents of a seal";
	if (!problem && !files.audit)
		problem = "adds no audit file";
	if (!problem && !files.head)
		problem = "does not move head.json on";
	if (problem) {
		seal_altered(v, files.audit ? files.run : NULL, 0,
			     cx_arena_printf(arena, "the ledger's commit %.12s %s", commit->hex, problem));
		return CX_STATUS_OK;
	}
	return records_check(v, commit, &files, &info, arena);
}

static bool commit_collect(void *data, const struct cx_oid *commit)
{
	struct oid_list *list = data;
	CX_GROW(list->items, list->count, list->cap);
	list->items[list->count++] = *commit;
	return true;
}

/* From the genesis on, until something is wrong: what comes after it proves nothing. */
static enum cx_status history_check(struct verification *v)
{
	struct oid_list list = {0};
	enum cx_status status =
		cx_repo_walk(v->ledger->repo, &v->ledger->tip, commit_collect, &list, v->diags);
	if (status)
		status = unreadable(v, status, NULL);
	else if (!cx_oid_equal(&list.items[list.count - 1], &cx_ledger_genesis))
		seal_altered(v, NULL, 0, "the history does not begin with the genesis of a ledger");
	for (size_t i = list.count; !status && v->result.verdict != CX_VERDICT_ALTERED && i > 1; i--) {
		struct cx_arena arena = CX_ARENA_INIT;
		status = seal_check(v, &list.items[i - 1], &list.items[i - 2], &arena);
		cx_arena_release(&arena);
	}
	cx_free(list.items);
	return status;
}

static void journal_check(struct verification *v, const struct cx_open_run *run, struct cx_arena *arena,
			  const struct cx_buf *text)
{
	struct cx_audit_end end;
	struct passing passing = {.v = v, .run = run->run};
	cx_audit_scan(run->run, text->data, text->len, record_pass, &passing, arena, &end);
	if (end.state == CX_LINE_ALTERED)
		verdict_set(v, CX_VERDICT_ALTERED, end.problem.change, run->run, end.chain.seq + 1,
			    cx_arena_printf(arena, "in the open run's journal: %s", end.problem.text));
	else if (end.state == CX_LINE_TORN && !run->alive)
		verdict_set(v, CX_VERDICT_TORN, CX_TAMPER_CUT, run->run, end.chain.seq + 1,
			    "the open run's journal ends in half a line");
}

static enum cx_status open_run_check(struct verification *v)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_open_run run;
	enum cx_status status = cx_ledger_open_run(v->ledger, cx_clock_system(), &arena, &run, v->diags);
	bool open = !status;
	if (status && status != CX_STATUS_ABSENT)
		status = unreadable(v, status, NULL);
	struct cx_repo_files sealed;
	if (open)
		status = cx_repo_list(v->ledger->repo, &v->ledger->tip, cx_audit_path(run.run, &arena),
				      &arena, &sealed, v->diags);
	if (open && status == CX_STATUS_ABSENT) {
		char *path = cx_journal_path_of(v->ledger, run.run, &arena);
		status = cx_file_read(path, CX_MAX_BUF_BYTES, &text, v->diags);
		if (!status)
			journal_check(v, &run, &arena, &text);
		else if (status == CX_STATUS_ABSENT)
			verdict_set(v, CX_VERDICT_IN_DOUBT, CX_TAMPER_NONE, run.run, 0,
				    cx_arena_printf(&arena, "the run is open, and its journal is on %s",
						    run.host));
	}
	cx_arena_release(&arena);
	return status == CX_STATUS_ABSENT ? CX_STATUS_OK : status;
}

static void doubts_tell(struct verification *v)
{
	for (size_t i = 0; i < v->doubts.count; i++) {
		const struct doubt *doubt = v->doubts.entries[i].value;
		if (doubt->open)
			verdict_set(v, CX_VERDICT_IN_DOUBT, CX_TAMPER_NONE, doubt->run, doubt->seq,
				    cx_arena_printf(v->arena, "whether %s was applied is not known",
						    v->doubts.entries[i].key));
	}
}

bool cx_head_shaped(const char *head)
{
	return strlen(head) == CX_SHA256_HEX && strspn(head, "0123456789abcdef") == CX_SHA256_HEX;
}

bool cx_head_valid(const char *head, struct cx_diags *diags)
{
	if (!head || cx_head_shaped(head))
		return true;
	struct cx_diag *d = cx_diag_error(diags, "audit.head", "%s is no head of a ledger", head);
	cx_diag_hint(diags, d, "it is the hash in head.json: 64 digits 0-9 a-f");
	return false;
}

static enum cx_status verify(struct verification *v)
{
	bool zeros = v->expected && strspn(v->expected, "0") == CX_SHA256_HEX;
	v->result.anchor = zeros ? CX_ANCHOR_HEAD : CX_ANCHOR_NONE;
	v->result.verdict = v->ledger->exists ? CX_VERDICT_INTACT : CX_VERDICT_EMPTY;
	enum cx_status status = CX_STATUS_OK;
	if (v->ledger->exists)
		status = history_check(v);
	if (!status && v->ledger->exists)
		status = open_run_check(v);
	if (status)
		return status;
	doubts_tell(v);
	if (v->expected && !v->result.anchor && v->result.verdict != CX_VERDICT_ALTERED)
		verdict_set(v, CX_VERDICT_TRUNCATED, CX_TAMPER_CUT, NULL, 0,
			    "the expected head is not among its runs: it was cut or rewound");
	if (v->result.runs)
		v->result.head = cx_arena_strdup(v->arena, v->head);
	return CX_STATUS_OK;
}

enum cx_status cx_ledger_verify(const struct cx_ledger *ledger, const char *expected_head,
				struct cx_known_head *known, size_t known_count, struct cx_arena *arena,
				struct cx_verify_result *ret_result, struct cx_diags *diags)
{
	if (!cx_head_valid(expected_head, diags))
		return CX_STATUS_INVALID;
	struct verification v = {.ledger = ledger, .expected = expected_head, .arena = arena, .diags = diags};
	for (size_t i = 0; i < known_count; i++)
		(void)cx_map_put(&v.known, known[i].head, &known[i]);
	enum cx_status status = verify(&v);
	for (size_t i = 0; i < known_count; i++) /* two may be of one head */
		known[i].runs = ((struct cx_known_head *)cx_map_get(&v.known, known[i].head))->runs;
	cx_map_release(&v.doubts);
	cx_map_release(&v.known);
	if (!status)
		*ret_result = v.result;
	return status;
}
