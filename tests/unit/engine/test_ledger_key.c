/* SPDX-License-Identifier: Apache-2.0 */
/* HMACs of secrets: what they tell, and what they refuse to. */
#include "engine/ledger_key.h"

#include "base/limits.h"
#include "engine/secret_mark.h"
#include "unit/model/fixture.h"

#define KEY   "0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210"

static enum cx_status make(const char *text, struct cx_ledger_key **ret_key, struct cx_diags *diags)
{
	*ret_key = NULL;
	return cx_ledger_key_new(text, ret_key, diags);
}

static void test_key_when_not_set_then_absent_and_nothing_said(void **state)
{
	(void)state;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_ledger_key *key;
	assert_int_equal(make(NULL, &key, &diags), CX_STATUS_ABSENT);
	assert_int_equal(make("", &key, &diags), CX_STATUS_ABSENT);
	assert_int_equal(diags.count, 0);
}

static void test_key_when_of_31_or_too_many_bytes_then_refused_and_not_shown(void **state)
{
	(void)state;
	static char text[CX_MAX_LEDGER_KEY_BYTES + 2];
	const size_t bad[] = {1, 31, CX_MAX_LEDGER_KEY_BYTES + 1}, good[] = {32, CX_MAX_LEDGER_KEY_BYTES};
	for (size_t i = 0; i < CX_COUNT(bad); i++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		struct cx_ledger_key *key;
		memset(text, 'q', bad[i]);
		text[bad[i]] = '\0';
		assert_int_equal(make(text, &key, &diags), CX_STATUS_INVALID);
		assert_string_equal(diags.items[0]->code, "secret.key");
		assert_null(strstr(diags.items[0]->message, "qq"));
	}
	for (size_t i = 0; i < CX_COUNT(good); i++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		struct cx_ledger_key *key;
		memset(text, 'q', good[i]);
		text[good[i]] = '\0';
		assert_int_equal(make(text, &key, &diags), CX_STATUS_OK);
		cx_ledger_key_free(key);
	}
}

static struct cx_node *secret_of(struct cx_arena *arena, const char *variable)
{
	struct cx_node *secret = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(secret, "env", cx_node_string(arena, variable));
	return secret;
}

struct desk {
	struct cx_arena arena;
	struct cx_shape spec, secret, list;
	struct cx_shape_property properties[2];
	struct cx_secret_marker marker;
};

static void desk_open(struct desk *d)
{
	*d = (struct desk){.secret = {.write_only = true}};
	d->list = (struct cx_shape){.list = CX_LIST_MODE_SET, .items = &d->secret};
	d->properties[0] = (struct cx_shape_property){"secret", 6, &d->secret};
	d->properties[1] = (struct cx_shape_property){"keys", 4, &d->list};
	d->spec = (struct cx_shape){.properties = d->properties, .property_count = 2};
	d->marker = (struct cx_secret_marker){.arena = &d->arena, .tenant = "prod"};
	assert_int_equal(setenv("CX_TEST_SECRET", "the first value", 1), 0);
	assert_int_equal(setenv("CX_TEST_TWIN", "the first value", 1), 0);
}

static void desk_close(struct desk *d)
{
	cx_arena_release(&d->arena);
}

static struct cx_ledger_key *key_for(struct desk *d, const char *text, const struct cx_node *spec)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_ledger_key *key;
	assert_int_equal(make(text, &key, &diags), CX_STATUS_OK);
	cx_ledger_key_learn(key, &d->spec, spec, "/");
	d->marker.key = key;
	return key;
}

static struct cx_node *spec_of(struct desk *d)
{
	struct cx_node *spec = cx_node_new(&d->arena, CX_NODE_OBJECT),
		       *keys = cx_node_new(&d->arena, CX_NODE_ARRAY);
	cx_node_add(spec, "secret", secret_of(&d->arena, "CX_TEST_SECRET"));
	cx_node_push(keys, secret_of(&d->arena, "CX_TEST_SECRET"));
	cx_node_push(keys, secret_of(&d->arena, "CX_TEST_TWIN"));
	cx_node_add(spec, "keys", keys);
	return spec;
}

