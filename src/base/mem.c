/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: the only place that calls malloc; failure ends the process. */
#include "base/mem.h"

#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

/* Blocks grow with their arena: small ones cost little. From BLOCK_HUGE on, the system may back them by huge
 * pages: what 10,000 definitions take would else be faulted in by 4 KB, for a tenth of the time of all. */
#define BLOCK_MIN  ((size_t)16 << 10)
#define BLOCK_HUGE ((size_t)2 << 20)
#define ALIGN      (_Alignof(max_align_t))

struct cx_arena_block {
	struct cx_arena_block *next;
	size_t used, size; /* size: less what texts took from the end */
	size_t whole;
	_Alignas(max_align_t) unsigned char bytes[];
};

const char *cx_status_name(enum cx_status status)
{
	static const char *const names[] = {
		[CX_STATUS_OK] = "ok",
		[CX_STATUS_INVALID] = "invalid",
		[CX_STATUS_ABSENT] = "absent",
		[CX_STATUS_CONFLICT] = "conflict",
		[CX_STATUS_REFUSED] = "refused",
		[CX_STATUS_FAILED] = "failed",
		[CX_STATUS_IN_DOUBT] = "in doubt",
		[CX_STATUS_DAMAGED] = "damaged",
	};
	return names[status];
}

void cx_out_of_memory(size_t size)
{
	char text[80];
	int n = snprintf(text, sizeof text, "cxctl: out of memory (asked for %zu bytes)\n", size);
	if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0)
		_exit(1);
	_exit(1);
}

void *cx_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p)
		cx_out_of_memory(size);
	return p;
}

void *cx_realloc(void *p, size_t size)
{
	void *q = realloc(p, size ? size : 1);
	if (!q)
		cx_out_of_memory(size);
	return q;
}

char *cx_strdup(const char *s)
{
	return cx_strndup(s, strlen(s));
}

char *cx_strndup(const char *s, size_t n)
{
	char *copy = cx_alloc(n + 1);
	memcpy(copy, s, n);
	return copy;
}

void cx_free(void *p)
{
	free(p);
}

void cx_free_secret(void *p, size_t n)
{
	if (p)
		explicit_bzero(p, n);
	free(p);
}

static size_t grown_cap(size_t cap, size_t item_size)
{
	size_t bigger = cap ? cap * 2 : 8;
	if (bigger > SIZE_MAX / 2 / item_size)
		cx_out_of_memory(SIZE_MAX);
	return bigger;
}

void *cx_grow(void *items, size_t *cap, size_t item_size)
{
	size_t bigger = grown_cap(*cap, item_size);
	unsigned char *more = cx_realloc(items, bigger * item_size);
	memset(more + *cap * item_size, 0, (bigger - *cap) * item_size);
	*cap = bigger;
	return more;
}

static size_t block_bytes(const struct cx_arena *arena)
{
	if (arena->used < BLOCK_MIN)
		return BLOCK_MIN;
	if (arena->used < BLOCK_HUGE)
		return arena->used;
	return BLOCK_HUGE - sizeof(struct cx_arena_block);
}

static struct cx_arena_block *block_alloc(size_t bytes)
{
	size_t size = sizeof(struct cx_arena_block) + bytes;
	struct cx_arena_block *block = size == BLOCK_HUGE ? aligned_alloc(size, size) : malloc(size);
	if (!block)
		cx_out_of_memory(size);
	if (size == BLOCK_HUGE)
		(void)madvise(block, size, MADV_HUGEPAGE);
	*block = (struct cx_arena_block){.size = bytes, .whole = bytes};
	return block;
}

static struct cx_arena_block *block_new(struct cx_arena *arena, size_t need)
{
	size_t bytes = block_bytes(arena);
	bool alone = need > bytes / 4;
	struct cx_arena_block *fresh = block_alloc(alone ? need : bytes);
	/* A big object gets a block of its own behind the open one, so that the open block's rest is not
	 * lost. */
	if (arena->block && alone) {
		fresh->next = arena->block->next;
		arena->block->next = fresh;
	} else {
		fresh->next = arena->block;
		arena->block = fresh;
	}
	return fresh;
}

void *cx_arena_alloc(struct cx_arena *arena, size_t size)
{
	if (size > SIZE_MAX / 4)
		cx_out_of_memory(size);
	size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
	struct cx_arena_block *block = arena->block;
	if (!block || block->size - block->used < need)
		block = block_new(arena, need);
	void *p = block->bytes + block->used;
	block->used += need;
	arena->used += need;
	return memset(p, 0, need);
}

/*
 * Texts come from the open block's other end: they need no alignment, and leave no gaps. Not zeroed, as they
 * are written at once.
 */
static char *arena_text(struct cx_arena *arena, size_t size)
{
	struct cx_arena_block *block = arena->block;
	if (!block || block->size - block->used < size)
		return cx_arena_alloc(arena, size);
	block->size -= size;
	arena->used += size;
	return (char *)block->bytes + block->size;
}

char *cx_arena_strdup(struct cx_arena *arena, const char *s)
{
	return cx_arena_strndup(arena, s, strlen(s));
}

char *cx_arena_strndup(struct cx_arena *arena, const char *s, size_t n)
{
	char *copy = arena_text(arena, n + 1);
	if (n)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *cx_arena_printf(struct cx_arena *arena, const char *fmt, ...)
{
	char brief[256];
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(brief, sizeof brief, fmt, args);
	va_end(args);
	size_t size = n < 0 ? 0 : (size_t)n;
	char *text = arena_text(arena, size + 1);
	text[0] = '\0';
	if (size && size < sizeof brief)
		memcpy(text, brief, size + 1);
	else if (size)
		(void)vsnprintf(text, size + 1, fmt, again);
	va_end(again);
	return text;
}

void *cx_arena_grow(struct cx_arena *arena, void *items, size_t *cap, size_t item_size)
{
	size_t bigger = grown_cap(*cap, item_size);
	void *more = cx_arena_alloc(arena, bigger * item_size);
	if (*cap)
		memcpy(more, items, *cap * item_size);
	*cap = bigger;
	return more;
}

void cx_arena_adopt(struct cx_arena *arena, struct cx_arena *from)
{
	struct cx_arena_block **end = &from->block;
	while (*end)
		end = &(*end)->next;
	/* Behind the open block, so that its rest is not lost. */
	if (arena->block) {
		*end = arena->block->next;
		arena->block->next = from->block;
	} else {
		arena->block = from->block;
	}
	arena->used += from->used;
	*from = (struct cx_arena)CX_ARENA_INIT;
}

static void blocks_free(struct cx_arena_block *block)
{
	while (block) {
		struct cx_arena_block *next = block->next;
		free(block);
		block = next;
	}
}

void cx_arena_clear(struct cx_arena *arena)
{
	struct cx_arena_block *kept = arena->block;
	if (!kept)
		return;
	blocks_free(kept->next);
	*kept = (struct cx_arena_block){.size = kept->whole, .whole = kept->whole};
	arena->used = 0;
}

void cx_arena_release(struct cx_arena *arena)
{
	blocks_free(arena->block);
	*arena = (struct cx_arena)CX_ARENA_INIT;
}
