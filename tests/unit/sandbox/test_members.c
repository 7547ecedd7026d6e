/* SPDX-License-Identifier: Apache-2.0 */
/* Members of an audience: count, pages, cursors, filters. */
#include "calls.h"

#include "sandbox/filters.h"

#define ID      "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define OTHER   "12345678-1234-1234-1234-123456789012"
#define PATH    "/api/v2/audiences/" ID "/members"
#define MEMBERS PATH "?limit=7"
#define ALL     "{\"field\":\"email\",\"operator\":\"is_not_null\"}"
#define GROUP   "{\"operator\":\"AND\",\"conditions\":[" ALL "]}"

static int open_tenant(void **state)
{
	struct tenant *tenant = cx_alloc(sizeof *tenant);
	tenant_open(tenant, NULL);
	tenant_login(tenant, "");
	call_expect(tenant, "PUT", "/api/v1/audiences/" ID, "{\"name\":\"All\",\"criteria\":" GROUP "}", 201);
	call_expect(tenant, "PUT", "/api/v1/audiences/" OTHER, "{\"name\":\"All\",\"criteria\":" GROUP "}",
		    201);
	*state = tenant;
	return 0;
}

static int close_tenant(void **state)
{
	tenant_close(*state);
	cx_free(*state);
	return 0;
}

static int64_t count_of(struct tenant *tenant, const char *query)
{
	char url[4000];
	int64_t count = -1;
	snprintf(url, sizeof url, PATH "/count%s%s", *query ? "?" : "", query);
	struct cx_exchange *x = call(tenant, "GET", url, NULL);
	if (x->status != 200)
		fail_msg("%s: %u %s", url, x->status, x->answer.data);
	assert_true(cx_node_get_int64(answer_json(x), "count", &count));
	cx_exchange_free(x);
	return count;
}

/* Walks all pages; returns how many members there are, each one once. */
static int64_t walk(struct tenant *tenant, const char *query, int64_t limit)
{
	char url[4000], cursor[200] = "";
	int64_t count = 0, pages = 0;
	CX_AUTO(cx_buf) struct cx_buf seen = CX_BUF_INIT;
	do {
		snprintf(url, sizeof url, PATH "?limit=%lld%s%s%s", (long long)limit, query,
			 *cursor ? "&cursor=" : "", cursor);
		struct cx_exchange *x = call(tenant, "GET", url, NULL);
		assert_int_equal(x->status, 200);
		struct cx_node *json = answer_json(x), *items = cx_node_get(json, "items");
		assert_true((int64_t)items->count <= limit);
		for (const struct cx_node *item = items->first; item; item = item->next) {
			const char *id = cx_node_get_text(item, "id");
			assert_null(strstr(seen.data, id));
			cx_buf_addf(&seen, "%s\n", id);
			count++;
		}
		const char *next = cx_node_get_text(json, "nextPageToken");
		snprintf(cursor, sizeof cursor, "%s", next ? next : "");
		cx_exchange_free(x);
		assert_true(++pages < 1000);
	} while (*cursor);
	return count;
}

static void test_members_when_walked_then_each_comes_once(void **state)
{
	struct tenant *tenant = *state;
	assert_int_equal(count_of(tenant, ""), 300);
	assert_int_equal(walk(tenant, "", 7), 300);
	assert_int_equal(walk(tenant, "", 1000), 300);
	assert_int_equal(walk(tenant, "", 100), 300);
	int64_t gold = count_of(tenant, "filter=tier%3Dgold");
	assert_in_range(gold, 30, 150);
	assert_int_equal(walk(tenant, "&filter=tier%3Dgold", 7), gold);
	assert_int_equal(count_of(tenant, "filter=tier%21%3Dgold"), 300 - gold);
	assert_int_equal(count_of(tenant, "filter=tier%20%3D%20gold"), gold);
	assert_int_equal(count_of(tenant, "filter=tier%3Dgold&filter=tier%3Dsilver"), 0);
	assert_int_equal(walk(tenant, "&filter=tier%3Dgold&filter=tier%3Dsilver", 7), 0);
}

