/* SPDX-License-Identifier: Apache-2.0 */
/* Reads audit files and what a seal changed. */
#include "ledger/audit.h"

#include "base/suffix.h"

char *cx_audit_path(const char *run, struct cx_arena *arena)
{
	char month[8];
	cx_run_id_month(run, month);
	return cx_arena_printf(arena, "audit/%s/%s.jsonl", month, run);
}

bool cx_audit_path_run(const char *path, char ret_run[CX_RUN_ID_LEN + 1])
{
	static const char shape[] = "audit/0000-00/";
	char month[8];
	if (strncmp(path, shape, 6) != 0 || strlen(path) != sizeof shape - 1 + CX_RUN_ID_LEN + 6)
		return false;
	const char *name = path + sizeof shape - 1;
	(void)snprintf(ret_run, CX_RUN_ID_LEN + 1, "%.*s", CX_RUN_ID_LEN, name);
	if (!cx_run_id_valid(ret_run) || strcmp(name + CX_RUN_ID_LEN, ".jsonl") != 0)
		return false;
	cx_run_id_month(ret_run, month);
	return strncmp(path + 6, month, 7) == 0 && path[13] == '/';
}

static const char *record_problem(const struct cx_node *record, const char *run, bool first)
{
	if (!cx_node_is_text(cx_node_get(record, "run"), run))
		return "it names another run";
	const char *type = cx_node_get_text(record, "type");
	if (!type)
		return "it has no type";
	if ((strcmp(type, "run_start") == 0) != first)
		return first ? "a run begins with run_start" : "a run has one run_start";
	return NULL;
}

/* The next record, and whether it is one of the run; end tells what it is otherwise. */
static struct cx_node *record_next(struct cx_chain_reader *reader, const char *run, struct cx_arena *arena,
				   struct cx_audit_end *end)
{
	struct cx_node *record = NULL;
	end->chain = reader->chain;
	end->state = cx_chain_next(reader, arena, &record, &end->problem);
	if (end->state != CX_LINE_GOOD)
		return NULL;
	const char *problem = record_problem(record, run, end->chain.seq == 0);
	if (!problem)
		return record;
	end->problem = (struct cx_line_problem){CX_TAMPER_REWRITTEN, problem};
	end->state = CX_LINE_ALTERED;
	return NULL;
}

void cx_audit_scan(const char *run, const char *text, size_t len,
		   void (*each)(void *data, const struct cx_node *record, int64_t seq), void *data,
		   struct cx_arena *arena, struct cx_audit_end *ret_end)
{
	struct cx_audit_end end = {0};
	struct cx_chain_reader reader;
	cx_chain_reader_init(&reader, text, len);
	for (bool more = true; more;) {
		struct cx_arena line = CX_ARENA_INIT;
		const struct cx_node *record = record_next(&reader, run, &line, &end);
		if (record)
			each(data, record, end.chain.seq + 1);
		else if (end.problem.text)
			end.problem.text = cx_arena_strdup(arena, end.problem.text);
		more = record != NULL;
		cx_arena_release(&line);
	}
	*ret_end = end;
}

void cx_audit_read(const char *run, const char *text, size_t len, struct cx_arena *arena,
		   struct cx_audit *ret_audit)
{
	struct cx_audit audit = {0};
	struct cx_chain_reader reader;
	cx_chain_reader_init(&reader, text, len);
	for (const struct cx_node *record; (record = record_next(&reader, run, arena, &audit.end));) {
		CX_ARENA_GROW(arena, audit.records, audit.count, audit.cap);
		audit.records[audit.count++] = record;
	}
	*ret_audit = audit;
}

static bool is_resource_path(const char *path)
{
	const char *kind = path + 10,
		   *slash = strncmp(path, "resources/", 10) == 0 ? strchr(kind, '/') : NULL;
	return slash && slash > kind && !strchr(slash + 1, '/') && cx_suffix_is(path, ".json");
}

static void change_sort(const struct cx_repo_change *change, struct cx_arena *arena,
			struct cx_seal_files *files)
{
	const char *path = change->path, *problem = NULL;
	bool removed = cx_oid_is_zero(&change->after);
	if (strncmp(path, "audit/", 6) == 0) {
		char run[CX_RUN_ID_LEN + 1];
		if (!cx_oid_is_zero(&change->before))
			problem = removed ? "removes an earlier audit file" : "changes an earlier audit file";
		else if (!cx_audit_path_run(path, run))
			problem = "adds a file that is no audit file of a run";
		else if (files->audit)
			problem = "adds a second audit file";
		else
			memcpy(files->run, run, sizeof run);
		if (!problem)
			files->audit = change;
	} else if (strcmp(path, "head.json") == 0) {
		files->head = !removed;
	} else if (strcmp(path, "pending.json") != 0 && !is_resource_path(path)) {
		problem = "touches a file that is no part of a ledger";
	}
	if (!problem && !removed && !change->plain)
		problem = "makes something else than a plain file";
	if (problem && !files->problem)
		files->problem = cx_arena_printf(arena, "%s: %s", problem, path);
}

enum cx_status cx_seal_files_read(struct cx_repo *repo, const struct cx_oid *before,
				  const struct cx_oid *commit, struct cx_arena *arena,
				  struct cx_seal_files *ret_files, struct cx_diags *diags)
{
	struct cx_repo_changes changes;
	struct cx_seal_files files = {0};
	enum cx_status status = cx_repo_diff(repo, before, commit, arena, &changes, diags);
	if (status)
		return status;
	for (size_t i = 0; i < changes.count; i++)
		change_sort(&changes.items[i], arena, &files);
	*ret_files = files;
	return CX_STATUS_OK;
}
