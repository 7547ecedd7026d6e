/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Pointers (RFC 6901). */
#ifndef CX_DOC_POINTER_H
#define CX_DOC_POINTER_H

#include "base/buf.h"
#include "doc/doc.h"

/* Appends "/key" with ~ and / escaped. */
void cx_pointer_add(struct cx_buf *pointer, const char *key, size_t len);
void cx_pointer_add_index(struct cx_buf *pointer, size_t index);
/* The node at the pointer, "" being node itself; NULL if there is none or the pointer is malformed. */
struct cx_node *cx_pointer_get(struct cx_node *node, const char *pointer);
/* Whether text is a well-formed pointer. */
bool cx_pointer_valid(const char *text);

#endif
