/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant's objects in SQLite. */
/*
 * One table for all kinds, through prepared statements. An error of SQLite ends the program: a test double
 * that goes on with half a store would make tests lie.
 */
#include "sandbox/objects.h"

#include "base/buf.h"
#include "base/mem.h"

enum statement {
	STATEMENT_GET,
	STATEMENT_PUT,
	STATEMENT_EVALUATION,
	STATEMENT_DELETE,
	STATEMENT_CLEAR,
	STATEMENT_LIST,
	STATEMENT_DUE,
	STATEMENT_COUNT,
	STATEMENTS,
};

#define COLUMNS "id, json, etag, secret_sha256, version, size, evaluation, evaluated, start_ms, due_ms"

static const char *const statement_texts[STATEMENTS] = {
	[STATEMENT_GET] = "SELECT " COLUMNS " FROM objects WHERE kind = ?1 AND id = ?2",
	[STATEMENT_PUT] = "INSERT OR REPLACE INTO objects(kind, " COLUMNS ") "
			  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[STATEMENT_EVALUATION] =
		"UPDATE objects SET size = ?3, evaluation = ?4, evaluated = ?5, start_ms = ?6, "
		"due_ms = ?7 WHERE kind = ?1 AND id = ?2",
	[STATEMENT_DELETE] = "DELETE FROM objects WHERE kind = ?1 AND id = ?2",
	[STATEMENT_CLEAR] = "DELETE FROM objects WHERE kind = ?1",
	[STATEMENT_LIST] = "SELECT " COLUMNS " FROM objects WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
	[STATEMENT_DUE] =
		"SELECT id FROM objects WHERE evaluation = 2 AND due_ms <= ?1 ORDER BY due_ms LIMIT ?2",
	[STATEMENT_COUNT] = "SELECT count(*) FROM objects WHERE kind = ?1",
};

static const char schema_text[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
	"CREATE TABLE IF NOT EXISTS objects(kind INTEGER, id TEXT, json TEXT, etag TEXT, secret_sha256 TEXT,"
	" version INTEGER, size INTEGER, evaluation INTEGER, evaluated TEXT, start_ms INTEGER, due_ms "
	"INTEGER,"
	" PRIMARY KEY(kind, id));"
	"CREATE INDEX IF NOT EXISTS objects_due ON objects(due_ms) WHERE evaluation = 2;";

struct cx_objects {
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENTS];
	size_t counts[CX_OBJECT_KINDS];
};

#define NOW_MS      "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
#define OLD_COLUMNS "kind, " COLUMNS
#define SAVE_OLD    "INSERT INTO past SELECT NULL, " NOW_MS ", 1, " OLD_COLUMNS " FROM objects WHERE "
#define TRIGGER     "CREATE TEMP TRIGGER IF NOT EXISTS "

/*
 * Triggers keep what a change replaces, or that there was nothing; a time is gone back to by the first that
 * was kept of each object since. They are before the change, because a REPLACE fires none for the row that
 * it removes.
 */
static const char *const past_texts[] = {
	"CREATE TEMP TABLE IF NOT EXISTS past(number INTEGER PRIMARY KEY, at_ms INTEGER, existed INTEGER, "
	"kind INTEGER, id TEXT, json TEXT, etag TEXT, secret_sha256 TEXT, version INTEGER, size INTEGER, "
	"evaluation INTEGER, evaluated TEXT, start_ms INTEGER, due_ms INTEGER)",
	TRIGGER "past_put BEFORE INSERT ON main.objects BEGIN " SAVE_OLD
		"kind = NEW.kind AND id = NEW.id; INSERT INTO past(at_ms, existed, kind, id) SELECT " NOW_MS
		", 0, NEW.kind, NEW.id WHERE NOT EXISTS(SELECT 1 FROM objects WHERE kind = NEW.kind AND "
		"id = NEW.id); END",
	TRIGGER "past_change BEFORE UPDATE ON main.objects BEGIN " SAVE_OLD
		"kind = OLD.kind AND id = OLD.id; END",
	TRIGGER "past_remove BEFORE DELETE ON main.objects BEGIN " SAVE_OLD
		"kind = OLD.kind AND id = OLD.id; END",
};

/* Takes the time and the highest number: the triggers see this too, and what they keep has higher ones. */
static const char go_back_text[] =
	"CREATE TEMP TABLE first AS SELECT min(number) AS number FROM past "
	"WHERE at_ms > %lld AND number <= %lld GROUP BY kind, id;"
	"DELETE FROM objects WHERE (kind, id) IN (SELECT kind, id FROM past JOIN first USING(number));"
	"INSERT INTO objects(" OLD_COLUMNS ") SELECT " OLD_COLUMNS
	" FROM past JOIN first USING(number) WHERE existed;";

