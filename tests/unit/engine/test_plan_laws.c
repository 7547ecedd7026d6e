/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of the plan over generated projects, ledgers and tenants. */
#include "engine/plan.h"

#include "unit/engine/world.h"

enum { POOL = 6 };

/* A resource of the pool: audiences are even, webhooks odd; what varies is drawn. */
static void random_spec(struct dice *dice, struct cx_buf *out, uint32_t which)
{
	static const char *const criteria[] = {
		"{operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}, {field: "
		"tier, "
		"operator: equals, value: gold}]}",
		"{operator: AND, conditions: [{value: gold, operator: equals, field: tier}, {operator: AND, "
		"conditions: [{field: spend, operator: greater_than, value: 5.0}]}]}",
		"{operator: OR, conditions: [{field: spend, operator: greater_than, value: 5}]}",
	};
	static const char *const exclusions[] = {
		"[]",
		"[00000000-0000-4000-8000-00000000000a, 00000000-0000-4000-8000-00000000000b]",
		"[00000000-0000-4000-8000-00000000000B, 00000000-0000-4000-8000-00000000000a]",
		"[00000000-0000-4000-8000-00000000000c]",
	};
	if (which % 2) {
		cx_buf_addf(out, "name: hook%u, url: 'https://%u.example', events: [%s]", which,
			    dice_roll(dice, 2),
			    dice_roll(dice, 2) ? "profile.updated, profile.created" : "profile.updated");
		if (dice_roll(dice, 2))
			cx_buf_addf(out, ", enabled: %s", dice_roll(dice, 2) ? "true" : "false");
		return;
	}
	cx_buf_addf(out, "name: Audience%u, criteria: %s, exclusions: %s", dice_roll(dice, 2),
		    criteria[dice_roll(dice, 3)], exclusions[dice_roll(dice, 4)]);
	if (dice_roll(dice, 2))
		cx_buf_addf(out, ", recalculate_on_update: %s", dice_roll(dice, 2) ? "true" : "false");
}

static const char *id_of(struct world *w, uint32_t which)
{
	return which % 2 ? cx_arena_printf(&w->f.arena, "W%u", 900 + which)
			 : cx_arena_printf(&w->f.arena, "a0000000-0000-4000-8000-00000000000%u", which);
}

static const char *kind_of(uint32_t which)
{
	return which % 2 ? "Webhook" : "Audience";
}

static void random_definitions(struct dice *dice, struct world *w)
{
	CX_AUTO(cx_buf) struct cx_buf git = CX_BUF_INIT;
	for (uint32_t i = 0; i < POOL; i++) {
		if (dice_roll(dice, 3) == 0)
			continue;
		cx_buf_addf(&git, "---\nkind: %s\nmetadata: {name: r%u", kind_of(i), i);
		if (i % 2 == 0)
			cx_buf_addf(&git, ", id: %s", id_of(w, i));
		cx_buf_addf(&git, ", protect: %s}\nspec: {", dice_roll(dice, 4) ? "false" : "true");
		random_spec(dice, &git, i);
		cx_buf_adds(&git, "}\n");
	}
	world_define(w, "a.yaml", git.data);
}

/* What the tenant holds and what the ledger says: about half of it the same. */
static void random_tenant(struct dice *dice, struct world *w)
{
	for (uint32_t i = 0; i < POOL; i++) {
		CX_AUTO(cx_buf) struct cx_buf base = CX_BUF_INIT, live = CX_BUF_INIT;
		random_spec(dice, &base, i);
		if (dice_roll(dice, 2))
			cx_buf_add(&live, base.data, base.len);
		else
			random_spec(dice, &live, i);
		if (dice_roll(dice, 3))
			world_live(w, kind_of(i),
				   cx_arena_printf(&w->f.arena, "{id: %s, version: %u, more: %u, %s}",
						   id_of(w, i), dice_roll(dice, 9), i, live.data));
		if (dice_roll(dice, 2))
			world_base(w, cx_arena_printf(&w->f.arena, "%s/r%u", kind_of(i), i),
				   cx_arena_printf(&w->f.arena, "{id: %s, protect: %s, spec: {%s}}",
						   id_of(w, i), dice_roll(dice, 4) ? "false" : "true",
						   base.data));
	}
}

static void fail_law(struct world *w, const char *law, uint64_t seed, const struct cx_plan *plan)
{
	fail_msg("%s, seed %llu:\n%s", law, (unsigned long long)seed, world_show(w, plan));
}

static bool is_owned(const struct world *w, const char *address)
{
	return cx_map_get(&w->ledger.resources, address) != NULL;
}

