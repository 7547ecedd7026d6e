/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: checked where they are named, put into a body only when it is sent. */
#ifndef CX_ENGINE_SECRET_H
#define CX_ENGINE_SECRET_H

#include "base/buf.h"
#include "model/shape.h"
#include "remote/profile.h"

/*
 * Looks up every secret below node: an error where one is missing, a warning (secret.weak) where one is
 * shorter than 32 bytes. No value is kept or shown.
 */
void cx_secret_check(const struct cx_shape *shape, const struct cx_node *node, const char *project_dir,
		     struct cx_diags *diags);

/* A request's body with secrets in it. Released as soon as the request is over: all of it is wiped. */
struct cx_secret_body {
	struct cx_buf json;
	char **values; /* the secrets in it, NULL-terminated: to be blanked in what the tenant answers; or
			  NULL */
	size_t count, cap;
};
#define CX_SECRET_BODY_INIT         \
	{                           \
		.json = CX_BUF_INIT \
	}
void cx_secret_body_release(struct cx_secret_body *body);

/*
 * The JSON of node with secrets put in for their references and the profile's renames done. INVALID where a
 * secret is missing.
 */
enum cx_status cx_secret_body_make(const struct cx_shape *shape, const struct cx_node *node,
				   const struct cx_kind_route *route, const char *project_dir,
				   struct cx_secret_body *body, struct cx_diags *diags);

#endif
