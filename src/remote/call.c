/* SPDX-License-Identifier: Apache-2.0 */
/* One call: its tries, and the answer that its owner gets. */
#include "remote/call.h"

#include "base/rand.h"
#include "remote/call_queue.h"

#include <strings.h>

#define CALL_TIMEOUT_MS  30000
#define CALL_MAX_HEADERS 32
/* All tries of a call together get this much longer than one. */
#define CALL_BUDGET_MS 25000
/* A try that could not last so long is not begun. */
#define CALL_SHORTEST_MS 10000

static int64_t now_of(const struct cx_remote *remote)
{
	return remote->clock->monotonic_us(remote->clock);
}

static bool call_is_paced(const struct cx_call *call)
{
	return call->request.role != CX_CALL_ROLE_FOREIGN;
}

struct cx_call *cx_call_new(struct cx_remote *remote, const struct cx_call_request *request,
			    cx_answer_fn *done, void *data)
{
	struct cx_call *call = cx_alloc(sizeof *call);
	call->remote = remote;
	call->request = *request;
	call->done = done;
	call->data = data;
	call->problem = (struct cx_problem)CX_PROBLEM_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (request->role == CX_CALL_ROLE_TENANT) {
		size_t base = strlen(remote->base.path);
		while (base > 0 && remote->base.path[base - 1] == '/')
			base--;
		/* A target that does not begin with "/" could move the call to another host or port. */
		if (request->target[0] == '/')
			cx_buf_addf(&text, "%s%.*s%s", remote->base.origin, (int)base, remote->base.path,
				    request->target);
	} else {
		cx_buf_adds(&text, request->target);
	}
	call->url = cx_buf_take(&text);
	call->request.method = call->method = cx_strdup(request->method);
	call->request.target = call->target = cx_strdup(request->target);
	size_t count = 0;
	while (request->headers && request->headers[count])
		count++;
	call->headers = cx_alloc((count + 1) * sizeof *call->headers);
	for (size_t i = 0; i < count; i++)
		call->headers[i] = cx_strdup(request->headers[i]);
	call->number = ++remote->sequence;
	return call;
}

void cx_call_free(struct cx_call *call)
{
	if (!call)
		return;
	for (size_t i = 0; call->headers[i]; i++)
		cx_free_secret(call->headers[i], strlen(call->headers[i]));
	cx_free(call->headers);
	cx_free(call->url);
	cx_free(call->method);
	cx_free(call->target);
	cx_problem_release(&call->problem);
	cx_free(call);
}

void cx_call_finish(struct cx_call *call, const struct cx_answer *answer)
{
	call->done(call->data, answer);
	cx_call_free(call);
}

/* The run-time call that it is, or NULL. */
static const struct cx_runtime_route *call_runtime(const struct cx_call *call)
{
	if (call->request.role != CX_CALL_ROLE_TENANT)
		return NULL;
	return cx_profile_runtime(call->remote->options.profile, call->method, call->target);
}

/* Filters and ids of contacts are people's data: how much of a path or URL is shown, "…" stands for the rest.
 */
static size_t shown_len(const struct cx_call *call, const char *text)
{
	const struct cx_runtime_route *runtime = call_runtime(call);
	size_t len = strlen(text), path = strcspn(text, "?");
	if (runtime != &call->remote->options.profile->runtime.calls[CX_RUNTIME_CONTACT])
		return runtime && path < len ? path + 1 : len;
	const char *id = strstr(runtime->call.path, "{id}");
	size_t target = strlen(call->target), before = (size_t)(id - runtime->call.path);
	return len - target + (before < target ? before : target);
}

/* What is shown of where a call goes: of another host only its origin, a path there may be a secret. */
static void call_where(const struct cx_call *call, struct cx_buf *out)
{
	if (call->request.role == CX_CALL_ROLE_TENANT) {
		size_t shown = shown_len(call, call->target);
		cx_buf_add(out, call->target, shown);
		cx_buf_adds(out, call->target[shown] ? "…" : "");
		return;
	}
	const char *host = strstr(call->url, "://");
	host = host ? host + 3 : call->url;
	cx_buf_add(out, call->url, (size_t)(host - call->url) + strcspn(host, "/?#@"));
}

void cx_call_end(struct cx_call *call, enum cx_answer_kind kind, const char *code, const char *problem,
		 const char *hint)
{
	kind = call->doubted ? CX_ANSWER_IN_DOUBT : kind;
	CX_AUTO(cx_buf) struct cx_buf where = CX_BUF_INIT;
	call_where(call, &where);
	struct cx_answer answer = {.kind = kind,
				   .body = "",
				   .tries = call->tries,
				   .code = code,
				   .problem = problem,
				   .hint = hint,
				   .method = call->method,
				   .target = where.data};
	if (call_is_paced(call) && call->tries > 0)
		cx_pace_call(&call->remote->pace, kind != CX_ANSWER_STATUS);
	cx_call_finish(call, &answer);
}

