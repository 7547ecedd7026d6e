/* SPDX-License-Identifier: Apache-2.0 */
/* Holding definitions against policies. */
/*
 * The checker reports into a list of its own; what it says becomes the note of a refusal that has the
 * policy's words. Definitions that fit, nearly all of them, cost one silent pass.
 */
#include "model/policy.h"

#include "base/glob.h"

static bool words_hold(const struct cx_policy_words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->items[i]->text, word) == 0)
			return true;
	return words->count == 0;
}

static bool policy_matches(const struct cx_policy *policy, const struct cx_definition *definition)
{
	return words_hold(&policy->kinds, definition->kind->name) &&
	       (!policy->glob || cx_glob_fits(policy->glob, definition->name));
}

/* A source without text, which hides a secret's excerpt, was made in the checker's list. */
static struct cx_span span_kept(struct cx_diags *diags, struct cx_span span)
{
	if (!span.source || span.source->text)
		return span;
	struct cx_source *source = cx_arena_alloc(&diags->arena, sizeof *source);
	source->name = span.source->name;
	span.source = source;
	return span;
}

static void refuse(const struct cx_policy *policy, const struct cx_definition *definition,
		   const struct cx_diag *reason, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "policy.refused",
					span_kept(diags, reason->span), "%s breaks the policy %s: %s",
					definition->address, policy->name, policy->message);
	cx_diag_pointer(diags, d, reason->pointer ? reason->pointer : "");
	cx_diag_second(d, policy->span, "the policy");
	if (policy->refuses_all)
		cx_diag_note(diags, d, "it allows no definition that it matches");
	else if (policy->hint && reason->hint)
		cx_diag_note(diags, d, "%s; %s", reason->message, reason->hint);
	else
		cx_diag_note(diags, d, "%s", reason->message);
	if (policy->hint || reason->hint)
		cx_diag_hint(diags, d, "%s", policy->hint ? policy->hint : reason->hint);
}

static void refuse_to_go_on(const struct cx_policy *policy, const struct cx_definition *definition,
			    struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "policy.limit", policy->span,
					"checking with the policy %s takes too many steps", policy->name);
	cx_diag_second(d, definition->document->span, "with this definition");
	cx_diag_hint(diags, d, "make its schema simpler: fewer branches inside each other");
}

/* INVALID where the check was given up: the policy is not asked again. */
static enum cx_status check_one(const struct cx_policy *policy, const struct cx_definition *definition,
				struct cx_diags *diags)
{
	if (cx_schema_accepts(policy->schema, definition->document))
		return CX_STATUS_OK;
	CX_AUTO(cx_diags) struct cx_diags reasons = CX_DIAGS_INIT;
	(void)cx_schema_check(policy->schema, definition->document, &reasons);
	for (size_t i = 0; i < reasons.count; i++)
		if (strcmp(reasons.items[i]->code, "schema.limit") == 0) {
			refuse_to_go_on(policy, definition, diags);
			return CX_STATUS_INVALID;
		}
	for (size_t i = 0; i < reasons.count; i++)
		refuse(policy, definition, reasons.items[i], diags);
	return CX_STATUS_REFUSED;
}

static void warn_unused(const struct cx_policy *policy, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "policy.unused", policy->span,
					"the policy %s matches no definition", policy->name);
	cx_diag_hint(diags, d, "see spec.match: kind, name and tenant must all fit");
}

static enum cx_status check_policy(const struct cx_policy *policy, const struct cx_definitions *set,
				   bool is_whole, struct cx_diags *diags)
{
	enum cx_status worst = CX_STATUS_OK;
	size_t matched = 0;
	for (size_t i = 0; i < set->count; i++) {
		const struct cx_definition *definition = &set->items[i];
		if (!policy_matches(policy, definition))
			continue;
		matched++;
		enum cx_status status = policy->schema ? check_one(policy, definition, diags) : CX_STATUS_OK;
		if (status == CX_STATUS_REFUSED)
			worst = status;
		if (status == CX_STATUS_INVALID)
			return worst ? worst : status;
	}
	if (!matched && is_whole && !policy->refuses_all && !policy->is_wrong)
		warn_unused(policy, diags);
	return worst;
}

enum cx_status cx_policies_check(const struct cx_policies *policies, const struct cx_definitions *set,
				 const char *tenant, bool partial, struct cx_diags *diags)
{
	bool is_whole = !partial && !set->torn && !set->broken.count;
	enum cx_status worst = CX_STATUS_OK;
	for (size_t i = 0; i < policies->count; i++) {
		const struct cx_policy *policy = &policies->items[i];
		if (!words_hold(&policy->tenants, tenant))
			continue;
		enum cx_status status = check_policy(policy, set, is_whole, diags);
		if (worst != CX_STATUS_REFUSED && status)
			worst = status;
	}
	return worst;
}
