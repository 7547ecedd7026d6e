/* SPDX-License-Identifier: Apache-2.0 */
/* The gzip bomb: small, and by another's reading what it says. */
#include "sandbox/bomb.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <zlib.h>

#define MEGABYTES 40

/* Unpacks the outer coding into out; zlib checks the digest and the length. */
static void outer_unpack(const struct cx_buf *packed, struct cx_buf *out)
{
	unsigned char bytes[65536];
	z_stream stream = {.next_in = (unsigned char *)packed->data, .avail_in = (uInt)packed->len};
	int code = Z_OK;
	assert_int_equal(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
	while (code == Z_OK) {
		stream.next_out = bytes;
		stream.avail_out = sizeof bytes;
		code = inflate(&stream, Z_NO_FLUSH);
		cx_buf_add(out, bytes, sizeof bytes - stream.avail_out);
	}
	assert_int_equal(code, Z_STREAM_END);
	assert_int_equal(stream.avail_in, 0);
	inflateEnd(&stream);
}

static void test_bomb_when_unpacked_twice_then_so_many_spaces(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf bomb = CX_BUF_INIT, inner = CX_BUF_INIT, plain = CX_BUF_INIT;
	(void)state;
	cx_bomb_add(&bomb, MEGABYTES);
	assert_in_range(bomb.len, 100, 4096);
	outer_unpack(&bomb, &inner);
	outer_unpack(&inner, &plain);
	assert_int_equal(plain.len, MEGABYTES << 20);
	for (size_t i = 0; i < plain.len; i += 4093)
		assert_int_equal(plain.data[i], ' ');
}

static void test_bomb_when_gigabytes_then_still_kilobytes(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf bomb = CX_BUF_INIT;
	(void)state;
	cx_bomb_add(&bomb, 4096);
	assert_in_range(bomb.len, 100, 65536);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bomb_when_unpacked_twice_then_so_many_spaces),
		cmocka_unit_test(test_bomb_when_gigabytes_then_still_kilobytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
