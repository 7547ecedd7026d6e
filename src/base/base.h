/* SPDX-License-Identifier: Apache-2.0 */
/* What every file may use: status codes, cleanup attributes, banned calls. */
#ifndef CX_BASE_BASE_H
#define CX_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * What a caller does differently. Everything that a person needs to know is in
 * the diagnostics that the same call adds; the status only steers.
 */
enum cx_status {
	CX_STATUS_OK = 0,
	CX_STATUS_INVALID,  /* wrong input, configuration or usage */
	CX_STATUS_ABSENT,   /* what was asked for is not there; no diagnostic */
	CX_STATUS_CONFLICT, /* somebody else was first, or the state moved */
	CX_STATUS_REFUSED,  /* a safety rule or a policy says no */
	CX_STATUS_FAILED,   /* could not be done: disk, network, tenant */
	CX_STATUS_IN_DOUBT, /* may have happened; must be settled by reading */
	CX_STATUS_DAMAGED,  /* the ledger or the audit record is not intact */
};

/* "ok", "invalid", ...; for debugging output and tests. */
const char *cx_status_name(enum cx_status status);

/* CX_AUTO(cx_buf) struct cx_buf b = CX_BUF_INIT; releases b at the end of its scope. */
#define CX_AUTO(type) __attribute__((cleanup(type##_release)))

/* CX_AUTO_FREE(cx_repo) struct cx_repo *r = NULL; frees *r at the end of its scope. */
#define CX_AUTO_FREE(type) __attribute__((cleanup(type##_freep)))
#define CX_DEFINE_FREEP(type)                            \
	static inline void type##_freep(struct type **p) \
	{                                                \
		type##_free(*p);                         \
	}

#define CX_PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define CX_NORETURN                   __attribute__((noreturn))
#define CX_NODISCARD                  __attribute__((warn_unused_result))

#define CX_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#ifndef CX_INSIDE_BASE
#include "base/banned.h"
#endif

#endif
