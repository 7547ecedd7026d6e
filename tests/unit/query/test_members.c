/* SPDX-License-Identifier: Apache-2.0 */
/* Members: pages in order, where to go on, and chains that do not end. */
#include "query/members.h"

#include "base/limits.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Pages 0 to last of three members each; those from empty_from on are empty. */
struct chain {
	int last, empty_from, broken;
	int asked; /* the highest page that was asked for */
};

static void serve(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct chain *chain = data;
	char body[200];
	if (tenant_answer_token(request, reply, 3600))
		return;
	const char *cursor = strstr(request->target, "cursor=p");
	int page = 0;
	for (const char *digit = cursor ? cursor + 8 : ""; *digit >= '0' && *digit <= '9'; digit++)
		page = page * 10 + *digit - '0';
	if (page > chain->asked)
		chain->asked = page;
	const char *items = page >= chain->empty_from ? "" : "{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}";
	if (page == chain->last)
		(void)snprintf(body, sizeof body, "{\"items\":[%s],\"nextPageToken\":null}", items);
	else
		(void)snprintf(body, sizeof body, "{\"items\":[%s],\"nextPageToken\":\"p%d\"}", items,
			       page + 1);
	server_answer(reply, page == chain->broken ? 400 : 200, "Content-Type: application/json\r\n", body);
}

struct reader {
	struct tenant tenant;
	struct cx_filters filters;
	struct cx_members_query query;
	struct cx_members_result result;
	struct chain *chain;
	size_t pages, refuse_at;
};

static bool on_page(void *data, const struct cx_node *items)
{
	struct reader *reader = data;
	assert_int_equal(items->count, 3);
	return ++reader->pages != reader->refuse_at;
}

static enum cx_status read_all(struct reader *reader, struct chain *chain, const char *cursor,
			       size_t refuse_at)
{
	*reader = (struct reader){.chain = chain, .refuse_at = refuse_at};
	tenant_init(&reader->tenant, serve, chain);
	assert_int_equal(tenant_open(&reader->tenant, true, 0), CX_STATUS_OK);
	reader->query = (struct cx_members_query){.remote = reader->tenant.remote,
						  .runtime = &reader->tenant.profile.runtime,
						  .audience = "a 1",
						  .filters = &reader->filters,
						  .limit = 3,
						  .cursor = cursor};
	return cx_members_read(&reader->query, &reader->tenant.arena, on_page, reader, &reader->result,
			       &reader->tenant.diags);
}

static void test_read_when_several_pages(void **state)
{
	(void)state;
	struct chain chain = {.last = 5, .empty_from = 100, .broken = -1};
	struct reader reader;
	assert_int_equal(read_all(&reader, &chain, NULL, 0), CX_STATUS_OK);
	assert_true(reader.result.ended);
	assert_null(reader.result.cursor);
	assert_int_equal(reader.result.members, 18);
	assert_int_equal(reader.result.pages, 6);
	assert_int_equal(server_count_of(reader.tenant.server, "GET",
					 "/api/v2/audiences/a%201/members?limit=3&cursor=p5"),
			 1);
	tenant_release(&reader.tenant);
}

static void test_read_when_resumed(void **state)
{
	(void)state;
	struct chain chain = {.last = 5, .empty_from = 100, .broken = -1};
	struct reader reader;
	assert_int_equal(read_all(&reader, &chain, "p3", 0), CX_STATUS_OK);
	assert_int_equal(reader.result.members, 9);
	tenant_release(&reader.tenant);
}

static void test_read_when_it_fails_says_where(void **state)
{
	(void)state;
	struct chain chain = {.last = 5, .empty_from = 100, .broken = 2};
	struct reader reader;
	assert_int_equal(read_all(&reader, &chain, NULL, 0), CX_STATUS_FAILED);
	assert_false(reader.result.ended);
	assert_string_equal(reader.result.cursor, "p2");
	assert_int_equal(reader.result.members, 6);
	assert_true(tenant_has(&reader.tenant, "tenant.status", "page 3 of the members: 400"));
	tenant_release(&reader.tenant);
	chain = (struct chain){.last = 5, .empty_from = 100, .broken = 0};
	assert_int_equal(read_all(&reader, &chain, NULL, 0), CX_STATUS_FAILED);
	assert_null(reader.result.cursor);
	assert_false(reader.result.ended);
	tenant_release(&reader.tenant);
}

static void test_read_when_nobody_takes_more(void **state)
{
	(void)state;
	struct chain chain = {.last = 50, .empty_from = 100, .broken = -1};
	struct reader reader;
	assert_int_equal(read_all(&reader, &chain, NULL, 2), CX_STATUS_OK);
	assert_false(reader.result.ended);
	assert_string_equal(reader.result.cursor, "p1");
	assert_true(chain.asked < 5);
	tenant_release(&reader.tenant);
}

static void test_read_when_pages_are_empty(void **state)
{
	(void)state;
	struct chain chain = {.last = 80, .empty_from = 1, .broken = -1};
	struct reader reader;
	assert_int_equal(read_all(&reader, &chain, NULL, 0), CX_STATUS_OK);
	assert_true(reader.result.ended);
	assert_int_equal(reader.result.members, 3);
	tenant_release(&reader.tenant);
	chain = (struct chain){.last = 100000, .empty_from = 1, .broken = -1};
	assert_int_equal(read_all(&reader, &chain, NULL, 0), CX_STATUS_FAILED);
	assert_true(tenant_has(&reader.tenant, "tenant.large", "empty pages came one after the other"));
	assert_true(chain.asked < 2 * (int)CX_MAX_LIST_EMPTY_PAGES);
	tenant_release(&reader.tenant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_when_several_pages),
		cmocka_unit_test(test_read_when_resumed),
		cmocka_unit_test(test_read_when_it_fails_says_where),
		cmocka_unit_test(test_read_when_nobody_takes_more),
		cmocka_unit_test(test_read_when_pages_are_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
