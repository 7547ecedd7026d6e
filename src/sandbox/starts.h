/* SPDX-License-Identifier: Apache-2.0 */
/* The record of triggers in SQLite: what arrived under which Idempotency-Key, and what was started. */
#ifndef CX_SANDBOX_STARTS_H
#define CX_SANDBOX_STARTS_H

#include "sandbox/exchange.h"

#include <sqlite3.h>

/* One trigger of a journey, by its key. Texts are borrowed. */
struct cx_start {
	const char *journey, *key;
	const char *contact, *event;
	const char *body_sha256;
	const char *answer; /* to what was started; NULL: nothing was */
};

/* Makes the table where it is missing; false leaves the reason in the database. */
bool cx_starts_open(sqlite3 *db);
/* What was started under that key; texts are put into the arena. False if nothing was. */
bool cx_starts_get(sqlite3 *db, const char *journey, const char *key, struct cx_arena *arena,
		   struct cx_start *ret_start);
/* Counts one more arrival, and where there is an answer a start; false leaves the reason in the database. */
bool cx_starts_add(sqlite3 *db, const struct cx_start *start, const char *now);

/* Handlers of the route table: GET and DELETE /sandbox/triggers. */
void cx_starts_list(struct cx_exchange *exchange);
void cx_starts_clear(struct cx_exchange *exchange);

#endif
