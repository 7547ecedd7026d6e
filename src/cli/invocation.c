/* SPDX-License-Identifier: Apache-2.0 */
/* Reading parsed options by name. */
#include "cli/cli.h"

static bool table_has(const struct cx_option *table, const char *name)
{
	for (; table && table->name; table++)
		if (!strcmp(table->name, name) || (name[0] == table->letter && !name[1]))
			return true;
	return false;
}

bool cx_command_replaces(const struct cx_command *command, const struct cx_option *global)
{
	return table_has(command->options, global->name);
}

static bool is_named(const struct cx_option *option, const char *name)
{
	return !strcmp(option->name, name) || (name[0] && name[0] == option->letter && !name[1]);
}

/* The value number n (from 0) of that name. */
static const struct cx_option_value *value_at(const struct cx_invocation *inv, const char *name, size_t n)
{
	if (!table_has(cx_global_options, name) && !(inv->command && table_has(inv->command->options, name)))
		abort();
	for (size_t i = 0; i < inv->value_count; i++)
		if (is_named(inv->values[i].option, name) && n-- == 0)
			return &inv->values[i];
	return NULL;
}

bool cx_invocation_offers(const struct cx_invocation *inv, const char *name)
{
	return table_has(cx_global_options, name) || (inv->command && table_has(inv->command->options, name));
}

bool cx_invocation_has(const struct cx_invocation *inv, const char *name)
{
	return value_at(inv, name, 0);
}

bool cx_invocation_flag(const struct cx_invocation *inv, const char *name)
{
	return value_at(inv, name, 0);
}

size_t cx_invocation_count(const struct cx_invocation *inv, const char *name)
{
	size_t n = 0;
	while (value_at(inv, name, n))
		n++;
	return n;
}

const char *cx_invocation_text(const struct cx_invocation *inv, const char *name)
{
	const struct cx_option_value *value = value_at(inv, name, 0);
	return value ? value->text : NULL;
}

int64_t cx_invocation_int(const struct cx_invocation *inv, const char *name, int64_t otherwise)
{
	const struct cx_option_value *value = value_at(inv, name, 0);
	return value ? value->number : otherwise;
}

const char *const *cx_invocation_list(const struct cx_invocation *inv, const char *name, size_t *ret_count)
{
	size_t count = cx_invocation_count(inv, name);
	const char **list = cx_arena_alloc(inv->arena, (count + 1) * sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = value_at(inv, name, i)->text;
	*ret_count = count;
	return list;
}
