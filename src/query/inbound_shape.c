/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of an event (API.md: {eventType, interactionId, attributes, callbackLatencyMs}). */
#include "base/num.h"
#include "query/inbound_parts.h"

/* Events of anything else, such as profile.updated, need name no interaction. */
#define OF_INTERACTION "interaction."

#define BIT(type) (1u << (type))

static const struct {
	const char *name;
	unsigned types; /* BITs of enum cx_node_type */
	const char *words;
	bool always; /* else: of an interaction's events */
} members[] = {
	{"eventType", BIT(CX_NODE_STRING), "a string", true},
	{"interactionId", BIT(CX_NODE_STRING), "a string", false},
	{"attributes", BIT(CX_NODE_OBJECT) | BIT(CX_NODE_ARRAY), "an object, or an array of objects", false},
	{"callbackLatencyMs", BIT(CX_NODE_NUMBER), "a number", true},
};

static void say(struct cx_buf *wrong, const char *name, const char *problem, const char *more)
{
	cx_buf_addf(wrong, "%s%s %s%s", wrong->len ? "; " : "", name, problem, more);
}

/* Milliseconds without their fraction; false: negative, or more than anybody would wait for. */
static bool read_ms(const struct cx_node *node, int64_t *ret_ms)
{
	enum { MAX_DIGITS = 12 };
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT;
	struct cx_dec dec;
	if (!cx_dec_parse(node->text, node->len, &scratch, &dec) || dec.negative ||
	    (int64_t)dec.len + dec.exponent > MAX_DIGITS)
		return false;
	*ret_ms = 0;
	for (int64_t i = 0; i < (int64_t)dec.len + dec.exponent; i++)
		*ret_ms = *ret_ms * 10 + (i < (int64_t)dec.len ? dec.digits[i] - '0' : 0);
	return true;
}

static bool holds_objects(const struct cx_node *array)
{
	for (const struct cx_node *item = array->first; item; item = item->next)
		if (item->type != CX_NODE_OBJECT)
			return false;
	return true;
}

static void check_member(const struct cx_node *event, size_t i, bool needed, struct cx_buf *wrong)
{
	const struct cx_node *node = cx_node_get(event, members[i].name);
	if (!node && !needed)
		return;
	if (!node)
		say(wrong, members[i].name, "is missing", "");
	else if (!needed && node->type == CX_NODE_NULL)
		return;
	else if (!(members[i].types & BIT(node->type)) ||
		 (node->type == CX_NODE_ARRAY && !holds_objects(node)))
		say(wrong, members[i].name, "is not ", members[i].words);
	else if (node->type == CX_NODE_STRING && !node->len)
		say(wrong, members[i].name, "is empty", "");
}

bool cx_inbound_shape(const struct cx_node *event, struct cx_buf *ret_wrong, int64_t *ret_callback_ms)
{
	if (event->type != CX_NODE_OBJECT) {
		say(ret_wrong, "the event", "is not ", "an object");
		return false;
	}
	const char *type = cx_node_get_text(event, "eventType");
	bool of_interaction = type && strncmp(type, OF_INTERACTION, sizeof OF_INTERACTION - 1) == 0;
	for (size_t i = 0; i < CX_COUNT(members); i++)
		check_member(event, i, members[i].always || of_interaction, ret_wrong);
	const struct cx_node *latency = cx_node_get(event, "callbackLatencyMs");
	if (latency && latency->type == CX_NODE_NUMBER && !read_ms(latency, ret_callback_ms))
		say(ret_wrong, "callbackLatencyMs", "is no time that can be: it is negative, or too long",
		    "");
	return !ret_wrong->len;
}
