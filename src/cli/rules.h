/* SPDX-License-Identifier: Apache-2.0 */
/* --project-rev: the project's rules are those of a trusted revision, whatever a branch says. */
#ifndef CX_CLI_RULES_H
#define CX_CLI_RULES_H

#include "cli/context.h"

/*
 * Holds the rules against those of what is planned: fills rules_differ, and adds the note project.rev where
 * one differs. What cannot be read there counts as another one.
 */
void cx_rules_compare(struct cx_context *context);
/* INVALID (project.file) where a setting of the tenant comes from a file that a branch can change. */
enum cx_status cx_rules_check_tenant(struct cx_context *context);

#endif
