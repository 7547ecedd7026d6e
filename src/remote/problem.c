/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong with a request, in one line for people. */
#include "remote/problem.h"

#include "remote/personal.h"

#include "base/limits.h"
#include "base/rand.h"
#include "base/utf8.h"

void cx_problem_release(struct cx_problem *problem)
{
	cx_buf_release(&problem->text);
	cx_buf_release(&problem->hint);
	problem->code = "";
}

const char *cx_problem_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{301, "moved permanently"},
		{302, "found"},
		{303, "see other"},
		{304, "not modified"},
		{307, "temporary redirect"},
		{308, "permanent redirect"},
		{400, "bad request"},
		{401, "unauthorized"},
		{403, "forbidden"},
		{404, "not found"},
		{405, "method not allowed"},
		{406, "not acceptable"},
		{408, "request timeout"},
		{409, "conflict"},
		{410, "gone"},
		{412, "precondition failed"},
		{413, "content too large"},
		{415, "unsupported media type"},
		{422, "unprocessable content"},
		{428, "precondition required"},
		{429, "too many requests"},
		{500, "internal server error"},
		{501, "not implemented"},
		{502, "bad gateway"},
		{503, "service unavailable"},
		{504, "gateway timeout"},
	};
	for (size_t i = 0; i < CX_COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

/* C0, C1, and what hides or turns text: soft hyphen, zero width, bidi, separators, tags. */
static bool is_unseen(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

void cx_problem_escape(struct cx_buf *out, const char *text, size_t len, size_t max)
{
	size_t begin = out->len;
	bool space = false;
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t n = cx_utf8_decode(text + i, len - i, &c);
		char piece[16];
		if (n == 0)
			(void)snprintf(piece, sizeof piece, "\\x%02x", (unsigned char)text[i]);
		else if (is_unseen(c))
			(void)snprintf(piece, sizeof piece, c < 0x80 ? "\\x%02x" : "\\u{%x}", c);
		else
			(void)snprintf(piece, sizeof piece, "%.*s", (int)n, text + i);
		i += n > 0 ? n : 1;
		if (n == 1 && (c == ' ' || (c >= '\t' && c <= '\r'))) {
			space = out->len > begin;
			continue;
		}
		if (out->len - begin + space + strlen(piece) + 3 > max) {
			cx_buf_adds(out, "…");
			return;
		}
		if (space)
			cx_buf_addc(out, ' ');
		space = false;
		cx_buf_adds(out, piece);
	}
}

void cx_problem_quote(struct cx_buf *out, const char *text, size_t max, const struct cx_secrets *secrets)
{
	CX_AUTO(cx_buf) struct cx_buf copy = CX_BUF_INIT;
	cx_buf_adds(&copy, text);
	cx_secrets_blank(secrets, copy.data, copy.len);
	cx_problem_escape(out, copy.data, copy.len, max);
}

static void add_correlation(struct cx_buf *out, const struct cx_http_answer *answer,
			    const struct cx_problem_context *context)
{
	static const char *const names[] = {"CorrelationId", "X-Correlation-Id", "Correlation-Id",
					    "X-Request-Id"};
	const char *id = NULL;
	for (size_t i = 0; i < CX_COUNT(names) && !(id && *id); i++)
		id = cx_http_header(answer, names[i]);
	if (!id || !*id || (context->personal && !cx_uuid_valid(id, strlen(id))))
		id = context->correlation;
	if (!id)
		return;
	cx_buf_adds(out, " (correlation id ");
	cx_problem_quote(out, id, 80, context->secrets);
	cx_buf_addc(out, ')');
}

/* Where the tenant's own sentence names a field as only the tenant spells it. */
static void add_rename_hint(struct cx_buf *hint, const char *text, const struct cx_kind_route *route)
{
	for (size_t i = 0; route && i < route->rename_count; i++) {
		const struct cx_rename *rename = &route->renames[i];
		if (cx_problem_word(text, rename->theirs))
			cx_buf_addf(hint, "%sthe tenant's %s is %s in a definition", hint->len ? "; " : "",
				    rename->theirs, rename->ours);
	}
}

/* A body that is no error may hold the very people that were asked for. */
static void personal_or_body(struct cx_buf *out, const struct cx_http_answer *answer,
			     const struct cx_problem_context *context)
{
	if (!context->personal) {
		cx_problem_body(out, answer->body, answer->body_len, context->secrets, context->route);
		return;
	}
	cx_problem_said(out, answer->body, answer->body_len, context->secrets);
	cx_personal_blank(out->data, out->len);
}

static void add_location(struct cx_buf *out, const char *location, const struct cx_problem_context *context)
{
	if (context->personal) {
		cx_buf_adds(out, ": redirects elsewhere, and redirects are not followed");
		return;
	}
	cx_buf_adds(out, ": redirects to ");
	/* Like a body, it may repeat what was sent. */
	cx_problem_body(out, location, strlen(location), context->secrets, NULL);
	cx_buf_adds(out, ", and redirects are not followed");
}

static void status_problem(struct cx_problem *problem, const struct cx_http_answer *answer,
			   const struct cx_problem_context *context)
{
	int status = answer->status;
	struct cx_buf *text = &problem->text, *hint = &problem->hint;
	const char *reason = cx_problem_reason(status), *location = cx_http_header(answer, "Location");
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	problem->code = "tenant.status";
	cx_buf_addf(text, "%d%s%s", status, *reason ? " " : "", reason);
	if (status >= 300 && status < 400 && location) {
		problem->code = "tenant.redirect";
		add_location(text, location, context);
		cx_buf_adds(hint, "set base_url (or token_url) to the address that answers by itself");
	} else {
		personal_or_body(&body, answer, context);
		cx_buf_addf(text, "%s%s", body.len > 0 ? ": " : "", body.data);
	}
	add_correlation(text, answer, context);
	if (status == 401 && context->has_token) {
		problem->code = "tenant.auth";
		cx_buf_adds(hint, "a new token was refused too: check what the client may do, and that "
				  "base_url and token_url belong to one tenant");
	} else if (status == 403) {
		problem->code = "tenant.scope";
		if (context->scope)
			cx_buf_addf(hint,
				    "the call needs the scope %s: see auth.scope, and what the client "
				    "was granted",
				    context->scope);
		else
			cx_buf_adds(hint, "the token's scope does not cover this call: see auth.scope");
	} else if (status == 429) {
		cx_buf_adds(hint, "lower limits.requests_per_second of the tenant");
	} else if (body.len) {
		add_rename_hint(hint, body.data, context->route);
	}
}

/* libcurl's words, which may hold what the server sent. */
static void add_error(struct cx_buf *out, const struct cx_http_answer *answer,
		      const struct cx_problem_context *context)
{
	cx_problem_quote(out, answer->error, CX_MAX_ERROR_TEXT, context->secrets);
}

static void timeout_problem(struct cx_problem *problem, const struct cx_http_answer *answer,
			    const struct cx_problem_context *context)
{
	problem->code = "tenant.timeout";
	if (answer->outcome == CX_HTTP_OUTCOME_NOT_SENT)
		cx_buf_addf(&problem->text, "no connection to %s in time (", context->origin);
	else
		cx_buf_addf(&problem->text, "no whole answer from %s in time (", context->origin);
	add_error(&problem->text, answer, context);
	cx_buf_addc(&problem->text, ')');
	if (answer->outcome == CX_HTTP_OUTCOME_NOT_SENT)
		cx_buf_adds(&problem->hint, "check the address and whether a firewall drops the connection");
}

static void failure_problem(struct cx_problem *problem, const struct cx_http_answer *answer,
			    const struct cx_problem_context *context)
{
	struct cx_buf *text = &problem->text, *hint = &problem->hint;
	switch (answer->failure) {
	case CX_HTTP_FAILURE_TIMEOUT:
		timeout_problem(problem, answer, context);
		return;
	case CX_HTTP_FAILURE_REQUEST:
		problem->code = "tenant.request";
		cx_buf_adds(text, "not sent: ");
		break;
	case CX_HTTP_FAILURE_DNS:
		problem->code = "tenant.dns";
		cx_buf_addf(text, "the host of %s is not known: ", context->origin);
		cx_buf_adds(hint, "check the spelling of base_url and token_url, and the network's DNS");
		break;
	case CX_HTTP_FAILURE_TLS:
		problem->code = "tenant.tls";
		cx_buf_addf(text, "no trusted connection to %s: ", context->origin);
		cx_buf_adds(hint, "if a private authority signed the certificate, name its PEM file in "
				  "CXCTL_CA_FILE; checking cannot be switched off");
		break;
	case CX_HTTP_FAILURE_CONNECT:
		problem->code = "tenant.connect";
		cx_buf_addf(text, "no connection to %s: ", context->origin);
		cx_buf_adds(hint, "check base_url, and that the tenant can be reached from here");
		break;
	case CX_HTTP_FAILURE_LARGE:
		problem->code = "tenant.large";
		cx_buf_addf(text, "an answer of %s is over the limit of %zu MB: ", context->origin,
			    CX_MAX_BODY_BYTES >> 20);
		break;
	case CX_HTTP_FAILURE_BROKEN:
	case CX_HTTP_FAILURE_NONE:
		problem->code = "tenant.cut";
		cx_buf_addf(text, "the connection to %s broke before a whole answer came: ", context->origin);
		break;
	}
	add_error(text, answer, context);
}

void cx_problem_of(struct cx_problem *problem, const struct cx_http_answer *answer,
		   const struct cx_problem_context *context)
{
	problem->code = "";
	cx_buf_clear(&problem->text);
	cx_buf_clear(&problem->hint);
	if (answer->outcome != CX_HTTP_OUTCOME_ANSWER)
		failure_problem(problem, answer, context);
	else if (answer->status < 200 || answer->status >= 300)
		status_problem(problem, answer, context);
}
