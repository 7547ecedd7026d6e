/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: checked where they are named, put into a body only when it is sent. */
#ifndef CX_ENGINE_SECRET_H
#define CX_ENGINE_SECRET_H

#include "base/buf.h"
#include "base/map.h"
#include "engine/ledger_key.h"
#include "model/setting.h"
#include "model/shape.h"
#include "port/git.h"
#include "remote/profile.h"
#include "remote/secrets.h"

/* Looks secrets up for many definitions; what several of them name is said once, where it stands first. */
struct cx_secret_checker {
	const char *project_dir;
	struct cx_repo *repo; /* NULL: not in a repository */
	struct cx_diags *diags;
	struct cx_map known;   /* sources that were looked at */
	struct cx_arena arena; /* of the map's keys */
};
void cx_secret_checker_release(struct cx_secret_checker *checker);

/*
 * Looks up every secret below node: an error where one is missing (setting.*), a warning where one is shorter
 * than 32 bytes (secret.weak), or is a file that git tracks (secret.tracked). No value is kept or shown.
 */
void cx_secret_check(struct cx_secret_checker *checker, const struct cx_shape *shape,
		     const struct cx_node *node);
/*
 * The same for one of the project file's; what names it in messages. Whether it is long enough matters where
 * people make it, and is not said of what the tenant gives out. ABSENT if it is not set there.
 */
enum cx_status cx_secret_check_setting(struct cx_secret_checker *checker, const struct cx_setting *setting,
				       const char *what, bool self_made);

/* Adds the value of every secret below node that is there; says nothing of others. */
void cx_secret_learn(struct cx_secrets *secrets, const struct cx_shape *shape, const struct cx_node *node,
		     const char *project_dir);
/* The same for one of the project file's. */
void cx_secret_learn_setting(struct cx_secrets *secrets, const struct cx_setting *setting,
			     const char *project_dir);

/* "Bearer ...", whatever the header is called that the tenant shows it in. */
bool cx_secret_is_likely(const struct cx_node *value);

/* A request's body with secrets in it. Released as soon as the request is over: all of it is wiped. */
struct cx_secret_body {
	struct cx_buf json;
	struct cx_secrets *secrets;      /* gets every value that was put in; or NULL */
	const struct cx_ledger_key *key; /* or NULL */
};
#define CX_SECRET_BODY_INIT         \
	{                           \
		.json = CX_BUF_INIT \
	}
void cx_secret_body_release(struct cx_secret_body *body);

/*
 * The JSON of node with secrets put in for their references and the profile's renames done. INVALID where a
 * secret is missing, or has another value than the one that body->key made its hmac of (secret.changed).
 */
enum cx_status cx_secret_body_make(const struct cx_shape *shape, const struct cx_node *node,
				   const struct cx_kind_route *route, const char *project_dir,
				   struct cx_secret_body *body, struct cx_diags *diags);

#endif
