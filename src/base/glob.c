/* SPDX-License-Identifier: Apache-2.0 */
/* Matching goes back to the last star only: an earlier one can gain nothing that the last cannot. */
#include "base/glob.h"

bool cx_glob_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *from = NULL;
	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			from = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
