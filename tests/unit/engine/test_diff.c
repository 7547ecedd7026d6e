/* SPDX-License-Identifier: Apache-2.0 */
/* Three-way comparison and bodies, against their definitions over generated specs. */
#include "engine/diff.h"

#include "engine/plan_parts.h"
#include "model/normal.h"
#include "unit/model/fixture.h"

/* A schema with every sort of merge unit. */
static const char schema[] =
	"properties:\n"
	"  a: {}\n"
	"  b: {default: 7}\n"
	"  o: {type: object, properties: {x: {}, w: {default: 0}}}\n"
	"  m: {type: object, default: {}, additionalProperties: {type: [string, object], writeOnly: true}}\n"
	"  s: {type: array, x-cxctl-list: set, default: []}\n"
	"  l: {type: array}\n"
	"  c: {x-cxctl-normalize: criteria}\n"
	"  id_of: {format: uuid}\n"
	"  d: {x-cxctl-directive: true, default: true}\n"
	"  v: {x-cxctl-server: true, default: 1}\n"
	"  r: {readOnly: true}\n"
	"  k: {type: object, writeOnly: true}\n";

struct specs {
	struct fixture f;
	const struct cx_shape *shape;
};

static struct specs specs_new(void)
{
	struct specs s = {.f = FIXTURE_INIT};
	s.shape = cx_shape_of(&s.f.arena, fixture_yaml(&s.f, schema));
	return s;
}

static void specs_release(struct specs *s)
{
	fixture_release(&s->f);
}
#define SPECS(name) __attribute__((cleanup(specs_release))) struct specs name = specs_new()

/* ---- generated specs ---- */

static struct cx_node *random_value(struct dice *dice, struct cx_arena *arena)
{
	static const char *const numbers[] = {"1", "1.0", "1e0", "2"};
	uint32_t at = dice_roll(dice, 7);
	if (at < 4)
		return cx_node_number(arena, numbers[at], strlen(numbers[at]));
	if (at == 4)
		return cx_node_bool(arena, dice_roll(dice, 2));
	return cx_node_string(arena, at == 5 ? "p" : "q");
}

static struct cx_node *random_list(struct dice *dice, struct cx_arena *arena)
{
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = dice_roll(dice, 4); n > 0; n--)
		cx_node_push(list, random_value(dice, arena));
	return list;
}

static struct cx_node *random_criteria(struct dice *dice, struct cx_arena *arena, int depth)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	if (!depth) {
		cx_node_add(node, "field", cx_node_string(arena, dice_roll(dice, 2) ? "f" : "g"));
		cx_node_add(node, "operator", cx_node_string(arena, "equals"));
		cx_node_add(node, "value", random_value(dice, arena));
		return node;
	}
	struct cx_node *children = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = 1 + dice_roll(dice, 2); n > 0; n--)
		cx_node_push(children, random_criteria(dice, arena, (int)dice_roll(dice, (uint32_t)depth)));
	cx_node_add(node, "operator", cx_node_string(arena, dice_roll(dice, 2) ? "AND" : "OR"));
	cx_node_add(node, "conditions", children);
	return node;
}

static struct cx_node *random_object(struct dice *dice, struct cx_arena *arena, const char *keys)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	for (; *keys; keys++)
		if (dice_roll(dice, 2))
			cx_node_add(object, cx_arena_strndup(arena, keys, 1), random_value(dice, arena));
	return object;
}

