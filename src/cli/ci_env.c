/* SPDX-License-Identifier: Apache-2.0 */
/* The CI service that runs us, as its environment says. */
#include "cli/ci_env.h"

#include "base/utf8.h"

#define MAX_VALUE 4096

const struct cx_ci_system cx_ci_systems[] = {
	{
		.name = "github",
		.title = "GitHub Actions",
		.variable = "GITHUB_ACTIONS",
		.facts =
			(const struct cx_ci_fact[]){
				{"repository", "GITHUB_REPOSITORY"},
				{"event", "GITHUB_EVENT_NAME"},
				{"ref", "GITHUB_REF"},
				{"commit", "GITHUB_SHA"},
				{"actor", "GITHUB_ACTOR"},
				{"run", "GITHUB_RUN_ID"},
				{0},
			},
		.places =
			(const struct cx_ci_place[]){
				{"summary", "GITHUB_STEP_SUMMARY", NULL},
				{"output", "GITHUB_OUTPUT", NULL},
				{0},
			},
	},
	{
		.name = "gitlab",
		.title = "GitLab CI",
		.variable = "GITLAB_CI",
		.facts =
			(const struct cx_ci_fact[]){
				{"repository", "CI_PROJECT_PATH"},
				{"event", "CI_PIPELINE_SOURCE"},
				{"ref", "CI_COMMIT_REF_NAME"},
				{"commit", "CI_COMMIT_SHA"},
				{"actor", "GITLAB_USER_LOGIN"},
				{"run", "CI_JOB_URL"},
				{0},
			},
		.places =
			(const struct cx_ci_place[]){
				{"output", NULL, "cxctl.env"},
				{"code quality", NULL, "gl-code-quality-report.json"},
				{0},
			},
	},
	{0},
};

const char *cx_ci_value(const char *variable)
{
	const char *value = getenv(variable);
	size_t len = value ? strnlen(value, MAX_VALUE + 1) : 0;
	if (!len || len > MAX_VALUE || cx_utf8_check(value, len) != len)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return NULL;
	return value;
}

const struct cx_ci_system *cx_ci_find(void)
{
	for (const struct cx_ci_system *system = cx_ci_systems; system->name; system++) {
		const char *value = cx_ci_value(system->variable);
		if (value && !strcmp(value, "true"))
			return system;
	}
	return NULL;
}

bool cx_ci_is_github(void)
{
	return cx_ci_find() == &cx_ci_systems[0];
}

static const char *from_variable(const struct cx_ci_place *place, struct cx_diags *diags)
{
	const char *path = cx_ci_value(place->variable);
	if (path && path[0] == '/')
		return path;
	const char *set = getenv(place->variable);
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "ci.variable", CX_SPAN_NONE,
					set ? "%s is no absolute path: no %s file is written"
					    : "%s is not set: no %s file is written",
					place->variable, place->name);
	cx_diag_hint(diags, d, "the runner sets it for each step; a container or a su needs it passed on");
	return NULL;
}

const char *cx_ci_path(const struct cx_ci_system *system, const char *name, struct cx_diags *diags)
{
	for (const struct cx_ci_place *place = system->places; place->name; place++)
		if (!strcmp(place->name, name))
			return place->variable ? from_variable(place, diags) : place->path;
	return NULL;
}
