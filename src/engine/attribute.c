/* SPDX-License-Identifier: Apache-2.0 */
/* Fields are looked up in the other plan by what they do, not by the index that a list element has there. */
#include "engine/attribute.h"

#include "base/map.h"
#include "doc/json.h"

#include <ctype.h>

const char *cx_cause_name(enum cx_cause cause)
{
	static const char *const names[] = {
		[CX_CAUSE_NONE] = NULL,
		[CX_CAUSE_BRANCH] = "branch",
		[CX_CAUSE_PENDING] = "pending",
		[CX_CAUSE_DRIFT] = "drift",
	};
	return names[cause];
}

/* Of an element that comes or goes, the path of its list: where it stands there says nothing. */
static size_t path_length(const struct cx_field *field)
{
	const char *slash = strrchr(field->path, '/');
	bool moves = field->op != CX_FIELD_OP_REPLACE && slash && isdigit((unsigned char)slash[1]);
	return moves ? (size_t)(slash - field->path) : strlen(field->path);
}

static const char *field_key(struct cx_arena *arena, const struct cx_change *change,
			     const struct cx_field *field)
{
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	cx_buf_addf(&key, "%s %s %.*s ", change->kind->name, change->id ? change->id : change->name,
		    (int)path_length(field), field->path);
	if (field->before)
		cx_json_line(field->before, &key);
	cx_buf_adds(&key, " -> ");
	if (field->after)
		cx_json_line(field->after, &key);
	return cx_arena_strdup(arena, key.data);
}

/* What a change is as a whole, for those without fields: records. */
static const char *change_key(struct cx_arena *arena, const struct cx_change *change)
{
	return cx_arena_printf(arena, "%s %s %s %s", cx_action_name(change->action), change->address,
			       cx_class_name(change->class), change->note ? change->note : "");
}

static enum cx_cause worse(enum cx_cause a, enum cx_cause b)
{
	return !a || (b && b < a) ? b : a;
}

static void change_attribute(struct cx_arena *arena, struct cx_change *change, const struct cx_map *others)
{
	change->cause = CX_CAUSE_NONE;
	for (size_t i = 0; i < change->fields.count; i++) {
		struct cx_field *field = &change->fields.items[i];
		field->cause = field->class == CX_CLASS_DRIFT                        ? CX_CAUSE_DRIFT
			       : cx_map_get(others, field_key(arena, change, field)) ? CX_CAUSE_PENDING
										     : CX_CAUSE_BRANCH;
		change->cause = worse(change->cause, field->cause);
	}
	if (!change->cause)
		change->cause =
			cx_map_get(others, change_key(arena, change)) ? CX_CAUSE_PENDING : CX_CAUSE_BRANCH;
}

static void find_undone(struct cx_arena *arena, struct cx_plan *plan, const struct cx_plan *without)
{
	CX_AUTO(cx_map) struct cx_map here = CX_MAP_INIT;
	for (size_t i = 0; i < plan->count; i++)
		(void)cx_map_put(&here, plan->changes[i].address, plan);
	plan->undone = cx_arena_alloc(arena, (without->count + 1) * sizeof *plan->undone);
	for (size_t i = 0; i < without->count; i++)
		if (without->changes[i].action != CX_ACTION_RECORD &&
		    !cx_map_get(&here, without->changes[i].address))
			plan->undone[plan->undone_count++] = without->changes[i].address;
}

void cx_attribute(struct cx_arena *arena, struct cx_plan *plan, const struct cx_plan *without)
{
	CX_AUTO(cx_map) struct cx_map others = CX_MAP_INIT;
	for (size_t i = 0; i < without->count; i++) {
		const struct cx_change *change = &without->changes[i];
		(void)cx_map_put(&others, change_key(arena, change), plan);
		for (size_t f = 0; f < change->fields.count; f++)
			(void)cx_map_put(&others, field_key(arena, change, &change->fields.items[f]), plan);
	}
	for (size_t i = 0; i < plan->count; i++)
		change_attribute(arena, &plan->changes[i], &others);
	find_undone(arena, plan, without);
}
