/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling a schema document. */
/*
 * Every subschema that the document holds becomes a list of rules; identifiers are gathered on the
 * way, and references are bound when all are known. A reference may also name a place that no keyword
 * makes a schema; it is compiled then.
 */
#include "schema/compile.h"

#include "doc/pointer.h"
#include "schema/cycle.h"
#include "schema/keyword.h"
#include "schema/ref_near.h"
#include "schema/schema.h"
#include "schema/uri.h"

#define DRAFT "https://json-schema.org/draft/2020-12/schema"
/* Binding is quadratic in the worst case: a pointer walks over its neighbours. */
#define MAX_SUBSCHEMAS 10000u

bool cx_compile_error(struct cx_compiler *compiler, const char *code, const struct cx_node *node,
		      const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	struct cx_span span = node ? node->span : CX_SPAN_NONE;
	struct cx_diag *diag =
		span.source ? cx_diag_add(compiler->diags, CX_SEVERITY_ERROR, code, span, "%s", text.data)
			    : cx_diag_error(compiler->diags, code, "%s: %s", compiler->name, text.data);
	cx_diag_pointer(compiler->diags, diag, compiler->pointer.data);
	compiler->failed = true;
	compiler->newest = diag;
	if (strcmp(code, "schema.invalid") == 0 && compiler->keyword && compiler->keyword->example)
		cx_diag_hint(compiler->diags, diag, "for example, %s: %s", compiler->keyword->name,
			     compiler->keyword->example);
	return false;
}

bool cx_compile_hint(struct cx_compiler *compiler, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	cx_diag_hint(compiler->diags, compiler->newest, "%s", text.data);
	return false;
}

static void warn_unknown(struct cx_compiler *compiler, const struct cx_node *member)
{
	const char *instead = cx_keyword_instead(member->key), *near = cx_keyword_near(member->key);
	if (!near && !instead)
		return;
	struct cx_diag *diag =
		cx_diag_add(compiler->diags, CX_SEVERITY_WARNING, "schema.keyword", cx_node_key_span(member),
			    "\"%s\" is no keyword of %s", member->key,
			    instead ? "draft 2020-12, and does nothing" : "JSON Schema");
	if (instead)
		cx_diag_hint(compiler->diags, diag, "%s", instead);
	else
		cx_diag_hint(compiler->diags, diag, "did you mean \"%s\"?", near);
}

/* Keys of the maps are the bytes of an address, which stands in the subschema. */
static struct cx_subschema *find_compiled(const struct cx_compiler *compiler, const struct cx_node *node)
{
	return cx_map_get_n(&compiler->by_node, (const char *)&node, sizeof node);
}

static struct cx_subschema *subschema_new(struct cx_compiler *compiler, const struct cx_node *node)
{
	struct cx_subschema *schema = cx_arena_alloc(compiler->arena, sizeof *schema);
	schema->node = node;
	cx_map_put_n(&compiler->by_node, (const char *)&schema->node, sizeof schema->node, schema);
	CX_GROW(compiler->all, compiler->all_count, compiler->all_cap);
	compiler->all[compiler->all_count++] = schema;
	return schema;
}

static bool add_identifier(struct cx_compiler *compiler, const char *uri, const struct cx_node *node)
{
	struct cx_node *target = (struct cx_node *)node;
	const struct cx_node *before = cx_map_put(&compiler->by_uri, uri, target);
	if (before && before != node)
		return cx_compile_error(compiler, "schema.id", node, "two subschemas are called \"%s\"", uri);
	return true;
}

static bool read_id(struct cx_compiler *compiler, const struct cx_node *node)
{
	const struct cx_node *id = cx_node_get(node, "$id");
	if (!id)
		return true;
	if (id->type != CX_NODE_STRING)
		return cx_compile_error(compiler, "schema.id", id, "$id must be a string");
	const char *hash = strchr(id->text, '#');
	if (hash && hash[1]) {
		cx_compile_error(compiler, "schema.id", id, "$id \"%s\" holds a fragment", id->text);
		return cx_compile_hint(compiler, "the name behind # is the value of $anchor");
	}
	CX_AUTO(cx_buf) struct cx_buf uri = CX_BUF_INIT;
	cx_uri_resolve(compiler->base, id->text, &uri);
	if (uri.len && uri.data[uri.len - 1] == '#')
		cx_buf_cut(&uri, uri.len - 1);
	compiler->base = cx_arena_strndup(compiler->arena, uri.data, uri.len);
	return add_identifier(compiler, compiler->base, node);
}

