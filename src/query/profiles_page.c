/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of contacts, one behind the other: what they settle, and where they may lead. */
#include "base/limits.h"
#include "doc/json.h"
#include "port/http_url.h"
#include "query/profiles_parts.h"
#include "query/unsaid.h"

static void on_page(void *data, const struct cx_answer *answer);

/* NULL where another batch has failed before: the reason is most likely the same. */
static struct cx_diag *fail(struct cx_profiles_chain *chain, const char *code, const char *fmt, ...)
	CX_PRINTF(3, 4);
static struct cx_diag *fail(struct cx_profiles_chain *chain, const char *code, const char *fmt, ...)
{
	struct cx_profiles_reading *r = chain->reading;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf where = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	chain->broken = true;
	if (chain->number < r->first_broken)
		r->first_broken = chain->number;
	if (r->failed)
		return NULL;
	r->failed = true;
	if (r->query->next)
		cx_buf_addf(&where, "batch %llu of the ids, ", (unsigned long long)chain->number);
	if (chain->unsent)
		return cx_diag_error(r->diags, code, "%s", text.data);
	return cx_diag_error(r->diags, code, "%spage %zu of the contacts: %s", where.data, chain->pages + 1,
			     text.data);
}

static void clear_seen(struct cx_profiles_chain *chain)
{
	for (size_t i = 0; i < chain->seen.count; i++)
		cx_free(chain->seen.entries[i].value);
	cx_map_release(&chain->seen);
	chain->seen = (struct cx_map)CX_MAP_INIT;
}

void cx_profiles_chain_end(struct cx_profiles_chain *chain, bool complete)
{
	struct cx_profiles_reading *r = chain->reading;
	for (size_t i = 0; i < chain->asked.count; i++) {
		struct cx_contact_answer *answer = chain->asked.entries[i].value;
		if (answer->state == CX_CONTACT_WAITING && complete)
			answer->state = CX_CONTACT_UNKNOWN;
		cx_contact_answer_unref(answer);
	}
	cx_map_release(&chain->asked);
	chain->asked = (struct cx_map)CX_MAP_INIT;
	cx_buf_clear(&chain->ids);
	clear_seen(chain);
	chain->pages = chain->empty_pages = 0;
	r->busy -= chain->busy;
	chain->busy = false;
}

void cx_profiles_chain_start(struct cx_profiles_chain *chain)
{
	struct cx_profiles_reading *r = chain->reading;
	const struct cx_runtime *runtime = r->query->runtime;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	chain->busy = true;
	chain->number = ++r->batches;
	r->busy++;
	if (chain->ids.len)
		cx_buf_addf(&text, "ids=%s&", chain->ids.data);
	if (r->fields.len)
		cx_buf_addf(&text, "%s&", r->fields.data);
	if (r->filter.len)
		cx_buf_addf(&text, "%s&", r->filter.data);
	chain->pages = (size_t)r->query->pages_before;
	cx_buf_addf(&text, "page=%zu&pageSize=%lld", chain->pages + 1, (long long)runtime->profile_page);
	cx_reader_ask(cx_remote_reader(r->query->remote), &runtime->calls[CX_RUNTIME_PROFILES], "", text.data,
		      on_page, chain);
}

static bool holds_secret(const struct cx_node *node)
{
	if (node->secret)
		return true;
	for (const struct cx_node *child = node->first; child; child = child->next)
		if (holds_secret(child))
			return true;
	return false;
}

/* The place that a contact is for; NULL where nobody asked for it, or it came before. */
static struct cx_contact_answer *find_place(struct cx_profiles_chain *chain, const struct cx_node *contact)
{
	struct cx_profiles_reading *r = chain->reading;
	const struct cx_node *id = cx_node_get(contact, cx_contact_field_name(CX_CONTACT_ID, false));
	struct cx_contact_answer *answer = NULL;
	if (!r->query->next) {
		answer = cx_contact_answer_new(NULL, 0);
		cx_profiles_place_push(r, answer);
		return answer;
	}
	if (id && id->text && id->len <= CX_PROFILES_MAX_ID) {
		char key[CX_PROFILES_MAX_ID];
		cx_contact_key(id->text, id->len, key);
		answer = cx_map_get_n(&chain->asked, key, id->len);
	}
	r->result.stray += !answer;
	return answer && answer->state == CX_CONTACT_WAITING ? answer : NULL;
}