/* Ends one whose next try will not come: its last try tells what is certain. */
void cx_call_give_up(struct cx_call *call, const char *code, const char *why, const char *hint)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (call->tries == 0 || call->problem.text.len == 0) {
		cx_call_end(call, CX_ANSWER_STOPPED, code, why, hint);
		return;
	}
	cx_buf_addf(&text, "%s; %s", call->problem.text.data, why);
	bool throttled = call->last == CX_ANSWER_STOPPED;
	cx_call_end(call, call->last, throttled ? code : call->problem.code, text.data,
		    throttled                    ? hint
		    : call->problem.hint.len > 0 ? call->problem.hint.data
						 : NULL);
}

static void on_leaving(void *data)
{
	struct cx_call *call = data;
	call->left = true;
	if (call_is_paced(call))
		cx_pace_left(&call->remote->pace, now_of(call->remote));
}

static void trace(const struct cx_call *call, const struct cx_http_answer *answer)
{
	const struct cx_remote_options *options = &call->remote->options;
	if (!options->trace)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "%s ", call->method);
	size_t shown = shown_len(call, call->url);
	CX_AUTO(cx_buf) struct cx_buf url = CX_BUF_INIT;
	cx_buf_addf(&url, "%.*s%s", (int)shown, call->url, call->url[shown] ? "…" : "");
	if (call->request.role != CX_CALL_ROLE_FOREIGN)
		cx_problem_quote(&line, url.data, 2000, call->remote->secrets);
	else
		call_where(call, &line);
	if (answer->outcome == CX_HTTP_OUTCOME_ANSWER)
		cx_buf_addf(&line, " %d", answer->status);
	else
		cx_buf_addf(&line, " %s", call->problem.code);
	cx_buf_addf(&line, " %lld ms, %zu bytes", (long long)(answer->latency_us / 1000), answer->body_len);
	if (call->tries > 1)
		cx_buf_addf(&line, ", try %u", call->tries);
	options->trace(options->trace_data, line.data);
}

static void count(const struct cx_call *call, const struct cx_http_answer *answer)
{
	struct cx_remote_counts *counts = &call->remote->counts;
	if (call->request.role == CX_CALL_ROLE_TOKEN) {
		counts->token_requests++;
		return;
	}
	counts->requests++;
	counts->reads += call->request.kind == CX_RETRY_CALL_GET;
	counts->writes += call->request.kind != CX_RETRY_CALL_GET;
	counts->retries += call->tries > 1;
	counts->failed += answer->outcome != CX_HTTP_OUTCOME_ANSWER || answer->status / 100 != 2;
	if (answer->outcome != CX_HTTP_OUTCOME_ANSWER)
		return;
	counts->throttled += answer->status == 429;
	counts->answered++;
	counts->latency_total_us += answer->latency_us;
	cx_latency_add(&call->remote->latency, answer->latency_us);
}

static bool answer_failed(const struct cx_http_answer *answer)
{
	return answer->outcome != CX_HTTP_OUTCOME_ANSWER || answer->status >= 500 || answer->status == 408;
}

static enum cx_pace_end pace_end_of(const struct cx_http_answer *answer)
{
	if (answer->failure == CX_HTTP_FAILURE_REQUEST)
		return CX_PACE_END_REFUSED;
	if (answer_failed(answer))
		return CX_PACE_END_FAILED;
	return answer->status == 429 ? CX_PACE_END_THROTTLED : CX_PACE_END_ANSWERED;
}

static void describe(struct cx_call *call, const struct cx_http_answer *answer)
{
	struct cx_remote *remote = call->remote;
	CX_AUTO(cx_buf) struct cx_buf where = CX_BUF_INIT;
	if (call->request.role != CX_CALL_ROLE_TENANT)
		call_where(call, &where);
	struct cx_problem_context context = {
		.origin = where.len > 0 ? where.data : remote->base.origin,
		.correlation = call->correlation,
		.has_token = call->request.role == CX_CALL_ROLE_TENANT,
		.secrets = remote->secrets,
	};
	enum cx_route_verb verb;
	if (context.has_token)
		context.route = cx_profile_call(remote->options.profile, call->method, call->target, &verb);
	if (context.route)
		context.scope = cx_profile_scope(context.route, verb);
	const struct cx_runtime_route *runtime = call_runtime(call);
	if (runtime && !context.route) {
		context.scope = runtime->scope;
		context.personal = true;
	}
	cx_problem_of(&call->problem, answer, &context);
}

