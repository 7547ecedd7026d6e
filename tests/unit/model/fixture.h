/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the model share: an arena, texts as nodes, diagnostics as lines, numbers by a seed. */
#ifndef CX_TESTS_MODEL_FIXTURE_H
#define CX_TESTS_MODEL_FIXTURE_H

#include "doc/json.h"
#include "doc/yaml.h"
#include "model/kind.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_buf lines;
	struct cx_kinds kinds;
};
#define FIXTURE_INIT                 \
	{                            \
		.lines = CX_BUF_INIT \
	}
/* FIXTURE(f); makes one that is released at the end of its scope. */
#define FIXTURE(name) __attribute__((cleanup(fixture_release))) struct fixture name = FIXTURE_INIT

static inline void fixture_release(struct fixture *f)
{
	cx_arena_release(&f->arena);
	cx_diags_release(&f->diags);
	cx_buf_release(&f->lines);
}

static inline struct cx_source *fixture_source(struct fixture *f, const char *name, const char *text)
{
	struct cx_source *source = cx_arena_alloc(&f->arena, sizeof *source);
	*source = (struct cx_source){cx_arena_strdup(&f->arena, name), cx_arena_strdup(&f->arena, text),
				     strlen(text)};
	return source;
}

/* "line:column code message [hint] (line:column of the second place)" of each diagnostic, sorted. */
static inline const char *fixture_lines(struct fixture *f)
{
	cx_buf_clear(&f->lines);
	cx_diags_sort(&f->diags);
	for (size_t i = 0; i < f->diags.count; i++) {
		const struct cx_diag *d = f->diags.items[i];
		if (d->span.source && strcmp(d->span.source->name, "a.yaml") != 0)
			cx_buf_addf(&f->lines, "%s:", d->span.source->name);
		cx_buf_addf(&f->lines, "%u:%u %s%s %s", d->span.line, d->span.column,
			    d->severity == CX_SEVERITY_WARNING ? "warning " : "", d->code, d->message);
		if (d->hint)
			cx_buf_addf(&f->lines, " [%s]", d->hint);
		if (d->second_label && d->second.source)
			cx_buf_addf(&f->lines, " (%s %s:%u:%u)", d->second_label, d->second.source->name,
				    d->second.line, d->second.column);
		cx_buf_addc(&f->lines, '\n');
	}
	return f->lines.data;
}

/* One document; places are those in text. */
static inline struct cx_node *fixture_yaml(struct fixture *f, const char *text)
{
	struct cx_docs docs = {0};
	if (cx_yaml_parse(&f->arena, fixture_source(f, "a.yaml", text), &docs, &f->diags))
		fail_msg("%s in\n%s", fixture_lines(f), text);
	assert_int_equal(docs.count, 1);
	return docs.items[0];
}

/* The kinds of the program, loaded once a fixture. */
static inline const struct cx_kind *fixture_kind(struct fixture *f, const char *name)
{
	if (!f->kinds.count)
		assert_int_equal(cx_kinds_load(&f->arena, NULL, &f->kinds, &f->diags), CX_STATUS_OK);
	const struct cx_kind *kind = cx_kinds_find(&f->kinds, name);
	assert_non_null(kind);
	return kind;
}

/* Two values mean the same; both are shown where they do not. */
static inline void assert_nodes_equal(const struct cx_node *a, const struct cx_node *b)
{
	if (a && b && cx_node_equal(a, b))
		return;
	CX_AUTO(cx_buf) struct cx_buf x = CX_BUF_INIT, y = CX_BUF_INIT;
	if (a)
		cx_json_line(a, &x);
	if (b)
		cx_json_line(b, &y);
	fail_msg("not the same value:\n  %s\n  %s", x.data, y.data);
}

/* The value as JSON on one line says exactly this. */
static inline void assert_json(const struct cx_node *node, const char *json)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	assert_non_null(node);
	cx_json_line(node, &text);
	assert_string_equal(text.data, json);
}

/* xorshift64*: the same numbers for the same seed everywhere. */
struct dice {
	uint64_t state;
};

static inline struct dice dice_of(uint64_t seed)
{
	return (struct dice){seed * 0x9e3779b97f4a7c15u + 1};
}

static inline uint32_t dice_roll(struct dice *dice, uint32_t sides)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (uint32_t)((dice->state * 0x2545f4914f6cdd1du) >> 33) % sides;
}

/* Laws take fewer rounds where every step is watched. */
#if defined(__SANITIZE_ADDRESS__)
#define FIXTURE_ROUNDS(fast, watched) (watched)
#else
#define FIXTURE_ROUNDS(fast, watched) (fast)
#endif

#endif
