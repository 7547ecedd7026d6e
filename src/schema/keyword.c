/* SPDX-License-Identifier: Apache-2.0 */
/* Lookup over the four tables. */
#include "schema/keyword.h"

#include "base/near.h"

static const struct cx_keyword *const tables[] = {
	cx_keywords_value,
	cx_keywords_array,
	cx_keywords_object,
	cx_keywords_logic,
};

/* Annotations and identifiers of the draft, so that a misspelt keyword is told from these. */
static const char *const others[] = {
	"$schema",
	"$id",
	"$anchor",
	"$defs",
	"$comment",
	"title",
	"description",
	"default",
	"examples",
	"readOnly",
	"writeOnly",
	"deprecated",
	"contentEncoding",
	"contentMediaType",
	"contentSchema",
	"definitions",
	NULL,
};

const struct cx_keyword *cx_keyword_find(const char *name, size_t len)
{
	for (size_t i = 0; i < CX_COUNT(tables); i++)
		for (const struct cx_keyword *k = tables[i]; k->name; k++)
			if (strlen(k->name) == len && memcmp(k->name, name, len) == 0)
				return k;
	return NULL;
}

const char *cx_keyword_near(const char *name)
{
	const char *words[96];
	size_t n = 0;
	for (size_t i = 0; others[i]; i++)
		if (strcmp(others[i], name) == 0)
			return NULL;
	if (strlen(name) < 5 || name[0] == '$' || strncmp(name, "x-", 2) == 0)
		return NULL;
	for (size_t i = 0; i < CX_COUNT(tables); i++)
		for (const struct cx_keyword *k = tables[i];
		     k->name && n + CX_COUNT(others) < CX_COUNT(words); k++)
			words[n++] = k->name;
	for (size_t i = 0; i < CX_COUNT(others); i++)
		words[n++] = others[i];
	const char *near = cx_near_word(name, words);
	return near && cx_near_distance(near, name) <= 2 ? near : NULL;
}

const char *cx_keyword_instead(const char *name)
{
	static const struct {
		const char *name, *hint;
	} elsewhere[] = {
		{"additionalItems", "write prefixItems for the first items, and items for those behind"},
		{"dependencies", "write dependentRequired, or dependentSchemas"},
		{"divisibleBy", "write multipleOf"},
		{"extends", "write allOf"},
		{"disallow", "write not"},
		{"nullable", "write type: [string, \"null\"]"},
		{"$recursiveAnchor", "write $anchor"},
		{"discriminator", "write oneOf with a const in each branch"},
	};
	for (size_t i = 0; i < CX_COUNT(elsewhere); i++)
		if (strcmp(elsewhere[i].name, name) == 0)
			return elsewhere[i].hint;
	return NULL;
}
