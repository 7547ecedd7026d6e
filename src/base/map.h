/* SPDX-License-Identifier: Apache-2.0 */
/* A map from byte strings to pointers, in insertion order. */
#ifndef CX_BASE_MAP_H
#define CX_BASE_MAP_H

#include "base/base.h"

/*
 * Keys are borrowed: they must live as long as the map. Hashing is SipHash with
 * a key drawn at start, so that hostile keys cannot make it slow.
 * entries[0..count) stand in the order in which they were put in.
 */
struct cx_map_entry {
	const char *key;
	size_t len;
	void *value;
	uint64_t hash;
};
struct cx_map {
	struct cx_map_entry *entries;
	size_t count, cap;
	uint32_t *slots; /* index + 1 into entries; 0 is free */
	size_t slot_count;
};
#define CX_MAP_INIT \
	{           \
		0   \
	}

/* The value of key, or NULL. */
void *cx_map_get(const struct cx_map *map, const char *key);
void *cx_map_get_n(const struct cx_map *map, const char *key, size_t len);
/* Adds or replaces; returns the value that stood there before, or NULL. */
void *cx_map_put(struct cx_map *map, const char *key, void *value);
void *cx_map_put_n(struct cx_map *map, const char *key, size_t len, void *value);
void cx_map_release(struct cx_map *map);

#endif