static void test_members_when_printed_then_values_have_their_types(void **state)
{
	struct cx_exchange *x = call(*state, "GET", PATH "?limit=1000", NULL);
	size_t without_phone = 0;
	for (const struct cx_node *item = cx_node_get(answer_json(x), "items")->first; item;
	     item = item->next) {
		assert_int_equal(cx_node_get(item, "spend")->type, CX_NODE_NUMBER);
		assert_null(strstr(cx_node_get(item, "spend")->text, ".0"));
		assert_int_equal(cx_node_get(item, "opted_in")->type, CX_NODE_BOOL);
		assert_int_equal(strlen(cx_node_get_text(item, "created_date")), 10);
		without_phone += cx_node_get(item, "phone") == NULL;
	}
	assert_in_range(without_phone, 1, 60);
	cx_exchange_free(x);
}

static void test_filters_when_compared_then_they_mean_what_criteria_mean(void **state)
{
	struct tenant *tenant = *state;
	int64_t above = count_of(tenant, "filter=spend%3E1000.5"),
		below = count_of(tenant, "filter=spend%3C1000.5"),
		equal = count_of(tenant, "filter=spend%3D1000.5");
	assert_int_equal(above + below + equal, 300);
	assert_true(above > 0 && below > 0);
	assert_int_equal(count_of(tenant, "filter=opted_in%3Dtrue") +
				 count_of(tenant, "filter=opted_in%3Dfalse"),
			 300);
	assert_int_equal(count_of(tenant, "filter=email~customer1%40example"), 1);
	int64_t with_phone = count_of(tenant, "filter=phone~%2B");
	assert_in_range(with_phone, 240, 299);
	assert_int_equal(count_of(tenant, "filter=phone%21%3D0"), with_phone);
	assert_int_equal(count_of(tenant, "filter=created_date%3E2000-01-01"), 300);
	assert_int_equal(count_of(tenant, "filter=created_date%3C2000-01-01"), 0);
}

static void expect_error(struct tenant *tenant, const char *query, const char *field, const char *code)
{
	char url[9000];
	snprintf(url, sizeof url, PATH "/count?%s", query);
	struct cx_exchange *x = call(tenant, "GET", url, NULL);
	assert_int_equal(x->status, 400);
	const struct cx_node *error = cx_node_get(answer_json(x), "errors")->first;
	if (strcmp(cx_node_get_text(error, "errorCode"), code) != 0)
		fail_msg("%s: %s", query, x->answer.data);
	assert_string_equal(cx_node_get_text(error, "field"), field);
	cx_exchange_free(x);
}

static void test_filters_when_wrong_then_400_says_which(void **state)
{
	static const struct {
		const char *query, *field, *code;
	} wrongs[] = {
		{"filter=", "filter[0]", "MALFORMED"},
		{"filter=tier", "filter[0]", "MALFORMED"},
		{"filter=tier%20eq%20gold", "filter[0]", "MALFORMED"},
		{"filter=%3Dgold", "filter[0]", "MALFORMED"},
		{"filter=tier%3D%FF", "filter[0]", "MALFORMED"},
		{"filter=tier=gold", "filter[0]", "NOT_ENCODED"},
		{"filter=tier%3Dgold&filter=tier%3Dgo%00ld", "filter[1]", "NOT_ENCODED"},
		{"filter=Tier%3Dgold", "filter[0]", "UNKNOWN_ATTRIBUTE"},
		{"filter=rowid%3E0", "filter[0]", "UNKNOWN_ATTRIBUTE"},
		{"filter=tier%3Dgold&filter=score%3E5", "filter[1]", "UNKNOWN_ATTRIBUTE"},
		{"filter=spend%3E%3D5", "filter[0]", "UNKNOWN_OPERATOR"},
		{"filter=spend%3D%3D5", "filter[0]", "UNKNOWN_OPERATOR"},
		{"filter=tier%3D", "filter[0]", "REQUIRED"},
		{"filter=tier%3D%20%20", "filter[0]", "REQUIRED"},
		{"filter=spend%3Dmuch", "filter[0]", "INVALID_VALUE"},
		{"filter=spend%3D007", "filter[0]", "INVALID_VALUE"},
		{"filter=opted_in%3Dyes", "filter[0]", "INVALID_VALUE"},
		{"filter=created_date%3E2026-02-30", "filter[0]", "INVALID_VALUE"},
		{"filter=created_date%3E2026-2-3", "filter[0]", "INVALID_VALUE"},
		{"filter=opted_in%3Etrue", "filter[0]", "INVALID_OPERATOR"},
		{"filter=spend~5", "filter[0]", "INVALID_OPERATOR"},
	};
	for (size_t i = 0; i < CX_COUNT(wrongs); i++)
		expect_error(*state, wrongs[i].query, wrongs[i].field, wrongs[i].code);
}

