/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that are easy to get wrong do not compile outside base/ (as in git's banned.h). */
#ifndef CX_BASE_BANNED_H
#define CX_BASE_BANNED_H

#define CX_BANNED(call) cx_##call##_is_banned_outside_base

#undef strcpy
#define strcpy(a, b) CX_BANNED(strcpy)
#undef strcat
#define strcat(a, b) CX_BANNED(strcat)
#undef strncpy
#define strncpy(a, b, n) CX_BANNED(strncpy)
#undef sprintf
#define sprintf(...) CX_BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) CX_BANNED(vsprintf)
#undef strtok
#define strtok(a, b) CX_BANNED(strtok)
#undef strtol
#define strtol(a, b, c) CX_BANNED(strtol)
#undef strtoul
#define strtoul(a, b, c) CX_BANNED(strtoul)
#undef strtoll
#define strtoll(a, b, c) CX_BANNED(strtoll)
#undef strtoull
#define strtoull(a, b, c) CX_BANNED(strtoull)
#undef strtod
#define strtod(a, b) CX_BANNED(strtod)
#undef atoi
#define atoi(a) CX_BANNED(atoi)
#undef atol
#define atol(a) CX_BANNED(atol)
#undef atof
#define atof(a) CX_BANNED(atof)
#undef localtime
#define localtime(a) CX_BANNED(localtime)
#undef gmtime
#define gmtime(a) CX_BANNED(gmtime)
#undef ctime
#define ctime(a) CX_BANNED(ctime)
#undef malloc
#define malloc(n) CX_BANNED(malloc)
#undef calloc
#define calloc(n, s) CX_BANNED(calloc)
#undef realloc
#define realloc(p, n) CX_BANNED(realloc)
#undef free
#define free(p) CX_BANNED(free)
#undef strdup
#define strdup(s) CX_BANNED(strdup)

#endif
