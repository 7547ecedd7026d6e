/* SPDX-License-Identifier: Apache-2.0 */
/* The customer base: generated with splitmix64, whose sequence does not depend on the platform. */
#include "sandbox/customers.h"

#include "doc/json.h"

const struct cx_customer_attribute cx_customer_attributes[] = {
	{"annual_revenue", CX_CUSTOMER_NUMBER},
	{"industry", CX_CUSTOMER_STRING},
	{"employee_count", CX_CUSTOMER_NUMBER},
	{"engagement_score", CX_CUSTOMER_NUMBER},
	{"lifecycle_stage", CX_CUSTOMER_STRING},
	{"last_purchase_date", CX_CUSTOMER_DATE},
	{"region", CX_CUSTOMER_STRING},
	{"country", CX_CUSTOMER_STRING},
	{"spend", CX_CUSTOMER_NUMBER},
	{"tier", CX_CUSTOMER_STRING},
	{"email", CX_CUSTOMER_STRING},
	{"phone", CX_CUSTOMER_STRING},
	{"opted_in", CX_CUSTOMER_BOOLEAN},
	{"created_date", CX_CUSTOMER_DATE},
	{0},
};

const struct cx_customer_attribute *cx_customers_attribute(const char *name, size_t len)
{
	for (const struct cx_customer_attribute *a = cx_customer_attributes; a->name; a++)
		if (strlen(a->name) == len && memcmp(a->name, name, len) == 0)
			return a;
	return NULL;
}

const char *cx_customers_type_name(enum cx_customer_type type)
{
	static const char *const names[] = {
		[CX_CUSTOMER_NUMBER] = "number",
		[CX_CUSTOMER_STRING] = "string",
		[CX_CUSTOMER_BOOLEAN] = "boolean",
		[CX_CUSTOMER_DATE] = "date",
	};
	return names[type];
}

/* SQLite writes a whole REAL as "25.0". */
static void number_print(const char *text, size_t len, struct cx_buf *out)
{
	if (len > 2 && memcmp(text + len - 2, ".0", 2) == 0)
		len -= 2;
	cx_buf_add(out, text, len);
}

static void value_print(sqlite3_stmt *row, int column, enum cx_customer_type type, struct cx_buf *out)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	size_t len = (size_t)sqlite3_column_bytes(row, column);
	if (type == CX_CUSTOMER_BOOLEAN)
		cx_buf_adds(out, *text == '0' ? "false" : "true");
	else if (type == CX_CUSTOMER_NUMBER)
		number_print(text, len, out);
	else
		cx_json_string(text, len, out);
}

void cx_customers_print(sqlite3_stmt *row, int first, struct cx_buf *out)
{
	cx_buf_adds(out, "{\"id\":");
	value_print(row, first, CX_CUSTOMER_STRING, out);
	for (const struct cx_customer_attribute *a = cx_customer_attributes; a->name; a++) {
		if (sqlite3_column_type(row, ++first) == SQLITE_NULL)
			continue;
		cx_buf_addf(out, ",\"%s\":", a->name);
		value_print(row, first, a->type, out);
	}
	cx_buf_addc(out, '}');
}

bool cx_customers_get(sqlite3 *db, const char *id, struct cx_arena *arena, struct cx_customer *ret_customer)
{
	sqlite3_stmt *query = NULL;
	bool found = sqlite3_prepare_v2(db, "SELECT rowid, email, opted_in FROM customers WHERE id = ?", -1,
					&query, NULL) == SQLITE_OK &&
		     sqlite3_bind_text(query, 1, id, -1, SQLITE_STATIC) == SQLITE_OK &&
		     sqlite3_step(query) == SQLITE_ROW;
	if (found)
		*ret_customer = (struct cx_customer){
			.number = sqlite3_column_int64(query, 0),
			.id = cx_arena_strdup(arena, id),
			.email = cx_arena_strdup(arena, (const char *)sqlite3_column_text(query, 1)),
			.opted_in = sqlite3_column_int(query, 2) != 0,
		};
	sqlite3_finalize(query);
	return found;
}

static uint64_t draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static int64_t draw_below(uint64_t *state, uint64_t bound)
{
	return (int64_t)(draw(state) % bound);
}

/* Small values are common, large ones are rare: the product of three uniform draws, up to max. */
static int64_t draw_skewed(uint64_t *state, int64_t max)
{
	int64_t value = max;
	for (int i = 0; i < 3; i++)
		value = value * draw_below(state, 1000) / 1000;
	return value;
}

struct place {
	const char *region, *country, *prefix;
};
static const struct place places[] = {
	{"emea", "DE", "+49"}, {"emea", "FR", "+33"}, {"emea", "GB", "+44"}, {"amer", "US", "+1"},
	{"amer", "CA", "+1"},  {"amer", "BR", "+55"}, {"apac", "JP", "+81"}, {"apac", "AU", "+61"},
};
static const char *const industries[] = {"technology", "finance",   "healthcare", "retail",
					 "telecom",    "insurance", "energy",     "Travel & Hospitality"};
static const char *const stages[] = {"prospect", "lead", "customer", "churned"};
static const char *const tiers[] = {"bronze", "silver", "gold", "platinum"};

