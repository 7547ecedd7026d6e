/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's words for a syntax error, turned into plain ones. */
#ifndef CX_DOC_YAML_SYNTAX_H
#define CX_DOC_YAML_SYNTAX_H

#include "base/diag.h"
#include "port/yaml.h"

/*
 * Adds one diagnostic that says what is wrong, at the place where it began rather than where libyaml noticed
 * it, with a hint where the cause is usual. Its code is yaml.syntax; yaml.tab for a tab in the indentation,
 * yaml.tag for tags, yaml.conflict for the markers of an unresolved merge, and those of doc/yaml_stray.h.
 */
void cx_yaml_syntax_explain(const struct cx_source *source, const struct cx_yaml_problem *problem,
			    struct cx_diags *diags);

#endif
