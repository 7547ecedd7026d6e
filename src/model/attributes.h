/* SPDX-License-Identifier: Apache-2.0 */
/* The attributes of the customer data platform, and criteria held against them. */
#ifndef CX_MODEL_ATTRIBUTES_H
#define CX_MODEL_ATTRIBUTES_H

#include "model/definition.h"

struct cx_attribute {
	const char *name;
	const char *type; /* the tenant's word; or NULL */
};
struct cx_attributes {
	struct cx_attribute *items; /* in the tenant's order; in the arena */
	size_t count, cap;
	struct cx_map by_name; /* -> struct cx_attribute * */
};
void cx_attributes_release(struct cx_attributes *attributes);
/* What the values of an attribute are, whatever word the tenant uses. */
enum cx_attribute_type {
	CX_ATTRIBUTE_UNKNOWN, /* a word that is not known here: anything fits */
	CX_ATTRIBUTE_NUMBER,
	CX_ATTRIBUTE_STRING,
	CX_ATTRIBUTE_BOOLEAN,
	CX_ATTRIBUTE_DATE,
};
enum cx_attribute_type cx_attribute_type(const struct cx_attribute *attribute);
/* The hint for a name that is none of them: a near one, or which there are. */
void cx_attributes_hint(const struct cx_attributes *attributes, const char *name, struct cx_diags *diags,
			struct cx_diag *diag);

/*
 * Checks the criteria of all definitions: each field must be an attribute (online.field), each value of the
 * attribute's type (online.type), the elements of a list one by one. null, and any value of is_null and
 * is_not_null, fit every type; so does any value where the type is a word that is not known here. Known are
 * number, string, boolean, date and date-time, with the usual other names. An operator that compares text
 * needs an attribute that is no number and no boolean (online.operator).
 */
void cx_attributes_check(const struct cx_attributes *attributes, const struct cx_definitions *set,
			 struct cx_diags *diags);

#endif
