/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl profiles: who people are. */
#include "query/profiles.h"

#include "cli/id_list.h"
#include "cli/runtime.h"

struct profiles {
	struct cx_runtime_session session;
	struct cx_profiles_query query;
	struct cx_contact_fields fields;
	struct cx_profiles_result result;
	struct cx_id_list ids;
	struct cx_row_output rows;
	bool by_id; /* else only by segment */
	bool asked; /* the tenant was */
	size_t given;
	uint64_t resume,
		skipped; /* ids, or pages of the segments, that an earlier run printed; ids left out */
	const char *columns[CX_CONTACT_FIELDS + 1];
};

/* All that can be wrong with what was asked for, before anything is sent. */
static enum cx_status check_wanted(struct profiles *p, struct cx_invocation *inv)
{
	CX_AUTO(cx_buf) struct cx_buf unused = CX_BUF_INIT;
	struct cx_diags *diags = inv->diags;
	const char *file = cx_invocation_text(inv, "ids-from");
	p->query.segments = cx_invocation_list(inv, "segment", &p->query.segment_count);
	p->by_id = inv->arg_count || file;
	enum cx_status fields = cx_contact_fields_parse(cx_invocation_text(inv, "fields"), &p->fields, diags);
	enum cx_status ids = cx_id_list_init(&p->ids, inv->args, inv->arg_count, file, diags);
	enum cx_status segments = cx_profiles_filter(&p->session.context.profile.runtime, p->query.segments,
						     p->query.segment_count, &unused, diags);
	p->fields.clean = cx_invocation_flag(inv, "clean");
	for (size_t i = 0; i < p->fields.count; i++)
		p->columns[i] = cx_contact_field_name(p->fields.items[i], p->fields.clean);
	if (!p->by_id && !p->query.segment_count) {
		struct cx_diag *d = cx_diag_error(diags, "usage.args", "nobody is asked for");
		cx_diag_hint(diags, d, "give ids, --ids-from FILE, or --segment SEGMENT");
		return CX_STATUS_INVALID;
	}
	return fields ? fields : ids ? ids : segments;
}

/* Leaves those out that were printed before. */
static enum cx_profiles_more next_id(void *data, bool wait, const char **ret_id, size_t *ret_len)
{
	struct profiles *p = data;
	while (p->skipped < p->resume) {
		enum cx_profiles_more more = cx_id_list_next(&p->ids, wait, ret_id, ret_len);
		if (more == CX_PROFILES_END) {
			(void)cx_diag_error(p->session.context.diags, "profiles.resume",
					    "--resume %llu is behind the last of %llu ids",
					    (unsigned long long)p->resume, (unsigned long long)p->skipped);
			return CX_PROFILES_BROKEN;
		}
		if (more != CX_PROFILES_ID)
			return more;
		p->skipped++;
	}
	return cx_id_list_next(&p->ids, wait, ret_id, ret_len);
}

static void on_row(void *data, const struct cx_node *row)
{
	struct profiles *p = data;
	cx_row_output_add(&p->rows, row);
	p->given++;
}

static bool on_flush(void *data)
{
	struct profiles *p = data;
	cx_runtime_session_beat(&p->session, p->given);
	return cx_row_output_flush(&p->rows);
}

static enum cx_status load(struct profiles *p, struct cx_invocation *inv)
{
	struct cx_context *context = &p->session.context;
	enum cx_status status = cx_runtime_session_init(&p->session, inv);
	p->session.noun = "contacts";
	p->ids.fd = -1;
	p->ids.text = (struct cx_buf)CX_BUF_INIT;
	if (!status)
		status = cx_runtime_session_need(&p->session, CX_RUNTIME_PROFILES);
	if (status)
		return status;
	status = check_wanted(p, inv);
	p->resume = (uint64_t)cx_invocation_int(inv, "resume", 0);
	p->query.pages_before = p->by_id ? 0 : p->resume;
	if (!cx_invocation_text(inv, "ids-from") && inv->arg_count > p->resume)
		p->session.total = inv->arg_count - (size_t)p->resume;
	p->query.remote = context->remote;
	p->query.runtime = &context->profile.runtime;
	p->query.fields = &p->fields;
	p->query.now_ms = context->clock->realtime_ms(context->clock);
	p->query.next = p->by_id ? next_id : NULL;
	p->query.row = on_row;
	p->query.flush = on_flush;
	return status;
}

static const char *digest_of(struct cx_arena *arena, const char *hex)
{
	return cx_arena_printf(arena, "sha256:%s", hex);
}

