/* SPDX-License-Identifier: Apache-2.0 */
/* Records around the steps, and the commit that seals a run. */
#include "engine/seal.h"

#include "base/utf8.h"
#include "doc/json.h"
#include "engine/shown.h"
#include "model/normal.h"

static struct cx_node *text_or_null(struct cx_arena *arena, const char *text)
{
	return text && *text ? cx_node_string(arena, text) : cx_node_new(arena, CX_NODE_NULL);
}

/* One digest over all definitions: the same for the same meaning, whatever the files. */
static const char *definitions_digest(struct cx_arena *arena, const struct cx_definitions *definitions)
{
	struct cx_node *all = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < definitions->count; i++) {
		const struct cx_definition *d = &definitions->items[i];
		struct cx_node *one = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(one, "id", text_or_null(arena, d->id));
		cx_node_add(one, "protect", cx_node_bool(arena, d->protect));
		cx_node_add(one, "spec", cx_normal(arena, d->kind->spec, d->spec));
		cx_node_add(all, d->address, one);
	}
	char digest[CX_DIGEST_LEN + 1];
	cx_json_digest(all, digest);
	return cx_arena_strdup(arena, digest);
}

enum cx_status cx_seal_begin(struct cx_arena *arena, struct cx_run *run, const struct cx_seal_info *info,
			     struct cx_diags *diags)
{
	struct cx_commit_info commit;
	enum cx_status status = cx_repo_commit_info(info->repo, info->commit, arena, &commit, diags);
	if (status)
		return status;
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, "run_start"));
	cx_node_add(record, "actor", cx_node_string(arena, info->actor->name));
	cx_node_add(record, "ci", text_or_null(arena, info->actor->ci));
	cx_node_add(record, "host", cx_node_string(arena, info->actor->host));
	cx_node_add(record, "tool_version", cx_node_string(arena, CX_VERSION));
	cx_node_add(record, "tenant", cx_node_string(arena, info->tenant));
	cx_node_add(record, "origin", cx_node_string(arena, info->origin));
	cx_node_add(record, "commit", cx_node_string(arena, info->commit->hex));
	cx_node_add(record, "tree", cx_node_string(arena, commit.tree.hex));
	if (info->definitions)
		cx_node_add(record, "definitions",
			    cx_node_string(arena, definitions_digest(arena, info->definitions)));
	if (info->fingerprint)
		cx_node_add(record, "fingerprint", cx_node_string(arena, info->fingerprint));
	if (info->approved)
		cx_node_add(record, "approved", cx_node_string(arena, info->approved));
	cx_node_add(record, "head", text_or_null(arena, info->ledger->head));
	cx_node_add(record, "project",
		    text_or_null(arena, cx_node_get_text(cx_run_document(run), "project")));
	const char *rules = cx_node_get_text(cx_run_document(run), "project_commit");
	if (rules)
		cx_node_add(record, "project_commit", cx_node_string(arena, rules));
	cx_run_add(run, record);
	return cx_run_sync(run, diags);
}

static const char *resource_path(struct cx_arena *arena, const char *address)
{
	return cx_arena_printf(arena, "resources/%s.json", address);
}

static void resource_write(struct cx_arena *arena, const struct cx_seal_resource *r, const char *commit,
			   struct cx_buf *out)
{
	if (!r->moved) {
		struct cx_resource resource = {r->definition, r->spec, r->id, commit, r->shown};
		cx_resource_json(arena, &resource, out);
		return;
	}
	struct cx_node *resource = cx_node_copy(arena, r->moved);
	cx_node_set(resource, "id", text_or_null(arena, r->id));
	cx_json_canonical(resource, out);
}

static struct cx_tree_change *tree_changes(struct cx_arena *arena, const struct cx_seal_end *end,
					   size_t *ret_count)
{
	struct cx_tree_change *changes =
		cx_arena_alloc(arena, (2 * end->resource_count + 1) * sizeof *changes);
	size_t count = 0;
	/* Names may be swapped: where one resource leaves, another may come. */
	CX_AUTO(cx_map) struct cx_map written = CX_MAP_INIT;
	for (size_t i = 0; i < end->resource_count; i++)
		if (end->resources[i].definition || end->resources[i].moved)
			(void)cx_map_put(&written, end->resources[i].address, changes);
	for (size_t i = 0; i < end->resource_count; i++) {
		const struct cx_seal_resource *r = &end->resources[i];
		if (r->old_address && !cx_map_get(&written, r->old_address) &&
		    strcmp(r->old_address, r->address) != 0)
			changes[count++] =
				(struct cx_tree_change){.path = resource_path(arena, r->old_address)};
		struct cx_tree_change *change = &changes[count++];
		*change = (struct cx_tree_change){.path = resource_path(arena, r->address)};
		if (!r->definition && !r->moved)
			continue;
		CX_AUTO(cx_buf) struct cx_buf json = CX_BUF_INIT;
		resource_write(arena, r, end->commit, &json);
		change->len = json.len;
		change->bytes = cx_arena_strndup(arena, json.data, json.len);
	}
	*ret_count = count;
	return changes;
}

