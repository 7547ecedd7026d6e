/* SPDX-License-Identifier: Apache-2.0 */
/* The customer base: the attributes of the CDP, and people generated from a seed. */
#ifndef CX_SANDBOX_CUSTOMERS_H
#define CX_SANDBOX_CUSTOMERS_H

#include "base/buf.h"
#include "base/mem.h"

#include <sqlite3.h>

enum cx_customer_type {
	CX_CUSTOMER_NUMBER,
	CX_CUSTOMER_STRING,
	CX_CUSTOMER_BOOLEAN,
	CX_CUSTOMER_DATE, /* "2026-11-21": text whose order is that of time */
};

/* An attribute of a customer; also a column of the table customers. */
struct cx_customer_attribute {
	const char *name;
	enum cx_customer_type type;
};
/* API.md, Limits and shapes. The table ends with a NULL name. */
extern const struct cx_customer_attribute cx_customer_attributes[];

/* NULL if there is none of that name. */
const struct cx_customer_attribute *cx_customers_attribute(const char *name, size_t len);
/* "number", "string", "boolean", "date": the words of GET /api/v2/cdp/attributes. */
const char *cx_customers_type_name(enum cx_customer_type type);

/* What a journey needs to know of a customer. */
struct cx_customer {
	int64_t number; /* from 1 on, in the order in which they were made */
	const char *id, *email;
	bool opted_in;
};
/* Texts are put into the arena; false if there is none of that id (lower case). */
bool cx_customers_get(sqlite3 *db, const char *id, struct cx_arena *arena, struct cx_customer *ret_customer);

/*
 * Appends {"id": …} with every attribute that has a value. The row's columns are, from the first on, the id
 * and then those of cx_customer_attributes, as SELECT * gives them.
 */
void cx_customers_print(sqlite3_stmt *row, int first, struct cx_buf *out);

/*
 * Makes the table customers hold exactly the count people of that seed; nothing is done where it does
 * already. Equal seeds give equal people on every machine. False leaves the reason in the database.
 */
bool cx_customers_fill(sqlite3 *db, int64_t seed, int64_t count);

#endif
