/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the doc floor share: texts into nodes, and seeded random values. */
#ifndef CX_TESTS_UNIT_DOC_SUPPORT_H
#define CX_TESTS_UNIT_DOC_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above. */
#include <cmocka.h>

#include "doc/json.h"
#include "doc/yaml.h"

/* One per test: everything lives until bench_release. */
struct bench {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_source source;
	struct cx_buf out;
};
#define BENCH_INIT                             \
	{                                      \
		.out = {.data = cx_buf_empty } \
	}

static inline void bench_release(struct bench *bench)
{
	cx_buf_release(&bench->out);
	cx_diags_release(&bench->diags);
	cx_arena_release(&bench->arena);
}

/* The node of a JSON text; NULL where it is none. */
static inline struct cx_node *bench_json_n(struct bench *bench, const char *text, size_t len)
{
	struct cx_node *node = NULL;
	bench->source = (struct cx_source){"test.json", text, len};
	enum cx_status status = cx_json_parse(&bench->arena, &bench->source, &node, &bench->diags);
	assert_int_equal(status, node ? CX_STATUS_OK : CX_STATUS_INVALID);
	return node;
}

static inline struct cx_node *bench_json(struct bench *bench, const char *text)
{
	return bench_json_n(bench, text, strlen(text));
}

static inline enum cx_status bench_yaml(struct bench *bench, const char *text, size_t len,
					struct cx_docs *ret_docs)
{
	bench->source = (struct cx_source){"test.yaml", text, len};
	return cx_yaml_parse(&bench->arena, &bench->source, ret_docs, &bench->diags);
}

static inline const char *bench_line(struct bench *bench, const struct cx_node *node)
{
	cx_buf_clear(&bench->out);
	cx_json_line(node, &bench->out);
	return bench->out.data;
}

static inline const char *bench_canonical(struct bench *bench, const struct cx_node *node)
{
	cx_buf_clear(&bench->out);
	cx_json_canonical(node, &bench->out);
	return bench->out.data;
}

/* xorshift64*: the same numbers for the same seed everywhere. */
static inline uint64_t seeded_next(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 0x2545f4914f6cdd1du;
}

static inline size_t seeded_below(uint64_t *seed, size_t bound)
{
	return (size_t)(seeded_next(seed) >> 33) % bound;
}

static const char *const seeded_texts[] = {
	"",
	"a",
	"b",
	"name",
	"a b",
	"~/x",
	"\"\\",
	"\n\t\b\f\r",
	"\x01\x1f\x7f",
	"\xc3\xbc",
	"\xe2\x82\xac",
	"\xee\x80\x80",
	"\xef\xbf\xbd",
	"\xf0\x9f\x98\x80",
	"no",
	"012",
	"null",
	"1e5",
	": x",
	"- y",
	"#",
	"'",
	"${v}",
	"\xe2\x80\xa8",
};
static const char *const seeded_numbers[] = {
	"0",
	"-0",
	"1",
	"1.0",
	"1e0",
	"10e-1",
	"-1",
	"0.1",
	"500000",
	"9007199254740993",
	"1e400",
	"-2.50E-7",
	"123456789012345678901234567890",
	"1e21",
	"1e-7",
	"100000000000000000000",
	"0.000001",
};

static inline struct cx_node *seeded_node(struct cx_arena *arena, uint64_t *seed, int depth)
{
	size_t kind = seeded_below(seed, depth > 0 ? 8 : 5);
	if (kind == 0)
		return cx_node_new(arena, CX_NODE_NULL);
	if (kind == 1)
		return cx_node_bool(arena, seeded_below(seed, 2));
	if (kind <= 2) {
		const char *text = seeded_numbers[seeded_below(seed, CX_COUNT(seeded_numbers))];
		return cx_node_number(arena, text, strlen(text));
	}
	if (kind <= 4)
		return cx_node_string(arena, seeded_texts[seeded_below(seed, CX_COUNT(seeded_texts))]);
	struct cx_node *node = cx_node_new(arena, kind == 5 ? CX_NODE_ARRAY : CX_NODE_OBJECT);
	for (size_t n = seeded_below(seed, 6); n; n--) {
		struct cx_node *child = seeded_node(arena, seed, depth - 1);
		const char *key = seeded_texts[seeded_below(seed, CX_COUNT(seeded_texts))];
		if (kind == 5)
			cx_node_push(node, child);
		else
			cx_node_set(node, key, child);
	}
	return node;
}

/* The same value with the members of all objects in another order. */
static inline struct cx_node *seeded_shuffle(struct cx_arena *arena, uint64_t *seed,
					     const struct cx_node *node)
{
	struct cx_node *copy = cx_arena_alloc(arena, sizeof *copy);
	*copy = *node;
	copy->first = copy->last = copy->next = NULL;
	copy->count = 0;
	for (const struct cx_node *child = node->first; child; child = child->next) {
		struct cx_node *below = seeded_shuffle(arena, seed, child);
		if (node->type == CX_NODE_OBJECT && copy->first && seeded_below(seed, 2)) {
			below->next = copy->first;
			copy->first = below;
			copy->count++;
		} else {
			cx_node_push(copy, below);
		}
	}
	return copy;
}

#endif
