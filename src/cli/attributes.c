/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl attributes: mark an interaction, or show what marks it has. */
#include "base/file.h"
#include "base/limits.h"
#include "cli/attributes_left.h"
#include "cli/interrupt.h"
#include "doc/json.h"
#include "query/interaction_apply.h"

struct marking {
	struct cx_runtime_session session;
	struct cx_interaction_apply_input input;
	struct cx_named named;
	struct cx_interaction_lefts lefts;
	struct cx_interaction held;
	struct cx_interaction_result result;
	struct cx_row_output rows;
	struct cx_buf text; /* of the file */
	bool show;          /* nothing is named: what is held is shown */
};

/* ---- what is wanted ---- */

static enum cx_status read_file(struct marking *m, const char *name, const struct cx_node **ret_document)
{
	struct cx_context *context = &m->session.context;
	bool standard = strcmp(name, "-") == 0;
	enum cx_status status =
		standard ? cx_fd_read(0, "standard input", CX_MAX_FILE_BYTES, &m->text, context->diags)
			 : cx_file_read(name, CX_MAX_FILE_BYTES, &m->text, context->diags);
	if (status == CX_STATUS_ABSENT)
		(void)cx_diag_error(context->diags, "file.read", "there is no file %s", name);
	if (status)
		return CX_STATUS_INVALID;
	struct cx_source *source = cx_arena_alloc(context->arena, sizeof *source);
	*source = (struct cx_source){standard ? "standard input" : name, m->text.data, m->text.len};
	return cx_named_parse(context->arena, source, ret_document, context->diags);
}

static enum cx_status read_named(struct marking *m)
{
	const struct cx_invocation *inv = m->session.context.inv;
	struct cx_named_input input = {.limit = m->session.context.profile.runtime.attributes};
	input.sets = cx_invocation_list(inv, "set", &input.set_count);
	input.deletes = cx_invocation_list(inv, "delete", &input.delete_count);
	const char *file = cx_invocation_text(inv, "file");
	enum cx_status status = file ? read_file(m, file, &input.document) : CX_STATUS_OK;
	enum cx_status named = cx_named_read(m->session.context.arena, &input, &m->named, inv->diags);
	return status ? status : named;
}

static enum cx_status load(struct marking *m, struct cx_invocation *inv)
{
	struct cx_context *context = &m->session.context;
	enum cx_status status = cx_runtime_session_init(&m->session, inv);
	m->session.noun = "attributes";
	m->session.recent = true;
	if (!status)
		status = read_named(m);
	if (!status)
		status = cx_runtime_session_need(&m->session, CX_RUNTIME_ATTRIBUTES);
	if (!status && !m->show)
		status = cx_runtime_session_need(&m->session, CX_RUNTIME_SET_ATTRIBUTES);
	m->input.named = &m->named;
	m->input.clock = context->clock;
	m->input.interrupted = context->interrupted;
	m->input.dry = cx_invocation_flag(inv, "dry-run");
	m->input.query = (struct cx_interaction_query){
		.remote = context->remote, .runtime = &context->profile.runtime, .id = inv->args[0]};
	if (!status && m->show && m->input.dry) {
		(void)cx_diag_error(context->diags, "usage.option",
				    "--dry-run without --set, --delete or --file changes nothing anyway");
		status = CX_STATUS_INVALID;
	}
	return status;
}

/* ---- the audit record ---- */

static struct cx_node *text_or_null(struct cx_arena *arena, const char *text)
{
	return text ? cx_node_string(arena, text) : cx_node_new(arena, CX_NODE_NULL);
}

static struct cx_node *values_of(const struct marking *m)
{
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < m->named.count; i++) {
		const struct cx_named_attribute *named = &m->named.items[i];
		struct cx_node *item = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(item, "key", cx_node_string_n(arena, named->key, named->key_len));
		if (named->value)
			cx_node_add(item, "value", cx_node_copy(arena, named->value));
		cx_node_push(list, item);
	}
	return list;
}

