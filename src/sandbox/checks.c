/* SPDX-License-Identifier: Apache-2.0 */
/* What a CXone tenant refuses: the rules of API.md by hand. */
/* Not with the JSON Schemas of the kinds, so that the sandbox is a second opinion on what cxctl lets pass. */
#include "sandbox/checks.h"

#include "base/buf.h"
#include "base/near.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "sandbox/customers.h"
#include "sandbox/where.h"

#include <ctype.h>
#include <stdarg.h>
#include <strings.h>

/* Groups below the root group. */
#define MAX_CRITERIA_DEPTH 5
#define MAX_NAME           100
#define MAX_DESCRIPTION    500

void cx_checks_init(struct cx_checks *checks, struct cx_arena *arena)
{
	checks->arena = arena;
	checks->errors = cx_node_new(arena, CX_NODE_ARRAY);
}

void cx_checks_error(struct cx_checks *checks, const char *field, const char *code, const char *fmt, ...)
{
	if (checks->errors->count >= CX_CHECKS_MAX_ERRORS)
		return;
	CX_AUTO(cx_buf) struct cx_buf message = {.data = cx_buf_empty, .max = 300};
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&message, fmt, args);
	va_end(args);
	size_t len = cx_utf8_check(message.data, message.len);
	struct cx_node *error = cx_node_new(checks->arena, CX_NODE_OBJECT);
	cx_node_add(error, "field", cx_node_string(checks->arena, field));
	cx_node_add(error, "message", cx_node_string_n(checks->arena, message.data, len));
	cx_node_add(error, "errorCode", cx_node_string(checks->arena, code));
	cx_node_push(checks->errors, error);
}

/* The member, or NULL; an error where it is missing though needed, or of another type. */
static const struct cx_node *member(struct cx_checks *checks, const struct cx_node *body, const char *name,
				    enum cx_node_type type, bool needed)
{
	const struct cx_node *value = cx_node_get(body, name);
	if (!value) {
		if (needed)
			cx_checks_error(checks, name, "REQUIRED", "%s is required", name);
		return NULL;
	}
	if (value->type != type) {
		cx_checks_error(checks, name, "INVALID_TYPE", "%s must be of type %s, not %s", name,
				cx_node_type_name(type), cx_node_type_name(value->type));
		return NULL;
	}
	return value;
}

static void length_check(struct cx_checks *checks, const struct cx_node *value, const char *field, size_t min,
			 size_t max)
{
	if (!value)
		return;
	size_t count = cx_utf8_count(value->text, value->len);
	if (count < min || count > max)
		cx_checks_error(checks, field, "INVALID_LENGTH",
				"%s has %zu characters, %zu to %zu are allowed", field, count, min, max);
}

static void condition_check(struct cx_checks *checks, const struct cx_node *condition, const char *path)
{
	const struct cx_node *field = cx_node_get(condition, "field");
	const struct cx_node *op = cx_node_get(condition, "operator");
	char *field_path = cx_arena_printf(checks->arena, "%s.field", path);
	char *op_path = cx_arena_printf(checks->arena, "%s.operator", path);
	if (!field || field->type != CX_NODE_STRING)
		cx_checks_error(checks, field_path, "REQUIRED", "a condition needs a field");
	else if (!cx_customers_attribute(field->text, field->len))
		cx_checks_error(checks, field_path, "UNKNOWN_ATTRIBUTE", "the CDP has no attribute \"%s\"",
				field->text);
	if (!op || op->type != CX_NODE_STRING) {
		cx_checks_error(checks, op_path, "REQUIRED", "a condition needs an operator");
		return;
	}
	const char *near = cx_near_word(op->text, cx_where_operators);
	if (!near || strcmp(near, op->text) != 0)
		cx_checks_error(checks, op_path, "UNKNOWN_OPERATOR", "unknown operator \"%s\"", op->text);
	else if (!cx_node_get(condition, "value") && strcmp(op->text, "is_null") != 0 &&
		 strcmp(op->text, "is_not_null") != 0)
		cx_checks_error(checks, cx_arena_printf(checks->arena, "%s.value", path), "REQUIRED",
				"the operator %s needs a value", op->text);
}