/* Of a definition, or of the tenant with what only it has. */
static struct cx_node *random_spec(struct dice *dice, struct cx_arena *arena, bool of_tenant)
{
	struct cx_node *spec = cx_node_new(arena, CX_NODE_OBJECT);
	if (dice_roll(dice, 3))
		cx_node_add(spec, "a", random_value(dice, arena));
	if (dice_roll(dice, 2))
		cx_node_add(spec, "b", random_value(dice, arena));
	if (dice_roll(dice, 3))
		cx_node_add(spec, "o", random_object(dice, arena, of_tenant ? "xwz" : "xw"));
	if (dice_roll(dice, 3))
		cx_node_add(spec, "m", random_object(dice, arena, "ghi"));
	if (dice_roll(dice, 4))
		cx_node_add(spec, "s", random_list(dice, arena));
	if (dice_roll(dice, 3))
		cx_node_add(spec, "l", random_list(dice, arena));
	if (dice_roll(dice, 3))
		cx_node_add(spec, "c", random_criteria(dice, arena, 2));
	if (dice_roll(dice, 2))
		cx_node_add(spec, "d", random_value(dice, arena));
	if (dice_roll(dice, 2))
		cx_node_add(spec, "v", random_value(dice, arena));
	if (of_tenant) {
		cx_node_add(spec, "id", cx_node_string(arena, "77"));
		cx_node_add(spec, "unknown", random_value(dice, arena));
		cx_node_add(spec, "r", random_value(dice, arena));
	}
	return spec;
}

/* The same value with objects, sets and criteria in another order. */
static void shuffle(struct dice *dice, struct cx_node *node, bool ordered)
{
	struct cx_node *items[32];
	uint32_t count = 0;
	for (struct cx_node *child = node->first; child; child = child->next) {
		shuffle(dice, child, child->key && strcmp(child->key, "l") == 0);
		items[count++] = child;
	}
	if (ordered)
		return;
	node->first = node->last = NULL;
	node->count = 0;
	for (; count > 0; count--) {
		uint32_t at = dice_roll(dice, count);
		cx_node_push(node, items[at]);
		items[at] = items[count - 1];
	}
}

struct triple {
	struct cx_node *desired, *base, *live;                      /* as written; base may be NULL */
	struct cx_node *normal_desired, *normal_base, *normal_live; /* what is compared */
};

static struct triple triple_of(struct specs *s, struct cx_arena *arena, struct cx_node *desired,
			       struct cx_node *base, struct cx_node *live)
{
	struct triple t = {.desired = cx_complete(arena, s->shape, desired), .base = base, .live = live};
	t.normal_desired = cx_normal(arena, s->shape, t.desired);
	t.normal_base = base ? cx_normal(arena, s->shape, base) : NULL;
	t.normal_live = cx_normal(arena, s->shape, live);
	return t;
}

static enum cx_class diff_of(struct specs *s, struct cx_arena *arena, const struct triple *t,
			     struct cx_fields *fields)
{
	struct cx_diff_input input = {
		.shape = s->shape,
		.desired = t->normal_desired,
		.base = t->normal_base,
		.live = t->normal_live,
		.desired_shown = t->desired,
		.live_shown = t->live,
	};
	*fields = (struct cx_fields){0};
	return cx_diff(arena, &input, fields);
}

static void fail_triple(const char *what, uint64_t seed, const struct triple *t)
{
	CX_AUTO(cx_buf) struct cx_buf d = CX_BUF_INIT, b = CX_BUF_INIT, l = CX_BUF_INIT;
	cx_json_line(t->desired, &d);
	cx_json_line(t->live, &l);
	if (t->base)
		cx_json_line(t->base, &b);
	fail_msg("%s, seed %llu\n  desired %s\n  base    %s\n  live    %s", what, (unsigned long long)seed,
		 d.data, b.data, l.data);
}

/* ---- DESIGN.md 6.5, said again, slowly ---- */

static bool same(const struct cx_node *a, const struct cx_node *b)
{
	return (!a && !b) || (a && b && cx_node_compare(a, b) == 0);
}

static enum cx_class class_by_definition(const struct cx_node *d, const struct cx_node *b,
					 const struct cx_node *l, bool has_base)
{
	bool live_moved = !same(l, b), desired_moved = !same(d, b);
	if (!has_base)
		return same(d, l) ? CX_CLASS_NONE : CX_CLASS_CONFLICT;
	if (!live_moved && !desired_moved)
		return CX_CLASS_NONE;
	if (!live_moved)
		return CX_CLASS_INTENDED;
	if (!desired_moved)
		return CX_CLASS_DRIFT;
	return same(d, l) ? CX_CLASS_CONVERGED : CX_CLASS_CONFLICT;
}

