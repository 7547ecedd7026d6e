/* SPDX-License-Identifier: Apache-2.0 */
/* A whole run: what goes to which stream, and with which exit code. */
#include "base/file.h"
#include "printed.h"
#include "table.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

static struct printed printed;

static void test_run_when_fine_then_product_and_zero(void **state)
{
	(void)state;
	run_line("cxctl work", &printed);
	assert_int_equal(printed.code, 0);
	assert_string_equal(printed.out, "worked\n");
	assert_string_equal(printed.err, "");
}

static void test_run_when_command_says_four_then_four(void **state)
{
	(void)state;
	run_line("cxctl work -n7", &printed);
	assert_int_equal(printed.code, CX_EXIT_REFUSED);
}

static void test_run_when_an_error_was_added_then_not_zero(void **state)
{
	(void)state;
	run_line("cxctl work -n42", &printed);
	assert_int_equal(printed.code, CX_EXIT_INVALID);
	assert_string_equal(printed.err, "error: it failed [work.fail]\n");
}

static void test_usage_when_wrong_then_one_and_counted(void **state)
{
	(void)state;
	run_line("cxctl work --nope --mode=x", &printed);
	assert_int_equal(printed.code, 1);
	assert_string_equal(printed.out, "");
	assert_string_equal(printed.err, "error: unknown option --nope [usage.option]\n"
					 "  hint: did you mean --mode?\n"
					 "error: --mode cannot be \"x\", only fast or slow [usage.value]\n"
					 "2 errors\n");
}

static void test_usage_when_no_command_then_one(void **state)
{
	(void)state;
	run_line("cxctl", &printed);
	assert_int_equal(printed.code, 1);
	assert_string_equal(printed.err,
			    "error: no command was given [usage.command]\n  hint: see cxctl help\n");
}

static void test_json_when_usage_is_wrong_then_printed_all_the_same(void **state)
{
	(void)state;
	run_line("cxctl work --nope -o json", &printed);
	assert_int_equal(printed.code, 1);
	assert_non_null(strstr(printed.out, "\"format_version\": \"1.0\""));
	assert_non_null(strstr(printed.out, "\"code\": \"usage.option\""));
	assert_non_null(strstr(printed.out, "\"exit_code\": 1"));
}

static void test_log_when_json_then_one_object_a_line(void **state)
{
	(void)state;
	run_line("cxctl work --nope --zope --log-format=json", &printed);
	assert_string_equal(
		printed.err,
		"{\"severity\":\"error\",\"code\":\"usage.option\",\"file\":null,\"line\":null,"
		"\"column\":null,\"pointer\":null,\"message\":\"unknown option --nope\",\"note\":null,"
		"\"hint\":\"did you mean --mode?\"}\n"
		"{\"severity\":\"error\",\"code\":\"usage.option\",\"file\":null,\"line\":null,"
		"\"column\":null,\"pointer\":null,\"message\":\"unknown option --zope\",\"note\":null,"
		"\"hint\":\"did you mean --mode?\"}\n");
}

static void test_formats_when_wrong_then_said(void **state)
{
	(void)state;
	run_line("cxctl work -o markdown", &printed);
	assert_int_equal(printed.code, 1);
	assert_non_null(strstr(printed.err, "work cannot print as markdown [output.format]"));
	run_line("cxctl work -o jsn", &printed);
	assert_non_null(strstr(printed.err, "did you mean json?"));
	run_line("cxctl work -o json -o text", &printed);
	assert_non_null(strstr(printed.err, "only one format can go to standard output [output.place]"));
	run_line("cxctl work -o json=", &printed);
	assert_non_null(strstr(printed.err, "-o json= names no file [output.place]"));
	run_line("cxctl work -o json=a -o text=a", &printed);
	assert_non_null(strstr(printed.err, "two formats would go to a [output.place]"));
}

static void test_colour_when_asked_then_only_then(void **state)
{
	(void)state;
	run_line("cxctl work --nope --color=always", &printed);
	assert_non_null(strstr(printed.err, "\033[31merror\033[0m"));
	run_line("cxctl work --nope --color=never", &printed);
	assert_null(strchr(printed.err, '\033'));
	run_line("cxctl work --nope", &printed);
	assert_null(strchr(printed.err, '\033'));
}

static void test_arguments_when_hostile_then_escaped(void **state)
{
	(void)state;
	run_line("cxctl \033[31mwork", &printed);
	assert_null(strchr(printed.err, '\033'));
	assert_non_null(strstr(printed.err, "unknown command \"\\x1b[31mwork\""));
}

static void test_help_when_asked_then_whatever_else_is_wrong(void **state)
{
	(void)state;
	run_line("cxctl work --nope --help", &printed);
	assert_int_equal(printed.code, 0);
	assert_string_equal(printed.err, "");
	assert_non_null(strstr(printed.out, "Usage: cxctl work [OPTION...] [FILE...]"));
	run_line("cxctl audit -h", &printed);
	assert_int_equal(printed.code, 0);
	assert_non_null(strstr(printed.out, "audit show"));
	run_line("cxctl help audit log", &printed);
	assert_non_null(strstr(printed.out, "Usage: cxctl audit log"));
	run_line("cxctl help nothing", &printed);
	assert_int_equal(printed.code, 1);
	run_line("cxctl --help", &printed);
	assert_int_equal(printed.code, 0);
	assert_null(strstr(printed.out, "hidden from lists"));
}

