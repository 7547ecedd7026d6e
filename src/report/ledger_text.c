/* SPDX-License-Identifier: Apache-2.0 */
/* Refs, actors and messages may be anybody's work: everything from outside is escaped. */
#include "report/ledger_text.h"

#include "report/escape.h"
#include "report/text.h"

#include <inttypes.h>

#define COLUMNS       80
#define SHORT_COMMIT  12
#define MAX_SIDE_NAME 20

static void add_name(const char *name, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf escaped = CX_BUF_INIT;
	cx_escape_terminal_s(name, &escaped);
	cx_buf_addf(out, "  %-8.*s ", MAX_SIDE_NAME, escaped.data);
}

static void add_side(const char *name, const struct cx_survey_side *side, struct cx_buf *out)
{
	add_name(name, out);
	if (!side->exists) {
		cx_buf_adds(out, "nothing yet\n");
		return;
	}
	cx_text_count(out, (size_t)side->head.runs, "run");
	cx_buf_addf(out, ", commit %.*s\n", SHORT_COMMIT, side->commit.hex);
	if (side->head.hash)
		cx_buf_addf(out, "           head %s\n", side->head.hash);
}

static void add_unreached(const char *name, bool colour, struct cx_buf *out)
{
	add_name(name, out);
	cx_text_ink(out, colour, CX_INK_YELLOW, "not reached: what is told of here is what was seen last");
	cx_buf_addc(out, '\n');
}

static void add_relation(const struct cx_survey *survey, bool colour, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const struct cx_refs_state *state = &survey->state;
	enum cx_ink ink = CX_INK_PLAIN;
	if (survey->rewound) {
		ink = CX_INK_RED;
		cx_buf_adds(&text, "rewound: ");
		cx_text_count(&text, state->ahead, "commit");
		cx_buf_addf(&text, " of here %s missing there", state->ahead == 1 ? "is" : "are");
	} else if (state->relation == CX_REFS_BEHIND) {
		if (state->behind)
			cx_text_count(&text, state->behind, "commit");
		cx_buf_addf(&text, "%s not here yet: cxctl ledger fetch, as every command does first",
			    state->behind == 1 ? " is"
			    : state->behind    ? " are"
					       : "it is");
	} else {
		return;
	}
	cx_buf_adds(out, "           ");
	cx_text_ink_begin(out, colour, ink);
	cx_text_wrap(out, text.data, 11, 11, COLUMNS);
	cx_text_ink_end(out, colour, ink);
}

static const char *run_outlook(const struct cx_open_run *run)
{
	if (run->alive)
		return "its process is at work on this machine";
	if (run->dead_here)
		return "its process is gone: the next cxctl apply here settles its steps and seals it";
	if (run->expired)
		return "it has expired: the next cxctl apply takes it over and settles its steps";
	return "its process is on another machine, or in another clone: nobody else applies until it ends, "
	       "or expires";
}

static void add_run(const struct cx_survey *survey, bool colour, struct cx_buf *out)
{
	const struct cx_open_run *run = &survey->run;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	const struct cx_node *steps = cx_node_get(run->document, "steps");
	cx_buf_addc(out, '\n');
	if (!survey->is_open && survey->names->remote && !survey->reached) {
		cx_buf_adds(out, "Whether a run is open is not known.\n");
		return;
	}
	if (!survey->is_open) {
		cx_buf_adds(out, "No run is open.\n");
		return;
	}
	int64_t pid = 0;
	(void)cx_node_get_int64(run->document, "pid", &pid);
	cx_buf_adds(out, "Open run ");
	cx_text_ink(out, colour, CX_INK_BOLD, run->run);
	cx_buf_adds(out, "\n  by ");
	cx_escape_terminal_s(run->actor, out);
	cx_buf_adds(out, " on ");
	cx_escape_terminal_s(run->host, out);
	cx_buf_addf(out, ", process %" PRId64 "\n  since ", pid);
	cx_escape_terminal_s(run->started, out);
	cx_buf_adds(out, ", expires ");
	cx_escape_terminal_s(run->expires, out);
	cx_buf_adds(out, "\n  ");
	cx_text_count(out, steps ? steps->count : 0, "step");
	cx_buf_addf(out, ", applies commit %.*s\n  ", SHORT_COMMIT, run->applied.hex);
	cx_text_wrap(out, run_outlook(run), 2, 2, COLUMNS);
}

