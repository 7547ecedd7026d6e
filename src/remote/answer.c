/* SPDX-License-Identifier: Apache-2.0 */
/* An answer's body as a tree, with the profile's field renames undone. */
#include "base/limits.h"
#include "doc/json.h"
#include "remote/problem.h"
#include "remote/read.h"

#define ANSWER_SHOWN 60
/* So much more is read that no secret is cut where it could still be shown. */
#define ANSWER_READ ((size_t)64 << 10)

void cx_route_rename(const struct cx_kind_route *route, struct cx_node *object, bool to_theirs)
{
	if (!object || object->type != CX_NODE_OBJECT)
		return;
	for (size_t i = 0; i < route->rename_count; i++) {
		const struct cx_rename *rename = &route->renames[i];
		const char *from = to_theirs ? rename->ours : rename->theirs;
		const char *to = to_theirs ? rename->theirs : rename->ours;
		struct cx_node *member = cx_node_get(object, from);
		if (!member)
			continue;
		(void)cx_node_remove(object, to);
		member->key = to;
		member->key_len = strlen(to);
	}
}

/* "it begins with …", and what it says that it is. */
static void describe_body(struct cx_buf *out, const struct cx_answer *answer)
{
	if (answer->content_type && *answer->content_type) {
		cx_buf_adds(out, answer->content_type[0] ? " (" : "");
		cx_problem_quote(out, answer->content_type, 80, answer->secrets);
		cx_buf_addf(out, ", %zu bytes)", answer->body_len);
	} else {
		cx_buf_addf(out, " (no content type, %zu bytes)", answer->body_len);
	}
	if (answer->body_len == 0)
		return;
	cx_buf_adds(out, ", it begins with \"");
	CX_AUTO(cx_buf) struct cx_buf begin = CX_BUF_INIT;
	cx_buf_add(&begin, answer->body, answer->body_len < ANSWER_READ ? answer->body_len : ANSWER_READ);
	cx_secrets_blank(answer->secrets, begin.data, begin.len);
	cx_problem_escape(out, begin.data, begin.len, ANSWER_SHOWN);
	cx_buf_addc(out, '"');
}

/* Marks what repeats a secret, so that no output shows it; false where the name of a field does. */
static bool mark_secrets(const struct cx_secrets *secrets, struct cx_node *node)
{
	bool good = !node->key || !cx_secrets_hold(secrets, node->key, node->key_len);
	if (node->text && cx_secrets_hold(secrets, node->text, node->len))
		node->secret = true;
	for (struct cx_node *child = node->first; child; child = child->next)
		good &= mark_secrets(secrets, child);
	return good;
}

static enum cx_status refuse_keys(const struct cx_answer *answer, struct cx_diags *diags)
{
	struct cx_diag *diag = cx_diag_error(
		diags, "tenant.secret", "%s %s: the answer has a field whose name is a secret of this run",
		answer->method, answer->target);
	cx_diag_hint(diags, diag, "is base_url the tenant's? change the secrets that it was sent");
	return CX_STATUS_INVALID;
}

enum cx_status cx_answer_node(struct cx_arena *arena, const struct cx_answer *answer,
			      const struct cx_kind_route *route, struct cx_node **ret_node,
			      struct cx_diags *diags)
{
	struct cx_diags own = CX_DIAGS_INIT;
	struct cx_source source = {.name = "answer", .text = answer->body, .len = answer->body_len};
	struct cx_node *node = NULL;
	enum cx_status status = cx_json_parse(arena, &source, &node, &own);
	if (status == CX_STATUS_OK) {
		if (answer->secrets && !mark_secrets(answer->secrets, node))
			return refuse_keys(answer, diags);
		if (route)
			cx_route_rename(route, node, false);
		*ret_node = node;
		cx_diags_release(&own);
		return CX_STATUS_OK;
	}
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	describe_body(&text, answer);
	CX_AUTO(cx_buf) struct cx_buf asked = CX_BUF_INIT;
	if (answer->method)
		cx_buf_addf(&asked, "%s %s: ", answer->method, answer->target);
	struct cx_diag *diag =
		cx_diag_error(diags, "tenant.json", "%sthe answer is no JSON%s", asked.data, text.data);
	if (own.count > 0 && answer->body_len > 0 && *answer->body != '<') {
		CX_AUTO(cx_buf) struct cx_buf why = CX_BUF_INIT;
		cx_problem_quote(&why, own.items[0]->message, CX_MAX_ERROR_TEXT, answer->secrets);
		cx_diag_note(diags, diag, "line %u, column %u: %s", own.items[0]->span.line,
			     own.items[0]->span.column, why.data);
	}
	cx_diag_hint(
		diags, diag, "%s",
		*answer->body == '<'
			? "is base_url the address of the API, and does no proxy or login page answer for it?"
			: "something between here and the tenant may have cut or changed the answer");
	cx_diags_release(&own);
	return CX_STATUS_INVALID;
}