/* depth counts the groups above. */
static void criteria_check(struct cx_checks *checks, const struct cx_node *node, const char *path,
			   unsigned depth)
{
	if (checks->errors->count >= CX_CHECKS_MAX_ERRORS)
		return;
	if (node->type != CX_NODE_OBJECT) {
		cx_checks_error(checks, path, "INVALID_TYPE", "a condition or a group is an object, not %s",
				cx_node_type_name(node->type));
		return;
	}
	const struct cx_node *conditions = cx_node_get(node, "conditions");
	if (!conditions && depth > 0) {
		condition_check(checks, node, path);
		return;
	}
	if (depth > MAX_CRITERIA_DEPTH) {
		cx_checks_error(checks, path, "TOO_DEEP",
				"groups are nested more than %d levels below the root", MAX_CRITERIA_DEPTH);
		return;
	}
	const struct cx_node *op = cx_node_get(node, "operator");
	if (!cx_node_is_text(op, "AND") && !cx_node_is_text(op, "OR"))
		cx_checks_error(checks, cx_arena_printf(checks->arena, "%s.operator", path),
				"INVALID_OPERATOR", "a group's operator is AND or OR");
	char *list_path = cx_arena_printf(checks->arena, "%s.conditions", path);
	if (!conditions || conditions->type != CX_NODE_ARRAY || !conditions->first) {
		cx_checks_error(checks, list_path, "EMPTY_GROUP", "a group needs at least one condition");
		return;
	}
	size_t i = 0;
	for (const struct cx_node *child = conditions->first; child; child = child->next)
		criteria_check(checks, child, cx_arena_printf(checks->arena, "%s[%zu]", list_path, i++),
			       depth + 1);
}

static void exclusion_check(struct cx_checks *checks, const struct cx_node *exclusions,
			    const struct cx_node *item, const char *field, const char *id)
{
	if (item->type != CX_NODE_STRING || !cx_uuid_valid(item->text, item->len)) {
		cx_checks_error(checks, field, "INVALID_UUID", "an exclusion must be a UUID");
		return;
	}
	if (strcasecmp(item->text, id) == 0)
		cx_checks_error(checks, field, "SELF_EXCLUSION", "an audience cannot exclude itself");
	for (const struct cx_node *other = exclusions->first; other != item; other = other->next)
		if (other->type == CX_NODE_STRING && strcasecmp(other->text, item->text) == 0) {
			cx_checks_error(checks, field, "DUPLICATE", "%s is excluded twice", item->text);
			return;
		}
}

static void exclusions_check(struct cx_checks *checks, const struct cx_node *exclusions, const char *id)
{
	size_t i = 0;
	if (!exclusions)
		return;
	if (exclusions->count > 1000) {
		cx_checks_error(checks, "exclusions", "TOO_MANY", "at most 1000 audiences can be excluded");
		return;
	}
	for (const struct cx_node *item = exclusions->first; item; item = item->next)
		exclusion_check(checks, exclusions, item,
				cx_arena_printf(checks->arena, "exclusions[%zu]", i++), id);
}

void cx_checks_audience(struct cx_checks *checks, const struct cx_node *body, const char *id)
{
	if (body->type != CX_NODE_OBJECT) {
		cx_checks_error(checks, "", "INVALID_TYPE", "the body must be an object");
		return;
	}
	const struct cx_node *own = cx_node_get(body, "id");
	if (own && (own->type != CX_NODE_STRING || strcasecmp(own->text, id) != 0))
		cx_checks_error(checks, "id", "ID_MISMATCH", "the id of the body is not the id of the path");
	if (!cx_uuid_valid(id, strlen(id)))
		cx_checks_error(checks, "id", "INVALID_UUID", "the id of an audience is a UUID");
	length_check(checks, member(checks, body, "name", CX_NODE_STRING, true), "name", 1, MAX_NAME);
	length_check(checks, member(checks, body, "description", CX_NODE_STRING, false), "description", 0,
		     MAX_DESCRIPTION);
	const struct cx_node *criteria = member(checks, body, "criteria", CX_NODE_OBJECT, true);
	if (criteria)
		criteria_check(checks, criteria, "criteria", 0);
	exclusions_check(checks, member(checks, body, "exclusions", CX_NODE_ARRAY, false), id);
	const struct cx_node *source = member(checks, body, "data_source", CX_NODE_STRING, false);
	if (source && !cx_node_is_text(source, "customer_360") && !cx_node_is_text(source, "crm_sync") &&
	    !cx_node_is_text(source, "interaction_history"))
		cx_checks_error(checks, "data_source", "INVALID_VALUE",
				"data_source must be one of customer_360, interaction_history, crm_sync");
	member(checks, body, "recalculate_on_update", CX_NODE_BOOL, false);
	int64_t number;
	const struct cx_node *version = member(checks, body, "version", CX_NODE_NUMBER, false);
	if (version && !cx_node_int64(version, &number))
		cx_checks_error(checks, "version", "INVALID_TYPE", "version must be an integer");
}

