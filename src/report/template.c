/* SPDX-License-Identifier: Apache-2.0 */
/* A walk over the schema's properties. Values come from the schema's own examples: nothing is made up. */
#include "report/template.h"

#include "doc/yaml_print.h"
#include "report/text.h"

enum {
	COLUMNS = 80,
	MAX_DEPTH = 8,      /* of objects that must be written out because they have no example */
	MAX_REFERENCES = 8, /* $ref behind $ref */
};

struct template
{
	struct cx_arena *arena;
	const struct cx_kind *kind;
	const char *name, *id;
	struct cx_buf *out;
};

/* The schema that a local $ref leads to, or the schema itself. */
static const struct cx_node *behind_reference(const struct template *t, const struct cx_node *schema)
{
	for (size_t i = 0; schema && i < MAX_REFERENCES; i++) {
		const char *ref = cx_node_get_text(schema, "$ref");
		if (!ref || strncmp(ref, "#/$defs/", 8) != 0)
			return schema;
		schema = cx_node_get(cx_node_get(t->kind->document, "$defs"), ref + 8);
	}
	return schema;
}

/* A keyword of the schema, or of what it refers to. */
static const struct cx_node *keyword(const struct template *t, const struct cx_node *schema, const char *name)
{
	const struct cx_node *own = cx_node_get(schema, name);
	return own ? own : cx_node_get(behind_reference(t, schema), name);
}

static bool is_required(const struct cx_node *object, const char *key)
{
	const struct cx_node *required = cx_node_get(object, "required");
	for (const struct cx_node *item = required ? required->first : NULL; item; item = item->next)
		if (cx_node_is_text(item, key))
			return true;
	return false;
}

/* The value of that member in the first whole example of the kind that has it. */
static const struct cx_node *from_examples(const struct template *t, const char *section, const char *key)
{
	const struct cx_node *examples = cx_node_get(t->kind->document, "examples");
	for (const struct cx_node *e = examples ? examples->first : NULL; e; e = e->next) {
		const struct cx_node *value = cx_node_get(cx_node_get(e, section), key);
		if (value)
			return value;
	}
	return NULL;
}

static const struct cx_node *example_of(const struct template *t, const struct cx_node *schema)
{
	const struct cx_node *value = keyword(t, schema, "const");
	const struct cx_node *examples = keyword(t, schema, "examples"), *words = keyword(t, schema, "enum");
	if (!value && examples)
		value = examples->first;
	if (!value && words)
		value = words->first;
	return value ? value : keyword(t, schema, "default");
}

/* For schemas without an example: the smallest value of the type. */
static const struct cx_node *smallest_of(const struct template *t, const struct cx_node *schema, size_t depth)
{
	const struct cx_node *type = keyword(t, schema, "type");
	if (type && type->type == CX_NODE_ARRAY)
		type = type->first;
	if (type && (cx_node_is_text(type, "integer") || cx_node_is_text(type, "number"))) {
		const struct cx_node *minimum = keyword(t, schema, "minimum");
		return minimum ? minimum : cx_node_int(t->arena, 1);
	}
	if (type && cx_node_is_text(type, "boolean"))
		return cx_node_bool(t->arena, false);
	if (type && cx_node_is_text(type, "array"))
		return cx_node_new(t->arena, CX_NODE_ARRAY);
	if (!type || !cx_node_is_text(type, "object"))
		return cx_node_string(t->arena, "text");
	struct cx_node *object = cx_node_new(t->arena, CX_NODE_OBJECT);
	const struct cx_node *properties = keyword(t, schema, "properties");
	for (const struct cx_node *p = properties ? properties->first : NULL; p && depth < MAX_DEPTH;
	     p = p->next) {
		if (!is_required(behind_reference(t, schema), p->key))
			continue;
		const struct cx_node *value = example_of(t, p);
		value = value ? value : smallest_of(t, p, depth + 1);
		cx_node_add_n(object, p->key, p->key_len, cx_node_copy(t->arena, value));
	}
	return object;
}

static bool says_nothing(const struct cx_node *value)
{
	bool is_collection = value->type == CX_NODE_ARRAY || value->type == CX_NODE_OBJECT;
	return (is_collection && !value->count) || (value->type == CX_NODE_STRING && !value->len);
}

