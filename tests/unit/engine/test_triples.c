/* SPDX-License-Identifier: Apache-2.0 */
/* Classes and what is left, over generated triples, against DESIGN.md 6.5 said again in small numbers. */
/*
 * A spec is drawn as one small number a merge unit, and written down in one of the many ways that mean the
 * same. What is expected follows from the numbers alone: nothing of the engine is asked for it.
 */
#include "engine/diff.h"

#include "model/normal.h"
#include "unit/engine/world.h"

/* ---- a spec in numbers ---- */

enum { SET = 4, KEYED = 3 };
enum unit {
	UNIT_A,                /* 0: absent, 1, 2 */
	UNIT_B,                /* default 7: 0 and 1 mean 7, 2 means 8 */
	UNIT_O,                /* whether the object is there: 0, 1 */
	UNIT_X,                /* in it: 0: absent, 1, 2 */
	UNIT_W,                /* in it, default 0: 0 and 1 mean 0, 2 means 5 */
	UNIT_L,                /* ordered list: 0: absent, then four lists */
	UNIT_C,                /* criteria: 0: absent; 1 and 2 mean the same */
	UNIT_ID,               /* a UUID: 0: absent; 1 and 2 are the same in two cases */
	UNIT_S,                /* members of the set: 0, 1 */
	UNIT_K = UNIT_S + SET, /* elements of the keyed list: 0: absent, 1, 2 */
	UNITS = UNIT_K + KEYED,
};
struct model {
	unsigned char unit[UNITS];
};
static const unsigned char sides[UNITS] = {
	[UNIT_A] = 3,     [UNIT_B] = 3,     [UNIT_O] = 2,  [UNIT_X] = 3,     [UNIT_W] = 3,
	[UNIT_L] = 5,     [UNIT_C] = 4,     [UNIT_ID] = 4, [UNIT_S] = 2,     [UNIT_S + 1] = 2,
	[UNIT_S + 2] = 2, [UNIT_S + 3] = 2, [UNIT_K] = 3,  [UNIT_K + 1] = 3, [UNIT_K + 2] = 3,
};

static const char schema[] =
	"properties:\n"
	"  a: {}\n"
	"  b: {default: 7}\n"
	"  o: {type: object, properties: {x: {}, w: {default: 0}}}\n"
	"  l: {type: array}\n"
	"  c: {x-cxctl-normalize: criteria}\n"
	"  id_of: {format: uuid}\n"
	"  s: {type: array, x-cxctl-list: set, default: []}\n"
	"  k: {type: array, x-cxctl-list: 'keyed:key', default: [], items: {type: object, "
	"properties: {key: {}, v: {default: 1}}}}\n";

static struct model random_model(struct dice *dice)
{
	struct model m;
	for (size_t i = 0; i < UNITS; i++)
		m.unit[i] = (unsigned char)dice_roll(dice, sides[i]);
	return m;
}

/* A copy of which some units differ: sides that have nothing in common are only ever in conflict. */
static struct model near_model(struct dice *dice, const struct model *from, uint32_t one_in)
{
	struct model m = *from;
	for (size_t i = 0; i < UNITS; i++)
		if (dice_roll(dice, one_in) == 0)
			m.unit[i] = (unsigned char)dice_roll(dice, sides[i]);
	return m;
}

/* What a unit means: equal numbers, equal meaning. */
static unsigned meaning(const struct model *m, enum unit unit)
{
	unsigned value = m->unit[unit];
	if ((unit == UNIT_X || unit == UNIT_W) && !m->unit[UNIT_O])
		return 0;
	if (unit == UNIT_B || unit == UNIT_W)
		return value < 2 ? 1 : 2;
	if (unit == UNIT_C || unit == UNIT_ID)
		return value == 2 ? 1 : value;
	return value;
}

/* ---- written down ---- */

/* A spec, and where its elements stand. */
struct written {
	struct cx_node *spec;
	size_t keyed_at[KEYED];
};