static const char *mac_at(const struct cx_node *spec)
{
	return cx_node_get_text(cx_node_get(spec, "secret"), "hmac");
}

static void test_mark_when_values_are_equal_then_hmacs_are_not(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	struct cx_node *spec = spec_of(&d);
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = key_for(&d, KEY, spec);
	struct cx_secret_marked one = {"Webhook/a", &d.spec, spec, NULL, false};
	struct cx_secret_marked two = {"Webhook/b", &d.spec, spec, NULL, false};
	const struct cx_node *a = cx_secret_mark_sent(&d.marker, &one),
			     *b = cx_secret_mark_sent(&d.marker, &two);
	const struct cx_node *keys = cx_node_get(a, "keys");
	assert_string_not_equal(mac_at(a), mac_at(b));
	assert_string_not_equal(cx_node_get_text(keys->first, "hmac"), mac_at(a));
	assert_string_not_equal(cx_node_get_text(keys->first, "hmac"), cx_node_get_text(keys->last, "hmac"));
	assert_string_equal(mac_at(a), mac_at(cx_secret_mark_sent(&d.marker, &one)));
	desk_close(&d);
}

static void test_mark_when_base_is_of_the_same_value_in_another_order_then_equal(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	struct cx_node *spec = spec_of(&d);
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = key_for(&d, KEY, spec);
	struct cx_secret_marked sent = {"Webhook/a", &d.spec, spec, NULL, false};
	struct cx_node *base = cx_node_copy(&d.arena, cx_secret_mark_sent(&d.marker, &sent));
	struct cx_node *keys = cx_node_get(base, "keys"), *turned = cx_node_new(&d.arena, CX_NODE_ARRAY);
	cx_node_push(turned, cx_node_copy(&d.arena, keys->last));
	cx_node_push(turned, cx_node_copy(&d.arena, keys->first));
	cx_node_set(base, "keys", turned);
	/* Renamed since: the salt of the old name stands in the text. */
	struct cx_secret_marked now = {"Webhook/b", &d.spec, spec, base, false};
	const struct cx_node *compared = cx_secret_mark_compared(&d.marker, &now);
	assert_string_equal(mac_at(compared), mac_at(base));
	assert_true(cx_node_equal(cx_node_get(compared, "keys")->first, turned->last));
	assert_true(cx_node_equal(cx_node_get(compared, "keys")->last, turned->first));
	assert_int_equal(d.marker.unset.count + d.marker.other.count + d.marker.unkept.count, 0);
	desk_close(&d);
}

static void test_mark_when_value_is_new_then_hmac_is_and_reconcile_keeps_the_old(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	struct cx_node *spec = spec_of(&d);
	struct cx_secret_marked marked = {"Webhook/a", &d.spec, spec, NULL, false};
	struct cx_ledger_key *before = key_for(&d, KEY, spec);
	marked.base = cx_secret_mark_sent(&d.marker, &marked);
	cx_ledger_key_free(before);
	assert_int_equal(setenv("CX_TEST_SECRET", "the second value", 1), 0);
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = key_for(&d, KEY, spec);
	const struct cx_node *compared = cx_secret_mark_compared(&d.marker, &marked);
	assert_string_not_equal(mac_at(compared), mac_at(marked.base));
	assert_true(cx_secret_is_new_value(&d.arena, cx_node_get(marked.base, "secret"),
					   cx_node_get(compared, "secret")));
	assert_true(cx_ledger_key_fits(key, mac_at(compared), "the second value", 16));
	assert_false(cx_ledger_key_fits(key, mac_at(compared), "the first value", 15));
	marked.keep = true;
	assert_string_equal(mac_at(cx_secret_mark_compared(&d.marker, &marked)), mac_at(marked.base));
	assert_string_equal(mac_at(cx_secret_mark_sent(&d.marker, &marked)), mac_at(compared));
	desk_close(&d);
}

