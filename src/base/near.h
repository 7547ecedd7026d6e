/* SPDX-License-Identifier: Apache-2.0 */
/* "did you mean": the nearest of some words. */
#ifndef CX_BASE_NEAR_H
#define CX_BASE_NEAR_H

#include "base/base.h"

/*
 * The word nearest to text by optimal string alignment distance (case differences cost
 * nothing extra), or NULL if none is near enough: more than a third of the letters differ.
 * words ends with NULL.
 */
const char *cx_near_word(const char *text, const char *const *words);
size_t cx_near_distance(const char *a, const char *b);

#endif
