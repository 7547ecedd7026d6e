/* SPDX-License-Identifier: Apache-2.0 */
/* Faults on demand. */
#include "sandbox/rules.h"

#include "base/mem.h"
#include "base/num.h"
#include "doc/json.h"

#include <fnmatch.h>

/* Another host that never answers: TEST-NET-1 of RFC 5737. */
#define REDIRECT_DEFAULT "http://192.0.2.1/moved"

struct kind {
	const char *name;
	enum cx_mishap_kind kind;
	const char *argument; /* member of the JSON rule that "=ARGUMENT" stands for, or NULL */
	int64_t otherwise;    /* where the argument is a number: its default */
};

static const struct kind kinds[] = {
	{"status", CX_MISHAP_STATUS, "status", 503},
	{"delay", CX_MISHAP_DELAY, "ms", 1000},
	{"delay-before", CX_MISHAP_DELAY_BEFORE, "ms", 1000},
	{"reset-before", CX_MISHAP_RESET_BEFORE, NULL, 0},
	{"reset-after", CX_MISHAP_RESET_AFTER, NULL, 0},
	{"truncate", CX_MISHAP_TRUNCATE, "bytes", 10},
	{"huge", CX_MISHAP_HUGE, "mb", 0},
	{"html", CX_MISHAP_HTML, NULL, 0},
	{"junk", CX_MISHAP_JUNK, NULL, 0},
	{"redirect", CX_MISHAP_REDIRECT, "location", 0},
	{"close", CX_MISHAP_CLOSE, NULL, 0},
	{"status-after", CX_MISHAP_STATUS_AFTER, "status", 502},
	{"normalise", CX_MISHAP_NORMALISE, "member", 0},
	{"429", CX_MISHAP_STATUS, "retry_after", 429},
};

