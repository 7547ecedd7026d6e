/* SPDX-License-Identifier: Apache-2.0 */
/* Records are passed on as they are: their members are the contract of the ledger. */
#include "report/audit_json.h"

#include "report/diag_json.h"

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_diag_json_text(arena, text));
}

/* Unlike cx_node_copy it shares no text: a run's records live only while its callback is called. */
static struct cx_node *record_clone(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_node *clone = cx_node_new(arena, node->type);
	clone->boolean = node->boolean;
	if (node->text)
		clone->text = cx_arena_strndup(arena, node->text, node->len);
	clone->len = node->len;
	for (const struct cx_node *child = node->first; child; child = child->next) {
		struct cx_node *copy = record_clone(arena, child);
		if (node->type == CX_NODE_OBJECT)
			cx_node_add_n(clone, cx_arena_strndup(arena, child->key, child->key_len),
				      child->key_len, copy);
		else
			cx_node_push(clone, copy);
	}
	return clone;
}

struct cx_node *cx_audit_json_run(struct cx_arena *arena, const struct cx_run_entry *run, bool records)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "run", run->run);
	add_text(arena, object, "started", run->started);
	add_text(arena, object, "ended", run->ended);
	add_text(arena, object, "actor", run->actor);
	add_text(arena, object, "host", run->host);
	add_text(arena, object, "commit", run->commit);
	add_text(arena, object, "seal", run->seal.hex);
	add_text(arena, object, "fingerprint", run->fingerprint);
	cx_node_add(object, "applied", cx_node_int(arena, run->applied_count));
	cx_node_add(object, "recorded", cx_node_int(arena, run->recorded_count));
	cx_node_add(object, "rolled_back", cx_node_int(arena, run->rolled_back_count));
	cx_node_add(object, "not_applied", cx_node_int(arena, run->failed_count));
	cx_node_add(object, "unknown", cx_node_int(arena, run->unknown_count));
	if (!records)
		return object;
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < run->record_count; i++)
		cx_node_push(array, record_clone(arena, run->records[i]));
	cx_node_add(object, "records", array);
	return object;
}

struct cx_node *cx_audit_json_verify(struct cx_arena *arena, const struct cx_verify_result *result)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "verdict", cx_verdict_name(result->verdict));
	cx_node_add(object, "runs", cx_node_int(arena, result->runs));
	cx_node_add(object, "records", cx_node_int(arena, result->records));
	add_text(arena, object, "head", result->head);
	add_text(arena, object, "anchor", cx_anchor_name(result->anchor));
	add_text(arena, object, "change", cx_tamper_name(result->change));
	add_text(arena, object, "run", result->run);
	cx_node_add(object, "seq",
		    result->seq ? cx_node_int(arena, result->seq) : cx_node_new(arena, CX_NODE_NULL));
	add_text(arena, object, "problem", result->problem);
	if (result->signatures) {
		struct cx_node *signed_by = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(signed_by, "runs", cx_node_int(arena, result->signed_runs));
		add_text(arena, signed_by, "signer", result->signer);
		cx_node_add(object, "signed", signed_by);
	}
	return object;
}

struct cx_node *cx_audit_json_document(struct cx_arena *arena, const char *key, struct cx_node *value,
				       const struct cx_diags *diags, int exit_code)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "format_version", CX_JSON_FORMAT_VERSION);
	cx_node_add(object, key, value);
	cx_node_add(object, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(object, "exit_code", cx_node_int(arena, exit_code));
	return object;
}
