/* SPDX-License-Identifier: Apache-2.0 */
/* A kind from data, as the tenant serves it: natural keys, ids in paths, renames, and lists that leave
 * members out. */
#include "calls.h"
#include "unit/model/folder.h"

static const char schema[] =
	"{\"properties\": {\"kind\": {\"const\": \"Queue\"}, \"spec\": {\"required\": [\"ident\"],"
	"\"properties\": {\"ident\": {\"type\": \"string\"}, \"url\": {\"type\": \"string\"}}}}}";
static const char profile[] = "extends: cxone\n"
			      "kinds:\n"
			      "  Queue:\n"
			      "    identity: natural_key\n"
			      "    key_field: ident\n"
			      "    renames: {url: uri}\n"
			      "    routes:\n"
			      "      list: {method: GET, path: /queues}\n"
			      "      read: {method: GET, path: \"/queues/{id}\"}\n"
			      "      create: {method: PUT, path: /queues}\n"
			      "      put: {method: PUT, path: \"/queues/{id}\"}\n";

struct desk {
	struct fixture f;
	struct folder folder;
	struct tenant tenant;
};

static int open_desk(void **state)
{
	struct desk *desk = cx_alloc(sizeof *desk);
	*desk = (struct desk){.f = FIXTURE_INIT};
	folder_init(&desk->folder);
	folder_put(&desk->folder, &desk->f, "schemas/queue.schema.json", schema);
	folder_put(&desk->folder, &desk->f, "profile.yaml", profile);
	tenant_open(&desk->tenant, "--project", desk->folder.path, "--profile",
		    cx_path_join(&desk->f.arena, desk->folder.path, "profile.yaml"), "--list-omits",
		    "/owner,/routing/skill", NULL);
	tenant_login(&desk->tenant, "");
	*state = desk;
	return 0;
}

static int close_desk(void **state)
{
	struct desk *desk = *state;
	tenant_close(&desk->tenant);
	folder_release(&desk->folder);
	fixture_release(&desk->f);
	cx_free(desk);
	return 0;
}

static void assert_answer(struct desk *desk, const char *url, const char *part, bool is_there)
{
	struct cx_exchange *x = call(&desk->tenant, "GET", url, NULL);
	assert_int_equal(x->status, 200);
	if ((strstr(x->answer.data, part) != NULL) != is_there)
		fail_msg("%s in %s: %s", part, url, x->answer.data);
	cx_exchange_free(x);
}

static void test_put_when_to_the_collection_then_the_key_tells_and_the_answer_is_empty(void **state)
{
	struct desk *desk = *state;
	struct cx_exchange *x = call(&desk->tenant, "PUT", "/queues", "{\"ident\": \"Sales\"}");
	assert_int_equal(x->status, 200);
	assert_int_equal(x->answer.len, 0);
	cx_exchange_free(x);
	assert_answer(desk, "/queues/Sales", "\"ident\":\"Sales\"", true);
	call_expect(&desk->tenant, "GET", "/queues/sales", NULL, 404);
	call_expect(&desk->tenant, "PUT", "/queues", "{\"label\": \"x\"}", 400);
	call_expect(&desk->tenant, "PUT", "/queues", "[]", 400);
}

static void test_put_when_key_and_path_differ_then_400(void **state)
{
	struct desk *desk = *state;
	call_expect(&desk->tenant, "PUT", "/queues/a", "{\"ident\": \"a\"}", 201);
	call_expect(&desk->tenant, "PUT", "/queues/a", "{\"ident\": \"a\"}", 200);
	call_expect(&desk->tenant, "PUT", "/queues/a", "{\"ident\": \"b\"}", 400);
}

static void test_put_when_renamed_then_only_the_tenants_name_is_known(void **state)
{
	struct desk *desk = *state;
	call_expect(&desk->tenant, "PUT", "/queues/r", "{\"ident\": \"r\", \"uri\": \"x\"}", 201);
	call_expect(&desk->tenant, "PUT", "/queues/r", "{\"ident\": \"r\", \"uri\": 7}", 400);
	assert_answer(desk, "/queues/r", "\"uri\":\"x\"", true);
}

static void test_list_when_told_to_omit_then_single_reads_show_it(void **state)
{
	struct desk *desk = *state;
	call_expect(&desk->tenant, "PUT", "/queues/o",
		    "{\"ident\": \"o\", \"owner\": \"ada\", \"routing\": {\"skill\": \"en\", \"kept\": 1}}",
		    201);
	assert_answer(desk, "/queues/o", "ada", true);
	assert_answer(desk, "/queues/o", "skill", true);
	assert_answer(desk, "/queues", "ada", false);
	assert_answer(desk, "/queues", "skill", false);
	assert_answer(desk, "/queues", "kept", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_when_to_the_collection_then_the_key_tells_and_the_answer_is_empty),
		cmocka_unit_test(test_put_when_key_and_path_differ_then_400),
		cmocka_unit_test(test_put_when_renamed_then_only_the_tenants_name_is_known),
		cmocka_unit_test(test_list_when_told_to_omit_then_single_reads_show_it),
	};
	return cmocka_run_group_tests(tests, open_desk, close_desk);
}
