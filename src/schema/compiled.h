/* SPDX-License-Identifier: Apache-2.0 */
/* What a schema is compiled into: subschemas that hold rules, one for each keyword. */
#ifndef CX_SCHEMA_COMPILED_H
#define CX_SCHEMA_COMPILED_H

#include "base/num.h"
#include "doc/doc.h"
#include "port/regex.h"
#include "schema/format.h"

struct cx_keyword;
struct cx_subschema;

/* A subschema under a name: of properties, dependentSchemas, patternProperties. */
struct cx_named_schema {
	const char *name;
	size_t len;
	struct cx_subschema *schema;
	const struct cx_regex *regex; /* patternProperties only */
};

/* A name list of dependentRequired, or of required. */
struct cx_name {
	const char *text;
	size_t len;
};
struct cx_name_list {
	struct cx_name *items; /* sorted by cx_name_compare, each once */
	size_t count;
};

/* A number of the schema; is_small means that value holds it. */
struct cx_bound {
	struct cx_dec dec;
	bool is_small;
	int64_t value;
	const char *text; /* as the schema spells it */
};

/*
 * One keyword with its value, ready to be checked. Which member is set is the keyword's business; several
 * keywords that are one assertion (if/then/else, contains with its bounds, the three sorts of properties)
 * find each other through the owner's rules.
 */
struct cx_rule {
	const struct cx_keyword *keyword;
	const struct cx_subschema *owner;
	const struct cx_node *source; /* the keyword's value in the schema */
	unsigned types;               /* type: bits of enum cx_type_bit */
	uint64_t count;               /* minLength and its kin */
	struct cx_bound bound;
	const struct cx_regex *regex;
	const struct cx_format *format;
	struct cx_subschema *schema;
	struct cx_subschema *then_schema, *else_schema; /* of if; or NULL */
	struct cx_subschema **list;                     /* allOf, prefixItems ... */
	size_t list_count;
	struct cx_named_schema *named; /* sorted by cx_name_compare */
	size_t named_count;
	struct cx_name_list names;
	struct cx_name_list *name_lists; /* dependentRequired: beside named */
	/* What neighbours say: contains' bounds, items' start, what additionalProperties must leave alone. */
	uint64_t least, most;
	size_t start;
	const struct cx_rule *properties, *patterns;
	bool closed; /* members that properties does not name are not allowed */
};

enum cx_type_bit {
	CX_TYPE_BIT_NULL = 1,
	CX_TYPE_BIT_BOOLEAN = 2,
	CX_TYPE_BIT_NUMBER = 4,
	CX_TYPE_BIT_STRING = 8,
	CX_TYPE_BIT_ARRAY = 16,
	CX_TYPE_BIT_OBJECT = 32,
	CX_TYPE_BIT_INTEGER = 64,
	CX_TYPE_BIT_ANY = 63,
};

struct cx_subschema {
	const struct cx_node *node;
	bool never;            /* the schema false */
	bool write_only;       /* its values are secrets: no message shows them */
	unsigned unevaluated;  /* bits of the types for which it asks what was evaluated */
	bool on_path, is_seen; /* while cycles are looked for */
	struct cx_rule *rules; /* in the order of checking: type, the rest, unevaluated* */
	size_t rule_count;
	const struct cx_node *message, *hint; /* x-cxctl-message, x-cxctl-hint */
};

struct cx_schema {
	const char *name;
	struct cx_subschema *root;
};

/* Shorter first, then by bytes. */
int cx_name_compare(const char *a, size_t a_len, const char *b, size_t b_len);
/* The entry of that name, or NULL. */
const struct cx_named_schema *cx_named_find(const struct cx_rule *rule, const char *name, size_t len);
/* The rule of that keyword, or NULL. */
const struct cx_rule *cx_subschema_rule(const struct cx_subschema *schema, const char *keyword);

#endif
