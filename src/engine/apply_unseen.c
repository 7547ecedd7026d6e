/* SPDX-License-Identifier: Apache-2.0 */
/* Writes that the tenant answered with success and does not show. */
/*
 * The answer to a write is believed while steps run: a read after each would double the requests. The look at
 * sizes behind the last step shows the objects anyway.
 */
#include "engine/apply_parts.h"

enum { MOST_NAMED = 8 };

bool apply_unseen_is(struct cx_arena *arena, const struct cx_change *change, const struct cx_node *live)
{
	if (!live)
		return true;
	return change->action == CX_ACTION_UPDATE && change->live && apply_loss_is_as_planned(change, live) &&
	       !apply_is_as_sent(arena, change, live);
}

/* Keeps those that are still not to be seen. */
static size_t keep_unseen(struct cx_step **steps, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (steps[i]->unseen)
			steps[kept++] = steps[i];
	return kept;
}

static void tell(struct cx_step *const *steps, size_t count, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf names = CX_BUF_INIT;
	for (size_t i = 0; i < count && i < MOST_NAMED; i++)
		cx_buf_addf(&names, "%s%s", i ? ", " : "", steps[i]->change->address);
	if (count > MOST_NAMED)
		cx_buf_addf(&names, " and %zu more", count - MOST_NAMED);
	struct cx_diag *d = cx_diag_error(
		diags, "apply.unseen",
		"the tenant answered %zu %s with success, and does not show what was written: %s", count,
		count == 1 ? "write" : "writes", names.data);
	cx_diag_hint(
		diags, d,
		"it may show it late: run cxctl plan, and if the change is there again, ask the tenant's "
		"support why it takes writes that it does not do");
}

enum cx_status cx_apply_check_unseen(struct cx_arena *arena, const struct cx_apply_wait *wait,
				     struct cx_apply *apply, struct cx_diags *diags)
{
	static const int64_t waits_us[] = {250000, 500000, 1000000, 2000000, 4000000};
	struct apply_measure measure = {.arena = arena, .remote = wait->remote, .profile = wait->profile};
	size_t count;
	struct cx_step **steps = apply_measured(arena, apply, &count);
	count = keep_unseen(steps, count);
	for (size_t i = 0; count && i < CX_COUNT(waits_us) && apply_wait_goes_on(wait); i++) {
		if (cx_remote_left_us(wait->remote) < waits_us[i])
			break;
		wait->clock->sleep_us(wait->clock, waits_us[i]);
		apply_measure_steps(&measure, steps, count);
		count = keep_unseen(steps, count);
	}
	if (!count)
		return CX_STATUS_OK;
	tell(steps, count, diags);
	return CX_STATUS_IN_DOUBT;
}
