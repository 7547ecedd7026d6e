/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's event interface alone: its own documents have no limits and lose duplicate keys. */
#include "port/yaml.h"

#include <yaml.h>

struct cx_yaml_reader {
	yaml_parser_t parser;
	yaml_event_t event;
	yaml_mark_t quoted_start, quoted_end; /* of the last quoted scalar of several lines */
};

struct cx_yaml_reader *cx_yaml_reader_new(const char *text, size_t len)
{
	struct cx_yaml_reader *reader = cx_alloc(sizeof *reader);
	if (!yaml_parser_initialize(&reader->parser))
		cx_out_of_memory(sizeof reader->parser);
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser, (const unsigned char *)text, len);
	return reader;
}

void cx_yaml_reader_free(struct cx_yaml_reader *reader)
{
	if (!reader)
		return;
	yaml_event_delete(&reader->event);
	yaml_parser_delete(&reader->parser);
	cx_free(reader);
}

static struct cx_yaml_place place_of(const yaml_mark_t *mark)
{
	return (struct cx_yaml_place){(uint32_t)mark->line + 1, (uint32_t)mark->column + 1};
}

static void read_scalar(const yaml_event_t *from, struct cx_yaml_event *to)
{
	to->kind = CX_YAML_SCALAR;
	to->plain = from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	to->anchor = (const char *)from->data.scalar.anchor;
	to->tag = (const char *)from->data.scalar.tag;
	to->text = (const char *)from->data.scalar.value;
	to->len = from->data.scalar.length;
}

static void read_sequence(const yaml_event_t *from, struct cx_yaml_event *to)
{
	to->kind = CX_YAML_SEQUENCE_START;
	to->flow = from->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	to->anchor = (const char *)from->data.sequence_start.anchor;
	to->tag = (const char *)from->data.sequence_start.tag;
}

static void read_mapping(const yaml_event_t *from, struct cx_yaml_event *to)
{
	to->kind = CX_YAML_MAPPING_START;
	to->flow = from->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	to->anchor = (const char *)from->data.mapping_start.anchor;
	to->tag = (const char *)from->data.mapping_start.tag;
}

static void note_quoted(struct cx_yaml_reader *reader)
{
	const yaml_event_t *event = &reader->event;
	yaml_scalar_style_t style = event->data.scalar.style;
	if (event->type != YAML_SCALAR_EVENT || event->start_mark.line == event->end_mark.line ||
	    (style != YAML_DOUBLE_QUOTED_SCALAR_STYLE && style != YAML_SINGLE_QUOTED_SCALAR_STYLE))
		return;
	reader->quoted_start = event->start_mark;
	reader->quoted_end = event->end_mark;
}

bool cx_yaml_reader_next(struct cx_yaml_reader *reader, struct cx_yaml_event *ret_event)
{
	yaml_event_t *event = &reader->event;
	do {
		note_quoted(reader);
		yaml_event_delete(event);
		if (!yaml_parser_parse(&reader->parser, event)) {
			if (reader->parser.error == YAML_MEMORY_ERROR)
				cx_out_of_memory(0);
			return false;
		}
	} while (event->type == YAML_STREAM_START_EVENT);
	struct cx_yaml_event read = {.start = place_of(&event->start_mark),
				     .end = place_of(&event->end_mark)};
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		read.kind = CX_YAML_DOCUMENT_START;
		break;
	case YAML_DOCUMENT_END_EVENT:
		read.kind = CX_YAML_DOCUMENT_END;
		break;
	case YAML_ALIAS_EVENT:
		read.kind = CX_YAML_ALIAS;
		read.anchor = (const char *)event->data.alias.anchor;
		break;
	case YAML_SCALAR_EVENT:
		read_scalar(event, &read);
		break;
	case YAML_SEQUENCE_START_EVENT:
		read_sequence(event, &read);
		break;
	case YAML_SEQUENCE_END_EVENT:
		read.kind = CX_YAML_SEQUENCE_END;
		break;
	case YAML_MAPPING_START_EVENT:
		read_mapping(event, &read);
		break;
	case YAML_MAPPING_END_EVENT:
		read.kind = CX_YAML_MAPPING_END;
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
		read.kind = CX_YAML_STREAM_END;
		break;
	}
	*ret_event = read;
	return true;
}

void cx_yaml_reader_problem(const struct cx_yaml_reader *reader, struct cx_yaml_problem *ret_problem)
{
	const yaml_parser_t *parser = &reader->parser;
	*ret_problem = (struct cx_yaml_problem){
		.problem = parser->problem ? parser->problem : "the text is no YAML",
		.context = parser->context ? parser->context : "",
		.at = place_of(&parser->problem_mark),
	};
	if (parser->context)
		ret_problem->context_at = place_of(&parser->context_mark);
	if (reader->quoted_end.line && reader->quoted_end.line == parser->problem_mark.line)
		ret_problem->quoted_at = place_of(&reader->quoted_start);
}
