/* SPDX-License-Identifier: Apache-2.0 */
/* Completion: the scripts parse in their shells, and bash offers what the tables say. */
#include "base/buf.h"
#include "base/file.h"
#include "folder.h"
#include "printed.h"
#include "table.h"

static struct printed printed;

static void write_script(const char *name, const char *text, char *ret_path, size_t size)
{
	struct cx_diags diags = CX_DIAGS_INIT;
	(void)snprintf(ret_path, size, "%s/%s", folder, name);
	assert_int_equal(cx_file_write_atomic(ret_path, text, strlen(text), 0600, &diags), CX_STATUS_OK);
}

static void test_scripts_when_parsed_by_their_shells_then_fine(void **state)
{
	(void)state;
	static const char *const shells[] = {"bash", "zsh", "fish"};
	for (size_t i = 0; i < CX_COUNT(shells); i++) {
		char line[64], path[128], check[256];
		(void)snprintf(line, sizeof line, "cxctl completion %s", shells[i]);
		run_line(line, &printed);
		assert_int_equal(printed.code, 0);
		write_script(shells[i], printed.out, path, sizeof path);
		(void)snprintf(check, sizeof check, "! command -v %s >/dev/null || %s -n %s", shells[i],
			       shells[i], path);
		assert_int_equal(system(check), 0);
	}
}

/* The words that bash offers for the last of words, one a line. */
static void check_bash(const char *words, const char *expected)
{
	char path[128], command[512], text[4096];
	run_line("cxctl completion bash", &printed);
	write_script("bash", printed.out, path, sizeof path);
	(void)snprintf(command, sizeof command,
		       "bash -c 'compopt() { :; }; source %s; COMP_WORDS=(%s); "
		       "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
		       "_cxctl; echo ${COMPREPLY[*]}'",
		       path, words);
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	size_t n = fread(text, 1, sizeof text - 1, pipe);
	text[n] = '\0';
	assert_int_equal(pclose(pipe), 0);
	assert_string_equal(text, expected);
}

static void test_bash_when_asked_then_offers_what_the_tables_say(void **state)
{
	(void)state;
	check_bash("cxctl \"\"", "work audit help version completion\n");
	check_bash("cxctl --tenant prod wo", "work\n");
	check_bash("cxctl audit \"\"", "log show\n");
	check_bash("cxctl audit log --on", "--only\n");
	check_bash("cxctl work --mode \"\"", "fast slow\n");
	check_bash("cxctl work --mode = s", "slow\n");
	check_bash("cxctl work -o \"\"", "text json markdown html\n");
	check_bash("cxctl completion z", "zsh\n");
	check_bash("cxctl work --ver", "--verbose --version\n");
	check_bash("cxctl version --count", "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scripts_when_parsed_by_their_shells_then_fine),
		cmocka_unit_test(test_bash_when_asked_then_offers_what_the_tables_say),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
