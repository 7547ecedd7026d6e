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
