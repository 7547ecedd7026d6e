/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl members: who is in an audience. */
#include "query/members.h"
#include "cli/runtime.h"
#include "port/crypto.h"
#include "query/audience.h"
#include "remote/attributes.h"

struct members {
	struct cx_runtime_session session;
	struct cx_members_query query;
	struct cx_filters filters;
	struct cx_attributes attributes;
	struct cx_members_result result;
	struct cx_row_output rows;
	const char *word; /* the audience as it was given */
	const char **columns;
	int64_t count; /* -1: not known */
	bool read;     /* pages were asked for */
};

/* The ledger as it is here: only names are looked up in it, so what is wrong with it does not matter. */
static const struct cx_ledger *find_ledger(struct cx_context *context)
{
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	if (!context->repo)
		return NULL;
	context->has_ledger =
		cx_ledger_read(context->repo, context->tenant->name, context->project.ledger_ref,
			       context->arena, &context->ledger, &unused) == CX_STATUS_OK;
	return context->has_ledger ? &context->ledger : NULL;
}

/* Filters that name no attribute would find nobody, and say nothing of why. */
static enum cx_status check_filters(struct members *m)
{
	struct cx_context *context = &m->session.context;
	bool listed = context->profile.attributes.call.present;
	if (!listed)
		return CX_STATUS_OK;
	enum cx_status status = cx_attributes_read(cx_remote_reader(context->remote), context->arena,
						   &context->profile, &m->attributes, context->diags);
	return status ? status : cx_filters_check(&m->filters, &m->attributes, context->diags);
}

static bool has_table(const struct cx_output *output)
{
	return cx_output_wants(output, CX_FORMAT_TABLE) || cx_output_wants(output, CX_FORMAT_CSV);
}

static enum cx_status load(struct members *m, struct cx_invocation *inv)
{
	struct cx_context *context = &m->session.context;
	size_t count = 0;
	enum cx_status status = cx_runtime_session_init(&m->session, inv);
	m->session.noun = "members";
	if (status)
		return status;
	const char *const *texts = cx_invocation_list(inv, "filter", &count);
	status = cx_filters_parse(context->arena, texts, count, &context->profile.runtime, &m->filters,
				  context->diags);
	bool only_count = cx_invocation_flag(inv, "count");
	if (!status)
		status = cx_runtime_session_need(&m->session,
						 only_count ? CX_RUNTIME_MEMBERS_COUNT : CX_RUNTIME_MEMBERS);
	if (status)
		return status;
	struct cx_audience_input input = {cx_remote_reader(context->remote), &context->profile,
					  find_ledger(context)};
	m->query = (struct cx_members_query){.remote = context->remote,
					     .runtime = &context->profile.runtime,
					     .filters = &m->filters,
					     .limit = cx_invocation_int(inv, "limit", 1000),
					     .cursor = cx_invocation_text(inv, "resume")};
	status = cx_audience_find(&input, context->arena, m->word, &m->query.audience, context->diags);
	if (!status && (m->filters.count || (!only_count && has_table(inv->output))))
		status = check_filters(m);
	return status;
}

/* Values may be personal data: what is kept of them is their digest. */
static struct cx_node *audit_details(const struct members *m)
{
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *details = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(details, "audience", cx_node_string(arena, m->query.audience));
	cx_node_add(details, "filter_count", cx_node_int(arena, (int64_t)m->filters.count));
	if (!m->filters.count)
		return details;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_node *values = cx_node_new(arena, CX_NODE_ARRAY);
	char hex[CX_SHA256_HEX + 1];
	cx_filters_query(&m->filters, &text);
	cx_sha256_hex(text.data, text.len, hex);
	cx_node_add(details, "filters", cx_node_string(arena, cx_arena_printf(arena, "sha256:%s", hex)));
	for (size_t i = 0; i < m->filters.count; i++) {
		cx_buf_clear(&text);
		cx_filter_print(&m->filters.items[i], &text);
		cx_node_push(values,
			     cx_node_string_n(arena, cx_arena_strndup(arena, text.data, text.len), text.len));
	}
	if (cx_invocation_flag(m->session.context.inv, "audit-values"))
		cx_node_add(details, "filter_values", values);
	return details;
}

