/* SPDX-License-Identifier: Apache-2.0 */
/* What our checker says of JSON texts, one a line; and YAML files as such lines. For compare.js. */
#include "base/file.h"
#include "base/limits.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "schema/schema.h"

#include <stdio.h>
#include <stdlib.h>

static void read_text(struct cx_arena *arena, const char *path, struct cx_source *ret_source)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	if (cx_file_read(path, CX_MAX_FILE_BYTES * 4, &text, &diags)) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(2);
	}
	*ret_source = (struct cx_source){path, cx_arena_strndup(arena, text.data, text.len), text.len};
}

static int print_yaml(struct cx_arena *arena, const char *path, struct cx_diags *diags)
{
	struct cx_source source;
	struct cx_docs docs = {0};
	read_text(arena, path, &source);
	if (cx_yaml_parse(arena, &source, &docs, diags))
		return 2;
	for (size_t i = 0; i < docs.count; i++) {
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		cx_json_line(docs.items[i], &line);
		puts(line.data);
	}
	return 0;
}

/* Both ways of asking must say the same, and a refusal must say why. */
static bool is_valid(const struct cx_schema *schema, const struct cx_node *value)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	bool valid = cx_schema_check(schema, value, &diags);
	if (valid != cx_schema_accepts(schema, value) || valid != (diags.errors == 0)) {
		fputs("the two passes of the checker disagree\n", stderr);
		exit(2);
	}
	return valid;
}

static int print_verdicts(struct cx_arena *arena, char **argv, struct cx_diags *diags)
{
	struct cx_source schema_text, lines;
	struct cx_node *document;
	struct cx_schema *schema;
	read_text(arena, argv[1], &schema_text);
	read_text(arena, argv[2], &lines);
	if (cx_json_parse(arena, &schema_text, &document, diags) ||
	    cx_schema_compile(arena, document, argv[1], &schema, diags))
		return 2;
	for (const char *at = lines.text; *at;) {
		size_t len = strcspn(at, "\n");
		struct cx_source line = {"line", at, len};
		struct cx_node *value;
		if (cx_json_parse(arena, &line, &value, diags))
			return 2;
		putchar(is_valid(schema, value) ? '1' : '0');
		at += len + (at[len] == '\n');
	}
	putchar('\n');
	return 0;
}

int main(int argc, char **argv)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	int result = argc == 2   ? print_yaml(&arena, argv[1], &diags)
		     : argc == 3 ? print_verdicts(&arena, argv, &diags)
				 : 2;
	for (size_t i = 0; i < diags.count; i++)
		fprintf(stderr, "%s\n", diags.items[i]->message);
	return result;
}