static const char *journal_word(const struct cx_survey *survey, const struct cx_survey_journal *journal)
{
	if (journal->alive)
		return "is being written";
	if (survey->is_open && strcmp(survey->run.run, journal->run) == 0)
		return "is of the open run";
	if (journal->sealed || journal->empty)
		return "has nothing that is not in the ledger: the next apply removes it";
	return "has records that are not in the ledger, though its run is not open any more: the next cxctl "
	       "apply here settles and seals them";
}

static void add_journals(const struct cx_survey *survey, struct cx_buf *out)
{
	for (size_t i = 0; i < survey->journal_count; i++) {
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		const struct cx_survey_journal *journal = &survey->journals[i];
		cx_buf_addf(&line, "The journal of run %s %s.", journal->run, journal_word(survey, journal));
		cx_buf_adds(out, i ? "" : "\n");
		cx_text_wrap(out, line.data, 0, 2, COLUMNS);
	}
}

void cx_ledger_text_survey(const struct cx_survey *survey, bool colour, struct cx_buf *out)
{
	const struct cx_refs_remote *remote = survey->names->remote;
	cx_buf_adds(out, "Ledger ");
	cx_text_ink_begin(out, colour, CX_INK_BOLD);
	cx_escape_terminal_s(survey->names->ref, out);
	cx_text_ink_end(out, colour, CX_INK_BOLD);
	cx_buf_addf(out, " of tenant %s%s\n", survey->names->tenant,
		    remote ? "" : ", in this repository alone");
	add_side("here", &survey->here, out);
	if (remote && survey->reached)
		add_side(remote->name, &survey->there, out);
	if (remote && !survey->reached)
		add_unreached(remote->name, colour, out);
	else if (remote)
		add_relation(survey, colour, out);
	add_run(survey, colour, out);
	add_journals(survey, out);
}

void cx_ledger_text_fetched(const struct cx_ledger *names, const struct cx_refs_state *state,
			    struct cx_buf *out)
{
	cx_escape_terminal_s(names->ref, out);
	if (cx_oid_is_zero(&state->remote)) {
		cx_buf_adds(out, " is not at ");
		cx_escape_terminal_s(names->remote->name, out);
		cx_buf_adds(out, " yet: nothing was applied\n");
		return;
	}
	cx_buf_adds(out, " is as ");
	cx_escape_terminal_s(names->remote->name, out);
	cx_buf_addf(out, " has it, at %.*s", SHORT_COMMIT, state->remote.hex);
	if (state->behind) {
		cx_buf_adds(out, ": ");
		cx_text_count(out, state->behind, "commit");
		cx_buf_adds(out, " came");
	}
	cx_buf_addc(out, '\n');
}

void cx_ledger_text_deployment(const struct cx_deployment *deployment, bool colour, struct cx_buf *out)
{
	char time[CX_TIME_LEN + 1];
	const char *address = strstr(deployment->author, " <");
	size_t len = address ? (size_t)(address - deployment->author) : strlen(deployment->author);
	cx_time_format(deployment->time_s * 1000, time);
	cx_text_ink_begin(out, colour, CX_INK_YELLOW);
	cx_buf_addf(out, "%.*s", SHORT_COMMIT, deployment->seal.hex);
	cx_text_ink_end(out, colour, CX_INK_YELLOW);
	cx_buf_addf(out, " %.10s %.8sZ ", time, time + 11);
	cx_escape_terminal(deployment->author, len, out);
	cx_buf_adds(out, "\n    ");
	cx_escape_terminal(deployment->message, strcspn(deployment->message, "\n"), out);
	cx_buf_addc(out, '\n');
}
