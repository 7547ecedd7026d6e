/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: read whole, or an error that names kind and page. */
#include "remote/read.h"

#include "base/limits.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Pages by the cursor in the target; the first that fits is sent, the last row stands for everything else. */
struct page {
	const char *target; /* a part of it */
	int status;
	const char *body;
};
struct pages {
	const struct page *rows;
	size_t count;
	const char *headers;
};

static void serve(void *data, const struct server_request *request, struct server_reply *reply)
{
	const struct pages *pages = data;
	if (tenant_answer_token(request, reply, 3600))
		return;
	for (size_t i = 0; i < pages->count; i++) {
		if (!strstr(request->target, pages->rows[i].target))
			continue;
		server_answer(reply, pages->rows[i].status,
			      pages->headers ? pages->headers : "Content-Type: application/json\r\n",
			      pages->rows[i].body);
		return;
	}
	server_answer(reply, 404, "", "");
}

static enum cx_status read_kind(struct tenant *tenant, const char *kind, struct cx_live_list *list)
{
	*list = (struct cx_live_list){.route = cx_profile_kind(&tenant->profile, kind)};
	return cx_reader_lists(cx_remote_reader(tenant->remote), &tenant->arena, list, 1, &tenant->diags);
}

static void open_with(struct tenant *tenant, struct pages *pages)
{
	tenant_init(tenant, serve, pages);
	assert_int_equal(tenant_open(tenant, true, 0), CX_STATUS_OK);
}

static void test_list_when_several_pages_and_kinds_is_complete(void **state)
{
	(void)state;
	static const struct page rows[] = {
		{"/webhooks?limit=1000&cursor=", 200, "{\"items\":[{\"id\":\"w2\"}],\"nextPageToken\":\"\"}"},
		{"/crm/webhooks", 200, "{\"items\":[]}"},
		{"/webhooks", 200, "{\"items\":[{\"id\":7,\"name\":\"n\"}],\"nextPageToken\":\"p 2&=\"}"},
		{"cursor=b", 200, "{\"items\":[],\"nextPageToken\":\"c\",\"total\":3}"},
		{"cursor=c", 200, "{\"items\":[{\"id\":\"3\"}],\"nextPageToken\":null,\"total\":3}"},
		{"/audiences", 200,
		 "{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"nextPageToken\":\"b\",\"total\":3}"},
	};
	struct pages pages = {rows, CX_COUNT(rows), NULL};
	struct tenant tenant;
	open_with(&tenant, &pages);
	struct cx_live_list lists[] = {
		{.route = cx_profile_kind(&tenant.profile, "Audience")},
		{.route = cx_profile_kind(&tenant.profile, "Webhook")},
		{.route = cx_profile_kind(&tenant.profile, "CrmWebhook")},
	};
	assert_int_equal(
		cx_reader_lists(cx_remote_reader(tenant.remote), &tenant.arena, lists, 3, &tenant.diags),
		CX_STATUS_OK);
	assert_true(lists[0].complete && lists[1].complete && lists[2].complete);
	assert_int_equal(lists[0].count, 3);
	assert_int_equal(lists[0].requests, 3);
	assert_int_equal(lists[1].count, 2);
	assert_int_equal(lists[2].count, 0);
	assert_string_equal(cx_node_get_text(lists[0].items[2], "id"), "3");
	assert_int_equal(
		server_count_of(tenant.server, "GET",
				"/api/v1/audiences?include=size,evaluation_status&limit=1000&cursor=b"),
		1);
	assert_int_equal(
		server_count_of(tenant.server, "GET", "/api/v2/webhooks?limit=1000&cursor=p%202%26%3D"), 1);
	assert_int_equal(tenant.diags.count, 0);
	tenant_release(&tenant);
}

