/* SPDX-License-Identifier: Apache-2.0 */
/* Ids that came before, the latest ones only: memory is bounded. */
#ifndef CX_QUERY_SEEN_H
#define CX_QUERY_SEEN_H

#include "base/map.h"
#include "base/mem.h"

/* At least so many of the latest are known, and at most twice as many. */
#define CX_SEEN_IDS 10000

/* Two generations: when the younger is full, the older is forgotten. Zero is empty. */
struct cx_seen {
	struct {
		struct cx_arena arena;
		struct cx_map ids;
	} young, old;
};
void cx_seen_release(struct cx_seen *seen);
bool cx_seen_has(const struct cx_seen *seen, const char *id, size_t len);
/* Copies it; one that is there already is not added again. */
void cx_seen_add(struct cx_seen *seen, const char *id, size_t len);

#endif
