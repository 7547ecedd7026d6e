/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Schema, draft 2020-12: compile once, check many. */
#ifndef CX_SCHEMA_SCHEMA_H
#define CX_SCHEMA_SCHEMA_H

#include "doc/doc.h"

struct cx_schema; /* immutable after compiling; lives in the arena it was compiled into */

/*
 * Compiles a schema document. `$ref` stays within the document (remote references, $dynamicRef and
 * vocabularies are refused); annotations x-cxctl-* are kept and not interpreted here. `pattern` is compiled
 * by PCRE2 with match and heap limits; formats are asserted. INVALID with schema.* diagnostics where the
 * schema itself is wrong.
 */
enum cx_status cx_schema_compile(struct cx_arena *arena, const struct cx_node *document, const char *name,
				 struct cx_schema **ret_schema, struct cx_diags *diags);

/*
 * Checks a value and reports every broken keyword with the span of the value (of the key for an unknown
 * member), its JSON Pointer, and a hint: "did you mean" for unknown members and enum values. Of the branches
 * of anyOf and oneOf it tells about the nearest, which a note names where there is doubt; where the branches
 * differ in one constant member and none has the value's, about that member. No follow-ups: below a value of
 * the wrong type nothing more is said. True if it is valid.
 *
 * Codes are "schema." and the keyword; schema.unknown for members that additionalProperties or
 * unevaluatedProperties forbid, schema.type where no branch is of the value's type, schema.false for what the
 * schema false forbids, schema.limit where checking takes too many steps (the value counts as invalid then).
 *
 * A schema may bring its own words: x-cxctl-message replaces the message of pattern, format and not where it
 * is a text, and of the keywords it names where it is an object; {value} in it stands for the value.
 * x-cxctl-hint is the same for the hint. Below writeOnly, and at x-cxctl-hide: true, no message shows a
 * value, and spans carry no source text, so that no excerpt shows it either.
 */
bool cx_schema_check(const struct cx_schema *schema, const struct cx_node *value, struct cx_diags *diags);
/* The same without a word; for branches and for tests. */
bool cx_schema_accepts(const struct cx_schema *schema, const struct cx_node *value);

#endif
