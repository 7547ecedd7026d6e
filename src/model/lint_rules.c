/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: the table of rules. */
/* A rule further down says nothing of what one above it told; the order counts. */
#include "model/lint_parts.h"

/* What examples are made of. */
#define AUDIENCE(metadata, title, condition) \
	"apiVersion: cxctl/v1\n"             \
	"kind: Audience\n"                   \
	"metadata: {" metadata "}\n"         \
	"spec:\n"                            \
	"  name: " title "\n"                \
	"  data_source: customer_360\n"      \
	"  criteria:\n"                      \
	"    operator: AND\n"                \
	"    conditions:\n"                  \
	"      - {" condition "}\n"
#define EXCLUDES(name) "  exclusions:\n    - ref: " name "\n"
#define NEXT           "---\n"
#define GOLD                                                                     \
	AUDIENCE("name: gold, id: 00000000-0000-0000-0000-00000000000a", "Gold", \
		 "field: tier, operator: equals, value: gold")
#define SILVER                                                                                      \
	AUDIENCE("name: silver, id: 00000000-0000-0000-0000-00000000000b, protect: true", "Silver", \
		 "field: tier, operator: equals, value: silver")
#define OPTED_OUT(more)                                                                         \
	AUDIENCE("name: opted-out, id: 00000000-0000-0000-0000-00000000000b" more, "Opted-out", \
		 "field: opted_in, operator: equals, value: false")
#define WEBHOOK(event)                            \
	"apiVersion: cxctl/v1\n"                  \
	"kind: Webhook\n"                         \
	"metadata: {name: analytics}\n"           \
	"spec:\n"                                 \
	"  name: analytics\n"                     \
	"  url: https://analytics.example.com/\n" \
	"  events: [" event "]\n"
#define DEEPER(indent, operation, field)                                                            \
	indent "- operator: " operation "\n" indent "  conditions:\n" indent "    - {field: " field \
	       ", operator: equals, value: 1}\n"

