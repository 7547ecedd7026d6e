/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of webhooks, made and checked. */
#include "model/standard_webhook.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The vector of Standard Webhooks' own libraries. */
#define SECRET    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER     "v1,AAhM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define TEXT(s)                    \
	{                          \
		(s), sizeof(s) - 1 \
	}

static const struct cx_webhook_message message = {
	.id = TEXT("msg_p5jXN8AQM9LWM0D4loKWxJek"),
	.timestamp = TEXT("1614265330"),
	.body = TEXT("{\"test\": 2432232314}"),
};

static bool verify(const char *const *secrets, size_t count, const struct cx_webhook_message *m,
		   const char *signatures)
{
	struct cx_buf bufs[2] = {CX_BUF_INIT, CX_BUF_INIT};
	struct cx_webhook_text text = {signatures, strlen(signatures)};
	for (size_t i = 0; i < count; i++)
		cx_buf_adds(&bufs[i], secrets[i]);
	bool genuine = cx_standard_webhook_verify(bufs, count, m, text);
	for (size_t i = 0; i < CX_COUNT(bufs); i++)
		cx_buf_release(&bufs[i]);
	return genuine;
}

static void test_verify_when_one_of_several_signatures_fits_then_genuine(void **state)
{
	static const struct {
		const char *signatures;
		bool genuine;
	} rows[] = {
		{SIGNATURE, true},
		{OTHER, false},
		{"", false},
		{" ", false},
		{OTHER " " SIGNATURE, true},
		{SIGNATURE " " OTHER, true},
		{"v1a,xxxx  " SIGNATURE " ", true},
		{OTHER "," SIGNATURE, false},
		{"v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false},
		{"V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false},
		{"g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false},
		{"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", false},
		{"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE==", false},
	};
	static const char *const secrets[] = {SECRET};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		assert_int_equal(verify(secrets, 1, &message, rows[i].signatures), rows[i].genuine);
}

static void test_verify_when_secret_is_replaced_then_either_fits(void **state)
{
	static const char *const old_and_new[] = {"plain, and new", SECRET}, *const plain[] = {
										     "plain, and new"};
	(void)state;
	assert_true(verify(old_and_new, 2, &message, SIGNATURE));
	assert_false(verify(plain, 1, &message, SIGNATURE));
	assert_false(verify(NULL, 0, &message, SIGNATURE));
	CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
	cx_standard_webhook_sign(plain[0], strlen(plain[0]), &message, &signature);
	assert_true(verify(old_and_new, 2, &message, signature.data));
	assert_true(verify(plain, 1, &message, signature.data));
}

static void test_verify_when_anything_is_altered_then_not(void **state)
{
	static const char *const secrets[] = {SECRET};
	struct cx_webhook_message altered[] = {message, message, message, message};
	(void)state;
	altered[0].id = (struct cx_webhook_text)TEXT("msg_p5jXN8AQM9LWM0D4loKWxJeK");
	altered[1].timestamp = (struct cx_webhook_text)TEXT("1614265331");
	altered[2].body = (struct cx_webhook_text)TEXT("{\"test\": 2432232315}");
	altered[3].body.len--;
	for (size_t i = 0; i < CX_COUNT(altered); i++)
		assert_false(verify(secrets, 1, &altered[i], SIGNATURE));
}

static void test_is_encoded_when_base64_follows_the_prefix(void **state)
{
	(void)state;
	assert_true(cx_standard_webhook_is_encoded(SECRET, strlen(SECRET)));
	assert_false(cx_standard_webhook_is_encoded("whsec_", 6));
	assert_false(cx_standard_webhook_is_encoded("whsec_?", 7));
	assert_false(cx_standard_webhook_is_encoded("plain", 5));
}

static void test_time_when_digits_alone(void **state)
{
	static const char *const bad[] = {"", "-1", "+1", " 1", "1.0", "1e9", "1234567890123", "0x10"};
	int64_t time_s = 0;
	(void)state;
	assert_true(cx_standard_webhook_time(message.timestamp, &time_s));
	assert_int_equal(time_s, 1614265330);
	for (size_t i = 0; i < CX_COUNT(bad); i++)
		assert_false(
			cx_standard_webhook_time((struct cx_webhook_text){bad[i], strlen(bad[i])}, &time_s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_when_one_of_several_signatures_fits_then_genuine),
		cmocka_unit_test(test_verify_when_secret_is_replaced_then_either_fits),
		cmocka_unit_test(test_verify_when_anything_is_altered_then_not),
		cmocka_unit_test(test_is_encoded_when_base64_follows_the_prefix),
		cmocka_unit_test(test_time_when_digits_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
