/* SPDX-License-Identifier: Apache-2.0 */
/* Variables: one pass over the strings; what was put in is not looked at again. */
#include "model/vars.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/near.h"

static const struct cx_node *vars_find(const struct cx_vars *vars, const char *name, size_t len)
{
	const struct cx_node *value = cx_node_get_n(vars->tenant, name, len);
	return value ? value : cx_node_get_n(vars->project, name, len);
}

/* A place as the key of a map. */
struct place {
	const struct cx_source *source;
	uint32_t line, column;
};

void cx_var_uses_release(struct cx_var_uses *uses)
{
	cx_map_release(&uses->by_place);
}

const struct cx_var_use *cx_var_uses_at(const struct cx_var_uses *uses, const struct cx_span *at,
					size_t *ret_count)
{
	struct place place = {at->source, at->line, at->column};
	size_t first = (size_t)(uintptr_t)cx_map_get_n(&uses->by_place, (const char *)&place, sizeof place);
	size_t n = 0;
	while (first && first - 1 + n < uses->count && uses->items[first - 1 + n].at.source == at->source &&
	       uses->items[first - 1 + n].at.line == at->line &&
	       uses->items[first - 1 + n].at.column == at->column)
		n++;
	*ret_count = n;
	return n ? &uses->items[first - 1] : NULL;
}

/* A string that is copied, by an alias or for a second look, has its place once. */
static void record(struct cx_arena *arena, const struct cx_vars *vars, const struct cx_node *node,
		   const struct cx_node *value)
{
	struct cx_var_uses *uses = vars->uses;
	size_t count;
	const struct cx_var_use *known = cx_var_uses_at(uses, &node->span, &count);
	for (size_t i = 0; i < count; i++)
		if (known[i].value == value)
			return;
	CX_ARENA_GROW(arena, uses->items, uses->count, uses->cap);
	uses->items[uses->count++] = (struct cx_var_use){
		.name = value->key,
		.value = value,
		.of_tenant = cx_node_get_n(vars->tenant, value->key, value->key_len) == value,
		.at = node->span,
	};
	if (count)
		return;
	struct place *place = cx_arena_alloc(arena, sizeof *place);
	*place = (struct place){node->span.source, node->span.line, node->span.column};
	(void)cx_map_put_n(&uses->by_place, (const char *)place, sizeof *place,
			   (void *)(uintptr_t)uses->count);
}

static void unknown_variable(const struct cx_vars *vars, const struct cx_node *node, const char *name,
			     struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "vars.unknown", node->span,
					"there is no variable %s", name);
	const struct cx_node *layers[] = {vars->tenant, vars->project};
	if (diags->dropped)
		return;
	const char *best = NULL;
	for (size_t i = 0; i < CX_COUNT(layers) && !best; i++) {
		size_t n = 0, count = layers[i] ? layers[i]->count : 0;
		const char **names = cx_arena_alloc(&diags->arena, (count + 1) * sizeof *names);
		for (const struct cx_node *v = layers[i] ? layers[i]->first : NULL; v; v = v->next)
			names[n++] = v->key;
		best = cx_near_word(name, names);
	}
	if (best)
		cx_diag_hint(diags, d, "did you mean ${var.%s}?", best);
	else
		cx_diag_hint(diags, d, "define it in cxctl.yaml below vars, or below the tenant's vars");
}

/* The variable of the reference at text ("${..."), or NULL after a diagnostic; ret_len is the reference's
 * length. */
static const struct cx_node *reference_at(const struct cx_node *node, const char *text, size_t len,
					  const struct cx_vars *vars, size_t *ret_len, struct cx_diags *diags)
{
	const char *end = memchr(text, '}', len);
	if (!end || strncmp(text, "${var.", 6) != 0 || end == text + 6) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "vars.syntax", node->span,
						"${ begins a variable, but this is none");
		cx_diag_hint(diags, d, "write ${var.NAME}, or $${ for a literal ${");
		return NULL;
	}
	*ret_len = (size_t)(end - text) + 1;
	const struct cx_node *value = vars_find(vars, text + 6, (size_t)(end - text) - 6);
	if (!value)
		unknown_variable(vars, node,
				 cx_arena_strndup(&diags->arena, text + 6, (size_t)(end - text) - 6), diags);
	return value;
}

static bool append_value(struct cx_buf *out, const struct cx_node *value, const struct cx_node *node,
			 struct cx_diags *diags)
{
	if (value->type == CX_NODE_BOOL)
		cx_buf_adds(out, value->boolean ? "true" : "false");
	else if (value->type == CX_NODE_STRING || value->type == CX_NODE_NUMBER)
		cx_buf_add(out, value->text, value->len);
	else {
		cx_diag_add(diags, CX_SEVERITY_ERROR, "vars.type", node->span,
			    "the variable %s is no text, number or boolean and cannot stand inside text",
			    value->key);
		return false;
	}
	return true;
}

