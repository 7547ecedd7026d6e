/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of faults. */
#include "sandbox/mishap.h"

#include "port/crypto.h"

/* Another host that never answers: TEST-NET-1 of RFC 5737. */
#define REDIRECT_DEFAULT "http://192.0.2.1/moved"
#define HOUR_MS          3600000

static const struct cx_mishap_row rows[] = {
	{"status", CX_MISHAP_STATUS, "status", 503, 200, 599, .done = "no",
	 .sees = "that status; `retry_after` and `body` can be given"},
	{"429", CX_MISHAP_STATUS, "retry_after", 429, .text = "1", .done = "no",
	 .sees = "429 with `Retry-After`"},
	{"delay", CX_MISHAP_DELAY, "ms", 1000, 0, HOUR_MS, .done = "yes, at once",
	 .sees = "the answer, late"},
	{"delay-before", CX_MISHAP_DELAY_BEFORE, "ms", 1000, 0, HOUR_MS, .done = "yes, late",
	 .sees = "the answer, late"},
	{"reset-before", CX_MISHAP_RESET_BEFORE, .done = "no", .sees = "the connection closes"},
	{"reset-after", CX_MISHAP_RESET_AFTER, .done = "yes",
	 .sees = "the connection closes before the first byte"},
	{"close", CX_MISHAP_CLOSE, .done = "yes", .sees = "the answer, and then the connection closes"},
	{"status-after", CX_MISHAP_STATUS_AFTER, "status", 502, 200, 599, .done = "yes",
	 .sees = "that status, with the headers of the real answer"},
	{"normalise", CX_MISHAP_NORMALISE, "member", .text = "description", .done = "yes, otherwise",
	 .sees = "what is stored: that member's text trimmed and in lower case, its numbers without a "
		 "fraction, "
		 "its lists turned round"},
	{"ignore", CX_MISHAP_IGNORE, .done = "no", .sees = "the answer as if it had been done"},
	{"stale", CX_MISHAP_STALE, "ms", 1000, 0, HOUR_MS, .done = "reads only",
	 .sees = "what was there so long ago; writes see what there is"},
	{"truncate", CX_MISHAP_TRUNCATE, "bytes", 10, 0, INT32_MAX, .done = "yes",
	 .sees = "`Content-Length` of the whole, so many bytes of it"},
	{"huge", CX_MISHAP_HUGE, "mb", 0, 0, INT32_MAX, .done = "yes",
	 .sees = "the answer, then spaces, chunked; 0: without end"},
	{"html", CX_MISHAP_HTML, .done = "no", .sees = "200 with a page that asks to sign in"},
	{"junk", CX_MISHAP_JUNK, .done = "no", .sees = "200 with JSON that breaks off"},
	{"redirect", CX_MISHAP_REDIRECT, "location", .text = REDIRECT_DEFAULT, .done = "no",
	 .sees = "302 to another host"},
	{"body", CX_MISHAP_BODY, "file", .done = "yes",
	 .sees = "the real status and headers, and that file as the body; as JSON `base64` in place of "
		 "`file`"},
	{"empty-page", CX_MISHAP_EMPTY_PAGE, .done = "yes",
	 .sees = "of members: a page without items, and a new `nextPageToken` that leads to what should be "
		 "on it"},
	{"same-cursor", CX_MISHAP_SAME_CURSOR, .done = "yes",
	 .sees = "of members: the page, and as its `nextPageToken` the cursor that it was asked with"},
	{"cut", CX_MISHAP_CUT, "bytes", 10, 0, INT32_MAX, .done = "yes",
	 .sees = "so many bytes of the whole answer, its head counted, and then the connection closes"},
	{"length", CX_MISHAP_LENGTH, "bytes", 10, -INT32_MAX, INT32_MAX, .done = "yes",
	 .sees = "the answer with a `Content-Length` that is wrong by so many bytes"},
	{"slow-head", CX_MISHAP_SLOW_HEAD, "ms", 100, 0, HOUR_MS, .done = "yes",
	 .sees = "the head of the answer byte by byte, with such a pause between them"},
	{"slow-body", CX_MISHAP_SLOW_BODY, "ms", 100, 0, HOUR_MS, .done = "yes",
	 .sees = "the body byte by byte, with such a pause between them"},
	{"interim", CX_MISHAP_INTERIM, "times", 3, 0, INT32_MAX, .done = "yes",
	 .sees = "so many answers of status 103 before the real one; 0: without end"},
	{"odd-headers", CX_MISHAP_ODD_HEADERS, .done = "yes",
	 .sees = "the answer with headers that are there twice and disagree, are empty, folded, or hold odd "
		 "bytes"},
	{"many-headers", CX_MISHAP_MANY_HEADERS, "kb", 0, 0, INT32_MAX, .done = "yes",
	 .sees = "the answer with so many kilobytes of headers; 0: without end"},
	{"gzip", CX_MISHAP_GZIP, "mb", 4096, 1, 65536, .done = "yes",
	 .sees = "a body of a few kilobytes, packed twice, that unpacks to so many megabytes of spaces"},
	{"raw", CX_MISHAP_RAW, "file", .done = "yes",
	 .sees = "the bytes of that file in place of an answer; as JSON `base64` in place of `file`"},
};

