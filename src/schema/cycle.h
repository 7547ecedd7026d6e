/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas that would apply themselves to one value for ever. */
#ifndef CX_SCHEMA_CYCLE_H
#define CX_SCHEMA_CYCLE_H

#include "schema/compiled.h"

/*
 * A subschema from which keywords that stay at the same value ($ref, allOf, anyOf, oneOf, not, if, then,
 * else) lead back to it, or NULL. dependentSchemas depends on the value and is bounded while checking.
 */
const struct cx_subschema *cx_cycle_find(struct cx_subschema *const *schemas, size_t count);

#endif