_Static_assert(CX_EVALUATION_RUNNING == 2, "the SQL above spells it");

CX_NORETURN static void store_fail(struct cx_objects *objects)
{
	fprintf(stderr, "cxone-sandbox: fatal: the store does not work: %s\n", sqlite3_errmsg(objects->db));
	abort();
}

/* Runs to the next row; resets the statement and returns false where there is none. */
static bool statement_step(struct cx_objects *objects, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK)
		store_fail(objects);
	return false;
}

static sqlite3_stmt *statement_bind(struct cx_objects *objects, enum statement number,
				    enum cx_object_kind kind, const char *id)
{
	sqlite3_stmt *statement = objects->statements[number];
	sqlite3_reset(statement);
	sqlite3_bind_int(statement, 1, (int)kind);
	if (id)
		sqlite3_bind_text(statement, 2, id, -1, SQLITE_STATIC);
	return statement;
}

static void counts_load(struct cx_objects *objects)
{
	for (enum cx_object_kind kind = 0; kind < CX_OBJECT_KINDS; kind++) {
		sqlite3_stmt *count = statement_bind(objects, STATEMENT_COUNT, kind, NULL);
		if (statement_step(objects, count))
			objects->counts[kind] = (size_t)sqlite3_column_int64(count, 0);
		sqlite3_reset(count);
	}
}

enum cx_status cx_objects_open(const char *path, struct cx_objects **ret_objects, struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_objects) struct cx_objects *objects = cx_alloc(sizeof *objects);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	int code = sqlite3_open_v2(path ? path : ":memory:", &objects->db, flags, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(objects->db, schema_text, NULL, NULL, NULL);
	for (size_t i = 0; i < STATEMENTS && code == SQLITE_OK; i++)
		code = sqlite3_prepare_v3(objects->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
					  &objects->statements[i], NULL);
	if (code != SQLITE_OK) {
		cx_diag_error(diags, "sandbox.data", "cannot use %s as data: %s", path ? path : "memory",
			      sqlite3_errmsg(objects->db));
		return CX_STATUS_FAILED;
	}
	counts_load(objects);
	*ret_objects = objects;
	objects = NULL;
	return CX_STATUS_OK;
}

void cx_objects_free(struct cx_objects *objects)
{
	if (!objects)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(objects->statements[i]);
	sqlite3_close(objects->db);
	cx_free(objects);
}

sqlite3 *cx_objects_db(struct cx_objects *objects)
{
	return objects->db;
}

static const char *column_text(sqlite3_stmt *row, int column)
{
	return (const char *)sqlite3_column_text(row, column);
}

/* Texts are those of SQLite, until the next step. */
static struct cx_object object_read(sqlite3_stmt *row, enum cx_object_kind kind)
{
	return (struct cx_object){
		.kind = kind,
		.id = column_text(row, 0),
		.json = column_text(row, 1),
		.json_len = (size_t)sqlite3_column_bytes(row, 1),
		.etag = column_text(row, 2),
		.secret_sha256 = column_text(row, 3),
		.version = sqlite3_column_int64(row, 4),
		.size = sqlite3_column_int64(row, 5),
		.evaluation = (enum cx_evaluation)sqlite3_column_int(row, 6),
		.evaluated = column_text(row, 7),
		.start_ms = sqlite3_column_int64(row, 8),
		.due_ms = sqlite3_column_int64(row, 9),
	};
}

bool cx_objects_get(struct cx_objects *objects, enum cx_object_kind kind, const char *id,
		    struct cx_arena *arena, struct cx_object *ret_object)
{
	sqlite3_stmt *get = statement_bind(objects, STATEMENT_GET, kind, id);
	if (!statement_step(objects, get))
		return false;
	struct cx_object object = object_read(get, kind);
	object.id = cx_arena_strdup(arena, object.id);
	object.json = cx_arena_strndup(arena, object.json, object.json_len);
	object.etag = cx_arena_strdup(arena, object.etag);
	object.secret_sha256 = object.secret_sha256 ? cx_arena_strdup(arena, object.secret_sha256) : NULL;
	object.evaluated = object.evaluated ? cx_arena_strdup(arena, object.evaluated) : NULL;
	sqlite3_reset(get);
	*ret_object = object;
	return true;
}

