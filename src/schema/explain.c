/* SPDX-License-Identifier: Apache-2.0 */
/* Over the schema's document, not over compiled rules: titles and texts are there. All walks are bounded. */
#include "schema/explain.h"

#include "base/near.h"
#include "doc/pointer.h"
#include "schema/uri.h"

/* Of one field: schemas, references in a row, alternatives in alternatives. */
#define MAX_PARTS  32
#define MAX_DEPTH  12
#define MAX_NESTED 2

/* The schemas that apply to a field for certain, and those that may. */
struct parts {
	const struct cx_node *sure[MAX_PARTS], *maybe[MAX_PARTS];
	size_t sure_count, maybe_count;
};

static const struct cx_node *target_of(const struct cx_node *document, const struct cx_node *ref)
{
	CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
	if (!ref || ref->type != CX_NODE_STRING || ref->text[0] != '#' ||
	    !cx_uri_decode(ref->text + 1, ref->len - 1, &pointer))
		return NULL;
	return cx_pointer_get((struct cx_node *)document, pointer.data);
}

static void add_maybe(struct parts *parts, const struct cx_node *schema)
{
	if (schema && schema->type == CX_NODE_OBJECT && parts->maybe_count < MAX_PARTS)
		parts->maybe[parts->maybe_count++] = schema;
}

static void gather(const struct cx_node *document, const struct cx_node *schema, int depth,
		   struct parts *parts)
{
	static const char *const choices[] = {"anyOf", "oneOf"};
	if (!schema || schema->type != CX_NODE_OBJECT || !depth || parts->sure_count >= MAX_PARTS)
		return;
	for (size_t i = 0; i < parts->sure_count; i++)
		if (parts->sure[i] == schema)
			return;
	parts->sure[parts->sure_count++] = schema;
	gather(document, target_of(document, cx_node_get(schema, "$ref")), depth - 1, parts);
	const struct cx_node *all = cx_node_get(schema, "allOf");
	for (const struct cx_node *part = all ? all->first : NULL; part; part = part->next)
		gather(document, part, depth - 1, parts);
	for (size_t i = 0; i < CX_COUNT(choices); i++) {
		const struct cx_node *list = cx_node_get(schema, choices[i]);
		for (const struct cx_node *part = list ? list->first : NULL; part; part = part->next)
			add_maybe(parts, part);
	}
	add_maybe(parts, cx_node_get(schema, "then"));
	add_maybe(parts, cx_node_get(schema, "else"));
}

static struct parts parts_of(const struct cx_node *document, const struct cx_node *schema)
{
	struct parts parts = {.sure_count = 0};
	gather(document, schema, MAX_DEPTH, &parts);
	return parts;
}

static const struct cx_node *get_sure(const struct parts *parts, const char *keyword)
{
	for (size_t i = 0; i < parts->sure_count; i++) {
		const struct cx_node *value = cx_node_get(parts->sure[i], keyword);
		if (value)
			return value;
	}
	return NULL;
}

const struct cx_node *cx_explain_get(const struct cx_node *document, const struct cx_node *schema,
				     const char *keyword)
{
	struct parts parts = parts_of(document, schema);
	return get_sure(&parts, keyword);
}

const struct cx_node *cx_explain_known(const struct cx_node *document, const struct cx_node *schema)
{
	struct parts parts = parts_of(document, schema);
	const struct cx_node *found = NULL;
	for (size_t i = 0; i < parts.maybe_count && !found; i++)
		found = cx_node_get(parts.maybe[i], "enum");
	return found;
}

static bool is_required(const struct parts *parts, const char *name)
{
	for (size_t i = 0; i < parts->sure_count; i++) {
		const struct cx_node *required = cx_node_get(parts->sure[i], "required");
		const struct cx_node *item = required ? required->first : NULL;
		for (; item; item = item->next)
			if (cx_node_is_text(item, name))
				return true;
	}
	return false;
}

static bool has_member(const struct cx_explained_list *members, size_t count, const char *name,
		       const char *owner)
{
	for (size_t i = 0; i < count; i++) {
		const struct cx_explained *field = &members->items[i];
		bool same_owner = !field->owner || (owner && strcmp(field->owner, owner) == 0);
		if (strcmp(field->name, name) == 0 && same_owner)
			return true;
	}
	return false;
}

static void add_members(struct cx_arena *arena, const struct parts *parts, const char *owner,
			struct cx_explained_list *members)
{
	for (size_t i = 0; i < parts->sure_count; i++) {
		const struct cx_node *properties = cx_node_get(parts->sure[i], "properties");
		const struct cx_node *member = properties ? properties->first : NULL;
		size_t before = members->count;
		for (; member; member = member->next) {
			bool refused = member->type == CX_NODE_BOOL && !member->boolean;
			if (refused || has_member(members, before, member->key, owner))
				continue;
			CX_ARENA_GROW(arena, members->items, members->count, members->cap);
			members->items[members->count++] =
				(struct cx_explained){.name = member->key,
						      .owner = owner,
						      .schema = member,
						      .required = is_required(parts, member->key)};
		}
	}
}