/* Segments may tell of people: what is kept of them is their digest. Of ids it is there at the end. */
static struct cx_node *audit_details(const struct profiles *p)
{
	struct cx_arena *arena = p->session.context.arena;
	struct cx_node *details = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *fields = cx_node_new(arena, CX_NODE_ARRAY);
	struct cx_node *segments = cx_node_new(arena, CX_NODE_ARRAY);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char hex[CX_SHA256_HEX + 1];
	for (size_t i = 0; i < p->fields.count; i++)
		cx_node_push(fields, cx_node_string(arena, cx_contact_field_name(p->fields.items[i], false)));
	for (size_t i = 0; i < p->query.segment_count; i++) {
		cx_buf_addf(&text, "%s\n", p->query.segments[i]);
		cx_node_push(segments, cx_node_string(arena, p->query.segments[i]));
	}
	cx_node_add(details, "fields", fields);
	cx_node_add(details, "by_id", cx_node_bool(arena, p->by_id));
	if (p->resume)
		cx_node_add(details, "resume", cx_node_int(arena, (int64_t)p->resume));
	cx_node_add(details, "segment_count", cx_node_int(arena, (int64_t)p->query.segment_count));
	if (!p->query.segment_count)
		return details;
	cx_sha256_hex(text.data, text.len, hex);
	cx_node_add(details, "segments", cx_node_string(arena, digest_of(arena, hex)));
	if (cx_invocation_flag(p->session.context.inv, "audit-values"))
		cx_node_add(details, "segment_values", segments);
	return details;
}

static void add_counts(const struct profiles *p, struct cx_node *object)
{
	struct cx_arena *arena = p->session.context.arena;
	const struct cx_profiles_result *result = &p->result;
	const struct {
		const char *name;
		uint64_t count;
	} counts[] = {{"contacts", result->rows},
		      {"unknown", result->unknown},
		      {"older", result->old},
		      {"with_id", result->with_id},
		      {"with_email", result->with_email}};
	if (p->by_id)
		cx_node_add(object, "ids", cx_node_int(arena, (int64_t)result->ids));
	for (size_t i = 0; i < CX_COUNT(counts); i++)
		cx_node_add(object, counts[i].name, cx_node_int(arena, (int64_t)counts[i].count));
}

static enum cx_status audit_end(struct profiles *p, bool good)
{
	struct cx_arena *arena = p->session.context.arena;
	struct cx_node *counts = cx_node_new(arena, CX_NODE_OBJECT);
	char hex[CX_SHA256_HEX + 1];
	add_counts(p, counts);
	if (p->by_id && p->ids.sha.ctx) {
		cx_node_add(counts, "ids_asked", cx_node_int(arena, (int64_t)p->ids.count));
		cx_id_list_digest(&p->ids, hex);
		cx_node_add(counts, "ids_digest", cx_node_string(arena, digest_of(arena, hex)));
	}
	return cx_runtime_session_end(&p->session, counts, good);
}

/* Where a run after this one goes on. */
static uint64_t printed_before(const struct profiles *p)
{
	return p->by_id ? p->resume + p->result.ids : p->result.pages;
}

static void rows_end(struct profiles *p, enum cx_exit exit)
{
	struct cx_arena *arena = p->session.context.arena;
	if (!p->rows.begun)
		return;
	struct cx_node *tail = cx_node_new(arena, CX_NODE_OBJECT);
	add_counts(p, tail);
	cx_node_add(tail, "complete", cx_node_bool(arena, p->result.ended));
	cx_node_add(tail, "resume",
		    p->result.ended ? cx_node_new(arena, CX_NODE_NULL)
				    : cx_node_int(arena, (int64_t)printed_before(p)));
	cx_runtime_session_tail(&p->session, &p->rows, tail, exit);
}

/* What was printed is the beginning: what is behind it may be asked for again. */
static void say_part(struct profiles *p)
{
	const struct cx_profiles_result *result = &p->result;
	const struct cx_output *output = p->session.context.inv->output;
	if (!p->asked || result->ended || output->out_gone || (p->by_id && p->skipped < p->resume))
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%llu contact%s printed", (unsigned long long)result->rows,
		    result->rows == 1 ? " was" : "s were");
	if (p->by_id)
		cx_buf_addf(&text, ", all that there are of %llu id%s", (unsigned long long)result->ids,
			    result->ids == 1 ? "" : "s");
	if (printed_before(p))
		cx_buf_addf(&text, "; to go on behind them: --resume %llu",
			    (unsigned long long)printed_before(p));
	cx_output_note(p->session.context.inv->output, text.data);
}

static void add_share(struct cx_buf *what, uint64_t part, uint64_t whole, const char *name)
{
	double share = whole ? 100.0 * (double)part / (double)whole : 0;
	/* All but one in a million is not all. */
	if (part < whole && share > 99.9)
		share = 99.9;
	cx_buf_addf(what, part == whole ? ", %.0f %% with %s" : ", %.1f %% with %s", share, name);
}

