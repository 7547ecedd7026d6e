/* SPDX-License-Identifier: Apache-2.0 */
/* Words for people who do not know the tool, on pages. */
#include "report/plan_words.h"

#include "report/criteria_text.h"

const char *cx_plan_word_action(enum cx_action action)
{
	static const char *const words[] = {
		[CX_ACTION_UNCHANGED] = "Leave", [CX_ACTION_CREATE] = "Create", [CX_ACTION_UPDATE] = "Update",
		[CX_ACTION_DELETE] = "Delete",   [CX_ACTION_RECORD] = "Note",
	};
	return words[action];
}

const char *cx_plan_word_effect(const struct cx_change *change)
{
	if (!change->has_effect || change->effect == CX_EFFECT_NONE)
		return NULL;
	return change->effect == CX_EFFECT_EITHER ? "either way, may grow or shrink"
						  : cx_effect_name(change->effect);
}

bool cx_plan_shows_members(const struct cx_change *change)
{
	return change->members >= 0 && (cx_plan_word_effect(change) || change->action == CX_ACTION_DELETE);
}

bool cx_plan_shows_after(const struct cx_change *change)
{
	return cx_plan_word_effect(change) && change->impact && change->impact->after >= 0;
}

bool cx_plan_word_unknown(const struct cx_change *change, struct cx_buf *out)
{
	const struct cx_impact *impact = change->impact;
	if (!impact || !impact->why || (change->has_effect && change->effect == CX_EFFECT_NONE))
		return false;
	cx_buf_adds(out, "not known, as ");
	cx_impact_why(impact, out);
	return true;
}

const char *cx_plan_word_author(const struct cx_change *change)
{
	bool ours = change->cause && change->cause != CX_CAUSE_DRIFT;
	return ours && change->origin ? change->origin->author : NULL;
}

bool cx_plan_shows_criteria(const struct cx_change *change)
{
	if (change->action == CX_ACTION_UPDATE)
		return change->criteria_differ;
	return (change->had_criteria || change->has_criteria) && change->action != CX_ACTION_RECORD;
}
