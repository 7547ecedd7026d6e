/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in an audience. */
/*
 * Pages follow the rowid, not an OFFSET, so that the last page of a million costs what the first one does. A
 * cursor is the rowid with a digest of audience and filters: one of another query is refused, and none is
 * remembered, so that a cursor is good for as long as the customers are the same.
 */
#include "sandbox/members.h"

#include "base/num.h"
#include "base/rand.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "sandbox/audiences.h"
#include "sandbox/customers.h"
#include "sandbox/filters.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"

#define CURSOR_MARK 16

/* Audience and filters as an expression; false with the answer made. */
static bool members_where(struct cx_exchange *x, struct cx_where *where)
{
	struct cx_object audience;
	if (!cx_resource_find(x, CX_OBJECT_AUDIENCE, &audience))
		return false;
	if (!cx_audiences_where(x->sandbox, &audience, &x->arena, where)) {
		cx_exchange_error(x, 409, "not_evaluated", "the audience is too big to be evaluated");
		return false;
	}
	return cx_filters_read(x, where);
}

static void store_error(struct cx_exchange *x)
{
	cx_exchange_error(x, 500, "store", "%s", sqlite3_errmsg(cx_objects_db(x->sandbox->objects)));
}

void cx_members_count(struct cx_exchange *x)
{
	CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
	if (!members_where(x, &where))
		return;
	int64_t count = cx_where_count(&where, cx_objects_db(x->sandbox->objects));
	if (count < 0) {
		store_error(x);
		return;
	}
	x->status = 200;
	cx_buf_addf(&x->answer, "{\"count\":%lld}", (long long)count);
}

/* What a cursor belongs to: its audience, its filters and its place. */
static void cursor_mark(const struct cx_exchange *x, int64_t rowid, char ret_mark[CX_SHA256_HEX + 1])
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "members\n%s\n%lld", x->id, (long long)rowid);
	for (size_t i = 0; i < x->query.count; i++)
		if (strcmp(x->query.items[i].name, "filter") == 0)
			cx_buf_addf(&text, "\n%zu:%s", strlen(x->query.items[i].value),
				    x->query.items[i].value);
	cx_sha256_hex(text.data, text.len, ret_mark);
	ret_mark[CURSOR_MARK] = '\0';
}

/* A salt makes another cursor of the same place. */
static void cursor_print(struct cx_exchange *x, int64_t rowid, const char *salt)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char mark[CX_SHA256_HEX + 1];
	cursor_mark(x, rowid, mark);
	cx_buf_addf(&text, "%s:%lld%s%s", mark, (long long)rowid, *salt ? ":" : "", salt);
	cx_buf_addc(&x->answer, '"');
	cx_base64_add(&x->answer, text.data, text.len);
	cx_buf_addc(&x->answer, '"');
}

/* The rowid behind which the page begins; false with a 400. */
static bool cursor_read(struct cx_exchange *x, int64_t *ret_rowid)
{
	const char *cursor = cx_exchange_query(x, "cursor");
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char mark[CX_SHA256_HEX + 1];
	*ret_rowid = 0;
	if (!cursor)
		return true;
	if (cx_base64_decode(cursor, strlen(cursor), &text) && text.len > CURSOR_MARK + 1) {
		const char *number = text.data + CURSOR_MARK + 1;
		cursor_mark(x, cx_int_parse_n(number, strcspn(number, ":"), ret_rowid) ? *ret_rowid : -1,
			    mark);
		if (memcmp(text.data, mark, CURSOR_MARK) == 0)
			return true;
	}
	cx_exchange_error(x, 400, "invalid_cursor",
			  "the cursor is not one of this audience and these filters");
	return false;
}

/* In the answer to a fault rule; false where the page is to be made. */
static bool empty_page(struct cx_exchange *x, int64_t after)
{
	char salt[CX_UUID_LEN + 1];
	if (x->mishap.kind != CX_MISHAP_EMPTY_PAGE)
		return false;
	cx_uuid_new(salt);
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":[],\"nextPageToken\":");
	cursor_print(x, after, salt);
	cx_buf_addc(&x->answer, '}');
	return true;
}

static sqlite3_stmt *members_query(struct cx_exchange *x, const struct cx_where *where, int64_t after,
				   int64_t limit)
{
	CX_AUTO(cx_buf) struct cx_buf sql = CX_BUF_INIT;
	sqlite3_stmt *query = NULL;
	cx_buf_addf(&sql,
		    "SELECT rowid, * FROM customers WHERE %s AND rowid > %lld ORDER BY rowid LIMIT %lld",
		    where->sql.data, (long long)after, (long long)limit);
	if (sqlite3_prepare_v2(cx_objects_db(x->sandbox->objects), sql.data, (int)sql.len, &query, NULL) ==
		    SQLITE_OK &&
	    cx_where_bind(where, query))
		return query;
	sqlite3_finalize(query);
	return NULL;
}

static void page_print(struct cx_exchange *x, sqlite3_stmt *query, int64_t limit)
{
	int64_t count = 0, last = 0;
	int code;
	x->status = 200;
	cx_buf_adds(&x->answer, "{\"items\":[");
	while ((code = sqlite3_step(query)) == SQLITE_ROW && count < limit) {
		cx_buf_adds(&x->answer, count++ ? ",\n" : "\n");
		cx_customers_print(query, 1, &x->answer);
		last = sqlite3_column_int64(query, 0);
	}
	cx_buf_adds(&x->answer, "],\"nextPageToken\":");
	const char *cursor = cx_exchange_query(x, "cursor");
	if (code != SQLITE_ROW && code != SQLITE_DONE) {
		store_error(x);
		return;
	}
	if (cursor && x->mishap.kind == CX_MISHAP_SAME_CURSOR)
		cx_json_string(cursor, strlen(cursor), &x->answer);
	else if (code == SQLITE_ROW)
		cursor_print(x, last, "");
	else
		cx_buf_adds(&x->answer, "null");
	cx_buf_addc(&x->answer, '}');
}

void cx_members_list(struct cx_exchange *x)
{
	CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
	int64_t limit, after;
	if (!members_where(x, &where) || !cx_resource_limit(x, &limit) || !cursor_read(x, &after) ||
	    empty_page(x, after))
		return;
	sqlite3_stmt *query = members_query(x, &where, after, limit + 1);
	if (query)
		page_print(x, query, limit);
	else
		store_error(x);
	sqlite3_finalize(query);
}