/* The fixed laws of one plan. */
static void check_plan(struct world *w, uint64_t seed, const struct cx_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *c = &plan->changes[i];
		enum cx_class worst = CX_CLASS_NONE;
		for (size_t f = 0; f < c->fields.count; f++)
			worst = c->fields.items[f].class > worst ? c->fields.items[f].class : worst;
		if (i && strcmp(plan->changes[i - 1].address, c->address) >= 0)
			fail_law(w, "changes are not in order", seed, plan);
		if (c->action == CX_ACTION_DELETE && (!is_owned(w, c->address) || c->desired))
			fail_law(w, "a delete of what is not owned, or is wanted", seed, plan);
		if (c->action == CX_ACTION_DELETE && cx_node_get_bool(c->base, "protect", false) &&
		    !c->refusal)
			fail_law(w, "what is protected would be deleted", seed, plan);
		if (c->action == CX_ACTION_UPDATE && (worst != c->class || !c->fields.count))
			fail_law(w, "an update is not of the class of its fields", seed, plan);
		if ((c->body != NULL) != (c->action == CX_ACTION_CREATE || c->action == CX_ACTION_UPDATE))
			fail_law(w, "a body where nothing is sent, or none", seed, plan);
		if (c->blocked && c->class != CX_CLASS_CONFLICT)
			fail_law(w, "blocked without a conflict", seed, plan);
	}
	const struct cx_plan_counts *n = &plan->counts;
	if (n->create + n->update + n->delete + n->record != plan->count)
		fail_law(w, "the counts are not those of the changes", seed, plan);
	if (!w->ledger.exists && n->delete)
		fail_law(w, "a delete without a ledger", seed, plan);
}

static size_t live_count(const struct world *w)
{
	size_t count = 0;
	for (size_t i = 0; i < WORLD_KINDS; i++)
		count += w->live[i].count;
	return count;
}

static void test_plan_when_applied_then_next_is_empty(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(600, 60) };
	size_t seen[CX_ACTION_RECORD + 1] = {0};
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		WORLD(w);
		struct dice dice = dice_of(seed);
		random_definitions(&dice, &w);
		random_tenant(&dice, &w);
		struct cx_plan plan = world_plan(&w);
		check_plan(&w, seed, &plan);
		for (size_t i = 0; i < plan.count; i++)
			seen[plan.changes[i].action]++;
		size_t before = live_count(&w);
		world_apply(&w, &plan);
		if (live_count(&w) != before + plan.counts.create - plan.counts.delete)
			fail_law(&w, "more or fewer objects than the plan said", seed, &plan);
		struct cx_plan next = world_plan(&w);
		if (!cx_plan_is_empty(&next))
			fail_law(&w, "something is left to do", seed, &next);
		if (w.ledger.resources.count != w.desired.count)
			fail_law(&w, "the ledger owns more or less than git defines", seed, &plan);
		/* A change of git alone is intended, all of it. */
		random_definitions(&dice, &w);
		next = world_plan(&w);
		check_plan(&w, seed, &next);
		for (size_t i = 0; i < next.count; i++)
			if (next.changes[i].class > CX_CLASS_INTENDED &&
			    is_owned(&w, next.changes[i].address))
				fail_law(&w, "drift or conflict, but only git has changed", seed, &next);
	}
	for (size_t i = CX_ACTION_CREATE; i < CX_COUNT(seen); i++)
		assert_true(seen[i] > ROUNDS / 20);
}

static void reverse(struct cx_node **items, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct cx_node *swap = items[i];
		items[i] = items[count - 1 - i];
		items[count - 1 - i] = swap;
	}
}

static void test_plan_when_everything_stands_in_another_order_then_the_same(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(600, 60) };
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		WORLD(w);
		struct dice dice = dice_of(seed);
		random_definitions(&dice, &w);
		random_tenant(&dice, &w);
		struct cx_plan plan = world_plan(&w);
		const char *shown = cx_arena_strdup(&w.f.arena, world_show(&w, &plan));
		for (size_t i = 0; i < WORLD_KINDS; i++)
			reverse(w.live[i].items, w.live[i].count);
		struct cx_map resources = CX_MAP_INIT;
		for (size_t i = w.ledger.resources.count; i > 0; i--) {
			const struct cx_map_entry *entry = &w.ledger.resources.entries[i - 1];
			(void)cx_map_put_n(&resources, entry->key, entry->len, entry->value);
		}
		cx_map_release(&w.ledger.resources);
		w.ledger.resources = resources;
		for (size_t i = 0; i < w.desired.count / 2; i++) {
			struct cx_definition swap = w.desired.items[i];
			w.desired.items[i] = w.desired.items[w.desired.count - 1 - i];
			w.desired.items[w.desired.count - 1 - i] = swap;
		}
		for (size_t i = 0; i < w.desired.count; i++)
			(void)cx_map_put(&w.desired.by_address, w.desired.items[i].address,
					 &w.desired.items[i]);
		struct cx_plan other = world_plan(&w);
		if (strcmp(plan.fingerprint, other.fingerprint) != 0)
			fail_law(&w, "order changes the fingerprint", seed, &other);
		if (strcmp(world_show(&w, &other), shown) != 0)
			fail_law(&w, "order changes the plan", seed, &plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan_when_applied_then_next_is_empty),
		cmocka_unit_test(test_plan_when_everything_stands_in_another_order_then_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
