/* SPDX-License-Identifier: Apache-2.0 */
/* A tenant over REST: opened, driven in turns, counted. */
#include "remote/remote.h"

#include "remote/call.h"
#include "remote/write.h"

#include <unistd.h>

#define REMOTE_DEADLINE_MS INT64_C(1800000)
#define REMOTE_TURN_US     100000
#define REMOTE_CA_VARIABLE "CXCTL_CA_FILE"

static bool open_base(struct cx_remote *remote, struct cx_diags *diags)
{
	const struct cx_tenant_config *tenant = remote->options.tenant;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status =
		cx_setting_get(&tenant->base_url, remote->options.project_dir, "base_url", &text, diags);
	const char *problem = "is not set";
	if (status == CX_STATUS_OK && cx_http_url_parse(&remote->arena, text.data, &remote->base, &problem)) {
		size_t n = strlen(remote->base.path);
		while (n && remote->base.path[n - 1] == '/')
			n--;
		remote->base_path = cx_arena_strndup(&remote->arena, remote->base.path, n);
		if (!remote->base.query)
			return true;
		problem = "holds a query";
	}
	if (status == CX_STATUS_OK || status == CX_STATUS_ABSENT) {
		struct cx_diag *diag =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "tenant.url", tenant->base_url.span,
				    "the base_url of tenant %s %s", tenant->name, problem);
		cx_diag_hint(diags, diag, "give an https URL such as https://na1.cxone.example");
	}
	return false;
}

static bool open_ca(const char **ret_path, struct cx_diags *diags)
{
	const char *path = getenv(REMOTE_CA_VARIABLE);
	*ret_path = path && *path ? path : NULL;
	if (!*ret_path || access(path, R_OK) == 0)
		return true;
	struct cx_diag *diag =
		cx_diag_error(diags, "tenant.tls", "the certificate file %s cannot be read", path);
	cx_diag_hint(diags, diag, "set " REMOTE_CA_VARIABLE " to a PEM file, or unset it");
	return false;
}

enum cx_status cx_remote_open(const struct cx_remote_options *options, struct cx_remote **ret_remote,
			      struct cx_diags *diags)
{
	struct cx_remote *remote = cx_alloc(sizeof *remote);
	const struct cx_tenant_config *tenant = options->tenant;
	remote->options = *options;
	remote->clock = options->clock ? options->clock : cx_clock_system();
	remote->secrets = cx_secrets_new();
	remote->reader.remote = remote;
	remote->writer.remote = remote;
	int64_t deadline_ms = options->deadline_ms > 0 ? options->deadline_ms : REMOTE_DEADLINE_MS;
	remote->deadline_us = remote->clock->monotonic_us(remote->clock) + deadline_ms * 1000;
	cx_pace_init(&remote->pace, tenant->requests_per_second, tenant->concurrency);
	const char *ca_file = NULL;
	bool good = open_ca(&ca_file, diags);
	good &= open_base(remote, diags);
	good = good && cx_token_open(&remote->token, &remote->options, &remote->base, &remote->arena,
				     diags) == CX_STATUS_OK;
	if (!good) {
		cx_remote_free(remote);
		return CX_STATUS_INVALID;
	}
	cx_secrets_add(remote->secrets, remote->token.client_secret.data, remote->token.client_secret.len);
	if (options->kept && cx_token_take_kept(&remote->token, options->kept))
		cx_secrets_add(remote->secrets, remote->token.value.data, remote->token.value.len);
	remote->http = cx_http_new(&(struct cx_http_options){
		.ca_file = ca_file, .connections = remote->pace.most + 4, .clock = remote->clock});
	*ret_remote = remote;
	return CX_STATUS_OK;
}

void cx_remote_free(struct cx_remote *remote)
{
	if (!remote)
		return;
	cx_http_free(remote->http);
	cx_call_drop_all(remote);
	if (remote->http && remote->options.kept)
		cx_token_keep(&remote->token, remote->options.kept);
	cx_token_release(&remote->token);
	cx_pace_release(&remote->pace);
	cx_secrets_free(remote->secrets);
	cx_arena_release(&remote->arena);
	cx_free(remote);
}

struct cx_remote_counts cx_remote_counts(const struct cx_remote *remote)
{
	return remote->counts;
}

struct cx_secrets *cx_remote_secrets(struct cx_remote *remote)
{
	return remote->secrets;
}

const char *cx_remote_base_path(const struct cx_remote *remote)
{
	return remote->base_path;
}

const char *cx_remote_origin(const struct cx_remote *remote)
{
	return remote->base.origin;
}

struct cx_reader *cx_remote_reader(struct cx_remote *remote)
{
	return &remote->reader;
}

struct cx_writer *cx_remote_writer(struct cx_remote *remote)
{
	return &remote->writer;
}

int64_t cx_remote_left_us(const struct cx_remote *remote)
{
	int64_t left = remote->deadline_us - remote->clock->monotonic_us(remote->clock);
	return remote->stopped || remote->pace.open || left < 0 ? 0 : left;
}

bool cx_remote_is_over(const struct cx_remote *remote)
{
	return cx_remote_left_us(remote) == 0;
}

void cx_remote_extend(struct cx_remote *remote, int64_t ms)
{
	if (ms > 0)
		remote->deadline_us += ms * 1000;
}

int64_t cx_remote_held_us(const struct cx_remote *remote)
{
	int64_t held_us = remote->pace.gate_us - remote->clock->monotonic_us(remote->clock);
	return held_us > 0 ? held_us : 0;
}

void cx_remote_stop(struct cx_remote *remote)
{
	remote->stopped = true;
}

void cx_remote_abandon_on(struct cx_remote *remote, const volatile sig_atomic_t *flag, const char *why)
{
	remote->abandons = flag;
	remote->abandon_why = why;
}

static void abandon(struct cx_remote *remote)
{
	remote->stopped = true;
	remote->abandoned = true;
	cx_http_abandon(remote->http);
}

const struct cx_latency *cx_remote_latency(const struct cx_remote *remote)
{
	return &remote->latency;
}

void cx_remote_hurry(struct cx_remote *remote)
{
	remote->hurried = true;
}

void cx_remote_run(struct cx_remote *remote, bool (*idle)(void *data), void *data)
{
	for (;;) {
		if (idle && !idle(data))
			remote->stopped = true;
		if (remote->abandons && *remote->abandons)
			abandon(remote);
		uint64_t mark = remote->sequence;
		cx_call_end_hopeless(remote);
		cx_call_start_some(remote, mark);
		if (!cx_call_any(remote))
			return;
		int64_t wait_us = cx_call_wait_us(remote);
		if (wait_us > REMOTE_TURN_US)
			wait_us = REMOTE_TURN_US;
		if (remote->hurried)
			wait_us = 0;
		remote->hurried = false;
		if (cx_http_in_flight(remote->http) > 0)
			cx_http_turn(remote->http, (int)((wait_us + 999) / 1000));
		else if (wait_us > 0)
			remote->clock->sleep_us(remote->clock, wait_us);
	}
}