/* Values may be personal data: what is kept of them is their digest. */
static struct cx_node *audit_details(const struct marking *m)
{
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *details = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(details, "interaction", cx_node_string(arena, m->input.query.id));
	cx_node_add(details, "attribute_count", cx_node_int(arena, (int64_t)m->named.count));
	cx_node_add(details, "dry_run", cx_node_bool(arena, m->input.dry));
	if (m->show)
		return details;
	char hex[CX_DIGEST_LEN + 1];
	struct cx_node *values = values_of(m);
	cx_json_digest(values, hex);
	cx_node_add(details, "attributes", cx_node_string(arena, cx_arena_printf(arena, "sha256:%s", hex)));
	if (cx_invocation_flag(m->session.context.inv, "audit-values"))
		cx_node_add(details, "attribute_values", values);
	return details;
}

/* From here on a signal gives nothing up any more: what is sent is finished, and its outcome recorded. */
static void finish_what_is_sent(struct cx_context *context)
{
	cx_interrupt_means("\nending: what was sent is finished and recorded; once more to quit at once\n");
	cx_remote_abandon_on(context->remote, NULL, NULL);
}

/* The intent is on disk before the request leaves. */
static enum cx_status on_write(void *data, const struct cx_interaction_write *write)
{
	struct marking *m = data;
	if (!write->result)
		finish_what_is_sent(&m->session.context);
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *record =
		cx_runtime_session_record(&m->session, arena, write->result ? "outcome" : "intent");
	cx_node_add(record, "interaction", cx_node_string(arena, m->input.query.id));
	cx_node_add(record, "idempotency_key", cx_node_string(arena, write->idempotency_key));
	if (write->result) {
		cx_node_add(record, "result", cx_node_string(arena, write->result));
		cx_node_add(record, "status",
			    write->status ? cx_node_int(arena, write->status)
					  : cx_node_new(arena, CX_NODE_NULL));
	} else {
		cx_node_add(record, "method", cx_node_string(arena, write->method));
		cx_node_add(record, "path", cx_node_string(arena, write->path));
		cx_node_add(record, "body", cx_node_string(arena, write->body));
		cx_node_add(record, "before", cx_node_string(arena, write->before));
		cx_node_add(record, "after", cx_node_string(arena, write->after));
		cx_node_add(record, "host", cx_node_string(arena, m->session.actor.host));
		cx_node_add(record, "pid", cx_node_int(arena, getpid()));
		cx_node_add(record, "etag", text_or_null(arena, write->etag));
	}
	return cx_runtime_log_add(m->session.log, arena, &record, 1, m->session.context.diags);
}

static struct cx_node *counts_of(const struct marking *m)
{
	static const char *const names[CX_INTERACTION_MODES] = {
		[CX_INTERACTION_ADD] = "added",
		[CX_INTERACTION_UPDATE] = "updated",
		[CX_INTERACTION_DELETE] = "deleted",
	};
	struct cx_arena *arena = m->session.context.arena;
	const struct cx_interaction_changes *changes = &m->result.changes;
	struct cx_node *counts = cx_node_new(arena, CX_NODE_OBJECT);
	if (m->show) {
		cx_node_add(counts, "attributes", cx_node_int(arena, (int64_t)m->held.count));
		return counts;
	}
	for (size_t i = 0; i < CX_INTERACTION_MODES; i++)
		cx_node_add(counts, names[i],
			    cx_node_int(arena, m->result.done ? (int64_t)changes->modes[i] : 0));
	cx_node_add(counts, "unchanged", cx_node_int(arena, (int64_t)changes->same));
	return counts;
}

/* ---- rows ---- */

static struct cx_node *head_of(const struct marking *m)
{
	struct cx_arena *arena = m->session.context.arena;
	struct cx_node *head = cx_runtime_session_head(&m->session);
	cx_node_add(head, "interaction", cx_node_string(arena, m->input.query.id));
	cx_node_add(head, "dry_run", cx_node_bool(arena, m->input.dry));
	return head;
}

