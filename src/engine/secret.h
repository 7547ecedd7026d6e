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

/*
 * The request's body: canonical JSON of node with secrets put in for their references and the profile's
 * renames done. out is released with cx_buf_release_secret. INVALID where a secret is missing.
 */
enum cx_status cx_secret_body(const struct cx_shape *shape, const struct cx_node *node,
			      const struct cx_kind_route *route, const char *project_dir, struct cx_buf *out,
			      struct cx_diags *diags);

#endif
