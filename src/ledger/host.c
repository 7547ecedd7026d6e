/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the boot id from proc(5), and looks at the common dir. */
#include "ledger/host.h"

#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

void cx_host_boot(char ret_boot[CX_BOOT_LEN + 1])
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_diags ignored = CX_DIAGS_INIT;
	if (cx_file_read("/proc/sys/kernel/random/boot_id", 256, &text, &ignored) != CX_STATUS_OK)
		cx_buf_clear(&text);
	cx_diags_release(&ignored);
	(void)snprintf(ret_boot, CX_BOOT_LEN + 1, "%.*s", (int)strcspn(text.data, "\n"), text.data);
}

void cx_host_clone(const char *common_dir, char ret_clone[CX_CLONE_LEN + 1])
{
	struct stat st;
	ret_clone[0] = '\0';
	if (stat(common_dir, &st) == 0)
		(void)snprintf(ret_clone, CX_CLONE_LEN + 1, "%llu", (unsigned long long)st.st_ino);
}

void cx_host_name(char ret_name[CX_HOST_LEN + 1])
{
	if (gethostname(ret_name, CX_HOST_LEN) < 0)
		ret_name[0] = '\0';
	ret_name[CX_HOST_LEN] = '\0';
}
