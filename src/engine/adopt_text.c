/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an adopted definition: members that stand for a secret become comments where they belong. */
#include "engine/adopt_parts.h"

#include "doc/yaml_print.h"

enum { INDENT = 2 };

struct printer {
	struct cx_buf *out;
	const char *explanation;
	bool explained;
};

static const char left_alone[] = "Secrets are not written here. To have cxctl send one, say where it is\n"
				 "read from and take the # away; until then it stays as the tenant has it.\n";
static const char taken_away[] = "Secrets are not written here. Say where they are read from and take the #\n"
				 "away, before the next apply takes them away from the tenant.\n";

static bool holds_blank(const struct cx_node *node)
{
	bool found = node->secret;
	for (const struct cx_node *m = node->first; m && !found; m = m->next)
		found = holds_blank(m);
	return found;
}

struct cx_node *cx_adopt_without_blanks(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_node *copy = cx_node_share(arena, node);
	copy->first = copy->last = NULL;
	copy->count = 0;
	for (const struct cx_node *m = node->first; m; m = m->next) {
		if (m->secret)
			continue;
		struct cx_node *kept = cx_adopt_without_blanks(arena, m);
		if (node->type == CX_NODE_OBJECT)
			cx_node_add_n(copy, m->key, m->key_len, kept);
		else
			cx_node_push(copy, kept);
	}
	return copy;
}

static void add_lines(const char *text, size_t indent, const char *mark, struct cx_buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		cx_buf_fill(out, ' ', indent);
		cx_buf_adds(out, mark);
		cx_buf_add(out, text, len);
		cx_buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

static void explain(struct printer *p, size_t indent)
{
	if (!p->explained)
		add_lines(p->explanation, indent, "# ", p->out);
	p->explained = true;
}

static void print_blank(struct printer *p, const struct cx_node *member, size_t indent)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	explain(p, indent);
	cx_yaml_print_entry(cx_arena_strndup(&arena, member->key, member->key_len), member, &text);
	add_lines(text.data, indent, "# ", p->out);
	cx_arena_release(&arena);
}

static bool is_all_blank(const struct cx_node *object)
{
	for (const struct cx_node *m = object->first; m; m = m->next)
		if (!m->secret)
			return false;
	return true;
}

/* "key:" with nothing but comments below it would be null. */
static void print_emptied(struct printer *p, const struct cx_node *member, size_t indent)
{
	cx_buf_adds(p->out, " {}\n");
	explain(p, indent);
	add_lines("In the place of {}:", indent, "# ", p->out);
	print_blank(p, member, indent);
}

static void print_object(struct printer *p, const struct cx_node *object, size_t indent)
{
	for (const struct cx_node *m = object->first; m; m = m->next) {
		if (m->secret) {
			print_blank(p, m, indent);
			continue;
		}
		cx_buf_fill(p->out, ' ', indent);
		cx_yaml_print_text(m->key, m->key_len, p->out);
		cx_buf_addc(p->out, ':');
		if (m->type == CX_NODE_OBJECT && m->first && is_all_blank(m)) {
			print_emptied(p, m, indent);
		} else if (m->type == CX_NODE_OBJECT && holds_blank(m)) {
			cx_buf_addc(p->out, '\n');
			print_object(p, m, indent + INDENT);
		} else {
			cx_yaml_print_value(m, indent, p->out);
		}
	}
}

/* "items.0.token" of /items/0/token, as people write it. */
static void add_dotted(const char *path, struct cx_buf *out)
{
	for (const char *at = path + 1; *at; at++)
		cx_buf_addc(out, *at == '/' ? '.' : (unsigned char)*at < ' ' ? '?' : *at);
}

void cx_adopt_print(const struct cx_node *document, const struct cx_adopt_gaps *secrets, struct cx_buf *out)
{
	struct printer p = {.out = out, .explanation = left_alone};
	for (size_t i = 0; i < secrets->count; i++)
		if (secrets->items[i].compared)
			p.explanation = taken_away;
	print_object(&p, document, 0);
	for (size_t i = 0; i < secrets->count; i++) {
		const struct cx_adopt_gap *secret = &secrets->items[i];
		if (!secret->in_list)
			continue;
		explain(&p, INDENT);
		cx_buf_adds(out, "  # ");
		add_dotted(secret->path, out);
		cx_buf_addf(out, ": {env: %s}\n", secret->variable);
	}
}
