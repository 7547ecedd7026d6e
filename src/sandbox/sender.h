/* SPDX-License-Identifier: Apache-2.0 */
/* Sends webhook events, signed as Standard Webhooks say, from the main thread. */
#ifndef CX_SANDBOX_SENDER_H
#define CX_SANDBOX_SENDER_H

#include "sandbox/sandbox.h"

struct cx_sender;
struct cx_sender *cx_sender_new(struct cx_sandbox *sandbox);
void cx_sender_free(struct cx_sender *sender);
CX_DEFINE_FREEP(cx_sender)

/*
 * Starts what is due and moves what is under way, without waiting and without the mutex; each event is sent
 * once. True where something is under way.
 */
bool cx_sender_turn(struct cx_sender *sender);

/* The value of webhook-signature; a secret "whsec_BASE64" is decoded first. */
void cx_sender_sign(const char *secret, const char *id, const char *timestamp, const char *payload,
		    struct cx_buf *out);

#endif