static bool object_exists(struct cx_objects *objects, const struct cx_object *object)
{
	sqlite3_stmt *get = statement_bind(objects, STATEMENT_GET, object->kind, object->id);
	bool exists = statement_step(objects, get);
	sqlite3_reset(get);
	return exists;
}

void cx_objects_put(struct cx_objects *objects, const struct cx_object *object)
{
	bool is_new = !object_exists(objects, object);
	sqlite3_stmt *put = statement_bind(objects, STATEMENT_PUT, object->kind, object->id);
	sqlite3_bind_text(put, 3, object->json, (int)object->json_len, SQLITE_STATIC);
	sqlite3_bind_text(put, 4, object->etag, -1, SQLITE_STATIC);
	sqlite3_bind_text(put, 5, object->secret_sha256, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 6, object->version);
	sqlite3_bind_int64(put, 7, object->size);
	sqlite3_bind_int(put, 8, (int)object->evaluation);
	sqlite3_bind_text(put, 9, object->evaluated, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 10, object->start_ms);
	sqlite3_bind_int64(put, 11, object->due_ms);
	statement_step(objects, put);
	objects->counts[object->kind] += is_new;
}

void cx_objects_put_evaluation(struct cx_objects *objects, const struct cx_object *object)
{
	sqlite3_stmt *put = statement_bind(objects, STATEMENT_EVALUATION, object->kind, object->id);
	sqlite3_bind_int64(put, 3, object->size);
	sqlite3_bind_int(put, 4, (int)object->evaluation);
	sqlite3_bind_text(put, 5, object->evaluated, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 6, object->start_ms);
	sqlite3_bind_int64(put, 7, object->due_ms);
	statement_step(objects, put);
}

bool cx_objects_delete(struct cx_objects *objects, enum cx_object_kind kind, const char *id)
{
	statement_step(objects, statement_bind(objects, STATEMENT_DELETE, kind, id));
	bool existed = sqlite3_changes(objects->db) > 0;
	objects->counts[kind] -= existed;
	return existed;
}

void cx_objects_clear(struct cx_objects *objects, enum cx_object_kind kind)
{
	statement_step(objects, statement_bind(objects, STATEMENT_CLEAR, kind, NULL));
	objects->counts[kind] = 0;
}

size_t cx_objects_count(const struct cx_objects *objects, enum cx_object_kind kind)
{
	return objects->counts[kind];
}

void cx_objects_list(struct cx_objects *objects, enum cx_object_kind kind, const char *after, size_t limit,
		     void (*each)(void *data, const struct cx_object *object), void *data)
{
	sqlite3_stmt *list = statement_bind(objects, STATEMENT_LIST, kind, after);
	sqlite3_bind_int64(list, 3, (sqlite3_int64)limit);
	while (statement_step(objects, list)) {
		struct cx_object object = object_read(list, kind);
		each(data, &object);
	}
}

size_t cx_objects_due(struct cx_objects *objects, int64_t now_ms, size_t limit, struct cx_arena *arena,
		      const char **ret_ids)
{
	size_t count = 0;
	sqlite3_stmt *due = objects->statements[STATEMENT_DUE];
	sqlite3_reset(due);
	sqlite3_bind_int64(due, 1, now_ms);
	sqlite3_bind_int64(due, 2, (sqlite3_int64)limit);
	while (statement_step(objects, due))
		ret_ids[count++] = cx_arena_strdup(arena, column_text(due, 0));
	return count;
}

static void store_exec(struct cx_objects *objects, const char *text)
{
	if (sqlite3_exec(objects->db, text, NULL, NULL, NULL) != SQLITE_OK)
		store_fail(objects);
}

void cx_objects_begin(struct cx_objects *objects)
{
	store_exec(objects, "BEGIN");
}

void cx_objects_commit(struct cx_objects *objects)
{
	store_exec(objects, "COMMIT");
}

void cx_objects_rollback(struct cx_objects *objects)
{
	store_exec(objects, "ROLLBACK");
	counts_load(objects);
}

void cx_objects_remember(struct cx_objects *objects)
{
	for (size_t i = 0; i < CX_COUNT(past_texts); i++)
		store_exec(objects, past_texts[i]);
}

void cx_objects_go_back(struct cx_objects *objects, int64_t at_ms)
{
	long long last = 0;
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(objects->db, "SELECT ifnull(max(number), 0) FROM past", -1, &statement, NULL))
		store_fail(objects);
	if (statement_step(objects, statement))
		last = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, go_back_text, (long long)at_ms, last);
	store_exec(objects, text.data);
	counts_load(objects);
}
