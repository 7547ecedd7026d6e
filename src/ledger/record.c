/* SPDX-License-Identifier: Apache-2.0 */
/* Writes and checks the lines of the audit chain. */
#include "ledger/record.h"

#include "base/mem.h"
#include "base/utf8.h"

static const char zeros[CX_SHA256_HEX + 1] =
	"0000000000000000000000000000000000000000000000000000000000000000";

void cx_chain_init(struct cx_chain *chain)
{
	chain->seq = 0;
	memcpy(chain->prev, zeros, sizeof zeros);
}

void cx_record_mend(const char *text, size_t len, struct cx_buf *out)
{
	for (size_t at = 0; at < len;) {
		size_t good = cx_utf8_check(text + at, len - at);
		cx_buf_add(out, text + at, good);
		at += good;
		if (at < len) {
			cx_buf_adds(out, "\xef\xbf\xbd");
			at++;
		}
	}
}

void cx_record_json(const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_canonical(node, &text);
	cx_record_mend(text.data, text.len, out);
}

void cx_chain_add(struct cx_chain *chain, struct cx_arena *arena, struct cx_node *record, struct cx_buf *out)
{
	cx_node_set(record, "seq", cx_node_int(arena, chain->seq + 1));
	cx_node_set(record, "prev", cx_node_string(arena, cx_arena_strdup(arena, chain->prev)));
	size_t start = out->len;
	cx_record_json(record, out);
	cx_sha256_hex(out->data + start, out->len - start, chain->prev);
	chain->seq++;
	cx_buf_addf(out, "\t%s\n", chain->prev);
}

void cx_head_hash(const char *previous, const char *run, const char *last_hash,
		  char ret_head[CX_SHA256_HEX + 1])
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%s\n%s\n%s", previous ? previous : zeros, run, last_hash);
	cx_sha256_hex(text.data, text.len, ret_head);
}

static const char *const changes[] = {
	[CX_TAMPER_NONE] = NULL,
	[CX_TAMPER_EDITED] = "edited",
	[CX_TAMPER_MALFORMED] = "malformed",
	[CX_TAMPER_MISSING] = "missing",
	[CX_TAMPER_REPEATED] = "repeated",
	[CX_TAMPER_REWRITTEN] = "rewritten",
	[CX_TAMPER_CUT] = "cut",
	[CX_TAMPER_SEAL] = "seal",
};

const char *cx_tamper_name(enum cx_tamper change)
{
	return changes[change];
}

static enum cx_line_state altered(enum cx_tamper change, const char *text,
				  struct cx_line_problem *ret_problem)
{
	*ret_problem = (struct cx_line_problem){change, text};
	return CX_LINE_ALTERED;
}

/* The JSON of a line whose hash is right; NULL with the problem. */
static struct cx_node *json_read(struct cx_arena *arena, const char *text, size_t len,
				 struct cx_line_problem *ret_problem)
{
	struct cx_source source = {.name = "record", .text = text, .len = len};
	struct cx_node *record = NULL;
	struct cx_diags diags = CX_DIAGS_INIT;
	enum cx_status status = cx_json_parse(arena, &source, &record, &diags);
	if (status)
		(void)altered(CX_TAMPER_MALFORMED,
			      cx_arena_printf(arena, "it is no JSON: %s",
					      diags.count ? diags.items[0]->message : "?"),
			      ret_problem);
	cx_diags_release(&diags);
	if (status)
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf canonical = CX_BUF_INIT;
	cx_json_canonical(record, &canonical);
	if (record->type == CX_NODE_OBJECT && canonical.len == len && memcmp(canonical.data, text, len) == 0)
		return record;
	(void)altered(CX_TAMPER_MALFORMED, "it is no object in canonical JSON", ret_problem);
	return NULL;
}

enum cx_line_state cx_chain_check(struct cx_chain *chain, struct cx_arena *arena, const char *line,
				  size_t len, struct cx_node **ret_record,
				  struct cx_line_problem *ret_problem)
{
	char hash[CX_SHA256_HEX + 1];
	if (len < CX_SHA256_HEX + 1 || line[len - CX_SHA256_HEX - 1] != '\t')
		return altered(CX_TAMPER_MALFORMED, "it does not end with a tab and a hash", ret_problem);
	size_t json_len = len - CX_SHA256_HEX - 1;
	cx_sha256_hex(line, json_len, hash);
	if (memcmp(hash, line + json_len + 1, CX_SHA256_HEX) != 0)
		return altered(CX_TAMPER_EDITED, "its hash does not fit its contents", ret_problem);
	struct cx_node *record = json_read(arena, line, json_len, ret_problem);
	if (!record)
		return CX_LINE_ALTERED;
	int64_t seq, next = chain->seq + 1;
	if (!cx_node_get_int64(record, "seq", &seq))
		return altered(CX_TAMPER_MALFORMED, "it has no seq", ret_problem);
	if (seq != next)
		return altered(
			seq > next ? CX_TAMPER_MISSING : CX_TAMPER_REPEATED,
			cx_arena_printf(arena, "its seq is %lld, not %lld", (long long)seq, (long long)next),
			ret_problem);
	if (!cx_node_is_text(cx_node_get(record, "prev"), chain->prev))
		return altered(CX_TAMPER_REWRITTEN, "its prev is not the hash of the record before it",
			       ret_problem);
	chain->seq = seq;
	memcpy(chain->prev, hash, sizeof hash);
	if (ret_record)
		*ret_record = record;
	return CX_LINE_GOOD;
}

void cx_chain_reader_init(struct cx_chain_reader *reader, const char *text, size_t len)
{
	*reader = (struct cx_chain_reader){.text = text, .len = len};
	cx_chain_init(&reader->chain);
}

enum cx_line_state cx_chain_next(struct cx_chain_reader *reader, struct cx_arena *arena,
				 struct cx_node **ret_record, struct cx_line_problem *ret_problem)
{
	if (reader->at == reader->len)
		return CX_LINE_END;
	const char *line = reader->text + reader->at;
	const char *end = memchr(line, '\n', reader->len - reader->at);
	if (!end) {
		*ret_problem = (struct cx_line_problem){CX_TAMPER_CUT, "the last line has no newline"};
		return CX_LINE_TORN;
	}
	size_t len = (size_t)(end - line);
	enum cx_line_state state = cx_chain_check(&reader->chain, arena, line, len, ret_record, ret_problem);
	if (state == CX_LINE_GOOD)
		reader->at += len + 1;
	return state;
}
