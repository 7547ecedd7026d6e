/* SPDX-License-Identifier: Apache-2.0 */
/* Follows the remote's refs and moves them. */
/*
 * The remote is the ledger, the refs here are what was seen of it: they never lead, and they are how a
 * remote that was rewound is told. They are moved by compare-and-swap from what they were before the remote
 * was looked at, so that of two processes the one with the older news loses.
 */
#include "ledger/refs.h"

#include "base/fault.h"

enum {
	FOLLOW_TRIES = 10,
	PUSH_TRIES = 4,
	PUSH_PAUSE_US = 200000,
};

const char *cx_refs_relation_name(enum cx_refs_relation relation)
{
	static const char *const names[] = {[CX_REFS_SAME] = "same",
					    [CX_REFS_BEHIND] = "behind",
					    [CX_REFS_AHEAD] = "ahead",
					    [CX_REFS_DIVERGED] = "diverged"};
	return names[relation];
}

static enum cx_status ref_at(const struct cx_ledger *ledger, const char *ref, struct cx_oid *ret_at,
			     struct cx_diags *diags)
{
	enum cx_status status = cx_repo_ref_read(ledger->repo, ref, ret_at, diags);
	if (status != CX_STATUS_ABSENT)
		return status;
	*ret_at = CX_OID_ZERO;
	return CX_STATUS_OK;
}

static bool is_here(const struct cx_ledger *ledger, const struct cx_oid *commit)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	struct cx_commit_info info;
	bool here = cx_oid_is_zero(commit) ||
		    cx_repo_commit_info(ledger->repo, commit, &arena, &info, &ignored) == CX_STATUS_OK;
	cx_arena_release(&arena);
	return here;
}

struct search {
	const struct cx_oid *wanted;
	size_t steps;
	bool found;
};

static bool search_each(void *data, const struct cx_oid *commit)
{
	struct search *search = data;
	search->found = cx_oid_equal(commit, search->wanted);
	search->steps += !search->found;
	return !search->found;
}

/* Along the first parents: the history of the ledger, without that of what was applied. */
static enum cx_status search(const struct cx_ledger *ledger, const struct cx_oid *from,
			     const struct cx_oid *wanted, struct search *ret_search, struct cx_diags *diags)
{
	*ret_search = (struct search){.wanted = wanted};
	if (cx_oid_is_zero(from))
		return CX_STATUS_OK;
	return cx_repo_walk(ledger->repo, from, search_each, ret_search, diags);
}

struct parting {
	struct cx_arena arena; /* of the keys */
	struct cx_map seen;    /* commit -> its place from the tip, from 1 */
	size_t steps, place;   /* place 0: they have nothing in common */
};

static bool parting_collect(void *data, const struct cx_oid *commit)
{
	struct parting *parting = data;
	const char *key = cx_arena_strdup(&parting->arena, commit->hex);
	(void)cx_map_put(&parting->seen, key, (void *)(uintptr_t)(parting->seen.count + 1));
	return true;
}

static bool parting_each(void *data, const struct cx_oid *commit)
{
	struct parting *parting = data;
	parting->place = (uintptr_t)cx_map_get(&parting->seen, commit->hex);
	parting->steps += !parting->place;
	return !parting->place;
}

/* Where both parted, as the remote is no descendant of what was seen. */
static enum cx_status parting_find(const struct cx_ledger *ledger, struct cx_refs_state *state,
				   struct cx_diags *diags)
{
	struct parting parting = {0};
	enum cx_status status = cx_repo_walk(ledger->repo, &state->seen, parting_collect, &parting, diags);
	if (!status && !cx_oid_is_zero(&state->remote))
		status = cx_repo_walk(ledger->repo, &state->remote, parting_each, &parting, diags);
	state->behind = parting.steps;
	state->ahead = parting.place ? parting.place - 1 : parting.seen.count;
	state->relation = parting.steps ? CX_REFS_DIVERGED : CX_REFS_AHEAD;
	cx_map_release(&parting.seen);
	cx_arena_release(&parting.arena);
	return status;
}

static enum cx_status relation_find(const struct cx_ledger *ledger, struct cx_refs_state *state,
				    struct cx_diags *diags)
{
	/* A ledger without a run is equal in every clone, so nothing of it can be lost. */
	bool nothing_seen = cx_oid_is_zero(&state->seen) || cx_oid_equal(&state->seen, &cx_ledger_genesis);
	struct search search_back;
	if (cx_oid_equal(&state->seen, &state->remote))
		return CX_STATUS_OK;
	if (nothing_seen && cx_oid_is_zero(&state->remote))
		return CX_STATUS_OK;
	state->relation = CX_REFS_BEHIND;
	if (cx_oid_is_zero(&state->seen))
		return CX_STATUS_OK;
	enum cx_status status = search(ledger, &state->remote, &state->seen, &search_back, diags);
	state->behind = search_back.steps;
	if (status || search_back.found)
		return status;
	return parting_find(ledger, state, diags);
}

