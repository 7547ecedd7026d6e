/* SPDX-License-Identifier: Apache-2.0 */
/* The order of what was asked for, and how much is under way. */
/*
 * A queue of places in the order in which rows are printed, and chains of pages that settle them in any
 * order. What is settled at the head goes out while the next requests are under way.
 */
#include "query/profiles.h"

#include "doc/json.h"
#include "port/http_url.h"
#include "query/profiles_parts.h"

#define DAY_MS INT64_C(86400000)

/* The place takes over the reference. */
void cx_profiles_place_push(struct cx_profiles_reading *r, struct cx_contact_answer *answer)
{
	if (r->count == r->place_cap) {
		size_t cap = r->place_cap ? 2 * r->place_cap : 256;
		struct cx_contact_answer **places = cx_alloc(cap * sizeof(*places));
		for (size_t i = 0; i < r->count; i++)
			places[i] = r->places[(r->head + i) % r->place_cap];
		cx_free(r->places);
		r->places = places;
		r->place_cap = cap;
		r->head = 0;
	}
	r->places[(r->head + r->count++) % r->place_cap] = answer;
}

static void give_row(struct cx_profiles_reading *r, const struct cx_contact_answer *answer)
{
	struct cx_source source = {.name = "contact", .text = answer->text, .len = answer->len};
	struct cx_node *row = NULL;
	cx_arena_clear(&r->row);
	if (cx_json_parse(&r->row, &source, &row, r->diags)) {
		r->failed = true;
		return;
	}
	r->query->row(r->query->data, row);
	r->result.rows++;
	r->result.with_id += answer->has_id;
	r->result.with_email += answer->has_email;
}

/* Gives what is settled at the head of the queue. */
static void drain(struct cx_profiles_reading *r)
{
	size_t given = 0;
	while (r->count && !r->refused && r->places[r->head]->state != CX_CONTACT_WAITING) {
		struct cx_contact_answer *answer = r->places[r->head];
		r->head = (r->head + 1) % r->place_cap;
		r->count--;
		r->result.ids++;
		r->result.unknown += answer->state == CX_CONTACT_UNKNOWN;
		r->result.old += answer->state == CX_CONTACT_OLD;
		if (answer->state == CX_CONTACT_ROW)
			give_row(r, answer);
		cx_contact_answer_unref(answer);
		given++;
	}
	if (given && !r->query->flush(r->query->data))
		r->refused = true;
}

/* A chain with room for one more id; NULL where all have enough to do. */
static struct cx_profiles_chain *chain_with_room(struct cx_profiles_reading *r)
{
	const struct cx_runtime *runtime = r->query->runtime;
	struct cx_profiles_chain *chain = r->filling;
	if (chain && (chain->asked.count >= (size_t)runtime->profile_batch ||
		      chain->ids.len > CX_PROFILES_MAX_IDS_TEXT)) {
		if (r->busy >= (size_t)runtime->profile_requests)
			return NULL;
		cx_profiles_chain_start(chain);
		chain = r->filling = NULL;
	}
	for (size_t i = 0; i < r->chain_count && !chain; i++)
		if (!r->chains[i].busy)
			chain = &r->chains[i];
	return r->filling = chain;
}

static void add_id(struct cx_profiles_reading *r, struct cx_profiles_chain *chain, const char *id, size_t len)
{
	struct cx_contact_answer *answer = cx_contact_answer_new(id, len);
	cx_profiles_place_push(r, answer);
	cx_contact_cache_put(&r->cache, answer);
	(void)cx_map_put_n(&chain->asked, answer->key, answer->key_len, cx_contact_answer_ref(answer));
	if (chain->ids.len)
		cx_buf_addc(&chain->ids, ',');
	cx_http_encode(&chain->ids, id, len);
}

