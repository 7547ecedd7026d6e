/* SPDX-License-Identifier: Apache-2.0 */
/* What slips into YAML from elsewhere: spaces that are none, typographic quotes, other comments, templates.
 */
#ifndef CX_DOC_YAML_STRAY_H
#define CX_DOC_YAML_STRAY_H

#include "base/diag.h"
#include "port/yaml.h"

/*
 * Editors, web pages, chats and other languages leave marks that look right to a person and are text to YAML.
 * Only what is not quoted is looked at: quoted, all of it is meant. The codes:
 *   yaml.space      a no-break space or its like at an end of a text, or where blanks separate
 *   yaml.quote      a text that typographic quotes enclose
 *   yaml.comment    a comment that begins with two slashes or with a slash and an asterisk
 *   yaml.template   {{ }} or {% %} that nobody filled in
 */

enum cx_yaml_stray {
	CX_YAML_STRAY_NONE,
	CX_YAML_STRAY_SAID,    /* event's text is without the stray marks now, as if it had been quoted */
	CX_YAML_STRAY_COMMENT, /* said; all of it is a comment */
	CX_YAML_STRAY_TORN,    /* said; what stands around it is read in another way than it looks */
};

/* A plain scalar; of a key more is known to be wrong. Costs next to nothing where nothing is. */
enum cx_yaml_stray cx_yaml_stray_check(struct cx_yaml_event *event, bool is_key, struct cx_span span,
				       struct cx_diags *diags);
/* A stray mark near a syntax error that explains it; false if there is none. */
bool cx_yaml_stray_explain(const struct cx_source *source, const struct cx_yaml_problem *problem,
			   struct cx_diags *diags);
/* Whether a plain text may not begin or end with the code point, for those who write YAML. */
bool cx_yaml_stray_at_end(uint32_t code);
/* yaml.template, at the braces. */
void cx_yaml_stray_refuse_template(struct cx_span span, struct cx_diags *diags);

#endif
