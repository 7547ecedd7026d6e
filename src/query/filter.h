/* SPDX-License-Identifier: Apache-2.0 */
/* The filters of a query for members: ATTRIBUTE OP VALUE (API.md, Members). */
#ifndef CX_QUERY_FILTER_H
#define CX_QUERY_FILTER_H

#include "base/buf.h"
#include "model/attributes.h"
#include "remote/profile.h"

enum cx_filter_op {
	CX_FILTER_EQ,
	CX_FILTER_NEQ,
	CX_FILTER_GT,
	CX_FILTER_LT,
	CX_FILTER_CONTAINS,
	CX_FILTER_OPS,
};
/* "=", "!=", ">", "<", "~". */
const char *cx_filter_op_sign(enum cx_filter_op op);
/* What one of it adds to the complexity of a query. */
int cx_filter_cost(enum cx_filter_op op);

struct cx_filter {
	const char *attribute;
	enum cx_filter_op op;
	const char *value; /* not empty */
};
struct cx_filters {
	struct cx_filter *items; /* in the order given */
	size_t count;
	int64_t complexity; /* = and != cost 1, > and < 2, ~ 5 */
};

/*
 * Reads texts such as "lifecycle_stage=customer"; blanks around the attribute and before the value do not
 * count. INVALID with filter.* diagnostics, all at once: no operator, one that is not there (>=), no
 * attribute, no value, more filters or more complexity than the deployment allows.
 */
enum cx_status cx_filters_parse(struct cx_arena *arena, const char *const *texts, size_t count,
				const struct cx_runtime *limits, struct cx_filters *ret_filters,
				struct cx_diags *diags);
/*
 * Against the tenant's attributes: each must exist, the value must be of its type, > and < need an order, ~
 * needs text. INVALID with filter.attribute, filter.type, filter.operator.
 */
enum cx_status cx_filters_check(const struct cx_filters *filters, const struct cx_attributes *attributes,
				struct cx_diags *diags);
/* "filter=lifecycle_stage%3Dcustomer&filter=…"; nothing if there are none. */
void cx_filters_query(const struct cx_filters *filters, struct cx_buf *out);
/* One that was made, as it was meant: for what is shown. */
void cx_filter_print(const struct cx_filter *filter, struct cx_buf *out);

#endif
