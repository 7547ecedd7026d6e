/* SPDX-License-Identifier: Apache-2.0 */
/* The same check for every tenant of a project, each problem said once. */
/*
 * Each tenant's diagnostics go into a list of their own, so that the limit of one list does not hide what
 * another tenant has. What definitions become for one tenant is dropped before the next.
 */
#include "cli/all_tenants.h"

#include "base/buf.h"

/* A problem, and the tenants that have it. */
struct problem {
	struct cx_diag *diag; /* of the first tenant that has it */
	const char **tenants; /* room for all of them, and the NULL behind */
	size_t tenant_count;
};

struct gatherer {
	struct cx_arena *arena;
	struct cx_map by_text;
	struct problem *problems;
	size_t count, cap;
	size_t tenant_count;
};

static void add_place(struct cx_buf *key, const struct cx_span *span)
{
	cx_buf_addf(key, "%s:%u:%u\n", span->source ? span->source->name : "", span->line, span->column);
}

static const char *problem_key(struct cx_arena *arena, const struct cx_diag *diag)
{
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	add_place(&key, &diag->span);
	add_place(&key, &diag->second);
	cx_buf_addf(&key, "%d\n%s\n%s\n%s", (int)diag->severity, diag->code,
		    diag->pointer ? diag->pointer : "", diag->message);
	return cx_arena_strndup(arena, key.data, key.len);
}

static void gather(struct gatherer *gatherer, const struct cx_diags *diags, const char *tenant)
{
	for (size_t i = 0; i < diags->count; i++) {
		const char *key = problem_key(gatherer->arena, diags->items[i]);
		size_t at = (size_t)(uintptr_t)cx_map_get(&gatherer->by_text, key);
		if (!at) {
			CX_ARENA_GROW(gatherer->arena, gatherer->problems, gatherer->count, gatherer->cap);
			gatherer->problems[gatherer->count] = (struct problem){
				.diag = diags->items[i],
				.tenants = cx_arena_alloc(gatherer->arena, (gatherer->tenant_count + 1) *
										   sizeof(const char *)),
			};
			at = ++gatherer->count;
			(void)cx_map_put(&gatherer->by_text, key, (void *)(uintptr_t)at);
		}
		struct problem *problem = &gatherer->problems[at - 1];
		if (!problem->tenant_count || problem->tenants[problem->tenant_count - 1] != tenant)
			problem->tenants[problem->tenant_count++] = tenant;
	}
}

/* The diagnostics themselves move; their memory follows when the lists are adopted. */
static void report(const struct gatherer *gatherer, struct cx_diags *diags)
{
	for (size_t i = 0; i < gatherer->count; i++) {
		struct problem *problem = &gatherer->problems[i];
		const struct cx_diags one = {.items = &problem->diag, .count = 1};
		problem->diag->tenants = problem->tenants;
		diags->errors += problem->diag->severity == CX_SEVERITY_ERROR;
		diags->warnings += problem->diag->severity == CX_SEVERITY_WARNING;
		cx_diags_append(diags, &one, 0, 1);
	}
}

/* What a list is left with once its diagnostics moved: it still owns them, and counts nothing any more. */
static void adopt_memory(struct cx_diags *diags, struct cx_diags *from)
{
	from->errors = from->warnings = from->dropped = 0;
	cx_diags_adopt(diags, from);
}

static enum cx_status worse(enum cx_status a, enum cx_status b)
{
	return a == CX_STATUS_REFUSED || !b ? a : b;
}

/* What could not be kept in a tenant's list was counted: the longest of these tails stands for all. */
static void count_dropped(const struct cx_diags *each, size_t count, struct cx_diags *diags)
{
	size_t errors = 0, warnings = 0, dropped = 0;
	for (size_t i = 0; i < count; i++) {
		size_t kept[CX_SEVERITY_NOTE + 1] = {0};
		for (size_t k = 0; k < each[i].count; k++)
			kept[each[i].items[k]->severity]++;
		if (each[i].dropped <= dropped)
			continue;
		dropped = each[i].dropped;
		errors = each[i].errors - kept[CX_SEVERITY_ERROR];
		warnings = each[i].warnings - kept[CX_SEVERITY_WARNING];
	}
	diags->errors += errors;
	diags->warnings += warnings;
	diags->dropped += dropped;
}

/* What every tenant has: these diagnostics stay in their own list, and are lent to the tenant's. */
static void lend(struct cx_diags *diags, const struct cx_diags *common)
{
	cx_diags_append(diags, common, 0, common->count);
	diags->errors = common->errors;
	diags->warnings = common->warnings;
	diags->dropped = common->dropped;
}

static struct cx_tenant_result check_one(struct cx_context *context, size_t index, cx_tenant_check *check,
					 void *data)
{
	const char *name = context->project.tenants[index].name;
	enum cx_status status = cx_context_tenant_named(context, name);
	status = status ? status : check(data, context);
	struct cx_tenant_result result = {
		.name = name,
		.definitions = context->definitions.count,
		.files = context->definitions.files,
		.errors = context->diags->errors,
		.warnings = context->diags->warnings,
		.status = status || !context->diags->errors ? status : CX_STATUS_INVALID,
	};
	cx_definitions_release(&context->definitions);
	context->definitions = (struct cx_definitions){0};
	cx_arena_release(context->scratch);
	return result;
}

static enum cx_status check_each(struct cx_context *context, cx_tenant_check *check, void *data,
				 struct cx_diags *each, struct cx_tenant_results *results)
{
	enum cx_status status = CX_STATUS_OK;
	struct cx_diags common = CX_DIAGS_INIT;
	struct gatherer gatherer = {.arena = context->arena, .tenant_count = results->count};
	struct cx_diags *all = context->diags;
	struct cx_definition_files files;
	struct cx_arena scratch = CX_ARENA_INIT;
	context->diags = &common;
	(void)cx_context_kinds(context);
	cx_context_files(context, &files);
	results->files = files.paths;
	results->file_count = files.count;
	context->files = &files;
	context->scratch = &scratch;
	for (size_t i = 0; i < results->count; i++) {
		context->diags = &each[i];
		lend(context->diags, &common);
		results->items[i] = check_one(context, i, check, data);
		status = worse(status, results->items[i].status);
		gather(&gatherer, &each[i], results->items[i].name);
	}
	context->diags = all;
	context->files = NULL;
	context->scratch = NULL;
	report(&gatherer, all);
	adopt_memory(all, &common);
	cx_map_release(&gatherer.by_text);
	return status;
}

enum cx_status cx_all_tenants_check(struct cx_context *context, cx_tenant_check *check, void *data,
				    struct cx_tenant_results *ret_results)
{
	size_t count = context->project.tenant_count;
	struct cx_diags *each = cx_alloc((count + 1) * sizeof *each);
	struct cx_tenant_results results = {
		.items = cx_arena_alloc(context->arena, (count + 1) * sizeof *results.items),
		.count = count,
	};
	enum cx_status status = check_each(context, check, data, each, &results);
	count_dropped(each, count, context->diags);
	for (size_t i = 0; i < count; i++)
		adopt_memory(context->diags, &each[i]);
	cx_free(each);
	*ret_results = results;
	return status;
}
