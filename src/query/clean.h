/* SPDX-License-Identifier: Apache-2.0 */
/* The cleaning rules for contacts (API.md, Profiles). */
#ifndef CX_QUERY_CLEAN_H
#define CX_QUERY_CLEAN_H

#include "base/buf.h"
#include "doc/doc.h"

/* What a field of a contact is made into. */
enum cx_clean_rule {
	CX_CLEAN_TEXT,       /* trimmed; missing: "" */
	CX_CLEAN_EMAIL,      /* and in lower case (ASCII) */
	CX_CLEAN_PHONE,      /* as cx_clean_phone */
	CX_CLEAN_TAGS,       /* a list; texts in it trimmed, empty ones and nulls left out; missing: [] */
	CX_CLEAN_ATTRIBUTES, /* an object; keys in snake_case, texts trimmed and typed; missing: {} */
};

/*
 * The value by its rule, without key, in the arena; value may be NULL, which is missing, as null is. A value
 * of another type than the rule is for is kept, but for the texts in it. Cleaning twice changes nothing more.
 */
struct cx_node *cx_clean_value(struct cx_arena *arena, enum cx_clean_rule rule, const struct cx_node *value);

/*
 * "firstName", "First Name" and "first-name" become "first_name", "HTTPStatus" "http_status". Letters beyond
 * ASCII stay; a key without any letter or digit stays as it is.
 */
void cx_clean_key(const char *key, size_t len, struct cx_buf *out);
/*
 * "+1 (555) 010-9999" becomes "+15550109999": punctuation and a "(0)" behind the country's prefix go, the
 * plus stays, and none is invented. What is no number in E.164 (15 digits at most, with or without plus), is
 * only trimmed: "555-0100 ext. 7".
 */
void cx_clean_phone(const char *text, size_t len, struct cx_buf *out);
/*
 * Whether a text is the one way to write a number that every reader keeps exactly: "42", "-0.5", within
 * 2^53 or 15 digits. Not "007", "1.50", "1.2.3", "1e3", "+1", "-0".
 */
bool cx_clean_is_numeral(const char *text, size_t len);

#endif