static void test_list_when_not_proved_complete_fails(void **state)
{
	(void)state;
	static const struct {
		struct page rows[2]; /* the second is for the first page */
		const char *headers, *code, *text;
	} cases[] = {
		{{{"cursor=b", 400, "{\"message\":\"bad cursor\"}"},
		  {"", 200, "{\"items\":[],\"nextPageToken\":\"b\"}"}},
		 NULL,
		 "tenant.status",
		 "no complete list of Audience: page 2: 400 bad request: bad cursor "
		 "(correlation id"},
		{{{"cursor=b", 200, "{\"items\":[],\"nextPageToken\":\"b\"}"},
		  {"", 200, "{\"items\":[],\"nextPageToken\":\"b\"}"}},
		 NULL,
		 "tenant.incomplete",
		 "page 2: the cursor b was there before"},
		{{{"-", 200, ""},
		  {"", 200,
		   "{\"items\":[],\"nextPageToken\":\"https://evil.example/api/v1/audiences?cursor=2\"}"}},
		 NULL,
		 "tenant.origin",
		 "page 1: the next page is at https://evil.example/api/v1/audiences?cursor=2, which is not "
		 "the tenant"},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[],\"nextPageToken\":\"http://evil.example/\"}"}},
		 NULL,
		 "tenant.origin",
		 "plain http"},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[{\"id\":\"1\"}],\"total\":2}"}},
		 NULL,
		 "tenant.incomplete",
		 "says total 2, but 1 came"},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[],\"total\":\"many\"}"}},
		 NULL,
		 "tenant.incomplete",
		 "total is no integer"},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[{\"id\":\"1\"},{\"id\":\"1\"}]}"}},
		 NULL,
		 "tenant.incomplete",
		 "id 1 comes twice"},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[{\"name\":\"x\"}]}"}},
		 NULL,
		 "tenant.incomplete",
		 "item 1 has no id"},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[7]}"}},
		 NULL,
		 "tenant.json",
		 "item 1 is no object but of type number"},
		{{{"-", 200, ""}, {"", 200, "[]"}},
		 NULL,
		 "tenant.json",
		 "the answer holds no array \"items\""},
		{{{"-", 200, ""}, {"", 200, "{\"items\":{}}"}},
		 NULL,
		 "tenant.json",
		 "the answer holds no array \"items\""},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[],\"nextPageToken\":{}}"}},
		 NULL,
		 "tenant.incomplete",
		 "nextPageToken is no usable cursor"},
		{{{"-", 200, ""}, {"", 200, "<!doctype html>\n<title>Sign in</title>\x1b"}},
		 "Content-Type: text/html\r\n",
		 "tenant.json",
		 "the answer is no JSON (text/html, 39 bytes), it begins with \"<!doctype html> <title>Sign "
		 "in</title>\\x1b\""},
		{{{"-", 200, ""}, {"", 200, "{\"items\":[{\"id\":\"1\"},{\"i"}},
		 NULL,
		 "tenant.json",
		 "the answer is no JSON (application/json, 24 bytes)"},
		{{{"-", 200, ""}, {"", 200, ""}},
		 NULL,
		 "tenant.json",
		 "the answer is no JSON (application/json, 0 bytes)"},
		{{{"-", 200, ""}, {"", 302, ""}},
		 "Location: https://sso.example/\r\n",
		 "tenant.redirect",
		 "page 1: 302 found: redirects to https://sso.example/, and redirects are not followed"},
		{{{"-", 200, ""}, {"", 403, "{\"error\":\"insufficient_scope\"}"}},
		 NULL,
		 "tenant.scope",
		 "403 forbidden: insufficient_scope"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct pages pages = {cases[i].rows, 2, cases[i].headers};
		struct tenant tenant;
		struct cx_live_list list;
		open_with(&tenant, &pages);
		assert_int_equal(read_kind(&tenant, "Audience", &list), CX_STATUS_FAILED);
		assert_false(list.complete);
		assert_int_equal(tenant.diags.errors, 1);
		if (!tenant_has(&tenant, cases[i].code, cases[i].text))
			fail_msg("case %zu: %s [%s]", i, tenant.diags.items[0]->message,
				 tenant.diags.items[0]->code);
		tenant_release(&tenant);
	}
}

static void test_list_when_next_is_url_of_tenant_follows_path(void **state)
{
	(void)state;
	static char first[256];
	static struct page rows[] = {{"token=2", 200, "{\"items\":[{\"id\":\"2\"}]}"}, {"", 200, first}};
	struct pages pages = {rows, 2, NULL};
	struct tenant tenant;
	struct cx_live_list list;
	tenant_init(&tenant, serve, &pages);
	char base[128];
	(void)snprintf(base, sizeof base, "%s/prefix/", server_origin(tenant.server));
	tenant.config.base_url.text = base;
	tenant.config.auth.token_url.text = "";
	char token[128];
	(void)snprintf(token, sizeof token, "%s/oauth/token", server_origin(tenant.server));
	tenant.config.auth.token_url.text = token;
	(void)snprintf(
		first, sizeof first,
		"{\"items\":[{\"id\":\"1\"}],\"nextPageToken\":\"%s/prefix/api/v1/audiences?token=2\"}",
		server_origin(tenant.server));
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	assert_int_equal(read_kind(&tenant, "Audience", &list), CX_STATUS_OK);
	assert_int_equal(list.count, 2);
	assert_int_equal(server_count_of(tenant.server, "GET", "/prefix/api/v1/audiences?include"), 1);
	assert_int_equal(server_count_of(tenant.server, "GET", "/prefix/api/v1/audiences?token=2"), 1);
	tenant_release(&tenant);
}

static void endless(void *data, const struct server_request *request, struct server_reply *reply)
{
	(void)data;
	if (tenant_answer_token(request, reply, 3600))
		return;
	char body[64];
	(void)snprintf(body, sizeof body, "{\"items\":[],\"nextPageToken\":\"%zu\"}", request->number);
	server_answer(reply, 200, "", body);
}

