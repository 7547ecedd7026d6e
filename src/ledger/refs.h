/* SPDX-License-Identifier: Apache-2.0 */
/* Where the ledger's refs are: in this repository alone, or at a remote that all clones share (DESIGN.md 8).
 */
#ifndef CX_LEDGER_REFS_H
#define CX_LEDGER_REFS_H

#include "base/clock.h"
#include "ledger/ledger.h"

#include <signal.h>

/* One ref from where it must be to where it goes; all zeros: it is not there. */
struct cx_ref_move {
	const char *ref;
	struct cx_oid from, to;
};

/*
 * A remote repository, as far as refs go. The git program is one (ledger/git_remote.h); tests have another
 * that fails when they want it to.
 */
struct cx_refs_remote {
	const char *name; /* as the project says it: origin */
	struct cx_clock *clock;
	/* Once it is not 0, list and fetch are given up, FAILED with run.interrupted; or NULL. */
	const volatile sig_atomic_t *abandon;
	/* Where these refs are; zeros for one that is not there. */
	enum cx_status (*list)(struct cx_refs_remote *remote, const char *const *refs, size_t count,
			       struct cx_oid *ret_at, struct cx_diags *diags);
	/* Brings the objects of these refs, which are there, into the repository; moves no ref of it. */
	enum cx_status (*fetch)(struct cx_refs_remote *remote, const char *const *refs, size_t count,
				struct cx_diags *diags);
	/*
	 * All moves or none. CONFLICT: a ref is elsewhere; REFUSED: the remote does not want it; nothing was
	 * done then. IN_DOUBT: nobody knows. Each with a diagnostic, but for CONFLICT.
	 */
	enum cx_status (*push)(struct cx_refs_remote *remote, const struct cx_ref_move *moves, size_t count,
			       struct cx_diags *diags);
};

/* How what a clone has seen of a ledger and what its remote holds now lie to each other. */
enum cx_refs_relation {
	CX_REFS_SAME,
	CX_REFS_BEHIND,   /* the clone: it only has to fetch */
	CX_REFS_AHEAD,    /* the remote lost what was seen of it, or it was never shared */
	CX_REFS_DIVERGED, /* both have what the other one has not */
};
const char *cx_refs_relation_name(enum cx_refs_relation relation); /* "same", "behind", ... */

struct cx_refs_state {
	struct cx_oid seen, remote;         /* of the ledger: before the fetch, and there; zeros: none */
	struct cx_oid run_seen, run_remote; /* of the run */
	enum cx_refs_relation relation;
	size_t behind, ahead; /* commits of the first parents; behind is not counted where nothing was seen */
};

/*
 * Fetches the ledger and the open run from ledger->remote and lets the refs here follow: what is read here
 * afterwards is what the remote holds. Only the names, repo and remote of ledger are used. DAMAGED with
 * ledger.rewound, naming both heads, where the remote is no descendant of what was seen: nothing moves then,
 * but ret_state is set. FAILED where it cannot be reached. Without a remote it does nothing.
 */
enum cx_status cx_refs_follow(const struct cx_ledger *ledger, struct cx_refs_state *ret_state,
			      struct cx_diags *diags);
/* The same without moving a ref, for those that only show: OK even where it is rewound. */
enum cx_status cx_refs_look(const struct cx_ledger *ledger, struct cx_refs_state *ret_state,
			    struct cx_diags *diags);

bool cx_refs_is_rewound(const struct cx_refs_state *state);
/* The error ledger.rewound, DAMAGED: both heads, and what can be done. */
enum cx_status cx_refs_explain_rewound(const struct cx_ledger *ledger, const struct cx_refs_state *state,
				       struct cx_diags *diags);

/*
 * Moves one ref, or the ledger's and the run's at once, by compare-and-swap: at the remote, if there is one,
 * then here. A push whose end is unknown is settled by looking. CONFLICT without a diagnostic: a ref is
 * elsewhere, nothing was done. FAILED: nothing was done. IN_DOUBT: the remote cannot be reached to see.
 */
enum cx_status cx_refs_move(const struct cx_ledger *ledger, const struct cx_ref_move *moves, size_t count,
			    const char *reason, struct cx_diags *diags);

#endif
