/* SPDX-License-Identifier: Apache-2.0 */
/* PCRE2 behind a translation of ECMA-262's dialect. */
/*
 * Compiled code is put into the arena by PCRE2's own
 * memory hooks, so that a schema needs no destructor. glibc's regcomp was rejected: a pattern of 24 bytes
 * takes it seconds and a gigabyte.
 */
#include "port/regex.h"

#include "port/ecma.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <threads.h>

#define MAX_PATTERN_BYTES (16u << 10)
#define MATCH_LIMIT       500000u
#define HEAP_LIMIT_KIB    (8u << 10)

struct cx_regex {
	pcre2_code *code;
	pcre2_match_context *limits;
};

static void *regex_alloc(size_t size, void *arena)
{
	return cx_arena_alloc(arena, size);
}

static void regex_keep(void *memory, void *arena)
{
	(void)memory;
	(void)arena;
}

struct cx_regex *cx_regex_compile(struct cx_arena *arena, const char *pattern, size_t len,
				  const char **ret_error)
{
	if (len > MAX_PATTERN_BYTES) {
		*ret_error = cx_arena_printf(arena, "longer than %u bytes", MAX_PATTERN_BYTES);
		return NULL;
	}
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT, error = CX_BUF_INIT;
	if (!cx_ecma_translate(pattern, len, &text, &error)) {
		*ret_error = cx_arena_strndup(arena, error.data, error.len);
		return NULL;
	}
	pcre2_general_context *memory = pcre2_general_context_create(regex_alloc, regex_keep, arena);
	struct cx_regex *regex = cx_arena_alloc(arena, sizeof *regex);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);
	uint32_t options =
		PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
	int code = 0;
	PCRE2_SIZE at = 0;
	regex->code = pcre2_compile((PCRE2_SPTR)text.data, text.len, options, &code, &at, context);
	regex->limits = pcre2_match_context_create(memory);
	pcre2_set_match_limit(regex->limits, MATCH_LIMIT);
	pcre2_set_heap_limit(regex->limits, HEAP_LIMIT_KIB);
	if (regex->code)
		return regex;
	PCRE2_UCHAR message[256];
	pcre2_get_error_message(code, message, sizeof message);
	*ret_error = cx_arena_strdup(arena, (const char *)message);
	return NULL;
}

static tss_t match_key;

static void match_data_free(void *data)
{
	pcre2_match_data_free(data);
}

static void match_key_make(void)
{
	if (tss_create(&match_key, match_data_free) != thrd_success)
		cx_out_of_memory(0);
}

/* One for each thread: PCRE2 keeps its frames in it. */
static pcre2_match_data *match_data(void)
{
	static once_flag once = ONCE_FLAG_INIT;
	call_once(&once, match_key_make);
	pcre2_match_data *data = tss_get(match_key);
	if (data)
		return data;
	data = pcre2_match_data_create(1, NULL);
	if (!data || tss_set(match_key, data) != thrd_success)
		cx_out_of_memory(sizeof data);
	return data;
}

enum cx_regex_result cx_regex_match(const struct cx_regex *regex, const char *text, size_t len)
{
	int n = pcre2_match(regex->code, (PCRE2_SPTR)text, len, 0, 0, match_data(), regex->limits);
	if (n >= 0)
		return CX_REGEX_RESULT_MATCH;
	if (n == PCRE2_ERROR_MATCHLIMIT || n == PCRE2_ERROR_DEPTHLIMIT || n == PCRE2_ERROR_HEAPLIMIT)
		return CX_REGEX_RESULT_LIMIT;
	return CX_REGEX_RESULT_NO_MATCH;
}
