/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing over an array of entries (as in CPython's dict): order is kept for free. */
#include "base/map.h"

#include "base/mem.h"
#include "base/rand.h"

#include <threads.h>

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return (x << bits) | (x >> (64 - bits));
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static uint64_t seed[2];

static void draw_seed(void)
{
	cx_random_bytes(seed, sizeof seed);
}

/* SipHash-1-3, keyed once per process. */
static uint64_t map_hash(const char *key, size_t len)
{
	static once_flag once = ONCE_FLAG_INIT;
	call_once(&once, draw_seed);
	uint64_t v[4] = {seed[0] ^ 0x736f6d6570736575u, seed[1] ^ 0x646f72616e646f6du,
			 seed[0] ^ 0x6c7967656e657261u, seed[1] ^ 0x7465646279746573u};
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		uint64_t word;
		memcpy(&word, key + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	uint64_t tail = (uint64_t)len << 56;
	for (unsigned shift = 0; i < len; i++, shift += 8)
		tail |= (uint64_t)(unsigned char)key[i] << shift;
	v[3] ^= tail;
	sip_round(v);
	v[0] ^= tail;
	v[2] ^= 0xff;
	for (int round = 0; round < 3; round++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The slot that holds the key, or the free slot where it would go. */
static size_t map_slot(const struct cx_map *map, const char *key, size_t len, uint64_t hash)
{
	size_t mask = map->slot_count - 1;
	size_t at = (size_t)hash & mask;
	while (map->slots[at]) {
		const struct cx_map_entry *e = &map->entries[map->slots[at] - 1];
		if (e->hash == hash && e->len == len && memcmp(e->key, key, len) == 0)
			return at;
		at = (at + 1) & mask;
	}
	return at;
}

static void map_rehash(struct cx_map *map)
{
	map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
	cx_free(map->slots);
	map->slots = cx_alloc(map->slot_count * sizeof *map->slots);
	for (size_t i = 0; i < map->count; i++) {
		const struct cx_map_entry *e = &map->entries[i];
		map->slots[map_slot(map, e->key, e->len, e->hash)] = (uint32_t)(i + 1);
	}
}

void *cx_map_get_n(const struct cx_map *map, const char *key, size_t len)
{
	if (!map->count)
		return NULL;
	size_t slot = map_slot(map, key, len, map_hash(key, len));
	return map->slots[slot] ? map->entries[map->slots[slot] - 1].value : NULL;
}

void *cx_map_get(const struct cx_map *map, const char *key)
{
	return cx_map_get_n(map, key, strlen(key));
}

void *cx_map_put_n(struct cx_map *map, const char *key, size_t len, void *value)
{
	if ((map->count + 1) * 4 > map->slot_count * 3)
		map_rehash(map);
	uint64_t hash = map_hash(key, len);
	size_t slot = map_slot(map, key, len, hash);
	if (map->slots[slot]) {
		struct cx_map_entry *e = &map->entries[map->slots[slot] - 1];
		void *before = e->value;
		e->value = value;
		return before;
	}
	CX_GROW(map->entries, map->count, map->cap);
	map->entries[map->count++] = (struct cx_map_entry){key, len, value, hash};
	map->slots[slot] = (uint32_t)map->count;
	return NULL;
}

void *cx_map_put(struct cx_map *map, const char *key, void *value)
{
	return cx_map_put_n(map, key, strlen(key), value);
}

void cx_map_release(struct cx_map *map)
{
	cx_free(map->entries);
	cx_free(map->slots);
	*map = (struct cx_map)CX_MAP_INIT;
}
