/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates for servers on loopback, made on the spot (libcrypto): right ones, and wrong ones for tests.
 */
#ifndef CX_PORT_CERTIFICATE_H
#define CX_PORT_CERTIFICATE_H

#include "base/buf.h"

struct cx_certificate_want {
	const char *name;        /* subjectAltName: "IP:127.0.0.1", "DNS:host.example" */
	int64_t from_s, until_s; /* valid, in seconds from now */
};

/*
 * Makes an authority, and a certificate for a server that it signed, with new P-256 keys. Each in PEM; the
 * key is to be released as a secret. False where libcrypto refuses.
 */
bool cx_certificate_make(const struct cx_certificate_want *want, struct cx_buf *ret_cert,
			 struct cx_buf *ret_key, struct cx_buf *ret_authority);

#endif