/* Looks once. CONFLICT without a diagnostic: a ref moved between two looks. */
static enum cx_status look_once(const struct cx_ledger *ledger, struct cx_refs_state *ret_state,
				struct cx_diags *diags)
{
	struct cx_refs_remote *remote = ledger->remote;
	const char *const names[] = {ledger->ref, ledger->run_ref};
	struct cx_refs_state state = {0};
	struct cx_oid at[CX_COUNT(names)];
	enum cx_status status = ref_at(ledger, ledger->ref, &state.seen, diags);
	if (!status)
		status = ref_at(ledger, ledger->run_ref, &state.run_seen, diags);
	if (!status)
		status = remote->list(remote, names, CX_COUNT(names), at, diags);
	if (status)
		return status;
	const char *missing[CX_COUNT(names)];
	size_t count = 0;
	for (size_t i = 0; i < CX_COUNT(names); i++)
		if (!is_here(ledger, &at[i]))
			missing[count++] = names[i];
	if (count) {
		status = remote->fetch(remote, missing, count, diags);
		if (status)
			return status;
		if (!is_here(ledger, &at[0]) || !is_here(ledger, &at[1]))
			return CX_STATUS_CONFLICT;
	}
	state.remote = at[0];
	state.run_remote = at[1];
	status = relation_find(ledger, &state, diags);
	if (!status)
		*ret_state = state;
	return status;
}

bool cx_refs_is_rewound(const struct cx_refs_state *state)
{
	return state->relation == CX_REFS_AHEAD || state->relation == CX_REFS_DIVERGED;
}

enum cx_status cx_refs_explain_rewound(const struct cx_ledger *ledger, const struct cx_refs_state *state,
				       struct cx_diags *diags)
{
	const char *name = ledger->remote->name;
	struct cx_diag *d;
	if (cx_oid_is_zero(&state->remote)) {
		d = cx_diag_error(diags, "ledger.rewound",
				  "%s has no %s, but this clone has seen it at %s: it was removed there, or "
				  "never shared",
				  name, ledger->ref, state->seen.hex);
		cx_diag_hint(diags, d, "give it what this clone has: git push %s %s", name, ledger->ref);
		return CX_STATUS_DAMAGED;
	}
	d = cx_diag_error(diags, "ledger.rewound",
			  "%s of %s was rewound: it is at %s, this clone has seen %s", ledger->ref, name,
			  state->remote.hex, state->seen.hex);
	if (state->relation == CX_REFS_AHEAD) {
		cx_diag_note(diags, d, "%zu commit%s of the ledger %s missing there", state->ahead,
			     state->ahead == 1 ? "" : "s", state->ahead == 1 ? "is" : "are");
		cx_diag_hint(diags, d,
			     "find out who did it; to give back what this clone has: git push %s %s", name,
			     ledger->ref);
		return CX_STATUS_DAMAGED;
	}
	cx_diag_note(diags, d, "each has commits that the other one has not: %zu here, %zu there",
		     state->ahead, state->behind);
	cx_diag_hint(diags, d,
		     "find out who did it: git log --first-parent %.12s...%.12s; to trust the remote from "
		     "now on: git update-ref %s %s",
		     state->seen.hex, state->remote.hex, ledger->ref, state->remote.hex);
	return CX_STATUS_DAMAGED;
}

static enum cx_status ref_follow(const struct cx_ledger *ledger, const char *ref, const struct cx_oid *from,
				 const struct cx_oid *to, struct cx_diags *diags)
{
	if (cx_oid_equal(from, to))
		return CX_STATUS_OK;
	return cx_repo_ref_move(ledger->repo, ref, from, to, "cxctl: follow the remote", diags);
}

static enum cx_status follow_once(const struct cx_ledger *ledger, struct cx_refs_state *ret_state,
				  struct cx_diags *diags)
{
	struct cx_refs_state state;
	enum cx_status status = look_once(ledger, &state, diags);
	if (status)
		return status;
	*ret_state = state;
	if (cx_refs_is_rewound(&state))
		return cx_refs_explain_rewound(ledger, &state, diags);
	status = ref_follow(ledger, ledger->ref, &state.seen, &state.remote, diags);
	return status ? status
		      : ref_follow(ledger, ledger->run_ref, &state.run_seen, &state.run_remote, diags);
}

