/* SPDX-License-Identifier: Apache-2.0 */
/* The files of schemas/, and what web pages are made of, in the program. */
#ifndef CX_BASE_EMBED_H
#define CX_BASE_EMBED_H

#include "base/base.h"

/* name is relative to schemas/: "kinds/audience.schema.json". The table ends with a NULL name; bytes have a
 * NUL behind. */
struct cx_embedded_file {
	const char *name;
	const char *bytes;
	size_t len;
};
extern const struct cx_embedded_file cx_embedded[];

/* Style and script of pages, of src/report/: "page.css". */
extern const struct cx_embedded_file cx_embedded_pages[];

/* NULL if there is none of that name. */
const struct cx_embedded_file *cx_embedded_find(const char *name);
/* The same of a page's parts, which are there. */
const struct cx_embedded_file *cx_embedded_page(const char *name);

#endif
