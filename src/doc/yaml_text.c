/* SPDX-License-Identifier: Apache-2.0 */
/* YAML's bytes, checked before libyaml sees them. */
#include "doc/yaml_text.h"

#include "base/limits.h"
#include "base/utf8.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

size_t cx_yaml_text_bom(const struct cx_source *source)
{
	return source->len >= 3 && memcmp(source->text, byte_order_mark, 3) == 0 ? 3 : 0;
}

static bool refuse_bytes(const struct cx_source *source, size_t at, struct cx_diags *diags)
{
	unsigned char first = (unsigned char)source->text[0];
	unsigned char second = source->len > 1 ? (unsigned char)source->text[1] : 0;
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.utf8", cx_span_at(source, at, 1),
					   "byte 0x%02x is no valid UTF-8", (unsigned char)source->text[at]);
	bool utf16 = (first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff);
	cx_diag_hint(diags, diag, "%s",
		     utf16 ? "the file is in UTF-16: save it as UTF-8" : "save the file as UTF-8");
	return false;
}

static bool refuse_char(const struct cx_source *source, size_t at, uint32_t code, struct cx_diags *diags)
{
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.char", cx_span_at(source, at, 1),
					   "the character U+%04X is not allowed", code);
	if (!code && (at == 0 || at == 1))
		cx_diag_hint(diags, diag, "the file seems to be in UTF-16: save it as UTF-8");
	else if (!code)
		cx_diag_hint(diags, diag, "remove it");
	else if (code == 0xfeff)
		cx_diag_hint(diags, diag, "remove it: a byte order mark stands at the start of a file only");
	else if (code == '\r')
		cx_diag_hint(diags, diag, "lines end with a line feed, a carriage return before it is fine");
	else
		cx_diag_hint(diags, diag, "remove it, or write it in double quotes, as \"\\u%04x\"", code);
	return false;
}

static bool char_allowed(uint32_t code)
{
	return code >= 0xa0 && code != 0x2028 && code != 0x2029 && code != 0xfeff && code != 0xfffe &&
	       code != 0xffff;
}

/* What stands in nearly all texts, and needs no second look. */
static bool is_plain(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t';
}

bool cx_yaml_text_check(const struct cx_source *source, struct cx_diags *diags)
{
	const char *text = source->text;
	size_t len = source->len;
	if (len > CX_MAX_FILE_BYTES) {
		struct cx_diag *diag =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.size", (struct cx_span){.source = source},
				    "the file is larger than %u bytes", CX_MAX_FILE_BYTES);
		cx_diag_hint(diags, diag, "split it into several files");
		return false;
	}
	for (size_t at = cx_yaml_text_bom(source); at < len;) {
		if (is_plain((unsigned char)text[at]) ||
		    (text[at] == '\r' && at + 1 < len && text[at + 1] == '\n')) {
			at++;
			continue;
		}
		uint32_t code;
		size_t n = cx_utf8_decode(text + at, len - at, &code);
		if (!n)
			return refuse_bytes(source, at, diags);
		if (!char_allowed(code))
			return refuse_char(source, at, code, diags);
		at += n;
	}
	return true;
}
