/* SPDX-License-Identifier: Apache-2.0 */
/* A profile: how kinds map to REST on one sort of deployment; data, not code (DESIGN.md 5). */
#ifndef CX_REMOTE_PROFILE_H
#define CX_REMOTE_PROFILE_H

#include "doc/doc.h"
#include "model/criteria.h"

enum cx_identity {
	CX_IDENTITY_CLIENT_UUID, /* metadata.id is the id in the path; create is a PUT */
	CX_IDENTITY_SERVER_ID,   /* the server gives the id; found again by match_field */
	CX_IDENTITY_NATURAL_KEY, /* a member of spec that people choose is the id; create is a PUT */
};
enum cx_concurrency {
	CX_CONCURRENCY_ETAG,
	CX_CONCURRENCY_BODY_VERSION,
	CX_CONCURRENCY_NONE,
};
enum cx_route_verb {
	CX_ROUTE_LIST,
	CX_ROUTE_READ,
	CX_ROUTE_CREATE,
	CX_ROUTE_PUT,
	CX_ROUTE_DELETE,
	CX_ROUTE_VERBS,
};

/* One call. path may hold {id}. */
struct cx_route {
	bool present; /* false: the deployment has none */
	const char *method;
	const char *path;
	const char *query; /* fixed parameters, "include=size,evaluation_status", or "" */
};

/* How lists are paged: ?limit_param=N&cursor_param=C, answers {items_field: [...], next_field: C,
 * total_field: N}. */
struct cx_paging {
	const char *limit_param, *cursor_param;
	int64_t limit;
	const char *items_field, *next_field, *total_field;
};

struct cx_rename {
	const char *ours, *theirs; /* url -> uri */
};

struct cx_kind_route {
	const char *kind;
	enum cx_identity identity;
	const char *id_field;    /* in the tenant's object: "id"; of natural_key: key_field, "ident" */
	const char *match_field; /* natural key in spec: "name" */
	enum cx_concurrency concurrency;
	const char *version_field; /* for body_version */
	struct cx_route routes[CX_ROUTE_VERBS];
	struct cx_paging paging;
	const struct cx_rename *renames;
	size_t rename_count;
	bool idempotency_honoured;
	const char *scope_read, *scope_write; /* named when a 403 comes; or NULL */
	int64_t create_settle_s;
};

/* The attributes of the customer data platform: {items_field: [{name_field, type_field}]}. */
struct cx_attributes_route {
	struct cx_route call;
	const char *items_field, *name_field, *type_field;
	const char *next_field; /* where a list says that there is more; or NULL */
};

/* What the run-time commands call. */
enum cx_runtime_call {
	CX_RUNTIME_MEMBERS,
	CX_RUNTIME_MEMBERS_COUNT,
	CX_RUNTIME_PROFILES,
	CX_RUNTIME_CONTACT,
	CX_RUNTIME_JOURNEY,
	CX_RUNTIME_TRIGGER,
	CX_RUNTIME_ATTRIBUTES,
	CX_RUNTIME_SET_ATTRIBUTES,
	CX_RUNTIME_CALLS,
};
struct cx_runtime_route {
	struct cx_route call;
	const char *scope;         /* named when a 403 comes; or NULL */
	int64_t timeout_ms;        /* 0: 30 s */
	bool idempotency_honoured; /* of CX_RUNTIME_TRIGGER */
};
/* API.md, "Limits and shapes", as the deployment has them. */
struct cx_runtime {
	struct cx_runtime_route calls[CX_RUNTIME_CALLS];
	struct cx_paging paging; /* of members */
	int64_t filters, filter_complexity;
	int64_t profile_batch, profile_requests, profile_page;
	int64_t trigger_bytes;
	int64_t attributes;
	int64_t retention_days;
	bool segments_contain; /* segmentIds contains 'ID,ID'; else OData's any */
};

struct cx_auth_preset {
	const char *name;
	const char *token_url; /* may hold {base}: the tenant's base URL without path */
	const char *client_auth;
	const char *scope;
	const char *flow;
};

struct cx_profile {
	const char *name;
	const struct cx_node *document;
	struct cx_kind_route *kinds;
	size_t kind_count;
	struct cx_auth_preset *presets;
	size_t preset_count;
	/* evaluation_status: the words for running and for settled states */
	const char *settle_field;
	const char *settle_time; /* when the last evaluation was; or NULL */
	const char **settle_running;
	size_t settle_running_count;
	const char **settle_failed;
	size_t settle_failed_count;
	const char **settle_done;
	size_t settle_done_count;
	struct cx_criteria_rules criteria;
	struct cx_attributes_route attributes;
	struct cx_runtime runtime;
};

/*
 * A profile file: one YAML document that schemas/profile.schema.json describes. `extends: cxone` takes the
 * built-in of that name and applies the file to it as a JSON Merge Patch (RFC 7396), so `put: null` says that
 * the deployment has no update. Unknown keys are errors with a "did you mean". A list or read that is no GET
 * is refused: a reader sends nothing else. INVALID with schema.*, yaml.* and profile.* diagnostics.
 */
enum cx_status cx_profile_parse(struct cx_arena *arena, const struct cx_source *source,
				struct cx_profile *ret_profile, struct cx_diags *diags);
/* The built-in profile of that name, "cxone"; ABSENT if there is none. */
enum cx_status cx_profile_builtin(struct cx_arena *arena, const char *name, struct cx_profile *ret_profile,
				  struct cx_diags *diags);
/* NULL if the profile has no such kind. */
const struct cx_kind_route *cx_profile_kind(const struct cx_profile *profile, const char *kind);
/* Whether the deployment shows objects of the kind neither one by one nor in a list. */
bool cx_kind_route_is_blind(const struct cx_kind_route *kind);
/* The kind one of whose routes has that method and fits the target; ret_verb says which. NULL if none has. */
const struct cx_kind_route *cx_profile_call(const struct cx_profile *profile, const char *method,
					    const char *target, enum cx_route_verb *ret_verb);
/* The scope that a call of that kind needs, or NULL. */
const char *cx_profile_scope(const struct cx_kind_route *kind, enum cx_route_verb verb);
/* The key of a run-time call in a profile: "members_count". */
const char *cx_runtime_name(enum cx_runtime_call call);
/* The run-time call that has that method and fits the target; NULL if none has. */
const struct cx_runtime_route *cx_profile_runtime(const struct cx_profile *profile, const char *method,
						  const char *target);

#endif
