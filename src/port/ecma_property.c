/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of ECMA-262's patterns; PCRE2 spells many of them otherwise. */
#include "port/ecma_property.h"

/* Long names of general categories; PCRE2 10.42 knows only the short ones (scripts it knows by long name). */
static const struct {
	const char *name, *spelling;
} categories[] = {
	{"Cased_Letter", "L&"},
	{"Close_Punctuation", "Pe"},
	{"Combining_Mark", "M"},
	{"Connector_Punctuation", "Pc"},
	{"Control", "Cc"},
	{"Currency_Symbol", "Sc"},
	{"Dash_Punctuation", "Pd"},
	{"Decimal_Number", "Nd"},
	{"Enclosing_Mark", "Me"},
	{"Final_Punctuation", "Pf"},
	{"Format", "Cf"},
	{"Initial_Punctuation", "Pi"},
	{"LC", "L&"},
	{"Letter", "L"},
	{"Letter_Number", "Nl"},
	{"Line_Separator", "Zl"},
	{"Lowercase_Letter", "Ll"},
	{"Mark", "M"},
	{"Math_Symbol", "Sm"},
	{"Modifier_Letter", "Lm"},
	{"Modifier_Symbol", "Sk"},
	{"Nonspacing_Mark", "Mn"},
	{"Number", "N"},
	{"Open_Punctuation", "Ps"},
	{"Other", "C"},
	{"Other_Letter", "Lo"},
	{"Other_Number", "No"},
	{"Other_Punctuation", "Po"},
	{"Other_Symbol", "So"},
	{"Paragraph_Separator", "Zp"},
	{"Private_Use", "Co"},
	{"Punctuation", "P"},
	{"Separator", "Z"},
	{"Space_Separator", "Zs"},
	{"Spacing_Mark", "Mc"},
	{"Surrogate", "Cs"},
	{"Symbol", "S"},
	{"Titlecase_Letter", "Lt"},
	{"Unassigned", "Cn"},
	{"Uppercase_Letter", "Lu"},
	{"cntrl", "Cc"},
	{"digit", "Nd"},
	{"punct", "P"},
};

static const char *category_spelling(const char *name, size_t len)
{
	for (size_t i = 0; i < CX_COUNT(categories); i++)
		if (strlen(categories[i].name) == len && memcmp(categories[i].name, name, len) == 0)
			return categories[i].spelling;
	return NULL;
}

static bool is_text(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

void cx_ecma_property_add(const char *name, size_t len, bool negated, bool in_class, struct cx_buf *out)
{
	const char *end = name + len;
	const char *equals = memchr(name, '=', len), *value = equals ? equals + 1 : name;
	size_t value_len = (size_t)(end - value), name_len = equals ? (size_t)(equals - name) : 0;
	bool is_category =
		!equals || is_text(name, name_len, "gc") || is_text(name, name_len, "General_Category");
	const char *spelling = is_category ? category_spelling(value, value_len) : NULL;
	char sign = negated ? 'P' : 'p';
	if (is_text(name, len, "ASCII"))
		cx_buf_addf(out, in_class ? "%s" : "[%s]",
			    negated ? "\\x{80}-\\x{10ffff}" : "\\x{0}-\\x{7f}");
	else if (is_text(name, len, "Assigned"))
		cx_buf_addf(out, "\\%c{Cn}", negated ? 'p' : 'P');
	else if (spelling)
		cx_buf_addf(out, "\\%c{%s}", sign, spelling);
	else if (is_category)
		cx_buf_addf(out, "\\%c{%.*s}", sign, (int)value_len, value);
	else
		cx_buf_addf(out, "\\%c{%.*s}", sign, (int)len, name);
}