static void call_answer(struct cx_call *call, const struct cx_http_answer *http, enum cx_answer_kind kind)
{
	CX_AUTO(cx_buf) struct cx_buf where = CX_BUF_INIT;
	call_where(call, &where);
	struct cx_answer answer = {
		.kind = kind,
		.status = http->status,
		.body = http->outcome == CX_HTTP_OUTCOME_ANSWER ? http->body : "",
		.body_len = http->outcome == CX_HTTP_OUTCOME_ANSWER ? http->body_len : 0,
		.etag = kind == CX_ANSWER_STATUS ? cx_http_header(http, "ETag") : NULL,
		.content_type = cx_http_header(http, "Content-Type"),
		.secrets = call->remote->secrets,
		.method = call->method,
		.target = where.data,
		.latency_us = http->latency_us,
		.tries = call->tries,
		.problem = call->problem.text.data,
		.code = call->problem.code,
		.hint = call->problem.hint.len > 0 ? call->problem.hint.data : NULL,
	};
	/* A write in doubt is no failure yet: the read that settles it tells. With a key there is none. */
	bool doubted = kind == CX_ANSWER_IN_DOUBT &&
		       (call->request.kind == CX_RETRY_CALL_PUT || call->request.kind == CX_RETRY_CALL_POST);
	if (call_is_paced(call) && http->failure != CX_HTTP_FAILURE_REQUEST && !doubted)
		cx_pace_call(&call->remote->pace, answer_failed(http));
	cx_call_finish(call, &answer);
}

static struct cx_retry_verdict decide(const struct cx_call *call, const struct cx_http_answer *answer)
{
	static const enum cx_retry_event events[] = {
		[CX_HTTP_OUTCOME_ANSWER] = CX_RETRY_EVENT_STATUS,
		[CX_HTTP_OUTCOME_NOT_SENT] = CX_RETRY_EVENT_NOT_SENT,
		[CX_HTTP_OUTCOME_CUT] = CX_RETRY_EVENT_CUT,
	};
	struct cx_clock *clock = call->remote->clock;
	struct cx_retry_input input = {
		.call = call->request.kind,
		.event = events[answer->outcome],
		.status = answer->status,
		.retry_after = cx_http_header(answer, "Retry-After"),
		.tries = answer->status == 429 ? call->throttles : call->failures,
		.token_renewed = call->token_renewed || call->request.role != CX_CALL_ROLE_TENANT,
		.now_realtime_ms = clock->realtime_ms(clock),
	};
	cx_random_bytes(&input.random, sizeof input.random);
	return cx_retry_decide(&input);
}

/* Whether another try has a place in the call's budget. What the tenant asked to wait is not counted. */
static bool has_budget(struct cx_call *call, const struct cx_http_answer *answer,
		       const struct cx_retry_verdict *verdict)
{
	if (answer->outcome == CX_HTTP_OUTCOME_ANSWER && answer->status == 429)
		return true;
	call->spent_ms += answer->latency_us / 1000 + (verdict->gate ? 0 : verdict->wait_ms);
	return call->spent_ms + CALL_SHORTEST_MS <= call->timeout_ms + CALL_BUDGET_MS;
}

static void finish_or_retry(struct cx_call *call, const struct cx_http_answer *answer,
			    const struct cx_retry_verdict *verdict)
{
	struct cx_remote *remote = call->remote;
	bool again = verdict->action == CX_RETRY_ACTION_RETRY || verdict->action == CX_RETRY_ACTION_TOKEN;
	enum cx_answer_kind kind = CX_ANSWER_STATUS;
	if (answer->outcome != CX_HTTP_OUTCOME_ANSWER)
		kind = answer->outcome == CX_HTTP_OUTCOME_CUT ? CX_ANSWER_IN_DOUBT : CX_ANSWER_NOT_SENT;
	else if (verdict->action == CX_RETRY_ACTION_RESOLVE ||
		 (verdict->action == CX_RETRY_ACTION_RETRY && answer_failed(answer) &&
		  call->request.kind != CX_RETRY_CALL_GET))
		kind = CX_ANSWER_IN_DOUBT;
	/* Of what one try left in doubt, success alone is certain: others may answer before the key is seen.
	 */
	if (call->doubted && (kind != CX_ANSWER_STATUS || answer->status / 100 != 2))
		kind = CX_ANSWER_IN_DOUBT;
	call->doubted = call->request.kind == CX_RETRY_CALL_KEYED && kind == CX_ANSWER_IN_DOUBT;
	if (!again || call->request.role == CX_CALL_ROLE_FOREIGN ||
	    answer->failure == CX_HTTP_FAILURE_REQUEST || !has_budget(call, answer, verdict)) {
		call_answer(call, answer, kind);
		return;
	}
	call->last = answer->status == 429 ? CX_ANSWER_STOPPED : kind;
	call->not_before_us = now_of(remote) + verdict->wait_ms * 1000;
	if (call->not_before_us < remote->deadline_us)
		cx_call_queue_retry(remote, call);
	else
		cx_call_give_up(call, CX_CALL_DEADLINE_CODE, CX_CALL_DEADLINE_WHY, CX_CALL_DEADLINE_HINT);
}

