/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: checking, counting, decoding (RFC 3629). */
#ifndef CX_BASE_UTF8_H
#define CX_BASE_UTF8_H

#include "base/base.h"

/*
 * Decodes the code point at bytes[0..n); n > 0. Returns its length in bytes, 1 to 4,
 * or 0 where the bytes are no well-formed UTF-8 (overlong, surrogate, above U+10FFFF, cut).
 */
size_t cx_utf8_decode(const char *bytes, size_t n, uint32_t *ret_code_point);
/* The offset of the first byte that is not well formed; n if all is. */
size_t cx_utf8_check(const char *bytes, size_t n);
/* Code points in well-formed text. */
size_t cx_utf8_count(const char *bytes, size_t n);
/* Writes 1 to 4 bytes; code_point is a scalar value. */
size_t cx_utf8_encode(uint32_t code_point, char ret_bytes[4]);

#endif
