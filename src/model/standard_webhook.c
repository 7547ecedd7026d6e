/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of webhooks: HMAC-SHA256 of "ID.TIMESTAMP.BODY". */
#include "model/standard_webhook.h"

#include "base/num.h"
#include "port/crypto.h"

#define PREFIX     "whsec_"
#define PREFIX_LEN (sizeof PREFIX - 1)
/* "v1," and the Base64 of 32 bytes. */
#define SIGNATURE_LEN 47

static bool key_decode(const char *secret, size_t len, struct cx_buf *ret_key)
{
	return len > PREFIX_LEN && strncmp(secret, PREFIX, PREFIX_LEN) == 0 &&
	       cx_base64_decode(secret + PREFIX_LEN, len - PREFIX_LEN, ret_key);
}

bool cx_standard_webhook_is_encoded(const char *secret, size_t len)
{
	struct cx_buf key = CX_BUF_INIT;
	bool encoded = key_decode(secret, len, &key);
	cx_buf_release_secret(&key);
	return encoded;
}

void cx_standard_webhook_sign(const char *secret, size_t secret_len, const struct cx_webhook_message *message,
			      struct cx_buf *out)
{
	struct cx_buf key = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!key_decode(secret, secret_len, &key)) {
		cx_buf_clear(&key);
		cx_buf_add(&key, secret, secret_len);
	}
	cx_buf_add(&text, message->id.at, message->id.len);
	cx_buf_addc(&text, '.');
	cx_buf_add(&text, message->timestamp.at, message->timestamp.len);
	cx_buf_addc(&text, '.');
	cx_buf_add(&text, message->body.at, message->body.len);
	unsigned char mac[CX_SHA256_BYTES];
	cx_hmac_sha256(key.data, key.len, text.data, text.len, mac);
	cx_buf_adds(out, "v1,");
	cx_base64_add(out, mac, sizeof mac);
	cx_buf_release_secret(&key);
}

/* Whether any of those that are given is the one; each is looked at, whatever came before. */
static bool any_is(struct cx_webhook_text given, const struct cx_buf *wanted)
{
	bool found = false;
	for (size_t at = 0; at < given.len;) {
		const char *one = given.at + at, *blank = memchr(one, ' ', given.len - at);
		size_t len = blank ? (size_t)(blank - one) : given.len - at;
		found |= len == SIGNATURE_LEN && cx_crypto_equal(one, wanted->data, SIGNATURE_LEN);
		at += len + 1;
	}
	return found;
}

bool cx_standard_webhook_verify(const struct cx_buf *secrets, size_t count,
				const struct cx_webhook_message *message, struct cx_webhook_text signatures)
{
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		struct cx_buf wanted = CX_BUF_INIT;
		cx_standard_webhook_sign(secrets[i].data, secrets[i].len, message, &wanted);
		found |= any_is(signatures, &wanted);
		cx_buf_release_secret(&wanted);
	}
	return found;
}

bool cx_standard_webhook_time(struct cx_webhook_text timestamp, int64_t *ret_s)
{
	enum { MAX_DIGITS = 12 };
	return timestamp.len > 0 && timestamp.len <= MAX_DIGITS && timestamp.at[0] != '-' &&
	       cx_int_parse_n(timestamp.at, timestamp.len, ret_s);
}
