/* SPDX-License-Identifier: Apache-2.0 */
/* Interactions and their attributes. */
/*
 * All changes of a POST are checked against what is there before the first one is made. Attributes are few
 * and their order is kept, so they are a list that is searched.
 */
#include "sandbox/interactions.h"

#include "base/utf8.h"
#include "sandbox/checks.h"
#include "sandbox/resource.h"
#include "sandbox/sandbox.h"

#define MAX_KEY   255
#define MAX_VALUE 2000

enum mode {
	MODE_ADD,
	MODE_UPDATE,
	MODE_DELETE,
	MODES,
};
static const char *const mode_names[MODES] = {
	[MODE_ADD] = "ADD",
	[MODE_UPDATE] = "UPDATE",
	[MODE_DELETE] = "DELETE",
};

/* One of the body's attributes, checked. */
struct change {
	const struct cx_node *key, *value;
	enum mode mode;
	const char *field; /* of an error: "attributes[2]" */
};
struct changes {
	struct change items[CX_INTERACTIONS_MAX_CHANGES];
	size_t count;
};

static struct cx_node *attribute_find(const struct cx_node *attributes, const struct cx_node *key)
{
	for (struct cx_node *item = attributes->first; item; item = item->next)
		if (cx_node_equal(cx_node_get(item, "key"), key))
			return item;
	return NULL;
}

static struct cx_node *attribute_new(struct cx_arena *arena, const struct cx_node *key,
				     const struct cx_node *value)
{
	struct cx_node *attribute = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(attribute, "key", cx_node_string_n(arena, key->text, key->len));
	cx_node_add(attribute, "value", cx_node_copy(arena, value));
	return attribute;
}

static bool is_reserved(const struct cx_node *key)
{
	return key->text[0] == '_' || strncmp(key->text, "system:", 7) == 0;
}

static const char *sub(struct cx_checks *checks, const struct change *change, const char *name)
{
	return cx_arena_printf(checks->arena, "%s.%s", change->field, name);
}

static void key_check(struct cx_checks *checks, const struct change *change, const struct changes *before)
{
	const struct cx_node *key = change->key;
	if (!key || key->type != CX_NODE_STRING) {
		cx_checks_error(checks, sub(checks, change, "key"), "REQUIRED", "an attribute needs a key");
		return;
	}
	size_t count = cx_utf8_count(key->text, key->len);
	if (count < 1 || count > MAX_KEY)
		cx_checks_error(checks, sub(checks, change, "key"), "INVALID_LENGTH",
				"the key has %zu characters, 1 to %d are allowed", count, MAX_KEY);
	else if (is_reserved(key))
		cx_checks_error(checks, sub(checks, change, "key"), "RESERVED",
				"keys that begin with _ or system: cannot be written");
	for (size_t i = 0; i < before->count; i++)
		if (cx_node_equal(before->items[i].key, key)) {
			cx_checks_error(checks, sub(checks, change, "key"), "DUPLICATE",
					"the key stands there twice");
			return;
		}
}

static void value_check(struct cx_checks *checks, const struct change *change)
{
	const struct cx_node *value = change->value;
	if (!value) {
		if (change->mode != MODE_DELETE)
			cx_checks_error(checks, sub(checks, change, "value"), "REQUIRED",
					"an attribute needs a value");
		return;
	}
	if (value->type == CX_NODE_ARRAY || value->type == CX_NODE_OBJECT) {
		cx_checks_error(checks, sub(checks, change, "value"), "INVALID_TYPE",
				"a value is a string, a number, a boolean or null");
		return;
	}
	size_t count = value->type == CX_NODE_STRING ? cx_utf8_count(value->text, value->len) : 0;
	if (count > MAX_VALUE)
		cx_checks_error(checks, sub(checks, change, "value"), "INVALID_LENGTH",
				"the value has %zu characters, at most %d are allowed", count, MAX_VALUE);
}

static enum mode mode_read(struct cx_checks *checks, const struct change *change, const struct cx_node *item)
{
	const struct cx_node *mode = cx_node_get(item, "mode");
	if (!mode)
		return MODE_UPDATE;
	for (size_t i = 0; i < MODES; i++)
		if (cx_node_is_text(mode, mode_names[i]))
			return (enum mode)i;
	cx_checks_error(checks, sub(checks, change, "mode"), "INVALID_VALUE",
			"mode must be one of ADD, UPDATE, DELETE");
	return MODE_UPDATE;
}

/* False with a 400 that tells all that is wrong. */
static bool changes_read(struct cx_exchange *x, struct changes *changes)
{
	struct cx_checks checks;
	const struct cx_node *list = cx_node_get(x->json, "attributes");
	cx_checks_init(&checks, &x->arena);
	if (!list || list->type != CX_NODE_ARRAY || !list->first)
		cx_checks_error(&checks, "attributes", "REQUIRED",
				"attributes must be a list that is not empty");
	else if (list->count > CX_INTERACTIONS_MAX_CHANGES)
		cx_checks_error(&checks, "attributes", "TOO_MANY", "%zu attributes, at most %d are allowed",
				list->count, CX_INTERACTIONS_MAX_CHANGES);
	const struct cx_node *item = checks.errors->count || !list ? NULL : list->first;
	for (; item; item = item->next) {
		struct change change = {.key = cx_node_get(item, "key"), .value = cx_node_get(item, "value")};
		change.field = cx_arena_printf(&x->arena, "attributes[%zu]", changes->count);
		change.mode = mode_read(&checks, &change, item);
		key_check(&checks, &change, changes);
		value_check(&checks, &change);
		changes->items[changes->count++] = change;
	}
	if (checks.errors->count)
		cx_exchange_errors(x, checks.errors);
	return checks.errors->count == 0;
}