static const char *number(struct dice *dice, unsigned value)
{
	static const char *const spelt[][3] = {
		{"0", "0.0", "0e0"}, {"1", "1.0", "10e-1"}, {"2", "2.0", "0.2e1"}, {"5", "5.0", "50e-1"}};
	return spelt[value == 5 ? 3 : value][dice_roll(dice, 3)];
}

/* Numbers below n in a random order. */
static void random_order(struct dice *dice, size_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t at = dice_roll(dice, (uint32_t)i), last = order[i - 1];
		order[i - 1] = order[at];
		order[at] = last;
	}
}

static void add(struct cx_arena *arena, struct cx_node *object, const char *key, const char *json)
{
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_node *value = NULL;
	*source = (struct cx_source){"test", cx_arena_strdup(arena, json), strlen(json)};
	assert_int_equal(cx_json_parse(arena, source, &value, &diags), CX_STATUS_OK);
	cx_node_add(object, key, value);
}

static void write_object(struct dice *dice, struct cx_arena *arena, const struct model *m,
			 struct cx_node *spec)
{
	struct cx_node *o = cx_node_new(arena, CX_NODE_OBJECT);
	if (m->unit[UNIT_X])
		add(arena, o, "x", number(dice, m->unit[UNIT_X]));
	if (m->unit[UNIT_W])
		add(arena, o, "w", number(dice, m->unit[UNIT_W] == 1 ? 0 : 5));
	cx_node_add(spec, "o", o);
}

static void write_set(struct dice *dice, struct cx_arena *arena, const struct model *m, struct cx_node *spec)
{
	size_t order[SET];
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY), *names = cx_node_new(arena, CX_NODE_OBJECT);
	random_order(dice, order, SET);
	for (size_t i = 0; i < SET; i++)
		for (unsigned twice = 0; m->unit[UNIT_S + order[i]] && twice < 1 + (dice_roll(dice, 8) == 0);
		     twice++) {
			const char *json = order[i] == 0   ? number(dice, 2)
					   : order[i] == 1 ? "\"p\""
					   : order[i] == 2 ? "{\"f\":1,\"g\":2}"
							   : "true";
			add(arena, names, "e", json);
			struct cx_node *item = names->last;
			names->first = names->last = NULL;
			names->count = 0;
			item->key = NULL;
			cx_node_push(list, item);
		}
	if (list->count || dice_roll(dice, 2))
		cx_node_add(spec, "s", list);
}

static void write_keyed(struct dice *dice, struct cx_arena *arena, const struct model *m,
			struct written *written)
{
	static const char *const keys[KEYED] = {"p", "q", "r"};
	size_t order[KEYED];
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	random_order(dice, order, KEYED);
	for (size_t i = 0; i < KEYED; i++) {
		unsigned value = m->unit[UNIT_K + order[i]];
		if (!value)
			continue;
		struct cx_node *item = cx_node_new(arena, CX_NODE_OBJECT);
		bool said = value == 2 || dice_roll(dice, 2), first = dice_roll(dice, 2);
		if (said && first)
			add(arena, item, "v", number(dice, value));
		cx_node_add(item, "key", cx_node_string(arena, keys[order[i]]));
		if (said && !first)
			add(arena, item, "v", number(dice, value));
		written->keyed_at[order[i]] = list->count;
		cx_node_push(list, item);
	}
	if (list->count || dice_roll(dice, 2))
		cx_node_add(written->spec, "k", list);
}

