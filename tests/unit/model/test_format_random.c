/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting: the laws over random files. Values, quotes, anchors and comments stay; a second time changes
 * nothing. */
#include "unit/model/format_desk.h"

/* A file by chance; each comment and each anchor has a number of its own. */
struct writer {
	struct cx_buf *out;
	uint64_t seed;
	size_t comments, anchors;
	size_t first_anchor; /* of this document */
	bool aliases;        /* some are used */
};

static size_t draw(struct writer *w, size_t bound)
{
	return seeded_below(&w->seed, bound);
}

/* One in three times. */
static void write_comment(struct writer *w, size_t column, const char *end)
{
	if (draw(w, 3))
		return;
	if (!draw(w, 3))
		cx_buf_adds(w->out, "\n");
	cx_buf_fill(w->out, ' ', column);
	cx_buf_addf(w->out, "#%zu.%s%s", w->comments++, draw(w, 4) ? "" : "\ttab:  [{\"'&a *b", end);
}

static const char *const keys[] = {"kind",       "value", "operator",   "spec",       "field",
				   "conditions", "name",  "apiVersion", "'criteria'", "\"metadata\""};

/* Keys of a collection: each once. */
struct key_row {
	size_t start, step;
};

static struct key_row draw_keys(struct writer *w)
{
	return (struct key_row){draw(w, CX_COUNT(keys)), draw(w, 2) ? 3 : 7};
}

static const char *key_of(const struct key_row *row, size_t i)
{
	return keys[(row->start + i * row->step) % CX_COUNT(keys)];
}

static void write_scalar(struct writer *w)
{
	static const char *const values[] = {"x",
					     "'q # x'",
					     "\"d\"",
					     "1.50",
					     "true",
					     "~",
					     "'it''s'",
					     "a b",
					     "\"\\u00fc\\n\"",
					     "http://a.example/#x",
					     "\xf0\x9f\x98\x80"};
	size_t way = draw(w, 9);
	if (way == 0 && w->anchors > w->first_anchor) {
		cx_buf_addf(w->out, "*a%zu", w->first_anchor + draw(w, w->anchors - w->first_anchor));
		w->aliases = true;
		return;
	}
	if (way == 1) {
		cx_buf_fill(w->out, 'l', 300);
		return;
	}
	const char *value = values[draw(w, CX_COUNT(values))];
	if (way == 2)
		cx_buf_addf(w->out, "&a%zu %s", w->anchors++, value);
	else if (way == 3 && w->anchors > w->first_anchor)
		cx_buf_addf(w->out, "&a%zu %s", w->anchors - 1, value);
	else
		cx_buf_adds(w->out, value);
}

/* What stands before an item in brackets; lines are deeper than column. */
static void write_flow_gap(struct writer *w, size_t column, bool lines)
{
	static const char *const blanks[] = {"", " ", " ", "  ", "\t"};
	if (!lines || draw(w, 2)) {
		cx_buf_adds(w->out, blanks[draw(w, lines ? 4 : CX_COUNT(blanks))]);
		return;
	}
	if (!draw(w, 4))
		cx_buf_addf(w->out, " #%zu.", w->comments++);
	cx_buf_adds(w->out, draw(w, 5) ? "\n" : "\n\n");
	cx_buf_fill(w->out, ' ', column + 1 + draw(w, 5));
}

static void write_flow(struct writer *w, size_t column, int depth, bool lines)
{
	struct key_row row = draw_keys(w);
	size_t count = draw(w, 4);
	bool is_map = draw(w, 3) > 0;
	cx_buf_adds(w->out, is_map ? "{" : "[");
	for (size_t i = 0; i < count; i++) {
		write_flow_gap(w, column, lines);
		if (is_map)
			cx_buf_addf(w->out, "%s%s:%s", key_of(&row, i), draw(w, 5) ? "" : " ",
				    draw(w, 5) ? " " : "  ");
		/* Nothing, or an entry of a mapping without brackets. */
		if (is_map && !draw(w, 8))
			cx_buf_adds(w->out, "");
		else if (!is_map && !draw(w, 8))
			cx_buf_adds(w->out, "p: q");
		else if (depth && !draw(w, 3))
			write_flow(w, column, depth - 1, lines);
		else
			write_scalar(w);
		/* An alias or a plain text takes a comma for its own. */
		cx_buf_adds(w->out, i + 1 < count ? " ," : draw(w, 5) ? "" : " ,");
	}
	write_flow_gap(w, column, lines);
	cx_buf_adds(w->out, is_map ? "}" : "]");
}