const struct cx_lint_rule cx_lint_rules[] = {
	{.id = "lint.duplicate",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "the same condition or group stands twice in a group",
	 .explanation = "Twice means the same as once, so one of the two was meant otherwise, or can go.",
	 .bad = "criteria:\n"
		"  operator: AND\n"
		"  conditions:\n"
		"    - {field: tier, operator: equals, value: gold}\n"
		"    - {field: opted_in, operator: equals, value: true}\n"
		"    - {field: tier, operator: equals, value: gold}\n",
	 .mended = "criteria:\n"
		   "  operator: AND\n"
		   "  conditions:\n"
		   "    - {field: tier, operator: equals, value: gold}\n"
		   "    - {field: opted_in, operator: equals, value: true}\n",
	 .check_group = cx_lint_check_duplicate},
	{.id = "lint.contradiction",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "conditions of an AND exclude each other",
	 .explanation =
		 "Nobody fulfils all of them, so the group holds for nobody. Bounds are compared between "
		 "numbers, equals and in between values of one type, is_null against what needs a value. "
		 "Texts "
		 "that differ only in case, or hold letters beyond ASCII, are not compared, because "
		 "tenants differ there; nor are dates, which are texts here.",
	 .bad = "criteria:\n"
		"  operator: AND\n"
		"  conditions:\n"
		"    - {field: score, operator: greater_than, value: 5}\n"
		"    - {field: score, operator: less_than, value: 3}\n",
	 .mended = "criteria:\n"
		   "  operator: AND\n"
		   "  conditions:\n"
		   "    - {field: score, operator: greater_than, value: 3}\n"
		   "    - {field: score, operator: less_than, value: 5}\n",
	 .check_group = cx_lint_check_contradiction},
	{.id = "lint.always",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "conditions of an OR hold for everybody together",
	 .explanation = "A group that holds for everybody decides nothing.",
	 .bad = "criteria:\n"
		"  operator: OR\n"
		"  conditions:\n"
		"    - {field: email, operator: is_null, value: null}\n"
		"    - {field: email, operator: is_not_null, value: null}\n",
	 .mended = "criteria:\n"
		   "  operator: OR\n"
		   "  conditions:\n"
		   "    - {field: email, operator: is_null, value: null}\n"
		   "    - {field: phone, operator: is_not_null, value: null}\n",
	 .check_group = cx_lint_check_always},
	{.id = "lint.single",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "a group holds one condition, or one group, alone",
	 .explanation =
		 "AND and OR of one are that one, and each group counts against the tenant's limit of "
		 "depth. The criteria themselves must be a group, so that one condition alone is right "
		 "there.",
	 .bad = "criteria:\n"
		"  operator: AND\n"
		"  conditions:\n"
		"    - {field: tier, operator: equals, value: gold}\n"
		"    - operator: OR\n"
		"      conditions:\n"
		"        - {field: spend, operator: greater_than, value: 100}\n",
	 .mended = "criteria:\n"
		   "  operator: AND\n"
		   "  conditions:\n"
		   "    - {field: tier, operator: equals, value: gold}\n"
		   "    - {field: spend, operator: greater_than, value: 100}\n",
	 .check_group = cx_lint_check_single},
	{.id = "lint.nested",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "a group stands directly inside one of the same operator",
	 .explanation = "The two can be one group, which is easier to read and a level less deep.",
	 .bad = "criteria:\n"
		"  operator: OR\n"
		"  conditions:\n"
		"    - {field: tier, operator: equals, value: gold}\n"
		"    - operator: OR\n"
		"      conditions:\n"
		"        - {field: spend, operator: greater_than, value: 100}\n"
		"        - {field: visits, operator: greater_than, value: 10}\n",
	 .mended = "criteria:\n"
		   "  operator: OR\n"
		   "  conditions:\n"
		   "    - {field: tier, operator: equals, value: gold}\n"
		   "    - {field: spend, operator: greater_than, value: 100}\n"
		   "    - {field: visits, operator: greater_than, value: 10}\n",
	 .check_group = cx_lint_check_nested},
	{.id = "lint.redundant",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "a branch of a group can never matter",
	 .explanation =
		 "In an AND it asks for nothing that another condition does not ask for already; in an OR it "
		 "lets nobody in whom another does not let in. Usually a value is wrong, or a condition was "
		 "left "
		 "behind.",
	 .bad = "criteria:\n"
		"  operator: AND\n"
		"  conditions:\n"
		"    - {field: spend, operator: greater_than, value: 500}\n"
		"    - {field: spend, operator: greater_than, value: 100}\n",
	 .mended = "criteria:\n"
		   "  operator: AND\n"
		   "  conditions:\n"
		   "    - {field: spend, operator: greater_than, value: 500}\n"
		   "    - {field: visits, operator: greater_than, value: 100}\n",
	 .check_group = cx_lint_check_redundant},
	{.id = "lint.exclusion",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "an audience excludes one that nobody of it can be in",
	 .explanation =
		 "The criteria of the two contradict each other, so the exclusion excludes nobody: a value "
		 "is wrong in one of them, or the exclusion can go. Exclusions by reference are looked at.",
	 .bad = GOLD EXCLUDES("silver") NEXT SILVER,
	 .mended = GOLD EXCLUDES("opted-out") NEXT OPTED_OUT(", protect: true"),
	 .check_definition = cx_lint_check_exclusion},
	{.id = "lint.unprotected",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "an audience that others refer to is not protected",
	 .explanation = "If it is deleted, those that refer to it break. With protect: true in its metadata "
			"cxctl does not delete it.",
	 .bad = GOLD EXCLUDES("opted-out") NEXT OPTED_OUT(""),
	 .mended = GOLD EXCLUDES("opted-out") NEXT OPTED_OUT(", protect: true"),
	 .check_set = cx_lint_check_unprotected},
	{.id = "lint.unreferenced",
	 .severity = CX_SEVERITY_NOTE,
	 .summary = "no definition refers to an audience",
	 .explanation = "Journeys of the tenant use audiences and are not known here, so this is a note and "
			"is said with -v alone. In the good example it is still said of gold.",
	 .bad = OPTED_OUT(""),
	 .mended = GOLD EXCLUDES("opted-out") NEXT OPTED_OUT(", protect: true"),
	 .check_set = cx_lint_check_unreferenced},
	{.id = "lint.event",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "a webhook asks for an event that is not known",
	 .explanation =
		 "A misspelt event is never sent. Known are the events that the schema of the kind lists; a "
		 "tenant may have more: if it has, suppress the warning.",
	 .bad = WEBHOOK("profile.update"),
	 .mended = WEBHOOK("profile.updated"),
	 .check_definition = cx_lint_check_event},
	{.id = "audience.operator",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "a condition has an operator that is not known",
	 .explanation = "A tenant that has other operators says so in its profile: limits: "
			"{unknown_operator: \"off\"}; one that refuses them: error.",
	 .bad = "criteria:\n"
		"  operator: AND\n"
		"  conditions:\n"
		"    - {field: spend, operator: greater_then, value: 100}\n",
	 .mended = "criteria:\n"
		   "  operator: AND\n"
		   "  conditions:\n"
		   "    - {field: spend, operator: greater_than, value: 100}\n"},
	{.id = "audience.depth",
	 .severity = CX_SEVERITY_WARNING,
	 .summary = "criteria are nested as deep as is allowed",
	 .explanation = "Five levels of groups below the root are allowed, but some servers count the root. "
			"Where it "
			"is known to count, the profile says criteria_depth_counts: groups. What is nested "
			"deeper is "
			"an error, and cannot be suppressed.",
	 .bad = "criteria:\n"
		"  operator: AND\n"
		"  conditions:\n"
		"    - {field: a, operator: equals, value: 1}\n" DEEPER("    ", "OR", "b") DEEPER("        ",
												  "AND", "c")
			DEEPER("            ", "OR", "d") DEEPER("                ", "AND", "e") DEEPER(
				"                    ", "OR",
				"f") "                        - {field: g, operator: equals, value: 1}\n",
	 .mended = "criteria:\n"
		   "  operator: AND\n"
		   "  conditions:\n"
		   "    - {field: a, operator: equals, value: 1}\n" DEEPER(
			   "    ", "OR", "b") "        - {field: c, operator: equals, value: 1}\n"},
	{0},
};

static const char area[] = "lint.";

const struct cx_lint_rule *cx_lint_rule_find(const char *name)
{
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++)
		if (strcmp(rule->id, name) == 0 || strcmp(cx_lint_rule_name(rule), name) == 0)
			return rule;
	return NULL;
}

const char *cx_lint_rule_name(const struct cx_lint_rule *rule)
{
	return strncmp(rule->id, area, strlen(area)) == 0 ? rule->id + strlen(area) : rule->id;
}
