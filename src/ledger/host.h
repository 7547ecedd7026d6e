/* SPDX-License-Identifier: Apache-2.0 */
/* Which boot of which machine this is, and which clone on it. */
#ifndef CX_LEDGER_HOST_H
#define CX_LEDGER_HOST_H

#include "base/base.h"

#define CX_BOOT_LEN 36
/* The kernel's boot id, or "". */
void cx_host_boot(char ret_boot[CX_BOOT_LEN + 1]);

#define CX_CLONE_LEN 20
/* Tells clones of one machine apart, however they are moved: the inode of git's common dir, or "". */
void cx_host_clone(const char *common_dir, char ret_clone[CX_CLONE_LEN + 1]);

#define CX_HOST_LEN 255
/* The machine's name as gethostname(2) tells it, or "". */
void cx_host_name(char ret_name[CX_HOST_LEN + 1]);

#endif
