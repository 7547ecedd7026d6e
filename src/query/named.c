/* SPDX-License-Identifier: Apache-2.0 */
/* Options first, then what the document has besides; then every rule on every attribute. */
#include "query/named.h"

#include "base/num.h"
#include "base/suffix.h"
#include "base/utf8.h"
#include "doc/json.h"
#include "doc/json_place.h"
#include "doc/yaml.h"
#include "query/unsaid.h"
#include "remote/problem.h"

/* API.md, Interaction attributes. */
#define NAMED_MAX_KEY   255
#define NAMED_MAX_VALUE 2000
#define NAMED_KEY_SHOWN 80

struct naming {
	struct cx_arena *arena;
	struct cx_named *named;
	struct cx_diags *diags;
	bool bad;
};

void cx_named_release(struct cx_named *named)
{
	cx_map_release(&named->by_key);
}

struct cx_node *cx_named_value(struct cx_arena *arena, const char *text)
{
	size_t len = strlen(text);
	if (strcmp(text, "null") == 0)
		return cx_node_new(arena, CX_NODE_NULL);
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return cx_node_bool(arena, *text == 't');
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT;
	struct cx_dec number;
	if (cx_dec_parse(text, len, &digits, &number))
		return cx_node_number(arena, cx_arena_strdup(arena, text), len);
	if (*text == '"') {
		CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
		struct cx_source source = {.name = "value", .text = text, .len = len};
		struct cx_node *string = NULL;
		if (!cx_json_parse(arena, &source, &string, &unused) && string->type == CX_NODE_STRING)
			return string;
	}
	return cx_node_string(arena, cx_arena_strdup(arena, text));
}

/* ---- a file ---- */

static enum cx_status parse(struct cx_arena *arena, const struct cx_source *source,
			    struct cx_node **ret_document, struct cx_diags *diags)
{
	struct cx_docs docs = {0};
	if (cx_suffix_is(source->name, ".json"))
		return cx_json_place_parse(arena, source, CX_JSON_KEYS_ONCE, ret_document, diags);
	enum cx_status status = cx_yaml_parse(arena, source, &docs, diags);
	struct cx_span begin = {.source = source, .line = 1, .column = 1, .width = 1};
	if (!docs.count && !status) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "attributes.file", begin,
						"there are no attributes in it");
		cx_diag_hint(diags, d, "write a map of keys and values: {priority: high}");
		return CX_STATUS_INVALID;
	}
	if (docs.count > 1 && !status) {
		(void)cx_diag_add(diags, CX_SEVERITY_ERROR, "attributes.file", docs.items[1]->span,
				  "a second document: all attributes stand in one");
		return CX_STATUS_INVALID;
	}
	*ret_document = docs.count ? docs.items[0] : NULL;
	return status;
}

enum cx_status cx_named_parse(struct cx_arena *arena, struct cx_source *source,
			      const struct cx_node **ret_document, struct cx_diags *diags)
{
	size_t before = diags->count;
	struct cx_node *document = NULL;
	enum cx_status status = parse(arena, source, &document, diags);
	cx_unsaid_blank(diags, before);
	source->text = NULL;
	source->len = 0;
	if (document && document->type != CX_NODE_OBJECT && !document->bad) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "attributes.file", document->span,
						"attributes are a map of keys and values, this is of type %s",
						cx_node_type_name(document->type));
		cx_diag_hint(diags, d, "write a map of keys and values: {priority: high}");
		status = CX_STATUS_INVALID;
	}
	*ret_document = document && document->type == CX_NODE_OBJECT ? document : NULL;
	return status;
}

/* ---- the rules ---- */

static struct cx_diag *wrong(struct naming *n, const char *code, struct cx_span span, const char *fmt, ...)
	CX_PRINTF(4, 5);
static struct cx_diag *wrong(struct naming *n, const char *code, struct cx_span span, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	n->bad = true;
	return cx_diag_add(n->diags, CX_SEVERITY_ERROR, code, span, "%s", text.data);
}

/* A key for a message: one line, not too long. */
static const char *shown(const struct naming *n, const char *key, size_t len)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_problem_escape(&text, key, len, NAMED_KEY_SHOWN);
	return cx_arena_strndup(n->arena, text.data, text.len);
}

static bool is_odd(const char *key, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = key[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '_')
			return true;
	}
	return false;
}

