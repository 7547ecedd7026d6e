/* SPDX-License-Identifier: Apache-2.0 */
/* Files of triggers: YAML with documents and lists, JSON, or one JSON object a line. */
#ifndef CX_QUERY_TRIGGER_FILE_H
#define CX_QUERY_TRIGGER_FILE_H

#include "query/trigger.h"

/* Triggers of one run, and the bytes of one file. */
#define CX_TRIGGER_MAX_COUNT 200000
#define CX_TRIGGER_MAX_FILE  ((size_t)128 << 20)

/*
 * Adds the triggers of a file. By the end of the source's name it is NDJSON (.ndjson, .jsonl) or JSON
 * (.json); anything else is NDJSON where its first line is a whole JSON object, and YAML otherwise. All
 * problems are reported, each with its line. No message shows what is in the file, and from then on source
 * has no text, so that no excerpt does; it must outlive triggers and diags. INVALID if there was an error
 * (yaml.*, json.*, schema.*, trigger.*), or there is no trigger in it (trigger.none).
 */
enum cx_status cx_trigger_file_read(struct cx_triggers *triggers, const struct cx_trigger_rules *rules,
				    struct cx_source *source, struct cx_diags *diags);

#endif
