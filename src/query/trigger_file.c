/* SPDX-License-Identifier: Apache-2.0 */
/* Documents are checked and let go one by one: what stays of each is its trigger. */
#include "query/trigger_file.h"

#include "base/suffix.h"
#include "doc/json.h"
#include "doc/json_place.h"
#include "doc/yaml.h"
#include "query/unsaid.h"

struct reading {
	struct cx_triggers *triggers;
	const struct cx_trigger_rules *rules;
	const struct cx_source *source; /* without text: no excerpts */
	struct cx_diags *diags;
	size_t seen;
};

/* A document, or one of a list. */
static void take_one(struct reading *r, const struct cx_node *document)
{
	if (r->seen++ == CX_TRIGGER_MAX_COUNT) {
		struct cx_diag *d = cx_diag_add(r->diags, CX_SEVERITY_ERROR, "trigger.count", document->span,
						"more than %d triggers in one run", CX_TRIGGER_MAX_COUNT);
		cx_diag_hint(r->diags, d, "give the files one after the other, or split this one");
	}
	size_t before = r->diags->count;
	if (r->seen <= CX_TRIGGER_MAX_COUNT && !document->bad)
		cx_triggers_add(r->triggers, r->rules, document, r->diags);
	cx_unsaid_blank(r->diags, before);
}

static void take(struct reading *r, const struct cx_node *document)
{
	if (!document)
		return;
	if (document->type != CX_NODE_ARRAY) {
		take_one(r, document);
		return;
	}
	for (const struct cx_node *item = document->first; item; item = item->next)
		take_one(r, item);
}

/* ---- one JSON object a line ---- */

static void move_span(struct cx_span *span, const struct cx_source *source, uint32_t lines)
{
	if (span->source)
		*span = (struct cx_span){source, span->line + lines, span->column, span->width};
}

static void move(struct cx_node *node, const struct cx_source *source, uint32_t lines)
{
	move_span(&node->span, source, lines);
	node->key_line += node->key_line ? lines : 0;
	for (struct cx_node *child = node->first; child; child = child->next)
		move(child, source, lines);
}

static void take_line(struct reading *r, const char *text, size_t len, uint32_t lines)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_source line = {.name = r->source->name, .text = text, .len = len};
	struct cx_node *document = NULL;
	size_t before = r->diags->count;
	if (cx_json_place_parse(&arena, &line, CX_JSON_KEYS_ONCE, &document, r->diags))
		document = NULL;
	cx_unsaid_blank(r->diags, before);
	for (size_t i = before; i < r->diags->count; i++) {
		move_span(&r->diags->items[i]->span, r->source, lines);
		move_span(&r->diags->items[i]->second, r->source, lines);
	}
	if (document) {
		move(document, r->source, lines);
		take_one(r, document);
	}
	cx_arena_release(&arena);
}

static size_t line_len(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	return end ? (size_t)(end - text) : len;
}

static bool is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\r", text[i]) || !text[i])
			return false;
	return true;
}

static void read_lines(struct reading *r, const char *text, size_t len)
{
	uint32_t number = 0;
	for (size_t at = 0; at < len; number++) {
		size_t n = line_len(text + at, len - at);
		if (!is_blank(text + at, n))
			take_line(r, text + at, n, number);
		at += n + 1;
	}
}

/* Whether the first line that holds anything is a whole JSON object. */
static bool begins_with_object(const char *text, size_t len)
{
	size_t at = 0, n = 0;
	for (; at < len && is_blank(text + at, n = line_len(text + at, len - at)); at += n + 1)
		;
	if (at >= len || text[at] != '{')
		return false;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_source line = {.name = "line", .text = text + at, .len = n};
	struct cx_node *node;
	bool whole = cx_json_parse(&arena, &line, &node, &unused) == CX_STATUS_OK;
	cx_arena_release(&arena);
	return whole;
}

/* ---- a tree ---- */

static void read_trees(struct reading *r, struct cx_source *source)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_docs docs = {0};
	struct cx_node *document = NULL;
	size_t before = r->diags->count;
	if (cx_suffix_is(source->name, ".json"))
		(void)cx_json_place_parse(&arena, source, CX_JSON_KEYS_ONCE, &document, r->diags);
	else
		(void)cx_yaml_parse(&arena, source, &docs, r->diags);
	cx_unsaid_blank(r->diags, before);
	source->text = NULL;
	take(r, document);
	for (size_t i = 0; i < docs.count; i++)
		take(r, docs.items[i]);
	cx_arena_release(&arena);
}

enum cx_status cx_trigger_file_read(struct cx_triggers *triggers, const struct cx_trigger_rules *rules,
				    struct cx_source *source, struct cx_diags *diags)
{
	struct reading r = {triggers, rules, source, diags, triggers->count};
	const char *name = source->name, *text = source->text;
	size_t errors = diags->errors, before = r.seen;
	bool lines = cx_suffix_is(name, ".ndjson") || cx_suffix_is(name, ".jsonl");
	if (lines || (!cx_suffix_is(name, ".json") && begins_with_object(text, source->len))) {
		source->text = NULL;
		read_lines(&r, text, source->len);
	} else {
		read_trees(&r, source);
	}
	source->len = 0;
	if (r.seen == before && diags->errors == errors) {
		struct cx_span begin = {.source = source, .line = 1, .column = 1, .width = 1};
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "trigger.none", begin,
						"there is no trigger in it");
		cx_diag_hint(diags, d,
			     "write {contactId: …, attributes: {email: …, external_id: …}, event: …}");
	}
	return diags->errors > errors ? CX_STATUS_INVALID : CX_STATUS_OK;
}
