/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts of the CRM: ids, fields, segments, pages, and their dirt. */
#include "calls.h"

#include "base/clock.h"

#define PATH                   "/api/v2/crm/contacts"
#define LEAF(field, op, value) "{\"field\":\"" field "\",\"operator\":\"" op "\",\"value\":" value "}"

static int open_tenant(void **state)
{
	struct tenant *tenant = cx_alloc(sizeof *tenant);
	tenant_open(tenant, NULL);
	tenant_login(tenant, "");
	call_expect(tenant, "PUT", "/sandbox/state",
		    "{\"audiences\":[{\"id\":\"all\",\"criteria\":" LEAF(
			    "email", "is_not_null",
			    "1") "},"
				 "{\"id\":\"gold\",\"criteria\":" LEAF(
					 "tier", "equals", "\"gold\"") "},"
								       "{\"id\":\"it's\",\"criteria\":" LEAF(
									       "tier", "equals",
									       "\"silver\"") "}]}",
		    200);
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
	char url[300];
	int64_t count = -1;
	snprintf(url, sizeof url, "/api/v2/audiences/all/members/count%s", query);
	struct cx_exchange *x = call(tenant, "GET", url, NULL);
	assert_true(cx_node_get_int64(answer_json(x), "count", &count));
	cx_exchange_free(x);
	return count;
}

/* Follows nextPageUrl; returns how many there are. */
static int64_t walk(struct tenant *tenant, const char *query)
{
	char url[2000];
	int64_t count = 0;
	snprintf(url, sizeof url, PATH "?%s", query);
	for (bool more = true; more;) {
		struct cx_exchange *x = call_new(tenant, "GET", url);
		call_header(x, "Host", "127.0.0.1:8472");
		call_send(x, NULL);
		if (x->status != 200)
			fail_msg("%s: %u %s", url, x->status, x->answer.data);
		struct cx_node *json = answer_json(x);
		const char *next = cx_node_get_text(json, "nextPageUrl");
		count += (int64_t)cx_node_get(json, "items")->count;
		more = next != NULL;
		if (more) {
			assert_memory_equal(next, "http://127.0.0.1:8472/api/", 26);
			snprintf(url, sizeof url, "%s", next + 21);
		}
		cx_exchange_free(x);
	}
	return count;
}

static void test_contacts_when_walked_then_all_come(void **state)
{
	struct tenant *tenant = *state;
	int64_t gold = count_of(tenant, "?filter=tier%3Dgold"),
		silver = count_of(tenant, "?filter=tier%3Dsilver");
	assert_int_equal(walk(tenant, "pageSize=50"), 300);
	assert_int_equal(walk(tenant, "page=6&pageSize=50"), 50);
	assert_int_equal(walk(tenant, "page=7"), 0);
	assert_int_equal(walk(tenant, "pageSize=7&filter=segmentIds/any(s:%20s%20eq%20'GOLD')"), gold);
	assert_int_equal(walk(tenant, "filter=segmentIds/any(x:x%20eq%20'gold')%20or%20"
				      "segmentIds/any(s:%20s%20eq%20'it''s')"),
			 gold + silver);
	assert_int_equal(walk(tenant, "filter=segmentIds%20contains%20'it''s,gold'"), gold + silver);
	assert_int_equal(walk(tenant, "filter=segmentIds%20contains%20'none'"), 0);
}

static void test_filter_when_not_understood_then_400(void **state)
{
	static const char *const wrongs[] = {
		"",
		"segmentIds",
		"segmentIds%20contains%20gold",
		"segmentIds%20contains%20'gold",
		"segmentIds%20contains%20''",
		"segmentIds%20contains%20'gold'%20or",
		"segmentIds/any(s:%20s%20eq%20'it's')",
		"segmentIds/any(s:%20t%20eq%20'gold')",
		"segmentIds/any(s:%20s%20ne%20'gold')",
		"segmentIds/any(s:%20s%20eq%20'gold'",
		"segmentIds/any(s:%20s%20eq%20'gold')%20and%20segmentIds/any(s:%20s%20eq%20'gold')",
		"segmentIds/any(s:%20s%20eq%20'gold')%20or%20",
		"email%20eq%20'x'",
	};
	for (size_t i = 0; i < CX_COUNT(wrongs); i++) {
		char url[300];
		snprintf(url, sizeof url, PATH "?filter=%s", wrongs[i]);
		call_expect(*state, "GET", url, NULL, 400);
	}
}

/* The ids of the first so many, with commas. */
static void ids_get(struct tenant *tenant, size_t count, struct cx_buf *out)
{
	char url[100];
	snprintf(url, sizeof url, "/api/v2/audiences/all/members?limit=%zu", count);
	struct cx_exchange *x = call(tenant, "GET", url, NULL);
	for (const struct cx_node *item = cx_node_get(answer_json(x), "items")->first; item;
	     item = item->next)
		cx_buf_addf(out, "%s%s", out->len ? "," : "", cx_node_get_text(item, "id"));
	cx_exchange_free(x);
}

