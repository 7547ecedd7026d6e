/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas and values from texts, and diagnostics as one line each. */
#ifndef CX_TESTS_SCHEMA_FIXTURE_H
#define CX_TESTS_SCHEMA_FIXTURE_H

#include "base/embed.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "schema/schema.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_buf lines;
};
#define FIXTURE_INIT                  \
	{                             \
		.lines = CX_BUF_INIT, \
	}

static inline void fixture_release(struct fixture *f)
{
	cx_arena_release(&f->arena);
	cx_diags_release(&f->diags);
	cx_buf_release(&f->lines);
}

static inline struct cx_node *fixture_yaml(struct fixture *f, const char *text)
{
	struct cx_source *source = cx_arena_alloc(&f->arena, sizeof *source);
	*source = (struct cx_source){"a.yaml", text, strlen(text)};
	struct cx_docs docs = {0};
	assert_int_equal(cx_yaml_parse(&f->arena, source, &docs, &f->diags), CX_STATUS_OK);
	assert_int_equal(docs.count, 1);
	return docs.items[0];
}

/* NULL if it does not compile; fixture_lines says why then. */
static inline struct cx_schema *fixture_schema(struct fixture *f, const char *text)
{
	struct cx_schema *schema = NULL;
	(void)cx_schema_compile(&f->arena, fixture_yaml(f, text), "test", &schema, &f->diags);
	return schema;
}

static inline struct cx_node *fixture_embedded(struct fixture *f, const char *name)
{
	const struct cx_embedded_file *file = cx_embedded_find(name);
	assert_non_null(file);
	struct cx_source *source = cx_arena_alloc(&f->arena, sizeof *source);
	*source = (struct cx_source){name, file->bytes, file->len};
	struct cx_node *document = NULL;
	assert_int_equal(cx_json_parse(&f->arena, source, &document, &f->diags), CX_STATUS_OK);
	return document;
}

/* "line:column code pointer message [hint]" of each diagnostic, in order. */
static inline const char *fixture_lines(struct fixture *f)
{
	cx_buf_clear(&f->lines);
	cx_diags_sort(&f->diags);
	for (size_t i = 0; i < f->diags.count; i++) {
		const struct cx_diag *d = f->diags.items[i];
		cx_buf_addf(&f->lines, "%u:%u %s %s %s", d->span.line, d->span.column, d->code,
			    d->pointer ? d->pointer : "-", d->message);
		if (d->hint)
			cx_buf_addf(&f->lines, " [%s]", d->hint);
		cx_buf_addc(&f->lines, '\n');
	}
	return f->lines.data;
}

/* What a schema says of a value, both as YAML. */
static inline void assert_says(const char *schema, const char *value, const char *lines)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	struct cx_schema *compiled = fixture_schema(&f, schema);
	if (compiled)
		(void)cx_schema_check(compiled, fixture_yaml(&f, value), &f.diags);
	assert_string_equal(fixture_lines(&f), lines);
}

#endif
