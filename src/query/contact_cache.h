/* SPDX-License-Identifier: Apache-2.0 */
/* Answers about contacts, kept for as long as they may be asked for again. */
#ifndef CX_QUERY_CONTACT_CACHE_H
#define CX_QUERY_CONTACT_CACHE_H

#include "base/map.h"
#include "base/mem.h"

enum cx_contact_state {
	CX_CONTACT_WAITING, /* it is asked for */
	CX_CONTACT_ROW,
	CX_CONTACT_UNKNOWN, /* the tenant has none of that id */
	CX_CONTACT_OLD,     /* last modified before the retention window */
};

/* What is known of one contact. Counted: free with unref. */
struct cx_contact_answer {
	size_t refs;
	enum cx_contact_state state;
	char *key; /* the id, a UUID in lower case; NULL: nobody asks for it again */
	size_t key_len;
	char *text; /* of a ROW: one line of JSON */
	size_t len;
	bool has_id, has_email;
};
struct cx_contact_answer *cx_contact_answer_new(const char *id, size_t len); /* id may be NULL; one ref */
struct cx_contact_answer *cx_contact_answer_ref(struct cx_contact_answer *answer);
void cx_contact_answer_unref(struct cx_contact_answer *answer);

/*
 * The answers of one query: a tenant, its fields and its filter are the same for all, and so the id is the
 * key. What was asked for least lately is forgotten beyond CX_CONTACT_CACHE_BYTES.
 */
#define CX_CONTACT_CACHE_BYTES ((size_t)8 << 20)
struct cx_contact_cache {
	struct cx_map young, old;
	size_t young_bytes;
};
/* Borrowed; NULL where it is not, or no longer, known. */
struct cx_contact_answer *cx_contact_cache_get(struct cx_contact_cache *cache, const char *id, size_t len);
void cx_contact_cache_put(struct cx_contact_cache *cache, struct cx_contact_answer *answer);
/* An answer came: what it holds counts from now on. */
void cx_contact_cache_grew(struct cx_contact_cache *cache, const struct cx_contact_answer *answer);
void cx_contact_cache_release(struct cx_contact_cache *cache);

/* The id as it is compared: UUIDs in lower case, all others as they are. Writes len bytes. */
void cx_contact_key(const char *id, size_t len, char *ret_key);

#endif
