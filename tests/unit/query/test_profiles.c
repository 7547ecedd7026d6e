/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: the order asked for, batches in any order, and pages that cannot be trusted. */
#include "query/profiles.h"

#include "query/contact_cache.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* What the tenant does wrong. */
enum odd {
	ODD_NOTHING,
	ODD_STRAY,     /* a contact that nobody asked for */
	ODD_ORIGIN,    /* the next page is elsewhere */
	ODD_SAME_PAGE, /* the next page is this one */
	ODD_EMPTY,     /* pages without end, all empty */
	ODD_TORN,      /* no JSON, with a person in it */
	ODD_THIRD,     /* the third batch fails */
};

struct crm {
	enum odd odd;
	unsigned asked; /* requests */
};

/* Answers the ids of a request last first; those that begin with "n" are unknown, with "o" old. */
static void print_items(const char *ids, struct cx_buf *body)
{
	const char *starts[200];
	size_t count = 0, len = strcspn(ids, "&");
	for (size_t at = 0; at < len; at += strcspn(ids + at, ",&") + 1)
		starts[count++] = ids + at;
	for (const char *comma = ""; count--;) {
		const char *id = starts[count];
		if (*id == 'n')
			continue;
		cx_buf_addf(body, "%s{\"id\":\"%.*s\",\"email\":\" A@B.example\",\"modifiedDate\":\"%s\"}",
			    comma, (int)strcspn(id, ",&"), id,
			    *id == 'o' ? "2000-01-01T00:00:00Z" : "2026-11-01T00:00:00Z");
		comma = ",";
	}
}

static void serve(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct crm *crm = data;
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	if (tenant_answer_token(request, reply, 3600))
		return;
	crm->asked++;
	const char *ids = strstr(request->target, "ids=");
	cx_buf_adds(&body, "{\"items\":[");
	if (ids && crm->odd != ODD_EMPTY)
		print_items(ids + 4, &body);
	if (crm->odd == ODD_STRAY)
		cx_buf_adds(&body, ",{\"id\":\"other\"}");
	cx_buf_adds(&body, "],\"nextPageUrl\":");
	if (crm->odd == ODD_ORIGIN)
		cx_buf_adds(&body, "\"https://evil.example/next?ids=a-1\"");
	else if (crm->odd == ODD_SAME_PAGE)
		cx_buf_adds(&body, "\"/api/v2/crm/contacts?page=2\"");
	else if (crm->odd == ODD_EMPTY)
		cx_buf_addf(&body, "\"/api/v2/crm/contacts?page=%u\"", crm->asked);
	else
		cx_buf_adds(&body, "null");
	cx_buf_addc(&body, '}');
	if (crm->odd == ODD_TORN)
		cx_buf_cut(&body, body.len - 9);
	int status = crm->odd == ODD_THIRD && ids && strstr(ids, "a-200,") ? 400 : 200;
	server_answer(reply, status, "Content-Type: application/json\r\n", body.data);
}

struct run {
	struct tenant tenant;
	struct crm crm;
	struct cx_contact_fields fields;
	struct cx_profiles_query query;
	struct cx_profiles_result result;
	const char *const *words; /* the ids, or count numbers */
	size_t count, at, rows, refuse_at;
	struct cx_buf printed;
	char id[32];
};

static enum cx_profiles_more next_id(void *data, bool wait, const char **ret_id, size_t *ret_len)
{
	struct run *run = data;
	(void)wait;
	if (run->at == run->count)
		return CX_PROFILES_END;
	if (!run->words)
		(void)snprintf(run->id, sizeof run->id, "a-%zu", run->at);
	*ret_id = run->words ? run->words[run->at] : run->id;
	*ret_len = strlen(*ret_id);
	run->at++;
	return CX_PROFILES_ID;
}

static size_t number_of(const char *id)
{
	size_t number = 0;
	for (id += strlen("a-"); *id >= '0' && *id <= '9'; id++)
		number = 10 * number + (size_t)(*id - '0');
	return number;
}

static void on_row(void *data, const struct cx_node *row)
{
	struct run *run = data;
	run->rows++;
	if (run->words)
		cx_buf_addf(&run->printed, "%s ", cx_node_get_text(row, "id"));
	else
		assert_int_equal(number_of(cx_node_get_text(row, "id")), run->rows - 1);
}

