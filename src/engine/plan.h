/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: what apply would do, and why (DESIGN.md 6). Pure: no I/O, no clock. */
#ifndef CX_ENGINE_PLAN_H
#define CX_ENGINE_PLAN_H

#include "doc/json.h"
#include "engine/leave.h"
#include "engine/secret_mark.h"
#include "ledger/ledger.h"
#include "model/criteria.h"
#include "model/definition.h"
#include "port/crypto.h"
#include "query/filter.h"
#include "remote/read.h"

enum cx_action {
	CX_ACTION_UNCHANGED, /* never in the list of changes */
	CX_ACTION_CREATE,
	CX_ACTION_UPDATE,
	CX_ACTION_DELETE,
	CX_ACTION_RECORD, /* changes only the ledger */
};
const char *cx_action_name(enum cx_action action); /* "create", ... */

/* Worst last: a change carries the worst class of its fields. */
enum cx_class {
	CX_CLASS_NONE,
	CX_CLASS_CONVERGED, /* desired and live differ from base in the same way */
	CX_CLASS_INTENDED,  /* desired differs from base, live equals base */
	CX_CLASS_DRIFT,     /* live differs from base, desired does not */
	CX_CLASS_CONFLICT,  /* both differ, differently; or there is no base and live differs */
};
const char *cx_class_name(enum cx_class class); /* "intended", ...; NONE is "none" */

enum cx_field_op {
	CX_FIELD_OP_ADD,
	CX_FIELD_OP_REMOVE,
	CX_FIELD_OP_REPLACE,
};
const char *cx_field_op_name(enum cx_field_op op); /* "add", "remove", "replace" */

/* What decided about a field that git and tenant have not agreed on. */
enum cx_decision {
	CX_DECISION_NONE,      /* nothing had to, or nobody did */
	CX_DECISION_OVERWRITE, /* on_conflict: git wins */
	CX_DECISION_KEEP_LIVE, /* on_conflict: the tenant's stays, base too */
	CX_DECISION_IGNORE,    /* a rule of the project, the same */
};
const char *cx_decision_name(enum cx_decision decision); /* "keep-live", ...; NULL for NONE */

/* Where a change comes from, seen from another revision (engine/attribute.h). */
enum cx_cause {
	CX_CAUSE_NONE,    /* not asked for */
	CX_CAUSE_BRANCH,  /* the revision that is planned says something else than the other */
	CX_CAUSE_PENDING, /* the other revision would cause it, too */
	CX_CAUSE_DRIFT,   /* somebody changed the tenant by hand */
};
const char *cx_cause_name(enum cx_cause cause); /* "branch", ...; NULL for NONE */

/* Where a desired value stands, and who wrote it there last. */
struct cx_value_origin {
	const char *file; /* relative to the project */
	uint32_t line;
	const char *commit, *author; /* NULL where that cannot be told, or it is not committed */
};

/* One difference between what the tenant holds (before) and what it would hold (after). */
struct cx_field {
	const char *path; /* JSON Pointer into spec */
	enum cx_field_op op;
	const struct cx_node *before; /* NULL for ADD; a secret is shown as its reference */
	const struct cx_node *after;  /* NULL for REMOVE */
	enum cx_class class;
	enum cx_decision decision;
	const struct cx_ignore_rule *rule; /* for IGNORE */
	bool new_value; /* a secret: the reference is the same, the value behind it is not */
	enum cx_cause cause;
	const struct cx_value_origin *origin; /* of after; NULL where it was not traced */
};
struct cx_fields {
	struct cx_field *items; /* in the arena */
	size_t count, cap;
};

/* How many members an audience would have (engine/impact.h). */
struct cx_impact {
	int64_t after;                    /* or -1: there is no number */
	const char *why;                  /* there is none; else NULL */
	const struct cx_node *blocker;    /* why: this is no filter; or NULL */
	const struct cx_filters *filters; /* that today's members were counted by; NULL: nothing was asked */
};