static const struct cx_node *element(const struct cx_node *set, const struct cx_node *value)
{
	for (const struct cx_node *item = set && set->type == CX_NODE_ARRAY ? set->first : NULL; item;
	     item = item->next)
		if (same(item, value))
			return item;
	return NULL;
}

/* Fields below path (or at it), all of that class; SIZE_MAX if one is of another. */
static size_t fields_below(const struct cx_fields *fields, const char *path, enum cx_class class)
{
	size_t n = strlen(path), count = 0;
	for (size_t i = 0; i < fields->count; i++) {
		const char *at = fields->items[i].path;
		if (strncmp(at, path, n) != 0 || (at[n] && at[n] != '/'))
			continue;
		if (fields->items[i].class != class)
			return SIZE_MAX;
		count++;
	}
	return count;
}

struct expected {
	const struct cx_fields *fields;
	enum cx_class worst;
	size_t explained; /* fields that belong to a unit */
	bool wrong;
	bool has_base;
};

static void expect_unit(struct expected *e, const char *path, const struct cx_node *d,
			const struct cx_node *b, const struct cx_node *l)
{
	enum cx_class class = class_by_definition(d, b, l, e->has_base);
	e->worst = class > e->worst ? class : e->worst;
	size_t found = fields_below(e->fields, path, class);
	if (class <= CX_CLASS_CONVERGED ? found != 0 && found != SIZE_MAX : found == 0 || found == SIZE_MAX)
		e->wrong = true;
	if (class > CX_CLASS_CONVERGED && found != SIZE_MAX)
		e->explained += found;
}

/* A field for exactly this element of a set, as before or as after. */
static void expect_element(struct expected *e, const char *path, const struct cx_node *value,
			   const struct cx_node *d, const struct cx_node *b, const struct cx_node *l)
{
	enum cx_class class = class_by_definition(d, b, l, e->has_base);
	size_t found = 0;
	e->worst = class > e->worst ? class : e->worst;
	for (size_t i = 0; i < e->fields->count; i++) {
		const struct cx_field *f = &e->fields->items[i];
		if (strncmp(f->path, path, strlen(path)) != 0 || f->class != class)
			continue;
		found += same(d ? f->after : f->before, value) && same(d ? f->before : f->after, NULL);
	}
	if (found != (class > CX_CLASS_CONVERGED))
		e->wrong = true;
	e->explained += found;
}

static void expect_set(struct expected *e, const char *path, const struct cx_node *d, const struct cx_node *b,
		       const struct cx_node *l)
{
	const struct cx_node *sets[] = {d, b, l};
	for (size_t i = 0; i < CX_COUNT(sets); i++)
		for (const struct cx_node *item = sets[i] ? sets[i]->first : NULL; item; item = item->next) {
			bool seen = (i > 0 && element(d, item)) || (i > 1 && element(b, item));
			if (!seen)
				expect_element(e, path, item, element(d, item), element(b, item),
					       element(l, item));
		}
}

static void expect_members(struct expected *e, const char *path, const char *keys, const struct cx_node *d,
			   const struct cx_node *b, const struct cx_node *l)
{
	for (; *keys; keys++) {
		char key[] = {*keys, '\0'}, at[8];
		(void)snprintf(at, sizeof at, "%s/%s", path, key);
		expect_unit(e, at, cx_node_get(d, key), cx_node_get(b, key), cx_node_get(l, key));
	}
}

static bool as_defined(const struct triple *t, const struct cx_fields *fields, enum cx_class worst)
{
	const struct cx_node *d = t->normal_desired, *b = t->normal_base, *l = t->normal_live;
	struct expected e = {.fields = fields, .has_base = b != NULL};
	expect_members(&e, "", "ablc", d, b, l);
	const struct cx_node *o[] = {cx_node_get(d, "o"), cx_node_get(b, "o"), cx_node_get(l, "o")};
	if (o[0] && o[2])
		expect_members(&e, "/o", "xw", o[0], o[1], o[2]);
	else
		expect_unit(&e, "/o", o[0], o[1], o[2]);
	expect_members(&e, "/m", "ghi", cx_node_get(d, "m"), cx_node_get(b, "m"), cx_node_get(l, "m"));
	expect_set(&e, "/s/", cx_node_get(d, "s"), cx_node_get(b, "s"), cx_node_get(l, "s"));
	return !e.wrong && e.worst == worst && e.explained == fields->count;
}