/* False with a 409 where an attribute is not there, or is there already. */
static bool changes_fit(struct cx_exchange *x, const struct changes *changes,
			const struct cx_node *attributes)
{
	struct cx_checks checks;
	cx_checks_init(&checks, &x->arena);
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];
		bool exists = attribute_find(attributes, change->key) != NULL;
		if (exists && change->mode == MODE_ADD)
			cx_checks_error(&checks, sub(&checks, change, "key"), "EXISTS",
					"the interaction has this attribute already");
		else if (!exists && change->mode != MODE_ADD)
			cx_checks_error(&checks, sub(&checks, change, "key"), "NOT_FOUND",
					"the interaction has no such attribute");
	}
	if (checks.errors->count) {
		cx_exchange_errors(x, checks.errors);
		x->status = 409;
	}
	return checks.errors->count == 0;
}

static const struct change *change_find(const struct changes *changes, const struct cx_node *key)
{
	for (size_t i = 0; i < changes->count; i++)
		if (cx_node_equal(changes->items[i].key, key))
			return &changes->items[i];
	return NULL;
}

static struct cx_node *changes_apply(struct cx_arena *arena, const struct changes *changes,
				     const struct cx_node *attributes)
{
	struct cx_node *after = cx_node_new(arena, CX_NODE_ARRAY);
	for (const struct cx_node *item = attributes->first; item; item = item->next) {
		const struct cx_node *key = cx_node_get(item, "key");
		const struct change *change = change_find(changes, key);
		if (!change)
			cx_node_push(after, cx_node_copy(arena, item));
		else if (change->mode == MODE_UPDATE)
			cx_node_push(after, attribute_new(arena, key, change->value));
	}
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].mode == MODE_ADD)
			cx_node_push(after,
				     attribute_new(arena, changes->items[i].key, changes->items[i].value));
	return after;
}

static void interaction_store(struct cx_exchange *x, struct cx_object *object, struct cx_node *attributes)
{
	struct cx_node *json = cx_node_new(&x->arena, CX_NODE_OBJECT);
	cx_node_add(json, "interactionId", cx_node_string(&x->arena, object->id));
	cx_node_add(json, "attributes", attributes);
	cx_node_add(json, "lastUpdated", cx_node_string(&x->arena, cx_resource_now(x)));
	cx_resource_store(x, object, json);
}

void cx_interactions_get(struct cx_exchange *x)
{
	struct cx_object object;
	if (cx_resource_find(x, CX_OBJECT_INTERACTION, &object))
		cx_resource_answer(x, &object, 200, 0);
}

void cx_interactions_post(struct cx_exchange *x)
{
	struct cx_object old;
	struct changes changes = {.count = 0};
	if (!cx_resource_find(x, CX_OBJECT_INTERACTION, &old) || !changes_read(x, &changes) ||
	    !cx_resource_precondition(x, &old))
		return;
	const struct cx_node *attributes =
		cx_node_get(cx_exchange_parse_text(x, old.json, old.json_len), "attributes");
	if (!changes_fit(x, &changes, attributes))
		return;
	struct cx_object object = {.kind = old.kind, .id = old.id, .size = -1, .version = old.version + 1};
	struct cx_node *after = changes_apply(&x->arena, &changes, attributes);
	interaction_store(x, &object, after);
	cx_resource_answer(x, &object, 200, 0);
	cx_events_fire(x, "interaction.attributes.updated", object.id, after);
}

static bool is_attributes(const struct cx_node *attributes)
{
	if (attributes->type != CX_NODE_ARRAY)
		return false;
	for (const struct cx_node *item = attributes->first; item; item = item->next)
		if (!cx_node_get_text(item, "key") || !cx_node_get(item, "value"))
			return false;
	return true;
}

bool cx_interactions_seed(struct cx_exchange *x, const struct cx_node *interaction)
{
	const char *id = cx_node_get_text(interaction, "interactionId");
	const struct cx_node *attributes = cx_node_get(interaction, "attributes");
	id = id ? id : cx_node_get_text(interaction, "id");
	if (!id || !*id || strlen(id) > 100 || (attributes && !is_attributes(attributes)))
		return false;
	struct cx_object object = {.kind = CX_OBJECT_INTERACTION, .size = -1, .version = 1};
	object.id = cx_exchange_lower(x, id, strlen(id));
	interaction_store(x, &object,
			  attributes ? cx_node_copy(&x->arena, attributes)
				     : cx_node_new(&x->arena, CX_NODE_ARRAY));
	return true;
}
