/* SPDX-License-Identifier: Apache-2.0 */
/* Words for people who do not know the tool, on pages. */
#ifndef CX_REPORT_PLAN_WORDS_H
#define CX_REPORT_PLAN_WORDS_H

#include "engine/plan.h"

/* "Create", "Update", "Delete", "Note". */
const char *cx_plan_word_action(enum cx_action action);
/* "can only shrink", "either way, may grow or shrink"; NULL where membership does not change or has no such
 * thing. */
const char *cx_plan_word_effect(const struct cx_change *change);
/* Whether the number of members now says something of the change. */
bool cx_plan_shows_members(const struct cx_change *change);
/* Whether the tenant counted the members that it would have (plan --impact). */
bool cx_plan_shows_after(const struct cx_change *change);
/* Why nobody knows how many members it would have, to out; false where nobody asked, or it is known. */
bool cx_plan_word_unknown(const struct cx_change *change, struct cx_buf *out);
/* Who wrote in git what is changed; NULL where it is not known, and of drift: what was changed is theirs who
 * edited the tenant. */
const char *cx_plan_word_author(const struct cx_change *change);
/* Whether criteria are to be shown: they are new, gone, or mean something else. */
bool cx_plan_shows_criteria(const struct cx_change *change);

#endif
