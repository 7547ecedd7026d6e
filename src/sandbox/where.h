/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as SQL: who of the table customers belongs to an audience. */
#ifndef CX_SANDBOX_WHERE_H
#define CX_SANDBOX_WHERE_H

#include "base/buf.h"
#include "doc/doc.h"

#include <sqlite3.h>

/* Conditions in one expression, exclusions included; an audience beyond that is not evaluated. */
#define CX_WHERE_MAX_TERMS 4000
/* How far exclusions of excluded audiences are followed. */
#define CX_WHERE_MAX_EXCLUSION_DEPTH 8

/* NULL-terminated: every operator that criteria may use (API.md, Limits and shapes). */
extern const char *const cx_where_operators[];

/* The audience of that id (lower case) as it is stored, or NULL. */
typedef const struct cx_node *cx_where_lookup_fn(void *data, const char *id);

/*
 * An expression under construction. Values from outside never get into sql; they stand in values and are
 * bound. Column names come from cx_customer_attributes. Nodes must outlive it.
 *
 * What it means: a condition on an attribute that has no value is false, except is_null (and equals null);
 * so is one whose value is of another type than the attribute, whatever the operator.
 */
struct cx_where {
	struct cx_buf sql;
	const struct cx_node **values;
	size_t count, cap;
	size_t terms;
	bool too_big; /* more than CX_WHERE_MAX_TERMS */
};
#define CX_WHERE_INIT              \
	{                          \
		.sql = CX_BUF_INIT \
	}

/* Appends the expression of a group or a condition that cx_checks_audience has let pass. */
void cx_where_add_criteria(struct cx_where *where, const struct cx_node *criteria);
/*
 * Appends criteria less the members of the excluded audiences, whose own exclusions count too. An id that
 * nobody has excludes nobody; a circle of exclusions is cut where it closes.
 */
void cx_where_add_audience(struct cx_where *where, const struct cx_node *audience, cx_where_lookup_fn *lookup,
			   void *data);
/* Appends that the customer's id is one of those strings, of which there must be one at least. */
void cx_where_add_ids(struct cx_where *where, const struct cx_node *ids);
/* False if a value could not be bound. */
bool cx_where_bind(const struct cx_where *where, sqlite3_stmt *statement);
/* Customers for whom the expression is true, or -1 where SQLite refuses it or it is too big. */
int64_t cx_where_count(const struct cx_where *where, sqlite3 *db);
void cx_where_release(struct cx_where *where);

#endif
