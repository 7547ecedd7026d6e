/* SPDX-License-Identifier: Apache-2.0 */
/* Tags and plain scalars into types. */
#include "doc/yaml_scalar.h"

#include "doc/yaml_plain.h"

#define CORE_TAG    "tag:yaml.org,2002:"
#define SHOWN_BYTES 60

int cx_yaml_scalar_shown(const char *text, size_t len)
{
	size_t n = len < SHOWN_BYTES ? len : SHOWN_BYTES;
	while (n && n < len && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return (int)n;
}

static void report_ambiguous(struct cx_diags *diags, const struct cx_yaml_event *event, enum cx_plain plain,
			     struct cx_span span)
{
	int n = cx_yaml_scalar_shown(event->text, event->len);
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.plain", span,
					   "%.*s is text to one reader and %s to another", n, event->text,
					   cx_plain_other_reading(plain));
	const char *instead = plain == CX_PLAIN_WORD        ? ", or write true or false"
			      : plain == CX_PLAIN_NULL_WORD ? ", or write null"
			      : plain == CX_PLAIN_SPECIAL   ? ""
							    : ", or write it as a plain decimal number";
	cx_diag_hint(diags, diag, "quote it: \"%.*s\"%s", n, event->text, instead);
}

/* "str" of "tag:yaml.org,2002:str"; NULL for a tag that is none of the core schema. */
static const char *core_tag(const char *tag)
{
	static const char *const names[] = {"str", "int", "float", "bool", "null", "seq", "map"};
	if (strncmp(tag, CORE_TAG, strlen(CORE_TAG)) != 0)
		return NULL;
	for (size_t i = 0; i < CX_COUNT(names); i++)
		if (strcmp(tag + strlen(CORE_TAG), names[i]) == 0)
			return names[i];
	return NULL;
}

/* How a message writes a tag: as people do. */
static const char *tag_shown(const char *tag, const char **ret_prefix)
{
	bool yaml = strncmp(tag, CORE_TAG, strlen(CORE_TAG)) == 0;
	*ret_prefix = yaml ? "!!" : "";
	return yaml ? tag + strlen(CORE_TAG) : tag;
}

void cx_yaml_scalar_refuse_tag(const char *tag, struct cx_span span, struct cx_diags *diags)
{
	const char *prefix, *name = tag_shown(tag, &prefix);
	struct cx_diag *diag =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.tag", span, "the tag %s%.*s is not supported",
			    prefix, cx_yaml_scalar_shown(name, strlen(name)), name);
	cx_diag_hint(diags, diag, "definitions are plain data: remove the tag");
}

/* The type of a scalar that has a tag; false if its text does not fit, or the tag is none for scalars. */
static bool tagged_type(const struct cx_yaml_event *event, const char *name, enum cx_node_type *ret_type)
{
	static const struct {
		const char *name;
		enum cx_plain plain;
		enum cx_node_type type;
	} types[] = {
		{"int", CX_PLAIN_NUMBER, CX_NODE_NUMBER},
		{"float", CX_PLAIN_NUMBER, CX_NODE_NUMBER},
		{"bool", CX_PLAIN_BOOL, CX_NODE_BOOL},
		{"null", CX_PLAIN_NULL, CX_NODE_NULL},
	};
	enum cx_plain plain = cx_plain_classify(event->text, event->len);
	*ret_type = CX_NODE_STRING;
	if (strcmp(name, "str") == 0)
		return true;
	for (size_t i = 0; i < CX_COUNT(types); i++)
		if (strcmp(name, types[i].name) == 0) {
			*ret_type = types[i].type;
			return plain == types[i].plain &&
			       (name[0] != 'i' || !event->len || !strpbrk(event->text, ".eE"));
		}
	return false;
}

bool cx_yaml_scalar_tag_fits(const char *tag, const char *own)
{
	if (!tag || strcmp(tag, "!") == 0)
		return true;
	const char *name = core_tag(tag);
	return name && strcmp(name, own) == 0;
}

static bool tag_type(const struct cx_yaml_event *event, struct cx_span span, enum cx_node_type *ret_type,
		     struct cx_diags *diags)
{
	const char *name = core_tag(event->tag);
	if (name && tagged_type(event, name, ret_type))
		return true;
	*ret_type = CX_NODE_STRING;
	if (name)
		cx_diag_hint(diags,
			     cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.tag", span,
					 "%.*s does not fit its tag !!%s",
					 cx_yaml_scalar_shown(event->text, event->len), event->text, name),
			     "remove the tag, or the value's quotes");
	else
		cx_yaml_scalar_refuse_tag(event->tag, span, diags);
	return false;
}

bool cx_yaml_scalar_type(const struct cx_yaml_event *event, struct cx_span span, enum cx_node_type *ret_type,
			 struct cx_diags *diags)
{
	static const enum cx_node_type types[] = {
		[CX_PLAIN_TEXT] = CX_NODE_STRING,
		[CX_PLAIN_NULL] = CX_NODE_NULL,
		[CX_PLAIN_BOOL] = CX_NODE_BOOL,
		[CX_PLAIN_NUMBER] = CX_NODE_NUMBER,
	};
	*ret_type = CX_NODE_STRING;
	if (event->tag && strcmp(event->tag, "!") != 0)
		return tag_type(event, span, ret_type, diags);
	if (!event->plain || event->tag)
		return true;
	enum cx_plain plain = cx_plain_classify(event->text, event->len);
	if (cx_plain_is_ambiguous(plain)) {
		report_ambiguous(diags, event, plain, span);
		return false;
	}
	*ret_type = types[plain];
	return true;
}
