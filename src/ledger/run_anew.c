/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a run whose journal is on another machine, begun anew by the one who takes it over. */
#include "doc/json.h"
#include "ledger/run_private.h"

bool cx_run_is_anew(const struct cx_run *run)
{
	return !run->record_count || cx_node_get_bool(run->records[0], "taken_over", false);
}

static bool is_announced(const struct cx_run *run)
{
	for (size_t i = 0; i < run->record_count; i++)
		if (cx_node_is_text(cx_node_get(run->records[i], "type"), "recovered"))
			return true;
	return false;
}

void cx_run_begin_anew(struct cx_run *run, struct cx_node *start)
{
	if (!run->record_count) {
		cx_node_set(start, "taken_over", cx_node_bool(&run->arena, true));
		cx_run_add(run, start);
	}
	if (is_announced(run))
		return;
	const struct cx_node *steps = cx_node_get(run->document, "steps");
	for (const struct cx_node *step = steps ? steps->first : NULL; step; step = step->next) {
		struct cx_node *record = cx_node_copy(&run->arena, step);
		cx_node_set(record, "type", cx_node_string(&run->arena, "announced"));
		cx_run_add(run, record);
	}
}
