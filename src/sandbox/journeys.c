/* SPDX-License-Identifier: Apache-2.0 */
/* Journeys, and starting one for a contact. */
#include "sandbox/journeys.h"

#include "base/clock.h"
#include "base/rand.h"
#include "doc/json.h"
#include "port/crypto.h"
#include "sandbox/checks.h"
#include "sandbox/contacts.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"
#include "sandbox/starts.h"

void cx_journeys_get(struct cx_exchange *x)
{
	struct cx_object journey;
	if (cx_resource_find(x, CX_OBJECT_JOURNEY, &journey))
		cx_resource_answer(x, &journey, 200, 0);
}

bool cx_journeys_seed(struct cx_exchange *x, const struct cx_node *journey)
{
	const char *id = cx_node_get_text(journey, "id");
	if (!id || !*id || strlen(id) > 100)
		return false;
	struct cx_object object = {.kind = CX_OBJECT_JOURNEY, .size = -1, .version = 1};
	object.id = cx_exchange_lower(x, id, strlen(id));
	struct cx_node *copy = cx_node_copy(&x->arena, journey);
	cx_node_set(copy, "id", cx_node_string(&x->arena, object.id));
	cx_resource_store(x, &object, copy);
	return true;
}

/* The member's text, or NULL with an error. */
static const char *text_check(struct cx_checks *checks, const struct cx_node *object, const char *name,
			      const char *field)
{
	const struct cx_node *value = cx_node_get(object, name);
	if (!value)
		cx_checks_error(checks, field, "REQUIRED", "%s is required", field);
	else if (value->type != CX_NODE_STRING || !value->len)
		cx_checks_error(checks, field, "INVALID_TYPE", "%s must be a text that is not empty", field);
	else
		return value->text;
	return NULL;
}

/* Identifiers and directives side by side, or each in an object of that name. */
static void attributes_check(struct cx_checks *checks, const struct cx_node *attributes)
{
	if (!attributes || attributes->type != CX_NODE_OBJECT) {
		cx_checks_error(checks, "attributes", "REQUIRED", "attributes must be an object");
		return;
	}
	const struct cx_node *inner = cx_node_get(attributes, "identifiers");
	const struct cx_node *directives = cx_node_get(attributes, "directives");
	bool nested = inner && inner->type == CX_NODE_OBJECT;
	const struct cx_node *identifiers = nested ? inner : attributes;
	text_check(checks, identifiers, "email",
		   nested ? "attributes.identifiers.email" : "attributes.email");
	text_check(checks, identifiers, "external_id",
		   nested ? "attributes.identifiers.external_id" : "attributes.external_id");
	for (const struct cx_node *item = directives ? directives->first : NULL; item; item = item->next)
		if (item->key && cx_node_get_n(identifiers, item->key, item->key_len))
			cx_checks_error(
				checks, cx_arena_printf(checks->arena, "attributes.directives.%s", item->key),
				"OVERWRITES", "a directive may not overwrite the identifier %s", item->key);
}

/* The key must be there, and be the deduplication id. */
static void key_check(struct cx_checks *checks, const struct cx_exchange *x, const char *deduplication)
{
	const char *key = cx_exchange_header(x, "Idempotency-Key");
	if (!key)
		cx_checks_error(checks, "Idempotency-Key", "REQUIRED",
				"the header Idempotency-Key is required");
	else if (deduplication && strcmp(key, deduplication) != 0)
		cx_checks_error(checks, "Idempotency-Key", "MISMATCH",
				"the header Idempotency-Key must be the deduplicationId");
}

