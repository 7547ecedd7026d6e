/* SPDX-License-Identifier: Apache-2.0 */
/* The payloads stay where they are: id, address and age say which notification is meant. */
#include "report/outbox.h"

#include "report/diag_json.h"
#include "report/escape.h"
#include "report/text.h"

#include <inttypes.h>

#define COLUMNS      80
#define SHORT_COMMIT 12
#define MAX_LISTED   100

void cx_outbox_text_try(const struct cx_notification *n, struct cx_buf *out)
{
	cx_buf_addf(out, "%s: %s", n->address,
		    n->result == CX_NOTIFY_DELIVERED ? "delivered" : "not delivered");
	if (n->status)
		cx_buf_addf(out, " (%d, %" PRId64 " ms)", n->status, n->latency_us / 1000);
}

/* "12 s", "5 min", "3 h", "2 d" */
static void add_age(const struct cx_notification *n, int64_t now_ms, struct cx_buf *out)
{
	static const struct {
		int64_t ms;
		const char *unit;
	} units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}};
	int64_t since_ms;
	if (!n->since || !cx_time_parse(n->since, &since_ms))
		return;
	int64_t age_ms = now_ms > since_ms ? now_ms - since_ms : 0;
	size_t i = 0;
	while (i + 1 < CX_COUNT(units) && age_ms < 2 * units[i].ms)
		i++;
	cx_buf_addf(out, "  due for %" PRId64 " %s", age_ms / units[i].ms, units[i].unit);
}

static void add_list(const struct cx_notifications *list, const struct cx_outbox_view *view,
		     struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf count = CX_BUF_INIT;
	cx_text_count(&count, list->count, "notification");
	cx_buf_addf(out, "%s due for tenant %s:\n\n", count.data, view->tenant);
	for (size_t i = 0; i < list->count && i < MAX_LISTED; i++) {
		const struct cx_notification *n = &list->items[i];
		cx_buf_adds(out, "  ");
		cx_escape_terminal_s(n->address, out);
		add_age(n, view->now_ms, out);
		cx_buf_adds(out, "\n    ");
		cx_escape_terminal_s(n->id, out);
		cx_buf_addc(out, '\n');
	}
	if (list->count > MAX_LISTED)
		cx_buf_addf(out, "  … and %zu more\n", list->count - MAX_LISTED);
	static const char *const endings[] = {"sends them.", "sends them, and so does the next cxctl apply.",
					      "sends them all; the next cxctl apply, those of audiences."};
	size_t which = !view->of_ledger ? 0 : view->of_ledger == list->count ? 1 : 2;
	cx_buf_addf(out, "\ncxctl notify %s\n", endings[which]);
}

static void add_result(const struct cx_notifications *list, const struct cx_outbox_view *view,
		       struct cx_buf *out)
{
	size_t due = cx_notification_count_due(list),
	       dropped = cx_notification_count(list, CX_NOTIFY_DROPPED);
	cx_text_ink(out, view->colour, due || dropped ? CX_INK_RED : CX_INK_GREEN, "Notify:");
	cx_buf_addf(out, " %zu delivered", cx_notification_count(list, CX_NOTIFY_DELIVERED));
	if (due)
		cx_buf_addf(out, ", %zu still due", due);
	if (dropped)
		cx_buf_addf(out, ", %zu given up", dropped);
	cx_buf_addf(out, ", in %.1f s\n", (double)view->elapsed_us / 1e6);
	if (!view->seal)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "run %s, sealed in %s as %.*s", view->run, view->ref, SHORT_COMMIT, view->seal);
	cx_buf_adds(out, "        ");
	cx_text_wrap(out, line.data, 8, 8, COLUMNS);
}

void cx_outbox_text(const struct cx_notifications *list, const struct cx_outbox_view *view,
		    struct cx_buf *out)
{
	if (!list->count)
		cx_buf_addf(out, "No notification is due for tenant %s.\n", view->tenant);
	else if (view->list)
		add_list(list, view, out);
	else
		add_result(list, view, out);
}

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_diag_json_text(arena, text));
}

static void add_number(struct cx_arena *arena, struct cx_node *object, const char *key, int64_t n)
{
	cx_node_add(object, key, cx_node_int(arena, n));
}

static struct cx_node *notification_json(struct cx_arena *arena, const struct cx_notification *n,
					 const char *outbox)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "id", n->id);
	add_text(arena, object, "address", n->address);
	add_text(arena, object, "since", n->since);
	add_text(arena, object, "result", cx_notification_result_name(n->result));
	cx_node_add(object, "status",
		    n->status ? cx_node_int(arena, n->status) : cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(object, "latency_ms",
		    n->status ? cx_node_int(arena, n->latency_us / 1000) : cx_node_new(arena, CX_NODE_NULL));
	add_text(arena, object, "problem", n->problem);
	add_text(arena, object, "outbox", outbox);
	return object;
}

struct cx_node *cx_outbox_json(struct cx_arena *arena, const struct cx_notifications *list,
			       const struct cx_outbox_view *view, const struct cx_diags *diags, int exit_code)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *summary = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *items = cx_node_new(arena, CX_NODE_ARRAY);
	add_text(arena, object, "format_version", CX_JSON_FORMAT_VERSION);
	add_text(arena, object, "tenant", view->tenant);
	add_text(arena, object, "run", view->seal ? view->run : NULL);
	add_text(arena, object, "seal", view->seal);
	add_number(arena, summary, "delivered", (int64_t)cx_notification_count(list, CX_NOTIFY_DELIVERED));
	add_number(arena, summary, "due", (int64_t)cx_notification_count_due(list));
	add_number(arena, summary, "dropped", (int64_t)cx_notification_count(list, CX_NOTIFY_DROPPED));
	add_number(arena, summary, "elapsed_ms", view->elapsed_us / 1000);
	cx_node_add(object, "summary", summary);
	for (size_t i = 0; i < list->count; i++)
		cx_node_push(items, notification_json(arena, &list->items[i],
						      i < view->of_ledger ? "ledger" : "runtime"));
	cx_node_add(object, "notifications", items);
	cx_node_add(object, "diagnostics", cx_diags_json(arena, diags));
	add_number(arena, object, "exit_code", exit_code);
	return object;
}