static void test_version_when_asked_then_printed(void **state)
{
	(void)state;
	run_line("cxctl --version", &printed);
	assert_string_equal(printed.out, "cxctl " CX_VERSION "\n");
	run_line("cxctl version", &printed);
	assert_string_equal(printed.out, "cxctl " CX_VERSION "\n");
}

static void test_output_when_disk_is_full_then_one(void **state)
{
	(void)state;
	char *argv[] = {(char[]){"cxctl"}, (char[]){"work"}};
	int full = open("/dev/full", O_WRONLY), err = memfd_create("err", 0);
	assert_int_equal(cx_cli_run(2, argv, full, err), 1);
	close(full);
	read_back(err, printed.err, sizeof printed.err);
	assert_string_equal(
		printed.err,
		"error: standard output cannot be written to: No space left on device [output.write]\n");
}

static void test_output_when_disk_is_full_then_a_worse_code_stays(void **state)
{
	(void)state;
	char *argv[] = {(char[]){"cxctl"}, (char[]){"work"}, (char[]){"-n7"}, (char[]){"-ojson"}};
	int full = open("/dev/full", O_WRONLY), err = memfd_create("err", 0);
	assert_int_equal(cx_cli_run(4, argv, full, err), CX_EXIT_REFUSED);
	close(full);
	close(err);
}

static void test_output_when_the_reader_left_then_one_and_quiet(void **state)
{
	(void)state;
	char *argv[] = {(char[]){"cxctl"}, (char[]){"work"}};
	int ends[2], err = memfd_create("err", 0);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(cx_cli_run(2, argv, ends[1], err), 1);
	close(ends[1]);
	read_back(err, printed.err, sizeof printed.err);
	assert_string_equal(printed.err, "");
}

static void test_output_when_a_file_is_named_then_written_there(void **state)
{
	(void)state;
	char folder[] = "/tmp/cx-test-XXXXXX", line[128];
	assert_non_null(mkdtemp(folder));
	(void)snprintf(line, sizeof line, "cxctl work -n42 -o text -o json=%s/r.json", folder);
	run_line(line, &printed);
	assert_int_equal(printed.code, 1);
	assert_string_equal(printed.out, "worked\n");
	char path[64];
	(void)snprintf(path, sizeof path, "%s/r.json", folder);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	assert_int_equal(cx_file_read(path, 10000, &text, &diags), CX_STATUS_OK);
	assert_non_null(strstr(text.data, "\"work.fail\""));
	assert_int_equal(text.data[text.len - 1], '\n');
	unlink(path);
	rmdir(folder);
}

static void test_output_when_a_device_is_named_then_not_replaced(void **state)
{
	(void)state;
	run_line("cxctl work -o json=/dev/null", &printed);
	assert_int_equal(printed.code, 0);
	struct stat info;
	assert_int_equal(stat("/dev/null", &info), 0);
	assert_true(S_ISCHR(info.st_mode));
	run_line("cxctl work -o json=/nowhere/at/all.json", &printed);
	assert_int_equal(printed.code, 1);
}

static void test_worst_when_two_codes_then_the_first_of_the_table(void **state)
{
	(void)state;
	assert_int_equal(cx_exit_worst(CX_EXIT_OK, CX_EXIT_CHANGES), CX_EXIT_CHANGES);
	assert_int_equal(cx_exit_worst(CX_EXIT_DRIFT, CX_EXIT_INVALID), CX_EXIT_INVALID);
	assert_int_equal(cx_exit_worst(CX_EXIT_DAMAGED, CX_EXIT_PARTIAL), CX_EXIT_PARTIAL);
	assert_int_equal(cx_exit_worst(CX_EXIT_REFUSED, CX_EXIT_CONFLICT), CX_EXIT_CONFLICT);
	assert_int_equal(cx_exit_worst(CX_EXIT_OK, CX_EXIT_OK), CX_EXIT_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_when_fine_then_product_and_zero),
		cmocka_unit_test(test_run_when_command_says_four_then_four),
		cmocka_unit_test(test_run_when_an_error_was_added_then_not_zero),
		cmocka_unit_test(test_usage_when_wrong_then_one_and_counted),
		cmocka_unit_test(test_usage_when_no_command_then_one),
		cmocka_unit_test(test_json_when_usage_is_wrong_then_printed_all_the_same),
		cmocka_unit_test(test_log_when_json_then_one_object_a_line),
		cmocka_unit_test(test_formats_when_wrong_then_said),
		cmocka_unit_test(test_colour_when_asked_then_only_then),
		cmocka_unit_test(test_arguments_when_hostile_then_escaped),
		cmocka_unit_test(test_help_when_asked_then_whatever_else_is_wrong),
		cmocka_unit_test(test_version_when_asked_then_printed),
		cmocka_unit_test(test_output_when_disk_is_full_then_one),
		cmocka_unit_test(test_output_when_disk_is_full_then_a_worse_code_stays),
		cmocka_unit_test(test_output_when_the_reader_left_then_one_and_quiet),
		cmocka_unit_test(test_output_when_a_file_is_named_then_written_there),
		cmocka_unit_test(test_output_when_a_device_is_named_then_not_replaced),
		cmocka_unit_test(test_worst_when_two_codes_then_the_first_of_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