struct cx_change {
	enum cx_action action;
	enum cx_class class;
	const struct cx_kind *kind;
	const struct cx_kind_route *route;
	const char *address; /* "Audience/high-value-enterprise" */
	const char *name;
	const char *id;                      /* lower case; NULL for a create whose id the server gives */
	const struct cx_definition *desired; /* NULL for a delete, and for a record of one that is gone */
	const struct cx_node *base;          /* the ledger's resource, or NULL */
	const char *base_address;   /* where it stands in the ledger: differs after a rename; or NULL */
	const struct cx_node *live; /* the tenant's object, or NULL */
	const struct cx_node *spec; /* what the tenant would hold: desired's, but for what is left; or NULL */
	const struct cx_node *next_base; /* the spec that the ledger would hold; or NULL */
	const struct cx_node *marked; /* desired's spec, secrets with hmac as next_base has them; or NULL */
	struct cx_leave_units left;   /* units that spec has of live, and next_base of base */
	struct cx_fields fields;
	enum cx_cause cause;
	const struct cx_value_origin
		*origin; /* of the value that was written last, of those of its cause; or NULL */
	bool has_effect;
	enum cx_effect effect; /* of an Audience */
	int64_t members;       /* live's count, or -1 */
	/* Of a kind with criteria: what the tenant holds, and what it would hold; NULL: none. */
	const struct cx_node *had_criteria, *has_criteria;
	bool criteria_differ;           /* of an update: in meaning */
	bool exclusions_differ;         /* the same */
	const struct cx_impact *impact; /* set by cx_impact_count; NULL: not asked for, or no audience */
	const char *note;    /* one line for people: why a record, which name was taken over; or NULL */
	const char *refusal; /* why apply would refuse it, or NULL */
	bool blocked;        /* the refusal is a conflict (exit 5), not a safety rule (exit 4) */
	bool gone;           /* a record: git has it no more, and the tenant's list does not show it */
	bool unable; /* the tenant has no call for it: apply leaves this one alone and does the rest */
	size_t rank; /* order of apply: low first; deletes reversed */
	struct cx_node *body; /* what is sent, secrets as references; NULL for delete and record */
	char body_digest[CX_SHA256_HEX + 1]; /* "" without body */
	char live_digest[CX_SHA256_HEX + 1]; /* "" without live */
	char step_digest[CX_SHA256_HEX +
			 1]; /* of all that it sends and assumes: its part of the fingerprint */
};

/* What the tenant holds otherwise than git says, and keeps. */
struct cx_left {
	const char *address, *name;
	const struct cx_kind *kind;
	struct cx_fields
		fields; /* before: the tenant's; after: git's. One with the path "": it exists or not */
};

/* What keeps the writes of others safe from those of a kind (DESIGN.md 7). */
enum cx_guard {
	CX_GUARD_ETAG,    /* conditional: the tenant refuses a write that others came before */
	CX_GUARD_VERSION, /* reads before and after, and a version that counts writes */
	CX_GUARD_READING, /* reads before and after alone: what comes between may be lost, and is told */
	CX_GUARD_NONE,    /* the tenant shows nothing of the kind */
};
const char *cx_guard_name(enum cx_guard guard); /* "etag", "version", "reading", "none" */
/* What the profile makes of a kind; where the tenant then sends no ETags, apply warns of it. */
enum cx_guard cx_guard_of(const struct cx_kind_route *route);

struct cx_plan_counts {
	size_t create, update, delete, record, unchanged;
	size_t drift, conflict; /* changes of that class; they are counted by action too */
	size_t unable;          /* changes that the tenant has no call for; the same */
	size_t unable_updates;
};

/* A safety rule that apply would refuse the whole plan for. */
struct cx_refusal {
	const char *code; /* safety.delete, ... */
	const char *message;
	const char *hint; /* or NULL */
};

