/* SPDX-License-Identifier: Apache-2.0 */
/* What a plain YAML scalar means: the core schema of YAML 1.2, narrowed to what all readers agree on. */
#ifndef CX_DOC_YAML_PLAIN_H
#define CX_DOC_YAML_PLAIN_H

#include "base/base.h"

enum cx_plain {
	CX_PLAIN_TEXT,
	CX_PLAIN_NULL,   /* null, ~ or nothing */
	CX_PLAIN_BOOL,   /* true and false, also as True and TRUE */
	CX_PLAIN_NUMBER, /* JSON's grammar */
	/* The rest has another meaning to another reader, YAML 1.1 or 1.2: */
	CX_PLAIN_WORD,      /* yes, no, on, off, y, n */
	CX_PLAIN_NULL_WORD, /* Null, NULL */
	CX_PLAIN_OCTAL,     /* 012, 0o14 */
	CX_PLAIN_BASE,      /* 0x1F, 0b101 */
	CX_PLAIN_SIXTY,     /* 1:30 */
	CX_PLAIN_SEPARATED, /* 1_000 */
	CX_PLAIN_SPECIAL,   /* .inf, .nan */
	CX_PLAIN_SHORT,     /* .5, 5., +5 */
};

enum cx_plain cx_plain_classify(const char *text, size_t len);
/* Whether the same characters are read in two ways. */
bool cx_plain_is_ambiguous(enum cx_plain plain);
/* What the other reader takes it for: "a boolean", "an octal number". */
const char *cx_plain_other_reading(enum cx_plain plain);

#endif
