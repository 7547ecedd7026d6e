/* SPDX-License-Identifier: Apache-2.0 */
/* Where a tenant dies, hundreds of steps end alike: nobody reads the same four lines hundreds of times. */
#include "report/apply_endings.h"

#include "base/buf.h"

enum { MAX_NAMED = 3 };

struct group {
	const struct cx_step *first;
	const char *named[MAX_NAMED];
	size_t count;
};

static bool is_worth_saying(const struct cx_step *step)
{
	bool went_well = step->result == CX_STEP_APPLIED || step->result == CX_STEP_RECORDED;
	return !went_well || step->problem;
}

static const char *reason_of(struct cx_arena *arena, const struct cx_step *step)
{
	const char *problem = step->problem ? step->problem : "";
	const char *id = strstr(problem, " (correlation id ");
	size_t n = id ? (size_t)(id - problem) : strlen(problem);
	const char *head = cx_arena_strndup(arena, problem, n);
	return cx_arena_printf(arena, "%d\n%d\n%s\n%s\n%s", (int)step->result, (int)step->change->action,
			       step->code ? step->code : "", step->hint ? step->hint : "", head);
}

static const char *addresses_of(struct cx_arena *arena, const struct group *group)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	size_t named = group->count < MAX_NAMED ? group->count : MAX_NAMED, more = group->count - named;
	for (size_t i = 0; i < named; i++)
		cx_buf_addf(&out, "%s%s",
			    !i                        ? ""
			    : i + 1 == named && !more ? " and "
						      : ", ",
			    group->named[i]);
	if (more)
		cx_buf_addf(&out, " and %zu more", more);
	return cx_arena_strndup(arena, out.data, out.len);
}

void cx_endings_init(struct cx_endings *endings, const struct cx_step *const *steps, size_t count)
{
	*endings = (struct cx_endings){.arena = CX_ARENA_INIT};
	struct cx_arena *arena = &endings->arena;
	struct group *groups = cx_arena_alloc(arena, (count + 1) * sizeof *groups);
	CX_AUTO(cx_map) struct cx_map by_reason = CX_MAP_INIT;
	for (size_t i = 0; i < count; i++) {
		if (!is_worth_saying(steps[i]))
			continue;
		const char *reason = reason_of(arena, steps[i]);
		struct group *group = cx_map_get(&by_reason, reason);
		if (!group) {
			group = &groups[endings->count++];
			group->first = steps[i];
			(void)cx_map_put(&by_reason, reason, group);
		}
		if (group->count < MAX_NAMED)
			group->named[group->count] = steps[i]->change->address;
		group->count++;
	}
	endings->items = cx_arena_alloc(arena, (endings->count + 1) * sizeof *endings->items);
	for (size_t i = 0; i < endings->count; i++)
		endings->items[i] = (struct cx_ending){groups[i].first, addresses_of(arena, &groups[i])};
}

void cx_endings_release(struct cx_endings *endings)
{
	cx_arena_release(&endings->arena);
}