static void add_alternatives(struct cx_arena *arena, const struct cx_node *document,
			     const struct parts *parts, int depth, struct cx_explained_list *members)
{
	for (size_t i = 0; i < parts->maybe_count && depth; i++) {
		struct parts branch = parts_of(document, parts->maybe[i]);
		const struct cx_node *title = get_sure(&branch, "title");
		const char *owner = title && title->type == CX_NODE_STRING ? title->text : "one alternative";
		add_members(arena, &branch, owner, members);
		add_alternatives(arena, document, &branch, depth - 1, members);
	}
}

void cx_explain_members(struct cx_arena *arena, const struct cx_node *document, const struct cx_node *schema,
			struct cx_explained_list *ret_members)
{
	struct parts parts = parts_of(document, schema);
	add_members(arena, &parts, NULL, ret_members);
	add_alternatives(arena, document, &parts, MAX_NESTED, ret_members);
}

static const struct cx_node *below(const struct cx_node *document, const struct parts *parts, int depth,
				   bool *ret_is_map)
{
	const struct cx_node *items = get_sure(parts, "items");
	const struct cx_node *values = get_sure(parts, "additionalProperties");
	const struct cx_node *patterns = get_sure(parts, "patternProperties");
	*ret_is_map = !items;
	if (items && items->type == CX_NODE_OBJECT)
		return items;
	if (values && values->type == CX_NODE_OBJECT)
		return values;
	if (patterns && patterns->first && patterns->first->type == CX_NODE_OBJECT)
		return patterns->first;
	for (size_t i = 0; i < parts->maybe_count && depth; i++) {
		struct parts branch = parts_of(document, parts->maybe[i]);
		const struct cx_node *found = below(document, &branch, depth - 1, ret_is_map);
		if (found)
			return found;
	}
	return NULL;
}

const struct cx_node *cx_explain_below(const struct cx_node *document, const struct cx_node *schema,
				       bool *ret_is_map)
{
	struct parts parts = parts_of(document, schema);
	return below(document, &parts, MAX_NESTED, ret_is_map);
}

struct cx_explained_list cx_explain_fields(struct cx_arena *arena, const struct cx_node *document,
					   const struct cx_node *schema)
{
	struct cx_explained_list members = {0};
	bool is_map;
	for (int level = 0; level < 3 && schema && !members.count; level++) {
		cx_explain_members(arena, document, schema, &members);
		schema = cx_explain_below(document, schema, &is_map);
	}
	return members;
}

/* The words of type in a fixed order, each once. */
static const char *const words[] = {"string", "integer", "number", "boolean", "object", "array", "null"};

static unsigned bit_of(const char *word)
{
	for (size_t i = 0; i < CX_COUNT(words); i++)
		if (strcmp(words[i], word) == 0)
			return 1u << i;
	return 0;
}

static unsigned bits_of_values(const struct parts *parts)
{
	const struct cx_node *value = get_sure(parts, "const"), *list = get_sure(parts, "enum");
	unsigned bits = value ? bit_of(cx_node_type_name(value->type)) : 0;
	for (const struct cx_node *item = list ? list->first : NULL; item; item = item->next)
		bits |= bit_of(cx_node_type_name(item->type));
	return bits;
}

static unsigned type_bits(const struct cx_node *document, const struct parts *parts, int depth)
{
	const struct cx_node *type = get_sure(parts, "type");
	unsigned bits = 0;
	if (type && type->type == CX_NODE_STRING)
		return bit_of(type->text);
	for (const struct cx_node *item = type ? type->first : NULL; item; item = item->next)
		bits |= item->type == CX_NODE_STRING ? bit_of(item->text) : 0;
	if (!bits)
		bits = bits_of_values(parts);
	if (!bits && get_sure(parts, "properties"))
		bits = bit_of("object");
	for (size_t i = 0; !type && !bits && i < parts->maybe_count && depth; i++) {
		struct parts branch = parts_of(document, parts->maybe[i]);
		bits |= type_bits(document, &branch, depth - 1);
	}
	return bits;
}

static void put_type(const struct cx_node *document, const struct cx_node *schema, int depth,
		     struct cx_buf *out)
{
	struct parts parts = parts_of(document, schema);
	unsigned bits = type_bits(document, &parts, MAX_NESTED);
	bool is_map = false, first = true;
	const struct cx_node *inner = depth ? below(document, &parts, MAX_NESTED, &is_map) : NULL;
	for (size_t i = 0; i < CX_COUNT(words); i++) {
		if (!(bits & (1u << i)))
			continue;
		bool list = strcmp(words[i], "array") == 0, object = strcmp(words[i], "object") == 0;
		bool map = object && is_map && !get_sure(&parts, "properties");
		cx_buf_adds(out, first ? "" : " or ");
		first = false;
		if (inner && ((list && !is_map) || map)) {
			cx_buf_adds(out, list ? "list of " : "map of ");
			put_type(document, inner, depth - 1, out);
		} else {
			cx_buf_adds(out, list ? "list" : words[i]);
		}
	}
	if (first)
		cx_buf_adds(out, "any value");
}

