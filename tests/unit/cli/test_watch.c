/* SPDX-License-Identifier: Apache-2.0 */
/* How long a watch pauses, and when it calls itself well. */
#include "cli/watch.h"

#include "cli/watch_board.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_pause_when_all_is_well_then_a_tenth_more_or_less(void **state)
{
	(void)state;
	assert_int_equal(cx_watch_pause_ms(600, 0, 0), 540000);
	assert_int_equal(cx_watch_pause_ms(600, 0, 120000), 660000);
	assert_int_equal(cx_watch_pause_ms(600, 0, 120001), 540000);
	for (uint64_t random = 0; random < 1000000; random += 97) {
		int64_t pause = cx_watch_pause_ms(10, 0, random);
		assert_true(pause >= 9000 && pause <= 11000);
	}
}

static void test_pause_when_checks_fail_then_longer_up_to_an_hour(void **state)
{
	(void)state;
	assert_int_equal(cx_watch_pause_ms(10, 1, 0), 18000);
	assert_int_equal(cx_watch_pause_ms(10, 2, 0), 36000);
	assert_int_equal(cx_watch_pause_ms(10, 8, 0), 2304000);
	assert_int_equal(cx_watch_pause_ms(10, 9, 0), 3240000);
	assert_int_equal(cx_watch_pause_ms(10, 4000000000u, 0), 3240000);
	/* What is rare anyway does not get rarer. */
	assert_int_equal(cx_watch_pause_ms(86400, 5, 0), 77760000);
}

struct seen {
	int status;
	char text[120];
};

static struct seen ask(struct cx_watch_board *board, const char *path)
{
	struct cx_asked asked = {.path = path, .path_len = strlen(path)};
	struct cx_answerer_page page = {.status = 404, .body = CX_BUF_INIT};
	struct seen seen;
	cx_watch_board_answer(board, &asked, &page);
	seen.status = page.status;
	(void)snprintf(seen.text, sizeof seen.text, "%s", page.body.data);
	cx_buf_release(&page.body);
	return seen;
}

static void expect(struct cx_watch_board *board, int status, const char *text)
{
	struct seen seen = ask(board, "/healthz");
	assert_int_equal(seen.status, status);
	assert_string_equal(seen.text, text);
}

static void test_health_when_time_passes_then_as_the_last_good_check(void **state)
{
	(void)state;
	struct fake_clock clock;
	fake_clock_init(&clock);
	CX_AUTO_FREE(cx_watch_board) struct cx_watch_board *board = cx_watch_board_new(&clock.clock);
	struct cx_watch_view view = {.tenant = "prod", .families = "", .interval_s = 60, .duration_ms = 5000};
	clock.now_us += 3000000;
	expect(board, 503, "starting: no check went well in 3 s\n");
	view.counts.failures = 1;
	cx_watch_board_set(board, &view, false);
	expect(board, 503, "failing: no check went well in 3 s\n");
	view.counts.failures = 0;
	cx_watch_board_set(board, &view, true);
	expect(board, 200, "ok: the last check that went well was 0 s ago\n");
	/* A failure is no alarm as long as the last good check is not too old: three intervals and two
	 * checks. */
	view.counts.failures = 1;
	clock.now_us += 61000000;
	cx_watch_board_set(board, &view, false);
	expect(board, 200, "ok: the last check that went well was 61 s ago\n");
	clock.now_us += 129000000;
	expect(board, 200, "ok: the last check that went well was 190 s ago\n");
	clock.now_us += 1000000;
	expect(board, 503, "failing: the last check that went well was 191 s ago\n");
	view.counts.failures = 0;
	cx_watch_board_set(board, &view, true);
	expect(board, 200, "ok: the last check that went well was 0 s ago\n");
	assert_int_equal(ask(board, "/").status, 404);
	assert_int_equal(ask(board, "/metrics/").status, 404);
	assert_int_equal(ask(board, "/metrics").status, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pause_when_all_is_well_then_a_tenth_more_or_less),
		cmocka_unit_test(test_pause_when_checks_fail_then_longer_up_to_an_hour),
		cmocka_unit_test(test_health_when_time_passes_then_as_the_last_good_check),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