static void write_unit(struct dice *dice, struct cx_arena *arena, const struct model *m, enum unit unit,
		       struct written *written)
{
	static const char *const lists[] = {"[]", "[1,2]", "[2,1]", "[1]"};
	static const char *const criteria[] = {
		"{\"operator\":\"AND\",\"conditions\":[{\"field\":\"f\",\"operator\":\"equals\",\"value\":1},"
		"{\"field\":\"g\",\"operator\":\"equals\",\"value\":2}]}",
		"{\"conditions\":[{\"conditions\":[{\"value\":2.0,\"field\":\"g\",\"operator\":\"equals\"}],"
		"\"operator\":\"OR\"},{\"field\":\"f\",\"operator\":\"equals\",\"value\":1}],\"operator\":"
		"\"AND\"}",
		"{\"operator\":\"OR\",\"conditions\":[{\"field\":\"f\",\"operator\":\"equals\",\"value\":1}]"
		"}",
	};
	static const char *const ids[] = {"\"a0000000-0000-4000-8000-00000000000b\"",
					  "\"A0000000-0000-4000-8000-00000000000B\"",
					  "\"a0000000-0000-4000-8000-00000000000c\""};
	unsigned value = m->unit[unit];
	struct cx_node *spec = written->spec;
	if (unit == UNIT_S)
		write_set(dice, arena, m, spec);
	else if (unit == UNIT_K)
		write_keyed(dice, arena, m, written);
	else if (!value)
		return;
	else if (unit == UNIT_A)
		add(arena, spec, "a", number(dice, value));
	else if (unit == UNIT_B)
		add(arena, spec, "b", value == 1 ? "7" : "8.0");
	else if (unit == UNIT_O)
		write_object(dice, arena, m, spec);
	else if (unit == UNIT_L)
		add(arena, spec, "l", lists[value - 1]);
	else if (unit == UNIT_C)
		add(arena, spec, "c", criteria[value - 1]);
	else if (unit == UNIT_ID)
		add(arena, spec, "id_of", ids[value - 1]);
}

static struct written write_model(struct dice *dice, struct cx_arena *arena, const struct model *m)
{
	static const enum unit members[] = {UNIT_A, UNIT_B, UNIT_O, UNIT_L, UNIT_C, UNIT_ID, UNIT_S, UNIT_K};
	struct written written = {.spec = cx_node_new(arena, CX_NODE_OBJECT)};
	size_t order[CX_COUNT(members)];
	random_order(dice, order, CX_COUNT(members));
	for (size_t i = 0; i < CX_COUNT(members); i++)
		write_unit(dice, arena, m, members[order[i]], &written);
	return written;
}

/* ---- the definition, slowly ---- */

struct triple {
	struct model desired, base, live;
	bool has_base;
	struct written d, b, l;
	bool keep; /* keep-live */
	unsigned ignored;
	struct cx_fields fields;
	struct cx_diff_left left;
	enum cx_class class;
};

/* The paths that rules may name, and the units below each. */
static const struct {
	const char *path;
	enum unit first, last;
} rules[] = {
	{"/a", UNIT_A, UNIT_A},           {"/b", UNIT_B, UNIT_B},
	{"/o/x", UNIT_X, UNIT_X},         {"/o", UNIT_O, UNIT_W},
	{"/l", UNIT_L, UNIT_L},           {"/c", UNIT_C, UNIT_C},
	{"/s", UNIT_S, UNIT_S + SET - 1}, {"/k", UNIT_K, UNIT_K + KEYED - 1},
};

/*
 * The object's members are units where git and tenant both have it; else it is one. Where live is kept it is
 * one, too, if base has none of it.
 */
static bool is_split(const struct triple *t)
{
	bool anew = t->keep && t->has_base && !t->base.unit[UNIT_O];
	return t->desired.unit[UNIT_O] && t->live.unit[UNIT_O] && !anew;
}

static bool is_unit(const struct triple *t, enum unit unit)
{
	if (unit == UNIT_O)
		return !is_split(t);
	return (unit != UNIT_X && unit != UNIT_W) || is_split(t);
}

static bool same(const struct model *a, const struct model *b, enum unit unit)
{
	bool equal = meaning(a, unit) == meaning(b, unit);
	if (unit == UNIT_O)
		equal = equal && meaning(a, UNIT_X) == meaning(b, UNIT_X) &&
			meaning(a, UNIT_W) == meaning(b, UNIT_W);
	return equal;
}

static enum cx_class class_of(const struct triple *t, enum unit unit)
{
	bool agree = same(&t->desired, &t->live, unit);
	if (!t->has_base)
		return agree ? CX_CLASS_NONE : CX_CLASS_CONFLICT;
	bool git = !same(&t->desired, &t->base, unit), tenant = !same(&t->live, &t->base, unit);
	if (git && tenant)
		return agree ? CX_CLASS_CONVERGED : CX_CLASS_CONFLICT;
	return git ? CX_CLASS_INTENDED : tenant ? CX_CLASS_DRIFT : CX_CLASS_NONE;
}

