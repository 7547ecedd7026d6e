/* SPDX-License-Identifier: Apache-2.0 */
/* What drift keeps on this machine and writes for others: earlier checks, and metrics. */
#include "cli/drift_local.h"

#include "base/file.h"
#include "doc/json.h"
#include "engine/drift_check.h"
#include "port/crypto.h"
#include "report/drift_metrics.h"

#define MAX_CHECK_BYTES ((size_t)64 << 20)

/* NULL where there is none, or none that can be read. */
static const struct cx_node *read_check(struct cx_context *context, const char *path)
{
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (cx_file_read(path, MAX_CHECK_BYTES, &text, &quiet))
		return NULL;
	struct cx_source *source = cx_arena_alloc(context->arena, sizeof *source);
	*source = (struct cx_source){path, cx_arena_strndup(context->arena, text.data, text.len), text.len};
	struct cx_node *check = NULL;
	return cx_json_parse(context->arena, source, &check, &quiet) ? NULL : check;
}

static void write_check(struct cx_context *context, const char *folder, const char *path,
			const struct cx_node *check)
{
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_canonical(check, &text);
	cx_buf_addc(&text, '\n');
	enum cx_status status = cx_mkdirs(folder, &inner);
	if (!status)
		status = cx_file_write_atomic(path, text.data, text.len, 0600, &inner);
	if (status)
		cx_diag_add(context->diags, CX_SEVERITY_WARNING, "drift.local", CX_SPAN_NONE,
			    "the next check will not know when this one was: %s",
			    inner.count ? inner.items[0]->message : "it could not be kept");
}

/* Two projects of a repository may have a tenant of the same name, and know nothing of each other. */
static const char *file_name(const struct cx_context *context)
{
	enum { DIGITS = 12 };
	char project[CX_SHA256_HEX + 1];
	if (strcmp(context->project_path, CX_PROJECT_FILE) == 0)
		return "drift.json";
	cx_sha256_hex(context->project_path, strlen(context->project_path), project);
	return cx_arena_printf(context->arena, "drift-%.*s.json", DIGITS, project);
}

void cx_drift_local_check(struct cx_context *context, struct cx_drift *drift)
{
	char now[CX_TIME_LEN + 1];
	cx_time_format(context->clock->realtime_ms(context->clock), now);
	const char *folder = cx_arena_printf(context->arena, "%s/cxctl/%s", cx_repo_common_dir(context->repo),
					     context->tenant->name);
	const char *path = cx_arena_printf(context->arena, "%s/%s", folder, file_name(context));
	const struct cx_node *before = read_check(context, path);
	write_check(context, folder, path,
		    cx_drift_check(context->arena, before, cx_arena_strdup(context->arena, now), drift));
}

enum cx_status cx_drift_local_metrics(struct cx_context *context, const struct cx_drift *drift,
				      const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_drift_metrics(drift, &text);
	return cx_file_write_out(path, &text, context->diags);
}