/* "sha256:" and the hex of a digest. */
#define CX_FINGERPRINT_LEN (7 + CX_SHA256_HEX)

struct cx_plan {
	const char *tenant;
	const char *origin; /* "https://na1.cxone.example"; NULL offline */
	const char *profile;
	char profile_digest[CX_DIGEST_LEN + 1]; /* of the whole profile, what it extends included */
	const char *base_path;                  /* of the tenant's base URL, "" or "/tenants/a" */
	const char *commit;                     /* hex, or NULL where there is no commit yet */
	const char *author;                     /* of the commit; NULL where it is not known */
	bool dirty;                             /* made from a working tree that differs from HEAD */
	bool has_ledger;                        /* false: compared two ways; deletes nothing */
	bool offline; /* compared with the ledger alone: no origin, no fingerprint, never applied */
	const char *last_commit; /* offline: what was applied last, in hex; or NULL */
	const char *last_time;   /* and when; or NULL */
	bool live_complete;
	size_t requests;
	bool has_impact;        /* impact was asked for */
	size_t impact_requests; /* to count members, beside requests */
	size_t apply_requests;  /* what an apply will send if all goes well, reading anew included; 0: nothing
				 */
	int64_t apply_ms;       /* and how long the tenant's limits make that last */
	char fingerprint[CX_FINGERPRINT_LEN + 1]; /* engine/fingerprint.h */
	struct cx_plan_counts counts;
	struct cx_change *changes; /* without the unchanged; by kind and name */
	size_t count, cap;
	struct cx_left *left; /* by address; of changes, too */
	size_t left_count, left_cap;
	size_t left_fields;                 /* in all of them */
	const struct cx_ignore_rule *rules; /* of the project */
	size_t rule_count;
	struct cx_refusal *refusals; /* checked before the first write */
	size_t refusal_count, refusal_cap;
	const char *rules_rev;     /* --project-rev, as named; or NULL */
	const char *rules_commit;  /* the same, as a commit */
	const char **rules_differ; /* then: files of the project that are others in what is planned;
				    * NULL-terminated
				    */
	const char *other_rev;     /* the revision that causes are seen from, as named; or NULL */
	const char *other_commit;  /* the same, as a commit */
	const char **undone;       /* addresses that only the other revision would change */
	size_t undone_count;
	size_t unmanaged; /* live resources that neither git nor the ledger knows */
};

struct cx_plan_input {
	const struct cx_tenant_config *tenant;
	const char *origin;
	const char *base_path; /* behind the origin: "" or "/tenants/a" */
	const struct cx_profile *profile;
	const struct cx_kinds *kinds;
	const struct cx_definitions *desired;
	const struct cx_ledger *ledger;
	const struct cx_live_list *live; /* one a kind that is in use */
	size_t live_count;
	size_t requests;
	bool offline; /* live is what the ledger says */
	const char *commit, *author;
	bool dirty;
	const struct cx_project *project; /* safety, ignore rules */
	const char *on_conflict_by;       /* who said it: "--on-conflict"; NULL: safety.on_conflict */
	int64_t allow_delete;             /* -1: not said */
	/* Knows the values of all secrets that desired names; NULL: new values are not told from old ones. */
	const struct cx_ledger_key *ledger_key;
};
/*
 * Compares desired, base and live. INVALID (plan.match, plan.id, kind.profile) where an identity cannot be
 * told: two webhooks of one name and no metadata.id, say.
 */
enum cx_status cx_plan_make(struct cx_arena *arena, const struct cx_plan_input *input,
			    struct cx_plan *ret_plan, struct cx_diags *diags);
/* Whether apply would change neither the tenant nor the ledger. */
bool cx_plan_is_empty(const struct cx_plan *plan);
/* How many fields a rule of the project left as the tenant has them. */
size_t cx_plan_ignored(const struct cx_plan *plan, const struct cx_ignore_rule *rule);

#endif
