/* SPDX-License-Identifier: Apache-2.0 */
/* Three-way comparison, guided by the shape: objects by member, sets by element, all else as one unit. */
#include "engine/diff.h"

#include "doc/pointer.h"
#include "engine/diff_parts.h"
#include "model/normal.h"

void diff_meet(struct differ *d, enum cx_class class)
{
	if (class > d->worst)
		d->worst = class;
}

enum cx_class cx_diff_classify(const struct cx_node *desired, const struct cx_node *base,
			       const struct cx_node *live, bool has_base)
{
	if (cx_same(desired, live)) {
		if (!has_base || cx_same(desired, base))
			return CX_CLASS_NONE;
		return CX_CLASS_CONVERGED;
	}
	if (!has_base)
		return CX_CLASS_CONFLICT;
	if (cx_same(live, base))
		return CX_CLASS_INTENDED;
	return cx_same(desired, base) ? CX_CLASS_DRIFT : CX_CLASS_CONFLICT;
}

/* ---- what is left as the tenant has it ---- */

static bool covers(const char *rule, const char *path)
{
	size_t n = strlen(rule);
	return strncmp(rule, path, n) == 0 && (!path[n] || path[n] == '/');
}

static const struct cx_ignore_rule *rule_of(const struct differ *d)
{
	for (size_t i = 0; d->leave && !d->ignoring && i < d->leave->rule_count; i++)
		if (covers(d->leave->rules[i]->path, d->path.data))
			return d->leave->rules[i];
	return NULL;
}

static void leave_unit(struct differ *d, const struct place *p)
{
	struct cx_diff_left *left = d->left;
	CX_ARENA_GROW(d->arena, left->units, left->unit_count, left->unit_cap);
	left->units[left->unit_count++] = (struct cx_leave_unit){
		.path = p->list ? p->list : cx_arena_strdup(d->arena, d->path.data), .element = p->element};
}

/* Says of the fields from there on what decided. */
static void decide(struct cx_fields *fields, size_t from, enum cx_decision decision,
		   const struct cx_ignore_rule *rule)
{
	for (size_t i = from; i < fields->count; i++) {
		fields->items[i].decision = decision;
		fields->items[i].rule = rule;
	}
}

/* ---- units ---- */

static void unit_fields(struct differ *d, const struct place *p, enum cx_class class,
			struct cx_fields *fields)
{
	const struct cx_node *before = p->live ? (p->live_shown ? p->live_shown : p->live) : NULL;
	if (before)
		before = cx_diff_hide(d->arena, p->shape, before, p->desired ? p->desired : p->base);
	const struct cx_node *after = p->desired ? (p->desired_shown ? p->desired_shown : p->desired) : NULL;
	size_t found = fields->count;
	diff_shown_walk(d->arena, &d->path, before, after, class, fields);
	if (fields->count == found)
		diff_fields_add(d->arena, fields, d->path.data, before, after, class);
}

void diff_unit(struct differ *d, const struct place *p)
{
	enum cx_class class = cx_diff_classify(p->desired, p->base, p->live, d->has_base);
	bool left =
		class == CX_CLASS_CONFLICT && d->has_base && !d->ignoring && d->leave && d->leave->conflicts;
	size_t found = left ? d->left->fields.count : 0;
	if (!left)
		diff_meet(d, class);
	if (class > CX_CLASS_CONVERGED)
		unit_fields(d, p, class, left ? &d->left->fields : d->fields);
	if (!left)
		return;
	decide(&d->left->fields, found, CX_DECISION_KEEP_LIVE, NULL);
	leave_unit(d, p);
}

/* A secret is in no answer of the tenant: what counts is whether its reference differs from the one applied.
 */
static void secret_diff(struct differ *d, const struct place *p)
{
	if (cx_same(p->desired, p->base))
		return;
	diff_meet(d, CX_CLASS_INTENDED);
	const struct cx_node *before = cx_is_secret(p->shape, p->base) ? p->base : NULL;
	if (!before && !p->desired)
		before = p->base;
	const struct cx_node *after = p->desired;
	bool new_value = cx_secret_is_new_value(d->arena, before, after);
	if (!new_value) {
		before = cx_secret_reference(d->arena, before);
		after = cx_secret_reference(d->arena, after);
	}
	diff_fields_add(d->arena, d->fields, d->path.data, before, after, CX_CLASS_INTENDED);
	d->fields->items[d->fields->count - 1].new_value = new_value;
}

static void place_diff(struct differ *d, const struct place *p);