/* https, a host, no user information. */
static void url_check(struct cx_checks *checks, const struct cx_node *url, const char *field)
{
	if (!url)
		return;
	if (strncasecmp(url->text, "https://", 8) != 0) {
		cx_checks_error(checks, field, "INVALID_URL", "%s must be an https URL", field);
		return;
	}
	const char *host = url->text + 8;
	size_t len = strcspn(host, "/?#");
	if (len == 0)
		cx_checks_error(checks, field, "INVALID_URL", "%s has no host", field);
	if (memchr(host, '@', len))
		cx_checks_error(checks, field, "INVALID_URL", "%s must not hold user information", field);
	for (const char *c = url->text; *c; c++)
		if (iscntrl((unsigned char)*c) || *c == ' ') {
			cx_checks_error(checks, field, "INVALID_URL",
					"%s holds white space or control characters", field);
			return;
		}
}

static void events_check(struct cx_checks *checks, const struct cx_node *events)
{
	size_t i = 0;
	if (events && !events->first)
		cx_checks_error(checks, "events", "EMPTY", "a webhook needs at least one event");
	for (const struct cx_node *item = events ? events->first : NULL; item; item = item->next, i++) {
		char *field = cx_arena_printf(checks->arena, "events[%zu]", i);
		if (item->type != CX_NODE_STRING || !item->len) {
			cx_checks_error(checks, field, "INVALID_TYPE", "an event is a text");
			continue;
		}
		for (const struct cx_node *other = events->first; other != item; other = other->next)
			if (cx_node_equal(other, item)) {
				cx_checks_error(checks, field, "DUPLICATE", "the event %s stands there twice",
						item->text);
				break;
			}
	}
}

static void headers_check(struct cx_checks *checks, const struct cx_node *headers)
{
	for (const struct cx_node *item = headers ? headers->first : NULL; item; item = item->next)
		if (item->type != CX_NODE_STRING || strpbrk(item->text, "\r\n"))
			cx_checks_error(checks, cx_arena_printf(checks->arena, "headers.%s", item->key),
					"INVALID_VALUE", "a header is a text of one line");
}

void cx_checks_webhook(struct cx_checks *checks, const struct cx_node *body, bool is_crm, bool needs_uri)
{
	if (body->type != CX_NODE_OBJECT) {
		cx_checks_error(checks, "", "INVALID_TYPE", "the body must be an object");
		return;
	}
	bool has_uri = !is_crm && cx_node_get(body, "uri");
	const char *url = needs_uri || has_uri ? "uri" : "url";
	if (needs_uri && cx_node_get(body, "url"))
		cx_checks_error(checks, "url", "UNKNOWN", "url is not known");
	length_check(checks, member(checks, body, "name", CX_NODE_STRING, true), "name", 1, MAX_NAME);
	url_check(checks, member(checks, body, url, CX_NODE_STRING, true), url);
	events_check(checks, member(checks, body, "events", CX_NODE_ARRAY, true));
	member(checks, body, "secret", CX_NODE_STRING, false);
	if (is_crm)
		return;
	member(checks, body, "enabled", CX_NODE_BOOL, false);
	headers_check(checks, member(checks, body, "headers", CX_NODE_OBJECT, false));
}