static void add_value(struct cx_arena *arena, struct cx_node *row, const char *name,
		      const struct cx_node *value)
{
	if (value)
		cx_node_add(row, name, cx_node_copy(arena, value));
}

static void print_held(struct marking *m)
{
	static const char *const columns[] = {"key", "value", NULL};
	struct cx_arena *arena = m->session.context.arena;
	cx_row_output_begin(&m->rows, m->session.context.inv->output, columns, head_of(m));
	for (size_t i = 0; i < m->held.count; i++) {
		const struct cx_interaction_attribute *item = &m->held.items[i];
		struct cx_node *row = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(row, "key", cx_node_string_n(arena, item->key, item->key_len));
		add_value(arena, row, "value", item->value);
		cx_row_output_add(&m->rows, row);
	}
}

static void print_changes(struct marking *m)
{
	static const char *const columns[] = {"key", "mode", "before", "value", NULL};
	const struct cx_interaction_changes *changes = &m->result.changes;
	struct cx_arena *arena = m->session.context.arena;
	cx_row_output_begin(&m->rows, m->session.context.inv->output, columns, head_of(m));
	for (size_t i = 0; i < changes->count; i++) {
		const struct cx_interaction_change *change = &changes->items[i];
		struct cx_node *row = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(row, "key", cx_node_string_n(arena, change->named->key, change->named->key_len));
		cx_node_add(row, "mode", cx_node_string(arena, cx_interaction_mode_name(change->mode)));
		add_value(arena, row, "before", change->before);
		add_value(arena, row, "value", change->named->value);
		cx_row_output_add(&m->rows, row);
	}
}

static void rows_end(struct marking *m, enum cx_exit exit)
{
	struct cx_arena *arena = m->session.context.arena;
	if (!m->rows.begun)
		return;
	struct cx_node *tail = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(tail, "counts", counts_of(m));
	cx_runtime_session_tail(&m->session, &m->rows, tail, exit);
}

/* ---- the run ---- */

/* A number on the command line that was text in the interaction may be a slip. */
static void warn_of_types(const struct marking *m)
{
	const struct cx_interaction_changes *changes = &m->result.changes;
	struct cx_diags *diags = m->session.context.diags;
	for (size_t i = 0; i < changes->count; i++) {
		const struct cx_interaction_change *change = &changes->items[i];
		const struct cx_node *value = change->named->value;
		bool option = !change->named->span.source;
		if (!option || !value || !change->before || change->before->type != CX_NODE_STRING ||
		    value->type == CX_NODE_STRING)
			continue;
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "attributes.type", CX_SPAN_NONE,
						"%s was text, and is of type %s now", change->named->key,
						cx_node_type_name(value->type));
		cx_diag_hint(diags, d, "for text write it in JSON's quotes: --set '%s=\"…\"'",
			     change->named->key);
	}
}

static void say_end(struct marking *m)
{
	const struct cx_interaction_changes *changes = &m->result.changes;
	CX_AUTO(cx_buf) struct cx_buf what = CX_BUF_INIT;
	if (m->show)
		cx_buf_addf(&what, "%zu attribute%s", m->held.count, m->held.count == 1 ? "" : "s");
	else if (!changes->count)
		cx_buf_adds(&what, "nothing to do");
	else
		cx_buf_addf(&what, "%s%zu added, %zu updated, %zu deleted",
			    m->input.dry ? "nothing was sent; it would be " : "",
			    changes->modes[CX_INTERACTION_ADD], changes->modes[CX_INTERACTION_UPDATE],
			    changes->modes[CX_INTERACTION_DELETE]);
	if (changes->same)
		cx_buf_addf(&what, ", %zu as wanted already", changes->same);
	cx_runtime_session_say(&m->session, what.data);
}