static void test_diff_when_three_sides_then_classes_as_defined(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(20000, 4000) };
	SPECS(s);
	size_t met[CX_CLASS_CONFLICT + 1] = {0};
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		struct cx_node *sides[3];
		/* Sides that have nothing to do with each other are always in conflict. */
		for (int i = 0; i < 3; i++)
			sides[i] = i && dice_roll(&dice, 3) ? cx_node_copy(&arena, sides[i - 1])
							    : random_spec(&dice, &arena, false);
		if (dice_roll(&dice, 4) == 0)
			sides[2] = cx_node_copy(&arena, sides[0]);
		struct cx_node *live = cx_node_copy(&arena, sides[2]);
		cx_node_set(live, "a", random_value(&dice, &arena));
		struct triple t = triple_of(&s, &arena, sides[0], dice_roll(&dice, 5) ? sides[1] : NULL,
					    dice_roll(&dice, 3) ? sides[2] : live);
		struct cx_fields fields;
		enum cx_class class = diff_of(&s, &arena, &t, &fields);
		met[class]++;
		if (!as_defined(&t, &fields, class))
			fail_triple("classes are not as defined", seed, &t);
		cx_arena_release(&arena);
	}
	for (size_t i = 0; i < CX_COUNT(met); i++)
		assert_true(met[i] > ROUNDS / 100);
}

static void test_diff_when_same_then_empty_whatever_the_order(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(20000, 3000) };
	SPECS(s);
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		struct cx_node *spec = random_spec(&dice, &arena, true);
		struct cx_node *sides[2];
		for (int i = 0; i < 2; i++) {
			sides[i] = cx_node_copy(&arena, spec);
			shuffle(&dice, sides[i], false);
			cx_node_set(sides[i], "d", random_value(&dice, &arena));
			cx_node_set(sides[i], "v", random_value(&dice, &arena));
			cx_node_set(sides[i], "r", random_value(&dice, &arena));
			cx_node_set(sides[i], "unknown", random_value(&dice, &arena));
		}
		struct triple t =
			triple_of(&s, &arena, spec, dice_roll(&dice, 2) ? sides[0] : NULL, sides[1]);
		struct cx_fields fields;
		if (diff_of(&s, &arena, &t, &fields) != CX_CLASS_NONE || fields.count)
			fail_triple("a difference from itself", seed, &t);
		cx_arena_release(&arena);
	}
}

/* Twice the elements, twice the memory: every difference has its place in the author's list looked up. */
static void test_diff_when_set_is_long_then_linear(void **state)
{
	(void)state;
	size_t used[2];
	SPECS(s);
	for (int round = 0; round < 2; round++) {
		struct cx_arena arena = CX_ARENA_INIT;
		int count = round ? 10000 : 5000;
		struct cx_node *desired = cx_node_new(&arena, CX_NODE_OBJECT),
			       *live = cx_node_new(&arena, CX_NODE_OBJECT);
		struct cx_node *a = cx_node_new(&arena, CX_NODE_ARRAY),
			       *b = cx_node_new(&arena, CX_NODE_ARRAY);
		for (int i = 0; i < count; i++) {
			cx_node_push(a, cx_node_int(&arena, 2 * i));
			cx_node_push(b, cx_node_int(&arena, 2 * i + 1));
		}
		cx_node_add(desired, "s", a);
		cx_node_add(live, "s", b);
		struct triple t = triple_of(&s, &arena, desired, NULL, live);
		size_t before = arena.used;
		struct cx_fields fields;
		assert_int_equal(diff_of(&s, &arena, &t, &fields), CX_CLASS_CONFLICT);
		assert_int_equal(fields.count, 2 * count);
		assert_string_equal(fields.items[0].path, "/s/0");
		used[round] = arena.used - before;
		cx_arena_release(&arena);
	}
	assert_true(used[1] * 10 < used[0] * 26);
}

