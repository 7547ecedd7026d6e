/* SPDX-License-Identifier: Apache-2.0 */
/* Webhooks. */
#include "sandbox/webhooks.h"

#include "base/rand.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "sandbox/checks.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"

static bool is_crm_path(const struct cx_exchange *x)
{
	return strncmp(x->path, "/api/v2/crm/", 12) == 0;
}

static enum cx_object_kind kind_of(bool is_crm)
{
	return is_crm ? CX_OBJECT_CRM_WEBHOOK : CX_OBJECT_WEBHOOK;
}

void cx_webhooks_list(struct cx_exchange *x)
{
	cx_resource_list(x, kind_of(is_crm_path(x)), 0, "items");
}

void cx_webhooks_get(struct cx_exchange *x)
{
	struct cx_object object;
	if (cx_resource_find(x, kind_of(is_crm_path(x)), &object))
		cx_resource_answer(x, &object, 200, 0);
}

void cx_webhooks_delete(struct cx_exchange *x)
{
	cx_resource_delete(x, kind_of(is_crm_path(x)));
}

/* Takes the secret out: a new one replaces the old, null removes it, none leaves it. Events are signed with
 * it. */
static const char *secret_digest(struct cx_exchange *x, const struct cx_node *body,
				 const struct cx_object *old)
{
	const struct cx_node *secret = cx_node_get(body, "secret");
	char hex[CX_SHA256_HEX + 1];
	if (!secret)
		return old ? old->secret_sha256 : cx_node_get_text(body, "secret_sha256");
	if (secret->type != CX_NODE_STRING)
		return NULL;
	cx_sha256_hex(secret->text, secret->len, hex);
	cx_secrets_keep(&x->sandbox->secrets, hex, secret->text);
	return cx_arena_strdup(&x->arena, hex);
}

static struct cx_node *webhook_compose(struct cx_exchange *x, const struct cx_node *body, const char *id,
				       const char *created, bool is_crm)
{
	static const char *const left_out[] = {"id", "secret", "secret_sha256", "created_at", "updated_at"};
	struct cx_node *webhook = cx_node_new(&x->arena, CX_NODE_OBJECT);
	cx_node_add(webhook, "id", cx_node_string(&x->arena, id));
	for (const struct cx_node *item = body->first; item; item = item->next) {
		bool kept = true;
		for (size_t i = 0; i < CX_COUNT(left_out); i++)
			kept = kept && strcmp(left_out[i], item->key) != 0;
		if (kept)
			cx_node_add_n(webhook, item->key, item->key_len, cx_node_copy(&x->arena, item));
	}
	if (!is_crm && !cx_node_get(webhook, "enabled"))
		cx_node_add(webhook, "enabled", cx_node_bool(&x->arena, true));
	cx_node_add(webhook, "created_at", cx_node_string(&x->arena, created));
	cx_node_add(webhook, "updated_at", cx_node_string(&x->arena, cx_resource_now(x)));
	return webhook;
}

static void webhook_store(struct cx_exchange *x, const struct cx_node *body, struct cx_object *object,
			  const struct cx_object *old)
{
	object->version = old ? old->version + 1 : 1;
	object->size = -1;
	object->secret_sha256 = secret_digest(x, body, old);
	cx_resource_store(x, object,
			  webhook_compose(x, body, object->id, cx_resource_created(x, old),
					  object->kind == CX_OBJECT_CRM_WEBHOOK));
}

static bool webhook_check(struct cx_exchange *x, bool is_crm)
{
	struct cx_checks checks;
	cx_checks_init(&checks, &x->arena);
	cx_checks_webhook(&checks, x->json, is_crm, x->sandbox->arguments->webhook_uri);
	if (checks.errors->count)
		cx_exchange_errors(x, checks.errors);
	return checks.errors->count == 0;
}

/* With --honour-idempotency: true where the key was seen before, with the answer made. */
static bool key_repeats(struct cx_exchange *x, enum cx_object_kind kind, const char *key, const char *digest)
{
	struct cx_object object;
	const struct cx_key_row *row = key ? cx_sandbox_key(x->sandbox, key) : NULL;
	if (!row)
		return false;
	if (strcmp(row->body_sha256, digest) != 0) {
		cx_exchange_error(x, 422, "idempotency_key_reused", "the key came before with another body");
		return true;
	}
	x->id = row->id;
	if (cx_resource_find(x, kind, &object))
		cx_resource_answer(x, &object, 201, 0);
	return true;
}

void cx_webhooks_post(struct cx_exchange *x)
{
	bool is_crm = is_crm_path(x);
	char id[CX_UUID_LEN + 1], digest[CX_SHA256_HEX + 1];
	const char *key =
		x->sandbox->arguments->honour_idempotency ? cx_exchange_header(x, "Idempotency-Key") : NULL;
	cx_sha256_hex(x->body.data, x->body.len, digest);
	if (!webhook_check(x, is_crm) || key_repeats(x, kind_of(is_crm), key, digest))
		return;
	cx_uuid_new(id);
	struct cx_object object = {.kind = kind_of(is_crm), .id = id};
	webhook_store(x, x->json, &object, NULL);
	if (key)
		cx_sandbox_key_add(x->sandbox, key, id, digest);
	cx_resource_answer(x, &object, 201, 0);
	cx_exchange_answer_header(x, "Location", cx_arena_printf(&x->arena, "%s/%s", x->path, id));
}

void cx_webhooks_put(struct cx_exchange *x)
{
	bool is_crm = is_crm_path(x);
	struct cx_object old;
	if (!webhook_check(x, is_crm) || !cx_resource_find(x, kind_of(is_crm), &old) ||
	    !cx_resource_precondition(x, &old))
		return;
	struct cx_object object = {.kind = old.kind, .id = old.id};
	webhook_store(x, x->json, &object, &old);
	cx_resource_answer(x, &object, 200, 0);
}

bool cx_webhooks_seed(struct cx_exchange *x, bool is_crm, const struct cx_node *webhook)
{
	char fresh[CX_UUID_LEN + 1];
	const char *id = cx_node_get_text(webhook, "id");
	if (webhook->type != CX_NODE_OBJECT || (id && strlen(id) > 100))
		return false;
	cx_uuid_new(fresh);
	struct cx_object object = {.kind = kind_of(is_crm),
				   .id = id ? cx_exchange_lower(x, id, strlen(id)) : fresh};
	webhook_store(x, webhook, &object, NULL);
	return true;
}