static enum cx_exit run(struct marking *m, struct cx_invocation *inv)
{
	struct cx_context *context = &m->session.context;
	enum cx_status status = load(m, inv);
	if (!status)
		status = cx_runtime_session_begin(&m->session, audit_details(m), cx_interaction_lefts_learn,
						  &m->lefts);
	if (!status)
		status = cx_attributes_settle_left(&m->session, &m->lefts);
	if (status)
		return cx_exit_from_status(status);
	m->input.log = on_write;
	m->input.log_data = m;
	if (m->show)
		status = cx_interaction_read(&m->input.query, context->arena, &m->held, context->diags);
	else
		status = cx_interaction_apply(&m->input, context->arena, &m->result, context->diags);
	if (!status && m->show)
		print_held(m);
	else if (!status)
		print_changes(m);
	if (!status)
		warn_of_types(m);
	enum cx_status audit = cx_runtime_session_end(&m->session, counts_of(m), !status);
	return cx_exit_worst(cx_exit_from_status(status), cx_exit_from_status(audit));
}

static enum cx_exit attributes_run(struct cx_invocation *inv)
{
	struct marking m = {.text = CX_BUF_INIT};
	m.show = !cx_invocation_has(inv, "set") && !cx_invocation_has(inv, "delete") &&
		 !cx_invocation_has(inv, "file");
	enum cx_exit exit = run(&m, inv);
	rows_end(&m, exit);
	if (exit == CX_EXIT_OK)
		say_end(&m);
	cx_named_release(&m.named);
	cx_interaction_release(&m.held);
	cx_interaction_lefts_release(&m.lefts);
	cx_buf_release(&m.text);
	cx_runtime_session_release(&m.session);
	return exit;
}

static const struct cx_option attributes_options[] = {
	{.name = "set",
	 .type = CX_OPTION_TEXT,
	 .repeatable = true,
	 .metavar = "KEY=VALUE",
	 .help = "what it shall hold; a JSON number, true, false and null are that, all else is text, and so "
		 "is what stands in JSON's quotes"},
	{.name = "delete",
	 .type = CX_OPTION_TEXT,
	 .repeatable = true,
	 .metavar = "KEY",
	 .help = "what it shall not hold"},
	{.name = "file",
	 .letter = 'f',
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "a map of keys and values in YAML, or JSON where the name ends with .json; - is standard "
		 "input; --set and --delete go before it",
	 .offer = CX_OFFER_FILES},
	{.name = "dry-run", .type = CX_OPTION_FLAG, .help = "only read, and show what would be sent"},
	CX_OPTION_AUDIT_LOG,
	CX_OPTION_AUDIT_VALUES,
	CX_OPTION_ROWS,
	{0},
};

static const struct cx_example attributes_examples[] = {
	{"cxctl attributes 0a1b2c3d", "what the interaction holds"},
	{"cxctl attributes 0a1b2c3d --set priority=high --set vip=true --delete queue",
	 "text, a boolean, and one that is taken away"},
	{"cxctl attributes 0a1b2c3d --set 'zip=\"10115\"' --dry-run",
	 "digits that are text; nothing is sent"},
	{0},
};

const struct cx_command cx_command_attributes = {
	.name = "attributes",
	.summary = "mark an interaction with attributes, or show those it has",
	.description =
		"Without --set, --delete and --file it shows what the interaction holds. With them it reads "
		"that first, and sends what differs in one request that is done wholly or not at all; then "
		"it reads again and compares. Nothing is sent where nothing differs. Attributes that are not "
		"named stay as they are.\n\n"
		"If somebody changes the interaction meanwhile, or no answer comes, it is read once more, "
		"and what then still differs is sent again. If that does not help, the exit code is 5, or 3 "
		"where it is not known what became of it. A run that was killed before it knew is told of by "
		"the next one, which looks what became of its request.\n\n"
		"Who marked which interaction, when and with how many attributes is appended to the audit "
		"record of run-time commands; values only as a digest.",
	.arguments = "INTERACTION",
	.min_args = 1,
	.max_args = 1,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_TENANT,
	.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_CONFLICT) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.formats = CX_FORMATS_ROWS,
	.options = attributes_options,
	.examples = attributes_examples,
	.run = attributes_run,
};
