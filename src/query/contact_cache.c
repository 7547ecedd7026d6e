/* SPDX-License-Identifier: Apache-2.0 */
/* Answers about contacts, in two generations. */
/*
 * Two generations: what is asked for again moves to the young one; once that holds half of what is allowed,
 * the old one is forgotten and it takes its place. No list of uses has to be kept in order.
 */
#include "query/contact_cache.h"

#include "base/rand.h"

void cx_contact_key(const char *id, size_t len, char *ret_key)
{
	bool lower = cx_uuid_valid(id, len);
	for (size_t i = 0; i < len; i++)
		ret_key[i] = lower && id[i] >= 'A' && id[i] <= 'F' ? (char)(id[i] + ('a' - 'A')) : id[i];
}

struct cx_contact_answer *cx_contact_answer_new(const char *id, size_t len)
{
	struct cx_contact_answer *answer = cx_alloc(sizeof *answer);
	answer->refs = 1;
	if (!id)
		return answer;
	answer->key = cx_strndup(id, len);
	answer->key_len = len;
	cx_contact_key(id, len, answer->key);
	return answer;
}

struct cx_contact_answer *cx_contact_answer_ref(struct cx_contact_answer *answer)
{
	answer->refs++;
	return answer;
}

void cx_contact_answer_unref(struct cx_contact_answer *answer)
{
	if (--answer->refs)
		return;
	cx_free(answer->key);
	cx_free(answer->text);
	cx_free(answer);
}

static void forget(struct cx_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		cx_contact_answer_unref(map->entries[i].value);
	cx_map_release(map);
}

static size_t size_of(const struct cx_contact_answer *answer)
{
	return sizeof *answer + sizeof(struct cx_map_entry) + answer->key_len + answer->len;
}

struct cx_contact_answer *cx_contact_cache_get(struct cx_contact_cache *cache, const char *id, size_t len)
{
	char *key = cx_strndup(id, len);
	cx_contact_key(id, len, key);
	struct cx_contact_answer *answer = cx_map_get_n(&cache->young, key, len);
	struct cx_contact_answer *older = answer ? NULL : cx_map_get_n(&cache->old, key, len);
	cx_free(key);
	if (!older)
		return answer;
	/* A reference of its own: to make room may forget the old ones. */
	(void)cx_contact_answer_ref(older);
	cx_contact_cache_put(cache, older);
	cx_contact_answer_unref(older);
	return older;
}

void cx_contact_cache_put(struct cx_contact_cache *cache, struct cx_contact_answer *answer)
{
	if (cache->young_bytes > CX_CONTACT_CACHE_BYTES / 2) {
		forget(&cache->old);
		cache->old = cache->young;
		cache->young = (struct cx_map)CX_MAP_INIT;
		cache->young_bytes = 0;
	}
	(void)cx_map_put_n(&cache->young, answer->key, answer->key_len, cx_contact_answer_ref(answer));
	cache->young_bytes += size_of(answer);
}

void cx_contact_cache_grew(struct cx_contact_cache *cache, const struct cx_contact_answer *answer)
{
	cache->young_bytes += answer->len;
}

void cx_contact_cache_release(struct cx_contact_cache *cache)
{
	forget(&cache->young);
	forget(&cache->old);
}
