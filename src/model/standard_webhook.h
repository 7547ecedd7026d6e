/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of webhooks, made and checked as Standard Webhooks say. */
#ifndef CX_MODEL_STANDARD_WEBHOOK_H
#define CX_MODEL_STANDARD_WEBHOOK_H

#include "base/buf.h"

/* The three headers, "webhook-" in front of each. */
#define CX_STANDARD_WEBHOOK_ID        "webhook-id"
#define CX_STANDARD_WEBHOOK_TIMESTAMP "webhook-timestamp"
#define CX_STANDARD_WEBHOOK_SIGNATURE "webhook-signature"

/* How far a timestamp may be from now, in seconds, before and after. */
#define CX_STANDARD_WEBHOOK_TOLERANCE_S 300

/* Bytes as they came, not NUL-terminated. */
struct cx_webhook_text {
	const char *at;
	size_t len;
};
/* What is signed. */
struct cx_webhook_message {
	struct cx_webhook_text id, timestamp, body;
};

/* A secret is "whsec_" and Base64 of the key; any other text is the key itself. */
bool cx_standard_webhook_is_encoded(const char *secret, size_t len);
/* The value of webhook-signature: "v1,BASE64". */
void cx_standard_webhook_sign(const char *secret, size_t secret_len, const struct cx_webhook_message *message,
			      struct cx_buf *out);
/*
 * Whether any of the signatures, with blanks between them, is that of any of the secrets. Those of other
 * versions than v1 are passed over. How long it takes does not depend on where a wrong one differs, nor on
 * which one fits.
 */
bool cx_standard_webhook_verify(const struct cx_buf *secrets, size_t count,
				const struct cx_webhook_message *message, struct cx_webhook_text signatures);
/* Seconds since 1970, in digits alone; false: it is not that. */
bool cx_standard_webhook_time(struct cx_webhook_text timestamp, int64_t *ret_s);

#endif