static bool is_ignored(const struct triple *t, enum unit unit)
{
	for (size_t r = 0; r < CX_COUNT(rules); r++)
		if ((t->ignored >> r & 1) && unit >= rules[r].first && unit <= rules[r].last)
			return true;
	return false;
}

/* A list that is ignored is left as a whole. */
static bool differs(const struct triple *t, enum unit unit)
{
	enum unit first = unit < UNIT_S ? unit : unit < UNIT_K ? UNIT_S : UNIT_K;
	enum unit last = unit < UNIT_S ? unit : unit < UNIT_K ? UNIT_K - 1 : UNITS - 1;
	for (enum unit other = first; other <= last; other++)
		if (class_of(t, other) != CX_CLASS_NONE)
			return true;
	return false;
}

static bool is_left(const struct triple *t, enum unit unit)
{
	return (is_ignored(t, unit) && differs(t, unit)) ||
	       (t->keep && t->has_base && class_of(t, unit) == CX_CLASS_CONFLICT);
}

/* ---- what the engine says of a unit ---- */

static const char *const paths[UNITS] = {
	[UNIT_A] = "/a",   [UNIT_B] = "/b", [UNIT_O] = "/o", [UNIT_X] = "/o/x",
	[UNIT_W] = "/o/w", [UNIT_L] = "/l", [UNIT_C] = "/c", [UNIT_ID] = "/id_of"};

static bool is_below(const char *path, const char *unit)
{
	size_t n = strlen(unit);
	return strncmp(path, unit, n) == 0 && (!path[n] || path[n] == '/');
}

static bool is_element(const struct cx_node *value, size_t element)
{
	if (!value)
		return false;
	switch (element) {
	case 0:
		return value->type == CX_NODE_NUMBER;
	case 1:
		return value->type == CX_NODE_STRING;
	case 2:
		return value->type == CX_NODE_OBJECT;
	default:
		return value->type == CX_NODE_BOOL;
	}
}

static bool is_about(const struct triple *t, const struct cx_field *field, enum unit unit)
{
	if (unit < UNIT_S)
		return is_below(field->path, paths[unit]);
	if (unit < UNIT_K)
		return is_below(field->path, "/s") &&
		       is_element(field->before ? field->before : field->after, unit - UNIT_S);
	size_t key = unit - UNIT_K;
	size_t index = t->desired.unit[unit] ? t->d.keyed_at[key] : t->l.keyed_at[key];
	char path[16];
	(void)snprintf(path, sizeof path, "/k/%zu", index);
	/* An index of git's list and one of the tenant's may be the same. */
	bool named = field->op != CX_FIELD_OP_REMOVE || strcmp(field->path, path) != 0;
	return is_below(field->path, path) && named == (t->desired.unit[unit] != 0);
}

static size_t fields_about(const struct triple *t, const struct cx_fields *fields, enum unit unit,
			   enum cx_class class)
{
	size_t n = 0;
	for (size_t i = 0; i < fields->count; i++)
		n += is_about(t, &fields->items[i], unit) && fields->items[i].class == class;
	return n;
}

static void show_side(struct cx_buf *out, const char *name, const struct cx_node *spec)
{
	cx_buf_addf(out, "\n  %-8s", name);
	if (spec)
		cx_json_line(spec, out);
}

