/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at both sides, the open run and the journals. */
#include "ledger/survey.h"

#include "ledger/journal.h"
#include "ledger/run_private.h"

static enum cx_status side_read(const struct cx_ledger *names, const struct cx_oid *commit,
				struct cx_arena *arena, struct cx_survey_side *ret_side,
				struct cx_diags *diags)
{
	*ret_side = (struct cx_survey_side){.exists = !cx_oid_is_zero(commit), .commit = *commit};
	if (!ret_side->exists)
		return CX_STATUS_OK;
	return cx_ledger_head_read(names->repo, commit, arena, &ret_side->head, diags);
}

struct journals {
	struct cx_survey *survey;
	struct cx_arena *arena;
	size_t cap;
};

static void journal_add(void *data, const struct cx_journal_left *left)
{
	struct journals *journals = data;
	struct cx_survey *survey = journals->survey;
	const struct cx_survey_side *newest = survey->there.exists ? &survey->there : &survey->here;
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	CX_ARENA_GROW(journals->arena, survey->journals, survey->journal_count, journals->cap);
	survey->journals[survey->journal_count++] = (struct cx_survey_journal){
		.run = cx_arena_strdup(journals->arena, left->run),
		.path = cx_arena_strdup(journals->arena, left->path),
		.empty = left->empty,
		.alive = left->alive,
		.sealed = newest->exists &&
			  cx_run_sealed_in(survey->names->repo, &newest->commit, left->run, &ignored),
	};
}

static void worsen(enum cx_status *worst, enum cx_status status)
{
	if (*worst != CX_STATUS_DAMAGED && status)
		*worst = status;
}

enum cx_status cx_survey_make(const struct cx_ledger *names, struct cx_clock *clock, struct cx_arena *arena,
			      struct cx_survey *ret_survey, struct cx_diags *diags)
{
	struct cx_survey survey = {.names = names};
	struct cx_oid here = CX_OID_ZERO, run_here = CX_OID_ZERO;
	enum cx_status worst = cx_repo_ref_read(names->repo, names->ref, &here, diags);
	enum cx_status run = cx_repo_ref_read(names->repo, names->run_ref, &run_here, diags);
	if (worst == CX_STATUS_ABSENT)
		worst = CX_STATUS_OK;
	if (run != CX_STATUS_ABSENT)
		worsen(&worst, run);
	worsen(&worst, side_read(names, &here, arena, &survey.here, diags));
	if (names->remote) {
		enum cx_status looked = cx_refs_look(names, &survey.state, diags);
		survey.reached = !looked;
		worsen(&worst, looked);
	}
	if (survey.reached) {
		worsen(&worst, side_read(names, &survey.state.remote, arena, &survey.there, diags));
		survey.rewound = cx_refs_is_rewound(&survey.state);
		run_here = survey.state.run_remote;
	}
	if (survey.rewound)
		worsen(&worst, cx_refs_explain_rewound(names, &survey.state, diags));
	if (!cx_oid_is_zero(&run_here)) {
		run = cx_ledger_open_run_at(names, &run_here, clock, arena, &survey.run, diags);
		survey.is_open = !run;
		worsen(&worst, run);
	}
	struct journals journals = {.survey = &survey, .arena = arena};
	cx_journal_each(names, journal_add, &journals);
	*ret_survey = survey;
	return worst;
}

struct deployments {
	struct cx_repo *repo;
	bool (*each)(void *data, const struct cx_deployment *deployment);
	void *data;
	enum cx_status status;
	struct cx_diags *diags;
};

static bool deployment_read(void *data, const struct cx_oid *commit)
{
	struct deployments *all = data;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_commit_info info;
	bool goes_on = false;
	if (!cx_oid_equal(commit, &cx_ledger_genesis)) {
		all->status = cx_repo_commit_info(all->repo, commit, &arena, &info, all->diags);
		if (!all->status) {
			const struct cx_deployment one = {
				.seal = *commit,
				.applied = info.parent_count > 1 ? info.parents[1] : CX_OID_ZERO,
				.time_s = info.time_s,
				.author = info.author,
				.message = info.message,
			};
			goes_on = all->each(all->data, &one);
		}
	}
	cx_arena_release(&arena);
	return goes_on;
}

enum cx_status cx_deployments_each(struct cx_repo *repo, const struct cx_oid *tip,
				   bool (*each)(void *data, const struct cx_deployment *deployment),
				   void *data, struct cx_diags *diags)
{
	struct deployments all = {.repo = repo, .each = each, .data = data, .diags = diags};
	enum cx_status status = cx_repo_walk(repo, tip, deployment_read, &all, diags);
	return status ? status : all.status;
}
