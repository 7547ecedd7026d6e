/* SPDX-License-Identifier: Apache-2.0 */
/* Changes are matched by address, their fields by path. */
#include "report/plan_since.h"

#include "base/buf.h"
#include "base/map.h"
#include "report/value_text.h"

#define VALUE_COLUMNS 40

struct since {
	struct cx_arena *arena;
	struct cx_diags *diags;
	size_t told;
};

static const char *text_of(const struct cx_node *object, const char *key)
{
	const char *text = cx_node_get_text(object, key);
	return text ? text : "";
}

CX_PRINTF(2, 3) static void tell(struct since *since, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	if (since->told++ >= CX_PLAN_SINCE_MAX)
		return;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	(void)cx_diag_add(since->diags, CX_SEVERITY_NOTE, "apply.stale", CX_SPAN_NONE, "%s", text.data);
}

static const char *done_word(const char *action)
{
	static const struct {
		const char *action, *word;
	} words[] = {{"create", "created"},
		     {"update", "updated"},
		     {"delete", "deleted"},
		     {"record", "only noted"}};
	for (size_t i = 0; i < CX_COUNT(words); i++)
		if (strcmp(words[i].action, action) == 0)
			return words[i].word;
	return "changed";
}

static struct cx_map index_by(const struct cx_node *array, const char *key)
{
	struct cx_map map = CX_MAP_INIT;
	for (struct cx_node *item = array ? array->first : NULL; item; item = item->next)
		if (cx_node_get_text(item, key))
			(void)cx_map_put(&map, cx_node_get_text(item, key), item);
	return map;
}

static const char *value_text(struct since *since, const struct cx_node *value)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_value_layout(value && value->type != CX_NODE_NULL ? value : NULL, 0, 0, VALUE_COLUMNS, &text);
	/* Laid out values have lines; a message has one. */
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == '\n')
			text.data[i] = ' ';
	return cx_arena_strndup(since->arena, text.data, text.len);
}

/* Whether it told that one side of a field differs. */
static bool field_side(struct since *since, const char *place, const struct cx_node *then,
		       const struct cx_node *now, bool live)
{
	const char *key = live ? "before" : "after";
	const struct cx_node *was = cx_node_get(then, key), *is = cx_node_get(now, key);
	if (was == is || (was && is && cx_node_equal(was, is)))
		return false;
	tell(since, live ? "%s: the tenant had %s, and has %s now" : "%s: git said %s, and says %s now",
	     place, value_text(since, was), value_text(since, is));
	return true;
}

static bool compare_fields(struct since *since, const struct cx_node *then, const struct cx_node *now)
{
	const char *address = text_of(now, "address");
	struct cx_map old = index_by(cx_node_get(then, "fields"), "path"),
		      new = index_by(cx_node_get(now, "fields"), "path");
	size_t before = since->told;
	for (size_t i = 0; i < new.count; i++) {
		const struct cx_node *was = cx_map_get_n(&old, new.entries[i].key, new.entries[i].len);
		const char *place = cx_arena_printf(since->arena, "%s %.*s", address, (int)new.entries[i].len,
						    new.entries[i].key);
		if (!was) {
			tell(since, "%s: the tenant has %s now, and git %s", place,
			     value_text(since, cx_node_get(new.entries[i].value, "before")),
			     value_text(since, cx_node_get(new.entries[i].value, "after")));
			continue;
		}
		(void)field_side(since, place, was, new.entries[i].value, true);
		(void)field_side(since, place, was, new.entries[i].value, false);
	}
	for (size_t i = 0; i < old.count; i++)
		if (!cx_map_get_n(&new, old.entries[i].key, old.entries[i].len))
			tell(since, "%s %.*s: git and tenant are equal now", address, (int)old.entries[i].len,
			     old.entries[i].key);
	cx_map_release(&old);
	cx_map_release(&new);
	return since->told > before;
}

static bool compare_refusals(struct since *since, const char *address, const char *was, const char *is)
{
	if (strcmp(was, is) == 0)
		return false;
	tell(since, *is ? "%s: is refused now: %s" : "%s: is not refused any more: %s", address,
	     *is ? is : was);
	return true;
}

static bool digest_differs(const struct cx_node *then, const struct cx_node *now, const char *key)
{
	const char *was = cx_node_get_text(cx_node_get(then, "digests"), key),
		   *is = cx_node_get_text(cx_node_get(now, "digests"), key);
	return was && is && strcmp(was, is) != 0;
}

static void compare_change(struct since *since, const struct cx_node *then, const struct cx_node *now)
{
	const char *address = text_of(now, "address"), *was = text_of(then, "action"),
		   *is = text_of(now, "action");
	if (strcmp(was, is) != 0) {
		tell(since, "%s: was to be %s, and would be %s now", address, done_word(was), done_word(is));
		return;
	}
	if (strcmp(text_of(then, "id"), text_of(now, "id")) != 0)
		tell(since, "%s: had the id %s, and has %s now", address, text_of(then, "id"),
		     text_of(now, "id"));
	bool told = compare_refusals(since, address, text_of(then, "refusal"), text_of(now, "refusal"));
	if (compare_fields(since, then, now) || told)
		return;
	if (strcmp(text_of(then, "class"), text_of(now, "class")) != 0)
		tell(since, "%s: the class was %s, and is %s now", address, text_of(then, "class"),
		     text_of(now, "class"));
	else if (digest_differs(then, now, "live"))
		tell(since, "%s: the tenant changed it where the plan shows nothing", address);
	else if (digest_differs(then, now, "body"))
		tell(since, "%s: what would be sent differs where the plan shows nothing", address);
}

/* Fields of a new change are the plan's to show. */
static void tell_new(struct since *since, const struct cx_node *now)
{
	const char *class = text_of(now, "class");
	tell(since, "%s: would be %s now%s, and was not in the plan", text_of(now, "address"),
	     done_word(text_of(now, "action")),
	     strcmp(class, "drift") == 0      ? ", as it was changed by hand"
	     : strcmp(class, "conflict") == 0 ? ", in conflict with the tenant"
					      : "");
}

void cx_plan_since(struct cx_arena *arena, const struct cx_node *then, const struct cx_node *now,
		   struct cx_diags *diags)
{
	struct since since = {.arena = arena, .diags = diags};
	struct cx_map old = index_by(cx_node_get(then, "changes"), "address"),
		      new = index_by(cx_node_get(now, "changes"), "address");
	for (size_t i = 0; i < new.count; i++) {
		const struct cx_node *was = cx_map_get_n(&old, new.entries[i].key, new.entries[i].len);
		if (was)
			compare_change(&since, was, new.entries[i].value);
		else
			tell_new(&since, new.entries[i].value);
	}
	for (size_t i = 0; i < old.count; i++)
		if (!cx_map_get_n(&new, old.entries[i].key, old.entries[i].len))
			tell(&since, "%.*s: was to be %s, and needs nothing now", (int)old.entries[i].len,
			     old.entries[i].key, done_word(text_of(old.entries[i].value, "action")));
	if (!since.told)
		tell(&since,
		     "no change looks different: base URL, profile, or a decision on what is left does");
	if (since.told > CX_PLAN_SINCE_MAX)
		(void)cx_diag_add(diags, CX_SEVERITY_NOTE, "apply.stale", CX_SPAN_NONE,
				  "%zu more differences", since.told - CX_PLAN_SINCE_MAX);
	cx_map_release(&old);
	cx_map_release(&new);
}
