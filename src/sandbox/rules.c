/* SPDX-License-Identifier: Apache-2.0 */
/* Faults on demand. */
#include "sandbox/rules.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "doc/json.h"
#include "port/crypto.h"

#include <fnmatch.h>

#define FILE_MAX ((size_t)16 << 20)

/* What says when a rule strikes. */
static const struct {
	const char *name;
	size_t offset;
	int64_t otherwise, min, max;
} turns[] = {
	{"every", offsetof(struct cx_rule, every), 1, 1, INT64_MAX},
	{"after", offsetof(struct cx_rule, after), 0, 0, INT64_MAX},
	{"count", offsetof(struct cx_rule, count), INT64_MAX, 0, INT64_MAX},
	{"percent", offsetof(struct cx_rule, percent), 100, 1, 100},
	{"seed", offsetof(struct cx_rule, seed), 1, 0, INT64_MAX},
};

static void rule_free(struct cx_rule *rule)
{
	cx_arena_release(&rule->arena);
	cx_free(rule);
}

static int64_t *turn_at(struct cx_rule *rule, size_t turn)
{
	return (int64_t *)(void *)((char *)rule + turns[turn].offset);
}

static enum cx_status rule_read(struct cx_rule *rule, const struct cx_node *json, struct cx_diags *diags)
{
	const char *kind_name = cx_node_get_text(json, "kind");
	const struct cx_mishap_row *row = cx_mishap_find(kind_name);
	rule->route = cx_mishap_read_text(json, "route", &rule->arena);
	if (!rule->route || !strchr(rule->route, ' ')) {
		cx_diag_error(diags, "sandbox.fault",
			      "a fault needs a route such as \"PUT /api/v1/audiences/*\"");
		return CX_STATUS_INVALID;
	}
	if (!row) {
		cx_diag_error(diags, "sandbox.fault", "unknown kind of fault \"%s\"",
			      kind_name ? kind_name : "");
		return CX_STATUS_INVALID;
	}
	rule->kind_name = row->name;
	bool ok = cx_mishap_read(row, json, &rule->arena, &rule->mishap, diags);
	for (size_t i = 0; ok && i < CX_COUNT(turns); i++)
		ok = cx_mishap_read_int(json, turns[i].name, turns[i].min, turns[i].max, turn_at(rule, i),
					diags);
	return ok ? CX_STATUS_OK : CX_STATUS_INVALID;
}

enum cx_status cx_rules_add_json(struct cx_rules *rules, const struct cx_node *rule, struct cx_diags *diags)
{
	if (rules->count == CX_RULES_MAX) {
		cx_diag_error(diags, "sandbox.fault", "more than %d faults", CX_RULES_MAX);
		return CX_STATUS_INVALID;
	}
	struct cx_rule *read = cx_alloc(sizeof *read);
	for (size_t i = 0; i < CX_COUNT(turns); i++)
		*turn_at(read, i) = turns[i].otherwise;
	read->seed = (int64_t)(((uint64_t)rules->seed + rules->count) & INT64_MAX);
	enum cx_status status = rule_read(read, rule, diags);
	if (!status && rules->is_tls && cx_mishap_is_wire(read->mishap.kind)) {
		cx_diag_error(diags, "sandbox.fault", "%s is not possible over https", read->kind_name);
		status = CX_STATUS_INVALID;
	}
	if (status)
		rule_free(read);
	else
		rules->items[rules->count++] = read;
	return status;
}

/* A number is put in as a number, so that both notations meet the same checks; a file as its bytes. */
static enum cx_status argument_add(struct cx_arena *arena, struct cx_node *json, const char *name,
				   const char *text, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf bytes = CX_BUF_INIT, coded = CX_BUF_INIT;
	int64_t number;
	if (strcmp(name, "file") != 0) {
		bool is_number = cx_int_parse(text, &number);
		cx_node_set(json, name, is_number ? cx_node_int(arena, number) : cx_node_string(arena, text));
		return CX_STATUS_OK;
	}
	enum cx_status status = cx_file_read(text, FILE_MAX, &bytes, diags);
	if (status == CX_STATUS_ABSENT)
		cx_diag_error(diags, "sandbox.fault", "there is no file %s", text);
	if (status)
		return CX_STATUS_INVALID;
	cx_base64_add(&coded, bytes.data, bytes.len);
	cx_node_set(json, "base64", cx_node_string_n(arena, coded.data, coded.len));
	return CX_STATUS_OK;
}

/* Cuts ":NUMBER" (of every) or ":TURN=NUMBER" off the end and puts it in; false where there is none more. */
static bool turn_take(struct cx_arena *arena, char *text, struct cx_node *json)
{
	char *colon = strrchr(text, ':');
	size_t turn = 0;
	int64_t number;
	if (!colon)
		return false;
	size_t len = strcspn(colon + 1, "=");
	const char *value = colon + 1;
	if (value[len]) {
		while (turn < CX_COUNT(turns) &&
		       (strlen(turns[turn].name) != len || memcmp(turns[turn].name, colon + 1, len) != 0))
			turn++;
		value += len + 1;
	}
	if (turn == CX_COUNT(turns) || !cx_int_parse(value, &number) || cx_node_get(json, turns[turn].name))
		return false;
	*colon = 0;
	cx_node_add(json, turns[turn].name, cx_node_int(arena, number));
	return true;
}

enum cx_status cx_rules_add_text(struct cx_rules *rules, const char *text, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *json = cx_node_new(&arena, CX_NODE_OBJECT);
	size_t route_len = strcspn(text, ":");
	enum cx_status status = CX_STATUS_OK;
	cx_node_add(json, "route", cx_node_string_n(&arena, text, route_len));
	if (text[route_len]) {
		char *kind = cx_arena_strdup(&arena, text + route_len + 1);
		while (turn_take(&arena, kind, json))
			continue;
		char *argument = strchr(kind, '=');
		if (argument)
			*argument++ = 0;
		const struct cx_mishap_row *row = cx_mishap_find(kind);
		if (argument && row && row->argument)
			status = argument_add(&arena, json, row->argument, argument, diags);
		cx_node_add(json, "kind", cx_node_string(&arena, kind));
	}
	if (!status)
		status = cx_rules_add_json(rules, json, diags);
	cx_arena_release(&arena);
	return status;
}

bool cx_rules_have(const struct cx_rules *rules, enum cx_mishap_kind kind)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->items[i]->mishap.kind == kind)
			return true;
	return false;
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

/* The same request of the same seed always falls the same way (splitmix64). */
static bool dice_fall(const struct cx_rule *rule)
{
	uint64_t x = ((uint64_t)rule->seen + ((uint64_t)rule->seed << 32)) * 0x9e3779b97f4a7c15u;
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