/* ---- bodies ---- */

static struct cx_node *body_of(struct specs *s, struct cx_arena *arena, const struct triple *t)
{
	struct cx_kind kind = {.name = "K", .spec = s->shape};
	struct cx_kind_route route = {.kind = "K", .id_field = "id"};
	struct cx_change change = {.kind = &kind, .route = &route, .live = t->live};
	const char *lost;
	return cx_plan_body(arena, &change, t->desired, &lost);
}

static void test_body_when_update_then_makes_live_what_is_desired(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(20000, 3000) };
	SPECS(s);
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		struct cx_node *desired = random_spec(&dice, &arena, false),
			       *live = random_spec(&dice, &arena, true);
		struct triple t = triple_of(&s, &arena, desired, NULL, live);
		struct cx_node *body = body_of(&s, &arena, &t);
		if (!cx_node_equal(cx_normal(&arena, s.shape, body), t.normal_desired))
			fail_triple("the body is not what is desired", seed, &t);
		if (!same(cx_node_get(body, "unknown"), cx_node_get(live, "unknown")))
			fail_triple("an unknown member is lost", seed, &t);
		const struct cx_node *inner = cx_node_get(cx_node_get(live, "o"), "z");
		if (cx_node_get(t.desired, "o") && !same(cx_node_get(cx_node_get(body, "o"), "z"), inner))
			fail_triple("an unknown member inside is lost", seed, &t);
		const struct cx_node *version = cx_node_get(live, "v");
		if (!same(cx_node_get(body, "v"), version ? version : cx_node_get(t.desired, "v")))
			fail_triple("the version is not the tenant's", seed, &t);
		if (!same(cx_node_get(body, "d"), cx_node_get(t.desired, "d")))
			fail_triple("the directive is not the author's", seed, &t);
		if (cx_node_get(body, "r") || cx_node_get(body, "id"))
			fail_triple("what only the tenant sets is sent", seed, &t);
		struct triple after = triple_of(&s, &arena, desired, t.desired, body);
		struct cx_fields fields;
		if (diff_of(&s, &arena, &after, &fields) != CX_CLASS_NONE || fields.count)
			fail_triple("something is left after the update", seed, &t);
		cx_arena_release(&arena);
	}
}

/* ---- what a reader sees ---- */

static const char *shown(struct specs *s, const char *desired, const char *base, const char *live)
{
	struct cx_arena *arena = &s->f.arena;
	struct triple t = triple_of(s, arena, fixture_yaml(&s->f, desired),
				    base ? fixture_yaml(&s->f, base) : NULL, fixture_yaml(&s->f, live));
	struct cx_fields fields;
	enum cx_class class = diff_of(s, arena, &t, &fields);
	cx_buf_clear(&s->f.lines);
	cx_buf_addf(&s->f.lines, "%s\n", cx_class_name(class));
	for (size_t i = 0; i < fields.count; i++) {
		const struct cx_field *f = &fields.items[i];
		cx_buf_addf(&s->f.lines, "%s %s %s ", cx_class_name(f->class), cx_field_op_name(f->op),
			    f->path);
		const struct cx_node *sides[] = {f->before, f->after};
		for (int side = 0; side < 2; side++) {
			cx_buf_adds(&s->f.lines, side ? " -> " : "");
			if (sides[side] && sides[side]->secret)
				cx_buf_adds(&s->f.lines, "hidden");
			else if (sides[side])
				cx_json_line(sides[side], &s->f.lines);
		}
		cx_buf_addc(&s->f.lines, '\n');
	}
	return s->f.lines.data;
}

static void test_fields_when_set_differs_then_places_are_the_authors(void **state)
{
	(void)state;
	SPECS(s);
	assert_string_equal(shown(&s, "s: [q, p, 1]", "s: [p, x]", "s: [x, p]"),
			    "intended\n"
			    "intended add /s/2  -> 1\n"
			    "intended add /s/0  -> \"q\"\n"
			    "intended remove /s/0 \"x\" -> \n");
}

