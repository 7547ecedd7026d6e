/* SPDX-License-Identifier: Apache-2.0 */
/* One GET for each journey and contact; whoever asks meanwhile waits in a list. */
#include "query/trigger_check.h"

#include "query/contact_cache.h"
#include "remote/personal.h"
#include "remote/problem.h"

#include <strings.h>

#define SHOWN 40

/* What is read of each, and what it must be. */
static const struct check_rule {
	enum cx_runtime_call call;
	const char *noun, *field, *wanted;
	enum cx_trigger_status otherwise;
} rules[CX_TRIGGER_CHECK_KINDS] = {
	[CX_TRIGGER_CHECK_JOURNEY] = {CX_RUNTIME_JOURNEY, "journey", "state", "ACTIVE",
				      CX_TRIGGER_JOURNEY_NOT_ACTIVE},
	[CX_TRIGGER_CHECK_CONTACT] = {CX_RUNTIME_CONTACT, "contact", "suppressionStatus", "SUBSCRIBED",
				      CX_TRIGGER_NOT_ELIGIBLE},
};

/* One that is known or asked for. */
struct asked {
	struct cx_trigger_checks *checks;
	enum cx_trigger_check_kind kind;
	const char *id;
	bool settled;
	struct cx_trigger_check check;
	struct cx_trigger *first, *last; /* that wait for it */
};

static void settle(struct asked *asked, const struct cx_trigger_check *check)
{
	struct cx_trigger *trigger = asked->first;
	asked->check = *check;
	asked->settled = true;
	asked->first = asked->last = NULL;
	while (trigger) {
		struct cx_trigger *next = trigger->next;
		trigger->next = NULL;
		asked->checks->done(asked->checks->data, trigger, asked->kind, &asked->check);
		trigger = next;
	}
}

static struct cx_trigger_check failed(struct cx_arena *arena, const char *code, const char *fmt, ...)
	CX_PRINTF(3, 4);
static struct cx_trigger_check failed(struct cx_arena *arena, const char *code, const char *fmt, ...)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	return (struct cx_trigger_check){.status = CX_TRIGGER_FAILED,
					 .code = code,
					 .reason = cx_arena_strdup(arena, text.data),
					 .sent = true};
}

/* The tenant's word for a state, shown: it may hold anything. */
static const char *shown(struct cx_arena *arena, const struct cx_answer *answer, const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_problem_quote(&out, text, SHOWN, answer->secrets);
	cx_personal_blank(out.data, out.len);
	return cx_arena_strdup(arena, out.data);
}

static struct cx_trigger_check judge(const struct asked *asked, const struct cx_answer *answer,
				     const struct cx_node *node)
{
	const struct check_rule *rule = &rules[asked->kind];
	struct cx_arena *arena = asked->checks->arena;
	const char *id = cx_node_get_text(node, "id"), *state = cx_node_get_text(node, rule->field);
	if (id && strcasecmp(id, asked->id) != 0)
		return failed(arena, "tenant.other", "the answer shows another %s", rule->noun);
	if (!state)
		return failed(arena, "tenant.json", "the answer about the %s holds no %s", rule->noun,
			      rule->field);
	if (strcmp(state, rule->wanted) == 0)
		return (struct cx_trigger_check){.good = true};
	return (struct cx_trigger_check){
		.status = rule->otherwise,
		.code = "trigger.state",
		.reason = cx_arena_printf(arena, "the %s is %s", rule->noun, shown(arena, answer, state)),
		.hint = cx_arena_printf(arena, "it must be %s before anything is sent", rule->wanted),
		.sent = true};
}

static struct cx_trigger_check unanswered(const struct asked *asked, const struct cx_answer *answer)
{
	struct cx_arena *arena = asked->checks->arena;
	const char *noun = rules[asked->kind].noun;
	bool sent = answer->kind == CX_ANSWER_STATUS || answer->kind == CX_ANSWER_IN_DOUBT;
	const char *words = cx_trigger_words(arena, asked->first, answer);
	struct cx_trigger_check check;
	if (sent)
		check = failed(arena, answer->code, "the %s cannot be read: %s", noun, words);
	else
		check = failed(arena, answer->code, "%s", words);
	check.hint = answer->hint ? cx_arena_strdup(arena, answer->hint) : NULL;
	check.sent = sent;
	check.over = answer->kind == CX_ANSWER_STOPPED;
	return check;
}

static void on_answer(void *data, const struct cx_answer *answer)
{
	struct asked *asked = data;
	const struct check_rule *rule = &rules[asked->kind];
	struct cx_trigger_check check;
	struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_node *node = NULL;
	if (answer->kind == CX_ANSWER_STATUS && answer->status == 404)
		check = (struct cx_trigger_check){
			.status = rule->otherwise,
			.code = "trigger.state",
			.reason = cx_arena_printf(asked->checks->arena, "there is no such %s", rule->noun),
			.sent = true};
	else if (answer->kind != CX_ANSWER_STATUS || *answer->problem)
		check = unanswered(asked, answer);
	else if (cx_answer_node(&scratch, answer, NULL, &node, &unused))
		check = failed(asked->checks->arena, "tenant.json", "the answer about the %s is no JSON",
			       rule->noun);
	else
		check = judge(asked, answer, node);
	settle(asked, &check);
	cx_arena_release(&scratch);
}

void cx_trigger_checks_ask(struct cx_trigger_checks *checks, enum cx_trigger_check_kind kind,
			   struct cx_trigger *trigger)
{
	const char *id = kind == CX_TRIGGER_CHECK_JOURNEY ? trigger->journey : trigger->contact;
	char *key = cx_arena_strdup(checks->arena, id);
	cx_contact_key(id, strlen(id), key);
	struct asked *asked = cx_map_get(&checks->known[kind], key);
	if (asked && asked->settled) {
		checks->done(checks->data, trigger, kind, &asked->check);
		return;
	}
	bool first = !asked;
	if (first) {
		asked = cx_arena_alloc(checks->arena, sizeof *asked);
		*asked = (struct asked){.checks = checks, .kind = kind, .id = key};
		(void)cx_map_put(&checks->known[kind], key, asked);
	}
	if (asked->last)
		asked->last->next = trigger;
	else
		asked->first = trigger;
	asked->last = trigger;
	if (first)
		cx_reader_ask(checks->reader, &checks->runtime->calls[rules[kind].call], key, "", on_answer,
			      asked);
}

void cx_trigger_checks_release(struct cx_trigger_checks *checks)
{
	for (size_t i = 0; i < CX_TRIGGER_CHECK_KINDS; i++)
		cx_map_release(&checks->known[i]);
}
