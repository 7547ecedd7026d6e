/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts as the CRM has them. */
/* Pages have numbers, as the API has it, so that a late page of a big segment costs more than the first. */
#include "sandbox/profiles.h"

#include "base/num.h"
#include "doc/json.h"
#include "sandbox/profile_row.h"
#include "sandbox/sandbox.h"
#include "sandbox/segments.h"
#include "sandbox/tls.h"
#include "sandbox/where.h"

#define MAX_PAGE INT64_C(1000000000)

struct query {
	struct cx_where where;
	struct cx_node *ids; /* lower case; NULL: not asked by id */
	bool is_filtered;
	unsigned fields;
	int64_t page, page_size;
};

static bool number_read(struct cx_exchange *x, const char *name, int64_t max, int64_t *number)
{
	const char *text = cx_exchange_query(x, name);
	if (!text || (cx_int_parse(text, number) && *number >= 1 && *number <= max))
		return true;
	cx_exchange_error(x, 400, "invalid_parameter", "%s must be a number from 1 to %lld", name,
			  (long long)max);
	return false;
}

static bool ids_read(struct cx_exchange *x, struct query *query)
{
	const char *list = cx_exchange_query(x, "ids");
	if (!list)
		return true;
	query->ids = cx_node_new(&x->arena, CX_NODE_ARRAY);
	for (const char *at = list;; at++) {
		size_t len = strcspn(at, ",");
		if (!len) {
			cx_exchange_error(x, 400, "invalid_parameter", "ids holds an id that is empty");
			return false;
		}
		cx_node_push(query->ids, cx_node_string(&x->arena, cx_exchange_lower(x, at, len)));
		at += len;
		if (!*at)
			break;
	}
	if (query->ids->count > CX_PROFILES_MAX_IDS) {
		cx_exchange_error(x, 400, "too_many_ids", "%zu ids, at most %d are allowed",
				  query->ids->count, CX_PROFILES_MAX_IDS);
		return false;
	}
	cx_buf_adds(&query->where.sql, " AND ");
	cx_where_add_ids(&query->where, query->ids);
	return true;
}

static int field_find(const char *name, size_t len)
{
	for (int i = 0; cx_profile_fields[i]; i++)
		if (strlen(cx_profile_fields[i]) == len && memcmp(cx_profile_fields[i], name, len) == 0)
			return i;
	return -1;
}

static bool fields_read(struct cx_exchange *x, struct query *query)
{
	const char *list = cx_exchange_query(x, "fields");
	query->fields = list ? 0 : CX_PROFILE_ALL_FIELDS;
	for (const char *at = list; at; at++) {
		size_t len = strcspn(at, ",");
		int field = field_find(at, len);
		if (field < 0) {
			cx_exchange_error(x, 400, "invalid_parameter", "there is no field \"%.*s\"",
					  (int)(len < 50 ? len : 50), at);
			return false;
		}
		query->fields |= 1u << field;
		at += len;
		if (!*at)
			break;
	}
	return true;
}

static bool query_read(struct cx_exchange *x, struct query *query)
{
	const char *filter = cx_exchange_query(x, "filter");
	query->page = 1;
	query->page_size = CX_PROFILES_MAX_PAGE;
	query->is_filtered = filter != NULL;
	cx_buf_adds(&query->where.sql, "1");
	return number_read(x, "page", MAX_PAGE, &query->page) &&
	       number_read(x, "pageSize", CX_PROFILES_MAX_PAGE, &query->page_size) && ids_read(x, query) &&
	       fields_read(x, query) && (!filter || cx_segments_read(x, filter, &query->where));
}

/*
 * Those asked for by id come in an order of their own; without ids and filter, the number of the page is the
 * number of its first customer.
 */
static sqlite3_stmt *query_prepare(struct cx_exchange *x, const struct query *query)
{
	CX_AUTO(cx_buf) struct cx_buf sql = CX_BUF_INIT;
	sqlite3_stmt *statement = NULL;
	long long first = (long long)(query->page - 1) * query->page_size;
	bool all = !query->ids && !query->is_filtered;
	cx_buf_addf(&sql, "SELECT " CX_PROFILE_COLUMNS " FROM customers WHERE %s", query->where.sql.data);
	if (all)
		cx_buf_addf(&sql, " AND rowid > %lld", first);
	cx_buf_addf(&sql, " ORDER BY %srowid LIMIT %lld OFFSET %lld",
		    query->ids ? "(rowid * 7919 % 104729), " : "", (long long)query->page_size + 1,
		    all ? 0 : first);
	if (sqlite3_prepare_v2(cx_objects_db(x->sandbox->objects), sql.data, (int)sql.len, &statement,
			       NULL) == SQLITE_OK &&
	    cx_where_bind(&query->where, statement))
		return statement;
	sqlite3_finalize(statement);
	return NULL;
}

/* Where the client thinks that we are. */
static const char *origin(struct cx_exchange *x)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
	const char *host = cx_exchange_header(x, "Host");
	const char *scheme = cx_tls_is_wanted(x->sandbox->arguments) ? "https" : "http";
	if (host && *host && !host[strspn(host, allowed)])
		return cx_arena_printf(&x->arena, "%s://%s", scheme, host);
	return cx_arena_printf(&x->arena, "%s://127.0.0.1:%lld", scheme,
			       (long long)x->sandbox->arguments->port);
}

/* The same query, as it came, with the next number. */
static void next_print(struct cx_exchange *x, int64_t page)
{
	CX_AUTO(cx_buf) struct cx_buf url = CX_BUF_INIT;
	size_t path = strcspn(x->url, "?");
	cx_buf_addf(&url, "%s%.*s?", origin(x), (int)path, x->url);
	for (const char *at = x->url + path + (x->url[path] == '?'); *at; at += *at == '&') {
		size_t len = strcspn(at, "&");
		if (len && strncmp(at, "page=", 5) != 0)
			cx_buf_addf(&url, "%.*s&", (int)len, at);
		at += len;
	}
	cx_buf_addf(&url, "page=%lld", (long long)page);
	cx_json_string(url.data, url.len, &x->answer);
}

static void page_print(struct cx_exchange *x, const struct query *query, sqlite3_stmt *statement)
{
	int64_t count = 0;
	int code;
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":[");
	while ((code = sqlite3_step(statement)) == SQLITE_ROW && count < query->page_size) {
		cx_buf_adds(&x->answer, count++ ? ",\n" : "\n");
		cx_profile_row_print(statement, query->fields, x->at_ms, &x->answer);
	}
	cx_buf_adds(&x->answer, "],\"nextPageUrl\":");
	if (code == SQLITE_ROW)
		next_print(x, query->page + 1);
	else
		cx_buf_adds(&x->answer, "null");
	cx_buf_addc(&x->answer, '}');
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		cx_exchange_error(x, 500, "store", "%s", sqlite3_errmsg(cx_objects_db(x->sandbox->objects)));
}

void cx_profiles_list(struct cx_exchange *x)
{
	struct query query = {.where = CX_WHERE_INIT};
	if (query_read(x, &query)) {
		sqlite3_stmt *statement = query_prepare(x, &query);
		if (statement)
			page_print(x, &query, statement);
		else
			cx_exchange_error(x, 500, "store", "%s",
					  sqlite3_errmsg(cx_objects_db(x->sandbox->objects)));
		sqlite3_finalize(statement);
	}
	cx_where_release(&query.where);
}
