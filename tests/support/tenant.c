/* SPDX-License-Identifier: Apache-2.0 */
/* A remote on a test's server. */
#include "support/tenant.h"

static int64_t fake_realtime_ms(struct cx_clock *clock)
{
	return 1800000000000 + ((struct fake_clock *)clock)->now_us / 1000;
}

static int64_t fake_monotonic_us(struct cx_clock *clock)
{
	return ((struct fake_clock *)clock)->now_us;
}

static void fake_sleep_us(struct cx_clock *clock, int64_t us)
{
	struct fake_clock *fake = (struct fake_clock *)clock;
	fake->now_us += us;
	fake->slept_us += us;
}

void fake_clock_init(struct fake_clock *clock)
{
	*clock = (struct fake_clock){
		.clock = {.realtime_ms = fake_realtime_ms,
			  .monotonic_us = fake_monotonic_us,
			  .sleep_us = fake_sleep_us},
		.now_us = 1000000,
	};
}

static void on_trace(void *data, const char *line)
{
	struct tenant *tenant = data;
	cx_buf_addf(&tenant->trace, "%s\n", line);
}

void tenant_init(struct tenant *tenant, server_fn *handler, void *data)
{
	*tenant = (struct tenant){.server = server_new(handler, data), .trace = CX_BUF_INIT};
	fake_clock_init(&tenant->clock);
	if (cx_profile_builtin(&tenant->arena, "cxone", &tenant->profile, &tenant->diags) != CX_STATUS_OK)
		abort();
	tenant->config = (struct cx_tenant_config){
		.name = "test",
		.base_url.text = server_origin(tenant->server),
		.profile = "cxone",
		.auth = {.flow = -1,
			 .client_auth = -1,
			 .client_id.text = "client 1",
			 .client_secret.text = TENANT_CLIENT_SECRET},
		.requests_per_second = 10000,
		.concurrency = 16,
	};
}

enum cx_status tenant_open(struct tenant *tenant, bool fake_time, int64_t deadline_ms)
{
	struct cx_remote_options options = {
		.tenant = &tenant->config,
		.profile = &tenant->profile,
		.project_dir = ".",
		.clock = fake_time ? &tenant->clock.clock : cx_clock_system(),
		.deadline_ms = deadline_ms,
		.kept = tenant->kept,
		.trace = on_trace,
		.trace_data = tenant,
	};
	return cx_remote_open(&options, &tenant->remote, &tenant->diags);
}

void tenant_release(struct tenant *tenant)
{
	cx_remote_free(tenant->remote);
	server_free(tenant->server);
	cx_diags_release(&tenant->diags);
	cx_arena_release(&tenant->arena);
	cx_buf_release(&tenant->trace);
}

bool tenant_answer_token(const struct server_request *request, struct server_reply *reply, int expires_in)
{
	if (strcmp(request->target, "/oauth/token") != 0)
		return false;
	char body[160];
	(void)snprintf(body, sizeof body,
		       "{\"access_token\":\"token-%zu\",\"token_type\":\"Bearer\",\"expires_in\":%d}",
		       request->number, expires_in);
	server_answer(reply, 200, "Content-Type: application/json\r\n", body);
	return true;
}

bool tenant_has(const struct tenant *tenant, const char *code, const char *text)
{
	for (size_t i = 0; i < tenant->diags.count; i++)
		if (strcmp(tenant->diags.items[i]->code, code) == 0 &&
		    strstr(tenant->diags.items[i]->message, text))
			return true;
	return false;
}