static void test_contacts_when_asked_by_id_then_order_is_another_and_unknown_ones_are_left_out(void **state)
{
	struct tenant *tenant = *state;
	CX_AUTO(cx_buf) struct cx_buf ids = CX_BUF_INIT, url = CX_BUF_INIT, seen = CX_BUF_INIT;
	ids_get(tenant, 20, &ids);
	cx_buf_addf(&url, PATH "?fields=id,email&ids=nobody,%s", ids.data);
	struct cx_exchange *x = call(tenant, "GET", url.data, NULL);
	assert_int_equal(x->status, 200);
	const struct cx_node *items = cx_node_get(answer_json(x), "items");
	assert_int_equal(items->count, 20);
	for (const struct cx_node *item = items->first; item; item = item->next) {
		assert_int_equal(item->count, 2);
		cx_buf_addf(&seen, "%s%s", seen.len ? "," : "", cx_node_get_text(item, "id"));
	}
	cx_exchange_free(x);
	assert_int_equal(seen.len, ids.len);
	assert_string_not_equal(seen.data, ids.data);
	cx_buf_addf(&url, "&pageSize=3&filter=segmentIds/any(s:s%%20eq%%20'all')");
	assert_int_equal(walk(tenant, strchr(url.data, '?') + 1), 20);
}

static void test_contacts_when_limits_are_broken_then_400(void **state)
{
	struct tenant *tenant = *state;
	CX_AUTO(cx_buf) struct cx_buf ids = CX_BUF_INIT, url = CX_BUF_INIT;
	ids_get(tenant, 100, &ids);
	cx_buf_addf(&url, PATH "?ids=%s", ids.data);
	call_expect(tenant, "GET", url.data, NULL, 200);
	cx_buf_adds(&url, ",one-more");
	call_expect(tenant, "GET", url.data, NULL, 400);
	call_expect(tenant, "GET", PATH "?ids=", NULL, 400);
	call_expect(tenant, "GET", PATH "?ids=a,,b", NULL, 400);
	call_expect(tenant, "GET", PATH "?pageSize=51", NULL, 400);
	call_expect(tenant, "GET", PATH "?pageSize=0", NULL, 400);
	call_expect(tenant, "GET", PATH "?page=0", NULL, 400);
	call_expect(tenant, "GET", PATH "?fields=id,segmentIds", NULL, 400);
	call_expect(tenant, "GET", PATH "?fields=", NULL, 400);
	call_expect(tenant, "GET", PATH "?fields=id,lastName,createdDate", NULL, 200);
}

struct dirt {
	size_t blanks, capitals, no_email, marks, no_tags, old, sevens;
};

static void dirt_count(struct dirt *dirt, const struct cx_node *item, int64_t now_ms)
{
	const char *name = cx_node_get_text(item, "firstName"), *email = cx_node_get_text(item, "email");
	const char *phone = cx_node_get_text(item, "phone");
	int64_t at_ms;
	dirt->blanks += *name == ' ' || *name == '\t' || name[strlen(name) - 1] == ' ';
	dirt->no_email += !email;
	dirt->capitals += email && strpbrk(email, "CUSTOMER");
	dirt->marks += phone && strpbrk(phone, " .-(");
	dirt->no_tags += cx_node_get(item, "tags")->type == CX_NODE_NULL;
	const char *loyalty = cx_node_get_text(cx_node_get(item, "attributes"), "loyaltyNumber");
	dirt->sevens += loyalty[0] == '0';
	assert_true(cx_time_parse(cx_node_get_text(item, "modifiedDate"), &at_ms));
	int64_t days = (now_ms - at_ms) / 86400000;
	assert_true(days <= 170 || days >= 190);
	dirt->old += days > 180;
}

static void test_contacts_when_looked_at_then_they_are_untidy_and_the_same_every_time(void **state)
{
	struct tenant *tenant = *state;
	struct dirt dirt = {0};
	int64_t now_ms = cx_clock_system()->realtime_ms(cx_clock_system());
	tenant->at_ms = now_ms;
	for (int page = 1; page <= 6; page++) {
		char url[100];
		snprintf(url, sizeof url, PATH "?page=%d", page);
		struct cx_exchange *x = call(tenant, "GET", url, NULL),
				   *again = call(tenant, "GET", url, NULL);
		assert_string_equal(x->answer.data, again->answer.data);
		for (const struct cx_node *item = cx_node_get(answer_json(x), "items")->first; item;
		     item = item->next) {
			assert_int_equal(item->count, 9);
			dirt_count(&dirt, item, now_ms);
		}
		cx_exchange_free(again);
		cx_exchange_free(x);
	}
	assert_in_range(dirt.old, 15, 50);
	assert_in_range(dirt.blanks, 80, 220);
	assert_in_range(dirt.capitals, 40, 200);
	assert_in_range(dirt.no_email, 3, 30);
	assert_in_range(dirt.marks, 150, 270);
	assert_in_range(dirt.no_tags, 30, 100);
	assert_in_range(dirt.sevens, 100, 300);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tenant, close_tenant)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_contacts_when_walked_then_all_come),
		TEST(test_filter_when_not_understood_then_400),
		TEST(test_contacts_when_asked_by_id_then_order_is_another_and_unknown_ones_are_left_out),
		TEST(test_contacts_when_limits_are_broken_then_400),
		TEST(test_contacts_when_looked_at_then_they_are_untidy_and_the_same_every_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
