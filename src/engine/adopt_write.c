/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant's object as the text of a definition. */
#include "engine/adopt_parts.h"

#include "doc/pointer.h"
#include "doc/yaml.h"
#include "engine/secret.h"
#include "model/definition_document.h"
#include "model/normal.h"

#include <ctype.h>

/* One attempt to say what an object is. */
struct attempt {
	struct cx_adopt_job *job;
	struct cx_adopt_item *item;
	bool keep_defaults;    /* a schema may ask for a member that has a default */
	struct cx_map refused; /* pointers into the document: texts that only a secret may stand for */
	struct cx_buf path;    /* of the value at hand, into spec */
	size_t lists;          /* that it is within: their elements have no name to fill a blank in by */
};

static struct cx_node *build_value(struct attempt *a, const struct cx_shape *list,
				   const struct cx_shape *shape, const struct cx_node *node);

static struct cx_adopt_gap *gap_add(const struct attempt *a, struct cx_adopt_gaps *gaps, const char *variable)
{
	CX_ARENA_GROW(a->job->arena, gaps->items, gaps->count, gaps->cap);
	struct cx_adopt_gap *gap = &gaps->items[gaps->count++];
	*gap = (struct cx_adopt_gap){
		.path = cx_arena_strdup(a->job->arena, a->path.data),
		.variable = variable,
		.in_list = a->lists > 0,
	};
	return gap;
}

/* "ANALYTICS_SYNC_SECRET" of the member /secret of analytics-sync. */
static const char *variable_of(const struct attempt *a)
{
	CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
	cx_buf_addf(&name, isdigit((unsigned char)a->item->name[0]) ? "_%s%s" : "%s%s", a->item->name,
		    a->path.data);
	for (size_t i = 0; i < name.len; i++)
		name.data[i] = isalnum((unsigned char)name.data[i])
				       ? (char)toupper((unsigned char)name.data[i])
				       : '_';
	return cx_arena_strndup(a->job->arena, name.data, name.len);
}

static bool is_refused(const struct attempt *a)
{
	CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
	cx_buf_addf(&pointer, "/spec%s", a->path.data);
	return cx_map_get_n(&a->refused, pointer.data, pointer.len) != NULL;
}

static bool is_default(const struct attempt *a, const struct cx_shape *shape, const struct cx_node *value)
{
	struct cx_arena *arena = a->job->arena;
	return !a->keep_defaults && shape->default_value &&
	       cx_node_equal(cx_normal(arena, shape, value), cx_normal(arena, shape, shape->default_value));
}

/* What can only be a secret, what a schema names as one, or what looks like one: its value goes into no file.
 */
static bool is_secret(const struct attempt *a, const struct cx_shape *parent, const struct cx_shape *shape,
		      const struct cx_node *member)
{
	return shape->write_only && (!shape->text || is_refused(a) || cx_secret_is_likely(member) ||
				     cx_shape_is_property(parent, member->key, member->key_len));
}

static void add_blank(struct attempt *a, struct cx_node *out, const struct cx_shape *shape, const char *key,
		      size_t len)
{
	struct cx_arena *arena = a->job->arena;
	const char *variable = variable_of(a);
	gap_add(a, &a->item->secrets, variable)->compared = shape->text;
	if (a->lists)
		return;
	struct cx_node *blank = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(blank, "env", cx_node_string(arena, variable));
	blank->secret = true;
	cx_node_add_n(out, key, len, blank);
}

/* The member that path names, or nothing: what the tenant alone says, and what goes without saying. */
static void build_member(struct attempt *a, struct cx_node *out, const struct cx_shape *parent,
			 const struct cx_shape *shape, const struct cx_node *member)
{
	size_t secrets = a->item->secrets.count;
	if (!cx_is_compared(shape))
		return;
	if (is_secret(a, parent, shape, member)) {
		add_blank(a, out, shape, member->key, member->key_len);
		return;
	}
	if (member->type == CX_NODE_NULL && !shape->nullable && !shape->criteria)
		return;
	struct cx_node *value = build_value(a, NULL, shape, member);
	bool plain = is_default(a, shape, member);
	if (plain && a->item->secrets.count == secrets)
		return;
	value->secret = plain && value->type == CX_NODE_OBJECT && value->first;
	cx_node_add_n(out, member->key, member->key_len, value);
}

