/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers: strict integers, and exact decimals kept as text. */
#ifndef CX_BASE_NUM_H
#define CX_BASE_NUM_H

#include "base/base.h"
#include "base/buf.h"

/* All of text must be an optional minus and digits, in range; no space, no plus. */
bool cx_int_parse(const char *text, int64_t *ret_value);
bool cx_int_parse_n(const char *text, size_t len, int64_t *ret_value);

/*
 * A decimal: (-1)^negative x digits x 10^exponent, exact, in normal form: no leading or
 * trailing zeros in digits, and zero is no digits, exponent 0, not negative. So two
 * decimals are equal when their parts are: 1, 1.0 and 1e0 are one number.
 * digits is borrowed from the buffer given to cx_dec_parse.
 */
struct cx_dec {
	bool negative;
	const char *digits;
	size_t len;
	int64_t exponent;
};
/*
 * Reads a JSON number (RFC 8259), digits are put into scratch. False if text is no number,
 * or its exponent, as written or with one digit before the point, is beyond +-1,000,000,000 (no number in use
 * is; it bounds arithmetic).
 */
bool cx_dec_parse(const char *text, size_t len, struct cx_buf *scratch, struct cx_dec *ret_dec);
/* Less than, equal to or greater than 0. */
int cx_dec_compare(const struct cx_dec *a, const struct cx_dec *b);
bool cx_dec_is_integer(const struct cx_dec *dec);
/*
 * The one text of that number, as ECMA-262 Number::toString lays it out (RFC 8785 3.2.2.3) but
 * with all digits kept: "500000", "0.1", "1e+400".
 */
void cx_dec_print(const struct cx_dec *dec, struct cx_buf *out);

#endif