static enum cx_status look_patiently(const struct cx_ledger *ledger, bool follow,
				     struct cx_refs_state *ret_state, struct cx_diags *diags)
{
	*ret_state = (struct cx_refs_state){0};
	if (!ledger->remote)
		return CX_STATUS_OK;
	enum cx_status status = CX_STATUS_CONFLICT;
	for (int i = 0; status == CX_STATUS_CONFLICT && i < FOLLOW_TRIES; i++)
		status = follow ? follow_once(ledger, ret_state, diags) : look_once(ledger, ret_state, diags);
	if (status != CX_STATUS_CONFLICT)
		return status;
	struct cx_diag *d = cx_diag_error(diags, "ledger.remote", "%s and %s of %s move all the time",
					  ledger->ref, ledger->run_ref, ledger->remote->name);
	cx_diag_hint(diags, d, "run it again");
	return CX_STATUS_FAILED;
}

enum cx_status cx_refs_follow(const struct cx_ledger *ledger, struct cx_refs_state *ret_state,
			      struct cx_diags *diags)
{
	return look_patiently(ledger, true, ret_state, diags);
}

enum cx_status cx_refs_look(const struct cx_ledger *ledger, struct cx_refs_state *ret_state,
			    struct cx_diags *diags)
{
	return look_patiently(ledger, false, ret_state, diags);
}

/* OK: all are where they were to go; CONFLICT: one is elsewhere; ABSENT: all are where they were. */
static enum cx_status moves_settle(const struct cx_ledger *ledger, const struct cx_ref_move *moves,
				   size_t count, struct cx_diags *diags)
{
	const char *names[2];
	struct cx_oid at[2];
	for (size_t i = 0; i < count; i++)
		names[i] = moves[i].ref;
	enum cx_status status = ledger->remote->list(ledger->remote, names, count, at, diags);
	bool all_moved = true, none_moved = true;
	for (size_t i = 0; !status && i < count; i++) {
		all_moved = all_moved && cx_oid_equal(&at[i], &moves[i].to);
		none_moved = none_moved && cx_oid_equal(&at[i], &moves[i].from);
	}
	if (status)
		return CX_STATUS_IN_DOUBT;
	return all_moved ? CX_STATUS_OK : none_moved ? CX_STATUS_ABSENT : CX_STATUS_CONFLICT;
}

static enum cx_status push_settled(const struct cx_ledger *ledger, const struct cx_ref_move *moves,
				   size_t count, struct cx_diags *diags)
{
	struct cx_clock *clock = ledger->remote->clock;
	for (int i = 0;; i++) {
		CX_AUTO(cx_diags) struct cx_diags ours = CX_DIAGS_INIT;
		enum cx_status status = ledger->remote->push(ledger->remote, moves, count, &ours);
		(void)cx_fault(CX_FAULT_KILL);
		if (!status)
			return status;
		enum cx_status pushed = status;
		status = moves_settle(ledger, moves, count, &ours);
		if (status == CX_STATUS_OK || status == CX_STATUS_CONFLICT)
			return status;
		/* A lease that did not hold a moment ago, and does now, may be tried again. */
		bool again = status == CX_STATUS_ABSENT && pushed == CX_STATUS_CONFLICT;
		if (!again || i == PUSH_TRIES - 1) {
			if (!ours.errors)
				cx_diag_error(&ours, "ledger.push", "%s of %s is locked all the time",
					      moves[0].ref, ledger->remote->name);
			cx_diags_append(diags, &ours, 0, ours.count);
			cx_diags_adopt(diags, &ours);
			return status == CX_STATUS_IN_DOUBT ? status : CX_STATUS_FAILED;
		}
		clock->sleep_us(clock, PUSH_PAUSE_US);
	}
}

/* A ref here that is elsewhere has newer news; what cannot follow now does at the next fetch. */
static void refs_follow_moves(const struct cx_ledger *ledger, const struct cx_ref_move *moves, size_t count,
			      const char *reason)
{
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	for (size_t i = 0; i < count; i++)
		(void)cx_repo_ref_move(ledger->repo, moves[i].ref, &moves[i].from, &moves[i].to, reason,
				       &ignored);
}

enum cx_status cx_refs_move(const struct cx_ledger *ledger, const struct cx_ref_move *moves, size_t count,
			    const char *reason, struct cx_diags *diags)
{
	enum cx_status status = CX_STATUS_OK;
	if (ledger->remote) {
		status = push_settled(ledger, moves, count, diags);
		if (!status)
			refs_follow_moves(ledger, moves, count, reason);
		return status;
	}
	for (size_t i = 0; !status && i < count; i++)
		status = cx_repo_ref_move(ledger->repo, moves[i].ref, &moves[i].from, &moves[i].to, reason,
					  diags);
	return status;
}