static void write_block_scalar(struct writer *w, size_t deeper)
{
	static const char *const heads[] = {"|", ">", "|-", "|+", ">-", ">+"};
	cx_buf_addf(w->out, " %s\n", heads[draw(w, CX_COUNT(heads))]);
	cx_buf_fill(w->out, ' ', deeper);
	cx_buf_adds(w->out, "# text\n\n");
	cx_buf_fill(w->out, ' ', deeper);
	cx_buf_adds(w->out, "  more\n");
	for (size_t n = draw(w, 3); n; n--)
		cx_buf_adds(w->out, "\n");
}

static void write_value(struct writer *w, size_t column, int depth);

static void write_collection(struct writer *w, size_t column, int depth)
{
	struct key_row row = draw_keys(w);
	size_t count = 1 + draw(w, 4);
	bool is_map = depth == 4 || draw(w, 2);
	for (size_t i = 0; i < count; i++) {
		write_comment(w, column + (draw(w, 4) ? 0 : 1), "\n");
		cx_buf_fill(w->out, ' ', column);
		cx_buf_addf(w->out, is_map ? "%s:" : "-", key_of(&row, i));
		write_value(w, column, depth);
	}
	write_comment(w, column, "\n");
}

static void write_value(struct writer *w, size_t column, int depth)
{
	size_t kind = draw(w, depth ? 10 : 7), deeper = column + 1 + draw(w, 4);
	if (kind == 0) {
		write_comment(w, 1, "");
		cx_buf_adds(w->out, "\n");
	} else if (kind < 4) {
		cx_buf_fill(w->out, ' ', 1 + draw(w, 3));
		write_scalar(w);
		write_comment(w, 1, "");
		cx_buf_adds(w->out, "\n");
	} else if (kind == 4) {
		write_block_scalar(w, deeper);
	} else if (kind < 7) {
		cx_buf_adds(w->out, " ");
		write_flow(w, column, 2, kind == 5);
		write_comment(w, 1, "");
		cx_buf_adds(w->out, "\n");
	} else {
		if (!draw(w, 5))
			cx_buf_addf(w->out, " &c%zu", w->anchors);
		write_comment(w, 1, "");
		cx_buf_adds(w->out, "\n");
		write_collection(w, deeper, depth - 1);
	}
}

static void write_file(struct writer *w)
{
	size_t documents = draw(w, 4) ? 1 : 1 + draw(w, 3);
	if (!draw(w, 3))
		cx_buf_adds(w->out, "# file\n\n");
	for (size_t i = 0; i < documents; i++) {
		w->first_anchor = w->anchors;
		if (i)
			cx_buf_adds(w->out, draw(w, 2) ? "---\n" : "---   # next\n");
		if (draw(w, 2)) {
			cx_buf_adds(w->out, "kind: Audience\nspec:\n");
			write_collection(w, 2, 4);
		} else {
			write_collection(w, 0, 4);
		}
	}
}

/* The same with "\r\n" at the ends of lines, or a byte order mark. */
static void disguise(struct writer *w)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	bool returns = !draw(w, 4);
	if (!draw(w, 6))
		cx_buf_adds(&text, "\xef\xbb\xbf");
	for (size_t i = 0; i < w->out->len; i++)
		cx_buf_addf(&text, "%s%c", returns && w->out->data[i] == '\n' ? "\r" : "", w->out->data[i]);
	cx_buf_clear(w->out);
	cx_buf_add(w->out, text.data, text.len);
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;
	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

/* The values, and which of them are in quotes. */
static bool is_same(const struct cx_node *a, const struct cx_node *b)
{
	if (a->type != b->type || a->quoted != b->quoted || a->count != b->count)
		return false;
	if (a->type == CX_NODE_OBJECT) {
		for (const struct cx_node *x = a->first; x; x = x->next) {
			const struct cx_node *y = cx_node_get_n(b, x->key, x->key_len);
			if (!y || !is_same(x, y))
				return false;
		}
		return true;
	}
	for (const struct cx_node *x = a->first, *y = b->first; x; x = x->next, y = y->next)
		if (!is_same(x, y))
			return false;
	return cx_node_equal(a, b);
}

