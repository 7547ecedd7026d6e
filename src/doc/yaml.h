/* SPDX-License-Identifier: Apache-2.0 */
/* YAML: the documents of a file as trees with spans; core schema of YAML 1.2, within limits. */
#ifndef CX_DOC_YAML_H
#define CX_DOC_YAML_H

#include "doc/doc.h"

/*
 * Reads every document of the source. Anchors and aliases are expanded by copying, within the limits of
 * base/limits.h. Plain scalars follow the YAML 1.2 core schema narrowed to what no reader can
 * misread: `no`, `yes`, `on`, `off`, `012`, `0x1F`, `1:30`, `.5`, `1_000`, `.inf`, `.nan` are errors
 * (yaml.plain) that say "quote it". Merge keys, tags other than the core ones, duplicate keys and keys that
 * are no strings are errors. JSON files are YAML and read here too. All problems of the scanned part are
 * reported; a syntax error ends the file, and the documents before it are still returned. INVALID if there
 * was an error.
 */
enum cx_status cx_yaml_parse(struct cx_arena *arena, const struct cx_source *source, struct cx_docs *ret_docs,
			     struct cx_diags *diags);

#endif
