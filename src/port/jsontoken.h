/* SPDX-License-Identifier: Apache-2.0 */
/* The state of the strict scan (port/jsonscan.h), and its tokens. For port/json*.c alone. */
#ifndef CX_PORT_JSONTOKEN_H
#define CX_PORT_JSONTOKEN_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "port/json.h"

struct cx_jsonscan_key {
	const char *text; /* decoded: in the source, or in the arena if it has escapes */
	size_t len;
	size_t at; /* offset of its opening quote */
};

struct cx_jsonscan {
	const struct cx_source *source;
	const char *text;
	size_t len, at;
	size_t copied; /* source before this offset is in out */
	struct cx_buf *out;
	struct cx_jsonscan_key *keys;
	size_t key_count, key_cap;
	struct cx_arena arena;
	struct cx_buf digits;
	size_t values;
	unsigned depth;
	bool has_nul;
	enum cx_json_keys repeated;
	struct cx_diags *diags;
};

/* Whether that character stands at s->at. */
bool cx_jsontoken_at(const struct cx_jsonscan *s, char c);
/*
 * These read from s->at, which is at the token's first character, to behind it; false after a diagnostic.
 * What cJSON must not see as it is goes to s->out rewritten.
 */
bool cx_jsontoken_string(struct cx_jsonscan *s, bool *ret_escaped);
bool cx_jsontoken_number(struct cx_jsonscan *s);
bool cx_jsontoken_literal(struct cx_jsonscan *s);
/* Replaces the key's text, which was read with escapes, by what it stands for; in s->arena. */
void cx_jsontoken_decode(struct cx_jsonscan *s, struct cx_jsonscan_key *key);
/* False with a diagnostic about what stands at s->at, where something else was expected. */
bool cx_jsontoken_unexpected(struct cx_jsonscan *s, const char *expected);
/* Puts everything before the offset end into out, and goes on behind resume. */
void cx_jsontoken_flush(struct cx_jsonscan *s, size_t end, size_t resume);

#endif