/* What the tenant lists, behind the id; where it lists nothing, what the first page has. */
static const char **columns_of(const struct members *m, const struct cx_node *first)
{
	struct cx_arena *arena = m->session.context.arena;
	const char **columns = cx_arena_alloc(arena, (m->attributes.count + (first ? first->count : 0) + 2) *
							     sizeof *columns);
	size_t n = 0;
	columns[n++] = "id";
	for (size_t i = 0; i < m->attributes.count; i++)
		if (strcmp(m->attributes.items[i].name, "id") != 0)
			columns[n++] = m->attributes.items[i].name;
	for (const struct cx_node *member = first ? first->first : NULL; member && !m->attributes.count;
	     member = member->next)
		if (strcmp(member->key, "id") != 0)
			columns[n++] = cx_arena_strdup(arena, member->key);
	return columns;
}

static struct cx_node *head_of(const struct members *m)
{
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *head = cx_runtime_session_head(&m->session);
	cx_node_add(head, "audience", cx_node_string(arena, m->query.audience));
	cx_node_add(head, "count",
		    m->count < 0 ? cx_node_new(arena, CX_NODE_NULL) : cx_node_int(arena, m->count));
	return head;
}

static void rows_begin(struct members *m, const struct cx_node *first)
{
	if (m->rows.begun)
		return;
	m->columns = columns_of(m, first);
	cx_row_output_begin(&m->rows, m->session.context.inv->output, m->columns, head_of(m));
}

static bool on_page(void *data, const struct cx_node *items)
{
	struct members *m = data;
	rows_begin(m, items->first);
	for (const struct cx_node *item = items->first; item; item = item->next)
		cx_row_output_add(&m->rows, item);
	cx_runtime_session_beat(&m->session, m->session.done + items->count);
	return cx_row_output_flush(&m->rows);
}

static void rows_end(struct members *m, enum cx_exit exit)
{
	struct cx_arena *arena = m->session.context.arena;
	if (!m->rows.begun)
		return;
	struct cx_node *tail = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *cursor =
		m->result.cursor ? cx_node_string(arena, m->result.cursor) : cx_node_new(arena, CX_NODE_NULL);
	cx_node_add(tail, "members", cx_node_int(arena, (int64_t)m->result.members));
	cx_node_add(tail, "complete", cx_node_bool(arena, m->result.ended));
	cx_node_add(tail, "resume", cursor);
	cx_runtime_session_tail(&m->session, &m->rows, tail, exit);
}

/* How to go on where it ended too early. */
static void say_resume(struct members *m)
{
	const struct cx_context *context = &m->session.context;
	if (m->result.ended || context->inv->output->out_gone)
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%llu members were printed; to go on behind them: ",
		    (unsigned long long)m->result.members);
	if (m->result.cursor)
		cx_buf_addf(&text, "--resume '%s'", m->result.cursor);
	else
		cx_buf_adds(&text, "run it again");
	cx_output_note(context->inv->output, text.data);
}

static enum cx_status count_members(struct members *m)
{
	m->count = -1;
	enum cx_status status = cx_members_count(&m->query, &m->count, m->session.context.diags);
	if (status == CX_STATUS_ABSENT) {
		m->count = -1;
		return CX_STATUS_OK;
	}
	if (!status && !m->query.cursor)
		m->session.total = (size_t)m->count;
	return status;
}

static void say_end(struct members *m)
{
	CX_AUTO(cx_buf) struct cx_buf what = CX_BUF_INIT;
	if (cx_invocation_flag(m->session.context.inv, "count")) {
		cx_runtime_session_say(&m->session, NULL);
		return;
	}
	cx_buf_addf(&what, "%llu member%s", (unsigned long long)m->result.members,
		    m->result.members == 1 ? "" : "s");
	if (m->count >= 0 && m->result.ended && !m->query.cursor && (uint64_t)m->count != m->result.members)
		cx_buf_addf(&what, " (%lld were counted before)", (long long)m->count);
	cx_runtime_session_say(&m->session, what.data);
}

/* Who waits for the list is told that it is there (API.md, Completion callbacks). */
static void tell_end(struct members *m)
{
	struct cx_runtime_session *session = &m->session;
	struct cx_arena *arena = session->context.arena;
	struct cx_clock *clock = session->context.clock;
	/* Behind --resume only a part was read: it is the whole that there is something to say of. */
	bool whole = m->read && !(m->query.cursor && m->count >= 0);
	int64_t members = whole ? (int64_t)m->result.members : m->count;
	int64_t spent_ms = (clock->monotonic_us(clock) - session->started_us) / 1000;
	char now[CX_TIME_LEN + 1];
	cx_time_format(clock->realtime_ms(clock), now);
	struct cx_node *body = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(body, "queryId", cx_node_string(arena, session->run));
	cx_node_add(body, "timestamp", cx_node_string(arena, now));
	cx_node_add(body, "memberCount", cx_node_int(arena, members));
	cx_node_add(body, "latencyMs", cx_node_int(arena, spent_ms));
	cx_node_add(body, "status", cx_node_string(arena, "completed"));
	cx_runtime_session_notify(session, session->run,
				  cx_arena_printf(arena, "members/%s", m->query.audience), body);
}