static void repeat(struct cx_buf *query, const char *filter, size_t times)
{
	for (size_t i = 0; i < times; i++)
		cx_buf_addf(query, "%sfilter=%s", query->len ? "&" : "", filter);
}

static void test_filters_when_too_many_or_too_complex_then_400(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf query = CX_BUF_INIT;
	repeat(&query, "tier%3Dgold", CX_FILTERS_MAX);
	assert_in_range(count_of(*state, query.data), 30, 150);
	repeat(&query, "tier%3Dgold", 1);
	expect_error(*state, query.data, "filter", "TOO_MANY");
	cx_buf_clear(&query);
	repeat(&query, "email~customer", 20);
	assert_int_equal(count_of(*state, query.data), 300);
	repeat(&query, "tier%3Dgold", 1);
	expect_error(*state, query.data, "filter", "TOO_COMPLEX");
	cx_buf_clear(&query);
	repeat(&query, "spend%3E0", CX_FILTERS_MAX);
	assert_in_range(count_of(*state, query.data), 1, 300);
}

static void test_cursor_when_bad_or_foreign_then_400(void **state)
{
	struct tenant *tenant = *state;
	char url[400];
	struct cx_exchange *x = call(tenant, "GET", MEMBERS, NULL);
	char cursor[100];
	snprintf(cursor, sizeof cursor, "%s", cx_node_get_text(answer_json(x), "nextPageToken"));
	cx_exchange_free(x);
	snprintf(url, sizeof url, PATH "?cursor=%s", cursor);
	call_expect(tenant, "GET", url, NULL, 200);
	snprintf(url, sizeof url, PATH "?cursor=%s&filter=tier%%3Dgold", cursor);
	call_expect(tenant, "GET", url, NULL, 400);
	snprintf(url, sizeof url, "/api/v2/audiences/" OTHER "/members?cursor=%s", cursor);
	call_expect(tenant, "GET", url, NULL, 400);
	static const char *const bad[] = {"", "x", "MTo1", "MTIzNDU2Nzg5MDEyMzQ1Njo3", "%00"};
	for (size_t i = 0; i < CX_COUNT(bad); i++) {
		snprintf(url, sizeof url, PATH "?cursor=%s", bad[i]);
		call_expect(tenant, "GET", url, NULL, 400);
	}
}

/* One page under a fault; its token is put into token. */
static size_t page_under(struct tenant *tenant, enum cx_mishap_kind kind, char token[200])
{
	char url[400];
	snprintf(url, sizeof url, PATH "?limit=7%s%s", *token ? "&cursor=" : "", token);
	struct cx_exchange *x = call_new(tenant, "GET", url);
	x->mishap.kind = kind;
	call_send(x, NULL);
	assert_int_equal(x->status, 200);
	snprintf(token, 200, "%s", cx_node_get_text(answer_json(x), "nextPageToken"));
	size_t count = cx_node_get(answer_json(x), "items")->count;
	cx_exchange_free(x);
	return count;
}

