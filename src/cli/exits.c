/* SPDX-License-Identifier: Apache-2.0 */
/* Exit codes and environment variables as tables. */
#include "cli/cli.h"

const struct cx_exit_row cx_exit_rows[] = {
	{CX_EXIT_PARTIAL, "applied in part, or something is in doubt"},
	{CX_EXIT_DAMAGED, "the audit record is not intact"},
	{CX_EXIT_CONFLICT, "the plan is stale, there is a conflict, or another run is open"},
	{CX_EXIT_REFUSED, "refused by a safety rule or a policy"},
	{CX_EXIT_INVALID, "wrong input, configuration or usage, a dirty tree, no --yes, "
			  "or the tenant could not be read"},
	{CX_EXIT_DRIFT, "the tenant was changed by hand (drift)"},
	{CX_EXIT_CHANGES, "changes are pending (plan --detailed-exitcode)"},
	{CX_EXIT_OK, "done, or nothing to do"},
	{0},
};

enum cx_exit cx_exit_worst(enum cx_exit a, enum cx_exit b)
{
	for (const struct cx_exit_row *row = cx_exit_rows; row->meaning; row++)
		if (row->code == a || row->code == b)
			return row->code;
	return a;
}

enum cx_exit cx_exit_from_status(enum cx_status status)
{
	switch (status) {
	case CX_STATUS_OK:
		return CX_EXIT_OK;
	case CX_STATUS_CONFLICT:
		return CX_EXIT_CONFLICT;
	case CX_STATUS_REFUSED:
		return CX_EXIT_REFUSED;
	case CX_STATUS_IN_DOUBT:
		return CX_EXIT_PARTIAL;
	case CX_STATUS_DAMAGED:
		return CX_EXIT_DAMAGED;
	case CX_STATUS_INVALID:
	case CX_STATUS_ABSENT:
	case CX_STATUS_FAILED:
		break;
	}
	return CX_EXIT_INVALID;
}

const struct cx_variable_row cx_variable_rows[] = {
	{"CXCTL_ACTOR", "who applies, as the audit record names them; else GITHUB_ACTOR, GITLAB_USER_LOGIN, "
			"or git's user.name"},
	{"GITHUB_RUN_ID, CI_JOB_URL, BUILD_URL", "the CI run that the audit record names"},
	{"GITHUB_SERVER_URL, GITHUB_REPOSITORY, CI_PROJECT_URL",
	 "where the repository can be seen: reports link there; https only"},
	{"GITHUB_ACTIONS, GITLAB_CI",
	 "true in a job of that service: cxctl ci tells it what was found, and on "
	 "GitHub no line that is printed can be a command to the runner"},
	{"GITHUB_STEP_SUMMARY, GITHUB_OUTPUT", "the files that cxctl ci appends to on GitHub"},
	{"CXCTL_LEDGER_KEY", "a secret of 32 bytes or more, the same for all that apply: with it the ledger "
			     "keeps an HMAC of each "
			     "secret's value, so that plan sees a new value by itself"},
	{"CXCTL_CA_FILE", "file of CA certificates, in PEM, that are trusted instead of the system's"},
	{"NO_COLOR", "if set and not empty, nothing is coloured; --color always wins over it"},
	{"TERM", "nothing is coloured if it is dumb"},
	{"names in the project file", "cxctl.yaml and definitions may name variables with {env: NAME}: "
				      "credentials, base URLs, secrets; no other variable is reachable"},
	{0},
};
