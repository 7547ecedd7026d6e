/* SPDX-License-Identifier: Apache-2.0 */
/* What audiences and webhooks have in common: preconditions, ETags, lists, answers. */
#ifndef CX_SANDBOX_RESOURCE_H
#define CX_SANDBOX_RESOURCE_H

#include "sandbox/exchange.h"
#include "sandbox/objects.h"

/* What include= may add to an audience. */
enum cx_resource_part {
	CX_RESOURCE_SIZE = 1,
	CX_RESOURCE_EVALUATION = 2,
	CX_RESOURCE_ALL = 3,
};

/* Reads include=; false, with a 400 as the answer, where it names something unknown. */
bool cx_resource_include(struct cx_exchange *exchange, unsigned *ret_parts);
/* The object of the route's {id}; false with a 404. */
bool cx_resource_find(struct cx_exchange *exchange, enum cx_object_kind kind, struct cx_object *ret_object);
/*
 * If-Match and If-None-Match against what is there (old, or NULL); RFC 9110 13.1, strong comparison. False
 * with a 412. Without ETags both are ignored.
 */
bool cx_resource_precondition(struct cx_exchange *exchange, const struct cx_object *old);
/* Gives the object its text and ETag and writes it to the store. */
void cx_resource_store(struct cx_exchange *exchange, struct cx_object *object, const struct cx_node *json);
/* Appends the object as the API shows it. */
void cx_resource_print(const struct cx_object *object, unsigned parts, int64_t now_ms, struct cx_buf *out);
/* Answers with the object and its ETag. */
void cx_resource_answer(struct cx_exchange *exchange, const struct cx_object *object, unsigned status,
			unsigned parts);
/* Answers with a page in items_field, by limit and cursor; total counts all. */
void cx_resource_list(struct cx_exchange *exchange, enum cx_object_kind kind, unsigned parts,
		      const char *items_field);
/* Reads limit=, 100 by default; false with a 400 where it is not 1 to 1000. */
bool cx_resource_limit(struct cx_exchange *exchange, int64_t *ret_limit);
/* Deletes under the preconditions: 204, 404 or 412. */
void cx_resource_delete(struct cx_exchange *exchange, enum cx_object_kind kind);
/* created_at of the stored text, or now. */
const char *cx_resource_created(struct cx_exchange *exchange, const struct cx_object *old);
/* The request's time as the API writes it. */
const char *cx_resource_now(struct cx_exchange *exchange);

#endif
