/* SPDX-License-Identifier: Apache-2.0 */
/* Records come from git and may be anybody's work: everything in them is escaped. */
#include "report/audit_text.h"

#include "report/escape.h"
#include "report/text.h"

#include <inttypes.h>

#define COLUMNS      80
#define SHORT_COMMIT 12
#define KEY_COLUMNS  13

/* "2026-11-21 09:45:00Z" of "2026-11-21T09:45:00.123Z"; anything else as it is. */
static void add_time(const char *time, struct cx_buf *out)
{
	if (!time || strlen(time) != 24 || time[10] != 'T') {
		cx_escape_terminal_s(time ? time : "(no time)", out);
		return;
	}
	cx_escape_terminal(time, 10, out);
	cx_buf_addc(out, ' ');
	cx_escape_terminal(time + 11, 8, out);
	cx_buf_addc(out, 'Z');
}

static void add_counts(const struct cx_run_entry *run, struct cx_buf *out)
{
	cx_buf_addf(out, "%" PRId64 " applied", run->applied_count);
	if (run->recorded_count)
		cx_buf_addf(out, ", %" PRId64 " noted", run->recorded_count);
	if (run->rolled_back_count)
		cx_buf_addf(out, ", %" PRId64 " rolled back", run->rolled_back_count);
	if (run->failed_count)
		cx_buf_addf(out, ", %" PRId64 " not applied", run->failed_count);
	if (run->unknown_count)
		cx_buf_addf(out, ", %" PRId64 " in doubt", run->unknown_count);
}

static void add_short(const char *hex, struct cx_buf *out)
{
	size_t len = strlen(hex);
	cx_escape_terminal(hex, len > SHORT_COMMIT ? SHORT_COMMIT : len, out);
}

void cx_audit_text_run(const struct cx_run_entry *run, bool colour, struct cx_buf *out)
{
	cx_text_ink_begin(out, colour, CX_INK_BOLD);
	add_time(run->started, out);
	cx_text_ink_end(out, colour, CX_INK_BOLD);
	cx_buf_adds(out, "  ");
	add_counts(run, out);
	cx_buf_adds(out, "  by ");
	cx_escape_terminal_s(run->actor ? run->actor : "(unknown)", out);
	cx_buf_adds(out, "\n    ");
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "run %s", run->run ? run->run : "(none)");
	if (run->commit) {
		cx_buf_adds(&line, ", commit ");
		add_short(run->commit, &line);
	}
	if (run->host)
		cx_buf_addf(&line, ", on %s", run->host);
	cx_text_wrap(out, line.data, 4, 4, COLUMNS);
}

static void add_pair(const char *key, const char *value, struct cx_buf *out)
{
	if (!value)
		return;
	cx_buf_addf(out, "%-*s", KEY_COLUMNS, key);
	cx_escape_terminal_s(value, out);
	cx_buf_addc(out, '\n');
}

/* "  update" and so on; nothing where the record has no such member. */
static void add_member(const struct cx_node *record, const char *key, struct cx_buf *out)
{
	const struct cx_node *member = cx_node_get(record, key);
	if (!member || !member->text || (member->type != CX_NODE_STRING && member->type != CX_NODE_NUMBER))
		return;
	cx_buf_addc(out, ' ');
	cx_escape_terminal(member->text, member->len, out);
}

static enum cx_ink result_ink(const struct cx_node *record)
{
	const struct cx_node *result = cx_node_get(record, "result");
	if (!result)
		return CX_INK_PLAIN;
	return cx_node_is_text(result, "applied") ? CX_INK_GREEN : CX_INK_RED;
}

/* Why something was taken back, or that a write was for that. */
static void add_rollback(const struct cx_node *record, struct cx_buf *out)
{
	if (cx_node_get_bool(record, "rollback", false))
		cx_buf_adds(out, " (rollback)");
	if (!cx_node_get_text(record, "cause"))
		return;
	cx_buf_adds(out, ", as");
	add_member(record, "cause", out);
	cx_buf_adds(out, " failed");
}

