/* SPDX-License-Identifier: Apache-2.0 */
/* Delivering the outbox of the ledger: within the time that a run has for it, on record. */
#include "engine/notify.h"

struct courier {
	struct cx_arena *arena;
	const struct cx_notify_options *options;
};

static void add_record(const struct courier *c, const struct cx_notification *n)
{
	struct cx_arena *arena = c->arena;
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, "notified"));
	cx_node_add(record, "address", cx_node_string(arena, n->address));
	cx_node_add(record, "notification", cx_node_string(arena, n->id));
	cx_node_add(record, "status",
		    n->status ? cx_node_int(arena, n->status) : cx_node_new(arena, CX_NODE_NULL));
	if (n->result == CX_NOTIFY_DROPPED)
		cx_node_add(record, "result", cx_node_string(arena, "not_applied"));
	else
		cx_node_add(record, "latency_ms", cx_node_int(arena, n->latency_us / 1000));
	cx_run_add(c->options->run, record);
}

static void on_try(void *data, const struct cx_notification *tried)
{
	const struct courier *c = data;
	if (tried->result == CX_NOTIFY_DELIVERED)
		add_record(c, tried);
	if (c->options->progress)
		c->options->progress(c->options->progress_data, tried);
}

void cx_notify_deliver(struct cx_arena *arena, const struct cx_notify_options *options,
		       struct cx_notifications *list, struct cx_diags *diags)
{
	struct courier c = {.arena = arena, .options = options};
	struct cx_courier courier = {.remote = options->remote,
				     .tenant = options->tenant,
				     .project_dir = options->project_dir,
				     .clock = options->clock,
				     .total_ms = CX_NOTIFY_RUN_MS,
				     .again = "cxctl notify, and the next apply, send",
				     .interrupted = options->interrupted,
				     .tried = on_try,
				     .data = &c};
	cx_courier_send(&courier, arena, list, diags);
}

void cx_notify_trim(struct cx_arena *arena, const struct cx_notify_options *options,
		    struct cx_notifications *list, struct cx_diags *diags)
{
	struct courier c = {.arena = arena, .options = options};
	int64_t now_ms = options->clock->realtime_ms(options->clock);
	size_t due = cx_notification_count_due(list), dropped = 0;
	const struct cx_notification *first = NULL;
	for (size_t i = 0; i < list->count; i++) {
		struct cx_notification *n = &list->items[i];
		if (n->result == CX_NOTIFY_DELIVERED ||
		    (due - dropped <= CX_NOTIFY_MAX_DUE && !cx_notification_too_old(n, now_ms)))
			continue;
		n->result = CX_NOTIFY_DROPPED;
		add_record(&c, n);
		first = first ? first : n;
		dropped++;
	}
	if (!dropped)
		return;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.dropped", CX_SPAN_NONE,
			    "%zu %s given up, from that of %s on", dropped,
			    dropped == 1 ? "notification was" : "notifications were", first->address);
	cx_diag_hint(diags, d, "at most %d are kept, and none for more than %d days", CX_NOTIFY_MAX_DUE,
		     CX_NOTIFY_MAX_DAYS);
}