static void test_fields_when_condition_differs_then_path_inside_criteria(void **state)
{
	(void)state;
	SPECS(s);
	const char *before = "c: {operator: AND, conditions: [{field: f, operator: equals, value: 1}, "
			     "{field: g, operator: equals, value: 2}]}";
	const char *after = "c: {operator: AND, conditions: [{field: g, operator: equals, value: 3}, "
			    "{value: 1, operator: equals, field: f}]}";
	assert_string_equal(shown(&s, after, before, before),
			    "intended\n"
			    "intended replace /c/conditions/0/value 2 -> 3\n");
}

static void test_fields_when_only_order_of_a_list_differs_then_the_list(void **state)
{
	(void)state;
	SPECS(s);
	assert_string_equal(shown(&s, "l: [1, 2]", "l: [2, 1]", "l: [2, 1]"),
			    "intended\n"
			    "intended replace /l [2,1] -> [1,2]\n");
}

static void test_fields_when_secret_then_only_references(void **state)
{
	(void)state;
	SPECS(s);
	assert_string_equal(shown(&s, "k: {env: A, version: 2}", "k: {env: A}", "k: hunter2"),
			    "intended\n"
			    "intended replace /k {\"env\":\"A\"} -> {\"env\":\"A\",\"version\":2}\n");
	assert_string_equal(shown(&s, "a: 1", "{a: 1, k: {env: A}}", "{a: 1, k: hunter2}"),
			    "intended\n"
			    "intended remove /k {\"env\":\"A\"} -> \n");
	assert_string_equal(shown(&s, "m: {g: {env: A}}", NULL, "m: {g: hunter2}"),
			    "intended\n"
			    "intended add /m/g  -> {\"env\":\"A\"}\n");
	assert_string_equal(shown(&s, "k: {env: A}", "k: {env: A}", "k: hunter2"), "none\n");
}

/* Somebody set it in the tenant, and the tenant shows it: nobody says that it is fit to be seen. */
static void test_fields_when_tenant_shows_a_secret_of_its_own_then_hidden(void **state)
{
	(void)state;
	SPECS(s);
	assert_string_equal(shown(&s, "a: 1", NULL, "{a: 1, m: {g: hunter2}}"),
			    "conflict\n"
			    "conflict remove /m/g hidden -> \n");
	assert_string_equal(shown(&s, "m: {g: public}", "m: {g: public}", "m: {g: changed, h: hunter2}"),
			    "drift\n"
			    "drift replace /m/g \"changed\" -> \"public\"\n"
			    "drift remove /m/h hidden -> \n");
}

/* What can only be a secret is in no comparison: some tenants answer with stars. */
static void test_diff_when_tenant_masks_a_secret_then_no_difference(void **state)
{
	(void)state;
	SPECS(s);
	assert_string_equal(shown(&s, "a: 1", NULL, "{a: 1, k: '****'}"), "none\n");
	assert_string_equal(shown(&s, "a: 1", "a: 1", "{a: 1, k: '****'}"), "none\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diff_when_three_sides_then_classes_as_defined),
		cmocka_unit_test(test_diff_when_same_then_empty_whatever_the_order),
		cmocka_unit_test(test_diff_when_set_is_long_then_linear),
		cmocka_unit_test(test_body_when_update_then_makes_live_what_is_desired),
		cmocka_unit_test(test_fields_when_set_differs_then_places_are_the_authors),
		cmocka_unit_test(test_fields_when_condition_differs_then_path_inside_criteria),
		cmocka_unit_test(test_fields_when_only_order_of_a_list_differs_then_the_list),
		cmocka_unit_test(test_fields_when_secret_then_only_references),
		cmocka_unit_test(test_fields_when_tenant_shows_a_secret_of_its_own_then_hidden),
		cmocka_unit_test(test_diff_when_tenant_masks_a_secret_then_no_difference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