/* Of a text that stays. */
static void bind_word(sqlite3_stmt *insert, int column, const char *text)
{
	sqlite3_bind_text(insert, column, text, -1, SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *insert, int column, const char *text)
{
	sqlite3_bind_text(insert, column, text, -1, SQLITE_TRANSIENT);
}

static void bind_date(sqlite3_stmt *insert, int column, int first_year, uint64_t years, uint64_t *state)
{
	char text[32];
	snprintf(text, sizeof text, "%04d-%02d-%02d", first_year + (int)draw_below(state, years),
		 1 + (int)draw_below(state, 12), 1 + (int)draw_below(state, 28));
	bind_text(insert, column, text);
}

/* Columns stand in the order of cx_customer_attributes, behind the id. */
static void customer_bind(sqlite3_stmt *insert, int64_t number, uint64_t *state)
{
	char text[64];
	uint64_t high = draw(state), low = draw(state);
	snprintf(text, sizeof text, "%08x-%04x-4%03x-8%03x-%012llx", (unsigned)(high >> 32),
		 (unsigned)(high >> 16) & 0xffff, (unsigned)high & 0xfff, (unsigned)(low >> 52) & 0xfff,
		 (unsigned long long)(low & 0xffffffffffff));
	bind_text(insert, 1, text);
	const struct place *place = &places[draw_below(state, CX_COUNT(places))];
	sqlite3_bind_int64(insert, 2, draw_skewed(state, 5000000));
	bind_word(insert, 3, industries[draw_below(state, CX_COUNT(industries))]);
	sqlite3_bind_int64(insert, 4, 1 + draw_skewed(state, 20000));
	sqlite3_bind_int64(insert, 5, draw_below(state, 101));
	bind_word(insert, 6, stages[draw_below(state, CX_COUNT(stages))]);
	if (draw_below(state, 10))
		bind_date(insert, 7, 2022, 5, state);
	else
		sqlite3_bind_null(insert, 7);
	bind_word(insert, 8, place->region);
	bind_word(insert, 9, place->country);
	sqlite3_bind_double(insert, 10, (double)draw_skewed(state, 10000000) / 4);
	bind_word(insert, 11, tiers[draw_below(state, CX_COUNT(tiers))]);
	snprintf(text, sizeof text, "customer%lld@example.%s", (long long)number,
		 draw_below(state, 2) ? "com" : "org");
	bind_text(insert, 12, text);
	snprintf(text, sizeof text, "%s%09lld", place->prefix, (long long)draw_below(state, 1000000000));
	if (draw_below(state, 20))
		bind_text(insert, 13, text);
	else
		sqlite3_bind_null(insert, 13);
	sqlite3_bind_int(insert, 14, draw_below(state, 4) != 0);
	bind_date(insert, 15, 2015, 7, state);
}

/* customer_base says what the table holds, so that a file opened again needs no look at its rows. */
static bool is_filled(sqlite3 *db, int64_t seed, int64_t count)
{
	sqlite3_stmt *query = NULL;
	bool same = false;
	if (sqlite3_prepare_v2(db, "SELECT seed, count FROM customer_base", -1, &query, NULL) == SQLITE_OK &&
	    sqlite3_step(query) == SQLITE_ROW)
		same = sqlite3_column_int64(query, 0) == seed && sqlite3_column_int64(query, 1) == count;
	sqlite3_finalize(query);
	return same;
}

static bool insert_all(sqlite3 *db, int64_t seed, int64_t count)
{
	CX_AUTO(cx_buf) struct cx_buf sql = CX_BUF_INIT;
	cx_buf_adds(&sql, "INSERT INTO customers VALUES(?");
	for (const struct cx_customer_attribute *a = cx_customer_attributes; a->name; a++)
		cx_buf_adds(&sql, ",?");
	cx_buf_addc(&sql, ')');
	sqlite3_stmt *insert = NULL;
	bool ok = sqlite3_prepare_v2(db, sql.data, -1, &insert, NULL) == SQLITE_OK;
	uint64_t state = (uint64_t)seed;
	for (int64_t i = 1; ok && i <= count; i++) {
		customer_bind(insert, i, &state);
		ok = sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
	}
	sqlite3_finalize(insert);
	return ok;
}

/* Contacts are asked for by id. */
static bool ids_index(sqlite3 *db)
{
	return sqlite3_exec(db, "CREATE UNIQUE INDEX IF NOT EXISTS customers_id ON customers(id)", NULL, NULL,
			    NULL) == SQLITE_OK;
}

bool cx_customers_fill(sqlite3 *db, int64_t seed, int64_t count)
{
	if (is_filled(db, seed, count))
		return ids_index(db);
	CX_AUTO(cx_buf) struct cx_buf sql = CX_BUF_INIT;
	cx_buf_adds(&sql, "BEGIN; DROP TABLE IF EXISTS customers; DROP TABLE IF EXISTS customer_base;"
			  "CREATE TABLE customers(id TEXT");
	for (const struct cx_customer_attribute *a = cx_customer_attributes; a->name; a++)
		cx_buf_addf(&sql, ", %s", a->name);
	cx_buf_addf(&sql,
		    "); CREATE TABLE customer_base(seed INTEGER, count INTEGER);"
		    "INSERT INTO customer_base VALUES(%lld, %lld);",
		    (long long)seed, (long long)count);
	return sqlite3_exec(db, sql.data, NULL, NULL, NULL) == SQLITE_OK && insert_all(db, seed, count) &&
	       ids_index(db) && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}
