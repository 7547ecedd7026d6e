/* SPDX-License-Identifier: Apache-2.0 */
/* Digests over OpenSSL's EVP calls; they fail only when memory does. */
#include "port/crypto.h"

#include "base/mem.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

static void must(int ok)
{
	if (ok != 1)
		cx_out_of_memory(0);
}

void cx_sha256_init(struct cx_sha256 *sha)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	must(ctx != NULL);
	must(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
	sha->ctx = ctx;
}

void cx_sha256_add(struct cx_sha256 *sha, const void *bytes, size_t n)
{
	must(EVP_DigestUpdate(sha->ctx, bytes, n));
}

void cx_sha256_end(struct cx_sha256 *sha, unsigned char ret_digest[CX_SHA256_BYTES])
{
	must(EVP_DigestFinal_ex(sha->ctx, ret_digest, NULL));
	EVP_MD_CTX_free(sha->ctx);
	sha->ctx = NULL;
}

void cx_sha256_of(const void *bytes, size_t n, unsigned char ret_digest[CX_SHA256_BYTES])
{
	must(EVP_Digest(bytes, n, ret_digest, NULL, EVP_sha256(), NULL));
}

void cx_hex_encode(const unsigned char *bytes, size_t n, char *ret_hex)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		ret_hex[2 * i] = digits[bytes[i] >> 4];
		ret_hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret_hex[2 * n] = '\0';
}

void cx_sha256_hex(const void *bytes, size_t n, char ret_hex[CX_SHA256_HEX + 1])
{
	unsigned char digest[CX_SHA256_BYTES];
	cx_sha256_of(bytes, n, digest);
	cx_hex_encode(digest, sizeof digest, ret_hex);
}

void cx_hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t n,
		    unsigned char ret_mac[CX_SHA256_BYTES])
{
	unsigned int len = 0;
	must(key_len <= INT32_MAX);
	must(HMAC(EVP_sha256(), key, (int)key_len, bytes, n, ret_mac, &len) != NULL);
}

bool cx_crypto_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void cx_base64_add(struct cx_buf *out, const void *bytes, size_t n)
{
	/* EVP_EncodeBlock takes an int; chunks are multiples of 3, so that padding comes last. */
	const unsigned char *at = bytes;
	unsigned char chunk[4 * 1024 + 1];
	while (n) {
		size_t part = n < 3072 ? n : 3072;
		int len = EVP_EncodeBlock(chunk, at, (int)part);
		cx_buf_add(out, chunk, (size_t)len);
		at += part;
		n -= part;
	}
}

bool cx_base64_decode(const char *text, size_t n, struct cx_buf *out)
{
	size_t padding = n && text[n - 1] == '=' ? (n > 1 && text[n - 2] == '=' ? 2 : 1) : 0;
	if (n % 4 || n > INT32_MAX)
		return false;
	/* EVP_DecodeBlock skips white space; text has none if it is base64. */
	for (size_t i = 0; i < n; i++)
		if (!(text[i] >= 'A' && text[i] <= 'Z') && !(text[i] >= 'a' && text[i] <= 'z') &&
		    !(text[i] >= '0' && text[i] <= '9') && text[i] != '+' && text[i] != '/' &&
		    !(text[i] == '=' && i >= n - padding))
			return false;
	unsigned char *bytes = cx_alloc(n + 1);
	int len = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)n);
	bool good = len >= 0 && (size_t)len >= padding;
	if (good)
		cx_buf_add(out, bytes, (size_t)len - padding);
	cx_free_secret(bytes, n + 1);
	return good;
}
