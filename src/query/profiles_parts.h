/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of profiles share; included by them only. */
#ifndef CX_QUERY_PROFILES_PARTS_H
#define CX_QUERY_PROFILES_PARTS_H

#include "query/contact_cache.h"
#include "query/profiles.h"

struct cx_profiles_reading;

/* The pages of one batch of ids; or, without ids, of the segments. */
struct cx_profiles_chain {
	struct cx_profiles_reading *reading;
	uint64_t number;     /* of the batch, from 1 on */
	bool busy;           /* under way */
	bool broken, unsent; /* it failed; and no request left */
	struct cx_map asked; /* key -> answer */
	struct cx_buf ids;   /* encoded, commas between */
	struct cx_map seen;  /* addresses of pages; keys are ours */
	size_t pages, empty_pages;
};

struct cx_profiles_reading {
	const struct cx_profiles_query *query;
	struct cx_diags *diags;
	struct cx_profiles_result result;
	struct cx_buf filter, fields; /* encoded parts of every request */
	int64_t oldest_ms;
	struct cx_profiles_chain *chains; /* as many as may be under way, and one that is being filled */
	size_t chain_count, busy;
	struct cx_profiles_chain *filling; /* or NULL */
	uint64_t batches;
	struct cx_contact_answer **places; /* a ring */
	size_t place_cap, head, count;
	struct cx_contact_cache cache;
	struct cx_arena row;   /* of the one that is given */
	bool all_read;         /* there are no more ids */
	bool fresh;            /* something came: it is given a turn later, behind the next request */
	bool waited;           /* that turn was the last one */
	uint64_t first_broken; /* number of the first chain that failed */
	bool failed, refused;
};

/* Asks for the first page; the chain settles its answers, and ends, by itself. */
void cx_profiles_chain_start(struct cx_profiles_chain *chain);
/* Nothing is left in it. Complete: what no page told of is unknown. */
void cx_profiles_chain_end(struct cx_profiles_chain *chain, bool complete);
/* The next place in the queue, which takes over the reference. */
void cx_profiles_place_push(struct cx_profiles_reading *reading, struct cx_contact_answer *answer);

#endif