static const struct cx_node *pending_node(struct cx_arena *arena, const struct cx_seal_end *end)
{
	struct cx_node *pending = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *due = end->notifications ? cx_notify_node(arena, end->notifications) : NULL;
	if (end->pending_steps && end->pending_steps->count)
		cx_node_add(pending, "steps", cx_node_copy(arena, end->pending_steps));
	if (due && due->count)
		cx_node_add(pending, "notifications", due);
	return pending->count ? pending : NULL;
}

static void add_count(struct cx_buf *out, size_t n, const char *what)
{
	if (n)
		cx_buf_addf(out, "%s%zu %s", out->len ? ", " : "", n, what);
}

#define MAX_SUBJECT 60

/* The first line of the applied commit's message, or "". */
static const char *applied_subject(struct cx_arena *arena, const struct cx_seal_end *end)
{
	struct cx_commit_info applied;
	struct cx_oid commit;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	(void)snprintf(commit.hex, sizeof commit.hex, "%s", end->commit);
	if (cx_repo_commit_info(end->repo, &commit, arena, &applied, &unused))
		return "";
	size_t len = strcspn(applied.message, "\n");
	return cx_arena_strndup(arena, applied.message,
				cx_utf8_check(applied.message, len < MAX_SUBJECT ? len : MAX_SUBJECT));
}

/* "prod: 2 created, 1 updated (subject)", then what, then where it came from: git log reads as a history of
 * deployments. */
static const char *seal_message(struct cx_arena *arena, const struct cx_run *run,
				const struct cx_seal_end *end)
{
	enum { MAX_LISTED = 100 };
	CX_AUTO(cx_buf) struct cx_buf counts = CX_BUF_INIT, out = CX_BUF_INIT;
	add_count(&counts, end->created, "created");
	add_count(&counts, end->updated, "updated");
	add_count(&counts, end->deleted, "deleted");
	add_count(&counts, end->recorded, "recorded");
	add_count(&counts, end->rolled_back, "rolled back");
	add_count(&counts, end->not_applied, "not applied");
	add_count(&counts, end->unknown, "unknown");
	add_count(&counts, end->notified, "notified");
	const char *subject = applied_subject(arena, end);
	bool told = *subject && !end->notified;
	cx_buf_addf(&out, "%s: %s%s%s%s%s\n\n", end->tenant, counts.len ? counts.data : "nothing changed",
		    end->recovered ? ", recovered" : "", told ? " (" : "", told ? subject : "",
		    told ? ")" : "");
	for (size_t i = 0; i < end->resource_count && i < MAX_LISTED; i++)
		cx_buf_addf(&out, "%s %s\n",
			    end->resources[i].definition || end->resources[i].moved ? "*" : "-",
			    end->resources[i].address);
	if (end->resource_count > MAX_LISTED)
		cx_buf_addf(&out, "… and %zu more\n", end->resource_count - MAX_LISTED);
	cx_buf_addf(&out, "%sApplied: %.12s %s", end->resource_count ? "\n" : "", end->commit, subject);
	cx_buf_addf(&out, "\nRun: %s\nActor: %s\n", cx_run_id(run), end->actor->name);
	return cx_arena_strndup(arena, out.data, out.len);
}

static void add_run_end(struct cx_arena *arena, struct cx_run *run, const struct cx_seal_end *end)
{
	const struct {
		const char *key;
		size_t count;
	} counts[] = {
		{"created", end->created},   {"updated", end->updated},         {"deleted", end->deleted},
		{"recorded", end->recorded}, {"not_applied", end->not_applied}, {"unknown", end->unknown},
		{"requests", end->requests},
	};
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT),
		       *all = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, "run_end"));
	for (size_t i = 0; i < CX_COUNT(counts); i++)
		cx_node_add(all, counts[i].key, cx_node_int(arena, (int64_t)counts[i].count));
	/* Most runs have none, and older readers do not know of it. */
	if (end->rolled_back)
		cx_node_add(all, "rolled_back", cx_node_int(arena, (int64_t)end->rolled_back));
	cx_node_add(record, "counts", all);
	cx_run_add(run, record);
}

