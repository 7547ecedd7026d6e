/* SPDX-License-Identifier: Apache-2.0 */
/* The maximum of everything that grows, in one place (curl's dynbuf limits). */
#ifndef CX_BASE_LIMITS_H
#define CX_BASE_LIMITS_H

/* One definition file, in bytes. */
#define CX_MAX_FILE_BYTES (8u << 20)
/* Nesting of a YAML or JSON document; libyaml is quadratic in flow depth (PITFALLS 4). */
#define CX_MAX_DOC_DEPTH 64
/* Nodes of one document file, aliases expanded: what 8 MiB of definitions hold, within 64 MiB of memory. */
#define CX_MAX_DOC_NODES 300000u
/* Values of one JSON text. */
#define CX_MAX_JSON_VALUES 3000000u
/* Aliases in one YAML file, and nodes that they may expand to in all. */
#define CX_MAX_YAML_ALIASES     1000u
#define CX_MAX_YAML_ALIAS_NODES 100000u
/* What the values of variables take in all places together, in bytes. */
#define CX_MAX_VARS_BYTES ((size_t)64 << 20)
/* One scalar of a YAML file, in bytes. */
#define CX_MAX_SCALAR_BYTES (1u << 20)
/* Diagnostics kept; more are only counted. */
#define CX_MAX_DIAGS 100
/* Any buffer that has no smaller limit of its own. */
#define CX_MAX_BUF_BYTES ((size_t)1 << 30)
/* One plan file that is applied: tens of thousands of changes. */
#define CX_MAX_PLAN_BYTES ((size_t)256 << 20)
/* One line of an audit log. */
#define CX_MAX_RECORD_BYTES ((size_t)1 << 20)
/* Notifications of run-time commands that are due, as a file: some 70,000. */
#define CX_MAX_OUTBOX_BYTES ((size_t)32 << 20)
/* One answer of a tenant, decoded, in bytes. */
#define CX_MAX_BODY_BYTES ((size_t)64 << 20)
/* Text of a tenant's error body that is shown, in bytes. */
#define CX_MAX_ERROR_TEXT 300
/* Pages and objects of one list, a cursor in bytes, and empty pages in a row. */
#define CX_MAX_LIST_PAGES       100000u
#define CX_MAX_LIST_ITEMS       2000000u
#define CX_MAX_CURSOR_BYTES     8192u
#define CX_MAX_LIST_EMPTY_PAGES 100u
/* Schemas of one project, and one of them in bytes. */
#define CX_MAX_SCHEMAS      200u
#define CX_MAX_SCHEMA_BYTES (1u << 20)
/* Files in one project. */
#define CX_MAX_FILES 200000u
/* The key of the ledger's HMACs, in bytes. */
#define CX_MAX_LEDGER_KEY_BYTES 4096u
/* Policies in one project: each is held against every definition. */
#define CX_MAX_POLICIES 1000u
/* Suppressions in one file, all of which may speak of the same line, and rules that one names. */
#define CX_MAX_SUPPRESSIONS      1000u
#define CX_MAX_SUPPRESSION_RULES 100u

#endif
