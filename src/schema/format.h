/* SPDX-License-Identifier: Apache-2.0 */
/* The formats that are asserted. */
#ifndef CX_SCHEMA_FORMAT_H
#define CX_SCHEMA_FORMAT_H

#include "base/base.h"

struct cx_format {
	const char *name;
	const char *what; /* for messages: "a UUID" */
	const char *hint; /* how one looks */
	bool (*accepts)(const char *text, size_t len);
};

/* NULL if the format is not asserted: then it is an annotation. */
const struct cx_format *cx_format_find(const char *name, size_t len);
/* The asserted format that an unknown name was perhaps meant to be; NULL also for other formats of the draft.
 */
const char *cx_format_near(const char *name);

#endif
