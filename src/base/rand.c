/* SPDX-License-Identifier: Apache-2.0 */
/* Random bytes and UUIDs. */
#include "base/rand.h"

#include <ctype.h>
#include <errno.h>
#include <sys/random.h>

void cx_random_bytes(void *bytes, size_t n)
{
	unsigned char *at = bytes;
	while (n) {
		ssize_t got = getrandom(at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			abort();
		at += got;
		n -= (size_t)got;
	}
}

uint64_t cx_random_below(uint64_t bound)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
	uint64_t x;
	do
		cx_random_bytes(&x, sizeof x);
	while (x >= limit);
	return x % bound;
}

void cx_uuid_new(char ret_text[CX_UUID_LEN + 1])
{
	unsigned char b[16];
	cx_random_bytes(b, sizeof b);
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	(void)snprintf(ret_text, CX_UUID_LEN + 1,
		       "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		       b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		       b[15]);
}

bool cx_uuid_valid(const char *text, size_t len)
{
	if (len != CX_UUID_LEN)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return true;
}
