/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant: opening, waiting, closing. */
#include "sandbox/sandbox.h"

#include "base/clock.h"
#include "base/mem.h"
#include "sandbox/customers.h"
#include "sandbox/defaults.h"
#include "sandbox/starts.h"
#include "sandbox/tls.h"

enum cx_status cx_sandbox_open(const struct cx_arguments *arguments, struct cx_sandbox **ret_sandbox,
			       struct cx_diags *diags)
{
	CX_AUTO_FREE(cx_sandbox) struct cx_sandbox *sandbox = cx_alloc(sizeof *sandbox);
	pthread_mutex_init(&sandbox->mutex, NULL);
	pthread_cond_init(&sandbox->stopped, NULL);
	sandbox->arguments = arguments;
	sandbox->intents.shown = (struct cx_buf)CX_BUF_INIT;
	sandbox->rate_tokens = (double)arguments->rate;
	sandbox->rate_at_us = cx_clock_system()->monotonic_us(cx_clock_system());
	sandbox->rules.seed = arguments->seed;
	sandbox->rules.is_tls = cx_tls_is_wanted(arguments);
	for (size_t i = 0; i < arguments->fault_count; i++) {
		enum cx_status status = cx_rules_add_text(&sandbox->rules, arguments->faults[i], diags);
		if (status)
			return status;
	}
	enum cx_status status = cx_customs_read(&sandbox->arena, arguments, &sandbox->customs, diags);
	if (status)
		return status;
	status = cx_objects_open(arguments->data, &sandbox->objects, diags);
	if (status)
		return status;
	cx_sandbox_heed_rules(sandbox);
	sqlite3 *db = cx_objects_db(sandbox->objects);
	if (!cx_customers_fill(db, arguments->seed, arguments->customers)) {
		cx_diag_error(diags, "sandbox.data", "cannot make the customers: %s", sqlite3_errmsg(db));
		return CX_STATUS_FAILED;
	}
	if (!cx_starts_open(db) || !cx_defaults_fill(sandbox)) {
		cx_diag_error(diags, "sandbox.data", "cannot make the journeys: %s", sqlite3_errmsg(db));
		return CX_STATUS_FAILED;
	}
	*ret_sandbox = sandbox;
	sandbox = NULL;
	return CX_STATUS_OK;
}

void cx_sandbox_free(struct cx_sandbox *sandbox)
{
	if (!sandbox)
		return;
	cx_objects_free(sandbox->objects);
	cx_issuer_release(&sandbox->issuer);
	cx_traffic_release(&sandbox->traffic);
	cx_intents_release(&sandbox->intents);
	cx_rules_clear(&sandbox->rules);
	cx_events_release(&sandbox->events);
	cx_secrets_release(&sandbox->secrets);
	for (size_t i = 0; i < sandbox->key_count; i++) {
		cx_free(sandbox->keys[i].key);
		cx_free(sandbox->keys[i].id);
		cx_free(sandbox->keys[i].body_sha256);
	}
	cx_free(sandbox->keys);
	cx_arena_release(&sandbox->arena);
	pthread_cond_destroy(&sandbox->stopped);
	pthread_mutex_destroy(&sandbox->mutex);
	cx_free(sandbox);
}

void cx_sandbox_heed_rules(struct cx_sandbox *sandbox)
{
	if (cx_rules_have(&sandbox->rules, CX_MISHAP_STALE))
		cx_objects_remember(sandbox->objects);
}

void cx_sandbox_wait(struct cx_sandbox *sandbox, int64_t ms)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	int64_t ns = until.tv_nsec + ms % 1000 * 1000000;
	until.tv_sec += (time_t)(ms / 1000 + ns / 1000000000);
	until.tv_nsec = (long)(ns % 1000000000);
	pthread_mutex_lock(&sandbox->mutex);
	while (!sandbox->stopping && pthread_cond_timedwait(&sandbox->stopped, &sandbox->mutex, &until) == 0)
		continue;
	pthread_mutex_unlock(&sandbox->mutex);
}

void cx_sandbox_stop(struct cx_sandbox *sandbox)
{
	pthread_mutex_lock(&sandbox->mutex);
	sandbox->stopping = true;
	pthread_cond_broadcast(&sandbox->stopped);
	pthread_mutex_unlock(&sandbox->mutex);
}

bool cx_sandbox_is_stopping(struct cx_sandbox *sandbox)
{
	pthread_mutex_lock(&sandbox->mutex);
	bool stopping = sandbox->stopping;
	pthread_mutex_unlock(&sandbox->mutex);
	return stopping;
}

/* A bucket of one second's requests: a client that paces itself at the limit is never refused. */
bool cx_sandbox_rate(struct cx_sandbox *sandbox)
{
	double limit = (double)sandbox->arguments->rate;
	int64_t now_us = cx_clock_system()->monotonic_us(cx_clock_system());
	if (limit <= 0)
		return true;
	sandbox->rate_tokens += (double)(now_us - sandbox->rate_at_us) * limit / 1e6;
	sandbox->rate_at_us = now_us;
	if (sandbox->rate_tokens > limit)
		sandbox->rate_tokens = limit;
	if (sandbox->rate_tokens < 1)
		return false;
	sandbox->rate_tokens -= 1;
	return true;
}

const struct cx_key_row *cx_sandbox_key(const struct cx_sandbox *sandbox, const char *key)
{
	for (size_t i = 0; i < sandbox->key_count; i++)
		if (strcmp(sandbox->keys[i].key, key) == 0)
			return &sandbox->keys[i];
	return NULL;
}

void cx_sandbox_key_add(struct cx_sandbox *sandbox, const char *key, const char *id, const char *body_sha256)
{
	CX_GROW(sandbox->keys, sandbox->key_count, sandbox->key_cap);
	sandbox->keys[sandbox->key_count++] = (struct cx_key_row){
		.key = cx_strdup(key),
		.id = cx_strdup(id),
		.body_sha256 = cx_strdup(body_sha256),
	};
}
