/* SPDX-License-Identifier: Apache-2.0 */
/* Values of options: checked against the option's row before they are taken. */
#include "cli/option_value.h"

#include "base/buf.h"
#include "base/near.h"
#include "base/num.h"

#include <inttypes.h>

static bool has_value(const struct cx_invocation *inv, const struct cx_option *option)
{
	for (size_t i = 0; i < inv->value_count; i++)
		if (inv->values[i].option == option)
			return true;
	return false;
}

bool cx_option_value_is_one_of(const char *const *words, const char *text)
{
	if (!words)
		return true;
	for (; *words; words++)
		if (!strcmp(*words, text))
			return true;
	return false;
}

const char *cx_option_value_words(struct cx_arena *arena, const char *const *words)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (size_t i = 0; words[i]; i++) {
		if (i)
			cx_buf_adds(&text, words[i + 1] ? ", " : " or ");
		cx_buf_adds(&text, words[i]);
	}
	return cx_arena_strdup(arena, text.data);
}

static bool duration_check(struct cx_invocation *inv, const struct cx_option *option, const char *text,
			   int64_t *ret_seconds)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}};
	size_t len = strlen(text);
	int64_t unit = 1, number;
	for (size_t i = 0; i < CX_COUNT(units); i++)
		if (text[len - 1] == units[i].letter)
			unit = units[i].seconds;
	len -= strchr("smh", text[len - 1]) != NULL;
	if (cx_int_parse_n(text, len, &number) && number > 0 && number <= option->max / unit &&
	    number * unit >= option->min) {
		*ret_seconds = number * unit;
		return true;
	}
	struct cx_diag *diag =
		cx_diag_error(inv->diags, "usage.value", "--%s cannot be \"%s\"", option->name, text);
	cx_diag_hint(inv->diags, diag,
		     "it is a time from %" PRId64 "s to %" PRId64 "h, such as 90s, 30m or 2h", option->min,
		     option->max / 3600);
	return false;
}

static bool value_check(struct cx_invocation *inv, const struct cx_option *option, const char *text,
			int64_t *ret_number)
{
	struct cx_diag *diag = NULL;
	if (!*text) {
		(void)cx_diag_error(inv->diags, "usage.value", "--%s has an empty value", option->name);
		return false;
	}
	if (has_value(inv, option) && !option->repeatable) {
		(void)cx_diag_error(inv->diags, "usage.twice", "--%s is given twice", option->name);
		return false;
	}
	if (!cx_option_value_is_one_of(option->words, text)) {
		diag = cx_diag_error(inv->diags, "usage.value", "--%s cannot be \"%s\", only %s",
				     option->name, text, cx_option_value_words(inv->arena, option->words));
		const char *near = cx_near_word(text, option->words);
		if (near)
			cx_diag_hint(inv->diags, diag, "did you mean %s?", near);
		return false;
	}
	if (option->type == CX_OPTION_DURATION)
		return duration_check(inv, option, text, ret_number);
	if (option->type != CX_OPTION_INT)
		return true;
	if (cx_int_parse(text, ret_number) && *ret_number >= option->min && *ret_number <= option->max)
		return true;
	(void)cx_diag_error(inv->diags, "usage.value",
			    "--%s must be a whole number from %" PRId64 " to %" PRId64 ", not \"%s\"",
			    option->name, option->min, option->max, text);
	return false;
}

void cx_option_value_add(struct cx_invocation *inv, const struct cx_option *option, const char *text)
{
	int64_t number = 0;
	if (text && !value_check(inv, option, text, &number))
		return;
	CX_ARENA_GROW(inv->arena, inv->values, inv->value_count, inv->value_cap);
	inv->values[inv->value_count++] =
		(struct cx_option_value){.option = option, .text = text, .number = number};
}
