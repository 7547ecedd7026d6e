/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF 2.1.0, with what GitHub's code scanning reads of it. */
#include "report/findings.h"

#include "doc/json.h"
#include "model/lint.h"
#include "port/crypto.h"
#include "report/diag_json.h"
#include "report/links.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct writer {
	struct cx_arena *arena;
	const struct cx_findings *findings;
	const char **codes; /* each once, in the order met */
	size_t code_count;
};

static void add_text(struct writer *w, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_diag_json_text(w->arena, text));
}

static struct cx_node *message_of(struct writer *w, const char *text)
{
	struct cx_node *object = cx_node_new(w->arena, CX_NODE_OBJECT);
	add_text(w, object, "text", text);
	return object;
}

static size_t rule_index(struct writer *w, const char *code)
{
	size_t i = 0;
	while (i < w->code_count && strcmp(w->codes[i], code) != 0)
		i++;
	if (i == w->code_count)
		w->codes[w->code_count++] = code;
	return i;
}

static const char *level_of(enum cx_severity severity)
{
	static const char *const levels[] = {[CX_SEVERITY_ERROR] = "error",
					     [CX_SEVERITY_WARNING] = "warning",
					     [CX_SEVERITY_NOTE] = "note"};
	return levels[severity];
}

static struct cx_node *region_of(struct writer *w, const struct cx_span *span)
{
	struct cx_node *region = cx_node_new(w->arena, CX_NODE_OBJECT);
	uint32_t width = span->width ? span->width : 1;
	cx_node_add(region, "startLine", cx_node_int(w->arena, span->line));
	cx_node_add(region, "startColumn", cx_node_int(w->arena, span->column));
	cx_node_add(region, "endColumn", cx_node_int(w->arena, (int64_t)span->column + width));
	return region;
}

static const char *uri_of(struct writer *w, const char *file)
{
	const struct cx_links links = {.root = w->findings->root};
	CX_AUTO(cx_buf) struct cx_buf uri = CX_BUF_INIT;
	cx_links_add(&links, file, 0, NULL, &uri);
	return cx_arena_strdup(w->arena, uri.data);
}

/* NULL where there is no file to show it in. */
static struct cx_node *location_of(struct writer *w, const struct cx_span *span, const char *text)
{
	const char *file = span->source ? span->source->name : w->findings->project;
	if (!file)
		return NULL;
	struct cx_node *location = cx_node_new(w->arena, CX_NODE_OBJECT),
		       *physical = cx_node_new(w->arena, CX_NODE_OBJECT),
		       *artifact = cx_node_new(w->arena, CX_NODE_OBJECT);
	add_text(w, artifact, "uri", uri_of(w, file));
	cx_node_add(physical, "artifactLocation", artifact);
	if (span->source && span->line && span->column)
		cx_node_add(physical, "region", region_of(w, span));
	cx_node_add(location, "physicalLocation", physical);
	if (text)
		cx_node_add(location, "message", message_of(w, text));
	return location;
}

static struct cx_node *array_of(struct writer *w, struct cx_node *item)
{
	struct cx_node *array = cx_node_new(w->arena, CX_NODE_ARRAY);
	if (item)
		cx_node_push(array, item);
	return array;
}

static bool is_alike(const struct cx_diag *a, const struct cx_diag *b)
{
	const char *x = a->span.source ? a->span.source->name : "",
		   *y = b->span.source ? b->span.source->name : "";
	return !strcmp(a->code, b->code) && !strcmp(x, y) && !strcmp(a->message, b->message) &&
	       !strcmp(a->pointer ? a->pointer : "", b->pointer ? b->pointer : "");
}

/* Of code, file, pointer and message; what is alike in all of them is numbered. */
static struct cx_node *fingerprints_of(struct writer *w, size_t at)
{
	const struct cx_diags *diags = w->findings->diags;
	const struct cx_diag *diag = diags->items[at];
	size_t alike = 1;
	for (size_t i = 0; i < at; i++)
		alike += is_alike(diags->items[i], diag);
	const char *text = cx_arena_printf(w->arena, "%s\n%s\n%s\n%s", diag->code,
					   diag->span.source ? diag->span.source->name : "",
					   diag->pointer ? diag->pointer : "", diag->message);
	char hex[CX_SHA256_HEX + 1];
	cx_sha256_hex(text, strlen(text), hex);
	struct cx_node *object = cx_node_new(w->arena, CX_NODE_OBJECT);
	add_text(w, object, "cxctl/v1", cx_arena_printf(w->arena, "%s:%zu", hex, alike));
	return object;
}

