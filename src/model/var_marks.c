/* SPDX-License-Identifier: Apache-2.0 */
/* Names are known before the definitions are read: using one is a lookup and a flag. */
#include "model/var_marks.h"

static void add(struct cx_var_marks *marks, const struct cx_node *vars)
{
	for (const struct cx_node *value = vars ? vars->first : NULL; value; value = value->next) {
		if (cx_map_get_n(&marks->by_name, value->key, value->key_len))
			continue;
		struct cx_var_mark *mark = &marks->items[marks->count++];
		mark->value = value;
		(void)cx_map_put_n(&marks->by_name, value->key, value->key_len, mark);
	}
}

void cx_var_marks_init(struct cx_arena *arena, struct cx_var_marks *marks, const struct cx_node *project,
		       const struct cx_node *tenant)
{
	size_t most = (project ? project->count : 0) + (tenant ? tenant->count : 0);
	*marks = (struct cx_var_marks){.items = cx_arena_alloc(arena, (most + 1) * sizeof *marks->items)};
	add(marks, project);
	add(marks, tenant);
}

void cx_var_marks_release(struct cx_var_marks *marks)
{
	cx_map_release(&marks->by_name);
}

void cx_var_marks_use(struct cx_var_marks *marks, const struct cx_node *value)
{
	struct cx_var_mark *mark = cx_map_get_n(&marks->by_name, value->key, value->key_len);
	if (mark)
		mark->used = true;
}

void cx_var_marks_report(const struct cx_var_marks *marks, struct cx_diags *diags)
{
	for (size_t i = 0; i < marks->count; i++) {
		const struct cx_node *value = marks->items[i].value;
		if (marks->items[i].used)
			continue;
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_NOTE, "vars.unused", cx_node_key_span(value),
				    "no definition uses the variable %s", value->key);
		cx_diag_hint(diags, d, "remove it from vars, unless another tenant needs it");
	}
}