static bool anchor_valid(const struct cx_node *anchor)
{
	static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
	static const char rest[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789-.";
	return anchor->type == CX_NODE_STRING && anchor->len && strchr(first, anchor->text[0]) &&
	       strspn(anchor->text, rest) == anchor->len;
}

static bool read_anchor(struct cx_compiler *compiler, const struct cx_node *node, const char *keyword)
{
	const struct cx_node *anchor = cx_node_get(node, keyword);
	if (!anchor)
		return true;
	if (!anchor_valid(anchor)) {
		cx_compile_error(compiler, "schema.id", anchor, "%s must be a name", keyword);
		return cx_compile_hint(compiler,
				       "letters, digits, '-', '_' and '.', the first a letter or '_'");
	}
	return add_identifier(compiler,
			      cx_arena_printf(compiler->arena, "%s#%s", compiler->base, anchor->text), node);
}

static bool read_dialect(struct cx_compiler *compiler, const struct cx_node *node)
{
	static const struct {
		const char *name, *hint;
	} refused[] = {
		{"$dynamicRef", "write $ref to a schema of $defs instead"},
		{"$recursiveRef", "write $ref: \"#\" instead; this one is of an older draft"},
		{"$vocabulary", "remove it: it is for those who define keywords"},
	};
	for (size_t i = 0; i < CX_COUNT(refused); i++) {
		const struct cx_node *member = cx_node_get(node, refused[i].name);
		if (!member)
			continue;
		cx_compile_error(compiler, "schema.unsupported", member, "%s is not supported",
				 refused[i].name);
		return cx_compile_hint(compiler, "%s", refused[i].hint);
	}
	const struct cx_node *dialect = cx_node_get(node, "$schema");
	if (!dialect || cx_node_is_text(dialect, DRAFT) || cx_node_is_text(dialect, DRAFT "#"))
		return true;
	cx_compile_error(compiler, "schema.unsupported", dialect, "only draft 2020-12 is supported");
	return cx_compile_hint(compiler, "$schema: " DRAFT);
}

static const struct cx_rule *find_rule(const struct cx_subschema *schema, const char *name)
{
	return cx_subschema_rule(schema, name);
}

/* Lets keywords know the neighbours that change their meaning. */
static void link_rules(struct cx_subschema *schema)
{
	const struct cx_rule *prefix = find_rule(schema, "prefixItems");
	const struct cx_rule *least = find_rule(schema, "minContains"),
			     *most = find_rule(schema, "maxContains");
	const struct cx_rule *then_rule = find_rule(schema, "then"), *else_rule = find_rule(schema, "else");
	const struct cx_rule *patterns = find_rule(schema, "patternProperties"),
			     *others = find_rule(schema, "additionalProperties");
	for (size_t i = 0; i < schema->rule_count; i++) {
		struct cx_rule *rule = &schema->rules[i];
		rule->start = prefix ? prefix->list_count : 0;
		rule->least = least ? least->count : 1;
		rule->most = most ? most->count : UINT64_MAX;
		rule->properties = find_rule(schema, "properties");
		rule->patterns = patterns;
		rule->closed = !patterns && others && others->schema && others->schema->never;
		rule->then_schema = then_rule ? then_rule->schema : NULL;
		rule->else_schema = else_rule ? else_rule->schema : NULL;
	}
}

static void compile_rules(struct cx_compiler *compiler, struct cx_subschema *schema)
{
	const struct cx_node *node = schema->node;
	schema->rules = cx_arena_alloc(compiler->arena, (node->count + 1) * sizeof *schema->rules);
	for (int phase = CX_PHASE_TYPE; phase <= CX_PHASE_LAST; phase++) {
		for (const struct cx_node *member = node->first; member; member = member->next) {
			const struct cx_keyword *keyword = cx_keyword_find(member->key, member->key_len);
			if (!keyword && phase == CX_PHASE_TYPE)
				warn_unknown(compiler, member);
			if (!keyword || (int)keyword->phase != phase)
				continue;
			struct cx_rule *rule = &schema->rules[schema->rule_count];
			rule->keyword = keyword;
			rule->owner = schema;
			rule->source = member;
			size_t mark = compiler->pointer.len;
			cx_pointer_add(&compiler->pointer, member->key, member->key_len);
			const struct cx_keyword *outer = compiler->keyword;
			compiler->keyword = keyword;
			if (keyword->compile(compiler, rule))
				schema->rule_count++;
			compiler->keyword = outer;
			if (phase == CX_PHASE_LAST)
				schema->unevaluated |= keyword->applies;
			cx_buf_cut(&compiler->pointer, mark);
		}
	}
	link_rules(schema);
}

static void compile_object(struct cx_compiler *compiler, struct cx_subschema *schema)
{
	const struct cx_node *node = schema->node;
	const char *base = compiler->base;
	if (read_dialect(compiler, node) && read_id(compiler, node) &&
	    read_anchor(compiler, node, "$anchor") && read_anchor(compiler, node, "$dynamicAnchor")) {
		schema->message = cx_node_get(node, "x-cxctl-message");
		schema->hint = cx_node_get(node, "x-cxctl-hint");
		schema->write_only = cx_node_get_bool(node, "writeOnly", false) ||
				     cx_node_get_bool(node, "x-cxctl-hide", false);
		compile_rules(compiler, schema);
	}
	compiler->base = base;
}

static struct cx_subschema *compile_node(struct cx_compiler *compiler, const struct cx_node *node)
{
	struct cx_subschema *schema = find_compiled(compiler, node);
	if (schema)
		return schema;
	if (node->type != CX_NODE_OBJECT && node->type != CX_NODE_BOOL) {
		cx_compile_error(compiler, "schema.invalid", node,
				 "a schema must be an object or a boolean, not %s",
				 cx_node_type_name(node->type));
		if (node->type == CX_NODE_ARRAY && compiler->keyword &&
		    strcmp(compiler->keyword->name, "items") == 0)
			cx_compile_hint(compiler, "a list of schemas, one for each place, is prefixItems");
		return NULL;
	}
	if (compiler->all_count >= MAX_SUBSCHEMAS) {
		/* Counted on, so that it is said once. */
		if (compiler->all_count++ == MAX_SUBSCHEMAS)
			cx_compile_error(compiler, "schema.limit", node, "more than %u subschemas",
					 MAX_SUBSCHEMAS);
		return NULL;
	}
	schema = subschema_new(compiler, node);
	schema->never = node->type == CX_NODE_BOOL && !node->boolean;
	if (node->type == CX_NODE_OBJECT)
		compile_object(compiler, schema);
	return schema;
}

struct cx_subschema *cx_compile_child(struct cx_compiler *compiler, const struct cx_node *node,
				      const char *step, size_t step_len)
{
	size_t mark = compiler->pointer.len;
	if (step)
		cx_pointer_add(&compiler->pointer, step, step_len);
	struct cx_subschema *schema = compile_node(compiler, node);
	cx_buf_cut(&compiler->pointer, mark);
	return schema;
}

struct cx_subschema *cx_compile_item(struct cx_compiler *compiler, const struct cx_node *node, size_t index)
{
	size_t mark = compiler->pointer.len;
	cx_pointer_add_index(&compiler->pointer, index);
	struct cx_subschema *schema = compile_node(compiler, node);
	cx_buf_cut(&compiler->pointer, mark);
	return schema;
}

void cx_compile_later(struct cx_compiler *compiler, struct cx_rule *rule)
{
	CX_GROW(compiler->refs, compiler->ref_count, compiler->ref_cap);
	compiler->refs[compiler->ref_count++] = (struct cx_pending_ref){
		rule, compiler->base, cx_arena_strdup(compiler->arena, compiler->pointer.data)};
}

/* The node that a fragment names in a resource, or NULL. */
static struct cx_node *find_fragment(struct cx_compiler *compiler, const char *uri, const char *fragment)
{
	struct cx_node *resource = cx_map_get(&compiler->by_uri, uri);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!resource || !fragment || !*fragment)
		return resource;
	if (!cx_uri_decode(fragment, strlen(fragment), &text))
		return NULL;
	if (text.data[0] == '/')
		return cx_pointer_get(resource, text.data);
	const char *anchor = cx_arena_printf(compiler->arena, "%s#%s", uri, text.data);
	return cx_map_get(&compiler->by_uri, anchor);
}

