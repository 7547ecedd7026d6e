/* SPDX-License-Identifier: Apache-2.0 */
/* What later steps of a CI job may want to know of a run. */
#include "report/ci_outputs.h"

#include <ctype.h>

static void add(struct cx_arena *arena, struct cx_node *outputs, const char *name, const char *value)
{
	if (value)
		cx_node_add(outputs, name, cx_node_string(arena, value));
}

static const char *bool_word(bool value)
{
	return value ? "true" : "false";
}

/* "true" or "false"; NULL where the document knows of no changes. */
static const char *changes_of(const struct cx_node *document)
{
	const struct cx_node *changes = cx_node_get(document, "changes"),
			     *summary = cx_node_get(document, "summary");
	int64_t applied = 0, recorded = 0;
	if (changes)
		return bool_word(changes->count > 0);
	if (!cx_node_get_int64(summary, "applied", &applied) ||
	    !cx_node_get_int64(summary, "recorded", &recorded))
		return NULL;
	return bool_word(applied + recorded > 0);
}

struct cx_node *cx_ci_outputs(struct cx_arena *arena, const struct cx_node *document, int exit_code)
{
	static const char *const texts[] = {"tenant", "commit", "fingerprint", "run"};
	struct cx_node *outputs = cx_node_new(arena, CX_NODE_OBJECT);
	add(arena, outputs, "exit_code", cx_arena_printf(arena, "%d", exit_code));
	if (!document)
		return outputs;
	add(arena, outputs, "changes", changes_of(document));
	for (size_t i = 0; i < CX_COUNT(texts); i++)
		add(arena, outputs, texts[i], cx_node_get_text(document, texts[i]));
	if (cx_node_get(document, "offline"))
		add(arena, outputs, "offline", bool_word(cx_node_get_bool(document, "offline", false)));
	const struct cx_node *summary = cx_node_get(document, "summary");
	bool has_counts = summary && summary->type == CX_NODE_OBJECT;
	for (const struct cx_node *count = has_counts ? summary->first : NULL; count; count = count->next)
		if (count->type == CX_NODE_NUMBER)
			add(arena, outputs, count->key, count->text);
	return outputs;
}

static bool is_plain(const char *value)
{
	for (; *value; value++)
		if (!isalnum((unsigned char)*value) && !strchr("._:/@+-", *value))
			return false;
	return true;
}

void cx_ci_outputs_dotenv(const struct cx_node *outputs, struct cx_buf *out)
{
	for (const struct cx_node *one = outputs->first; one; one = one->next) {
		if (!is_plain(one->text))
			continue;
		cx_buf_adds(out, "CXCTL_");
		for (const char *c = one->key; *c; c++)
			cx_buf_addc(out, (char)toupper((unsigned char)*c));
		cx_buf_addf(out, "=%s\n", one->text);
	}
}
