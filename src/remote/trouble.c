/* SPDX-License-Identifier: Apache-2.0 */
/* Troubles: the same failure of many reads said once. */
#include "remote/trouble.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#define TROUBLE_SUBJECTS 3
#define TROUBLE_MAX      CX_MAX_DIAGS

struct cx_trouble {
	struct cx_diag diag;    /* texts in the arena of all */
	struct cx_buf subjects; /* "a, b, c" */
	size_t count;
	bool sent;
};

/* Where the correlation id begins, which differs from request to request. */
static size_t common_len(const char *text)
{
	const char *id = strstr(text, " (correlation id ");
	return id ? (size_t)(id - text) : strlen(text);
}

static bool is_same(const struct cx_diag *a, const struct cx_diag *b)
{
	size_t n = common_len(a->message);
	return strcmp(a->code, b->code) == 0 && n == common_len(b->message) &&
	       strncmp(a->message, b->message, n) == 0;
}

static const char *copy(struct cx_troubles *troubles, const char *text)
{
	return text ? cx_arena_strdup(&troubles->arena, text) : NULL;
}

void cx_troubles_add(struct cx_troubles *troubles, const char *subject, const struct cx_diag *diag, bool sent)
{
	size_t i = 0;
	while (i < troubles->count && !is_same(&troubles->items[i].diag, diag))
		i++;
	if (i == troubles->count) {
		if (i >= TROUBLE_MAX)
			return;
		CX_GROW(troubles->items, troubles->count, troubles->cap);
		troubles->items[troubles->count++] = (struct cx_trouble){
			.diag = {.code = diag->code,
				 .message = copy(troubles, diag->message),
				 .hint = copy(troubles, diag->hint),
				 .note = copy(troubles, diag->note)},
			.subjects = CX_BUF_INIT,
			.sent = sent,
		};
	}
	struct cx_trouble *same = &troubles->items[i];
	if (same->count++ < TROUBLE_SUBJECTS)
		cx_buf_addf(&same->subjects, "%s%s", same->count > 1 ? ", " : "", subject);
}

bool cx_troubles_report(struct cx_troubles *troubles, const char *one, const char *many,
			struct cx_diags *diags)
{
	for (size_t i = 0; i < troubles->count; i++) {
		struct cx_trouble *trouble = &troubles->items[i];
		if (trouble->count > TROUBLE_SUBJECTS)
			cx_buf_addf(&trouble->subjects, " and %zu more", trouble->count - TROUBLE_SUBJECTS);
		const char *what = trouble->count > 1 ? many : one;
		struct cx_diag *diag =
			trouble->sent ? cx_diag_error(diags, trouble->diag.code, "%s %s: %s", what,
						      trouble->subjects.data, trouble->diag.message)
				      : cx_diag_error(diags, trouble->diag.code, "%s", trouble->diag.message);
		if (!trouble->sent)
			cx_diag_note(diags, diag, "%s %s", what, trouble->subjects.data);
		if (trouble->diag.hint)
			cx_diag_hint(diags, diag, "%s", trouble->diag.hint);
		if (trouble->diag.note)
			cx_diag_note(diags, diag, "%s", trouble->diag.note);
	}
	return troubles->count > 0;
}

void cx_troubles_release(struct cx_troubles *troubles)
{
	for (size_t i = 0; i < troubles->count; i++)
		cx_buf_release(&troubles->items[i].subjects);
	cx_free(troubles->items);
	cx_arena_release(&troubles->arena);
	*troubles = (struct cx_troubles)CX_TROUBLES_INIT;
}
