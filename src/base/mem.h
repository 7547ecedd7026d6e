/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: out of memory ends the process here; arenas own what lives as long as a run. */
#ifndef CX_BASE_MEM_H
#define CX_BASE_MEM_H

#include "base/base.h"

/* Zeroed memory, never NULL. */
void *cx_alloc(size_t size);
/* Keeps the contents; new bytes are not zeroed. */
void *cx_realloc(void *p, size_t size);
char *cx_strdup(const char *s);
char *cx_strndup(const char *s, size_t n);
/* NULL is allowed. */
void cx_free(void *p);
/* Overwrites n bytes in a way the compiler keeps, then frees. */
void cx_free_secret(void *p, size_t n);
/* Ends the process with a message; the journal makes that safe. */
CX_NORETURN void cx_out_of_memory(size_t size);

/* Makes room for item number n in a malloc'ed array: items, n and cap are lvalues. */
#define CX_GROW(items, n, cap) \
	((n) < (cap) ? (void)0 : (void)((items) = cx_grow((items), &(cap), sizeof *(items))))
void *cx_grow(void *items, size_t *cap, size_t item_size);

/*
 * An arena frees all at once. What it hands out is zeroed and aligned for any
 * type; texts are not aligned. Not thread safe.
 */
struct cx_arena {
	struct cx_arena_block *block; /* newest first */
	size_t used;                  /* bytes handed out, for budgets */
};
#define CX_ARENA_INIT \
	{             \
		0     \
	}

void *cx_arena_alloc(struct cx_arena *arena, size_t size);
char *cx_arena_strdup(struct cx_arena *arena, const char *s);
/* Copies n bytes and adds a NUL. */
char *cx_arena_strndup(struct cx_arena *arena, const char *s, size_t n);
char *cx_arena_printf(struct cx_arena *arena, const char *fmt, ...) CX_PRINTF(2, 3);
void cx_arena_release(struct cx_arena *arena);
/* Forgets all that was handed out, and keeps a block for what comes next. */
void cx_arena_clear(struct cx_arena *arena);
/* Takes over all that another arena holds, which is empty afterwards: pointers into it stay good. */
void cx_arena_adopt(struct cx_arena *arena, struct cx_arena *from);

/* An array in an arena that doubles; the old copy stays in the arena. */
#define CX_ARENA_GROW(arena, items, n, cap) \
	((n) < (cap) ? (void)0 : (void)((items) = cx_arena_grow((arena), (items), &(cap), sizeof *(items))))
void *cx_arena_grow(struct cx_arena *arena, void *items, size_t *cap, size_t item_size);

/* For CX_AUTO_FREE on plain char pointers. */
static inline void cx_str_freep(char **p)
{
	cx_free(*p);
}

#endif