static void member_diff(struct differ *d, const struct place *p, const char *key, size_t len)
{
	struct place member = {
		.shape = cx_shape_member(p->shape, key, len),
		.desired = cx_node_get_n(p->desired, key, len),
		.base = cx_node_get_n(p->base, key, len),
		.live = cx_node_get_n(p->live, key, len),
		.desired_shown = cx_node_get_n(p->desired_shown, key, len),
		.live_shown = cx_node_get_n(p->live_shown, key, len),
	};
	size_t length = d->path.len;
	cx_pointer_add(&d->path, key, len);
	place_diff(d, &member);
	cx_buf_cut(&d->path, length);
}

/* Members in the schema's order, then others as they come; each once. */
static void object_diff(struct differ *d, const struct place *p)
{
	const struct cx_node *trees[] = {p->desired, p->live, p->base};
	for (size_t i = 0; i < p->shape->property_count; i++)
		member_diff(d, p, p->shape->properties[i].name, p->shape->properties[i].len);
	for (size_t t = 0; t < CX_COUNT(trees); t++)
		for (const struct cx_node *m = trees[t] ? trees[t]->first : NULL; m; m = m->next) {
			bool seen = cx_shape_is_property(p->shape, m->key, m->key_len);
			for (size_t before = 0; before < t && !seen; before++)
				seen = cx_node_get_n(trees[before], m->key, m->key_len) != NULL;
			if (!seen)
				member_diff(d, p, m->key, m->key_len);
		}
}

static bool are_lists(const struct place *p, enum cx_list_mode mode)
{
	return p->shape && p->shape->list == mode && is_array(p->desired) && is_array(p->live);
}

/* One unit, or a list of them. */
static void leaf_diff(struct differ *d, const struct place *p)
{
	if (are_lists(p, CX_LIST_MODE_SET))
		diff_set(d, p);
	else if (!are_lists(p, CX_LIST_MODE_KEYED) || !diff_keyed(d, p))
		diff_unit(d, p);
}

/* A list is left as a whole: its elements have no names that a rule could know. */
static void ignored_diff(struct differ *d, const struct place *p, const struct cx_ignore_rule *rule)
{
	struct cx_fields *fields = d->fields;
	enum cx_class worst = d->worst;
	size_t found = d->left->fields.count;
	d->fields = &d->left->fields;
	d->worst = CX_CLASS_NONE;
	d->ignoring = true;
	leaf_diff(d, p);
	d->ignoring = false;
	if (d->worst != CX_CLASS_NONE)
		leave_unit(d, p);
	decide(&d->left->fields, found, CX_DECISION_IGNORE, rule);
	d->fields = fields;
	d->worst = worst;
}

/*
 * An object that base lacks cannot stay away from it member by member: the defaults of what was left would
 * stand there as if they had been applied.
 */
static bool is_new_to_both(const struct differ *d, const struct place *p)
{
	return d->has_base && !is_object(p->base) && d->leave && d->leave->conflicts;
}

static void place_diff(struct differ *d, const struct place *p)
{
	const struct cx_shape *shape = p->shape;
	if (!p->desired && !p->live && !p->base)
		return;
	if (cx_is_secret(shape, p->desired) || cx_is_secret(shape, p->base)) {
		secret_diff(d, p);
		return;
	}
	if (shape && !shape->criteria && is_object(p->desired) && is_object(p->live) &&
	    (shape->property_count || shape->pattern_count || shape->additional) && !is_new_to_both(d, p)) {
		object_diff(d, p);
		return;
	}
	const struct cx_ignore_rule *rule = rule_of(d);
	if (rule)
		ignored_diff(d, p, rule);
	else
		leaf_diff(d, p);
}

enum cx_class cx_diff_leaving(struct cx_arena *arena, const struct cx_diff_input *input,
			      const struct cx_diff_leave *leave, struct cx_fields *fields,
			      struct cx_diff_left *left)
{
	struct differ d = {
		.arena = arena,
		.fields = fields,
		.has_base = input->base != NULL,
		.path = CX_BUF_INIT,
		.leave = leave,
		.left = left,
	};
	struct place root = {
		.shape = input->shape,
		.desired = input->desired,
		.base = input->base,
		.live = input->live,
		.desired_shown = input->desired_shown,
		.live_shown = input->live_shown,
	};
	bool all_equal = cx_node_equal(input->desired, input->live) && input->base &&
			 cx_node_equal(input->desired, input->base);
	if (!all_equal)
		object_diff(&d, &root);
	cx_buf_release(&d.path);
	return d.worst;
}

enum cx_class cx_diff(struct cx_arena *arena, const struct cx_diff_input *input, struct cx_fields *fields)
{
	return cx_diff_leaving(arena, input, NULL, fields, NULL);
}