enum cx_status cx_seal_finish(struct cx_arena *arena, struct cx_run *run, const struct cx_seal_end *end,
			      struct cx_oid *ret_commit, struct cx_diags *diags)
{
	add_run_end(arena, run, end);
	enum cx_status status = cx_run_sync(run, diags);
	if (status)
		return status;
	struct cx_seal seal = {
		.pending = pending_node(arena, end),
		.message = seal_message(arena, run, end),
		.author_name = end->actor->name,
		.author_email = end->actor->email,
	};
	seal.changes = tree_changes(arena, end, &seal.change_count);
	return cx_run_seal(run, &seal, ret_commit, diags);
}

static struct cx_node *pending_step(struct cx_arena *arena, const struct cx_step *step, const char *run,
				    const char *key, struct cx_clock *clock)
{
	char time[CX_TIME_LEN + 1];
	cx_time_format(clock->realtime_ms(clock), time);
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "address", cx_node_string(arena, step->change->address));
	cx_node_add(node, "action", cx_node_string(arena, cx_action_name(step->change->action)));
	cx_node_add(node, "body", cx_node_string(arena, step->change->body_digest));
	cx_node_add(node, "idempotency_key", text_or_null(arena, key));
	if (step->undoes)
		cx_node_add(node, "rollback", cx_node_bool(arena, true));
	cx_node_add(node, "run", cx_node_string(arena, run));
	cx_node_add(node, "since", cx_node_string(arena, time));
	return node;
}

static void count_applied(struct cx_seal_end *end, enum cx_action action)
{
	end->created += action == CX_ACTION_CREATE;
	end->updated += action == CX_ACTION_UPDATE;
	end->deleted += action == CX_ACTION_DELETE;
}

/* A step that only the ledger sees leaves what the tenant made of an earlier one. */
static const struct cx_node *step_shown(struct cx_arena *arena, const struct cx_step *step)
{
	const struct cx_change *change = step->change;
	if (step->result != CX_STEP_RECORDED || !change->desired || !change->live)
		return step->shown;
	return cx_shown_note(arena, change->kind->spec, change->spec, change->live);
}

/* What was created again may have another id than before: the base is the same, and stands for that one. */
static void add_moved(const struct cx_step *step, struct cx_seal_end *end, struct cx_seal_resource *resources)
{
	const struct cx_step *rollback = step->rollback;
	const struct cx_change *change = step->change;
	const char *before = cx_node_get_text(change->base, "id");
	if (rollback->result != CX_STEP_APPLIED || change->action != CX_ACTION_DELETE || !rollback->id ||
	    !before || strcmp(before, rollback->id) == 0)
		return;
	resources[end->resource_count++] = (struct cx_seal_resource){
		.address = change->base_address ? change->base_address : change->address,
		.id = rollback->id,
		.moved = change->base,
	};
}

void cx_seal_from_apply(struct cx_arena *arena, const struct cx_apply *apply, const char *run,
			const char *const *keys, const struct cx_plan *plan, struct cx_clock *clock,
			struct cx_seal_end *end)
{
	struct cx_seal_resource *resources = cx_arena_alloc(arena, (apply->count + 1) * sizeof *resources);
	struct cx_node *pending = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < apply->count; i++) {
		const struct cx_step *step = &apply->steps[i];
		const struct cx_change *change = step->change;
		const struct cx_step *rollback = step->rollback;
		if (rollback && rollback->result == CX_STEP_UNKNOWN)
			cx_node_push(pending, pending_step(arena, rollback, run, NULL, clock));
		if (rollback && !cx_step_stands(step)) {
			add_moved(step, end, resources);
			continue;
		}
		if (step->result == CX_STEP_UNKNOWN)
			cx_node_push(pending,
				     pending_step(arena, step, run, keys[change - plan->changes], clock));
		if (step->result != CX_STEP_APPLIED && step->result != CX_STEP_RECORDED)
			continue;
		if (step->result == CX_STEP_APPLIED)
			count_applied(end, change->action);
		resources[end->resource_count++] = (struct cx_seal_resource){
			.address = change->address,
			.old_address = change->base_address,
			.definition = change->desired,
			.spec = change->next_base,
			.id = step->id,
			.shown = cx_shown_without(arena, step_shown(arena, step), change->left),
		};
	}
	end->resources = resources;
	end->recorded = apply->recorded;
	end->not_applied = apply->not_applied + apply->conflicts + apply->skipped;
	end->unknown = apply->unknown;
	end->rolled_back = apply->rolled_back;
	end->pending_steps = pending;
}
