/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of the command line: every form, every error. */
#include "cli/options.h"
#include "table.h"

struct parsed {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_invocation inv;
	char copy[512];
	enum cx_status status;
};

static void parse(struct parsed *p, const char *line)
{
	char *argv[32];
	int argc = 0;
	*p = (struct parsed){.arena = CX_ARENA_INIT, .diags = CX_DIAGS_INIT};
	memcpy(p->copy, line, strlen(line) + 1);
	for (char *at = p->copy; at; argc++) {
		argv[argc] = at;
		at = strchr(at, ' ');
		if (at)
			*at++ = '\0';
	}
	p->inv = (struct cx_invocation){.program = "cxctl", .arena = &p->arena, .diags = &p->diags};
	p->status = cx_options_parse(&p->inv, argc, argv);
}

static void parsed_release(struct parsed *p)
{
	cx_diags_release(&p->diags);
	cx_arena_release(&p->arena);
}

static void test_forms_when_valid_then_read_by_name(void **state)
{
	(void)state;
	CX_AUTO(parsed) struct parsed p;
	parse(&p, "cxctl --tenant prod work -y --count=3 a -o json -otext --only x --only=y=z b -vv -qv -- "
		  "--yes");
	assert_int_equal(p.status, CX_STATUS_OK);
	assert_ptr_equal(p.inv.command, &command_work);
	assert_string_equal(cx_invocation_text(&p.inv, "tenant"), "prod");
	assert_true(cx_invocation_flag(&p.inv, "yes"));
	assert_int_equal(cx_invocation_int(&p.inv, "count", 9), 3);
	assert_int_equal(cx_invocation_count(&p.inv, "v"), 3);
	assert_true(cx_invocation_flag(&p.inv, "quiet"));
	assert_null(cx_invocation_text(&p.inv, "rev"));
	assert_false(cx_invocation_has(&p.inv, "mode"));
	size_t n = 0;
	const char *const *list = cx_invocation_list(&p.inv, "o", &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "json");
	assert_string_equal(list[1], "text");
	assert_null(list[2]);
	list = cx_invocation_list(&p.inv, "only", &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[1], "y=z");
	assert_int_equal(p.inv.arg_count, 3);
	assert_string_equal(p.inv.args[0], "a");
	assert_string_equal(p.inv.args[1], "b");
	assert_string_equal(p.inv.args[2], "--yes");
}

static void test_numbers_when_negative_then_taken_as_values(void **state)
{
	(void)state;
	CX_AUTO(parsed) struct parsed p;
	parse(&p, "cxctl work -n -2");
	assert_int_equal(p.status, CX_STATUS_OK);
	assert_int_equal(cx_invocation_int(&p.inv, "n", 0), -2);
}

static void test_dash_when_alone_then_an_argument(void **state)
{
	(void)state;
	CX_AUTO(parsed) struct parsed p;
	parse(&p, "cxctl work -");
	assert_int_equal(p.status, CX_STATUS_OK);
	assert_string_equal(p.inv.args[0], "-");
}

static void test_two_words_when_a_group_then_its_command(void **state)
{
	(void)state;
	CX_AUTO(parsed) struct parsed p;
	parse(&p, "cxctl audit -q show r1");
	assert_int_equal(p.status, CX_STATUS_OK);
	assert_ptr_equal(p.inv.command, &command_audit_show);
	assert_string_equal(p.inv.args[0], "r1");
	assert_ptr_equal(cx_command_group(p.inv.command), &command_audit);
	assert_null(cx_command_group(&command_work));
}

struct bad {
	const char *line, *code, *message, *hint;
};