static bool reads_same(struct bench *bench, const char *before, const char *after)
{
	struct cx_docs a = {0}, b = {0};
	assert_int_equal(bench_yaml(bench, before, strlen(before), &a), CX_STATUS_OK);
	assert_int_equal(bench_yaml(bench, after, strlen(after), &b), CX_STATUS_OK);
	bool same = a.count == b.count;
	for (size_t i = 0; same && i < a.count; i++)
		same = is_same(a.items[i], b.items[i]);
	return same;
}

static void check_one(struct desk *desk, size_t seed, const struct writer *w)
{
	const char *text = w->out->data;
	struct bench bench = BENCH_INIT;
	enum cx_status status = desk_format(desk, text, w->out->len);
	if (status)
		fail_msg("seed %zu: %s: %s\n%s", seed, cx_status_name(status),
			 desk->bench.diags.items[desk->bench.diags.count - 1]->message, text);
	char *first = cx_buf_take(&desk->bench.out);
	for (size_t i = 0; i < w->comments; i++) {
		const char *mark = cx_arena_printf(&bench.arena, "#%zu.", i);
		if (count_of(first, mark) != 1)
			fail_msg("seed %zu: comment %s\n%s\n%s", seed, mark, text, first);
	}
	if (!reads_same(&bench, text, first))
		fail_msg("seed %zu: it reads differently\n%s\n%s", seed, text, first);
	assert_int_equal(desk_format(desk, first, strlen(first)), CX_STATUS_OK);
	assert_string_equal(desk->bench.out.data, first);
	cx_free(first);
	bench_release(&bench);
}

static void test_format_when_random_then_kept_and_stable(void **state)
{
	enum { FILES = 400 };
	size_t done = 0, aliases = 0;
	struct desk desk;
	(void)state;
	desk_open(&desk);
	for (size_t seed = 1; seed <= FILES; seed++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		struct writer w = {.out = &text, .seed = seed * 0x9e3779b97f4a7c15u};
		write_file(&w);
		disguise(&w);
		check_one(&desk, seed, &w);
		done += strcmp(desk.bench.out.data, text.data) != 0;
		aliases += w.aliases;
		cx_diags_release(&desk.bench.diags);
		desk.bench.diags = (struct cx_diags)CX_DIAGS_INIT;
	}
	bench_release(&desk.bench);
	assert_true(done > FILES * 8 / 10);
	assert_true(aliases > FILES / 20);
}

/* A few bytes of a file changed, taken out or doubled: what is still YAML is kept, the rest is refused. */
static void mutate(struct writer *w)
{
	static const char bytes[] = " \n\t:-,{}[]#'\"&*!|>?%~a0.\\\xc3\xa9\r";
	for (size_t n = 1 + draw(w, 3); n && w->out->len > 8; n--) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		size_t at = draw(w, w->out->len), len = draw(w, 3) ? 0 : draw(w, w->out->len - at) % 40;
		cx_buf_add(&text, w->out->data, at);
		cx_buf_add(&text, w->out->data + at, draw(w, 3) ? 0 : len);
		if (draw(w, 2))
			cx_buf_addc(&text, bytes[draw(w, sizeof bytes - 1)]);
		size_t skip = draw(w, 2) ? len : 1;
		cx_buf_add(&text, w->out->data + at + skip,
			   at + skip < w->out->len ? w->out->len - at - skip : 0);
		cx_buf_clear(w->out);
		cx_buf_add(w->out, text.data, text.len);
	}
}

static void test_format_when_bytes_change_then_it_still_reads_the_same(void **state)
{
	enum { FILES = 1200 };
	size_t formatted = 0;
	struct desk desk;
	(void)state;
	desk_open(&desk);
	for (size_t seed = 1; seed <= FILES; seed++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		struct bench bench = BENCH_INIT;
		struct writer w = {.out = &text, .seed = seed * 0xd1342543de82ef95u};
		write_file(&w);
		mutate(&w);
		if (!desk_format(&desk, text.data, text.len)) {
			formatted++;
			if (!reads_same(&bench, text.data, desk.bench.out.data))
				fail_msg("seed %zu: it reads differently\n%s\n%s", seed, text.data,
					 desk.bench.out.data);
		}
		bench_release(&bench);
		cx_diags_release(&desk.bench.diags);
		desk.bench.diags = (struct cx_diags)CX_DIAGS_INIT;
	}
	bench_release(&desk.bench);
	assert_true(formatted > FILES / 10);
	assert_true(formatted < FILES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_when_random_then_kept_and_stable),
		cmocka_unit_test(test_format_when_bytes_change_then_it_still_reads_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