static void check_key(struct naming *n, const struct cx_named_attribute *a)
{
	static const char *const reserved[] = {"_", "system:"};
	if (!a->key_len) {
		(void)wrong(n, "attributes.key", a->span, "a key has no characters, 1 to %d are allowed",
			    NAMED_MAX_KEY);
		return;
	}
	const char *name = shown(n, a->key, a->key_len);
	if (cx_utf8_check(a->key, a->key_len) != a->key_len) {
		(void)wrong(n, "attributes.key", a->span, "the key %s is no UTF-8", name);
		return;
	}
	size_t count = cx_utf8_count(a->key, a->key_len);
	if (count > NAMED_MAX_KEY) {
		(void)wrong(n, "attributes.key", a->span,
			    "the key %s has %zu characters, at most %d are allowed", name, count,
			    NAMED_MAX_KEY);
		return;
	}
	for (size_t i = 0; i < CX_COUNT(reserved); i++)
		if (strncmp(a->key, reserved[i], strlen(reserved[i])) == 0) {
			(void)wrong(n, "attributes.key", a->span,
				    "the key %s begins with %s, as only the tenant's own do", name,
				    reserved[i]);
			return;
		}
	if (is_odd(a->key, a->key_len))
		(void)cx_diag_add(n->diags, CX_SEVERITY_WARNING, "attributes.key", a->span,
				  "the key %s has other characters than letters, digits and underscores",
				  name);
}

static void check_value(struct naming *n, const struct cx_named_attribute *a)
{
	const struct cx_node *value = a->value;
	if (!value || value->bad)
		return;
	const char *name = shown(n, a->key, a->key_len);
	struct cx_span span = a->span.source ? value->span : CX_SPAN_NONE;
	if (value->type == CX_NODE_ARRAY || value->type == CX_NODE_OBJECT) {
		(void)wrong(n, "attributes.value", span,
			    "the value of %s is of type %s: text, a number, a boolean or null is allowed",
			    name, cx_node_type_name(value->type));
		return;
	}
	if (value->type != CX_NODE_STRING)
		return;
	if (cx_utf8_check(value->text, value->len) != value->len) {
		(void)wrong(n, "attributes.value", span, "the value of %s is no UTF-8", name);
		return;
	}
	size_t count = cx_utf8_count(value->text, value->len);
	if (count > NAMED_MAX_VALUE)
		(void)wrong(n, "attributes.value", span,
			    "the value of %s has %zu characters, at most %d are allowed", name, count,
			    NAMED_MAX_VALUE);
}

static void add(struct naming *n, const struct cx_named_attribute *attribute)
{
	struct cx_named *named = n->named;
	if (cx_map_get_n(&named->by_key, attribute->key, attribute->key_len)) {
		if (!attribute->span.source)
			(void)wrong(n, "attributes.twice", CX_SPAN_NONE, "%s is named by two options",
				    shown(n, attribute->key, attribute->key_len));
		return;
	}
	CX_ARENA_GROW(n->arena, named->items, named->count, named->cap);
	named->items[named->count++] = *attribute;
	(void)cx_map_put_n(&named->by_key, attribute->key, attribute->key_len,
			   (void *)(uintptr_t)named->count);
}

static void add_set(struct naming *n, const char *text, size_t number)
{
	const char *equals = strchr(text, '=');
	if (!equals) {
		struct cx_diag *d =
			wrong(n, "attributes.option", CX_SPAN_NONE, "--set number %zu holds no =", number);
		cx_diag_hint(n->diags, d, "write --set KEY=VALUE");
		return;
	}
	size_t len = (size_t)(equals - text);
	struct cx_named_attribute attribute = {.key = cx_arena_strndup(n->arena, text, len),
					       .key_len = len,
					       .value = cx_named_value(n->arena, equals + 1)};
	add(n, &attribute);
}

enum cx_status cx_named_read(struct cx_arena *arena, const struct cx_named_input *input,
			     struct cx_named *ret_named, struct cx_diags *diags)
{
	struct naming n = {.arena = arena, .named = ret_named, .diags = diags};
	*ret_named = (struct cx_named){0};
	for (size_t i = 0; i < input->set_count; i++)
		add_set(&n, input->sets[i], i + 1);
	for (size_t i = 0; i < input->delete_count; i++) {
		struct cx_named_attribute gone = {.key = input->deletes[i],
						  .key_len = strlen(input->deletes[i])};
		add(&n, &gone);
	}
	const struct cx_node *member = input->document ? input->document->first : NULL;
	for (; member; member = member->next) {
		struct cx_named_attribute attribute = {.key = member->key,
						       .key_len = member->key_len,
						       .value = member,
						       .span = cx_node_key_span(member)};
		add(&n, &attribute);
	}
	for (size_t i = 0; i < ret_named->count; i++) {
		check_key(&n, &ret_named->items[i]);
		check_value(&n, &ret_named->items[i]);
	}
	if ((int64_t)ret_named->count > input->limit) {
		struct cx_diag *d = wrong(&n, "attributes.count", CX_SPAN_NONE,
					  "%zu attributes are named, at most %lld are allowed",
					  ret_named->count, (long long)input->limit);
		cx_diag_hint(diags, d,
			     "they change all or none, in one request: run it for a part of them at a time");
	}
	return n.bad ? CX_STATUS_INVALID : CX_STATUS_OK;
}
