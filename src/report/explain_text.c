/* SPDX-License-Identifier: Apache-2.0 */
/* Fields as paragraphs; with recursive, as a tree of names and types. */
#include "report/explain_text.h"

#include "doc/yaml_print.h"
#include "report/escape.h"
#include "report/text.h"

#define COLUMNS   80
#define MAX_LEVEL 16
/* A schema can make a short file into a tree without end. */
#define MAX_FIELDS 2000

static const char *text_of(const struct cx_node *document, const struct cx_node *schema, const char *keyword)
{
	const struct cx_node *value = cx_explain_get(document, schema, keyword);
	return value && value->type == CX_NODE_STRING ? value->text : NULL;
}

static void put_wrapped(struct cx_buf *out, const char *text, size_t indent)
{
	cx_buf_fill(out, ' ', indent);
	cx_text_wrap(out, text, indent, indent, COLUMNS);
}

/* "object, required in a Group" */
static void put_type(const struct cx_node *document, const struct cx_explained *field, struct cx_buf *out)
{
	const struct cx_node *read_only = cx_explain_get(document, field->schema, "readOnly");
	if (read_only && read_only->boolean)
		cx_buf_adds(out, "read only");
	else
		cx_explain_type(document, field->schema, out);
	if (field->required)
		cx_buf_adds(out, ", required");
	if (field->owner)
		cx_buf_addf(out, " (%s)", field->owner);
}

static void put_limits(const struct cx_node *document, const struct cx_explained *field, size_t indent,
		       struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_explain_limits(document, field->schema, &text);
	for (char *line = text.data; *line;) {
		size_t len = strcspn(line, "\n");
		char end = line[len];
		line[len] = '\0';
		cx_buf_fill(out, ' ', indent);
		cx_buf_adds(out, "- ");
		cx_text_wrap(out, line, indent + 2, indent + 2, COLUMNS);
		line += len + (end ? 1 : 0);
	}
}

/* As it would stand in a file: behind its key, or a document. The printer leaves nothing harmful in it. */
static void put_value(const char *name, const struct cx_node *value, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_yaml_print_entry(name, value, &text);
	for (const char *line = text.data; *line;) {
		size_t len = strcspn(line, "\n");
		cx_buf_fill(out, ' ', len ? 2 : 0);
		cx_buf_add(out, line, len);
		cx_buf_addc(out, '\n');
		line += len + (line[len] ? 1 : 0);
	}
}

static void put_example(const struct cx_node *document, const struct cx_explained *field, bool colour,
			struct cx_buf *out)
{
	const struct cx_node *list = cx_explain_get(document, field->schema, "examples");
	if (!list || list->type != CX_NODE_ARRAY || !list->first)
		return;
	cx_buf_addc(out, '\n');
	cx_text_ink(out, colour, CX_INK_BOLD, list->count > 1 ? "Examples\n" : "Example\n");
	for (const struct cx_node *item = list->first; item; item = item->next) {
		if (!field->name && item != list->first)
			cx_buf_adds(out, "  ---\n");
		put_value(field->name, item, out);
	}
}

static void put_field(const struct cx_node *document, const struct cx_explained *field, bool colour,
		      struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf type = CX_BUF_INIT;
	put_type(document, field, &type);
	cx_buf_adds(out, "  ");
	cx_text_ink_begin(out, colour, CX_INK_BOLD);
	cx_escape_terminal_s(field->name, out);
	cx_text_ink_end(out, colour, CX_INK_BOLD);
	cx_buf_adds(out, "  ");
	size_t column = 4 + cx_escape_columns(field->name, strlen(field->name));
	cx_text_wrap(out, type.data, column, 6, COLUMNS);
	const char *description = text_of(document, field->schema, "description");
	if (description)
		put_wrapped(out, description, 6);
	put_limits(document, field, 6, out);
}

/* The schemas above a place of the tree, so that one that holds itself ends. */
struct above {
	const struct above *up;
	const struct cx_node *schema;
	size_t level;
	size_t *budget; /* fields that may still be shown */
};

static bool is_above(const struct above *above, const struct cx_node *schema)
{
	for (; above; above = above->up)
		if (above->schema == schema)
			return true;
	return false;
}