static void fail_triple(const char *what, uint64_t seed, const struct triple *t)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_buf_addf(&out, "%s, seed %llu, %s", what, (unsigned long long)seed, t->keep ? "keep-live" : "");
	show_side(&out, "desired", t->d.spec);
	show_side(&out, "base", t->has_base ? t->b.spec : NULL);
	show_side(&out, "live", t->l.spec);
	for (size_t i = 0; i < CX_COUNT(rules); i++)
		if (t->ignored >> i & 1)
			cx_buf_addf(&out, "\n  ignore %s", rules[i].path);
	const struct cx_fields *both[] = {&t->fields, &t->left.fields};
	for (size_t b = 0; b < 2; b++)
		for (size_t i = 0; i < both[b]->count; i++)
			cx_buf_addf(&out, "\n  %s %s %s %s", b ? "left" : "field",
				    cx_class_name(both[b]->items[i].class),
				    cx_field_op_name(both[b]->items[i].op), both[b]->items[i].path);
	fail_msg("%s", out.data);
}

/* Every unit that differs is shown, with its class, where it belongs; nothing else is. */
static void check_classes(uint64_t seed, const struct triple *t, size_t *met)
{
	enum cx_class worst = CX_CLASS_NONE;
	size_t shown = 0, left = 0;
	for (enum unit unit = 0; unit < UNITS; unit++) {
		if (!is_unit(t, unit))
			continue;
		enum cx_class class = class_of(t, unit);
		bool leaves = is_left(t, unit);
		const struct cx_fields *where = leaves ? &t->left.fields : &t->fields;
		size_t found = fields_about(t, where, unit, class);
		if ((found > 0) != (class > CX_CLASS_CONVERGED))
			fail_triple("a unit is not shown as it is defined", seed, t);
		if (unit >= UNIT_S && unit < UNIT_K && found > 1)
			fail_triple("a member of a set is shown twice", seed, t);
		if (!leaves && class > worst)
			worst = class;
		shown += leaves ? 0 : found;
		left += leaves ? found : 0;
		met[class]++;
	}
	if (shown != t->fields.count || left != t->left.fields.count)
		fail_triple("fields that belong to no unit", seed, t);
	if (worst != t->class)
		fail_triple("the class is not the worst of the units", seed, t);
}

/* ---- the engine at work ---- */

struct specs_of {
	struct fixture f;
	const struct cx_shape *shape;
	struct cx_ignore_rule all[CX_COUNT(rules)];
};

static enum cx_class compare(struct specs_of *s, struct cx_arena *arena, const struct cx_diff_input *shown,
			     struct triple *t)
{
	const struct cx_ignore_rule *chosen[CX_COUNT(rules)];
	struct cx_diff_leave leave = {.conflicts = t->keep, .rules = chosen};
	for (size_t i = 0; i < CX_COUNT(rules); i++)
		if (t->ignored >> i & 1)
			chosen[leave.rule_count++] = &s->all[i];
	struct cx_diff_input input = {
		.shape = s->shape,
		.desired = cx_normal(arena, s->shape, shown->desired),
		.base = shown->base ? cx_normal(arena, s->shape, shown->base) : NULL,
		.live = cx_normal(arena, s->shape, shown->live),
		.desired_shown = shown->desired,
		.live_shown = shown->live,
	};
	return cx_diff_leaving(arena, &input, &leave, &t->fields, &t->left);
}

/* Whether two specs mean the same, whatever is left of both. */
static bool means(struct specs_of *s, struct cx_arena *arena, const struct cx_node *spec,
		  const struct cx_node *other)
{
	struct triple plain = {0};
	const struct cx_diff_input input = {.desired = spec, .base = other, .live = other};
	return compare(s, arena, &input, &plain) == CX_CLASS_NONE && !plain.fields.count;
}

/* Unit by unit: live's for what is sent, base's for what base becomes. */
static struct model mixed(const struct triple *t, const struct model *from)
{
	struct model m = t->desired;
	for (enum unit unit = 0; unit < UNITS; unit++) {
		if (!is_unit(t, unit) || !is_left(t, unit))
			continue;
		m.unit[unit] = from ? from->unit[unit] : 0;
		if ((unit == UNIT_X || unit == UNIT_W) && from && !from->unit[UNIT_O])
			m.unit[unit] = 0;
		for (enum unit inner = UNIT_X; unit == UNIT_O && inner <= UNIT_W; inner++)
			m.unit[inner] = from ? from->unit[inner] : 0;
	}
	return m;
}

