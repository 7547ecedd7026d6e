/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant's object as the text of a definition. */
#include "engine/adopt_parts.h"

#include "doc/pointer.h"
#include "doc/yaml.h"
#include "doc/yaml_print.h"
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
};

static struct cx_node *build_value(struct attempt *a, const struct cx_shape *list,
				   const struct cx_shape *shape, const struct cx_node *node);

static void gap_add(const struct attempt *a, struct cx_adopt_gaps *gaps, const char *variable)
{
	CX_ARENA_GROW(a->job->arena, gaps->items, gaps->count, gaps->cap);
	gaps->items[gaps->count++] =
		(struct cx_adopt_gap){cx_arena_strdup(a->job->arena, a->path.data), variable};
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

/* The member that path names, or nothing: what the tenant alone says, and what goes without saying. */
static void build_member(struct attempt *a, struct cx_node *out, const struct cx_shape *shape,
			 const struct cx_node *member)
{
	if (!cx_is_compared(shape) ||
	    (member->type == CX_NODE_NULL && !shape->nullable && !shape->criteria) ||
	    is_default(a, shape, member))
		return;
	if (shape->write_only && (!shape->text || is_refused(a))) {
		gap_add(a, &a->item->secrets, variable_of(a));
		return;
	}
	cx_node_add_n(out, member->key, member->key_len, build_value(a, NULL, shape, member));
}

static void build_at(struct attempt *a, struct cx_node *out, const struct cx_shape *shape,
		     const struct cx_node *member)
{
	size_t before = a->path.len;
	cx_pointer_add(&a->path, member->key, member->key_len);
	if (shape)
		build_member(a, out, shape, member);
	else
		gap_add(a, &a->item->unknown, NULL);
	cx_buf_cut(&a->path, before);
}

static const struct cx_shape_property *property_of(const struct cx_shape *shape, const struct cx_node *member)
{
	for (size_t i = 0; i < shape->property_count; i++)
		if (shape->properties[i].len == member->key_len &&
		    memcmp(shape->properties[i].name, member->key, member->key_len) == 0)
			return &shape->properties[i];
	return NULL;
}

/* Members that only the tenant's object has: its id, which stands in metadata. */
static bool is_identity(const struct attempt *a, const struct cx_node *member)
{
	const struct cx_kind_route *route = a->item->route;
	const char *field = route->id_field ? route->id_field : "id";
	return !a->path.len && route->identity != CX_IDENTITY_NATURAL_KEY && strcmp(member->key, field) == 0;
}

/* Secrets are never in what the tenant shows: where a definition may name one, the file says so. */
static void note_absent_secret(struct attempt *a, const struct cx_shape_property *property)
{
	size_t before = a->path.len;
	if (!property->shape->write_only || property->shape->text)
		return;
	cx_pointer_add(&a->path, property->name, property->len);
	gap_add(a, &a->item->secrets, variable_of(a));
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
			build_at(a, out, property->shape, member);
		else if (!member)
			note_absent_secret(a, property);
	}
	for (const struct cx_node *member = node->first; member; member = member->next)
		if (!property_of(shape, member) && !is_identity(a, member))
			build_at(a, out, shape->additional, member);
	return out;
}

static struct cx_node *build_list(struct attempt *a, const struct cx_shape *shape, const struct cx_node *node)
{
	struct cx_node *out = cx_node_new(a->job->arena, CX_NODE_ARRAY);
	size_t before = a->path.len, index = 0;
	for (const struct cx_node *item = node->first; item; item = item->next) {
		cx_pointer_add_index(&a->path, index++);
		cx_node_push(out, build_value(a, shape, shape->items, item));
		cx_buf_cut(&a->path, before);
	}
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
	bool open = !shape || shape->criteria || (!shape->property_count && !shape->additional);
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

/* "headers.Authorization" of /headers/Authorization, as people write it. */
static void add_dotted(const char *path, struct cx_buf *out)
{
	for (const char *at = path + 1; *at; at++)
		cx_buf_addc(out, *at == '/' ? '.' : (unsigned char)*at < ' ' ? '?' : *at);
}

/* Behind the last member of spec, which is the document's last. */
static void add_secrets(const struct cx_adopt_item *item, struct cx_buf *out)
{
	if (!item->secrets.count)
		return;
	cx_buf_adds(out, "  # The tenant does not show secrets. To have cxctl send one, fill in where it is\n"
			 "  # read from and take the # away; what is left out stays as the tenant has it.\n");
	for (size_t i = 0; i < item->secrets.count; i++) {
		cx_buf_adds(out, "  # ");
		add_dotted(item->secrets.items[i].path, out);
		cx_buf_addf(out, ": {env: %s}\n", item->secrets.items[i].variable);
	}
}

static const char *print(struct attempt *a, const struct cx_node *document, size_t *ret_len)
{
	CX_AUTO(cx_buf) struct cx_buf raw = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	cx_yaml_print(document, NULL, &raw);
	add_secrets(a->item, &raw);
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
		item->text = text;
		item->problem = NULL;
		if (check(&a, document, text, item->len, &said))
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
