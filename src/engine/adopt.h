/* SPDX-License-Identifier: Apache-2.0 */
/* Adopt: what a tenant holds, as definitions (DESIGN.md 9). Pure: no I/O, no clock. */
#ifndef CX_ENGINE_ADOPT_H
#define CX_ENGINE_ADOPT_H

#include "engine/live.h"
#include "engine/plan.h"
#include "model/format.h"
#include "remote/secrets.h"

enum cx_adopt_fate {
	CX_ADOPT_NEW,       /* becomes a definition */
	CX_ADOPT_DEFINED,   /* a definition is this one already */
	CX_ADOPT_OWNED,     /* the ledger owns it, though no definition is there */
	CX_ADOPT_IMPOSSIBLE /* no valid definition says what it is */
};
const char *cx_adopt_fate_name(enum cx_adopt_fate fate); /* "adopted", "defined", "owned", "impossible" */

/* A member that no definition may hold, or that none can. */
struct cx_adopt_gap {
	const char *path;     /* JSON Pointer into spec */
	const char *variable; /* of a secret: the name that the comment in the file proposes; else NULL */
	bool compared;        /* it may be text as well: left out, a plan would take it away */
	bool in_list;         /* the comment cannot stand where the secret would */
};
struct cx_adopt_gaps {
	struct cx_adopt_gap *items; /* in the arena */
	size_t count, cap;
};

struct cx_adopt_item {
	enum cx_adopt_fate fate;
	const struct cx_kind *kind;
	const struct cx_kind_route *route;
	const struct cx_node *live;
	const char *id;      /* as plans compare it */
	const char *title;   /* its name in the tenant, or NULL */
	const char *name;    /* of its definition */
	const char *address; /* "Audience/vip"; of one that is owned: the owner's */
	bool needs_id;       /* metadata.id: the client gives it, or the title does not tell it */
	const char *file;    /* of a new one: below the folder that was asked for; no two are the same */
	const char *text;    /* the file's contents */
	size_t len;
	const char *problem;          /* of one that is impossible: what is wrong, and a hint */
	struct cx_adopt_gaps secrets; /* to be filled in by hand */
	struct cx_adopt_gaps unknown; /* the schema does not know them: they stay as they are in the tenant */
	size_t references;
};

struct cx_adopt {
	struct cx_adopt_item *items; /* by kind in the profile's order, then by id; only what was asked for */
	size_t count, cap;
	size_t fates[CX_ADOPT_IMPOSSIBLE + 1];
	size_t references; /* exclusions and the like that were written by name */
};

/* KIND/GLOB as on the command line. */
struct cx_adopt_glob {
	const char *text;
	const struct cx_kind *kind; /* NULL: all */
	const char *glob;           /* over the definition's name, and over the tenant's own */
	bool used;                  /* something fits */
};

struct cx_adopt_input {
	const struct cx_project *project;
	const struct cx_profile *profile;
	const struct cx_kinds *kinds;
	const struct cx_formats *formats;
	const struct cx_definitions *definitions;
	const struct cx_ledger *ledger;
	const struct cx_live *live;
	struct cx_adopt_glob *globs; /* none: everything */
	size_t glob_count;
	const char *dir; /* where the files go, relative to the project, "" for its folder; NULL: elsewhere */
	int64_t now_ms;
	const struct cx_secrets *secrets; /* that the run knows: none of them goes into a file; or NULL */
};
/*
 * Sorts what the tenant holds by what becomes of it, and makes a definition of each new one: without what the
 * tenant alone may say, without defaults, in the order of the schema, references by name where they lead to a
 * definition and not into a circle. Each file is read again and checked as any other; what no valid file says
 * is impossible, with the reason. The names depend on the tenant alone, not on what was asked for. INVALID
 * where a definition of the project cannot be told from another (plan.match, plan.id).
 */
enum cx_status cx_adopt_make(struct cx_arena *arena, const struct cx_adopt_input *input,
			     struct cx_adopt *ret_adopt, struct cx_diags *diags);
/* Whether any of the globs may fit something of that kind; true without globs. */
bool cx_adopt_wants(const struct cx_adopt_input *input, const char *kind);

/* What a plan of the project with the adopted files says of them. */
struct cx_adopt_proof {
	bool made;
	size_t records;                     /* equal, and noted by the next apply */
	const struct cx_change **differing; /* what would be written: none where all is well; of the plan */
	size_t differing_count, differing_cap;
	size_t others; /* pending changes of other definitions */
};
void cx_adopt_prove(struct cx_arena *arena, const struct cx_adopt *adopt, const struct cx_plan *plan,
		    struct cx_adopt_proof *ret_proof);

#endif