static void settle(struct cx_profiles_reading *r, struct cx_contact_answer *answer,
		   const struct cx_node *contact)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (cx_contact_is_older(contact, r->oldest_ms)) {
		answer->state = CX_CONTACT_OLD;
		return;
	}
	cx_json_line(cx_contact_row(&arena, r->query->fields, contact), &text);
	answer->state = CX_CONTACT_ROW;
	answer->has_id = cx_contact_has(contact, CX_CONTACT_ID);
	answer->has_email = cx_contact_has(contact, CX_CONTACT_EMAIL);
	answer->len = text.len;
	answer->text = cx_strndup(text.data, text.len);
	if (answer->key)
		cx_contact_cache_grew(&r->cache, answer);
	cx_arena_release(&arena);
}

static bool take_items(struct cx_profiles_chain *chain, const struct cx_node *items)
{
	size_t index = 0, taken = 0;
	for (const struct cx_node *item = items->first; item; item = item->next) {
		index++;
		if (item->type != CX_NODE_OBJECT) {
			(void)fail(chain, "tenant.json", "item %zu is no object but of type %s", index,
				   cx_node_type_name(item->type));
			return false;
		}
		if (holds_secret(item)) {
			(void)fail(chain, "tenant.secret", "item %zu repeats a secret of this run", index);
			return false;
		}
		struct cx_contact_answer *answer = find_place(chain, item);
		if (answer)
			settle(chain->reading, answer, item);
		taken += answer != NULL;
	}
	chain->empty_pages = taken ? 0 : chain->empty_pages + 1;
	return true;
}

/* The address may hold what is people's data: only whose it is is told. */
static const char *follow(struct cx_profiles_chain *chain, struct cx_arena *arena, const char *next)
{
	struct cx_reader *reader = cx_remote_reader(chain->reading->query->remote);
	struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_http_url url;
	const char *problem = NULL;
	if (next[0] == '/' && next[1] != '/')
		next = cx_arena_printf(arena, "%s%s", cx_reader_origin(reader), next);
	const char *path = cx_reader_follow(reader, arena, next, &unused);
	cx_diags_release(&unused);
	if (path)
		return path;
	struct cx_diag *d = NULL;
	if (cx_http_url_parse(arena, next, &url, &problem))
		d = fail(chain, "tenant.origin", "the next page is at %s, which is not the tenant",
			 url.origin);
	else
		d = fail(chain, "tenant.origin", "the address of the next page %s", problem);
	if (d)
		cx_diag_hint(chain->reading->diags, d, "nothing was sent there; the tenant is %s",
			     cx_reader_origin(reader));
	return NULL;
}

/* Asks for the page behind; false at the end, or where there is no getting there. */
static bool go_on(struct cx_profiles_chain *chain, const struct cx_node *page)
{
	struct cx_profiles_reading *r = chain->reading;
	const struct cx_node *next = cx_node_get(page, "nextPageUrl");
	if (!next || next->type == CX_NODE_NULL || (next->type == CX_NODE_STRING && !next->len))
		return false;
	if (next->type != CX_NODE_STRING || next->len > CX_PROFILES_MAX_NEXT ||
	    strlen(next->text) != next->len) {
		(void)fail(chain, "tenant.incomplete", "nextPageUrl is no usable address");
		return false;
	}
	if (cx_map_get(&chain->seen, next->text)) {
		struct cx_diag *d = fail(chain, "tenant.incomplete", "its next page was there before");
		if (d)
			cx_diag_hint(r->diags, d, "the tenant would send the same pages for ever");
		return false;
	}
	if (chain->empty_pages > CX_MAX_LIST_EMPTY_PAGES ||
	    chain->pages >= CX_MAX_LIST_PAGES + r->query->pages_before) {
		(void)fail(chain, "tenant.large", "the pages do not end");
		return false;
	}
	struct cx_arena arena = CX_ARENA_INIT;
	const char *path = follow(chain, &arena, next->text);
	if (path) {
		char *copy = cx_strdup(next->text);
		(void)cx_map_put(&chain->seen, copy, copy);
		chain->pages++;
		cx_reader_get(cx_remote_reader(r->query->remote), path, on_page, chain);
	}
	cx_arena_release(&arena);
	return path != NULL;
}