/* "   4 outcome  Audience/vip update applied 200, 41 ms" */
static void add_record(const struct cx_node *record, bool colour, struct cx_buf *out)
{
	int64_t seq = 0, latency = 0;
	const char *type = cx_node_get_text(record, "type");
	(void)cx_node_get_int64(record, "seq", &seq);
	cx_buf_addf(out, "%4" PRId64 " ", seq);
	size_t before = out->len;
	cx_escape_terminal_s(type ? type : "(no type)", out);
	size_t len = out->len - before;
	cx_buf_fill(out, ' ', len < 9 ? 9 - len : 1);
	add_member(record, "address", out);
	add_member(record, "action", out);
	cx_text_ink_begin(out, colour, result_ink(record));
	add_member(record, "result", out);
	cx_text_ink_end(out, colour, result_ink(record));
	add_member(record, "status", out);
	/* What was answered within a millisecond was answered. */
	const struct cx_node *status = cx_node_get(record, "status");
	bool answered = status && status->type == CX_NODE_NUMBER;
	if (cx_node_get_int64(record, "latency_ms", &latency) && (answered || latency > 0))
		cx_buf_addf(out, ", %" PRId64 " ms", latency);
	add_member(record, "problem", out);
	add_rollback(record, out);
	while (out->len && out->data[out->len - 1] == ' ')
		cx_buf_cut(out, out->len - 1);
	cx_buf_addc(out, '\n');
}

void cx_audit_text_show(const struct cx_run_entry *run, bool colour, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf counts = CX_BUF_INIT;
	add_counts(run, &counts);
	add_pair("run", run->run, out);
	add_pair("actor", run->actor, out);
	add_pair("host", run->host, out);
	add_pair("started", run->started, out);
	add_pair("ended", run->ended ? run->ended : "(not ended)", out);
	add_pair("commit", run->commit, out);
	add_pair("sealed as", run->seal.hex, out);
	add_pair("fingerprint", run->fingerprint, out);
	add_pair("outcome", counts.data, out);
	cx_buf_addc(out, '\n');
	for (size_t i = 0; i < run->record_count; i++)
		add_record(run->records[i], colour, out);
}

static enum cx_ink verdict_ink(enum cx_verdict verdict)
{
	switch (verdict) {
	case CX_VERDICT_INTACT:
		return CX_INK_GREEN;
	case CX_VERDICT_EMPTY:
		return CX_INK_PLAIN;
	case CX_VERDICT_IN_DOUBT:
	case CX_VERDICT_TORN:
		return CX_INK_YELLOW;
	case CX_VERDICT_ALTERED:
	case CX_VERDICT_TRUNCATED:
		break;
	}
	return CX_INK_RED;
}

static const char *const anchor_words[] = {
	[CX_ANCHOR_NONE] = "",
	[CX_ANCHOR_HEAD] = "    as given\n",
	[CX_ANCHOR_REMOTE] = "    as the remote has it\n",
	[CX_ANCHOR_SIGNED] = "",
};

void cx_audit_text_verify(const struct cx_verify_result *result, bool colour, struct cx_buf *out)
{
	cx_text_ink(out, colour, verdict_ink(result->verdict), cx_verdict_name(result->verdict));
	cx_buf_addf(out, ": %" PRId64 " %s, %" PRId64 " %s\n", result->runs,
		    result->runs == 1 ? "run" : "runs", result->records,
		    result->records == 1 ? "record" : "records");
	if (result->problem) {
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		if (result->run)
			cx_buf_addf(&line, "run %s%s", result->run, result->seq ? ", " : "");
		if (result->seq)
			cx_buf_addf(&line, "record %" PRId64, result->seq);
		cx_buf_addf(&line, "%s%s", line.len ? ": " : "", result->problem);
		if (result->verdict == CX_VERDICT_ALTERED && result->change &&
		    result->change != CX_TAMPER_SEAL)
			cx_buf_addf(&line, " (%s)", cx_tamper_name(result->change));
		cx_buf_adds(out, "  ");
		cx_text_wrap(out, line.data, 2, 4, COLUMNS);
	}
	if (result->signer) {
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		cx_buf_addf(&line, "signed by %s: ", result->signer);
		if (result->signed_runs == result->runs)
			cx_buf_adds(&line, "all of it");
		else
			cx_buf_addf(&line, "the first %" PRId64 " of its %" PRId64 " runs",
				    result->signed_runs, result->runs);
		cx_buf_adds(out, "  ");
		cx_text_wrap(out, line.data, 2, 4, COLUMNS);
	}
	if (!result->head || result->verdict == CX_VERDICT_ALTERED)
		return;
	cx_buf_adds(out, "  head ");
	cx_escape_terminal_s(result->head, out);
	int64_t later = result->anchor == CX_ANCHOR_HEAD ? result->records - result->anchored : 0;
	cx_buf_addc(out, '\n');
	if (later)
		cx_buf_addf(out, "    %" PRId64 " %s after the one that was given\n", later,
			    later == 1 ? "record" : "records");
	else
		cx_buf_adds(out, anchor_words[result->anchor]);
	if (!result->anchor && result->verdict == CX_VERDICT_INTACT)
		cx_buf_adds(
			out,
			"  keep the head elsewhere, and give it with --head to notice what was cut off\n");
}