/* Of the diagnostic: what it says of itself stands behind the message, as people read it. */
static const char *words_of(struct writer *w, const struct cx_diag *diag)
{
	return cx_arena_printf(w->arena, "%s%s%s%s%s", diag->message, diag->note ? "\nnote: " : "",
			       diag->note ? diag->note : "", diag->hint ? "\nhint: " : "",
			       diag->hint ? diag->hint : "");
}

static struct cx_node *properties_of(struct writer *w, const struct cx_diag *diag)
{
	struct cx_node *properties = cx_node_new(w->arena, CX_NODE_OBJECT),
		       *tenants = cx_node_new(w->arena, CX_NODE_ARRAY);
	for (size_t i = 0; diag->tenants[i]; i++)
		cx_node_push(tenants, cx_diag_json_text(w->arena, diag->tenants[i]));
	cx_node_add(properties, "tenants", tenants);
	return properties;
}

static struct cx_node *result_of(struct writer *w, size_t at)
{
	const struct cx_diag *diag = w->findings->diags->items[at];
	struct cx_node *result = cx_node_new(w->arena, CX_NODE_OBJECT);
	add_text(w, result, "ruleId", diag->code);
	cx_node_add(result, "ruleIndex", cx_node_int(w->arena, (int64_t)rule_index(w, diag->code)));
	add_text(w, result, "level", level_of(diag->severity));
	cx_node_add(result, "message", message_of(w, words_of(w, diag)));
	cx_node_add(result, "locations", array_of(w, location_of(w, &diag->span, NULL)));
	if (diag->second_label && diag->second.source)
		cx_node_add(result, "relatedLocations",
			    array_of(w, location_of(w, &diag->second, diag->second_label)));
	cx_node_add(result, "partialFingerprints", fingerprints_of(w, at));
	if (diag->tenants)
		cx_node_add(result, "properties", properties_of(w, diag));
	return result;
}

static struct cx_node *rule_of(struct writer *w, const char *code)
{
	const struct cx_lint_rule *lint = cx_lint_rule_find(code);
	struct cx_node *rule = cx_node_new(w->arena, CX_NODE_OBJECT);
	add_text(w, rule, "id", code);
	if (lint) {
		cx_node_add(rule, "shortDescription", message_of(w, lint->summary));
		cx_node_add(rule, "fullDescription", message_of(w, lint->explanation));
	}
	return rule;
}

static struct cx_node *tool_of(struct writer *w)
{
	struct cx_node *tool = cx_node_new(w->arena, CX_NODE_OBJECT),
		       *driver = cx_node_new(w->arena, CX_NODE_OBJECT),
		       *rules = cx_node_new(w->arena, CX_NODE_ARRAY);
	add_text(w, driver, "name", "cxctl");
	add_text(w, driver, "version", CX_VERSION);
	for (size_t i = 0; i < w->code_count; i++)
		cx_node_push(rules, rule_of(w, w->codes[i]));
	cx_node_add(driver, "rules", rules);
	cx_node_add(tool, "driver", driver);
	return tool;
}

static struct cx_node *run_of(struct writer *w)
{
	struct cx_node *run = cx_node_new(w->arena, CX_NODE_OBJECT),
		       *results = cx_node_new(w->arena, CX_NODE_ARRAY),
		       *invocation = cx_node_new(w->arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < w->findings->diags->count; i++)
		cx_node_push(results, result_of(w, i));
	cx_node_add(invocation, "executionSuccessful", cx_node_bool(w->arena, true));
	cx_node_add(invocation, "exitCode", cx_node_int(w->arena, w->findings->exit_code));
	cx_node_add(run, "tool", tool_of(w));
	cx_node_add(run, "invocations", array_of(w, invocation));
	add_text(w, run, "columnKind", "unicodeCodePoints");
	cx_node_add(run, "results", results);
	return run;
}

void cx_findings_sarif(const struct cx_findings *findings, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct writer w = {.arena = &arena, .findings = findings};
	w.codes = cx_arena_alloc(&arena, (findings->diags->count + 1) * sizeof *w.codes);
	struct cx_node *log = cx_node_new(&arena, CX_NODE_OBJECT);
	add_text(&w, log, "$schema", SCHEMA);
	add_text(&w, log, "version", "2.1.0");
	cx_node_add(log, "runs", array_of(&w, run_of(&w)));
	cx_json_pretty(log, out);
	cx_arena_release(&arena);
}
