/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of an interaction as somebody names them, on the command line or in a file. */
#ifndef CX_QUERY_NAMED_H
#define CX_QUERY_NAMED_H

#include "base/map.h"
#include "doc/doc.h"

struct cx_named_attribute {
	const char *key; /* NUL behind key_len, and may hold NUL */
	size_t key_len;
	const struct cx_node *value; /* text, number, boolean or null; NULL: it is to be deleted */
	struct cx_span span;         /* of the key in the file; none for an option's */
};
struct cx_named {
	struct cx_named_attribute *items;
	size_t count, cap;
	struct cx_map by_key; /* index + 1 of each */
};
void cx_named_release(struct cx_named *named);

/*
 * What the value of "key=VALUE" means: exactly a JSON number, true, false or null is that; a JSON string is
 * its text, so that "5" in quotes is no number; all else is text as it stands.
 */
struct cx_node *cx_named_value(struct cx_arena *arena, const char *text);

/*
 * One document, a map of keys and values: JSON where the source's name ends with .json, else YAML. ABSENT,
 * with yaml.*, json.* or attributes.file, where there is none; *ret_document then is NULL. From then on
 * source has no text, so that no message shows an excerpt: values may be people's data. For the same reason
 * what looks like it is blanked in messages.
 */
enum cx_status cx_named_parse(struct cx_arena *arena, struct cx_source *source,
			      const struct cx_node **ret_document, struct cx_diags *diags);

struct cx_named_input {
	const char *const *sets; /* "key=value" */
	size_t set_count;
	const char *const *deletes; /* keys */
	size_t delete_count;
	const struct cx_node *document; /* or NULL */
	int64_t limit;                  /* attributes in one request */
};
/*
 * An option stands in place of the same key in the document; two options of one key are an error. INVALID
 * with all problems (API.md, Interaction attributes): attributes.option, attributes.key, attributes.value,
 * attributes.twice, attributes.count. Other characters in a key than letters, digits and underscores are a
 * warning. Messages hold no values. Release in every case.
 */
enum cx_status cx_named_read(struct cx_arena *arena, const struct cx_named_input *input,
			     struct cx_named *ret_named, struct cx_diags *diags);

#endif
