/* SPDX-License-Identifier: Apache-2.0 */
/* A contact as the tenant shows it: its fields, how old it is, and what is printed of it. */
#ifndef CX_QUERY_CONTACT_H
#define CX_QUERY_CONTACT_H

#include "query/clean.h"

enum cx_contact_field {
	CX_CONTACT_ID,
	CX_CONTACT_FIRST_NAME,
	CX_CONTACT_LAST_NAME,
	CX_CONTACT_EMAIL,
	CX_CONTACT_PHONE,
	CX_CONTACT_TAGS,
	CX_CONTACT_ATTRIBUTES,
	CX_CONTACT_CREATED_DATE,
	CX_CONTACT_MODIFIED_DATE,
	CX_CONTACT_FIELDS,
};

struct cx_contact_fields {
	enum cx_contact_field items[CX_CONTACT_FIELDS]; /* in the order in which they are printed */
	size_t count;
	bool chosen; /* by the user: else all are asked for */
	bool clean;  /* keys and values as query/clean.h has them */
};

/*
 * "id,email": names as API.md has them. NULL is all of them. INVALID with profiles.field for a name that
 * there is not, with a "did you mean", or that stands there twice.
 */
enum cx_status cx_contact_fields_parse(const char *text, struct cx_contact_fields *ret_fields,
				       struct cx_diags *diags);
bool cx_contact_fields_have(const struct cx_contact_fields *fields, enum cx_contact_field field);
/* "fields=id,email,modifiedDate", encoded: what was chosen, and what is needed besides; nothing for all. */
void cx_contact_fields_query(const struct cx_contact_fields *fields, struct cx_buf *out);
/* "firstName"; cleaned "first_name". Static. */
const char *cx_contact_field_name(enum cx_contact_field field, bool clean);

/* The fields of a contact that are printed, in their order; what it has besides is left out. */
struct cx_node *cx_contact_row(struct cx_arena *arena, const struct cx_contact_fields *fields,
			       const struct cx_node *contact);
/* Whether that field holds more than blanks. */
bool cx_contact_has(const struct cx_node *contact, enum cx_contact_field field);
/* Whether it says that it was last modified before that time (in ms since 1970). */
bool cx_contact_is_older(const struct cx_node *contact, int64_t ms);

#endif