static void check_left(struct specs_of *s, struct cx_arena *arena, struct dice *dice, uint64_t seed,
		       const struct triple *t)
{
	struct cx_leave_units units = {t->left.units, t->left.unit_count};
	struct model sent = mixed(t, &t->live), base = mixed(t, t->has_base ? &t->base : NULL);
	const struct cx_node *what[] = {
		cx_leave(arena, s->shape, t->d.spec, units, t->l.spec),
		cx_leave(arena, s->shape, t->d.spec, units, t->has_base ? t->b.spec : NULL),
	};
	if (!means(s, arena, what[0], write_model(dice, arena, &sent).spec))
		fail_triple("what is sent is not what is left and what git says", seed, t);
	if (!means(s, arena, what[1], write_model(dice, arena, &base).spec))
		fail_triple("base moves where something was left", seed, t);
	/* A run that dies finds the units again. */
	struct cx_leave_units again = cx_leave_read(arena, cx_leave_json(arena, units));
	if (!cx_node_equal(what[0], cx_leave(arena, s->shape, t->d.spec, again, t->l.spec)))
		fail_triple("units are lost on their way", seed, t);
	/* After it, only what was left differs. */
	struct triple next = {.keep = t->keep, .ignored = t->ignored};
	const struct cx_diff_input input = {.desired = t->d.spec, .base = what[1], .live = what[0]};
	if (compare(s, arena, &input, &next) != CX_CLASS_NONE && t->has_base)
		fail_triple("something is left to do", seed, t);
}

static struct triple random_triple(struct specs_of *s, struct dice *dice, struct cx_arena *arena)
{
	struct triple t = {.base = random_model(dice), .has_base = dice_roll(dice, 6) != 0};
	t.desired = near_model(dice, &t.base, 2 + dice_roll(dice, 5));
	t.live = near_model(dice, dice_roll(dice, 4) ? &t.base : &t.desired, 2 + dice_roll(dice, 5));
	t.keep = dice_roll(dice, 3) == 0;
	for (size_t r = 0; r < CX_COUNT(rules); r++)
		t.ignored |= (dice_roll(dice, 8) == 0 ? 1u : 0u) << r;
	/* Where the object is one unit, a rule for a member of it says nothing. */
	if (!is_split(&t))
		t.ignored &= ~(1u << 2);
	t.d = write_model(dice, arena, &t.desired);
	t.d.spec = cx_complete(arena, s->shape, t.d.spec);
	t.b = write_model(dice, arena, &t.base);
	t.l = write_model(dice, arena, &t.live);
	return t;
}

static void specs_init(struct specs_of *s)
{
	*s = (struct specs_of){.f = FIXTURE_INIT};
	s->shape = cx_shape_of(&s->f.arena, fixture_yaml(&s->f, schema));
	for (size_t i = 0; i < CX_COUNT(rules); i++)
		s->all[i] = (struct cx_ignore_rule){.path = rules[i].path};
}

static void specs_release(struct specs_of *s)
{
	fixture_release(&s->f);
}

static uint64_t rounds(void)
{
	return getenv("CX_ALL") ? 1000000 : 10000;
}

static void test_triples_when_compared_then_as_defined(void **state)
{
	(void)state;
	__attribute__((cleanup(specs_release))) struct specs_of s;
	specs_init(&s);
	size_t met[CX_CLASS_CONFLICT + 1] = {0};
	for (uint64_t seed = 1; seed <= rounds(); seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		struct triple t = random_triple(&s, &dice, &arena);
		const struct cx_diff_input input = {
			.desired = t.d.spec, .base = t.has_base ? t.b.spec : NULL, .live = t.l.spec};
		t.class = compare(&s, &arena, &input, &t);
		check_classes(seed, &t, met);
		if (seed % 4 == 0)
			check_left(&s, &arena, &dice, seed, &t);
		/* diff(a, a) is empty, in whatever order it is written. */
		if (!means(&s, &arena, t.d.spec, write_model(&dice, &arena, &t.desired).spec))
			fail_triple("the same in another order is another", seed, &t);
		cx_arena_release(&arena);
	}
	for (size_t i = 0; i < CX_COUNT(met); i++)
		assert_true(met[i] > rounds() / 4);
}

