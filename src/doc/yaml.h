/* SPDX-License-Identifier: Apache-2.0 */
/* YAML: the documents of a file as trees with spans; core schema of YAML 1.2, within limits. */
#ifndef CX_DOC_YAML_H
#define CX_DOC_YAML_H

#include "doc/doc.h"

/*
 * Reads every document of the source; documents with nothing in them are skipped. Anchors and aliases are
 * expanded by copying, within the limits of base/limits.h; the copies keep the spans of the original. Plain
 * scalars follow the YAML 1.2 core schema narrowed to what no reader can misread: `no`, `yes`, `on`, `off`,
 * `y`, `n`, `Null`, `012`, `0x1F`, `1:30`, `.5`, `5.`, `+5`, `1_000`, `.inf`, `.nan` are errors that say
 * "quote it"; so are they as keys. Null is written `null` or `~`, or is an empty value (`key:`). true and
 * false may begin or be written in capitals. Numbers have JSON's grammar. Dates are text. JSON files are YAML
 * and read here too.
 *
 * The span of a scalar is as wide as its text in its first line, that of an empty value is its key's or
 * dash's; that of a block mapping is its first key's; that of a flow collection ends with its bracket, if in
 * the same line. A value about which something was said is bad (doc/doc.h): the first of two equal keys
 * stays, an unknown alias becomes null, ambiguous text becomes a string.
 *
 * All problems of the scanned part are reported; a syntax error or a broken limit ends the file, and the
 * documents before it are still returned. INVALID if there was an error. The codes:
 *   yaml.size, yaml.depth, yaml.nodes, yaml.scalar   a limit is broken
 *   yaml.utf8, yaml.char     bytes that are no UTF-8; NUL, control characters, line breaks of some readers
 * only yaml.syntax, yaml.tab, yaml.conflict             no YAML; a tab that indents; git's conflict markers
 *   yaml.plain               text to one reader, something else to another
 *   yaml.number              an exponent beyond what base/num.h takes
 *   yaml.key, yaml.merge     a key that is no text; `<<`
 *   yaml.duplicate           a key for the second time; the second span shows the first
 *   yaml.tag                 a tag beyond the core ones, or one that its value does not fit
 *   yaml.space, yaml.quote, yaml.comment, yaml.template   marks of other programs (doc/yaml_stray.h)
 *   yaml.alias               without anchor, inside its own anchor, or too many
 */
enum cx_status cx_yaml_parse(struct cx_arena *arena, const struct cx_source *source, struct cx_docs *ret_docs,
			     struct cx_diags *diags);

#endif
