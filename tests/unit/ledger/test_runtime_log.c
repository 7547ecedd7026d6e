/* SPDX-License-Identifier: Apache-2.0 */
/* The log of the run-time commands: appended by several, cut where it is torn, refused where it was altered.
 */
#include "ledger/runtime_log.h"

#include "base/file.h"
#include "ledger/verify_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct cx_arena arena;
	struct cx_diags diags;
	char folder[64], path[80];
	size_t seen;
	int64_t first, last;
};

static void setup(struct world *world)
{
	*world = (struct world){0};
	(void)snprintf(world->folder, sizeof world->folder, "/tmp/cx_runtime_log.XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	(void)snprintf(world->path, sizeof world->path, "%s/runtime.jsonl", world->folder);
}

static void teardown(struct world *world)
{
	(void)unlink(world->path);
	assert_int_equal(rmdir(world->folder), 0);
	cx_diags_release(&world->diags);
	cx_arena_release(&world->arena);
}

static void on_record(void *data, const struct cx_node *record)
{
	struct world *world = data;
	world->seen++;
	assert_true(cx_node_get_int64(record, "n", &world->last));
	if (world->seen == 1)
		world->first = world->last;
}

static struct cx_runtime_log *open_log(struct world *world, bool whole)
{
	struct cx_runtime_log *log = NULL;
	assert_int_equal(
		cx_runtime_log_open(world->path, whole ? on_record : NULL, world, &log, &world->diags),
		CX_STATUS_OK);
	return log;
}

static void add(struct world *world, struct cx_runtime_log *log, int64_t from, int64_t to)
{
	struct cx_node *records[64];
	for (int64_t n = from; n < to; n++) {
		records[n - from] = cx_node_new(&world->arena, CX_NODE_OBJECT);
		cx_node_add(records[n - from], "type", cx_node_string(&world->arena, "run_start"));
		cx_node_add(records[n - from], "n", cx_node_int(&world->arena, n));
	}
	assert_int_equal(cx_runtime_log_add(log, &world->arena, records, (size_t)(to - from), &world->diags),
			 CX_STATUS_OK);
}

static void verify(struct world *world, int64_t records)
{
	struct cx_verify_result result;
	assert_int_equal(cx_log_verify(world->path, NULL, &world->arena, &result, &world->diags),
			 CX_STATUS_OK);
	assert_int_equal(result.verdict, records ? CX_VERDICT_INTACT : CX_VERDICT_EMPTY);
	assert_int_equal(result.records, records);
}

static void test_open_recent_when_long_then_the_last_are_told(void **state)
{
	(void)state;
	struct world world;
	setup(&world);
	struct cx_runtime_log *log = open_log(&world, false);
	add(&world, log, 0, 3);
	cx_runtime_log_free(log);
	assert_int_equal(cx_runtime_log_open_recent(world.path, on_record, &world, &log, &world.diags),
			 CX_STATUS_OK);
	assert_int_equal(world.seen, 3);
	/* 3 MB, of which the last 2 are recent. */
	char *filler = cx_arena_alloc(&world.arena, 3001);
	memset(filler, 'x', 3000);
	for (int64_t n = 3; n < 1000; n++) {
		struct cx_node *record = cx_node_new(&world.arena, CX_NODE_OBJECT);
		cx_node_add(record, "n", cx_node_int(&world.arena, n));
		cx_node_add(record, "filler", cx_node_string(&world.arena, filler));
		struct cx_node *const records[] = {record};
		assert_int_equal(cx_runtime_log_add(log, &world.arena, records, 1, &world.diags),
				 CX_STATUS_OK);
	}
	assert_int_equal(world.seen, 3);
	cx_runtime_log_free(log);
	world.seen = 0;
	assert_int_equal(cx_runtime_log_open_recent(world.path, on_record, &world, &log, &world.diags),
			 CX_STATUS_OK);
	assert_true(world.seen > 600 && world.seen < 700);
	assert_int_equal(world.last, 999);
	assert_int_equal(world.first, 1000 - (int64_t)world.seen);
	add(&world, log, 1000, 1001);
	cx_runtime_log_free(log);
	verify(&world, 1001);
	teardown(&world);
}

/* One record more than the last that was seen; none where that is 4. */
static struct cx_runtime_records make_next(void *data, struct cx_arena *arena)
{
	struct world *world = data;
	struct cx_node **items = cx_arena_alloc(arena, sizeof(struct cx_node *));
	if (world->last == 4)
		return (struct cx_runtime_records){0};
	items[0] = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(items[0], "n", cx_node_int(arena, world->last + 1));
	return (struct cx_runtime_records){items, 1};
}

static void test_add_made_when_others_wrote_knows_it(void **state)
{
	(void)state;
	struct world world;
	setup(&world);
	struct cx_runtime_log *a = open_log(&world, true), *b = open_log(&world, false);
	add(&world, b, 0, 3);
	assert_int_equal(cx_runtime_log_add_made(a, &world.arena, make_next, &world, &world.diags),
			 CX_STATUS_OK);
	assert_int_equal(world.last, 2);
	assert_int_equal(world.seen, 3); /* not its own */
	add(&world, b, 4, 5);
	assert_int_equal(cx_runtime_log_add_made(a, &world.arena, make_next, &world, &world.diags),
			 CX_STATUS_OK);
	assert_int_equal(world.last, 4);
	cx_runtime_log_free(a);
	cx_runtime_log_free(b);
	verify(&world, 5);
	teardown(&world);
}

static void test_add_when_two_hold_it_makes_one_chain(void **state)
{
	(void)state;
	struct world world;
	setup(&world);
	struct cx_runtime_log *a = open_log(&world, true), *b = open_log(&world, false);
	add(&world, a, 0, 3);
	add(&world, b, 3, 5);
	assert_int_equal(world.seen, 0);
	add(&world, a, 5, 6);
	assert_int_equal(world.seen, 2); /* what b wrote */
	assert_int_equal(world.last, 4);
	add(&world, b, 6, 40);
	cx_runtime_log_free(a);
	cx_runtime_log_free(b);
	verify(&world, 40);
	struct stat st;
	assert_int_equal(stat(world.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	world.seen = 0;
	cx_runtime_log_free(open_log(&world, true));
	assert_int_equal(world.seen, 40);
	assert_int_equal(world.last, 39);
	teardown(&world);
}

static void test_open_when_torn_cuts(void **state)
{
	(void)state;
	struct world world;
	for (int whole = 0; whole < 2; whole++)
		for (int records = 0; records < 3; records++) {
			setup(&world);
			struct cx_runtime_log *log = open_log(&world, false);
			add(&world, log, 0, records);
			cx_runtime_log_free(log);
			FILE *file = fopen(world.path, "a");
			(void)fputs("{\"n\":7,\"prev\":\"", file);
			assert_int_equal(fclose(file), 0);
			log = open_log(&world, whole);
			assert_int_equal(world.diags.count, 1);
			assert_string_equal(world.diags.items[0]->code, "audit.torn");
			verify(&world, records);
			add(&world, log, records, records + 2);
			cx_runtime_log_free(log);
			verify(&world, records + 2);
			teardown(&world);
		}
}

static void flip(const char *path, size_t at)
{
	FILE *file = fopen(path, "r+");
	assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
	int c = fgetc(file);
	assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
	(void)fputc(c ^ 1, file);
	assert_int_equal(fclose(file), 0);
}

static void test_open_when_altered_refuses(void **state)
{
	(void)state;
	struct world world;
	setup(&world);
	struct cx_runtime_log *log = open_log(&world, false), *none = NULL;
	add(&world, log, 0, 3);
	cx_runtime_log_free(log);
	struct stat st;
	assert_int_equal(stat(world.path, &st), 0);
	flip(world.path, 3);
	assert_int_equal(cx_runtime_log_open(world.path, on_record, &world, &none, &world.diags),
			 CX_STATUS_DAMAGED);
	assert_string_equal(world.diags.items[0]->code, "audit.altered");
	assert_null(none);
	/* Its end alone is good. */
	cx_runtime_log_free(open_log(&world, false));
	flip(world.path, (size_t)st.st_size - 30);
	assert_int_equal(cx_runtime_log_open(world.path, NULL, NULL, &none, &world.diags), CX_STATUS_DAMAGED);
	teardown(&world);
}

static void test_add_when_it_was_cut_refuses(void **state)
{
	(void)state;
	struct world world;
	setup(&world);
	struct cx_runtime_log *log = open_log(&world, false);
	add(&world, log, 0, 3);
	assert_int_equal(truncate(world.path, 10), 0);
	struct cx_node *record = cx_node_new(&world.arena, CX_NODE_OBJECT);
	assert_int_equal(cx_runtime_log_add(log, &world.arena, &record, 1, &world.diags), CX_STATUS_DAMAGED);
	size_t errors = world.diags.errors;
	assert_int_equal(cx_runtime_log_add(log, &world.arena, &record, 1, &world.diags), CX_STATUS_FAILED);
	assert_int_equal(world.diags.errors, errors);
	cx_runtime_log_free(log);
	teardown(&world);
}

static void test_open_when_no_file_can_be(void **state)
{
	(void)state;
	struct world world;
	struct cx_runtime_log *none = NULL;
	setup(&world);
	assert_int_equal(cx_runtime_log_open("/nowhere/at/all", NULL, NULL, &none, &world.diags),
			 CX_STATUS_FAILED);
	assert_int_equal(cx_runtime_log_open("/dev/null", NULL, NULL, &none, &world.diags), CX_STATUS_FAILED);
	assert_int_equal(world.diags.errors, 2);
	teardown(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_recent_when_long_then_the_last_are_told),
		cmocka_unit_test(test_add_when_two_hold_it_makes_one_chain),
		cmocka_unit_test(test_add_made_when_others_wrote_knows_it),
		cmocka_unit_test(test_open_when_torn_cuts),
		cmocka_unit_test(test_open_when_altered_refuses),
		cmocka_unit_test(test_add_when_it_was_cut_refuses),
		cmocka_unit_test(test_open_when_no_file_can_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