/* Makes node what value is; place and key stay. */
static void become(struct cx_arena *arena, struct cx_node *node, const struct cx_node *value)
{
	struct cx_node copy = *cx_node_copy(arena, value);
	copy.key = node->key;
	copy.key_len = node->key_len;
	copy.key_line = node->key_line;
	copy.key_column = node->key_column;
	copy.key_width = node->key_width;
	copy.span = node->span;
	copy.next = node->next;
	*node = copy;
}

static bool too_large(const struct cx_node *node, struct cx_diags *diags)
{
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "vars.size", node->span,
			    "the values of variables take more than %zu bytes", (size_t)CX_MAX_VARS_BYTES);
	cx_diag_hint(diags, d, "use a long value in fewer places");
	return false;
}

static bool replace(struct cx_arena *arena, struct cx_node *node, const struct cx_vars *vars,
		    struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	out.max = CX_MAX_VARS_BYTES;
	const char *text = node->text, *end = text + node->len;
	while (text < end) {
		const char *dollar = memchr(text, '$', (size_t)(end - text));
		if (!dollar) {
			cx_buf_add(&out, text, (size_t)(end - text));
			break;
		}
		cx_buf_add(&out, text, (size_t)(dollar - text));
		text = dollar;
		if (end - text >= 3 && text[1] == '$' && text[2] == '{') {
			cx_buf_adds(&out, "${");
			text += 3;
			continue;
		}
		if (end - text < 2 || text[1] != '{') {
			cx_buf_addc(&out, *text++);
			continue;
		}
		size_t len = 0;
		const struct cx_node *value =
			reference_at(node, text, (size_t)(end - text), vars, &len, diags);
		if (!value)
			return false;
		if (vars->uses)
			record(arena, vars, node, value);
		if (vars->marks)
			cx_var_marks_use(vars->marks, value);
		if (text == node->text && len == node->len) {
			become(arena, node, value);
			return true;
		}
		if (!append_value(&out, value, node, diags))
			return false;
		text += len;
	}
	if (out.full)
		return too_large(node, diags);
	node->text = cx_arena_strndup(arena, out.data, out.len);
	node->len = out.len;
	return true;
}

/* A value that could not be told is not checked any further, what stands around it is. */
static bool substitute(struct cx_arena *arena, struct cx_node *node, const struct cx_vars *vars,
		       struct cx_diags *diags)
{
	if (*vars->spent > CX_MAX_VARS_BYTES)
		node->bad = !too_large(node, diags);
	else
		node->bad |= !replace(arena, node, vars, diags);
	return !node->bad;
}

static bool apply(struct cx_arena *arena, struct cx_node *node, const struct cx_vars *vars,
		  struct cx_diags *diags)
{
	if (node->type == CX_NODE_STRING) {
		if (!memchr(node->text, '$', node->len))
			return true;
		size_t before = arena->used;
		bool good = substitute(arena, node, vars, diags);
		*vars->spent += arena->used - before;
		return good;
	}
	bool good = true;
	for (struct cx_node *child = node->first; child; child = child->next)
		good &= apply(arena, child, vars, diags);
	return good;
}

bool cx_vars_apply(struct cx_arena *arena, struct cx_node *node, const struct cx_vars *vars,
		   struct cx_diags *diags)
{
	atomic_size_t alone = 0;
	struct cx_vars counted = *vars;
	counted.spent = vars->spent ? vars->spent : &alone;
	return apply(arena, node, &counted, diags);
}

/* "${" begins a variable: it is written "$${". */
static struct cx_node *escape_text(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_node *copy = cx_node_string_n(arena, node->text, node->len);
	if (!memchr(node->text, '$', node->len))
		return copy;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (size_t i = 0; i < node->len; i++) {
		bool begins = node->text[i] == '$' && i + 1 < node->len && node->text[i + 1] == '{';
		cx_buf_addc(&text, node->text[i]);
		if (begins)
			cx_buf_addc(&text, '$');
	}
	copy->text = cx_arena_strndup(arena, text.data, text.len);
	copy->len = text.len;
	return copy;
}

struct cx_node *cx_vars_escape(struct cx_arena *arena, const struct cx_node *node)
{
	if (node->type == CX_NODE_STRING)
		return escape_text(arena, node);
	struct cx_node *copy = cx_node_share(arena, node);
	copy->first = copy->last = NULL;
	copy->count = 0;
	for (const struct cx_node *child = node->first; child; child = child->next) {
		struct cx_node *value = cx_vars_escape(arena, child);
		if (node->type == CX_NODE_OBJECT)
			cx_node_add_n(copy, child->key, child->key_len, value);
		else
			cx_node_push(copy, value);
	}
	return copy;
}
