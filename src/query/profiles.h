/* SPDX-License-Identifier: Apache-2.0 */
/* Who people are: contacts by id, or by segment, in batches and pages (API.md, Profiles). */
#ifndef CX_QUERY_PROFILES_H
#define CX_QUERY_PROFILES_H

#include "query/contact.h"
#include "remote/read.h"

#define CX_PROFILES_MAX_ID 255 /* bytes of an id */
#define CX_PROFILES_MAX_IDS_TEXT \
	8000 /* bytes of the ids of a batch, encoded: lines of requests have limits */
#define CX_PROFILES_MAX_SEGMENTS 100
#define CX_PROFILES_MAX_NEXT     32768 /* bytes of the address of a next page */

enum cx_profiles_more {
	CX_PROFILES_ID,
	CX_PROFILES_LATER, /* none is there yet */
	CX_PROFILES_END,
	CX_PROFILES_BROKEN, /* a diagnostic says why */
};

struct cx_profiles_query {
	struct cx_remote *remote;
	const struct cx_runtime *runtime;
	const struct cx_contact_fields *fields;
	const char *const *segments;
	size_t segment_count;
	int64_t now_ms;        /* the retention window ends there */
	uint64_t pages_before; /* of the segments without ids: so many pages are left out */
	/*
	 * The next id, borrowed until the next call; with wait it does not return LATER. NULL: all of the
	 * segments are read, in the order of the tenant's pages.
	 */
	enum cx_profiles_more (*next)(void *data, bool wait, const char **ret_id, size_t *ret_len);
	/* One contact as it is printed; lives until it returns. */
	void (*row)(void *data, const struct cx_node *row);
	/* Rows were given: false ends the reading. */
	bool (*flush)(void *data);
	void *data;
};

struct cx_profiles_result {
	uint64_t ids;  /* of those asked for, what was settled: rows, unknown, old */
	uint64_t rows; /* given to row */
	uint64_t unknown, old;
	uint64_t with_id, with_email; /* of the rows */
	uint64_t stray;               /* contacts that came though nobody asked for them */
	uint64_t pages; /* of the segments without ids: whose rows were given, with those left out */
	bool ended;     /* all were given */
};

/* NULL, or what is wrong with an id: "holds a comma". Static. */
const char *cx_profiles_id_problem(const char *id, size_t len);
/*
 * "filter=segmentIds%2Fany…": by OData's any, or contains, as the deployment has it; nothing if there are
 * none. INVALID (profiles.segment) for more than CX_PROFILES_MAX_SEGMENTS, and where one cannot be written
 * so.
 */
enum cx_status cx_profiles_filter(const struct cx_runtime *runtime, const char *const *segments, size_t count,
				  struct cx_buf *out, struct cx_diags *diags);

/*
 * Ids are asked for in batches, several at once (runtime's profile_batch, profile_requests), a contact once,
 * however often its id is given, as far as query/contact_cache.h remembers; rows are given in the order of
 * the ids, one for each place. Memory holds the answers of two windows of batches. Contacts last modified
 * before the retention window are left out and counted, as are ids that the tenant does not know.
 *
 * A batch that cannot be read, a page that is none, a next page that was there before or lies on another
 * origin (tenant.*) end it with FAILED: what was given until then is a part without gaps from the beginning.
 * No id and nothing of a contact is in a diagnostic. result is right whatever the status.
 */
enum cx_status cx_profiles_read(const struct cx_profiles_query *query, struct cx_profiles_result *ret_result,
				struct cx_diags *diags);

#endif