static void fail_ref(struct cx_compiler *compiler, const struct cx_node *source, const char *uri,
		     const char *fragment)
{
	const struct cx_node *resource = cx_map_get(&compiler->by_uri, uri);
	if (!resource) {
		cx_compile_error(compiler, "schema.ref", source,
				 "$ref \"%s\" leaves this document, which is not supported", source->text);
		cx_compile_hint(compiler, "copy what it names into $defs, and write $ref: \"#/$defs/NAME\"");
		return;
	}
	const char *near = fragment[0] == '/' ? cx_ref_near(compiler->arena, resource, fragment) : NULL;
	cx_compile_error(compiler, "schema.ref", source, "$ref \"%s\" points at nothing", source->text);
	if (near)
		cx_compile_hint(compiler, "did you mean \"#%s\"?", near);
	else if (fragment[0] == '/')
		cx_compile_hint(compiler, "write the schema there, or refer to one that is in $defs");
	else
		cx_compile_hint(compiler, "no schema here has that $anchor");
}

static void bind_ref(struct cx_compiler *compiler, const struct cx_pending_ref *ref)
{
	const struct cx_node *source = ref->rule->source;
	CX_AUTO(cx_buf) struct cx_buf target = CX_BUF_INIT;
	cx_uri_resolve(ref->base, source->text, &target);
	char *uri = cx_arena_strndup(compiler->arena, target.data, target.len);
	char *hash = strchr(uri, '#');
	if (hash)
		*hash = '\0';
	cx_buf_clear(&compiler->pointer);
	cx_buf_adds(&compiler->pointer, ref->pointer);
	struct cx_node *node = find_fragment(compiler, uri, hash ? hash + 1 : NULL);
	if (!node) {
		fail_ref(compiler, source, uri, hash ? hash + 1 : "");
		return;
	}
	compiler->base = uri;
	ref->rule->schema = compile_node(compiler, node);
}

