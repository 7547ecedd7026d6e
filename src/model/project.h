/* SPDX-License-Identifier: Apache-2.0 */
/* The project file cxctl.yaml: tenants, ledger, safety, ignore rules (DESIGN.md 4). */
#ifndef CX_MODEL_PROJECT_H
#define CX_MODEL_PROJECT_H

#include "doc/doc.h"
#include "model/setting.h"

#define CX_PROJECT_FILE "cxctl.yaml"

enum cx_auth_flow {
	CX_AUTH_FLOW_CLIENT_CREDENTIALS,
	CX_AUTH_FLOW_PASSWORD,
	CX_AUTH_FLOW_ACCESS_KEY,
};

/* tenants.NAME.auth; NULL and -1 mean: not said, take the preset's or profile's. */
struct cx_auth {
	const char *preset; /* API.md, Login; default "region" */
	int flow;           /* enum cx_auth_flow, or -1 */
	struct cx_setting token_url;
	int client_auth; /* 0 body, 1 basic, -1 not said */
	struct cx_setting client_id, client_secret;
	struct cx_setting scope;
	const char *issuer; /* cxone-discovery */
};

struct cx_tenant_config {
	const char *name;
	struct cx_setting base_url;
	const char *profile; /* "cxone", or a path in the repository */
	struct cx_auth auth;
	int64_t requests_per_second; /* default 200 */
	int64_t concurrency;         /* default 16 */
	bool has_notify;
	struct cx_setting notify_url, notify_secret;
	const struct cx_node *vars; /* object, or NULL */
	struct cx_span span;
};

enum cx_on_conflict {
	CX_ON_CONFLICT_REFUSE,
	CX_ON_CONFLICT_OVERWRITE,
	CX_ON_CONFLICT_KEEP_LIVE,
};

/* "refuse", "overwrite" or "keep-live"; anything else, NULL too, is refuse. */
enum cx_on_conflict cx_on_conflict_of(const char *text);

struct cx_ignore_rule {
	const char *kind, *name; /* NULL: any; a name may be a glob */
	const char *path;        /* JSON Pointer into spec */
	const char *reason;
	const char *until; /* YYYY-MM-DD, or NULL */
	struct cx_span span;
};

struct cx_project {
	const char *path; /* of cxctl.yaml, relative to the repository's root */
	const char *root; /* the folder that holds it, relative to the repository's root: "" or "sub/dir" */
	const struct cx_node *document;
	const char **definitions; /* files or folders, relative to root */
	size_t definition_count;
	const char *default_tenant; /* or NULL */
	struct cx_tenant_config *tenants;
	size_t tenant_count;
	const struct cx_node *vars; /* object, or NULL */
	const char *ledger_ref;     /* with {tenant} */
	const char *ledger_remote;  /* or NULL */
	int64_t max_update_percent, max_delete_percent, min_resources;
	enum cx_on_conflict on_conflict;
	struct cx_ignore_rule *ignore;
	size_t ignore_count;
};

/* Everything stays in the arena. INVALID with project.* and schema.* diagnostics. */
enum cx_status cx_project_parse(struct cx_arena *arena, const struct cx_source *source, const char *path,
				struct cx_project *ret_project, struct cx_diags *diags);

/* By name, or the default (default_tenant, or the only one). INVALID says which there are. */
enum cx_status cx_project_tenant(const struct cx_project *project, const char *name,
				 const struct cx_tenant_config **ret_tenant, struct cx_diags *diags);

#endif