/* ---- existence ---- */

#define ID       "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define OTHER    "b1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"

/* What becomes of a resource, from what each side has: 0 for nothing, else one of two specs. */
static const char *existence(int desired, int base, int live, enum cx_on_conflict on_conflict)
{
	bool keep = on_conflict == CX_ON_CONFLICT_KEEP_LIVE, wins = on_conflict == CX_ON_CONFLICT_OVERWRITE;
	bool changed_in_git = base && desired && desired != base,
	     changed_there = base && live && live != base;
	if (!desired && !live)
		return base ? "record converged" : "";
	if (!desired && !base)
		return "";
	if (!desired)
		return !changed_there ? "delete intended" : keep ? "left" : wins ? "delete conflict" : "stop";
	if (!live && !base)
		return "create intended";
	if (!live)
		return !changed_in_git ? "create drift" : keep ? "left" : wins ? "create conflict" : "stop";
	if (!base)
		return desired == live ? "record converged" : "update conflict";
	if (desired == live)
		return desired == base ? "" : "record converged";
	if (!changed_there)
		return "update intended";
	return !changed_in_git ? "update drift" : keep ? "left" : wins ? "update conflict" : "stop";
}

/* Three specs, so that all may differ; another resource keeps the set from being empty. */
static void test_existence_when_all_sides_vary_then_as_defined(void **state)
{
	(void)state;
	static const char *const names[] = {NULL, "One", "Two", "Three"};
	for (int at = 0; at < 4 * 4 * 4 * 3; at++) {
		WORLD(w);
		struct cx_arena *arena = &w.f.arena;
		int desired = at & 3, base = at >> 2 & 3, live = at >> 4 & 3;
		w.project.on_conflict = (enum cx_on_conflict)(at / 64);
		world_define(
			&w, "a.yaml",
			cx_arena_printf(arena,
					"---\nkind: Audience\nmetadata: {name: other, id: " OTHER
					"}\nspec: {name: Other, " CRITERIA "}\n%s",
					desired ? cx_arena_printf(arena,
								  "---\nkind: Audience\nmetadata: {name: "
								  "one, id: " ID "}\nspec: {name: %s, "
								  "" CRITERIA "}\n",
								  names[desired])
						: ""));
		world_base(&w, "Audience/other", "{id: " OTHER ", spec: {name: Other, " CRITERIA "}}");
		world_live(&w, "Audience", "{id: " OTHER ", name: Other, " CRITERIA "}");
		if (base)
			world_base(&w, "Audience/one",
				   cx_arena_printf(arena, "{id: " ID ", spec: {name: %s, " CRITERIA "}}",
						   names[base]));
		if (live)
			world_live(
				&w, "Audience",
				cx_arena_printf(arena, "{id: " ID ", name: %s, " CRITERIA "}", names[live]));
		struct cx_plan plan = world_plan(&w);
		const struct cx_change *c = plan.count ? &plan.changes[0] : NULL;
		const char *found = plan.left_count ? "left"
				    : !c            ? ""
				    : c->blocked    ? "stop"
						 : cx_arena_printf(arena, "%s %s", cx_action_name(c->action),
								   cx_class_name(c->class));
		const char *expected = existence(desired, base, live, w.project.on_conflict);
		if (strcmp(found, expected) != 0 || plan.count > 1 || (plan.left_count && plan.count))
			fail_msg("desired %d, base %d, live %d, on_conflict %d: %s, not %s", desired, base,
				 live, (int)w.project.on_conflict, found, expected);
		/* What is applied is done. */
		if (c && c->blocked)
			continue;
		world_apply(&w, &plan);
		plan = world_plan(&w);
		if (!cx_plan_is_empty(&plan))
			fail_msg("desired %d, base %d, live %d: something is left to do", desired, base,
				 live);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_triples_when_compared_then_as_defined),
		cmocka_unit_test(test_existence_when_all_sides_vary_then_as_defined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