static void print_count(struct members *m)
{
	static const char *const columns[] = {"count", NULL};
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *row = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(row, "count", cx_node_int(arena, m->count));
	cx_row_output_begin(&m->rows, m->session.context.inv->output, columns, head_of(m));
	cx_row_output_add(&m->rows, row);
}

static enum cx_exit run(struct members *m, struct cx_invocation *inv)
{
	bool only_count = cx_invocation_flag(inv, "count");
	struct cx_context *context = &m->session.context;
	enum cx_status status = load(m, inv);
	if (!status)
		status = cx_runtime_session_begin(&m->session, audit_details(m), NULL, NULL);
	if (!status)
		status = cx_runtime_session_notifies(&m->session, "this query");
	if (!status)
		status = count_members(m);
	bool reads = !status && !only_count && m->count != 0;
	m->read = reads;
	if (reads)
		status = cx_members_read(&m->query, context->arena, on_page, m, &m->result, context->diags);
	else
		m->result.ended = !status;
	if (!status && only_count)
		print_count(m);
	else if (!status || m->read)
		rows_begin(m, NULL);
	if (!status && m->result.ended && (m->read || m->count >= 0))
		tell_end(m);
	struct cx_node *counts = cx_node_new(context->arena, CX_NODE_OBJECT);
	cx_node_add(counts, "members", cx_node_int(context->arena, (int64_t)m->result.members));
	enum cx_status audit = cx_runtime_session_end(&m->session, counts, !status && m->result.ended);
	return cx_exit_worst(cx_exit_from_status(status), cx_exit_from_status(audit));
}

static enum cx_exit members_run(struct cx_invocation *inv)
{
	struct members m = {.word = inv->args[0], .count = -1};
	enum cx_exit exit = run(&m, inv);
	rows_end(&m, exit);
	if (m.read)
		say_resume(&m);
	if (exit == CX_EXIT_OK && m.result.ended)
		say_end(&m);
	cx_attributes_release(&m.attributes);
	cx_runtime_session_release(&m.session);
	return exit;
}

static const struct cx_option members_options[] = {
	{.name = "filter",
	 .type = CX_OPTION_TEXT,
	 .repeatable = true,
	 .metavar = "FILTER",
	 .help = "only those that fit: ATTRIBUTE, then =, !=, >, < or ~ (contains), then a value; of "
		 "several, "
		 "all"},
	{.name = "count", .type = CX_OPTION_FLAG, .help = "only say how many there are"},
	{.name = "limit",
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "members of one page that the tenant is asked for",
	 .otherwise = "1000",
	 .min = 1,
	 .max = 1000},
	{.name = "resume",
	 .type = CX_OPTION_TEXT,
	 .metavar = "CURSOR",
	 .help = "begin at the page that a run before, which was interrupted, named"},
	CX_OPTION_AUDIT_LOG,
	CX_OPTION_AUDIT_VALUES,
	CX_OPTION_ROWS,
	{0},
};

static const struct cx_example members_examples[] = {
	{"cxctl members high-value --count", "how many are in it"},
	{"cxctl members high-value --filter 'lifecycle_stage=customer' > members.ndjson",
	 "all of them who are customers, one a line"},
	{"cxctl members high-value -o csv=members.csv", "for a spreadsheet"},
	{0},
};

const struct cx_command cx_command_members = {
	.name = "members",
	.summary = "print who is in an audience",
	.description =
		"AUDIENCE is a definition's name, the tenant's, or an id. The members are counted first, "
		"then "
		"printed page by page as they come, however many there are; none is an answer, too. Filters "
		"are "
		"held against the tenant's attributes and their types before anything is asked.\n\n"
		"What was printed when a run ends early is whole pages, and the cursor behind them is said: "
		"--resume goes on there.\n\n"
		"Who asked for whom, when and how many came is appended to the audit record of run-time "
		"commands; values of filters only as a digest, and of the members nothing.",
	.arguments = "AUDIENCE",
	.min_args = 1,
	.max_args = 1,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_TENANT,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.formats = CX_FORMATS_ROWS,
	.options = members_options,
	.examples = members_examples,
	.run = members_run,
};
