/* SPDX-License-Identifier: Apache-2.0 */
/* The record of triggers in SQLite. */
#include "sandbox/starts.h"

#include "doc/json.h"
#include "sandbox/sandbox.h"

bool cx_starts_open(sqlite3 *db)
{
	return sqlite3_exec(db,
			    "CREATE TABLE IF NOT EXISTS starts(journey TEXT, key TEXT, contact TEXT, event "
			    "TEXT, body_sha256 TEXT, answer TEXT, arrivals INTEGER, starts INTEGER, "
			    "first_at TEXT, last_at TEXT, PRIMARY KEY(journey, key))",
			    NULL, NULL, NULL) == SQLITE_OK;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql, const char *const *texts, size_t count)
{
	sqlite3_stmt *statement = NULL;
	bool ok = sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK;
	for (size_t i = 0; ok && i < count; i++)
		ok = sqlite3_bind_text(statement, (int)i + 1, texts[i], -1, SQLITE_STATIC) == SQLITE_OK;
	if (ok)
		return statement;
	sqlite3_finalize(statement);
	return NULL;
}

static const char *column_copy(struct cx_arena *arena, sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return text ? cx_arena_strdup(arena, text) : NULL;
}

bool cx_starts_get(sqlite3 *db, const char *journey, const char *key, struct cx_arena *arena,
		   struct cx_start *ret_start)
{
	sqlite3_stmt *query =
		prepare(db,
			"SELECT contact, event, body_sha256, answer FROM starts WHERE journey = ? "
			"AND key = ? AND starts > 0",
			(const char *const[]){journey, key}, 2);
	bool found = query && sqlite3_step(query) == SQLITE_ROW;
	if (found)
		*ret_start = (struct cx_start){
			.journey = journey,
			.key = key,
			.contact = column_copy(arena, query, 0),
			.event = column_copy(arena, query, 1),
			.body_sha256 = column_copy(arena, query, 2),
			.answer = column_copy(arena, query, 3),
		};
	sqlite3_finalize(query);
	return found;
}

/* Of what came before the start the last one stays, of what comes behind it nothing but the count. */
bool cx_starts_add(sqlite3 *db, const struct cx_start *start, const char *now)
{
	sqlite3_stmt *put =
		prepare(db,
			"INSERT INTO starts VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1, ?6 IS NOT NULL, ?7, ?7) "
			"ON CONFLICT(journey, key) DO UPDATE SET arrivals = arrivals + 1, last_at = ?7, "
			"starts = starts + (?6 IS NOT NULL), contact = iif(starts, contact, ?3), "
			"event = iif(starts, event, ?4), body_sha256 = iif(starts, body_sha256, ?5), "
			"answer = iif(starts, answer, ?6)",
			(const char *const[]){start->journey, start->key, start->contact, start->event,
					      start->body_sha256, start->answer, now},
			7);
	bool ok = put && sqlite3_step(put) == SQLITE_DONE;
	sqlite3_finalize(put);
	return ok;
}

static void store_error(struct cx_exchange *x)
{
	cx_exchange_error(x, 500, "store", "%s", sqlite3_errmsg(cx_objects_db(x->sandbox->objects)));
}

static void start_print(sqlite3_stmt *row, struct cx_buf *out)
{
	static const char *const names[] = {"journey", "key", "contact", "event", "first_at", "last_at"};
	for (int i = 0; i < (int)CX_COUNT(names); i++) {
		cx_buf_addf(out, "%c\"%s\":", i ? ',' : '{', names[i]);
		cx_json_string((const char *)sqlite3_column_text(row, i),
			       (size_t)sqlite3_column_bytes(row, i), out);
	}
	cx_buf_addf(out, ",\"arrivals\":%lld,\"starts\":%lld}", sqlite3_column_int64(row, 6),
		    sqlite3_column_int64(row, 7));
}

void cx_starts_list(struct cx_exchange *x)
{
	sqlite3_stmt *query =
		prepare(cx_objects_db(x->sandbox->objects),
			"SELECT journey, key, contact, event, first_at, last_at, arrivals, starts "
			"FROM starts ORDER BY rowid",
			NULL, 0);
	int64_t arrivals = 0, starts = 0;
	int code = SQLITE_ERROR;
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":[");
	while (query && (code = sqlite3_step(query)) == SQLITE_ROW) {
		cx_buf_adds(&x->answer, arrivals ? ",\n" : "\n");
		start_print(query, &x->answer);
		arrivals += sqlite3_column_int64(query, 6);
		starts += sqlite3_column_int64(query, 7);
	}
	if (code == SQLITE_DONE)
		cx_buf_addf(&x->answer, "],\"arrivals\":%lld,\"starts\":%lld}\n", (long long)arrivals,
			    (long long)starts);
	else
		store_error(x);
	sqlite3_finalize(query);
}

void cx_starts_clear(struct cx_exchange *x)
{
	if (sqlite3_exec(cx_objects_db(x->sandbox->objects), "DELETE FROM starts", NULL, NULL, NULL) !=
	    SQLITE_OK) {
		store_error(x);
		return;
	}
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"ok\":true}");
}