void cx_explain_type(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out)
{
	put_type(document, schema, 3, out);
}

/* The one name that a branch asks for, if it asks for nothing else. */
static const char *only_name(const struct cx_node *branch)
{
	const struct cx_node *required = cx_node_get(branch, "required");
	bool one = required && required->count == 1 && required->first->type == CX_NODE_STRING;
	for (const struct cx_node *member = branch->first; member; member = member->next)
		one = one && (member == required || strncmp(member->key, "x-", 2) == 0);
	return one ? required->first->text : NULL;
}

bool cx_explain_choice(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out)
{
	const struct cx_node *one = cx_explain_get(document, schema, "oneOf");
	const struct cx_node *list = one ? one : cx_explain_get(document, schema, "anyOf");
	size_t start = out->len;
	cx_buf_adds(out, one ? "exactly one of " : "at least one of ");
	for (const struct cx_node *branch = list ? list->first : NULL; branch; branch = branch->next) {
		const char *name = only_name(branch);
		if (!name) {
			cx_buf_cut(out, start);
			return false;
		}
		cx_buf_addf(out, "%s%s", branch == list->first ? "" : branch->next ? ", " : " and ", name);
	}
	if (!list || !list->first)
		cx_buf_cut(out, start);
	return list && list->first;
}

/* One part of a path at one field: 0 or more fields go to next. */
struct step {
	struct cx_arena *arena;
	const struct cx_node *document;
	const char *part;
	struct cx_explained_list *next;
	size_t wild; /* lists and maps without a key that were walked through; the last one's is in the path
		      */
	bool is_map;
};

static bool is_index(const char *part)
{
	return *part && strspn(part, "0123456789") == strlen(part);
}

static bool members_named(struct step *step, const struct cx_node *schema)
{
	struct cx_explained_list members = {0};
	size_t before = step->next->count;
	cx_explain_members(step->arena, step->document, schema, &members);
	for (size_t i = 0; i < members.count; i++) {
		if (strcmp(members.items[i].name, step->part) != 0)
			continue;
		CX_ARENA_GROW(step->arena, step->next->items, step->next->count, step->next->cap);
		step->next->items[step->next->count++] = members.items[i];
	}
	return step->next->count > before;
}

static bool is_near_member(struct step *step, const struct cx_node *schema)
{
	struct cx_explained_list members = {0};
	cx_explain_members(step->arena, step->document, schema, &members);
	const char **names = cx_arena_alloc(step->arena, (members.count + 1) * sizeof *names);
	for (size_t i = 0; i < members.count; i++)
		names[i] = members.items[i].name;
	return cx_near_word(step->part, names) != NULL;
}

/* An index of a list, or a key of a map. */
static bool is_key(struct step *step, const struct cx_node *inner, bool is_map)
{
	return is_map ? !is_near_member(step, inner) : is_index(step->part);
}

static void take(struct step *step, const struct cx_node *schema, int depth)
{
	bool is_map = false;
	const struct cx_node *inner = cx_explain_below(step->document, schema, &is_map);
	if (members_named(step, schema) || !inner || !depth)
		return;
	size_t before = step->next->count;
	step->wild++;
	step->is_map = is_map;
	take(step, inner, depth - 1);
	if (step->next->count > before || !is_key(step, inner, is_map))
		return;
	step->wild = 0;
	CX_ARENA_GROW(step->arena, step->next->items, step->next->count, step->next->cap);
	step->next->items[step->next->count++] =
		(struct cx_explained){.name = is_map ? "NAME" : "", .schema = inner};
}

static void put_part(struct cx_buf *path, const struct step *step, const struct cx_explained *field)
{
	if (step->wild && step->is_map)
		cx_buf_adds(path, ".NAME");
	if (field->name[0])
		cx_buf_addf(path, ".%s", field->name);
}

enum cx_status cx_explain_find(struct cx_arena *arena, const struct cx_node *document, const char *text,
			       struct cx_explained_list *ret_fields, struct cx_buf *path,
			       const char **ret_unknown)
{
	struct cx_explained_list at = {0};
	CX_ARENA_GROW(arena, at.items, at.count, at.cap);
	at.items[at.count++] = (struct cx_explained){.schema = document};
	for (; *text; text += strcspn(text, "./[]")) {
		text += strspn(text, "./[]");
		if (!*text)
			break;
		struct cx_explained_list next = {0};
		const char *part = cx_arena_strndup(arena, text, strcspn(text, "./[]"));
		struct step step = {.arena = arena, .document = document, .part = part, .next = &next};
		for (size_t i = 0; i < at.count && next.count < MAX_PARTS; i++)
			take(&step, at.items[i].schema, 3);
		if (!next.count) {
			*ret_fields = at;
			*ret_unknown = part;
			return CX_STATUS_INVALID;
		}
		put_part(path, &step, &next.items[0]);
		at = next;
	}
	*ret_fields = at;
	return CX_STATUS_OK;
}
