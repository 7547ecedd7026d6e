/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands: one line each; a command's own file says everything about it. */
#include "cli/cli.h"

extern const struct cx_command cx_command_adopt;
extern const struct cx_command cx_command_apply;
extern const struct cx_command cx_command_attributes;
extern const struct cx_command cx_command_audit;
extern const struct cx_command cx_command_audit_export;
extern const struct cx_command cx_command_audit_log;
extern const struct cx_command cx_command_audit_notes;
extern const struct cx_command cx_command_audit_show;
extern const struct cx_command cx_command_audit_sign;
extern const struct cx_command cx_command_audit_verify;
extern const struct cx_command cx_command_ci;
extern const struct cx_command cx_command_ci_apply;
extern const struct cx_command cx_command_ci_drift;
extern const struct cx_command cx_command_ci_plan;
extern const struct cx_command cx_command_ci_show;
extern const struct cx_command cx_command_ci_validate;
extern const struct cx_command cx_command_completion;
extern const struct cx_command cx_command_docs;
extern const struct cx_command cx_command_docs_man;
extern const struct cx_command cx_command_docs_reference;
extern const struct cx_command cx_command_drift;
extern const struct cx_command cx_command_explain;
extern const struct cx_command cx_command_fmt;
extern const struct cx_command cx_command_help;
extern const struct cx_command cx_command_init;
extern const struct cx_command cx_command_ledger;
extern const struct cx_command cx_command_ledger_fetch;
extern const struct cx_command cx_command_ledger_log;
extern const struct cx_command cx_command_ledger_status;
extern const struct cx_command cx_command_ledger_unlock;
extern const struct cx_command cx_command_listen;
extern const struct cx_command cx_command_members;
extern const struct cx_command cx_command_new;
extern const struct cx_command cx_command_notify;
extern const struct cx_command cx_command_plan;
extern const struct cx_command cx_command_profiles;
extern const struct cx_command cx_command_render;
extern const struct cx_command cx_command_schema;
extern const struct cx_command cx_command_schema_check;
extern const struct cx_command cx_command_schema_export;
extern const struct cx_command cx_command_schema_list;
extern const struct cx_command cx_command_schema_show;
extern const struct cx_command cx_command_trigger;
extern const struct cx_command cx_command_validate;
extern const struct cx_command cx_command_version;

const struct cx_command *const cx_commands[] = {
	&cx_command_init,
	&cx_command_fmt,
	&cx_command_new,
	&cx_command_validate,
	&cx_command_render,
	&cx_command_plan,
	&cx_command_apply,
	&cx_command_notify,
	&cx_command_drift,
	&cx_command_adopt,
	&cx_command_members,
	&cx_command_profiles,
	&cx_command_trigger,
	&cx_command_attributes,
	&cx_command_listen,
	&cx_command_ci,
	&cx_command_ci_show,
	&cx_command_ci_validate,
	&cx_command_ci_plan,
	&cx_command_ci_apply,
	&cx_command_ci_drift,
	&cx_command_audit,
	&cx_command_audit_log,
	&cx_command_audit_show,
	&cx_command_audit_verify,
	&cx_command_audit_sign,
	&cx_command_audit_export,
	&cx_command_audit_notes,
	&cx_command_ledger,
	&cx_command_ledger_status,
	&cx_command_ledger_fetch,
	&cx_command_ledger_log,
	&cx_command_ledger_unlock,
	&cx_command_explain,
	&cx_command_schema,
	&cx_command_schema_list,
	&cx_command_schema_show,
	&cx_command_schema_export,
	&cx_command_schema_check,
	&cx_command_help,
	&cx_command_version,
	&cx_command_completion,
	&cx_command_docs,
	&cx_command_docs_man,
	&cx_command_docs_reference,
	NULL,
};