static void test_list_when_endless_is_ended(void **state)
{
	(void)state;
	struct tenant tenant;
	struct cx_live_list list;
	tenant_init(&tenant, endless, NULL);
	assert_int_equal(tenant_open(&tenant, true, 0), CX_STATUS_OK);
	assert_int_equal(read_kind(&tenant, "Webhook", &list), CX_STATUS_FAILED);
	assert_true(tenant_has(&tenant, "tenant.large", "the list does not end"));
	assert_in_range(list.requests, CX_MAX_LIST_EMPTY_PAGES, CX_MAX_LIST_EMPTY_PAGES + 2);
	tenant_release(&tenant);
}

static void test_lists_when_all_fail_alike_say_it_once(void **state)
{
	(void)state;
	static const struct page rows[] = {{"/api", 500, "{\"message\":\"boom\"}"}};
	struct pages pages = {rows, 1, NULL};
	struct tenant tenant;
	open_with(&tenant, &pages);
	struct cx_live_list lists[] = {
		{.route = cx_profile_kind(&tenant.profile, "Audience")},
		{.route = cx_profile_kind(&tenant.profile, "Webhook")},
	};
	struct cx_reader *reader = cx_remote_reader(tenant.remote);
	assert_int_equal(cx_reader_lists(reader, &tenant.arena, lists, 2, &tenant.diags), CX_STATUS_FAILED);
	assert_int_equal(tenant.diags.count, 1);
	assert_true(
		tenant_has(&tenant, "tenant.status",
			   "no complete lists of Audience, Webhook: page 1: 500 internal server error: boom "
			   "(correlation id "));
	tenant_release(&tenant);
}

static void test_list_when_profile_has_none_is_not_touched(void **state)
{
	(void)state;
	struct pages pages = {0};
	struct tenant tenant;
	struct cx_live_list list;
	open_with(&tenant, &pages);
	tenant.profile.kinds[0].routes[CX_ROUTE_LIST].present = false;
	assert_int_equal(read_kind(&tenant, "Audience", &list), CX_STATUS_OK);
	assert_false(list.complete);
	assert_int_equal(server_count(tenant.server), 0);
	tenant_release(&tenant);
}

static void test_objects_when_some_are_absent(void **state)
{
	(void)state;
	static const struct page rows[] = {
		{"/webhooks/a%2Fb", 200,
		 "{\"url\":\"https://old.example/\",\"id\":\"a/b\",\"uri\":\"https://x.example/\"}"},
		{"/webhooks/bad", 200, "[1]"},
		{"/webhooks/mixed", 200, "{\"id\":\"another\",\"name\":\"x\"}"},
	};
	static const char *const ids[] = {"a/b", "gone", ".."};
	static const char *const bad[] = {"bad"}, *const mixed[] = {"mixed"};
	static const struct cx_rename renames[] = {{"url", "uri"}};
	struct pages pages = {rows, CX_COUNT(rows), NULL};
	struct tenant tenant;
	open_with(&tenant, &pages);
	struct cx_kind_route route = *cx_profile_kind(&tenant.profile, "Webhook");
	route.renames = renames;
	route.rename_count = 1;
	struct cx_node *nodes[3];
	struct cx_reader *reader = cx_remote_reader(tenant.remote);
	assert_int_equal(cx_reader_objects(reader, &tenant.arena, &route, ids, 3, nodes, &tenant.diags),
			 CX_STATUS_OK);
	assert_string_equal(cx_node_get_text(nodes[0], "url"), "https://x.example/");
	assert_null(cx_node_get(nodes[0], "uri"));
	assert_null(nodes[1]);
	assert_null(nodes[2]);
	assert_int_equal(server_count_of(tenant.server, "GET", "/api/v2/webhooks/%2E%2E"), 1);
	cx_route_rename(&route, nodes[0], true);
	assert_string_equal(cx_node_get_text(nodes[0], "uri"), "https://x.example/");
	assert_int_equal(cx_reader_objects(reader, &tenant.arena, &route, bad, 1, nodes, &tenant.diags),
			 CX_STATUS_FAILED);
	assert_true(tenant_has(&tenant, "tenant.json",
			       "cannot read Webhook bad: the answer is no object but of type array"));
	assert_int_equal(cx_reader_objects(reader, &tenant.arena, &route, mixed, 1, nodes, &tenant.diags),
			 CX_STATUS_FAILED);
	assert_true(tenant_has(&tenant, "tenant.other",
			       "cannot read Webhook mixed: the answer shows another object"));
	tenant_release(&tenant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list_when_several_pages_and_kinds_is_complete),
		cmocka_unit_test(test_list_when_not_proved_complete_fails),
		cmocka_unit_test(test_list_when_next_is_url_of_tenant_follows_path),
		cmocka_unit_test(test_list_when_endless_is_ended),
		cmocka_unit_test(test_lists_when_all_fail_alike_say_it_once),
		cmocka_unit_test(test_list_when_profile_has_none_is_not_touched),
		cmocka_unit_test(test_objects_when_some_are_absent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