const char *cx_rules_kind_name(enum cx_mishap_kind kind)
{
	for (size_t i = 0; i < CX_COUNT(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return "none";
}

static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; name && i < CX_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static void rule_free(struct cx_rule *rule)
{
	cx_arena_release(&rule->arena);
	cx_free(rule);
}

/* A text, or the text of a number. */
static char *member_text(struct cx_arena *arena, const struct cx_node *rule, const char *name)
{
	const struct cx_node *value = cx_node_get(rule, name);
	if (!value || (value->type != CX_NODE_STRING && value->type != CX_NODE_NUMBER))
		return NULL;
	return cx_arena_strndup(arena, value->text, value->len);
}

static bool member_int(const struct cx_node *rule, const char *name, int64_t min, int64_t max, int64_t *value,
		       struct cx_diags *diags)
{
	const struct cx_node *member = cx_node_get(rule, name);
	int64_t number;
	if (!member)
		return true;
	if (!cx_node_int64(member, &number) || number < min || number > max) {
		cx_diag_error(diags, "sandbox.fault", "%s must be a number from %lld to %lld", name,
			      (long long)min, (long long)max);
		return false;
	}
	*value = number;
	return true;
}

static bool mishap_read(const struct kind *kind, const struct cx_node *json, struct cx_rule *rule,
			struct cx_diags *diags)
{
	struct cx_mishap *mishap = &rule->mishap;
	int64_t status = kind->otherwise;
	mishap->kind = kind->kind;
	mishap->retry_after = member_text(&rule->arena, json, "retry_after");
	mishap->body = member_text(&rule->arena, json, "body");
	mishap->location = member_text(&rule->arena, json, "location");
	mishap->member = member_text(&rule->arena, json, "member");
	if (!mishap->member)
		mishap->member = "description";
	if (!mishap->location)
		mishap->location = REDIRECT_DEFAULT;
	if (!mishap->retry_after && status == 429)
		mishap->retry_after = "1";
	if (kind->kind == CX_MISHAP_STATUS || kind->kind == CX_MISHAP_STATUS_AFTER) {
		bool ok = member_int(json, "status", 200, 599, &status, diags);
		mishap->status = (unsigned)status;
		return ok;
	}
	mishap->amount = kind->otherwise;
	bool is_text = kind->kind == CX_MISHAP_REDIRECT || kind->kind == CX_MISHAP_NORMALISE;
	return !kind->argument || is_text ||
	       member_int(json, kind->argument, 0, 3600000, &mishap->amount, diags);
}

static enum cx_status rule_read(struct cx_rule *rule, const struct cx_node *json, struct cx_diags *diags)
{
	const char *kind_name = cx_node_get_text(json, "kind");
	const struct kind *kind = kind_find(kind_name);
	rule->route = member_text(&rule->arena, json, "route");
	rule->every = 1;
	rule->count = INT64_MAX;
	rule->percent = 100;
	if (!rule->route || !strchr(rule->route, ' ')) {
		cx_diag_error(diags, "sandbox.fault",
			      "a fault needs a route such as \"PUT /api/v1/audiences/*\"");
		return CX_STATUS_INVALID;
	}
	if (!kind) {
		cx_diag_error(diags, "sandbox.fault", "unknown kind of fault \"%s\"",
			      kind_name ? kind_name : "");
		return CX_STATUS_INVALID;
	}
	rule->kind_name = kind->name;
	bool ok = mishap_read(kind, json, rule, diags) &&
		  member_int(json, "every", 1, INT64_MAX, &rule->every, diags) &&
		  member_int(json, "after", 0, INT64_MAX, &rule->after, diags) &&
		  member_int(json, "count", 0, INT64_MAX, &rule->count, diags) &&
		  member_int(json, "percent", 1, 100, &rule->percent, diags);
	return ok ? CX_STATUS_OK : CX_STATUS_INVALID;
}

enum cx_status cx_rules_add_json(struct cx_rules *rules, const struct cx_node *rule, struct cx_diags *diags)
{
	if (rules->count == CX_RULES_MAX) {
		cx_diag_error(diags, "sandbox.fault", "more than %d faults", CX_RULES_MAX);
		return CX_STATUS_INVALID;
	}
	struct cx_rule *read = cx_alloc(sizeof *read);
	enum cx_status status = rule_read(read, rule, diags);
	if (status)
		rule_free(read);
	else
		rules->items[rules->count++] = read;
	return status;
}

/* A number is put in as a number, so that both notations meet the same checks. */
static void argument_add(struct cx_arena *arena, struct cx_node *json, const char *name, const char *text)
{
	int64_t number;
	cx_node_set(json, name,
		    cx_int_parse(text, &number) ? cx_node_int(arena, number) : cx_node_string(arena, text));
}

enum cx_status cx_rules_add_text(struct cx_rules *rules, const char *text, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *json = cx_node_new(&arena, CX_NODE_OBJECT);
	size_t route_len = strcspn(text, ":");
	cx_node_add(json, "route", cx_node_string_n(&arena, text, route_len));
	if (text[route_len]) {
		char *kind = cx_arena_strdup(&arena, text + route_len + 1);
		char *every = strrchr(kind, ':');
		int64_t number;
		if (every && cx_int_parse(every + 1, &number)) {
			*every = 0;
			cx_node_add(json, "every", cx_node_int(&arena, number));
		}
		char *argument = strchr(kind, '=');
		if (argument)
			*argument++ = 0;
		const struct kind *found = kind_find(kind);
		if (argument && found && found->argument)
			argument_add(&arena, json, found->argument, argument);
		cx_node_add(json, "kind", cx_node_string(&arena, kind));
	}
	enum cx_status status = cx_rules_add_json(rules, json, diags);
	cx_arena_release(&arena);
	return status;
}

static bool rule_matches(const struct cx_rule *rule, const char *method, const char *path)
{
	const char *space = strchr(rule->route, ' ');
	size_t len = (size_t)(space - rule->route);
	bool any = len == 1 && rule->route[0] == '*';
	if (!any && (strlen(method) != len || memcmp(method, rule->route, len) != 0))
		return false;
	return fnmatch(space + 1, path, 0) == 0;
}

/* The same request of the same row always falls the same way (splitmix64). */
static bool dice_fall(const struct cx_rule *rule)
{
	uint64_t x = (uint64_t)rule->seen * 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return (int64_t)((x ^ (x >> 31)) % 100) < rule->percent;
}

struct cx_mishap cx_rules_pick(struct cx_rules *rules, const char *method, const char *path)
{
	struct cx_mishap mishap = {.kind = CX_MISHAP_NONE};
	for (size_t i = 0; i < rules->count; i++) {
		struct cx_rule *rule = rules->items[i];
		if (!rule_matches(rule, method, path))
			continue;
		rule->seen++;
		bool is_turn = rule->seen > rule->after && (rule->seen - rule->after) % rule->every == 0;
		if (!is_turn || !dice_fall(rule) || rule->fired >= rule->count ||
		    mishap.kind != CX_MISHAP_NONE)
			continue;
		rule->fired++;
		mishap = rule->mishap;
	}
	return mishap;
}

void cx_rules_print(const struct cx_rules *rules, struct cx_buf *out)
{
	cx_buf_addc(out, '[');
	for (size_t i = 0; i < rules->count; i++) {
		const struct cx_rule *rule = rules->items[i];
		cx_buf_adds(out, i ? ",{\"route\":" : "{\"route\":");
		cx_json_string(rule->route, strlen(rule->route), out);
		cx_buf_addf(out,
			    ",\"kind\":\"%s\",\"every\":%lld,\"after\":%lld,\"seen\":%lld,\"fired\":%lld}",
			    rule->kind_name, (long long)rule->every, (long long)rule->after,
			    (long long)rule->seen, (long long)rule->fired);
	}
	cx_buf_addc(out, ']');
}

void cx_rules_clear(struct cx_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		rule_free(rules->items[i]);
	rules->count = 0;
}