static void say_end(struct profiles *p)
{
	const struct cx_profiles_result *result = &p->result;
	CX_AUTO(cx_buf) struct cx_buf what = CX_BUF_INIT;
	cx_buf_addf(&what, "%llu contact%s", (unsigned long long)result->rows, result->rows == 1 ? "" : "s");
	if (p->by_id)
		cx_buf_addf(&what, " of %llu id%s", (unsigned long long)result->ids,
			    result->ids == 1 ? "" : "s");
	if (result->unknown)
		cx_buf_addf(&what, ", %llu unknown%s", (unsigned long long)result->unknown,
			    p->query.segment_count ? " or not in the segments" : "");
	if (result->old)
		cx_buf_addf(&what, ", %llu left out (not modified for %lld day%s)",
			    (unsigned long long)result->old, (long long)p->query.runtime->retention_days,
			    p->query.runtime->retention_days == 1 ? "" : "s");
	if (result->rows)
		add_share(&what, result->with_id, result->rows, "id");
	if (result->rows && cx_contact_fields_have(&p->fields, CX_CONTACT_EMAIL))
		add_share(&what, result->with_email, result->rows, "email");
	cx_runtime_session_say(&p->session, what.data);
}

static enum cx_exit run(struct profiles *p, struct cx_invocation *inv)
{
	enum cx_status status = load(p, inv);
	if (!status)
		status = cx_runtime_session_begin(&p->session, audit_details(p), NULL, NULL);
	if (!status) {
		cx_row_output_begin(&p->rows, inv->output, p->columns, cx_runtime_session_head(&p->session));
		p->asked = true;
		status = cx_profiles_read(&p->query, &p->result, inv->diags);
	}
	enum cx_status audit = audit_end(p, !status && p->result.ended);
	return cx_exit_worst(cx_exit_from_status(status), cx_exit_from_status(audit));
}

static enum cx_exit profiles_run(struct cx_invocation *inv)
{
	struct profiles p = {.by_id = false};
	p.query.data = &p;
	enum cx_exit exit = run(&p, inv);
	rows_end(&p, exit);
	say_part(&p);
	if (exit == CX_EXIT_OK && p.result.ended)
		say_end(&p);
	cx_id_list_release(&p.ids);
	cx_runtime_session_release(&p.session);
	return exit;
}

static const struct cx_option profiles_options[] = {
	{.name = "ids-from",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "take ids from FILE, - is standard input: one a line, or JSON objects with \"id\", as "
		 "members "
		 "prints them",
	 .offer = CX_OFFER_FILES},
	{.name = "resume",
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "begin behind the first N ids, or pages of the segments, as a run before, which was "
		 "interrupted, named them",
	 .max = INT32_MAX},
	{.name = "segment",
	 .type = CX_OPTION_TEXT,
	 .repeatable = true,
	 .metavar = "ID",
	 .help = "contacts of that segment, an audience's id; of several, those of any; with ids, only those "
		 "of them that are in it"},
	{.name = "fields",
	 .type = CX_OPTION_TEXT,
	 .metavar = "NAMES",
	 .help = "ask for these alone, with commas between: id, firstName, lastName, email, phone, tags, "
		 "attributes, createdDate, modifiedDate",
	 .otherwise = "all"},
	{.name = "clean",
	 .type = CX_OPTION_FLAG,
	 .help = "keys in snake_case, texts trimmed, email in lower case, phone as +15550109999, missing "
		 "text "
		 "\"\" and missing tags [], attributes that are booleans and numbers typed"},
	CX_OPTION_AUDIT_LOG,
	CX_OPTION_AUDIT_VALUES,
	CX_OPTION_ROWS,
	{0},
};

static const struct cx_example profiles_examples[] = {
	{"cxctl profiles 1a81546a-7583-470a-8233-8d6b73433e84 --clean", "who that is"},
	{"cxctl members gold | cxctl profiles --ids-from - --fields id,email",
	 "addresses of all members, in their order"},
	{"cxctl profiles --segment 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f -o csv=gold.csv",
	 "everyone in a segment"},
	{0},
};

const struct cx_command cx_command_profiles = {
	.name = "profiles",
	.summary = "print who people are, by id or by segment",
	.description =
		"Contacts come in the order in which their ids are given, each as often as it was named, "
		"though "
		"it is asked for once. Ids that the tenant does not know are counted, and so are contacts "
		"that "
		"were not modified within the profile's retention_days: they are not printed.\n\n"
		"A run that ends early has printed all that there is of the first ids, or whole pages of the "
		"segments, and says of how many: --resume goes on there.\n\n"
		"Who asked, for which fields, of how many ids and with what digest, is appended to the audit "
		"record of run-time commands; ids and segments themselves are not, and of the contacts "
		"nothing.",
	.arguments = "[ID...]",
	.max_args = SIZE_MAX,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_TENANT,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.formats = CX_FORMATS_ROWS,
	.options = profiles_options,
	.examples = profiles_examples,
	.run = profiles_run,
};
