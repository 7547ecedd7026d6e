/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and digits alone tell kinds apart. */
#include "model/kind_name.h"

#include "base/buf.h"
#include "base/near.h"

#include <ctype.h>

static const char *skip_joints(const char *at)
{
	return at + strspn(at, "-_");
}

bool cx_kind_name_is(const char *given, const char *name)
{
	for (;; given++, name++) {
		given = skip_joints(given);
		name = skip_joints(name);
		if (!*given || !*name)
			return *given == *name;
		if (tolower((unsigned char)*given) != tolower((unsigned char)*name))
			return false;
	}
}

const char *cx_kind_name_dashed(struct cx_arena *arena, const char *name)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (size_t i = 0; name[i]; i++) {
		if (i && isupper((unsigned char)name[i]) && !isupper((unsigned char)name[i - 1]))
			cx_buf_addc(&text, '-');
		cx_buf_addc(&text, (char)tolower((unsigned char)name[i]));
	}
	return cx_arena_strndup(arena, text.data, text.len);
}

bool cx_kind_name_hint(struct cx_diags *diags, struct cx_diag *d, const char *given, const char *const *names)
{
	const char *near = NULL;
	for (size_t i = 0; names[i] && !near; i++)
		near = cx_kind_name_is(given, names[i]) ? names[i] : NULL;
	near = near ? near : cx_near_word(given, names);
	if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	return near != NULL;
}
