/* SPDX-License-Identifier: Apache-2.0 */
/* JSON files as people write them: nodes with the places that messages point at. */
#ifndef CX_DOC_JSON_PLACE_H
#define CX_DOC_JSON_PLACE_H

#include "doc/doc.h"
#include "port/json.h"

/*
 * cx_json_parse_keys, and each node has its span, each member that of its key. For files; answers of a
 * tenant need no places. Of keys that stand twice the last one is in the tree. A string counts as quoted, so
 * that hints are those of YAML.
 */
enum cx_status cx_json_place_parse(struct cx_arena *arena, const struct cx_source *source,
				   enum cx_json_keys keys, struct cx_node **ret_node, struct cx_diags *diags);

#endif
