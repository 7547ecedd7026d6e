/* SPDX-License-Identifier: Apache-2.0 */
/* How names end. */
#include "base/suffix.h"

bool cx_suffix_is(const char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);
	return n >= m && memcmp(text + n - m, suffix, m) == 0;
}

bool cx_suffix_is_yaml(const char *path)
{
	return cx_suffix_is(path, ".yaml") || cx_suffix_is(path, ".yml");
}