static void compiler_release(struct cx_compiler *compiler)
{
	cx_buf_release(&compiler->pointer);
	cx_map_release(&compiler->by_node);
	cx_map_release(&compiler->by_uri);
	cx_free(compiler->refs);
	cx_free(compiler->all);
}

enum cx_status cx_schema_compile(struct cx_arena *arena, const struct cx_node *document, const char *name,
				 struct cx_schema **ret_schema, struct cx_diags *diags)
{
	__attribute__((cleanup(compiler_release))) struct cx_compiler compiler = {
		.arena = arena,
		.name = name,
		.diags = diags,
		.pointer = CX_BUF_INIT,
		.base = "",
	};
	add_identifier(&compiler, "", document);
	struct cx_subschema *root = compile_node(&compiler, document);
	/* Binding may compile more, which may bring more references. */
	for (size_t i = 0; i < compiler.ref_count; i++) {
		struct cx_pending_ref ref = compiler.refs[i];
		bind_ref(&compiler, &ref);
	}
	if (compiler.failed)
		return CX_STATUS_INVALID;
	const struct cx_subschema *round = cx_cycle_find(compiler.all, compiler.all_count);
	if (round) {
		cx_buf_clear(&compiler.pointer);
		cx_compile_error(&compiler, "schema.cycle", round->node,
				 "this schema applies itself to the same value, without end");
		cx_compile_hint(&compiler, "let $ref stand below a keyword that goes into the value, such as "
					   "properties or items");
		return CX_STATUS_INVALID;
	}
	struct cx_schema *schema = cx_arena_alloc(arena, sizeof *schema);
	schema->name = cx_arena_strdup(arena, name);
	schema->root = root;
	*ret_schema = schema;
	return CX_STATUS_OK;
}
