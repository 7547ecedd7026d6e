/* SPDX-License-Identifier: Apache-2.0 */
/* A gzip bomb. */
/*
 * After a full flush deflate knows nothing of what came before. So one megabyte is packed once, the piece is
 * repeated, and gigabytes cost no more time than their packed bytes do.
 */
#include "sandbox/bomb.h"

#include "base/mem.h"

#include <zlib.h>

#define MEGABYTE  ((size_t)1 << 20)
#define PIECE_MAX 8192
#define OUT_MAX   65536
#define RAW_BITS  (-MAX_WBITS)
#define GZIP_BITS (16 + MAX_WBITS)

static const unsigned char gzip_head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
/* The last block: of fixed codes, and empty. */
static const unsigned char deflate_end[] = {3, 0};

CX_NORETURN static void bomb_fail(void)
{
	fprintf(stderr, "cxone-sandbox: fatal: zlib does not work\n");
	abort();
}

static void packer_open(z_stream *packer, int bits)
{
	*packer = (z_stream){0};
	if (deflateInit2(packer, Z_BEST_COMPRESSION, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		bomb_fail();
}

/* A megabyte of spaces, that ends at a byte; returns the bytes of the piece. */
static size_t piece_pack(const unsigned char *spaces, unsigned char piece[PIECE_MAX])
{
	z_stream packer;
	packer_open(&packer, RAW_BITS);
	packer.next_in = (unsigned char *)(uintptr_t)spaces;
	packer.avail_in = (uInt)MEGABYTE;
	packer.next_out = piece;
	packer.avail_out = PIECE_MAX;
	if (deflate(&packer, Z_FULL_FLUSH) != Z_OK || packer.avail_in || !packer.avail_out)
		bomb_fail();
	deflateEnd(&packer);
	return PIECE_MAX - packer.avail_out;
}

static void outer_add(z_stream *outer, const void *bytes, size_t n, int flush, struct cx_buf *out)
{
	unsigned char packed[OUT_MAX];
	outer->next_in = (unsigned char *)(uintptr_t)bytes;
	outer->avail_in = (uInt)n;
	do {
		outer->next_out = packed;
		outer->avail_out = sizeof packed;
		if (deflate(outer, flush) == Z_STREAM_ERROR)
			bomb_fail();
		cx_buf_add(out, packed, sizeof packed - outer->avail_out);
	} while (!outer->avail_out);
}

void cx_bomb_add(struct cx_buf *out, int64_t megabytes)
{
	unsigned char piece[PIECE_MAX], tail[8];
	unsigned char *spaces = cx_alloc(MEGABYTE);
	memset(spaces, ' ', MEGABYTE);
	size_t piece_len = piece_pack(spaces, piece);
	uLong one = crc32(0, spaces, (uInt)MEGABYTE), all = crc32(0, NULL, 0);
	uint64_t total = (uint64_t)megabytes * MEGABYTE;
	z_stream outer;
	packer_open(&outer, GZIP_BITS);
	outer_add(&outer, gzip_head, sizeof gzip_head, Z_NO_FLUSH, out);
	for (int64_t i = 0; i < megabytes; i++) {
		outer_add(&outer, piece, piece_len, Z_NO_FLUSH, out);
		all = crc32_combine(all, one, (z_off_t)MEGABYTE);
	}
	outer_add(&outer, deflate_end, sizeof deflate_end, Z_NO_FLUSH, out);
	for (int i = 0; i < 4; i++) {
		tail[i] = (unsigned char)(all >> (8 * i));
		tail[4 + i] = (unsigned char)(total >> (8 * i));
	}
	outer_add(&outer, tail, sizeof tail, Z_FINISH, out);
	deflateEnd(&outer);
	cx_free(spaces);
}
