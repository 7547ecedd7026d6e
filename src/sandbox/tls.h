/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate that the sandbox shows: from files, or made on the spot, right or wrong. */
#ifndef CX_SANDBOX_TLS_H
#define CX_SANDBOX_TLS_H

#include "sandbox/arguments.h"

/* Whether the arguments ask for https at all. */
bool cx_tls_is_wanted(const struct cx_arguments *arguments);
/* Certificate and key in PEM; writes --tls-ca. FAILED or INVALID with a diagnostic (sandbox.tls). */
enum cx_status cx_tls_open(const struct cx_arguments *arguments, struct cx_buf *ret_cert,
			   struct cx_buf *ret_key, struct cx_diags *diags);
/* The kinds of --tls in Markdown. */
void cx_tls_print(struct cx_buf *out);

#endif
