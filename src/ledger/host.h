/* SPDX-License-Identifier: Apache-2.0 */
/* Which boot of which machine this is. */
#ifndef CX_LEDGER_HOST_H
#define CX_LEDGER_HOST_H

#include "base/base.h"

#define CX_BOOT_LEN 36
/* The kernel's boot id, or "". */
void cx_host_boot(char ret_boot[CX_BOOT_LEN + 1]);

#define CX_HOST_LEN 255
/* The machine's name as gethostname(2) tells it, or "". */
void cx_host_name(char ret_name[CX_HOST_LEN + 1]);

#endif
