/* SPDX-License-Identifier: Apache-2.0 */
/* The type of a YAML scalar, from its tag and its characters. */
#ifndef CX_DOC_YAML_SCALAR_H
#define CX_DOC_YAML_SCALAR_H

#include "doc/doc.h"
#include "port/yaml.h"

/* Null, boolean, number or string. False after a diagnostic (yaml.plain, yaml.tag); the type is string then.
 */
bool cx_yaml_scalar_type(const struct cx_yaml_event *event, struct cx_span span, enum cx_node_type *ret_type,
			 struct cx_diags *diags);
/* Whether a collection may have the tag: none, "!", or its own core tag, "map" or "seq". */
bool cx_yaml_scalar_tag_fits(const char *tag, const char *own);
/* yaml.tag: the tag is none of the core schema. */
void cx_yaml_scalar_refuse_tag(const char *tag, struct cx_span span, struct cx_diags *diags);
/* How many bytes of a text a message shows, for "%.*s"; no code point is cut. */
int cx_yaml_scalar_shown(const char *text, size_t len);

#endif