static void build_at(struct attempt *a, struct cx_node *out, const struct cx_shape *parent,
		     const struct cx_shape *shape, const struct cx_node *member)
{
	size_t before = a->path.len;
	cx_pointer_add(&a->path, member->key, member->key_len);
	bool open = !parent->property_count && !parent->additional;
	if (shape)
		build_member(a, out, parent, shape, member);
	else if (open)
		cx_node_add_n(out, member->key, member->key_len, cx_vars_escape(a->job->arena, member));
	else
		(void)gap_add(a, &a->item->unknown, NULL);
	cx_buf_cut(&a->path, before);
}

/* Members that only the tenant's object has: its id, which stands in metadata. */
static bool is_identity(const struct attempt *a, const struct cx_node *member)
{
	const struct cx_kind_route *route = a->item->route;
	const char *field = route->id_field ? route->id_field : "id";
	return !a->path.len && route->identity != CX_IDENTITY_NATURAL_KEY && strcmp(member->key, field) == 0;
}

/* Secrets are seldom in what the tenant shows: where a definition may name one, the file says so. */
static void note_absent_secret(struct attempt *a, struct cx_node *out,
			       const struct cx_shape_property *property)
{
	size_t before = a->path.len;
	if (!property->shape->write_only || property->shape->text)
		return;
	cx_pointer_add(&a->path, property->name, property->len);
	add_blank(a, out, property->shape, property->name, property->len);
	cx_buf_cut(&a->path, before);
}

static struct cx_node *build_object(struct attempt *a, const struct cx_shape *shape,
				    const struct cx_node *node)
{
	struct cx_node *out = cx_node_new(a->job->arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < shape->property_count; i++) {
		const struct cx_shape_property *property = &shape->properties[i];
		const struct cx_node *member = cx_node_get_n(node, property->name, property->len);
		if (member && !is_identity(a, member))
			build_at(a, out, shape, property->shape, member);
		else if (!member)
			note_absent_secret(a, out, property);
	}
	for (const struct cx_node *member = node->first; member; member = member->next)
		if (!cx_shape_is_property(shape, member->key, member->key_len) && !is_identity(a, member))
			build_at(a, out, shape, cx_shape_member(shape, member->key, member->key_len), member);
	return out;
}

static struct cx_node *build_list(struct attempt *a, const struct cx_shape *shape, const struct cx_node *node)
{
	struct cx_node *out = cx_node_new(a->job->arena, CX_NODE_ARRAY);
	size_t before = a->path.len, index = 0;
	a->lists++;
	for (const struct cx_node *item = node->first; item; item = item->next) {
		cx_pointer_add_index(&a->path, index++);
		cx_node_push(out, build_value(a, shape, shape->items, item));
		cx_buf_cut(&a->path, before);
	}
	a->lists--;
	return out;
}

static struct cx_node *build_value(struct attempt *a, const struct cx_shape *list,
				   const struct cx_shape *shape, const struct cx_node *node)
{
	struct cx_arena *arena = a->job->arena;
	const char *kind = cx_shape_ref_kind(list, shape);
	const char *name = kind ? cx_adopt_reference(a->job, a->item, kind, node) : NULL;
	if (name) {
		struct cx_node *reference = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(reference, "ref", cx_node_string(arena, name));
		a->item->references++;
		return reference;
	}
	bool open = !shape || shape->criteria ||
		    (!shape->property_count && !shape->pattern_count && !shape->additional);
	if (node->type == CX_NODE_OBJECT && !open)
		return build_object(a, shape, node);
	if (node->type == CX_NODE_ARRAY && shape && !shape->criteria)
		return build_list(a, shape, node);
	return cx_vars_escape(arena, node);
}

