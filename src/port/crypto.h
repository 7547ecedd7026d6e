/* SPDX-License-Identifier: Apache-2.0 */
/* Digests and encodings: SHA-256, HMAC-SHA256, hex, base64 (libcrypto). */
#ifndef CX_PORT_CRYPTO_H
#define CX_PORT_CRYPTO_H

#include "base/base.h"
#include "base/buf.h"

#define CX_SHA256_BYTES 32
#define CX_SHA256_HEX   64

struct cx_sha256 {
	void *ctx; /* EVP_MD_CTX */
};
void cx_sha256_init(struct cx_sha256 *sha);
void cx_sha256_add(struct cx_sha256 *sha, const void *bytes, size_t n);
/* Ends the digest and releases it. */
void cx_sha256_end(struct cx_sha256 *sha, unsigned char ret_digest[CX_SHA256_BYTES]);

void cx_sha256_of(const void *bytes, size_t n, unsigned char ret_digest[CX_SHA256_BYTES]);
/* Lower-case hex with a NUL. */
void cx_sha256_hex(const void *bytes, size_t n, char ret_hex[CX_SHA256_HEX + 1]);
void cx_hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t n,
		    unsigned char ret_mac[CX_SHA256_BYTES]);

/* Whether n bytes are the same; how long it takes depends on n alone. */
bool cx_crypto_equal(const void *a, const void *b, size_t n);

void cx_hex_encode(const unsigned char *bytes, size_t n, char *ret_hex); /* 2n characters and a NUL */
/* Standard base64 with padding (RFC 4648 4). */
void cx_base64_add(struct cx_buf *out, const void *bytes, size_t n);
/* False where text is no base64; padding is required. */
bool cx_base64_decode(const char *text, size_t n, struct cx_buf *out);

#endif