static void test_members_when_pages_are_empty_then_new_cursors_lead_on(void **state)
{
	char token[200] = "", first[200];
	assert_int_equal(page_under(*state, CX_MISHAP_EMPTY_PAGE, token), 0);
	snprintf(first, sizeof first, "%s", token);
	assert_int_equal(page_under(*state, CX_MISHAP_EMPTY_PAGE, token), 0);
	assert_string_not_equal(first, token);
	assert_int_equal(page_under(*state, CX_MISHAP_NONE, token), 7);
	char real[200] = "";
	page_under(*state, CX_MISHAP_NONE, real);
	assert_string_equal(real, token);
}

static void test_members_when_the_cursor_repeats_then_it_is_the_one_asked_with(void **state)
{
	char token[200] = "", asked[200];
	assert_int_equal(page_under(*state, CX_MISHAP_SAME_CURSOR, token), 7);
	snprintf(asked, sizeof asked, "%s", token);
	assert_int_equal(page_under(*state, CX_MISHAP_SAME_CURSOR, token), 7);
	assert_string_equal(asked, token);
}

static void test_members_when_refused_then_the_status_says_why(void **state)
{
	struct tenant *tenant = *state;
	call_expect(tenant, "GET", PATH "?limit=0", NULL, 400);
	call_expect(tenant, "GET", PATH "?limit=1001", NULL, 400);
	call_expect(tenant, "GET", "/api/v2/audiences/none/members", NULL, 404);
	call_expect(tenant, "GET", "/api/v2/audiences/none/members/count", NULL, 404);
	call_expect(tenant, "POST", PATH, NULL, 405);
	tenant_login(tenant, "audiences:read cdp:read");
	call_expect(tenant, "GET", PATH "/count", NULL, 200);
	tenant_login(tenant, "journey:audiences:read data:read");
	call_expect(tenant, "GET", PATH "/count", NULL, 200);
	*tenant->token = 0;
	call_expect(tenant, "GET", PATH "/count", NULL, 401);
}

static void test_members_when_scopes_are_strict_then_both_are_needed(void **state)
{
	struct tenant tenant;
	(void)state;
	tenant_open(&tenant, "--strict-scopes", NULL);
	tenant_login(&tenant, "audiences:read");
	struct cx_exchange *x = call(&tenant, "GET", PATH, NULL);
	assert_int_equal(x->status, 403);
	assert_non_null(strstr(x->answer.data, "cdp:read"));
	assert_null(strstr(x->answer.data, "audiences:read"));
	cx_exchange_free(x);
	tenant_login(&tenant, "audiences:read cdp:read");
	call_expect(&tenant, "GET", PATH, NULL, 404);
	tenant_close(&tenant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_members_when_walked_then_each_comes_once, open_tenant,
						close_tenant),
		cmocka_unit_test_setup_teardown(test_members_when_printed_then_values_have_their_types,
						open_tenant, close_tenant),
		cmocka_unit_test_setup_teardown(test_filters_when_compared_then_they_mean_what_criteria_mean,
						open_tenant, close_tenant),
		cmocka_unit_test_setup_teardown(test_filters_when_wrong_then_400_says_which, open_tenant,
						close_tenant),
		cmocka_unit_test_setup_teardown(test_filters_when_too_many_or_too_complex_then_400,
						open_tenant, close_tenant),
		cmocka_unit_test_setup_teardown(test_cursor_when_bad_or_foreign_then_400, open_tenant,
						close_tenant),
		cmocka_unit_test_setup_teardown(test_members_when_pages_are_empty_then_new_cursors_lead_on,
						open_tenant, close_tenant),
		cmocka_unit_test_setup_teardown(
			test_members_when_the_cursor_repeats_then_it_is_the_one_asked_with, open_tenant,
			close_tenant),
		cmocka_unit_test_setup_teardown(test_members_when_refused_then_the_status_says_why,
						open_tenant, close_tenant),
		cmocka_unit_test(test_members_when_scopes_are_strict_then_both_are_needed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
