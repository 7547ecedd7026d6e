/* SPDX-License-Identifier: Apache-2.0 */
/* A body that is small on the wire and large in memory. */
#ifndef CX_SANDBOX_BOMB_H
#define CX_SANDBOX_BOMB_H

#include "base/buf.h"

/* What Content-Encoding says of it. */
#define CX_BOMB_CODING "gzip, gzip"

/* Adds so many megabytes of spaces, packed by gzip (RFC 1952) twice: about 5 bytes for each of them. */
void cx_bomb_add(struct cx_buf *out, int64_t megabytes);

#endif
