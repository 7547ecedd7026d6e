/* SPDX-License-Identifier: Apache-2.0 */
/* Where events of webhooks are taken in. */
#include "cli/desk.h"

#include "doc/json.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Of each reason so many are told one by one; all are counted. */
#define TOLD_EACH 100

enum cx_status cx_desk_init(struct cx_desk *desk, struct cx_output *output, struct cx_clock *clock,
			    const struct cx_inbound_rules *rules, struct cx_diags *diags)
{
	*desk = (struct cx_desk){.output = output, .clock = clock, .rules = *rules};
	desk->rules.seen = &desk->seen;
	desk->done = eventfd(0, EFD_CLOEXEC);
	if (desk->done >= 0)
		return CX_STATUS_OK;
	(void)cx_diag_error(diags, "listen.wake", "no descriptor is left: %s", strerror(errno));
	return CX_STATUS_FAILED;
}

void cx_desk_release(struct cx_desk *desk)
{
	cx_seen_release(&desk->seen);
	if (desk->done >= 0)
		(void)close(desk->done);
}

static bool is_done(const struct cx_desk *desk)
{
	return (desk->wanted && desk->tally.counts[CX_INBOUND_ACCEPTED] >= desk->wanted) ||
	       desk->output->out_gone || desk->output->failed;
}

/* True once it is with whoever reads. */
static bool print(struct cx_desk *desk, const struct cx_inbound *in, int64_t now_ms, struct cx_arena *arena)
{
	cx_row_output_add(&desk->rows, cx_inbound_row(in, desk->rules.secret_count > 0, now_ms, arena));
	return cx_row_output_flush(&desk->rows) && !desk->output->failed;
}

static void tell(struct cx_desk *desk, const struct cx_inbound *in)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	uint64_t count = desk->tally.counts[in->end];
	if (count > TOLD_EACH)
		return;
	if (in->end == CX_INBOUND_DUPLICATE)
		cx_buf_addf(&line, "again: %s was accepted before, and is not printed twice", in->id);
	else
		cx_buf_addf(&line, "refused with %d (%s): %s", in->status, cx_inbound_end_name(in->end),
			    in->why);
	if (count == TOLD_EACH)
		cx_buf_adds(&line, "; more of these are only counted");
	cx_output_note(desk->output, line.data);
}

static void fill_page(const struct cx_inbound *in, struct cx_answerer_page *page)
{
	const char *name = cx_inbound_end_name(in->end);
	page->status = in->status;
	page->type = "application/json";
	if (!in->why) {
		cx_buf_addf(&page->body, "{\"result\":\"%s\"}\n", name);
		return;
	}
	cx_buf_addf(&page->body, "{\"error\":\"%s\",\"message\":", name);
	cx_json_string(in->why, strlen(in->why), &page->body);
	cx_buf_adds(&page->body, "}\n");
}

static void settle(struct cx_desk *desk, const struct cx_inbound *in, struct cx_answerer_page *page)
{
	cx_inbound_count(&desk->tally, in);
	fill_page(in, page);
	if (in->end != CX_INBOUND_ACCEPTED)
		tell(desk, in);
	if (is_done(desk))
		(void)eventfd_write(desk->done, 1);
}

void cx_desk_answer(void *data, const struct cx_asked *asked, struct cx_answerer_page *page)
{
	struct cx_desk *desk = data;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_inbound in = {0};
	int64_t now_ms = desk->clock->realtime_ms(desk->clock);
	bool late = is_done(desk);
	if (!late)
		cx_inbound_check(&desk->rules, asked, now_ms, &arena, &in);
	if (late || (in.end == CX_INBOUND_ACCEPTED && !print(desk, &in, now_ms, &arena)))
		in = (struct cx_inbound){
			.end = CX_INBOUND_ENDING, .status = 503, .why = "no more events are taken"};
	if (in.end == CX_INBOUND_ACCEPTED && in.id)
		cx_seen_add(&desk->seen, in.id, strlen(in.id));
	settle(desk, &in, page);
}

