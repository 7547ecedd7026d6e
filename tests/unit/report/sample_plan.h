/* SPDX-License-Identifier: Apache-2.0 */
/* A plan with one change of every sort, made by hand, for the tests of its reports. */
#ifndef CX_TESTS_REPORT_SAMPLE_PLAN_H
#define CX_TESTS_REPORT_SAMPLE_PLAN_H

#include "doc/json.h"
#include "engine/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct sample {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_kind audience, webhook;
	struct cx_kind_route route; /* of both: read, with ETags */
	struct cx_definition definition;
	struct cx_plan plan;
};

static inline const struct cx_node *sample_node(struct sample *s, const char *json)
{
	struct cx_node *node = NULL;
	struct cx_source source = {.name = "sample", .text = json, .len = strlen(json)};

	assert_int_equal(cx_json_parse(&s->arena, &source, &node, &s->diags), CX_STATUS_OK);
	return node;
}

static inline void sample_field(struct sample *s, struct cx_change *change, const char *path,
				const char *before, const char *after, enum cx_class class)
{
	struct cx_fields *fields = &change->fields;
	CX_ARENA_GROW(&s->arena, fields->items, fields->count, fields->cap);
	fields->items[fields->count++] = (struct cx_field){
		.path = path,
		.op = !before  ? CX_FIELD_OP_ADD
		      : !after ? CX_FIELD_OP_REMOVE
			       : CX_FIELD_OP_REPLACE,
		.before = before ? sample_node(s, before) : NULL,
		.after = after ? sample_node(s, after) : NULL,
		.class = class,
	};
}

static inline struct cx_change *sample_change(struct sample *s, enum cx_action action, enum cx_class class,
					      const char *address)
{
	struct cx_plan *plan = &s->plan;
	CX_ARENA_GROW(&s->arena, plan->changes, plan->count, plan->cap);
	struct cx_change *change = &plan->changes[plan->count++];
	*change = (struct cx_change){
		.action = action,
		.class = class,
		.kind = address[0] == 'A' ? &s->audience : &s->webhook,
		.route = &s->route,
		.address = address,
		.name = strchr(address, '/') + 1,
		.desired = action == CX_ACTION_DELETE ? NULL : &s->definition,
		.members = -1,
	};
	plan->counts.create += action == CX_ACTION_CREATE;
	plan->counts.update += action == CX_ACTION_UPDATE;
	plan->counts.delete += action == CX_ACTION_DELETE;
	plan->counts.record += action == CX_ACTION_RECORD;
	plan->counts.drift += class == CX_CLASS_DRIFT;
	plan->counts.conflict += class == CX_CLASS_CONFLICT;
	return change;
}

static inline void sample_init(struct sample *s)
{
	*s = (struct sample){
		.arena = CX_ARENA_INIT,
		.route.routes[CX_ROUTE_READ].present = true,
		.diags = CX_DIAGS_INIT,
		.audience = {.name = "Audience"},
		.webhook = {.name = "Webhook"},
		.definition = {.file = "audiences/vip.yaml", .line = 3},
		.plan = {.tenant = "prod",
			 .origin = "https://na1.cxone.example",
			 .profile = "cxone",
			 .commit = "3f2c1aa0b6a94d6a8b3f1d2e4c5b6a7988776655",
			 .has_ledger = true,
			 .live_complete = true,
			 .requests = 11,
			 .fingerprint =
				 "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
			 .counts = {.unchanged = 9997}},
	};
}

static inline void sample_fill(struct sample *s)
{
	struct cx_change *c = sample_change(s, CX_ACTION_CREATE, CX_CLASS_INTENDED, "Audience/high-value");
	c->id = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
	sample_field(s, c, "/name", NULL, "\"HighValue\"", CX_CLASS_INTENDED);
	sample_field(s, c, "/description", NULL,
		     "\"Target audience for enterprise outreach journey, of all \\u001b regions and more\"",
		     CX_CLASS_INTENDED);
	sample_field(s, c, "/criteria", NULL,
		     "{\"operator\":\"AND\",\"conditions\":[{\"field\":\"annual_revenue\",\"operator\":"
		     "\"greater_than\",\"value\":500000},{\"field\":\"tier\",\"operator\":\"equals\","
		     "\"value\":\"gold\"}]}",
		     CX_CLASS_INTENDED);
	sample_field(s, c, "/exclusions", NULL, "[]", CX_CLASS_INTENDED);

	c = sample_change(s, CX_ACTION_UPDATE, CX_CLASS_INTENDED, "Audience/vip");
	c->id = "b1b2c3d4-e5f6-7890-abcd-ef1234567890";
	c->has_effect = true;
	c->effect = CX_EFFECT_SHRINK;
	c->members = 18204;
	sample_field(s, c, "/criteria/conditions/0/value", "500000", "750000", CX_CLASS_INTENDED);
	sample_field(s, c, "/exclusions/2", NULL, "\"12345678-1234-1234-1234-123456789012\"",
		     CX_CLASS_INTENDED);
	sample_field(s, c, "/description",
		     "\"People who spent more than half a million in the last year, in all regions, without "
		     "partners\"",
		     "\"People who spent more than half a million in the last year, in all regions, with "
		     "partners\"",
		     CX_CLASS_INTENDED);

	c = sample_change(s, CX_ACTION_DELETE, CX_CLASS_INTENDED, "Webhook/old-sync");
	c->base =
		sample_node(s, "{\"origin\":{\"commit\":\"77\",\"path\":\"webhooks/old.yaml\",\"line\":1}}");
	sample_field(s, c, "/name", "\"old_sync\"", NULL, CX_CLASS_INTENDED);

	c = sample_change(s, CX_ACTION_UPDATE, CX_CLASS_DRIFT, "Audience/churn-risk");
	sample_field(s, c, "/name", "\"Edited\"", "\"ChurnRisk\"", CX_CLASS_DRIFT);
	sample_field(s, c, "/enabled", "true", "false", CX_CLASS_INTENDED);

	c = sample_change(s, CX_ACTION_UPDATE, CX_CLASS_CONFLICT, "Audience/lapsed");
	c->refusal = "changed both in git and in the tenant since the last apply";
	c->blocked = true;
	sample_field(s, c, "/criteria/conditions/1/value", "30", "60", CX_CLASS_CONFLICT);

	c = sample_change(s, CX_ACTION_RECORD, CX_CLASS_CONVERGED, "Audience/same");
	c->note = "git and tenant were changed alike";
	s->plan.unmanaged = 4;
}

static inline void sample_refuse(struct sample *s)
{
	static struct cx_refusal refusals[] = {
		{"safety.delete", "1 resource would be deleted, and --allow-delete was not given",
		 "if that is meant: --allow-delete 1"},
	};
	s->plan.refusals = refusals;
	s->plan.refusal_count = 1;
}

static inline void sample_release(struct sample *s)
{
	cx_diags_release(&s->diags);
	cx_arena_release(&s->arena);
}

#endif
