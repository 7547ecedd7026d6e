/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points: places where a test makes the system fail. Compiled in for the tests' build only. */
#ifndef CX_BASE_FAULT_H
#define CX_BASE_FAULT_H

#include "base/base.h"

enum cx_fault_point {
	CX_FAULT_WRITE,
	CX_FAULT_FSYNC,
	CX_FAULT_RENAME,
	CX_FAULT_HTTP,    /* a request is about to leave */
	CX_FAULT_KILL,    /* the process ends here as by SIGKILL */
	CX_FAULT_RESERVE, /* the file system can reserve no space by itself */
};

/*
 * CX_FAULT=write:N|fsync:N|rename:N|http:N|kill:N|reserve:N in the environment makes passage number N
 * (from 1) of that point fail; "N+" makes it and all later ones fail. Several rules are
 * separated by commas. CX_FAULT_COUNT=FILE writes how often each point was passed when the process ends.
 * A failing point sets errno to EIO. In builds without CX_FAULTS the calls vanish.
 */
#ifdef CX_FAULTS
bool cx_fault(enum cx_fault_point point);
#else
static inline bool cx_fault(enum cx_fault_point point)
{
	(void)point;
	return false;
}
#endif

#endif