static void test_mark_when_key_is_missing_or_another_then_base_stays_and_it_is_counted(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	struct cx_node *spec = spec_of(&d);
	struct cx_secret_marked marked = {"Webhook/a", &d.spec, spec, NULL, false};
	struct cx_ledger_key *before = key_for(&d, KEY, spec);
	marked.base = cx_secret_mark_sent(&d.marker, &marked);
	cx_ledger_key_free(before);
	assert_int_equal(setenv("CX_TEST_SECRET", "the second value", 1), 0);
	d.marker.key = NULL;
	assert_true(cx_node_equal(cx_secret_mark_compared(&d.marker, &marked), marked.base));
	assert_null(mac_at(cx_secret_mark_sent(&d.marker, &marked)));
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = key_for(&d, OTHER, spec);
	assert_true(cx_node_equal(cx_secret_mark_compared(&d.marker, &marked), marked.base));
	assert_string_not_equal(mac_at(cx_secret_mark_sent(&d.marker, &marked)), mac_at(marked.base));
	assert_int_equal(d.marker.unset.count, 3);
	assert_int_equal(d.marker.other.count, 3);
	marked.base = spec;
	assert_null(mac_at(cx_secret_mark_compared(&d.marker, &marked)));
	assert_int_equal(d.marker.unkept.count, 3);
	desk_close(&d);
}

static void test_made_when_text_is_damaged_then_no(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	struct cx_node *spec = spec_of(&d);
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = key_for(&d, KEY, spec);
	struct cx_secret_marked marked = {"Webhook/a", &d.spec, spec, NULL, false};
	const char *mac = mac_at(cx_secret_mark_sent(&d.marker, &marked));
	assert_true(cx_ledger_key_made(key, mac));
	for (size_t len = 0; len < strlen(mac); len++)
		assert_false(cx_ledger_key_made(key, cx_arena_strndup(&d.arena, mac, len)));
	for (size_t i = 0; i < strlen(mac); i++) {
		char *copy = cx_arena_strdup(&d.arena, mac);
		copy[i] = '/';
		assert_false(cx_ledger_key_made(key, copy));
	}
	assert_false(cx_ledger_key_made(key, cx_arena_printf(&d.arena, "%s0", mac)));
	desk_close(&d);
}

static void test_macs_when_put_back_then_the_same_spec(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	struct cx_node *spec = spec_of(&d);
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = key_for(&d, KEY, spec);
	struct cx_secret_marked marked = {"Webhook/a", &d.spec, spec, NULL, false};
	const struct cx_node *sent = cx_secret_mark_sent(&d.marker, &marked);
	struct cx_node *macs = cx_secret_macs(&d.arena, &d.spec, sent);
	assert_int_equal(macs->count, 3);
	assert_true(cx_node_equal(cx_secret_with_macs(&d.arena, &d.spec, spec, macs), sent));
	/* A run ref may say anything. */
	cx_node_add(macs, "/keys", cx_node_string(&d.arena, "x"));
	cx_node_add(macs, "no pointer", cx_node_string(&d.arena, "x"));
	cx_node_add(macs, "/keys/7", cx_node_int(&d.arena, 1));
	assert_true(cx_node_equal(cx_secret_with_macs(&d.arena, &d.spec, spec, macs), sent));
	assert_null(cx_secret_macs(&d.arena, &d.spec, spec));
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_when_not_set_then_absent_and_nothing_said),
		cmocka_unit_test(test_key_when_of_31_or_too_many_bytes_then_refused_and_not_shown),
		cmocka_unit_test(test_mark_when_values_are_equal_then_hmacs_are_not),
		cmocka_unit_test(test_mark_when_base_is_of_the_same_value_in_another_order_then_equal),
		cmocka_unit_test(test_mark_when_value_is_new_then_hmac_is_and_reconcile_keeps_the_old),
		cmocka_unit_test(test_mark_when_key_is_missing_or_another_then_base_stays_and_it_is_counted),
		cmocka_unit_test(test_made_when_text_is_damaged_then_no),
		cmocka_unit_test(test_macs_when_put_back_then_the_same_spec),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
