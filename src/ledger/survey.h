/* SPDX-License-Identifier: Apache-2.0 */
/* How a tenant's ledger stands: here, at its remote, and what runs left open. Reads only. */
#ifndef CX_LEDGER_SURVEY_H
#define CX_LEDGER_SURVEY_H

#include "ledger/refs.h"

/* One side of a ledger: what its ref points at. */
struct cx_survey_side {
	bool exists;
	struct cx_oid commit;
	struct cx_ledger_head head; /* runs is 0, and the texts NULL, before the first run */
};

/* A journal in git's common dir. */
struct cx_survey_journal {
	const char *run, *path;
	bool empty;  /* it holds no record */
	bool alive;  /* its owner holds the lock */
	bool sealed; /* its records are in the ledger: it only has to be removed */
};

/* All of it lives in the arena given to cx_survey_make; names is borrowed. */
struct cx_survey {
	const struct cx_ledger *names;
	struct cx_survey_side here;  /* without a remote the ledger, with one what was seen of it */
	struct cx_survey_side there; /* with a remote that was reached */
	bool reached;
	struct cx_refs_state state; /* where reached */
	bool rewound;               /* the remote is no descendant of what was seen */
	bool is_open;
	struct cx_open_run
		run; /* where is_open: at the remote, if there is one that was reached; else here */
	struct cx_survey_journal *journals;
	size_t journal_count;
};
/*
 * names: of cx_ledger_name, with repo and remote. What can be told is told, whatever the status: FAILED if
 * the remote cannot be reached, DAMAGED where a head.json or the run is not as we write it, or the remote was
 * rewound (ledger.rewound).
 */
enum cx_status cx_survey_make(const struct cx_ledger *names, struct cx_clock *clock, struct cx_arena *arena,
			      struct cx_survey *ret_survey, struct cx_diags *diags);

/* A seal, as git log --first-parent shows it. */
struct cx_deployment {
	struct cx_oid seal, applied;
	int64_t time_s;
	const char *author, *message; /* until the next one */
};
/* The newest first; each returns false to end. tip is a seal, or the genesis: then there is none. */
enum cx_status cx_deployments_each(struct cx_repo *repo, const struct cx_oid *tip,
				   bool (*each)(void *data, const struct cx_deployment *deployment),
				   void *data, struct cx_diags *diags);

#endif