static const struct cx_node *value_of(const struct template *t, const char *section,
				      const struct cx_node *property, bool required)
{
	const struct cx_node *whole = from_examples(t, section, property->key);
	if (!strcmp(property->key, "name") && (!whole || whole->type == CX_NODE_STRING))
		return cx_node_string(t->arena, t->name);
	if (!strcmp(section, "metadata") && !strcmp(property->key, "id") && required)
		return cx_node_string(t->arena, t->id);
	const struct cx_node *otherwise = keyword(t, property, "default");
	if (!required && otherwise && !says_nothing(otherwise))
		return otherwise;
	const struct cx_node *example = whole ? whole : example_of(t, property);
	return example ? example : smallest_of(t, property, 0);
}

/* "# text", wrapped, each line with its indent. */
static void add_comment(const char *text, size_t indent, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	cx_text_wrap(&lines, text, 0, 0, COLUMNS - indent - 2);
	for (const char *line = lines.data; *line;) {
		size_t len = strcspn(line, "\n");
		cx_buf_fill(out, ' ', indent);
		cx_buf_adds(out, len ? "# " : "#");
		cx_buf_add(out, line, len);
		cx_buf_addc(out, '\n');
		line += len + (line[len] == '\n');
	}
}

/* The member as it would be written, behind "# " on every line. */
static void add_as_comment(const struct cx_node *property, const struct cx_node *value, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_yaml_print_text(property->key, property->key_len, &text);
	cx_buf_addc(&text, ':');
	cx_yaml_print_value(value, 0, &text);
	for (const char *line = text.data; *line;) {
		size_t len = strcspn(line, "\n");
		cx_buf_adds(out, "  # ");
		cx_buf_add(out, line, len);
		cx_buf_addc(out, '\n');
		line += len + (line[len] == '\n');
	}
}

static bool is_left_out(const struct template *t, const struct cx_node *property)
{
	const struct cx_node *read_only = keyword(t, property, "readOnly");
	const struct cx_node *server = keyword(t, property, "x-cxctl-server");
	return property->type != CX_NODE_OBJECT || (read_only && read_only->boolean) ||
	       (server && server->boolean);
}

static void add_property(const struct template *t, const char *section, const struct cx_node *property,
			 bool required)
{
	if (is_left_out(t, property))
		return;
	const struct cx_node *description = keyword(t, property, "description");
	const struct cx_node *value = value_of(t, section, property, required);
	if (description && description->type == CX_NODE_STRING)
		add_comment(description->text, 2, t->out);
	if (!required) {
		add_as_comment(property, value, t->out);
		return;
	}
	cx_buf_adds(t->out, "  ");
	cx_yaml_print_text(property->key, property->key_len, t->out);
	cx_buf_addc(t->out, ':');
	cx_yaml_print_value(value, 2, t->out);
}

static void add_section(const struct template *t, const char *section)
{
	const struct cx_node *properties = cx_node_get(t->kind->document, "properties");
	const struct cx_node *schema = behind_reference(t, cx_node_get(properties, section));
	const struct cx_node *members = cx_node_get(schema, "properties");
	bool first = true;
	cx_buf_addf(t->out, "%s:\n", section);
	/* What must stand there first: it is what the author came for. */
	for (int pass = 0; pass < 2; pass++)
		for (const struct cx_node *p = members ? members->first : NULL; p; p = p->next) {
			bool required = is_required(schema, p->key);
			if (required != (pass == 0) || is_left_out(t, p))
				continue;
			if (!first)
				cx_buf_addc(t->out, '\n');
			first = false;
			add_property(t, section, p, required);
		}
}

void cx_template_yaml(struct cx_arena *arena, const struct cx_kind *kind, const char *name, const char *id,
		      struct cx_buf *out)
{
	struct template t = {arena, kind, name, id, out};
	const char *description = cx_node_get_text(kind->document, "description");
	if (description)
		add_comment(description, 0, out);
	cx_buf_addf(out, "apiVersion: %s\nkind: %s\n", CX_API_VERSION, kind->name);
	add_section(&t, "metadata");
	cx_buf_addc(out, '\n');
	add_section(&t, "spec");
}
