/* SPDX-License-Identifier: Apache-2.0 */
/* A rule is followed through the shapes of the kinds that it may mean; one that has the place is enough. */
#include "model/ignore.h"

#include "base/clock.h"
#include "base/near.h"
#include "model/normal.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* How far a path leads, the best last. */
enum lead {
	LEAD_UNKNOWN, /* no schema has it */
	LEAD_NEVER,   /* not compared: the tenant's own, a directive */
	LEAD_SECRET,  /* the tenant does not show it */
	LEAD_INSIDE,  /* in a list or in criteria, which are one unit */
	LEAD_UNIT,
};

struct place {
	enum lead lead;
	const struct cx_kind *kind;
	const struct cx_shape *shape; /* UNKNOWN: the object that lacks it */
	size_t len; /* INSIDE: of the unit's path; UNKNOWN: up to the name that is not there */
};

static bool is_open(const struct cx_shape *shape)
{
	return !shape->property_count && !shape->additional;
}

static bool is_unit(const struct cx_shape *shape)
{
	return !shape || shape->criteria || shape->list != CX_LIST_MODE_ORDERED || shape->items ||
	       is_open(shape);
}

/* A token of a JSON Pointer as the key that it stands for. */
static const char *key_of(struct cx_arena *arena, const char *token, size_t len)
{
	char *key = cx_arena_strndup(arena, token, len);
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		bool escaped = key[i] == '~' && i + 1 < len;
		key[n++] = !escaped ? key[i] : key[++i] == '1' ? '/' : '~';
	}
	key[n] = '\0';
	return key;
}

static enum lead lead_of(const struct cx_shape *shape)
{
	if (shape && shape->write_only && !shape->text)
		return LEAD_SECRET;
	return !shape || cx_is_compared(shape) ? LEAD_UNIT : LEAD_NEVER;
}

static struct place follow(struct cx_arena *arena, const struct cx_kind *kind, const char *path)
{
	struct place place = {.kind = kind, .shape = kind->spec};
	for (const char *at = path; *at;) {
		size_t len = strcspn(at + 1, "/");
		const char *key = key_of(arena, at + 1, len);
		bool root = at == path;
		place.len = (size_t)(at - path);
		if (!root && is_unit(place.shape)) {
			place.lead = LEAD_INSIDE;
			return place;
		}
		const struct cx_shape *member = cx_shape_member(place.shape, key, strlen(key));
		if (!member && !is_open(place.shape))
			return place;
		at += 1 + len;
		place.shape = member;
		place.lead = lead_of(member);
		if (place.lead != LEAD_UNIT)
			return place;
		place.lead = LEAD_UNKNOWN;
	}
	place.lead = LEAD_UNIT;
	return place;
}

static struct place best_place(struct cx_arena *arena, const struct cx_ignore_rule *rule,
			       const struct cx_kinds *kinds)
{
	struct place best = {0};
	for (size_t i = 0; i < kinds->count; i++) {
		if (rule->kind && strcmp(kinds->items[i].name, rule->kind) != 0)
			continue;
		struct place place = follow(arena, &kinds->items[i], rule->path);
		if (!best.kind || place.lead > best.lead)
			best = place;
	}
	return best;
}

static const char *near_member(struct cx_arena *arena, const struct cx_shape *shape, const char *token)
{
	size_t count = 0;
	const char **names = cx_arena_alloc(arena, (shape->property_count + 1) * sizeof *names);
	for (size_t i = 0; i < shape->property_count; i++)
		if (lead_of(shape->properties[i].shape) == LEAD_UNIT)
			names[count++] = shape->properties[i].name;
	return cx_near_word(key_of(arena, token, strcspn(token, "/")), names);
}

static void check_path(struct cx_arena *arena, const struct cx_ignore_rule *rule,
		       const struct cx_kinds *kinds, struct cx_span span, struct cx_diags *diags)
{
	struct place place = best_place(arena, rule, kinds);
	if (!place.kind || place.lead == LEAD_UNIT)
		return;
	static const struct {
		const char *verb, *tail;
	} texts[] = {
		[LEAD_UNKNOWN] = {"is not in the spec of", ""},
		[LEAD_NEVER] = {"is never compared in", ", so there is nothing to ignore"},
		[LEAD_SECRET] = {"is a secret in", ", which the tenant does not show, so it cannot be left"},
		[LEAD_INSIDE] = {"lies, in", ", inside of what is compared as a whole"},
	};
	const char *whose = rule->kind ? rule->kind : "any kind";
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "ignore.path", span, "%s %s %s%s",
					rule->path, texts[place.lead].verb, whose, texts[place.lead].tail);
	const char *near = place.lead == LEAD_UNKNOWN && rule->kind
				   ? near_member(arena, place.shape, rule->path + place.len + 1)
				   : NULL;
	if (near)
		cx_diag_hint(diags, d, "did you mean %.*s/%s?", (int)place.len, rule->path, near);
	else if (place.lead == LEAD_INSIDE)
		cx_diag_hint(diags, d, "ignore %.*s", (int)place.len, rule->path);
	else if (place.lead == LEAD_UNKNOWN)
		cx_diag_hint(diags, d, "a path is a JSON Pointer into spec: /description");
	else
		cx_diag_hint(diags, d, "take the rule out");
}

static void check_kind(struct cx_arena *arena, const struct cx_ignore_rule *rule,
		       const struct cx_kinds *kinds, struct cx_span span, struct cx_diags *diags)
{
	if (!rule->kind || kinds->torn || cx_kinds_find(kinds, rule->kind))
		return;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "ignore.kind", span, "there is no kind %s", rule->kind);
	const char *near = cx_near_word(rule->kind, cx_kinds_names(arena, kinds));
	if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(diags, d, "cxctl schema list shows the kinds that there are");
}

static void check_date(struct cx_arena *arena, const struct cx_ignore_rule *rule, int64_t now_ms,
		       struct cx_span span, struct cx_diags *diags)
{
	int64_t begin_ms;
	if (!rule->until || !cx_time_parse(cx_arena_printf(arena, "%sT00:00:00Z", rule->until), &begin_ms) ||
	    now_ms < begin_ms + DAY_MS)
		return;
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "ignore.expired", span,
					"the rule that ignores %s expired on %s%s%s", rule->path, rule->until,
					rule->reason ? ": " : "", rule->reason ? rule->reason : "");
	cx_diag_hint(diags, d,
		     "take the rule out, so that git and the tenant are compared again, or give it a later "
		     "date");
}

static struct cx_span span_of(const struct cx_node *node, const char *key)
{
	const struct cx_node *member = cx_node_get(node, key);
	return member ? member->span : node->span;
}

enum cx_status cx_ignore_check(struct cx_arena *arena, const struct cx_project *project,
			       const struct cx_kinds *kinds, int64_t now_ms, struct cx_diags *diags)
{
	size_t before = diags->errors;
	const struct cx_node *list = cx_node_get(project->document, "ignore");
	const struct cx_node *node = list ? list->first : NULL;
	for (size_t i = 0; i < project->ignore_count && node; i++, node = node->next) {
		const struct cx_ignore_rule *rule = &project->ignore[i];
		check_kind(arena, rule, kinds, span_of(node, "kind"), diags);
		check_path(arena, rule, kinds, span_of(node, "path"), diags);
		check_date(arena, rule, now_ms, span_of(node, "until"), diags);
	}
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