/* What is no JSON is not quoted: it would be people's data. */
static void say_no_page(struct cx_profiles_chain *chain, const struct cx_answer *answer, bool secret)
{
	if (secret) {
		(void)fail(chain, "tenant.secret",
			   "the answer has a field whose name is a secret of this run");
		return;
	}
	struct cx_diag *d = fail(chain, "tenant.json", "the answer is no JSON (%zu bytes)", answer->body_len);
	if (d)
		cx_diag_hint(chain->reading->diags, d,
			     "something between here and the tenant may have cut or changed the answer");
}

/* True while the chain goes on. */
static bool take(struct cx_profiles_chain *chain, const struct cx_answer *answer)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags own = CX_DIAGS_INIT;
	struct cx_node *page = NULL;
	bool more = false;
	if (cx_answer_node(&arena, answer, NULL, &page, &own)) {
		say_no_page(chain, answer, own.count && strcmp(own.items[0]->code, "tenant.secret") == 0);
	} else {
		const struct cx_node *items = cx_node_get(page, "items");
		if (!items || items->type != CX_NODE_ARRAY)
			(void)fail(chain, "tenant.json", "the answer holds no array \"items\"");
		else if (take_items(chain, items)) {
			chain->reading->result.pages = chain->pages + 1;
			more = go_on(chain, page);
		}
	}
	cx_diags_release(&own);
	cx_arena_release(&arena);
	return more;
}

/* The tenant's words without the ids of the batch, and the segments. */
static const char *words_of(struct cx_arena *arena, const struct cx_profiles_chain *chain,
			    const struct cx_answer *answer)
{
	const struct cx_profiles_query *query = chain->reading->query;
	struct cx_secrets *values = cx_secrets_new();
	for (size_t i = 0; i < chain->asked.count; i++)
		cx_unsaid_add_text(values, chain->asked.entries[i].key, chain->asked.entries[i].len);
	for (size_t i = 0; i < query->segment_count; i++)
		cx_unsaid_add_text(values, query->segments[i], strlen(query->segments[i]));
	const char *words = cx_unsaid_words(arena, answer, values);
	cx_secrets_free(values);
	return words;
}

/* What never left says nothing about a page. */
static void say_problem(struct cx_profiles_chain *chain, const struct cx_answer *answer)
{
	chain->unsent = answer->kind != CX_ANSWER_STATUS && answer->kind != CX_ANSWER_IN_DOUBT;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diag *d = fail(chain, answer->code, "%s", words_of(&arena, chain, answer));
	cx_arena_release(&arena);
	if (d && answer->hint)
		cx_diag_hint(chain->reading->diags, d, "%s", answer->hint);
}

static void on_page(void *data, const struct cx_answer *answer)
{
	struct cx_profiles_chain *chain = data;
	struct cx_profiles_reading *r = chain->reading;
	bool more = false;
	/* Batches behind one that failed are not printed; those before it are. */
	if (r->refused || chain->number > r->first_broken) {
		cx_profiles_chain_end(chain, false);
		return;
	}
	if (answer->kind == CX_ANSWER_STATUS && !*answer->problem)
		more = take(chain, answer);
	else
		say_problem(chain, answer);
	if (!more)
		cx_profiles_chain_end(chain, !chain->broken);
	r->fresh = true;
	cx_remote_hurry(r->query->remote);
}