static bool on_flush(void *data)
{
	struct run *run = data;
	return !run->refuse_at || run->rows < run->refuse_at;
}

static enum cx_status read_some(struct run *run, enum odd odd, const char *const *words, size_t count,
				size_t refuse_at)
{
	*run = (struct run){.crm = {.odd = odd},
			    .words = words,
			    .count = count,
			    .refuse_at = refuse_at,
			    .printed = CX_BUF_INIT};
	tenant_init(&run->tenant, serve, &run->crm);
	assert_int_equal(tenant_open(&run->tenant, true, 0), CX_STATUS_OK);
	assert_int_equal(cx_contact_fields_parse("id", &run->fields, &run->tenant.diags), CX_STATUS_OK);
	run->query = (struct cx_profiles_query){.remote = run->tenant.remote,
						.runtime = &run->tenant.profile.runtime,
						.fields = &run->fields,
						.now_ms = INT64_C(1795219200000), /* 2026-11-21 */
						.next = next_id,
						.row = on_row,
						.flush = on_flush,
						.data = run};
	return cx_profiles_read(&run->query, &run->result, &run->tenant.diags);
}

static enum cx_status read_ids(struct run *run, enum odd odd, const char *const *words, size_t count)
{
	return read_some(run, odd, words, count, 0);
}

static void release(struct run *run)
{
	cx_buf_release(&run->printed);
	tenant_release(&run->tenant);
}

static void test_read_when_asked_in_any_order(void **state)
{
	(void)state;
	static const char *const words[] = {"b", "a", "none", "b", "old", "c", "a", "A"};
	struct run run;
	assert_int_equal(read_ids(&run, ODD_NOTHING, words, CX_COUNT(words)), CX_STATUS_OK);
	assert_string_equal(run.printed.data, "b a b c a A ");
	assert_true(run.result.ended);
	assert_int_equal(run.result.ids, 8);
	assert_int_equal(run.result.rows, 6);
	assert_int_equal(run.result.unknown, 1);
	assert_int_equal(run.result.old, 1);
	assert_int_equal(run.result.with_email, 6);
	assert_int_equal(run.crm.asked, 1);
	assert_int_equal(
		server_count_of(run.tenant.server, "GET",
				"/api/v2/crm/contacts?ids=b,a,none,old,c,A&fields=id,modifiedDate&page=1"
				"&pageSize=50"),
		1);
	release(&run);
}

static void test_read_when_many_batches_keeps_the_order(void **state)
{
	(void)state;
	struct run run;
	assert_int_equal(read_ids(&run, ODD_NOTHING, NULL, 3210), CX_STATUS_OK);
	assert_int_equal(run.result.rows, 3210);
	assert_int_equal(run.crm.asked, 33);
	release(&run);
}

static void test_read_when_a_batch_fails_prints_what_is_before(void **state)
{
	(void)state;
	struct run run;
	assert_int_equal(read_ids(&run, ODD_THIRD, NULL, 3210), CX_STATUS_FAILED);
	assert_false(run.result.ended);
	assert_int_equal(run.result.rows, 200);
	assert_true(
		tenant_has(&run.tenant, "tenant.status", "batch 3 of the ids, page 1 of the contacts: 400"));
	assert_int_equal(run.tenant.diags.count, 1);
	assert_true(run.crm.asked < 12);
	release(&run);
}

static void test_read_when_nobody_takes_more(void **state)
{
	(void)state;
	struct run run;
	assert_int_equal(read_some(&run, ODD_NOTHING, NULL, 100000, 150), CX_STATUS_OK);
	assert_false(run.result.ended);
	assert_true(run.result.rows <= 2000);
	assert_true(run.crm.asked < 30);
	release(&run);
}