void cx_desk_refuse(void *data, struct cx_answerer_page *page)
{
	struct cx_desk *desk = data;
	struct cx_inbound in = {.end = cx_inbound_end_of(page->status), .status = page->status};
	in.why = in.end == CX_INBOUND_METHOD    ? "events are posted"
		 : in.end == CX_INBOUND_TIMEOUT ? "the request did not come to its end in time"
		 : in.end == CX_INBOUND_SIZE    ? "the body is larger than 1 MiB, or in too many pieces"
		 : page->status == 411          ? "Content-Length is missing"
		 : page->status == 431          ? "the header is larger than 8 KiB"
		 : page->status == 501          ? "Transfer-Encoding is another than chunked"
						: "it is no request of HTTP/1.1";
	settle(desk, &in, page);
}

static void add_latency(const struct cx_latency *latency, const char *name, struct cx_buf *out)
{
	if (latency->count)
		cx_buf_addf(out, "%s %lld ms (p50) and %lld ms (p95)", name,
			    (long long)cx_latency_percentile(latency, 50) / 1000,
			    (long long)cx_latency_percentile(latency, 95) / 1000);
}

void cx_desk_sum(const struct cx_desk *desk, struct cx_buf *out)
{
	const struct cx_inbound_tally *tally = &desk->tally;
	uint64_t again = tally->counts[CX_INBOUND_DUPLICATE], refused = cx_inbound_refused(tally);
	const char *before = " (";
	cx_buf_addf(out, "%" PRIu64 " accepted", tally->counts[CX_INBOUND_ACCEPTED]);
	if (again)
		cx_buf_addf(out, ", %" PRIu64 " duplicate%s", again, again == 1 ? "" : "s");
	if (refused)
		cx_buf_addf(out, ", %" PRIu64 " refused", refused);
	for (enum cx_inbound_end end = CX_INBOUND_DUPLICATE + 1; end < CX_INBOUND_ENDS; end++) {
		if (!tally->counts[end])
			continue;
		cx_buf_addf(out, "%s%" PRIu64 " %s", before, tally->counts[end], cx_inbound_end_name(end));
		before = ", ";
	}
	cx_buf_adds(out, refused ? ")" : "");
	add_latency(&tally->callback, "; callback latency", out);
	add_latency(&tally->age, ", age", out);
}

static struct cx_node *latency_node(struct cx_arena *arena, const struct cx_latency *latency)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "count", cx_node_int(arena, (int64_t)latency->count));
	cx_node_add(node, "p50_ms", cx_node_int(arena, cx_latency_percentile(latency, 50) / 1000));
	cx_node_add(node, "p95_ms", cx_node_int(arena, cx_latency_percentile(latency, 95) / 1000));
	return node;
}

void cx_desk_numbers(const struct cx_desk *desk, struct cx_arena *arena, struct cx_node *object)
{
	const struct cx_inbound_tally *tally = &desk->tally;
	struct cx_node *refused = cx_node_new(arena, CX_NODE_OBJECT);
	for (enum cx_inbound_end end = CX_INBOUND_DUPLICATE + 1; end < CX_INBOUND_ENDS; end++)
		if (tally->counts[end])
			cx_node_add(refused, cx_inbound_end_name(end),
				    cx_node_int(arena, (int64_t)tally->counts[end]));
	cx_node_add(object, "accepted", cx_node_int(arena, (int64_t)tally->counts[CX_INBOUND_ACCEPTED]));
	cx_node_add(object, "duplicates", cx_node_int(arena, (int64_t)tally->counts[CX_INBOUND_DUPLICATE]));
	cx_node_add(object, "refused", refused);
	cx_node_add(object, "callback_latency", latency_node(arena, &tally->callback));
	cx_node_add(object, "age", latency_node(arena, &tally->age));
}
