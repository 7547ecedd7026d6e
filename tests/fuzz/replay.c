/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over the files of the folders named as arguments; no fuzzer is needed. */
#include "base/file.h"

#include <dirent.h>

#define MAX_FUZZ_BYTES ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool replay_file(const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf bytes = CX_BUF_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	enum cx_status status = cx_file_read(path, MAX_FUZZ_BYTES, &bytes, &diags);
	cx_diags_release(&diags);
	if (status) {
		(void)fprintf(stderr, "%s: cannot be read\n", path);
		return false;
	}
	/* An exact copy on the heap, so that the sanitizer sees a read behind its end. */
	uint8_t *copy = cx_alloc(bytes.len);
	if (bytes.len)
		memcpy(copy, bytes.data, bytes.len);
	(void)fprintf(stderr, "%s\n", path);
	(void)LLVMFuzzerTestOneInput(copy, bytes.len);
	cx_free(copy);
	return true;
}

static int replay_folder(const char *folder)
{
	struct cx_arena arena = CX_ARENA_INIT;
	DIR *dir = opendir(folder);
	int count = 0;
	for (const struct dirent *entry; dir && count >= 0 && (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		count = replay_file(cx_path_join(&arena, folder, entry->d_name)) ? count + 1 : -1;
	}
	if (dir)
		closedir(dir);
	cx_arena_release(&arena);
	return count;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (replay_folder(argv[i]) <= 0) {
			(void)fprintf(stderr, "%s: no inputs\n", argv[i]);
			return 1;
		}
	return argc > 1 ? 0 : 1;
}