static void put_tree(struct cx_arena *arena, const struct cx_node *document, const struct above *above,
		     struct cx_buf *out)
{
	struct cx_explained_list members = cx_explain_fields(arena, document, above->schema);
	for (size_t i = 0; i < members.count && *above->budget; i++, (*above->budget)--) {
		const struct cx_explained *field = &members.items[i];
		struct above here = {above, field->schema, above->level + 1, above->budget};
		bool again = is_above(above, field->schema);
		cx_buf_fill(out, ' ', 2 * here.level);
		cx_escape_terminal_s(field->name, out);
		cx_buf_adds(out, "  ");
		CX_AUTO(cx_buf) struct cx_buf type = CX_BUF_INIT;
		put_type(document, field, &type);
		cx_escape_terminal_s(type.data, out);
		cx_buf_adds(out, again ? ", as above\n" : "\n");
		if (!again && here.level < MAX_LEVEL)
			put_tree(arena, document, &here, out);
	}
}

static void put_variant(struct cx_arena *arena, const struct cx_explanation *e,
			const struct cx_explained *field, bool colour, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf type = CX_BUF_INIT;
	put_type(e->document, field, &type);
	cx_text_ink_begin(out, colour, CX_INK_BOLD);
	cx_escape_terminal_s(e->path, out);
	cx_text_ink_end(out, colour, CX_INK_BOLD);
	cx_buf_adds(out, "  ");
	cx_text_wrap(out, type.data, strlen(e->path) + 2, 4, COLUMNS);
	if (e->recursive) {
		size_t budget = MAX_FIELDS;
		struct above here = {NULL, field->schema, 0, &budget};
		put_tree(arena, e->document, &here, out);
		cx_buf_adds(out, budget ? "" : "  (and more: name a field of it)\n");
		return;
	}
	const char *description = text_of(e->document, field->schema, "description");
	if (description)
		put_wrapped(out, description, 2);
	put_limits(e->document, field, 2, out);
	put_example(e->document, field, colour, out);
	struct cx_explained_list members = cx_explain_fields(arena, e->document, field->schema);
	if (members.count) {
		cx_buf_addc(out, '\n');
		cx_text_ink(out, colour, CX_INK_BOLD, "Fields\n");
	}
	for (size_t i = 0; i < members.count; i++)
		put_field(e->document, &members.items[i], colour, out);
}

void cx_explain_text(struct cx_arena *arena, const struct cx_explanation *explanation, bool colour,
		     struct cx_buf *out)
{
	for (size_t i = 0; i < explanation->fields.count; i++) {
		cx_buf_adds(out, i ? "\n" : "");
		put_variant(arena, explanation, &explanation->fields.items[i], colour, out);
	}
}

static void copy(struct cx_arena *arena, struct cx_node *object, const char *name,
		 const struct cx_node *value)
{
	if (value)
		cx_node_add(object, name, cx_node_copy(arena, value));
}

static struct cx_node *field_json(struct cx_arena *arena, const struct cx_explanation *e,
				  const struct cx_explained *field, const struct above *above)
{
	static const char *const same[] = {"title", "description", "default", "examples"};
	const struct cx_node *document = e->document, *schema = field->schema;
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *limits = cx_node_new(arena, CX_NODE_ARRAY);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_explain_type(document, schema, &text);
	cx_node_add(object, "name", cx_node_string(arena, field->name ? field->name : e->path));
	if (field->owner)
		cx_node_add(object, "of", cx_node_string(arena, field->owner));
	cx_node_add(object, "type", cx_node_string(arena, text.data));
	cx_node_add(object, "required", cx_node_bool(arena, field->required));
	for (size_t i = 0; i < CX_COUNT(same); i++)
		copy(arena, object, same[i], cx_explain_get(document, schema, same[i]));
	copy(arena, object, "allowed", cx_explain_get(document, schema, "enum"));
	cx_buf_clear(&text);
	cx_explain_limits(document, schema, &text);
	for (const char *line = text.data; *line; line += strcspn(line, "\n") + 1)
		cx_node_push(limits, cx_node_string_n(arena, line, strcspn(line, "\n")));
	cx_node_add(object, "limits", limits);
	bool again = is_above(above, schema);
	if ((above && !e->recursive) || again || (above && above->level >= MAX_LEVEL))
		return object;
	size_t budget = MAX_FIELDS;
	struct above here = {above, schema, above ? above->level + 1 : 0, above ? above->budget : &budget};
	struct cx_explained_list members = cx_explain_fields(arena, document, schema);
	struct cx_node *below = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < members.count && *here.budget; i++, (*here.budget)--)
		cx_node_push(below, field_json(arena, e, &members.items[i], &here));
	cx_node_add(object, "fields", below);
	return object;
}

struct cx_node *cx_explain_json(struct cx_arena *arena, const struct cx_explanation *explanation)
{
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < explanation->fields.count; i++)
		cx_node_push(list, field_json(arena, explanation, &explanation->fields.items[i], NULL));
	return list;
}
