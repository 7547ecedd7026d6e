/* SPDX-License-Identifier: Apache-2.0 */
/* References by name: resolved to ids, checked for cycles, ranked for the order of apply. */
#include "model/definition.h"

#include "base/near.h"

enum {
	MARK_NEW,
	MARK_OPEN,
	MARK_DONE,
};

struct resolver {
	struct cx_arena *arena;
	struct cx_definitions *set;
	bool partial;
	const struct cx_overlays *overlays;
	struct cx_diags *diags;
	struct cx_map patched_in; /* references that an overlay wrote, by both ends -> their name's node */
	size_t *last;             /* by definition: index + 1 of the last that refers to it */
};

static const struct cx_definition *find_of_any_kind(const struct cx_definitions *set, const char *name)
{
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->items[i].name, name) == 0)
			return &set->items[i];
	return NULL;
}

static void unknown_reference(struct resolver *r, const char *kind, const struct cx_node *name)
{
	/* A definition that is wrong is there all the same; and words near to a name that nobody is told are
	 * not looked for. */
	const char *address = cx_arena_printf(r->arena, "%s/%s", kind, name->text);
	if (cx_map_get(&r->set->torn_names, name->text) || cx_map_get(&r->set->broken, address) ||
	    cx_map_get(&r->set->broken, strchr(address, '/')))
		return;
	struct cx_diag *d = cx_diag_add(r->diags, CX_SEVERITY_ERROR, "ref.unknown", name->span,
					"there is no %s named %s", kind, name->text);
	if (r->diags->dropped)
		return;
	const char **names = cx_arena_alloc(&r->diags->arena, (r->set->count + 1) * sizeof *names);
	size_t n = 0;
	for (size_t i = 0; i < r->set->count; i++)
		if (strcmp(r->set->items[i].kind->name, kind) == 0)
			names[n++] = r->set->items[i].name;
	const struct cx_definition *other = find_of_any_kind(r->set, name->text);
	const char *near = cx_near_word(name->text, names);
	if (other) {
		cx_diag_second(d, other->document->span, "defined here");
		cx_diag_hint(r->diags, d, "%s is of kind %s, and this refers to one of kind %s", name->text,
			     other->kind->name, kind);
	} else if (near)
		cx_diag_hint(r->diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(r->diags, d, "define it, or name the audience by its UUID");
}

static void add_dependency(struct resolver *r, struct cx_definition *from, const struct cx_definition *to)
{
	/* That a definition refers to itself is said by cx_definition_check. */
	if (from == to)
		return;
	size_t *last = &r->last[to - r->set->items], mine = (size_t)(from - r->set->items) + 1;
	if (*last == mine)
		return;
	*last = mine;
	CX_ARENA_GROW(r->arena, from->depends, from->depend_count, from->depend_cap);
	from->depends[from->depend_count++] = to;
}

/* Both ends of a reference as the key of a map. */
struct ends {
	const struct cx_definition *from, *to;
};

static void note_overlay(struct resolver *r, const struct cx_definition *from, const struct cx_definition *to,
			 const struct cx_node *name)
{
	if (!cx_overlays_hold(r->overlays, &name->span))
		return;
	struct ends *ends = cx_arena_alloc(r->arena, sizeof *ends);
	*ends = (struct ends){from, to};
	(void)cx_map_put_n(&r->patched_in, (const char *)ends, sizeof *ends, cx_node_copy(r->arena, name));
}

static const struct cx_node *overlay_reference(const struct resolver *r, const struct cx_definition *from,
					       const struct cx_definition *to)
{
	const struct ends ends = {from, to};
	return cx_map_get_n(&r->patched_in, (const char *)&ends, sizeof ends);
}

/* Makes a {ref: NAME} node the id that it stands for. */
static void resolve_reference(struct resolver *r, struct cx_definition *from, const char *kind,
			      struct cx_node *node)
{
	const struct cx_node *name = cx_node_get(node, "ref");
	const char *address = cx_arena_printf(r->arena, "%s/%s", kind, name->text);
	const struct cx_definition *to = cx_definitions_find(r->set, address);
	if (!to) {
		if (!r->partial)
			unknown_reference(r, kind, name);
		return;
	}
	add_dependency(r, from, to);
	note_overlay(r, from, to, name);
	if (!to->id) {
		struct cx_diag *d =
			cx_diag_add(r->diags, CX_SEVERITY_ERROR, "ref.id", name->span,
				    "%s has no metadata.id that a reference could stand for", to->name);
		cx_diag_second(d, to->document->span, "defined here");
		return;
	}
	node->type = CX_NODE_STRING;
	node->text = to->id;
	node->len = strlen(to->id);
	node->first = node->last = NULL;
	node->count = 0;
}

static void resolve_walk(struct resolver *r, struct cx_definition *from, const struct cx_shape *list,
			 const struct cx_shape *shape, struct cx_node *node)
{
	const char *kind = cx_shape_ref_kind(list, shape);
	const struct cx_node *ref = cx_node_get(node, "ref");
	if (kind && ref && ref->type == CX_NODE_STRING && node->count == 1) {
		resolve_reference(r, from, kind, node);
		return;
	}
	if (!shape || shape->criteria)
		return;
	for (struct cx_node *child = node->first; child; child = child->next) {
		if (node->type == CX_NODE_ARRAY)
			resolve_walk(r, from, shape, shape->items, child);
		else
			resolve_walk(r, from, NULL, cx_shape_member(shape, child->key, child->key_len),
				     child);
	}
}

/* Of what is at that place, something was said: that it names nothing may follow from it. */
static bool is_said(const struct resolver *r, const struct cx_span *span)
{
	for (size_t i = 0; i < r->diags->count; i++) {
		const struct cx_span *other = &r->diags->items[i]->span;
		if (other->line == span->line && other->column == span->column && other->source &&
		    span->source && strcmp(other->source->name, span->source->name) == 0)
			return true;
	}
	return false;
}

/* References of a definition that is wrong elsewhere: those that name nothing are said in the same run. */
static void check_walk(struct resolver *r, const struct cx_shape *list, const struct cx_shape *shape,
		       const struct cx_node *node)
{
	const char *kind = cx_shape_ref_kind(list, shape);
	const struct cx_node *ref = cx_node_get(node, "ref");
	if (kind && ref && ref->type == CX_NODE_STRING && node->count == 1) {
		const char *address = cx_arena_printf(r->arena, "%s/%s", kind, ref->text);
		if (!strstr(ref->text, "${") && !cx_definitions_find(r->set, address) &&
		    !is_said(r, &ref->span))
			unknown_reference(r, kind, ref);
		return;
	}
	if (!shape || shape->criteria)
		return;
	for (const struct cx_node *child = node->first; child; child = child->next) {
		bool item = node->type == CX_NODE_ARRAY;
		check_walk(r, item ? shape : NULL,
			   item ? shape->items : cx_shape_member(shape, child->key, child->key_len), child);
	}
}

static void check_broken(struct resolver *r)
{
	for (size_t i = 0; i < r->set->seen_count && !r->partial; i++) {
		const struct cx_definition *seen = &r->set->seen[i];
		if (cx_map_get(&r->set->broken, seen->address) == seen->document && seen->spec)
			check_walk(r, NULL, seen->kind->spec, seen->spec);
	}
}

struct frame {
	struct cx_definition *at;
	size_t next;
};

/* The circle is what stands on the stack from `at` upwards. */
static void report_cycle(struct resolver *r, const struct frame *stack, size_t depth,
			 const struct cx_definition *at)
{
	enum { MAX_SHOWN = 2000 };
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	size_t i = depth;
	while (i && stack[i - 1].at != at)
		i--;
	const struct cx_node *overlaid = NULL;
	for (size_t k = i ? i : 1; k <= depth && !overlaid; k++)
		overlaid = overlay_reference(r, stack[k - 1].at, k < depth ? stack[k].at : at);
	cx_buf_adds(&path, at->name);
	for (; i < depth && path.len < MAX_SHOWN; i++)
		cx_buf_addf(&path, " -> %s", stack[i].at->name);
	cx_buf_addf(&path, i < depth ? " -> ... -> %s" : " -> %s", at->name);
	struct cx_diag *d = cx_diag_add(r->diags, CX_SEVERITY_ERROR, "ref.cycle", at->document->span,
					"references go round in a circle: %s", path.data);
	if (overlaid)
		cx_diag_second(d, overlaid->span, "only with this overlay");
	cx_diag_hint(r->diags, d, "break the circle at one of them");
}

/*
 * Depth first with a stack of our own: chains may be as long as the set. A definition's rank is one above the
 * highest of what it refers to.
 */
static void rank_from(struct resolver *r, struct cx_definition *start)
{
	struct frame *stack = NULL;
	size_t depth = 0, cap = 0;
	CX_GROW(stack, depth, cap);
	stack[depth++] = (struct frame){start, 0};
	start->mark = MARK_OPEN;
	while (depth) {
		struct frame *top = &stack[depth - 1];
		if (top->next == top->at->depend_count) {
			top->at->mark = MARK_DONE;
			depth--;
			continue;
		}
		/* The set owns its definitions; depends is const for readers only. */
		size_t index = (size_t)(top->at->depends[top->next] - r->set->items);
		struct cx_definition *to = &r->set->items[index];
		if (to->mark == MARK_NEW) {
			to->mark = MARK_OPEN;
			CX_GROW(stack, depth, cap);
			stack[depth++] = (struct frame){to, 0};
			continue;
		}
		if (to->mark == MARK_OPEN)
			report_cycle(r, stack, depth, to);
		if (top->at->rank <= to->rank)
			top->at->rank = to->rank + 1;
		top->next++;
	}
	cx_free(stack);
}

void cx_definitions_resolve(struct cx_arena *arena, struct cx_definitions *set,
			    const struct cx_definitions_source *source, struct cx_diags *diags)
{
	struct resolver r = {
		.arena = arena,
		.set = set,
		.partial = source->partial || set->unnamed,
		.overlays = source->overlays,
		.diags = diags,
		.last = cx_alloc((set->count + 1) * sizeof *r.last),
	};
	for (size_t i = 0; i < set->count; i++) {
		struct cx_definition *definition = &set->items[i];
		resolve_walk(&r, definition, NULL, definition->kind->spec, definition->spec);
		cx_definition_check_twice(definition, diags);
	}
	check_broken(&r);
	cx_free(r.last);
	for (size_t i = 0; i < set->count; i++)
		if (set->items[i].mark == MARK_NEW)
			rank_from(&r, &set->items[i]);
	cx_map_release(&r.patched_in);
}
