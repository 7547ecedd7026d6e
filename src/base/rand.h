/* SPDX-License-Identifier: Apache-2.0 */
/* Random bytes and UUIDs from the kernel. */
#ifndef CX_BASE_RAND_H
#define CX_BASE_RAND_H

#include "base/base.h"

#define CX_UUID_LEN 36

/* Fills n bytes from getrandom(2); ends the process if the kernel has none. */
void cx_random_bytes(void *bytes, size_t n);
/* A number from 0 up to and without bound; bound > 0. */
uint64_t cx_random_below(uint64_t bound);
/* A version 4 UUID in lower case (RFC 9562), with a NUL. */
void cx_uuid_new(char ret_text[CX_UUID_LEN + 1]);
/* 8-4-4-4-12 hexadecimal digits, either case, no variant check (API.md, UUID). */
bool cx_uuid_valid(const char *text, size_t len);

#endif