static struct cx_node *build_document(struct attempt *a)
{
	struct cx_arena *arena = a->job->arena;
	struct cx_adopt_item *item = a->item;
	struct cx_node *document = cx_node_new(arena, CX_NODE_OBJECT),
		       *metadata = cx_node_new(arena, CX_NODE_OBJECT);
	item->secrets.count = item->unknown.count = item->references = 0;
	cx_node_add(document, "apiVersion", cx_node_string(arena, CX_API_VERSION));
	cx_node_add(document, "kind", cx_node_string(arena, item->kind->name));
	cx_node_add(metadata, "name", cx_node_string(arena, item->name));
	if (item->needs_id)
		cx_node_add(metadata, "id", cx_node_string(arena, item->id));
	cx_node_add(document, "metadata", metadata);
	cx_buf_clear(&a->path);
	cx_node_add(document, "spec", build_value(a, NULL, item->kind->spec, item->live));
	return document;
}

static const char *print(struct attempt *a, const struct cx_node *document, size_t *ret_len)
{
	CX_AUTO(cx_buf) struct cx_buf raw = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	cx_adopt_print(document, &a->item->secrets, &raw);
	struct cx_source source = {a->item->file, raw.data, raw.len};
	bool formatted =
		cx_format_text(a->job->arena, a->job->input->formats, &source, &text, &quiet) == CX_STATUS_OK;
	struct cx_buf *made = formatted ? &text : &raw;
	*ret_len = made->len;
	return cx_arena_strndup(a->job->arena, made->data, made->len);
}

/* Whether the file says what was meant, and is a valid definition. */
static bool check(struct attempt *a, const struct cx_node *document, const char *text, size_t len,
		  struct cx_diags *said)
{
	struct cx_arena *arena = a->job->arena;
	const struct cx_adopt_input *input = a->job->input;
	struct cx_docs docs = {0};
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){a->item->file, text, len};
	if (cx_secrets_hold(input->secrets, text, len)) {
		cx_diag_error(said, "adopt.secret", "it holds the value of a secret of this project");
		return false;
	}
	if (cx_yaml_parse(arena, source, &docs, said))
		return false;
	if (docs.count != 1 || !cx_node_equal(docs.items[0], document)) {
		cx_diag_error(said, "adopt.text", "YAML cannot say what it holds");
		return false;
	}
	struct cx_definitions_source rules = {
		.kinds = input->kinds,
		.criteria = input->profile->criteria,
		.now_ms = input->now_ms,
		.partial = true,
	};
	struct cx_definitions set = {0};
	cx_definition_document_check(arena, &rules, docs.items[0], a->item->file, &set, said);
	cx_definitions_release(&set);
	return said->errors == 0;
}

/* The texts that the schema refuses, if that may be because they are secrets. False: nothing new. */
static bool learn_refused(struct attempt *a, const struct cx_diags *said)
{
	size_t before = a->refused.count;
	for (size_t i = 0; i < said->count; i++) {
		const char *pointer = said->items[i]->pointer;
		if (pointer && strncmp(pointer, "/spec/", 6) == 0)
			(void)cx_map_put(&a->refused, cx_arena_strdup(a->job->arena, pointer), a->item);
	}
	return a->refused.count > before;
}

static const char *problem_of(struct cx_arena *arena, const struct cx_diags *said)
{
	for (size_t i = 0; i < said->count; i++)
		if (said->items[i]->severity == CX_SEVERITY_ERROR)
			return cx_arena_strdup(arena, said->items[i]->message);
	return "no definition can say what it is";
}

void cx_adopt_write(struct cx_adopt_job *job, struct cx_adopt_item *item)
{
	enum { ATTEMPTS = 3 };
	struct attempt a = {.job = job, .item = item, .path = CX_BUF_INIT};
	for (size_t i = 0; i < ATTEMPTS; i++) {
		CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
		const struct cx_node *document = build_document(&a);
		const char *text = print(&a, document, &item->len);
		const struct cx_node *said_by_it = cx_adopt_without_blanks(job->arena, document);
		item->text = text;
		item->problem = NULL;
		if (check(&a, said_by_it, text, item->len, &said))
			break;
		item->problem = problem_of(job->arena, &said);
		if (!learn_refused(&a, &said) && a.keep_defaults)
			break;
		a.keep_defaults = i > 0;
	}
	if (item->problem)
		item->fate = CX_ADOPT_IMPOSSIBLE;
	cx_map_release(&a.refused);
	cx_buf_release(&a.path);
}
