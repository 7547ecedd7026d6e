/* SPDX-License-Identifier: Apache-2.0 */
/* Two levels of digests: of each step, and of them all. */
#include "engine/fingerprint.h"

#include "doc/json.h"
#include "engine/plan_parts.h"
#include "model/normal.h"

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_node_string(arena, text));
}

static void add_digest(struct cx_arena *arena, struct cx_node *object, const char *key,
		       const struct cx_node *node)
{
	char digest[CX_DIGEST_LEN + 1];
	cx_json_digest(node, digest);
	add_text(arena, object, key, cx_arena_strdup(arena, digest));
}

static void add_ordered(struct cx_arena *arena, struct cx_node *object, const char *key,
			const struct cx_change *change, const struct cx_node *node)
{
	add_digest(arena, object, key, cx_ordered(arena, change->kind->spec, node));
}

/* One step: what would be sent, and what that assumes. */
static void step_make(struct cx_arena *arena, struct cx_change *change)
{
	struct cx_node *step = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, step, "action", cx_action_name(change->action));
	add_text(arena, step, "address", change->address);
	add_text(arena, step, "class", cx_class_name(change->class));
	if (change->id)
		add_text(arena, step, "id", change->id);
	if (change->body)
		add_ordered(arena, step, "body", change, change->body);
	if (change->live)
		add_ordered(arena, step, "live", change, cx_plan_live_state(arena, change, change->live));
	if (change->class == CX_CLASS_CONFLICT && change->base && !change->blocked)
		add_text(arena, step, "decision", cx_decision_name(CX_DECISION_OVERWRITE));
	if (change->base_address && strcmp(change->base_address, change->address) != 0)
		add_text(arena, step, "was", change->base_address);
	if (change->left.count) {
		cx_node_add(step, "left", cx_leave_json(arena, change->left));
		add_ordered(arena, step, "next_base", change, change->next_base);
	}
	if (change->desired)
		cx_node_add(step, "protect", cx_node_bool(arena, change->desired->protect));
	cx_json_digest(step, change->step_digest);
}

/* steps: address -> digest of the step, by address. */
static void whole_make(struct cx_arena *arena, const struct cx_plan *plan, const struct cx_node *steps,
		       char ret_fingerprint[CX_FINGERPRINT_LEN + 1])
{
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT);
	char digest[CX_DIGEST_LEN + 1];
	add_text(arena, root, "base_url", cx_arena_printf(arena, "%s%s", plan->origin, plan->base_path));
	add_text(arena, root, "profile", plan->profile);
	add_text(arena, root, "profile_digest", plan->profile_digest);
	add_digest(arena, root, "steps", steps);
	add_text(arena, root, "tenant", plan->tenant);
	cx_json_digest(root, digest);
	(void)snprintf(ret_fingerprint, CX_FINGERPRINT_LEN + 1, "sha256:%s", digest);
}

void cx_fingerprint_make(struct cx_arena *arena, struct cx_plan *plan)
{
	struct cx_node *steps = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < plan->count; i++) {
		struct cx_change *change = &plan->changes[i];
		step_make(arena, change);
		add_text(arena, steps, change->address, change->step_digest);
	}
	whole_make(arena, plan, steps, plan->fingerprint);
}

bool cx_fingerprint_is_valid(const char *text)
{
	static const char prefix[] = "sha256:";
	size_t n = sizeof prefix - 1;
	return strlen(text) == CX_FINGERPRINT_LEN && strncmp(text, prefix, n) == 0 &&
	       strspn(text + n, "0123456789abcdef") == CX_SHA256_HEX;
}

void cx_fingerprint_record(struct cx_arena *arena, const struct cx_change *change, struct cx_node *record)
{
	add_text(arena, record, "step", change->step_digest);
	if (change->desired && change->desired->protect)
		cx_node_add(record, "protect", cx_node_bool(arena, true));
}

struct cx_fingerprint_try *cx_fingerprint_read(struct cx_arena *arena, const struct cx_node *record)
{
	const char *step = cx_node_get_text(record, "step");
	if (!step || strlen(step) != CX_SHA256_HEX)
		return NULL;
	struct cx_fingerprint_try *try = cx_arena_alloc(arena, sizeof *try);
	(void)snprintf(try->step, sizeof try->step, "%s", step);
	try->protect = cx_node_get_bool(record, "protect", false);
	return try;
}

/* The try did what it said, and only the ledger does not know yet. */
static bool only_notes(const struct cx_change *change, const struct cx_fingerprint_try *try)
{
	return change->action == CX_ACTION_RECORD &&
	       (!change->desired || change->desired->protect == try->protect);
}

/* All steps, those that were tried as they were then; NULL where a step is not what was tried. */
static struct cx_node *all_steps(struct cx_arena *arena, const struct cx_plan *plan,
				 const struct cx_map *tried)
{
	struct cx_node *steps = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < tried->count; i++) {
		const struct cx_fingerprint_try *try = tried->entries[i].value;
		cx_node_add_n(steps, tried->entries[i].key, tried->entries[i].len,
			      cx_node_string(arena, try->step));
	}
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		const struct cx_fingerprint_try *try = cx_map_get(tried, change->address);
		if (!try)
			add_text(arena, steps, change->address, change->step_digest);
		else if (strcmp(try->step, change->step_digest) != 0 && !only_notes(change, try))
			return NULL;
	}
	return steps;
}

bool cx_fingerprint_holds(struct cx_arena *arena, const struct cx_plan *plan, const struct cx_map *tried,
			  const char *fingerprint)
{
	char made[CX_FINGERPRINT_LEN + 1];
	if (strcmp(plan->fingerprint, fingerprint) == 0)
		return true;
	const struct cx_node *steps = all_steps(arena, plan, tried);
	if (!steps)
		return false;
	whole_make(arena, plan, steps, made);
	return strcmp(made, fingerprint) == 0;
}