static void on_answer(void *data, const struct cx_http_answer *answer)
{
	struct cx_call *call = data;
	struct cx_remote *remote = call->remote;
	int64_t now_us = now_of(remote);
	bool throttled = answer->outcome == CX_HTTP_OUTCOME_ANSWER && answer->status == 429;
	call->in_flight = false;
	call->throttles += throttled;
	call->failures += !throttled;
	if (call->request.role != CX_CALL_ROLE_TOKEN)
		remote->in_flight--;
	if (call->request.role == CX_CALL_ROLE_FOREIGN)
		remote->foreign_in_flight--;
	describe(call, answer);
	count(call, answer);
	trace(call, answer);
	if (remote->abandoned) {
		bool doubted = call->left && call->request.kind != CX_RETRY_CALL_GET;
		cx_call_end(call, doubted ? CX_ANSWER_IN_DOUBT : CX_ANSWER_STOPPED, CX_CALL_ABANDON_CODE,
			    remote->abandon_why, NULL);
		return;
	}
	struct cx_retry_verdict verdict = decide(call, answer);
	if (call_is_paced(call)) {
		enum cx_pace_end end = pace_end_of(answer);
		cx_pace_end(&remote->pace, end, call->left, call->started_us, now_us);
		if (verdict.gate)
			cx_pace_gate(&remote->pace, now_us + verdict.wait_ms * 1000);
	}
	if (verdict.action == CX_RETRY_ACTION_TOKEN) {
		call->token_renewed = true;
		cx_token_refused(&remote->token, call->generation);
	}
	finish_or_retry(call, answer, &verdict);
}

/* "Name: value" as an own string. */
static char *header(const char *name, const char *value)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "%s: %s", name, value);
	return cx_buf_take(&line);
}

static char *bearer(const struct cx_token *token)
{
	static const char head[] = "Authorization: Bearer ";
	char *line = cx_alloc(sizeof head + token->value.len);
	memcpy(line, head, sizeof head - 1);
	memcpy(line + sizeof head - 1, token->value.data, token->value.len);
	return line;
}

static bool call_has_header(const struct cx_call *call, const char *name)
{
	for (size_t i = 0; call->headers[i]; i++)
		if (strncasecmp(call->headers[i], name, strlen(name)) == 0)
			return true;
	return false;
}

void cx_call_start(struct cx_call *call)
{
	struct cx_remote *remote = call->remote;
	const struct cx_call_request *request = &call->request;
	char *lines[CALL_MAX_HEADERS + 1] = {0};
	size_t n = 0;
	call->tries++;
	call->left = false;
	call->in_flight = true;
	call->started_us = now_of(remote);
	cx_uuid_new(call->correlation);
	if (request->role != CX_CALL_ROLE_FOREIGN)
		lines[n++] = header("Accept", "application/json");
	lines[n++] = header("User-Agent", "cxctl/" CX_VERSION);
	lines[n++] = header("CorrelationId", call->correlation);
	if (request->body && !call_has_header(call, "Content-Type:"))
		lines[n++] = header("Content-Type",
				    request->content_type ? request->content_type : "application/json");
	if (request->role == CX_CALL_ROLE_TENANT) {
		lines[n++] = bearer(&remote->token);
		call->generation = remote->token.generation;
	}
	for (size_t i = 0; call->headers[i] && n < CALL_MAX_HEADERS; i++)
		lines[n++] = cx_strdup(call->headers[i]);
	call->timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : CALL_TIMEOUT_MS;
	int64_t rest_ms = call->timeout_ms + CALL_BUDGET_MS - call->spent_ms;
	int64_t patience_us = cx_pace_patience_us(&remote->pace, call->started_us);
	if (call_is_paced(call) && patience_us / 1000 < rest_ms)
		rest_ms = patience_us > 1000000 ? patience_us / 1000 : 1000;
	struct cx_http_request http = {
		.method = call->method,
		.url = call->url,
		.headers = (const char *const *)lines,
		.body = request->body,
		.body_len = request->body_len,
		.timeout_ms = rest_ms < call->timeout_ms ? rest_ms : call->timeout_ms,
		.leaving = on_leaving,
	};
	if (call_is_paced(call))
		cx_pace_start(&remote->pace, call->started_us);
	if (request->role != CX_CALL_ROLE_TOKEN)
		remote->in_flight++;
	if (request->role == CX_CALL_ROLE_FOREIGN)
		remote->foreign_in_flight++;
	cx_http_send(remote->http, &http, on_answer, call);
	for (size_t i = 0; i < n; i++)
		cx_free_secret(lines[i], strlen(lines[i]));
}