/* Takes ids until enough is under way, or none is there. */
static void fill(struct cx_profiles_reading *r)
{
	const struct cx_profiles_query *query = r->query;
	size_t window = 2 * (size_t)(query->runtime->profile_batch * query->runtime->profile_requests);
	enum cx_profiles_more more = CX_PROFILES_ID;
	while (!r->all_read && !r->failed && more == CX_PROFILES_ID && r->count < window) {
		const char *id = NULL;
		size_t len = 0;
		struct cx_profiles_chain *chain = chain_with_room(r);
		if (!chain)
			return;
		more = query->next(query->data, !r->count, &id, &len);
		r->all_read = more == CX_PROFILES_END;
		r->failed |= more == CX_PROFILES_BROKEN;
		if (more != CX_PROFILES_ID)
			break;
		struct cx_contact_answer *known = cx_contact_cache_get(&r->cache, id, len);
		if (known)
			cx_profiles_place_push(r, cx_contact_answer_ref(known));
		else
			add_id(r, chain, id, len);
	}
	bool last = r->all_read || (more == CX_PROFILES_LATER && !r->busy) || r->count >= window;
	if (r->filling && r->filling->asked.count && last && !r->failed &&
	    r->busy < (size_t)query->runtime->profile_requests) {
		cx_profiles_chain_start(r->filling);
		r->filling = NULL;
	}
}

static bool on_turn(void *data)
{
	struct cx_profiles_reading *r = data;
	bool waits = r->fresh && !r->waited;
	if (waits)
		cx_remote_hurry(r->query->remote);
	else
		drain(r);
	r->waited = waits;
	r->fresh = false;
	if (r->query->next && !r->refused)
		fill(r);
	return !r->refused;
}

static void read_all(struct cx_profiles_reading *r)
{
	while (!r->refused) {
		drain(r);
		if (r->query->next && !r->refused)
			fill(r);
		if (!r->busy && (r->failed || r->all_read) && !r->count)
			return;
		if (r->busy)
			cx_remote_run(r->query->remote, on_turn, r);
		if (r->failed && !r->busy) {
			drain(r);
			return;
		}
	}
}

static void release(struct cx_profiles_reading *r)
{
	for (size_t i = 0; i < r->chain_count; i++) {
		cx_profiles_chain_end(&r->chains[i], false);
		cx_buf_release(&r->chains[i].ids);
	}
	for (; r->count; r->count--, r->head = (r->head + 1) % r->place_cap)
		cx_contact_answer_unref(r->places[r->head]);
	cx_free(r->places);
	cx_free(r->chains);
	cx_contact_cache_release(&r->cache);
	cx_buf_release(&r->filter);
	cx_buf_release(&r->fields);
	cx_arena_release(&r->row);
}

static void warn_strays(const struct cx_profiles_reading *r)
{
	if (!r->result.stray)
		return;
	struct cx_diag *d =
		cx_diag_add(r->diags, CX_SEVERITY_WARNING, "tenant.other", (struct cx_span){0},
			    "%llu contact%s not asked for, and left out", (unsigned long long)r->result.stray,
			    r->result.stray == 1 ? " came that was" : "s came that were");
	cx_diag_hint(r->diags, d, "does something between here and the tenant mix answers up?");
}

enum cx_status cx_profiles_read(const struct cx_profiles_query *query, struct cx_profiles_result *ret_result,
				struct cx_diags *diags)
{
	struct cx_profiles_reading r = {
		.query = query, .diags = diags, .filter = CX_BUF_INIT, .fields = CX_BUF_INIT};
	r.chain_count = query->next ? (size_t)query->runtime->profile_requests + 1 : 1;
	r.first_broken = UINT64_MAX;
	r.chains = cx_alloc(r.chain_count * sizeof *r.chains);
	r.oldest_ms = query->now_ms - query->runtime->retention_days * DAY_MS;
	for (size_t i = 0; i < r.chain_count; i++)
		r.chains[i] = (struct cx_profiles_chain){.reading = &r, .ids = CX_BUF_INIT};
	r.result.pages = query->pages_before;
	cx_contact_fields_query(query->fields, &r.fields);
	enum cx_status status =
		cx_profiles_filter(query->runtime, query->segments, query->segment_count, &r.filter, diags);
	if (!status && !query->next) {
		r.all_read = true;
		cx_profiles_chain_start(&r.chains[0]);
	}
	if (!status)
		read_all(&r);
	r.result.ended = !status && !r.failed && !r.refused;
	warn_strays(&r);
	*ret_result = r.result;
	release(&r);
	return status ? status : r.failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}