static void test_read_when_pages_cannot_be_trusted(void **state)
{
	(void)state;
	static const char *const words[] = {"a-1", "a-2"};
	static const struct {
		enum odd odd;
		const char *code, *message;
	} rows[] = {
		{ODD_ORIGIN, "tenant.origin", "the next page is at https://evil.example:443, which is not"},
		{ODD_SAME_PAGE, "tenant.incomplete",
		 "page 2 of the contacts: its next page was there before"},
		{ODD_EMPTY, "tenant.large", "the pages do not end"},
		{ODD_TORN, "tenant.json", "page 1 of the contacts: the answer is no JSON ("},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct run run;
		assert_int_equal(read_ids(&run, rows[i].odd, words, 2), CX_STATUS_FAILED);
		assert_true(tenant_has(&run.tenant, rows[i].code, rows[i].message));
		assert_int_equal(run.tenant.diags.count, 1);
		assert_null(strstr(run.tenant.diags.items[0]->message, "B.example"));
		assert_null(strstr(run.tenant.diags.items[0]->message, "a-1"));
		assert_true(run.crm.asked < 200);
		release(&run);
	}
}

static void test_read_when_a_stray_comes(void **state)
{
	(void)state;
	static const char *const words[] = {"a-1", "a-2"};
	struct run run;
	assert_int_equal(read_ids(&run, ODD_STRAY, words, 2), CX_STATUS_OK);
	assert_string_equal(run.printed.data, "a-1 a-2 ");
	assert_int_equal(run.result.stray, 1);
	assert_true(tenant_has(&run.tenant, "tenant.other", "1 contact came that was not asked for"));
	release(&run);
}

static void test_filter_when_each_form(void **state)
{
	(void)state;
	static const char *const segments[] = {"o'hara", "b"};
	static const char *const comma[] = {"a,b"};
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_runtime runtime = {.segments_contain = false};
	CX_AUTO(cx_buf) struct cx_buf odata = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf contains = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf rest = CX_BUF_INIT;
	assert_int_equal(cx_profiles_filter(&runtime, segments, 2, &odata, &diags), CX_STATUS_OK);
	assert_string_equal(odata.data,
			    "filter=segmentIds%2Fany%28s%3A%20s%20eq%20%27o%27%27hara%27%29%20or%20"
			    "segmentIds%2Fany%28s%3A%20s%20eq%20%27b%27%29");
	assert_int_equal(cx_profiles_filter(&runtime, comma, 1, &rest, &diags), CX_STATUS_OK);
	runtime.segments_contain = true;
	assert_int_equal(cx_profiles_filter(&runtime, segments, 2, &contains, &diags), CX_STATUS_OK);
	assert_string_equal(contains.data, "filter=segmentIds%20contains%20%27o%27%27hara%2Cb%27");
	assert_int_equal(cx_profiles_filter(&runtime, comma, 1, &rest, &diags), CX_STATUS_INVALID);
	assert_string_equal(diags.items[0]->code, "profiles.segment");
	cx_diags_release(&diags);
}

static void test_cache_when_full_forgets_the_oldest(void **state)
{
	(void)state;
	struct cx_contact_cache cache = {.young_bytes = 0};
	struct cx_contact_answer *first = cx_contact_answer_new("first", 5);
	cx_contact_cache_put(&cache, first);
	for (size_t i = 0; i < 40; i++) {
		char id[32];
		int len = snprintf(id, sizeof id, "id-%zu", i);
		struct cx_contact_answer *answer = cx_contact_answer_new(id, (size_t)len);
		cx_contact_cache_put(&cache, answer);
		answer->len = (size_t)1 << 19;
		cx_contact_cache_grew(&cache, answer);
		cx_contact_answer_unref(answer);
		if (i < 20)
			assert_ptr_equal(cx_contact_cache_get(&cache, "first", 5), first);
	}
	assert_null(cx_contact_cache_get(&cache, "first", 5));
	assert_null(cx_contact_cache_get(&cache, "id-10", 5));
	assert_non_null(cx_contact_cache_get(&cache, "id-39", 5));
	assert_true(cache.young.count + cache.old.count < 25);
	cx_contact_answer_unref(first);
	cx_contact_cache_release(&cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_when_asked_in_any_order),
		cmocka_unit_test(test_read_when_many_batches_keeps_the_order),
		cmocka_unit_test(test_read_when_a_batch_fails_prints_what_is_before),
		cmocka_unit_test(test_read_when_nobody_takes_more),
		cmocka_unit_test(test_read_when_pages_cannot_be_trusted),
		cmocka_unit_test(test_read_when_a_stray_comes),
		cmocka_unit_test(test_filter_when_each_form),
		cmocka_unit_test(test_cache_when_full_forgets_the_oldest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