const struct cx_mishap_row *cx_mishap_find(const char *name)
{
	for (size_t i = 0; name && i < CX_COUNT(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

const char *cx_mishap_name(enum cx_mishap_kind kind)
{
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (rows[i].kind == kind)
			return rows[i].name;
	return "none";
}

bool cx_mishap_is_wire(enum cx_mishap_kind kind)
{
	return kind >= CX_MISHAP_CUT;
}

char *cx_mishap_read_text(const struct cx_node *json, const char *name, struct cx_arena *arena)
{
	const struct cx_node *value = cx_node_get(json, name);
	if (!value || (value->type != CX_NODE_STRING && value->type != CX_NODE_NUMBER))
		return NULL;
	return cx_arena_strndup(arena, value->text, value->len);
}

bool cx_mishap_read_int(const struct cx_node *json, const char *name, int64_t min, int64_t max,
			int64_t *value, struct cx_diags *diags)
{
	const struct cx_node *member = cx_node_get(json, name);
	int64_t number;
	if (!member)
		return true;
	if (!cx_node_int64(member, &number) || number < min || number > max) {
		cx_diag_error(diags, "sandbox.fault", "%s must be a number from %lld to %lld", name,
			      (long long)min, (long long)max);
		return false;
	}
	*value = number;
	return true;
}

/* Bytes that may be anything come in base64. */
static bool bytes_read(const struct cx_mishap_row *row, const struct cx_node *json, struct cx_arena *arena,
		       struct cx_mishap *mishap, struct cx_diags *diags)
{
	const char *text = cx_node_get_text(json, "base64");
	CX_AUTO(cx_buf) struct cx_buf bytes = CX_BUF_INIT;
	if (!text || !cx_base64_decode(text, strlen(text), &bytes)) {
		cx_diag_error(diags, "sandbox.fault", "%s needs its bytes in base64", row->name);
		return false;
	}
	mishap->body = cx_arena_strndup(arena, bytes.data, bytes.len);
	mishap->body_len = bytes.len;
	return true;
}

bool cx_mishap_read(const struct cx_mishap_row *row, const struct cx_node *json, struct cx_arena *arena,
		    struct cx_mishap *ret_mishap, struct cx_diags *diags)
{
	const char *text = row->argument ? cx_mishap_read_text(json, row->argument, arena) : NULL;
	int64_t number = row->otherwise;
	struct cx_mishap mishap = {
		.kind = row->kind,
		.retry_after = cx_mishap_read_text(json, "retry_after", arena),
		.body = cx_mishap_read_text(json, "body", arena),
	};
	mishap.body_len = mishap.body ? strlen(mishap.body) : 0;
	bool has_number = row->max > row->min;
	if (has_number && !cx_mishap_read_int(json, row->argument, row->min, row->max, &number, diags))
		return false;
	if (row->kind == CX_MISHAP_STATUS || row->kind == CX_MISHAP_STATUS_AFTER) {
		mishap.status = (unsigned)number;
		if (!mishap.retry_after)
			mishap.retry_after = row->text;
	} else {
		mishap.amount = number;
	}
	if (row->kind == CX_MISHAP_REDIRECT)
		mishap.location = text ? text : row->text;
	if (row->kind == CX_MISHAP_NORMALISE)
		mishap.member = text ? text : row->text;
	if ((row->kind == CX_MISHAP_BODY || row->kind == CX_MISHAP_RAW) &&
	    !bytes_read(row, json, arena, &mishap, diags))
		return false;
	*ret_mishap = mishap;
	return true;
}

void cx_mishap_print_names(struct cx_buf *out)
{
	size_t column = strlen("Faults:");
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		size_t width = strlen(rows[i].name) + 2;
		if (i)
			cx_buf_addc(out, ',');
		if (column + width > 80)
			cx_buf_adds(out, "\n ");
		column = column + width > 80 ? width : column + width;
		cx_buf_addf(out, " %s", rows[i].name);
	}
}

void cx_mishap_print(struct cx_buf *out)
{
	cx_buf_adds(out, "| kind | argument | done? | what the client sees |\n|---|---|---|---|\n");
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		const struct cx_mishap_row *row = &rows[i];
		cx_buf_addf(out, "| `%s` |", row->name);
		if (row->argument)
			cx_buf_addf(out, " `%s`", row->argument);
		if (row->max > row->min)
			cx_buf_addf(out, " (default %lld)", (long long)row->otherwise);
		else if (row->text)
			cx_buf_addf(out, " (default `%s`)", row->text);
		cx_buf_addf(out, " | %s | %s |\n", row->done, row->sees);
	}
}