/* Reads the body into start; false with a 400 that tells all that is wrong. */
static bool trigger_check(struct cx_exchange *x, struct cx_start *start, struct cx_customer *customer)
{
	struct cx_checks checks;
	int64_t at_ms;
	cx_checks_init(&checks, &x->arena);
	start->contact = text_check(&checks, x->json, "contactId", "contactId");
	if (start->contact)
		start->contact = cx_exchange_lower(x, start->contact, strlen(start->contact));
	if (start->contact &&
	    !cx_customers_get(cx_objects_db(x->sandbox->objects), start->contact, &x->arena, customer))
		cx_checks_error(&checks, "contactId", "UNKNOWN_CONTACT", "there is no contact %s",
				start->contact);
	attributes_check(&checks, cx_node_get(x->json, "attributes"));
	start->event = text_check(&checks, x->json, "event", "event");
	start->key = text_check(&checks, x->json, "deduplicationId", "deduplicationId");
	key_check(&checks, x, start->key);
	const char *timestamp = text_check(&checks, x->json, "timestamp", "timestamp");
	if (timestamp && !cx_time_parse(timestamp, &at_ms))
		cx_checks_error(&checks, "timestamp", "INVALID_VALUE", "timestamp must be RFC 3339");
	if (checks.errors->count)
		cx_exchange_errors(x, checks.errors);
	return checks.errors->count == 0;
}

/* True where the key was seen before with a start: the answer is made. */
static bool trigger_repeats(struct cx_exchange *x, const struct cx_start *start)
{
	struct cx_start before;
	if (!cx_starts_get(cx_objects_db(x->sandbox->objects), start->journey, start->key, &x->arena,
			   &before))
		return false;
	if (strcmp(before.body_sha256, start->body_sha256) != 0) {
		cx_exchange_error(x, 422, "idempotency_key_reused", "the key came before with another body");
		return true;
	}
	x->status = 202;
	cx_buf_adds(&x->answer, before.answer);
	return true;
}

/* False with a 409. */
static bool trigger_allowed(struct cx_exchange *x, const struct cx_object *journey,
			    const struct cx_customer *customer)
{
	const char *state =
		cx_node_get_text(cx_exchange_parse_text(x, journey->json, journey->json_len), "state");
	if (!state || strcmp(state, "ACTIVE") != 0) {
		cx_exchange_error(x, 409, "journey_not_active", "the journey %s is %s", x->id,
				  state ? state : "without a state");
		return false;
	}
	if (!customer->opted_in) {
		cx_exchange_error(x, 409, "contact_suppressed", "the contact %s is %s", customer->id,
				  cx_contacts_suppression(customer));
		return false;
	}
	return true;
}

static const char *start_print(struct cx_exchange *x, const char *contact)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	char id[CX_UUID_LEN + 1];
	struct cx_node *answer = cx_node_new(&x->arena, CX_NODE_OBJECT);
	cx_uuid_new(id);
	cx_node_add(answer, "triggerId", cx_node_string(&x->arena, id));
	cx_node_add(answer, "journeyId", cx_node_string(&x->arena, x->id));
	cx_node_add(answer, "contactId", cx_node_string(&x->arena, contact));
	cx_node_add(answer, "status", cx_node_string(&x->arena, "STARTED"));
	cx_json_line(answer, &text);
	return cx_arena_strndup(&x->arena, text.data, text.len);
}

void cx_journeys_trigger(struct cx_exchange *x)
{
	struct cx_object journey;
	struct cx_customer customer = {0};
	char digest[CX_SHA256_HEX + 1];
	if (x->body.len > CX_JOURNEYS_MAX_TRIGGER) {
		cx_exchange_error(x, 413, "body_too_large", "a trigger has at most %d bytes, this one %zu",
				  CX_JOURNEYS_MAX_TRIGGER, x->body.len);
		return;
	}
	cx_sha256_hex(x->body.data, x->body.len, digest);
	struct cx_start start = {.journey = x->id, .body_sha256 = digest};
	if (!cx_resource_find(x, CX_OBJECT_JOURNEY, &journey) || !trigger_check(x, &start, &customer))
		return;
	if (!trigger_repeats(x, &start) && trigger_allowed(x, &journey, &customer)) {
		start.answer = start_print(x, customer.id);
		x->status = 202;
		cx_buf_adds(&x->answer, start.answer);
	}
	sqlite3 *db = cx_objects_db(x->sandbox->objects);
	if (!cx_starts_add(db, &start, cx_resource_now(x)))
		cx_exchange_error(x, 500, "store", "%s", sqlite3_errmsg(db));
}