static const struct bad bads[] = {
	{"cxctl work --coutn 3", "usage.option", "unknown option --coutn", "did you mean --count?"},
	{"cxctl work --zzzzz", "usage.option", "unknown option --zzzzz", "see cxctl work --help"},
	{"cxctl work --yes=1", "usage.value", "--yes takes no value, not \"1\"", NULL},
	{"cxctl work -x", "usage.option", "unknown option -x", "see cxctl work --help"},
	{"cxctl --zzzzz work", "usage.option", "unknown option --zzzzz", "see cxctl --help"},
	{"cxctl --yes work", "usage.option", "unknown option --yes",
	 "options of a command stand behind it: cxctl work --yes"},
	{"cxctl version --count=1", "usage.option", "unknown option --count",
	 "it is an option of cxctl work"},
	{"cxctl work --count", "usage.value", "--count needs a value: N", NULL},
	{"cxctl work --rev --yes", "usage.value", "--rev needs a value: REV",
	 "if --yes is meant, write --rev=--yes"},
	{"cxctl work --rev=", "usage.value", "--rev has an empty value", NULL},
	{"cxctl work --count 101", "usage.value",
	 "--count must be a whole number from -2 to 100, not \"101\"", NULL},
	{"cxctl work --count -3", "usage.value", "--count must be a whole number from -2 to 100, not \"-3\"",
	 NULL},
	{"cxctl work --count 1x", "usage.value", "--count must be a whole number from -2 to 100, not \"1x\"",
	 NULL},
	{"cxctl work --count 0x1", "usage.value",
	 "--count must be a whole number from -2 to 100, not \"0x1\"", NULL},
	{"cxctl work -n99999999999999999999", "usage.value",
	 "--count must be a whole number from -2 to 100, not \"99999999999999999999\"", NULL},
	{"cxctl work --mode fats", "usage.value", "--mode cannot be \"fats\", only fast or slow",
	 "did you mean fast?"},
	{"cxctl work --mode fast --mode fast", "usage.twice", "--mode is given twice", NULL},
	{"cxctl wrok", "usage.command", "unknown command \"wrok\"", "did you mean cxctl work?"},
	{"cxctl wrok --mode=x --anything", "usage.command", "unknown command \"wrok\"",
	 "did you mean cxctl work?"},
	{"cxctl qqq", "usage.command", "unknown command \"qqq\"", "see cxctl --help"},
	{"cxctl audit", "usage.command", "audit needs a command: log or show", "see cxctl audit --help"},
	{"cxctl audit lgo", "usage.command", "unknown command \"audit lgo\"",
	 "did you mean cxctl audit log?"},
	{"cxctl work a b c d", "usage.arguments", "work takes only [FILE...]; \"d\" is too much",
	 "see cxctl work --help"},
	{"cxctl audit show", "usage.arguments", "audit show needs RUN", "see cxctl audit show --help"},
	{"cxctl audit log x", "usage.arguments", "audit log takes no arguments, not \"x\"",
	 "see cxctl audit log --help"},
	{"cxctl completion tcsh", "usage.arguments",
	 "completion cannot take \"tcsh\", only bash, zsh or fish", NULL},
};

static void test_errors_when_wrong_then_code_message_hint(void **state)
{
	(void)state;
	for (size_t i = 0; i < CX_COUNT(bads); i++) {
		CX_AUTO(parsed) struct parsed p;
		parse(&p, bads[i].line);
		print_message("%s\n", bads[i].line);
		assert_int_equal(p.status, CX_STATUS_INVALID);
		assert_int_equal(p.diags.count, 1);
		assert_string_equal(p.diags.items[0]->code, bads[i].code);
		assert_string_equal(p.diags.items[0]->message, bads[i].message);
		if (bads[i].hint)
			assert_string_equal(p.diags.items[0]->hint, bads[i].hint);
		else
			assert_null(p.diags.items[0]->hint);
	}
}

static void test_errors_when_many_then_all_of_them(void **state)
{
	(void)state;
	CX_AUTO(parsed) struct parsed p;
	parse(&p, "cxctl work --count x --mode y --nope --rev= -o json");
	assert_int_equal(p.diags.errors, 4);
	assert_string_equal(cx_invocation_text(&p.inv, "o"), "json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_when_valid_then_read_by_name),
		cmocka_unit_test(test_numbers_when_negative_then_taken_as_values),
		cmocka_unit_test(test_dash_when_alone_then_an_argument),
		cmocka_unit_test(test_two_words_when_a_group_then_its_command),
		cmocka_unit_test(test_errors_when_wrong_then_code_message_hint),
		cmocka_unit_test(test_errors_when_many_then_all_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
